"""SPIDER (van der Graaf 2024, Sci Data 11:264) in two dimensions: middle slices with gradings, slices with outlines."""

import csv
import json
from collections import defaultdict
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imaging.presentation import ImageStack
from imaging.study import Calibration, CalibrationKind, Frame, Stack, StackKind
from inference.task import TaskInput
from training.datasets import DataSet, Sample
from training.datasets.fracatlas import EIGHT_BIT

LAYOUT = "SPIDER in two dimensions (series.csv, disc_gradings.csv, midsag/, t2space_images/, t2space_masks/)"

GRADINGS = {
    "pfirrmann": "Pfirrmann grade",
    "narrowing": "Disc narrowing",
    "bulging": "Disc bulging",
    "herniation": "Disc herniation",
    "upper_endplate": "UP endplate",
    "lower_endplate": "LOW endplate",
    "modic": "Modic",
    "listhesis": "Spondylolisthesis",
}
"""Label of the card → column of disc_gradings.csv."""

CLASSES = {0: 0, 76: 1, 29: 2, 150: 3}
"""Grey value of a mask → background, vertebra, disc, canal."""

SPACE_SPACING = 0.5
"""mm per pixel of the T2-SPACE slices, which do not say it: neighbouring discs are 72 pixels apart (median), and about
37 mm in adults."""


def recognises(source: str) -> bool:
    """True for a folder with the files of `LAYOUT`."""
    folder = Path(source)
    return (folder / "series.csv").is_file() and (folder / "disc_gradings.csv").is_file()


def split_of(patient: str) -> str:
    """Train, val or test (65, 15, 20 %), by a digest of the patient: the data set has no splits of its own."""
    place = int(sha256(f"spider patient {patient}".encode()).hexdigest(), 16) % 100
    return "train" if place < 65 else "val" if place < 80 else "test"


def read(source: str) -> DataSet:
    """Read the folder: one sample per T2-weighted middle slice, one per slice with outlines."""
    folder = Path(source)
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    with (folder / "disc_gradings.csv").open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            for label, column in GRADINGS.items():
                grades[row["Patient"]][f"{label}/{row['IVD label']}"] = int(row[column])
    samples = []
    ungraded = 0
    with (folder / "series.csv").open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["sequence"] != "t2" or row["patient"] not in grades:
                ungraded += row["sequence"] == "t2"
                continue
            # "[.58, .58]" is no JSON: a digit belongs before the point
            spacing = json.loads(row["PixelSpacing"].replace("[.", "[0.").replace(" .", " 0."))
            samples.append(
                Sample(
                    sample_id=f"{row['patient']}_t2",
                    split=split_of(row["patient"]),
                    group=f"patient-{row['patient']}",
                    load=partial(read_slice, folder / row["file"], (float(spacing[0]), float(spacing[1]))),
                    reference={},
                    grades=dict(grades[row["patient"]]),
                    notes={"scanner": f"{row['Manufacturer']} {row['MagneticFieldStrength']} T"},
                )
            )
    for path in sorted((folder / "t2space_images").glob("*.png")):
        patient = path.stem.split("_")[0]
        samples.append(
            Sample(
                sample_id=path.stem,
                split=split_of(patient),
                group=f"patient-{patient}",
                load=partial(read_slice, path, (SPACE_SPACING, SPACE_SPACING)),
                reference={},
                parts=partial(read_parts, folder / "t2space_masks" / path.name),
            )
        )
    left_out = {"T2-weighted series of patients without gradings": ungraded} if ungraded else {}
    return DataSet(
        "SPIDER (van der Graaf 2024), middle slices of 136 patients", "CC BY 4.0", tuple(samples), excluded=left_out
    )


def read_slice(path: Path, spacing: tuple[float, float]) -> TaskInput:
    """An 8-bit sagittal slice, head up and anterior left, as the TaskInput of a spine task."""
    with Image.open(path) as picture:
        values = np.asarray(picture.convert("L"))
    rows, columns = values.shape
    frame = Frame(str(path), 1, path.stem)
    calibration = Calibration(CalibrationKind.GEOMETRY, *spacing)
    stack = Stack(path.stem, path.stem, StackKind.STACK, (frame,), rows, columns, 1, calibration=calibration)
    return TaskInput({"sagittal": stack}, {"sagittal": ImageStack(path.stem, values[None, None], (EIGHT_BIT,))})


def read_parts(path: Path) -> NDArray[np.uint8]:
    """A mask as classes 0 to 3."""
    with Image.open(path) as picture:
        values = np.asarray(picture.convert("L"))
    table = np.zeros(256, np.uint8)
    for value, number in CLASSES.items():
        table[value] = number
    return np.asarray(table[values])
