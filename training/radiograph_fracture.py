"""How `radiograph_fracture` is trained: random views, the map where a lesion is in them, and whether one is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, max_pool2d
from torchvision.ops import sigmoid_focal_loss

from app.statistics.diagnostic import auc_delong
from inference.networks.heat_map_net import MAP_STRIDE
from inference.tasks.radiograph_fracture import RadiographFracture, padded
from training.augment import Augmentation
from training.datasets import DataSet
from training.fit import Schedule, Stage
from training.radiograph_fracture_evaluation import calibration, judge, saliency_tables, summarise
from training.radiographs import Prepared, View, balanced, prepare, random_view


@dataclass(frozen=True)
class Views:
    """The `[views]` table.

    Attributes
    ----------
    view : int
        Side of a view in pixels of the network's square.
    fractured, on_lesion : float
        Share of fractured images in a batch; share of those whose view is centred near the lesion.
    map_weight : float
        Of the map's loss beside the image's.
    schedule : Schedule
    """

    view: int
    fractured: float
    on_lesion: float
    map_weight: float
    schedule: Schedule


@dataclass(frozen=True)
class Recipe:
    """The whole recipe."""

    augment: Augmentation
    views: Views


class ViewStage:
    """Both heads at once."""

    name = "views"

    def __init__(self, training: "FractureTraining") -> None:
        self.training, self.settings = training, training.recipe.views
        self.schedule, self.network = self.settings.schedule, training.network

    def batches(self, random: np.random.Generator) -> Iterator[list[View]]:
        """Balanced random views."""
        s, batch = self.settings, self.schedule.batch_size
        drawn = balanced(self.training.training, s.fractured, self.schedule.batches * batch, random)
        for _ in range(self.schedule.batches):
            items = [next(drawn) for _ in range(batch)]
            yield [random_view(item, s.view, s.on_lesion, self.training.recipe.augment, random) for item in items]

    def loss(self, batch: list[View]) -> Mapping[str, Tensor]:
        """Focal loss of the map per lesion cell (Lin 2017), and cross-entropy of "a lesion is in the view".

        A fractured image without outlines (MURA) counts as seen and teaches the map nothing.
        """
        images = torch.stack([view.image for view in batch]).to(self.training.device)
        dense, whole = self.network(images)
        masks = torch.stack([view.masks.sum(dim=0).clamp(max=1).float() for view in batch])[:, None]
        # A cell is centred on pixel 4 i and reaches two pixels to either side.
        target = max_pool2d(masks, MAP_STRIDE + 1, MAP_STRIDE, MAP_STRIDE // 2).to(dense.device)
        vague = [view.source.fractured and not view.source.outlines for view in batch]
        cells = sigmoid_focal_loss(dense.float(), target, reduction="none")
        focal = cells[~torch.tensor(vague, device=cells.device)].sum() / target.sum().clamp(min=1)
        shown = [len(view.boxes) > 0 or unknown for view, unknown in zip(batch, vague, strict=True)]
        seen = torch.tensor(shown, dtype=torch.float32, device=whole.device)
        image = binary_cross_entropy_with_logits(whole.float(), seen)
        return {"map": self.settings.map_weight * focal, "image": image}

    def validate(self) -> Mapping[str, float]:
        """Image AUC of either head, and how often the map's peak lies in a reference box."""
        truth, whole, peaks, hits = [], [], [], []
        for item in self.training.validation:
            rows, columns = padded(item.frame)
            image = item.tensor(self.training.task.side)[None, :, :rows, :columns].to(self.training.device)
            with torch.inference_mode(), self.training.autocast():
                dense, logit = self.network(image)
            cells = dense[0, 0].float().cpu()
            truth.append(item.fractured)
            whole.append(float(logit[0]))
            peaks.append(float(cells.max()))
            if len(item.boxes):
                hits.append(_inside(item, *divmod(int(cells.argmax()), cells.shape[1])))
        by_image, by_peak = auc_delong(truth, whole).value, auc_delong(truth, peaks).value
        hit = float(np.mean(hits)) if hits else 0.0
        return {"score": (by_image + by_peak + hit) / 3, "auc": by_image, "auc_peak": by_peak, "peak_in_box": hit}


def _inside(item: Prepared, row: int, column: int) -> bool:
    """True when the centre of a cell lies in one of the reference boxes."""
    left, top, right, bottom = item.boxes.T
    x, y = MAP_STRIDE * column + 0.5, MAP_STRIDE * row + 0.5
    return bool(((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).any())


class FractureTraining:
    """One network, two splits of radiographs in memory."""

    def __init__(self, task: RadiographFracture, data: DataSet, recipe: Recipe, device: torch.device) -> None:
        self.task, self.recipe, self.device = task, recipe, device
        self.network = task.build_network().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.validation_samples = data.split("val")
        self.training = [prepare(task, sample) for sample in data.split("train")]
        self.validation = [prepare(task, sample) for sample in self.validation_samples]

    def autocast(self) -> torch.autocast:
        """The precision of the recipe."""
        precise = self.recipe.views.schedule.precision
        return torch.autocast(self.device.type, torch.bfloat16, enabled=precise == "bf16")

    def stages(self) -> Iterator[Stage]:
        """One."""
        yield ViewStage(self)

    def card_changes(self) -> Mapping[str, Any]:
        """Weight of the peak, scaling and operating point, on the validation split through the task itself."""
        prevalence = float(np.mean([item.fractured for item in self.training]))
        return calibration(self.task, self.network.eval(), self.validation_samples, prevalence, self.device)


def make_training(task: RadiographFracture, data: DataSet, recipe: Recipe, device: torch.device) -> FractureTraining:
    """Build the training of this module's task."""
    return FractureTraining(task, data, recipe, device)


__all__ = ["FractureTraining", "Recipe", "judge", "make_training", "saliency_tables", "summarise"]
