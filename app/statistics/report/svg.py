"""Drawings as SVG: a plot with axes, lines, points and words. Only what SVG Tiny knows, so that Qt prints it too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from app.statistics.report.style import INK, QUIET, RULE

FONT = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"


def drawing(width: float, height: float, parts: Sequence[str], description: str) -> str:
    """An SVG element; coordinates are pixels of a screen at 96 dpi."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{FONT}" font-size="12" role="img">'
        f"<title>{escape(description)}</title>"
        f'<rect x="0" y="0" width="{width:g}" height="{height:g}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def line(points: Sequence[tuple[float, float]], colour: str, width: float = 1.5, dash: str = "") -> str:
    """A line through points of the drawing."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashes}/>'


def words(
    x: float, y: float, text: str, *, colour: str = INK, size: float = 12, anchor: str = "start", bold: bool = False
) -> str:
    """One line of text; `y` is its base line."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size:g}" text-anchor="{anchor}"{weight}>'
        f"{escape(text)}</text>"
    )


def turned(x: float, y: float, text: str) -> str:
    """A line of text that reads upwards, centred at the place: the name of a vertical axis."""
    return (
        f'<text x="0" y="0" fill="{INK}" font-size="12" text-anchor="middle" '
        f'transform="translate({x:.1f} {y:.1f}) rotate(-90)">{escape(text)}</text>'
    )


def marker(x: float, y: float, kind: str, colour: str, size: float = 4.5) -> str:
    """A point: ``circle``, ``open``, ``square``, ``diamond`` or ``cross``."""
    if kind in ("circle", "open"):
        fill = colour if kind == "circle" else "#ffffff"
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}" fill="{fill}" stroke="{colour}" stroke-width="1.5"/>'
    if kind == "square":
        side = 2 * size - 1
        corner = f'x="{x - side / 2:.1f}" y="{y - side / 2:.1f}"'
        return f'<rect {corner} width="{side:g}" height="{side:g}" fill="{colour}" stroke="none"/>'
    if kind == "diamond":
        corners = f"{x:.1f},{y - size:.1f} {x + size:.1f},{y:.1f} {x:.1f},{y + size:.1f} {x - size:.1f},{y:.1f}"
        return f'<polygon points="{corners}" fill="{colour}" stroke="none"/>'
    arms = ((-size, -size, size, size), (-size, size, size, -size))
    return "".join(line([(x + a, y + b), (x + c, y + d)], colour, 2.2) for a, b, c, d in arms)


@dataclass(frozen=True)
class Axis:
    """A linear axis.

    Attributes
    ----------
    ticks : sequence of float
    shown : callable
        A tick's words.
    """

    title: str
    low: float
    high: float
    ticks: Sequence[float]
    shown: Callable[[float], str] = "{:g}".format


def share_axis(title: str, low: float = 0.0, high: float = 1.0) -> Axis:
    """From `low` to `high` in steps of 0.2 (or 0.1 where the range is short)."""
    step = 0.2 if high - low > 0.55 else 0.1
    count = round((high - low) / step)
    return Axis(title, low, high, [low + step * n for n in range(count + 1)], lambda value: f"{value:.1f}")


def number_axis(title: str, low: float, high: float, whole: bool = False) -> Axis:
    """About five round ticks that span the values; of counts whole ones."""
    if not high > low:
        low, high = low - 1.0, high + 1.0
    rough = (high - low) / 5
    power = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 0.001
    steps = [power * factor for factor in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)]
    step = next((s for s in steps if s >= rough and (not whole or s == int(s))), rough)
    first, last = int(low // step), int(-(-high // step))
    ticks = [round(step * n, 6) for n in range(first, last + 1)]
    return Axis(title, ticks[0], ticks[-1], ticks)


@dataclass
class Plot:
    """A rectangle with two axes; its parts are in pixels of the drawing.

    Attributes
    ----------
    left, top, width, height : float
        Of the rectangle between the axes.
    """

    left: float
    top: float
    width: float
    height: float
    x: Axis
    y: Axis

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a value lies; values outside the axes lie on the edge."""
        across = (min(max(x, self.x.low), self.x.high) - self.x.low) / (self.x.high - self.x.low)
        up = (min(max(y, self.y.low), self.y.high) - self.y.low) / (self.y.high - self.y.low)
        return self.left + across * self.width, self.top + (1.0 - up) * self.height

    def axes(self) -> list[str]:
        """The frame, the grid and the words."""
        right, bottom = self.left + self.width, self.top + self.height
        parts = []
        for tick in self.y.ticks:
            _, y = self.at(self.x.low, tick)
            parts.append(line([(self.left, y), (right, y)], RULE, 0.7))
            parts.append(words(self.left - 7, y + 4, self.y.shown(tick), colour=QUIET, size=11, anchor="end"))
        for tick in self.x.ticks:
            x, _ = self.at(tick, self.y.low)
            parts.append(line([(x, bottom), (x, bottom + 4)], INK, 1))
            parts.append(words(x, bottom + 17, self.x.shown(tick), colour=QUIET, size=11, anchor="middle"))
        parts.append(line([(self.left, self.top), (self.left, bottom), (right, bottom)], INK, 1))
        if self.x.title:
            parts.append(words(self.left + self.width / 2, bottom + 34, self.x.title, anchor="middle"))
        if self.y.title:
            parts.append(turned(self.left - 42, self.top + self.height / 2, self.y.title))
        return parts

    def curve(self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float = 1.5, dash: str = "") -> str:
        """A line through values."""
        return line([self.at(x, y) for x, y in zip(xs, ys, strict=True)], colour, width, dash)

    def point(self, x: float, y: float, kind: str, colour: str, size: float = 4.5) -> str:
        """A point at a value."""
        return marker(*self.at(x, y), kind, colour, size)

    def bar(self, x: float, low: float, high: float, colour: str) -> str:
        """A vertical interval."""
        return line([self.at(x, low), self.at(x, high)], colour, 1.2)


def legend(x: float, y: float, entries: Sequence[tuple[str, str, str]], step: float = 18) -> list[str]:
    """Entries (kind, colour, words) below one another; kind is a marker, ``line`` or ``dash``."""
    parts = []
    for row, (kind, colour, text) in enumerate(entries):
        middle = y + row * step
        if kind in ("line", "dash"):
            parts.append(line([(x - 9, middle), (x + 9, middle)], colour, 2, "5 3" if kind == "dash" else ""))
        else:
            parts.append(marker(x, middle, kind, colour))
        parts.append(words(x + 15, middle + 4, text))
    return parts


def letters(count: int) -> list[str]:
    """A, B, … Z, then AA, AB, …: the names of readers on a plot."""
    alphabet = [chr(ord("A") + n) for n in range(26)]
    return (alphabet + [a + b for a in alphabet for b in alphabet])[:count]
