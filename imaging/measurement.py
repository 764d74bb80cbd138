"""What a reader draws on a picture, and the numbers it gives: value, unit, and what the unit rests on.

On an original image the points are image coordinates (column, row) from the corner. On a reconstructed section they are
patient coordinates (LPS, mm), so that they stay where they are whatever grid the section is cut on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from imaging.geometry import PlaneGeometry
from imaging.measures import DEFINITIONS, ROIS, Dimension, Kind, Points
from imaging.roi import ellipse_outline, ellipse_patch, polygon_patch, statistics
from imaging.study import Calibration, CalibrationKind
from imaging.words import Words

RESTS_ON = {
    CalibrationKind.GEOMETRY: "",
    CalibrationKind.FIDUCIAL: Words(" calibrated"),
    CalibrationKind.ESTIMATED: Words(" estimated"),
    CalibrationKind.DETECTOR: Words(" at detector"),
    CalibrationKind.ASPECT_ONLY: Words(" of column width"),
    CalibrationKind.NONE: "",
}
"""What is written behind a length, so that nobody takes it for more than it is."""

PIXELS = Words("pixels")

PARALLEL = 0.9999
"""Sections whose normals differ by less than 0.8 degrees are parallel."""

POINTS_OF_POLYGON = 3
"""A polygon has at least so many corners."""


@dataclass(frozen=True)
class Place:
    """The picture on which a measurement lies.

    Attributes
    ----------
    sop_instance_uid : str
        The original image; of a reconstructed section the first image of the volume that it was cut from.
    frame : int
        Its frame (1-based).
    frame_of_reference_uid : str
        Of a reconstructed section; empty on an original image.
    normal : tuple of float
        Unit normal of a reconstructed section, LPS; () on an original image.
    """

    sop_instance_uid: str
    frame: int
    frame_of_reference_uid: str = ""
    normal: tuple[float, ...] = ()

    @property
    def reconstructed(self) -> bool:
        """True when the points are patient coordinates."""
        return bool(self.normal)


@dataclass(frozen=True)
class Value:
    """One number, with its unit and what the unit rests on; the name is empty where the kind says enough."""

    name: str
    value: float
    unit: str
    calibration: CalibrationKind

    @property
    def text(self) -> str:
        """``"12.4 mm at detector"``, ``"31 px"``, ``"8.2°"``; without the name."""
        if self.unit == "°":
            return f"{self.value:.1f}°"
        if self.unit == "ratio":
            return f"{self.value:.2f}"
        if not self.unit:
            return grey_text(self.value)
        decimals = 1 if self.unit.startswith("mm") else 0
        return Words.joined("", (f"{self.value:.{decimals}f} {self.unit}", RESTS_ON[self.calibration]))


@dataclass(frozen=True)
class Measurement:
    """One mark of the reader.

    Attributes
    ----------
    measurement_id : str
        Stays the same when the mark is moved.
    kind : Kind
    place : Place
    points : tuple of tuple of float
        (column, row) each; on a reconstructed section (x, y, z) in mm, LPS.
    words : str
        The text itself, the name of a vertebra, or what the reader called the mark.
    """

    measurement_id: str
    kind: Kind
    place: Place
    points: tuple[tuple[float, ...], ...]
    words: str = ""

    def moved_to(self, points: ArrayLike) -> "Measurement":
        """The same mark with other points, in the coordinates of its place."""
        rows = np.asarray(points, dtype=float).tolist()
        return replace(self, points=tuple(tuple(row) for row in rows))


@dataclass(frozen=True)
class Mark:
    """A measurement and the numbers that it showed when it was drawn."""

    measurement: Measurement
    values: tuple[Value, ...] = ()


def place_on(
    sop_instance_uid: str, frame: int, geometry: PlaneGeometry | None = None, *, reconstructed: bool = False
) -> Place:
    """Name a picture: an original image, or (with its geometry) a section of the volume that begins with it."""
    if not reconstructed or geometry is None:
        return Place(sop_instance_uid, frame)
    normal = tuple(float(part) for part in geometry.normal)
    return Place(sop_instance_uid, frame, geometry.frame_of_reference_uid, normal)


def stored_points(place: Place, points: ArrayLike, geometry: PlaneGeometry | None) -> tuple[tuple[float, ...], ...]:
    """Image coordinates of a picture, shape (n, 2), as its place keeps them."""
    kept = np.asarray(points, dtype=float)
    if place.reconstructed and geometry is not None:
        kept = geometry.image_to_patient(kept)
    return tuple(tuple(row) for row in kept.tolist())


def points_on(measurement: Measurement, place: Place, geometry: PlaneGeometry | None) -> Points | None:
    """Where a measurement lies on a picture.

    Parameters
    ----------
    measurement : Measurement
    place : Place
        The picture's, from `place_on`.
    geometry : PlaneGeometry or None
        The picture's; its thickness says how far a reconstructed section reaches.

    Returns
    -------
    array of float, shape (n, 2), or None
        Image coordinates; None when the measurement belongs to another picture.
    """
    own = measurement.place
    same_pixels = (own.sop_instance_uid, own.frame) == (place.sop_instance_uid, place.frame)
    if not same_pixels or own.reconstructed != place.reconstructed:
        return None
    points = np.asarray(measurement.points, dtype=float)
    if not own.reconstructed:
        return points
    if geometry is None or own.frame_of_reference_uid != place.frame_of_reference_uid:
        return None
    parallel = abs(float(np.dot(own.normal, geometry.normal))) > PARALLEL
    off = np.abs(geometry.distance(points)).max()
    # Half a section away is the border to the next one, which then shows it.
    if not parallel or off > 0.5 * geometry.thickness:
        return None
    return geometry.patient_to_image(points)


def scale_of(calibration: Calibration) -> Points:
    """Length of a pixel along a row and along a column, (x, y): mm, column widths, or pixels."""
    return np.array([calibration.column_spacing, calibration.row_spacing])


def evaluate(
    kind: Kind,
    points: ArrayLike,
    calibration: Calibration,
    pixels: NDArray[np.generic] | None = None,
    padding: NDArray[np.bool_] | None = None,
    rescale: tuple[float, float] | None = None,
) -> tuple[Value, ...]:
    """Compute the numbers of a measurement.

    Parameters
    ----------
    kind : Kind
    points : array, shape (n, 2)
        Image coordinates (column, row) from the corner.
    calibration : Calibration
        Of the picture; spacings along rows and columns may differ.
    pixels : array, shape (rows, columns) or (rows, columns, 3), optional
        Output of the Modality LUT, for the statistics of an ellipse or a polygon; colour has none.
    padding : array of bool, shape (rows, columns), optional
        Left out of the statistics.
    rescale : (float, float), optional
        Slope and intercept of the Modality LUT, for the stored value under a probe.

    Returns
    -------
    tuple of Value
        Without those that the points do not define (an angle with an arm of no length).
    """
    place = np.asarray(points, dtype=float)
    measures = DEFINITIONS[kind].compute(place * scale_of(calibration))
    found = [
        Value(m.name, m.value, _unit(m.dimension, calibration), calibration.kind)
        for m in measures
        if np.isfinite(m.value)
    ]
    if kind in ROIS and pixels is not None and pixels.ndim == 2:
        found += _grey_values(kind, place, calibration, pixels, padding)
    if kind is Kind.PROBE and pixels is not None:
        named = _probe_values(place[0], pixels, padding, rescale)
        found += [Value(name, value, "", calibration.kind) for name, value in named]
    return tuple(found)


def _unit(dimension: Dimension, calibration: Calibration) -> str:
    length = "mm" if calibration.in_millimetres else "px"
    units = {Dimension.LENGTH: length, Dimension.AREA: f"{length}²", Dimension.ANGLE: "°", Dimension.RATIO: "ratio"}
    return units[dimension]


def _grey_values(
    kind: Kind,
    points: Points,
    calibration: Calibration,
    pixels: NDArray[np.generic],
    padding: NDArray[np.bool_] | None,
) -> list[Value]:
    size = pixels.shape[0], pixels.shape[1]
    patch = ellipse_patch(points, size) if kind is Kind.ELLIPSE else polygon_patch(points, size)
    found = statistics(pixels, padding, patch)
    if found is None:
        return [Value(PIXELS, 0.0, "", calibration.kind)]
    numbers = (
        (Words("mean"), found.mean),
        (Words("SD"), found.deviation),
        (Words("min"), found.minimum),
        (Words("max"), found.maximum),
        (PIXELS, float(found.pixels)),
    )
    return [Value(name, value, "", calibration.kind) for name, value in numbers if value is not None]


def _probe_values(
    point: Points, pixels: NDArray[np.generic], padding: NDArray[np.bool_] | None, rescale: tuple[float, float] | None
) -> list[tuple[str, float]]:
    column, row = (int(part) for part in np.floor(point))
    rows, columns = pixels.shape[:2]
    if not (0 <= row < rows and 0 <= column < columns):
        return []
    found = np.asarray(pixels[row, column], dtype=np.float64)
    if found.ndim:
        return list(zip("RGB", found.tolist(), strict=True))
    if not np.isfinite(found):
        return []
    is_padding = padding is not None and bool(padding[row, column])
    named: list[tuple[str, float]] = [(Words("padding") if is_padding else Words("value"), float(found))]
    if rescale is not None:
        slope, intercept = rescale
        named.append((Words("stored"), float(np.rint((found - intercept) / slope))))
    return named


def grey_text(value: float) -> str:
    """A grey value with as many decimals as help."""
    if value == round(value) and abs(value) < 1e9:
        return f"{value:.0f}"
    size = abs(value)
    if size < 0.01 or size >= 1e9:
        return f"{value:.3g}"
    return f"{value:.{1 if size >= 100 else 2}f}"


def label_lines(values: Iterable[Value]) -> tuple[str, ...]:
    """What stands beside a mark: a line for each number that has a unit, grey values two by two."""
    known = tuple(replace(v, name=v.name if isinstance(v.name, Words) else Words(v.name)) for v in values)  # read back
    grey = [Words.joined(" ", (v.name, v.text)) for v in known if not v.unit and v.name != PIXELS]
    lines: list[str] = [Words.joined(" ", (part for part in (v.name, v.text) if part)) for v in known if v.unit]
    lines += [Words.joined("  ", grey[i : i + 2]) for i in range(0, len(grey), 2)]
    if any(v.name == PIXELS and v.value == 0 for v in known):
        lines.append(Words("no pixel inside"))
    return tuple(lines)


def outlines(kind: Kind, points: ArrayLike) -> tuple[Points, ...]:
    """The lines of a mark in image coordinates, each of shape (k, 2); none for a single point."""
    p = np.asarray(points, dtype=float)
    if kind is Kind.ELLIPSE:
        return (ellipse_outline(p),) if len(p) == 2 else ()
    if kind is Kind.POLYGON:
        return (np.concatenate([p, p[:1]]),) if len(p) > 1 else ()
    return tuple(p[[a, b]] for a, b in DEFINITIONS[kind].lines if max(a, b) < len(p))


def guides(kind: Kind, points: ArrayLike, calibration: Calibration) -> tuple[Points, ...]:
    """Further lines that show what is measured, in image coordinates, each of shape (2, 2)."""
    definition = DEFINITIONS[kind]
    p = np.asarray(points, dtype=float)
    if definition.guides is None or len(p) < len(definition.steps):
        return ()
    scale = scale_of(calibration)
    lines = definition.guides(p * scale) / scale
    return tuple(line for line in lines if np.isfinite(line).all())


def completed(kind: Kind, points: ArrayLike, calibration: Calibration) -> Points:
    """What is kept of the points that the reader placed: two diameters get their short axis, square in the middle."""
    p = np.asarray(points, dtype=float)
    if kind is not Kind.BIDIRECTIONAL or len(p) != 2:
        return p
    scale = scale_of(calibration)
    a, b = p * scale
    middle, quarter = (a + b) / 2, (b - a) / 4
    square = np.array([-quarter[1], quarter[0]])
    return np.array([a, b, middle - square, middle + square]) / scale


def with_point_moved(kind: Kind, points: ArrayLike, index: int, to: ArrayLike, calibration: Calibration) -> Points:
    """Move one point, in image coordinates; the two diameters stay square to each other.

    Moving an end of the long axis takes the short axis along; moving an end of the short axis shifts it along the
    long axis and leaves the other half as long as it was.
    """
    old = np.asarray(points, dtype=float)
    new = old.copy()
    new[index] = to
    if kind is not Kind.BIDIRECTIONAL or len(old) != 4:
        return new
    scale = scale_of(calibration)
    before, after = old * scale, new * scale
    along_before, along = before[1] - before[0], after[1] - after[0]
    length_before, length = float(along_before @ along_before), float(along @ along)
    if not length or not length_before:
        return old
    square = np.array([-along[1], along[0]]) / np.sqrt(length)
    square_before = np.array([-along_before[1], along_before[0]]) / np.sqrt(length_before)
    source = after if index >= 2 else before
    foot = after[index] if index >= 2 else before[2]
    share = float(np.clip((foot - source[0]) @ (source[1] - source[0]) / float(length_before), 0.0, 1.0))
    middle = after[0] + share * along
    heights = (source[2:] - source[0]) @ square_before
    after[2:] = middle + heights[:, None] * square
    return after / scale
