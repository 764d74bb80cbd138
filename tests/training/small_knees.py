"""A few made-up knees and a toy network for them: the shortest way through every command."""

import csv
from pathlib import Path

import numpy as np
from PIL import Image

from main import main
from training.export import merge, open_card, write_card

# Not narrower: below 16 channels the backward pass of channels-last convolutions damages memory (torch 2.15).
SMALL = {"side": 64, "top": 8, "height": 48, "width": 40, "widths": [16, 16, 16, 16], "dropout": 0.0}


def write_knees(folder: Path, per_split: int = 10, crossing: bool = False) -> Path:
    """Two knees per patient; the grade is how bright the joint line is."""
    (folder / "images").mkdir(parents=True)
    random = np.random.default_rng(0)
    rows = []
    for split in ("train", "val", "test"):
        for i in range(per_split):
            pixels = random.integers(0, 80, (64, 64)).astype(np.uint8)
            pixels[30:34] += np.uint8(30 * (i % 5))
            patient = "1" if crossing else f"{split}{i // 2}"
            name = f"{split}{i}.jpg"
            Image.fromarray(pixels).save(folder / "images" / name)
            rows.append(
                {"image_id": name, "split": split, "kl_grade": i % 5, "patient_id": patient, "side": "LR"[i % 2]}
            )
    with (folder / "labels.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


QUICK = {"epochs": 1, "batch_size": 4, "samples_per_epoch": 4, "precision": "fp32"}


def train(data: Path, out: Path, *more: str) -> int:
    """`overread train` on the toy network, one step."""
    changes = [word for key, value in QUICK.items() for word in ("--set", f"grades.schedule.{key}={value}")]
    return main(["train", "knee_kl_grade", "--data", str(data), "--out", str(out), "--device", "cpu", *changes, *more])


def shrink(run: Path) -> None:
    """Write the toy network into a run's card, which has the shipped one's."""
    document = open_card(run)
    merge(document, {"network": SMALL})
    write_card(document, run)
