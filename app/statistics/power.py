"""Power and sample size of a reader study from a pilot's variance components.

Hillis, Obuchowski & Berbaum, Acad Radiol 18 (2011) 129–142, in the DBM form: the error of a difference of two means
over J readers and K cases is 2/J · [σ²(TR) + (σ²(ε) + J·σ²(TC)) / K], with negative components set to 0.
"""

import math
from dataclasses import dataclass

import scipy  # its submodules load when first used: the window does not wait for them

from app.statistics.dbm import DbmStudy
from app.statistics.multireader import RANDOM, ReaderStudy

MOST_CASES = 100_000
"""Where the search for a number of cases stops."""


@dataclass(frozen=True)
class Pilot:
    """Variance components of pseudovalues: modality × reader, modality × case, and error (per case)."""

    reader: float
    case: float
    error: float

    @classmethod
    def from_dbm(cls, study: DbmStudy) -> "Pilot":
        """The components of an analysis of variance of pseudovalues."""
        components = study.components
        return cls(components.tr, components.tc, components.error)

    @classmethod
    def from_or(cls, study: ReaderStudy) -> "Pilot":
        """The same components from error covariances: cases times (Cov2 − Cov3), and so on.

        With max(Cov2 − Cov3, 0), as in the study's own test, so that the study's own size gives its own error term.
        """
        parts, cases = study.components, study.figures.units
        between = max(parts.cov2 - parts.cov3, 0.0)
        return cls(parts.var_tr_truncated, cases * between, cases * (parts.var - parts.cov1 - between))


@dataclass(frozen=True)
class Power:
    """Power of a study of `readers` × `cases`, and the numbers it rests on.

    Attributes
    ----------
    noncentrality : float
        Of F (or χ²); of t with a margin.
    df2 : float
        Denominator degrees of freedom; inf with fixed readers.
    critical : float
        Above which the study is significant.
    se : float
        Of the difference of the two means.
    """

    readers: int
    cases: int
    power: float
    noncentrality: float
    df2: float
    critical: float
    se: float


def study_power(
    pilot: Pilot,
    effect: float,
    readers: int,
    cases: int,
    *,
    alpha: float = 0.05,
    random: str = "readers+cases",
    margin: float | None = None,
) -> Power:
    """Power of a fully crossed study of two modalities.

    Parameters
    ----------
    effect : float
        The true difference. With `margin`: new minus control, which may be 0.
    readers, cases : int
        **Cases of the mix of the pilot** (for a sensitivity: diseased cases, over which its jackknife ran).
    random : {"readers+cases", "readers", "cases"}
    margin : float or None
        Positive: the power to show non-inferiority at one-sided alpha/2 instead of a two-sided difference.

    Raises
    ------
    ValueError
        For an unknown `random`, less than two readers where they are random, or less than two cases.
    """
    if random not in RANDOM:
        raise ValueError(f"unknown choice {random!r}: use one of {', '.join(RANDOM)}")
    if cases < 2 or readers < (1 if random == "cases" else 2):
        raise ValueError("a study has two or more cases and, where readers are random, readers")
    of_reader, of_case = max(pilot.reader, 0.0), max(pilot.case, 0.0)
    own = of_reader + pilot.error / cases
    denominator = own + readers * of_case / cases
    df2 = math.inf
    if random == "readers":
        denominator, df2 = own, readers - 1.0
    elif random == "cases":
        denominator = (pilot.error + readers * of_case) / cases
    elif own > 0.0:
        df2 = denominator**2 * (readers - 1) / own**2
    if not denominator > 0.0:
        raise ValueError("the pilot's components leave no error: no power can be told")
    se = math.sqrt(2.0 * denominator / readers)
    if margin is not None:
        return _noninferiority(effect, margin, readers, cases, se, df2, alpha)
    noncentrality = (effect / se) ** 2
    if math.isinf(df2):
        critical = float(scipy.stats.chi2.ppf(1 - alpha, 1))
        power = float(scipy.stats.ncx2.sf(critical, 1, noncentrality)) if noncentrality > 0 else alpha
    else:
        critical = float(scipy.stats.f.ppf(1 - alpha, 1, df2))
        power = float(scipy.stats.ncf.sf(critical, 1, df2, noncentrality)) if noncentrality > 0 else alpha
    return Power(readers, cases, power, noncentrality, df2, critical, se)


def cases_needed(
    pilot: Pilot,
    effect: float,
    readers: int,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    random: str = "readers+cases",
    margin: float | None = None,
) -> Power | None:
    """The smallest number of cases that gives `readers` the wanted power; None when no number up to 100 000 does.

    It may never do: with random readers the readers' own variance stays however many cases there are.
    """

    def at(cases: int) -> Power:
        return study_power(pilot, effect, readers, cases, alpha=alpha, random=random, margin=margin)

    if at(MOST_CASES).power < power:
        return None
    low, high = 1, MOST_CASES  # power rises with cases: low is too few (or no study), high is enough
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if at(middle).power >= power else (middle, high)
    return at(high)


def _noninferiority(
    effect: float, margin: float, readers: int, cases: int, se: float, df2: float, alpha: float
) -> Power:
    if not margin > 0.0:
        raise ValueError("a margin of non-inferiority is positive")
    noncentrality = (effect + margin) / se
    if math.isinf(df2):
        critical = float(scipy.stats.norm.ppf(1 - alpha / 2))
        power = float(scipy.stats.norm.sf(critical - noncentrality))
    else:
        critical = float(scipy.stats.t.ppf(1 - alpha / 2, df2))
        power = float(scipy.stats.nct.sf(critical, df2, noncentrality))
    return Power(readers, cases, power, noncentrality, df2, critical, se)
