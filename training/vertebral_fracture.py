"""How `vertebral_fracture` is trained: random views of single slices with the patient's label, one logit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from imaging.errors import UserError
from inference.networks.vertebra_network import ARCHITECTURES
from inference.tasks.vertebral_fracture import CENTRES, VertebralFracture
from training.datasets import DataSet
from training.fit import Schedule, Stage
from training.vertebra_data import Augment, inputs_of, prepare, truth_of, views
from training.vertebral_fracture_evaluation import judge, summarise, truth_by_sample, with_readers
from training.vertebral_fracture_saliency import saliency_tables


@dataclass(frozen=True)
class Fractures:
    """The `[fractures]` table.

    Attributes
    ----------
    benign_copies, malignant_copies : float
        How many affine copies of a case the paper makes; here the odds with which a case of the class is drawn.
    """

    benign_copies: float
    malignant_copies: float
    schedule: Schedule


@dataclass(frozen=True)
class Recipe:
    """The whole recipe.

    Attributes
    ----------
    architecture : str
        ``"narrow"``, or ``"resnet50"`` as in the paper.
    init : str
        A file with ImageNet weights of torchvision's ResNet-50 to start from; empty to start from scratch.
    """

    architecture: str
    init: str
    augment: Augment
    fractures: Fractures


class FractureStage:
    """Views of slices, drawn so that the classes are balanced as the recipe says."""

    name = "fractures"

    def __init__(self, training: "FractureTraining") -> None:
        self.training, self.settings = training, training.recipe.fractures
        self.schedule, self.network = self.settings.schedule, training.network
        weight = np.where(training.truth, self.settings.malignant_copies, self.settings.benign_copies)
        self.chance = weight / weight.sum()

    def batches(self, random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        """Views and labels."""
        training, batch = self.training, self.schedule.batch_size
        for _ in range(self.schedule.batches):
            drawn = random.choice(len(self.chance), batch, p=self.chance)
            centres = random.integers(len(CENTRES), size=batch)
            seen = views(training.squares[drawn], centres, training.task.side, training.recipe.augment, random)
            yield seen, torch.from_numpy(training.truth[drawn].astype(np.float32))

    def loss(self, batch: tuple[Tensor, Tensor]) -> Mapping[str, Tensor]:
        """Cross-entropy."""
        patches, truth = (part.to(self.training.device) for part in batch)
        logits = self.network(patches.contiguous(memory_format=torch.channels_last))[:, 0].float()
        return {"fractures": binary_cross_entropy_with_logits(logits, truth)}

    def validate(self) -> Mapping[str, float]:
        """The lowest loss over the slices stops the training, as in the paper; accuracy by patient beside it."""
        training = self.training
        logits, truth = training.logits(training.validation), training.validation_truth
        weight = np.where(truth, 0.5 / max(truth.sum(), 1), 0.5 / max((~truth).sum(), 1))[:, None] / len(CENTRES)
        loss = float((weight * (np.logaddexp(0, logits) - truth[:, None] * logits)).sum())
        right = (logits.max(axis=1) >= 0) == truth
        return {"score": -loss, "loss": loss, "accuracy": float(right.mean())}


class FractureTraining:
    """One network, two splits of vertebrae in memory."""

    def __init__(self, task: VertebralFracture, data: DataSet, recipe: Recipe, device: torch.device) -> None:
        if recipe.architecture not in ARCHITECTURES:
            known = ", ".join(ARCHITECTURES)
            raise UserError(f"The recipe asks for the architecture “{recipe.architecture}”. Known: {known}.")
        self.recipe, self.device = recipe, device
        table = {**task.card.network, "architecture": recipe.architecture}
        self.task = VertebralFracture(replace(task.card, network=table))
        network = self.task.build_network()
        if recipe.init:
            start_from(network.classifier.body, Path(recipe.init))
        self.network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        samples, held = data.split("train"), data.split("val")
        self.truth, self.validation_truth = truth_of(samples), truth_of(held)
        for name, truth in (("training", self.truth), ("validation", self.validation_truth)):
            if truth.all() or not truth.any():
                raise UserError(f"All fractures of the {name} split are of one kind; take more cases.")
        self.squares = prepare(self.task, samples)
        self.validation = inputs_of(prepare(self.task, held), self.task.side)

    def stages(self) -> Iterator[Stage]:
        """One."""
        yield FractureStage(self)

    def logits(self, inputs: Tensor) -> NDArray[np.float64]:
        """Logits of cases, shape (cases, 3), from inputs of shape (cases × 3, 6, side, side)."""
        network, rows = self.network.eval(), []
        for place in range(0, len(inputs), 48):
            with torch.inference_mode():
                part = inputs[place : place + 48].to(self.device).contiguous(memory_format=torch.channels_last)
                rows.append(network(part)[:, 0].double().cpu().numpy())
        return np.concatenate(rows).reshape(-1, len(CENTRES))

    def card_changes(self) -> Mapping[str, Any]:
        """The architecture; the operating point is the paper's."""
        return {"network": {"architecture": self.recipe.architecture}}


def start_from(body: torch.nn.Module, path: Path) -> None:
    """Fill a ResNet-50's layers with the ImageNet weights of a state dict; its 3 × 3 stem stays as it was drawn.

    Raises
    ------
    UserError
        When the file cannot be read, or holds no weights of a ResNet-50.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise UserError(f"The weights to start from, {path.name}, cannot be read: {error}.") from error
    wanted = {name for name in body.state_dict() if name.startswith("layer")}
    found = {name: value for name, value in dict(state).items() if name in wanted}
    if len(found) != len(wanted):
        raise UserError(
            f"{path.name} holds {len(found)} of the {len(wanted)} tensors of a ResNet-50. "
            "Name the state dict of torchvision's resnet50, with the recipe's architecture “resnet50”."
        )
    try:
        body.load_state_dict(found, strict=False)
    except RuntimeError as error:
        raise UserError(f"The weights in {path.name} are of another network than a ResNet-50.") from error


def make_training(task: VertebralFracture, data: DataSet, recipe: Recipe, device: torch.device) -> FractureTraining:
    """Build the training of this module's task."""
    return FractureTraining(task, data, recipe, device)


__all__ = [
    "FractureTraining",
    "Recipe",
    "judge",
    "make_training",
    "saliency_tables",
    "summarise",
    "truth_by_sample",
    "with_readers",
]
