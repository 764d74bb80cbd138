"""What can be wrong with data, recipe, disk or weights: one sentence says what and where, earlier results stay."""

import csv
import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from tests.training.small_knees import train
from training.log import rows_of

Spoil = Callable[[Path], None]


def cut_off(folder: Path) -> None:
    path = folder / "images" / "val4.jpg"
    path.write_bytes(path.read_bytes()[:300])


def take_away(folder: Path) -> None:
    (folder / "images" / "test7.jpg").unlink()


def change_rows(folder: Path, change: Callable[[dict[str, str]], None]) -> None:
    table = folder / "labels.csv"
    with table.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        change(row)
    with table.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def one_class(folder: Path) -> None:
    change_rows(folder, lambda row: row.update(kl_grade="3") if row["split"] == "train" else None)


def a_patient_twice(folder: Path) -> None:
    change_rows(folder, lambda row: row.update(patient_id="train0") if row["image_id"] == "test1.jpg" else None)


def nobodys(folder: Path) -> None:
    (folder / "labels.csv").rename(folder / "etiquettes.csv")


def few_diseased(folder: Path) -> None:
    change_rows(folder, lambda row: row.update(kl_grade="3" if row["patient_id"] in ("train0", "val0") else "0"))


def state(run: Path) -> dict[str, bytes]:
    return {str(path.relative_to(run)): path.read_bytes() for path in sorted(run.rglob("*")) if path.is_file()}


@pytest.fixture
def earlier(knees: Path, tmp_path: Path, small_knee_task: None) -> Path:
    """A finished run."""
    assert train(knees, tmp_path / "run") == 0
    return tmp_path / "run"


@pytest.fixture
def folder(knees: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(knees, tmp_path / "own"))


def test_data_that_cannot_be_trained_on(
    folder: Path, knees: Path, earlier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases: list[tuple[Spoil, tuple[str, ...], str]] = [
        (nobodys, (), "Nobody knows the layout of"),
        (take_away, (), "test7.jpg, which is not there"),
        (cut_off, (), "val4.jpg cannot be read whole"),
        (one_class, (), "In the train split the answer to “kl” is always 3 (10 samples)"),
        (a_patient_twice, (), "lies in two splits (train and test)"),
        (few_diseased, ("--folds", "3"), "has no sample with “osteoarthritis”: 2 patients have one"),
    ]
    before = state(earlier)
    for spoil, more, words in cases:
        shutil.rmtree(folder)
        shutil.copytree(knees, folder)
        spoil(folder)
        for out in (earlier, earlier.parent / "new"):
            capsys.readouterr()
            assert train(folder, out, "--resume", *more) == 1, spoil.__name__
            said = capsys.readouterr().err
            assert words in said, spoil.__name__
            assert said.count("\n") == 1, "one sentence on one line, and no traceback"
        assert state(earlier) == before, spoil.__name__
        assert not (earlier.parent / "new").exists(), spoil.__name__


def test_a_loss_that_is_no_number_says_stage_and_epoch(
    knees: Path, earlier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, out = state(earlier), earlier.parent / "new"
    wild = ("--set", "grades.schedule.samples_per_epoch=16", "--set", "grades.schedule.learning_rate=1e30")
    assert train(knees, out, *wild) == 1
    assert "The loss of stage grades is no longer a number in epoch 1 (grades nan)" in capsys.readouterr().err
    assert not (out / "weights.safetensors").exists()
    assert state(earlier) == before


def test_a_disk_that_is_full_while_logging_leaves_the_checkpoint(
    knees: Path,
    tmp_path: Path,
    small_knee_task: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    two = ("--set", "grades.schedule.epochs=2")
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    assert train(knees, whole, *two) == 0

    def full(out: Path, rows: list[object]) -> None:
        if len(rows) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("training.log.write_run_page", full)
        assert train(knees, cut, *two) == 1
    assert "could not be written ([Errno 28] No space left on device)" in capsys.readouterr().err
    assert torch.load(cut / "checkpoint.pt", weights_only=True)["epoch"] == 1
    assert train(knees, cut, *two, "--resume") == 0
    one, other = (load_file(run / "weights.safetensors") for run in (whole, cut))
    for name, value in one.items():  # half precision: a rounding of the last bit may fall either way
        torch.testing.assert_close(other[name], value, rtol=2e-3, atol=1e-5, msg=name)
    assert [(row["stage"], row["epoch"]) for row in rows_of(cut)] == [("grades", 1), ("grades", 2)]


def test_weights_of_another_architecture_are_not_judged(
    knees: Path, earlier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run's card names the shipped network, its weights are those of the toy network."""
    from main import main

    out = earlier.parent / "out"
    assert main(["evaluate", "knee_kl_grade", "--data", str(knees), "--weights", str(earlier), "--out", str(out)]) == 1
    assert "belong to another network" in capsys.readouterr().err
    assert not out.exists()
