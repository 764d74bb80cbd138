"""The mouse pointer moved and clicked by keys, so that whatever the mouse does in a viewport needs no mouse."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QApplication

from app.ui.viewport_view import ViewportView

GROWTH, FASTEST = 1.3, 24.0
"""While a key is held each step is so many times the one before, up to so many logical pixels."""

PAUSE = 0.2
"""Seconds after which a key counts as pressed anew: then it moves by one pixel."""


class KeyPointer:
    """One press moves by a pixel, to place a point exactly; a key that is held moves faster and faster.

    Parameters
    ----------
    now : callable returning float
        Seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._way, self._last, self._step = (0, 0), 0.0, 1.0

    def move(self, view: ViewportView, right: int, down: int) -> None:
        """Move within a viewport, right and down being −1, 0 or 1; from anywhere else to its middle first."""
        now, place = self._now(), view.mapFromGlobal(QCursor.pos())
        held = (right, down) == self._way and now - self._last < PAUSE
        self._step = min(FASTEST, self._step * GROWTH) if held else 1.0
        self._way, self._last = (right, down), now
        if not view.rect().contains(place):
            QCursor.setPos(view.mapToGlobal(view.rect().center()))
            return
        wanted = place + QPoint(right, down) * round(self._step)
        column, row = max(0, min(view.width() - 1, wanted.x())), max(0, min(view.height() - 1, wanted.y()))
        QCursor.setPos(view.mapToGlobal(QPoint(column, row)))

    def click(self, view: ViewportView) -> bool:
        """Press and let go of the left button where the pointer is; False when that is not in the viewport."""
        here = QCursor.pos()
        place = view.mapFromGlobal(here)
        if not view.rect().contains(place):
            return False
        left, none, plain = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        for kind, button, held in (
            (QEvent.Type.MouseMove, none, none),  # what is being drawn follows first
            (QEvent.Type.MouseButtonPress, left, left),
            (QEvent.Type.MouseButtonRelease, left, none),
        ):
            QApplication.sendEvent(view, QMouseEvent(kind, QPointF(place), QPointF(here), button, held, plain))
        return True
