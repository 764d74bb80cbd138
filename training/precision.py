"""Do fewer digits change what a task says? Tried on samples: bfloat16 for the card's `[speed]` table, and the half
precision in which weights are stored for its `[weights]` table."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn

from imaging.finding import Finding, Grade, Probability, Quantity
from inference.speed import BFLOAT16, LARGEST_CHANGE, has_bfloat16
from inference.task import Task
from training.datasets import Sample

Way = Callable[[Any], Any]
"""From a task's inputs to its output."""


@dataclass(frozen=True)
class Difference:
    """What a task said of some samples with fewer digits, against single precision.

    Attributes
    ----------
    largest_change : float
        Of a probability, or of a quantity as a part of its value; answers about the study count.
    decisions_changed : int
        Probabilities that crossed their operating point, and grades that became another.
    answers : int
        Answers about a study that were compared.
    """

    largest_change: float
    decisions_changed: int
    answers: int

    @property
    def allowed(self) -> bool:
        """Whether bfloat16 may stand in for single precision."""
        return self.answers > 0 and self.decisions_changed == 0 and self.largest_change <= LARGEST_CHANGE


def speed_table(
    task: Task, network: nn.Module, samples: Sequence[Sample], device: torch.device, where: str
) -> dict[str, Any]:
    """The card's `[speed]` table; empty on a device that could not try it."""
    if not has_bfloat16(device):
        return {}
    found = compare(task, network, samples, device)
    return {
        "precision": BFLOAT16 if found.allowed else "float32",
        "largest_change": round(found.largest_change, 5),
        "decisions_changed": found.decisions_changed,
        "answers": found.answers,
        "data": where,
    }


def compare(task: Task, network: nn.Module, samples: Sequence[Sample], device: torch.device) -> Difference:
    """Run a task in single precision and in bfloat16 on every sample."""
    exact, quick = (of_precision(task, word) for word in ("float32", BFLOAT16))
    return difference(
        task,
        samples,
        lambda inputs: exact.run(network, inputs, device),
        lambda inputs: quick.run(network, inputs, device),
    )


def storage_figures(
    task: Task, network: nn.Module, stored: nn.Module, samples: Sequence[Sample], device: torch.device
) -> dict[str, float | int]:
    """What storing the weights in half precision changes, for the card's `[weights]` table.

    Parameters
    ----------
    task : Task
        Of the bundle, with its calibration and operating points.
    network, stored : nn.Module
        As trained, in single precision; and with the weights as they were written.
    """
    found = difference(
        task, samples, lambda inputs: task.run(network, inputs, device), lambda inputs: task.run(stored, inputs, device)
    )
    return {
        "half_precision_largest_change": round(found.largest_change, 5),
        "half_precision_decisions_changed": found.decisions_changed,
        "half_precision_answers": found.answers,
    }


def difference(task: Task, samples: Sequence[Sample], first: Way, second: Way) -> Difference:
    """Let two ways of running a task answer every sample."""
    largest, crossed, answers = 0.0, 0, 0
    for sample in samples:
        task_input = sample.task_input()
        inputs = task.preprocess(task_input)
        pair = [{f.finding_id: f for f in task.to_findings(way(inputs), task_input)} for way in (first, second)]
        for change, other in _changes(*pair):
            largest, crossed, answers = max(largest, change), crossed + other, answers + 1
    return Difference(largest, crossed, answers)


def of_precision(task: Task, word: str) -> Task:
    """The same task with a card that asks for this precision."""
    changed: Task = type(task)(replace(task.card, raw={**task.card.raw, "speed": {"precision": word}}))  # type: ignore[call-arg]
    return changed


def _changes(exact: dict[str, Finding], quick: dict[str, Finding]) -> Iterator[tuple[float, bool]]:
    """Of every answer about the study: how far its number moved, and whether the answer is another."""
    for key, finding in exact.items():
        if finding.level != "study":
            continue
        first, second = finding.value, quick[key].value if key in quick else None
        match first, second:
            case Probability(), Probability():
                yield abs(first.value - second.value), first.positive != second.positive
            case Grade(), Grade():
                yield 0.0, first.value != second.value
            case Quantity(), Quantity():
                yield abs(first.value - second.value) / max(abs(first.value), 1e-6), False
            case _:
                yield 0.0, True
