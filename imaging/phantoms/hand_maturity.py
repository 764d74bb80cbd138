"""When the bones of the left hand appear, grow and fuse, by sex: what makes a bone age.

A simplification. The order and the ages are those of the textbooks' tables (ossification: medians of Garn, Rohmann and
Silverman 1967; fusion and the growth of the epiphyses: Greulich and Pyle 1959, Gilsanz and Ratib 2005), rounded to
whole months and written down without the atlases at hand; ages between them, and all shapes, are made up.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

FEMALE, MALE = "F", "M"

CARPALS: dict[str, tuple[int, int]] = {
    "capitate": (2, 3),
    "hamate": (3, 4),
    "triquetrum": (20, 29),
    "lunate": (31, 49),
    "scaphoid": (49, 67),
    "trapezium": (49, 71),
    "trapezoid": (50, 74),
    "pisiform": (99, 123),
    "sesamoid": (128, 153),
}
"""Carpal bone (and the adductor sesamoid of the thumb) → month in which its centre appears: girls, boys."""

EPIPHYSES: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "radius": ((10, 13), (198, 216)),
    "ulna": ((65, 85), (190, 208)),
    "metacarpal 1": ((19, 31), (168, 194)),
    "metacarpal 2": ((13, 19), (176, 200)),
    "metacarpal 3": ((14, 21), (176, 200)),
    "metacarpal 4": ((15, 24), (177, 201)),
    "metacarpal 5": ((17, 26), (178, 202)),
    "proximal phalanx 1": ((20, 32), (171, 196)),
    "proximal phalanx 2": ((10, 16), (174, 198)),
    "proximal phalanx 3": ((10, 16), (174, 198)),
    "proximal phalanx 4": ((11, 18), (174, 198)),
    "proximal phalanx 5": ((14, 22), (175, 199)),
    "middle phalanx 2": ((16, 26), (178, 201)),
    "middle phalanx 3": ((15, 24), (178, 201)),
    "middle phalanx 4": ((15, 24), (178, 201)),
    "middle phalanx 5": ((22, 39), (179, 202)),
    "distal phalanx 1": ((12, 18), (160, 186)),
    "distal phalanx 2": ((23, 37), (162, 188)),
    "distal phalanx 3": ((18, 28), (162, 188)),
    "distal phalanx 4": ((18, 28), (162, 188)),
    "distal phalanx 5": ((23, 39), (163, 189)),
}
"""Bone → months in which its epiphysis appears, and has fused by half: (girls, boys) each."""

CARPALS_GROWN = (162, 186)
"""Month in which the carpal bones have their final shape: girls, boys."""

FUSING = 16.0
"""Months from the first bridge across a growth plate to the last gap."""

SCAR = 30.0
"""Months after fusion in which the line of the former plate fades."""


@dataclass(frozen=True)
class Growth:
    """One bone at one bone age.

    Attributes
    ----------
    size : float
        Width of the epiphysis relative to the shaft beside it, or of a carpal bone relative to the adult's; 0 before
        the centre appears.
    fused : float
        0 while the growth plate is open, 1 when no gap is left; 0 for a carpal bone.
    scar : float
        Strength of the line that a fused plate leaves, 0 … 1.
    """

    size: float
    fused: float = 0.0
    scar: float = 0.0


def growth_of(months: float, sex: str, rng: np.random.Generator) -> Mapping[str, Growth]:
    """The state of every bone of a hand.

    Parameters
    ----------
    months : float
        Bone age of the hand as a whole. Single bones are ahead of it or behind, as in children: by a normal deviate
        of 1 month plus 3 % of the age.
    sex : str
        ``"F"`` or ``"M"``.
    rng : generator
        Draws how far each bone is ahead.
    """
    which = 0 if sex == FEMALE else 1
    spread = 1.0 + 0.03 * months
    ahead = {name: months + spread * float(rng.standard_normal()) for name in (*CARPALS, *EPIPHYSES)}
    bones = {name: _carpal(ahead[name], ages[which], CARPALS_GROWN[which]) for name, ages in CARPALS.items()}
    return bones | {
        name: _epiphysis(ahead[name], appears[which], fuses[which]) for name, (appears, fuses) in EPIPHYSES.items()
    }


def _carpal(months: float, appears: float, grown: float) -> Growth:
    if months <= appears:
        return Growth(0.0)
    grown = max(grown, appears + 36.0)
    return Growth(0.16 + 0.84 * min(1.0, (months - appears) / (grown - appears)) ** 0.72)


def _epiphysis(months: float, appears: float, fuses: float) -> Growth:
    """A dot at first, as wide as the shaft after 60 % of its time, wider (capping) shortly before it fuses."""
    if months <= appears:
        return Growth(0.0)
    time = (months - appears) / (fuses - appears)
    size = 0.14 + 0.86 * min(1.0, time / 0.6) ** 0.75 + 0.09 * float(np.clip((time - 0.6) / 0.3, 0, 1))
    fused = float(np.clip((months - fuses) / FUSING + 0.5, 0, 1))
    scar = fused * float(np.clip(1 - (months - fuses - FUSING / 2) / SCAR, 0.12, 1))
    return Growth(size, fused, scar)


def adult_part(months: float, sex: str) -> float:
    """Length of the hand relative to an adult man's."""
    ages = (0, 12, 24, 60, 120, 144, 168, 192, 216)
    girls = (0.42, 0.53, 0.59, 0.70, 0.84, 0.90, 0.92, 0.925, 0.925)
    boys = (0.43, 0.54, 0.60, 0.71, 0.83, 0.88, 0.95, 0.985, 1.0)
    return float(np.interp(months, ages, girls if sex == FEMALE else boys))
