"""The point that linked viewports share, and where the active plane cuts the others."""

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui.overlays import ink
from app.ui.overlays.scene import Scene
from imaging.geometry import PlaneGeometry

CROSS = QColor(76, 155, 232, 190)
LINE = QColor(170, 178, 187, 190)
GAP = 9.0
"""Free space around the crosshair's middle, so that the point itself can be seen."""


def paint_crosshair(painter: QPainter, scene: Scene, coordinate: tuple[float, float]) -> None:
    """Two thin lines through an image coordinate (column, row), open in the middle."""
    center = scene.to_view(*coordinate)
    if not scene.rect.contains(center):
        return
    painter.setPen(ink.pen(CROSS, 1.0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    x, y = center.x(), center.y()
    painter.drawLines(
        [
            QLineF(0, y, x - GAP, y),
            QLineF(x + GAP, y, scene.width, y),
            QLineF(x, 0, x, y - GAP),
            QLineF(x, y + GAP, x, scene.height),
        ]
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_reference_line(painter: QPainter, scene: Scene, other: PlaneGeometry | None) -> None:
    """Where the plane of another viewport cuts this picture; nothing when it does not."""
    here = scene.picture.geometry
    line = here.reference_line(other) if here is not None and other is not None else None
    if line is None:
        return
    (c0, r0), (c1, r1) = line.tolist()
    start: QPointF = scene.to_view(c0, r0)
    painter.setPen(ink.pen(LINE, 1.0, Qt.PenStyle.DashLine))
    painter.drawLine(start, scene.to_view(c1, r1))
