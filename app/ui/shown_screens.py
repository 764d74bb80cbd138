"""Tells the display checks on which screens images stand: those of every window that is open."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.session.display_checks import DisplayChecks
from app.ui.language import tr
from app.ui.panels.display_check import screen_of

OPENING = (QEvent.Type.Show, QEvent.Type.Hide)


class ShownScreens(QObject):
    """Watches windows: each counts while it is open, with the screen that most of it is on."""

    def __init__(self, checks: DisplayChecks, parent: QObject) -> None:
        super().__init__(parent)
        self._checks = checks
        self._names: dict[QObject, str] = {}

    def watch(self, window: QWidget) -> None:
        """Begin with a window."""
        self._names[window] = tr("window {n}", n=len(self._names) + 1)
        window.installEventFilter(self)
        self._tell(window)

    def stop(self) -> None:
        """The program ends: windows that close now tell nothing."""
        for window in self._names:
            window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It opened, closed, or went to another screen; one that is only minimised still counts."""
        told = event.type() == QEvent.Type.ScreenChangeInternal or (event.type() in OPENING and not event.spontaneous())
        if told and isinstance(watched, QWidget):
            self._tell(watched, is_open=event.type() != QEvent.Type.Hide)
        return False

    def _tell(self, window: QWidget, is_open: bool = True) -> None:
        self._checks.show_on(self._names[window], screen_of(window) if is_open else None)
