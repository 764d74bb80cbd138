"""Dorfman–Berbaum–Metz: analysis of variance of jackknife pseudovalues, with Hillis' degrees of freedom.

Dorfman, Berbaum & Metz, Invest Radiol 27 (1992) 723–731; Hillis, Berbaum & Metz, Acad Radiol 15 (2008) 647–661. With
normalised pseudovalues the test with random readers and cases equals `obuchowski_rockette` on the jackknife's
covariance. With **fixed readers** it is an F test against MS(TC), as Windows JAFROC prints it, where
`obuchowski_rockette` has χ²: on Van Dyke's study p = 0.0210 against 0.0193. Say which one is shown.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.statistics.contrasts import Contrast, OverallTest, contrast, hillis_df, overall_test
from app.statistics.figures import ReaderFigures
from app.statistics.multireader import RANDOM


@dataclass(frozen=True)
class MeanSquares:
    """Of modality T, reader R, case C and their interactions."""

    t: float
    r: float
    c: float
    tr: float
    tc: float
    rc: float
    trc: float


@dataclass(frozen=True)
class DbmComponents:
    """Variance components of the pseudovalues, not truncated; `error` is MS(TRC)."""

    r: float
    c: float
    tr: float
    tc: float
    rc: float
    error: float


@dataclass(frozen=True)
class DbmStudy:
    """Result of `dorfman_berbaum_metz`; `differences` as in the other analysis."""

    figures: ReaderFigures
    random: str
    mean_squares: MeanSquares
    components: DbmComponents
    test: OverallTest
    differences: tuple[Contrast, ...]


def pseudovalues(figures: ReaderFigures) -> NDArray[np.float64]:
    """Normalised pseudovalues n·θ − (n − 1)·θ₋ₖ, shifted so that their mean is the figure itself.

    Returns
    -------
    array of float, shape (modalities, readers, units)

    Raises
    ------
    ValueError
        When the figures come without leave-one-case-out values.
    """
    if figures.left_out is None:
        raise ValueError("pseudovalues need the jackknife: choose it as the covariance")
    raw = figures.units * figures.values[:, :, None] - (figures.units - 1) * figures.left_out
    return np.asarray(raw + (figures.values - raw.mean(axis=2))[:, :, None], dtype=np.float64)


def dorfman_berbaum_metz(figures: ReaderFigures, random: str = "readers+cases", confidence: float = 0.95) -> DbmStudy:
    """Compare modalities; the arguments are those of `obuchowski_rockette`.

    Raises
    ------
    ValueError
        For less than two modalities or readers, an unknown `random`, or figures without the jackknife.
    """
    if random not in RANDOM:
        raise ValueError(f"unknown choice {random!r}: use one of {', '.join(RANDOM)}")
    modalities, readers = figures.values.shape
    if modalities < 2 or readers < 2:
        raise ValueError("this analysis needs two modalities and two readers")
    squares = mean_squares(pseudovalues(figures))
    denominator, df2 = _error_term(squares, random, modalities, readers, figures.units)
    test = overall_test(squares.t, denominator, modalities - 1, df2)
    se = math.sqrt(2.0 * denominator / (readers * figures.units)) if denominator >= 0 else math.nan
    differences = tuple(
        contrast(
            float(figures.values[i].mean() - figures.values[k].mean()),
            se,
            df2,
            (figures.modalities[i], figures.modalities[k]),
            (-figures.upper, figures.upper),
            figures,
            confidence,
        )
        for i in range(modalities)
        for k in range(i + 1, modalities)
    )
    return DbmStudy(
        figures, random, squares, dbm_components(squares, modalities, readers, figures.units), test, differences
    )


def mean_squares(values: NDArray[np.float64]) -> MeanSquares:
    """Mean squares of a three-way table without replication, shape (modalities, readers, units)."""
    i, j, k = values.shape
    grand = values.mean()
    means = {axes: values.mean(axis=axes, keepdims=True) for axes in ((1, 2), (0, 2), (0, 1), (2,), (1,), (0,))}
    t, r, c = (means[axes] - grand for axes in ((1, 2), (0, 2), (0, 1)))
    tr, tc, rc = means[2,] - grand - t - r, means[1,] - grand - t - c, means[0,] - grand - r - c
    trc = values - grand - t - r - c - tr - tc - rc
    return MeanSquares(
        float(j * k * (t**2).sum() / (i - 1)),
        float(i * k * (r**2).sum() / (j - 1)),
        float(i * j * (c**2).sum() / (k - 1)),
        float(k * (tr**2).sum() / ((i - 1) * (j - 1))),
        float(j * (tc**2).sum() / ((i - 1) * (k - 1))),
        float(i * (rc**2).sum() / ((j - 1) * (k - 1))),
        float((trc**2).sum() / ((i - 1) * (j - 1) * (k - 1))),
    )


def dbm_components(squares: MeanSquares, modalities: int, readers: int, units: int) -> DbmComponents:
    """Components that the mean squares imply when readers and cases are random; negative ones stay negative."""
    return DbmComponents(
        (squares.r - squares.tr - squares.rc + squares.trc) / (modalities * units),
        (squares.c - squares.tc - squares.rc + squares.trc) / (modalities * readers),
        (squares.tr - squares.trc) / units,
        (squares.tc - squares.trc) / readers,
        (squares.rc - squares.trc) / modalities,
        squares.trc,
    )


def _error_term(squares: MeanSquares, random: str, modalities: int, readers: int, units: int) -> tuple[float, float]:
    if random == "readers":
        return squares.tr, (modalities - 1.0) * (readers - 1.0)
    if random == "cases":
        return squares.tc, (modalities - 1.0) * (units - 1.0)
    denominator = squares.tr + max(squares.tc - squares.trc, 0.0)
    return denominator, hillis_df(denominator, squares.tr, (modalities - 1) * (readers - 1))
