"""Fusion of the planes of `knee_mri`: one logistic regression per label over the planes' logits (Irmakci 2020)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from imaging.errors import UserError
from inference.tasks.knee_mri import PLANES
from training.calibrate import youden_point

PENALTY = 0.02
"""Weight of the squared coefficients: planes that separate all validation knees would else get infinite ones."""


def logistic_regression(truth: NDArray[np.bool_], features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coefficients and, last, the intercept of a ridge logistic regression; features of shape (cases, n)."""
    y = truth.astype(float)

    def cost(parameters: NDArray[np.float64]) -> float:
        z = features @ parameters[:-1] + parameters[-1]
        return float((np.logaddexp(0, z) - y * z).mean() + PENALTY * (parameters[:-1] ** 2).sum())

    found: NDArray[np.float64] = minimize(cost, np.zeros(features.shape[1] + 1), method="BFGS").x
    return found


def fusion_tables(
    truth: NDArray[np.bool_], logits: NDArray[np.float64], where: str, point: float = 0.0
) -> dict[str, Any]:
    """What the card learns after training.

    Parameters
    ----------
    truth : array, shape (cases, labels)
    logits : array, shape (cases, labels, planes)
    where : str
        The split's name, for the card.
    point : float
        The operating point of every label; 0 for the one with the largest sensitivity + specificity.

    Raises
    ------
    UserError
        When a label has only one answer on the split.
    """
    weights, intercepts, single, points = [], [], [], []
    for label in range(truth.shape[1]):
        if truth[:, label].all() or not truth[:, label].any():
            raise UserError(
                f"All knees of the {where} split have the same answer for label {label + 1} of {truth.shape[1]}. "
                "The planes can be fused only on a split that has both; take more knees."
            )
        found = logistic_regression(truth[:, label], logits[:, label])
        weights.append(found[:-1].round(5).tolist())
        intercepts.append(round(float(found[-1]), 5))
        alone = [logistic_regression(truth[:, label], logits[:, label, [plane]]) for plane in range(logits.shape[2])]
        single.append([row.round(5).tolist() for row in alone])
        fused = 1 / (1 + np.exp(-(logits[:, label] @ found[:-1] + found[-1])))
        points.append(point or round(youden_point(truth[:, label].tolist(), fused), 4))
    reason = "the recipe's" if point else f"largest sensitivity + specificity (Youden) on the {where} split"
    return {
        "labels": [{"operating_point": point, "operating_point_reason": reason} for point in points],
        "fusion": {
            "planes": list(PLANES),
            "weights": weights,
            "intercepts": intercepts,
            "single": single,
            "fitted_on": f"{where} split, {len(truth)} knees",
        },
    }
