"""One line per reader from unaided to aided, harmed readers marked, by experience; and times beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.statistics.case_means import median_of, quartiles
from app.statistics.diagnostic import auc_delong, sensitivity, specificity
from app.statistics.effects import effect
from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import ARM, METRIC, Context, slug, words_of
from app.statistics.report.parts import Figure
from app.statistics.report.readers import confusion
from app.statistics.report.style import AIDED, HARMED, INK, QUIET, RULE, SERIES, UNAIDED
from app.statistics.report.svg import Axis, Plot, drawing, legend, letters, line, marker, number_axis, share_axis, words
from app.statistics.report.times import case_times

COLUMN = 118
"""Width of the lines of one group, in pixels."""


@dataclass(frozen=True)
class _Line:
    reader: str
    letter: str
    unaided: float
    aided: float

    @property
    def harmed(self) -> bool:
        return self.aided < self.unaided


def change_figure(context: Context, reads: QuestionReads) -> Figure | None:
    """AUC, sensitivity and specificity of every reader before and after; None without two arms."""
    if len(reads.arms) < 2 or not reads.judged.any():
        return None
    groups = context.groups or {"": reads.readers}
    names = dict(zip(reads.readers, letters(len(reads.readers)), strict=True))
    across = 2 if len(groups) <= 2 else 1  # narrow panels stand in pairs, with the legend in the fourth place
    step = COLUMN * len(groups) + 112
    parts: list[str] = []
    for place, metric in enumerate(("AUC", "sensitivity", "specificity")):
        lines = {
            group: [found for reader in members if (found := _line(reads, reader, names, metric)) is not None]
            for group, members in groups.items()
        }
        at = 64 + step * (place % across), 20 + 250 * (place // across)
        parts += _panel(reads, groups, lines, metric, at)
    left, top = (step + 64.0, 290.0) if across == 2 else (step + 64.0, 44.0)
    entries = [("line", SERIES[n % len(SERIES)], group or "all readers") for n, group in enumerate(groups)]
    entries.append(("cross", HARMED, "worse with the model"))
    parts += legend(left, top, entries)
    top += 18 * len(entries) + 10
    years = {reader.reader: reader.years for reader in context.study.readers}
    for row, (name, letter) in enumerate(names.items()):
        known = years.get(name)
        text = f"{letter} {name}" + ("" if known is None else f", {known:g} y")
        parts.append(words(left - 9 + 150 * (row // 10), top + 16 * (row % 10), text, size=11))
    height = max(20 + 250 * (3 if across == 1 else 2), top + 16 * min(len(names), 10))
    width = max(left + 180 + 150 * ((len(names) - 1) // 10), 64 + step * across)
    svg = drawing(width, height, parts, f"Change of each reader: {words_of(reads)}")
    notes = ["Groups by median experience, least first. Mean change: readers and cases random, as in tables A and B."]
    title = f"Every reader, unaided to aided: {words_of(reads)}"
    return Figure(f"change_{slug(reads.question.question_id)}", title, svg, notes)


def _line(reads: QuestionReads, reader: str, names: dict[str, str], metric: str) -> _Line | None:
    """Both values on the cases that the reader read in both arms, so that a missing read is no change."""
    if reader not in names:
        return None
    j = reads.readers.index(reader)
    both = [case for k, case in enumerate(reads.cases) if not np.isnan(reads.rating[:, j, k]).any()]
    part = reads.of_readers((reader,)).of_cases(both)
    values = []
    for arm in part.arms:
        if metric == "AUC":
            i = part.arms.index(arm)
            values.append(auc_delong(part.truth[part.judged] == 1.0, part.rating[i, 0, part.judged]).value)
        else:
            share = sensitivity if metric == "sensitivity" else specificity
            values.append(share(confusion(part, arm, reader)).value)
    return None if np.isnan(values).any() else _Line(reader, names[reader], values[0], values[1])


def _panel(
    reads: QuestionReads,
    groups: dict[str, tuple[str, ...]] | dict[str, Sequence[str]],
    lines: dict[str, list[_Line]],
    metric: str,
    corner: tuple[float, float],
) -> list[str]:
    values = [value for own in lines.values() for found in own for value in (found.unaided, found.aided)]
    lowest = min(values, default=0.0)
    low = 0.0 if lowest < 0.45 else 0.4 if lowest < 0.6 else 0.5
    axis: Axis = share_axis(METRIC[metric], low)
    start, top = corner
    plot = Plot(start, top, COLUMN * len(groups) + 20, 180, Axis("", 0.0, 1.0, ()), axis)
    parts = plot.axes()
    for place, (group, own) in enumerate(lines.items()):
        left = start + 24 + place * COLUMN
        right = left + COLUMN - 50
        colour = SERIES[place % len(SERIES)]
        for x, arm in ((left, "unaided"), (right, "aided")):
            parts.append(words(x, top + 196, ARM[arm], size=10, colour=QUIET, anchor="middle"))
        taken: list[float] = []
        for found in sorted(own, key=lambda one: -one.aided):
            parts += _reader_line(found, plot, (left, right), colour, taken)
        parts.append(words((left + right) / 2, top + 211, group, size=11, anchor="middle", bold=True))
        part = reads.of_readers(groups[group])
        change = effect(part.ratings(), part.calls(), metric).change
        if change.defined:
            scale, digits = (1.0, 3) if metric == "AUC" else (100.0, 1)
            mean = f"{change.value * scale:+.{digits}f}".replace("-", "−")
            parts.append(words((left + right) / 2, top + 224, f"mean {mean}", size=10, colour=QUIET, anchor="middle"))
    return parts


def _reader_line(found: _Line, plot: Plot, at: tuple[float, float], colour: str, taken: list[float]) -> list[str]:
    (_, before), (_, after) = plot.at(0, found.unaided), plot.at(0, found.aided)
    own = HARMED if found.harmed else colour
    parts = [line([(at[0], before), (at[1], after)], own, 1.8, "5 3" if found.harmed else "")]
    parts.append(marker(at[0], before, "circle", own, 3.2))
    parts.append(marker(at[1], after, "cross" if found.harmed else "circle", own, 3.6 if found.harmed else 3.2))
    height = after
    while any(abs(height - other) < 10 for other in taken):  # letters side by side would cover each other
        height += 10
    taken.append(height)
    return [*parts, words(at[1] + 9, height + 4, found.letter, size=10.5, colour=INK, bold=found.harmed)]


def time_figure(context: Context) -> Figure | None:
    """Median time per case of every reader, with quartiles; None without times."""
    reads = case_times(context)
    if reads is None or np.isnan(reads.seconds).all():
        return None
    high = float(np.nanquantile(reads.seconds, 0.9))
    width = max(260.0, 46.0 * len(reads.readers))
    plot = Plot(70, 16, width, 220, Axis("", 0.0, 1.0, ()), number_axis("Seconds per case", 0.0, high))
    parts = plot.axes()
    step = width / max(len(reads.readers), 1)
    colours = {"unaided": UNAIDED, "aided": AIDED}
    for j, reader in enumerate(reads.readers):
        middle = 70 + step * (j + 0.5)
        parts.append(line([(70 + step * (j + 1), 16), (70 + step * (j + 1), 236)], RULE, 0.5))
        for i, arm in enumerate(reads.arms):
            seconds = reads.seconds[i, j]
            if np.isnan(seconds).all():
                continue
            x = middle + (7 if i else -7) * (len(reads.arms) > 1)
            heights = [plot.at(0, value)[1] for value in (*quartiles(seconds), median_of(seconds).value)]
            parts.append(line([(x, heights[0]), (x, heights[1])], colours[arm], 3))
            parts.append(marker(x, heights[2], "circle" if arm == "unaided" else "square", colours[arm], 4))
        parts.append(words(middle, 253, letters(j + 1)[-1], size=11, anchor="middle"))
        parts.append(words(70 + width + 24, 20 + 16 * j + 60, f"{letters(j + 1)[-1]} {reader}", size=11))
    entries = [
        ("circle" if a == "unaided" else "square", colours[a], f"{ARM[a]}: median, quartiles") for a in reads.arms
    ]
    parts += legend(70 + width + 33, 30, entries)
    height = max(268.0, 90.0 + 16 * len(reads.readers))
    svg = drawing(70 + width + 230, height, parts, "Time per case of every reader")
    return Figure("times", "Time per case", svg)
