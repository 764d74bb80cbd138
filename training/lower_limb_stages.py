"""The three stages of `lower_limb`: backbone, Mask R-CNN, and the CNN that judges its boxes."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, max_pool2d
from torchvision.ops import box_iou, sigmoid_focal_loss

from app.statistics.diagnostic import auc_delong
from inference.networks.backbones import channels_of
from inference.tasks.lower_limb import LowerLimbNetwork
from training.lower_limb_bench import Bench, channels_last
from training.radiographs import Prepared, View

AUXILIARY = ("hand", "leg", "hip", "shoulder", "frontal", "lateral", "oblique", "hardware")
"""Attributes of a sample that the first stage also learns."""

HIT = 0.3
"""Overlap (IoU) at which a box counts as found while training; fractures are small and their outlines vague."""


class LesionMap(nn.Module):
    """The detector's backbone with two small heads that are thrown away after the first stage."""

    def __init__(self, network: LowerLimbNetwork, pyramid: int, width: int) -> None:
        super().__init__()
        self.mean, self.deviation = network.mean, network.deviation
        self.backbone: Any = network.detector.backbone
        self.lesion = nn.Conv2d(pyramid, 1, 1)
        nn.init.constant_(self.lesion.bias, -4.6)  # type: ignore[arg-type]  # 1 % of the cells at the start, Lin 2017
        self.regions = nn.Linear(width, len(AUXILIARY))

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Map (n, 1, side, side) to lesion logits (n, 1, side / 4, side / 4) and auxiliary logits (n, 8)."""
        levels = self.backbone.body((images - self.mean) / self.deviation)
        deepest = levels["3"].mean(dim=(2, 3))
        return self.lesion(self.backbone.fpn(levels)["0"]), self.regions(deepest)


class PretrainStage:
    """The backbone learns where fractures are, which region it sees and from which side."""

    name = "pretrain"

    def __init__(self, bench: Bench) -> None:
        self.bench, self.settings = bench, bench.recipe.pretrain
        self.schedule = self.settings.schedule
        table = bench.task.card.network
        self.network = LesionMap(bench.network, table["pyramid"], channels_of(table)[-1]).to(bench.device)

    def batches(self, random: np.random.Generator) -> Iterator[list[View]]:
        """Balanced random views."""
        s = self.settings
        return self.bench.views(s.view, s.fractured, s.on_lesion, self.schedule, random)

    def loss(self, batch: list[View]) -> Mapping[str, Tensor]:
        """Focal loss of the map (Lin 2017) per lesion cell, and cross-entropy of the auxiliary targets."""
        images = torch.stack([view.image for view in batch]).to(self.bench.device)
        lesion, regions = self.network(channels_last(images))
        masks = torch.stack([view.masks.sum(dim=0).clamp(max=1).float() for view in batch])[:, None]
        target = max_pool2d(masks, 4).to(lesion.device)
        focal = sigmoid_focal_loss(lesion.float(), target, reduction="sum") / target.sum().clamp(min=1)
        known = torch.tensor([[view.source.sample.attributes.get(key, 0.0) for key in AUXILIARY] for view in batch])
        other = binary_cross_entropy_with_logits(regions.float(), known.to(regions.device))
        return {"map": self.settings.map_weight * focal, "regions": self.settings.region_weight * other}

    def validate(self) -> Mapping[str, float]:
        """Image AUC of the map's maximum, and how often that maximum lies in a reference box."""
        scores, hits = [], []
        items = self.bench.validation
        for item in items:
            with torch.inference_mode(), self.bench.autocast(self.schedule):
                lesion, _ = self.network(channels_last(item.tensor(self.bench.task.side)[None].to(self.bench.device)))
            cells = lesion[0, 0].float()
            scores.append(float(cells.max()))
            if item.fractured and len(item.boxes):
                row, column = divmod(int(cells.argmax()), cells.shape[1])
                left, top, right, bottom = item.boxes.T
                x, y = 4 * column + 2, 4 * row + 2
                hits.append(bool(((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).any()))
        auc = auc_delong([item.fractured for item in items], scores).value
        hit = float(np.mean(hits)) if hits else 0.0
        return {"score": (auc + hit) / 2, "auc": auc, "peak_in_box": hit}


class DetectStage:
    """Mask R-CNN on random views."""

    name = "detect"
    slow = ("roi_heads.",)

    def __init__(self, bench: Bench) -> None:
        self.bench, self.settings = bench, bench.recipe.detect
        self.schedule = self.settings.schedule
        self.network = bench.network.detector

    def batches(self, random: np.random.Generator) -> Iterator[list[View]]:
        """Balanced random views."""
        s = self.settings
        return self.bench.views(s.view, s.fractured, s.on_lesion, self.schedule, random)

    def loss(self, batch: list[View]) -> Mapping[str, Tensor]:
        """torchvision's five losses; views without a box train the background."""
        device = self.bench.device
        targets = [
            {
                "boxes": view.boxes.to(device),
                "labels": torch.ones(len(view.boxes), dtype=torch.int64, device=device),
                "masks": view.masks.to(device),
            }
            for view in batch
        ]
        losses: Mapping[str, Tensor] = self.network([view.image.to(device) for view in batch], targets)
        return {name.removeprefix("loss_"): value for name, value in losses.items()}

    def validate(self) -> Mapping[str, float]:
        """Image AUC of scenario 2 and the share of reference boxes among the detector's boxes."""
        scores: list[float] = []
        found: list[bool] = []
        items = self.bench.validation
        for item in items:
            boxes, values = self.bench.detect(item, self.schedule)
            scores.append(float(values.max()) if len(values) else 0.0)
            if len(item.boxes):
                reference = torch.from_numpy(item.boxes).float()
                found.extend(
                    (box_iou(reference, boxes).amax(dim=1) >= HIT).tolist() if len(boxes) else [False] * len(reference)
                )
        auc = auc_delong([item.fractured for item in items], scores).value
        recall = float(np.mean(found)) if found else 0.0
        return {"score": (auc + recall) / 2, "auc": auc, "recall": recall}


class ClassifyStage:
    """The CNN learns to tell fractures from the detector's false positives and from whole normal images."""

    name = "classify"

    def __init__(self, bench: Bench) -> None:
        self.bench, self.settings = bench, bench.recipe.classify
        self.schedule = self.settings.schedule
        self.network = bench.network.classifier
        self._mined: tuple[list[tuple[Prepared, Tensor]], list[tuple[Prepared, Tensor]]] | None = None
        self._found: dict[str, Tensor] = {}

    def batches(self, random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        """Crops (n, 1, crop side, crop side) and their labels, half of them fractures."""
        positive, negative = self._mine()
        normals = [item for item in self.bench.training if not item.fractured]
        side = float(self.bench.task.side)
        for _ in range(self.schedule.batches):
            chosen: list[tuple[Prepared, Tensor, float]] = []
            for place in range(self.schedule.batch_size):
                if place % 2 == 0:
                    item, box = positive[random.integers(len(positive))]
                    chosen.append((item, self._jitter(box, random), 1.0))
                elif random.random() < self.settings.whole:
                    item = normals[random.integers(len(normals))]
                    rows, columns = item.image.shape
                    chosen.append((item, torch.tensor([0.0, 0.0, columns, rows]), 0.0))
                else:
                    item, box = negative[random.integers(len(negative))]
                    chosen.append((item, self._jitter(box, random), 0.0))
            images = torch.stack([item.tensor(int(side)) for item, _, _ in chosen])
            crops = self.bench.network.crops(
                images, torch.stack([box for _, box, _ in chosen]), torch.arange(len(chosen))
            )
            turned = torch.stack([_turn(crop, int(random.integers(8))) for crop in crops])
            yield turned, torch.tensor([label for _, _, label in chosen])

    def loss(self, batch: tuple[Tensor, Tensor]) -> Mapping[str, Tensor]:
        """Cross-entropy."""
        crops, labels = (part.to(self.bench.device) for part in batch)
        logits = self.network(channels_last(crops))[:, 0].float()
        return {"box": binary_cross_entropy_with_logits(logits, labels)}

    def validate(self) -> Mapping[str, float]:
        """Image AUC of scenario 1 on the detector's boxes."""
        items = self.bench.validation
        logits = [self.bench.judge(item, self._boxes_of(item), self.schedule).image_logit for item in items]
        auc = auc_delong([item.fractured for item in items], logits).value
        return {"score": auc, "auc": auc}

    def _boxes_of(self, item: Prepared) -> Tensor:
        """The detector's boxes; the detector no longer changes, so once is enough."""
        key = item.sample.sample_id
        if key not in self._found:
            self._found[key] = self.bench.detect(item, self.schedule)[0]
        return self._found[key]

    def _jitter(self, box: Tensor, random: np.random.Generator) -> Tensor:
        """Move and grow a box, shape (4,), by a part of its longer side."""
        centre, size = (box[:2] + box[2:]) / 2, box[2:] - box[:2]
        amount = torch.from_numpy(random.uniform(-1, 1, 3).astype(np.float32)) * self.settings.jitter
        centre = centre + amount[:2] * size.max()
        half = size / 2 * (1 + amount[2])
        return torch.cat([centre - half, centre + half])

    def _mine(self) -> tuple[list[tuple[Prepared, Tensor]], list[tuple[Prepared, Tensor]]]:
        """Reference boxes and what the detector takes for them, and what it wrongly takes for them."""
        if self._mined is None:
            positive: list[tuple[Prepared, Tensor]] = []
            negative: list[tuple[Prepared, Tensor]] = []
            fractured = [item for item in self.bench.training if item.fractured]
            normals = [item for item in self.bench.training if not item.fractured]
            self.network.eval()
            step = max(1, len(normals) // max(1, self.settings.mined_normals))
            for item in [*fractured, *normals[::step]]:
                reference = torch.from_numpy(item.boxes).float()
                positive.extend((item, box) for box in reference)
                for box in self._boxes_of(item):
                    overlap = float(box_iou(box[None], reference).max()) if len(reference) else 0.0
                    if overlap >= 0.5:
                        positive.append((item, box))
                    elif overlap < 0.1:
                        negative.append((item, box))
            rows = [torch.tensor([0.2, 0.2, 0.4, 0.4]) * min(item.image.shape) for item in normals]
            self._mined = positive, negative or list(zip(normals, rows, strict=True))
            self.network.train()
        return self._mined


def _turn(crop: Tensor, way: int) -> Tensor:
    """One of the eight turns and mirrorings of a square; a small piece of bone has no upright direction."""
    crop = torch.rot90(crop, way % 4, (1, 2))
    return crop.flip(2) if way >= 4 else crop
