"""Colours and letters of everything drawn over an image."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

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


def write(painter: QPainter, rect: QRectF, alignment: Qt.AlignmentFlag, text: str, colour: QColor) -> None:
    """One line of text with a dark outline, so that it can be read on bone and on air."""
    metrics = QFontMetricsF(painter.font())
    width = metrics.horizontalAdvance(text)
    if alignment & Qt.AlignmentFlag.AlignRight:
        left = rect.right() - width
    elif alignment & Qt.AlignmentFlag.AlignHCenter:
        left = rect.center().x() - width / 2
    else:
        left = rect.left()
    baseline = QPointF(round(left), round(rect.center().y() + (metrics.ascent() - metrics.descent()) / 2))
    painter.setPen(SHADOW)
    for dx, dy in OUTLINE:
        painter.drawText(baseline + QPointF(dx, dy), text)
    painter.setPen(colour)
    painter.drawText(baseline, text)


def plate(painter: QPainter, rect: QRectF, colour: QColor = PLATE) -> None:
    """A dark rounded background behind a label."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, 3, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
