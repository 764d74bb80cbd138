"""The whole way on a few phantoms and on the challenge's layout; the numbers of the table; the interval."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from inference.card import read_card
from inference.tasks.bone_age import BoneAge
from main import main
from tests.training.layouts import write_rsna_bone_age
from training.bone_age import Recipe
from training.bone_age_evaluation import Judged, calibration, summarise
from training.datasets import Sample
from training.recipe import build, read_table
from training.whole_images import Augment, augmented

# Not narrower: below 16 channels the backward pass of channels-last convolutions damages memory (torch 2.15).
SMALL = (
    "network.side=64",
    "network.widths=[16, 16, 16, 16]",
    "hands.schedule.epochs=2",
    "hands.schedule.samples_per_epoch=8",
    "hands.schedule.batch_size=4",
    'hands.schedule.precision="fp32"',
)


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.datasets.phantom_hand.TRAINING_SPACING", 1.0)
    monkeypatch.setattr("training.datasets.phantom_hand.HELD_OUT_SPACING", 1.0)


def train(data: str, out: Path) -> None:
    changes = [word for change in SMALL for word in ("--set", change)]
    assert main(["train", "bone_age", "--data", data, "--out", str(out), "--device", "cpu", *changes]) == 0


@pytest.mark.usefixtures("coarse")
def test_phantoms_train_and_are_judged(tmp_path: Path) -> None:
    train("phantom:hand:3:14", tmp_path / "run")
    card = read_card(tmp_path / "run" / "card.toml")
    assert card.network["side"] == 64
    assert len(card.raw["calibration"]["half_width"]) == 4
    out = tmp_path / "test"
    words = ["evaluate", "bone_age", "--data", "phantom:hand:3:14", "--weights", str(tmp_path / "run")]
    assert main([*words, "--out", str(out), "--device", "cpu", "--card"]) == 0
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["cases"] == 4
    assert metrics["splits_of_the_training"]
    figures = metrics["metrics"]
    with (out / "predictions.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    away = np.array([float(row["given"]) - float(row["truth"]) for row in rows])
    assert figures["mean absolute difference"]["value"] == pytest.approx(np.abs(away).mean(), abs=0.02)
    assert figures["bias"]["value"] == pytest.approx(away.mean(), abs=0.02)
    card = read_card(tmp_path / "run" / "card.toml")
    assert {entry.name for entry in card.saliency} == {"hirescam", "layercam", "gradcam"}
    assert all("growth plate" in entry.pointing for entry in card.saliency)
    assert any(entry.metric == "mean absolute difference" for entry in card.performance)


def test_the_challenges_layout_trains_too(tmp_path: Path) -> None:
    data = str(write_rsna_bone_age(tmp_path / "rsna", count=40))
    train(data, tmp_path / "run")
    words = ["evaluate", "bone_age", "--data", data, "--weights", str(tmp_path / "run"), "--card"]
    assert main([*words, "--out", str(tmp_path / "test"), "--device", "cpu"]) == 0
    assert {e.pointing for e in read_card(tmp_path / "run" / "card.toml").saliency} == {"no outlines in these data"}


def judged(pairs: list[tuple[float, float]], half_width: float = 5.0) -> list[Judged]:
    """Reference and answer of hands, two to a patient; girls and boys in turn."""
    shipped = BoneAge(read_card(Path(__file__).parents[2] / "assets" / "models" / "bone_age" / "card.toml")).card
    table = {"limits": [60.0, 132.0], "half_width": [half_width] * 3}
    task = BoneAge(replace(shipped, raw={**shipped.raw, "calibration": table}))

    def never() -> None:
        raise AssertionError("no picture is needed")

    return [
        Judged(
            task,
            Sample(
                f"{i}",
                "test",
                f"patient {i // 2}",
                never,
                {},
                quantities={"age": truth},
                clinical={"sex": float(i % 2)},
            ),  # type: ignore[arg-type]
            np.array([given]),
        )
        for i, (truth, given) in enumerate(pairs)
    ]


def test_the_table_holds_the_differences_of_the_hands() -> None:
    evaluation = summarise(judged([(50, 53), (50, 49), (100, 104), (100, 96), (150, 150), (150, 164)]))
    away = np.array([3, -1, 4, -4, 0, 14], float)
    values = {name: estimate.value for name, estimate in evaluation.metrics.items()}
    assert values["mean absolute difference"] == pytest.approx(np.abs(away).mean())
    assert values["root mean square difference"] == pytest.approx(np.sqrt((away**2).mean()))
    assert values["bias"] == pytest.approx(away.mean())
    assert values["lower limit of agreement"] == pytest.approx(away.mean() - 1.96 * away.std())
    assert values["within a year"] == pytest.approx(5 / 6)
    assert values["reference within the interval shown"] == pytest.approx(5 / 6)
    assert values["mean absolute difference, girls"] == pytest.approx(7 / 3)
    assert evaluation.metrics["bias"].n == 3, "three patients were drawn, not six hands"
    papers, subgroups = evaluation.tables[0], evaluation.tables[1]
    assert [row[0][:5] for row in papers.rows] == ["this ", "Larso", "Halab"]
    assert [row[:2] for row in subgroups.rows] == [
        ("girls", "3"),
        ("boys", "3"),
        ("0 to 5 years", "2"),
        ("5 to 10 years", "2"),
        ("10 to 14 years", "2"),
    ]


def test_the_interval_holds_new_hands_of_the_same_kind() -> None:
    random = np.random.default_rng(0)
    pairs = [(float(t), float(t + random.normal(0, 4))) for t in random.uniform(61, 131, 400)]
    table = calibration(judged(pairs[:200]))["calibration"]
    half = table["half_width"][1]
    assert table["hands"] == [sum(g < 60 for _, g in pairs[:200]), *table["hands"][1:]]
    held = np.mean([abs(given - truth) <= half for truth, given in pairs[200:]])
    assert 0.90 <= held <= 0.99
    assert half == pytest.approx(1.96 * 4, rel=0.25)


def test_augmentation_keeps_black_black_and_every_seed_its_own() -> None:
    images = torch.zeros(3, 1, 64, 64)
    images[:, :, 8:56, 12:52] = 0.5
    settings = Augment(flip=0.5, rotation_degrees=0, shift_pixels=0, scale=0, gamma=0.2, noise=0.05)
    first, again = (augmented(images, settings, np.random.default_rng(4)) for _ in range(2))
    torch.testing.assert_close(first, again)
    assert float(first[:, :, :7].max()) == 0
    assert float(first[:, :, 10:54, 14:50].min()) > 0
    assert len({float(first[i].mean()) for i in range(3)}) == 3


@pytest.mark.parametrize("name", ["bone_age", "bone_age_halabi"])
def test_recipes_are_read(name: str) -> None:
    recipe = build(Recipe, read_table("bone_age", name))
    assert recipe.network.architecture in ("narrow", "inception_v3")
