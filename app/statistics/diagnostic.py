"""Diagnostic accuracy of one reader or model: the 2 × 2 table, its proportions, and the area under the ROC curve.

Every function returns an `Estimate`: a value, its interval and the number it rests on. When a number does not exist
(no diseased cases: no sensitivity) the value is nan and `reason` says why; nothing raises for that.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy  # its submodules load when first used: the window does not wait for them
from numpy.typing import ArrayLike, NDArray

from imaging.words import Words

NO_POSITIVE = Words("no positive cases in the reference standard")
NO_NEGATIVE = Words("no negative cases in the reference standard")
ONE_CASE = Words("one case of a class: its variance is not known")

METHODS = {"wilson": "wilson", "clopper-pearson": "exact"}
"""Our name of a proportion's interval → SciPy's."""


@dataclass(frozen=True)
class Estimate:
    """A number for a paper.

    Attributes
    ----------
    value, low, high : float
        Point estimate and confidence interval; nan where they do not exist.
    n : int
        How many observations the value rests on (its denominator, for a proportion).
    method : str
        How the interval was made (``"wilson"``, ``"clopper-pearson"``, ``"delong"``, …).
    reason : str
        Why the value or its interval is nan or has no width; else empty.
    """

    value: float
    low: float
    high: float
    n: int
    method: str
    reason: str = ""

    @property
    def defined(self) -> bool:
        """True when there is a value."""
        return not math.isnan(self.value)

    def as_dict(self) -> dict[str, Any]:
        """The fields for JSON, which has no nan: None stands for it."""
        value, low, high = (None if math.isnan(x) else x for x in (self.value, self.low, self.high))
        return {"value": value, "low": low, "high": high, "n": self.n, "method": self.method, "reason": self.reason}


def undefined(reason: str, method: str, n: int = 0) -> Estimate:
    """The estimate that does not exist, and why."""
    return Estimate(math.nan, math.nan, math.nan, n, method, reason)


def proportion(successes: int, n: int, method: str = "wilson", confidence: float = 0.95) -> Estimate:
    """A proportion with its interval.

    Parameters
    ----------
    successes, n : int
        0 ≤ successes ≤ n; n = 0 gives an undefined estimate.
    method : {"wilson", "clopper-pearson"}
        Wilson 1927 without continuity correction, or the exact interval of Clopper and Pearson 1934.

    Raises
    ------
    ValueError
        For counts that no experiment gives, or an unknown method.
    """
    if method not in METHODS:
        raise ValueError(f"unknown interval {method!r}: use one of {', '.join(METHODS)}")
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a proportion")
    if n == 0:
        return undefined(Words("no cases"), method)
    interval = scipy.stats.binomtest(int(successes), int(n)).proportion_ci(
        confidence_level=confidence, method=METHODS[method]
    )
    return Estimate(successes / n, float(interval.low), float(interval.high), int(n), method)


@dataclass(frozen=True)
class ConfusionTable:
    """Calls against the reference standard.

    Attributes
    ----------
    true_positive, false_positive, true_negative, false_negative : int
    """

    true_positive: int
    false_positive: int
    true_negative: int
    false_negative: int

    def __post_init__(self) -> None:
        if min(self.true_positive, self.false_positive, self.true_negative, self.false_negative) < 0:
            raise ValueError(f"a count is negative: {self}")

    @classmethod
    def from_labels(cls, truth: Sequence[bool] | ArrayLike, positive: Sequence[bool] | ArrayLike) -> "ConfusionTable":
        """Count calls, case by case.

        Parameters
        ----------
        truth, positive : array of bool, shape (cases,)
            The reference standard and the call; True is diseased / called positive.

        Raises
        ------
        ValueError
            When the two do not have the same length, or hold something other than 0 and 1.
        """
        is_true, is_positive = _binary(truth, "truth"), _binary(positive, "call")
        if is_true.shape != is_positive.shape:
            raise ValueError(f"{is_true.size} truths for {is_positive.size} calls")
        return cls(
            int(np.sum(is_true & is_positive)),
            int(np.sum(~is_true & is_positive)),
            int(np.sum(~is_true & ~is_positive)),
            int(np.sum(is_true & ~is_positive)),
        )

    @property
    def n(self) -> int:
        """All cases."""
        return self.true_positive + self.false_positive + self.true_negative + self.false_negative


def sensitivity(table: ConfusionTable, method: str = "wilson") -> Estimate:
    """Called positive among the diseased."""
    return _share(table.true_positive, table.false_negative, method, NO_POSITIVE)


def specificity(table: ConfusionTable, method: str = "wilson") -> Estimate:
    """Called negative among those without disease."""
    return _share(table.true_negative, table.false_positive, method, NO_NEGATIVE)


def accuracy(table: ConfusionTable, method: str = "wilson") -> Estimate:
    """Right calls among all."""
    right = table.true_positive + table.true_negative
    return _share(right, table.n - right, method, Words("no cases"))


def positive_predictive_value(table: ConfusionTable, method: str = "wilson") -> Estimate:
    """Diseased among those called positive; holds at this sample's prevalence only."""
    return _share(table.true_positive, table.false_positive, method, "nothing was called positive")


def negative_predictive_value(table: ConfusionTable, method: str = "wilson") -> Estimate:
    """Without disease among those called negative; holds at this sample's prevalence only."""
    return _share(table.true_negative, table.false_negative, method, "nothing was called negative")


def auc_delong(
    truth: Sequence[bool] | ArrayLike, rating: Sequence[float] | ArrayLike, confidence: float = 0.95
) -> Estimate:
    """Area under the empirical ROC curve with DeLong's interval.

    Parameters
    ----------
    truth : array of bool or 0/1, shape (cases,)
    rating : array of float, shape (cases,)
        **Higher = more suspicious, always**: the direction is never flipped, so an AUC below 0.5 stays below 0.5.

    Returns
    -------
    Estimate
        AUC, clipped to [0, 1] like the ends of its normal interval; n is the number of cases.

    Raises
    ------
    ValueError
        When lengths differ or a rating is nan.

    Notes
    -----
    DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988) 837–845, with the mid-ranks of Sun & Xu, IEEE Signal
    Processing Letters 21 (2014) 1389. Ties count one half.
    """
    diseased, healthy = _split(truth, rating)
    n = diseased.size + healthy.size
    if diseased.size == 0 or healthy.size == 0:
        missing = NO_POSITIVE if diseased.size == 0 else NO_NEGATIVE
        return undefined(missing, "delong", n)
    of_diseased, of_healthy = placements(diseased, healthy)
    area = min(max(float(of_diseased.mean()), 0.0), 1.0)
    if diseased.size == 1 or healthy.size == 1:
        return Estimate(area, math.nan, math.nan, n, "delong", ONE_CASE)
    variance = float(of_diseased.var(ddof=1) / diseased.size + of_healthy.var(ddof=1) / healthy.size)
    half = float(scipy.stats.norm.ppf(0.5 + confidence / 2)) * math.sqrt(variance)
    reason = Words("no two ratings overlap: DeLong's interval has no width") if variance == 0.0 else ""
    return Estimate(area, max(area - half, 0.0), min(area + half, 1.0), n, "delong", reason)


def placements(
    diseased: NDArray[np.float64], healthy: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """DeLong's structural components V10 and V01.

    Parameters
    ----------
    diseased, healthy : array of float, shape (m,) and (n,)

    Returns
    -------
    of_diseased : array of float, shape (m,)
        For each diseased case the share of healthy cases rated below it (ties one half).
    of_healthy : array of float, shape (n,)
        For each healthy case the share of diseased cases rated above it.
    """
    m, n = diseased.size, healthy.size
    pooled = scipy.stats.rankdata(np.concatenate([diseased, healthy]))
    of_diseased = (pooled[:m] - scipy.stats.rankdata(diseased)) / n
    of_healthy = 1.0 - (pooled[m:] - scipy.stats.rankdata(healthy)) / m
    return of_diseased, of_healthy


def _share(successes: int, failures: int, method: str, reason: str) -> Estimate:
    if successes + failures == 0:
        return undefined(reason, method)
    return proportion(successes, successes + failures, method)


def _binary(values: Sequence[bool] | ArrayLike, name: str) -> NDArray[np.bool_]:
    array = np.asarray(values)
    if array.ndim != 1 or not np.isin(array, (0, 1)).all():
        raise ValueError(f"{name} is a list of 0 and 1, one per case")
    return array.astype(bool)


def _split(
    truth: Sequence[bool] | ArrayLike, rating: Sequence[float] | ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    is_true = _binary(truth, "truth")
    ratings = np.asarray(rating, dtype=np.float64)
    if ratings.shape != is_true.shape:
        raise ValueError(f"{is_true.size} truths for {ratings.size} ratings")
    if np.isnan(ratings).any():
        raise ValueError("a rating is nan: a missing read is left out, not filled in")
    return ratings[is_true], ratings[~is_true]
