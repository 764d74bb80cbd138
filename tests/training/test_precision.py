"""Whether bfloat16 may be used is measured, not assumed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from imaging.finding import Finding, Grade, Probability
from inference.card import ModelCard, bundled_card
from inference.registry import load_task
from inference.task import TaskInput
from training.datasets import Sample, open_data
from training.export import as_stored, export
from training.precision import Difference, compare, storage_figures

CPU = torch.device("cpu")


class Toy:
    """Says a probability and a grade, both from the clinical data; in bfloat16 it is off by `error`."""

    error = 0.0

    def __init__(self, card: ModelCard) -> None:
        self.card = card

    def preprocess(self, task_input: TaskInput) -> float:
        return task_input.clinical["x"]

    def run(self, network: nn.Module, inputs: float, device: torch.device) -> float:
        return inputs + (self.error if self.card.raw["speed"]["precision"] == "bfloat16" else 0.0)

    def to_findings(self, output: float, task_input: TaskInput) -> tuple[Finding, ...]:
        return (
            Finding("toy/p/0", "toy", "p", Probability(output, 0.5)),
            Finding("toy/g/0", "toy", "g", Grade(int(output * 10), tuple(range(11)))),
            Finding("toy/p/1", "toy", "p", Probability(1 - output, 0.5), level="region"),
        )


def difference(values: list[float], error: float) -> Difference:
    toy = Toy(replace(bundled_card("knee_mri")))
    toy.__class__ = type("Off", (Toy,), {"error": error})
    samples = [Sample(str(v), "val", str(v), lambda: TaskInput({}, {}), {}, clinical={"x": v}) for v in values]
    return compare(toy, nn.Identity(), samples, CPU)  # type: ignore[arg-type]


def test_a_small_change_that_turns_no_answer_is_allowed() -> None:
    found = difference([0.12, 0.85], 0.004)
    np.testing.assert_allclose(found.largest_change, 0.004)
    assert (found.decisions_changed, found.answers, found.allowed) == (0, 4, True)


def test_a_crossed_operating_point_is_not() -> None:
    found = difference([0.498, 0.85], 0.004)
    assert found.decisions_changed == 2  # the probability, and the grade with it
    assert not found.allowed


def test_nor_a_large_change_nor_no_answer() -> None:
    assert not difference([0.12], 0.05).allowed
    assert not difference([], 0.0).allowed


def test_what_half_precision_changes_is_told(tmp_path: Path) -> None:
    task = load_task("elbow_effusion")
    torch.manual_seed(3)
    network = task.build_network().eval()
    account = {"task": "elbow_effusion", "data": "d", "licence": "l", "phantom": True, "seed": 3}
    bundle = load_task("elbow_effusion", export(task.card, network, {}, account, tmp_path))
    samples = open_data("phantom:elbow:1:3").samples
    stored = as_stored(network, bundle.card)
    found = storage_figures(bundle, network, stored, samples, CPU)
    assert found["half_precision_answers"] == len(samples)
    assert 0 < found["half_precision_largest_change"] < 0.01  # half precision has 11 digits, and rounding is seen
    with torch.no_grad():
        next(iter(network.parameters())).add_(0.1)
    assert storage_figures(bundle, network, stored, samples, CPU)["half_precision_largest_change"] > 0.01
