"""Effusion of the elbow: lateral views only, one probability, a map where the picture was."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from imaging.errors import NotApplicable
from imaging.finding import Probability
from imaging.phantoms import generate_elbow
from imaging.study import Case, Series, Stack, StackKind, Study
from inference.card import bundled_card
from inference.task import TaskInput
from inference.tasks.elbow_effusion import ElbowEffusion
from training.datasets.phantom import task_input_of

CPU = torch.device("cpu")
# Not narrower: below 16 channels the backward pass of channels-last convolutions damages memory (torch 2.15).
SMALL = {"side": 96, "widths": [16, 16, 16, 16], "dropout": 0.0}


@pytest.fixture
def task() -> ElbowEffusion:
    shipped = bundled_card("elbow_effusion")
    return ElbowEffusion(replace(shipped, network=SMALL))


@pytest.fixture(scope="module")
def elbow() -> TaskInput:
    return task_input_of(generate_elbow(2, effusion=True, spacing=1.0))


@pytest.mark.parametrize(
    ("body_part", "view", "chosen"),
    [
        ("ELBOW", "LL", True),
        ("ELBOW", "LATERAL", True),
        ("ELBOW", "", True),
        ("ELBOW", "AP", False),
        ("HAND", "LL", False),
    ],
)
def test_takes_lateral_elbows(
    task: ElbowEffusion, elbow: TaskInput, body_part: str, view: str, chosen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inference.tasks.elbow_effusion.read_stack", lambda stack: elbow.images["image"])
    stack = Stack("1.1/0", "1.1", StackKind.RADIOGRAPH, (), 10, 10, 1)
    series = Series("1.1", "DX", body_part=body_part, view_position=view, stacks=(stack,))
    found = task.select(Case(Study("1", series=(series,))))
    assert isinstance(found, TaskInput if chosen else NotApplicable)


def test_says_one_probability_and_where(task: ElbowEffusion, elbow: TaskInput, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    network = task.build_network().eval()
    inputs = task.preprocess(elbow)
    output = task.run(network, inputs, CPU)
    (finding,) = task.to_findings(output, elbow)
    assert isinstance(finding.value, Probability)
    assert finding.value.value == pytest.approx(task.probability(output))
    cells = torch.zeros(1, 96, 96)
    cells[0, 60, 30] = 1.0
    monkeypatch.setattr("inference.tasks.elbow_effusion.attribute", lambda method, target: cells)
    (shown,) = task.explain(network, inputs, output, elbow, finding, "saliency", CPU).saliency
    row, column = np.unravel_index(int(shown.values.argmax()), shown.values.shape)
    down, across = inputs.frame.scale
    assert (row + 0.5) * down == pytest.approx(60.5, abs=down)
    assert (column + 0.5) * across == pytest.approx(30.5, abs=across)
