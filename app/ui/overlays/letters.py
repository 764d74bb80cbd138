"""Orientation letters at the edges, and the scale bar."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from app.ui.language import say
from app.ui.overlays import ink
from app.ui.overlays.scene import Scene
from imaging.geometry import EdgeLabels
from imaging.measurement import RESTS_ON

BAR_HEIGHT = 6.0


def letter_rects(labels: EdgeLabels, width: float, height: float, metrics: QFontMetricsF) -> list[tuple[QRectF, str]]:
    """Each letter with its rectangle, centred at its edge; edges without a letter are left out."""
    line = metrics.height()

    def box(text: str, center_x: float, top: float) -> tuple[QRectF, str]:
        advance = metrics.horizontalAdvance(text)
        left = min(max(center_x - advance / 2, ink.MARGIN), width - ink.MARGIN - advance)
        return QRectF(left, top, advance, line), text

    middle = (height - line) / 2
    places = (
        (labels.left, 0.0, middle),
        (labels.right, width, middle),
        (labels.top, width / 2, ink.MARGIN / 2),
        (labels.bottom, width / 2, height - ink.MARGIN / 2 - line),
    )
    return [box(*place) for place in places if place[0]]


def paint_letters(painter: QPainter, rects: list[tuple[QRectF, str]]) -> None:
    """Write the letters; the painter has their font."""
    for rect, text in rects:
        ink.write(painter, rect, Qt.AlignmentFlag.AlignHCenter, text, ink.TEXT)


@dataclass(frozen=True)
class ScaleBar:
    """A bar of a round length: how long it is on the screen (logical pixels), and what is written at it."""

    length: float
    text: str


def scale_bar(scene: Scene) -> ScaleBar | None:
    """The longest bar of 1, 2 or 5 × 10ⁿ units that takes no more than a quarter of the view's width."""
    calibration = scene.picture.calibration
    across, along = scene.pixel_lengths
    if calibration.in_millimetres:
        per_unit, unit = across / scene.picture.spacing[1], " mm" + say(RESTS_ON[calibration.kind])
    else:
        # Pixels need not be square: count those that lie along the bar.
        horizontal = abs(scene.matrix[0, 0]) >= abs(scene.matrix[0, 1])
        per_unit, unit = (across if horizontal else along), " px"
    room = min(scene.width * 0.25, 300.0)
    if room < 30.0 or not np.isfinite(per_unit) or per_unit <= 0.0:
        return None
    length = round_length(room / per_unit)
    return ScaleBar(length * per_unit, f"{length:g}{unit}")


def round_length(limit: float) -> float:
    """The largest number of the form 1, 2 or 5 × 10ⁿ that is not above `limit`."""
    power = 10.0 ** math.floor(math.log10(limit))
    return max(factor * power for factor in (1.0, 2.0, 5.0) if factor * power <= limit * (1 + 1e-9))


def scale_bar_rects(bar: ScaleBar, scene: Scene, letter_height: float, metrics: QFontMetricsF) -> tuple[QRectF, QRectF]:
    """(bar, text): centred over the lower letter."""
    bottom = scene.height - ink.MARGIN / 2 - letter_height - 2.0
    line = QRectF((scene.width - bar.length) / 2, bottom - BAR_HEIGHT, bar.length, BAR_HEIGHT)
    text_width = metrics.horizontalAdvance(bar.text)
    text = QRectF((scene.width - text_width) / 2, line.top() - metrics.height(), text_width, metrics.height())
    return line, text


def paint_scale_bar(painter: QPainter, bar: ScaleBar, rects: tuple[QRectF, QRectF]) -> None:
    """A line with two ends, and its length."""
    line, text = rects
    for colour, width in ((ink.SHADOW, 3.0), (ink.TEXT, 1.0)):
        painter.setPen(ink.pen(colour, width))
        painter.drawLine(line.bottomLeft(), line.bottomRight())
        for x in (line.left(), line.right()):
            painter.drawLine(QPointF(x, line.top()), QPointF(x, line.bottom()))
    ink.write(painter, text, Qt.AlignmentFlag.AlignHCenter, bar.text, ink.TEXT)
