"""MRNet (Bien 2018, PLoS Med 15:e1002699): three series per knee as ``.npy``, a table without header per label.

The published arrays have no geometry; they lie as a reader sees them. Exams are numbered and patients are not named:
each exam is its own group. The published ``valid/`` is the test split (its own test set is not public); a tenth of the
training exams, drawn by a digest of their number, is the validation split.
"""

import csv
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imaging.errors import UserError
from imaging.presentation import ImageStack
from imaging.study import Frame, Stack, StackKind
from inference.task import TaskInput
from training.datasets import DataSet, Sample
from training.datasets.fracatlas import EIGHT_BIT
from training.datasets.tables import drawn_split, require

LAYOUT = "MRNet (train/axial/0000.npy, …, train-abnormal.csv, train-acl.csv, train-meniscus.csv, and valid)"

PLANES = ("sagittal", "coronal", "axial")
LABELS = {"abnormal": "abnormal", "acl": "acl_tear", "meniscus": "meniscus_tear"}
"""Word in a table's name → label of the card."""
VALIDATION_SHARE = 0.1


def recognises(source: str) -> bool:
    """True for a folder with a plane of the training exams and a table of labels."""
    folder = Path(source)
    return any((folder / "train" / plane).is_dir() for plane in PLANES) and any(folder.glob("train-*.csv"))


def read(source: str) -> DataSet:
    """Read the folder; no pixel is read before a sample is loaded."""
    folder = Path(source)
    samples = []
    for part in ("train", "valid"):
        if part == "valid" and not any(folder.glob("valid-*.csv")):
            continue
        for exam, truth in _labels(folder, part).items():
            drawn = drawn_split("mrnet", exam, {"val": VALIDATION_SHARE})
            samples.append(
                Sample(
                    sample_id=exam,
                    split=drawn if part == "train" else "test",
                    group=f"{part}-{exam}",
                    load=partial(read_exam, folder / part, exam),
                    reference=truth,
                )
            )
    return DataSet("MRNet (Bien 2018)", "Stanford MRNet research use agreement: not commercial", tuple(samples))


def _labels(folder: Path, part: str) -> dict[str, dict[str, bool]]:
    """Exam → label → answer, from the three tables of a part; all must name the same exams."""
    found: dict[str, dict[str, bool]] = {}
    for word, label in LABELS.items():
        path = folder / f"{part}-{word}.csv"
        answers = _answers(path)
        if found and answers.keys() != found.keys():
            odd = sorted(answers.keys() ^ found.keys())[0]
            raise UserError(
                f"{path} and {part}-abnormal.csv do not name the same exams; exam {odd} stands in one of them only."
            )
        for exam, answer in answers.items():
            found.setdefault(exam, {})[label] = answer
        require((folder / part / plane / f"{exam}.npy" for exam in answers for plane in PLANES), path)
    return found


def _answers(path: Path) -> dict[str, bool]:
    """Exam → answer; the tables have no header, only lines such as ``0042,1``."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            rows = [row for row in csv.reader(stream) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path} cannot be read ({error}). MRNet has three tables: {', '.join(LABELS)}.") from error
    answers = {}
    for line, row in enumerate(rows, start=1):
        if len(row) != 2 or row[1].strip() not in ("0", "1"):
            raise UserError(f"{path}, line {line}: expected an exam and 0 or 1, as in 0042,1.")
        answers[row[0].strip()] = row[1].strip() == "1"
    return answers


def read_exam(folder: Path, exam: str) -> TaskInput:
    """The three series of an exam as the TaskInput of `knee_mri`, without geometry."""
    arrays = {plane: _read_array(folder / plane / f"{exam}.npy") for plane in PLANES}
    return TaskInput(
        {plane: _stack(f"{folder.name}-{exam}-{plane}", folder / plane, values) for plane, values in arrays.items()},
        {plane: _image(f"{folder.name}-{exam}-{plane}", values) for plane, values in arrays.items()},
    )


def _read_array(path: Path) -> NDArray[np.uint8]:
    """Slices × rows × columns, 8 bit; a UserError for anything else."""
    try:
        values: NDArray[np.uint8] = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise UserError(f"{path} cannot be read ({error}). Copy it again from the data set.") from error
    if values.ndim != 3 or values.dtype != np.uint8 or 0 in values.shape:
        raise UserError(
            f"{path} holds {values.dtype} of shape {values.shape}; MRNet has slices × rows × columns in 8 bit."
        )
    return values


def _stack(name: str, path: Path, values: NDArray[np.uint8]) -> Stack:
    slices, rows, columns = values.shape
    frames = tuple(Frame(str(path), index + 1, f"{name}-{index}") for index in range(slices))
    return Stack(name, name, StackKind.STACK, frames, rows, columns, slices)


def _image(name: str, values: NDArray[np.uint8]) -> ImageStack:
    return ImageStack(name, values[None], (EIGHT_BIT,) * len(values))
