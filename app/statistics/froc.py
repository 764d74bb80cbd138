"""Localisation: marks against lesions, the FROC curve, average precision.

A mark is a place with a score. It is a true mark when it hits a lesion that no higher-scored mark has hit already;
every other mark is false, a second mark on the same lesion too (Everingham et al., IJCV 88 (2010) 303, section 4.2).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.statistics.diagnostic import Estimate
from app.statistics.resampling import bootstrap

RECALL_POINTS = np.linspace(0.0, 1.0, 101)
"""Where COCO reads the precision envelope."""


@dataclass(frozen=True)
class ImageMarks:
    """The marks on one image, already judged.

    Attributes
    ----------
    scores : tuple of float
        One per mark, higher = more suspicious.
    hits : tuple of bool
        One per mark: True when it is the mark that found a lesion.
    lesions : int
        How many lesions the image has; 0 for a normal image.
    group : str
        The patient, or the image's own name: what the bootstrap draws.
    """

    scores: tuple[float, ...]
    hits: tuple[bool, ...]
    lesions: int
    group: str

    def __post_init__(self) -> None:
        if len(self.scores) != len(self.hits):
            raise ValueError(f"{len(self.scores)} scores for {len(self.hits)} marks")
        if sum(self.hits) > self.lesions:
            raise ValueError(f"{sum(self.hits)} lesions found where there are {self.lesions}")


@dataclass(frozen=True)
class FrocCurve:
    """Points of the FROC curve, from the strictest threshold to the laxest, starting at (0, 0).

    Attributes
    ----------
    thresholds : array of float, shape (points,)
        Marks with score ≥ threshold count; the first is +inf.
    false_positives_per_image : array of float, shape (points,)
        False marks divided by **all** images.
    sensitivity : array of float, shape (points,)
        Lesions found divided by all lesions; nan when there are none.
    """

    thresholds: NDArray[np.float64]
    false_positives_per_image: NDArray[np.float64]
    sensitivity: NDArray[np.float64]


def intersection_over_union(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """IoU of every box with every box.

    Parameters
    ----------
    first, second : array of float, shape (n, 4) and (m, 4)
        Left, top, right, bottom in image coordinates.

    Returns
    -------
    array of float, shape (n, m)
        0 where the union has no area.
    """
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0.0, None), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (first, second)]
    union = areas[0][:, None] + areas[1][None, :] - shared
    ratio: NDArray[np.float64] = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return ratio


def judge_boxes(
    boxes: ArrayLike, scores: Sequence[float] | ArrayLike, lesions: ArrayLike, group: str, minimum_iou: float = 0.5
) -> ImageMarks:
    """Judge an image's boxes against its lesions, highest score first.

    Parameters
    ----------
    boxes, lesions : array of float, shape (n, 4) and (m, 4)
        Left, top, right, bottom in image coordinates; empty is allowed.
    scores : array of float, shape (n,)
    group : str
        The patient, or the image's own name.
    minimum_iou : float
        A box hits the free lesion with which its IoU is largest, when that is at least this.
    """
    marks = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
    truth = np.asarray(lesions, dtype=np.float64).reshape(-1, 4)
    rating = np.asarray(scores, dtype=np.float64).reshape(-1)
    if len(marks) != len(rating):
        raise ValueError(f"{len(rating)} scores for {len(marks)} boxes")
    overlap = intersection_over_union(marks, truth)
    hits = np.zeros(len(marks), dtype=bool)
    for mark in np.argsort(-rating, kind="stable") if len(truth) else ():
        best = int(np.argmax(overlap[mark]))
        if overlap[mark, best] >= minimum_iou:
            hits[mark] = True
            overlap[:, best] = -1.0  # found: nobody finds it again
    return ImageMarks(tuple(map(float, rating)), tuple(map(bool, hits)), len(truth), group)


class _Marks:
    """All marks of all images, sorted once by falling score, so that a replicate is two cumulative sums."""

    def __init__(self, images: Sequence[ImageMarks]) -> None:
        scores = np.asarray([score for image in images for score in image.scores], dtype=np.float64)
        hits = np.asarray([hit for image in images for hit in image.hits], dtype=np.float64)
        owner = np.repeat(np.arange(len(images)), [len(image.scores) for image in images])
        order = np.argsort(-scores, kind="stable")
        self.scores, self.hits, self.owner = scores[order], hits[order], owner[order]
        self.lesions = np.asarray([image.lesions for image in images], dtype=np.float64)

    def counts(self, weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """Found lesions and false marks after each mark, and the lesions in all."""
        times = weights[self.owner]
        return np.cumsum(times * self.hits), np.cumsum(times * (1.0 - self.hits)), float(weights @ self.lesions)

    def curve(self, weights: NDArray[np.float64]) -> FrocCurve:
        """One point per distinct score."""
        found, false, lesions = self.counts(weights)
        last = np.flatnonzero(np.append(np.diff(self.scores) != 0, True)) if self.scores.size else np.empty(0, int)
        images = float(weights.sum())
        return FrocCurve(
            np.concatenate([[math.inf], self.scores[last]]),
            np.concatenate([[0.0], false[last]]) / images if images else np.full(last.size + 1, math.nan),
            np.concatenate([[0.0], found[last]]) / lesions if lesions else np.full(last.size + 1, math.nan),
        )


def froc_curve(images: Sequence[ImageMarks]) -> FrocCurve:
    """The empirical FROC curve over all images."""
    return _Marks(images).curve(np.ones(len(images)))


def sensitivity_at(
    images: Sequence[ImageMarks], false_positives_per_image: float, *, seed: int = 0, replicates: int = 1000
) -> Estimate:
    """Lesion sensitivity at the laxest threshold that keeps to so many false marks per image.

    The interval is a bootstrap over groups; the threshold is chosen anew in every replicate. No interpolation
    between points of the curve.
    """
    marks = _Marks(images)

    def statistic(weights: NDArray[np.float64]) -> float:
        curve = marks.curve(weights)
        allowed = curve.false_positives_per_image <= false_positives_per_image + 1e-12
        return float(curve.sensitivity[allowed].max()) if allowed.any() else math.nan

    return bootstrap(statistic, [image.group for image in images], seed=seed, replicates=replicates)


def average_precision(images: Sequence[ImageMarks], *, seed: int = 0, replicates: int = 1000) -> Estimate:
    """Average precision as COCO counts it: the precision envelope read at 101 recalls.

    With boxes judged at IoU 0.5 this is the AP50 of one class, called mAP50 where there is one class.
    (Lin et al., ECCV 2014; pycocotools `COCOeval.accumulate`.) Interval: bootstrap over groups.
    """
    marks = _Marks(images)

    def statistic(weights: NDArray[np.float64]) -> float:
        found, false, lesions = marks.counts(weights)
        return _average_precision(found, false, lesions)

    return bootstrap(statistic, [image.group for image in images], seed=seed, replicates=replicates)


def _average_precision(found: NDArray[np.float64], false: NDArray[np.float64], lesions: float) -> float:
    if lesions == 0:
        return math.nan
    total = found + false
    precision = np.divide(found, total, out=np.zeros_like(found), where=total > 0)
    envelope = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    # the first mark that reaches each recall; the appended 0 stands for recalls never reached
    reached = np.searchsorted(found / lesions, RECALL_POINTS - 1e-12, side="left")
    return float(envelope[reached].mean())
