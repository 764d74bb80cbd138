"""Cross-validation by patient: who lies where, what is refused, and a whole one on a few made-up knees."""

import csv
import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from imaging.errors import UserError
from inference.card import read_card
from inference.task import TaskInput
from main import main
from tests.training.small_knees import shrink, train, write_knees
from training.datasets import DataSet, Sample
from training.folds import answers, assign, fold


def nothing() -> TaskInput:
    raise AssertionError("folds need no pixels")


def a_sample(name: str, group: str, torn: bool, grade: int = 0) -> Sample:
    return Sample(name, "train", group, nothing, {"tear": torn}, grades={"kl": grade, "pfirrmann/1": 3})


def patients(count: int, seed: int = 0) -> tuple[Sample, ...]:
    """One to four images per patient, a third of the patients torn, one in eight of grade 4."""
    random = np.random.default_rng(seed)
    return tuple(
        a_sample(f"{patient}-{image}", f"patient {patient}", patient % 3 == 0, 4 if patient % 8 == 0 else 1)
        for patient in range(count)
        for image in range(random.integers(1, 5))
    )


class TestAssign:
    def test_nobody_lies_in_two_folds_and_everybody_in_one(self) -> None:
        samples = patients(60)
        homes = assign(samples, 10, seed=1)
        assert set(homes) == {sample.group for sample in samples}
        assert set(homes.values()) == set(range(1, 11))

    @pytest.mark.parametrize("seed", range(3))
    def test_folds_have_the_same_mixture(self, seed: int) -> None:
        samples = patients(240, seed)
        homes = assign(samples, 5, seed)
        counts = {answer: Counter[int]() for sample in samples for answer in answers(sample)}
        for sample in samples:
            for answer in answers(sample):
                counts[answer][homes[sample.group]] += 1
        for answer, held in counts.items():
            assert max(held.values()) - min(held.values()) <= 4, answer
        assert ("pfirrmann/1", 3) not in counts

    def test_neither_order_nor_other_data_move_anybody(self) -> None:
        samples = list(patients(50))
        first = assign(samples, 5, seed=3)
        Random(0).shuffle(samples)
        assert assign(samples, 5, seed=3) == first
        assert assign(samples, 5, seed=4) != first

    @pytest.mark.parametrize(
        ("samples", "count", "words"),
        [
            (patients(60), 2, "too few"),
            (patients(4), 5, r"4 patients cannot be spread over 5 folds"),
            (tuple(a_sample(str(i), str(i), i < 3) for i in range(20)), 5, r"has no sample with “tear”: 3 patients"),
            (tuple(a_sample(str(i), str(i), i >= 2) for i in range(20)), 5, r"without “tear”: 2 patients have one"),
        ],
    )
    def test_folds_that_cannot_be_made_are_refused(self, samples: Any, count: int, words: str) -> None:
        with pytest.raises(UserError, match=words):
            assign(samples, count, seed=1)


class TestFold:
    data = DataSet("knees", "none", patients(60))

    def test_every_sample_is_held_out_once(self) -> None:
        held = [s.sample_id for i in range(1, 6) for s in fold(self.data, i, 5, 1).split("test")]
        assert sorted(held) == sorted(s.sample_id for s in self.data.samples)

    def test_the_next_fold_validates(self) -> None:
        last, first = fold(self.data, 5, 5, 1), fold(self.data, 1, 5, 1)
        assert {s.sample_id for s in last.split("val")} == {s.sample_id for s in first.split("test")}
        assert "fold 5 of 5 by patient for testing, fold 1 for validation" in last.title

    def test_every_fold_has_a_digest_of_its_own(self) -> None:
        digests = {fold(self.data, i, 5, seed).split_digest for i in range(1, 6) for seed in (1, 2)}
        assert len(digests) == 10

    def test_there_is_no_fold_zero(self) -> None:
        with pytest.raises(UserError, match="counted from 1"):
            fold(self.data, 0, 5, 1)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.usefixtures("small_knee_task")
def test_a_cross_validation_from_command_to_pooled_figures(
    knees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, out = tmp_path / "cv", tmp_path / "out"
    assert train(knees, run, "--folds", "3", "--fold", "2") == 0
    before = (run / "fold-2" / "weights.safetensors").stat().st_mtime_ns
    assert train(knees, run, "--folds", "3") == 1
    assert not (run / "fold-1").exists(), "all folders are looked at before the first is used"
    assert "--resume" in capsys.readouterr().err
    assert train(knees, run, "--folds", "3", "--resume") == 0
    assert (run / "fold-2" / "weights.safetensors").stat().st_mtime_ns == before, "a finished fold is left alone"
    for number in (1, 2, 3):
        shrink(run / f"fold-{number}")
    card = read_card(run / "fold-2" / "card.toml")
    assert (card.training["fold"], card.training["folds"], card.training["fold_seed"]) == (2, 3, 1)
    assert card.weights is not None
    assert "fold 2 of 3 held out" in card.weights.obtained
    capsys.readouterr()
    evaluate = ["evaluate", "knee_kl_grade", "--data", str(knees), "--weights", str(run), "--device", "cpu"]
    assert main([*evaluate, "--out", str(out), "--card"]) == 0
    assert "Cross-validation by patient, 3 folds" in capsys.readouterr().out
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["cases"] == metrics["metrics"]["quadratic kappa"]["n"] == 30
    assert metrics["splits_of_the_training"] is True
    assert len({row["sample"] for row in rows_of(out / "predictions.csv")}) == 30
    assert "3 folds pooled" in read_card(run / "fold-3" / "card.toml").performance[0].data


@pytest.mark.usefixtures("small_knee_task")
def test_folds_of_other_data_or_with_gaps_are_not_pooled(
    knees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "cv"
    assert train(knees, run, "--folds", "3", "--fold", "1") == 0
    shrink(run / "fold-1")
    capsys.readouterr()
    evaluate = ["evaluate", "knee_kl_grade", "--weights", str(run), "--out", str(tmp_path / "out"), "--device", "cpu"]
    assert main([*evaluate, "--data", str(knees)]) == 1
    assert "fold 2 is missing" in capsys.readouterr().err
    assert main(["evaluate", "lumbar_grading", *evaluate[2:], "--data", str(knees)]) == 1
    assert "of the task knee_kl_grade" in capsys.readouterr().err
    others = write_knees(tmp_path / "others", per_split=12)
    alone = [*evaluate[:3], str(run / "fold-1"), *evaluate[4:]]
    assert main([*alone, "--data", str(others)]) == 1
    assert "digests of the folds differ" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_fold_needs_folds(knees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(knees, tmp_path / "run", "--fold", "1") == 1
    assert "--folds" in capsys.readouterr().err


@pytest.mark.usefixtures("small_knee_task")
def test_a_run_goes_on_with_its_own_settings_only(
    knees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert train(knees, run) == 0
    kept = (run / "run.json").read_bytes()
    for more, words in (
        ([], "Add --resume"),
        (["--resume", "--seed", "9"], "another seed"),
        (["--resume", "--set", "grades.neighbour=0.3"], "another recipe"),
    ):
        capsys.readouterr()
        assert train(knees, run, *more) == 1
        assert words in capsys.readouterr().err
        assert (run / "run.json").read_bytes() == kept
