"""From logits to probabilities that mean what they say, and the operating point: both on the validation split only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import expit


@dataclass(frozen=True)
class Scaling:
    """probability = 1 / (1 + exp(−(slope × logit + intercept))): Platt 1999; 1 / slope is the temperature."""

    slope: float
    intercept: float

    def __call__(self, logits: ArrayLike) -> NDArray[np.float64]:
        """Map logits, any shape, to probabilities."""
        return np.asarray(expit(self.slope * np.asarray(logits, dtype=float) + self.intercept))


def fit_scaling(truth: Sequence[bool], logits: ArrayLike, prevalence: float) -> Scaling:
    """Fit slope and intercept by weighted maximum likelihood.

    Parameters
    ----------
    truth : sequence of bool
    logits : array, shape (n,)
    prevalence : float
        Cases are weighted so that they have this share of positives: a split's own share may be an accident.
    """
    positive, x = np.asarray(truth, dtype=bool), np.asarray(logits, dtype=float)
    n, m = int(positive.sum()), int((~positive).sum())
    weight = np.where(positive, prevalence / max(n, 1), (1 - prevalence) / max(m, 1))
    # Platt's softened targets: without them a split that is told apart perfectly has no finite slope.
    y = np.where(positive, (n + 1) / (n + 2), 1 / (m + 2))

    def cost(parameters: NDArray[np.float64]) -> float:
        z = np.exp(parameters[0]) * x + parameters[1]  # the exponential keeps the slope positive
        return float((weight * (np.logaddexp(0, z) - y * z)).sum())

    found = minimize(cost, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 2000})
    return Scaling(float(np.exp(found.x[0])), float(found.x[1]))


def youden_point(truth: Sequence[bool], scores: ArrayLike) -> float:
    """The threshold with the largest sensitivity + specificity (Youden 1950), half-way to the next lower score."""
    y, s = np.asarray(truth, dtype=bool), np.asarray(scores, dtype=float)
    values = np.unique(s)
    index = [float((s[y] >= value).mean() + (s[~y] < value).mean()) for value in values]
    best = int(np.argmax(index))
    below = values[best - 1] if best else 0.0
    return float((values[best] + below) / 2)


def expected_calibration_error(truth: Sequence[bool], probabilities: ArrayLike, bins: int = 10) -> float:
    """Mean distance of predicted and observed shares over bins of equal size."""
    y, p = np.asarray(truth, dtype=float), np.asarray(probabilities, dtype=float)
    parts = np.array_split(np.argsort(p, kind="stable"), min(bins, len(p)))
    return float(sum(len(part) * abs(p[part].mean() - y[part].mean()) for part in parts) / len(p))
