"""Means over readers in each arm and their difference, whatever of the study is there.

The method follows the data: Obuchowski–Rockette/Hillis when every reader read every case in both arms, the U-statistic
when reads are missing or readers or cases are nested, and one reader's own variance when there is one reader. What the
data do not give is undefined, with the reason; nothing raises for that.
"""

import math
from dataclasses import dataclass

import numpy as np

from app.statistics.case_means import accuracy_figures, mean_figures, predictive_figures
from app.statistics.contrasts import Contrast, contrast
from app.statistics.diagnostic import Estimate, undefined
from app.statistics.figures import ReaderFigures, auc_figures
from app.statistics.multireader import ReaderStudy, obuchowski_rockette
from app.statistics.ratings import Ratings
from app.statistics.ustatistic import Interval, MeanArea, u_statistics

METRICS = ("AUC", "sensitivity", "specificity", "accuracy", "PPV", "NPV")

CROSSED = "Obuchowski–Rockette/Hillis, readers and cases random"
ONE_READER = "one reader: cases random, the result is this reader's"
GAPS = "U-statistic (reads missing or nested), readers and cases random"
GAPS_LIKELIHOOD = f"{GAPS}; maximum-likelihood variance"


@dataclass(frozen=True)
class Effect:
    """One metric in each arm, and aided − unaided.

    Attributes
    ----------
    metric, method : str
    means : dict of arm to Estimate
        Mean over readers. With the U-statistic each reader counts by the cases read.
    difference : Contrast or None
        None when there are not two arms, or when the data do not give it (see `reason`).
    figures : ReaderFigures or None
        What the crossed analysis started from.
    likelihood : Estimate or None
        With the U-statistic: the difference with its maximum-likelihood interval. The unbiased variance is noisy where
        few reads are paired, and on unbalanced studies the two can differ widely: report both.
    likelihood_p : float
    """

    metric: str
    method: str
    means: dict[str, Estimate]
    difference: Contrast | None
    figures: ReaderFigures | None = None
    reason: str = ""
    likelihood: Estimate | None = None
    likelihood_p: float = math.nan

    @property
    def change(self) -> Estimate:
        """The difference with its interval."""
        if self.difference is None:
            return undefined(self.reason or "one arm: nothing to compare", self.method)
        return self.difference.estimate

    @property
    def p(self) -> float:
        """Two-sided p of the difference; nan without one."""
        return math.nan if self.difference is None else self.difference.p


def effect(ratings: Ratings, calls: Ratings, metric: str, confidence: float = 0.95) -> Effect:
    """One of `METRICS`.

    Parameters
    ----------
    ratings, calls : Ratings
        Of the same reads: the rating, and the decision as 0 or 1. Modalities in the order aided, unaided, or one.
    """
    part = _trimmed(ratings if metric == "AUC" else calls)
    if not part.cases:
        return Effect(metric, "", {}, None, reason="no reads with a reference standard")
    try:
        if len(part.readers) == 1 or part.complete:
            whole = part if part.complete else part.complete_cases()
            return crossed_effect(figures_of(whole, metric), confidence)
        return _with_gaps(part, metric, confidence)
    except ValueError as error:
        return Effect(metric, "", {}, None, reason=str(error))


def crossed_effect(figures: ReaderFigures, confidence: float = 0.95) -> Effect:
    """The effect on any figure of merit of a crossed study; the first of two modalities minus the second."""
    random = "readers+cases" if len(figures.readers) > 1 else "cases"
    result: ReaderStudy = obuchowski_rockette(figures, random, confidence)
    means = {mean.first: mean.estimate for mean in result.means}
    difference = result.differences[0] if result.differences else None
    method = CROSSED if len(figures.readers) > 1 else ONE_READER
    return Effect(figures.name, method, means, difference, figures)


def relative_fall(figures: ReaderFigures, confidence: float = 0.95) -> Estimate:
    """By which share the errors of the second modality fall in the first: 1 − (1 − first) / (1 − second).

    Parameters
    ----------
    figures : ReaderFigures
        Accuracies of two modalities (aided, unaided) of a crossed study.

    Notes
    -----
    Interval on the scale of the logarithm of the ratio of the mean error rates, by its linear approximation: the
    single-modality analysis of e₁ⱼ/ē₁ − e₂ⱼ/ē₂ over readers j, with the covariances of those values.
    """
    method = "ratio of mean error rates, " + (CROSSED if len(figures.readers) > 1 else ONE_READER)
    errors = 1.0 - figures.values
    first, second = (float(mean) for mean in errors.mean(axis=1))
    if second == 0.0:
        return undefined("no errors without help: nothing to reduce", method, figures.units)
    if first == 0.0:
        return Estimate(1.0, math.nan, math.nan, figures.units, method, "no errors with help: no interval of a ratio")
    readers = len(figures.readers)
    weights = np.hstack([np.eye(readers) / first, -np.eye(readers) / second])
    linear = ReaderFigures(
        "relative errors",
        ("ratio",),
        figures.readers,
        (errors[0] / first - errors[1] / second)[None, :],
        weights @ figures.covariance @ weights.T,
        figures.method,
        figures.units,
        upper=math.inf,
        lower=-math.inf,
    )
    mean = obuchowski_rockette(linear, "readers+cases" if readers > 1 else "cases", confidence).means[0]
    log_ratio = math.log(first / second)
    spread = contrast(log_ratio, mean.se, mean.df, ("", ""), (-math.inf, math.inf), linear, confidence).estimate
    low, high = 1.0 - math.exp(spread.high), 1.0 - math.exp(spread.low)
    return Estimate(1.0 - first / second, low, high, figures.units, method, spread.reason)


def _trimmed(ratings: Ratings) -> Ratings:
    """Without arms, readers and cases that have no read."""
    read = np.asarray(~np.isnan(ratings.scores))
    arms = [name for i, name in enumerate(ratings.modalities) if read[i].any()]
    readers = [name for j, name in enumerate(ratings.readers) if read[:, j].any()]
    if not arms:
        return Ratings((), (), (), np.empty(0, dtype=bool), np.empty((0, 0, 0)))
    return ratings.select(arms, readers)


def figures_of(ratings: Ratings, metric: str) -> ReaderFigures:
    """One of `METRICS` for a crossed study; scores are ratings for the area and calls of 0 and 1 for the others.

    Raises
    ------
    ValueError
        For missing reads, or too few cases.
    """
    if metric == "AUC":
        return auc_figures(ratings)
    if metric in ("sensitivity", "specificity"):
        return _share(ratings, metric == "sensitivity")
    if metric == "accuracy":
        return accuracy_figures(ratings)
    return predictive_figures(ratings, metric == "PPV")


def _share(calls: Ratings, among: bool) -> ReaderFigures:
    if int((calls.truth == among).sum()) < 2:
        raise ValueError(f"less than two cases {'with' if among else 'without'} the finding")
    own = np.flatnonzero(calls.truth == among)
    right = np.where(np.isnan(calls.scores[:, :, own]), np.nan, (calls.scores[:, :, own] > 0.5) == among)
    name = "sensitivity" if among else "specificity"
    return mean_figures(name, calls.modalities, calls.readers, right, 1.0)


def _with_gaps(ratings: Ratings, metric: str, confidence: float) -> Effect:
    if metric in ("PPV", "NPV"):
        return Effect(metric, GAPS, {}, None, reason="reads are missing: a predictive value has no U-statistic")
    study = u_statistics(ratings if metric == "AUC" else _as_area(ratings, metric), confidence)
    singles = [mean for mean in study.means if not mean.modality_b]
    means = {mean.modality_a: _estimate(mean, False, metric)[0] for mean in singles}
    pairs = [mean for mean in study.means if mean.modality_b]
    if not pairs:
        return Effect(metric, GAPS, means, None)
    pair = pairs[0]
    estimate, interval, variance = _estimate(pair, False, metric)
    se = math.sqrt(variance) if variance > 0 else math.nan
    found = Contrast(pair.modality_a, pair.modality_b, estimate, se, interval.df, pair.value / se, interval.p)
    other, other_interval, _ = _estimate(pair, True, metric)
    return Effect(metric, estimate.method, means, found, likelihood=other, likelihood_p=other_interval.p)


def _estimate(mean: MeanArea, likelihood: bool, metric: str) -> tuple[Estimate, Interval, float]:
    """Value and interval from the unbiased variance; from the likelihood's where the unbiased one is not positive."""
    interval, variance, method = mean.bdg, mean.variance, GAPS
    if likelihood or math.isnan(interval.low):
        interval, variance, method = mean.bdg_likelihood, mean.variance_likelihood, GAPS_LIKELIHOOD
    n = mean.healthy + mean.diseased if metric == "AUC" else mean.diseased  # the rest are constant cases
    if math.isnan(interval.low):
        reason = "the variance is not positive: there is no interval"
        return Estimate(mean.value, math.nan, math.nan, n, method, reason), interval, math.nan
    low, high = max(interval.low, -1.0 if mean.modality_b else 0.0), min(interval.high, 1.0)
    return Estimate(mean.value, low, high, n, method), interval, variance


def _as_area(calls: Ratings, metric: str) -> Ratings:
    """A share of right calls as an area: right calls against constant cases that every call is compared with.

    A right call is rated 1 and beats the constant ½, a wrong one is rated 0 and does not, so the area of one reader is
    the share of right calls. The constant cases add no variance; there are as many as real ones, so that they do not
    set the lowest degrees of freedom.
    """
    among = {"sensitivity": True, "specificity": False}.get(metric)
    kept = np.ones(calls.truth.shape, dtype=bool) if among is None else calls.truth == among
    scores = calls.scores[:, :, kept]
    if scores.shape[2] < 2:
        raise ValueError(f"less than two cases {'with' if among else 'without'} the finding")
    right = np.where(np.isnan(scores), np.nan, (scores > 0.5) == calls.truth[kept])
    read = np.asarray(~np.isnan(scores).all(axis=2))
    constant = np.where(read[:, :, None], 0.5, np.nan) * np.ones(scores.shape)
    names = tuple(f"real {k}" for k in range(scores.shape[2])) + tuple(f"constant {k}" for k in range(scores.shape[2]))
    truth = np.arange(2 * scores.shape[2]) < scores.shape[2]
    return Ratings(calls.modalities, calls.readers, names, truth, np.concatenate([right, constant], axis=2))
