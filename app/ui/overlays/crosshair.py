"""The point that linked viewports share, and where their planes cut each other."""

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from app.session.viewport_model import ViewportModel
from app.ui.language import say
from app.ui.overlays import ink
from app.ui.overlays.plane_lines import PlaneLine
from app.ui.overlays.scene import Scene
from imaging.words import Words

CROSS = QColor(76, 155, 232, 190)
LINE = QColor(170, 178, 187, 190)
GAP = 9.0
"""Free space around the crosshair's middle, so that the point itself can be seen."""

SHORT = 26.0
"""How far a short crosshair reaches."""

HANDLE, SQUARE, RIM = 5.0, 3.5, 3.0
"""Radius of a handle that turns, half a side of one that makes a slab, and room around them (logical pixels)."""

BY_OFFSET = Words("by offset")


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
        # Qt is slow with smooth dashes, and a line along the screen's axes is sharper without.
        is_straight = min(abs(line.seen.dx()), abs(line.seen.dy())) < 0.5
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not is_straight)
        painter.setPen(_dotted(LINE) if line.by_offset else ink.pen(LINE, 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(line.seen)
        painter.setPen(ink.pen(LINE, 1.0, Qt.PenStyle.DotLine))
        painter.drawLines(list(line.edges))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.by_offset:
            _write_by_offset(painter, scene, line.seen.pointAt(0.3))
        colour = ink.ACCENT if line.model is over else LINE
        for places, is_round in ((line.turn_handles, True), (line.slab_handles, False)):
            handle = _handle(is_round, colour.rgba(), scene.device_ratio)
            for place in places:
                painter.drawImage(place - QPointF(HANDLE + RIM, HANDLE + RIM), handle)


@lru_cache(maxsize=8)
def _handle(is_round: bool, colour: int, ratio: float) -> QImage:
    """A handle with a dark rim; drawn once, since smooth circles are slow."""
    side = 2 * (HANDLE + RIM)
    picture = QImage(round(side * ratio), round(side * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ink.PLATE)
    radius = HANDLE if is_round else SQUARE
    middle = QRectF(side / 2 - radius, side / 2 - radius, 2 * radius, 2 * radius)
    for pen in (ink.pen(ink.PLATE, 3.0), ink.pen(QColor.fromRgba(colour), 1.5)):
        painter.setPen(pen)
        (painter.drawEllipse if is_round else painter.drawRect)(middle)
    painter.end()
    return picture


def _dotted(colour: QColor) -> QPen:
    made = ink.pen(colour, 1.5)
    made.setDashPattern([2.0, 3.0])
    return made


def _write_by_offset(painter: QPainter, scene: Scene, point: QPointF) -> None:
    room = QRectF(point.x() + GAP, point.y() + 2.0, 80.0, painter.fontMetrics().height())
    ink.write(painter, room, Qt.AlignmentFlag.AlignLeft, say(BY_OFFSET), LINE)
