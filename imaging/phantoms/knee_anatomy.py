"""The knee as one solid model: where bone, cartilage, menisci, ligaments, tendons, muscle and fat are.

Local coordinates in mm: u lateral, v posterior, w up; the origin lies in the middle of the joint line. Sizes follow
an adult knee (femoral condyles about 75 mm wide, tibial plateau about 74 × 46 mm) and vary with the patient.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.phantoms.model import Float32
from imaging.phantoms.shapes import (
    Points,
    bump,
    curve,
    ellipsoid,
    elliptic_column,
    profile,
    smooth_cut,
    smooth_union,
    tube,
)

Line = NDArray[np.float64]
SIDES = {"medial": -1.0, "lateral": 1.0}

PROTON_DENSITY_FAT_SATURATED: dict[str, float] = {
    "air": 0.0, "skin": 0.34, "fat": 0.2, "muscle": 0.38, "fascia": 0.06, "marrow": 0.2, "cortex": 0.035,
    "cartilage": 0.56, "meniscus": 0.05, "ligament": 0.07, "tendon": 0.05, "fluid": 0.98,
    "synovium": 0.38, "hoffa": 0.26, "vessel": 0.66, "vein": 0.52, "nerve": 0.46, "capsule": 0.09,
}  # fmt: skip
"""Brightness of the tissues in a fat-saturated proton-density image, as a fraction of joint fluid (TE about 35 ms)."""


@dataclass(frozen=True)
class KneeShape:
    """What differs from patient to patient."""

    size: float
    fat: float
    muscle: float
    notch: float
    patella_height: float
    fluid: float
    trochlea: float
    values: dict[str, float]
    acl_signal: float
    warp: NDArray[np.float32]

    @classmethod
    def draw(cls, rng: np.random.Generator, sex: str) -> "KneeShape":
        """Draw a patient."""
        values = {name: value * float(rng.uniform(0.9, 1.1)) for name, value in PROTON_DENSITY_FAT_SATURATED.items()}
        values["fat"] *= float(rng.uniform(0.8, 1.2))
        values["marrow"] = values["fat"] * float(rng.uniform(0.95, 1.25))
        mucoid = rng.random() < 0.2
        return cls(
            size=float(np.clip(rng.normal(1.02 if sex == "M" else 0.94, 0.03), 0.87, 1.1)),
            fat=float(rng.uniform(4, 13)),
            muscle=float(rng.uniform(0.88, 1.1)),
            notch=float(rng.uniform(8.5, 11.0)),
            patella_height=float(rng.uniform(-3, 6)),
            fluid=float(rng.uniform(0.4, 1.2)),
            trochlea=float(rng.uniform(3.5, 7.0)),
            values=values,
            acl_signal=float(rng.uniform(0.2, 0.3)) if mucoid else float(rng.uniform(0.08, 0.17)),
            warp=rng.uniform(-1, 1, (3, 4)).astype(np.float32),
        )


def tibia_top(u: Float32, v: Float32) -> Float32:
    """Height of the bony plateau: a posterior slope, a hollow medial side and the two spines."""
    medial = bump(u + 20, 2, 15) * np.float32(1.6)
    spines = np.exp(-(((np.abs(u) - 5) / 3.4) ** 2) - ((v - 3) / 8) ** 2) * np.float32(8.5)
    return np.asarray(np.float32(-4.6) - np.float32(0.09) * v - medial + spines, np.float32)


FEMUR_BOX = ((-44.0, -46.0, -3.0), (44.0, 42.0, 110.0))
TIBIA_BOX = ((-46.0, -40.0, -110.0), (46.0, 40.0, 12.0))


def femur(p: Points, shape: KneeShape) -> Float32:
    """Shaft, flaring metaphysis, two condyles, trochlear groove and intercondylar notch."""
    half_u = profile(p.w, (20, 30, 40, 52, 66, 110), (38, 37, 31, 22, 16.5, 14.5))
    half_v = profile(p.w, (20, 30, 40, 52, 66, 110), (25, 25, 20.5, 17, 15, 14))
    shaft = np.maximum(elliptic_column(p.u, p.v + 8, half_u, half_v), 26 - p.w)
    bone = shaft
    for side in SIDES.values():
        width = 13.5 if side < 0 else 13.0
        drop = 0.6 if side < 0 else 0.0
        posterior = ellipsoid(p, (side * 22.5, 10, 22.5 - drop), (width, 21.5, 20))
        distal = ellipsoid(p, (side * 20, -9, 24), (16, 23.5 if side > 0 else 22, 20.5))
        bone = smooth_union(bone, smooth_union(posterior, distal, 5), 7)
    bone = smooth_union(bone, ellipsoid(p, (0, -11, 27), (24, 19, 15)), 6)
    groove = ellipsoid(p, (1, -41, 24), (13, 6 + shape.trochlea, 22))
    bone = smooth_cut(bone, -groove, 7)
    notch = ellipsoid(p, (0, 24, 4), (shape.notch, 33, 23))
    return smooth_cut(bone, -notch, 3)


def tibia(p: Points) -> Float32:
    """Plateau with spines, flaring metaphysis, tuberosity and shaft."""
    knots = (-110, -70, -46, -28, -16, -6, 4)
    half_u = profile(p.w, knots, (12.5, 13, 17, 26, 34.5, 37, 36.5))
    half_v = profile(p.w, knots, (13.5, 14, 16.5, 20, 23.5, 24.5, 24))
    side = elliptic_column(p.u, p.v - 1, half_u, half_v)
    tuberosity = ellipsoid(p, (3, -17, -38), (10, 10, 15))
    return smooth_cut(smooth_union(side, tuberosity, 8), p.w - tibia_top(p.u, p.v), 3)


def patella(p: Points, shape: KneeShape) -> Float32:
    """An oval bone with a ridge behind."""
    body = ellipsoid(p, (1, -46, 26 + shape.patella_height), (21.5, 11.5, 20.5))
    facets = p.v + np.float32(37.5) + np.float32(0.3) * np.abs(p.u - 2) + np.float32(0.006) * (p.w - 28) ** 2
    return smooth_cut(body, facets, 3)


def fibula(p: Points) -> Float32:
    """Head and shaft."""
    head = ellipsoid(p, (33, 17, -23), (8, 9, 9.5))
    shaft, _ = tube(p, np.array([[33.0, 17, -24], [31, 15, -110]]))
    return smooth_union(head, shaft - np.float32(5.5), 5)


@dataclass(frozen=True)
class MeniscusField:
    """Meniscus coordinates of samples: `distance` (mm), `radial` 0 (free edge) … 1 (capsule), `height` 0 … 1 of
    the wedge's own height, `thickness` in mm, `angle` (radians; 0 anterior, π posterior, away from the notch)."""

    distance: Float32
    radial: Float32
    height: Float32
    thickness: Float32
    angle: Float32


def meniscus_box(side: str) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Local box of one meniscus."""
    return ((-41, -26, -9), (2, 32, 10)) if side == "medial" else ((-2, -24, -9), (42, 28, 10))


def meniscus(p: Points, side: str) -> MeniscusField:
    """A C-shaped wedge that is open towards the notch."""
    sign = SIDES[side]
    half_u, half_v, centre_v, width, opening = (
        (17.5, 22.5, 2.5, 10.0, 9.0) if side == "medial" else (17, 18, 1.5, 10.5, 12.5)
    )
    x, y = (p.u - np.float32(sign * 20.5)) * np.float32(sign), p.v - np.float32(centre_v)
    mean = np.float32(0.5 * (half_u + half_v))
    r = np.sqrt((x / np.float32(half_u)) ** 2 + (y / np.float32(half_v)) ** 2) * mean
    # The posterior horn of the medial meniscus is wider than the rest.
    local = np.float32(width) + (np.clip(y, 0, 15) * np.float32(0.22) if side == "medial" else np.float32(0))
    radial = (r - (mean - local)) / local
    floor = tibia_top(p.u, p.v) + np.float32(1.8)
    thickness = np.float32(0.9) + np.float32(7.2) * np.clip(radial, 0, 1)
    height = (p.w - floor) / thickness
    distance = np.maximum(np.maximum(-radial * local, r - mean), np.maximum(floor - p.w, p.w - floor - thickness))
    distance = np.maximum(distance, -x - np.float32(opening))
    values = (distance, radial, height, thickness, np.arctan2(x, -y))
    return MeniscusField(*(np.asarray(value, np.float32) for value in values))


ACL_BOX = ((-10.0, -22.0, -7.0), (17.0, 28.0, 30.0))
PCL_BOX = ((-16.0, -12.0, -26.0), (10.0, 40.0, 28.0))


def acl_line() -> Line:
    """From the front of the tibial spines up and back to the inner face of the lateral condyle."""
    return curve(np.array([[-1.5, -11, -2.5], [1, -3, 4.5], [4, 7, 12], [8, 17, 21]]), 3)


def pcl_line() -> Line:
    """An arch from the inner face of the medial condyle to the back of the tibia."""
    return curve(np.array([[-8.0, -2, 15], [-6, 9, 17], [-3, 20, 10], [-1, 26, -3], [0, 28, -16]]), 3)


def acl(p: Points) -> tuple[Float32, Float32, Float32]:
    """Distance to the axis, fraction along it (0 tibia, 1 femur) and radius of the ligament there, in mm."""
    distance, along = tube(p, acl_line(), (0.85, 1, 1))
    return distance, along, np.float32(4.9) - np.float32(1.5) * bump(along - np.float32(0.55), 0.1, 0.4)


Band = tuple[list[list[float]], tuple[float, float, float], float]

BANDS: dict[str, Band] = {
    "mcl": ([[-37, 5, 27], [-40.5, 3, 6], [-40, 2, -8], [-33, 0, -26], [-22, -2, -50]], (1, 5, 1), 1.3),
    "lcl": ([[37, 6, 25], [41, 12, 2], [37, 18, -18]], (1, 1, 1), 1.9),
    "itb": ([[46, -12, 90], [43, -11, 50], [42, -13, 18], [37, -16, -8]], (1, 6, 1), 1.3),
    "biceps": ([[41, 30, 60], [40, 25, 20], [36, 18, -18]], (1, 1.5, 1), 2.4),
    "semitendinosus": ([[-26, 44, 90], [-32, 40, 20], [-33, 22, -25], [-24, 0, -55]], (1, 1, 1), 2.3),
    "gracilis": ([[-40, 34, 90], [-40, 34, 20], [-36, 18, -25], [-25, -4, -55]], (1, 1, 1), 1.8),
}
"""Flat ligaments and tendons: control points, squash, radius in mm."""

MUSCLES: tuple[tuple[list[list[float]], tuple[float, float, float], list[float]], ...] = (
    ([[-31, -24, 20], [-35, -16, 45], [-31, -8, 110]], (1.0, 1.5, 1), [3, 13, 20]),  # vastus medialis
    ([[33, -20, 34], [34, -14, 60], [31, -8, 110]], (1.0, 1.6, 1), [3, 12, 19]),  # vastus lateralis
    ([[0, -30, 60], [0, -27, 110]], (2.4, 1, 1), [2, 9]),  # vastus intermedius
    ([[-22, 36, -8], [-20, 36, 25], [-17, 33, 110]], (1.2, 1, 1), [3, 11, 18]),  # semimembranosus
    ([[38, 27, 0], [32, 34, 35], [22, 34, 110]], (1, 1.1, 1), [2, 11, 18]),  # biceps femoris
    ([[-43, 22, -35], [-44, 22, 30], [-40, 14, 110]], (0.6, 1.9, 1), [3, 8, 9]),  # sartorius
    ([[0, 44, 40], [0, 44, 110]], (1.4, 0.7, 1), [2, 7]),  # semitendinosus
    ([[-20, 31, 24], [-21, 38, -5], [-18, 41, -60], [-17, 40, -110]], (1.4, 1, 1), [4, 12, 15, 16]),  # gastrocnemius
    ([[20, 30, 22], [21, 37, -5], [17, 40, -60], [16, 39, -110]], (1.4, 1, 1), [4, 11, 14, 16]),
    ([[20, 21, -6], [2, 25, -22], [-10, 22, -60]], (1.7, 1, 1), [3, 8, 7]),  # popliteus
    ([[12, 24, -36], [4, 27, -65], [4, 25, -110]], (2.3, 1, 1), [2, 9, 13]),  # soleus
    ([[27, -8, -18], [27, -6, -55], [25, -4, -110]], (1, 1.5, 1), [2, 12, 15]),  # tibialis anterior, extensors
    ([[41, 6, -28], [40, 8, -110]], (0.8, 1.6, 1), [2, 10]),  # peronei
)  # fmt: skip
"""Muscle bellies: control points, squash, radii along the belly in mm."""


def belly(p: Points, line: list[list[float]], squash: tuple[float, float, float], radii: list[float]) -> Float32:
    """Signed distance of a muscle whose thickness changes along its length."""
    nodes = np.asarray(line)
    distance, along = tube(p, nodes, squash)
    steps = np.linalg.norm(np.diff(nodes / np.asarray(squash), axis=0), axis=1)
    knots = np.concatenate([[0], np.cumsum(steps)]) / steps.sum()
    return distance - np.interp(along, knots, radii).astype(np.float32)


def envelope(p: Points) -> tuple[Float32, Float32]:
    """Distance to the skin, and the angle factor 0 … 1 by which subcutaneous fat is thicker behind and medially."""
    knots = (-110, -70, -40, -12, 25, 60, 110)
    front = profile(p.w, knots, (-42, -43, -45, -50, -60.5, -60, -62))
    back = profile(p.w, knots, (60, 60, 56, 53, 55, 57, 60))
    half_u = profile(p.w, knots, (47, 48, 48.5, 50, 52, 53, 58))
    middle, half_v = (front + back) * np.float32(0.5), (back - front) * np.float32(0.5)
    a, b = np.abs(p.u / half_u), np.abs((p.v - middle) / half_v)
    k = (a**2.4 + b**2.4) ** np.float32(1 / 2.4)
    thicker = np.clip(
        np.float32(0.45) + np.float32(0.35) * (p.v - middle) / half_v - np.float32(0.25) * p.u / half_u, 0.1, 1
    )
    return np.asarray((k - 1) * np.minimum(half_u, half_v), np.float32), np.asarray(thicker, np.float32)


def muscle_box(
    line: list[list[float]], squash: tuple[float, float, float], radii: list[float]
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Local box of a belly or band."""
    nodes, reach = np.asarray(line), max(radii) * np.asarray(squash) + 2
    low, high = nodes.min(0) - reach, nodes.max(0) + reach
    return (float(low[0]), float(low[1]), float(low[2])), (float(high[0]), float(high[1]), float(high[2]))
