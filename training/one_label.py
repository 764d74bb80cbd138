"""How a task is trained that says of a whole radiograph whether one thing is there (`elbow_effusion`, and the next).

It asks of the task what `OneLabelTask` says, and of the card one label; nothing here knows what is looked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from app.statistics.diagnostic import auc_delong
from training.datasets import DataSet
from training.fit import Schedule, Stage
from training.one_label_evaluation import OneLabelTask, calibration, judge, saliency_tables, summarise
from training.whole_images import Augment, augmented, squares


@dataclass(frozen=True)
class Images:
    """The `[images]` table."""

    schedule: Schedule


@dataclass(frozen=True)
class Recipe:
    """The whole recipe."""

    augment: Augment
    images: Images


class ImageStage:
    """Radiographs with and without it, as often as they come."""

    name = "images"

    def __init__(self, training: "OneLabelTraining") -> None:
        self.training = training
        self.schedule, self.network = training.recipe.images.schedule, training.network

    def batches(self, random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        """Images and 0 or 1 of `batch_size` radiographs; every one comes before one comes twice."""
        t, batch = self.training, self.schedule.batch_size
        number = self.schedule.batches * batch
        rounds = -(-number // len(t.truth))
        drawn = np.concatenate([random.permutation(len(t.truth)) for _ in range(rounds)])[:number]
        for place in range(0, number, batch):
            chosen = drawn[place : place + batch]
            shown = torch.from_numpy(t.images[chosen]).float()[:, None] / 255
            yield augmented(shown, t.recipe.augment, random), torch.from_numpy(t.truth[chosen])

    def loss(self, batch: tuple[Tensor, Tensor]) -> Mapping[str, Tensor]:
        """Cross-entropy."""
        images, truth = (part.to(self.training.device) for part in batch)
        logits = self.network(self.training.task.seen(images))[:, 0].float()
        return {"images": binary_cross_entropy_with_logits(logits, truth)}

    def validate(self) -> Mapping[str, float]:
        """Area under the ROC curve; of equal ones the smaller cross-entropy decides."""
        t = self.training
        logits, truth = t.logits(t.validation_images), t.validation_truth
        area = auc_delong([bool(v) for v in truth], logits).value
        entropy = float(np.mean(np.logaddexp(0, np.where(truth > 0.5, -logits, logits))))
        return {"score": area - 0.01 * entropy, "auc": area, "entropy": entropy}


class OneLabelTraining:
    """One network, two splits of radiographs in memory."""

    def __init__(self, task: OneLabelTask, data: DataSet, recipe: Recipe, device: torch.device) -> None:
        self.task, self.recipe, self.device = task, recipe, device
        self.network = task.build_network().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        name = task.card.labels[0].name
        training, self.validation_samples = data.split("train"), data.split("val")
        self.images, self.validation_images = squares(task, training), squares(task, self.validation_samples)
        self.truth = np.array([sample.reference[name] for sample in training], np.float32)
        self.validation_truth = np.array([sample.reference[name] for sample in self.validation_samples], np.float32)

    def stages(self) -> Iterator[Stage]:
        """One."""
        yield ImageStage(self)

    def logits(self, images: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Logits of squares (n, side, side), shape (n,)."""
        network, rows = self.network.eval(), []
        precise = self.recipe.images.schedule.precision
        for place in range(0, len(images), 32):
            shown = torch.from_numpy(images[place : place + 32]).float()[:, None].to(self.device) / 255
            with (
                torch.inference_mode(),
                torch.autocast(self.device.type, torch.bfloat16, enabled=precise == "bf16"),
            ):
                rows.append(network(self.task.seen(shown))[:, 0].double().cpu().numpy())
        return np.concatenate(rows)

    def card_changes(self) -> Mapping[str, Any]:
        """Scaling and operating point, on the validation split through the task itself."""
        judged = judge(self.task, self.network.eval(), self.validation_samples, self.device)
        return calibration(judged, prevalence=float(self.truth.mean()))


def make_training(task: OneLabelTask, data: DataSet, recipe: Recipe, device: torch.device) -> OneLabelTraining:
    """Build the training of one such task."""
    return OneLabelTraining(task, data, recipe, device)


__all__ = ["OneLabelTraining", "Recipe", "judge", "make_training", "saliency_tables", "summarise"]
