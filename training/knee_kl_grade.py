"""How `knee_kl_grade` is trained: knees from scratch, softened neighbouring grades, an average of the last weights."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample, log_softmax

from app.statistics.agreement import agreement_table, kappa_of_table
from inference.tasks.knee_kl_grade import GRADE, LEVELS, KneeKlGrade, grade_of
from inference.transforms import flattened
from training.datasets import DataSet, Sample
from training.fit import Schedule, Stage
from training.knee_kl_evaluation import calibration, judge, saliency_tables, summarise


@dataclass(frozen=True)
class Augment:
    """The `[augment]` table: one draw per knee.

    Attributes
    ----------
    rotation_degrees, shift_pixels, scale : float
        Uniform in ± this (scale: ± this part).
    negative : float
        Probability of swapping black and white: some films of the archive are stored so.
    gamma, noise : float
        Standard deviation of the logarithm of gamma; largest standard deviation of added noise, in local deviations.
    """

    rotation_degrees: float
    shift_pixels: float
    scale: float
    negative: float
    gamma: float
    noise: float


@dataclass(frozen=True)
class Grades:
    """The `[grades]` table.

    Attributes
    ----------
    neighbour : float
        Share of a knee's label that goes to the grades beside it; 0 is the plain cross-entropy of the paper.
    balance : float
        0 draws knees as they come, 1 every grade equally often; between: the power of the inverse frequency.
    """

    neighbour: float
    balance: float
    schedule: Schedule


@dataclass(frozen=True)
class Recipe:
    """The whole recipe."""

    augment: Augment
    grades: Grades


def soft_labels(grades: Tensor, neighbour: float) -> Tensor:
    """Targets of shape (n, 5): the grade, and a share for the grades beside it (0 and 4 have one neighbour only)."""
    levels = torch.arange(len(LEVELS))
    near = ((levels[None] - grades[:, None]).abs() == 1).float()
    own = (levels[None] == grades[:, None]).float()
    return own * (1 - neighbour) + near / near.sum(dim=1, keepdim=True) * neighbour


def augmented(images: Tensor, s: Augment, random: np.random.Generator) -> Tensor:
    """Squares (n, 1, side, side) in [0, 1]: turned, moved, scaled, in another tone. Mirroring changes nothing here."""
    count = len(images)
    angle = np.radians(random.uniform(-s.rotation_degrees, s.rotation_degrees, count))
    size = 1 + random.uniform(-s.scale, s.scale, count)
    matrix = np.zeros((count, 2, 3), np.float32)
    matrix[:, 0, 0] = matrix[:, 1, 1] = size * np.cos(angle)
    matrix[:, 1, 0] = size * np.sin(angle)
    matrix[:, 0, 1] = -matrix[:, 1, 0]
    matrix[:, :, 2] = random.uniform(-s.shift_pixels, s.shift_pixels, (count, 2)) * 2 / images.shape[-1]
    grid = affine_grid(torch.from_numpy(matrix), list(images.shape), align_corners=False)
    moved = grid_sample(images, grid, padding_mode="border", align_corners=False).clamp(0, 1)
    exponent = torch.from_numpy(np.exp(s.gamma * random.standard_normal(count)).astype(np.float32))
    moved = moved ** exponent[:, None, None, None]
    swapped = torch.from_numpy(random.random(count) < s.negative)[:, None, None, None]
    return torch.where(swapped, 1 - moved, moved)


class GradeStage:
    """Knees with their grades."""

    name = "grades"

    def __init__(self, training: "KneeKlTraining") -> None:
        self.training, self.settings = training, training.recipe.grades
        self.schedule, self.network = self.settings.schedule, training.network
        grades = np.array([sample.grades[GRADE] for sample in training.training_samples])
        share = np.bincount(grades, minlength=len(LEVELS)) / len(grades)
        weight = share[grades] ** -self.settings.balance
        self.grades, self.chance = grades, weight / weight.sum()

    def batches(self, random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        """Halves of `batch_size` knees and their grades."""
        batch = self.schedule.batch_size
        drawn = random.choice(len(self.grades), self.schedule.batches * batch, p=self.chance)
        for place in range(0, len(drawn), batch):
            chosen = drawn[place : place + batch]
            images = torch.from_numpy(self.training.images[chosen]).float()[:, None] / 255
            seen = flattened(augmented(images, self.training.recipe.augment, random))
            level = torch.from_numpy((self.training.recipe.augment.noise * random.random(batch)).astype(np.float32))
            noise = torch.from_numpy(random.standard_normal(tuple(seen.shape), dtype=np.float32))
            halves = self.network.halves(seen + level[:, None, None, None] * noise)
            yield halves, torch.from_numpy(self.grades[chosen])

    def loss(self, batch: tuple[Tensor, Tensor]) -> Mapping[str, Tensor]:
        """Cross-entropy with softened grades."""
        halves, grades = batch
        logits = self.network(halves.to(self.training.device)).float()
        target = soft_labels(grades, self.settings.neighbour).to(logits.device)
        return {"grades": -(target * log_softmax(logits, dim=1)).sum(dim=1).mean()}

    def validate(self) -> Mapping[str, float]:
        """Quadratic kappa, the score; accuracy and mean absolute error beside it."""
        truth = [sample.grades[GRADE] for sample in self.training.validation_samples]
        given = [grade_of(logits) for logits in self.training.judge(self.training.validation_images)]
        table = agreement_table(truth, given, LEVELS)
        miss = np.abs(np.array(truth) - np.array(given))
        kappa = kappa_of_table(table, "quadratic").value
        return {"score": kappa, "accuracy": float((miss == 0).mean()), "mae": float(miss.mean())}


class KneeKlTraining:
    """One network, two splits of knees in memory."""

    def __init__(self, task: KneeKlGrade, data: DataSet, recipe: Recipe, device: torch.device) -> None:
        self.task, self.recipe, self.device = task, recipe, device
        self.network = task.build_network().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.training_samples, self.validation_samples = data.split("train"), data.split("val")
        self.images = prepare(task, self.training_samples)
        self.validation_images = prepare(task, self.validation_samples)

    def stages(self) -> Iterator[Stage]:
        """One."""
        yield GradeStage(self)

    def judge(self, images: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Logits of squares (n, side, side), shape (n, 5)."""
        network, rows = self.network.eval(), []
        for place in range(0, len(images), 64):
            squares = torch.from_numpy(images[place : place + 64]).float()[:, None].to(self.device) / 255
            with (
                torch.inference_mode(),
                torch.autocast(
                    self.device.type, torch.bfloat16, enabled=self.recipe.grades.schedule.precision == "bf16"
                ),
            ):
                rows.append(network(network.halves(flattened(squares))).double().cpu().numpy())
        return np.concatenate(rows)

    def card_changes(self) -> Mapping[str, Any]:
        """Scaling and operating point of osteoarthritis, on the validation split through the task itself."""
        prevalence = float(np.mean([sample.reference["osteoarthritis"] for sample in self.training_samples]))
        return calibration(self.task, self.network.eval(), self.validation_samples, prevalence, self.device)


def prepare(task: KneeKlGrade, samples: Sequence[Sample]) -> NDArray[np.uint8]:
    """The task's own squares, kept as 8 bit: shape (n, side, side)."""
    images = np.empty((len(samples), task.side, task.side), np.uint8)
    for place, sample in enumerate(samples):
        images[place] = (task.preprocess(sample.load()).image[0].numpy() * 255).round()
    return images


def make_training(task: KneeKlGrade, data: DataSet, recipe: Recipe, device: torch.device) -> KneeKlTraining:
    """Build the training of this module's task."""
    return KneeKlTraining(task, data, recipe, device)


__all__ = ["KneeKlTraining", "Recipe", "judge", "make_training", "saliency_tables", "summarise"]
