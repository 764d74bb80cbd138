"""Figures that are a mean over cases, or made of counts of cases: times, errors, predictive values, kappa.

Each comes as `ReaderFigures` with its jackknife, so that `app.statistics.multireader` tests it like an area.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy  # its submodules load when first used: the window does not wait for them
from numpy.typing import NDArray

from app.statistics.agreement import kappa_of_table
from app.statistics.diagnostic import Estimate, undefined
from app.statistics.figures import ReaderFigures, from_left_out
from app.statistics.ratings import Ratings

_Array = NDArray[np.float64]


def mean_figures(
    name: str, modalities: tuple[str, ...], readers: tuple[str, ...], values: _Array, upper: float = math.inf
) -> ReaderFigures:
    """Means over cases; `values` has the shape (modalities, readers, cases), without gaps.

    With an `upper` end the figure lies between 0 and it, else anywhere.

    Raises
    ------
    ValueError
        For a missing value, or less than two cases.
    """
    cases = values.shape[2]
    if np.isnan(values).any():
        raise ValueError("reads are missing: this mean needs every case read by every reader")
    if cases < 2:
        raise ValueError("less than two cases: no variance between cases is known")
    mean = values.mean(axis=2)
    left_out = (cases * mean[:, :, None] - values) / (cases - 1)
    figures = from_left_out(name, modalities, readers, mean, left_out, upper)
    return figures if math.isfinite(upper) else replace(figures, lower=-math.inf)


def accuracy_figures(calls: Ratings) -> ReaderFigures:
    """Shares of right calls; the scores are 0 and 1."""
    right = np.where(np.isnan(calls.scores), np.nan, (calls.scores > 0.5) == calls.truth)
    return mean_figures("accuracy", calls.modalities, calls.readers, right, 1.0)


def predictive_figures(calls: Ratings, positive: bool) -> ReaderFigures:
    """Positive (or negative) predictive values of calls of 0 and 1; nan where a reader called nothing so.

    Raises
    ------
    ValueError
        For a missing read, or when a value does not exist without some case.
    """
    if not calls.complete:
        raise ValueError("reads are missing: this figure needs every case read by every reader")
    called = (calls.scores > 0.5) == positive
    right = called & (calls.truth == positive)
    total, found = called.sum(axis=2, dtype=np.float64), right.sum(axis=2, dtype=np.float64)
    if total.size and total.min() < 2:
        raise ValueError(f"a reader called fewer than two cases {'positive' if positive else 'negative'}")
    left_out = (found[:, :, None] - right) / (total[:, :, None] - called)
    name = "PPV" if positive else "NPV"
    return from_left_out(name, calls.modalities, calls.readers, found / total, left_out)


def kappa_figures(
    modalities: tuple[str, ...],
    readers: tuple[str, ...],
    places: NDArray[np.intp],
    reference: NDArray[np.intp],
    levels: int,
    weights: str = "quadratic",
) -> ReaderFigures:
    """Cohen's kappa of every reader with the reference standard.

    Parameters
    ----------
    places : array of int, shape (modalities, readers, cases)
        Position of each answer in the list of levels.
    reference : array of int, shape (cases,)

    Raises
    ------
    ValueError
        When kappa does not exist with all cases, or without one of them.
    """
    shape = places.shape
    values, left_out = np.empty(shape[:2]), np.empty(shape)
    for arm in np.ndindex(*shape[:2]):
        table = np.zeros((levels, levels), dtype=np.int64)
        np.add.at(table, (places[arm], reference), 1)
        values[arm] = kappa_of_table(table, weights).value
        for i, k in zip(*np.nonzero(table), strict=True):  # all cases of one cell leave the same table behind
            table[i, k] -= 1
            left_out[arm][(places[arm] == i) & (reference == k)] = kappa_of_table(table, weights).value
            table[i, k] += 1
    if np.isnan(values).any() or np.isnan(left_out).any():
        raise ValueError("with or without one case, kappa does not exist for some reader")
    return replace(from_left_out(f"kappa ({weights} weights)", modalities, readers, values, left_out), lower=-1.0)


def mean_of(values: Sequence[float] | _Array, method: str = "mean", confidence: float = 0.95) -> Estimate:
    """A mean with Student's interval; values that are nan are left out."""
    kept = _kept(values)
    if kept.size == 0:
        return undefined("no cases", method)
    value = float(kept.mean())
    if kept.size == 1:
        return Estimate(value, math.nan, math.nan, 1, method, "one case: its variance is not known")
    half = (
        float(scipy.stats.t.ppf(0.5 + confidence / 2, kept.size - 1)) * float(kept.std(ddof=1)) / math.sqrt(kept.size)
    )
    return Estimate(value, value - half, value + half, int(kept.size), method)


def median_of(values: Sequence[float] | _Array, confidence: float = 0.95) -> Estimate:
    """A median with the exact interval of the sign test (order statistics); nan values are left out.

    Notes
    -----
    Conover, Practical Nonparametric Statistics (1999), section 3.2: the narrowest symmetric pair of order statistics
    that covers with at least the wanted confidence. Below six cases no pair does at 95 %.
    """
    kept = np.sort(_kept(values))
    n = int(kept.size)
    if n == 0:
        return undefined("no cases", "median")
    value = float(np.median(kept))
    rank = int(scipy.stats.binom.ppf((1 - confidence) / 2, n, 0.5))
    if rank < 1:
        return Estimate(value, math.nan, math.nan, n, "median", "too few cases for an interval of the median")
    return Estimate(value, float(kept[rank - 1]), float(kept[n - rank]), n, "median, order statistics")


def quartiles(values: Sequence[float] | _Array) -> tuple[float, float]:
    """The first and third quartile, interpolated; nan without values."""
    kept = _kept(values)
    if kept.size == 0:
        return math.nan, math.nan
    low, high = np.quantile(kept, [0.25, 0.75])
    return float(low), float(high)


def _kept(values: Sequence[float] | _Array) -> _Array:
    array = np.asarray(values, dtype=np.float64).ravel()
    return np.asarray(array[~np.isnan(array)], dtype=np.float64)
