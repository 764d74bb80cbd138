"""Questions with a grade or a number: agreement with the reference standard, confusion, error, limits of agreement."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.statistics.agreement import agreement_table, kappa_of_table, percent_agreement
from app.statistics.case_means import kappa_figures, mean_figures
from app.statistics.diagnostic import proportion, undefined
from app.statistics.effects import Effect, crossed_effect
from app.statistics.number_errors import number_errors
from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import ARM, MODEL, slug, words_of
from app.statistics.report.levels import level_places
from app.statistics.report.parts import Cell, Column, Figure, P, Table
from app.statistics.report.style import AIDED, QUIET, UNAIDED
from app.statistics.report.svg import Plot, drawing, legend, number_axis

COLOUR = {"unaided": UNAIDED, "aided": AIDED}

_Array = NDArray[np.float64]


def grade_tables(reads: QuestionReads) -> Iterator[Table]:
    """Weighted kappa with the reference standard, and confusion of all readers' grades in each arm."""
    if reads.question.scale != "grade" or len(reads.question.levels) < 2 or np.isnan(reads.reference).all():
        return
    places, truth = level_places(reads.question, reads.rating), level_places(reads.question, reads.reference)
    levels = len(reads.question.levels)
    rows: list[list[Cell]] = []
    answers = {(name, ARM[a]): places[i, j] for i, a in enumerate(reads.arms) for j, name in enumerate(reads.readers)}
    if not np.isnan(reads.model_rating).all():
        answers[MODEL, "–"] = level_places(reads.question, reads.model_rating)
    for (who, arm), own in answers.items():
        both = ~np.isnan(own) & ~np.isnan(truth)
        left, right = own[both].astype(int).tolist(), truth[both].astype(int).tolist()
        near = sum(abs(a - b) <= 1 for a, b in zip(left, right, strict=True))
        within = proportion(near, len(left)) if left else undefined("no cases", "wilson")
        kappa = kappa_of_table(agreement_table(left, right, range(levels)), "quadratic")
        rows.append([who, arm, len(left), percent_agreement(left, right), within, kappa, None])
    found = kappa_effect(reads)
    rows.append(["Mean", "Change", None, None, None, found.change, P(found.p)])
    columns = [
        Column("Reader", "reader"),
        Column("Arm", "arm"),
        Column("Cases", "cases"),
        Column("Same grade", "exact", percent=True),
        Column("Within one grade", "within_one", percent=True),
        Column("Quadratic kappa", "kappa", 2),
        Column("p", "p"),
    ]
    notes = (
        f"With the reference standard; grades {', '.join(reads.question.levels)}, used or not. Change of the mean "
        f"kappa, aided minus unaided: {found.method or 'not analysed'}.",
    )
    key = slug(reads.question.question_id)
    title = f"Grades against the reference standard: {words_of(reads)}"
    yield Table(f"K_grades_{key}", title, columns, rows, notes, frozenset({len(rows) - 1}))
    for i, arm in enumerate(reads.arms):
        yield _confusion(reads, places[i], truth, arm, key)


def kappa_effect(reads: QuestionReads) -> Effect:
    """Quadratic kappa with the reference standard: mean over readers in each arm, and the change."""
    places, truth = level_places(reads.question, reads.rating), level_places(reads.question, reads.reference)
    kept = ~np.isnan(truth)
    if np.isnan(places[:, :, kept]).any():
        return Effect("kappa", "", {}, None, reason="reads are missing: no mean over readers")
    arms = tuple(reversed(reads.arms))
    own, reference = places[::-1][:, :, kept].astype(np.intp), truth[kept].astype(np.intp)
    try:
        return crossed_effect(kappa_figures(arms, reads.readers, own, reference, len(reads.question.levels)))
    except ValueError as error:
        return Effect("kappa", "", {}, None, reason=str(error))


def _confusion(reads: QuestionReads, places: _Array, truth: _Array, arm: str, key: str) -> Table:
    levels = reads.question.levels
    rows: list[list[Cell]] = []
    for place, level in enumerate(levels):
        given = places[:, truth == place]
        counts = [int((given == other).sum()) for other in range(len(levels))]
        rows.append([level, *counts, sum(counts)])
    columns = [Column("Reference", "reference"), *(Column(f"Said {level}", f"said_{level}") for level in levels)]
    return Table(
        f"K_confusion_{arm}_{key}",
        f"Confusion of grades, {ARM[arm].lower()}, all readers' reads: {words_of(reads)}",
        [*columns, Column("Reads", "reads")],
        rows,
    )


def number_blocks(reads: QuestionReads) -> Iterator[Table | Figure]:
    """Errors and limits of agreement of numbers, and a drawing of them."""
    if reads.question.scale != "number" or np.isnan(reads.reference).all():
        return
    answers = {
        (name, ARM[a]): reads.rating[i, j] for i, a in enumerate(reads.arms) for j, name in enumerate(reads.readers)
    }
    if not np.isnan(reads.model_rating).all():
        answers[MODEL, "–"] = reads.model_rating
    rows: list[list[Cell]] = []
    for (who, arm), own in answers.items():
        found = number_errors(own, reads.reference)
        rows.append([who, arm, found.bias.n, found.absolute, found.bias, found.lower, found.upper, None])
    change = error_effect(reads)
    rows.append(["Mean", "Change", None, change.change, None, None, None, P(change.p)])
    unit = f", {reads.question.unit}" if reads.question.unit else ""
    columns = [
        Column("Reader", "reader"),
        Column("Arm", "arm"),
        Column("Cases", "cases"),
        Column(f"Mean absolute error{unit}", "absolute_error", 2),
        Column("Bias", "bias", 2, signed=True),
        Column("Lower limit", "lower", 1, signed=True),
        Column("Upper limit", "upper", 1, signed=True),
        Column("p", "p"),
    ]
    notes = (
        "Against the reference standard. Limits of agreement: bias ∓ 1.96 SD (Bland and Altman), each with its "
        f"interval. Change of the mean absolute error, aided minus unaided: {change.method or 'not analysed'}.",
    )
    key = slug(reads.question.question_id)
    title = f"Numbers against the reference standard: {words_of(reads)}"
    yield Table(f"K_numbers_{key}", title, columns, rows, notes, frozenset({len(rows) - 1}))
    yield Figure(f"numbers_{key}", f"Difference from the reference standard: {words_of(reads)}", _bland_altman(reads))


def error_effect(reads: QuestionReads) -> Effect:
    """Mean absolute error: mean over readers in each arm, and the change."""
    kept = ~np.isnan(reads.reference)
    errors = np.abs(reads.rating[::-1][:, :, kept] - reads.reference[kept])
    try:
        return crossed_effect(mean_figures("absolute error", tuple(reversed(reads.arms)), reads.readers, errors))
    except ValueError as error:
        return Effect("absolute error", "", {}, None, reason=str(error))


def _bland_altman(reads: QuestionReads) -> str:
    """Number − reference against the mean of the two, one point per read."""
    difference = reads.rating - reads.reference
    middle = (reads.rating + reads.reference) / 2
    kept = ~np.isnan(difference)
    unit = f", {reads.question.unit}" if reads.question.unit else ""
    if not kept.any():
        return drawing(200, 40, [], "No numbers")
    x = number_axis(f"Mean of read and reference{unit}", float(middle[kept].min()), float(middle[kept].max()))
    low, high = float(difference[kept].min()), float(difference[kept].max())
    plot = Plot(70, 20, 520, 280, x, number_axis(f"Read − reference{unit}", min(low, 0.0), max(high, 0.0)))
    parts = plot.axes()
    for i, arm in enumerate(reads.arms):
        found = number_errors(reads.rating[i].ravel(), np.broadcast_to(reads.reference, reads.rating[i].shape).ravel())
        for m, d in zip(middle[i][kept[i]], difference[i][kept[i]], strict=True):
            parts.append(plot.point(float(m), float(d), "circle", COLOUR[arm], 1.6))
        for level, dash in ((found.bias, ""), (found.lower, "6 4"), (found.upper, "6 4")):
            if level.defined:
                parts.append(plot.curve([x.low, x.high], [level.value] * 2, COLOUR[arm], 1.4, dash))
    parts.append(plot.curve([x.low, x.high], [0.0, 0.0], QUIET, 0.8))
    entries = [("circle", COLOUR[arm], f"{ARM[arm]}: reads, bias and limits of agreement") for arm in reads.arms]
    parts += legend(82, 362, entries)
    return drawing(620, 372 + 18 * len(entries), parts, "Difference from the reference standard")
