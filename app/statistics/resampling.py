"""Intervals by resampling whole patients or images, for numbers that have no formula."""

import math
from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.statistics.diagnostic import Estimate, undefined

Statistic = Callable[[NDArray[np.float64]], float]
"""Takes how often each unit was drawn, shape (units,), and returns a number, or nan when it does not exist."""


def bootstrap(
    statistic: Statistic,
    groups: Sequence[Hashable],
    *,
    seed: int,
    replicates: int = 1000,
    confidence: float = 0.95,
) -> Estimate:
    """Percentile bootstrap over groups: all images of a patient are drawn together.

    Parameters
    ----------
    statistic : callable
        Called with the weights of the units; weight 1 everywhere gives the point estimate.
    groups : sequence, length units
        The patient (or image) to which each unit belongs.
    seed : int
        Same seed, same interval.

    Returns
    -------
    Estimate
        n is the number of groups. A replicate in which the number does not exist is left out of the interval;
        `reason` says how many were.
    """
    _, group_of_unit = np.unique(np.asarray([str(group) for group in groups]), return_inverse=True)
    count = int(group_of_unit.max()) + 1 if group_of_unit.size else 0
    value = statistic(np.ones(group_of_unit.size)) if count else math.nan
    if math.isnan(value):
        return undefined("the data do not give this number", "bootstrap", count)
    generator = np.random.default_rng(seed)
    drawn = np.empty(replicates)
    for index in range(replicates):
        times = np.bincount(generator.integers(0, count, count), minlength=count).astype(np.float64)
        drawn[index] = statistic(times[group_of_unit])
    kept = drawn[~np.isnan(drawn)]
    if kept.size == 0:
        return Estimate(value, math.nan, math.nan, count, "bootstrap", "no replicate gives this number")
    low, high = np.quantile(kept, [(1 - confidence) / 2, (1 + confidence) / 2])
    left_out = replicates - kept.size
    reason = f"{left_out} of {replicates} replicates did not give this number" if left_out else ""
    return Estimate(value, float(low), float(high), count, "bootstrap", reason)
