"""Every measurement tool on a phantom of known size, for every kind of calibration: what is true and what is measured.

    python -m tests.imaging.measurement_table > docs/measurements.md

The phantom is written as DICOM, opened from the file, and measured at points that are known in millimetres. What is
true is computed here with school geometry; the grey values of a region are counted pixel by pixel.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import atan, cos, degrees, pi, radians, sin, sqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imaging.dicom.index import load
from imaging.dicom.read import read_frame
from imaging.measurement import completed, evaluate
from imaging.measures import DEFINITIONS, Kind
from tests.imaging.dicom.conftest import make_dataset

ROWS, COLUMNS = 420, 440
SLOPE, INTERCEPT = 2, -1000
WITHOUT_NUMBER = (Kind.TEXT, Kind.ARROW, Kind.SPINE_LABEL)
Spot = tuple[float, float]


@dataclass(frozen=True)
class Phantom:
    """A file of the phantom: what its header says of the pixels, and what a pixel truly is, (height, width)."""

    name: str
    height: float
    width: float
    unit: str
    header: dict[str, Any] = field(default_factory=dict)


RADIOGRAPH = {"Modality": "DX", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.1.1", "PixelSpacing": None} | dict.fromkeys(
    ("ImagePositionPatient", "ImageOrientationPatient", "FrameOfReferenceUID", "SliceThickness")
)
PHANTOMS = (
    Phantom("MR, square pixels", 0.4, 0.4, "mm", {"PixelSpacing": [0.4, 0.4]}),
    Phantom("MR, pixels twice as high as wide", 0.6, 0.3, "mm", {"PixelSpacing": [0.6, 0.3]}),
    Phantom(
        "radiograph, corrected by geometry",
        0.25,
        0.3,
        "mm",
        RADIOGRAPH | {"PixelSpacing": [0.25, 0.3], "PixelSpacingCalibrationType": "GEOMETRY"},
    ),
    Phantom(
        "radiograph, calibrated by a fiducial",
        0.25,
        0.25,
        "mm calibrated",
        RADIOGRAPH | {"PixelSpacing": [0.25, 0.25], "PixelSpacingCalibrationType": "FIDUCIAL"},
    ),
    Phantom(
        "radiograph, magnification 1.25 stated",
        0.24,
        0.32,
        "mm estimated",
        RADIOGRAPH | {"ImagerPixelSpacing": [0.3, 0.4], "EstimatedRadiographicMagnificationFactor": "1.25"},
    ),
    Phantom(
        "radiograph, distances 1500 and 1200 mm",
        0.32,
        0.32,
        "mm estimated",
        RADIOGRAPH
        | {"ImagerPixelSpacing": [0.4, 0.4], "DistanceSourceToDetector": "1500", "DistanceSourceToPatient": "1200"},
    ),
    Phantom("radiograph, detector only", 0.3, 0.3, "mm at detector", RADIOGRAPH | {"ImagerPixelSpacing": [0.3, 0.3]}),
    Phantom("scanned film", 0.3, 0.25, "mm at detector", RADIOGRAPH | {"NominalScannedPixelSpacing": [0.3, 0.25]}),
    Phantom("aspect ratio only", 0.5, 0.25, "px of column width", RADIOGRAPH | {"PixelAspectRatio": [2, 1]}),
    Phantom("nothing known", 0.25, 0.25, "px", RADIOGRAPH),
)
"""Lengths of the last two are true in column widths of a quarter of a millimetre."""


@dataclass(frozen=True)
class Trial:
    """A measurement: its points in mm from the image corner (x, y), and its true lengths, areas, angles, ratios."""

    kind: Kind
    points: tuple[Spot, ...]
    lengths: dict[str, float] = field(default_factory=dict)
    areas: dict[str, float] = field(default_factory=dict)
    others: dict[str, float] = field(default_factory=dict)


def turned(angle: float, length: float, start: Spot = (0.0, 0.0)) -> Spot:
    """The point so far from a start in a direction in degrees, clockwise from the right."""
    return start[0] + length * cos(radians(angle)), start[1] + length * sin(radians(angle))


def trials() -> Iterator[Trial]:
    """All fifteen tools; points between 2 and 98 mm."""
    a, b = (20.0, 20.0), (20.0, 60.0)
    yield Trial(Kind.LENGTH, (a, turned(0, 60, a)), {"": 60.0})
    yield Trial(Kind.LENGTH, (a, turned(90, 70, a)), {"": 70.0})
    yield Trial(Kind.LENGTH, (a, turned(37, 50, a)), {"": 50.0})
    yield Trial(Kind.JOINT_SPACE, (a, turned(80, 4.5, a)), {"joint space": 4.5})
    yield Trial(Kind.BIDIRECTIONAL, (a, turned(25, 48, a)), {"long": 48.0, "short": 24.0})
    yield Trial(Kind.ELLIPSE, ((10.0, 10.0), (50.0, 70.0)), areas={"area": pi * 20 * 30})
    # A square of √2600 mm, turned, and a little aside so that no pixel's centre lies on an edge.
    corners = ((12.037, 12.011), (62.037, 22.011), (52.037, 72.011), (2.037, 62.011))
    yield Trial(Kind.POLYGON, corners, areas={"area": 2600.0})
    yield Trial(Kind.ANGLE, (turned(10, 40, a), a, turned(18.2, 50, a)), others={"": 8.2})
    yield Trial(Kind.ANGLE, (turned(-10, 15, a), a, turned(110, 50, a)), others={"": 120.0})
    yield Trial(Kind.COBB, (a, turned(5, 40, a), b, turned(-30, 40, b)), others={"Cobb": 35.0})
    pole = turned(80, 30, a)
    yield Trial(Kind.INSALL_SALVATI, (a, pole, turned(100, 33, pole)), others={"Insall–Salvati": 1.10})
    axis, rim = (50.0, 30.0), (35.0, 25.0)
    plateau = turned(5 + 9, 40, rim)
    yield Trial(Kind.TIBIAL_SLOPE, (axis, turned(95, 60, axis), rim, plateau), others={"tibial slope": 9.0})
    head, other = (30.0, 60.0), (90.0, 60.0)
    yield Trial(Kind.CENTRE_EDGE, (head, other, turned(-90 - 28, 25, head)), others={"centre–edge": 28.0})
    hip, knee, ankle = (50.0, 8.0), (56.0, 50.0), (50.0, 92.0)
    bend = 180 - 2 * degrees(atan(6 / 42))
    yield Trial(
        Kind.MECHANICAL_AXIS, (hip, knee, ankle), {"axis off the knee by": 6.0}, others={"hip–knee–ankle": bend}
    )
    yield Trial(Kind.PROBE, ((33.3, 44.4),))
    yield Trial(Kind.TEXT, (a,))
    yield Trial(Kind.ARROW, (a, b))
    yield Trial(Kind.SPINE_LABEL, (a,))


def stored() -> NDArray[np.uint16]:
    """Stored values: a chessboard on a slope, with noise that is the same every time."""
    row, column = np.mgrid[:ROWS, :COLUMNS]
    noise = np.random.default_rng(15).integers(0, 40, (ROWS, COLUMNS))
    return (600 + 100 * ((row + column) % 2) + row // 2 + noise).astype(np.uint16)


def grey_truth(trial: Trial, phantom: Phantom) -> dict[str, float]:
    """Mean, SD (n − 1), range and number of the pixels whose centres lie inside, one by one; the value at a probe."""
    values = stored().astype(int) * SLOPE + INTERCEPT
    if trial.kind is Kind.PROBE:
        x, y = trial.points[0]
        value = values[int(y / phantom.height), int(x / phantom.width)]
        return {"value": float(value), "stored": float(stored()[int(y / phantom.height), int(x / phantom.width)])}
    if trial.kind not in (Kind.ELLIPSE, Kind.POLYGON):
        return {}
    inside = [
        int(values[row, column])
        for row in range(ROWS)
        for column in range(COLUMNS)
        if _holds(trial, (column + 0.5) * phantom.width, (row + 0.5) * phantom.height)
    ]
    mean = sum(inside) / len(inside)
    deviation = sqrt(sum((value - mean) ** 2 for value in inside) / (len(inside) - 1))
    numbers = (mean, deviation, min(inside), max(inside), len(inside))
    return dict(zip(("mean", "SD", "min", "max", "pixels"), map(float, numbers), strict=True))


def _holds(trial: Trial, x: float, y: float) -> bool:
    if trial.kind is Kind.ELLIPSE:
        return ((x - 30) / 20) ** 2 + ((y - 40) / 30) ** 2 <= 1
    ends = zip(trial.points, trial.points[1:] + trial.points[:1], strict=True)
    # To the right of each edge of a polygon that turns to the right.
    return all((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) >= 0 for (x0, y0), (x1, y1) in ends)


@dataclass(frozen=True)
class Line:
    """One number: true, measured, and its unit as the program says it."""

    phantom: str
    kind: Kind
    name: str
    true: float
    measured: float
    unit: str
    text: str


def lines(folder: Path) -> Iterator[Line]:
    """Measure all trials on all phantoms."""
    for number, phantom in enumerate(PHANTOMS):
        path = folder / f"{number}.dcm"
        header = {"RescaleSlope": str(SLOPE), "RescaleIntercept": str(INTERCEPT)} | phantom.header
        make_dataset(stored(), **header).save_as(path, enforce_file_format=True)
        stack = load([path]).studies[0].stacks[0]
        pixels = read_frame(stack.frames[0])
        scale = 1.0 if phantom.unit.startswith("mm") else phantom.width  # of one unit, in mm
        for trial in trials():
            placed = np.array(trial.points) / [phantom.width, phantom.height]
            points = completed(trial.kind, placed, stack.calibration)
            found = evaluate(
                trial.kind, points, stack.calibration, pixels.values, pixels.padding, pixels.presentation.rescale
            )
            truth = {name: value / scale for name, value in trial.lengths.items()}
            truth |= {name: value / scale**2 for name, value in trial.areas.items()}
            truth |= trial.others | grey_truth(trial, phantom)
            if set(truth) != {value.name for value in found}:
                raise AssertionError(f"{trial.kind}: {sorted(truth)} expected, {[v.name for v in found]} given")
            for value in found:
                unit = value.text.split(" ", 1)[-1] if " " in value.text else value.unit
                yield Line(phantom.name, trial.kind, value.name, truth[value.name], value.value, unit, value.text)


def document(found: list[Line]) -> str:
    """The table as it lies in docs/."""
    words = [
        "# Measurements: true and measured",
        "",
        "Written by `python -m tests.imaging.measurement_table`; `tests/imaging/test_measurement_table.py` measures it",
        "again. Each phantom is a DICOM file with known lengths, angles, areas and grey values; the points are exact,",
        "so that what is left is the program's own error. What the mouse adds is in `benchmarks/measurements.py`.",
        "",
        f"Tools without a number: {', '.join(DEFINITIONS[kind].title.lower() for kind in WITHOUT_NUMBER)}.",
    ]
    for phantom in PHANTOMS:
        words += ["", f"## {phantom.name[0].upper()}{phantom.name[1:]}", ""]
        words += ["| tool | number | true | measured | shown |", "|---|---|---|---|---|"]
        for line in found:
            if line.phantom == phantom.name:
                name = line.name or "–"
                title = DEFINITIONS[line.kind].title
                words.append(f"| {title} | {name} | {line.true:.4f} | {line.measured:.4f} | {line.text} |")
    return "\n".join(words) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.stdout.write(document(list(lines(Path(place)))))
