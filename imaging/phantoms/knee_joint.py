"""The knee from the front for its own radiograph: contours of femur and tibia that bear the signs of osteoarthritis.

Film mm as in `film`, as a right knee hangs: lateral on the left, medial on the right, the joint line at the origin.
Signs and grades after Kellgren and Lawrence (Ann Rheum Dis 1957;16:494) as the OARSI atlas names their places.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.phantoms.shapes import curve

Points2 = NDArray[np.float64]

SIDES = ("lateral", "medial")
SITES = ("lateral femur", "medial femur", "lateral tibia", "medial tibia")

FEMUR: Points2 = np.array([
    (-21, -90), (-24, -72), (-32, -56), (-40, -44), (-42.5, -34), (-41.5, -22), (-40, -11), (-36, -4.4), (-26, -1.8),
    (-16, -3.0), (-10, -6.5), (-6.5, -13), (-3.5, -18.5), (1, -20.5), (5, -18), (8, -11.5), (11.5, -5.5), (18, -1.8),
    (27, -0.9), (37, -3.2), (42, -10), (43.5, -22), (44.5, -32), (43, -42), (35, -56), (26, -72), (22, -90),
], float)  # fmt: skip
TIBIA: Points2 = np.array([
    (-40.5, 8), (-38.5, 4.2), (-30, 3.2), (-21, 3.8), (-13, 3.2), (-9, 1.5), (-6.3, -0.3), (-3.6, 1.2), (0, 1.8),
    (3, 0.9), (6, -0.7), (9, 1.3), (12.5, 3.4), (20, 5.2), (28, 5.2), (36, 4.4), (41, 6), (42, 12), (39.5, 23),
    (31, 40), (24, 58), (20, 90), (-17, 90), (-20, 60), (-27, 42), (-35, 26), (-40, 16),
], float)  # fmt: skip
PLATEAU = {"lateral": (-39.0, -10.0), "medial": (11.0, 41.0)}
"""Where each compartment lies across the film."""
CENTRE = {"lateral": -25.0, "medial": 27.0}
SPACE = {"lateral": 5.5, "medial": 6.1}
"""Height of the healthy joint space in the middle of each compartment, in mm; what the contours above leave."""

CORNER = {
    "lateral femur": (-39.0, -7.5, -1.0, 1.0),
    "medial femur": (40.8, -6.8, 1.0, 1.0),
    "lateral tibia": (-39.3, 5.6, -1.0, -1.0),
    "medial tibia": (41.2, 7.2, 1.0, -1.0),
}
"""Margin of the joint surface where an osteophyte grows: x, y, outwards (−1 left), towards the joint (1 down)."""


@dataclass(frozen=True)
class KneeSigns:
    """What osteoarthritis did to a knee, by construction.

    Attributes
    ----------
    grade : int
        Kellgren–Lawrence.
    osteophytes : mapping of site to mm
        How far each reaches beyond the margin; one of `SITES`.
    narrowing : mapping of side to part
        0 is the healthy joint space of the compartment, 1 is bone on bone.
    sclerosis : mapping of side to part
        Density added under the plateau: 1 doubles the subchondral plate and whitens 8 mm below it.
    deformity : mm
        How far the worn plateau has sunk at its margin, and the condyle flattened.
    worn : str
        The compartment that is worn more.
    """

    grade: int
    osteophytes: Mapping[str, float]
    narrowing: Mapping[str, float]
    sclerosis: Mapping[str, float]
    deformity: float
    worn: str


Range = tuple[float, float]
RANGES: tuple[tuple[tuple[int, int], Range, Range, Range, Range], ...] = (
    ((0, 0), (0.0, 0.0), (0.0, 0.08), (0.0, 0.0), (0.0, 0.0)),
    ((1, 1), (1.0, 1.7), (0.08, 0.25), (0.0, 0.0), (0.0, 0.0)),
    ((1, 3), (2.4, 4.0), (0.1, 0.38), (0.0, 0.2), (0.0, 0.0)),
    ((3, 4), (3.0, 5.5), (0.5, 0.75), (0.45, 0.8), (0.0, 1.2)),
    ((4, 4), (5.0, 8.5), (0.88, 1.0), (0.9, 1.3), (1.8, 4.0)),
)
"""Per grade: number and size (mm) of osteophytes, narrowing, sclerosis and deformity (mm) of the worn compartment."""


def draw_signs(rng: np.random.Generator, grade: int) -> KneeSigns:
    """Signs that make this grade; the medial compartment is worn in about three knees of four."""
    count, size, narrowing, sclerosis, deformity = RANGES[grade]
    worn = "medial" if rng.random() < 0.75 else "lateral"
    other = other_side(worn)
    # The worn side first, then the other: a single osteophyte sits where the joint is worn.
    order = [f"{worn} tibia", f"{worn} femur", *rng.permutation([f"{other} tibia", f"{other} femur"])]
    if rng.random() < 0.5:
        order[:2] = order[1::-1]
    sites = order[: int(rng.integers(count[0], count[1] + 1))]
    sizes = {site: float(rng.uniform(*size)) * (1.0 if worn in site else 0.75) for site in sites}
    return KneeSigns(
        grade=grade,
        osteophytes=sizes,
        narrowing={worn: float(rng.uniform(*narrowing)), other: float(rng.uniform(0, 0.06))},
        sclerosis={worn: float(rng.uniform(*sclerosis)), other: 0.0},
        deformity=float(rng.uniform(*deformity)),
        worn=worn,
    )


@dataclass(frozen=True)
class KneeShape:
    """How one knee differs from the next: factors and shifts of the contours, in mm."""

    width: float
    femur: Points2
    tibia: Points2
    patella: tuple[float, float]
    fibula: float
    plate: float

    @classmethod
    def draw(cls, rng: np.random.Generator, sex: str) -> "KneeShape":
        """A knee of a woman or a man."""
        wobble = [rng.normal(0, 0.55, outline.shape) for outline in (FEMUR, TIBIA)]
        return cls(
            width=float(rng.normal(0.97 if sex == "F" else 1.06, 0.03)),
            femur=wobble[0],
            tibia=wobble[1],
            patella=(float(rng.uniform(-5, 3)), float(rng.uniform(-8, 6))),
            fibula=float(rng.uniform(-3, 4)),
            plate=float(rng.uniform(0.85, 1.25)),
        )


def _across(x: Points2, side: str) -> Points2:
    """0 in the middle of the other compartment, 1 in the middle of this one, straight on beyond: a hinge."""
    here, there = CENTRE[side], CENTRE[other_side(side)]
    return np.asarray((x - there) / (here - there), float)


def other_side(side: str) -> str:
    """Medial for lateral and the other way round."""
    return SIDES[1 - SIDES.index(side)]


def bend_femur(points: Points2, signs: KneeSigns) -> Points2:
    """Let the femur down where the space is lost, and with it lean the shaft: bow legs and knock-knees."""
    x, y = points[:, 0].copy(), points[:, 1].copy()
    flat = 0.35 * signs.deformity * np.exp(-(((x - CENTRE[signs.worn]) / 13) ** 2)) * (y > -9)
    for side in SIDES:
        drop = signs.narrowing[side] * SPACE[side] + (0.85 * signs.deformity if side == signs.worn else 0)
        y += drop * _across(points[:, 0], side)
        x -= drop / (CENTRE[side] - CENTRE[other_side(side)]) * (points[:, 1] + 5)
    return np.column_stack([x, y - flat])


def bend_tibia(points: Points2, signs: KneeSigns) -> Points2:
    """Let the worn plateau sink towards its margin."""
    low, high = PLATEAU[signs.worn]
    outward = np.clip((points[:, 0] - low) / (high - low), 0, 1)
    if signs.worn == "lateral":
        outward = 1 - outward
    sunk = signs.deformity * outward * np.exp(-np.clip(points[:, 1] - 8, 0, None) / 14)
    return points + np.column_stack([np.zeros(len(points)), sunk])


def spur(site: str, size: float) -> Points2:
    """Outline of an osteophyte: broad where it leaves the bone, hooked towards the joint at its tip."""
    x, y, outwards, joint = CORNER[site]
    base = 4.0 + 1.3 * size
    across = np.array([-9.0, -3.0, 0.22 * size, 0.62 * size, size, 0.7 * size, 0.2 * size, -4.0])
    towards = np.array([-0.6 * base, -base, -0.85 * size, -0.5 * size, 0.2 * size, 0.35 * size, 0.25 * size + 0.6, 1.4])
    return np.column_stack([x + outwards * across, y + joint * towards])


def closed_curve(outline: Points2) -> NDArray[np.float32]:
    """The smooth closed line through an outline, shape (n, 2)."""
    ring = np.concatenate([outline[-2:], outline, outline[:2]])
    return curve(ring, 3)[6:-7].astype(np.float32)
