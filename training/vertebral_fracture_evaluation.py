"""Held-out numbers of `vertebral_fracture` in the layouts of Yeh 2022, Tables 1 and 2, with exact intervals."""

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
from app.statistics.paired import fisher_exact
from inference.tasks.vertebral_fracture import CENTRES, MALIGNANT, VertebralFracture, probability
from training.datasets import Sample
from training.datasets.readers import Readers, against_readers
from training.knee_mri_fusion import logistic_regression
from training.report import Curve, Evaluation, Table, cell

EXACT = "clopper-pearson"
PARTS = 10
"""Parts in which the logistic regression on the features is fitted and judged crosswise."""


@dataclass(frozen=True)
class Judged:
    """One patient and the logits of the three slices, shape (3,)."""

    task: VertebralFracture
    sample: Sample
    logits: NDArray[np.float64]

    @property
    def truth(self) -> bool:
        """Whether the fracture is malignant."""
        return bool(self.sample.reference[MALIGNANT])

    @property
    def probability(self) -> float:
        """Of the most suspicious slice."""
        return probability(self.logits)

    @property
    def positive(self) -> bool:
        """The model's call."""
        return self.probability >= self.task.card.label(MALIGNANT).operating_point


def judge(task: VertebralFracture, network: nn.Module, samples: Sequence[Sample], device: torch.device) -> list[Judged]:
    """Run the task itself, exactly as on a Case with the reader's box, on every sample."""
    return [Judged(task, sample, task.run(network, task.preprocess(sample.load()), device)) for sample in samples]


def summarise(judged: Sequence[Judged]) -> Evaluation:
    """The model in the layout of Table 2, and the features in that of Table 1 where the samples have them."""
    truth, chance = [item.truth for item in judged], [item.probability for item in judged]
    table = ConfusionTable.from_labels(truth, [item.positive for item in judged])
    slices = np.stack([item.logits for item in judged])
    metrics: dict[str, Estimate] = {
        "accuracy": accuracy(table, EXACT),
        "sensitivity": sensitivity(table, EXACT),
        "specificity": specificity(table, EXACT),
        "AUC": auc_delong(truth, chance),
    }
    tables = [Table("Diagnostic performance (Yeh 2022, Table 2)", HEADER, (row("model", table),))]
    features = feature_names(judged)
    if features and any(truth) and not all(truth):
        tables += [feature_table(judged, features)]
        regression = feature_accuracy(judged, features)  # no figure of the model: it stays out of its card
        tables += [
            Table(
                "Logistic regression on the features",
                ("Measure", "Value (95 % interval)"),
                tuple((name, cell(value)) for name, value in regression.items()),
            )
        ]
    for place, offset in enumerate(CENTRES):
        metrics[f"AUC, slice {offset:+d}"] = auc_delong(truth, slices[:, place])
    return Evaluation(metrics, tuple(tables), [_row(item) for item in judged], _roc(truth, chance))


HEADER = ("Reader", "TP", "TN", "FN", "FP", "Sensitivity", "Specificity", "Accuracy")


def row(name: str, table: ConfusionTable) -> tuple[str, ...]:
    """One line of Table 2: counts, then shares with exact intervals."""
    counts = table.true_positive, table.true_negative, table.false_negative, table.false_positive
    shares = sensitivity(table, EXACT), specificity(table, EXACT), accuracy(table, EXACT)
    return (name, *map(str, counts), *map(cell, shares))


def truth_by_sample(judged: Sequence[Judged]) -> dict[str, bool]:
    """Sample → whether its fracture is malignant: what readers are asked."""
    return {item.sample.sample_id: item.truth for item in judged}


def with_readers(evaluation: Evaluation, judged: Sequence[Judged], readers: Readers) -> Evaluation:
    """Table 2 with the readers above the model, and McNemar's test of the model against each of them."""
    calls = {item.sample.sample_id: item.positive for item in judged}
    return against_readers(evaluation, truth_by_sample(judged), calls, readers, row, HEADER)


# ── the features ─────────────────────────────────────────────────────────────────────────────────────────────────────


def feature_names(judged: Sequence[Judged]) -> tuple[str, ...]:
    """The yes-or-no features that all samples know."""
    known = [item.sample.attributes for item in judged]
    names = dict.fromkeys(name for attributes in known for name in attributes)
    return tuple(n for n in names if all(n in k and k[n] in (0.0, 1.0) for k in known))


def feature_table(judged: Sequence[Judged], names: Sequence[str]) -> Table:
    """How often each feature is there in malignant and benign fractures, with Fisher's exact test."""
    rows = []
    for name in names:
        groups = [
            [item.sample.attributes[name] == 1.0 for item in judged if item.truth is kind] for kind in (True, False)
        ]
        p = fisher_exact([[sum(group), len(group) - sum(group)] for group in groups]).p
        shares = (f"{sum(group)}/{len(group)} ({proportion(sum(group), len(group)).value:.0%})" for group in groups)
        rows.append((name.replace("_", " "), *shares, p_words(p)))
    return Table("Features (Yeh 2022, Table 1)", ("Feature", "Malignant", "Benign", "Fisher p"), tuple(rows))


def p_words(p: float) -> str:
    """A p value as the paper prints it."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def feature_accuracy(judged: Sequence[Judged], names: Sequence[str]) -> Mapping[str, Estimate]:
    """A logistic regression on the features: judged on the cases it was fitted on, as the paper may have done, and on
    others (every tenth case in turn)."""
    x = np.array([[item.sample.attributes[name] for name in names] for item in judged])
    truth = np.array([item.truth for item in judged])
    own = _right(truth, x, truth, x)
    found = {"accuracy, features, fitted on the same cases": proportion(int(own.sum()), len(own), EXACT)}
    order = np.arange(len(judged)) % PARTS
    right = np.zeros(len(judged), np.bool_)
    for part in range(PARTS):
        held, rest = order == part, order != part
        if not held.any() or truth[rest].all() or not truth[rest].any():
            return found
        right[held] = _right(truth[rest], x[rest], truth[held], x[held])
    return found | {"accuracy, features, crosswise": proportion(int(right.sum()), len(right), EXACT)}


def _right(
    truth: NDArray[np.bool_], x: NDArray[np.float64], others: NDArray[np.bool_], x_others: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Fit on the first cases; which of the others are called rightly."""
    found = logistic_regression(truth, x)
    return np.asarray((x_others @ found[:-1] + found[-1] >= 0) == others)


def _roc(truth: Sequence[bool], scores: Sequence[float]) -> tuple[Curve, ...]:
    y, values = np.asarray(truth), np.asarray(scores)
    if y.all() or not y.any():
        return ()
    cuts = np.unique(values)[::-1]
    rise = [0.0, *(float((values[y] >= cut).mean()) for cut in cuts)]
    run = [0.0, *(float((values[~y] >= cut).mean()) for cut in cuts)]
    return (Curve("roc", MALIGNANT, run, rise, ("1 − specificity", "sensitivity")),)


def _row(item: Judged) -> dict[str, Any]:
    """One line of predictions.csv."""
    line: dict[str, Any] = {"sample": item.sample.sample_id, "split": item.sample.split, **item.sample.notes}
    line |= {"truth": int(item.truth), "probability": round(item.probability, 5), "positive": int(item.positive)}
    logits = zip(CENTRES, item.logits, strict=True)
    return line | {f"logit_{offset:+d}": round(float(logit), 4) for offset, logit in logits}
