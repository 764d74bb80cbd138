"""What the stages of `lower_limb` share: the recipe, the network, the radiographs, and looking at one of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from inference.networks.mask_rcnn import detect
from inference.tasks.lower_limb import LowerLimb, LowerLimbOutput, combine
from training.augment import Augmentation
from training.datasets import DataSet
from training.fit import Schedule
from training.radiographs import Prepared, View, balanced, prepare, random_view


@dataclass(frozen=True)
class Pretrain:
    """The `[pretrain]` table."""

    view: int
    fractured: float
    on_lesion: float
    map_weight: float
    region_weight: float
    schedule: Schedule


@dataclass(frozen=True)
class Detect:
    """The `[detect]` table."""

    view: int
    fractured: float
    on_lesion: float
    schedule: Schedule


@dataclass(frozen=True)
class Classify:
    """The `[classify]` table."""

    mined_normals: int
    jitter: float
    whole: float
    schedule: Schedule
    from_detector: bool = True
    """Start from the detector's backbone, or from what `--init` gave."""


@dataclass(frozen=True)
class Recipe:
    """The whole recipe."""

    augment: Augmentation
    pretrain: Pretrain
    detect: Detect
    classify: Classify
    network: Mapping[str, Any] = field(default_factory=dict)
    """Laid over the card's `[network]` table: the backbone, and the squares that detector and CNN see."""


class Bench:
    """One network, two splits of radiographs in memory, and the numbers of the recipe."""

    def __init__(self, task: LowerLimb, data: DataSet, recipe: Recipe, device: torch.device) -> None:
        card = replace(task.card, network={**task.card.network, **recipe.network})
        self.task, self.recipe, self.device = LowerLimb(card), recipe, device
        self.network = self.task.build_network().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.validation_samples = data.split("val")
        self.training = [prepare(self.task, sample) for sample in data.split("train")]
        self.validation = [prepare(self.task, sample) for sample in self.validation_samples]

    def views(
        self, side: int, share: float, on_lesion: float, schedule: Schedule, random: np.random.Generator
    ) -> Iterator[list[View]]:
        """Batches of random views."""
        drawn = balanced(self.training, share, schedule.batches * schedule.batch_size, random)
        for _ in range(schedule.batches):
            items = [next(drawn) for _ in range(schedule.batch_size)]
            yield [random_view(item, side, on_lesion, self.recipe.augment, random) for item in items]

    def autocast(self, schedule: Schedule) -> torch.autocast:
        """The precision of a schedule."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=schedule.precision == "bf16")

    def detect(self, item: Prepared, schedule: Schedule) -> tuple[Tensor, Tensor]:
        """The detector's boxes (n, 4) in the square, and their scores (n,)."""
        with torch.inference_mode(), self.autocast(schedule):
            found = detect(self.network.detector.eval(), item.tensor(self.task.side).to(self.device))
        return found.boxes.float().cpu().clone(), found.scores.float().cpu().clone()

    def judge(self, item: Prepared, boxes: Tensor, schedule: Schedule) -> LowerLimbOutput:
        """The CNN's logits on given boxes and on the whole image."""
        rows, columns = item.frame.shown
        every = torch.cat([boxes, torch.tensor([[0.0, 0.0, columns, rows]])])
        with torch.inference_mode(), self.autocast(schedule):
            image = item.tensor(self.task.side)[None].to(self.device)
            crops = self.network.crops(image, every.to(self.device), torch.zeros(len(every), device=self.device))
            logits = self.network.classifier(channels_last(crops))[:, 0].float().cpu().numpy()
        return combine(boxes.numpy(), np.full(len(boxes), 0.5, dtype=np.float32), logits, 0.0, 0.5)


def channels_last(images: Tensor) -> Tensor:
    """Channels last: what the processor's convolutions like best."""
    return images.contiguous(memory_format=torch.channels_last)
