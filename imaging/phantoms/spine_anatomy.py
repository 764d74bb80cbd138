"""The thoracolumbar spine as one solid model: where vertebrae, discs, canal, muscles, vessels and fat are.

Local coordinates in mm: u to the patient's left, v posterior, w up; the origin lies in the middle of the abnormal
vertebra. Sizes follow adults (vertebral bodies 20 to 28 mm high and 28 to 35 mm deep, discs 4 to 11 mm high).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from imaging.phantoms.model import Float32
from imaging.phantoms.shapes import Points, ellipsoid, profile, smooth_cut
from imaging.phantoms.spine_signs import Signs

T1: dict[str, float] = {
    "air": 0.0, "skin": 0.45, "fat": 1.0, "muscle": 0.36, "fascia": 0.1, "marrow": 0.62, "cortex": 0.05,
    "nucleus": 0.36, "annulus": 0.26, "fluid": 0.2, "cord": 0.42, "root": 0.34, "ligament": 0.08, "vessel": 0.06,
    "bowel": 0.45, "interspinous": 0.55, "haemangioma": 0.9,
    "replaced": 0.29, "nodule": 0.26, "mass": 0.36, "oedema": 0.34, "dark": 0.07, "cleft": 0.16,
}  # fmt: skip
"""Brightness in a T1-weighted spin echo (TR 400 ms, TE 15 ms), as a fraction of fat."""

T2: dict[str, float] = {
    "air": 0.0, "skin": 0.35, "fat": 0.82, "muscle": 0.2, "fascia": 0.06, "marrow": 0.45, "cortex": 0.04,
    "nucleus": 0.66, "annulus": 0.09, "fluid": 1.0, "cord": 0.36, "root": 0.42, "ligament": 0.05, "vessel": 0.05,
    "bowel": 0.4, "interspinous": 0.4, "haemangioma": 0.78,
    "replaced": 0.6, "nodule": 0.74, "mass": 0.52, "oedema": 0.62, "dark": 0.07, "cleft": 1.0,
}  # fmt: skip
"""Brightness in a T2-weighted fast spin echo without fat saturation (TR 3200 ms, TE 90 ms); 1 is cerebrospinal fluid.

Replaced marrow and oedema overlap between patients, as they do on MRI without fat saturation."""

LEVELS: tuple[tuple[str, float, float, float, float, float, float], ...] = (
    ("S4", 17, 12, 40, 1.2, 3, 2), ("S3", 20, 15, 48, 1.4, 4, 2), ("S2", 24, 20, 58, 1.6, 4, 2),
    ("S1", 29, 31, 62, 9.5, 6, 13), ("L5", 27, 35, 51, 11, 7, 10), ("L4", 27.5, 35, 49, 10.5, 3, 8),
    ("L3", 27, 34.5, 46, 9.5, 1, 6), ("L2", 26.5, 33.5, 44, 8.5, -1, 4), ("L1", 25.5, 32.5, 42, 7, -2, 2),
    ("T12", 24, 31.5, 40, 5.5, -3, 0), ("T11", 22, 31, 37, 5, -3, -1), ("T10", 21, 30, 34, 4.5, -3, -1),
    ("T9", 20, 29, 33, 4.5, -3, -1), ("T8", 19.5, 28.5, 32, 4.5, -3.5, -1), ("T7", 19, 28, 31, 4.5, -3.5, -1),
    ("T6", 18.5, 27, 30, 4.2, -3.5, -1), ("T5", 18, 25, 29, 4, -3, -1), ("T4", 17.5, 23, 28, 4, -2.5, -0.5),
    ("T3", 17.5, 21, 28, 4, -2, 0), ("T2", 17.5, 19, 29, 4, -1, 0),
)  # fmt: skip
"""From below upwards: name; height, depth and width of the body in mm; height of the disc above in mm; degrees by
which the front of the body, and of the disc above it, is higher."""
NAMES = tuple(level[0] for level in LEVELS)
SACRUM = 4
"""How many of them are sacral: these never break here."""
CONUS = NAMES.index("L1")
SACRAL_TILT = 70.0
"""Degrees by which the axis of S4 leans forward."""


@dataclass(frozen=True)
class Vertebra:
    """One vertebral body and its disc above.

    Attributes
    ----------
    centre : (float, float)
        (v, w) in mm.
    tilt : float
        How far its axis leans forward, radians.
    height, depth, width : float
        In the middle, along the axis; front to back; side to side.
    wedge : float
        By how much the front is higher, as the angle between the endplates in radians.
    disc : float
        Height of the disc above.
    degeneration : float
        Of that disc: 0 bright, 1 black.
    loss : float
        Of an old fracture: part of the anterior height; 0 for most.
    """

    name: str
    centre: tuple[float, float]
    tilt: float
    height: float
    depth: float
    width: float
    wedge: float
    disc: float
    degeneration: float
    loss: float = 0.0

    def frame(self, p: Points, u_offset: Float32) -> Points:
        """Samples in the vertebra's own mm: (side, backwards, up along its axis)."""
        c, s = np.float32(np.cos(self.tilt)), np.float32(np.sin(self.tilt))
        v, w = p.v - np.float32(self.centre[0]), p.w - np.float32(self.centre[1])
        return Points(p.u - u_offset, v * c + w * s, w * c - v * s)

    def place(self, back: float, up: float) -> tuple[float, float]:
        """(v, w) of a point of the vertebra's own frame."""
        c, s = float(np.cos(self.tilt)), float(np.sin(self.tilt))
        return self.centre[0] + back * c - up * s, self.centre[1] + back * s + up * c


@dataclass(frozen=True)
class SpineShape:
    """What differs from patient to patient.

    Attributes
    ----------
    vertebrae : tuple of Vertebra
        From below upwards.
    abnormal : int
        Which one is in question.
    posterior_wall : array, shape (n, 2)
        (w, v) of the back of the bodies, w increasing.
    curve : (float, float)
        Amplitude in mm and phase of a slight scoliosis.
    grain : float
        How unequal the marrow is.
    """

    vertebrae: tuple[Vertebra, ...]
    abnormal: int
    signs: Signs
    posterior_wall: NDArray[np.float64]
    curve: tuple[float, float]
    fat: float
    canal: float
    grain: float
    osteophytes: float
    factors: dict[str, float]
    warp: NDArray[np.float32]

    @classmethod
    def draw(cls, rng: np.random.Generator, signs: Signs, sex: str, age: int) -> "SpineShape":
        """Draw a patient round the signs of one vertebra."""
        level = str(rng.choice(("T11", "T12", "L1", "L2", "L3", "L4"), p=(0.12, 0.24, 0.28, 0.16, 0.12, 0.08)))
        size = float(np.clip(rng.normal(1.03 if sex == "M" else 0.95, 0.04), 0.86, 1.14))
        worn = float(np.clip((age - 25) / 60, 0.1, 0.95))
        abnormal = NAMES.index(level)
        vertebrae = _stacked(rng, abnormal, signs, size, worn)
        ends = vertebrae[0].place(vertebrae[0].depth / 2, -90.0), vertebrae[-1].place(vertebrae[-1].depth / 2, 90.0)
        wall = np.array([p[::-1] for p in (ends[0], *(v.place(v.depth / 2, 0.0) for v in vertebrae), ends[1])])
        factors = {name: float(rng.uniform(0.9, 1.1)) for name in T1}
        factors["marrow"] = float(rng.uniform(0.82, 1.18))  # fatty or red
        for name in ("replaced", "oedema", "nodule", "mass"):
            factors[name] = float(rng.uniform(0.84, 1.2))
        return cls(
            vertebrae=vertebrae,
            abnormal=abnormal,
            signs=signs,
            posterior_wall=wall,
            curve=(float(rng.uniform(0, 2.5)), float(rng.uniform(0, 2 * np.pi))),
            fat=float(rng.uniform(8, 30)),
            canal=float(rng.uniform(0.88, 1.1)),
            grain=float(rng.uniform(0.04, 0.11)),
            osteophytes=worn * float(rng.uniform(0.2, 2.2)),
            factors=factors,
            warp=rng.uniform(-0.7, 0.7, (3, 4)).astype(np.float32),
        )

    def sideways(self, w: Float32) -> Float32:
        """How far the spine lies beside the middle at a height, mm to the left."""
        amplitude, phase = self.curve
        bend = np.sin(w * np.float32(1 / 70) + np.float32(phase)) - np.float32(np.sin(phase))
        return np.asarray(np.float32(amplitude) * bend, np.float32)

    def wall(self, w: Float32) -> Float32:
        """v of the back of the vertebral bodies at a height."""
        return profile(w, self.posterior_wall[:, 0].tolist(), self.posterior_wall[:, 1].tolist())

    @property
    def target(self) -> Vertebra:
        """The abnormal one."""
        return self.vertebrae[self.abnormal]


def _stacked(rng: np.random.Generator, abnormal: int, signs: Signs, size: float, worn: float) -> tuple[Vertebra, ...]:
    """Set one vertebra on the other, from the sacrum upwards: a wedge bends all that is above it."""
    tilt, v, w = np.radians(SACRAL_TILT + rng.uniform(-8, 8)), 0.0, 0.0
    lordosis = float(rng.uniform(0.7, 1.15))
    found = []
    for index, (name, high, deep, wide, disc_height, body_wedge, disc_wedge) in enumerate(LEVELS):
        height, depth = high * size, deep * size
        wedge, loss = float(np.radians(body_wedge * lordosis)), 0.0
        if index == abnormal:
            wedge, height = _collapsed(wedge, height, depth, signs.front, signs.back)
        elif index >= SACRUM and rng.random() < 0.04 + 0.12 * worn:  # an old fracture elsewhere says nothing
            loss = float(rng.uniform(0.15, 0.4))
            wedge, height = _collapsed(wedge, height, depth, loss, 0.0)
        degeneration = float(np.clip(rng.normal(worn, 0.25), 0, 1))
        disc = disc_height * size * (1 - 0.55 * max(0.0, degeneration - 0.4) if index >= SACRUM - 1 else 1.0)
        tilt -= wedge / 2
        v, w = v - np.sin(tilt) * height / 2, w + np.cos(tilt) * height / 2
        found.append(Vertebra(name, (v, w), tilt, height, depth, wide * size, wedge, disc, degeneration, loss))
        v, w = v - np.sin(tilt) * height / 2, w + np.cos(tilt) * height / 2
        tilt -= wedge / 2
        # A disc gives way a little to the wedge of the body below it.
        bend = np.radians(disc_wedge * lordosis) - (0.35 * min(0.0, wedge) if index >= SACRUM else 0.0)
        tilt -= bend / 2
        v, w = v - np.sin(tilt) * disc, w + np.cos(tilt) * disc
        tilt -= bend / 2
    return _centred(found, abnormal)


def _collapsed(wedge: float, height: float, depth: float, front: float, back: float) -> tuple[float, float]:
    """Wedge and middle height after a loss at the anterior and the posterior wall."""
    high_front = (height + depth / 2 * np.tan(wedge)) * (1 - front)
    high_back = (height - depth / 2 * np.tan(wedge)) * (1 - back)
    return float(np.arctan2(high_front - high_back, depth)), float((high_front + high_back) / 2)


def _centred(vertebrae: list[Vertebra], abnormal: int) -> tuple[Vertebra, ...]:
    """Move and lean the whole so that the abnormal one lies at the origin, nearly upright."""
    v0, w0 = vertebrae[abnormal].centre
    lean = -0.6 * vertebrae[abnormal].tilt
    c, s = np.cos(lean), np.sin(lean)
    turned = []
    for item in vertebrae:
        v, w = item.centre[0] - v0, item.centre[1] - w0
        turned.append(replace(item, centre=(v * c - w * s, v * s + w * c), tilt=item.tilt + lean))
    return tuple(turned)


@dataclass(frozen=True)
class BodyField:
    """Distances of one vertebral body: to its surface, and to its upper and lower endplate (negative inside)."""

    own: Points
    distance: Float32
    upper: Float32
    lower: Float32


def body(item: Vertebra, own: Points, shape: SpineShape) -> BodyField:
    """Signed distances of a vertebral body; fracture signs of form included where it is the one in question."""
    is_target = item is shape.target
    half_h, half_d, half_w = item.height / 2, item.depth / 2, item.width / 2
    up = own.w / np.float32(max(half_h, 4.0))
    waist = 1 - np.float32(0.07) * np.clip(1 - up * up, 0, 1)
    lip = np.float32(shape.osteophytes) * np.clip(np.abs(up) - np.float32(0.72), 0, 0.3) * np.float32(3)
    front, back = np.float32(half_d) * waist + lip, np.float32(half_d) * waist
    if is_target and shape.signs.has("protrusion"):
        bulge = np.float32(3.2 + shape.signs.seed % 97 / 60) * np.exp(-((own.w / np.float32(half_h * 0.75)) ** 2))
        forward = shape.signs.seed % 3 == 0
        front, back = (front + bulge, back) if forward else (front, back + bulge)
    along = np.where(own.v < 0, own.v / front, own.v / back)
    across = own.u / (np.float32(half_w) * waist)
    # The back of a body is flat: a superellipse there.
    k = (np.abs(along) ** np.float32(3) + np.abs(across) ** np.float32(2.4)) ** np.float32(1 / 2.7)
    side = (k - 1) * np.minimum(front, np.float32(half_w))
    slope = np.float32(np.tan(item.wedge / 2))
    middle = np.clip(1 - along * along, 0, 1) * np.clip(1 - across * across, 0, 1)
    sink_up = sink_down = np.float32(1.3) * middle
    if is_target:
        hollow, part = np.float32(shape.signs.hollow), np.float32(shape.signs.upper)
        sink_up, sink_down = sink_up + hollow * part * middle, sink_down + hollow * (1 - part) * middle
        if shape.signs.front + shape.signs.hollow > 0:
            phase = np.float32(shape.signs.seed % 7)
            ripple = np.sin(own.v * np.float32(0.5) + phase) + np.sin(
                own.v * np.float32(0.83) + own.u * np.float32(0.4)
            )
            sink_up = sink_up + np.float32(0.45) * ripple
    else:
        sink_up = sink_up + np.float32(6 * item.loss) * middle
    upper = own.w - np.float32(half_h) + slope * own.v + sink_up
    lower = -own.w - np.float32(half_h) + slope * own.v + sink_down
    distance = smooth_cut(smooth_cut(upper, lower, 1.0), side, 2.4)
    return BodyField(own, distance, np.asarray(upper, np.float32), np.asarray(lower, np.float32))


def spinous(item: Vertebra, own: Points, lumbar: bool) -> Float32:
    """Spinous process and laminae in the middle: a plate that slopes down, more so in the thoracic spine."""
    back = np.float32(item.depth / 2 + 15)
    drop = np.float32(0.25 if lumbar else 0.75)
    length, high = (14.0, 10.0) if lumbar else (13.0, 6.0)
    slope = own.w + drop * (own.v - back) + np.float32(5)
    centre = Points(own.u, own.v - back - np.float32(length), np.asarray(slope, np.float32))
    plate = ellipsoid(centre, (0, 0, 0), (3.4, length + 3, high))
    lamina = ellipsoid(
        Points(
            own.u, own.v - back - np.float32(1), np.asarray(own.w + 4 - np.abs(own.u) * np.float32(0.3), np.float32)
        ),
        (0, 0, 0),
        (13, 4, 10.5),
    )
    return np.minimum(plate, lamina)


def pedicles(item: Vertebra, own: Points) -> Float32:
    """Both pedicles with the articular pillars behind them."""
    across = np.abs(own.u) - np.float32(item.width * 0.29)
    stalk = ellipsoid(
        Points(np.asarray(across, np.float32), own.v, own.w),
        (0, item.depth / 2 + 5, item.height * 0.18),
        (4.6, 10, 7.2),
    )
    pillar = ellipsoid(
        Points(np.asarray(across, np.float32), own.v, own.w), (1, item.depth / 2 + 16, -3), (6, 5.5, item.height * 0.62)
    )
    return np.minimum(stalk, pillar)
