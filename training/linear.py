"""A ridge logistic regression, and what it says of samples that it was not fitted on."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

PARTS = 5
"""Of a cross-fit."""

Array = NDArray[np.float64]


def logistic_regression(truth: NDArray[np.bool_], features: Array, penalty: float) -> Array:
    """Coefficients and, last, the intercept.

    Parameters
    ----------
    truth : array of bool, shape (n,)
    features : array, shape (n, d)
    penalty : float
        Weight of the squared coefficients beside the mean cross-entropy.
    """
    y = truth.astype(float)

    def cost(parameters: Array) -> tuple[float, Array]:
        z = features @ parameters[:-1] + parameters[-1]
        error = (expit(z) - y) / len(y)
        value = float((np.logaddexp(0, z) - y * z).mean() + penalty * (parameters[:-1] ** 2).sum())
        return value, np.append(features.T @ error + 2 * penalty * parameters[:-1], error.sum())

    return np.asarray(minimize(cost, np.zeros(features.shape[1] + 1), jac=True, method="L-BFGS-B").x)


def cross_fitted(truth: NDArray[np.bool_], features: Array, groups: Sequence[str], penalty: float = 0.01) -> Array:
    """Scores of every sample by regressions fitted without its group, shape (n,); nan where none could be fitted.

    Features are standardised on what the regression is fitted on.
    """
    parts = np.array([int(sha256(group.encode()).hexdigest(), 16) % PARTS for group in groups])
    scores = np.full(len(truth), np.nan)
    for part in range(PARTS):
        fitted = parts != part
        if not (~fitted).any() or truth[fitted].all() or not truth[fitted].any():
            continue
        mean, spread = features[fitted].mean(axis=0), features[fitted].std(axis=0) + 1e-9
        known = (features - mean) / spread
        found = logistic_regression(truth[fitted], known[fitted], penalty)
        scores[~fitted] = known[~fitted] @ found[:-1] + found[-1]
    return scores
