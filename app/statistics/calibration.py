"""Do probabilities mean what they say, and is acting on them worth it: calibration and net benefit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its submodules load when first used: the window does not wait for them
from numpy.typing import ArrayLike, NDArray

from app.statistics.diagnostic import Estimate, proportion, undefined

_Array = NDArray[np.float64]


@dataclass(frozen=True)
class DecisionPoint:
    """Net benefit at one threshold probability, beside calling every case positive; calling none has 0."""

    threshold: float
    net_benefit: Estimate
    treat_all: float


@dataclass(frozen=True)
class CalibrationBin:
    """Cases whose probability lies in one range: what was said on average, and how many were diseased."""

    low: float
    high: float
    mean_probability: float
    observed: Estimate


@dataclass(frozen=True)
class Calibration:
    """How well probabilities fit.

    Attributes
    ----------
    brier : Estimate
        Mean squared difference from the truth; 0 is perfect.
    in_the_large : Estimate
        Intercept of a logistic fit with the logit of the probability as offset; 0 is perfect, above 0 the
        probabilities are too low.
    slope : Estimate
        Of the logit in a logistic fit; 1 is perfect, below 1 the probabilities are too extreme.
    bins : tuple of CalibrationBin
        Without empty ones.
    """

    brier: Estimate
    in_the_large: Estimate
    slope: Estimate
    bins: tuple[CalibrationBin, ...]


def net_benefit(
    truth: Sequence[bool] | ArrayLike, positive: Sequence[bool] | ArrayLike, threshold: float, confidence: float = 0.95
) -> Estimate:
    """Net benefit of a yes/no decision: TP/n − FP/n · t/(1 − t), per case.

    Parameters
    ----------
    truth, positive : array of bool, shape (cases,)
    threshold : float
        The probability t, between 0 and 1, at which missing a diseased case weighs as much as t/(1 − t) false alarms.

    Notes
    -----
    Vickers & Elkin, Med Decis Making 26 (2006) 565–574. Normal interval of the mean over cases; it holds at this
    sample's prevalence.
    """
    if not 0.0 < threshold < 1.0:
        raise ValueError("a threshold probability lies between 0 and 1")
    is_true, is_positive = (np.asarray(values, dtype=bool) for values in (truth, positive))
    if is_true.shape != is_positive.shape:
        raise ValueError(f"{is_true.size} truths for {is_positive.size} calls")
    if is_true.size == 0:
        return undefined("no cases", "net benefit")
    benefit = np.where(is_positive, np.where(is_true, 1.0, -threshold / (1.0 - threshold)), 0.0)
    return _mean(benefit, "net benefit", confidence)


def decision_curve(
    truth: Sequence[bool] | ArrayLike, probability: Sequence[float] | ArrayLike, thresholds: Sequence[float]
) -> tuple[DecisionPoint, ...]:
    """Net benefit of calling positive what is at least as probable as the threshold, for each threshold.

    A reader's decision is a probability of 0 or 1.
    """
    is_true, values = _pairs(truth, probability)
    return tuple(
        DecisionPoint(
            threshold,
            net_benefit(is_true, values >= threshold, threshold),
            net_benefit(is_true, np.ones(is_true.shape, dtype=bool), threshold).value,
        )
        for threshold in thresholds
    )


def calibration(
    truth: Sequence[bool] | ArrayLike,
    probability: Sequence[float] | ArrayLike,
    bins: int = 10,
    confidence: float = 0.95,
) -> Calibration:
    """Compare stated probabilities with what was true.

    Parameters
    ----------
    truth : array of bool, shape (cases,)
    probability : array of float, shape (cases,)
        0–1: a reader's 0–100 divided by 100. For the logistic fits 0 and 1 count as 0.001 and 0.999.
    bins : int
        Of equal width.

    Notes
    -----
    Cox, Biometrika 45 (1958) 562–565; Van Calster et al., BMC Med 17 (2019) 230.
    """
    is_true, values = _pairs(truth, probability)
    if is_true.size == 0:
        nothing = undefined("no cases", "calibration")
        return Calibration(nothing, nothing, nothing, ())
    clipped = np.clip(values, 0.001, 0.999)
    logit = np.log(clipped / (1.0 - clipped))
    ones = np.ones((logit.size, 1))
    outcome = is_true.astype(np.float64)
    return Calibration(
        _mean((values - outcome) ** 2, "Brier score", confidence),
        _logistic(ones, logit, outcome, "calibration in the large", confidence),
        _logistic(np.column_stack([ones, logit]), np.zeros_like(logit), outcome, "calibration slope", confidence),
        _bins(is_true, values, bins),
    )


def _bins(truth: NDArray[np.bool_], probability: _Array, bins: int) -> tuple[CalibrationBin, ...]:
    edges = np.arange(bins + 1) / bins
    place = np.clip(np.digitize(probability, edges) - 1, 0, bins - 1)
    return tuple(
        CalibrationBin(
            float(edges[index]),
            float(edges[index + 1]),
            float(probability[place == index].mean()),
            proportion(int(truth[place == index].sum()), int((place == index).sum())),
        )
        for index in np.unique(place)
    )


def _logistic(design: _Array, offset: _Array, outcome: _Array, method: str, confidence: float) -> Estimate:
    """The last coefficient of a logistic regression by Newton's method, with its Wald interval."""
    n = outcome.size
    if outcome.min() == outcome.max():
        return undefined("only one class in the reference standard", method, n)
    if design.shape[1] > 1 and np.ptp(design[:, -1]) == 0.0:
        return undefined("all probabilities are alike", method, n)
    healthy, diseased = design[outcome == 0.0, -1], design[outcome == 1.0, -1]
    if design.shape[1] > 1 and (healthy.max() <= diseased.min() or diseased.max() <= healthy.min()):
        return undefined("the probabilities separate the classes: no finite fit", method, n)
    coefficients = np.zeros(design.shape[1])
    for _ in range(50):
        fitted = 1.0 / (1.0 + np.exp(-np.clip(offset + design @ coefficients, -30.0, 30.0)))
        information = design.T @ (design * (fitted * (1.0 - fitted))[:, None])
        step = np.linalg.solve(information, design.T @ (outcome - fitted))
        coefficients += step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-300))  # no leaps into saturation
        if np.abs(step).max() < 1e-10:
            error = math.sqrt(float(np.linalg.inv(information)[-1, -1]))
            half = float(scipy.stats.norm.ppf(0.5 + confidence / 2)) * error
            value = float(coefficients[-1])
            return Estimate(value, value - half, value + half, n, method)
    return undefined("the fit does not converge", method, n)


def _mean(values: _Array, method: str, confidence: float) -> Estimate:
    value, n = float(values.mean()), int(values.size)
    if n < 2:
        return Estimate(value, math.nan, math.nan, n, method, "one case: its variance is not known")
    half = float(scipy.stats.norm.ppf(0.5 + confidence / 2)) * float(values.std(ddof=1)) / math.sqrt(n)
    return Estimate(value, value - half, value + half, n, method)


def _pairs(
    truth: Sequence[bool] | ArrayLike, probability: Sequence[float] | ArrayLike
) -> tuple[NDArray[np.bool_], _Array]:
    is_true, values = np.asarray(truth, dtype=bool), np.asarray(probability, dtype=np.float64)
    if is_true.shape != values.shape:
        raise ValueError(f"{is_true.size} truths for {values.size} probabilities")
    if not ((values >= 0.0) & (values <= 1.0)).all():
        raise ValueError("a probability is outside 0–1, or missing")
    return is_true, values
