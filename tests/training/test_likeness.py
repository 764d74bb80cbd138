"""From a data set to the guard: real networks, the program's own phantoms."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from inference.card import bundled_card, read_card
from inference.likeness import likeness_of
from main import main
from training.datasets import Sample, open_data
from training.likeness import CHANGES, some_of

DATA = "phantom:elbow:1:60"


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


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A copy of the elbow's bundle that was trained, so it says, on sixty phantoms."""
    shipped, copy = bundled_card("elbow_effusion"), tmp_path / "bundle"
    shutil.copytree(shipped.folder, copy)
    text = (copy / "card.toml").read_text(encoding="utf-8")
    digest = open_data(DATA).split_digest
    (copy / "card.toml").write_text(text.replace(shipped.training["split_digest"], digest), encoding="utf-8")
    return copy


def likeness(bundle: Path, *words: str) -> int:
    return main(["likeness", "elbow_effusion", "--weights", str(bundle), "--device", "cpu", *words])


def test_the_command_learns_and_tries(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert likeness(bundle, "--on", "phantom:hand:1:12", "--learn", DATA, "--images", "40") == 0
    card = read_card(bundle / "card.toml")
    known = likeness_of(card)
    assert known is not None
    assert len(known.bank) == card.raw["likeness"]["images"] <= 40
    tried = {entry["images"]: entry for entry in card.raw["likeness"]["tried"]}
    assert tried["test split, as they are"]["off_label"] <= 0.2
    assert tried["test split, noisy"]["uncommon"] == 1
    assert tried[open_data("phantom:hand:1:12").title]["n"] == 10
    assert "Which images are noticed" in capsys.readouterr().out


def test_trying_others_writes_nothing(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in bundle.iterdir()}
    assert likeness(bundle, "--on", "phantom:hand:1:12", "--images", "40") == 0
    assert {path.name: path.read_bytes() for path in bundle.iterdir()} == before
    assert "100%" in capsys.readouterr().out.replace(" ", "").replace("1.000", "100%")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--learn", "phantom:elbow:1:40"), "the digests of the splits differ"),
        (("--on", "phantom:spine:1:12"), "hold t1, t2"),
        (("--learn", "phantom:elbow:1:60", "--images", "3"), "between 40 and 2000"),
        ((), "Name the images to try"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    bundle: Path, words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in bundle.iterdir()}
    assert likeness(bundle, *words) != 0
    assert sentence in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in bundle.iterdir()} == before
