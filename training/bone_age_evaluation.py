"""Held-out numbers of `bone_age`: absolute and squared differences in months, Bland–Altman limits, by sex and age."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from app.statistics.diagnostic import Estimate, proportion
from app.statistics.resampling import bootstrap
from inference.networks.resnet import LAYER_STRIDES
from inference.saliency import PIXELWISE, attribute
from inference.sanity import cascade
from inference.tasks.bone_age import AGE, FEMALE, MALE, BoneAge, BoneAgeNetwork, MonthsOf, saliency_target
from training.datasets import Sample
from training.pointing import ground_of, in_words, peaks_on
from training.report import Evaluation, Table, cell

BANDS = ((0, 60), (60, 120), (120, 168), (168, 240))
"""Reference ages in months: to 5, 10, 14 years, and above."""

LIMITS = (60.0, 132.0, 168.0)
"""Answers in months at which the width of the interval changes: from 14 years on plates close, and little is left."""

WITHIN = 12.0
"""Months: a difference of a year is what readers of the atlas call disagreement."""

PUBLISHED = (
    ("Larson 2018 (200 radiographs, in Kijowski 2020)", "200", "6.0", "7.6", "0.50", "0.63", "–", "–"),
    ("Halabi 2019, winner of the challenge (200 radiographs)", "200", "4.2", "–", "0.35", "–", "–", "–"),
)
"""What the papers report on radiographs of patients; their own interval is not given."""


@dataclass(frozen=True)
class Judged:
    """One hand and the model's months: one number, or a girl's and a boy's where the sex is not known."""

    task: BoneAge
    sample: Sample
    output: NDArray[np.float64]

    @property
    def truth(self) -> float:
        """The reference standard in months."""
        return self.sample.quantities[AGE]

    @property
    def given(self) -> float:
        """The model's months."""
        return float(self.output.mean())

    @property
    def away(self) -> float:
        """Model − reference."""
        return self.given - self.truth

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval as a reader sees it."""
        return self.task.quantity(self.output).interval


def judge(task: BoneAge, network: nn.Module, samples: Sequence[Sample], device: torch.device) -> list[Judged]:
    """Run the task itself, exactly as on a Case, on every sample."""
    return [Judged(task, s, task.run(network, task.preprocess(s.task_input()), device)) for s in samples]


def calibration(judged: Sequence[Judged]) -> dict[str, Any]:
    """Half-widths that hold 95 % of the split's reference ages, for answers below, between and above `LIMITS`.

    The ⌈0.95 (n + 1)⌉-th smallest absolute difference (split conformal prediction, Vovk 2005), so that a new hand of
    the same kind lies within with at least that probability; the largest one where a band has too few.
    """
    given, away = np.array([item.given for item in judged]), np.abs([item.away for item in judged])
    band = np.searchsorted(LIMITS, given, side="right")
    halves, counts = [], []
    for index in range(len(LIMITS) + 1):
        own = np.sort(away[band == index]) if (band == index).any() else np.sort(away)
        rank = min(len(own), int(np.ceil(0.95 * (len(own) + 1))))
        halves.append(round(float(own[rank - 1]), 2))
        counts.append(int((band == index).sum()))
    return {
        "calibration": {
            "limits": list(LIMITS),
            "half_width": halves,
            "hands": counts,
            "method": "95 % of the validation split's absolute differences lie within (split conformal, by answer)",
        }
    }


def summarise(judged: Sequence[Judged]) -> Evaluation:
    """All hands, by sex, by age band, and whether the interval holds what it says."""
    metrics = dict(_numbers(judged))
    miss = np.abs([item.away for item in judged])
    metrics["within a year"] = proportion(int((miss <= WITHIN).sum()), len(judged))
    intervals = [item.interval for item in judged]
    if all(intervals):
        inside = [i is not None and i[0] <= j.truth <= i[1] for i, j in zip(intervals, judged, strict=True)]
        metrics["reference within the interval shown"] = proportion(sum(inside), len(inside))
    groups: dict[str, list[Judged]] = {
        "girls": [item for item in judged if item.sample.clinical.get("sex") == FEMALE],
        "boys": [item for item in judged if item.sample.clinical.get("sex") == MALE],
    }
    for low, high in BANDS:
        name = f"{low // 12} to {high // 12} years"
        groups[name] = [item for item in judged if low <= item.truth < high]
    header = ("Hands", "n", "MAD, months", "RMSD, months", "MAD, years", "RMSD, years", "Bias, months", "Limits")
    first = _row(f"this model ({len(judged)} hands)", judged, metrics)
    subgroups = tuple(_row(name, items, _numbers(items)) for name, items in groups.items() if items)
    tables = (
        Table("Bone age (layout of Larson 2018 and of the challenge)", header, (first, *PUBLISHED)),
        Table("By sex and by reference age", header, subgroups),
        Table("Measures", ("Measure", "Value (95 % interval)"), tuple((k, cell(v, 2)) for k, v in metrics.items())),
    )
    for name in ("girls", "boys"):
        if groups[name]:
            metrics[f"mean absolute difference, {name}"] = _mean_absolute(groups[name])
    return Evaluation(
        metrics, tables, [_line(item, interval) for item, interval in zip(judged, intervals, strict=True)]
    )


def _numbers(judged: Sequence[Judged]) -> Mapping[str, Estimate]:
    """Months; intervals by a bootstrap that draws patients."""
    return {
        "mean absolute difference": _mean_absolute(judged),
        "root mean square difference": _resampled(judged, lambda d: float(np.sqrt((d**2).mean()))),
        "bias": _resampled(judged, lambda d: float(d.mean())),
        "lower limit of agreement": _resampled(judged, lambda d: float(d.mean() - 1.96 * d.std())),
        "upper limit of agreement": _resampled(judged, lambda d: float(d.mean() + 1.96 * d.std())),
    }


def _mean_absolute(judged: Sequence[Judged]) -> Estimate:
    return _resampled(judged, lambda d: float(np.abs(d).mean()))


def _resampled(judged: Sequence[Judged], of: Callable[[NDArray[np.float64]], float]) -> Estimate:
    """A function of the differences, with its bootstrap by patient."""
    away = np.array([item.away for item in judged])
    return bootstrap(
        lambda times: of(np.repeat(away, times.astype(np.intp))), [item.sample.group for item in judged], seed=0
    )


def _row(name: str, judged: Sequence[Judged], numbers: Mapping[str, Estimate]) -> tuple[str, ...]:
    mad, rmsd = numbers["mean absolute difference"], numbers["root mean square difference"]
    limits = (numbers["lower limit of agreement"], numbers["upper limit of agreement"])
    years = (Estimate(e.value / 12, e.low / 12, e.high / 12, e.n, e.method) for e in (mad, rmsd))
    words = " to ".join(f"{limit.value:+.1f}" for limit in limits)
    bias = numbers["bias"]
    shown = f"{bias.value:+.1f} ({bias.low:+.1f} to {bias.high:+.1f})"
    return name, str(len(judged)), cell(mad, 1), cell(rmsd, 1), *(cell(e, 2) for e in years), shown, words


def _line(item: Judged, interval: tuple[float, float] | None) -> dict[str, Any]:
    low, high = interval or (float("nan"), float("nan"))
    return {
        "sample": item.sample.sample_id,
        "split": item.sample.split,
        "group": item.sample.group,
        "sex": {FEMALE: "F", MALE: "M"}.get(item.sample.clinical.get("sex", -1.0), ""),
        "truth": round(item.truth, 2),
        "given": round(item.given, 2),
        "low": round(low, 2),
        "high": round(high, 2),
    }


CANDIDATES = (("hirescam", "layer2"), ("hirescam", "layer3"), ("layercam", "layer3"), ("gradcam", "layer4"))
"""Method and layer, in the order of what we would rather show."""
PIXEL_CANDIDATES = (("saliency", "input"), ("input_x_gradient", "input"))
"""Of Inception, whose layers are not on a regular grid."""

STAGES = ("network.head", "network.sex", *(f"network.body.layer{n}" for n in (4, 3, 2, 1)), "network.body.stem")
INCEPTION_STAGES = ("network.head", "network.sex", "network.body")
CASES = 24
REACH = 2.0
"""mm round ossification centres and growth plates that count as hit: the joint and the end of the shaft."""


def saliency_tables(
    task: BoneAge, network: nn.Module, samples: Sequence[Sample], device: torch.device
) -> list[dict[str, Any]]:
    """Randomisation cascade, and how often the strongest place is an ossification centre or growth plate."""
    assert isinstance(network, BoneAgeNetwork)
    by_sex = [[sample for sample in samples if sample.clinical.get("sex", FEMALE) == sex] for sex in (FEMALE, MALE)]
    sex = FEMALE if len(by_sex[0]) >= len(by_sex[1]) else MALE  # the network is explained for one sex at a time
    chosen = by_sex[int(sex)][:CASES]
    inputs = [task.preprocess(sample.task_input()) for sample in chosen]
    images = torch.stack([item.image for item in inputs]).to(device)
    narrow = network.architecture == "narrow"
    grounds = [ground_of(sample, REACH) for sample in chosen]
    tables = []
    for method, layer in CANDIDATES if narrow else PIXEL_CANDIDATES:
        target = saliency_target(network, images, layer, sex)
        inner = f"network.body.{layer}" if narrow else "network.body"
        check = cascade(method, MonthsOf(network, sex), inner, images, 0, STAGES if narrow else INCEPTION_STAGES)
        stride = 1 if method in PIXELWISE else LAYER_STRIDES[layer]
        hits, chance = peaks_on(grounds, inputs, attribute(method, target), stride)
        words = in_words(f"peak on an ossification centre or growth plate (± {REACH:g} mm)", hits, chance, "hands")
        tables.append(check.card_entry(method, layer, words))
    first: dict[str, dict[str, Any]] = {}
    for entry in sorted(tables, key=lambda e: e["randomisation"] != "pass"):
        first.setdefault(str(entry["name"]), entry)
    return list(first.values())
