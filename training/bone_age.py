"""How `bone_age` is trained: hands from scratch or by the challenge's recipe, months as one number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import smooth_l1_loss

from inference.tasks.bone_age import AGE, BoneAge
from training.bone_age_evaluation import calibration, judge, saliency_tables, summarise
from training.datasets import DataSet, Sample
from training.fit import Schedule, Stage
from training.whole_images import Augment, augmented, squares


@dataclass(frozen=True)
class Network:
    """The `[network]` table: what the card's says of the architecture, see `BoneAgeNetwork`."""

    architecture: str
    side: int
    widths: tuple[int, ...]
    hidden: tuple[int, ...]
    dropout: float


@dataclass(frozen=True)
class Hands:
    """The `[hands]` table. `beta`: months at which the loss turns from squares to absolute differences."""

    beta: float
    schedule: Schedule


@dataclass(frozen=True)
class Recipe:
    """The whole recipe."""

    network: Network
    augment: Augment
    hands: Hands


class HandStage:
    """Hands with their ages."""

    name = "hands"

    def __init__(self, training: "BoneAgeTraining") -> None:
        self.training, self.settings = training, training.recipe.hands
        self.schedule, self.network = self.settings.schedule, training.network

    def batches(self, random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """Images, sexes and months of `batch_size` hands; every hand comes before one comes twice."""
        t, batch = self.training, self.schedule.batch_size
        number = self.schedule.batches * batch
        rounds = -(-number // len(t.months))
        drawn = np.concatenate([random.permutation(len(t.months)) for _ in range(rounds)])[:number]
        for place in range(0, number, batch):
            chosen = drawn[place : place + batch]
            images = torch.from_numpy(t.images[chosen]).float()[:, None] / 255
            seen = augmented(images, t.recipe.augment, random)
            yield seen, torch.from_numpy(t.sexes[chosen]), torch.from_numpy(t.months[chosen])

    def loss(self, batch: tuple[Tensor, Tensor, Tensor]) -> Mapping[str, Tensor]:
        """Smooth absolute difference, in units of the months' deviation."""
        images, sexes, months = (part.to(self.training.device) for part in batch)
        unit = self.network.deviation
        given = self.network(images, sexes)
        return {"months": smooth_l1_loss(given / unit, months / unit, beta=self.settings.beta / unit)}

    def validate(self) -> Mapping[str, float]:
        """Mean absolute error in months, whose negative is the score; root mean square and bias beside it."""
        t = self.training
        away = t.answers(t.validation_images, t.validation_sexes) - t.validation_months
        mae = float(np.abs(away).mean())
        return {"score": -mae, "mae": mae, "rmse": float(np.sqrt((away**2).mean())), "bias": float(away.mean())}


class BoneAgeTraining:
    """One network, two splits of hands in memory."""

    def __init__(self, task: BoneAge, data: DataSet, recipe: Recipe, device: torch.device) -> None:
        table = {**task.card.network, **_plain(recipe.network)}
        self.task = BoneAge(replace(task.card, network=table))
        self.recipe, self.device = recipe, device
        self.network = self.task.build_network().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        training, self.validation_samples = data.split("train"), data.split("val")
        self.images, self.sexes, self.months = prepare(self.task, training)
        self.validation_images, self.validation_sexes, self.validation_months = prepare(
            self.task, self.validation_samples
        )

    def stages(self) -> Iterator[Stage]:
        """One."""
        yield HandStage(self)

    def answers(self, images: NDArray[np.uint8], sexes: NDArray[np.float32]) -> NDArray[np.float64]:
        """Months of squares (n, side, side), shape (n,)."""
        network, rows = self.network.eval(), []
        precise = self.recipe.hands.schedule.precision
        for place in range(0, len(images), 32):
            part = slice(place, place + 32)
            shown = torch.from_numpy(images[part]).float()[:, None].to(self.device) / 255
            sex = torch.from_numpy(sexes[part]).to(self.device)
            with (
                torch.inference_mode(),
                torch.autocast(self.device.type, torch.bfloat16, enabled=precise == "bf16"),
            ):
                rows.append(network(shown, sex).double().cpu().numpy())
        return np.concatenate(rows)

    def card_changes(self) -> Mapping[str, Any]:
        """The architecture, and the width of the interval on the validation split through the task itself."""
        judged = judge(self.task, self.network.eval(), self.validation_samples, self.device)
        return {"network": _plain(self.recipe.network), **calibration(judged)}


def _plain(network: Network) -> dict[str, Any]:
    """The table as the card writes it."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(network).items()}


def prepare(
    task: BoneAge, samples: Sequence[Sample]
) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32]]:
    """Squares, shape (n, side, side); sexes and months, shape (n,). An unknown sex counts as half a boy's."""
    sexes = np.array([sample.clinical.get("sex", 0.5) for sample in samples], np.float32)
    months = np.array([sample.quantities[AGE] for sample in samples], np.float32)
    return squares(task, samples), sexes, months


def make_training(task: BoneAge, data: DataSet, recipe: Recipe, device: torch.device) -> BoneAgeTraining:
    """Build the training of this module's task."""
    return BoneAgeTraining(task, data, recipe, device)


__all__ = ["BoneAgeTraining", "Recipe", "judge", "make_training", "saliency_tables", "summarise"]
