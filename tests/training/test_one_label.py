"""A yes-or-no task from phantoms to a bundle and its table; the numbers of the table by hand."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inference.card import bundled_card, read_card
from inference.tasks.elbow_effusion import ElbowEffusion
from main import main
from training.datasets import Sample
from training.export import merge, open_card, write_card
from training.one_label import Recipe
from training.one_label_evaluation import Judged, calibration, summarise
from training.recipe import build, read_table


@pytest.fixture
def small_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped card with a small network, for training."""
    document = open_card(bundled_card("elbow_effusion").folder)
    # Not narrower: below 16 channels the backward pass of channels-last convolutions damages memory (torch 2.15).
    merge(document, {"network": {"side": 64, "widths": [16, 16, 16, 16], "dropout": 0.0}})
    (tmp_path / "card").mkdir()
    write_card(document, tmp_path / "card")
    card = read_card(tmp_path / "card" / "card.toml")
    monkeypatch.setattr("inference.registry.bundled_card", lambda task: card)
    monkeypatch.setattr("training.datasets.phantom_elbow.SPACING", 1.5)


@pytest.mark.usefixtures("small_card")
def test_phantoms_train_and_are_judged(tmp_path: Path) -> None:
    run, out = tmp_path / "run", tmp_path / "test"
    changes = ["epochs=2", "samples_per_epoch=8", "batch_size=4", 'precision="fp32"']
    words = [word for change in changes for word in ("--set", f"images.schedule.{change}")]
    data = ["--data", "phantom:elbow:3:28", "--device", "cpu"]
    assert main(["train", "elbow_effusion", *data, "--out", str(run), *words]) == 0
    card = read_card(run / "card.toml")
    assert card.raw["weights"]["half_precision_answers"] > 0
    assert card.weights is not None
    assert "validation split" in card.labels[0].operating_point_reason
    assert main(["evaluate", "elbow_effusion", *data, "--weights", str(run), "--out", str(out), "--card"]) == 0
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["cases"] == 8
    assert set(metrics["metrics"]) == {"AUC", "sensitivity", "specificity", "accuracy"}
    assert (out / "roc.png").exists()
    report = (out / "report.md").read_text()
    assert "England 2018" in report
    assert "0.94" in report
    assert all("lesion" in method.pointing for method in read_card(run / "card.toml").saliency)


def judged(rows: list[tuple[bool, float, str]]) -> list[Judged]:
    """Truth, logit and kind of radiographs; the card without calibration calls logits from 0 on."""
    task = ElbowEffusion(bundled_card("elbow_effusion"))
    raw = {key: value for key, value in task.card.raw.items() if key != "calibration"}
    card = replace(task.card, raw=raw, labels=(replace(task.card.labels[0], operating_point=0.5),))
    return [
        Judged(ElbowEffusion(card), Sample(str(i), "test", str(i), None, {"effusion": t}, notes={"kind": kind}), logit)  # type: ignore[arg-type]
        for i, (t, logit, kind) in enumerate(rows)
    ]


def test_the_table_counts_what_was_called() -> None:
    rows = [(True, 2.0, "large"), (True, 1.0, "large"), (True, -1.0, "small"), (False, -2.0, ""), (False, 0.5, "")]
    evaluation = summarise(judged(rows))
    values = {name: round(e.value, 4) for name, e in evaluation.metrics.items()}
    assert values == {"AUC": round(5 / 6, 4), "sensitivity": round(2 / 3, 4), "specificity": 0.5, "accuracy": 0.6}
    first, second = evaluation.tables
    assert first.rows[0][1] == "3 / 5"
    assert [row[:2] for row in second.rows] == [("large", "2"), ("small", "1")]


def test_the_operating_point_is_a_probability_also_when_all_is_told_apart() -> None:
    rows = [(truth, (3.0 if truth else -3.0) + 0.01 * i, "") for i, truth in enumerate([True, False] * 20)]
    table = calibration(judged(rows), prevalence=0.5)
    assert 0 < table["labels"][0]["operating_point"] < 1
    assert np.isfinite(table["calibration"]["slope"])


def test_the_recipe_is_read() -> None:
    assert build(Recipe, read_table("elbow_effusion")).images.schedule.epochs > 0
