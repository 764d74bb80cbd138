"""Where the bones lie on limb radiographs: knee, lower leg, ankle and wrist, in two views each but the wrist.

Film mm, as the film hangs: the patient's right on the left of a frontal view. Sizes follow an adult.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from imaging.phantoms.film import Body, flat_bone, long_bone

Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class FractureSite:
    """Where a bone may break: its name, the point on its axis (mm), the axis' direction there and its half-width.

    `attached` are the bones that go along with the fragment below the fracture.
    """

    bone: str
    point: tuple[float, float]
    reach: float
    half_width: float
    words: str
    attached: tuple[str, ...] = ()


@dataclass(frozen=True)
class LimbView:
    """One projection of one region."""

    region: str
    body_part: str
    view: str
    rows: int
    columns: int
    orientation: tuple[str, str]
    """Patient Orientation of the film as drawn: along a row, down a column."""
    bones: tuple[Body, ...]
    flesh_axis: Pairs
    flesh_half: Pairs
    sites: tuple[FractureSite, ...] = field(default_factory=tuple)
    drawn_side: str = "R"
    """The other side is the mirror image."""


def _tibia_distal(x: float, top: float, bottom: float, wide: float) -> Body:
    """Shaft from the film's upper edge down to the plafond."""
    return long_bone(
        "tibia",
        [(x + 2, top), (x + 1, (top + bottom) / 2), (x, bottom)],
        [(0, 12), (0.45, 11), (0.72, 12.5), (0.88, wide - 2), (1, wide)],
        [(0, 12), (0.45, 11), (0.72, 12), (0.88, wide - 4), (1, wide - 1)],
        [(0, 4.6), (0.5, 4.2), (0.75, 2.4), (0.9, 1.0), (1, 0.9)],
        [(0, 0.05), (0.5, 0.07), (0.8, 0.2), (1, 0.33)],
        caps=(0, 4.5),
    )


def _fibula_distal(x: float, top: float, bottom: float) -> Body:
    return long_bone(
        "fibula",
        [(x - 3, top), (x - 2.5, (top + bottom) / 2), (x, bottom - 22), (x + 0.5, bottom)],
        [(0, 6), (0.5, 5.6), (0.78, 6.5), (0.9, 9), (1, 6)],
        [(0, 6), (0.5, 5.6), (0.78, 6.5), (0.9, 8), (1, 5)],
        [(0, 2.8), (0.6, 2.5), (0.85, 1.2), (1, 0.9)],
        [(0, 0.07), (0.7, 0.12), (0.9, 0.3), (1, 0.3)],
        caps=(0, 11),
    )


def ankle_ap() -> LimbView:
    """Mortise with tibial plafond, both malleoli and the talar dome."""
    bones = (
        _tibia_distal(8, -125, 40, 23),
        flat_bone("tibia", [(20, 24), (31, 30), (34, 42), (32, 54), (27, 57), (23, 50), (20, 40)], 15, rim=5),
        _fibula_distal(-21, -125, 62),
        flat_bone(
            "talus",
            [(-13, 47), (0, 43.5), (12, 43.5), (19, 46), (22, 56), (25, 66), (16, 72), (2, 74), (-12, 71), (-18, 63)],
            30,
            rim=12,
            spongy=0.24,
        ),
        flat_bone(
            "calcaneus",
            [(-16, 74), (-2, 72), (14, 76), (16, 92), (10, 112), (-6, 114), (-18, 104), (-20, 86)],
            24,
            rim=16,
            spongy=0.2,
            cortex=0.6,
        ),
        flat_bone("navicular", [(8, 78), (24, 76), (32, 84), (28, 96), (12, 98)], 16, rim=10, spongy=0.2, cortex=0.6),
        flat_bone(
            "cuboid", [(-30, 88), (-18, 84), (-10, 96), (-14, 114), (-30, 112)], 14, rim=10, spongy=0.18, cortex=0.6
        ),
    )
    sites = (
        FractureSite("fibula", (-22, 18), 26, 6.5, "distal fibula above the syndesmosis"),
        FractureSite("fibula", (-20.5, 44), 10, 8.5, "lateral malleolus at the level of the joint"),
        FractureSite(
            "tibia",
            (8.5, -20),
            30,
            12.5,
            "distal third of the tibial shaft",
            ("talus", "calcaneus", "navicular", "cuboid"),
        ),
    )
    return LimbView(
        "ankle",
        "ANKLE",
        "AP",
        1150,
        900,
        ("L", "F"),
        bones,
        [(2, -130), (0, 0), (2, 130)],
        [(0, 46), (0.4, 36), (0.62, 38), (0.72, 43), (0.85, 42), (1, 40)],
        sites,
    )


def leg(view: str) -> LimbView:
    """Tibia and fibula from below the knee to above the ankle."""
    lateral = view == "LATERAL"
    bow = 5 if lateral else 2
    tibia = long_bone(
        "tibia",
        [(-4 if lateral else 4, -150), (bow, -60), (bow - 1, 40), (0, 150)],
        [(0, 27), (0.07, 22), (0.2, 14), (0.5, 11.5), (0.8, 11), (0.93, 15), (1, 21)],
        [(0, 27), (0.07, 21), (0.2, 13.5), (0.5, 12), (0.8, 11), (0.93, 14), (1, 18)],
        [(0, 1.2), (0.12, 2.5), (0.3, 5), (0.65, 4.8), (0.85, 2.6), (1, 1.0)],
        [(0, 0.3), (0.12, 0.17), (0.3, 0.06), (0.7, 0.06), (0.9, 0.2), (1, 0.3)],
        caps=(0, 0),
    )
    x = 12 if lateral else -28
    fibula = long_bone(
        "fibula",
        [(x + (8 if lateral else -4), -132), (x, -110), (x + 2, 0), (x + (-6 if lateral else 6), 150)],
        [(0, 7), (0.06, 9), (0.14, 6), (0.5, 6.5), (0.85, 6), (1, 9)],
        [(0, 7), (0.06, 9), (0.14, 6), (0.5, 6), (0.85, 6), (1, 8)],
        [(0, 0.9), (0.12, 1.8), (0.4, 2.8), (0.8, 2.5), (1, 1.2)],
        [(0, 0.3), (0.1, 0.2), (0.3, 0.08), (0.8, 0.08), (1, 0.25)],
        caps=(6, 0),
    )
    sites = (
        FractureSite("tibia", (bow - 0.5, 20), 55, 12, "middle third of the tibial shaft"),
        FractureSite("fibula", (x + 1, 40), 60, 6.2, "fibular shaft"),
        FractureSite("tibia", (bow - 1, 85), 25, 11, "distal third of the tibial shaft"),
    )
    return LimbView(
        "lower leg",
        "LEG",
        view,
        1400,
        800,
        ("P", "F") if lateral else ("L", "F"),
        (tibia, fibula),
        [(0, -150), (2, 0), (0, 150)],
        [(0, 54), (0.25, 60), (0.6, 46), (0.9, 36), (1, 37)],
        sites,
    )


def knee_ap() -> LimbView:
    """Femoral condyles with the patella in front of them, tibial plateau with its spines, fibular head."""
    femur = long_bone(
        "femur",
        [(-4, -130), (-2, -60), (1, -11)],
        [(0, 15), (0.4, 15), (0.56, 18), (0.68, 26), (0.78, 36), (0.86, 41), (1, 40)],
        [(0, 15), (0.4, 15), (0.56, 17.5), (0.68, 25), (0.78, 35), (0.86, 40), (1, 39)],
        [(0, 5.5), (0.35, 4.5), (0.6, 2.2), (0.8, 1.0), (1, 0.7)],
        [(0, 0.06), (0.4, 0.1), (0.65, 0.2), (1, 0.26)],
        caps=(0, 12),
    )
    medial = [(4, -14), (12, -24), (30, -27), (41, -22), (42, -10), (36, 0), (24, 4), (12, 1), (7, -6)]
    lateral = [(-2, -14), (-10, -24), (-28, -26), (-38, -21), (-39, -10), (-34, 0), (-22, 3), (-10, 0), (-5, -6)]
    tibia = long_bone(
        "tibia",
        [(1, 8), (1, 60), (-2, 130)],
        [(0, 39), (0.07, 39.5), (0.2, 34), (0.38, 21), (0.6, 14.5), (1, 12.5)],
        [(0, 39), (0.07, 39.5), (0.2, 33), (0.38, 20), (0.6, 14.5), (1, 12.5)],
        [(0, 1.1), (0.15, 0.9), (0.35, 1.8), (0.6, 4), (1, 4.8)],
        [(0, 0.36), (0.2, 0.25), (0.4, 0.15), (0.6, 0.07), (1, 0.06)],
        caps=(3.0, 0),
    )
    spines = flat_bone(
        "tibia", [(-9, 12), (-7, 5), (-5, 2.5), (-2, 6), (3, 5.5), (6, 1.8), (9, 5), (11, 12)], 9, rim=3, cortex=0.7
    )
    fibula = long_bone(
        "fibula",
        [(-38, 22), (-37, 40), (-31, 80), (-30, 130)],
        [(0, 6), (0.1, 9.5), (0.22, 8), (0.4, 6), (1, 6)],
        [(0, 6), (0.1, 9), (0.22, 7), (0.4, 5.5), (1, 6)],
        [(0, 0.9), (0.2, 1.0), (0.5, 2.4), (1, 2.8)],
        [(0, 0.28), (0.25, 0.2), (0.5, 0.09), (1, 0.07)],
        caps=(9, 0),
    )
    patella = flat_bone(
        "patella",
        [(-17, -44), (0, -51), (18, -45), (23, -32), (17, -18), (2, -9), (-14, -17), (-22, -31)],
        12,
        rim=13,
        spongy=0.15,
        cortex=0.6,
    )
    sites = (
        FractureSite("tibia", (0, 62), 20, 15, "proximal tibial shaft"),
        FractureSite("fibula", (-34.5, 60), 12, 6.5, "neck of the fibula"),
        FractureSite("femur", (-2.5, -78), 20, 15.5, "distal femoral shaft", ("patella", "femur")),
    )
    return LimbView(
        "knee",
        "KNEE",
        "AP",
        1200,
        900,
        ("L", "F"),
        (
            femur,
            flat_bone("femur", medial, 36, rim=13, spongy=0.17, cortex=0.6),
            flat_bone("femur", lateral, 36, rim=13, spongy=0.17, cortex=0.6),
            tibia,
            spines,
            fibula,
            patella,
        ),
        [(-3, -130), (0, 0), (-3, 130)],
        [(0, 66), (0.3, 60), (0.48, 57), (0.62, 55), (0.8, 57), (1, 57)],
        sites,
    )


def knee_lateral() -> LimbView:
    """A flexed knee from the side: condyles over each other, patella in front, tibial tuberosity."""
    femur = long_bone(
        "femur",
        [(24, -130), (16, -72), (6, -20)],
        [(0, 15), (0.4, 15.5), (0.62, 18), (0.8, 26), (1, 30)],
        [(0, 14), (0.4, 14.5), (0.62, 16.5), (0.8, 23), (1, 29)],
        [(0, 5.5), (0.4, 4.5), (0.65, 2.4), (0.85, 1.0), (1, 0.7)],
        [(0, 0.06), (0.4, 0.1), (0.7, 0.17), (1, 0.2)],
        caps=(0, 8),
    )
    condyle = [
        (-22, -42),
        (-27, -28),
        (-24, -12),
        (-12, 0),
        (4, 4),
        (20, 2),
        (33, -8),
        (37, -22),
        (31, -34),
        (16, -42),
        (-4, -46),
    ]
    other = [(x * 0.94 + 4, y * 0.95 - 3) for x, y in condyle]
    tibia = long_bone(
        "tibia",
        [(6, 9), (2, 60), (2, 130)],
        [(0, 25), (0.08, 25.5), (0.25, 22), (0.45, 17), (0.65, 14), (1, 12.5)],
        [(0, 25), (0.08, 25.5), (0.22, 24), (0.34, 22), (0.5, 16.5), (0.7, 14), (1, 13)],
        [(0, 1.1), (0.2, 1.1), (0.4, 2.6), (0.65, 4.2), (1, 4.8)],
        [(0, 0.33), (0.2, 0.24), (0.45, 0.12), (0.7, 0.07), (1, 0.06)],
        caps=(3.0, 0),
    )
    fibula = long_bone(
        "fibula",
        [(29, 20), (27, 40), (20, 80), (18, 130)],
        [(0, 7), (0.1, 9.5), (0.25, 7), (0.4, 6), (1, 6)],
        [(0, 7), (0.1, 9), (0.25, 6.5), (0.4, 5.5), (1, 6)],
        [(0, 0.9), (0.2, 1.1), (0.5, 2.4), (1, 2.8)],
        [(0, 0.25), (0.25, 0.17), (0.5, 0.09), (1, 0.07)],
        caps=(9, 0),
    )
    patella = flat_bone(
        "patella",
        [(-37, -48), (-31, -54), (-27, -44), (-26, -30), (-30, -18), (-36, -13), (-41, -22), (-42, -36)],
        34,
        rim=6,
        spongy=0.17,
    )
    sites = (
        FractureSite("tibia", (2, 70), 18, 14, "proximal tibial shaft"),
        FractureSite("femur", (18, -85), 18, 15.5, "distal femoral shaft", ("femur", "patella")),
        FractureSite("fibula", (22.5, 66), 14, 6, "neck of the fibula"),
    )
    return LimbView(
        "knee",
        "KNEE",
        "LATERAL",
        1200,
        900,
        ("P", "F"),
        (
            femur,
            flat_bone("femur", condyle, 26, rim=13, spongy=0.2, cortex=0.6),
            flat_bone("femur", other, 24, rim=13, spongy=0.2, cortex=0.6),
            tibia,
            fibula,
            patella,
        ),
        [(22, -130), (0, -20), (6, 40), (10, 130)],
        [(0, 62), (0.3, 58), (0.48, 52), (0.62, 49), (0.8, 52), (1, 54)],
        sites,
    )


def wrist_pa() -> LimbView:
    """Distal radius with its styloid, ulna, two rows of carpal bones and the metacarpals."""
    radius = long_bone(
        "radius",
        [(9, 120), (8, 60), (8, 6)],
        [(0, 7), (0.45, 7), (0.7, 9), (0.9, 15), (1, 14)],
        [(0, 7), (0.45, 7), (0.7, 9), (0.88, 15), (1, 17)],
        [(0, 2.8), (0.5, 2.4), (0.75, 1.3), (0.92, 0.8), (1, 0.8)],
        [(0, 0.08), (0.5, 0.12), (0.8, 0.26), (1, 0.36)],
        caps=(0, 5),
    )
    styloid = flat_bone(
        "radius",
        [(2, 36), (12, 44), (17, 32), (21.5, 22), (25, 8), (23, -1), (19, 2), (12, 6), (2, 9)],
        21,
        rim=11,
        cortex=0.6,
        spongy=0.34,
    )
    ulna = long_bone(
        "ulna",
        [(-15, 120), (-16, 60), (-18, 13)],
        [(0, 6.5), (0.5, 6), (0.8, 5.8), (0.93, 8), (1, 7.5)],
        [(0, 6.5), (0.5, 6), (0.8, 5.8), (0.93, 7.5), (1, 7)],
        [(0, 2.6), (0.5, 2.3), (0.8, 1.3), (1, 0.8)],
        [(0, 0.08), (0.5, 0.12), (0.85, 0.28), (1, 0.36)],
        caps=(0, 6),
    )
    carpals = {
        "scaphoid": [(22, -2), (25, -10), (24, -19), (18, -20), (13, -12), (10, -4), (15, 1)],
        "lunate": [(9, 2), (9, -6), (5, -11), (-4, -10), (-7, -4), (-4, 3), (3, 5)],
        "triquetrum": [(-9, 0), (-8, -7), (-13, -13), (-20, -12), (-21, -4), (-15, 2)],
        "pisiform": [(-16, -2), (-12, -6), (-13, -12), (-18, -12), (-20, -6)],
        "trapezium": [(24, -21), (30, -27), (28, -36), (21, -36), (18, -28), (19, -22)],
        "trapezoid": [(18, -23), (20, -31), (17, -37), (11, -35), (11, -27)],
        "capitate": [(10, -14), (11, -24), (8, -38), (-3, -38), (-4, -24), (-2, -14), (4, -11)],
        "hamate": [(-5, -14), (-5, -26), (-6, -38), (-18, -36), (-19, -26), (-13, -16)],
    }
    hand = [flat_bone(name, ring, 12, rim=5, cortex=0.7, spongy=0.34) for name, ring in carpals.items()]
    bases = [
        ((29, -40), (41, -77)),
        ((16, -40), (19, -104)),
        ((2.5, -41), (2, -106)),
        ((-9, -40), (-13, -100)),
        ((-17, -38), (-27, -92)),
    ]
    for number, (base, head) in enumerate(bases, start=1):
        hand.append(
            long_bone(
                f"metacarpal {number}",
                [base, ((base[0] + head[0]) / 2, (base[1] + head[1]) / 2), head],
                [(0, 6.5), (0.2, 4.6), (0.5, 3.9), (0.8, 4.8), (0.93, 7), (1, 6)],
                [(0, 6.5), (0.2, 4.6), (0.5, 3.9), (0.8, 4.8), (0.93, 7), (1, 6)],
                [(0, 0.7), (0.3, 1.7), (0.6, 1.7), (0.9, 0.8), (1, 0.7)],
                [(0, 0.35), (0.3, 0.15), (0.6, 0.12), (0.9, 0.33), (1, 0.33)],
                caps=(3, 6),
            )
        )
    moved: tuple[str, ...] = (
        "scaphoid",
        "lunate",
        "triquetrum",
        "pisiform",
        "trapezium",
        "trapezoid",
        "capitate",
        "hamate",
    )
    moved += tuple(f"metacarpal {n}" for n in range(1, 6))
    sites = (
        FractureSite("radius", (8, 32), 5, 13, "distal radius", moved),
        FractureSite("radius", (8.5, 75), 18, 7, "shaft of the radius", moved),
        FractureSite("ulna", (-16, 70), 20, 6, "shaft of the ulna"),
    )
    return LimbView(
        "wrist",
        "WRIST",
        "PA",
        1200,
        900,
        ("L", "H"),
        (radius, styloid, ulna, *hand),
        [(-3, 130), (-3, 20), (2, -40), (4, -130)],
        [(0, 34), (0.35, 31), (0.5, 36), (0.68, 49), (0.85, 52), (1, 50)],
        sites,
        "L",
    )
