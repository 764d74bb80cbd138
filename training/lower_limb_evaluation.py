"""Held-out numbers of `lower_limb` in the layout of Amiri 2022, Tables 3 to 5, with intervals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    sensitivity,
    specificity,
)
from app.statistics.froc import ImageMarks, average_precision, froc_curve, judge_boxes, sensitivity_at
from inference.tasks.lower_limb import LABEL, NO_MASKS, LowerLimb, LowerLimbOutput, combine
from inference.transforms import Letterbox
from training.calibrate import expected_calibration_error, fit_scaling, youden_point
from training.datasets import Sample
from training.report import Curve, Evaluation, Table, cell

FOUND = 0.3
"""IoU at which a box counts as having found a fracture in the FROC; mAP50 takes 0.5."""

WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0)
"""Tried for the detector's logit beside the CNN's; few, since each is another look at the validation split."""

REGIONS = ("toe", "foot", "ankle", "leg", "knee", "femur", "hip", "hand", "shoulder")
"""The paper's seven, then the data sets' others. FracAtlas names hand, leg, hip and shoulder only: its "leg" is all of
the lower limb below the hip."""
NATIVE_LIMIT = 1000
"""Original images with a longer side than this come from the second kind of scanner (2304 × 2880)."""


@dataclass(frozen=True)
class Judged:
    """One radiograph, what the models said, and where the fractures are (in the original's coordinates)."""

    task: LowerLimb
    sample: Sample
    output: LowerLimbOutput
    boxes: NDArray[np.float64]
    lesions: NDArray[np.float64]

    @property
    def fractured(self) -> bool:
        """The reference standard."""
        return self.sample.reference[LABEL]

    @property
    def probability(self) -> float:
        """What is reported, calibrated."""
        return self.task.probability(self.output.image_logit)

    def point(self, key: str) -> float:
        """An operating point of the card's calibration; as good as any where the card has none."""
        return float(self.task.card.raw.get("calibration", UNCALIBRATED)[key])


UNCALIBRATED = {"detector_operating_point": 0.5, "cnn_operating_point": 0.0}


@dataclass(frozen=True)
class Scenario:
    """A number for a radiograph, the higher the more suspicious, and from which on it is called fractured."""

    score: Callable[[Judged], float]
    point: Callable[[Judged], float]


SCENARIOS = {
    "Mask R-CNN": Scenario(lambda item: item.output.image_score, lambda item: item.point("detector_operating_point")),
    "Mask R-CNN and CNN": Scenario(
        lambda item: item.output.image_cnn_logit, lambda item: item.point("cnn_operating_point")
    ),
    "both opinions added": Scenario(
        lambda item: item.probability, lambda item: item.task.card.label(LABEL).operating_point
    ),
}
"""The paper's scenario 2, its scenario 1, and what is shipped."""


def judge(task: LowerLimb, network: nn.Module, samples: Sequence[Sample], device: torch.device) -> list[Judged]:
    """Run the task itself, exactly as on a Case, on every sample."""
    judged = []
    for sample in samples:
        task_input = sample.load()
        stack = task_input.stacks["image"]
        output = task.run(network, task.preprocess(task_input), device)
        boxes = Letterbox(task.side, stack.rows, stack.columns).to_original(output.boxes)
        outlines = [np.array(polygon).reshape(-1, 2) for polygon in sample.polygons]
        lesions = np.array([[*o.min(axis=0), *o.max(axis=0)] for o in outlines], dtype=float).reshape(-1, 4)
        judged.append(Judged(task, sample, replace(output, masks=NO_MASKS), boxes, lesions))  # masks are large
    return judged


def calibration(judged: Sequence[Judged], prevalence: float, least: float) -> dict[str, Any]:
    """What the card learns from the validation split: scaling and operating points of both scenarios."""
    truth = [item.fractured for item in judged]
    weight = best_weight(judged, least)
    logits = [reweighted(item.output, weight, least).image_logit for item in judged]
    scaling = fit_scaling(truth, logits, prevalence)
    chosen = "largest sensitivity + specificity (Youden) on the validation split"
    return {
        "labels": [
            {"operating_point": round(youden_point(truth, scaling(logits)), 4), "operating_point_reason": chosen}
        ],
        "calibration": {
            "slope": round(scaling.slope, 5),
            "intercept": round(scaling.intercept, 5),
            "prevalence": round(prevalence, 4),
            "detector_weight": weight,
            "cnn_operating_point": round(youden_point(truth, [item.output.image_cnn_logit for item in judged]), 4),
            "detector_operating_point": round(youden_point(truth, [item.output.image_score for item in judged]), 4),
            "expected_error": round(expected_calibration_error(truth, scaling(logits)), 4),
            "method": "Platt scaling on the validation split, weighted to the training split's prevalence",
        },
    }


def reweighted(output: LowerLimbOutput, weight: float, least: float) -> LowerLimbOutput:
    """The same opinions added with another weight for the detector."""
    cnn = np.append(output.cnn_logits, np.float32(output.whole_cnn_logit))
    return combine(output.boxes, output.detector_scores, cnn, weight, least)


def best_weight(judged: Sequence[Judged], least: float) -> float:
    """The detector's weight with the largest image AUC; among equals the smallest."""
    truth = [item.fractured for item in judged]
    areas = [
        auc_delong(truth, [reweighted(item.output, weight, least).image_logit for item in judged]).value
        for weight in WEIGHTS
    ]
    return WEIGHTS[int(np.argmax(areas))]


def summarise(judged: Sequence[Judged]) -> Evaluation:
    """Both scenarios on the image level, boxes, and subgroups."""
    metrics: dict[str, Estimate] = {}
    rows, curves = [], []
    for name, scenario in SCENARIOS.items():
        numbers = image_numbers(judged, scenario)
        rows.append((name, *(cell(numbers[key]) for key in ("accuracy", "sensitivity", "specificity", "AUC"))))
        metrics |= {f"{key}, {name}": value for key, value in numbers.items()}
        curves.append(roc_curve(judged, scenario, name))
        marks = [_marks(item, name, FOUND) for item in judged]
        for allowed in (0.5, 1.0, 2.0):
            metrics[f"sensitivity at {allowed:g} false boxes per image, {name}"] = sensitivity_at(marks, allowed)
        metrics[f"mAP50, {name}"] = average_precision([_marks(item, name, 0.5) for item in judged])
        froc = froc_curve(marks)
        axes = ("false boxes per image", f"fractures found (IoU ≥ {FOUND})")
        curves.append(Curve("froc", name, froc.false_positives_per_image.tolist(), froc.sensitivity.tolist(), axes))
    tables = (
        Table("Detection of fractures, image by image (Amiri 2022, Table 5)", IMAGE_HEADER, tuple(rows)),
        _box_table(metrics, list(SCENARIOS)),
        _subgroup_table(judged),
    )
    return Evaluation(metrics, tables, [_row(item) for item in judged], tuple(curves))


IMAGE_HEADER = ("Method", "Accuracy", "Sensitivity", "Specificity", "AUC-ROC")


def image_numbers(judged: Sequence[Judged], scenario: Scenario) -> dict[str, Estimate]:
    """AUC (DeLong), sensitivity, specificity and accuracy (Wilson) of one scenario."""
    truth = [item.fractured for item in judged]
    scores = [scenario.score(item) for item in judged]
    called = [score >= scenario.point(item) for score, item in zip(scores, judged, strict=True)]
    table = ConfusionTable.from_labels(truth, called)
    return {
        "AUC": auc_delong(truth, scores),
        "sensitivity": sensitivity(table),
        "specificity": specificity(table),
        "accuracy": accuracy(table),
    }


def _marks(item: Judged, scenario: str, overlap: float) -> ImageMarks:
    """Boxes against outlines; the bootstrap draws blocks of neighbouring image numbers, the nearest to a patient."""
    output = item.output
    scores = {"Mask R-CNN": output.detector_scores, "Mask R-CNN and CNN": output.cnn_logits}.get(
        scenario, output.box_logits
    )
    block = item.sample.notes.get("block", item.sample.group)
    return judge_boxes(item.boxes, [float(s) for s in scores], item.lesions, block, overlap)


def roc_curve(judged: Sequence[Judged], scenario: Scenario, name: str) -> Curve:
    """The empirical ROC curve."""
    truth = np.array([item.fractured for item in judged])
    values = np.array([scenario.score(item) for item in judged])
    cuts = np.unique(values)[::-1]
    x = [0.0, *((values[~truth] >= cut).mean() for cut in cuts)]
    y = [0.0, *((values[truth] >= cut).mean() for cut in cuts)]
    return Curve("roc", name, x, y, ("1 − specificity", "sensitivity"))


def _box_table(metrics: Mapping[str, Estimate], scenarios: Sequence[str]) -> Table:
    keys = ["mAP50", *(f"sensitivity at {n:g} false boxes per image" for n in (0.5, 1.0, 2.0))]
    rows = tuple((name, *(cell(metrics[f"{key}, {name}"]) for key in keys)) for name in scenarios)
    title = f"Boxes: mAP50, and FROC with a hit at IoU ≥ {FOUND} (bootstrap over blocks)"
    return Table(title, ("Method", "mAP50", "0.5 per image", "1 per image", "2 per image"), rows)


def _subgroup_table(judged: Sequence[Judged]) -> Table:
    """By region, and by the kind of scanner: a model that tells scanners apart would show it here."""
    groups: dict[str, list[Judged]] = {
        region: found
        for region in REGIONS
        if (found := [item for item in judged if item.sample.attributes.get(region)])
    }
    sizes = {id(item): max(map(int, item.sample.notes.get("original", "0x0").split("x"))) for item in judged}
    groups["original ≤ 1000 px"] = [item for item in judged if sizes[id(item)] <= NATIVE_LIMIT]
    groups["original > 1000 px"] = [item for item in judged if sizes[id(item)] > NATIVE_LIMIT]
    rows = []
    for name, items in groups.items():
        fractured = sum(item.fractured for item in items)
        for method, scenario in SCENARIOS.items():
            numbers = image_numbers(items, scenario)
            keys = ("AUC", "sensitivity", "specificity")
            rows.append((name, f"{fractured}/{len(items)}", method, *(cell(numbers[key], 2) for key in keys)))
    header = ("Subgroup", "fractured/all", "Method", "AUC-ROC", "Sensitivity", "Specificity")
    return Table("Subgroups", header, tuple(rows))


def _row(item: Judged) -> dict[str, Any]:
    """One line of predictions.csv."""
    return {
        "sample": item.sample.sample_id,
        "split": item.sample.split,
        **item.sample.notes,
        "truth": int(item.fractured),
        "probability": round(item.probability, 5),
        "cnn_logit": round(item.output.image_cnn_logit, 5),
        "detector_score": round(item.output.image_score, 5),
        "boxes": len(item.boxes),
        "lesions": len(item.lesions),
    }
