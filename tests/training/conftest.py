"""A FracAtlas folder of a dozen pictures, made up."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inference.card import bundled_card
from tests.training.small_knees import SMALL, write_knees

HEADER = (
    "image_id,split,fractured,fracture_count,n_boxes,hand,leg,hip,shoulder,mixed,hardware,multiscan,frontal,lateral,"
    "oblique,orig_width,orig_height,width,height,near_duplicate_group,id_block"
)


def write_fracatlas(folder: Path, per_split: int = 6, crossing: bool = False) -> Path:
    """Every second picture has a bright square that is its fracture."""
    (folder / "images").mkdir(parents=True)
    random = np.random.default_rng(0)
    rows = []
    columns = HEADER.split(",")
    for split in ("train", "val", "test"):
        images, annotations = [], []
        for i in range(per_split):
            name = f"{split}{i}.jpg"
            pixels = random.integers(0, 60, (120, 90)).astype(np.uint8)
            broken = i % 2 == 1
            x, y = (int(v) for v in random.integers(10, 60, 2))
            if broken:
                pixels[y : y + 20, x : x + 20] = 250
                outline = [x, y, x + 20, y, x + 20, y + 20, x, y + 20]
                annotations.append({"id": len(annotations), "image_id": i, "segmentation": [outline]})
            Image.fromarray(pixels).save(folder / "images" / name)
            images.append({"id": i, "file_name": name, "width": 90, "height": 120})
            row = dict.fromkeys(columns, "0")
            group = "1" if crossing else f"{split}{i}"
            row |= {"image_id": name, "split": split, "fractured": str(int(broken)), "hand": "1", "frontal": "1"}
            row |= {"orig_width": "90", "orig_height": "120", "near_duplicate_group": group, "id_block": str(i // 2)}
            rows.append(row)
        table = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "fracture"}]}
        (folder / f"coco_{split}.json").write_text(json.dumps(table))
    with (folder / "labels.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.fixture
def fracatlas(tmp_path: Path) -> Path:
    """A folder in FracAtlas's layout."""
    return write_fracatlas(tmp_path / "fracatlas")


@pytest.fixture
def leaky_fracatlas(tmp_path: Path) -> Path:
    """The same with one group of near duplicates over all splits."""
    return write_fracatlas(tmp_path / "leaky", crossing=True)


@pytest.fixture(scope="session")
def knees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty knees of fifteen patients."""
    return write_knees(tmp_path_factory.mktemp("knees") / "knees")


@pytest.fixture
def small_knee_task(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped task with a toy network and no weights."""
    tiny = replace(bundled_card("knee_kl_grade"), network=SMALL, weights=None)
    monkeypatch.setattr("inference.registry.bundled_card", lambda name: tiny)


@pytest.fixture(autouse=True)
def plain_convolutions() -> Iterator[None]:
    """Without oneDNN, whose backward pass of very narrow channels-last convolutions damages memory (torch 2.15).

    It shows as a crash much later, in another test; only the toy networks of these tests are that narrow.
    """
    before = torch.backends.mkldnn.enabled
    torch.backends.mkldnn.enabled = False
    yield
    torch.backends.mkldnn.enabled = before
