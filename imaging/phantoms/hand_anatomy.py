"""Where the bones of the left hand lie: an adult man's in mm, seen from the back, fingers up, the thumb on the right.

The origin is in the carpus; sizes follow a hand of 19 cm.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Knots = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Tube:
    """A long or short tubular bone with one epiphysis.

    Attributes
    ----------
    start, end : (x, y)
        Joint surfaces; the epiphysis is at the start.
    half : sequence of (fraction of the length, mm)
        Half-width along the bone, epiphysis included.
    cortex : sequence of (fraction, mm)
    epiphysis : float
        mm from the joint to the middle of the growth plate.
    slope : float
        mm along the bone by which the joint surface rises per mm across it.
    open_end : bool
        The far end leaves the film.
    """

    name: str
    start: Point
    end: Point
    half: Knots
    cortex: Knots
    epiphysis: float
    slope: float = 0.0
    open_end: bool = False

    @property
    def length(self) -> float:
        """mm from joint to joint."""
        return float(np.hypot(self.end[0] - self.start[0], self.end[1] - self.start[1]))


CARPAL_OUTLINES: dict[str, Knots] = {
    "scaphoid": [(22, -2), (25, -10), (24, -19), (18, -20), (13, -12), (10, -4), (15, 1)],
    "lunate": [(9, 2), (9, -6), (5, -11), (-4, -10), (-7, -4), (-4, 3), (3, 5)],
    "triquetrum": [(-8, 1), (-7, -8), (-12, -14.5), (-20.5, -13.5), (-22, -4), (-15, 3.5)],
    "pisiform": [(-15, -3), (-12, -6), (-13, -11), (-17, -11), (-19, -6)],
    "trapezium": [(24, -22), (30, -27), (28, -36), (21, -36), (18, -28), (19, -22)],
    "trapezoid": [(17.5, -23), (20, -31), (17, -37), (11, -35), (11, -27)],
    "capitate": [(10, -14), (11, -24), (8, -38), (-3, -38), (-4, -24), (-2, -14), (4, -11)],
    "hamate": [(-5, -14), (-5, -26), (-6, -38), (-18, -36), (-19, -26), (-13, -16)],
    "sesamoid": [(37.5, -77), (39, -79), (38.5, -82), (36, -83), (34.5, -80), (35.5, -77.5)],
}
"""Bone → closed outline in mm, as grown."""

RAYS: tuple[tuple[Point, Point, float, tuple[float, ...], float, float], ...] = (
    ((27, -39), (45, -82), 27.0, (32.0, 22.0), 1.05, 12.5),
    ((16, -39.5), (21.5, -106), 6.0, (41.0, 24.5, 17.5), 0.97, 9.5),
    ((2.5, -40), (2.5, -104.5), 0.5, (45.5, 29.0, 18.5), 1.0, 9.8),
    ((-9, -39.5), (-14.5, -96.5), -7.0, (42.0, 27.5, 18.5), 0.93, 9.3),
    ((-17, -38), (-29, -88.5), -17.0, (33.5, 19.5, 16.5), 0.82, 8.2),
)
"""From the thumb: base and head of the metacarpal, direction of the finger (degrees towards the thumb), lengths of its
phalanges, width of its bones relative to the middle finger's, half-width of its soft tissues."""

JOINT = 1.6
"""mm between grown bones."""

METACARPAL_HEAD: Knots = [
    (0, 6.4),
    (0.06, 8.0),
    (0.14, 7.9),
    (0.28, 5.2),
    (0.5, 4.1),
    (0.8, 5.0),
    (0.94, 6.9),
    (1, 6.4),
]
METACARPAL_BASE: Knots = [(0, 7.0), (0.1, 7.8), (0.25, 5.6), (0.5, 4.4), (0.78, 5.5), (0.9, 7.6), (1, 6.4)]
PROXIMAL: Knots = [(0, 7.4), (0.1, 8.0), (0.2, 6.6), (0.5, 4.7), (0.8, 4.8), (0.93, 6.3), (1, 5.4)]
MIDDLE: Knots = [(0, 6.6), (0.1, 7.1), (0.24, 5.4), (0.55, 3.7), (0.8, 4.1), (0.92, 5.3), (1, 4.6)]
DISTAL: Knots = [(0, 5.4), (0.12, 5.8), (0.3, 3.9), (0.6, 2.3), (0.78, 2.9), (0.9, 4.2), (1, 3.4)]
SHORT_CORTEX: Knots = [(0, 0.5), (0.18, 0.5), (0.35, 1.3), (0.55, 1.7), (0.8, 1.0), (1, 0.5)]
DISTAL_CORTEX: Knots = [(0, 0.5), (0.25, 0.6), (0.55, 1.2), (0.8, 0.6), (1, 0.5)]

RADIUS = Tube(
    "radius", (8.5, 5), (6, 75),
    [(0, 15.0), (0.1, 15.6), (0.22, 13.6), (0.4, 9.4), (0.65, 7.2), (1, 6.8)],
    [(0, 0.7), (0.15, 0.7), (0.35, 1.4), (0.6, 2.4), (1, 2.9)],
    9.0, slope=-0.24, open_end=True,
)  # fmt: skip
ULNA = Tube(
    "ulna", (-19, 11), (-15, 75),
    [(0, 5.5), (0.08, 8.0), (0.2, 7.2), (0.4, 5.8), (0.65, 5.8), (1, 6.2)],
    [(0, 0.6), (0.15, 0.7), (0.35, 1.4), (0.6, 2.1), (1, 2.6)],
    7.0, slope=0.12, open_end=True,
)  # fmt: skip


def _along(start: Point, degrees: float, mm: float) -> Point:
    """The point `mm` away from `start`, in a direction measured from straight up towards the thumb."""
    angle = np.radians(degrees)
    return start[0] + mm * float(np.sin(angle)), start[1] - mm * float(np.cos(angle))


def _widened(knots: Knots, by: float) -> Knots:
    return [(place, half * by) for place, half in knots]


def tubes(spread: Sequence[float]) -> tuple[Tube, ...]:
    """All long and short tubular bones.

    Parameters
    ----------
    spread : five floats
        Degrees by which each finger deviates from its usual direction.
    """
    found = [RADIUS, ULNA]
    for number, (base, head, direction, lengths, wide, _) in enumerate(RAYS, start=1):
        name = f"metacarpal {number}"
        if number == 1:
            found.append(Tube(name, base, head, METACARPAL_BASE, SHORT_CORTEX, 7.0))
        else:
            knots = _widened(METACARPAL_HEAD, wide)
            found.append(Tube(name, head, base, knots, SHORT_CORTEX, 9.5 * wide))
        at, degrees = head, direction + spread[number - 1]
        names = ("proximal", "distal") if number == 1 else ("proximal", "middle", "distal")
        shapes = {"proximal": (PROXIMAL, 5.6), "middle": (MIDDLE, 4.4), "distal": (DISTAL, 3.8)}
        for part, mm in zip(names, lengths, strict=True):
            start = _along(at, degrees, JOINT)
            at = _along(start, degrees, mm)
            half, plate = shapes[part]
            cortex = DISTAL_CORTEX if part == "distal" else SHORT_CORTEX
            found.append(Tube(f"{part} phalanx {number}", start, at, _widened(half, wide), cortex, plate * wide))
    return tuple(found)


PALM: Knots = [
    (31, -20), (40, -42), (46, -74), (34, -88), (32, -112), (8, -116), (-14, -110), (-36, -98), (-34, -60),
    (-28, -20), (-27, 10), (-29, 40), (-30, 85), (28, 85), (27, 40), (28, 5),
]  # fmt: skip
"""Outline of palm, wrist and forearm in mm."""


def fingers(spread: Sequence[float]) -> tuple[tuple[NDArray[np.float64], float], ...]:
    """Axes (from the metacarpal's middle to beyond the tip) and half-widths of the fingers' soft tissues, in mm."""
    found = []
    for number, (base, head, direction, lengths, _, half) in enumerate(RAYS):
        degrees = direction + spread[number]
        tip = _along(head, degrees, sum(lengths) + JOINT * len(lengths) - 3.0)
        middle = ((base[0] + head[0]) / 2, (base[1] + head[1]) / 2)
        found.append((np.array([middle, head, tip]), half))
    return tuple(found)
