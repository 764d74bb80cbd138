"""Where the planes of other viewports cut a picture, as lines in the view, and the handles by which they are turned."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF

from app.session.turning import why_not_turn
from app.session.viewport_model import Tool, ViewportModel
from app.session.viewports import Viewports
from imaging.geometry import PlaneGeometry

Vector = NDArray[np.float64]

TURN_AT, SLAB_AT = 0.36, 0.2
"""How far from the crosshair the handles stand, as a share of the view's smaller side."""

EDGE = 14.0
"""Handles keep so far away from the edge of the view (logical pixels)."""


@dataclass(frozen=True, eq=False)
class PlaneLine:
    """The plane of another viewport in this view.

    Attributes
    ----------
    model : ViewportModel
        The other viewport.
    seen : QLineF
        What of the line lies in the view.
    by_offset : bool
        Where it lies is known by an offset of the reader's.
    half_slab : float
        Half of what its slab covers, across the line, in logical pixels; 0 for a thin section.
    foot : array, shape (2,), or None
        The crosshair's foot on the line, in the view; None: the plane cannot be turned here.
    size : (float, float)
        Of the view.
    """

    model: ViewportModel
    seen: QLineF
    by_offset: bool
    half_slab: float
    foot: Vector | None
    size: tuple[float, float]

    @cached_property
    def along(self) -> Vector:
        """Unit vector along the line, in the view."""
        step = np.array([self.seen.dx(), self.seen.dy()])
        return step / max(float(np.hypot(*step)), 1e-9)

    @cached_property
    def across(self) -> Vector:
        """Unit vector across the line, in the view."""
        x, y = self.along.tolist()
        return np.array([-y, x])

    @property
    def edges(self) -> tuple[QLineF, ...]:
        """Both faces of the slab; none of a thin section."""
        shift = QPointF(*(self.across * self.half_slab).tolist())
        return (self.seen.translated(shift), self.seen.translated(-shift)) if self.half_slab else ()

    @cached_property
    def turn_handles(self) -> tuple[QPointF, ...]:
        """Dragged around the crosshair they turn the plane."""
        return self._handles(TURN_AT, 0.0)

    @cached_property
    def slab_handles(self) -> tuple[QPointF, ...]:
        """Dragged away from the line they make the slab thicker."""
        return self._handles(SLAB_AT, self.half_slab)

    def _handles(self, share: float, aside: float) -> tuple[QPointF, ...]:
        if self.foot is None:
            return ()
        reach = share * min(self.size)
        found = []
        for side in (1.0, -1.0):
            place = self.foot + side * (reach * self.along + aside * self.across)
            if all(EDGE <= part <= size - EDGE for part, size in zip(place.tolist(), self.size, strict=True)):
                found.append(QPointF(*place.tolist()))
        return tuple(found)


def plane_lines(
    viewports: Viewports, model: ViewportModel, matrix: NDArray[np.float64], size: tuple[float, float]
) -> tuple[PlaneLine, ...]:
    """The lines in one view: with the crosshair tool those of all other viewports, else that of the active one.

    Parameters
    ----------
    viewports : Viewports
    model : ViewportModel
        The one whose view it is.
    matrix : array, shape (2, 3)
        From its image coordinates to the view.
    size : (float, float)
        Width and height of the view.
    """
    turning = viewports.tool is Tool.CROSSHAIR
    others = viewports.models if turning else (viewports.active,)
    picture = model.picture()
    if picture is None or picture.geometry is None:
        return ()
    found = []
    for other in others:
        plane = viewports.linking.plane_in(other, model) if other is not None and other is not model else None
        if other is None or plane is None:
            continue
        seen = _seen(picture.geometry, plane[0], matrix, size)
        if seen is not None:
            foot = _foot(viewports, model, other, seen, matrix) if turning else None
            band = _half_band(picture.geometry, plane[0], other, matrix)
            found.append(PlaneLine(other, seen, plane[1], band, foot, size))
    return tuple(found)


def _seen(
    here: PlaneGeometry, plane: PlaneGeometry, matrix: NDArray[np.float64], size: tuple[float, float]
) -> QLineF | None:
    line = here.reference_line(plane)
    if line is None:
        return None
    start, end = (line @ matrix[:, :2].T + matrix[:, 2]).tolist()
    return seen_part(QLineF(*start, *end), size)


def seen_part(line: QLineF, size: tuple[float, float]) -> QLineF | None:
    """What of a line lies in a view (Liang and Barsky 1984); None when nothing does."""
    first, last = 0.0, 1.0
    for start, step, length in ((line.x1(), line.dx(), size[0]), (line.y1(), line.dy(), size[1])):
        if abs(step) < 1e-9:
            if not 0.0 <= start <= length:
                return None
            continue
        ends = sorted((-start / step, (length - start) / step))
        first, last = max(first, ends[0]), min(last, ends[1])
    return QLineF(line.pointAt(first), line.pointAt(last)) if first < last else None


def _foot(
    viewports: Viewports, model: ViewportModel, other: ViewportModel, seen: QLineF, matrix: NDArray[np.float64]
) -> Vector | None:
    cursor = viewports.cursor_in(model)
    if cursor is None or why_not_turn(other) or viewports.linking.cursor_for(other) is None:
        return None
    start = np.array([seen.x1(), seen.y1()])
    along = np.array([seen.dx(), seen.dy()])
    place = matrix[:, :2] @ cursor + matrix[:, 2]
    return np.asarray(start + ((place - start) @ along) / max(float(along @ along), 1e-9) * along)


def _half_band(here: PlaneGeometry, plane: PlaneGeometry, other: ViewportModel, matrix: NDArray[np.float64]) -> float:
    """Half of what a slab covers of this picture, in the view: more the flatter it is cut."""
    if not other.slab.is_thick:
        return 0.0
    steepness = float(np.linalg.norm(np.cross(here.normal, plane.normal)))
    scale = float(np.linalg.norm(matrix[:, 0])) / here.column_spacing
    return 0.5 * other.slab.thickness / max(steepness, 1e-6) * scale
