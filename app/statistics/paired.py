"""Two arms on the same cases: McNemar's tests and DeLong's test of two areas; Fisher's test of two groups."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its submodules load when first used: the window does not wait for them
from numpy.typing import ArrayLike

from app.statistics.diagnostic import Estimate, auc_delong, placements, undefined


@dataclass(frozen=True)
class PairedTest:
    """A test's result.

    Attributes
    ----------
    statistic : float
        The smaller discordant count (exact), χ² with one degree of freedom, z, or the sample odds ratio (Fisher); nan
        when there is none.
    p : float
        Two-sided.
    method : str
    reason : str
        Why there is nothing to test; else empty.
    """

    statistic: float
    p: float
    method: str
    reason: str = ""


def mcnemar_exact(only_first: int, only_second: int) -> PairedTest:
    """McNemar's exact test on the discordant pairs.

    Parameters
    ----------
    only_first, only_second : int
        Cases that are right in the one arm only, and in the other only.

    Notes
    -----
    Two-sided binomial test with p = 1/2; without discordant pairs p is 1.
    """
    _check_counts(only_first, only_second)
    discordant = only_first + only_second
    if discordant == 0:
        return PairedTest(0.0, 1.0, "McNemar exact", "no discordant pairs")
    p = float(scipy.stats.binomtest(only_first, discordant, 0.5).pvalue)
    return PairedTest(float(min(only_first, only_second)), p, "McNemar exact")


def mcnemar_chi_square(only_first: int, only_second: int, correction: bool = True) -> PairedTest:
    """McNemar's χ² test, with Edwards' continuity correction unless told otherwise (McNemar 1947, Edwards 1948)."""
    _check_counts(only_first, only_second)
    method = "McNemar χ² with continuity correction" if correction else "McNemar χ²"
    discordant = only_first + only_second
    if discordant == 0:
        return PairedTest(math.nan, 1.0, method, "no discordant pairs")
    difference = abs(only_first - only_second)
    if correction:
        difference = max(difference - 1, 0)
    statistic = difference**2 / discordant
    return PairedTest(statistic, float(scipy.stats.chi2.sf(statistic, 1)), method)


def fisher_exact(table: Sequence[Sequence[int]] | ArrayLike) -> PairedTest:
    """Fisher's exact test of a 2 × 2 table of two *independent* groups (a feature in malignant and benign cases, say).

    Parameters
    ----------
    table : array of int, shape (2, 2)
        Row: group; column: feature present, absent.

    Returns
    -------
    PairedTest
        The statistic is the sample odds ratio; two-sided p by the sum of the tables that are not likelier (as in R).
    """
    counts = np.asarray(table)
    if counts.shape != (2, 2):
        raise ValueError("Fisher's test needs a 2 × 2 table")
    _check_counts(*(int(count) for count in counts.ravel()))
    if not counts.any(axis=0).all() or not counts.any(axis=1).all():
        return PairedTest(math.nan, 1.0, "Fisher exact", "a row or a column of the table is empty")
    result = scipy.stats.fisher_exact(counts)
    return PairedTest(float(result.statistic), float(result.pvalue), "Fisher exact")


def discordant_pairs(
    truth: Sequence[bool], first: Sequence[bool], second: Sequence[bool], among: bool | None = None
) -> tuple[int, int]:
    """How often the first call alone is right, and the second alone.

    Parameters
    ----------
    truth, first, second : sequence of bool, one per case
    among : bool or None
        True: diseased cases only (sensitivity); False: the others (specificity); None: all (accuracy).
    """
    only_first = only_second = 0
    for is_true, a, b in zip(truth, first, second, strict=True):
        if among is None or is_true == among:
            only_first += a == is_true and b != is_true
            only_second += b == is_true and a != is_true
    return only_first, only_second


@dataclass(frozen=True)
class AreaDifference:
    """Two areas on the same cases: each with its interval, first minus second, and the test."""

    first: Estimate
    second: Estimate
    difference: Estimate
    test: PairedTest


def delong_paired(
    truth: Sequence[bool] | ArrayLike,
    first: Sequence[float] | ArrayLike,
    second: Sequence[float] | ArrayLike,
    confidence: float = 0.95,
) -> AreaDifference:
    """Compare two correlated areas under the ROC curve.

    Parameters
    ----------
    truth : array of 0/1, shape (cases,)
    first, second : array of float, shape (cases,)
        Ratings of the same cases in the two arms; higher = more suspicious.

    Returns
    -------
    AreaDifference
        `difference` is first minus second with its normal interval; z and p of DeLong's test.

    Notes
    -----
    DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988) 837–845.
    """
    areas = auc_delong(truth, first, confidence), auc_delong(truth, second, confidence)
    method = "delong, paired"
    if not (areas[0].defined and areas[1].defined and not math.isnan(areas[0].low)):
        reason = areas[0].reason or areas[1].reason
        return AreaDifference(
            *areas, undefined(reason, method, areas[0].n), PairedTest(math.nan, math.nan, method, reason)
        )
    is_true = np.asarray(truth).astype(bool)
    arms = [np.asarray(rating, dtype=np.float64) for rating in (first, second)]
    components = [placements(arm[is_true], arm[~is_true]) for arm in arms]
    of_diseased, of_healthy = (components[0][k] - components[1][k] for k in (0, 1))
    value = areas[0].value - areas[1].value
    error = math.sqrt(of_diseased.var(ddof=1) / of_diseased.size + of_healthy.var(ddof=1) / of_healthy.size)
    half = float(scipy.stats.norm.ppf(0.5 + confidence / 2)) * error
    difference = Estimate(value, max(value - half, -1.0), min(value + half, 1.0), areas[0].n, method)
    if error < 1e-12:  # the arms rank alike in every pair, or differ by the same amount in every case
        reason = "the difference does not vary between cases: there is nothing to test"
        return AreaDifference(*areas, difference, PairedTest(math.nan, 1.0 if value == 0 else math.nan, method, reason))
    z = value / error
    return AreaDifference(*areas, difference, PairedTest(z, float(2 * scipy.stats.norm.sf(abs(z))), method))


def _check_counts(*counts: int) -> None:
    if min(counts) < 0:
        raise ValueError("a count is negative")
