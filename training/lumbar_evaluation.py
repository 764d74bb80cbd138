"""Held-out numbers of `lumbar_grading` in the layout of SpineNet's agreement table, and where it cannot count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.statistics.agreement import agreement_table, kappa_of_table
from app.statistics.diagnostic import ConfusionTable, Estimate, auc_delong, proportion, sensitivity, specificity
from inference.networks.spine_network import Disc, SpineNetwork, look
from inference.sanity import cascade
from inference.tasks.lumbar_grading import PFIRRMANN, PFIRRMANN_LEVELS, SIGNS, LumbarGrading, pfirrmann_of
from training.calibrate import fit_scaling, youden_point
from training.datasets import Sample
from training.report import Evaluation, Table, cell

ENOUGH = 5
"""Discs of either kind below which a sign gets no operating point and no area."""


@dataclass(frozen=True)
class JudgedDisc:
    """One graded disc: its reference grades and what the model said (None where it found no such disc)."""

    task: LumbarGrading
    sample: Sample
    ordinal: int
    logits: NDArray[np.float64] | None

    def truth(self, label: str) -> int:
        """The reference grade of this label."""
        return self.sample.grades[f"{label}/{self.ordinal}"]


@dataclass(frozen=True)
class JudgedSlice:
    """One graded slice: how many discs were found, and those that were graded."""

    sample: Sample
    found: int
    discs: tuple[JudgedDisc, ...]


def judge(
    task: LumbarGrading, network: nn.Module, samples: Sequence[Sample], device: torch.device
) -> list[JudgedSlice]:
    """Run the task on every graded slice."""
    slices = []
    for sample in samples:
        if not sample.grades:
            continue
        output = task.run(network, task.preprocess(sample.load()), device)
        known = sum(key.startswith(f"{PFIRRMANN}/") for key in sample.grades)
        discs = (
            JudgedDisc(task, sample, ordinal, output.logits[ordinal - 1] if ordinal <= len(output.discs) else None)
            for ordinal in range(1, known + 1)
        )
        slices.append(JudgedSlice(sample, len(output.discs), tuple(discs)))
    return slices


def calibration(
    task: LumbarGrading, network: nn.Module, samples: Sequence[Sample], device: torch.device
) -> dict[str, Any]:
    """What the card learns from the validation split: scaling and operating point per sign."""
    discs = _found(judge(task, network, samples, device))
    labels: list[dict[str, Any]] = [{}]
    scalings: dict[str, Any] = {"method": "Platt scaling per sign on the validation split"}
    for place, sign in enumerate(SIGNS):
        truth = [disc.truth(sign) > 0 for disc in discs]
        logits = [float(disc.logits[len(PFIRRMANN_LEVELS) + place]) for disc in discs if disc.logits is not None]
        if min(sum(truth), len(truth) - sum(truth)) < ENOUGH:
            reason = f"not chosen: {sum(truth)} of {len(truth)} discs of the validation split have it"
            labels.append({"operating_point": 0.5, "operating_point_reason": reason})
            continue
        scaling = fit_scaling(truth, logits, float(np.mean(truth)))
        scalings[sign] = {"slope": round(scaling.slope, 5), "intercept": round(scaling.intercept, 5)}
        reason = "largest sensitivity + specificity (Youden) on the validation split"
        point = min(max(round(youden_point(truth, scaling(logits)), 4), 0.001), 0.999)
        labels.append({"operating_point": point, "operating_point_reason": reason})
    return {"labels": labels, "calibration": scalings}


def _found(slices: Sequence[JudgedSlice]) -> list[JudgedDisc]:
    return [disc for item in slices for disc in item.discs if disc.logits is not None]


def summarise(judged: Sequence[JudgedSlice]) -> Evaluation:
    """Agreement per grade, over the discs that were found; how many were found, beside it."""
    discs, found = [disc for item in judged for disc in item.discs], _found(judged)
    truth = [disc.truth(PFIRRMANN) for disc in found]
    given = [pfirrmann_of(disc.logits) for disc in found if disc.logits is not None]
    table = agreement_table(truth, given, PFIRRMANN_LEVELS)
    miss = np.abs(np.array(truth) - np.array(given))
    metrics: dict[str, Estimate] = {
        "discs found": proportion(len(found), len(discs)),
        "slices with the right number of discs": proportion(
            sum(item.found == len(item.discs) for item in judged), len(judged)
        ),
        "Pfirrmann, agreement": proportion(int((miss == 0).sum()), len(miss)),
        "Pfirrmann, within one grade": proportion(int((miss <= 1).sum()), len(miss)),
        "Pfirrmann, quadratic kappa": kappa_of_table(table, "quadratic"),
    }
    rows = []
    for place, sign in enumerate(SIGNS):
        present = [disc.truth(sign) > 0 for disc in found]
        chance = [
            disc.task.probability(float(disc.logits[len(PFIRRMANN_LEVELS) + place]), sign)
            for disc in found
            if disc.logits is not None
        ]
        points = [disc.task.card.label(sign).operating_point for disc in found]
        called = [value >= point for value, point in zip(chance, points, strict=True)]
        counted = ConfusionTable.from_labels(present, called)
        agreed = proportion(sum(a == b for a, b in zip(present, called, strict=True)), len(present))
        area = auc_delong(present, chance)
        metrics |= {f"{sign}, agreement": agreed, f"{sign}, AUC": area}
        cells = (cell(x, 2) for x in (agreed, area, sensitivity(counted), specificity(counted)))
        rows.append((sign, f"{sum(present)}/{len(present)}", *cells))
    keys = list(metrics)[:5]
    tables = (
        Table(
            "Finding the discs, and Pfirrmann grades", ("Measure", "Value"), tuple((k, cell(metrics[k])) for k in keys)
        ),
        _confusion(table),
        Table(
            "Signs, disc by disc (Jamaludin 2017, Table 1)",
            ("Sign", "discs", "Agreement", "AUC-ROC", "Sensitivity", "Specificity"),
            tuple(rows),
        ),
        _by_scanner(found),
    )
    return Evaluation(metrics, tables, [_row(disc) for disc in discs])


def _confusion(table: NDArray[np.signedinteger[Any]]) -> Table:
    header = ("Reference \\ model", *(f"grade {level}" for level in PFIRRMANN_LEVELS))
    rows = tuple((f"grade {level}", *(str(int(n)) for n in table[i])) for i, level in enumerate(PFIRRMANN_LEVELS))
    return Table("Pfirrmann grades", header, rows)


def _by_scanner(found: Sequence[JudgedDisc]) -> Table:
    """A model that tells scanners apart would show it here."""
    rows = []
    for scanner in sorted({disc.sample.notes["scanner"] for disc in found}):
        here = [disc for disc in found if disc.sample.notes["scanner"] == scanner]
        pairs = [(disc.truth(PFIRRMANN), pfirrmann_of(disc.logits)) for disc in here if disc.logits is not None]
        agreed = proportion(sum(a == b for a, b in pairs), len(pairs))
        near = proportion(sum(abs(a - b) <= 1 for a, b in pairs), len(pairs))
        rows.append((scanner, str(len(pairs)), cell(agreed, 2), cell(near, 2)))
    header = ("Scanner", "discs", "Pfirrmann, agreement", "within one grade")
    return Table("By scanner", header, tuple(rows))


def _row(disc: JudgedDisc) -> dict[str, Any]:
    """One line of predictions.csv."""
    row: dict[str, Any] = {"sample": disc.sample.sample_id, "split": disc.sample.split, "disc": disc.ordinal}
    row |= {f"truth_{label}": disc.truth(label) for label in (PFIRRMANN, *SIGNS)}
    row["given_pfirrmann"] = "" if disc.logits is None else pfirrmann_of(disc.logits)
    for place, sign in enumerate(SIGNS):
        row[f"logit_{sign}"] = (
            "" if disc.logits is None else round(float(disc.logits[len(PFIRRMANN_LEVELS) + place]), 4)
        )
    return row


CANDIDATES = (("hirescam", "layer3"), ("hirescam", "layer2"), ("layercam", "layer3"), ("gradcam", "layer4"))
STAGES = ("head", "body.layer4", "body.layer3", "body.layer2", "body.layer1", "body.stem")
CASES = 40
NARROWING = len(PFIRRMANN_LEVELS)


def saliency_tables(
    task: LumbarGrading, network: nn.Module, samples: Sequence[Sample], device: torch.device
) -> list[dict[str, Any]]:
    """Randomisation cascade of each candidate on narrowed discs."""
    assert isinstance(network, SpineNetwork)
    crops = narrowed(task, network, samples, device)
    best: dict[str, dict[str, Any]] = {}
    for method, layer in CANDIDATES:
        check = cascade(method, network.grader, f"body.{layer}", crops, NARROWING, STAGES)
        entry = check.card_entry(method, layer)
        if method not in best or best[method]["randomisation"] != "pass":
            best[method] = entry
    return sorted(best.values(), key=lambda entry: entry["randomisation"] != "pass")


def narrowed(task: LumbarGrading, network: SpineNetwork, samples: Sequence[Sample], device: torch.device) -> Tensor:
    """Crops of narrowed discs, at most `CASES`."""
    crops: list[Tensor] = []
    for sample in samples:
        if not sample.grades or len(crops) >= CASES:
            continue
        image = task.preprocess(sample.load()).image.to(device)
        with torch.inference_mode():
            discs, bone = look(network, image)
        chosen: tuple[Disc, ...] = tuple(d for d in discs if sample.grades.get(f"narrowing/{d.ordinal}"))
        if chosen:
            crops.append(network.crops(image, chosen, bone))
    return torch.cat(crops)[:CASES]
