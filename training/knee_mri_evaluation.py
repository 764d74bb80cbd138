"""Fusion of the planes, and held-out numbers of `knee_mri` in the layout of Irmakci 2020, Table I, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
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
from imaging.errors import UserError
from inference.runner import saliency_method
from inference.tasks.knee_mri import PLANES, KneeMri, plane_logits
from training.calibrate import youden_point
from training.datasets import Sample
from training.datasets.phantom import PhantomSample, masks_of, task_input_of
from training.knee_mri_saliency import peak_near_lesion
from training.report import Curve, Evaluation, Table, cell

PENALTY = 0.02
"""Weight of the squared coefficients: planes that separate all validation knees would else get infinite ones."""

HEADER = ("Views", "Class", "AUC", "Sensitivity", "Specificity", "Accuracy")


def logistic_regression(truth: NDArray[np.bool_], features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coefficients and, last, the intercept of a ridge logistic regression; features of shape (cases, n)."""
    y = truth.astype(float)

    def cost(parameters: NDArray[np.float64]) -> float:
        z = features @ parameters[:-1] + parameters[-1]
        return float((np.logaddexp(0, z) - y * z).mean() + PENALTY * (parameters[:-1] ** 2).sum())

    found: NDArray[np.float64] = minimize(cost, np.zeros(features.shape[1] + 1), method="BFGS").x
    return found


def fusion_tables(truth: NDArray[np.bool_], logits: NDArray[np.float64], where: str) -> dict[str, Any]:
    """What the card learns after training.

    Parameters
    ----------
    truth : array, shape (cases, labels)
    logits : array, shape (cases, labels, planes)
    where : str
        The split's name, for the card.

    Raises
    ------
    UserError
        When a label has only one answer on the split.
    """
    weights, intercepts, single, points = [], [], [], []
    for label in range(truth.shape[1]):
        if truth[:, label].all() or not truth[:, label].any():
            raise UserError(
                f"All knees of the {where} split have the same answer for label {label + 1} of {truth.shape[1]}. "
                "The planes can be fused only on a split that has both; take more knees."
            )
        found = logistic_regression(truth[:, label], logits[:, label])
        weights.append(found[:-1].round(5).tolist())
        intercepts.append(round(float(found[-1]), 5))
        alone = [logistic_regression(truth[:, label], logits[:, label, [plane]]) for plane in range(logits.shape[2])]
        single.append([row.round(5).tolist() for row in alone])
        fused = 1 / (1 + np.exp(-(logits[:, label] @ found[:-1] + found[-1])))
        points.append(round(youden_point(truth[:, label].tolist(), fused), 4))
    reason = f"largest sensitivity + specificity (Youden) on the {where} split"
    return {
        "labels": [{"operating_point": point, "operating_point_reason": reason} for point in points],
        "fusion": {
            "planes": list(PLANES),
            "weights": weights,
            "intercepts": intercepts,
            "single": single,
            "fitted_on": f"{where} split, {len(truth)} knees",
        },
    }


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
    names = judged[0].task.names
    metrics: dict[str, Estimate] = {}
    rows: list[tuple[str, ...]] = []
    curves = []
    for views in ("three views", *PLANES):
        areas = []
        for index, name in enumerate(names):
            truth = [item.sample.reference[name] for item in judged]
            scores = [_score(item, index, views) for item in judged]
            points = [item.task.card.labels[index].operating_point for item in judged]
            numbers = _numbers(truth, scores, points)
            rows.append(
                (views, name, *(cell(numbers[key]) for key in ("AUC", "sensitivity", "specificity", "accuracy")))
            )
            metrics |= {f"{key}, {name}, {views}": value for key, value in numbers.items()}
            areas.append(numbers["AUC"].value)
            if views == "three views":
                curves.append(_roc(truth, scores, name))
        rows.append((views, "average", f"{np.mean(areas):.3f}", "", "", ""))
    for name in names:
        hits = [item.hits[name] for item in judged if name in item.hits]
        if hits:
            metrics[f"map points at the lesion, {name}"] = proportion(sum(hits), len(hits))
    pointing = tuple((key, cell(value)) for key, value in metrics.items() if key.startswith("map points"))
    tables = (
        Table("Three views and single views (Irmakci 2020, Table I)", HEADER, tuple(rows)),
        Table("Maps of true positives: strongest place within 3 mm of a lesion", ("Class", "Share"), pointing),
    )
    return Evaluation(metrics, tables, [_row(item) for item in judged], tuple(curves))


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


def _roc(truth: Sequence[bool], scores: Sequence[float], name: str) -> Curve:
    y, values = np.asarray(truth), np.asarray(scores)
    cuts = np.unique(values)[::-1]
    rise = [0.0, *((values[y] >= cut).mean() for cut in cuts)]
    run = [0.0, *((values[~y] >= cut).mean() for cut in cuts)]
    return Curve("roc", name, run, rise, ("1 − specificity", "sensitivity"))


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
