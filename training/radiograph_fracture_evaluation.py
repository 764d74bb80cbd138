"""Held-out numbers of `radiograph_fracture`: the image, and the places of the map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from app.statistics.diagnostic import ConfusionTable, Estimate, accuracy, auc_delong, sensitivity, specificity
from app.statistics.froc import ImageMarks, froc_curve, judge_boxes, sensitivity_at
from inference.networks.heat_map_net import MAP_STRIDE
from inference.networks.resnet import LAYER_STRIDES
from inference.saliency import attribute
from inference.sanity import cascade
from inference.tasks.radiograph_fracture import (
    DENSE_MAP,
    LABEL,
    FractureNetwork,
    FractureOutput,
    ImageScore,
    RadiographFracture,
    saliency_target,
)
from inference.transforms import Letterbox
from training.calibrate import expected_calibration_error, fit_scaling, youden_point
from training.datasets import Sample
from training.report import Curve, Evaluation, Table, cell

FOUND = 0.1
"""IoU at which a place counts as having found a fracture: places of a map have no outline to match."""

WEIGHTS = (0.0, 0.25, 0.5, 1.0, 2.0)
"""Tried for the map's peak beside the image's logit; few, since each is another look at the validation split."""

REGIONS = ("hand", "leg", "hip", "shoulder")
NATIVE_LIMIT = 1000
"""Original images with a longer side than this come from the second kind of scanner (2304 × 2880)."""


@dataclass(frozen=True)
class Judged:
    """One radiograph and what the network said; places and lesions as boxes (n, 4) of the original image."""

    task: RadiographFracture
    sample: Sample
    output: FractureOutput
    places: NDArray[np.float64]
    peaks: tuple[float, ...]
    lesions: NDArray[np.float64]

    @property
    def fractured(self) -> bool:
        """The reference standard."""
        return self.sample.reference[LABEL]

    @property
    def logit(self) -> float:
        """Of the whole image, with the map's peak."""
        return self.task.logit(self.output)

    @property
    def probability(self) -> float:
        """What is reported, calibrated."""
        return self.task.probability(self.logit)

    @property
    def called(self) -> bool:
        """Above the card's operating point."""
        return self.probability >= self.task.card.label(LABEL).operating_point


def judge(
    task: RadiographFracture, network: nn.Module, samples: Sequence[Sample], device: torch.device
) -> list[Judged]:
    """Run the task itself, exactly as on a Case, on every sample."""
    judged = []
    for sample in samples:
        task_input = sample.load()
        stack = task_input.stacks["image"]
        output = task.run(network, task.preprocess(task_input), device)
        found = task.places(output)
        boxes = Letterbox(task.side, stack.rows, stack.columns).to_original(np.array([box for box, _ in found]))
        outlines = [np.array(polygon).reshape(-1, 2) for polygon in sample.polygons]
        lesions = np.array([[*o.min(axis=0), *o.max(axis=0)] for o in outlines], dtype=float).reshape(-1, 4)
        judged.append(Judged(task, sample, output, boxes, tuple(peak for _, peak in found), lesions))
    return judged


def calibration(
    task: RadiographFracture, network: nn.Module, samples: Sequence[Sample], prevalence: float, device: torch.device
) -> dict[str, Any]:
    """What the card learns from the validation split: the peak's weight, scaling, operating point."""
    judged = judge(task, network, samples, device)
    truth = [item.fractured for item in judged]
    tried = {weight: [i.output.image_logit + weight * i.output.peak_logit for i in judged] for weight in WEIGHTS}
    weight = max(WEIGHTS, key=lambda w: (auc_delong(truth, tried[w]).value, -w))
    scaling = fit_scaling(truth, tried[weight], prevalence)
    chosen = "largest sensitivity + specificity (Youden) on the validation split"
    point = round(youden_point(truth, scaling(tried[weight])), 4)
    return {
        "labels": [{"operating_point": point, "operating_point_reason": chosen}],
        "calibration": {
            "slope": round(scaling.slope, 5),
            "intercept": round(scaling.intercept, 5),
            "prevalence": round(prevalence, 4),
            "peak_weight": weight,
            "expected_error": round(expected_calibration_error(truth, scaling(tried[weight])), 4),
            "method": "Platt scaling on the validation split, weighted to the training split's prevalence",
        },
    }


def summarise(judged: Sequence[Judged]) -> Evaluation:
    """The image level, the places, and subgroups."""
    metrics: dict[str, Estimate] = dict(image_numbers(judged))
    marks = [_marks(item) for item in judged]
    for allowed in (0.5, 1.0, 2.0):
        metrics[f"sensitivity at {allowed:g} false places per image"] = sensitivity_at(marks, allowed)
    hits = [_peak_in_box(item) for item in judged if len(item.lesions)]
    metrics["peak in a reference box"] = accuracy(ConfusionTable.from_labels([True] * len(hits), hits))
    froc = froc_curve(marks)
    axes = ("false places per image", f"fractures found (IoU ≥ {FOUND})")
    curves = (
        _roc(judged),
        Curve("froc", "map", froc.false_positives_per_image.tolist(), froc.sensitivity.tolist(), axes),
    )
    keys = list(metrics)
    tables = (
        Table("Image by image", ("Measure", "Value (95 % interval)"), tuple((k, cell(metrics[k])) for k in keys[:4])),
        Table(
            "Places of the map", ("Measure", "Value (95 % interval)"), tuple((k, cell(metrics[k])) for k in keys[4:])
        ),
        _subgroups(judged),
    )
    return Evaluation(metrics, tables, [_row(item) for item in judged], curves)


def image_numbers(judged: Sequence[Judged]) -> Mapping[str, Estimate]:
    """AUC (DeLong), sensitivity, specificity and accuracy (Wilson)."""
    truth = [item.fractured for item in judged]
    table = ConfusionTable.from_labels(truth, [item.called for item in judged])
    return {
        "AUC": auc_delong(truth, [item.probability for item in judged]),
        "sensitivity": sensitivity(table),
        "specificity": specificity(table),
        "accuracy": accuracy(table),
    }


def _marks(item: Judged) -> ImageMarks:
    """Places against outlines; the bootstrap draws blocks of neighbouring image numbers, the nearest to a patient."""
    block = item.sample.notes.get("block", item.sample.group)
    return judge_boxes(item.places, list(item.peaks), item.lesions, block, FOUND)


def _peak_in_box(item: Judged) -> bool:
    row, column = np.unravel_index(int(item.output.cells.argmax()), item.output.cells.shape)
    stack = item.sample.load().stacks["image"]
    at = np.array([[column * MAP_STRIDE, row * MAP_STRIDE] * 2], dtype=float) + 0.5
    x, y = Letterbox(item.task.side, stack.rows, stack.columns).to_original(at)[0, :2]
    left, top, right, bottom = item.lesions.T
    return bool(((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).any())


def _roc(judged: Sequence[Judged]) -> Curve:
    truth = np.array([item.fractured for item in judged])
    values = np.array([item.logit for item in judged])
    cuts = np.unique(values)[::-1]
    x = [0.0, *((values[~truth] >= cut).mean() for cut in cuts)]
    y = [0.0, *((values[truth] >= cut).mean() for cut in cuts)]
    return Curve("roc", "image", x, y, ("1 − specificity", "sensitivity"))


def _subgroups(judged: Sequence[Judged]) -> Table:
    """By region, and by the kind of scanner: a model that tells scanners apart would show it here."""
    groups = {region: [item for item in judged if item.sample.attributes.get(region)] for region in REGIONS}
    sizes = {id(item): max(map(int, item.sample.notes.get("original", "0x0").split("x"))) for item in judged}
    groups["original ≤ 1000 px"] = [item for item in judged if sizes[id(item)] <= NATIVE_LIMIT]
    groups["original > 1000 px"] = [item for item in judged if sizes[id(item)] > NATIVE_LIMIT]
    rows = []
    for name, items in groups.items():
        numbers = image_numbers(items) if items else {}
        fractured = sum(item.fractured for item in items)
        cells = (cell(numbers[key], 2) if key in numbers else "–" for key in ("AUC", "sensitivity", "specificity"))
        rows.append((name, f"{fractured}/{len(items)}", *cells))
    return Table("Subgroups", ("Subgroup", "fractured/all", "AUC-ROC", "Sensitivity", "Specificity"), tuple(rows))


def _row(item: Judged) -> dict[str, Any]:
    """One line of predictions.csv."""
    return {
        "sample": item.sample.sample_id,
        "split": item.sample.split,
        **item.sample.notes,
        "truth": int(item.fractured),
        "probability": round(item.probability, 5),
        "image_logit": round(item.output.image_logit, 5),
        "peak_logit": round(item.output.peak_logit, 5),
        "places": len(item.places),
        "lesions": len(item.lesions),
    }


CANDIDATES = (("hirescam", "layer3"), ("layercam", "layer3"), ("gradcam", "layer4"), ("saliency", "layer4"))
STAGES = (
    "network.net.image_head",
    "network.net.body.layer4",
    "network.net.body.layer3",
    "network.net.body.layer2",
    "network.net.body.layer1",
    "network.net.body.stem",
)
CASES = 12
"""Fractured radiographs looked at: at 640 pixels a map takes a second on a processor, and a check takes 28 of them."""


def saliency_tables(
    task: RadiographFracture, network: nn.Module, samples: Sequence[Sample], device: torch.device
) -> list[dict[str, Any]]:
    """The network's own map first; then the explanations, each with its cascade and how often it points right."""
    assert isinstance(network, FractureNetwork)
    judged = judge(task, network, [sample for sample in samples if sample.polygons][:CASES], device)
    own = sum(_peak_in_box(item) for item in judged)
    chance = float(np.mean([_share(item) for item in judged]))
    tables: list[dict[str, Any]] = [
        {
            "name": DENSE_MAP,
            "layer": "map_head",
            "randomisation": "pass",
            "pointing": f"peak inside an outline's box in {own} of {len(judged)}; by chance {chance:.0%}",
            "note": "the network's own output, trained on outlines: it needs no explanation to be checked",
        }
    ]
    inputs = [task.preprocess(item.sample.load()) for item in judged]
    for method, layer in CANDIDATES:
        targets = [saliency_target(network, item, layer, device) for item in inputs]
        square = [t.inputs for t in targets if t.inputs.shape == targets[0].inputs.shape]
        check = cascade(method, ImageScore(network), f"network.net.body.{layer}", torch.cat(square), 0, STAGES)
        stride = 1 if method == "saliency" else LAYER_STRIDES[layer]
        hits = 0
        for item, target in zip(judged, targets, strict=True):
            cells = attribute(method, target)[0]
            row, column = divmod(int(cells.argmax()), cells.shape[1])
            stack = item.sample.load().stacks["image"]
            at = np.array([[column * stride, row * stride] * 2], dtype=float) + 0.5
            x, y = Letterbox(task.side, stack.rows, stack.columns).to_original(at)[0, :2]
            left, top, right, bottom = item.lesions.T
            hits += bool(((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).any())
        tables.append(
            check.card_entry(
                method, layer, f"peak inside an outline's box in {hits} of {len(judged)}; by chance {chance:.0%}"
            )
        )
    return tables


def _share(item: Judged) -> float:
    """Part of the image that the outlines' boxes cover: what a random place would hit."""
    stack = item.sample.load().stacks["image"]
    areas = ((box[2] - box[0]) * (box[3] - box[1]) for box in item.lesions)
    return float(sum(areas)) / (stack.rows * stack.columns)
