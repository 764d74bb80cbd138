"""Which maps of `knee_mri` may be shown: randomisation cascade and pointing on validation knees, for the card."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from imaging.finding import Finding
from inference.card import SaliencyMethod
from inference.networks.backbones import layers_of
from inference.networks.slice_network import ThreePlaneNetwork
from inference.sanity import cascade
from inference.task import TaskInput
from inference.tasks.knee_mri import PLANES, KneeInput, KneeMri, KneeOutput
from training.datasets import Sample
from training.datasets.phantom import Masks, PhantomSample, masks_of, task_input_of

CASES = 24
"""Positive knees looked at."""
NEAR = 3.0
"""mm from a lesion at which a map still points at it: half a cell of the layer usually explained."""


def saliency_tables(
    task: KneeMri, network: nn.Module, samples: Sequence[Sample], device: torch.device
) -> list[dict[str, Any]]:
    """Check every candidate on validation knees with an ACL or a meniscal tear."""
    assert isinstance(network, ThreePlaneNetwork)
    names = [name for name in task.names if name != "abnormal"]
    seen: list[Any] = []
    for sample in samples:
        if any(sample.reference[n] for n in names) and len(seen) < CASES:
            phantom = sample.phantom() if isinstance(sample, PhantomSample) else None
            task_input = task_input_of(phantom) if phantom else sample.load()
            inputs = task.preprocess(task_input)
            masks = masks_of(phantom, task.names) if phantom else None
            seen.append((sample, task_input, inputs, task.run(network, inputs, device), masks))
    chosen: dict[str, dict[str, Any]] = {}
    for method, layer in candidates(task.card.network):
        if chosen.get(method, {}).get("randomisation") == "pass":
            continue
        index = task.names.index("acl_tear")
        images = _strongest([(inputs, output) for _, _, inputs, output, _ in seen], index)
        group = next(i for i, labels in enumerate(network.plane(PLANES[0]).groups) if index in labels)
        head = f"classifiers.{group}"
        body = network.plane(PLANES[0]).classifier_of(index).body
        parts = [name for name, part in body.named_children() if any(True for _ in part.parameters())]
        stages = [f"{head}.{part}" for part in ("head", *(f"body.{name}" for name in reversed(parts)))]
        check = cascade(method, network.plane(PLANES[0]), f"{head}.body.{layer}", images.to(device), index, stages)
        hits = _hits(task, network, seen, method, layer, device)
        words = "; ".join(f"{name} {sum(h)} of {len(h)}" for name, h in hits.items()) or "nobody outlined the lesions"
        chosen[method] = check.card_entry(
            method, layer, f"strongest place of the study within {NEAR:g} mm of the lesion: {words}"
        )
    return sorted(chosen.values(), key=lambda entry: entry["randomisation"] != "pass")


def candidates(table: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Method and layer; of one method the first layer that passes goes into the card."""
    _, second, third, *rest = layers_of(table)
    last = rest[-1] if rest else third
    class_maps = (("hirescam", second), ("hirescam", third), ("layercam", second), ("gradcam", last))
    return (*class_maps, ("saliency", last), ("input_x_gradient", last))


def _strongest(pairs: Sequence[tuple[KneeInput, KneeOutput]], label: int) -> Tensor:
    """The sagittal slice with the largest logit of every knee."""
    plane = PLANES[0]
    return torch.stack([inputs[plane].slices[int(np.argmax(output[plane][:, label]))] for inputs, output in pairs])


def _hits(
    task: KneeMri, network: nn.Module, seen: Sequence[Any], method: str, layer: str, device: torch.device
) -> dict[str, list[bool]]:
    """Label → for every knee with that lesion, found or missed, whether the map points at it."""
    card = replace(task.card, saliency=(SaliencyMethod(method, layer, "not checked"),))
    looking = type(task)(card)
    hits: dict[str, list[bool]] = {}
    for sample, task_input, inputs, output, masks in seen:
        if masks is None:
            continue
        for finding in looking.to_findings(output, task_input):
            if finding.level != "study" or not sample.reference[finding.label] or finding.label == "abnormal":
                continue
            shown = looking.explain(network, inputs, output, task_input, finding, method, device)
            hits.setdefault(finding.label, []).append(peak_near_lesion(shown, task_input, masks, finding.label))
    return hits


def peak_near_lesion(finding: Finding, task_input: TaskInput, masks: Masks, label: str) -> bool:
    """Whether the strongest place of a finding's maps lies within `NEAR` mm of a lesion of the label, in its slice."""
    if not finding.saliency:
        return False
    best = max(finding.saliency, key=lambda entry: float(entry.values.max()))
    row, column = np.unravel_index(int(best.values.argmax()), best.values.shape)
    for plane, stack in task_input.stacks.items():
        for index, frame in enumerate(stack.frames):
            if frame.sop_instance_uid == best.sop_instance_uid:
                assert stack.geometry is not None
                lesion = masks[plane][label][index]
                return _distance(lesion, int(row), int(column), stack.geometry.spacing[1:]) <= NEAR
    return False


def _distance(mask: NDArray[np.bool_], row: int, column: int, spacing: tuple[float, float]) -> float:
    """mm from a pixel to the nearest pixel of a mask; infinite for an empty one."""
    rows, columns = np.nonzero(mask)
    if not rows.size:
        return float("inf")
    return float(np.hypot((rows - row) * spacing[0], (columns - column) * spacing[1]).min())
