"""Held-out numbers of a task with one yes or no per radiograph, beside those that the card says were published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from app.statistics.diagnostic import (
    ConfusionTable,
    Estimate,
    accuracy,
    auc_delong,
    sensitivity,
    specificity,
)
from inference.card import ModelCard
from inference.networks.resnet import LAYER_STRIDES
from inference.saliency import PIXELWISE, attribute
from inference.sanity import cascade
from inference.task import SaliencyTarget, TaskInput
from training.calibrate import expected_calibration_error, fit_scaling, youden_point
from training.datasets import Sample
from training.pointing import ground_of, in_words, peaks_on
from training.radiographs import Squares
from training.report import Curve, Evaluation, Table, cell


class OneLabelTask(Protocol):
    """A task whose network maps `seen(images)` to one logit per image, and has a `body` of layers and a `head`."""

    card: ModelCard

    def preprocess(self, task_input: TaskInput) -> Squares:
        """The image in its square."""
        ...

    def build_network(self) -> nn.Module:
        """Fresh weights."""
        ...

    def seen(self, images: Tensor) -> Tensor:
        """What the network gets for images (n, 1, side, side) in [0, 1]."""
        ...

    def run(self, network: nn.Module, inputs: Any, device: torch.device) -> float:
        """The logit."""
        ...

    def probability(self, logit: float) -> float:
        """The calibrated probability."""
        ...


@dataclass(frozen=True)
class Judged:
    """One radiograph and its logit."""

    task: OneLabelTask
    sample: Sample
    logit: float

    @property
    def truth(self) -> bool:
        """The reference standard."""
        return self.sample.reference[self.task.card.labels[0].name]

    @property
    def chance(self) -> float:
        """The probability that a reader sees."""
        return self.task.probability(self.logit)

    @property
    def called(self) -> bool:
        """At or above the card's operating point."""
        return self.chance >= self.task.card.labels[0].operating_point


def judge(task: OneLabelTask, network: nn.Module, samples: Sequence[Sample], device: torch.device) -> list[Judged]:
    """Run the task itself, exactly as on a Case, on every sample."""
    return [Judged(task, s, task.run(network, task.preprocess(s.task_input()), device)) for s in samples]


def calibration(judged: Sequence[Judged], prevalence: float) -> dict[str, Any]:
    """What the card learns from the validation split: scaling and operating point."""
    truth, logits = [item.truth for item in judged], [item.logit for item in judged]
    scaling = fit_scaling(truth, logits, prevalence)
    chosen = "largest sensitivity + specificity (Youden) on the validation split"
    point = min(max(round(youden_point(truth, scaling(logits)), 4), 0.0001), 0.9999)
    return {
        "labels": [{"operating_point": point, "operating_point_reason": chosen}],
        "calibration": {
            "slope": round(scaling.slope, 5),
            "intercept": round(scaling.intercept, 5),
            "prevalence": round(prevalence, 4),
            "expected_error": round(expected_calibration_error(truth, scaling(logits)), 4),
            "method": "Platt scaling on the validation split, weighted to the training split's prevalence",
        },
    }


def summarise(judged: Sequence[Judged]) -> Evaluation:
    """Area, sensitivity, specificity and accuracy, all radiographs and by what is known of them."""
    metrics = numbers(judged)
    header = ("Radiographs", "with / all", "AUC-ROC", "Sensitivity", "Specificity", "Accuracy")
    published = [
        (str(entry["source"]), "–", *(str(entry.get(key, "–")) for key in metrics))
        for entry in judged[0].task.card.raw.get("published", ())
    ]
    own = ("this model", _counts(judged), *(cell(value) for value in metrics.values()))
    kinds = dict.fromkeys("; ".join(item.sample.notes.values()) for item in judged if item.truth)
    rows = []
    for kind in sorted(kinds):
        found = [item for item in judged if item.truth and "; ".join(item.sample.notes.values()) == kind]
        table = ConfusionTable.from_labels([True] * len(found), [item.called for item in found])
        rows.append((kind or "not described", str(len(found)), cell(sensitivity(table))))
    title = judged[0].task.card.labels[0].meaning
    tables = (
        Table(title, header, (own, *published)),
        Table(f"Sensitivity by what was there: {title}", ("Kind", "n", "Sensitivity"), tuple(rows)),
    )
    return Evaluation(metrics, tables, [_line(item) for item in judged], (_roc(judged),))


def numbers(judged: Sequence[Judged]) -> Mapping[str, Estimate]:
    """AUC (DeLong), sensitivity, specificity and accuracy (Wilson)."""
    truth = [item.truth for item in judged]
    table = ConfusionTable.from_labels(truth, [item.called for item in judged])
    return {
        "AUC": auc_delong(truth, [item.logit for item in judged]),
        "sensitivity": sensitivity(table),
        "specificity": specificity(table),
        "accuracy": accuracy(table),
    }


def _counts(judged: Sequence[Judged]) -> str:
    return f"{sum(item.truth for item in judged)} / {len(judged)}"


def _roc(judged: Sequence[Judged]) -> Curve:
    truth, values = np.array([item.truth for item in judged]), np.array([item.logit for item in judged])
    cuts = np.unique(values)[::-1]
    x = [0.0, *(float((values[~truth] >= cut).mean()) for cut in cuts)]
    y = [0.0, *(float((values[truth] >= cut).mean()) for cut in cuts)]
    return Curve("roc", "radiographs", x, y, ("1 − specificity", "sensitivity"))


def _line(item: Judged) -> dict[str, Any]:
    return {
        "sample": item.sample.sample_id,
        "split": item.sample.split,
        "group": item.sample.group,
        **item.sample.notes,
        "truth": int(item.truth),
        "probability": round(item.chance, 5),
        "logit": round(item.logit, 5),
    }


CANDIDATES = (("hirescam", "layer2"), ("hirescam", "layer3"), ("gradcam", "layer4"), ("occlusion", "layer4"))
"""Method and layer, from the quick to the slow. What the card puts first is what points best."""

STAGES = ("head", *(f"body.layer{n}" for n in (4, 3, 2, 1)), "body.stem")
CASES = 24
FEW = 6
"""Radiographs of the cascade of `occlusion`, which takes hundreds of forward passes for each of its maps."""
REACH = 4.0
"""mm round a lesion's mask that count as hit: a cell of the finest map is about this wide."""


def saliency_tables(
    task: OneLabelTask, network: nn.Module, samples: Sequence[Sample], device: torch.device
) -> list[dict[str, Any]]:
    """Randomisation cascade, and how often the strongest place is the lesion, where masks tell."""
    chosen = [sample for sample in samples if sample.reference[task.card.labels[0].name]][:CASES]
    inputs = [task.preprocess(sample.task_input()) for sample in chosen]
    images = task.seen(torch.stack([item.image for item in inputs]).to(device))
    grounds = [ground_of(sample, REACH) for sample in chosen]
    tables: list[dict[str, Any]] = []
    for method, layer in CANDIDATES:
        few = images[:FEW] if method == "occlusion" else images
        check = cascade(method, network, f"body.{layer}", few, 0, STAGES)
        cells = attribute(method, SaliencyTarget(network, network.get_submodule(f"body.{layer}"), images, 0))
        stride = 1 if method in PIXELWISE else LAYER_STRIDES[layer]
        hits, chance = peaks_on(grounds, inputs, cells, stride)
        words = in_words(f"peak on the lesion (± {REACH:g} mm)", hits, chance, "radiographs")
        tables.append({**check.card_entry(method, layer, words), "hits": hits})
    first: dict[str, dict[str, Any]] = {}
    for entry in sorted(tables, key=lambda e: (e["randomisation"] != "pass", -int(e["hits"]))):
        first.setdefault(str(entry["name"]), {key: value for key, value in entry.items() if key != "hits"})
    return list(first.values())
