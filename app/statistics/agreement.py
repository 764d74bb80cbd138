"""Agreement between raters: per cent, Cohen's and Fleiss' kappa, intraclass correlation, with their intervals."""

import math
from collections.abc import Hashable, Sequence

import numpy as np
import scipy  # its submodules load when first used: the window does not wait for them
from numpy.typing import ArrayLike, NDArray

from app.statistics.diagnostic import Estimate, proportion, undefined
from app.statistics.paired import PairedTest
from imaging.words import Words

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
        With the normal interval, clipped to [−1, 1]. Undefined below two cases, and when both raters use one
        and the same level only (chance agreement is 1 then).

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
    if n < 2:
        return undefined(
            Words("no cases") if n == 0 else Words("one case says nothing about agreement by chance"), method, n
        )
    share = counts / n
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    weight = _agreement_weights(counts.shape[0], WEIGHTS[weights])
    observed, expected = float((weight * share).sum()), float(rows @ weight @ columns)
    if math.isclose(expected, 1.0):
        return undefined(Words("both raters used one and the same level only"), method, n)
    kappa = (observed - expected) / (1.0 - expected)
    margin = (weight @ columns)[:, None] + (rows @ weight)[None, :]
    spread = float((share * (weight - margin * (1.0 - kappa)) ** 2).sum()) - (kappa - expected * (1.0 - kappa)) ** 2
    error = math.sqrt(max(spread, 0.0) / n) / (1.0 - expected)
    half = float(scipy.stats.norm.ppf(0.5 + confidence / 2)) * error
    reason = "perfect agreement: the interval has no width" if kappa == 1.0 else ""
    return Estimate(kappa, max(kappa - half, -1.0), min(kappa + half, 1.0), n, method, reason)


def kappa_test(table: ArrayLike, weights: str = "none") -> PairedTest:
    """Test a Cohen's kappa against 0; the arguments are those of `kappa_of_table`.

    Notes
    -----
    z with the standard error under independence: Fleiss, Cohen & Everitt 1969, equation 9. It is another error than
    the one of the interval, so the two need not agree on 0.
    """
    estimate = kappa_of_table(table, weights)
    if not estimate.defined:
        return PairedTest(math.nan, math.nan, estimate.method, estimate.reason)
    counts = np.asarray(table, dtype=np.float64)
    share = counts / counts.sum()
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    weight = _agreement_weights(counts.shape[0], WEIGHTS[weights])
    expected = float(rows @ weight @ columns)
    margin = (weight @ columns)[:, None] + (rows @ weight)[None, :]
    spread = float((np.outer(rows, columns) * (weight - margin) ** 2).sum()) - expected**2
    error = math.sqrt(max(spread, 0.0) / counts.sum()) / (1.0 - expected)
    if error == 0.0:
        return PairedTest(math.nan, math.nan, estimate.method, "one rater used one level only")
    z = estimate.value / error
    return PairedTest(z, float(2 * scipy.stats.norm.sf(abs(z))), estimate.method)


def fleiss_kappa(counts: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Fleiss' kappa of several raters on nominal levels.

    Parameters
    ----------
    counts : array of int, shape (cases, levels)
        How many raters gave each level; every case has the same number of raters, two or more.

    Returns
    -------
    Estimate
        n is the number of cases. The interval is the jackknife's over cases (t), since the error of Fleiss 1971 holds
        without agreement only.

    Raises
    ------
    ValueError
        When cases have different numbers of raters: leave incomplete cases out, and say how many.
    """
    table = np.asarray(counts, dtype=np.float64)
    raters = table.sum(axis=1)
    if table.ndim != 2 or not table.size or raters.min() < 2 or raters.min() != raters.max():
        raise ValueError("Fleiss' kappa needs the same number of raters, two or more, for every case")
    cases, per_case = table.shape[0], raters[0]
    agreement = ((table**2).sum(axis=1) - per_case) / (per_case * (per_case - 1))
    total, levels = agreement.sum(), table.sum(axis=0)
    expected = float(((levels / (cases * per_case)) ** 2).sum())
    if math.isclose(expected, 1.0):
        return undefined("all raters used one and the same level only", "Fleiss kappa", cases)
    kappa = (total / cases - expected) / (1.0 - expected)
    if cases < 3:
        return Estimate(float(kappa), math.nan, math.nan, cases, "Fleiss kappa", "too few cases for an interval")
    expected_without = (((levels - table) / ((cases - 1) * per_case)) ** 2).sum(axis=1)
    if np.isclose(expected_without, 1.0).any():
        reason = "without one of the cases all raters used one level: no interval"
        return Estimate(float(kappa), math.nan, math.nan, cases, "Fleiss kappa", reason)
    without = ((total - agreement) / (cases - 1) - expected_without) / (1.0 - expected_without)
    error = math.sqrt((cases - 1) / cases * float(((without - without.mean()) ** 2).sum()))
    half = float(scipy.stats.t.ppf(0.5 + confidence / 2, cases - 1)) * error
    low, high = max(kappa - half, -1.0), min(kappa + half, 1.0)
    return Estimate(float(kappa), float(low), float(high), cases, "Fleiss kappa, jackknife")


def intraclass_correlations(ratings: ArrayLike, confidence: float = 0.95) -> dict[str, Estimate]:
    """The six intraclass correlations of Shrout & Fleiss, Psychol Bull 86 (1979) 420–428.

    Parameters
    ----------
    ratings : array of float, shape (cases, raters)
        Without gaps.

    Returns
    -------
    dict
        ICC1 (each case has its own raters), ICC2 (raters are a sample: **absolute agreement**), ICC3 (these raters:
        consistency) of one rating, and ICC1k, ICC2k, ICC3k of the mean of all raters.

    Raises
    ------
    ValueError
        For less than two cases or raters, or a missing rating.
    """
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or min(table.shape) < 2 or np.isnan(table).any():
        raise ValueError("an intraclass correlation needs two or more cases and raters, and no missing rating")
    cases, raters = table.shape
    between = float(raters * table.mean(axis=1).var(ddof=1))
    of_raters = float(cases * table.mean(axis=0).var(ddof=1))
    rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + table.mean()
    error = float((rest**2).sum()) / ((cases - 1) * (raters - 1))
    within = float(((table - table.mean(axis=1, keepdims=True)) ** 2).sum()) / (cases * (raters - 1))
    if between == 0.0 or error == 0.0 or within == 0.0:
        reason = "cases or raters do not vary"
        return {name + k: undefined(reason, "ICC", cases) for k in ("", "k") for name in ("ICC1", "ICC2", "ICC3")}
    limits = {
        "ICC1": _consistency_limits(between / within, cases - 1, cases * (raters - 1), raters, confidence),
        "ICC2": _agreement_limits(between, of_raters, error, (cases, raters), confidence),
        "ICC3": _consistency_limits(between / error, cases - 1, (cases - 1) * (raters - 1), raters, confidence),
    }
    single = {
        "ICC1": (between - within) / (between + (raters - 1) * within),
        "ICC2": (between - error) / (between + (raters - 1) * error + raters * (of_raters - error) / cases),
        "ICC3": (between - error) / (between + (raters - 1) * error),
    }
    found = {name: Estimate(value, *limits[name], cases, "ICC") for name, value in single.items()}
    for name, value in single.items():
        of_mean = [_of_mean(number, raters) for number in (value, *limits[name])]
        found[name + "k"] = Estimate(of_mean[0], of_mean[1], of_mean[2], cases, "ICC of the mean")
    return found


def _of_mean(single: float, raters: int) -> float:
    """Spearman and Brown: the correlation of the mean of all raters."""
    return raters * single / (1.0 + (raters - 1) * single)


def _consistency_limits(f: float, df1: int, df2: int, raters: int, confidence: float) -> tuple[float, float]:
    low = f / float(scipy.stats.f.ppf(0.5 + confidence / 2, df1, df2))
    high = f * float(scipy.stats.f.ppf(0.5 + confidence / 2, df2, df1))
    return (low - 1.0) / (low + raters - 1.0), (high - 1.0) / (high + raters - 1.0)


def _agreement_limits(
    between: float, of_raters: float, error: float, shape: tuple[int, int], confidence: float
) -> tuple[float, float]:
    cases, raters = shape
    r = (between - error) / (between + (raters - 1) * error + raters * (of_raters - error) / cases)
    f = of_raters / error
    rest = cases * (1 + (raters - 1) * r) - raters * r
    df = (cases - 1) * (raters - 1) * (raters * r * f + rest) ** 2
    df /= (cases - 1) * (raters * r * f) ** 2 + rest**2
    low = float(scipy.stats.f.ppf(0.5 + confidence / 2, cases - 1, df))
    high = float(scipy.stats.f.ppf(0.5 + confidence / 2, df, cases - 1))
    spread = raters * of_raters + (raters * cases - raters - cases) * error
    return (
        cases * (between - low * error) / (low * spread + cases * between),
        cases * (high * between - error) / (spread + cases * high * between),
    )


def _agreement_weights(levels: int, power: int) -> NDArray[np.float64]:
    if power == 0:
        return np.eye(levels)
    place = np.arange(levels, dtype=np.float64)
    distance = np.abs(place[:, None] - place[None, :]) / (levels - 1)
    return np.asarray(1.0 - distance**power, dtype=np.float64)
