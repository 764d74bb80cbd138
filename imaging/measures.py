"""What each kind of measurement is: the points a reader places, and what is computed from them.

The functions here get points that are scaled already: (x, y) in one unit along both axes, x to the right and y down
the unturned image. So an angle is right on pixels that are not square, and no function knows of spacing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from imaging.roi import polygon_area
from imaging.words import Words

Points = NDArray[np.float64]
Segment = tuple[int, int]


class Kind(StrEnum):
    """Kinds of marks that a reader can draw."""

    LENGTH = "length"
    ANGLE = "angle"
    COBB = "cobb"
    BIDIRECTIONAL = "bidirectional"
    ELLIPSE = "ellipse"
    POLYGON = "polygon"
    TEXT = "text"
    ARROW = "arrow"
    PROBE = "probe"
    SPINE_LABEL = "spine_label"
    INSALL_SALVATI = "insall_salvati"
    TIBIAL_SLOPE = "tibial_slope"
    JOINT_SPACE = "joint_space"
    CENTRE_EDGE = "centre_edge"
    MECHANICAL_AXIS = "mechanical_axis"


class Dimension(StrEnum):
    """What a number is: it decides the unit."""

    LENGTH = "length"
    AREA = "area"
    ANGLE = "angle"
    RATIO = "ratio"


@dataclass(frozen=True)
class Measure:
    """One number of a measurement, before it has a unit; the name is empty where the kind says enough."""

    name: str
    value: float
    dimension: Dimension


@dataclass(frozen=True)
class Definition:
    """A kind of measurement.

    Attributes
    ----------
    title : str
    steps : tuple of str
        What the reader places, in order.
    compute : callable
        Scaled points, shape (n, 2), to numbers; a number that the points do not define is nan.
    lines : tuple of (int, int)
        Which points are joined.
    guides : callable
        Further lines that show what is measured: scaled points to an array of shape (k, 2, 2).
    source : str
        Where the measurement is described.
    """

    title: str
    steps: tuple[str, ...]
    compute: Callable[[Points], tuple[Measure, ...]]
    lines: tuple[Segment, ...] = ()
    guides: Callable[[Points], Points] | None = None
    source: str = ""


def distance(a: Points, b: Points) -> float:
    """Between two points, in their unit."""
    return float(np.hypot(*(b - a)))


def angle_between(u: Points, v: Points) -> float:
    """Angle of two directions in degrees, 0 to 180; nan when one of them has no length."""
    if not (u.any() and v.any()):
        return float("nan")
    return float(np.degrees(np.arctan2(abs(u[0] * v[1] - u[1] * v[0]), u @ v)))


def acute_angle(u: Points, v: Points) -> float:
    """The smaller angle of two lines in degrees, 0 to 90, whichever way they were drawn."""
    angle = angle_between(u, v)
    return min(angle, 180.0 - angle)


def unit(vector: Points) -> Points:
    """The direction of a vector; nan when it has no length."""
    length = float(np.hypot(*vector))
    return vector / length if length else np.full(2, np.nan)


def across(direction: Points) -> Points:
    """A direction turned by 90 degrees."""
    return np.array([-direction[1], direction[0]])


def _length(p: Points) -> tuple[Measure, ...]:
    return (Measure("", distance(p[0], p[1]), Dimension.LENGTH),)


def _angle(p: Points) -> tuple[Measure, ...]:
    return (Measure("", angle_between(p[0] - p[1], p[2] - p[1]), Dimension.ANGLE),)


def _cobb(p: Points) -> tuple[Measure, ...]:
    return (Measure(Words("Cobb"), acute_angle(p[1] - p[0], p[3] - p[2]), Dimension.ANGLE),)


def _bidirectional(p: Points) -> tuple[Measure, ...]:
    return (
        Measure(Words("long"), distance(p[0], p[1]), Dimension.LENGTH),
        Measure(Words("short"), distance(p[2], p[3]), Dimension.LENGTH),
    )


def _ellipse(p: Points) -> tuple[Measure, ...]:
    width, height = np.abs(p[1] - p[0])
    return (Measure(Words("area"), float(np.pi * width * height / 4), Dimension.AREA),)


def _polygon(p: Points) -> tuple[Measure, ...]:
    return (Measure(Words("area"), polygon_area(p), Dimension.AREA),)


def _nothing(_: Points) -> tuple[Measure, ...]:
    return ()


def _insall_salvati(p: Points) -> tuple[Measure, ...]:
    patella, tendon = distance(p[0], p[1]), distance(p[1], p[2])
    return (Measure(Words("Insall–Salvati"), tendon / patella if patella else float("nan"), Dimension.RATIO),)


def _tibial_slope(p: Points) -> tuple[Measure, ...]:
    axis, plateau = unit(p[1] - p[0]), unit(p[3] - p[2])
    slope = float(np.degrees(np.arcsin(np.clip(plateau @ axis, -1.0, 1.0))))
    return (Measure(Words("tibial slope"), slope, Dimension.ANGLE),)


def _slope_guide(p: Points) -> Points:
    """The perpendicular to the axis, from the anterior margin as far as the plateau reaches."""
    plateau = p[3] - p[2]
    square = across(unit(p[1] - p[0]))
    return np.array([[p[2], p[2] + square * (plateau @ square)]])


def _joint_space(p: Points) -> tuple[Measure, ...]:
    return (Measure(Words("joint space"), distance(p[0], p[1]), Dimension.LENGTH),)


def _centre_edge(p: Points) -> tuple[Measure, ...]:
    lateral, edge = unit(p[0] - p[1]), p[2] - p[0]
    height = abs(float(edge @ across(lateral)))
    measured = float(np.degrees(np.arctan2(edge @ lateral, height))) if edge.any() else float("nan")
    return (Measure(Words("centre–edge"), measured, Dimension.ANGLE),)


def _centre_edge_guide(p: Points) -> Points:
    """The perpendicular to the line of the centres, on the side of the edge and as long as the edge is away."""
    upward = across(unit(p[0] - p[1]))
    edge = p[2] - p[0]
    side = 1.0 if edge @ upward >= 0 else -1.0
    return np.array([[p[0], p[0] + side * upward * np.hypot(*edge)]])


def _mechanical_axis(p: Points) -> tuple[Measure, ...]:
    hip, knee, ankle = p
    off = abs(float((knee - hip) @ across(unit(ankle - hip))))
    return (
        Measure(Words("hip–knee–ankle"), angle_between(hip - knee, ankle - knee), Dimension.ANGLE),
        Measure(Words("axis off the knee by"), off, Dimension.LENGTH),
    )


def _weight_bearing_line(p: Points) -> Points:
    return np.array([[p[0], p[2]]])


DEFINITIONS: dict[Kind, Definition] = {
    Kind.LENGTH: Definition(Words("Length"), (Words("first end"), Words("second end")), _length, ((0, 1),)),
    Kind.ANGLE: Definition(
        Words("Angle"),
        (Words("end of the first arm"), Words("vertex"), Words("end of the second arm")),
        _angle,
        ((0, 1), (1, 2)),
    ),
    Kind.COBB: Definition(
        Words("Cobb angle"),
        (
            Words("one end of the first line"),
            Words("other end of the first line"),
            Words("one end of the second line"),
            Words("other end of the second line"),
        ),
        _cobb,
        ((0, 1), (2, 3)),
        # Between the middles, so that the eye takes the two lines for one measurement.
        lambda p: np.array([[(p[0] + p[1]) / 2, (p[2] + p[3]) / 2]]),
        "Cobb, AAOS Instructional Course Lectures 1948;5:261",
    ),
    Kind.BIDIRECTIONAL: Definition(
        Words("Two diameters"),
        (Words("one end of the long axis"), Words("other end")),
        _bidirectional,
        ((0, 1), (2, 3)),
    ),
    Kind.ELLIPSE: Definition(Words("Ellipse"), (Words("one corner"), Words("opposite corner")), _ellipse),
    Kind.POLYGON: Definition(Words("Polygon"), (Words("next corner; the first or a double click closes"),), _polygon),
    Kind.TEXT: Definition(Words("Text"), (Words("place of the words"),), _nothing),
    Kind.ARROW: Definition(Words("Arrow"), (Words("point"), Words("tail")), _nothing, ((0, 1),)),
    Kind.PROBE: Definition(Words("Probe"), (Words("pixel"),), _nothing),
    Kind.SPINE_LABEL: Definition(Words("Spine label"), (Words("middle of the vertebra"),), _nothing),
    Kind.INSALL_SALVATI: Definition(
        Words("Insall–Salvati ratio"),
        (
            Words("upper end of the longest diagonal of the patella"),
            Words("its lower end, at the lower pole"),
            Words("tendon insertion on the tibial tuberosity"),
        ),
        _insall_salvati,
        ((0, 1), (1, 2)),
        source="Insall & Salvati, Radiology 1971;101:101",
    ),
    Kind.TIBIAL_SLOPE: Definition(
        Words("Tibial slope"),
        (
            Words("axis of the tibia, proximal"),
            Words("axis of the tibia, distal"),
            Words("anterior margin of the medial plateau"),
            Words("posterior margin of the medial plateau"),
        ),
        _tibial_slope,
        ((0, 1), (2, 3)),
        _slope_guide,
        Words(
            "posterior slope against the perpendicular to the drawn axis; positive when the posterior margin is distal"
        ),
    ),
    Kind.JOINT_SPACE: Definition(
        Words("Joint-space width"),
        (Words("bone edge where the joint space is narrowest"), Words("opposite bone edge")),
        _joint_space,
        ((0, 1),),
    ),
    Kind.CENTRE_EDGE: Definition(
        Words("Centre–edge angle"),
        (
            Words("centre of the femoral head of this hip"),
            Words("centre of the other femoral head"),
            Words("lateral edge of the acetabular roof"),
        ),
        _centre_edge,
        ((0, 1), (0, 2)),
        _centre_edge_guide,
        "Wiberg, Acta Chir Scand 1939;83 Suppl 58; negative when the edge lies medial to the centre",
    ),
    Kind.MECHANICAL_AXIS: Definition(
        Words("Mechanical axis"),
        (Words("centre of the femoral head"), Words("centre of the knee"), Words("centre of the ankle")),
        _mechanical_axis,
        ((0, 1), (1, 2)),
        _weight_bearing_line,
        "Moreland et al., J Bone Joint Surg Am 1987;69:745",
    ),
}
"""Every kind, in the order of the menu."""

ROIS = (Kind.ELLIPSE, Kind.POLYGON)
"""Kinds with statistics of the pixels inside."""

ONLY_WORDS = (Kind.TEXT, Kind.SPINE_LABEL)
"""Kinds that are nothing without the words of the reader; any other may carry some."""
