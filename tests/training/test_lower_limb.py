"""The whole way on a dozen made-up pictures: train, export, evaluate, through the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from inference.card import ModelCard, read_card
from inference.networks.backbones import BACKBONES
from inference.networks.mask_rcnn import pyramid_backbone
from inference.registry import load_task
from inference.speed import has_bfloat16
from inference.tasks.lower_limb import LowerLimb, combine
from main import main
from training.augment import Augmentation
from training.datasets import open_data
from training.export import export
from training.lower_limb import Recipe
from training.lower_limb_evaluation import Judged, Scenario, calibration, image_numbers
from training.radiographs import balanced, prepare, random_view
from training.recipe import build, read_table

SMALL = {
    "side": 96,
    "widths": [8, 8, 12, 16],
    "pyramid": 8,
    "box_head": 8,
    "proposals": 10,
    "crop_side": 64,
    "crop_least": 32,
}
QUICK = [
    f"{table}.schedule.{key}={value}"
    for table in ("pretrain", "detect", "classify")
    for key, value in {"epochs": 1, "batch_size": 4, "samples_per_epoch": 8, "precision": "fp32"}.items()
] + ["pretrain.view=64", "detect.view=64"]
ACCOUNT = {
    "task": "lower_limb",
    "data": "noise",
    "licence": "none",
    "phantom": False,
    "split_digest": "",
    "recipe_digest": "",
    "seed": 0,
    "torch": "2",
}
STRONG = Augmentation(0.5, 1.0, 20.0, 1.0, 0.1, 1.0, 1.3, 1.0, 0.3)


@pytest.fixture
def task(tmp_path: Path) -> LowerLimb:
    card = load_task("lower_limb").card
    export(card, torch.nn.Linear(1, 1), {"network": SMALL}, ACCOUNT, tmp_path)
    return LowerLimb(read_card(tmp_path / "card.toml"))


@pytest.fixture
def small_registry(task: LowerLimb, monkeypatch: pytest.MonkeyPatch) -> ModelCard:
    monkeypatch.setattr("inference.registry.bundled_card", lambda name: task.card)
    return task.card


@pytest.mark.usefixtures("small_registry")
def test_train_then_evaluate(fracatlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, out = tmp_path / "run", tmp_path / "out"
    changes = [word for change in QUICK for word in ("--set", change)]
    train = ["train", "lower_limb", "--data", str(fracatlas), "--out", str(run), "--seed", "4", "--device", "cpu"]
    assert main([*train, *changes]) == 0
    card = read_card(run / "card.toml")
    assert card.weights is not None
    assert card.training["split_digest"] == open_data(str(fracatlas)).split_digest
    assert json.loads((run / "run.json").read_text())["recipe"]["detect"]["view"] == 64
    digest = card.weights.sha256
    assert main([*train, *changes, "--resume"]) == 0
    resumed = read_card(run / "card.toml").weights
    assert resumed is not None
    assert resumed.sha256 == digest
    capsys.readouterr()
    evaluate = ["evaluate", "lower_limb", "--data", str(fracatlas), "--weights", str(run), "--out", str(out)]
    assert main([*evaluate, "--device", "cpu", "--card"]) == 0
    text = capsys.readouterr().out
    assert "Mask R-CNN and CNN" in text
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["cases"] == 6
    assert metrics["splits_of_the_training"] is True
    measured = read_card(run / "card.toml")
    assert {entry.metric for entry in measured.performance} <= set(metrics["metrics"])
    assert measured.performance
    assert {method.randomisation for method in measured.saliency} <= {"pass", "fail"}
    assert len((out / "predictions.csv").read_text().splitlines()) == 7


def test_unknown_things_get_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, words in (
        (["train", "phrenology", "--data", "x"], "Trainable tasks"),
        (["train", "lower_limb", "--data", str(tmp_path)], "Known layouts"),
        (["train", "lower_limb", "--data", str(tmp_path), "--set", "detect.veiw=4"], "veiw"),
    ):
        assert main([*arguments, "--out", str(tmp_path / "o")]) == 1
        assert words in capsys.readouterr().err


def test_views_carry_their_lesions(task: LowerLimb, fracatlas: Path) -> None:
    items = [prepare(task, sample) for sample in open_data(str(fracatlas)).split("train")]
    random = np.random.default_rng(0)
    seen = 0
    for item in items:
        np.testing.assert_allclose(item.tensor(task.side), task.preprocess(item.sample.load()).image, atol=1 / 255)
        for _ in range(10):
            view = random_view(item, 64, 1.0, STRONG, random)
            assert view.image.shape == (1, 64, 64)
            assert len(view.boxes) == len(view.masks) <= len(item.outlines)
            for box, mask in zip(view.boxes, view.masks, strict=True):
                seen += 1
                assert (box >= 0).all()
                assert (box <= 64).all()
                assert view.image[0][mask.bool()].mean() > 0.5
    assert seen > 10


def test_batches_are_balanced_and_walk_through_everyone(task: LowerLimb, fracatlas: Path) -> None:
    items = [prepare(task, sample) for sample in open_data(str(fracatlas)).split("train")]
    drawn = list(balanced(items, 0.5, 400, np.random.default_rng(0)))
    assert len(drawn) == 400
    assert 160 < sum(item.fractured for item in drawn) < 240
    assert {item.sample.sample_id for item in drawn} == {item.sample.sample_id for item in items}


def test_numbers_of_a_known_set(task: LowerLimb, fracatlas: Path) -> None:
    judged = []
    for sample, logit in zip(open_data(str(fracatlas)).split("val"), [-2, 3, -1, -3, 1, 2], strict=True):
        output = combine(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.array([logit], np.float32), 0.0, 0.5)
        judged.append(Judged(task, sample, output, np.zeros((0, 4)), np.zeros((0, 4))))
    numbers = image_numbers(judged, Scenario(lambda item: item.output.image_logit, lambda item: 0.0))
    # fractured: 3, −3, 2; normal: −2, −1, 1
    assert numbers["sensitivity"].value == pytest.approx(2 / 3)
    assert numbers["specificity"].value == pytest.approx(2 / 3)
    assert numbers["AUC"].value == pytest.approx(6 / 9)
    table = calibration(judged, 0.2, 0.02)
    assert table["calibration"]["slope"] > 0
    assert table["calibration"]["detector_weight"] == 0.0  # no box, no opinion to add
    assert 0 <= table["labels"][0]["operating_point"] <= 1


@pytest.mark.parametrize(
    ("name", "backbone"),
    [
        ("lower_limb_amiri", "resnet101"),
        ("lower_limb_amiri_resnet50", "resnet50"),
        ("lower_limb_amiri_densenet161", "densenet161"),
    ],
)
def test_recipes_of_the_paper(name: str, backbone: str) -> None:
    recipe = build(Recipe, read_table("lower_limb", name))
    assert (recipe.network["backbone"], recipe.network["crop_side"]) == (backbone, 200)
    schedule = recipe.detect.schedule
    assert (schedule.learning_rate, schedule.slow_factor, schedule.momentum) == (1e-3, 0.1, 0.9)
    assert schedule.optimiser == "sgd"
    assert recipe.augment.one_at_most
    shares = recipe.augment.flip, recipe.augment.rotate, recipe.augment.shift, recipe.augment.scale
    assert shares == (0.05, 0.05, 0.05, 0.05)
    pyramid = pyramid_backbone({"backbone": backbone}, 16).eval().requires_grad_(False)
    levels = pyramid(torch.rand(1, 1, 64, 64))
    assert [tuple(level.shape[1:]) for level in levels.values()] == [(16, n, n) for n in (16, 8, 4, 2, 1)]


def test_backbones_are_trained_and_set_beside_each_other(
    task: LowerLimb,
    fracatlas: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    torch.backends.mkldnn.enabled = True  # ResNet-18 is wide enough for it, and slow without
    monkeypatch.setattr("inference.registry.bundled_card", lambda name: task.card)
    quick = [*QUICK, "network.backbone=resnet18", "network.side=64", "network.crop_side=64", "network.pyramid=16"]
    quick += ["network.box_head=16", "network.proposals=10", "classify.mined_normals=2"]
    changes = [word for change in quick if not change.startswith("pretrain.s") for word in ("--set", change)]
    published = tmp_path / "imagenet.pth"
    torch.save(BACKBONES["resnet18"].build(weights=None).state_dict(), published)
    data = ["--data", str(fracatlas), "--device", "cpu"]
    train = ["train", "lower_limb", "--recipe", "lower_limb_amiri", *data, *changes, "--init", str(published)]
    for name in ("one", "two"):
        assert main([*train, "--out", str(tmp_path / name)]) == 0
    card = read_card(tmp_path / "one" / "card.toml")
    assert card.network["backbone"] == "resnet18"
    assert {path.stem for path in (tmp_path / "one").glob("*.pt")} == {"detect", "classify"}
    capsys.readouterr()
    weights = ["--weights", str(tmp_path / "one"), "--beside", str(tmp_path / "two")]
    assert main(["evaluate", "lower_limb", *data, *weights, "--out", str(tmp_path / "out"), "--card"]) == 0
    text = capsys.readouterr().out
    assert all(f"Table {number})" in text for number in (3, 4, 5))
    assert "ResNet-18 (two)" in text
    assert (tmp_path / "out" / "roc_backbones.png").exists()
    measured = read_card(tmp_path / "one" / "card.toml")
    assert not any("two" in entry.metric for entry in measured.performance)
    assert measured.raw["speed"]["precision"] in ("bfloat16", "float32") if has_bfloat16(torch.device("cpu")) else True
