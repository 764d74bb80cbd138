"""SPIDER (van der Graaf 2024, Sci Data 11:264) as its authors publish it: volumes with masks, and a table of gradings.

Of every T2-weighted series the middle slice is read, which is what `lumbar_grading` looks at, with the outlines on it.
The published ``overview.csv`` divides the patients into training and validation only; splits are drawn by a digest of
the patient, the same as for the two-dimensional subset.
"""

from collections import defaultdict
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imaging.errors import UserError
from imaging.presentation import ImageStack
from imaging.study import Calibration, CalibrationKind, Frame, Stack, StackKind
from inference.task import TaskInput
from training.datasets import DataSet, Sample
from training.datasets.fracatlas import EIGHT_BIT
from training.datasets.metaimage import read_metaimage
from training.datasets.spider import GRADINGS, split_of
from training.datasets.tables import number, read_rows

LAYOUT = "SPIDER as published (images/1_t2.mha, …, masks/1_t2.mha, …, radiological_gradings.csv)"

TABLE = "radiological_gradings.csv"
SPELT = {"Pfirrmann grade": "Pfirrman grade"}
"""Columns that the published table spells otherwise."""
STRUCTURES = ((1, 25, 1), (101, 125, 1), (201, 225, 2), (100, 100, 3))
"""First and last label of a mask, and the class: vertebra (whole, cut off), disc, canal."""


def recognises(source: str) -> bool:
    """True for a folder with the files of `LAYOUT`."""
    folder = Path(source)
    return (folder / TABLE).is_file() and _home(folder, "images").is_dir()


def read(source: str) -> DataSet:
    """Read the folder: one sample per T2-weighted series that has gradings; no volume is read yet."""
    folder = Path(source)
    grades = _gradings(folder / TABLE)
    samples = []
    for path in sorted(_home(folder, "images").glob("*_t2.mha")):
        patient = path.stem.split("_")[0]
        mask = _home(folder, "masks") / path.name
        if patient in grades:
            samples.append(
                Sample(
                    sample_id=path.stem,
                    split=split_of(patient),
                    group=f"patient-{patient}",
                    load=partial(read_slice, path),
                    reference={},
                    grades=grades[patient],
                    parts=partial(read_parts, mask) if mask.is_file() else None,
                )
            )
    if not samples:
        raise UserError(f"{folder / 'images'} has no T2-weighted volume (1_t2.mha, …) of a patient in {TABLE}.")
    return DataSet(f"SPIDER (van der Graaf 2024), {len(samples)} T2-weighted series", "CC BY 4.0", tuple(samples))


def _home(folder: Path, name: str) -> Path:
    """``images`` or ``masks``; the archives may bring a folder of that name with them."""
    inner = folder / name / name
    return inner if inner.is_dir() else folder / name


def _gradings(table: Path) -> dict[str, dict[str, int]]:
    columns = {label: SPELT.get(column, column) for label, column in GRADINGS.items()}
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for line, row in enumerate(read_rows(table, ("Patient", "IVD label", *columns.values())), start=2):
        patient, disc = (int(number(row, column, table, line)) for column in ("Patient", "IVD label"))
        for label, column in columns.items():
            found[str(patient)][f"{label}/{disc}"] = int(number(row, column, table, line))
    return dict(found)


def read_slice(path: Path) -> TaskInput:
    """The middle sagittal slice as 8 bit, head up and anterior left, as the TaskInput of a spine task."""
    plane, spacing = read_metaimage(path).sagittal_slice()
    low, high = np.percentile(plane, (0.5, 99.5))
    scaled = (plane.astype(np.float32) - low) * (255 / max(float(high - low), 1e-6))
    values = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
    rows, columns = values.shape
    frame = Frame(str(path), 1, path.stem)
    calibration = Calibration(CalibrationKind.GEOMETRY, *spacing)
    stack = Stack(path.stem, path.stem, StackKind.STACK, (frame,), rows, columns, 1, calibration=calibration)
    return TaskInput({"sagittal": stack}, {"sagittal": ImageStack(path.stem, values[None, None], (EIGHT_BIT,))})


def read_parts(path: Path) -> NDArray[np.uint8]:
    """The outlines on the middle slice as classes 0 to 3."""
    plane, _ = read_metaimage(path).sagittal_slice()
    classes = np.zeros(plane.shape, np.uint8)
    for first, last, kind in STRUCTURES:
        classes[(plane >= first) & (plane <= last)] = kind
    return classes
