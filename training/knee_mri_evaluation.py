"""Held-out numbers of `knee_mri` in the layout of Irmakci 2020, Table I, with intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from app.statistics.diagnostic import (
    ConfusionTable,
    Estimate,
    accuracy,
    auc_delong,
    proportion,
    sensitivity,
    specificity,
)
from inference.networks.backbones import title_of
from inference.runner import saliency_method
from inference.tasks.knee_mri import PLANES, KneeMri, plane_logits
from training.datasets import Sample
from training.datasets.phantom import PhantomSample, masks_of, task_input_of
from training.knee_mri_saliency import peak_near_lesion
from training.report import Curve, Evaluation, Table, cell

HEADER = ("Model", "Class", "AUC", "Sensitivity", "Specificity", "Accuracy")
MEASURES = ("AUC", "sensitivity", "specificity", "accuracy")
VIEWS = ("three views", *PLANES)


@dataclass(frozen=True)
class Judged:
    """One knee and what the networks said: probabilities per label, fused (labels,) and per plane (labels, planes)."""

    task: KneeMri
    sample: Sample
    fused: NDArray[np.float64]
    alone: NDArray[np.float64]
    hits: dict[str, bool]
    """Label → whether the map's strongest place lies on (or next to) a lesion; only for true positives."""


def judge(task: KneeMri, network: nn.Module, samples: Sequence[Sample], device: torch.device) -> list[Judged]:
    """Run the task itself, exactly as on a Case, on every sample; explain what it rightly calls positive."""
    method = saliency_method(task.card, "") or "hirescam"
    judged = []
    for sample in samples:
        phantom = sample.phantom() if isinstance(sample, PhantomSample) else None
        task_input = task_input_of(phantom) if phantom else sample.load()
        inputs = task.preprocess(task_input)
        output = task.run(network, inputs, device)
        planes = plane_logits(output)
        alone = np.stack([task.fusion.alone(planes[:, i], i) for i in range(len(PLANES))], axis=-1)
        hits = {}
        if phantom is not None:
            masks = masks_of(phantom, task.names)
            for finding in task.to_findings(output, task_input):
                positive = getattr(finding.value, "positive", False)
                if finding.level == "study" and positive and sample.reference[finding.label]:
                    shown = task.explain(network, inputs, output, task_input, finding, method, device)
                    hits[finding.label] = peak_near_lesion(shown, task_input, masks, finding.label)
        judged.append(Judged(task, sample, task.fusion.study(planes), alone, hits))
    return judged


def summarise(judged: Sequence[Judged]) -> Evaluation:
    """Three views against each single view, class by class, and where the maps point."""
    names, model = judged[0].task.names, title_of(judged[0].task.card.network)
    metrics: dict[str, Estimate] = {}
    rows: list[tuple[str, ...]] = []
    for views in VIEWS:
        numbers = _classes(judged, views)
        metrics |= {f"{key}, {name}, {views}": value for name in names for key, value in numbers[name].items()}
        rows += _block(f"{model}, {_words(views)}", numbers)
    for name in names:
        hits = [item.hits[name] for item in judged if name in item.hits]
        if hits:
            metrics[f"map points at the lesion, {name}"] = proportion(sum(hits), len(hits))
    pointing = tuple((key, cell(value)) for key, value in metrics.items() if key.startswith("map points"))
    tables = [Table("Three views and single views (Irmakci 2020, Table I)", HEADER, tuple(rows))]
    if pointing:
        title = "Maps of true positives: strongest place within 3 mm of a lesion"
        tables.append(Table(title, ("Class", "Share"), pointing))
    curves = tuple(_roc(judged, index, "roc", name) for index, name in enumerate(names))
    return Evaluation(metrics, tuple(tables), [_row(item) for item in judged], curves)


def compare(models: Mapping[str, Sequence[Judged]]) -> Evaluation:
    """Several models on the same knees, in the rows of the paper's table; of the single views the best, as there.

    Parameters
    ----------
    models : mapping
        Name of a folder → what its networks said.
    """
    metrics: dict[str, Estimate] = {}
    rows: list[tuple[str, ...]] = []
    curves = []
    for folder, judged in models.items():
        model = f"{title_of(judged[0].task.card.network)} ({folder})"
        found = {views: _classes(judged, views) for views in VIEWS}
        rows += _block(f"{model}, multi-view", found["three views"])
        best = max(PLANES, key=lambda plane: _mean(found[plane], "AUC"))
        rows.append(_average(f"{model}, single view ({best}, the best)", found[best]))
        for index, name in enumerate(judged[0].task.names):
            metrics |= {f"{key}, {name}, {folder}": v for key, v in found["three views"][name].items()}
            curves.append(_roc(judged, index, f"roc_{name}", model))
    return Evaluation(
        metrics, (Table("Networks side by side (Irmakci 2020, Table I)", HEADER, tuple(rows)),), [], tuple(curves)
    )


Numbers = Mapping[str, Mapping[str, Estimate]]
"""Class → measure → estimate."""


def _classes(judged: Sequence[Judged], views: str) -> Numbers:
    found = {}
    for index, name in enumerate(judged[0].task.names):
        truth = [item.sample.reference[name] for item in judged]
        points = [item.task.card.labels[index].operating_point for item in judged]
        found[name] = _numbers(truth, [_score(item, index, views) for item in judged], points)
    return found


def _block(model: str, numbers: Numbers) -> list[tuple[str, ...]]:
    """A row per class, and their average."""
    rows = [(model, name, *(cell(each[key]) for key in MEASURES)) for name, each in numbers.items()]
    return [*rows, _average(model, numbers)]


def _average(model: str, numbers: Numbers) -> tuple[str, ...]:
    return (model, "average", *(f"{_mean(numbers, key):.3f}" for key in MEASURES))


def _mean(numbers: Numbers, measure: str) -> float:
    return float(np.mean([each[measure].value for each in numbers.values()]))


def _words(views: str) -> str:
    return "multi-view" if views == "three views" else f"{views} alone"


def _score(item: Judged, label: int, views: str) -> float:
    return float(item.fused[label] if views == "three views" else item.alone[label, PLANES.index(views)])


def _numbers(truth: Sequence[bool], scores: Sequence[float], points: Sequence[float]) -> dict[str, Estimate]:
    table = ConfusionTable.from_labels(truth, [score >= point for score, point in zip(scores, points, strict=True)])
    return {
        "AUC": auc_delong(truth, scores),
        "sensitivity": sensitivity(table),
        "specificity": specificity(table),
        "accuracy": accuracy(table),
    }


def _roc(judged: Sequence[Judged], label: int, plot: str, name: str) -> Curve:
    """The empirical ROC curve of the three views."""
    y = np.array([item.sample.reference[item.task.names[label]] for item in judged])
    values = np.array([_score(item, label, "three views") for item in judged])
    cuts = np.unique(values)[::-1]
    rise = [0.0, *((values[y] >= cut).mean() for cut in cuts)]
    run = [0.0, *((values[~y] >= cut).mean() for cut in cuts)]
    return Curve(plot, name, run, rise, ("1 − specificity", "sensitivity"))


def _row(item: Judged) -> dict[str, Any]:
    """One line of predictions.csv."""
    row: dict[str, Any] = {"sample": item.sample.sample_id, "split": item.sample.split, **item.sample.notes}
    for index, name in enumerate(item.task.names):
        row[f"truth_{name}"] = int(item.sample.reference[name])
        row[f"probability_{name}"] = round(float(item.fused[index]), 5)
        for place, plane in enumerate(PLANES):
            row[f"{plane}_{name}"] = round(float(item.alone[index, place]), 5)
        row[f"map_{name}"] = "" if name not in item.hits else int(item.hits[name])
    return row
