"""Table A: every reader in every arm, the changes, and the means over readers (the layout of Lindsey 2018)."""

from collections.abc import Callable, Iterator

import numpy as np

from app.statistics.diagnostic import (
    ConfusionTable,
    Estimate,
    accuracy,
    auc_delong,
    negative_predictive_value,
    positive_predictive_value,
    sensitivity,
    specificity,
    undefined,
)
from app.statistics.effects import GAPS, Effect, effect, relative_fall
from app.statistics.paired import delong_paired
from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import ARM, CHANGE, Context, change_column, share_column, slug, words_of
from app.statistics.report.parts import Cell, Column, P, Table, shown, shown_p

SHARES: dict[str, Callable[[ConfusionTable], Estimate]] = {
    "sensitivity": sensitivity,
    "specificity": specificity,
    "accuracy": accuracy,
    "PPV": positive_predictive_value,
    "NPV": negative_predictive_value,
}

Row = list[Cell]


def reader_tables(context: Context, reads: QuestionReads) -> Iterator[Table]:
    """Table A of one question, and the areas under the curve."""
    yield _shares_table(reads)
    yield _areas_table(reads)


def confusion(reads: QuestionReads, arm: str, reader: str) -> ConfusionTable:
    """One reader's calls in one arm against the reference standard."""
    i, j = reads.arms.index(arm), reads.readers.index(reader)
    known = reads.judged & ~np.isnan(reads.positive[i, j])
    return ConfusionTable.from_labels(reads.truth[known] == 1.0, reads.positive[i, j, known] == 1.0)


def _shares_table(reads: QuestionReads) -> Table:
    rows: list[Row] = []
    for reader in reads.readers:
        for arm in reads.arms:
            table = confusion(reads, arm, reader)
            if table.n:
                rows.append([reader, ARM[arm], *_counts(table), *(share(table) for share in SHARES.values())])
        own = reads.of_readers((reader,))
        if len(reads.arms) == 2:
            changes = [effect(own.ratings(), own.calls(), metric).change for metric in SHARES]
            if any(change.defined for change in changes):
                rows.append([reader, CHANGE, *[None] * 5, *changes])
    first_mean = len(rows)
    effects = {metric: effect(reads.ratings(), reads.calls(), metric) for metric in SHARES}
    rows += _mean_rows(reads, effects)
    columns = [
        Column("Reader", "reader"),
        Column("Arm", "arm"),
        *(Column(name, name) for name in ("n", "TP", "FP", "TN", "FN")),
        *(share_column(name if name.isupper() else name.capitalize(), name.lower()) for name in SHARES),
    ]
    notes = [
        "Intervals of a reader in one arm: Wilson. Changes are aided minus unaided, in percentage points: a reader's "
        "own on the cases read in both arms (cases random).",
        *_methods(effects),
    ]
    title = f"Table A. Readers against the reference standard: {words_of(reads)}"
    return Table(
        f"A_readers_{slug(reads.question.question_id)}",
        title,
        columns,
        rows,
        notes,
        frozenset(range(first_mean, len(rows))),
    )


def _counts(table: ConfusionTable) -> Row:
    return [table.n, table.true_positive, table.false_positive, table.true_negative, table.false_negative]


def _mean_rows(reads: QuestionReads, effects: dict[str, Effect]) -> list[Row]:
    if not reads.readers:
        return []
    rows: list[Row] = []
    blank: Row = [None] * 5
    for arm in reads.arms:
        means = [_mean(found, arm) for found in effects.values()]
        rows.append(["Mean", ARM[arm], *blank, *means])
    if len(reads.arms) < 2:
        return rows
    rows.append(["Mean", CHANGE, *blank, *(found.change for found in effects.values())])
    rows.append(["Mean", "p of the change", *blank, *(P(found.p) for found in effects.values())])
    right = effects["accuracy"]
    fall = (
        relative_fall(right.figures)
        if right.figures is not None and right.difference is not None
        else undefined(right.reason or "reads are missing: no ratio of error rates", "")
    )
    rows.append(["Mean", "Errors fall by", *blank, None, None, fall, None, None])
    return rows


def _mean(found: Effect, arm: str) -> Estimate:
    return found.means.get(arm, undefined(found.reason or "no reads in this arm", found.method))


def _methods(effects: dict[str, Effect]) -> Iterator[str]:
    """How the means were analysed, once each; with missing reads the other variance too."""
    for method in dict.fromkeys(found.method for found in effects.values() if found.method and not found.reason):
        names = [name for name, found in effects.items() if found.method == method and not found.reason]
        yield f"Means and their change ({', '.join(names)}): {method}."
    for name, found in effects.items():
        if found.likelihood is not None and found.likelihood.defined:
            change = shown(found.likelihood, change_column("", "", percent=True))
            yield (
                f"{name.capitalize()} by maximum likelihood: change {change}, p {shown_p(found.likelihood_p)}. With "
                "missing reads the two variances can differ; report both."
            )
    if any(found.method.startswith(GAPS) for found in effects.values()):
        yield "With missing reads each reader counts by the cases read: a mean is not the mean of the readers' values."


def _areas_table(reads: QuestionReads) -> Table:
    rows: list[Row] = []
    for j, reader in enumerate(reads.readers):
        areas: dict[str, Estimate] = {}
        for i, arm in enumerate(reads.arms):
            known = reads.judged & ~np.isnan(reads.rating[i, j])
            areas[arm] = auc_delong(reads.truth[known], reads.rating[i, j, known])
        change, p = _area_change(reads, j)
        rows.append([reader, areas.get("unaided"), areas.get("aided"), change, P(p)])
    found = effect(reads.ratings(), reads.calls(), "AUC")
    mean = {arm: _mean(found, arm) if arm in reads.arms else None for arm in ARM}
    rows.append(["Mean", mean["unaided"], mean["aided"], found.change, P(found.p)])
    columns = [
        Column("Reader", "reader"),
        Column("Unaided", "unaided"),
        Column("Aided", "aided"),
        change_column("Change", "change"),
        Column("p", "p"),
    ]
    notes = ["A reader's area and change: DeLong, on the cases read (for the change: in both arms)."]
    if found.method:
        notes.append(f"Mean: {found.method}.")
    if found.likelihood is not None and found.likelihood.defined:
        change_text = shown(found.likelihood, change_column("", ""))
        notes.append(f"By maximum likelihood: change {change_text}, p {shown_p(found.likelihood_p)}.")
    if reads.question.scale == "yes_no":
        notes.append("A yes or no has one operating point: its area is the mean of sensitivity and specificity.")
    return Table(
        f"A_areas_{slug(reads.question.question_id)}",
        f"Table A, continued. Area under the ROC curve: {words_of(reads)}",
        columns,
        rows,
        notes,
        frozenset({len(rows) - 1}),
    )


def _area_change(reads: QuestionReads, j: int) -> tuple[Estimate, float]:
    if len(reads.arms) < 2:
        return undefined("one arm: nothing to compare", "delong, paired"), float("nan")
    both = reads.judged & ~np.isnan(reads.rating[:, j]).any(axis=0)
    if not both.any():
        return undefined("no case was read in both arms", "delong, paired"), float("nan")
    found = delong_paired(reads.truth[both], reads.rating[1, j, both], reads.rating[0, j, both])
    return found.difference, found.test.p
