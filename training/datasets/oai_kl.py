"""Knee radiographs in folders by Kellgren–Lawrence grade: ``train/0`` … ``train/4``, ``val``, ``test``.

The layout in which crops from the OAI are passed round. A file's name is patient and side (``9003316L.png``); a name
that is not of this kind is its own group.
"""

import re
from collections import Counter
from functools import partial
from pathlib import Path

from imaging.errors import UserError
from training.datasets import SPLITS, DataSet, Sample
from training.datasets.fracatlas import read_image

LAYOUT = "knee radiographs in folders by KL grade (train/0 … train/4, val, test)"

GRADES = ("0", "1", "2", "3", "4")
NAME = re.compile(r"(\d+)([LR])")
PICTURES = frozenset({".png", ".jpg", ".jpeg"})


def recognises(source: str) -> bool:
    """True for a folder with a folder per grade for training."""
    return all((Path(source) / "train" / grade).is_dir() for grade in GRADES)


def read(source: str) -> DataSet:
    """Read the folders. Groups are patients: both knees of one stay together."""
    folder = Path(source)
    samples = []
    for split in SPLITS:
        home = folder / split
        if not home.is_dir():
            continue
        odd = sorted(entry.name for entry in home.iterdir() if entry.is_dir() and entry.name not in GRADES)
        if odd:
            raise UserError(f"{home / odd[0]} is no grade; the folders in {split} must be called 0, 1, 2, 3 and 4.")
        for path in sorted(home.glob("[0-4]/*")):
            if path.suffix.lower() in PICTURES:
                samples.append(_sample(path, split))
    names = Counter(sample.sample_id for sample in samples)
    if twice := [name for name, count in names.items() if count > 1]:
        raise UserError(f"{twice[0]} lies in two folders of {folder}; a knee has one grade and one split.")
    if not samples:
        raise UserError(f"There is no picture (PNG or JPEG) in {folder / 'train'} and its folders 0 to 4.")
    return DataSet("knee radiographs in folders by KL grade (OAI)", "that of the folder's source", tuple(samples))


def _sample(path: Path, split: str) -> Sample:
    grade = int(path.parent.name)
    named = NAME.match(path.stem)
    return Sample(
        sample_id=path.stem,
        split=split,
        group=f"patient-{named[1] if named else path.stem}",
        load=partial(read_image, path),
        reference={"osteoarthritis": grade >= 2},
        grades={"kl": grade},
        notes={"side": named[2] if named else ""},
    )
