"""The ROC figure: the model's curve with every reader's point, in each arm (Kijowski 2020, figure 6)."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.statistics.curves import OperatingCurve, roc_curve
from app.statistics.diagnostic import sensitivity, specificity
from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import ARM, MODEL, slug, words_of
from app.statistics.report.parts import Figure
from app.statistics.report.readers import confusion
from app.statistics.report.style import AIDED, INK, QUIET, RULE, UNAIDED
from app.statistics.report.style import MODEL as MODEL_COLOUR
from app.statistics.report.svg import Plot, drawing, legend, letters, share_axis, words

COLOUR = {"unaided": UNAIDED, "aided": AIDED}
KIND = {"unaided": "circle", "aided": "square"}
MOST_POINTS = 400
"""A curve is drawn with no more points than this."""


def roc_figure(reads: QuestionReads) -> Figure | None:
    """None without judged reads."""
    if not reads.judged.any() or not (reads.readers or not np.isnan(reads.model_rating).all()):
        return None
    panels = list(reads.arms) or ["model"]
    names = dict(zip(reads.readers, letters(len(reads.readers)), strict=True))
    both = len(panels) == 2
    parts: list[str] = []
    for column, arm in enumerate(panels):
        plot = Plot(58 + 360 * column, 34, 290, 290, share_axis("1 − specificity"), share_axis("Sensitivity"))
        parts.append(words(58 + 360 * column, 18, ARM.get(arm, MODEL), bold=True, size=13))
        parts += plot.axes()
        parts += _panel(reads, arm, plot, names, both)
    entries = [("line", MODEL_COLOUR, f"{MODEL}, and its operating point"), ("line", RULE, "Readers' own ROC curves")]
    entries += [(KIND[arm], COLOUR[arm], f"A reader's decisions, {arm}") for arm in reads.arms]
    if np.isnan(reads.model_rating).all():
        entries = entries[1:]
    top = 388
    parts += legend(72, top, entries)
    columns = [f"{letter} {name}" for name, letter in names.items()]
    for row, text in enumerate(columns):
        parts.append(words(400 + 160 * (row // 6), top + 4 + 16 * (row % 6), text, size=11))
    height = top + max(18 * len(entries), 16 * min(len(columns), 6)) + 8
    width = max(58 + 360 * len(panels), 400 + 160 * (-(-len(columns) // 6)))
    svg = drawing(width, height, parts, f"ROC curves and readers' points: {words_of(reads)}")
    notes = ["A short line leads from a reader's unaided point."] if both else []
    title = f"Readers' points on the model's ROC curve: {words_of(reads)}"
    return Figure(f"roc_{slug(reads.question.question_id)}", title, svg, notes)


def _panel(reads: QuestionReads, arm: str, plot: Plot, names: dict[str, str], both: bool) -> Iterator[str]:
    yield plot.curve([0, 1], [0, 1], QUIET, 0.8, "4 4")
    if arm in reads.arms:
        i = reads.arms.index(arm)
        for j in range(len(reads.readers)):
            known = reads.judged & ~np.isnan(reads.rating[i, j])
            curve = roc_curve(reads.truth[known] == 1.0, reads.rating[i, j, known])
            if curve is not None:
                yield _curve(plot, curve, RULE, 1.1)
    known = reads.judged & ~np.isnan(reads.model_rating)
    curve = roc_curve(reads.truth[known] == 1.0, reads.model_rating[known])
    if curve is not None:
        yield _curve(plot, curve, MODEL_COLOUR, 2.4)
        yield from _model_point(reads, plot)
    if arm not in reads.arms:
        return
    points = {reader: found for reader in names if (found := reader_point(reads, arm, reader)) is not None}
    for reader, point in points.items():
        before = reader_point(reads, "unaided", reader) if both and arm == "aided" else None
        if before is not None:
            yield plot.curve([before[0], point[0]], [before[1], point[1]], UNAIDED, 1.1)
    taken = [plot.at(*point) for point in points.values()]
    for reader, point in points.items():
        yield plot.point(*point, KIND[arm], COLOUR[arm])
        x, y, anchor = _free_place(plot.at(*point), taken)
        taken.append((x, y))
        yield words(x, y + 4, names[reader], colour=INK, size=11, anchor=anchor, bold=True)


def _free_place(at: tuple[float, float], taken: list[tuple[float, float]]) -> tuple[float, float, str]:
    """A place for a letter beside its point that covers no other point or letter; the first one when there is none."""
    places = [
        (at[0] + x, at[1] + y, "middle")
        for far in (12, 18, 25)
        for x, y in ((far, 0), (-far, 0), (0, -far), (0, far), (far, -far), (-far, far), (far, far), (-far, -far))
    ]
    free = (place for place in places if all(abs(place[0] - x) > 8 or abs(place[1] - y) > 10 for x, y in taken))
    return next(free, places[0])


def reader_point(reads: QuestionReads, arm: str, reader: str) -> tuple[float, float] | None:
    """1 − specificity and sensitivity of a reader's decisions; None where one does not exist."""
    if arm not in reads.arms:
        return None
    table = confusion(reads, arm, reader)
    found, spared = sensitivity(table).value, specificity(table).value
    return None if math.isnan(found) or math.isnan(spared) else (1.0 - spared, found)


def _model_point(reads: QuestionReads, plot: Plot) -> Iterator[str]:
    known = reads.judged & ~np.isnan(reads.model_positive)
    truth, called = reads.truth[known] == 1.0, reads.model_positive[known] == 1.0
    if truth.any() and not truth.all():
        yield plot.point(float(called[~truth].mean()), float(called[truth].mean()), "diamond", MODEL_COLOUR, 6)


def _curve(plot: Plot, curve: OperatingCurve, colour: str, width: float) -> str:
    kept: NDArray[np.intp] = np.unique(np.linspace(0, curve.false_fraction.size - 1, MOST_POINTS).astype(np.intp))
    return plot.curve(list(curve.false_fraction[kept]), list(curve.true_fraction[kept]), colour, width)
