"""Tables over several summaries of one task: subgroups, folds, seeds. One row per measure, one column per part."""

import math
import warnings
from collections.abc import Mapping, Sequence
from statistics import mean, stdev
from typing import Any

from app.statistics.diagnostic import Estimate
from training.categories import most_frequent_first
from training.report import Table, cell


def by_category(module: Any, items: Sequence[Any], category: str, values: Mapping[str, str]) -> Table:
    """The task's own measures in every subgroup, with their intervals."""
    whole: Mapping[str, Estimate] = module.summarise(items).metrics
    parts: dict[str, Mapping[str, Estimate]] = {}
    here = {item.sample.sample_id: values[item.sample.sample_id] for item in items if item.sample.sample_id in values}
    for value in most_frequent_first(here):
        group = [item for item in items if here.get(item.sample.sample_id) == value]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a curve of one class; its measures say why there are none
            parts[f"{value} ({len(group)})"] = module.summarise(group).metrics
    rows = tuple(
        (name, cell(estimate), *(cell(part[name]) if name in part else "–" for part in parts.values()))
        for name, estimate in whole.items()
    )
    return Table(f"By {category}", ("Measure", f"all ({len(items)})", *parts), rows)


def over_folds(whole: Mapping[str, Estimate], parts: Mapping[str, Mapping[str, Estimate]]) -> Table:
    """Pooled measures with their intervals, and each fold's own without."""
    rows = tuple(
        (name, cell(estimate), *(_value(part.get(name)) for part in parts.values())) for name, estimate in whole.items()
    )
    return Table(f"Cross-validation by patient, {len(parts)} folds", ("Measure", "all folds pooled", *parts), rows)


def over_runs(runs: Mapping[str, Mapping[str, Estimate]]) -> Table:
    """Mean ± SD over runs that differ in their seed, and every run's own."""
    first = next(iter(runs.values()))
    rows = []
    for name in first:
        center, spread = mean_and_deviation([run[name] for run in runs.values() if name in run])
        shown = "–" if math.isnan(center) else f"{center:.3f} ± {spread:.3f}"
        rows.append((name, shown, *(_value(run.get(name)) for run in runs.values())))
    return Table(f"Mean ± SD over {len(runs)} runs", ("Measure", "mean ± SD", *runs), tuple(rows))


def mean_and_deviation(estimates: Sequence[Estimate]) -> tuple[float, float]:
    """Over the values that exist; nan without one, a deviation of nan with one only."""
    values = [estimate.value for estimate in estimates if estimate.defined]
    if not values:
        return math.nan, math.nan
    return mean(values), stdev(values) if len(values) > 1 else math.nan


def _value(estimate: Estimate | None) -> str:
    return f"{estimate.value:.3f}" if estimate is not None and estimate.defined else "–"
