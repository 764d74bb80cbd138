"""Table B: reader groups × questions × figures (the layout of Bien 2018); table G: parts of the cases and readers."""

from collections.abc import Iterator, Sequence

import numpy as np

from app.statistics.diagnostic import (
    ConfusionTable,
    Estimate,
    accuracy,
    auc_delong,
    sensitivity,
    specificity,
    undefined,
)
from app.statistics.effects import Effect, effect
from app.statistics.multiplicity import benjamini_hochberg
from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import METRIC, MODEL, Context, change_column, slug, words_of
from app.statistics.report.parts import Cell, Column, P, Table

METRICS = ("AUC", "sensitivity", "specificity", "accuracy")
EXPERIENCE = ((0.0, 5.0), (5.0, 10.0), (10.0, float("inf")))
"""Years of experience, from and below."""

_EFFECT_COLUMNS = (
    Column("Unaided", "unaided"),
    Column("Aided", "aided"),
    change_column("Change", "change"),
    Column("p", "p"),
    Column("q", "q"),
)


def group_table(context: Context) -> Table:
    """Table B: every group on every question, and all readers together."""
    heads: list[list[Cell]] = []
    effects: list[Effect] = []
    for reads in context.questions:
        if not reads.judged.any():
            continue
        groups = {"All readers": reads.readers, **context.groups}
        for name, members in groups.items():
            part = reads.of_readers(members)
            if not part.readers:
                continue
            for metric in METRICS:
                heads.append([words_of(reads), name, len(part.readers), METRIC[metric]])
                effects.append(effect(part.ratings(), part.calls(), metric))
    columns = [
        Column("Question", "question"),
        Column("Readers", "group"),
        Column("n", "readers"),
        Column("Figure", "figure"),
        *_EFFECT_COLUMNS,
    ]
    notes = [
        "p: two-sided, of the change, with readers and cases random (one reader: cases random). q: Benjamini and "
        "Hochberg over all rows of this table that have a p.",
        *_gaps(effects),
    ]
    title = "Table B. Reader groups, questions and figures, without and with the model"
    return Table("B_groups", title, columns, _with_q(heads, effects), notes)


def model_table(context: Context) -> Table | None:
    """The model alone on every question; None without a model."""
    rows: list[list[Cell]] = []
    for reads in context.questions:
        known = reads.judged & ~np.isnan(reads.model_rating)
        if not known.any():
            continue
        truth = reads.truth[known]
        called = known & ~np.isnan(reads.model_positive)
        table = ConfusionTable.from_labels(reads.truth[called] == 1.0, reads.model_positive[called] == 1.0)
        rows.append(
            [
                words_of(reads),
                int(known.sum()),
                int(truth.sum()),
                auc_delong(truth, reads.model_rating[known]),
                sensitivity(table),
                specificity(table),
                accuracy(table),
            ]
        )
    if not rows:
        return None
    columns = [
        Column("Question", "question"),
        Column("Cases", "cases"),
        Column("Diseased", "diseased"),
        Column("AUC", "auc"),
        *(Column(name.capitalize(), name, percent=True) for name in ("sensitivity", "specificity", "accuracy")),
    ]
    note = "Area: DeLong. Shares at the model's operating point: Wilson."
    return Table("B_model", f"Table B, continued. {MODEL} alone", columns, rows, (note,))


def subgroup_table(context: Context, reads: QuestionReads) -> Table | None:
    """Table G: one question by body part, difficulty, reader kind and experience."""
    heads: list[list[Cell]] = []
    effects: list[Effect] = []
    for kind, name, part in _parts(context, reads):
        diseased = int(np.nansum(part.truth))
        for metric in METRICS[:3]:
            heads.append([kind, name, len(part.readers), int(part.judged.sum()), diseased, METRIC[metric]])
            effects.append(effect(part.ratings(), part.calls(), metric))
    if not heads:
        return None
    columns = [
        Column("By", "by"),
        Column("Part", "part"),
        Column("Readers", "readers"),
        Column("Cases", "cases"),
        Column("Diseased", "diseased"),
        Column("Figure", "figure"),
        *_EFFECT_COLUMNS,
    ]
    notes = ["Exploratory. q: Benjamini and Hochberg over the rows of this table.", *_gaps(effects)]
    key = f"G_subgroups_{slug(reads.question.question_id)}"
    title = f"Table G. By body part, difficulty and kind of reader: {words_of(reads)}"
    return Table(key, title, columns, _with_q(heads, effects), notes)


def _parts(context: Context, reads: QuestionReads) -> Iterator[tuple[str, str, QuestionReads]]:
    for kind, attribute in (("Body part", "body_part"), ("Difficulty", "difficulty")):
        by_value: dict[str, list[str]] = {}
        for case in context.study.cases:
            if case.case in reads.cases and getattr(case, attribute):
                by_value.setdefault(getattr(case, attribute), []).append(case.case)
        if len(by_value) > 1:
            for value in sorted(by_value):
                yield kind, value, reads.of_cases(by_value[value])
    for group, own in context.groups.items():
        yield from _of_readers("Kind of reader", group, reads, own)
    known = [reader for reader in context.study.readers if reader.years is not None]
    bands = [
        (low, high, [r.reader for r in known if r.years is not None and low <= r.years < high])
        for low, high in EXPERIENCE
    ]
    if sum(bool(members) for *_, members in bands) > 1:
        for low, high, members in bands:
            years = f"{low:g} years or more" if high == float("inf") else f"{low:g} to under {high:g} years"
            yield from _of_readers("Experience", years, reads, members)


def _of_readers(
    kind: str, name: str, reads: QuestionReads, members: Sequence[str]
) -> Iterator[tuple[str, str, QuestionReads]]:
    part = reads.of_readers(members)
    if part.readers:
        yield kind, name, part


def _with_q(heads: list[list[Cell]], effects: list[Effect]) -> list[list[Cell]]:
    q = benjamini_hochberg([found.p for found in effects])
    return [
        [*head, _mean(found, "unaided"), _mean(found, "aided"), found.change, P(found.p), P(float(own))]
        for head, found, own in zip(heads, effects, q, strict=True)
    ]


def _mean(found: Effect, arm: str) -> Estimate:
    return found.means.get(arm, undefined(found.reason or "no reads in this arm", found.method))


def _gaps(effects: Sequence[Effect]) -> Iterator[str]:
    methods = list(dict.fromkeys(found.method for found in effects if found.method))
    if methods:
        yield f"Methods used, by what was read: {'; '.join(methods)}."
