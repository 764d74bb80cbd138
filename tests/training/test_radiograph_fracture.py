"""The whole way on a dozen made-up pictures, and where a cell of the map lies."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from imaging.region import Box
from inference.networks.heat_map_net import HeatMapNet, doubled
from inference.registry import load_task
from inference.tasks.radiograph_fracture import DENSE_MAP, FractureOutput, RadiographFracture
from main import main
from training.datasets import open_data
from training.export import merge, open_card, write_card

# Not narrower: below 16 channels the backward pass of channels-last convolutions damages memory (torch 2.15).
SMALL = {"side": 96, "widths": [16, 16, 16, 16], "decoder": [16, 16, 16]}


@pytest.fixture
def task() -> RadiographFracture:
    card = load_task("radiograph_fracture").card
    labels = (replace(card.labels[0], operating_point=0.5),)
    return RadiographFracture(replace(card, network={**card.network, **SMALL}, labels=labels, raw={}))


def test_going_up_a_level_moves_nothing() -> None:
    coarse = torch.arange(5.0)[None, None, None].repeat(1, 1, 5, 1)
    fine = doubled(coarse, 10, 10)
    torch.testing.assert_close(fine[0, 0, 0, ::2], torch.arange(5.0))
    torch.testing.assert_close(fine[0, 0, 0, 1:8:2], torch.arange(4.0) + 0.5)


def test_a_cell_of_the_map_looks_at_its_own_place() -> None:
    """Where one cell's gradient lies, over a few networks with untrained weights: centred on pixel 4 i."""
    total = torch.zeros(256, 256)
    for seed in range(6):
        torch.manual_seed(seed)
        network = HeatMapNet((16, 16, 16, 16), (16, 16, 16), 0.0).eval()
        image = torch.rand(1, 1, 256, 256, requires_grad=True)
        (gradient,) = torch.autograd.grad(network(image)[0][0, 0, 34, 30], image)
        total += gradient[0, 0].abs() / gradient.abs().sum()
    total /= total.sum()
    places = torch.arange(256.0)
    row, column = float((total.sum(dim=1) * places).sum()), float((total.sum(dim=0) * places).sum())
    assert (row, column) == (pytest.approx(4 * 34, abs=2), pytest.approx(4 * 30, abs=2))


def test_places_are_boxes_of_the_original_image(task: RadiographFracture, fracatlas: Path) -> None:
    sample = open_data(str(fracatlas)).samples[0]
    task_input = sample.load()  # 120 rows, 90 columns, in a square of 96: 0.8 square pixels per pixel
    cells = np.zeros((24, 24), np.float32)
    cells[5:8, 10:12] = 0.9
    cells[20, 1] = 0.6
    findings = task.to_findings(FractureOutput(cells, 3.0, 2.0), task_input)
    assert [finding.level for finding in findings] == ["study", "region", "region"]
    first = findings[1].region
    assert isinstance(first, Box)
    edges = (38.5 / 0.8, 18.5 / 0.8, 46.5 / 0.8, 30.5 / 0.8)
    assert (first.left, first.top, first.right, first.bottom) == pytest.approx(edges)
    quiet = task.to_findings(FractureOutput(cells, -3.0, 2.0), task_input)
    assert len(quiet) == 1, "a negative answer marks nothing"


def test_the_map_lies_on_the_image(task: RadiographFracture, fracatlas: Path) -> None:
    task_input = open_data(str(fracatlas)).samples[0].load()
    cells = np.zeros((24, 24), np.float32)
    cells[10, 6] = 0.5
    output = FractureOutput(cells, 3.0, 2.0)
    finding = task.to_findings(output, task_input)[0]
    inputs = task.preprocess(task_input)
    network = task.build_network()
    shown = task.explain(network, inputs, output, task_input, finding, DENSE_MAP, torch.device("cpu")).saliency[0]
    row, column = np.unravel_index(int(shown.values.argmax()), shown.values.shape)
    assert (row, column) == (pytest.approx(40.5 / 0.8 - 0.5, abs=0.6), pytest.approx(24.5 / 0.8 - 0.5, abs=0.6))
    assert shown.values.max() == 1


def test_train_then_evaluate(
    fracatlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    card = load_task("radiograph_fracture").card
    network = {**card.network, **SMALL}
    monkeypatch.setattr("inference.registry.bundled_card", lambda name: replace(card, network=network, weights=None))
    run, out = tmp_path / "run", tmp_path / "out"
    quick = {"epochs": 1, "batch_size": 4, "samples_per_epoch": 8, "precision": "fp32"}
    changes = [word for key, value in quick.items() for word in ("--set", f"views.schedule.{key}={value}")]
    train = ["train", "radiograph_fracture", "--data", str(fracatlas), "--out", str(run), "--device", "cpu"]
    assert main([*train, *changes, "--set", "views.view=64"]) == 0
    document = open_card(run)
    merge(document, {"network": network})
    write_card(document, run)
    capsys.readouterr()
    evaluate = ["evaluate", "radiograph_fracture", "--data", str(fracatlas), "--weights", str(run), "--out", str(out)]
    assert main([*evaluate, "--device", "cpu", "--card"]) == 0
    assert "Places of the map" in capsys.readouterr().out
    assert json.loads((out / "metrics.json").read_text())["cases"] == 6
