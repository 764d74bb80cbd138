"""Figures of merit per reader and modality, with the covariance of their errors over cases.

This is what the analyses of a reader study start from, whatever the figure is: an area, a sensitivity, or a figure
for marks (`app.statistics.froc_figures`).
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy  # its submodules load when first used: the window does not wait for them
from numpy.typing import NDArray

from app.statistics.pair_sums import pair_sums
from app.statistics.ratings import Ratings

COVARIANCES = ("jackknife", "delong", "unbiased")
"""How the error covariance of areas is estimated."""

_Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ReaderFigures:
    """One figure of merit for every modality and reader, with its errors.

    Attributes
    ----------
    name : str
        Which figure ("AUC", "wAFROC", …).
    modalities, readers : tuple of str
    values : array of float, shape (modalities, readers)
    covariance : array of float, shape (modalities · readers, modalities · readers)
        Of the errors of the values over cases; index = modality · readers + reader.
    method : str
        How the covariance was made.
    units : int
        The cases over which the jackknife ran. **A subset for some figures**: sensitivity, MaxLLF and HrSe know
        diseased cases only; specificity, MaxNLF and HrSp the others only.
    left_out : array of float, shape (modalities, readers, units), or None
        The figure without each case in turn, for Dorfman–Berbaum–Metz; None when the covariance needs no jackknife.
    upper, lower : float
        The largest and smallest value that the figure can have.
    """

    name: str
    modalities: tuple[str, ...]
    readers: tuple[str, ...]
    values: _Array
    covariance: _Array
    method: str
    units: int
    left_out: _Array | None = None
    upper: float = 1.0
    lower: float = 0.0

    def of(self, modalities: tuple[str, ...]) -> "ReaderFigures":
        """The same figures of these modalities only, in this order."""
        rows = [self.modalities.index(name) for name in modalities]
        count = len(self.readers)
        kept = [row * count + reader for row in rows for reader in range(count)]
        return replace(
            self,
            modalities=modalities,
            values=self.values[rows],
            covariance=self.covariance[np.ix_(kept, kept)],
            left_out=None if self.left_out is None else self.left_out[rows],
        )


def jackknife_covariance(left_out: _Array) -> _Array:
    """Covariance of figures from their leave-one-case-out values: (n − 1)/n · Σ (θ₋ₖ − mean)(θ₋ₖ − mean)ᵀ.

    Parameters
    ----------
    left_out : array of float, shape (figures, n)

    Returns
    -------
    array of float, shape (figures, figures)
    """
    units = left_out.shape[1]
    centred = left_out - left_out.mean(axis=1, keepdims=True)
    return np.asarray((units - 1) / units * (centred @ centred.T), dtype=np.float64)


def from_left_out(
    name: str,
    modalities: tuple[str, ...],
    readers: tuple[str, ...],
    values: _Array,
    left_out: _Array,
    upper: float = 1.0,
) -> ReaderFigures:
    """Figures with the covariance of the jackknife; `left_out` has the shape (modalities, readers, units)."""
    units = left_out.shape[2]
    covariance = jackknife_covariance(left_out.reshape(-1, units))
    return ReaderFigures(name, modalities, readers, values, covariance, "jackknife", units, left_out, upper)


def auc_figures(ratings: Ratings, covariance: str = "jackknife") -> ReaderFigures:
    """Areas under the empirical ROC curves of a fully crossed study.

    Parameters
    ----------
    ratings : Ratings
        Every reader read every case in every modality. Higher = more suspicious: no direction is ever flipped, so an
        area may lie below 0.5. Ties count one half.
    covariance : {"jackknife", "delong", "unbiased"}
        Leave-one-case-out; DeLong et al., Biometrics 44 (1988) 837; the U-statistic of Gallas, Acad Radiol 13 (2006)
        353, which is unbiased. All three need O(n log n) but the last, which looks at every pair of cases.

    Raises
    ------
    ValueError
        For missing reads (use `app.statistics.ustatistic`), less than two cases of a class, or an unknown covariance.
    """
    if covariance not in COVARIANCES:
        raise ValueError(f"unknown covariance {covariance!r}: use one of {', '.join(COVARIANCES)}")
    columns = _columns(ratings)
    of_diseased, of_healthy = _placements(columns[:, ratings.truth], columns[:, ~ratings.truth])
    m, n = of_diseased.shape[1], of_healthy.shape[1]
    # float sums can leave [0, 1] by an ulp, and 1.0000001 is not an area
    areas = np.clip(of_diseased.mean(axis=1), 0.0, 1.0)
    shape = len(ratings.modalities), len(ratings.readers)
    values = areas.reshape(shape)
    if covariance == "jackknife":
        left_out = np.empty((columns.shape[0], m + n))
        left_out[:, ratings.truth] = (m * areas[:, None] - of_diseased) / (m - 1)
        left_out[:, ~ratings.truth] = (n * areas[:, None] - of_healthy) / (n - 1)
        return from_left_out("AUC", ratings.modalities, ratings.readers, values, left_out.reshape(*shape, -1))
    if covariance == "delong":
        matrix = np.cov(of_diseased, ddof=1) / m + np.cov(of_healthy, ddof=1) / n
    else:
        matrix = pair_sums(columns, ratings.truth).covariance()
    return ReaderFigures("AUC", ratings.modalities, ratings.readers, values, np.atleast_2d(matrix), covariance, m + n)


def share_figures(ratings: Ratings, among: bool, cut: float = 0.5) -> ReaderFigures:
    """Sensitivities (`among` True) or specificities (False) of calls score ≥ `cut`, of a fully crossed study.

    The jackknife runs over the cases of the class only: leaving out a healthy case does not change a sensitivity.
    """
    columns = _columns(ratings)[:, ratings.truth == among]
    right = ((columns >= cut) == among).astype(np.float64)
    units = right.shape[1]
    shares = right.mean(axis=1)
    left_out = (units * shares[:, None] - right) / (units - 1)
    shape = len(ratings.modalities), len(ratings.readers)
    name = "sensitivity" if among else "specificity"
    return from_left_out(
        name, ratings.modalities, ratings.readers, shares.reshape(shape), left_out.reshape(*shape, units)
    )


def _columns(ratings: Ratings) -> _Array:
    if not ratings.complete:
        gaps = sum(gap.missing for gap in ratings.missing())
        raise ValueError(f"{gaps} reads are missing: this analysis needs every case read by every reader")
    diseased = int(ratings.truth.sum())
    if min(diseased, ratings.truth.size - diseased) < 2:
        raise ValueError("less than two cases of a class: no variance between cases is known")
    return ratings.scores.reshape(-1, ratings.truth.size)


def _placements(diseased: _Array, healthy: _Array) -> tuple[_Array, _Array]:
    """Structural components of many columns at once; see `app.statistics.diagnostic.placements`."""
    m, n = diseased.shape[1], healthy.shape[1]
    pooled = scipy.stats.rankdata(np.concatenate([diseased, healthy], axis=1), axis=1)
    of_diseased = (pooled[:, :m] - scipy.stats.rankdata(diseased, axis=1)) / n
    of_healthy = 1.0 - (pooled[:, m:] - scipy.stats.rankdata(healthy, axis=1)) / m
    return of_diseased, of_healthy
