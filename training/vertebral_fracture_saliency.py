"""Which maps of `vertebral_fracture` may be shown: randomisation cascade and pointing on validation cases."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import nn

from imaging.phantoms.spine_lesions import FRACTURE
from inference.card import SaliencyMethod
from inference.networks.vertebra_network import VertebraNetwork
from inference.sanity import cascade
from inference.tasks.vertebral_fracture import MALIGNANT, T2, VertebralFracture, slice_of
from training.datasets import Sample
from training.datasets.phantom import PhantomSample, task_input_of

CANDIDATES = (
    ("layercam", "layer3"),
    ("hirescam", "layer2"),
    ("hirescam", "layer3"),
    ("gradcam", "layer4"),
    ("saliency", "layer4"),
    ("input_x_gradient", "layer4"),
)
"""Method and layer, the one that points best first; of one method the first layer that passes goes into the card."""
STAGES = (
    "classifier.head",
    "classifier.body.layer4",
    "classifier.body.layer3",
    "classifier.body.layer2",
    "classifier.body.layer1",
    "classifier.body.stem",
    "mix",
)
CASES = 40
"""Malignant fractures looked at."""
SIGNS = (FRACTURE, "soft_tissue_mass")
"""Masks in which a map should be strongest: the vertebra, and the mass that leaves it."""


def saliency_tables(
    task: VertebralFracture, network: nn.Module, samples: Sequence[Sample], device: torch.device
) -> list[dict[str, Any]]:
    """Check every candidate on malignant fractures."""
    assert isinstance(network, VertebraNetwork)
    seen: list[Any] = []
    for sample in samples:
        if sample.reference[MALIGNANT] and len(seen) < CASES:
            phantom = sample.phantom() if isinstance(sample, PhantomSample) else None
            task_input = task_input_of(phantom) if phantom else sample.load()
            inputs = task.preprocess(task_input)
            seen.append((phantom, task_input, inputs, task.run(network, inputs, device)))
    images = torch.stack([inputs.patches[int(output.argmax())] for _, _, inputs, output in seen]).to(device)
    chosen: dict[str, dict[str, Any]] = {}
    for method, layer in CANDIDATES:
        if chosen.get(method, {}).get("randomisation") == "pass":
            continue
        check = cascade(method, network, f"classifier.body.{layer}", images, 0, STAGES)
        chosen[method] = check.card_entry(method, layer, _pointing(task, network, seen, method, layer, device))
    return sorted(chosen.values(), key=lambda entry: entry["randomisation"] != "pass")


def _pointing(
    task: VertebralFracture, network: nn.Module, seen: Sequence[Any], method: str, layer: str, device: torch.device
) -> str:
    """How often the strongest place on the reader's T2-weighted slice lies on the vertebra or its mass."""
    looking = VertebralFracture(replace(task.card, saliency=(SaliencyMethod(method, layer, "not checked"),)))
    hits, chances = [], []
    for phantom, task_input, inputs, output in seen:
        if phantom is None:
            continue
        stack, (box,) = task_input.stacks[T2], task_input.places
        place = slice_of(stack, box)
        (finding,) = looking.to_findings(output, task_input)
        shown = looking.explain(network, inputs, output, task_input, finding, method, device)
        values = next((m.values for m in shown.saliency if m.sop_instance_uid == box.sop_instance_uid), None)
        masks = phantom.image(T2).masks
        mask = np.logical_or.reduce([masks[name][place] for name in SIGNS if name in masks])
        rows, columns = slice(round(box.top), round(box.bottom)), slice(round(box.left), round(box.right))
        chances.append(float(mask[rows, columns].mean()))
        hits.append(bool(values is not None and mask[np.unravel_index(int(values.argmax()), values.shape)]))
    if not hits:
        return "not measured: there are no masks"
    words = f"peak on the vertebra or its mass in {sum(hits)} of {len(hits)} malignant cases"
    return f"{words}; by chance {np.mean(chances):.0%}"
