"""Points of the empirical operating characteristics, for figures: ROC, and the alternative FROC."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.statistics.froc import ImageMarks
from app.statistics.froc_figures import FrocStudy

_Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OperatingCurve:
    """Points from the strictest threshold to the laxest, from (0, 0) to (1, 1).

    Attributes
    ----------
    thresholds : array of float, shape (points,)
        Ratings at or above it count; the first is +inf.
    false_fraction, true_fraction : array of float, shape (points,)
        1 − specificity (or the share of healthy cases with a false mark); sensitivity (or share of lesions).
    """

    thresholds: _Array
    false_fraction: _Array
    true_fraction: _Array

    @property
    def area(self) -> float:
        """Under the straight lines between the points; equals the Wilcoxon area, ties one half."""
        return float(np.trapezoid(self.true_fraction, self.false_fraction))


def roc_curve(truth: Sequence[bool] | ArrayLike, rating: Sequence[float] | ArrayLike) -> OperatingCurve | None:
    """The empirical ROC curve, one point per distinct rating; None without cases of both classes.

    Higher ratings are more suspicious, never flipped.
    """
    is_true, values = np.asarray(truth, dtype=bool), np.asarray(rating, dtype=np.float64)
    if is_true.shape != values.shape or np.isnan(values).any():
        raise ValueError("one rating per case, and none missing")
    if not is_true.any() or is_true.all():
        return None
    return _curve(values[~is_true], values[is_true], np.ones(int(is_true.sum())))


def wafroc_curve(study: FrocStudy, modality: str, reader: str) -> OperatingCurve:
    """The empirical weighted alternative FROC curve of one reader: lesions by weight against healthy cases.

    Chakraborty & Zhai, Med Phys 43 (2016) 2548. The last stretch, to (1, 1), is a straight line: marks that were not
    made. Its area is the figure of merit wAFROC.
    """
    i, j = study.modalities.index(modality), study.readers.index(reader)
    healthy = study.highest_false[i, j, ~study.diseased]
    return _curve(healthy, study.lesion_scores[i, j], study.weights)


def marks_of(
    study: FrocStudy, modality: str, reader: str, false_ratings: Sequence[Sequence[float]]
) -> list[ImageMarks]:
    """One reader's marks, case by case, for `app.statistics.froc.froc_curve`.

    Parameters
    ----------
    false_ratings : sequence, one per case
        Ratings of all false marks on the case (the study keeps the highest only).
    """
    i, j = study.modalities.index(modality), study.readers.index(reader)
    found = []
    for k, case in enumerate(study.cases):
        hits = [float(s) for s in study.lesion_scores[i, j, study.lesion_case == k] if s > -np.inf]
        false = [float(rating) for rating in false_ratings[k]]
        found.append(
            ImageMarks(
                tuple(hits + false),
                tuple([True] * len(hits) + [False] * len(false)),
                int((study.lesion_case == k).sum()),
                case,
            )
        )
    return found


def _curve(healthy: _Array, diseased: _Array, weights: _Array) -> OperatingCurve:
    pooled = np.concatenate([healthy, diseased])
    thresholds = np.unique(pooled[np.isfinite(pooled)])[::-1]
    false = np.array([(healthy >= t).mean() for t in thresholds])
    true = np.array([weights[diseased >= t].sum() / weights.sum() for t in thresholds])
    false, true = (np.concatenate([[0.0], part]) for part in (false, true))
    if false[-1] < 1.0 or true[-1] < 1.0 - 1e-12:
        false, true = np.append(false, 1.0), np.append(true, 1.0)
        thresholds = np.append(thresholds, -math.inf)
    return OperatingCurve(np.concatenate([[math.inf], thresholds]), false, true)
