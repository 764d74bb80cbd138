"""Lesions that the reader marked: sky blue, solid, with number and rating; a ring around a point, or a box."""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from app.reading.opinion import LesionMark
from app.session.lesions import UNRATED
from app.ui.language import say
from app.ui.overlays import ink
from app.ui.overlays.scene import Scene

RING = 9.0
"""Radius in logical pixels: the place itself stays free to be seen."""

HANDLE = 4.0
GAP = 4.0

Labelled = tuple[LesionMark, str]
"""A mark and the words that stand beside it; none while it is being drawn."""


def paint_lesions(painter: QPainter, scene: Scene, marks: Iterable[Labelled], selected: str) -> None:
    """Paint the marks of this picture; the selected one is thicker and shows its corners."""
    for mark, words in marks:
        is_selected = not words or mark.mark_id == selected
        around = _paint_mark(painter, scene, mark, 3.0 if is_selected else 2.0)
        if is_selected and mark.is_box:
            _paint_corners(painter, scene, mark)
        if words:
            _paint_label(painter, scene, around, say(words))


def _paint_mark(painter: QPainter, scene: Scene, mark: LesionMark, width: float) -> QRectF:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    center = scene.to_view(*mark.center)
    polygon = scene.polygon(*mark.points) if mark.is_box else None
    for colour, breadth in ((ink.PLATE, width + 1.5), (ink.READER, width)):  # a dark line beneath, for bone
        painter.setPen(ink.pen(colour, breadth))
        if polygon is not None:
            painter.drawPolyline(polygon)
        else:
            painter.drawEllipse(center, RING, RING)
    if polygon is not None:
        return polygon.boundingRect()
    return QRectF(center - QPointF(RING, RING), center + QPointF(RING, RING))


def _paint_corners(painter: QPainter, scene: Scene, mark: LesionMark) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.READER)
    left, top, right, bottom = mark.points
    for corner in (scene.to_view(column, row) for column in (left, right) for row in (top, bottom)):
        painter.drawRect(QRectF(corner - QPointF(HANDLE, HANDLE) / 2, corner + QPointF(HANDLE, HANDLE) / 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_label(painter: QPainter, scene: Scene, around: QRectF, words: str) -> None:
    if not around.intersects(scene.rect):
        return
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(words) + 8.0, metrics.height() + 2.0
    left = around.right() + GAP
    if left + width > scene.width:
        left = around.left() - GAP - width
    left = float(np.clip(left, 2.0, max(2.0, scene.width - width - 2.0)))
    top = float(np.clip(around.top(), 2.0, max(2.0, scene.height - height - 2.0)))
    rect = QRectF(left, top, width, height)
    ink.plate(painter, rect)
    colour = ink.WARNING if words.endswith(UNRATED) else ink.READER
    ink.write(painter, rect, Qt.AlignmentFlag.AlignHCenter, words, colour)
