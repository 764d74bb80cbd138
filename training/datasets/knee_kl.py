"""Knee radiographs with Kellgren–Lawrence grades (Chen 2018; images from the OAI): `images/` and `labels.csv`."""

from functools import partial
from pathlib import Path

from training.datasets import DataSet, Sample
from training.datasets.fracatlas import read_image
from training.datasets.tables import choice, header_of, read_rows, require

LAYOUT = "knee radiographs with KL grades (images/, labels.csv with image_id, split, kl_grade, patient_id, side)"

COLUMNS = {"image_id", "split", "kl_grade", "patient_id"}
GRADES = {str(grade): grade for grade in range(5)}


def recognises(source: str) -> bool:
    """True for a folder with the files of `LAYOUT`."""
    return header_of(Path(source) / "labels.csv") >= COLUMNS


def read(source: str) -> DataSet:
    """Read the folder. Groups are patients: both knees of one stay together."""
    folder = Path(source)
    table = folder / "labels.csv"
    rows = read_rows(table, COLUMNS)
    require((folder / "images" / row["image_id"] for row in rows), table)
    grades = [choice(row, "kl_grade", GRADES, table, line) for line, row in enumerate(rows, start=2)]
    samples = tuple(
        Sample(
            sample_id=Path(row["image_id"]).stem,
            split=row["split"],
            group=f"patient-{row['patient_id']}",
            load=partial(read_image, folder / "images" / row["image_id"]),
            reference={"osteoarthritis": grade >= 2},
            grades={"kl": grade},
            notes={"side": row.get("side", "")},
        )
        for row, grade in zip(rows, grades, strict=True)
    )
    return DataSet("Knee Osteoarthritis Severity Grading (Chen 2018), images from the OAI", "CC BY 4.0", samples)
