"""Evaluation shared by all tasks: subgroups, seeds, features that tell scanners, tables in their layout, one page."""

import json
import xml.etree.ElementTree as Xml
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from app.statistics.diagnostic import Estimate, auc_delong, proportion, undefined
from inference.listening import before_answers
from inference.task import TaskInput
from main import main
from tests.training.small_knees import shrink, train
from training.confounding import Featured, features_of, tells_apart
from training.datasets import Sample
from training.report import Evaluation, Table, markdown
from training.tables import by_category, over_folds, over_runs


@dataclass(frozen=True)
class Item:
    """What a task said of a sample."""

    sample: Sample
    score: float


class Module:
    """A task whose summary is an area and an accuracy."""

    @staticmethod
    def summarise(items: Sequence[Item]) -> Evaluation:
        truth, scores = [i.sample.reference["tear"] for i in items], [i.score for i in items]
        right = sum((score >= 0.5) == answer for score, answer in zip(scores, truth, strict=True))
        metrics = {"AUC": auc_delong(truth, scores), "accuracy": proportion(right, len(items))}
        return Evaluation(metrics, (Table("t", ("a",), ()),), [])


def nothing() -> TaskInput:
    raise AssertionError("no pixels are needed")


def an_item(n: int, torn: bool, score: float) -> Item:
    return Item(Sample(f"s{n}", "test", f"p{n}", nothing, {"tear": torn}), score)


ITEMS = [an_item(n, n % 2 == 1, score) for n, score in enumerate((0.1, 0.9, 0.4, 0.6, 0.7, 0.2))]
SCANNERS = {f"s{n}": ("A" if n < 4 else "B") for n in range(6)}


class TestLayouts:
    def test_subgroups_have_a_column_each_with_intervals(self) -> None:
        # By hand: placements 1, 2/3, 1/3 of either class, standard error (2 · 1/9 / 3)^½ = 0.272, 0.667 − 0.533.
        table = by_category(Module, ITEMS, "scanner", SCANNERS)
        assert markdown(table) == (
            "**By scanner**\n\n"
            "| Measure  | all (6)             | A (4)               | B (2)               |\n"
            "|----------|---------------------|---------------------|---------------------|\n"
            "| AUC      | 0.667 (0.133–1.000) | 1.000 (1.000–1.000) | 0.000               |\n"
            "| accuracy | 0.667 (0.300–0.903) | 1.000 (0.510–1.000) | 0.000 (0.000–0.658) |\n"
        )

    def test_a_subgroup_of_one_class_says_why_it_has_no_area(self) -> None:
        table = by_category(Module, ITEMS, "answer", {f"s{n}": "torn" if n % 2 else "whole" for n in range(6)})
        assert table.header == ("Measure", "all (6)", "torn (3)", "whole (3)")
        assert all(cell.startswith("– (") for cell in table.rows[0][2:])

    def test_folds_stand_beside_the_pooled_figure(self) -> None:
        whole = {"AUC": Estimate(0.8, 0.7, 0.9, 90, "delong"), "kappa": undefined("one grade", "bootstrap")}
        parts = {"fold 1": {"AUC": Estimate(0.75, 0.5, 1, 30, "delong")}, "fold 2": {"AUC": undefined("x", "delong")}}
        assert over_folds(whole, parts).rows == (
            ("AUC", "0.800 (0.700–0.900)", "0.750", "–"),
            ("kappa", "– (one grade)", "–", "–"),
        )

    def test_seeds_give_mean_and_deviation(self) -> None:
        runs = {f"seed-{n}": {"AUC": Estimate(v, 0, 1, 9, "delong")} for n, v in enumerate((0.70, 0.74, 0.78), 1)}
        table = over_runs(runs)
        assert table.title == "Mean ± SD over 3 runs"
        assert table.header == ("Measure", "mean ± SD", "seed-1", "seed-2", "seed-3")
        assert table.rows == (("AUC", "0.740 ± 0.040", "0.700", "0.740", "0.780"),)


def some_samples(count: int, confounded: bool) -> tuple[Sample, ...]:
    random = np.random.default_rng(0)
    found = []
    for n in range(count):
        torn = n % 2 == 1
        old = bool(random.random() < (0.9 if torn else 0.1)) if confounded else bool(random.random() < 0.5)
        notes = {"scanner": "old" if old else "new"}
        found.append(Sample(f"s{n}", "test", f"p{n}", nothing, {"tear": torn}, notes=notes))
    return tuple(found)


class TestConfounding:
    @staticmethod
    def told(samples: Sequence[Sample], weight: float) -> tuple[Table, str]:
        """Features that know the answer, and the scanner with this weight."""
        random = np.random.default_rng(1)
        features = random.standard_normal((len(samples), 6))
        features[:, 0] += [2.0 * s.reference["tear"] for s in samples]
        features[:, 1] += [weight * (s.notes["scanner"] == "old") for s in samples]
        values = {sample.sample_id: sample.notes["scanner"] for sample in samples}
        return tells_apart([Featured(samples, features)], "scanner", values)

    def test_features_that_know_the_scanner_of_an_unbalanced_set_are_warned_of(self) -> None:
        table, warning = self.told(some_samples(300, confounded=True), weight=4.0)
        rows = {row[0]: row for row in table.rows}
        assert float(rows["scanner: old"][3][:5]) > 0.95
        assert float(rows["answer: tear"][3][:5]) > 0.8
        assert "tear" in rows["scanner: old"][2]
        assert min(float(cell[:5]) for cell in rows["scanner: old"][4:]) > 0.9
        assert "tell the scanner, among samples with the same answer" in warning

    def test_features_of_the_disease_alone_tell_the_scanner_only_through_the_answer(self) -> None:
        table, warning = self.told(some_samples(300, confounded=True), weight=0.0)
        row = {row[0]: row for row in table.rows}["scanner: old"]
        assert float(row[3][:5]) > 0.7
        assert all(0.3 < float(cell[:5]) < 0.75 for cell in row[4:])
        assert warning == ""

    def test_features_that_do_not_know_it_and_balanced_sets_are_not(self) -> None:
        table, warning = self.told(some_samples(300, confounded=False), weight=0.0)
        assert warning == ""
        assert 0.35 < float({row[0]: row for row in table.rows}["scanner: old"][3][:5]) < 0.65
        assert self.told(some_samples(300, confounded=False), weight=4.0)[1] == ""

    def test_the_listener_hears_the_heads_and_leaves_no_hook(self) -> None:
        class Network(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.body, self.head, self.silent = nn.Linear(2, 3), nn.Linear(3, 1), nn.Linear(5, 1)

            def forward(self, x: Tensor) -> Tensor:
                out: Tensor = self.head(torch.relu(self.body(x)))
                return out

        class Task:
            def preprocess(self, value: Tensor) -> Tensor:
                return value

            def run(self, network: nn.Module, value: Tensor, device: torch.device) -> None:
                network(value)

        torch.manual_seed(0)
        network = Network()
        inputs = [torch.rand(4, 2), torch.rand(2, 2)]
        samples: Any = [replace(an_item(n, True, 0).sample, load=lambda v=v: v) for n, v in enumerate(inputs)]
        heard = features_of(Task(), network, samples, torch.device("cpu")).features
        assert heard.shape == (2, 10)
        for row, value in zip(heard, inputs, strict=True):
            inner = torch.relu(network.body(value)).mean(dim=0)
            np.testing.assert_allclose(row[:5], torch.cat([value.mean(dim=0), inner]).detach(), rtol=1e-5)
            assert not row[5:].any()
        assert not any(module._forward_hooks for module in network.modules())
        assert before_answers(nn.Conv2d(1, 1, 1)).take() == []


@pytest.mark.usefixtures("small_knee_task")
def test_subgroups_seeds_and_a_page_from_the_command_line(
    knees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, out = tmp_path / "runs", tmp_path / "out"
    for seed in ("1", "2"):
        assert train(knees, root / f"seed-{seed}", "--seed", seed) == 0
        shrink(root / f"seed-{seed}")
    evaluate = ["evaluate", "knee_kl_grade", "--data", str(knees), "--out", str(out), "--device", "cpu", "--weights"]
    capsys.readouterr()
    assert main([*evaluate, str(root), "--by", "side"]) == 0
    text = capsys.readouterr().out
    for title in ("Mean ± SD over 2 runs", "By side", "Do the features tell the side?"):
        assert title in text
    assert "seed-1" in (out / "report.md").read_text(encoding="utf-8")
    metrics = json.loads((out / "metrics.json").read_text())
    each = [json.loads((out / f"seed-{n}" / "metrics.json").read_text())["metrics"] for n in (1, 2)]
    name = "accuracy of the grade"
    assert metrics["metrics"][name]["value"] == pytest.approx(np.mean([m[name]["value"] for m in each]), abs=1e-6)
    for page in (out / "report.html", out / "seed-1" / "report.html"):
        Xml.fromstring(page.read_text(encoding="utf-8").removeprefix("<!DOCTYPE html>\n"))
    assert "grades: losses while training" in (out / "seed-1" / "report.html").read_text(encoding="utf-8")
    assert main([*evaluate, str(root / "seed-1"), "--by", "moon"]) == 1
    assert "differ in no “moon”. They differ in: side (L, R)" in capsys.readouterr().err
    assert main([*evaluate, str(root), "--card"]) == 1
    assert "name one run" in capsys.readouterr().err
