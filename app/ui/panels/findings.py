"""What the models found: one block per task, filled only by `findings_revealed`."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from app.reading.protocol import Phase, Shown
from app.session.messages import InferenceStage, InferenceState
from app.session.reading_session import ReadingSession
from app.ui import theme
from app.ui.language import say, tr
from app.ui.panels.parts import Drawer, StillSlider, check_quietly, column, empty, quiet, row, text, with_keys
from app.ui.panels.task_block import TaskBlock
from inference.job import TaskResult


class FindingsPanel(QWidget):
    """Findings, and the switches of what they draw over the images."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.blocks: list[TaskBlock] = []
        self._drawer = Drawer(tr("Findings of the models"))
        self._drawer.heading.setStyleSheet(f"color: {theme.MODEL};")
        self.boxes, self.heat = quiet(QCheckBox(tr("Boxes"))), quiet(QCheckBox(tr("Heat map")))
        self.opacity = quiet(StillSlider(Qt.Orientation.Horizontal))
        self.opacity.setRange(0, 60)
        self.opacity.setPageStep(5)
        self.opacity.setAccessibleName(tr("Opacity of the heat map"))
        switches = row()
        switches.addWidget(self.boxes)
        switches.addWidget(self.heat)
        switches.addWidget(self.opacity, 1)
        self._list = column(margin=0, spacing=8)
        self._waiting = text("", "secondary")
        self._drawer.content.addLayout(switches)
        self._drawer.content.addWidget(self._waiting)
        self._drawer.content.addLayout(self._list)
        column(self).addWidget(self._drawer)
        self.boxes.clicked.connect(partial(session.run_command, "model.boxes"))
        self.heat.clicked.connect(partial(session.run_command, "model.heat"))
        self.opacity.valueChanged.connect(self._set_opacity)
        session.findings_revealed.connect(self._show_findings)
        session.phase_changed.connect(self._show_phase)
        session.desk.state_changed.connect(self._show_waiting)
        session.overlays_changed.connect(self._show_overlays)
        session.settings_changed.connect(self._show_overlays)
        session.selected_finding_changed.connect(self._show_selected)
        self._show_overlays()
        self._show_waiting(session.desk.state)
        self._show_findings(session.revealed)

    def _show_phase(self, _: object = None) -> None:
        session = self._session
        shown = bool(session.revealed) or session.reading_desk.assignment.protocol.reveals
        self.setVisible(session.case is not None and session.phase is not Phase.UNAIDED and shown)
        with_heat = session.aids.shows(Shown.HEAT_MAP)
        self.boxes.setVisible(session.aids.shows(Shown.BOXES))
        self.heat.setVisible(with_heat)
        self.opacity.setVisible(with_heat)

    def _show_findings(self, results: tuple[TaskResult, ...]) -> None:
        empty(self._list)
        self.blocks = []
        for result in results:
            block = TaskBlock(self._session, result)
            self.blocks.append(block)
            self._list.addWidget(block)
        self._waiting.setVisible(not results)
        for switch in (self.boxes, self.heat):
            switch.setEnabled(bool(results))
        self._show_selected()
        self._show_phase()

    def _show_waiting(self, state: InferenceState) -> None:
        """Say where findings will stand that are not there yet, or why there are none."""
        running = state.stage is InferenceStage.RUNNING
        self._waiting.setText(
            tr("The models are still running; what they find will stand here.") if running else say(state.text)
        )

    def _show_selected(self) -> None:
        for block in self.blocks:
            block.show_selected(self._session.selected_finding)

    def _show_overlays(self) -> None:
        overlays, keys = self._session.overlays, self._session.keys
        check_quietly(self.boxes, overlays.boxes)
        check_quietly(self.heat, overlays.heat)
        self.opacity.blockSignals(True)
        self.opacity.setValue(round(overlays.heat_opacity * 100))
        self.opacity.blockSignals(False)
        self.opacity.setEnabled(overlays.heat)
        self.boxes.setToolTip(with_keys(tr("Boxes and masks"), keys.get("model.boxes", [])))
        self.heat.setToolTip(with_keys(tr("Heat map of the selected finding"), keys.get("model.heat", [])))
        both = [*keys.get("model.heat_less", []), *keys.get("model.heat_more", [])]
        self.opacity.setToolTip(with_keys(tr("Opacity of the heat map"), both))

    def _set_opacity(self, percent: int) -> None:
        self._session.change_opacity(percent / 100 - self._session.overlays.heat_opacity)
