"""Agreement between readers, and of readers with the model, on decisions, grades and ratings."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from app.statistics.agreement import (
    agreement_table,
    fleiss_kappa,
    intraclass_correlations,
    kappa_of_table,
    percent_agreement,
)
from app.statistics.diagnostic import Estimate, undefined
from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import ARM, MODEL, slug, words_of
from app.statistics.report.levels import level_places
from app.statistics.report.parts import Cell, Column, Table

_Array = NDArray[np.float64]


def agreement_tables(reads: QuestionReads) -> Iterator[Table]:
    """Of every two readers, and of all readers in each arm."""
    answers, levels, words, weights = _answers(reads)
    key = slug(reads.question.question_id)
    yield _all_readers(reads, answers, levels, key)
    if levels < 2:
        return
    rows: list[list[Cell]] = []
    for i, arm in enumerate(reads.arms):
        people = {name: answers[i, j] for j, name in enumerate(reads.readers)}
        if not np.isnan(_model(reads, levels)).all():
            people[MODEL] = _model(reads, levels)
        for (first, a), (second, b) in combinations(people.items(), 2):
            both = ~np.isnan(a) & ~np.isnan(b)
            if not both.any():
                continue
            left, right = a[both].astype(int).tolist(), b[both].astype(int).tolist()
            kappa = kappa_of_table(agreement_table(left, right, range(levels)), weights)
            rows.append([f"{first} – {second}", ARM[arm], len(left), percent_agreement(left, right), kappa])
    if not rows:
        return
    columns = [
        Column("Pair", "pair"),
        Column("Arm", "arm"),
        Column("Cases", "cases"),
        Column("Agreement", "agreement", percent=True),
        Column("Kappa", "kappa", 2),
    ]
    note = f"Cohen's kappa, weights: {weights}, on {words}. Agreement: Wilson."
    yield Table(f"J_pairs_{key}", f"Agreement of two: {words_of(reads)}", columns, rows, (note,), shown=40)


def _answers(reads: QuestionReads) -> tuple[_Array, int, str, str]:
    """Places on a scale of levels, how many levels there are, their words, and the weights of kappa."""
    if reads.question.scale == "grade" and reads.question.levels:
        count = len(reads.question.levels)
        return level_places(reads.question, reads.rating), count, f"{count} grades", "quadratic"
    if reads.decided:
        return reads.positive, 2, "the decision", "none"
    return reads.rating, 0, "numbers", "none"


def _model(reads: QuestionReads, levels: int) -> _Array:
    if reads.question.scale == "grade" and levels > 2:
        return level_places(reads.question, reads.model_rating)
    return reads.model_positive


def _all_readers(reads: QuestionReads, answers: _Array, levels: int, key: str) -> Table:
    rows: list[list[Cell]] = []
    for i, arm in enumerate(reads.arms):
        present = ~np.isnan(reads.rating[i]).all(axis=1)
        whole = ~np.isnan(reads.rating[i, present]).any(axis=0)
        left_out = int((~np.isnan(reads.rating[i, present]).all(axis=0) & ~whole).sum())
        ratings = reads.rating[i][present][:, whole].T
        kappa = undefined("fewer than two readers, or a scale without levels", "Fleiss kappa")
        icc = {name: undefined("fewer than two readers or cases read by all", "ICC") for name in ("ICC2", "ICC3")}
        if min(ratings.shape, default=0) >= 2:
            icc = intraclass_correlations(ratings)
            if levels >= 2:
                counts = (answers[i][present][:, whole].T[:, :, None] == np.arange(levels)).sum(axis=1)
                kappa = _fleiss(counts)
        rows.append([ARM[arm], int(present.sum()), int(whole.sum()), left_out, kappa, icc["ICC2"], icc["ICC3"]])
    columns = [
        Column("Arm", "arm"),
        Column("Readers", "readers"),
        Column("Cases read by all", "cases"),
        Column("Left out", "left_out"),
        Column("Fleiss' kappa", "fleiss_kappa", 2),
        Column("ICC, absolute agreement", "icc2", 2),
        Column("ICC, consistency", "icc3", 2),
    ]
    note = (
        "Kappa on decisions or grades, interval by jackknife over cases; ICC of one rating (Shrout and Fleiss 2,1 and "
        "3,1)."
    )
    return Table(f"J_agreement_{key}", f"Agreement of all readers: {words_of(reads)}", columns, rows, (note,))


def _fleiss(counts: NDArray[np.int64]) -> Estimate:
    try:
        return fleiss_kappa(counts)
    except ValueError as error:
        return undefined(str(error), "Fleiss kappa")
