"""How `knee_mri` is trained: per plane, first slices with their own labels, then studies by their strongest slice.

The first stage stands in for ImageNet weights: phantoms know which slices show a lesion, and where. The second is
the paper's: only the study's labels, the maximum over the slices. The fusion of the planes is fitted at the end.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import rankdata
from torch import Tensor, nn
from torch.nn.functional import affine_grid, binary_cross_entropy_with_logits, grid_sample, max_pool2d

from inference.networks.backbones import BACKBONES, NARROW
from inference.networks.slice_network import PlaneNetwork
from inference.tasks.knee_mri import PLANES, KneeMri
from training.datasets import DataSet
from training.fit import Schedule, Stage
from training.knee_data import Knee, PlaneSlices, learned_landmarks, prepare_knees
from training.knee_mri_evaluation import compare, judge, summarise
from training.knee_mri_fusion import fusion_tables
from training.knee_mri_saliency import saliency_tables
from training.start import PUBLISHED, Start, start

MAP_LAYER, MAP_POOL = "layer2", 2
"""Where the auxiliary lesion map looks (stride 8), and how the stored maps (stride 4) get there."""


@dataclass(frozen=True)
class Augment:
    """The `[augment]` table: one draw per slice in the first stage, one per study in the second.

    Attributes
    ----------
    flip : float
        Probability of mirroring left and right (coronal and axial; a sagittal slice has no mirror image).
    rotation_degrees, shift_pixels, scale : float
        Uniform in ± this (scale: ± this part).
    tone : float
        Standard deviation of the logarithm of gamma.
    noise : float
        Largest standard deviation of added noise.
    """

    flip: float
    rotation_degrees: float
    shift_pixels: float
    scale: float
    tone: float
    noise: float


@dataclass(frozen=True)
class Slices:
    """The `[slices]` table: slices with labels of their own. `positive` is the share of slices with a lesion."""

    positive: float
    map_weight: float
    schedule: Schedule


@dataclass(frozen=True)
class Studies:
    """The `[studies]` table: all slices of a study, one label.

    `fusion_on` is ``"val"`` or, as in the paper, ``"train"``.
    """

    fusion_on: str
    schedule: Schedule
    operating_point: float = 0.0
    """The same for every label; 0 for the largest sensitivity + specificity on the split of the fusion."""


@dataclass(frozen=True)
class Recipe:
    """The whole recipe.

    Attributes
    ----------
    single_label : bool
        The paper's nine networks, each trained by itself, instead of three.
    slices : Slices
        With 0 epochs there is no such stage.
    network : mapping
        Laid over the card's `[network]` table: the backbone, and the square that it sees.
    learn_histogram : bool
        Learn the standard histogram (``landmarks``) on the training split instead of taking the card's.
    """

    single_label: bool
    augment: Augment
    slices: Slices
    studies: Studies
    network: Mapping[str, Any] = field(default_factory=dict)
    learn_histogram: bool = False


def area_under_curve(truth: NDArray[np.bool_], scores: NDArray[np.floating]) -> float:
    """Area under the ROC curve from ranks, for choosing an epoch; 0.5 where a class is missing."""
    n, m = int(truth.sum()), int((~truth).sum())
    return float((rankdata(scores)[truth].sum() - n * (n + 1) / 2) / (n * m)) if n and m else 0.5


def augmented(
    images: Tensor, lesions: Tensor, owners: NDArray[np.intp], plane: str, s: Augment, random: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Move images (n, 1, side, side) and lesion maps together, change tone, add noise.

    `owners`, shape (n,), says which slices move alike.
    """
    count = int(owners.max()) + 1
    angle = np.radians(random.uniform(-s.rotation_degrees, s.rotation_degrees, count))
    size = 1 + random.uniform(-s.scale, s.scale, count)
    mirror = np.where((random.random(count) < s.flip) & (plane != "sagittal"), -1.0, 1.0)
    shift = random.uniform(-s.shift_pixels, s.shift_pixels, (count, 2)) * 2 / images.shape[-1]
    matrix = np.zeros((count, 2, 3), np.float32)
    matrix[:, 0, 0], matrix[:, 0, 1] = mirror * size * np.cos(angle), -size * np.sin(angle)
    matrix[:, 1, 0], matrix[:, 1, 1] = mirror * size * np.sin(angle), size * np.cos(angle)
    matrix[:, :, 2] = shift
    theta = torch.from_numpy(matrix[owners])
    grid = affine_grid(theta, list(images.shape), align_corners=False)
    moved = grid_sample(images, grid, align_corners=False)
    coarse = affine_grid(theta, list(lesions.shape), align_corners=False)
    seen = grid_sample(lesions, coarse, align_corners=False)
    exponent = torch.from_numpy(np.exp(s.tone * random.standard_normal(count)).astype(np.float32)[owners])
    moved = moved.clamp(min=0) ** exponent[:, None, None, None]
    level = torch.from_numpy((s.noise * random.random(count)).astype(np.float32)[owners])
    noise = torch.from_numpy(random.standard_normal(tuple(moved.shape), dtype=np.float32))
    return moved + level[:, None, None, None] * noise, seen


class SliceLearner(nn.Module):
    """A plane's network with a map of lesions on top of an early layer, which is thrown away afterwards."""

    def __init__(self, plane: PlaneNetwork, width: int) -> None:
        super().__init__()
        self.plane = plane
        labels = sum(len(group) for group in plane.groups)
        self.lesions = nn.ModuleList(nn.Conv2d(width, labels, 1) for _ in plane.groups)

    def forward(self, slices: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (n, labels) and lesion logits (n, labels, side / 8, side / 8), the groups' maps averaged."""
        kept: list[Tensor] = []
        hooks = [
            c.body.get_submodule(MAP_LAYER).register_forward_hook(lambda _m, _i, out: kept.append(out))  # type: ignore[union-attr]
            for c in self.plane.classifiers
        ]
        try:
            logits: Tensor = self.plane(slices)
        finally:
            for hook in hooks:
                hook.remove()
        maps = torch.stack([head(x) for head, x in zip(self.lesions, kept, strict=True)]).mean(dim=0)
        return logits, maps


class SliceStage:
    """Slices drawn so that lesions are frequent; a slice's own labels, and a coarse map of the lesions."""

    def __init__(self, training: "KneeTraining", plane: str) -> None:
        self.training, self.plane = training, plane
        self.name, self.settings = f"{plane}_slices", training.recipe.slices
        self.schedule = self.settings.schedule
        width = int(training.task.card.network["widths"][1])
        self.network = SliceLearner(training.network.plane(plane), width).to(training.device)

    def batches(self, random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """Images, lesion maps and labels (−1: undecided)."""
        planes = [knee.planes[self.plane] for knee in self.training.training]
        places = [(i, j) for i, slices in enumerate(planes) for j in range(len(slices.images))]
        labels = np.concatenate([slices.labels for slices in planes])
        pools = [np.flatnonzero(labels[:, k] == 1) for k in range(labels.shape[1])]
        negative = np.flatnonzero((labels == 0).all(axis=1))
        for _ in range(self.schedule.batches):
            chosen = []
            for _ in range(self.schedule.batch_size):
                pool = pools[random.integers(len(pools))] if random.random() < self.settings.positive else negative
                chosen.append(int(pool[random.integers(len(pool))]))
            picked = [(planes[places[c][0]], places[c][1]) for c in chosen]
            images = torch.cat([slices.tensor([j]) for slices, j in picked])
            maps = torch.from_numpy(np.stack([slices.lesions[j] for slices, j in picked])).float()
            owners = np.arange(len(chosen))
            images, maps = augmented(images, maps, owners, self.plane, self.training.recipe.augment, random)
            yield images, maps, torch.from_numpy(labels[chosen].astype(np.float32))

    def loss(self, batch: tuple[Tensor, Tensor, Tensor]) -> Mapping[str, Tensor]:
        """Cross-entropy of the decided labels, and of the map with lesions weighted up."""
        images, maps, labels = (part.to(self.training.device) for part in batch)
        logits, seen = self.network(_last(images))
        decided = (labels >= 0).float()
        slices = binary_cross_entropy_with_logits(logits.float(), labels.clamp(min=0), decided)
        target = max_pool2d(maps, MAP_POOL).clamp(0, 1)
        weight = 1 + 9 * target
        lesions = binary_cross_entropy_with_logits(seen.float(), target, weight)
        return {"slices": slices, "map": self.settings.map_weight * lesions}

    def validate(self) -> Mapping[str, float]:
        """As the second stage."""
        return self.training.validate(self.plane)


class StudyStage:
    """Whole series with the study's labels: the maximum over the slices (Bien 2018). One CNN: that of a group."""

    def __init__(self, training: "KneeTraining", plane: str, group: int) -> None:
        self.training, self.plane, self.group = training, plane, group
        whole = training.network.plane(plane)
        self.labels = list(whole.groups[group])
        one = len(self.labels) == 1
        self.name = f"{plane}_{training.task.names[self.labels[0]]}" if one else plane
        self.settings = training.recipe.studies
        self.schedule = self.settings.schedule
        self.whole, self.network = whole, whole.classifiers[group]

    def batches(self, random: np.random.Generator) -> Iterator[tuple[Tensor, NDArray[np.intp], Tensor]]:
        """Slices of `batch_size` studies, the owner of each slice, and the studies' labels."""
        knees = self.training.training
        rounds = 1 + self.schedule.samples_per_epoch // len(knees)
        order = np.concatenate([random.permutation(len(knees)) for _ in range(rounds)])
        for batch in range(self.schedule.batches):
            drawn = [knees[i] for i in order[batch * self.schedule.batch_size : (batch + 1) * self.schedule.batch_size]]
            series: list[PlaneSlices] = [knee.planes[self.plane] for knee in drawn]
            owners = np.repeat(np.arange(len(series)), [len(s.images) for s in series])
            images = torch.cat([s.tensor() for s in series])
            empty = torch.zeros(len(images), 1, 1, 1)
            images, _ = augmented(images, empty, owners, self.plane, self.training.recipe.augment, random)
            truth = np.stack([knee.truth[self.labels] for knee in drawn])
            yield images, owners, torch.from_numpy(truth.astype(np.float32))

    def loss(self, batch: tuple[Tensor, NDArray[np.intp], Tensor]) -> Mapping[str, Tensor]:
        """Cross-entropy of the largest logit per study."""
        images, owners, truth = batch
        logits = self.whole.of_group(self.group, _last(images.to(self.training.device))).float()
        largest = torch.stack([part.amax(dim=0) for part in logits.split(np.bincount(owners).tolist())])
        return {"studies": binary_cross_entropy_with_logits(largest, truth.to(largest.device))}

    def validate(self) -> Mapping[str, float]:
        """AUC of the group's labels on this plane alone."""
        return self.training.validate(self.plane, self.group)


class KneeTraining:
    """Per plane slices, where the recipe asks for them, and then studies, CNN by CNN."""

    def __init__(self, task: KneeMri, data: DataSet, recipe: Recipe, device: torch.device) -> None:
        self.recipe, self.device = recipe, device
        groups = [[i] for i in range(len(task.names))] if recipe.single_label else [list(range(len(task.names)))]
        self.changed: dict[str, Any] = {**recipe.network, "groups": groups}
        if recipe.learn_histogram:
            self.changed["landmarks"] = learned_landmarks(data.split("train"))
        self.task = KneeMri(replace(task.card, network={**task.card.network, **self.changed}))
        self.network = self.task.build_network().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.training = prepare_knees(self.task, data.split("train"))
        self.validation = prepare_knees(self.task, data.split("val"))

    def stages(self) -> Iterator[Stage]:
        """Plane by plane."""
        for plane in PLANES:
            if self.recipe.slices.schedule.epochs:
                yield SliceStage(self, plane)
            for group in range(len(self.network.plane(plane).groups)):
                yield StudyStage(self, plane, group)

    def start_from(self, source: str) -> Start:
        """Every CNN's backbone, from weights in torchvision's names (or this program's, for the narrow one)."""
        backbone = BACKBONES.get(str(self.task.card.network.get("backbone", NARROW)))
        if backbone is None:
            return start(self.network, source)
        bodies = [c.body for plane in PLANES for c in self.network.plane(plane).classifiers]
        renamed = partial(backbone.name_there, published=source in PUBLISHED)
        *_, last = (start(body, source, published=backbone.published, renamed=renamed) for body in bodies)
        return last

    def logits(self, knees: Sequence[Knee], plane: str, group: int | None = None) -> NDArray[np.float64]:
        """The largest logit over the slices of one plane, shape (knees, labels); of one group only, if named."""
        network = self.network.plane(plane).eval()
        rows = []
        for knee in knees:
            with torch.inference_mode():
                slices = _last(knee.planes[plane].tensor().to(self.device))
                logits = network(slices) if group is None else network.of_group(group, slices)
            rows.append(logits.amax(dim=0).double().cpu().numpy())
        return np.stack(rows)

    def validate(self, plane: str, group: int | None = None) -> Mapping[str, float]:
        """AUC per label (of one group's labels, if named) of one plane; their mean is the score."""
        labels = range(len(self.task.names)) if group is None else self.network.plane(plane).groups[group]
        truth, logits = np.stack([knee.truth for knee in self.validation]), self.logits(self.validation, plane, group)
        areas = {self.task.names[i]: area_under_curve(truth[:, i], logits[:, k]) for k, i in enumerate(labels)}
        return {"score": float(np.mean(list(areas.values()))), **areas}

    def card_changes(self) -> Mapping[str, Any]:
        """The fusion, the operating points and the groups of labels."""
        knees = self.validation if self.recipe.studies.fusion_on == "val" else self.training
        logits = np.stack([self.logits(knees, plane) for plane in PLANES], axis=-1)
        truth = np.stack([knee.truth for knee in knees])
        where = "validation" if knees is self.validation else "training"
        return {**fusion_tables(truth, logits, where, self.recipe.studies.operating_point), "network": self.changed}


def _last(images: Tensor) -> Tensor:
    """Channels last: what the processor's convolutions like best."""
    return images.contiguous(memory_format=torch.channels_last)


def make_training(task: KneeMri, data: DataSet, recipe: Recipe, device: torch.device) -> KneeTraining:
    """Build the training of this module's task."""
    return KneeTraining(task, data, recipe, device)


__all__ = ["KneeTraining", "Recipe", "compare", "judge", "make_training", "saliency_tables", "summarise"]
