"""The whole way on a few made-up knees: layout, train, resume, evaluate; and the invariances of the network."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from imaging.errors import UserError
from imaging.study import Stack, StackKind
from inference.registry import load_task
from inference.tasks.knee_kl_grade import KneeKlGrade, KneeNetwork, grade_of
from inference.transforms import Letterbox, flattened
from main import main
from tests.training.small_knees import SMALL, write_knees
from training.datasets import open_data
from training.export import merge, open_card, write_card
from training.knee_kl_grade import Augment, augmented, soft_labels
from training.moving_average import MovingAverage


@pytest.fixture
def network() -> KneeNetwork:
    torch.manual_seed(0)
    return KneeNetwork(SMALL).eval()


def test_left_and_right_knees_get_the_same_answer(network: KneeNetwork) -> None:
    images = torch.rand(3, 1, 64, 64)
    straight, mirrored = network(network.halves(images)), network(network.halves(images.flip(-1)))
    torch.testing.assert_close(straight, mirrored)


def test_a_map_lies_on_its_own_side(network: KneeNetwork) -> None:
    """A cell of the mirrored right half must end where it was cut out."""
    task = load_task("knee_kl_grade")
    assert isinstance(task, KneeKlGrade)
    images = torch.zeros(1, 1, 64, 64)
    images[0, 0, 20, 50], images[0, 0, 30, 5] = 1.0, 0.5
    left, right = network.halves(images)[:, 0]
    stack = Stack("1", "1", StackKind.RADIOGRAPH, (), 64, 64, 1)
    laid = KneeKlGrade.lay_sides(network, (left, right), 1, Letterbox(64, 64, 64), stack)
    np.testing.assert_allclose(laid, images[0, 0].numpy(), atol=1e-5)


def test_exposure_does_not_change_what_the_network_sees() -> None:
    image = torch.rand(1, 1, 64, 64, generator=torch.Generator().manual_seed(1))
    dark = flattened(image * 0.5 + 0.1)
    assert float((dark - flattened(image)).abs().max()) < 0.6
    torch.testing.assert_close(flattened(image + 0.2), flattened(image), atol=1e-3, rtol=1e-3)


def test_labels_are_softened_towards_their_neighbours() -> None:
    soft = soft_labels(torch.tensor([0, 2, 4]), 0.2)
    expected = [[0.8, 0.2, 0, 0, 0], [0, 0.1, 0.8, 0.1, 0], [0, 0, 0, 0.2, 0.8]]
    torch.testing.assert_close(soft, torch.tensor(expected))


def test_the_grade_is_the_expected_one_rounded() -> None:
    assert grade_of(np.array([-9.0, -9, 5, -9, -9])) == 2
    assert grade_of(np.log(np.array([0.4, 0.02, 0.02, 0.02, 0.54]))) == 2


def test_an_image_that_is_not_changed_stays_as_it_is() -> None:
    nothing = Augment(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    image = torch.rand(2, 1, 32, 32)
    torch.testing.assert_close(augmented(image, nothing, np.random.default_rng(0)), image, atol=1e-4, rtol=0)


def test_the_moving_average_is_what_is_validated_and_goes_away_again() -> None:
    network = torch.nn.Linear(1, 1, bias=False)
    network.weight.data.fill_(0.0)
    average = MovingAverage(network, 0.5)
    network.weight.data.fill_(1.0)
    average.add(network)  # min(0.5, 2 / 11) of the old
    with average.in_place_of(network):
        assert network.weight.item() == pytest.approx(1 - 2 / 11)
    assert network.weight.item() == 1.0


def test_a_patient_in_two_splits_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="lies in two splits"):
        open_data(str(write_knees(tmp_path / "knees", crossing=True)))


def test_train_resume_evaluate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    card = load_task("knee_kl_grade").card
    small = replace(card, network=SMALL, weights=None)
    monkeypatch.setattr("inference.registry.bundled_card", lambda name: small)
    data, run, out = write_knees(tmp_path / "knees"), tmp_path / "run", tmp_path / "out"
    quick = {"epochs": 2, "batch_size": 4, "samples_per_epoch": 8, "precision": "fp32"}
    changes = [word for key, value in quick.items() for word in ("--set", f"grades.schedule.{key}={value}")]
    train = ["train", "knee_kl_grade", "--data", str(data), "--out", str(run), "--device", "cpu", *changes]
    assert main(train) == 0
    document = open_card(run)
    merge(document, {"network": SMALL})
    write_card(document, run)
    before = (run / "weights.safetensors").read_bytes()
    assert main([*train, "--resume"]) == 0
    assert (run / "weights.safetensors").read_bytes() == before
    document = open_card(run)
    merge(document, {"network": SMALL})
    write_card(document, run)
    capsys.readouterr()
    evaluate = ["evaluate", "knee_kl_grade", "--data", str(data), "--weights", str(run), "--out", str(out)]
    assert main([*evaluate, "--device", "cpu"]) == 0
    assert "Confusion matrix" in capsys.readouterr().out
    metrics = json.loads((out / "metrics.json").read_text())["metrics"]
    assert metrics["quadratic kappa"]["n"] == 10
    assert metrics["mean absolute error"]["low"] <= metrics["mean absolute error"]["value"]
