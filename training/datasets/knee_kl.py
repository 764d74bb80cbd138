"""Knee radiographs with Kellgren–Lawrence grades (Chen 2018; images from the OAI): `images/` and `labels.csv`."""

import csv
from functools import partial
from pathlib import Path

from training.datasets import DataSet, Sample
from training.datasets.fracatlas import read_image

LAYOUT = "knee radiographs with KL grades (images/, labels.csv with image_id, split, kl_grade, patient_id, side)"

COLUMNS = {"image_id", "split", "kl_grade", "patient_id"}


def recognises(source: str) -> bool:
    """True for a folder with the files of `LAYOUT`."""
    table = Path(source) / "labels.csv"
    if not table.is_file():
        return False
    with table.open(newline="", encoding="utf-8") as stream:
        return set(next(csv.reader(stream), [])) >= COLUMNS


def read(source: str) -> DataSet:
    """Read the folder. Groups are patients: both knees of one stay together."""
    folder = Path(source)
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as stream:
        samples = tuple(
            Sample(
                sample_id=Path(row["image_id"]).stem,
                split=row["split"],
                group=f"patient-{row['patient_id']}",
                load=partial(read_image, folder / "images" / row["image_id"]),
                reference={"osteoarthritis": int(row["kl_grade"]) >= 2},
                grades={"kl": int(row["kl_grade"])},
                notes={"side": row.get("side", "")},
            )
            for row in csv.DictReader(stream)
        )
    return DataSet("Knee Osteoarthritis Severity Grading (Chen 2018), images from the OAI", "CC BY 4.0", samples)
