"""What every task must do. A task owns the way from a Case to its tensor and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from imaging.errors import NotApplicable
from imaging.finding import Finding
from imaging.presentation import ImageStack
from imaging.region import Box
from imaging.study import Case, Stack
from inference.card import ModelCard


@dataclass(frozen=True)
class TaskInput:
    """What a task looks at: named stacks with their pixels.

    The names are the task's own ("sagittal", "coronal", "axial", or "image").

    Attributes
    ----------
    clinical : mapping of str to float
        What else a task may use of the patient: ``sex`` (0 female, 1 male), ``age_years``, …; only what is known.
    places : tuple of Box
        Those of the Case that the task is asked about.
    """

    stacks: Mapping[str, Stack]
    images: Mapping[str, ImageStack]
    clinical: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    places: tuple[Box, ...] = ()


Passes = dict[nn.Module, tuple[Tensor, Tensor]]
"""Layer explained → its output, and the scores that follow from it, with the graph between them."""


@dataclass(frozen=True)
class SaliencyTarget:
    """What captum should explain: a scalar-valued callable of one input tensor, and the layer to look at.

    Attributes
    ----------
    network : nn.Module
        Maps `inputs` to scores, shape (n, classes).
    layer : nn.Module
        The layer whose activations carry the map.
    inputs : Tensor, shape (n, channels, rows, columns)
    index : int
        The class explained.
    passes : dict
        Forward passes kept for another class of the same inputs; whoever hands it over sees to it that network and
        inputs stay the same.
    """

    network: nn.Module
    layer: nn.Module
    inputs: Tensor
    index: int
    passes: Passes = field(default_factory=dict, compare=False, repr=False)


class Task(Protocol):
    """A question a model answers. See `inference.tasks` for the ones there are."""

    card: ModelCard

    def select(self, case: Case) -> TaskInput | NotApplicable:
        """Choose the series, views and slices, and read their pixels; or say why the question does not arise."""
        ...

    def preprocess(self, task_input: TaskInput) -> Any:
        """Make the network's input. Deterministic, leaves `task_input` alone; training calls it too."""
        ...

    def build_network(self) -> nn.Module:
        """The architecture of the card's `[network]` table with fresh weights; training calls it too."""
        ...

    def run(self, network: nn.Module, inputs: Any, device: torch.device) -> Any:
        """One forward pass over everything the task needs, without gradients."""
        ...

    def to_findings(self, output: Any, task_input: TaskInput) -> tuple[Finding, ...]:
        """Findings in the coordinates of the original Instances."""
        ...

    def explain(
        self,
        network: nn.Module,
        inputs: Any,
        output: Any,
        task_input: TaskInput,
        finding: Finding,
        method: str,
        device: torch.device,
    ) -> Finding:
        """The same finding with its saliency maps, laid on the original Instances at true cell centres."""
        ...
