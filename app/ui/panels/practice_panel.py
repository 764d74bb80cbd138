"""Head of the left column while a resident practises: which case this is, how many wait, and the ways out."""

from PySide6.QtWidgets import QProgressBar, QWidget

from app.reading.protocol import Phase
from app.reading.trial import Arm
from app.session.practice_desk import PracticeDesk
from app.session.reading_session import ReadingSession
from app.ui.language import say, tr
from app.ui.panels.parts import button, column, row, text, with_keys
from app.ui.panels.study_page import ARMS
from imaging.words import Words

AT_ONCE = Words("Answer and sign; then you see what is true, and the model.")


class PracticePanel(QWidget):
    """Title, reader, case, progress of the day."""

    def __init__(self, session: ReadingSession, desk: PracticeDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._desk = session, desk
        self.title, self.reader = text("", "heading"), text("", "secondary")
        self.case, self.arm = text("", "phase"), text("")
        self.progress = QProgressBar()
        self.pause, self.curve = button(tr("Pause")), button(tr("Learning curve"))
        self.pause.clicked.connect(lambda: session.run_command("study.pause"))
        self.curve.clicked.connect(lambda: session.run_command("practice.curve"))
        foot = row()
        foot.addWidget(self.pause)
        foot.addWidget(self.curve)
        layout = column(self, spacing=8)
        for widget in (self.title, self.reader, self.case, self.arm, self.progress):
            layout.addWidget(widget)
        layout.addLayout(foot)
        layout.addStretch(1)
        desk.changed.connect(self._show_desk)
        session.phase_changed.connect(self._show_desk)
        session.settings_changed.connect(self._show_desk)
        self._show_desk()

    def _show_desk(self, _: object = None) -> None:
        desk, trial, ahead = self._desk, self._desk.trial, self._desk.ahead
        case = "" if trial is None else tr("A new case") if trial.session == 1 else tr("A case you have read before")
        signed = self._session.phase is Phase.SIGNED
        arm = "" if trial is None or signed else AT_ONCE if trial.arm is Arm.UNAIDED else ARMS[trial.arm]
        said = (
            (self.title, desk.title or tr("Practice")),
            (self.reader, desk.reader),
            (self.case, case),
            (self.arm, arm),
        )
        for label, words in said:
            label.setText(say(words))
            label.setVisible(bool(words))
        self.progress.setVisible(ahead is not None)
        if ahead is not None:
            total = ahead.queue.read_today + ahead.queue.waiting
            self.progress.setRange(0, max(total, 1))
            self.progress.setValue(ahead.queue.read_today)
            self.progress.setFormat(tr("%v of %m read today") if total else tr("nothing is due"))
        for widget, command_id, why_not in (
            (self.pause, "study.pause", desk.why_not_pause()),
            (self.curve, "practice.curve", desk.why_not_curve()),
        ):
            widget.setEnabled(not why_not)
            widget.setToolTip(say(why_not) or with_keys(widget.text(), self._session.keys.get(command_id, [])))
