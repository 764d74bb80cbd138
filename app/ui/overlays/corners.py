"""Lay the corner text out so that nothing overlaps, and paint it."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.ui.overlays import ink
from app.ui.overlays.corner_text import Corners, Kind, Line

COLOURS = {
    Kind.PLAIN: ink.TEXT,
    Kind.QUIET: ink.QUIET,
    Kind.WARNING: ink.WARNING,
    Kind.DANGER: QColor("#FFFFFF"),
    Kind.MODEL: ink.MODEL,
    Kind.READER: ink.READER,
}
BADGES = (Kind.WARNING, Kind.DANGER)
PADDING = 5.0
"""Between the text of a badge and its border, left and right."""

LEAST_WIDTH = 36.0
"""A corner narrower than this stays empty."""


@dataclass(frozen=True)
class Room:
    """What stands in the middle of the edges and keeps the corners apart, in logical pixels."""

    top_width: float = 0.0
    bottom_width: float = 0.0
    side_height: float = 0.0
    right_height: float = 0.0  # more than on the left


@dataclass(frozen=True)
class Placed:
    """A line where it will be painted; `text` is elided to fit and `tooltip` says all of it."""

    rect: QRectF
    text: str
    kind: Kind
    right: bool
    tooltip: str


def place_corners(
    corners: Corners, level: int, width: float, height: float, metrics: QFontMetricsF, room: Room
) -> tuple[Placed, ...]:
    """Choose the lines of a state of the corner text that fit, and elide them in the middle.

    Lines that must always be seen (level 0) are the last to go when the viewport is small; in one that is too narrow
    for corners they stand below the upper letter, over the whole width.
    """
    step = metrics.height() + 3.0
    placed: list[Placed] = []
    if (width - room.top_width) / 2 - 2 * ink.MARGIN < LEAST_WIDTH:
        every = (*corners.top_left, *corners.top_right, *corners.bottom_left, *corners.bottom_right)
        top, space = ink.MARGIN / 2 + room.side_height, width - 2 * ink.MARGIN
        capacity = int(max(0.0, (height - room.side_height) / 2 - top) // step)
        shown = _choose(every, 0, capacity, space, metrics) if space >= LEAST_WIDTH else ()
        return tuple(
            _place(line, top + row * step, step, width, space, metrics, right=False) for row, line in enumerate(shown)
        )
    if (width - room.bottom_width) / 2 - 2 * ink.MARGIN < LEAST_WIDTH:
        # The scale bar takes the room: what must be seen joins the upper corners.
        corners = Corners(
            (*corners.top_left, *(line for line in corners.bottom_left if line.level == 0)),
            (*corners.top_right, *(line for line in corners.bottom_right if line.level == 0)),
        )
    for lines, right, bottom in (
        (corners.top_left, False, False),
        (corners.top_right, True, False),
        (corners.bottom_left, False, True),
        (corners.bottom_right, True, True),
    ):
        middle = room.bottom_width if bottom else room.top_width
        space = (width - middle) / 2 - 2 * ink.MARGIN
        if space < LEAST_WIDTH:
            continue
        side = max(room.side_height, room.right_height) if right else room.side_height
        capacity = int(max(0.0, (height - side) / 2 - 2 * ink.MARGIN) // step)
        shown = _choose(lines, level, capacity, space, metrics)
        first = height - ink.MARGIN - step * len(shown) if bottom else ink.MARGIN
        for row, line in enumerate(shown):
            placed.append(_place(line, first + row * step, step, width, space, metrics, right=right))
    return tuple(placed)


def _choose(
    lines: tuple[Line, ...], level: int, capacity: int, space: float, metrics: QFontMetricsF
) -> tuple[Line, ...]:
    def worth_reading(line: Line) -> bool:
        # Of a line shortened to less than half nothing is left that helps.
        return line.level == 0 or metrics.horizontalAdvance(line.text) <= (1 if line.whole else 2) * space

    wanted = [line for line in lines if line.level <= level and worth_reading(line)]
    kept = set(sorted(range(len(wanted)), key=lambda i: wanted[i].level)[:capacity])
    return tuple(line for i, line in enumerate(wanted) if i in kept)


def _place(
    line: Line, top: float, step: float, width: float, space: float, metrics: QFontMetricsF, *, right: bool
) -> Placed:
    padding = PADDING if line.kind in BADGES else 0.0
    text = _shortened(line, space - 2 * padding, metrics)
    needed = min(space, metrics.horizontalAdvance(text) + 2 * padding)
    left = width - ink.MARGIN - needed if right else ink.MARGIN
    tooltip = line.tooltip or (line.text if text != line.text else "")
    return Placed(QRectF(left, top, needed, step - 1.0), text, line.kind, right, tooltip)


def _shortened(line: Line, room: float, metrics: QFontMetricsF) -> str:
    """The text, elided in the middle; one with a number that must stay whole loses the number before a part of it."""
    if not line.whole or metrics.horizontalAdvance(line.text) <= room:
        return metrics.elidedText(line.text, Qt.TextElideMode.ElideMiddle, room)
    words = re.split(r"[+−\d]", line.text, maxsplit=1)[0].rstrip()
    return metrics.elidedText(f"{words} …", Qt.TextElideMode.ElideRight, room)


def paint_corners(painter: QPainter, placed: tuple[Placed, ...]) -> None:
    """Paint lines that have been laid out; the painter has their font."""
    for item in placed:
        rect = item.rect
        if item.kind in BADGES:
            ink.plate(painter, rect, ink.DANGER if item.kind is Kind.DANGER else ink.PLATE)
            if item.kind is Kind.WARNING:
                painter.setPen(QPen(ink.WARNING, 1.0))
                painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            rect = rect.adjusted(PADDING, 0, -PADDING, 0)
        side = Qt.AlignmentFlag.AlignRight if item.right else Qt.AlignmentFlag.AlignLeft
        ink.write(painter, rect, side, item.text, COLOURS[item.kind])
