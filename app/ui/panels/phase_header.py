"""Head of the reading column: who reads, which phase this is, and the one next action."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.reading.protocol import Phase
from app.session.reading_session import ReadingSession
from app.ui import theme
from app.ui.language import say, tr
from app.ui.panels.parts import button, column, row, set_symbol, symbol, text, with_keys
from imaging.words import Words

NAMES = {
    Phase.UNAIDED: ("unread", Words("1 Unaided – the model is hidden")),
    Phase.AIDED: ("locked", Words("2 Aided")),
    Phase.SIGNED: ("signed", Words("3 Signed")),
}
ONE_OPINION = {
    Phase.UNAIDED: ("unread", Words("Unaided – no model")),
    Phase.AIDED: ("unread", Words("With the model")),
    Phase.SIGNED: ("signed", Words("Signed")),
}
"""Where one opinion is signed and nothing is locked before."""

ACTIONS = {
    Phase.UNAIDED: ("read.lock", Words("Lock read")),
    Phase.AIDED: ("read.sign", Words("Sign read")),
    Phase.SIGNED: ("case.next", Words("Next case")),
}


def clock_text(seconds: int) -> str:
    """Seconds as minutes and seconds: ``"1:05"``."""
    return f"{seconds // 60}:{seconds % 60:02d}"


class PhaseHeader(QWidget):
    """Phase in words, the next action as its button, and why it is not possible yet."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.reader = QLineEdit()
        self.reader.setPlaceholderText(tr("Your name or code"))
        self.reader.setToolTip(tr("Stands in the record of every read; remembered for the next time"))
        self.reader.setAcceptDrops(False)
        self.reader.setMaxLength(64)
        self.reader.setEnabled(session.study is None)  # in a reader study it is who signed in
        self._mark = symbol("unread")
        self.phase = text("", "phase")
        self.clock = text("", "secondary", wrap=False)
        self.clock.setFont(theme.tabular(self.clock.font()))
        self.clock.setToolTip(tr("Time left for this read; then it is kept as it stands"))
        self.action = button("")
        self.action.setObjectName("next_action")
        self.why_not = text("", "why_not")
        self.why_not.setFixedHeight(2 * self.fontMetrics().lineSpacing() + 4)
        who, head = row(), row()
        who.addWidget(text(tr("Reader"), "secondary", wrap=False))
        who.addWidget(self.reader, 1)
        who.addWidget(self.clock)  # not beside the phase, whose words need the whole width
        head.addWidget(self._mark)
        head.addWidget(self.phase, 1)
        layout = column(self)
        layout.addLayout(who)
        layout.addSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.action)
        layout.addWidget(self.why_not)
        self.reader.returnPressed.connect(self._keep_reader)
        self.reader.editingFinished.connect(self._leave_reader)
        self.action.clicked.connect(self._run)
        session.reading_changed.connect(self._show_phase)
        session.phase_changed.connect(self._show_phase)
        session.case_changed.connect(self._show_phase)
        session.desk.state_changed.connect(self._show_phase)
        session.aids.clock.ticked.connect(self._show_clock)
        session.settings_changed.connect(self._show_reader)
        self._show_reader()
        self._show_phase()

    def _show_reader(self) -> None:
        if not self.reader.hasFocus():
            self.reader.setText(self._session.settings.reader)
        self._show_phase()

    def _show_phase(self, _: object = None) -> None:
        session = self._session
        wanted = session.case is not None and not session.settings.reader.strip()
        if self.reader.property("wanted") != wanted:
            self.reader.setProperty("wanted", wanted)
            self.reader.style().unpolish(self.reader)
            self.reader.style().polish(self.reader)
        mark, name = self._name()
        command_id, words = self._action()
        why_not = self._why_not()
        set_symbol(self._mark, mark, name)
        self.phase.setText(say(name))
        self.action.setText(say(words))
        self.action.setEnabled(not why_not)
        self.action.setToolTip(with_keys(words, session.keys.get(command_id, [])))
        self.why_not.setText(say(why_not))
        self.why_not.setToolTip(say(why_not))

        self._show_clock()

    def _show_clock(self) -> None:
        left = self._session.aids.clock.seconds_left
        self.clock.setVisible(left is not None)
        self.clock.setText("" if left is None else clock_text(left))

    def _name(self) -> tuple[str, str]:
        return (NAMES if self._session.reading_desk.locks else ONE_OPINION)[self._session.phase]

    def _action(self) -> tuple[str, str]:
        """The command of the next step, and its words."""
        signs = self._session.phase is Phase.UNAIDED and not self._session.reading_desk.locks
        return ACTIONS[Phase.AIDED if signs else self._session.phase]

    def _why_not(self) -> str:
        session = self._session
        if session.case is None:
            return tr("Open a study to read it.")
        if not session.settings.reader.strip() and self.reader.text().strip():
            return tr("Press Enter behind your name: the record keeps it as it stands then.")
        if session.phase is Phase.UNAIDED:
            return session.why_not_lock()
        return session.why_not_sign() if session.phase is Phase.AIDED else ""

    def _keep_reader(self) -> None:
        name = self.reader.text().strip()
        if name != self._session.settings.reader:
            self._session.change_settings(reader=name)
        self.reader.clearFocus()  # the next keys are commands and answers, not more of the name

    def _leave_reader(self) -> None:
        """A name counts once Enter was pressed: half of one must not get into the record by a click elsewhere."""
        kept = self._session.settings.reader
        if kept.strip() and self.reader.text().strip() != kept:
            self.reader.setText(kept)
        self._show_phase()

    def _run(self) -> None:
        self._session.run_command(self._action()[0])
