"""Colours and letters of everything drawn over an image."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

BACKGROUND = QColor("#000000")
TEXT = QColor("#D6DADF")
QUIET = QColor("#A3ABB4")
ACCENT = QColor("#4C9BE8")
MODEL = QColor("#E69F00")
READER = QColor("#56B4E9")
REFERENCE = QColor("#009E73")
WARNING = QColor("#F0E442")
DANGER = QColor("#C8372D")
SHADOW = QColor(0, 0, 0, 210)
PLATE = QColor(0, 0, 0, 150)

MARGIN = 8.0
"""Distance in logical pixels between the edge of a viewport and what is written on it."""

OUTLINE = ((-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0), (0.0, 1.5))
"""Where the dark copies of a text lie that make its outline."""

OUTLINE_ROOM, TEXTS_KEPT = 4, 256
"""Room around a text for its outline and for letters that lean over; how many texts are kept as pictures."""


def text_font(base: QFont) -> QFont:
    """The interface's font at the size of corner text, with figures of equal width."""
    font = QFont(base)
    font.setPointSizeF(9.5)
    # Tabular figures keep a number still while it changes.
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def letter_font(base: QFont) -> QFont:
    """For the orientation letters."""
    font = QFont(base)
    font.setPointSizeF(13.0)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def pen(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen so many logical pixels wide. Marks are drawn in view coordinates, so zoom does not change it."""
    made = QPen(colour, width, style)
    made.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return made


@dataclass(frozen=True)
class Written:
    """A text with its outline as a picture, in logical pixels.

    Attributes
    ----------
    picture : QImage
    width, ascent, descent : float
        Of the text alone.
    start : QPointF
        Where on the picture the text's baseline begins.
    """

    picture: QImage
    width: float
    ascent: float
    descent: float
    start: QPointF


def write(painter: QPainter, rect: QRectF, alignment: Qt.AlignmentFlag, text: str, colour: QColor) -> None:
    """One line of text with a dark outline, so that it can be read on bone and on air."""
    words = _outlined(painter.font(), text, colour.rgba(), painter.device().devicePixelRatioF())
    if alignment & Qt.AlignmentFlag.AlignRight:
        left = rect.right() - words.width
    elif alignment & Qt.AlignmentFlag.AlignHCenter:
        left = rect.center().x() - words.width / 2
    else:
        left = rect.left()
    baseline = QPointF(round(left), round(rect.center().y() + (words.ascent - words.descent) / 2))
    painter.drawImage(baseline - words.start, words.picture)


class _Kept(dict[tuple[object, ...], Written]):
    """Texts as they were painted last; the oldest go first."""

    def keep(self, key: tuple[object, ...], words: Written) -> Written:
        while len(self) >= TEXTS_KEPT:
            del self[next(iter(self))]
        self[key] = words
        return words


_kept = _Kept()


def _outlined(font: QFont, text: str, colour: int, ratio: float) -> Written:
    """A text with its outline, painted once: most of what is written over an image is the same in the next frame."""
    key = font.key(), text, colour, ratio
    if key in _kept:
        return _kept[key]
    metrics = QFontMetricsF(font)
    advance, ascent, descent = metrics.horizontalAdvance(text), metrics.ascent(), metrics.descent()
    width = math.ceil(advance) + 2 * OUTLINE_ROOM
    height = math.ceil(ascent) + math.ceil(descent) + 2 * OUTLINE_ROOM
    picture = QImage(math.ceil(width * ratio), math.ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    baseline = QPointF(OUTLINE_ROOM, OUTLINE_ROOM + math.ceil(ascent))
    with QPainter(picture) as painter:
        painter.setFont(font)
        painter.setPen(SHADOW)
        for dx, dy in OUTLINE:
            painter.drawText(baseline + QPointF(dx, dy), text)
        painter.setPen(QColor.fromRgba(colour))
        painter.drawText(baseline, text)
    return _kept.keep(key, Written(picture, advance, ascent, descent, baseline))


def plate(painter: QPainter, rect: QRectF, colour: QColor = PLATE) -> None:
    """A dark rounded background behind a label."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, 3, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
