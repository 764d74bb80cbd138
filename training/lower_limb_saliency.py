"""Which maps of `lower_limb` may be shown: randomisation cascade and pointing, for the card."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from inference.networks.backbones import layers_of
from inference.saliency import Placement, attribute, lay
from inference.sanity import cascade
from inference.tasks.lower_limb import LowerLimb, LowerLimbNetwork
from training.datasets import Sample

CASES = 40
"""Fractured radiographs looked at; more change the figures little and cost minutes."""


def saliency_tables(
    task: LowerLimb, network: nn.Module, samples: Sequence[Sample], device: torch.device
) -> list[dict[str, Any]]:
    """Check every candidate on crops round the reference outlines of fractured radiographs."""
    assert isinstance(network, LowerLimbNetwork)
    fractured = [sample for sample in samples if sample.polygons][:CASES]
    inputs = [task.preprocess(sample.load()) for sample in fractured]
    boxes = [_box(sample, item.frame.scale) for sample, item in zip(fractured, inputs, strict=True)]
    body = network.classifier.body
    parts = [name for name, part in body.named_children() if any(True for _ in part.parameters())]
    stages = ["head", *(f"body.{name}" for name in reversed(parts))]
    chosen: dict[str, tuple[tuple[bool, int], dict[str, Any]]] = {}
    for method, layer in candidates(task.card.network):
        found = [
            task.saliency_target(network, item, box[None], layer, device)
            for item, box in zip(inputs, boxes, strict=True)
        ]
        crops = torch.cat([target.inputs for target, _ in found])
        check = cascade(method, network.classifier, f"body.{layer}", crops, 0, stages)
        hits, chance = _pointing(task, method, layer, found, boxes)
        entry = check.card_entry(
            method, layer, f"peak inside the outline's box in {sum(hits)} of {len(hits)} crops; by chance {chance:.0%}"
        )
        rank = (not check.passed, -sum(hits))
        if method not in chosen or rank < chosen[method][0]:
            chosen[method] = rank, entry
    # The first one that passes is shown when nobody asks for another: the one that points best.
    return [entry for _, entry in sorted(chosen.values(), key=lambda ranked: ranked[0])]


def candidates(table: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Method and layer; of one method the layer that points best among those that pass goes into the card."""
    _, second, third, last = layers_of(table)
    class_maps = (("hirescam", second), ("hirescam", third), ("layercam", third), ("gradcam", last))
    return (*class_maps, ("saliency", last), ("input_x_gradient", last))


def _box(sample: Sample, scale: tuple[float, float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The first outline's box in the square, shape (4,)."""
    outline = np.array(sample.polygons[0]).reshape(-1, 2) * scale[::-1]
    return np.concatenate([outline.min(axis=0), outline.max(axis=0)])


def _pointing(
    task: LowerLimb, method: str, layer: str, found: Sequence[Any], boxes: Sequence[Any]
) -> tuple[list[bool], float]:
    """Whether the strongest place of the map lies in the reference box, and how often a random place would."""
    hits, chances = [], []
    for (target, squares), box in zip(found, boxes, strict=True):
        corners = squares[0].tolist()
        side = target.inputs.shape[-1]
        lie = task.cells(method, layer)
        shape = int(max(corners[3], box[3])) + 2, int(max(corners[2], box[2])) + 2
        crop = Placement.of_crop(corners, (side, side))
        laid = lay(attribute(method, target)[0], lie.stride, crop, shape, lie.first)
        row, column = np.unravel_index(int(laid.argmax()), laid.shape)
        hits.append(bool(box[0] <= column + 0.5 <= box[2] and box[1] <= row + 0.5 <= box[3]))
        chances.append((box[2] - box[0]) * (box[3] - box[1]) / (corners[2] - corners[0]) / (corners[3] - corners[1]))
    return hits, float(np.mean(chances))
