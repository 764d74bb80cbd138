"""The ratings of one case: a row per reader, from the unaided rating to the aided one, and the model's."""

import numpy as np

from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import ARM, MODEL
from app.statistics.report.style import AIDED, HARMED, QUIET, RULE, UNAIDED
from app.statistics.report.style import MODEL as MODEL_COLOUR
from app.statistics.report.svg import Axis, Plot, drawing, legend, line, marker, number_axis, words

YES_FROM = 100.5
"""On the scale of a decision with confidence: 1–100 no, 101–200 yes."""


def shift_svg(reads: QuestionReads, case: str) -> str:
    """One row per reader, from the unaided rating to the aided one; the model above them."""
    people = [name for name in reads.readers if any((arm, name, case) in reads.reads for arm in ARM)]
    axis = _rating_axis(reads, case)
    height = 22.0 * (len(people) + 1)
    plot = Plot(150, 10, 430, height, axis, Axis("", 0.0, 1.0, ()))
    parts = plot.axes()
    if reads.question.scale == "binary":
        parts.append(line([plot.at(YES_FROM, 0), plot.at(YES_FROM, 1)], QUIET, 1, "4 3"))
    k = reads.cases.index(case)
    for row, name in enumerate([MODEL, *people]):
        y = 10 + 22.0 * row + 11
        parts.append(words(140, y + 4, name, size=11, anchor="end"))
        parts.append(line([(150, y + 11), (580, y + 11)], RULE, 0.5))
        if name == MODEL:
            value = reads.model_rating[k] * (200.0 if reads.question.scale == "binary" else 1.0)
            parts.append(_dot(plot, value, y, "diamond", MODEL_COLOUR))
            continue
        ratings = {arm: read.rating for arm in ARM if (read := reads.reads.get((arm, name, case))) is not None}
        if len(ratings) == 2:
            start, end = plot.at(ratings["unaided"], 0)[0], plot.at(ratings["aided"], 0)[0]
            parts.append(line([(start, y), (end, y)], _colour(reads, name, k), 1.6))
        for arm, value in ratings.items():
            parts.append(_dot(plot, value, y, "open" if arm == "unaided" else "circle", _colour(reads, name, k)))
    entries = [("open", QUIET, "unaided"), ("circle", QUIET, "aided"), ("diamond", MODEL_COLOUR, "model")]
    if reads.decided and len(reads.arms) == 2:
        entries += [("line", AIDED, "another answer"), ("line", HARMED, "from right to wrong")]
    parts += legend(612, 22, entries)
    return drawing(760, max(height + 56, 120), parts, f"Rating shift on case {case}")


def _dot(plot: Plot, value: float, y: float, kind: str, colour: str) -> str:
    return marker(plot.at(value, 0)[0], y, kind, colour, 4.5)


def _colour(reads: QuestionReads, reader: str, k: int) -> str:
    j = reads.readers.index(reader)
    if len(reads.arms) == 2 and not np.isnan(reads.positive[:, j, k]).any():
        before, after = reads.positive[:, j, k]
        if before == reads.truth[k] and after == 1 - reads.truth[k]:
            return HARMED
        return AIDED if before != after else UNAIDED
    return UNAIDED


def _rating_axis(reads: QuestionReads, case: str) -> Axis:
    if reads.question.scale == "binary":
        return Axis("Rating: no 1–100, yes 101–200; model's probability × 200", 0, 200, (0, 50, 100, 150, 200))
    values = [read.rating for (_, _, own), read in reads.reads.items() if own == case]
    values.append(reads.model_rating[reads.cases.index(case)])
    known = [value for value in values if not np.isnan(value)]
    return number_axis("Rating", min(known, default=0.0), max(known, default=1.0))
