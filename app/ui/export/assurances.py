"""What the reader says before pictures leave: whether they name the patient, and that somebody has looked."""

from PySide6.QtWidgets import QCheckBox, QWidget

from app.session.loaded_stack import LoadedStack
from app.session.reading_session import ReadingSession
from app.ui.export.cautions import words_in
from app.ui.language import say
from app.ui.panels.parts import column, row, symbol, text
from imaging.words import Words

LOOKED = Words("I have looked: no picture names the patient")
NAMED = Words("Write name, ID, age, sex and dates of the patient into the pictures")
NAMES = Words("Settings › Identity is on: with this tick every picture will name the patient.")
LOOK_FIRST = Words("Look through the pictures and tick the line below first.")


class Assurances(QWidget):
    """Identity only with a tick of its own; where words may stand in the pictures, nothing before a second tick."""

    def __init__(self, session: ReadingSession, loaded: LoadedStack | None, overlays: QCheckBox) -> None:
        super().__init__()
        self._session, self._loaded, self._overlays = session, loaded, overlays
        self.named, self.looked = QCheckBox(say(NAMED)), QCheckBox(say(LOOKED))
        self.named.setToolTip(say(NAMES))
        self.named.setVisible(session.settings.show_identity)
        self.complaint = text("", "banner")
        self._cautions: dict[str, QWidget] = {}
        layout = column(self)
        layout.addWidget(self.named)
        for sentence in self._words(overlays=True):
            self._cautions[sentence] = QWidget()
            caution = row(self._cautions[sentence])
            caution.addWidget(symbol("warning"))
            caution.addWidget(text(sentence), 1)
            layout.addWidget(self._cautions[sentence])
        layout.addWidget(self.complaint)
        layout.addWidget(self.looked)
        overlays.toggled.connect(self._show_words)
        self._show_words()

    @property
    def names(self) -> bool:
        """True when name, ID, age, sex and dates shall stand in the pictures."""
        return self._session.settings.show_identity and self._overlays.isChecked() and self.named.isChecked()

    def missing(self) -> bool:
        """True, and the complaint is shown, when nobody has looked for words that name the patient."""
        missing = self.looked.isVisibleTo(self) and not self.looked.isChecked()
        if missing:
            self.complaint.setText(say(LOOK_FIRST))
            self.complaint.show()
        return missing

    def _words(self, *, overlays: bool) -> tuple[str, ...]:
        return words_in(self._loaded, self._session.journal.marks, overlays=overlays)

    def _show_words(self) -> None:
        now = self._words(overlays=self._overlays.isChecked())
        for sentence, line in self._cautions.items():
            line.setVisible(sentence in now)
        self.looked.setVisible(bool(now))
        self.complaint.setVisible(False)
        self.named.setEnabled(self._overlays.isChecked())
