"""Agreement between two raters: per cent, and Cohen's kappa with its interval."""

import math
from collections.abc import Hashable, Sequence

import numpy as np
import scipy  # its submodules load when first used: the window does not wait for them
from numpy.typing import ArrayLike, NDArray

from app.statistics.diagnostic import Estimate, proportion, undefined

WEIGHTS = {"none": 0, "linear": 1, "quadratic": 2}
"""Name of the weighting → power of the distance between levels."""


def percent_agreement(first: Sequence[Hashable], second: Sequence[Hashable], method: str = "wilson") -> Estimate:
    """Share of cases (0–1) on which two raters say the same."""
    same = sum(a == b for a, b in zip(first, second, strict=True))
    return proportion(same, len(first), method)


def agreement_table(
    first: Sequence[Hashable], second: Sequence[Hashable], levels: Sequence[Hashable]
) -> NDArray[np.int64]:
    """Count pairs of ratings.

    Parameters
    ----------
    first, second : sequence, one rating per case
    levels : sequence
        **All** levels of the scale in order, used or not: dropping an unused one changes a weighted kappa.

    Returns
    -------
    array of int, shape (levels, levels)
        Row: first rater; column: second rater.

    Raises
    ------
    ValueError
        For a rating that is not a level, or lists of different length.
    """
    place = {level: index for index, level in enumerate(levels)}
    table = np.zeros((len(levels), len(levels)), dtype=np.int64)
    for a, b in zip(first, second, strict=True):
        if a not in place or b not in place:
            raise ValueError(f"{a if a not in place else b!r} is not a level of the scale")
        table[place[a], place[b]] += 1
    return table


def cohen_kappa(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    levels: Sequence[Hashable],
    weights: str = "none",
    confidence: float = 0.95,
) -> Estimate:
    """Cohen's kappa of two raters on one fixed scale; see `kappa_of_table`."""
    return kappa_of_table(agreement_table(first, second, levels), weights, confidence)


def kappa_of_table(table: ArrayLike, weights: str = "none", confidence: float = 0.95) -> Estimate:
    """Cohen's kappa from a square table of counts.

    Parameters
    ----------
    table : array of int, shape (levels, levels)
    weights : {"none", "linear", "quadratic"}
        Agreement weight 1 − (|i − j| / (levels − 1))^power.

    Returns
    -------
    Estimate
        With the normal interval, clipped to [−1, 1]. Undefined when both raters use one and the same level only
        (chance agreement is 1 then).

    Notes
    -----
    Standard error: Fleiss, Cohen & Everitt, Psychological Bulletin 72 (1969) 323–327, equation 8.
    """
    if weights not in WEIGHTS:
        raise ValueError(f"unknown weights {weights!r}: use one of {', '.join(WEIGHTS)}")
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or counts.shape[0] < 2:
        raise ValueError("kappa needs a square table with at least two levels")
    method = f"kappa, {weights} weights" if WEIGHTS[weights] else "kappa"
    n = int(counts.sum())
    if n == 0:
        return undefined("no cases", method)
    share = counts / n
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    weight = _agreement_weights(counts.shape[0], WEIGHTS[weights])
    observed, expected = float((weight * share).sum()), float(rows @ weight @ columns)
    if math.isclose(expected, 1.0):
        return undefined("both raters used one and the same level only", method, n)
    kappa = (observed - expected) / (1.0 - expected)
    margin = (weight @ columns)[:, None] + (rows @ weight)[None, :]
    spread = float((share * (weight - margin * (1.0 - kappa)) ** 2).sum()) - (kappa - expected * (1.0 - kappa)) ** 2
    error = math.sqrt(max(spread, 0.0) / n) / (1.0 - expected)
    half = float(scipy.stats.norm.ppf(0.5 + confidence / 2)) * error
    reason = "perfect agreement: the interval has no width" if kappa == 1.0 else ""
    return Estimate(kappa, max(kappa - half, -1.0), min(kappa + half, 1.0), n, method, reason)


def _agreement_weights(levels: int, power: int) -> NDArray[np.float64]:
    if power == 0:
        return np.eye(levels)
    place = np.arange(levels, dtype=np.float64)
    distance = np.abs(place[:, None] - place[None, :]) / (levels - 1)
    return np.asarray(1.0 - distance**power, dtype=np.float64)
