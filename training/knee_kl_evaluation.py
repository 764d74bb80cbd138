"""Held-out numbers of `knee_kl_grade`: confusion matrix, per-grade sensitivity and specificity, quadratic kappa."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from app.statistics.agreement import agreement_table, kappa_of_table
from app.statistics.diagnostic import (
    ConfusionTable,
    Estimate,
    accuracy,
    auc_delong,
    proportion,
    sensitivity,
    specificity,
)
from inference.networks.resnet import LAYER_STRIDES
from inference.saliency import attribute
from inference.sanity import cascade
from inference.tasks.knee_kl_grade import (
    DISEASE,
    GRADE,
    LEVELS,
    STEM_STRIDE,
    KneeKlGrade,
    KneeNetwork,
    KneeScores,
    disease_odds,
    grade_of,
    saliency_target,
)
from training.calibrate import expected_calibration_error, fit_scaling, youden_point
from training.datasets import Sample
from training.report import Evaluation, Table, cell


@dataclass(frozen=True)
class Judged:
    """One knee and the logits of its grades, shape (5,)."""

    task: KneeKlGrade
    sample: Sample
    logits: NDArray[np.float64]

    @property
    def truth(self) -> int:
        """The reference grade."""
        return self.sample.grades[GRADE]

    @property
    def given(self) -> int:
        """The model's grade."""
        return grade_of(self.logits)

    @property
    def probability(self) -> float:
        """Of osteoarthritis, calibrated."""
        return self.task.probability(self.logits)

    @property
    def called(self) -> bool:
        """Above the card's operating point."""
        return self.probability >= self.task.card.label(DISEASE).operating_point


def judge(task: KneeKlGrade, network: nn.Module, samples: Sequence[Sample], device: torch.device) -> list[Judged]:
    """Run the task itself, exactly as on a Case, on every sample."""
    return [Judged(task, sample, task.run(network, task.preprocess(sample.load()), device)) for sample in samples]


def calibration(
    task: KneeKlGrade, network: nn.Module, samples: Sequence[Sample], prevalence: float, device: torch.device
) -> dict[str, Any]:
    """What the card learns from the validation split: scaling and operating point of osteoarthritis."""
    judged = judge(task, network, samples, device)
    truth = [item.sample.reference[DISEASE] for item in judged]
    odds = [disease_odds(item.logits) for item in judged]
    scaling = fit_scaling(truth, odds, prevalence)
    chosen = "largest sensitivity + specificity (Youden) on the validation split"
    return {
        "labels": [
            {},
            {"operating_point": round(youden_point(truth, scaling(odds)), 4), "operating_point_reason": chosen},
        ],
        "calibration": {
            "slope": round(scaling.slope, 5),
            "intercept": round(scaling.intercept, 5),
            "prevalence": round(prevalence, 4),
            "expected_error": round(expected_calibration_error(truth, scaling(odds)), 4),
            "method": "Platt scaling on the validation split, weighted to the training split's prevalence",
        },
    }


def summarise(judged: Sequence[Judged]) -> Evaluation:
    """Grades, and the question whether there is osteoarthritis."""
    truth, given = [item.truth for item in judged], [item.given for item in judged]
    table = agreement_table(truth, given, LEVELS)
    miss = np.abs(np.array(truth) - np.array(given))
    metrics: dict[str, Estimate] = {
        "quadratic kappa": kappa_of_table(table, "quadratic"),
        "linear kappa": kappa_of_table(table, "linear"),
        "accuracy of the grade": proportion(int((miss == 0).sum()), len(miss)),
        "within one grade": proportion(int((miss <= 1).sum()), len(miss)),
        "mean absolute error": mean_by_group(miss.astype(float), [item.sample.group for item in judged]),
    }
    rows = []
    for level in LEVELS:
        own = ConfusionTable.from_labels([t == level for t in truth], [g == level for g in given])
        metrics[f"sensitivity, grade {level}"], metrics[f"specificity, grade {level}"] = (
            sensitivity(own),
            specificity(own),
        )
        rows.append((f"KL {level}", str(truth.count(level)), cell(sensitivity(own)), cell(specificity(own))))
    diseased = [item.sample.reference[DISEASE] for item in judged]
    called = ConfusionTable.from_labels(diseased, [item.called for item in judged])
    metrics |= {
        "AUC, osteoarthritis": auc_delong(diseased, [item.probability for item in judged]),
        "sensitivity, osteoarthritis": sensitivity(called),
        "specificity, osteoarthritis": specificity(called),
        "accuracy, osteoarthritis": accuracy(called),
    }
    tables = (
        Table("Grades", ("Measure", "Value (95 % interval)"), tuple((k, cell(metrics[k])) for k in list(metrics)[:5])),
        Table("Grade by grade (Norman 2019, Table 3)", ("Grade", "Knees", "Sensitivity", "Specificity"), tuple(rows)),
        _confusion(table),
        Table(
            "Osteoarthritis (grade 2 and more)",
            ("AUC-ROC", "Sensitivity", "Specificity", "Accuracy"),
            (tuple(cell(metrics[f"{k}, osteoarthritis"]) for k in ("AUC", "sensitivity", "specificity", "accuracy")),),
        ),
    )
    return Evaluation(metrics, tables, [_row(item) for item in judged])


def mean_by_group(values: NDArray[np.float64], groups: Sequence[str], draws: int = 2000) -> Estimate:
    """Mean with a percentile interval from a bootstrap that draws patients, not knees."""
    names = {name: place for place, name in enumerate(dict.fromkeys(groups))}
    owner = np.array([names[group] for group in groups])
    sums, counts = np.bincount(owner, values), np.bincount(owner)
    random = np.random.default_rng(0)
    drawn = random.integers(len(sums), size=(draws, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high), len(values), "bootstrap by patient")


def _confusion(table: NDArray[np.signedinteger[Any]]) -> Table:
    header = ("Reference \\ model", *(f"KL {level}" for level in LEVELS))
    rows = tuple((f"KL {level}", *(str(int(n)) for n in table[level])) for level in LEVELS)
    return Table("Confusion matrix", header, rows)


def _row(item: Judged) -> dict[str, Any]:
    return {
        "sample": item.sample.sample_id,
        "split": item.sample.split,
        "group": item.sample.group,
        **item.sample.notes,
        "truth": item.truth,
        "given": item.given,
        "probability_osteoarthritis": round(item.probability, 5),
    }


CANDIDATES = (("hirescam", "layer3"), ("hirescam", "layer2"), ("layercam", "layer3"), ("gradcam", "layer4"))
"""Method and layer, in the order of what we would rather show."""

STAGES = (
    "network.head",
    "network.body.layer4",
    "network.body.layer3",
    "network.body.layer2",
    "network.body.layer1",
    "network.body.stem",
)
CASES = 40

JOINT = (0.40, 0.68)
"""Where the joint line lies in the crops of this data set, as parts of the height: changes of osteoarthritis are
seen there. Read off the training images; there are no outlines to point at."""


def saliency_tables(
    task: KneeKlGrade, network: nn.Module, samples: Sequence[Sample], device: torch.device
) -> list[dict[str, Any]]:
    """Randomisation cascade, and how often the strongest place lies at the joint line of a diseased knee."""
    assert isinstance(network, KneeNetwork)
    diseased = [sample for sample in samples if sample.grades[GRADE] >= 2][:CASES]
    images = torch.stack([task.preprocess(sample.load()).image for sample in diseased]).to(device)
    tables, low, high = [], JOINT[0] * task.side, JOINT[1] * task.side
    for method, layer in CANDIDATES:
        target = saliency_target(network, images, layer, 1)
        check = cascade(method, KneeScores(network), f"network.body.{layer}", target.inputs, 1, STAGES)
        stride = LAYER_STRIDES[layer] * STEM_STRIDE // 4
        cells = attribute(method, target)
        strongest = cells.flatten(1).argmax(dim=1) // cells.shape[2] * stride + network.top
        peaks = cells.flatten(1).amax(dim=1).reshape(2, -1)
        chosen = strongest.reshape(2, -1).gather(0, peaks.argmax(dim=0)[None])[0]
        hits = int(((chosen >= low) & (chosen <= high)).sum())
        chance = (high - low) / network.height
        words = f"peak at the height of the joint line in {hits} of {len(diseased)} diseased knees"
        tables.append(check.card_entry(method, layer, f"{words}; by chance {chance:.0%}"))
    first: dict[str, dict[str, Any]] = {}
    for entry in sorted(tables, key=lambda e: e["randomisation"] != "pass"):
        first.setdefault(str(entry["name"]), entry)
    return list(first.values())
