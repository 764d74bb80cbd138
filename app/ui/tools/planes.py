"""How the mouse turns planes and makes slabs: by the handles of their lines, while the crosshair tool is chosen."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from app.session.turning import pivot_of, set_thickness, sweep_of
from app.session.viewport_model import Tool, ViewportModel
from app.session.viewports import Viewports
from app.ui.overlays.plane_lines import PlaneLine, plane_lines
from app.ui.tools.coordinates import distance, to_image
from imaging.geometry import PlaneGeometry
from imaging.oblique import Sweep

REACH = 9.0
"""A handle is taken when the pointer is no further from it than this (logical pixels)."""


class Grip(Enum):
    """What a handle changes."""

    TURN = auto()
    SLAB = auto()


class PlaneSurface(Protocol):
    """The viewport on the screen, as far as turning needs it."""

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


@dataclass(frozen=True, eq=False)
class _Hold:
    """What is being dragged: the planes as they were, and where it began on the plane in which it is dragged."""

    grip: Grip
    model: ViewportModel
    here: PlaneGeometry
    sweep: Sweep
    foot: NDArray[np.float64]
    start: NDArray[np.float64]


class PlaneHand:
    """Turns drags of handles into planes and slabs of the other viewports."""

    def __init__(self, surface: PlaneSurface, viewports: Viewports) -> None:
        self._surface, self._viewports = surface, viewports
        self._hold: _Hold | None = None
        self.over: ViewportModel | None = None  # whose handle is under the pointer, or held

    def press(self, position: QPointF) -> bool:
        """The left button went down; False when it is not on a handle."""
        hit, picture = self.hit(position), self._surface.model.picture()
        if hit is None or picture is None or picture.geometry is None:
            return False
        (line, grip), here = hit, picture.geometry
        assert line.foot is not None
        foot = here.image_to_patient(to_image(self._surface.matrix(), QPointF(*line.foot.tolist())))
        sweep = sweep_of(line.model, pivot_of(self._viewports, line.model))
        self._hold = _Hold(grip, line.model, here, sweep, foot, self._place(position, here))
        self.over = line.model
        return True

    def drag(self, position: QPointF) -> None:
        """The mouse moved while a handle is held."""
        hold = self._hold
        if hold is None or hold.model not in self._viewports.models:
            return
        place = self._place(position, hold.here)
        if hold.grip is Grip.TURN:
            before, after = hold.start - hold.foot, place - hold.foot
            degrees = np.degrees(np.arctan2(hold.here.normal @ np.cross(before, after), before @ after))
            hold.model.turn_to(hold.sweep.turned(hold.here.normal, float(degrees)))
        else:
            set_thickness(hold.model, 2.0 * abs(float((place - hold.foot) @ hold.sweep.onward)))
        # Its line is drawn in every other view.
        self._viewports.cursor_moved.emit()

    def release(self) -> None:
        """The left button went up."""
        self._hold = None

    def hover(self, position: QPointF) -> bool:
        """The mouse moved without a button: True over a handle."""
        hit = self.hit(position)
        self._point_at(hit[0].model if hit is not None else None)
        return hit is not None

    def leave(self) -> None:
        """The pointer left the view."""
        self._point_at(None)

    def _point_at(self, model: ViewportModel | None) -> None:
        if model is not self.over:
            self.over = model
            self._viewports.cursor_moved.emit()

    def hit(self, position: QPointF) -> tuple[PlaneLine, Grip] | None:
        """The handle within reach: the nearest one."""
        if self._viewports.tool is not Tool.CROSSHAIR:
            return None
        surface = self._surface
        size = float(surface.width()), float(surface.height())
        lines = plane_lines(self._viewports, surface.model, surface.matrix(), size)
        near = [
            (distance(position, handle), line, grip)
            for line in lines
            for grip, handles in ((Grip.TURN, line.turn_handles), (Grip.SLAB, line.slab_handles))
            for handle in handles
        ]
        away, line, grip = min(near, key=lambda item: item[0], default=(np.inf, None, Grip.TURN))
        return (line, grip) if line is not None and away <= REACH else None

    def _place(self, position: QPointF, here: PlaneGeometry) -> NDArray[np.float64]:
        return here.image_to_patient(to_image(self._surface.matrix(), position))
