"""The point that linked viewports share, and where their planes cut each other."""

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.session.viewport_model import ViewportModel
from app.ui.overlays import ink
from app.ui.overlays.plane_lines import PlaneLine
from app.ui.overlays.scene import Scene

CROSS = QColor(76, 155, 232, 190)
LINE = QColor(170, 178, 187, 190)
GAP = 9.0
"""Free space around the crosshair's middle, so that the point itself can be seen."""

SHORT = 26.0
"""How far a short crosshair reaches."""

HANDLE, SQUARE = 5.0, 3.5
"""Radius of a handle that turns, and half a side of one that makes a slab (logical pixels)."""

BY_OFFSET = "by offset"


def paint_crosshair(
    painter: QPainter, scene: Scene, coordinate: tuple[float, float], *, by_offset: bool = False, short: bool = False
) -> None:
    """Two thin lines through an image coordinate (column, row), open in the middle; by an offset they are dotted.

    A short one leaves the picture to the lines of the planes.
    """
    center = scene.to_view(*coordinate)
    if not scene.rect.contains(center):
        return
    painter.setPen(_dotted(CROSS) if by_offset else ink.pen(CROSS, 1.0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    x, y = center.x(), center.y()
    left, top = (x - SHORT, y - SHORT) if short else (0.0, 0.0)
    right, bottom = (x + SHORT, y + SHORT) if short else (scene.width, scene.height)
    painter.drawLines(
        [
            QLineF(left, y, x - GAP, y),
            QLineF(x + GAP, y, right, y),
            QLineF(x, top, x, y - GAP),
            QLineF(x, y + GAP, x, bottom),
        ]
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if by_offset:
        _write_by_offset(painter, scene, center)


def paint_plane_lines(
    painter: QPainter, scene: Scene, lines: Iterable[PlaneLine], over: ViewportModel | None = None
) -> None:
    """Where the planes of other viewports cut this picture, with their slabs and handles; those of `over` stand out."""
    for line in lines:
        painter.setPen(ink.pen(LINE, 1.0, Qt.PenStyle.DotLine if line.by_offset else Qt.PenStyle.DashLine))
        painter.drawLine(line.seen)
        painter.setPen(ink.pen(LINE, 1.0, Qt.PenStyle.DotLine))
        painter.drawLines(list(line.edges))
        if line.by_offset:
            _write_by_offset(painter, scene, line.seen.pointAt(0.3))
        colour = ink.ACCENT if line.model is over else LINE
        painter.setBrush(ink.PLATE)
        for pen in (ink.pen(ink.PLATE, 3.0), ink.pen(colour, 1.5)):
            painter.setPen(pen)
            for place in line.turn_handles:
                painter.drawEllipse(place, HANDLE, HANDLE)
            for place in line.slab_handles:
                painter.drawRect(QRectF(place.x() - SQUARE, place.y() - SQUARE, 2 * SQUARE, 2 * SQUARE))
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _dotted(colour: QColor) -> QPen:
    made = ink.pen(colour, 1.5)
    made.setDashPattern([2.0, 3.0])
    return made


def _write_by_offset(painter: QPainter, scene: Scene, point: QPointF) -> None:
    room = QRectF(point.x() + GAP, point.y() + 2.0, 80.0, painter.fontMetrics().height())
    ink.write(painter, room, Qt.AlignmentFlag.AlignLeft, BY_OFFSET, LINE)
