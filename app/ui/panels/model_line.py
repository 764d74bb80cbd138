"""One quiet line: where the models are with this case. It says that they run, never what they say."""

from PySide6.QtWidgets import QProgressBar, QWidget

from app.reading.protocol import Phase
from app.session.messages import InferenceStage, InferenceState
from app.session.reading_session import ReadingSession
from app.ui.language import say, tr
from app.ui.panels.parts import button, column, row, set_symbol, symbol, text, with_keys
from imaging.words import Words
from inference.job import TaskStatus

FINISHED = Words("The models have finished.")


class ModelLine(QWidget):
    """Keeps its height whatever the models do."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._mark = symbol("info")
        self.words = text("", "secondary")
        self.words.setFixedHeight(2 * self.fontMetrics().lineSpacing() + 2)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.again = button(tr("Run again"))
        self.again.clicked.connect(self._run_again)
        line = row()
        line.addWidget(self._mark)
        line.addWidget(self.words, 1)
        line.addWidget(self.again)
        layout = column(self)
        layout.addLayout(line)
        layout.addWidget(self.bar)
        keep = self.bar.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(keep)
        session.desk.state_changed.connect(self._show_state)
        session.phase_changed.connect(self._show_phase)
        session.findings_revealed.connect(self._show_phase)
        session.case_changed.connect(self._show_phase)
        session.settings_changed.connect(self._show_phase)
        self._show_phase()

    def _show_phase(self, _: object = None) -> None:
        self._show_state(self._session.desk.state)

    def _show_state(self, state: InferenceState) -> None:
        words = self._sentence(state)
        self.words.setText(words)
        self.words.setToolTip(words)
        running = state.stage is InferenceStage.RUNNING
        self.bar.setVisible(running)
        self.bar.setRange(0, state.total if running else 1)
        self.bar.setValue(state.done)
        set_symbol(self._mark, "warning" if state.stage is InferenceStage.FAILED else "info")
        self.again.setVisible(state.stage in (InferenceStage.FAILED, InferenceStage.CANCELLED))
        self.again.setToolTip(with_keys(tr("Run the models again"), self._session.keys.get("model.run_again", [])))

    def _sentence(self, state: InferenceState) -> str:
        if self._session.case is None or state.stage is InferenceStage.IDLE:
            return tr("Models: nothing to do")
        desk = self._session.reading_desk
        if not desk.assignment.protocol.reveals and not desk.tasks():
            return tr("No model is shown in this read.")
        if state.stage is InferenceStage.RUNNING:
            count = f" ({state.done}/{state.total})" if state.total else ""
            return tr("The models are running…{count} {model}", count=count, model=state.text).rstrip()
        if state.detail and self._session.phase is not Phase.UNAIDED:
            return say(state.detail)
        if state.stage is not InferenceStage.READY:
            return say(state.text)
        device = f" · {state.device.upper()}" if state.device else ""
        if state.text and state.text != FINISHED:
            return say(state.text) + device
        if self._session.phase is Phase.UNAIDED:
            return (
                tr("Models: ready – hidden until you lock")
                if desk.locks
                else tr("Models: ready – hidden until you sign")
            ) + device
        applied = [r for r in self._session.revealed if r.status is not TaskStatus.NOT_APPLICABLE]
        if self._session.revealed and not applied:
            return tr("Model does not apply: {reason}", reason=self._session.revealed[0].reason)
        return say(FINISHED) + device

    def _run_again(self) -> None:
        self._session.run_command("model.run_again")
