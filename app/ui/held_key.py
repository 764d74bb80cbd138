"""A key that works only while it is held down."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication


class HeldKey(QObject):
    """Switches something on when `press` is called, and off when a key is released or the window loses the keyboard.

    It watches the application's events only while the key is down.
    """

    def __init__(self, switch: Callable[[bool], object], parent: QObject) -> None:
        super().__init__(parent)
        self._switch = switch
        self._down = False

    def press(self) -> None:
        """The key went down."""
        application = QApplication.instance()
        if not self._down and application is not None:
            self._down = True
            application.installEventFilter(self)
            self._switch(True)

    def release(self) -> None:
        """The key went up."""
        application = QApplication.instance()
        if self._down and application is not None:
            self._down = False
            application.removeEventFilter(self)
            self._switch(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the key go up."""
        released = event.type() == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent) and not event.isAutoRepeat()
        if released or event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.ApplicationDeactivate):
            self.release()
        return False
