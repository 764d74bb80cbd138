"""Numbers against a reference: error, bias, limits of agreement."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy  # its submodules load when first used: the window does not wait for them
from numpy.typing import ArrayLike

from app.statistics.case_means import mean_of
from app.statistics.diagnostic import Estimate, undefined


@dataclass(frozen=True)
class NumberErrors:
    """How far numbers lie from their reference.

    Attributes
    ----------
    absolute : Estimate
        Mean absolute error.
    bias : Estimate
        Mean of number − reference.
    lower, upper : Estimate
        Limits of agreement: bias ∓ z · SD of the differences, each with its own interval.
    """

    absolute: Estimate
    bias: Estimate
    lower: Estimate
    upper: Estimate


def number_errors(
    numbers: Sequence[float] | ArrayLike, reference: Sequence[float] | ArrayLike, confidence: float = 0.95
) -> NumberErrors:
    """Compare numbers with their reference, case by case; a case in which one is nan is left out.

    Notes
    -----
    Bland & Altman, Lancet 1 (1986) 307–310 and Stat Methods Med Res 8 (1999) 135–160: the standard error of a limit
    of agreement is SD · √(1/n + z²/(2(n − 1))), with Student's t.
    """
    difference = np.asarray(numbers, dtype=np.float64) - np.asarray(reference, dtype=np.float64)
    kept = difference[~np.isnan(difference)]
    absolute, bias = mean_of(np.abs(kept), "mean absolute error", confidence), mean_of(kept, "bias", confidence)
    if absolute.low < 0:
        absolute = replace(absolute, low=0.0)  # Student's interval of few cases does not know that it cannot be
    if kept.size < 2:
        none = undefined(bias.reason or "one case: its variance is not known", "limit of agreement", int(kept.size))
        return NumberErrors(absolute, bias, none, none)
    n, spread = int(kept.size), float(kept.std(ddof=1))
    z = float(scipy.stats.norm.ppf(0.5 + confidence / 2))
    half = float(scipy.stats.t.ppf(0.5 + confidence / 2, n - 1)) * spread * math.sqrt(1 / n + z**2 / (2 * (n - 1)))
    limits = [bias.value - z * spread, bias.value + z * spread]
    lower, upper = (Estimate(limit, limit - half, limit + half, n, "limit of agreement") for limit in limits)
    return NumberErrors(absolute, bias, lower, upper)
