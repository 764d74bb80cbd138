"""How `lumbar_grading` is trained: first the parts of the spine, then the discs that the first network finds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import affine_grid, binary_cross_entropy_with_logits, cross_entropy, grid_sample, log_softmax

from app.statistics.agreement import agreement_table, kappa_of_table
from app.statistics.diagnostic import auc_delong
from imaging.errors import UserError
from inference.networks.spine_network import DISC, STRIDE, Disc, look
from inference.tasks.lumbar_grading import PFIRRMANN, PFIRRMANN_LEVELS, SIGNS, LumbarGrading, pfirrmann_of
from training.datasets import DataSet, Sample
from training.fit import Schedule, Stage
from training.lumbar_evaluation import calibration, judge, saliency_tables, summarise


@dataclass(frozen=True)
class Augment:
    """The `[augment]` table; one draw per slice or disc.

    Attributes
    ----------
    rotation_degrees, shift_millimetres, scale : float
        Uniform in ± this (scale: ± this part).
    gamma, contrast, noise : float
        Deviation of the logarithms of gamma and of a factor; largest deviation of added noise, of the full range.
    """

    rotation_degrees: float
    shift_millimetres: float
    scale: float
    gamma: float
    contrast: float
    noise: float


@dataclass(frozen=True)
class Parts:
    """The `[parts]` table. `disc_weight` is the weight of the disc class: the smallest structure."""

    disc_weight: float
    augment: Augment
    schedule: Schedule


@dataclass(frozen=True)
class Discs:
    """The `[discs]` table. `neighbour` is the share of a Pfirrmann grade that goes to the grades beside it."""

    neighbour: float
    augment: Augment
    schedule: Schedule


@dataclass(frozen=True)
class Recipe:
    """The whole recipe."""

    parts: Parts
    discs: Discs


@dataclass(frozen=True)
class Graded:
    """One disc that was found and has a grading: where, in which image, and its targets (Pfirrmann, then signs)."""

    image: int
    disc: Disc
    bone: float
    targets: NDArray[np.float32]


def moved(
    images: Tensor, maps: Tensor | None, s: Augment, millimetres: float, random: np.random.Generator
) -> tuple[Tensor, Tensor | None]:
    """Turn, shift and scale squares (n, 1, side, side), and their maps (n, 1, side, side) with them; another tone."""
    count = len(images)
    angle = np.radians(random.uniform(-s.rotation_degrees, s.rotation_degrees, count))
    size = 1 + random.uniform(-s.scale, s.scale, count)
    matrix = np.zeros((count, 2, 3), np.float32)
    matrix[:, 0, 0] = matrix[:, 1, 1] = size * np.cos(angle)
    matrix[:, 1, 0] = size * np.sin(angle)
    matrix[:, 0, 1] = -matrix[:, 1, 0]
    reach = s.shift_millimetres / millimetres * 2 / images.shape[-1]
    matrix[:, :, 2] = random.uniform(-reach, reach, (count, 2))
    grid = affine_grid(torch.from_numpy(matrix), list(images.shape), align_corners=False)
    seen = toned(grid_sample(images, grid, align_corners=False), s, random)
    if maps is None:
        return seen, None
    return seen, grid_sample(maps, grid, mode="nearest", align_corners=False)


def toned(images: Tensor, s: Augment, random: np.random.Generator) -> Tensor:
    """Another gamma and contrast, and noise."""
    count = len(images)
    exponent, factor = (
        torch.from_numpy(np.exp(part * random.standard_normal(count)).astype(np.float32))[:, None, None, None]
        for part in (s.gamma, s.contrast)
    )
    level = torch.from_numpy((s.noise * random.random(count)).astype(np.float32))[:, None, None, None]
    noise = torch.from_numpy(random.standard_normal(tuple(images.shape), dtype=np.float32))
    return ((images.clamp(0, 1) ** exponent) * factor + level * noise).clamp(0, 1)


class PartsStage:
    """Vertebrae, discs and canal on slices with outlines."""

    name = "parts"

    def __init__(self, training: "LumbarTraining") -> None:
        self.training, self.settings = training, training.recipe.parts
        self.schedule, self.network = self.settings.schedule, training.network.finder
        self.images, self.maps = training.outlined("train")
        self.validation = training.outlined("val")
        self.weight = torch.tensor([1.0, 1.0, self.settings.disc_weight, 1.0], device=training.device)

    def batches(self, random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        """Squares and their maps of classes."""
        for _ in range(self.schedule.batches):
            chosen = random.integers(len(self.images), size=self.schedule.batch_size)
            images, maps = moved(
                self.images[chosen],
                self.maps[chosen].float(),
                self.settings.augment,
                self.training.task.millimetres,
                random,
            )
            assert maps is not None
            yield images, maps[:, 0].long()

    def loss(self, batch: tuple[Tensor, Tensor]) -> Mapping[str, Tensor]:
        """Cross-entropy per cell, and 1 − the soft Dice coefficient of the discs (Milletari 2016)."""
        images, maps = (part.to(self.training.device) for part in batch)
        logits = self.training.network.parts(images).float()
        target = maps[:, ::STRIDE, ::STRIDE]  # cell i is centred on pixel 2 i
        chance, disc = logits.softmax(dim=1)[:, DISC], (target == DISC).float()
        dice = (2 * (chance * disc).sum() + 1) / (chance.sum() + disc.sum() + 1)
        return {"cells": cross_entropy(logits, target, self.weight), "dice": 1 - dice}

    def validate(self) -> Mapping[str, float]:
        """Dice of each structure; the discs' is the score."""
        images, maps = self.validation
        network, given = self.training.network, []
        with torch.inference_mode():
            for image in images:
                given.append(network.parts(image[None].to(self.training.device))[0].argmax(dim=0).cpu())
        found, truth = torch.stack(given), maps[:, 0, ::STRIDE, ::STRIDE]
        numbers = {}
        for number, name in ((1, "vertebra"), (2, "disc"), (3, "canal")):
            a, b = found == number, truth == number
            numbers[name] = float(2 * (a & b).sum() / max(1, int(a.sum() + b.sum())))
        return {"score": numbers["disc"], **numbers}


class DiscStage:
    """All grades of a disc at once."""

    name = "discs"

    def __init__(self, training: "LumbarTraining") -> None:
        self.training, self.settings = training, training.recipe.discs
        self.schedule, self.network = self.settings.schedule, training.network.grader
        self.images, self.discs = training.graded("train")
        self.validation = training.graded("val")
        if not self.discs or not self.validation[1]:
            raise UserError("The first network finds no discs to grade: train its stage “parts” for longer.")
        grades = np.array([disc.targets[0] for disc in self.discs]).astype(int)
        share = np.bincount(grades, minlength=6) / len(grades)
        weight = share[grades] ** -0.5
        self.chance = weight / weight.sum()

    def batches(self, random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        """Crops of discs and their targets; each crop is cut anew from its slice, turned and moved."""
        s = self.settings.augment
        for _ in range(self.schedule.batches):
            chosen = random.choice(len(self.discs), self.schedule.batch_size, p=self.chance)
            crops, targets = [], []
            for place in chosen:
                item = self.discs[place]
                image = toned(self.images[item.image][None], s, random)[0]
                crops.append(self._cut(image, item, s, random))
                targets.append(item.targets)
            yield torch.cat(crops), torch.from_numpy(np.stack(targets))

    def _cut(self, image: Tensor, item: Graded, s: Augment, random: np.random.Generator) -> Tensor:
        """One crop, its centre and direction a little off, as the first network's are."""
        reach = s.shift_millimetres / self.training.task.millimetres
        x, y = np.array(item.disc.centre) + random.uniform(-reach, reach, 2)
        angle = item.disc.angle + np.radians(random.uniform(-s.rotation_degrees, s.rotation_degrees))
        disc = Disc(item.disc.ordinal, (float(x), float(y)), float(angle))
        crop: Tensor = self.training.network.crops(image, (disc,), item.bone)
        return crop

    def loss(self, batch: tuple[Tensor, Tensor]) -> Mapping[str, Tensor]:
        """Cross-entropy of the softened Pfirrmann grade, and of every sign."""
        crops, targets = (part.to(self.training.device) for part in batch)
        logits = self.network(crops.contiguous(memory_format=torch.channels_last)).float()
        levels = torch.tensor(PFIRRMANN_LEVELS, device=logits.device)
        near = ((levels[None] - targets[:, :1]).abs() == 1).float()
        own = (levels[None] == targets[:, :1]).float()
        soft = own * (1 - self.settings.neighbour) + near / near.sum(dim=1, keepdim=True) * self.settings.neighbour
        split = len(PFIRRMANN_LEVELS)
        grade = -(soft * log_softmax(logits[:, :split], dim=1)).sum(dim=1).mean()
        signs = binary_cross_entropy_with_logits(logits[:, split:], targets[:, 1:])
        return {"pfirrmann": grade, "signs": 2 * signs}

    def validate(self) -> Mapping[str, float]:
        """Quadratic kappa of the Pfirrmann grade, and the mean AUC of the frequent signs; their mean is the score."""
        images, discs = self.validation
        rows = []
        with torch.inference_mode():
            for item in discs:
                crop = self.training.network.crops(images[item.image], (item.disc,), item.bone)
                rows.append(self.network(crop.to(self.training.device))[0].double().cpu().numpy())
        logits, truth = np.stack(rows), np.stack([item.targets for item in discs])
        given = [pfirrmann_of(row) for row in logits]
        table = agreement_table(truth[:, 0].astype(int).tolist(), given, PFIRRMANN_LEVELS)
        kappa = kappa_of_table(table, "quadratic").value
        areas = [
            auc_delong(truth[:, 1 + place] > 0, logits[:, len(PFIRRMANN_LEVELS) + place]).value
            for place in range(len(SIGNS))
            if 10 <= truth[:, 1 + place].sum() <= len(truth) - 10
        ]
        area = float(np.mean(areas)) if areas else 0.5
        return {"score": (kappa + area) / 2, "kappa": kappa, "auc_signs": area}


class LumbarTraining:
    """Two networks, one after the other."""

    def __init__(self, task: LumbarGrading, data: DataSet, recipe: Recipe, device: torch.device) -> None:
        self.task, self.data, self.recipe, self.device = task, data, recipe, device
        self.network = task.build_network().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def stages(self) -> Iterator[Stage]:
        """Parts; then the discs that the first network finds."""
        yield PartsStage(self)
        yield DiscStage(self)

    def outlined(self, split: str) -> tuple[Tensor, Tensor]:
        """Squares (n, 1, side, side) in [0, 1] and their maps of classes, uint8, of the slices with outlines."""
        images, maps = [], []
        for sample in self.data.split(split):
            if sample.parts is None:
                continue
            task_input = sample.load()
            images.append(self.task.preprocess(task_input).image)
            maps.append(self.task.square_of(sample.parts(), task_input))
        return torch.stack(images), torch.stack(maps)

    def graded(self, split: str) -> tuple[list[Tensor], list[Graded]]:
        """Squares of the middle slices and their discs, where the first network finds about as many as were graded."""
        images: list[Tensor] = []
        discs: list[Graded] = []
        for sample in self.data.split(split):
            if not sample.grades:
                continue
            inputs = self.task.preprocess(sample.load())
            with torch.inference_mode():
                found, bone = look(self.network.eval(), inputs.image.to(self.device))
            known = sum(key.startswith(f"{PFIRRMANN}/") for key in sample.grades)
            if found and abs(found[-1].ordinal - known) <= 1:  # else the counting went wrong, and with it the grades
                discs += [
                    Graded(len(images), d, bone, targets_of(sample, d.ordinal)) for d in found if d.ordinal <= known
                ]
            images.append(inputs.image.clone())
        return images, discs

    def card_changes(self) -> Mapping[str, Any]:
        """Scaling and operating points of the signs, on the validation split through the task itself."""
        return calibration(self.task, self.network.eval(), self.data.split("val"), self.device)


def targets_of(sample: Sample, ordinal: int) -> NDArray[np.float32]:
    """Pfirrmann grade, then 0 or 1 per sign."""
    signs = [float(sample.grades[f"{sign}/{ordinal}"] > 0) for sign in SIGNS]
    return np.array([sample.grades[f"{PFIRRMANN}/{ordinal}"], *signs], np.float32)


def make_training(task: LumbarGrading, data: DataSet, recipe: Recipe, device: torch.device) -> LumbarTraining:
    """Build the training of this module's task."""
    return LumbarTraining(task, data, recipe, device)


__all__ = ["LumbarTraining", "Recipe", "judge", "make_training", "saliency_tables", "summarise"]
