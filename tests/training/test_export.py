"""A bundle is a card and the weights it names; the card's own words and comments stay."""

import json
import math
from pathlib import Path

import pytest
import tomlkit
import torch

from app.statistics.diagnostic import Estimate, undefined
from imaging.errors import UserError
from inference.card import bundled_card, sha256_of
from training.export import export, merge, open_card
from training.report import Curve, Evaluation, Table, cell, write

ACCOUNT = {
    "task": "lower_limb",
    "data": "noise",
    "licence": "none",
    "phantom": True,
    "split_digest": "aa",
    "recipe_digest": "bb",
    "seed": 5,
    "torch": "2",
}


def test_the_card_names_the_weights_and_keeps_its_words(tmp_path: Path) -> None:
    changes = {"labels": [{"operating_point": 0.25}], "calibration": {"slope": 2.0, "intercept": -1.0}}
    card = export(bundled_card("lower_limb"), torch.nn.Linear(2, 2), changes, ACCOUNT, tmp_path)
    assert card.weights is not None
    assert card.weights.sha256 == sha256_of(tmp_path / "weights.safetensors")
    assert card.label("fracture").operating_point == 0.25
    assert card.label("fracture").meaning == bundled_card("lower_limb").label("fracture").meaning
    assert card.training["split_digest"] == "aa"
    assert card.phantom, "what was trained on phantoms says so, whatever the shipped card says"
    assert card.performance == ()
    assert card.saliency == ()


def test_nothing_is_left_of_other_weights_and_other_data(tmp_path: Path) -> None:
    shipped = bundled_card("lower_limb")
    here, there = ACCOUNT | {"data": shipped.training["data"]}, ACCOUNT
    for account, attributed in ((here, True), (there, False)):
        card = export(shipped, torch.nn.Linear(2, 2), {}, account, tmp_path)
        assert "limits" in shipped.raw
        assert "limits" not in card.raw
        assert "command" not in card.training
        assert ("attribution" in card.raw) == attributed


def test_merging_keeps_comments_and_replaces_lists_of_another_length() -> None:
    document = tomlkit.parse("a = 1 # why\n[t]\nb = 2\n[[l]]\nx = 1\ny = 2\n")
    merge(document, {"t": {"c": 3}, "l": [{"x": 9}]})
    assert "# why" in tomlkit.dumps(document)
    assert document.unwrap() == {"a": 1, "t": {"b": 2, "c": 3}, "l": [{"x": 9, "y": 2}]}
    merge(document, {"l": [{"x": 1}, {"x": 2}]})
    assert tomlkit.parse(tomlkit.dumps(document)).unwrap()["l"] == [{"x": 1}, {"x": 2}]


def test_a_folder_without_a_card_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no card\.toml"):
        open_card(tmp_path)


def test_an_evaluation_leaves_tables_numbers_and_plots(tmp_path: Path) -> None:
    evaluation = Evaluation(
        {"AUC": Estimate(0.8, 0.7, 0.9, 50, "delong"), "specificity": undefined("no negative cases", "wilson")},
        (Table("Table 5", ("Method", "AUC"), (("CNN", "0.800 (0.700–0.900)"),)),),
        [{"sample": "a", "probability": 0.25}],
        (Curve("roc", "CNN", [0, 1], [0, 1], ("x", "y")),),
    )
    text = write(evaluation, tmp_path / "out", {"task": "toy"})
    assert "| CNN    | 0.800 (0.700–0.900) |" in text
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert metrics["task"] == "toy"
    assert metrics["metrics"]["AUC"] == {"value": 0.8, "low": 0.7, "high": 0.9, "n": 50, "method": "delong"}
    assert metrics["metrics"]["specificity"]["value"] is None
    assert (tmp_path / "out" / "predictions.csv").read_text().splitlines() == ["sample,probability", "a,0.25"]
    assert (tmp_path / "out" / "roc.png").stat().st_size > 1000


def test_cells() -> None:
    assert cell(Estimate(0.5, 0.25, 0.75, 4, "wilson"), 2) == "0.50 (0.25–0.75)"
    assert cell(Estimate(0.5, math.nan, math.nan, 4, "none"), 2) == "0.50"
    assert cell(undefined("no cases", "wilson")) == "– (no cases)"
