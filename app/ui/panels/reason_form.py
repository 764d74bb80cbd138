"""Another answer and the reason for it: for an override, and for a correction after the signature."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.panels.answer_row import AnswerRow
from app.ui.panels.parts import StillComboBox, button, column, quiet, row, text

OVERRIDE_REASONS = (
    "Artefact",
    "Not seen on the image",
    "Seen on another series",
    "Normal variant",
    "Old or known change",
    "Clinical information",
    "Other",
)
CORRECTION_REASONS = ("Pressed the wrong answer", "Seen later", "Reference standard known now", "Other")


class SureForm(QWidget):
    """Asks how sure the reader is of an answer that is not the one they locked.

    Signals
    -------
    given(int), left()
        The confidence; or the reader went back.
    """

    given = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = text("")
        self.answer = AnswerRow()
        self.answer.no.setEnabled(False)
        self.answer.yes.setEnabled(False)
        self.save, self.back = button("Save agreement"), button("Back")
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.save)
        layout = column(self, margin=0)
        layout.addWidget(self.words)
        layout.addWidget(self.answer)
        layout.addLayout(foot)
        self.answer.confidence_chosen.connect(self._check)
        self.save.clicked.connect(self._give)
        self.back.clicked.connect(self.left)

    def begin(self, positive: bool) -> None:
        """Ask about an answer."""
        self.words.setText(f"Your answer becomes “{'Yes' if positive else 'No'}”. How sure are you of it?")
        self.answer.show_answer(positive, None)
        self._check()
        self.show()

    def _check(self, _: object = None) -> None:
        chosen = self.answer.confidence is not None
        self.save.setEnabled(chosen)
        self.save.setToolTip("" if chosen else "Choose how sure you are.")

    def _give(self) -> None:
        if self.answer.confidence is not None:
            self.given.emit(self.answer.confidence)


class ReasonForm(QWidget):
    """Opens below the answer that it changes; nothing is saved without a reason.

    Signals
    -------
    given(bool, int, str)
        The final answer, its confidence, and the reason in words.
    left()
    """

    given = Signal(object, int, str)
    left = Signal()

    def __init__(self, reasons: tuple[str, ...], save: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reason = quiet(StillComboBox())
        self.reason.addItem("Choose a reason …", "")
        for words in reasons:
            self.reason.addItem(words, words)
        self.words = QLineEdit()
        self.words.setPlaceholderText("In your own words")
        self.words.setAcceptDrops(False)
        self.answer = AnswerRow()
        self.save, self.back = button(save), button("Back")
        self.missing = text("", "why_not")
        foot = row()
        foot.addWidget(self.missing, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.save)
        layout = column(self, margin=0)
        layout.addWidget(self.reason)
        layout.addWidget(self.words)
        layout.addWidget(self.answer)
        layout.addLayout(foot)
        self.reason.currentIndexChanged.connect(self._check)
        self.words.textChanged.connect(self._check)
        self.answer.answered.connect(self._check)
        self.answer.confidence_chosen.connect(self._check)
        self.save.clicked.connect(self._give)
        self.back.clicked.connect(self.left)
        self._check()

    def begin(self, positive: bool | None, confidence: int | None) -> None:
        """Empty the reason and offer an answer."""
        self.reason.setCurrentIndex(0)
        self.words.clear()
        self.answer.show_answer(positive, confidence)
        self._check()

    def put_away(self) -> None:
        """Hide it and leave the keyboard to the images, so that the column does not jump to another control."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        self.hide()

    def reason_text(self) -> str:
        """The chosen reason and the own words; "Other" alone says nothing."""
        chosen, own = self.reason.currentData(), self.words.text().strip()
        if chosen == "Other":
            return own
        return ": ".join(part for part in (chosen, own) if part)

    def _check(self, _: object = None) -> None:
        missing = ""
        if self.answer.positive is None or self.answer.confidence is None:
            missing = "Say yes or no, and how sure you are."
        if not self.reason_text():
            missing = "A reason is needed."
        self.missing.setText(missing)
        self.save.setEnabled(not missing)
        self.save.setToolTip(missing)

    def _give(self) -> None:
        if self.answer.positive is not None and self.answer.confidence is not None:
            self.given.emit(self.answer.positive, self.answer.confidence, self.reason_text())
