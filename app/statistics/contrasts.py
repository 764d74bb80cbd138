"""What an analysis of a reader study ends in: one test of all modalities, and contrasts with their intervals."""

import math
from dataclasses import dataclass

import scipy  # its submodules load when first used: the window does not wait for them

from app.statistics.diagnostic import Estimate
from app.statistics.figures import ReaderFigures

NO_ERROR = 1e-12
"""A standard error below it is 0 but for rounding: every reader changed by the same amount in every case."""


@dataclass(frozen=True)
class OverallTest:
    """Are all modalities alike?

    Attributes
    ----------
    statistic : float
        F or χ², as `name` says.
    denominator : float
        The mean square against which the modalities' is tested.
    df1, df2 : float
        df2 is inf for χ².
    p : float
    reason : str
        Why there is no test; else empty.
    """

    name: str
    statistic: float
    denominator: float
    df1: float
    df2: float
    p: float
    reason: str = ""


@dataclass(frozen=True)
class Contrast:
    """A mean over readers, or a difference of two (first minus second), against a null value.

    Attributes
    ----------
    first, second : str
        Modalities; `second` is empty for a mean. With `reader` the contrast is that one reader's.
    statistic : float
        t, or z when df is inf.
    p : float
        Two-sided.
    """

    first: str
    second: str
    estimate: Estimate
    se: float
    df: float
    statistic: float
    p: float
    reader: str = ""


def hillis_df(denominator: float, ms_tr: float, df: int) -> float:
    """Hillis' denominator degrees of freedom: den² / (MS(TR)² / ((I−1)(J−1))); inf when MS(TR) is 0."""
    if df == 0 or math.isnan(ms_tr):
        return math.nan
    return math.inf if ms_tr == 0.0 else denominator**2 / (ms_tr**2 / df)


def overall_test(ms_t: float, denominator: float, df1: int, df2: float) -> OverallTest:
    """F of the modalities, or χ² when df2 is inf because readers are fixed (df1 · F)."""
    if df1 == 0:
        return OverallTest("F", math.nan, denominator, 0, df2, math.nan, "one modality: nothing to compare")
    if not denominator > 0.0:
        return OverallTest("F", math.nan, denominator, df1, df2, math.nan, "the error term is not positive")
    if math.isinf(df2):
        statistic = df1 * ms_t / denominator
        return OverallTest("chi2", statistic, denominator, df1, df2, float(scipy.stats.chi2.sf(statistic, df1)))
    statistic = ms_t / denominator
    return OverallTest("F", statistic, denominator, df1, df2, float(scipy.stats.f.sf(statistic, df1, df2)))


def contrast(
    value: float,
    se: float,
    df: float,
    names: tuple[str, str],
    limits: tuple[float, float],
    figures: ReaderFigures,
    confidence: float,
    reader: str = "",
    null: float = 0.0,
) -> Contrast:
    """A value with its t (or z) interval, clipped to `limits`, and its two-sided test against `null`."""
    method = f"{figures.name}, {figures.method}"
    if math.isnan(se) or math.isnan(df) or se <= NO_ERROR:
        reason = "the error term is not positive: there is no interval"
        estimate = Estimate(value, math.nan, math.nan, figures.units, method, reason)
        return Contrast(*names, estimate, se, df, math.nan, math.nan, reader)
    half = float(_t_ppf(0.5 + confidence / 2, df)) * se
    estimate = Estimate(value, max(value - half, limits[0]), min(value + half, limits[1]), figures.units, method)
    statistic = (value - null) / se
    return Contrast(*names, estimate, se, df, statistic, 2.0 * _t_sf(abs(statistic), df), reader)


@dataclass(frozen=True)
class Noninferiority:
    """Is a new modality not worse than the control by more than a margin, and is it better?

    Attributes
    ----------
    difference : Estimate
        New minus control (higher figure = better), with the contrast's interval.
    margin : float
        Positive, in units of the figure; fixed in the protocol before the study.
    p_noninferior, p_superior : float
        One-sided, against −margin and against 0.
    noninferior, superior : bool
        One-sided p below (1 − confidence)/2: the lower end of the interval lies above −margin, above 0.
    """

    new: str
    control: str
    difference: Estimate
    margin: float
    p_noninferior: float
    p_superior: float
    noninferior: bool
    superior: bool


def noninferiority(result: Contrast, new: str, margin: float, confidence: float = 0.95) -> Noninferiority:
    """Test non-inferiority, then superiority, of one side of a difference; both tests keep their level together.

    Raises
    ------
    ValueError
        When the margin is not positive, or `new` is no side of the difference.
    """
    if not margin > 0.0:
        raise ValueError("a margin of non-inferiority is positive")
    if not result.second or new not in (result.first, result.second):
        raise ValueError(f"{new!r} is not one of the two that are compared")
    sign = 1.0 if new == result.first else -1.0
    old = result.estimate
    low, high = (old.low, old.high) if sign > 0 else (-old.high, -old.low)
    difference = Estimate(sign * old.value, low, high, old.n, old.method, old.reason)
    control = result.second if new == result.first else result.first
    if math.isnan(result.p):
        return Noninferiority(new, control, difference, margin, math.nan, math.nan, False, False)
    against_margin, against_zero = (
        _t_sf((difference.value + allowed) / result.se, result.df) for allowed in (margin, 0.0)
    )
    level = (1.0 - confidence) / 2.0
    return Noninferiority(
        new, control, difference, margin, against_margin, against_zero, against_margin < level, against_zero < level
    )


def _t_ppf(probability: float, df: float) -> float:
    return float(scipy.stats.norm.ppf(probability) if math.isinf(df) else scipy.stats.t.ppf(probability, df))


def _t_sf(statistic: float, df: float) -> float:
    return float(scipy.stats.norm.sf(statistic) if math.isinf(df) else scipy.stats.t.sf(statistic, df))
