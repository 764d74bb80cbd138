"""Table F: time per case, without and with the model, and what of the model was on the screen."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.statistics.case_means import mean_figures, mean_of, median_of, quartiles
from app.statistics.diagnostic import Estimate, undefined
from app.statistics.effects import Effect, crossed_effect
from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import ARM, Context
from app.statistics.report.parts import Cell, Column, P, Table
from app.statistics.study_reads import Read

_Array = NDArray[np.float64]


def time_tables(context: Context) -> Iterator[Table]:
    """Table F, and the exposures to the model."""
    yield _time_table(context)
    exposures = _exposure_table(context)
    if exposures is not None:
        yield exposures


def case_times(context: Context) -> QuestionReads | None:
    """Seconds per case: of the first question that was asked, since a reading has one time for all its questions."""
    read = [reads for reads in context.questions if reads.reads]
    return max(read, key=lambda reads: len(reads.reads)) if read else None


def _time_table(context: Context) -> Table:
    reads = case_times(context)
    rows: list[list[Cell]] = []
    strong: set[int] = set()
    added = context.study.design == "sequential"
    if reads is not None:
        for j, reader in enumerate(reads.readers):
            cells = [cell for i in range(len(reads.arms)) for cell in _summary(reads.seconds[i, j])]
            rows.append([reader, *_both(reads, cells), *_last_cells(reads, [j], added)])
        strong.add(len(rows))
        cells = [cell for i in range(len(reads.arms)) for cell in _summary(reads.seconds[i])]
        rows.append(["All reads", *_both(reads, cells), *_last_cells(reads, list(range(len(reads.readers))), added)])
    columns = [Column("Reader", "reader"), *(column for arm in ARM for column in _arm_columns(arm))]
    notes = [
        "Seconds with the case on the screen. Median: interval by order statistics; that of all reads takes them as "
        "independent of each other."
    ]
    if added:
        columns.append(Column("Both phases, mean s", "both", 1))
        notes.append(
            "The design is sequential: the aided time is what the aided phase added to the unaided one. It does not "
            "tell how long a reader takes who has the model from the beginning, so the two are not compared. Mean: "
            "Student's interval."
        )
    else:
        columns += [
            Column("Mean change, s", "change", 1, signed=True),
            Column("Time ratio", "ratio", 2),
            Column("p of ratio", "p_ratio"),
        ]
        notes.append(
            "Change: mean aided minus unaided; ratio: of geometric means, on the cases that all read in both arms; "
            "readers and cases random (one reader: cases random)."
        )
    return Table("F_times", "Table F. Time per case", columns, rows, notes, frozenset(strong))


def _arm_columns(arm: str) -> list[Column]:
    words = ARM[arm]
    return [
        Column(f"{words}, n", f"{arm}_n"),
        Column(f"{words}, median s", f"{arm}_median", 1),
        Column("Quartiles", f"{arm}_quartiles"),
    ]


def _summary(seconds: _Array) -> list[Cell]:
    low, high = quartiles(seconds)
    between = "" if math.isnan(low) else f"{low:.1f}–{high:.1f}"
    return [int((~np.isnan(seconds)).sum()), median_of(seconds), between]


def _both(reads: QuestionReads, cells: list[Cell]) -> list[Cell]:
    """The cells of both arms; an arm that was not read is empty."""
    found = dict(zip(reads.arms, (cells[:3], cells[3:]), strict=False))
    return [cell for arm in ARM for cell in found.get(arm, [None, None, None])]


def _last_cells(reads: QuestionReads, readers: list[int], added: bool) -> list[Cell]:
    """Both phases together where one follows the other, else the change."""
    if added:
        return [mean_of(reads.seconds[:, readers].sum(axis=0))]
    return _effect_cells(_change(reads, readers))


def _change(reads: QuestionReads, readers: list[int]) -> tuple[Effect | str, Effect | str]:
    if len(reads.arms) < 2:
        return "one arm: nothing to compare", "one arm: nothing to compare"
    whole = reads.seconds[::-1][:, readers]
    kept = ~np.isnan(whole).any(axis=(0, 1))
    names = tuple(reads.readers[j] for j in readers)
    arms = tuple(reversed(reads.arms))
    if kept.sum() < 2:
        why = "fewer than two cases were read by all in both arms"
        return why, why
    plain = crossed_effect(mean_figures("seconds", arms, names, whole[:, :, kept]))
    positive = kept & (whole > 0).all(axis=(0, 1))
    if positive.sum() < 2:
        return plain, "a time of 0 seconds has no logarithm"
    return plain, crossed_effect(mean_figures("log seconds", arms, names, np.log(whole[:, :, positive])))


def _effect_cells(found: tuple[Effect | str, Effect | str]) -> list[Cell]:
    plain, logs = found
    change = undefined(plain, "") if isinstance(plain, str) else plain.change
    if isinstance(logs, str):
        return [change, undefined(logs, ""), P(math.nan)]
    ratio = logs.change
    value, low, high = (math.exp(number) for number in (ratio.value, ratio.low, ratio.high))
    return [change, Estimate(value, low, high, ratio.n, "ratio of geometric means", ratio.reason), P(logs.p)]


def _exposure_table(context: Context) -> Table | None:
    """How long what of the model was on the screen; one row per reader and kind."""
    aided: dict[tuple[str, str], Read] = {}
    for read in context.study.reads:
        if read.arm == "aided":
            aided.setdefault((read.reader, read.reading_id), read)
    kinds = sorted({what for read in aided.values() for what in read.exposure_seconds})
    rows: list[list[Cell]] = []
    for reader in context.study.readers:
        own = [read for (name, _), read in aided.items() if name == reader.reader]
        for what in kinds if own else ():
            seconds = [read.exposure_seconds.get(what, 0.0) for read in own]
            seen = [value for value in seconds if value > 0]
            rows.append([reader.reader, what, len(own), len(seen), mean_of(seen), _share_of_time(own, what)])
    if not rows:
        return None
    columns = [
        Column("Reader", "reader"),
        Column("Shown", "shown"),
        Column("Aided reads", "aided_reads"),
        Column("With it on", "with_it_on"),
        Column("Mean s when on", "seconds", 1),
        Column("Share of aided time", "share", percent=True),
    ]
    return Table("F_exposures", "Table F, continued. What of the model was on the screen", columns, rows)


def _share_of_time(reads: list[Read], what: str) -> float:
    total = sum(read.seconds for read in reads)
    return sum(read.exposure_seconds.get(what, 0.0) for read in reads) / total if total else math.nan
