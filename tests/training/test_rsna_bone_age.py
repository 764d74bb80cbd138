"""Hands with ages and sex, in the folders of the RSNA challenge."""

from pathlib import Path

import numpy as np
import pytest

from imaging.errors import UserError
from tests.training.layouts import write_rows, write_rsna_bone_age
from training.datasets import open_data


def test_age_is_a_quantity_and_sex_clinical(tmp_path: Path) -> None:
    data = open_data(str(write_rsna_bone_age(tmp_path)))
    hands = {sample.sample_id: sample for sample in data.samples}
    assert len(hands) == 20
    assert hands["1378"].quantities == {"age": 37.0}
    assert [hands[name].clinical["sex"] for name in ("1377", "1378")] == [1.0, 0.0]
    assert np.asarray(hands["1377"].load().images["image"].values).shape == (1, 1, 60, 50)


def test_missing_splits_are_drawn_from_the_training_table_and_stay_so(tmp_path: Path) -> None:
    data = open_data(str(write_rsna_bone_age(tmp_path / "all", count=300)))
    counts = {split: len(data.split(split)) for split in ("train", "val", "test")}
    assert sum(counts.values()) == 300
    assert all(15 < counts[split] < 50 for split in ("val", "test"))
    fewer = open_data(str(write_rsna_bone_age(tmp_path / "few", count=150)))
    homes = {sample.sample_id: sample.split for sample in data.samples}
    assert all(homes[sample.sample_id] == sample.split for sample in fewer.samples)


def test_the_challenge_s_own_validation_split_is_taken(tmp_path: Path) -> None:
    data = open_data(str(write_rsna_bone_age(tmp_path, count=40, validation=3)))
    assert [sample.sample_id for sample in data.split("val")] == ["9000", "9001", "9002"]
    assert data.split("val")[0].quantities == {"age": 100.5}
    assert data.split("test")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"id": 1, "boneage": "ten", "male": True}, "line 2: “ten” in the column boneage is no number"),
        ({"id": 1, "boneage": 120, "male": "x"}, "line 2: “x” in the column male is none of true, false"),
        ({"id": 1, "boneage": 1200, "male": True}, "1200 months is no bone age"),
        ({"id": 1, "age": 120, "male": True}, "lacks the column boneage; it has id, age, male"),
        ({"id": 99, "boneage": 120, "male": True}, r"names .*99\.png, which is not there"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, row: dict[str, object], words: str) -> None:
    folder = write_rsna_bone_age(tmp_path, count=1)
    write_rows(folder / "boneage-training-dataset.csv", [row])
    with pytest.raises(UserError, match=words):
        open_data(str(folder))
