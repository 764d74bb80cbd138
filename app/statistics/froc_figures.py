"""Figures of merit for free-response studies: marks with ratings on cases with any number of lesions.

Chakraborty, Observer Performance Methods for Diagnostic Imaging (2017); Chakraborty & Zhai, Med Phys 43 (2016) 2548.
Each figure comes with its leave-one-case-out values, so that `app.statistics.multireader` and `app.statistics.dbm`
test it like any other.

**The jackknife runs over the cases that the figure knows**: MaxLLF and HrSe diseased cases only, MaxNLF and HrSp the
others only, the rest all cases. AFROC divides by the number of lesions, wAFROC by the number of diseased cases. A
lesion without a mark has the rating −∞, as has a case without a false mark; two of them tie and count one half.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.statistics.figures import ReaderFigures, from_left_out

_Array = NDArray[np.float64]
_Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class FrocStudy:
    """Marks of every reader in every modality, every case read (a case without marks is a read without marks).

    Attributes
    ----------
    modalities, readers, cases : tuple of str
    lesion_case : array of int, shape (lesions,)
        Index of the case in which each lesion lies; a case with none is not diseased.
    weights : array of float, shape (lesions,)
        Clinical importance; they add up to 1 within each diseased case.
    lesion_scores : array of float, shape (modalities, readers, lesions)
        −inf where the lesion was not marked.
    highest_false : array of float, shape (modalities, readers, cases)
        The highest rating of a false mark on the case, −inf when there is none.
    false_marks : array of int, shape (modalities, readers, cases)
        How many false marks.
    """

    modalities: tuple[str, ...]
    readers: tuple[str, ...]
    cases: tuple[str, ...]
    lesion_case: _Indices
    weights: _Array
    lesion_scores: _Array
    highest_false: _Array
    false_marks: NDArray[np.int64]

    def __post_init__(self) -> None:
        arms = len(self.modalities), len(self.readers)
        shapes = self.lesion_scores.shape, self.highest_false.shape, self.false_marks.shape
        wanted = (*arms, self.lesion_case.size), (*arms, len(self.cases)), (*arms, len(self.cases))
        if shapes != wanted or self.weights.shape != self.lesion_case.shape:
            raise ValueError(f"marks of shape {shapes} where the study has {wanted}")
        sums = np.bincount(self.lesion_case, self.weights, len(self.cases))[self.diseased]
        if (self.weights < 0).any() or (np.abs(sums - 1.0) > 1e-3).any():
            raise ValueError("the weights of a case's lesions do not add up to 1")

    @property
    def lesions(self) -> NDArray[np.int64]:
        """Lesions of each case, shape (cases,)."""
        return np.bincount(self.lesion_case, minlength=len(self.cases))

    @property
    def diseased(self) -> NDArray[np.bool_]:
        """True for a case with a lesion, shape (cases,)."""
        return self.lesions > 0

    @property
    def highest(self) -> _Array:
        """The highest rating of any mark on each case, shape (modalities, readers, cases); −inf without a mark."""
        found = self.highest_false.copy()
        of_lesions = self.per_diseased_case(np.maximum, self.lesion_scores)
        found[:, :, self.diseased] = np.maximum(found[:, :, self.diseased], of_lesions)
        return found

    def per_diseased_case(self, reduce: np.ufunc, values: _Array) -> _Array:
        """Gather values of lesions (last axis) into one value per diseased case, in the order of the cases."""
        order = np.argsort(self.lesion_case, kind="stable")
        starts = np.searchsorted(self.lesion_case[order], np.flatnonzero(self.diseased))
        return np.asarray(reduce.reduceat(values[..., order], starts, axis=-1), dtype=np.float64)


def froc_figures(study: FrocStudy, name: str = "wAFROC") -> ReaderFigures:
    """One figure of merit for every modality and reader.

    Parameters
    ----------
    study : FrocStudy
    name : {"HrAuc", "AFROC", "AFROC1", "wAFROC", "wAFROC1", "MaxLLF", "MaxNLF", "HrSe", "HrSp"}
        Area under the ROC curve of the highest rating; areas under the alternative FROC curve (false marks of healthy
        cases, or with "1" of all cases; "w": lesions weighted); share of lesions marked; false marks per healthy case
        (can exceed 1, and **higher is worse**); share of diseased cases with any mark, of healthy ones with none.

    Raises
    ------
    ValueError
        For an unknown figure, or less than two cases of a class.
    """
    if name not in FIGURES:
        raise ValueError(f"unknown figure {name!r}: use one of {', '.join(FIGURES)}")
    diseased = int(study.diseased.sum())
    if min(diseased, len(study.cases) - diseased) < 2:
        raise ValueError("less than two cases of a class: no variance between cases is known")
    values, left_out = FIGURES[name](study)
    upper = math.inf if name == "MaxNLF" else 1.0
    return from_left_out(name, study.modalities, study.readers, values, left_out, upper)


def _highest_rating_area(study: FrocStudy) -> tuple[_Array, _Array]:
    diseased = np.flatnonzero(study.diseased)
    highest = study.highest
    return _areas(study, highest[:, :, diseased], np.ones(diseased.size), diseased, highest, False)


def _alternative_area(weighted: bool, all_cases: bool) -> Callable[[FrocStudy], tuple[_Array, _Array]]:
    def area(study: FrocStudy) -> tuple[_Array, _Array]:
        weights = study.weights if weighted else np.ones(study.weights.size)
        return _areas(study, study.lesion_scores, weights, study.lesion_case, study.highest_false, all_cases)

    return area


def _areas(
    study: FrocStudy, targets: _Array, weights: _Array, target_case: _Indices, false: _Array, all_cases: bool
) -> tuple[_Array, _Array]:
    """Weighted share of (false rating, target) pairs with the target above, and the same without each case.

    `targets` (modalities, readers, targets) lie in the cases `target_case`; `false` (modalities, readers, cases)
    counts in healthy cases, or in all with `all_cases`.
    """
    cases = len(study.cases)
    counts = np.ones(cases, dtype=bool) if all_cases else ~study.diseased
    left_weight = weights.sum() - np.bincount(target_case, weights, cases)
    left_false = counts.sum() - counts
    values = np.empty(targets.shape[:2])
    left_out = np.empty((*targets.shape[:2], cases))
    for arm in np.ndindex(*values.shape):
        of_target = weights * _below(false[arm][counts], targets[arm])
        by_target_case = np.bincount(target_case, of_target, cases)
        by_false_case = np.where(counts, _weight_above(targets[arm], weights, false[arm]), 0.0)
        own = (targets[arm] > false[arm][target_case]) + 0.5 * (targets[arm] == false[arm][target_case])
        both = np.bincount(target_case, weights * own, cases) * counts
        total = of_target.sum()
        # a float sum can leave [0, 1] by an ulp
        values[arm] = np.clip(total / (weights.sum() * counts.sum()), 0.0, 1.0)
        left_out[arm] = (total - by_target_case - by_false_case + both) / (left_weight * left_false)
    return values, left_out


def _below(ratings: _Array, targets: _Array) -> _Array:
    """For each target, how many ratings lie below it; ties count one half."""
    ordered = np.sort(ratings)
    return (np.searchsorted(ordered, targets, "left") + np.searchsorted(ordered, targets, "right")) / 2.0


def _weight_above(targets: _Array, weights: _Array, ratings: _Array) -> _Array:
    """For each rating, the weight of the targets above it; ties count one half."""
    order = np.argsort(targets, kind="stable")
    ordered = targets[order]
    until = np.concatenate([[0.0], np.cumsum(weights[order])])
    low, high = (until[np.searchsorted(ordered, ratings, side)] for side in ("left", "right"))
    return np.asarray(until[-1] - (low + high) / 2.0, dtype=np.float64)


def _lesions_found(study: FrocStudy) -> tuple[_Array, _Array]:
    marked = (study.lesion_scores > -np.inf).astype(np.float64)
    return _ratio(study.per_diseased_case(np.add, marked), study.lesions[study.diseased])


def _false_per_healthy(study: FrocStudy) -> tuple[_Array, _Array]:
    healthy = ~study.diseased
    return _ratio(study.false_marks[:, :, healthy].astype(np.float64), np.ones(int(healthy.sum())))


def _marked_diseased(study: FrocStudy) -> tuple[_Array, _Array]:
    marked = (study.highest > -np.inf)[:, :, study.diseased]
    return _ratio(marked.astype(np.float64), np.ones(marked.shape[2]))


def _unmarked_healthy(study: FrocStudy) -> tuple[_Array, _Array]:
    unmarked = (study.highest == -np.inf)[:, :, ~study.diseased]
    return _ratio(unmarked.astype(np.float64), np.ones(unmarked.shape[2]))


def _ratio(found: _Array, of: NDArray[np.generic]) -> tuple[_Array, _Array]:
    """Σ found / Σ of over the last axis, and the same without each entry."""
    total = found.sum(axis=2)
    whole = np.asarray(of, dtype=np.float64)
    return total / whole.sum(), (total[:, :, None] - found) / (whole.sum() - whole)


FIGURES: dict[str, Callable[[FrocStudy], tuple[_Array, _Array]]] = {
    "HrAuc": _highest_rating_area,
    "AFROC": _alternative_area(weighted=False, all_cases=False),
    "AFROC1": _alternative_area(weighted=False, all_cases=True),
    "wAFROC": _alternative_area(weighted=True, all_cases=False),
    "wAFROC1": _alternative_area(weighted=True, all_cases=True),
    "MaxLLF": _lesions_found,
    "MaxNLF": _false_per_healthy,
    "HrSe": _marked_diseased,
    "HrSp": _unmarked_healthy,
}
"""Name → values and leave-one-case-out values."""
