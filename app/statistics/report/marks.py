"""Marks: figures of merit of free-response studies with their tests, and their curves."""

import math
from collections.abc import Iterator

import numpy as np

from app.statistics.curves import marks_of, wafroc_curve
from app.statistics.diagnostic import undefined
from app.statistics.effects import crossed_effect
from app.statistics.froc import FrocCurve, ImageMarks, froc_curve
from app.statistics.froc_figures import froc_figures
from app.statistics.froc_reads import StudyMarks, has_marks, study_marks
from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import ARM, MODEL, Context, slug, words_of
from app.statistics.report.parts import Cell, Column, Figure, P, Table, Text
from app.statistics.report.style import AIDED, UNAIDED
from app.statistics.report.style import MODEL as MODEL_COLOUR
from app.statistics.report.svg import Plot, drawing, legend, number_axis, share_axis

COLOUR = {"unaided": UNAIDED, "aided": AIDED}

MEANING = {
    "wAFROC": "lesions by weight against false marks of healthy cases",
    "wAFROC1": "lesions by weight against false marks of all cases",
    "AFROC": "lesions against false marks of healthy cases",
    "AFROC1": "lesions against false marks of all cases",
    "HrAuc": "highest rating of each case",
    "MaxLLF": "share of lesions marked",
    "MaxNLF": "false marks per healthy case; lower is better",
    "HrSe": "share of diseased cases with any mark",
    "HrSp": "share of healthy cases without a mark",
}


def mark_blocks(context: Context, reads: QuestionReads) -> Iterator[Table | Figure | Text]:
    """Tables and curves of one question that asked for marks."""
    if not has_marks(reads):
        return
    whole = [
        case
        for case in reads.cases
        if all((arm, name, case) in reads.reads for arm in reads.arms for name in reads.readers)
    ]
    try:
        marks = study_marks(context.study, reads.of_cases(whole))
        tables = list(_tables(marks, reads, len(reads.cases) - len(whole)))
    except ValueError as error:
        why = f"{str(error)[:1].upper()}{str(error)[1:]}"
        yield Text((f"No figures of merit for marks ({words_of(reads)}). {why}.",))
        return
    yield from tables
    yield Figure(
        f"froc_{slug(reads.question.question_id)}",
        f"FROC and wAFROC curves: {words_of(reads)}",
        _curves_svg(marks, reads),
    )


def _tables(marks: StudyMarks, reads: QuestionReads, not_by_all: int) -> Iterator[Table]:
    rows: list[list[Cell]] = []
    own: list[list[Cell]] = []
    for name in MEANING:
        figures = froc_figures(marks.study, name)
        found = crossed_effect(figures)
        means = {arm: found.means.get(arm, undefined("no reads in this arm", "")) for arm in ARM}
        rows.append([name, MEANING[name], means["unaided"], means["aided"], found.change, P(found.p)])
        for j, reader in enumerate(figures.readers):
            values = {arm: float(figures.values[i, j]) for i, arm in enumerate(figures.modalities)}
            own.append([name, reader, values.get("unaided", math.nan), values.get("aided", math.nan)])
    lesions, diseased = marks.study.lesion_case.size, int(marks.study.diseased.sum())
    healthy = len(marks.study.cases) - diseased
    notes = [
        f"{lesions} lesions in {diseased} diseased cases, {healthy} healthy cases. {found.method}.",
        "A case without a mark is a read without a mark; of several marks on one lesion the highest rating counts.",
    ]
    if not_by_all:
        notes.append(
            f"{not_by_all} cases that not everybody read are left out: a case not read is not a case without marks."
        )
    if marks.left_out:
        notes.append(f"{marks.left_out} diseased cases whose lesions nobody placed are left out.")
    key = slug(reads.question.question_id)
    columns = [
        Column("Figure", "figure"),
        Column("What it is", "meaning"),
        Column("Unaided", "unaided"),
        Column("Aided", "aided"),
        Column("Change", "change", signed=True),
        Column("p", "p"),
    ]
    yield Table(f"L_froc_{key}", f"Marks: figures of merit, {words_of(reads)}", columns, rows, notes)
    columns = [
        Column("Figure", "figure"),
        Column("Reader", "reader"),
        Column("Unaided", "unaided"),
        Column("Aided", "aided"),
    ]
    yield Table(
        f"L_froc_readers_{key}", f"Marks: each reader, {words_of(reads)}", columns, own, shown=len(reads.readers)
    )


def _curves_svg(marks: StudyMarks, reads: QuestionReads) -> str:
    study = marks.study
    curves: list[tuple[str, FrocCurve]] = []
    for arm in reads.arms:
        for reader in study.readers:
            false = [marks.false_ratings[arm, reader, case] for case in study.cases]
            curves.append((arm, froc_curve(marks_of(study, arm, reader, false))))
    model = _model_curve(marks)
    most = max((float(curve.false_positives_per_image[-1]) for _, curve in curves), default=1.0)
    first = Plot(
        64, 20, 290, 280, number_axis("False marks per case", 0.0, max(most, 0.1)), share_axis("Lesions found")
    )
    second = Plot(
        440, 20, 290, 280, share_axis("Healthy cases with a false mark"), share_axis("Lesions found, by weight")
    )
    parts = first.axes() + second.axes()
    for arm, curve in curves:
        parts.append(first.curve(list(curve.false_positives_per_image), list(curve.sensitivity), COLOUR[arm], 1.2))
    if model is not None:
        parts.append(first.curve(list(model.false_positives_per_image), list(model.sensitivity), MODEL_COLOUR, 2.4))
    for arm in reads.arms:
        for reader in study.readers:
            points = wafroc_curve(study, arm, reader)
            dash_from = len(points.thresholds) - (1 if np.isneginf(points.thresholds[-1]) else 0)
            xs, ys = list(points.false_fraction), list(points.true_fraction)
            parts.append(second.curve(xs[:dash_from], ys[:dash_from], COLOUR[arm], 1.2))
            parts.append(second.curve(xs[dash_from - 1 :], ys[dash_from - 1 :], COLOUR[arm], 0.8, "3 3"))
    entries = [("line", COLOUR[arm], f"{ARM[arm]}: one line per reader") for arm in reads.arms]
    if model is not None:
        entries.append(("line", MODEL_COLOUR, f"{MODEL} (FROC)"))
    parts += legend(76, 364, entries)
    return drawing(760, 364 + 18 * len(entries), parts, "FROC and wAFROC curves")


def _model_curve(marks: StudyMarks) -> FrocCurve | None:
    """The model's FROC curve on the cases that it marked or left without marks."""
    lesions = marks.study.lesions
    images = []
    for k, case in enumerate(marks.study.cases):
        if case not in marks.model:
            continue
        best: dict[int, float] = {}
        for mark in marks.model[case]:
            if mark.lesion:
                best[mark.lesion] = max(best.get(mark.lesion, -math.inf), mark.rating)
        false = [mark.rating for mark in marks.model[case] if not mark.lesion]
        hits = list(best.values())
        scores, found = (*hits, *false), (*[True] * len(hits), *[False] * len(false))
        images.append(ImageMarks(scores, found, max(int(lesions[k]), len(hits)), case))
    return froc_curve(images) if images else None
