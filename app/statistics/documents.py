"""Results of the analyses as JSON documents and as tables of text, for `overread stats`.

Where the field has names for the numbers (MRMCaov, RJafroc, iMRMC), the JSON uses them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.statistics.contrasts import Contrast, Noninferiority, OverallTest
from app.statistics.dbm import DbmStudy
from app.statistics.diagnostic import Estimate
from app.statistics.figures import ReaderFigures
from app.statistics.multireader import Components, ReaderStudy
from app.statistics.power import Power
from app.statistics.ratings import Ratings
from app.statistics.ustatistic import MeanArea, UStudy

TEST_KEYS = {
    "readers+cases": ("F", "p", "se"),
    "cases": ("X2", "X2_p", "frrc_se"),
    "readers": ("rrfc_F", "rrfc_p", "rrfc_se"),
}
"""What is random → the JSON names of the statistic, its p and the error of a difference."""


@dataclass(frozen=True)
class Table:
    """A table of text; cells are already formatted."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


@dataclass
class Document:
    """What one analysis says: for programs and for people."""

    json: dict[str, Any]
    tables: list[Table] = field(default_factory=list)


def plain(value: Any) -> Any:
    """The value for JSON: nan and infinity become None, estimates and arrays become dicts and lists."""
    if isinstance(value, Estimate):
        return value.as_dict()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def number(value: float, digits: int = 4) -> str:
    """A number for a table; – for nan."""
    if math.isnan(value):
        return "–"
    return "∞" if math.isinf(value) else f"{value:.{digits}f}"


def p_value(value: float) -> str:
    """A p for a table."""
    if math.isnan(value):
        return "–"
    return "<0.0001" if value < 0.0001 else f"{value:.4f}"


def interval(estimate: Estimate, digits: int = 3) -> str:
    """Value (low–high)."""
    if math.isnan(estimate.low):
        return number(estimate.value, digits)
    return f"{estimate.value:.{digits}f} ({estimate.low:.{digits}f} to {estimate.high:.{digits}f})"


def study_head(ratings: Ratings) -> dict[str, Any]:
    """What every document on ratings begins with: size, names, and who did not read how much."""
    return {
        "modalities": list(ratings.modalities),
        "readers": list(ratings.readers),
        "diseased": int(ratings.truth.sum()),
        "healthy": int((~ratings.truth).sum()),
        "missing": [
            {"modality": gap.modality, "reader": gap.reader, "missing": gap.missing, "cases": gap.cases}
            for gap in ratings.missing()
        ],
    }


def head_table(ratings: Ratings, with_truth: bool = True) -> Table:
    """The study in one line, and the missing reads."""
    healthy, diseased = int((~ratings.truth).sum()), int(ratings.truth.sum())
    title = f"modalities: {len(ratings.modalities)}, readers: {len(ratings.readers)}, cases: {healthy + diseased}"
    if with_truth:
        title += f" ({diseased} diseased, {healthy} healthy)"
    gaps = ratings.missing()
    if not gaps:
        return Table(title, (), (), ("no missing reads",))
    rows = [(gap.modality, gap.reader, f"{gap.missing} of {gap.cases}") for gap in gaps]
    return Table(title, ("modality", "reader", "not read"), rows, ("missing reads are left out, never filled in",))


def components_json(parts: Components) -> dict[str, Any]:
    """Mean squares, error covariances and variance components under their usual names."""
    return {
        "msT": parts.ms_t,
        "msR": parts.ms_r,
        "msTR": parts.ms_tr,
        "var": parts.var,
        "cov1": parts.cov1,
        "cov2": parts.cov2,
        "cov3": parts.cov3,
        "varR": parts.var_r,
        "varTR": parts.var_tr,
        "varR_rjafroc": parts.var_r_truncated,
        "varTR_rjafroc": parts.var_tr_truncated,
    }


def or_document(study: ReaderStudy) -> Document:
    """Obuchowski–Rockette: one figure of merit, all modalities."""
    found = {
        **components_json(study.components),
        **_tests_json(study.test, study.differences, study.random),
        "single_modality": [
            {
                "modality": mean.first,
                "est": mean.estimate.value,
                "se": mean.se,
                "df": mean.df,
                "lo": mean.estimate.low,
                "hi": mean.estimate.high,
            }
            for mean in study.means
        ],
    }
    parts = study.components
    tables = [
        _figures_table(study.figures),
        Table(
            f"Means over readers, {study.figures.name} ({study.random} random)",
            ("modality", "mean (interval)", "SE", "df"),
            [(m.first, interval(m.estimate), number(m.se), number(m.df, 2)) for m in study.means],
        ),
        *_test_tables(study.test, study.differences),
        Table(
            f"Components ({study.figures.method} covariance over {study.figures.units} cases)",
            ("VarR", "VarTR", "Var", "Cov1", "Cov2", "Cov3", "MS(T)", "MS(R)", "MS(TR)"),
            [
                [
                    f"{value:.3e}"
                    for value in (
                        parts.var_r,
                        parts.var_tr,
                        parts.var,
                        parts.cov1,
                        parts.cov2,
                        parts.cov3,
                        parts.ms_t,
                        parts.ms_r,
                        parts.ms_tr,
                    )
                ]
            ],
            (
                "VarR and VarTR as Iowa and MRMCaov have them; with Cov2 − Cov3 truncated at 0 (RJafroc): "
                f"{parts.var_r_truncated:.3e}, {parts.var_tr_truncated:.3e}",
            ),
        ),
    ]
    return Document(found, tables)


def dbm_document(study: DbmStudy) -> Document:
    """Dorfman–Berbaum–Metz."""
    squares, parts = study.mean_squares, study.components
    names = ("T", "R", "C", "TR", "TC", "RC", "TRC")
    of_names = {name: getattr(squares, name.lower()) for name in names}
    components = {"R": parts.r, "C": parts.c, "TR": parts.tr, "TC": parts.tc, "RC": parts.rc, "Err": parts.error}
    found = {
        "dbm_mean_squares": of_names,
        "dbm_components": components,
        **_tests_json(study.test, study.differences, study.random),
    }
    rows = [[f"{value:.6g}" for value in of_names.values()]]
    return Document(
        found,
        [
            _figures_table(study.figures),
            Table("Mean squares of the pseudovalues", names, rows),
            *_test_tables(study.test, study.differences),
        ],
    )


def ustat_document(study: UStudy) -> Document:
    """U-statistics, with the columns of iMRMC."""
    found = {
        "Ustat": [mean.as_dict() for mean in study.means],
        "MLE": [mean.as_dict(likelihood=True) for mean in study.means],
        "perReader": [
            {
                "readerID": own.reader,
                "N0": own.healthy,
                "N1": own.diseased,
                "modalityA": own.modality_a,
                "modalityB": own.modality_b or "NO_MOD",
                "AUCA": own.area_a,
                "varAUCA": own.variance_a,
                **(
                    {
                        "AUCB": own.area_b,
                        "varAUCB": own.variance_b,
                        "AUCAminusAUCB": own.area_a - own.area_b,
                        "varAUCAminusAUCB": own.variance,
                    }
                    if own.modality_b
                    else {}
                ),
            }
            for own in study.readers
        ],
    }
    rows = [_mean_area_row(mean, likelihood) for mean in study.means for likelihood in (False, True)]
    header = ("modality", "moments", "NR", "N0", "N1", "AUC or difference", "SE", "p", "df", "p (t)", "interval (t)")
    note = "the mean area weights readers by the pairs of cases they read; df: Obuchowski, Gallas & Hillis 2012"
    return Document(found, [Table("U-statistics", header, rows, (note,))])


def against_json(result: Contrast) -> dict[str, Any]:
    """Mean of the readers minus the model alone."""
    return {"modality": result.first, "model": result.second, **_contrast_json(result)}


def against_table(results: Sequence[Contrast]) -> Table:
    """Mean of the readers minus the model alone."""
    rows = [(r.first, interval(r.estimate), number(r.se), number(r.df, 2), p_value(r.p)) for r in results]
    return Table("Readers' mean minus the model alone", ("modality", "difference", "SE", "df", "p"), rows)


def noninferiority_json(result: Noninferiority) -> dict[str, Any]:
    """A non-inferiority test with its margin."""
    return {
        "new": result.new,
        "control": result.control,
        "difference": result.difference.as_dict(),
        "margin": result.margin,
        "p_noninferior": result.p_noninferior,
        "p_superior": result.p_superior,
        "noninferior": result.noninferior,
        "superior": result.superior,
    }


def noninferiority_table(results: Sequence[Noninferiority]) -> Table:
    """Non-inferiority, then superiority, one row per pair."""
    rows = [
        (
            f"{r.new} − {r.control}",
            interval(r.difference),
            number(r.margin, 3),
            f"{'yes' if r.noninferior else 'no'} ({p_value(r.p_noninferior)})",
            f"{'yes' if r.superior else 'no'} ({p_value(r.p_superior)})",
        )
        for r in results
    ]
    header = ("difference", "value", "margin", "not inferior (one-sided p)", "superior (one-sided p)")
    return Table("Non-inferiority", header, rows)


def plan_json(plans: Sequence[tuple[int, Power | None]]) -> list[dict[str, Any]]:
    """Cases that so many readers need; None where no number of cases is enough."""
    return [
        {"readers": readers, "cases": plan.cases if plan else None, "power": plan.power if plan else None}
        for readers, plan in plans
    ]


def plan_table(
    plans: Sequence[tuple[int, Power | None]], effect: float, power: float, margin: float | None = None
) -> Table:
    """Cases that so many readers need."""
    rows = [
        (str(readers), str(plan.cases), number(plan.power, 3)) if plan else (str(readers), "not reachable", "–")
        for readers, plan in plans
    ]
    goal = f"find a difference of {effect:g}"
    if margin is not None:
        goal = f"show non-inferiority by {margin:g} when the true difference is {effect:g}"
    note = "the mix of cases is this pilot's; two-sided level 0.05, one-sided 0.025 with a margin"
    return Table(f"Cases for a power of {power:g} to {goal}", ("readers", "cases", "power"), rows, (note,))


def _figures_table(figures: ReaderFigures) -> Table:
    rows = [
        (reader, *(number(float(figures.values[i, j]), 3) for i in range(len(figures.modalities))))
        for j, reader in enumerate(figures.readers)
    ]
    return Table(f"{figures.name} of each reader", ("reader", *figures.modalities), rows)


def _tests_json(test: OverallTest, differences: Sequence[Contrast], random: str) -> dict[str, Any]:
    statistic, p, se = TEST_KEYS[random]
    statistic = "F" if random == "cases" and test.name == "F" else statistic
    found: dict[str, Any] = {
        "random": random,
        "den": test.denominator,
        statistic: test.statistic,
        p: test.p,
        "ndf": test.df1,
        "ddf": test.df2,
        "reason": test.reason,
        "differences": [_contrast_json(difference) for difference in differences],
    }
    if len(differences) == 1:
        only = differences[0]
        found |= {"diff": only.estimate.value, se: only.se, "ci": [only.estimate.low, only.estimate.high]}
    return found


def _contrast_json(result: Contrast) -> dict[str, Any]:
    return {
        "first": result.first,
        "second": result.second,
        "diff": result.estimate.value,
        "se": result.se,
        "df": result.df,
        "ci": [result.estimate.low, result.estimate.high],
        "t": result.statistic,
        "p": result.p,
    }


def _test_tables(test: OverallTest, differences: Sequence[Contrast]) -> list[Table]:
    if not differences:
        return []
    name = "χ²" if test.name == "chi2" else "F"
    row = (number(test.statistic), number(test.df1, 0), number(test.df2, 2), p_value(test.p))
    notes = (test.reason,) if test.reason else ()
    rows = [
        (f"{d.first} − {d.second}", interval(d.estimate, 4), number(d.se), number(d.df, 2), p_value(d.p))
        for d in differences
    ]
    return [
        Table("All modalities alike?", (name, "df", "error df", "p"), [row], notes),
        Table("Differences", ("difference", "value (interval)", "SE", "df", "p"), rows),
    ]


def _mean_area_row(mean: MeanArea, likelihood: bool) -> tuple[str, ...]:
    normal, bdg = (mean.normal_likelihood, mean.bdg_likelihood) if likelihood else (mean.normal, mean.bdg)
    variance = mean.variance_likelihood if likelihood else mean.variance
    return (
        f"{mean.modality_a} − {mean.modality_b}" if mean.modality_b else mean.modality_a,
        "likelihood" if likelihood else "unbiased",
        str(mean.readers),
        str(mean.healthy),
        str(mean.diseased),
        number(mean.value),
        number(math.sqrt(variance)) if variance >= 0 else "variance below 0",
        p_value(normal.p),
        number(bdg.df, 1),
        p_value(bdg.p),
        f"{number(bdg.low)} to {number(bdg.high)}",
    )
