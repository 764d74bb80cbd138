"""Who may be trained on, and that nobody lies in two splits."""

from pathlib import Path

import numpy as np
import pytest

from imaging.errors import UserError
from inference.transforms import displayed
from training.datasets import DataSet, open_data
from training.datasets.fracatlas import recognises


def test_fracatlas_is_read_with_outlines_and_regions(fracatlas: Path) -> None:
    data = open_data(str(fracatlas))
    assert len(data.samples) == 18
    broken = [sample for sample in data.split("train") if sample.reference["fracture"]]
    assert len(broken) == 3
    assert all(len(sample.polygons) == 1 for sample in broken)
    assert broken[0].attributes["hand"] == 1.0
    notes = broken[0].notes
    assert (notes["block"], notes["original"], notes["region"]) == ("0", "90x120", "hand")


def test_the_pixels_lie_where_the_outline_says(fracatlas: Path) -> None:
    for sample in open_data(str(fracatlas)).split("val"):
        image = displayed(sample.load().images["image"])
        assert image.shape == (120, 90)
        for polygon in sample.polygons:
            x, y = int(polygon[0]), int(polygon[1])
            assert image[y + 2 : y + 18, x + 2 : x + 18].mean() > 0.9


def test_a_group_in_two_splits_is_refused(leaky_fracatlas: Path) -> None:
    with pytest.raises(UserError, match="two splits"):
        open_data(str(leaky_fracatlas))


def test_the_split_digest_names_the_split(fracatlas: Path) -> None:
    data = open_data(str(fracatlas))
    shuffled = DataSet(data.title, data.licence, tuple(reversed(data.samples)))
    fewer = DataSet(data.title, data.licence, data.samples[1:])
    assert data.split_digest == shuffled.split_digest != fewer.split_digest


def test_unknown_layouts_and_empty_splits_get_sentences(tmp_path: Path, fracatlas: Path) -> None:
    with pytest.raises(UserError, match="FracAtlas"):
        open_data(str(tmp_path / "nothing"))
    with pytest.raises(UserError, match="no samples"):
        open_data(str(fracatlas)).split("holiday")
    assert recognises(str(fracatlas))
    assert not recognises(str(tmp_path))


def test_the_real_split_keeps_its_duplicates_together(shared: Path) -> None:
    folder = shared / "data" / "fracatlas_sub"
    if not folder.is_dir():
        pytest.skip("FracAtlas does not lie in shared/")
    data = open_data(str(folder))
    counts = {split: sum(s.reference["fracture"] for s in data.split(split)) for split in ("train", "val", "test")}
    assert counts == {"train": 438, "val": 103, "test": 79}
    assert all(bool(s.polygons) == s.reference["fracture"] for s in data.samples)
    task_input = data.samples[0].load()
    assert np.asarray(task_input.images["image"].values).dtype == np.uint8
