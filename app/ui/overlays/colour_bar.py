"""The colours of a picture that is shown through a colour table, with their values."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from app.ui.overlays import ink
from app.ui.overlays.corner_text import window_numbers
from app.ui.overlays.scene import Scene
from app.ui.rendering import Look, to_image
from imaging.palettes import Palette
from imaging.presentation import linear_levels

WIDTH = 10.0
SHARE, LEAST, MOST = 0.3, 40.0, 220.0
"""Length of the bar as a share of the view's height, and its limits in logical pixels."""

NAMED = 240.0
"""In a viewport that is lower than this (logical pixels) the table is not named: the badges need the room."""


def value_range(look: Look) -> tuple[float, float]:
    """The values at the two ends of the table; for a sigmoid, which has no ends, one width about the centre."""
    if look.lut is not None:
        return float(look.lut.first_mapped), float(look.lut.first_mapped + len(look.lut.values) - 1)
    levels = linear_levels(look.window, look.function)
    return levels or (look.window.center - look.window.width, look.window.center + look.window.width)


def bar_rect(scene: Scene, letter_width: float) -> QRectF:
    """At the right edge, beside the orientation letter, in the middle of the height."""
    length = float(np.clip(SHARE * scene.height, LEAST, MOST))
    right = scene.width - 2 * ink.MARGIN - letter_width
    return QRectF(right - WIDTH, (scene.height - length) / 2, WIDTH, length)


def room_beside(scene: Scene, look: Look, metrics: QFontMetricsF) -> float:
    """The height that the bar and its words take in the middle of the right edge; 0 without a bar."""
    if look.palette is Palette.GREY:
        return 0.0
    return bar_rect(scene, 0.0).height() + (3.0 if scene.height >= NAMED else 1.0) * metrics.height()


def paint_colour_bar(painter: QPainter, scene: Scene, look: Look) -> None:
    """Paint the bar through the same table, window and inversion as the picture; nothing for a grey picture."""
    if look.palette is Palette.GREY:
        return
    letter = scene.edge_labels.right if scene.edge_labels else ""
    rect = bar_rect(scene, QFontMetricsF(ink.letter_font(painter.font())).horizontalAdvance(letter))
    low, high = value_range(look)
    values = np.linspace(high, low, max(2, round(rect.height() * scene.device_ratio)))
    painter.save()
    painter.setPen(ink.pen(ink.SHADOW, 3.0))
    painter.drawRect(rect)
    painter.drawImage(rect, to_image(values[:, None], look))
    painter.setPen(ink.pen(ink.TEXT, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
    line = painter.fontMetrics().height()
    width = abs(high - low)
    for value, middle in ((high, rect.top()), ((low + high) / 2, rect.center().y()), (low, rect.bottom())):
        beside = QRectF(0, middle - line / 2, rect.left() - 6.0, line)
        ink.write(painter, beside, Qt.AlignmentFlag.AlignRight, window_numbers(width, value)[1], ink.TEXT)
    if scene.height >= NAMED:
        below = QRectF(0, rect.bottom() + line / 2, rect.right(), line)
        ink.write(painter, below, Qt.AlignmentFlag.AlignRight, str(look.palette), ink.TEXT)
    painter.restore()
