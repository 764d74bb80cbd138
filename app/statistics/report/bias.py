"""The automation-bias report: eight cells per reader, and the rates that they give."""

from collections.abc import Iterator, Sequence

import numpy as np

from app.statistics.automation_bias import CELLS, AutomationBias, automation_bias
from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import Context, share_column, slug, words_of
from app.statistics.report.parts import Cell, Column, Table
from app.statistics.resampling import bootstrap
from app.statistics.summary import ReadRow

SEED = 20
"""Of the resampling of cases for the row of all readers."""


def bias_tables(context: Context, reads: QuestionReads) -> Iterator[Table]:
    """Cells and rates of one question; nothing without two arms and a model."""
    rows = {reader: _rows(context, reads, reader) for reader in reads.readers}
    found = {reader: automation_bias(own) for reader, own in rows.items() if own}
    if not any(bias.rows for bias in found.values()):
        return
    everything = [row for own in rows.values() for row in own]
    together = automation_bias(everything)
    yield _cells_table(reads, found, together)
    yield _rates_table(context, reads, found, everything)


def _rows(context: Context, reads: QuestionReads, reader: str) -> list[ReadRow]:
    """One row per case that the reader read in both arms."""
    if len(reads.arms) < 2:
        return []
    found = []
    j = reads.readers.index(reader)
    for k, case in enumerate(reads.cases):
        unaided, final = reads.positive[:, j, k]
        if np.isnan(unaided) or np.isnan(final):
            continue
        aided = reads.reads["aided", reader, case]
        model, truth = reads.model_positive[k], reads.truth[k]
        found.append(
            ReadRow(
                aided.reading_id,
                reader,
                case,
                reads.question.question_id,
                bool(unaided),
                reads.reads["unaided", reader, case].rating,
                bool(final),
                aided.rating,
                None if np.isnan(model) else bool(model),
                None if np.isnan(model) else float(reads.model_rating[k]),
                None if np.isnan(truth) else bool(truth),
                aided.overridden,
            )
        )
    return found


def _cells_table(reads: QuestionReads, found: dict[str, AutomationBias], together: AutomationBias) -> Table:
    word = {True: "right", False: "wrong"}
    rows: list[list[Cell]] = []
    for model, unaided, final in CELLS:
        counts = [bias.changes.cells.get((model, unaided, final), 0) for bias in (*found.values(), together)]
        rows.append([word[model], word[unaided], word[final], _name_of(model, unaided, final), *counts])
    rows.append(
        ["", "", "", "All with a reference", *(sum(b.changes.cells.values()) for b in (*found.values(), together))]
    )
    columns = [
        Column("Model", "model"),
        Column("Unaided", "unaided"),
        Column("Final", "final"),
        Column("Means", "means"),
        *(Column(reader, f"reads_{reader}") for reader in found),
        Column("All", "reads_all"),
    ]
    key = f"H_eight_cells_{slug(reads.question.question_id)}"
    title = f"Automation bias: the eight cells, {words_of(reads)}"
    return Table(key, title, columns, rows, (), frozenset({len(rows) - 1}))


def _name_of(model: bool, unaided: bool, final: bool) -> str:
    if unaided == final:
        return "kept a right answer" if final else "kept a wrong answer"
    if final:
        return "beneficial switch" if model else "corrected against the model"
    return "gave up a right answer against the model" if model else "harmful switch (commission)"


def _rates_table(
    context: Context, reads: QuestionReads, found: dict[str, AutomationBias], everything: Sequence[ReadRow]
) -> Table:
    rows: list[list[Cell]] = [[reader, bias.rows, *_rates(bias)] for reader, bias in found.items()]
    if len(found) > 1:
        rows.append(["All readers", len(everything), *_pooled(everything)])
    columns = [
        Column("Reader", "reader"),
        Column("Reads", "reads"),
        *(
            column
            for title, name in (
                ("Beneficial switch", "beneficial"),
                ("Harmful switch", "harmful"),
                ("Overrule", "overrule"),
                ("Omission", "omission"),
                ("Missed unaided", "missed_unaided"),
            )
            for column in (share_column(title, name), Column("of", f"{name}_of"))
        ),
    ]
    notes = [
        "Beneficial: final right, when the model was right and the unaided answer wrong. Harmful (commission): final "
        "wrong, when the model was wrong and the unaided answer right. Overrule: final differs from the model, when "
        "the unaided answer did. Omission: final negative in diseased cases on which the model was silent, beside the "
        "unaided misses on the same cases. Intervals: Wilson; all readers: resampled cases, readers fixed.",
    ]
    if context.study.design != "sequential":
        notes.append(
            "The two answers come from different sessions: a switch may also be the reader's own change of mind. Only "
            "a sequential design tells them apart."
        )
    key = f"H_automation_bias_{slug(reads.question.question_id)}"
    strong = frozenset({len(rows) - 1}) if len(found) > 1 else frozenset()
    return Table(key, f"Automation bias: rates, {words_of(reads)}", columns, rows, notes, strong)


def _rates(bias: AutomationBias) -> list[Cell]:
    changes = bias.changes
    rates = (changes.beneficial, changes.harmful, changes.overruled, bias.omission, bias.unaided_miss)
    return [cell for rate in rates for cell in (rate, rate.n)]


def _pooled(rows: Sequence[ReadRow]) -> list[Cell]:
    """The rates of all readers' reads together, with an interval that draws whole cases."""
    cases = sorted({row.study_digest for row in rows})
    place = {case: k for k, case in enumerate(cases)}
    found: list[Cell] = []
    for asked, counted in _QUESTIONS:
        yes, of = np.zeros(len(cases)), np.zeros(len(cases))
        for row in rows:
            if row.model is not None and asked(row):
                of[place[row.study_digest]] += 1
                yes[place[row.study_digest]] += counted(row)

        def rate(weights: np.ndarray, yes: np.ndarray = yes, of: np.ndarray = of) -> float:
            total = float(weights @ of)
            return float(weights @ yes) / total if total else float("nan")

        found += [bootstrap(rate, cases, seed=SEED), int(of.sum())]
    return found


_QUESTIONS = (
    (
        lambda row: row.reference is not None and row.model == row.reference != row.unaided,
        lambda row: row.final == row.reference,
    ),
    (
        lambda row: row.reference is not None and row.model != row.reference == row.unaided,
        lambda row: row.final != row.reference,
    ),
    (lambda row: row.unaided != row.model, lambda row: row.final != row.model),
    (lambda row: row.reference is True and row.model is False, lambda row: not row.final),
    (lambda row: row.reference is True and row.model is False, lambda row: not row.unaided),
)
"""Beneficial, harmful, overrule, omission, missed unaided: which rows are asked, and which of them count."""
