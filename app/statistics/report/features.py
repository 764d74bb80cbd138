"""Table D: features in diseased and healthy cases; and with which features each reader goes wrong (Yeh 2022)."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.statistics.diagnostic import Estimate, proportion, undefined
from app.statistics.multiplicity import benjamini_hochberg
from app.statistics.paired import fisher_exact
from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import ARM, MODEL, Context, share_column, slug, words_of
from app.statistics.report.parts import Cell, Column, P, Table

SHOWN_ERRORS = 30
"""Rows of the error analysis that the report shows; the CSV file has all."""

_Mask = NDArray[np.bool_]


def feature_table(context: Context, reads: QuestionReads) -> Table | None:
    """Table D of one question; None when no case has a checklist or a reference standard of yes and no."""
    features = _features(context, reads)
    if not features or not reads.judged.any():
        return None
    rows: list[list[Cell]] = []
    tests = []
    for name, present in features.items():
        cells, p = _fisher(present, reads.judged & (reads.truth == 1.0), reads.judged & (reads.truth == 0.0))
        rows.append([name, *cells, P(p)])
        tests.append(p)
    for row, q in zip(rows, benjamini_hochberg(tests), strict=True):
        row.append(P(float(q)))
    columns = [
        Column("Feature", "feature"),
        *_count_columns("Diseased", "diseased"),
        *_count_columns("Not diseased", "healthy"),
        Column("Odds ratio", "odds_ratio", 2),
        Column("Fisher p", "p"),
        Column("q", "q"),
    ]
    note = "Shares: Wilson. p: Fisher's exact test. q: Benjamini and Hochberg over the features."
    key = f"D_features_{slug(reads.question.question_id)}"
    return Table(key, f"Table D. Features of the reference checklist: {words_of(reads)}", columns, rows, (note,))


def error_table(context: Context, reads: QuestionReads) -> Table | None:
    """With which features readers and model go wrong, the smallest p first."""
    features = _features(context, reads)
    if not features:
        return None
    calls = {(name, ARM[arm]): reads.positive[i, j] for i, arm in enumerate(reads.arms) for j, name in
             enumerate(reads.readers)}  # fmt: skip
    if not np.isnan(reads.model_positive).all():
        calls[MODEL, "–"] = reads.model_positive
    rows: list[list[Cell]] = []
    tests = []
    for (who, arm), positive in calls.items():
        known = reads.judged & ~np.isnan(positive)
        wrong = known & (positive != reads.truth)
        for name, present in features.items():
            cells, p = _fisher(present, wrong, known & ~wrong)
            rows.append([who, arm, name, *cells, P(p)])
            tests.append(p)
    if not rows:
        return None
    for row, q in zip(rows, benjamini_hochberg(tests), strict=True):
        row.append(P(float(q)))
    order = sorted(range(len(rows)), key=lambda n: (np.isnan(tests[n]), tests[n]))
    columns = [
        Column("Reader", "reader"),
        Column("Arm", "arm"),
        Column("Feature", "feature"),
        *_count_columns("When wrong", "wrong"),
        *_count_columns("When right", "right"),
        Column("Odds ratio", "odds_ratio", 2),
        Column("Fisher p", "p"),
        Column("q", "q"),
    ]
    note = (
        "How often the feature was there in the cases that were called wrong, and in those called right; smallest p "
        "first. Exploratory. q: Benjamini and Hochberg over all rows."
    )
    key = f"D_errors_by_feature_{slug(reads.question.question_id)}"
    title = f"Table D, continued. Errors by feature: {words_of(reads)}"
    return Table(key, title, columns, [rows[n] for n in order], (note,), shown=SHOWN_ERRORS)


def _features(context: Context, reads: QuestionReads) -> Mapping[str, NDArray[np.float64]]:
    """Feature → 1 present, 0 absent, nan where the case's checklist does not say; shape (cases,)."""
    of_study = {case.case: case.features for case in context.study.cases}
    names = dict.fromkeys(name for case in reads.cases for name in of_study[case])
    return {
        name: np.array([float(of_study[case].get(name, np.nan)) for case in reads.cases], dtype=np.float64)
        for name in names
    }


def _count_columns(title: str, name: str) -> list[Column]:
    return [Column(f"{title}, n/N", f"{name}_count"), share_column(title, name)]


def _fisher(present: NDArray[np.float64], first: _Mask, second: _Mask) -> tuple[list[Cell], float]:
    known = ~np.isnan(present)
    table = [[int((present[group & known] == value).sum()) for value in (1.0, 0.0)] for group in (first, second)]
    test = fisher_exact(table)
    p = float("nan") if test.reason else test.p
    cells: list[Cell] = []
    for yes, no in table:
        share: Estimate = proportion(yes, yes + no) if yes + no else undefined("no such cases", "wilson")
        cells += [f"{yes}/{yes + no}", share]
    return [*cells, test.statistic], p
