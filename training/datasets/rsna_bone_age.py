"""RSNA Pediatric Bone Age Challenge 2017 (Halabi 2019, Radiology 290:498): folders of PNG and a table for each.

The challenge names no patients; each radiograph is its own group. Splits are the challenge's own where its tables
give ages; of the validation and test splits that are not there, each is a tenth of the training table, drawn by a
digest of the id.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from imaging.errors import UserError
from training.datasets import DataSet, Sample
from training.datasets.fracatlas import read_image
from training.datasets.tables import choice, drawn_split, header_of, number, read_rows, require

LAYOUT = "RSNA bone age (boneage-training-dataset.csv with id, boneage, male, and boneage-training-dataset/)"

TABLES = {
    "train": "boneage-training-dataset",
    "val": "boneage-validation-dataset",
    "test": "boneage-test-dataset",
}
COLUMNS = {
    "id": ("id", "Image ID", "Case ID"),
    "age": ("boneage", "Bone Age (months)"),
    "male": ("male", "Sex"),
}
"""What a table must say → the names that the challenge's three tables have for it."""
MALE = {"true": 1, "false": 0, "m": 1, "f": 0, "male": 1, "female": 0, "1": 1, "0": 0}
DRAWN = 0.1
OLDEST = 240.0
"""Months: more is no bone age (the atlas of Greulich and Pyle ends at 19 years)."""


def recognises(source: str) -> bool:
    """True for a folder with the training table."""
    return (Path(source) / f"{TABLES['train']}.csv").is_file()


def read(source: str) -> DataSet:
    """Read the folder; tables without ages (the challenge's test table) are left out."""
    folder = Path(source)
    tables = {split: folder / f"{name}.csv" for split, name in TABLES.items()}
    given = {split: path for split, path in tables.items() if split == "train" or _columns(path)}
    shares = {split: DRAWN for split in tables if split not in given}
    samples = []
    for split, path in given.items():
        found = _read_table(path)
        require((hand.picture for hand in found), path)
        for hand in found:
            samples.append(
                Sample(
                    sample_id=hand.name,
                    split=drawn_split("rsna_bone_age", hand.name, shares) if split == "train" else split,
                    group=f"radiograph-{hand.name}",
                    load=partial(read_image, hand.picture),
                    reference={},
                    quantities={"age": hand.age},
                    clinical={"sex": float(hand.sex)},
                )
            )
    title = "RSNA Pediatric Bone Age Challenge 2017 (Halabi 2019)"
    return DataSet(title, "terms of the RSNA challenge: research and education, not commercial", tuple(samples))


@dataclass(frozen=True)
class Hand:
    """One row: `age` in months, `sex` 0 female, 1 male."""

    name: str
    picture: Path
    age: float
    sex: int


def _columns(path: Path) -> dict[str, str]:
    """What each column is called in this table; nothing when one is missing."""
    header = header_of(path)
    found = {key: next((name for name in names if name in header), "") for key, names in COLUMNS.items()}
    return found if all(found.values()) else {}


def _read_table(path: Path) -> list[Hand]:
    columns = _columns(path) or {key: names[0] for key, names in COLUMNS.items()}
    pictures = _pictures(path.with_suffix(""))
    found = []
    for line, row in enumerate(read_rows(path, columns.values()), start=2):
        name = row[columns["id"]].strip()
        age = number(row, columns["age"], path, line)
        if not 0 < age <= OLDEST:
            raise UserError(f"{path}, line {line}: {age:g} months is no bone age; expected 0 to {OLDEST:g}.")
        sex = choice(row, columns["male"], MALE, path, line)
        found.append(Hand(name, pictures.get(name, path.with_suffix("") / f"{name}.png"), age, sex))
    return found


def _pictures(home: Path) -> dict[str, Path]:
    """Picture by stem: in the table's folder, in one of the same name inside it, or in numbered ones beside it."""
    places = [home, home / home.name, *sorted(home.parent.glob(f"{home.name}-[0-9]*"))]
    return {path.stem: path for place in places for path in place.glob("*.png")}
