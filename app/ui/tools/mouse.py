"""What the mouse does in one viewport: which drag is meant, and what it changes."""

from enum import StrEnum
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt

from app.session.settings import Settings
from app.session.view_transform import MAXIMUM_SCALE
from app.session.viewport_model import Tool, ViewportModel
from app.session.viewports import Viewports
from app.ui.tools.coordinates import distance, to_image
from app.ui.tools.drawing import CLICK_TOLERANCE
from app.ui.tools.lesions import MarkHands
from app.ui.tools.planes import PlaneHand

Button: TypeAlias = Qt.MouseButton
Modifier: TypeAlias = Qt.KeyboardModifier

WHEEL_STEP = 120
"""Eighths of a degree in one notch of a wheel; touchpads send fractions of it."""

ZOOM_PER_NOTCH = 1.2
ZOOM_PER_PIXEL = 1.006


class Drag(StrEnum):
    """What a drag changes."""

    NOTHING = "nothing"
    WINDOW = "window"
    ZOOM = "zoom"
    PAN = "pan"
    SCROLL = "scroll"
    CROSSHAIR = "crosshair"
    BOX = "box"
    MARK = "mark"
    PLANE = "plane"


OF_TOOL = {
    Tool.WINDOW: Drag.WINDOW,
    Tool.ZOOM: Drag.ZOOM,
    Tool.PAN: Drag.PAN,
    Tool.SCROLL: Drag.SCROLL,
    Tool.CROSSHAIR: Drag.CROSSHAIR,
}


def drag_of(buttons: Button, modifiers: Modifier, tool: Tool, *, right_button_windows: bool) -> Drag:
    """Which drag these buttons mean."""
    left, right = bool(buttons & Button.LeftButton), bool(buttons & Button.RightButton)
    if left and right:
        return Drag.SCROLL
    if buttons & Button.MiddleButton:
        return Drag.PAN
    if right:
        return Drag.WINDOW if right_button_windows else Drag.ZOOM
    if left and modifiers & Modifier.ControlModifier:
        return Drag.BOX
    if left and modifiers & Modifier.ShiftModifier:
        return Drag.CROSSHAIR
    return OF_TOOL.get(tool, Drag.MARK) if left else Drag.NOTHING


class MouseSurface(Protocol):
    """The viewport on the screen, as far as the mouse needs it."""

    @property
    def model(self) -> ViewportModel:
        """The viewport's state."""
        ...

    def matrix(self) -> NDArray[np.float64]:
        """Image coordinates to positions in the view, shape (2, 3)."""
        ...

    def width(self) -> int:
        """Logical pixels."""
        ...

    def height(self) -> int:
        """Logical pixels."""
        ...


class MouseTools:
    """Turns presses, moves and wheel turns into calls of the model and of the viewports.

    Marks are the drawing hand's business, handles of planes that of the plane hand.
    """

    def __init__(self, surface: MouseSurface, viewports: Viewports, hand: MarkHands) -> None:
        self._surface = surface
        self._hand, self.planes = hand, PlaneHand(surface, viewports)
        self.over_mark = False
        self._viewports = viewports
        self._drag = Drag.NOTHING
        self._pressed_at = QPointF()
        self._last = QPointF()
        self._anchor = (0.0, 0.0)
        self._is_click = False
        self._scrolled = 0.0
        self._wheel = 0.0
        self.rubber_band: QRectF | None = None

    # ── buttons ──────────────────────────────────────────────────────────────────────────────────

    def press(self, position: QPointF, buttons: Button, modifiers: Modifier, settings: Settings) -> None:
        """A button went down; `buttons` are all that are down now. The viewport becomes the active one."""
        self._viewports.set_active(self._surface.model)
        is_first = bin(buttons.value).count("1") == 1
        self._drag = drag_of(
            buttons, modifiers, self._viewports.tool, right_button_windows=settings.right_button_windows
        )
        plain = not modifiers & (Modifier.ControlModifier | Modifier.ShiftModifier)
        if not is_first:
            self._hand.abandon()
        elif buttons & Button.LeftButton and plain and self.planes.press(position):
            self._drag = Drag.PLANE
        elif buttons & Button.LeftButton and plain and self._hand.press(position):
            self._drag = Drag.MARK
        self._is_click = is_first
        self._pressed_at = self._last = position
        self._anchor = self.to_image(position)
        self._scrolled, self.rubber_band = 0.0, None
        if self._drag is Drag.CROSSHAIR:
            self._viewports.set_cursor(self._surface.model, self._anchor)

    def move(self, position: QPointF, buttons: Button, modifiers: Modifier) -> None:
        """The mouse moved, with or without a button."""
        if not buttons & (Button.LeftButton | Button.RightButton | Button.MiddleButton):
            if modifiers & Modifier.ShiftModifier:
                self._viewports.set_cursor(self._surface.model, self.to_image(position))
            self.over_mark = self.planes.hover(position) or self._hand.hover(position)
            return
        if self._drag in (Drag.MARK, Drag.PLANE):
            (self._hand.move if self._drag is Drag.MARK else self.planes.drag)(position)
            return
        if self._is_click:
            if distance(position, self._pressed_at) < CLICK_TOLERANCE:
                return
            self._is_click = False
        step, self._last = position - self._last, position
        self._do(self._drag, position, step)

    def release(self, position: QPointF, button: Button, buttons: Button) -> bool:
        """A button went up; `buttons` are those still down. True when it was a right click without movement."""
        is_menu = self._is_click and button == Button.RightButton
        if self._drag is Drag.MARK:
            self._hand.release(position)
        self.planes.release()
        if self._drag is Drag.BOX and self.rubber_band is not None:
            self._window_from(self.rubber_band)
        # After a chord the button that is still down does nothing until it goes up too.
        self._drag, self._is_click, self.rubber_band = Drag.NOTHING, False, None
        return is_menu

    def double_click(self, position: QPointF) -> bool:
        """The left button went down for the second time; False when no mark is meant."""
        self._viewports.set_active(self._surface.model)
        is_mark = self._hand.double_click(position)
        self._drag = Drag.MARK if is_mark else Drag.NOTHING
        return is_mark

    def _do(self, drag: Drag, position: QPointF, step: QPointF) -> None:
        model = self._surface.model
        if drag is Drag.WINDOW:
            model.drag_window(step.x(), step.y())
        elif drag is Drag.ZOOM:
            self._zoom(ZOOM_PER_PIXEL ** -step.y(), self._anchor)  # up is closer
        elif drag is Drag.PAN:
            linear = self._surface.matrix()[:, :2]
            columns, rows = np.linalg.solve(linear, [step.x(), step.y()])
            model.pan_by(float(columns), float(rows))
        elif drag is Drag.SCROLL:
            self._scroll_by_drag(step.y())
        elif drag is Drag.CROSSHAIR:
            self._viewports.set_cursor(model, self.to_image(position))
        elif drag is Drag.BOX:
            self.rubber_band = QRectF(self._pressed_at, position).normalized()

    def _scroll_by_drag(self, down: float) -> None:
        model = self._surface.model
        # The whole stack in one stroke over the viewport, but no finer than two pixels a slice.
        per_slice = float(np.clip(self._surface.height() / max(model.positions, 1), 2.0, 20.0))
        self._scrolled += down / per_slice
        steps = int(self._scrolled)
        if steps:
            self._scrolled -= steps
            model.scroll(steps)

    def _window_from(self, band: QRectF) -> None:
        corners = [self.to_image(p) for p in (band.topLeft(), band.topRight(), band.bottomRight(), band.bottomLeft())]
        columns, rows = zip(*corners, strict=True)
        self._viewports.window_from_box(self._surface.model, min(columns), min(rows), max(columns), max(rows))

    # ── wheel ────────────────────────────────────────────────────────────────────────────────────

    def wheel(self, position: QPointF, delta: float, modifiers: Modifier) -> None:
        """The wheel turned by `delta` eighths of a degree; away from the reader is positive and goes back."""
        if modifiers & Modifier.ControlModifier:
            self._zoom(ZOOM_PER_NOTCH ** (delta / WHEEL_STEP), self.to_image(position))
            return
        if self._wheel * delta < 0:
            self._wheel = 0.0  # the direction changed: what was left of the other one is void
        self._wheel += delta
        notches = int(self._wheel / WHEEL_STEP)
        if not notches:
            return
        self._wheel -= notches * WHEEL_STEP
        model = self._surface.model
        if not modifiers & Modifier.ShiftModifier:
            model.scroll(-notches)
        elif model.loaded is not None and model.loaded.stack.volumes > 1:
            self._viewports.step_volume(-notches, model)
        else:
            model.scroll(-10 * notches)

    def _zoom(self, factor: float, anchor: tuple[float, float]) -> None:
        model, matrix = self._surface.model, self._surface.matrix()
        if factor > 1.0:
            # At the largest scale the picture must not creep away from the pointer.
            largest = float(np.linalg.norm(matrix[:, :2], axis=0).min())
            factor = min(factor, max(1.0, MAXIMUM_SCALE / largest))
        model.zoom_by(factor, anchor)

    def to_image(self, position: QPointF) -> tuple[float, float]:
        """Image coordinate (column, row) at a position of the view."""
        return to_image(self._surface.matrix(), position)
