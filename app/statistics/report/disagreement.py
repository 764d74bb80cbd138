"""A page for every case on which a reader and the model differ: truth, answers, shift, marks, reasons, pictures."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import ARM, MODEL, Context, slug, words_of
from app.statistics.report.levels import value_in_words
from app.statistics.report.parts import Block, Cell, Column, Facts, Figure, Section, Table, Text
from app.statistics.report.shift_figure import shift_svg
from app.statistics.study_reads import RatedMark, Read, StudyCase

OTHER_PAGES = 10
"""At most so many cases have a page for a question that is not the first, or has no yes and no."""


@dataclass(frozen=True)
class Disagreement:
    """How often readers and model differed on a case.

    Attributes
    ----------
    unaided, aided : int
        Readers whose answer differs from the model's, out of `unaided_of` and `aided_of`.
    harmful, beneficial : int
        Readers who went from right to wrong with a wrong model, and from wrong to right with a right one.
    """

    case: str
    unaided: int
    unaided_of: int
    aided: int
    aided_of: int
    harmful: int
    beneficial: int


def disagreement_sections(context: Context, reads: QuestionReads) -> Iterator[Section]:
    """An overview of all cases, then the pages; harmful switches first."""
    found = sorted(disagreements(reads), key=lambda d: (-d.harmful, -(d.unaided + d.aided), d.case))
    pages = context.pages if reads is context.questions[0] else min(context.pages, OTHER_PAGES)
    if not found:
        yield from _furthest_section(context, reads)
        return
    shown = [d.case for d in found[:pages]]
    yield Section(
        f"Cases on which readers and model differ: {words_of(reads)}", _overview(context, reads, found, pages), 2, True
    )
    for case in shown:
        blocks = list(_page(context, reads, case))
        yield Section(f"Case {case}", blocks, 3, bool(context.pictures.get(case)), listed=False)


def disagreements(reads: QuestionReads) -> list[Disagreement]:
    """Cases on which at least one reader's yes or no is not the model's, in the order of the study."""
    found = []
    for k, case in enumerate(reads.cases):
        model = reads.model_positive[k]
        if np.isnan(model):
            continue
        counts = {}
        for i, arm in enumerate(reads.arms):
            calls = reads.positive[i, :, k]
            given = calls[~np.isnan(calls)]
            counts[arm] = int((given != model).sum()), int(given.size)
        harmful = beneficial = 0
        if len(reads.arms) == 2 and reads.judged[k]:
            before, after = reads.positive[0, :, k], reads.positive[1, :, k]
            truth = reads.truth[k]
            harmful = int(((before == truth) & (after == 1 - truth)).sum()) if model != truth else 0
            beneficial = int(((before == 1 - truth) & (after == truth)).sum()) if model == truth else 0
        unaided, aided = counts.get("unaided", (0, 0)), counts.get("aided", (0, 0))
        if unaided[0] or aided[0]:
            found.append(Disagreement(case, *unaided, *aided, harmful, beneficial))
    return found


def _overview(context: Context, reads: QuestionReads, found: list[Disagreement], pages: int) -> list[Block]:
    rows: list[list[Cell]] = []
    for number, d in enumerate(found):
        k = reads.cases.index(d.case)
        rows.append(
            [
                d.case,
                _call(reads.truth[k]),
                _call(reads.model_positive[k]),
                float(reads.model_rating[k]),
                f"{d.unaided}/{d.unaided_of}" if d.unaided_of else None,
                f"{d.aided}/{d.aided_of}" if d.aided_of else None,
                d.harmful,
                d.beneficial,
                "yes" if number < pages else "no",
            ]
        )
    columns = [
        Column("Case", "case"),
        Column("Reference", "reference"),
        Column(MODEL, "model"),
        Column("Model's rating", "model_rating", 2),
        Column("Differ unaided", "differ_unaided"),
        Column("Differ aided", "differ_aided"),
        Column("Harmful switches", "harmful"),
        Column("Beneficial switches", "beneficial"),
        Column("Own page", "page"),
    ]
    notes = ["Cases with harmful switches first, then those on which most readers differ from the model."]
    if len(found) > pages:
        notes.append(f"{pages} of {len(found)} cases have a page of their own.")
    key = f"M_disagreement_{slug(reads.question.question_id)}"
    return [*_warning(context, reads), Table(key, "All cases with a disagreement", columns, rows, notes, shown=60)]


def _warning(context: Context, reads: QuestionReads) -> list[Block]:
    if context.free_text and any(read.reason for read in reads.reads.values()):
        return [Text(("Reasons are in the readers' own words. Look for names before you pass this report on.",))]
    return []


def _furthest_section(context: Context, reads: QuestionReads) -> Iterator[Section]:
    """Where no answer is a yes or no: the cases on which the readers' mean and the model lie furthest apart."""
    answered = ~np.isnan(reads.model_rating) & ~np.isnan(reads.rating).all(axis=(0, 1))
    if reads.decided or not answered.any():
        return
    places = np.flatnonzero(answered)
    apart = np.abs(np.nanmean(reads.rating[0][:, places], axis=0) - reads.model_rating[places])
    order = places[np.argsort(-apart, kind="stable")][: min(context.pages, OTHER_PAGES)]
    rows: list[list[Cell]] = []
    for k in order:
        means = {arm: float(np.nanmean(reads.rating[i, :, k])) for i, arm in enumerate(reads.arms)}
        own = [means.get(arm) for arm in ARM]
        rows.append([reads.cases[k], float(reads.reference[k]), float(reads.model_rating[k]), *own])
    columns = [
        Column("Case", "case"),
        Column("Reference", "reference", 1),
        Column(MODEL, "model", 1),
        Column("Readers unaided, mean", "unaided", 1),
        Column("Readers aided, mean", "aided", 1),
    ]
    table = Table(f"M_furthest_{slug(reads.question.question_id)}", "Furthest apart first", columns, rows)
    title = f"Cases on which readers and model lie furthest apart: {words_of(reads)}"
    yield Section(title, [*_warning(context, reads), table], 2, True)
    for k in order:
        case = reads.cases[k]
        new_page = bool(context.pictures.get(case))
        yield Section(f"Case {case}", list(_page(context, reads, case)), 3, new_page, listed=False)


def _page(context: Context, reads: QuestionReads, case: str) -> Iterator[Block]:
    k = reads.cases.index(case)
    of_study = next(known for known in context.study.cases if known.case == case)
    answer = reads.model[case]
    chance = reads.question.scale in ("binary", "yes_no")
    said = f"{answer.rating:.2f}" if chance else value_in_words(reads.question, answer.rating)
    if not np.isnan(reads.model_positive[k]):
        said = f"{_call(reads.model_positive[k])}, rating {said}"
    if answer.operating_point is not None:
        said += f" (operating point {answer.operating_point:.2f})"
    yield Facts(
        [
            ("Reference standard", _reference(reads, k)),
            (MODEL, said),
            *([("Model's marks", _marks(answer.marks))] if answer.marks is not None else []),
            *_about(of_study, reads.question.question_id),
        ]
    )
    yield _answers(context, reads, case)
    yield Figure(f"shift_{slug(case)}", "Rating shift", shift_svg(reads, case))
    yield from context.pictures.get(case, ())


def _about(case: StudyCase, question_id: str) -> list[tuple[str, str]]:
    lesions = len(case.lesions.get(question_id, ()))
    features = [name for name, present in case.features.items() if present]
    found = [("Body part", case.body_part), ("Difficulty", case.difficulty), ("Features", ", ".join(features))]
    if lesions:
        found.append(("Lesions", str(lesions)))
    return [(name, value) for name, value in found if value]


def _answers(context: Context, reads: QuestionReads, case: str) -> Table:
    rows: list[list[Cell]] = []
    for reader in reads.readers:
        before, after = (reads.reads.get((arm, reader, case)) for arm in ARM)
        if before is None and after is None:
            continue
        shift = None if before is None or after is None else after.rating - before.rating
        last = after or before
        reason = after.reason if after is not None and context.free_text else ""
        rows.append(
            [
                reader,
                _answer(reads, before),
                _answer(reads, after),
                shift,
                "yes" if after is not None and after.overridden else "",
                reason,
                None if before is None else before.seconds,
                None if after is None else after.seconds,
                _seen(after),
                "" if last is None or last.marks is None else _marks(last.marks),
            ]
        )
    columns = [
        Column("Reader", "reader"),
        Column("Unaided", "unaided"),
        Column("Aided", "aided"),
        Column("Shift", "shift", 0 if reads.question.scale != "number" else 1, signed=True),
        Column("Overruled", "overruled"),
        Column("Reason", "reason"),
        Column("Unaided s", "unaided_seconds", 1),
        Column("Aided s", "aided_seconds", 1),
        Column("Shown", "shown"),
        Column("Marks", "marks"),
    ]
    empty = [n for n in range(len(columns)) if n and all(row[n] in (None, "") for row in rows)]
    kept = [n for n in range(len(columns)) if n not in empty]
    return Table("", "Answers", [columns[n] for n in kept], [[row[n] for n in kept] for row in rows])


def _answer(reads: QuestionReads, read: Read | None) -> str:
    if read is None:
        return ""
    question = reads.question
    if question.scale in ("grade", "number"):
        return value_in_words(question, read.rating)
    call = _call(float("nan") if read.positive is None else float(read.positive))
    return call if question.scale == "yes_no" else f"{call}, {read.rating:g}"


def _reference(reads: QuestionReads, k: int) -> str:
    value = reads.reference[k]
    if np.isnan(value):
        return "not known"
    if reads.question.scale in ("binary", "yes_no"):
        return _call(reads.truth[k])
    words_for = value_in_words(reads.question, float(value))
    return words_for if np.isnan(reads.truth[k]) else f"{words_for} ({_call(reads.truth[k])})"


def _call(positive: float) -> str:
    return "–" if np.isnan(positive) else "positive" if positive else "negative"


def _seen(read: Read | None) -> str:
    shown = {} if read is None else {what: s for what, s in read.exposure_seconds.items() if s > 0}
    return ", ".join(f"{what} {seconds:.0f} s" for what, seconds in shown.items())


def _marks(marks: tuple[RatedMark, ...]) -> str:
    if not marks:
        return "none"
    hits = sorted({mark.lesion for mark in marks if mark.lesion})
    false = sum(mark.lesion == 0 for mark in marks)
    words_for = [f"hits lesion {', '.join(map(str, hits))}"] if hits else []
    return "; ".join([*words_for, *([f"{false} beside all lesions"] if false else [])])
