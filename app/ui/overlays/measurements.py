"""Marks of the reader: sky blue, solid, each with its numbers."""

from collections.abc import Iterable
from functools import lru_cache
from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPolygonF

from app.session.drawing import Shown
from app.ui.language import say, tr
from app.ui.overlays import ink
from app.ui.overlays.scene import Scene
from app.ui.rendering import Look, grey_levels
from imaging.measurement import guides, label_lines, outlines
from imaging.measures import Kind, Points

LINE = 2.0
HANDLE = 4.5
TICK = 5.0
CROSS = 7.0
ARROW_HEAD = 12.0
LABEL_GAP = 9.0
HALO = 4.0

TICKED = (Kind.LENGTH, Kind.JOINT_SPACE, Kind.BIDIRECTIONAL)
"""Kinds whose lines end in a short bar across, so that their ends are seen exactly."""

DOTTED = (Kind.PROBE, Kind.SPINE_LABEL)
"""Kinds of one point that is marked by a small cross."""


def paint_measurements(
    painter: QPainter, scene: Scene, shown: Iterable[Shown], preview: Shown | None, selected: str, look: Look | None
) -> dict[str, QRectF]:
    """Lines first, then labels that keep out of each other's way; the painter has the text font.

    Parameters
    ----------
    painter : QPainter
    scene : Scene
    shown : iterable of Shown
        The marks of this picture.
    preview : Shown or None
        The one that is being drawn.
    selected : str
        Its points are shown as handles.
    look : Look or None
        How the picture is shown now, for the displayed value of a probe.

    Returns
    -------
    dict of measurement id to QRectF
        Where the label of each mark stands.
    """
    marks = [*shown, *([preview] if preview is not None else [])]
    for mark in marks:
        _paint_lines(painter, scene, mark)
        if mark is preview or mark.measurement_id == selected:
            _paint_handles(painter, _placed(scene, mark.points))
    labels: dict[str, QRectF] = {}
    for mark in marks:
        lines = words_of(mark, scene, look)
        place = _label_place(painter, scene, mark, lines, labels.values())
        if place is not None:
            labels[mark.measurement_id] = place
            _write(painter, place, lines)
    return labels


def words_of(shown: Shown, scene: Scene, look: Look | None) -> tuple[str, ...]:
    """The lines of a mark's label."""
    measurement = shown.mark.measurement
    lines: tuple[str, ...] = (measurement.words,) if measurement.words else ()
    lines += tuple(map(say, label_lines(shown.mark.values)))
    if measurement.kind is Kind.PROBE and look is not None and not scene.picture.is_colour:
        displayed = _displayed(scene, shown.points[0], look)
        lines += (tr("shown {displayed} of 255", displayed=displayed),) if displayed is not None else ()
    return lines


def _displayed(scene: Scene, point: Points, look: Look) -> int | None:
    column, row = (int(part) for part in np.floor(point))
    rows, columns = scene.picture.pixels.shape[:2]
    if not (0 <= row < rows and 0 <= column < columns):
        return None
    part = np.s_[row : row + 1, column : column + 1]
    padding = scene.picture.padding
    return int(grey_levels(scene.picture.pixels[part], look, padding[part] if padding is not None else None)[0, 0])


def _placed(scene: Scene, points: Points) -> list[QPointF]:
    return [scene.to_view(column, row) for column, row in points.tolist()]


def _paint_lines(painter: QPainter, scene: Scene, shown: Shown) -> None:
    kind = shown.kind
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for guide in guides(kind, shown.points, scene.picture.calibration):
        painter.setPen(ink.pen(ink.PLATE, 3.0))
        painter.drawPolyline(QPolygonF(_placed(scene, guide)))
        painter.setPen(ink.pen(ink.READER, 1.0))
        painter.drawPolyline(QPolygonF(_placed(scene, guide)))
    strokes = [QPolygonF(_placed(scene, line)) for line in outlines(kind, shown.points)]
    if kind in TICKED:
        strokes += [tick for stroke in list(strokes) for tick in _ticks(stroke)]
    if kind in DOTTED:
        strokes += _cross(scene.to_view(*shown.points[0].tolist()))
    if kind is Kind.ARROW and len(shown.points) == 2:
        strokes.append(_head(*_placed(scene, shown.points)))
    # A dark line beneath keeps the mark visible on bone.
    for colour, width in ((ink.PLATE, LINE + 1.5), (ink.READER, LINE)):
        painter.setPen(ink.pen(colour, width))
        for stroke in strokes:
            painter.drawPolyline(stroke)


def _direction(start: QPointF, end: QPointF) -> QPointF:
    step = end - start
    length = float(np.hypot(step.x(), step.y()))
    return step / length if length else QPointF()


def _ticks(stroke: QPolygonF) -> list[QPolygonF]:
    start, end = stroke.at(0), stroke.at(stroke.size() - 1)
    along = _direction(start, end)
    across = QPointF(-along.y(), along.x()) * TICK
    return [QPolygonF([point - across, point + across]) for point in (start, end)]


def _cross(center: QPointF) -> list[QPolygonF]:
    arms = (QPointF(CROSS, 0), QPointF(-CROSS, 0), QPointF(0, CROSS), QPointF(0, -CROSS))
    return [QPolygonF([center + arm * 0.35, center + arm]) for arm in arms]


def _head(point: QPointF, tail: QPointF) -> QPolygonF:
    along = _direction(point, tail)
    across = QPointF(-along.y(), along.x())
    back = point + along * ARROW_HEAD
    return QPolygonF([back + across * ARROW_HEAD * 0.45, point, back - across * ARROW_HEAD * 0.45])


def _paint_handles(painter: QPainter, points: list[QPointF]) -> None:
    painter.setBrush(ink.PLATE)
    for colour, width in ((ink.PLATE, 3.0), (ink.READER, 1.5)):
        painter.setPen(ink.pen(colour, width))
        for point in points:
            painter.drawEllipse(point, HANDLE, HANDLE)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _label_place(
    painter: QPainter, scene: Scene, shown: Shown, lines: tuple[str, ...], taken: Iterable[QRectF]
) -> QRectF | None:
    strokes = outlines(shown.kind, shown.points)
    points = _placed(scene, np.concatenate(strokes) if strokes else shown.points)
    if not lines or not QPolygonF(points).boundingRect().adjusted(-1, -1, 1, 1).intersects(scene.rect):
        return None
    metrics = QFontMetricsF(painter.font())
    size = QSizeF(max(metrics.horizontalAdvance(line) for line in lines), metrics.height() * len(lines))
    return _free_place(points, size, scene, tuple(taken))


def _free_place(points: list[QPointF], size: QSizeF, scene: Scene, taken: tuple[QRectF, ...]) -> QRectF:
    """Beside the outermost point of a mark, on the first side where it is in view and nothing else stands."""
    room = scene.rect.adjusted(ink.MARGIN, ink.MARGIN, -ink.MARGIN, -ink.MARGIN)
    half_width, half_height = size.width() / 2 + LABEL_GAP, size.height() / 2 + LABEL_GAP
    middles = (
        max(points, key=QPointF.x) + QPointF(half_width, 0),
        min(points, key=QPointF.x) - QPointF(half_width, 0),
        max(points, key=QPointF.y) + QPointF(0, half_height),
        min(points, key=QPointF.y) - QPointF(0, half_height),
    )
    for middle in middles:
        place = QRectF(QPointF(), size)
        place.moveCenter(middle)
        if room.contains(place) and not any(place.intersects(other) for other in taken):
            return place
    return _pushed_down(QRectF(middles[0] - QPointF(size.width(), size.height()) / 2, size), room, taken)


def _pushed_down(place: QRectF, room: QRectF, taken: tuple[QRectF, ...]) -> QRectF:
    """Moved into the view, then below what stands in its way."""
    left = max(room.left(), min(place.left(), room.right() - place.width()))
    place.moveTopLeft(QPointF(left, max(room.top(), min(place.top(), room.bottom() - place.height()))))
    for other in sorted(taken, key=QRectF.top):
        if other.intersects(place):
            place.moveTop(other.bottom() + 2.0)
    return place


def _write(painter: QPainter, place: QRectF, lines: tuple[str, ...]) -> None:
    """Words on a broad dark halo: they stand on bone as often as on air."""
    metrics = QFontMetricsF(painter.font())
    ratio = painter.device().devicePixelRatioF()
    label = _label(lines, painter.font().toString(), ratio)
    top = round(place.top() + metrics.ascent()) - ceil(metrics.ascent())  # the baseline lies on a pixel
    painter.drawImage(QPointF(round(place.left()) - HALO, top - HALO), label)


@lru_cache(maxsize=128)
def _label(lines: tuple[str, ...], font_name: str, ratio: float) -> QImage:
    """The words of a label, painted once: their halo takes milliseconds, which a drag has not."""
    font = QFont()
    font.fromString(font_name)
    metrics = QFontMetricsF(font)
    width = max(metrics.horizontalAdvance(line) for line in lines) + 2 * HALO
    height = ceil(metrics.ascent()) + metrics.height() * len(lines) + 2 * HALO
    image = QImage(ceil(width * ratio), ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    painter.setFont(font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    halo = QPen(ink.SHADOW, HALO)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    first = QPointF(HALO, ceil(metrics.ascent()) + HALO)
    baselines = [first + QPointF(0, row * metrics.height()) for row in range(len(lines))]
    path = QPainterPath()
    for baseline, line in zip(baselines, lines, strict=True):
        path.addText(baseline, font, line)
    painter.strokePath(path, halo)
    painter.setPen(ink.READER)
    for baseline, line in zip(baselines, lines, strict=True):
        painter.drawText(baseline, line)
    painter.end()
    return image
