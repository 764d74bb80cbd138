"""From a data set to the guard: real networks, the program's own phantoms."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from inference.card import bundled_card, read_card
from inference.likeness import likeness_of
from main import main
from training.datasets import Sample
from training.likeness import CHANGES, some_of


def test_every_change_keeps_shape_and_type() -> None:
    values = np.random.default_rng(0).integers(0, 4096, (1, 2, 60, 80)).astype(np.uint16)
    for name, change in CHANGES.items():
        changed = change(values)
        assert (changed.shape, changed.dtype) == (values.shape, values.dtype), name
        assert values.min() <= changed.min() <= changed.max() <= values.max()
    np.testing.assert_array_equal(CHANGES["inverted"](CHANGES["inverted"](values)), values)


def test_one_image_per_patient_as_far_as_possible() -> None:
    samples = [Sample(f"{group}{n}", "train", group, None, {}) for group in "abc" for n in range(5)]  # type: ignore[arg-type]
    assert {sample.group for sample in some_of(samples, 3)} == {"a", "b", "c"}
    assert len(some_of(samples, 100)) == 15
    assert [s.sample_id for s in some_of(samples, 4)] == [s.sample_id for s in some_of(samples, 4)]


def test_the_command_learns_and_tries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(bundled_card("elbow_effusion").folder, bundle)
    words = ["likeness", "elbow_effusion", "--data", "phantom:elbow:1:60", "--weights", str(bundle), "--device", "cpu"]
    assert main([*words, "--images", "40", "--against", "phantom:hand:1:12"]) == 0
    card = read_card(bundle / "card.toml")
    known = likeness_of(card)
    assert known is not None
    assert len(known.bank) <= 40
    tried = {entry["images"]: entry for entry in card.raw["likeness"]["tried"]}
    assert tried["test split, as they are"]["off_label"] <= 0.2
    assert tried["test split, noisy"]["uncommon"] == 1
    assert "Which images are noticed" in capsys.readouterr().out


def test_a_number_of_images_that_makes_no_sense_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["likeness", "elbow_effusion", "--data", "phantom:elbow:1:60", "--images", "3"]) != 0
    assert "between 40 and 2000" in capsys.readouterr().err


def test_other_kinds_of_images_are_refused_before_anything_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    before = (bundled_card("elbow_effusion").folder / "card.toml").read_bytes()
    assert main(["likeness", "elbow_effusion", "--data", "phantom:elbow:1:60", "--against", "phantom:spine:1:12"]) != 0
    assert "hold t1, t2" in capsys.readouterr().err
    assert (bundled_card("elbow_effusion").folder / "card.toml").read_bytes() == before
