"""MURA 1.1 (Rajpurkar 2017, arXiv 1712.06957): upper limbs, one folder per patient and study, two tables per split.

MURA says whether a study is abnormal – fracture, hardware, worn joint, anything – and not where. An image takes its
study's answer, under the label `abnormal` and, because that is what the radiograph tasks ask for, `fracture`; the
title of the data set, and with it the card, says so. The published ``valid`` is the test split (its own is not
public); a tenth of the training patients, drawn by a digest, is the validation split.
"""

import csv
from functools import partial
from pathlib import Path

from imaging.errors import UserError
from training.datasets import DataSet, Sample
from training.datasets.fracatlas import read_image
from training.datasets.tables import drawn_split, require

LAYOUT = "MURA (train_image_paths.csv, train_labeled_studies.csv, train/XR_…/patient…/study…/, and valid)"

VALIDATION_SHARE = 0.1


def recognises(source: str) -> bool:
    """True for a folder with the training tables."""
    folder = Path(source)
    return all((folder / f"train_{name}.csv").is_file() for name in ("image_paths", "labeled_studies"))


def read(source: str) -> DataSet:
    """Read the folder. Groups are patients, in all regions alike."""
    folder = Path(source)
    samples = []
    for part in ("train", "valid"):
        table = folder / f"{part}_image_paths.csv"
        if part == "valid" and not table.is_file():
            continue
        answers = _answers(folder / f"{part}_labeled_studies.csv")
        pictures = [_inside(row[0]) for row in _rows(table, 1)]
        require((folder / picture for picture in pictures), table)
        for picture in pictures:
            if picture.parent not in answers:
                raise UserError(f"{table} names {picture}, but {part}_labeled_studies.csv does not say what it shows.")
            samples.append(_sample(folder, picture, answers[picture.parent], part))
    title = "MURA 1.1 (Rajpurkar 2017), where positive means abnormal of any kind and not fracture alone"
    return DataSet(title, "Stanford MURA research use agreement: not commercial", tuple(samples))


def _sample(folder: Path, picture: Path, abnormal: bool, part: str) -> Sample:
    region, patient, study = picture.parts[1:4]
    drawn = drawn_split("mura", patient, {"val": VALIDATION_SHARE})
    return Sample(
        sample_id="-".join((region, patient, study.split("_")[0], picture.stem)),
        split=drawn if part == "train" else "test",
        group=patient,
        load=partial(read_image, folder / picture),
        reference={"fracture": abnormal, "abnormal": abnormal},
        attributes={region.removeprefix("XR_").lower(): 1.0},
        notes={"region": region, "study": f"{patient} {study}"},
    )


def _rows(path: Path, columns: int) -> list[list[str]]:
    """Lines of a table without header."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            rows = [row for row in csv.reader(stream) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path} cannot be read ({error}). MURA has two tables per split.") from error
    for line, row in enumerate(rows, start=1):
        # MURA-v1.1/train/XR_HAND/patient00042/study1_positive/image1.png: a study's folder is its first five parts
        if len(row) != columns or len(Path(row[0]).parts) != (6 if columns == 1 else 5):
            raise UserError(f"{path}, line {line}: expected a path as in MURA-v1.1/train/XR_HAND/patient00042/study1…")
    return rows


def _answers(path: Path) -> dict[Path, bool]:
    """Folder of a study → abnormal."""
    answers = {}
    for line, (study, answer) in enumerate(_rows(path, 2), start=1):
        if answer.strip() not in ("0", "1"):
            raise UserError(f"{path}, line {line}: expected 0 (normal) or 1 (abnormal), not “{answer}”.")
        answers[_inside(study)] = answer.strip() == "1"
    return answers


def _inside(path: str) -> Path:
    """A published path without the name of the data set it starts with."""
    return Path(*Path(path).parts[1:])
