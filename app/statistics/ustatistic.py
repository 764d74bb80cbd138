"""Mean areas of a reader study with missing reads or a split plot: the U-statistics of iMRMC.

Gallas, Acad Radiol 13 (2006) 353–362; Gallas, Bandos, Samuelson & Wagner, Commun Stat Theory 38 (2009) 2586–2603;
degrees of freedom: Obuchowski, Gallas & Hillis, Acad Radiol 19 (2012) 1508–1517.

**The mean area weights each reader by the pairs of cases read**: it is not the mean of the readers' areas unless the
study is fully crossed. Nothing is ever filled in for a missing read.

As iMRMC does, and so that tables agree with it: degrees of freedom are rounded down, and the normal distribution
stands in for t above 50. On unbalanced studies the unbiased and the maximum-likelihood p can differ widely: report
both.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy  # its submodules load when first used: the window does not wait for them
from numpy.typing import NDArray

from app.statistics.figures import ReaderFigures
from app.statistics.multireader import obuchowski_rockette
from app.statistics.pair_sums import OVERLAP_TO_DISTINCT, PairSums, pair_sums
from app.statistics.ratings import Ratings

_Array = NDArray[np.float64]

# the same four steps for pairs of one reader (first four) and of any two readers (last four)
_TO_DISTINCT = np.block([[OVERLAP_TO_DISTINCT, np.zeros((4, 4))], [-OVERLAP_TO_DISTINCT, OVERLAP_TO_DISTINCT]])

# Gallas et al. 2009, equation 19: components of healthy cases, diseased cases and readers from the eight moments
_COMPONENTS = np.zeros((3, 8))
_COMPONENTS[[0, 1, 2], [6, 5, 3]] = 1.0
_COMPONENTS[:, 7] = -1.0

# which coefficients add up to the weight of those components
_COMPONENT_WEIGHTS = np.array(
    [[1, 0, 1, 0, 1, 0, 1, 0], [1, 1, 0, 0, 1, 1, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0]], dtype=np.float64
)

NORMAL_ABOVE = 50.0
"""Degrees of freedom above which iMRMC uses the normal distribution."""


@dataclass(frozen=True)
class Interval:
    """A p-value and interval under one number of degrees of freedom (inf: normal)."""

    df: float
    p: float
    low: float
    high: float


@dataclass(frozen=True)
class MeanArea:
    """One modality, or the difference of two.

    Attributes
    ----------
    modality_a, modality_b : str
        `modality_b` is empty for a single modality, tested against an area of 0.5.
    readers, healthy, diseased : int
        Who and what has reads in either modality.
    area_a, area_b, value : float
        `value` is area A minus area B, or area A.
    variance_a, variance_b, variance : float
        Unbiased; can be negative (then there is no interval).
    variance_likelihood : float
        Of `value` by the maximum-likelihood (V-statistic) moments, which is never unbiased and never negative.
    normal, bdg, hillis, normal_likelihood, bdg_likelihood, hillis_likelihood : Interval
        Under the normal distribution; under the degrees of freedom of Obuchowski, Gallas & Hillis; and under those of
        Hillis (`app.statistics.multireader` with the unbiased covariance), which exist for fully crossed studies only.
    """

    modality_a: str
    modality_b: str
    readers: int
    healthy: int
    diseased: int
    area_a: float
    area_b: float
    value: float
    variance_a: float
    variance_b: float
    variance: float
    variance_likelihood: float
    variances_likelihood: tuple[float, float]
    normal: Interval
    bdg: Interval
    hillis: Interval
    normal_likelihood: Interval
    bdg_likelihood: Interval
    hillis_likelihood: Interval

    def as_dict(self, likelihood: bool = False) -> dict[str, Any]:
        """The columns of iMRMC's tables (`Ustat`, or `MLE` with `likelihood`)."""
        pair = bool(self.modality_b)
        normal = self.normal_likelihood if likelihood else self.normal
        bdg = self.bdg_likelihood if likelihood else self.bdg
        hillis = self.hillis_likelihood if likelihood else self.hillis
        of_a, of_b = self.variances_likelihood if likelihood else (self.variance_a, self.variance_b)
        found = {
            "AUCA": self.area_a,
            "varAUCA": of_a,
            "AUCB": self.area_b if pair else math.nan,
            "varAUCB": of_b if pair else math.nan,
            "AUCAminusAUCB": self.value if pair else math.nan,
            "varAUCAminusAUCB": (self.variance_likelihood if likelihood else self.variance) if pair else math.nan,
            "pValueNormal": normal.p,
            "botCInormal": normal.low,
            "topCInormal": normal.high,
            "dfBDG": bdg.df,
            "pValueBDG": bdg.p,
            "botCIBDG": bdg.low,
            "topCIBDG": bdg.high,
            "dfHillis": hillis.df,
            "pValueHillis": hillis.p,
            "botCIHillis": hillis.low,
            "topCIHillis": hillis.high,
        }
        return {
            "NR": self.readers,
            "N0": self.healthy,
            "N1": self.diseased,
            "modalityA": self.modality_a,
            "modalityB": self.modality_b or "NO_MOD",
            **{key: None if math.isnan(value) else value for key, value in found.items()},
        }


@dataclass(frozen=True)
class ReaderArea:
    """One reader's area in one modality, or difference of two, with its unbiased variance; nan without a pair."""

    reader: str
    modality_a: str
    modality_b: str
    healthy: int
    diseased: int
    area_a: float
    area_b: float
    variance_a: float
    variance_b: float
    variance: float


@dataclass(frozen=True)
class UStudy:
    """All modalities, then all pairs of them; and the same for each reader."""

    means: tuple[MeanArea, ...]
    readers: tuple[ReaderArea, ...]


def u_statistics(ratings: Ratings, confidence: float = 0.95) -> UStudy:
    """Mean areas, their differences, variances and tests, whatever reads are missing.

    Parameters
    ----------
    ratings : Ratings
        Higher = more suspicious. Needs at least two readers, and two cases of each class, in every modality.

    Raises
    ------
    ValueError
        When a modality has no reader with a pair of a diseased and a healthy case.
    """
    count = len(ratings.readers)
    sums = pair_sums(ratings.scores.reshape(-1, ratings.truth.size), ratings.truth)
    for i, modality in enumerate(ratings.modalities):
        if not sums.pairs[i * count : (i + 1) * count].sum():
            raise ValueError(f"nobody read a diseased and a healthy case in {modality!r}")
    indices = range(len(ratings.modalities))
    blocks = {(i, k): _moments(sums, i, k, count) for i in indices for k in indices if i <= k}
    pairs = [(i, i) for i in indices] + [(i, k) for i in indices for k in indices if i < k]
    covariance = sums.covariance()
    freedom = _hillis_df(ratings, sums, covariance, pairs)
    means = tuple(_mean_area(ratings, blocks, pair, df, confidence) for pair, df in zip(pairs, freedom, strict=True))
    readers = tuple(_reader_area(ratings, sums, covariance, i, k, j) for i, k in pairs for j in range(count))
    return UStudy(means, readers)


@dataclass(frozen=True, eq=False)
class _Moments:
    """Of one pair of modalities: its covariance, unbiased and by likelihood, and the components for the df."""

    area_a: float
    area_b: float
    covariance: float
    covariance_likelihood: float
    components: _Array
    df: _Array


def _moments(sums: PairSums, i: int, k: int, count: int) -> _Moments:
    a, b = slice(i * count, (i + 1) * count), slice(k * count, (k + 1) * count)
    success, design = (
        np.concatenate([np.trace(part[:, a, b], axis1=1, axis2=2), part[:, a, b].sum(axis=(1, 2))])
        for part in (sums.success, sums.design)
    )
    by_likelihood = np.divide(success, design, out=np.zeros(8), where=design > 0)
    distinct = _TO_DISTINCT @ design
    unbiased = np.divide(_TO_DISTINCT @ success, distinct, out=np.zeros(8), where=distinct > 0)
    weights = distinct / design[7]
    weights[7] -= 1.0
    with np.errstate(divide="ignore"):
        freedom = np.round(1.0 / (_COMPONENT_WEIGHTS @ weights) - 1.0)
    return _Moments(
        float(sums.wins[a].sum() / sums.pairs[a].sum()),
        float(sums.wins[b].sum() / sums.pairs[b].sum()),
        float(weights @ unbiased),
        float(weights @ by_likelihood),
        _COMPONENTS @ by_likelihood,
        freedom,
    )


def _mean_area(
    ratings: Ratings,
    blocks: dict[tuple[int, int], _Moments],
    pair: tuple[int, int],
    hillis_df: float,
    confidence: float,
) -> MeanArea:
    i, k = pair
    first, second, between = blocks[i, i], blocks[k, k], blocks[i, k]
    if i == k:
        value, null, variance, likelihood = first.area_a, 0.5, first.covariance, first.covariance_likelihood
        components, freedom = first.components, first.df
    else:
        value, null = first.area_a - second.area_a, 0.0
        variance = first.covariance + second.covariance - 2 * between.covariance
        likelihood = first.covariance_likelihood + second.covariance_likelihood - 2 * between.covariance_likelihood
        components = first.components + second.components - 2 * between.components
        freedom = np.minimum(first.df, second.df)
    intervals = [
        _interval(value, null, of, df, confidence)
        for of in (variance, likelihood)
        for df in (math.inf, _bdg_df(of, components, freedom), hillis_df)
    ]
    read = ~np.isnan(ratings.scores[[i, k]])
    cases = read.any(axis=(0, 1))
    return MeanArea(
        ratings.modalities[i],
        "" if i == k else ratings.modalities[k],
        int(read.any(axis=(0, 2)).sum()),
        int((cases & ~ratings.truth).sum()),
        int((cases & ratings.truth).sum()),
        first.area_a,
        second.area_a,
        value,
        first.covariance,
        second.covariance,
        variance,
        likelihood,
        (first.covariance_likelihood, second.covariance_likelihood),
        *intervals,
    )


def _reader_area(ratings: Ratings, sums: PairSums, covariance: _Array, i: int, k: int, j: int) -> ReaderArea:
    count = len(ratings.readers)
    a, b = i * count + j, k * count + j
    both = ~np.isnan(ratings.scores[i, j]) & ~np.isnan(ratings.scores[k, j])
    area_a, area_b = (sums.wins[c] / sums.pairs[c] if sums.pairs[c] else math.nan for c in (a, b))
    variance = covariance[a, a] if i == k else covariance[a, a] + covariance[b, b] - 2 * covariance[a, b]
    return ReaderArea(
        ratings.readers[j],
        ratings.modalities[i],
        "" if i == k else ratings.modalities[k],
        int((both & ~ratings.truth).sum()),
        int((both & ratings.truth).sum()),
        float(area_a),
        float(area_b),
        float(covariance[a, a]),
        float(covariance[b, b]),
        float(variance),
    )


def _hillis_df(ratings: Ratings, sums: PairSums, covariance: _Array, pairs: list[tuple[int, int]]) -> list[float]:
    """Hillis' degrees of freedom of each mean and difference; nan where reads are missing or there is one reader."""
    if not ratings.complete or len(ratings.readers) < 2:
        return [math.nan] * len(pairs)
    areas = (sums.wins / sums.pairs).reshape(len(ratings.modalities), -1)
    figures = ReaderFigures(
        "AUC", ratings.modalities, ratings.readers, areas, covariance, "unbiased", ratings.truth.size
    )
    found = []
    for i, k in pairs:
        names = ratings.modalities[i], ratings.modalities[k]
        study = obuchowski_rockette(figures.of(names if i != k else names[:1]))
        found.append(study.differences[0].df if i != k else study.means[0].df)
    return found


def _bdg_df(variance: float, components: _Array, freedom: _Array) -> float:
    """Satterthwaite with the smallest of the three numbers as its floor (Gaylor & Hopper 1969)."""
    if variance < 0 or not (np.isfinite(freedom).all() and (freedom > 0).all()):
        return math.nan
    spread = float((components**2 / freedom**3).sum())
    lowest = float(freedom.min())
    return math.inf if spread == 0.0 else max(variance**2 / spread, lowest)


def _interval(value: float, null: float, variance: float, df: float, confidence: float) -> Interval:
    if math.isnan(df) or variance <= 0.0:
        return Interval(df, math.nan, math.nan, math.nan)
    error = math.sqrt(variance)
    reference = scipy.stats.norm if df > NORMAL_ABOVE else scipy.stats.t(math.floor(df))
    half = float(reference.ppf(0.5 + confidence / 2)) * error
    return Interval(df, 2.0 * float(reference.sf(abs(value - null) / error)), value - half, value + half)
