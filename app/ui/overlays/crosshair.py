"""The point that linked viewports share, and where the active plane cuts the others."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui.overlays import ink
from app.ui.overlays.scene import Scene
from imaging.geometry import PlaneGeometry

CROSS = QColor(76, 155, 232, 190)
LINE = QColor(170, 178, 187, 190)
GAP = 9.0
"""Free space around the crosshair's middle, so that the point itself can be seen."""


BY_OFFSET = "by offset"


def paint_crosshair(
    painter: QPainter, scene: Scene, coordinate: tuple[float, float], *, by_offset: bool = False
) -> None:
    """Two thin lines through an image coordinate (column, row), open in the middle; by an offset they are dotted."""
    center = scene.to_view(*coordinate)
    if not scene.rect.contains(center):
        return
    painter.setPen(ink.pen(CROSS, 1.0, Qt.PenStyle.DotLine if by_offset else Qt.PenStyle.SolidLine))
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
    if by_offset:
        _write_by_offset(painter, scene, center)


def paint_reference_line(painter: QPainter, scene: Scene, other: tuple[PlaneGeometry, bool] | None) -> None:
    """Where the plane of another viewport cuts this picture, and whether by an offset; nothing when it does not."""
    here = scene.picture.geometry
    line = here.reference_line(other[0]) if here is not None and other is not None else None
    if line is None or other is None:
        return
    (c0, r0), (c1, r1) = line.tolist()
    seen = _seen_part(scene, QLineF(scene.to_view(c0, r0), scene.to_view(c1, r1)))
    if seen is None:
        return
    by_offset = other[1]
    painter.setPen(ink.pen(LINE, 1.0, Qt.PenStyle.DotLine if by_offset else Qt.PenStyle.DashLine))
    painter.drawLine(seen)
    if by_offset:
        _write_by_offset(painter, scene, seen.pointAt(0.3))


def _seen_part(scene: Scene, line: QLineF) -> QLineF | None:
    """What of a line lies in the view (Liang and Barsky 1984); None when nothing does."""
    first, last = 0.0, 1.0
    for start, step, size in ((line.x1(), line.dx(), scene.width), (line.y1(), line.dy(), scene.height)):
        if abs(step) < 1e-9:
            if not 0.0 <= start <= size:
                return None
            continue
        ends = sorted((-start / step, (size - start) / step))
        first, last = max(first, ends[0]), min(last, ends[1])
    return QLineF(line.pointAt(first), line.pointAt(last)) if first < last else None


def _write_by_offset(painter: QPainter, scene: Scene, point: QPointF) -> None:
    room = QRectF(point.x() + GAP, point.y() + 2.0, 80.0, painter.fontMetrics().height())
    ink.write(painter, room, Qt.AlignmentFlag.AlignLeft, BY_OFFSET, LINE)
