"""How the mouse marks lesions, and takes them by a corner or as a whole; and whose business a press is."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from app.reading.opinion import LesionMark
from app.session.lesions import Lesions, Spot
from app.session.loaded_stack import Picture
from app.session.viewport_model import Tool, ViewportModel
from app.session.viewports import Viewports
from app.ui.overlays.lesions import RING
from app.ui.tools.coordinates import distance, distance_to_line, to_image, to_view
from app.ui.tools.drawing import CLICK_TOLERANCE, REACH, DrawingHand
from imaging.measures import Kind

WHOLE = -1
"""In place of a corner: the mark as a whole."""


class Surface(Protocol):
    """The viewport on the screen, as far as this hand needs it."""

    @property
    def model(self) -> ViewportModel:
        """The viewport's state."""
        ...

    def matrix(self) -> NDArray[np.float64]:
        """Image coordinates to positions in the view, shape (2, 3)."""
        ...


class LesionHand:
    """A click marks a point, a drag a box; a press on a mark takes it, whatever the tool is."""

    def __init__(self, surface: Surface, viewports: Viewports, lesions: Lesions, hidden: Callable[[], bool]) -> None:
        self._surface, self._viewports, self._lesions, self._hidden = surface, viewports, lesions, hidden
        self._pressed_at: QPointF | None = None
        self._taken: tuple[LesionMark, int] | None = None
        self._dragging = False

    @property
    def is_tool(self) -> bool:
        """True while the tool marks lesions."""
        return self._viewports.tool is Tool.LESION

    @property
    def busy(self) -> bool:
        """True between a press and its release."""
        return self._pressed_at is not None

    def _picture(self) -> Picture | None:
        return None if self._hidden() else self._surface.model.picture()

    def _at(self, position: QPointF) -> Spot:
        return to_image(self._surface.matrix(), position)

    def press(self, position: QPointF) -> bool:
        """The left button went down; False when it is not about a lesion."""
        picture, taken = self._picture(), self.hit(position)
        if picture is None or (taken is None and not self.is_tool):
            return False
        self._pressed_at, self._taken, self._dragging = position, taken, False
        self._lesions.select(taken[0].mark_id if taken else "")
        return True

    def move(self, position: QPointF) -> None:
        """The mouse moved with the button down."""
        picture, start = self._picture(), self._pressed_at
        if picture is None or start is None:
            return
        self._dragging = self._dragging or distance(position, start) >= CLICK_TOLERANCE
        if not self._dragging:
            return
        if self._taken is None:
            self._lesions.sketch(picture, (self._at(start), self._at(position)))
        else:
            self._lesions.drag(self._taken[0], picture, self._moved(*self._taken, self._at(start), self._at(position)))

    @staticmethod
    def _moved(mark: LesionMark, corner: int, start: Spot, end: Spot) -> tuple[Spot, ...]:
        """The corners of a mark after a movement: all of them, or the one that was taken."""
        spots = np.reshape(mark.points, (-1, 2))
        step = np.subtract(end, start)
        if corner == WHOLE:
            return tuple(tuple(spot) for spot in (spots + step).tolist())
        left, top, right, bottom = mark.points
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        moved = np.add(corners[corner], step)
        return (float(moved[0]), float(moved[1])), corners[(corner + 2) % 4]

    def release(self, position: QPointF) -> None:
        """The left button went up."""
        picture, start, taken = self._picture(), self._pressed_at, self._taken
        self._pressed_at = self._taken = None
        if picture is None or start is None:
            return
        if taken is not None:
            self._lesions.drop()
        elif self._dragging:
            self._lesions.add(picture, (self._at(start), self._at(position)))
        else:
            self._lesions.add(picture, (self._at(position),))

    def abandon(self) -> None:
        """Another button came to the left one."""
        self._pressed_at = self._taken = None
        self._lesions.abandon()

    def hit(self, position: QPointF) -> tuple[LesionMark, int] | None:
        """The mark within reach and which of its corners; the selected one comes first, then the newest."""
        picture = self._picture()
        if picture is None or not self._lesions.may_mark():
            return None
        matrix, here = self._surface.matrix(), np.array([position.x(), position.y()])
        shown = [mark for mark in reversed(self._lesions.shown_on(picture)) if mark.mark_id]
        shown.sort(key=lambda mark: mark.mark_id != self._lesions.selected)
        for mark in shown:
            if not mark.is_box:
                (at,) = to_view(matrix, np.array([mark.points]))
                if float(np.hypot(*(at - here))) <= RING + 2.0:
                    return mark, WHOLE
                continue
            left, top, right, bottom = mark.points
            corners = to_view(matrix, np.array([[left, top], [right, top], [right, bottom], [left, bottom]]))
            away = np.hypot(*(corners - here).T)
            if away.min() <= REACH:
                return mark, int(away.argmin())
            if distance_to_line(here, np.concatenate([corners, corners[:1]])) <= REACH:
                return mark, WHOLE
        return None


class MarkHands:
    """The hand that draws measurements and the hand that marks lesions, as one."""

    def __init__(self, drawing: DrawingHand, lesions: LesionHand) -> None:
        self._drawing, self.lesions = drawing, lesions

    @property
    def kind(self) -> Kind | None:
        """What the chosen tool measures."""
        return self._drawing.kind

    @property
    def places(self) -> bool:
        """True when a click with the chosen tool places something."""
        return self._drawing.kind is not None or self.lesions.is_tool

    def press(self, position: QPointF) -> bool:
        """The left button went down; False when no mark is meant."""
        if self._drawing.is_drawing:
            return self._drawing.press(position)
        return self.lesions.press(position) or self._drawing.press(position)

    def move(self, position: QPointF) -> None:
        """The mouse moved with the button down."""
        (self.lesions if self.lesions.busy else self._drawing).move(position)

    def release(self, position: QPointF) -> None:
        """The left button went up."""
        (self.lesions if self.lesions.busy else self._drawing).release(position)

    def hover(self, position: QPointF) -> bool:
        """The mouse moved without a button; True when it is over a mark."""
        over = self._drawing.hover(position)
        return over or (not self._drawing.is_drawing and self.lesions.hit(position) is not None)

    def double_click(self, position: QPointF) -> bool:
        """The left button went down for the second time; False when no mark is meant."""
        if self.lesions.is_tool and not self._drawing.is_drawing:
            return True  # the second press of a double click is no second lesion
        return self._drawing.double_click(position)

    def abandon(self) -> None:
        """Another button came to the left one: what was being moved stays where it was."""
        if self.lesions.busy:
            self.lesions.abandon()
        self._drawing.abandon()
