"""The line at the bottom: sentences for the reader, progress, the value under the mouse, the device."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from app.session.display_checks import DisplayChecks
from app.session.messages import InferenceState, Notice, NoticeLevel, Progress
from app.session.reading_session import ReadingSession
from app.session.viewport_model import Tool
from app.ui import theme
from app.ui.language import say, tr
from app.ui.panels.parts import ElidedLabel, button, set_symbol, symbol, with_keys
from app.ui.terms import term

INFO_STAYS_MS = 8000
"""An information leaves by itself; a warning or an error stays until something else is said."""


class StatusLine(QStatusBar):
    """Messages never cover the image, and none has to be clicked away."""

    def __init__(self, session: ReadingSession, checks: DisplayChecks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._checks = session, checks
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 8, 0)
        self._mark, self.notice = symbol(""), ElidedLabel()
        self.progress = QProgressBar()
        self.progress.setFixedWidth(200)
        self.cancel = button(tr("Cancel"))
        self.probe = QLabel()
        self.probe.setFont(theme.tabular(self.probe.font()))
        self.probe.setMinimumWidth(240)
        self.tool = QLabel()
        self.tool.setObjectName("secondary")
        self.tool.setToolTip(tr("What dragging with the left button does; the menus Tools and Measure have all tools"))
        self.device = QLabel()
        self.device.setObjectName("secondary")
        self.device.setToolTip(tr("Where the models run"))
        self.addWidget(self._mark)
        self.addWidget(self.notice, 1)
        for widget in (self.progress, self.cancel):
            self.addPermanentWidget(widget)
            keep = widget.sizePolicy()
            keep.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(keep)
        self.addPermanentWidget(self.probe)
        self.display = QLabel()
        self.display.setObjectName("secondary")
        for label in (self.device, self.display):
            label.setContentsMargins(12, 0, 0, 0)
        self.addPermanentWidget(self.tool)
        self.addPermanentWidget(self.device)
        self.addPermanentWidget(self.display)
        self._fade = QTimer(self, singleShot=True, interval=INFO_STAYS_MS)
        self._fade.timeout.connect(self._clear)
        self.cancel.clicked.connect(self._cancel)
        session.noticed.connect(self._show_notice)
        session.phase_changed.connect(self._forget_information)
        session.progress_changed.connect(self._show_progress)
        session.desk.state_changed.connect(self._show_device)
        session.settings_changed.connect(self._show_settings)
        checks.changed.connect(self.show_display)
        session.case_changed.connect(self.show_display)
        session.viewports.tool_changed.connect(self._show_tool)
        self._show_progress(Progress("", active=False))
        self._show_settings()
        self.show_display()
        self._show_tool(session.viewports.tool)

    def show_display(self) -> None:
        """Say whether the screens on which images stand have been checked."""
        words = say(self._checks.summary())
        self.display.setText(words)
        self.display.setToolTip("\n".join((*words.split(" · "), tr("Help › Check the display …"))))

    def _show_tool(self, tool: Tool) -> None:
        self.tool.setText(say(tool.words))

    def show_probe(self, words: str) -> None:
        """Show what lies under the pointer; empty when it has left."""
        self.probe.setText(words)

    def _show_notice(self, notice: Notice) -> None:
        self.notice.setText(say(notice.sentence))
        self.notice.setToolTip(say(notice.sentence))
        self.notice.setStyleSheet(f"color: {theme.NOTICE_COLOURS[notice.level]};")
        set_symbol(self._mark, str(notice.level), term(notice.level))
        if notice.level is NoticeLevel.INFO:
            self._fade.start()
        else:
            self._fade.stop()

    def _forget_information(self, _: object) -> None:
        """What was said in another phase need not be true in this one; warnings and errors stay."""
        if self._fade.isActive():
            self._fade.stop()
            self._clear()

    def _clear(self) -> None:
        self.notice.setText("")
        set_symbol(self._mark, "")

    def _show_progress(self, progress: Progress) -> None:
        self.progress.setVisible(progress.active)
        self.cancel.setVisible(progress.active)
        self.progress.setRange(0, progress.total)
        self.progress.setValue(progress.done)
        words = say(progress.text)
        self.progress.setFormat(f"{words} %v/%m" if progress.total else words)

    def _show_settings(self) -> None:
        self.cancel.setToolTip(with_keys(tr("Stop"), self._session.keys.get("model.cancel", [])))
        self._show_device(self._session.desk.state)

    def _show_device(self, state: InferenceState) -> None:
        names = {"auto": tr("Device: automatic"), "cpu": tr("Device: CPU"), "cuda": tr("Device: GPU")}
        chosen = names.get(self._session.settings.device, self._session.settings.device)
        self.device.setText(tr("Device: {device}", device=state.device.upper()) if state.device else chosen)

    def _cancel(self) -> None:
        self._session.run_command("model.cancel")
