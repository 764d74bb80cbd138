"""The whole way on a few generated spines: train, evaluate beside readers, the paper's tables; views and weights."""

import csv
import json
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
import torch

from app.statistics.paired import fisher_exact
from imaging.errors import UserError
from inference.networks.vertebra_network import ResNet50Body
from inference.registry import load_task
from inference.tasks.vertebral_fracture import VertebralFracture
from main import main
from training.datasets import Sample, open_data
from training.datasets.readers import PAPER_READERS, read_decisions, simulated
from training.recipe import build, read_table
from training.vertebra_data import Augment, inputs_of, prepare, views
from training.vertebral_fracture import Recipe, make_training, start_from
from training.vertebral_fracture_evaluation import Judged, feature_table, summarise, with_readers

DATA = "phantom:spine:3:24"
STILL = Augment(0.0, 0.0, 0.0, 0.0, 0.0)
QUICK = ("fractures.schedule.epochs=1", "fractures.schedule.samples_per_epoch=32", "fractures.schedule.batch_size=16")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cache for this module: the spines are made once."""
    folder = tmp_path_factory.getbasetemp() / "vertebrae"
    monkeypatch.setattr("training.vertebra_data.user_cache_path", lambda *_args, **_keys: folder)


@pytest.fixture(scope="module")
def task() -> VertebralFracture:
    loaded = load_task("vertebral_fracture")
    assert isinstance(loaded, VertebralFracture)
    return loaded


def judged_of(task: VertebralFracture, malignant: int, benign: int, feature: tuple[int, int]) -> list[Judged]:
    """Cases of which the first hundredth is called rightly: a feature is there in so many of each class."""
    items = []
    for kind, count, there in ((True, malignant, feature[0]), (False, benign, feature[1])):
        for number in range(count):
            sample = Sample(
                f"{kind}{number}",
                "test",
                f"{kind}{number}",
                lambda: pytest.fail("not read"),
                {"malignant": kind},
                attributes=MappingProxyType({"dark_line": float(number < there)}),
            )
            right = number >= 3 if kind else number >= 12
            items.append(Judged(task, sample, np.full(3, 2.0 if kind == right else -2.0)))
    return items


def test_table_2_of_the_paper_from_its_own_counts(task: VertebralFracture) -> None:
    """Yeh 2022, Table 2, last line: 47 and 128 right of 50 and 140."""
    evaluation = summarise(judged_of(task, 50, 140, (0, 37)))
    (line,) = evaluation.tables[0].rows
    assert line[:5] == ("model", "47", "128", "3", "12")
    assert evaluation.metrics["sensitivity"].value == pytest.approx(0.94)
    assert evaluation.metrics["specificity"].value == pytest.approx(128 / 140)
    assert evaluation.metrics["accuracy"].value == pytest.approx(175 / 190)
    # Clopper and Pearson by R's binom.test(47, 50)
    assert evaluation.metrics["sensitivity"].low == pytest.approx(0.8345, abs=1e-4)
    assert evaluation.metrics["sensitivity"].high == pytest.approx(0.9875, abs=1e-4)


def test_table_1_of_the_paper_from_its_own_counts(task: VertebralFracture) -> None:
    table = feature_table(judged_of(task, 50, 140, (0, 37)), ["dark_line"])
    assert table.rows == (("dark line", "0/50 (0%)", "37/140 (26%)", "< 0.001"),)
    assert fisher_exact([[0, 50], [37, 103]]).p < 0.001


def test_model_against_readers_by_mcnemar(task: VertebralFracture) -> None:
    judged = judged_of(task, 50, 140, (0, 37))
    perfect = {item.sample.sample_id: item.truth for item in judged}
    evaluation = with_readers(summarise(judged), judged, {"R": perfect})
    first, test = evaluation.tables[:2]
    assert [line[0] for line in first.rows] == ["R", "model"]
    assert test.rows == (("model against R", "0 : 3", "0.250", "0 : 12", "< 0.001", "0 : 15", "< 0.001"),)


def test_simulated_readers_are_as_good_as_the_papers() -> None:
    truth = {f"{n:04d}": n % 2 == 0 for n in range(4000)}
    for name, calls in simulated(truth).items():
        hits = np.mean([calls[s] for s in truth if truth[s]])
        rejections = np.mean([not calls[s] for s in truth if not truth[s]])
        assert (hits, rejections) == pytest.approx(PAPER_READERS[name], abs=0.03)
        assert "simulated" in name


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("sample,reader,positive\na,R,1\n", "Reader R has not decided on b and 0 more"),
        ("sample,reader,positive\na,R,yes\n", "line 2: “positive” must be 0 or 1"),
        ("sample,who\na,R\n", "with the columns sample, reader, positive"),
        ("sample,reader,positive\n", "holds no decisions"),
    ],
)
def test_decisions_that_cannot_be_used(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "readers.csv"
    path.write_text(content)
    with pytest.raises(UserError, match=sentence):
        read_decisions(str(path), {"a": True, "b": False})


def test_views_that_do_not_move_are_what_the_task_gives_the_network(task: VertebralFracture) -> None:
    samples = open_data(DATA).samples[:3]
    squares = prepare(task, samples)
    expected = inputs_of(squares, task.side)
    random = np.random.default_rng(0)
    for centre in range(3):
        seen = views(squares, np.full(3, centre), task.side, STILL, random)
        torch.testing.assert_close(seen, expected[centre::3], atol=2e-3, rtol=0)
    own = task.preprocess(samples[0].load()).patches
    torch.testing.assert_close(expected[:3], own, atol=0.02, rtol=0)  # whole numbers are kept


def test_the_papers_recipe_is_written_down() -> None:
    recipe = build(Recipe, read_table("vertebral_fracture", "vertebral_fracture_yeh"))
    schedule = recipe.fractures.schedule
    assert recipe.architecture == "resnet50"
    assert (schedule.optimiser, schedule.learning_rate, schedule.momentum) == ("adam", 1e-4, 0.5)
    assert (schedule.batch_size, schedule.epochs) == (32, 100)
    assert (recipe.fractures.benign_copies, recipe.fractures.malignant_copies) == (20, 40)


def test_starts_from_the_weights_of_a_resnet_50(tmp_path: Path) -> None:
    torch.manual_seed(0)
    known, fresh = ResNet50Body(), ResNet50Body()
    state = {name: value for name, value in known.state_dict().items() if name.startswith("layer")}
    torch.save(state | {"conv1.weight": torch.zeros(64, 3, 7, 7), "fc.weight": torch.zeros(1)}, tmp_path / "r50.pt")
    stem = fresh.stem[0].weight.clone()
    start_from(fresh, tmp_path / "r50.pt")
    assert torch.equal(fresh.get_parameter("layer4.2.conv3.weight"), known.get_parameter("layer4.2.conv3.weight"))
    assert torch.equal(fresh.stem[0].weight, stem)
    torch.save({"a": torch.zeros(1)}, tmp_path / "other.pt")
    with pytest.raises(UserError, match="holds 0 of the"):
        start_from(fresh, tmp_path / "other.pt")
    with pytest.raises(UserError, match="cannot be read"):
        start_from(fresh, tmp_path / "none.pt")


def test_an_unknown_architecture_is_refused(task: VertebralFracture) -> None:
    table = read_table("vertebral_fracture", changes=("architecture=vgg",))
    with pytest.raises(UserError, match="Known: narrow, resnet50"):
        make_training(task, open_data(DATA), build(Recipe, table), torch.device("cpu"))


def test_trains_and_is_judged_beside_readers(tmp_path: Path) -> None:
    bundle, out = tmp_path / "run", tmp_path / "test"
    changes = [part for change in QUICK for part in ("--set", change)]
    command = ["train", "vertebral_fracture", "--data", DATA, "--out", str(bundle), "--device", "cpu"]
    assert main([*command, *changes]) == 0
    judge = ["evaluate", "vertebral_fracture", "--data", DATA, "--weights", str(bundle), "--out", str(out)]
    assert main([*judge, "--readers", "simulated", "--device", "cpu"]) == 0
    metrics = json.loads((out / "metrics.json").read_text())["metrics"]
    assert {"accuracy", "sensitivity", "specificity", "AUC"} <= set(metrics)
    report = (out / "report.md").read_text()
    for title in (
        "Yeh 2022, Table 2",
        "McNemar's exact test",
        "Yeh 2022, Table 1",
        "Logistic regression on the features",
        "simulated first-year resident",
    ):
        assert title in report
    with (out / "predictions.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["sample"] for row in rows} == {s.sample_id for s in open_data(DATA).split("test")}
    assert all(0 <= float(row["probability"]) <= 1 for row in rows)


def test_other_tasks_are_not_compared_with_readers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "knee_mri", "--data", "none", "--out", str(tmp_path), "--readers", "simulated"]) != 0
    assert "not compared with readers" in capsys.readouterr().err
