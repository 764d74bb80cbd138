"""How somebody learns: figures block by block over time, against the model on the same cases and what is true."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from app.statistics.calibration import Calibration, calibration
from app.statistics.diagnostic import (
    ConfusionTable,
    Estimate,
    auc_delong,
    proportion,
    sensitivity,
    specificity,
    undefined,
)
from app.statistics.number_errors import NumberErrors, number_errors
from imaging.words import Words

T = TypeVar("T")

NO_MODEL = "the model gave no answer"
HIGHEST = 200.0
"""Of a rating of a decision with confidence, 1–200: divided by it, the stated probability."""


@dataclass(frozen=True)
class LearningRead:
    """One question of one signed read of a case whose answer is known.

    Attributes
    ----------
    number : int
        1, 2, … the order of this reader's signatures.
    repeat : bool
        The reader has read the case, and has seen its answer, before.
    positive : bool or None
        None when the time was up; counts as wrong.
    rating : float or None
        1–200; None for a question without confidence.
    confidence : int or None
        In the answer, 1–100.
    """

    question_id: str
    case: str
    number: int
    repeat: bool
    positive: bool | None
    truth: bool
    rating: float | None = None
    confidence: int | None = None
    model: bool | None = None
    model_probability: float | None = None
    phantom: bool = False
    day: str = ""
    seconds: float = 0.0

    @property
    def right(self) -> bool:
        """True when the answer is what is true."""
        return self.positive == self.truth


@dataclass(frozen=True)
class NumberRead:
    """A number that was asked for in one signed read of a case whose true number is known: a bone age.

    Attributes
    ----------
    number, repeat
        See `LearningRead`.
    value, model : float or None
        The reader's answer and the model's; None where there is none. A reader's missing answer is wrong.
    right : bool
        The reader's answer lies within the tolerance.
    """

    question_id: str
    case: str
    number: int
    repeat: bool
    value: float | None
    truth: float
    right: bool
    model: float | None = None
    phantom: bool = False
    day: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Figures:
    """Of reader or model."""

    sensitivity: Estimate
    specificity: Estimate
    area: Estimate


@dataclass(frozen=True)
class Confidence:
    """What was said and what came of it.

    Attributes
    ----------
    stated : float
        Mean confidence of the answers as a probability of being right: 1 is a guess (0.5), 100 is certain (1).
    right : Estimate
        Share of these answers that were right. Below `stated`: too sure.
    """

    stated: float
    right: Estimate

    @property
    def excess(self) -> float:
        """Stated minus right: above 0 too sure."""
        return self.stated - self.right.value


@dataclass(frozen=True)
class Block:
    """So many reads one after the other; the model's figures are over those of the same cases that it answered."""

    first: int
    last: int
    reader: Figures
    model: Figures
    confidence: Confidence
    seconds: float


@dataclass(frozen=True)
class LearningCurve:
    """One question over time. Only first reads count: a case that is met again is remembered.

    Attributes
    ----------
    repeats : Estimate
        Share of repeated reads that were right.
    calibration : Calibration or None
        Of all first reads with a confidence.
    """

    question_id: str
    blocks: tuple[Block, ...]
    overall: Block
    repeats: Estimate
    calibration: Calibration | None


@dataclass(frozen=True)
class NumberBlock:
    """So many reads one after the other, with the errors of reader and model on the same cases.

    Attributes
    ----------
    right : Estimate
        Share of the reader's answers within the tolerance.
    """

    first: int
    last: int
    reader: NumberErrors
    model: NumberErrors
    right: Estimate
    seconds: float


@dataclass(frozen=True)
class NumberCurve:
    """One number over time; only first reads count.

    Attributes
    ----------
    repeats : Estimate
        Share of repeated reads that were within the tolerance.
    """

    question_id: str
    blocks: tuple[NumberBlock, ...]
    overall: NumberBlock
    repeats: Estimate


def learning_curve(question_id: str, reads: Sequence[LearningRead], size: int) -> LearningCurve | None:
    """One question's curve; None when no case was read for the first time.

    Parameters
    ----------
    size : int
        Reads in a block; the last block has those that remain, and joins the one before when they are fewer than half.
    """
    own = [read for read in reads if read.question_id == question_id]
    first = sorted((read for read in own if not read.repeat), key=lambda read: read.number)
    again = [read for read in own if read.repeat]
    if not first:
        return None
    rated = [read for read in first if read.rating is not None]
    return LearningCurve(
        question_id,
        tuple(_block(part, start) for start, part in blocks_of(first, size)),
        _block(first, 1),
        proportion(sum(read.right for read in again), len(again)),
        calibration([read.truth for read in rated], [(read.rating or 0.0) / HIGHEST for read in rated])
        if rated
        else None,
    )


def number_curve(question_id: str, reads: Sequence[NumberRead], size: int) -> NumberCurve | None:
    """One number's curve; None when no case was read for the first time. See `learning_curve`."""
    own = [read for read in reads if read.question_id == question_id]
    first = sorted((read for read in own if not read.repeat), key=lambda read: read.number)
    again = [read for read in own if read.repeat]
    if not first:
        return None
    return NumberCurve(
        question_id,
        tuple(_number_block(part, start) for start, part in blocks_of(first, size)),
        _number_block(first, 1),
        proportion(sum(read.right for read in again), len(again)),
    )


def _number_block(reads: Sequence[NumberRead], first: int) -> NumberBlock:
    truth = [read.truth for read in reads]
    own, model = (
        [np.nan if said is None else said for said in column]
        for column in ([read.value for read in reads], [read.model for read in reads])
    )
    return NumberBlock(
        first,
        first + len(reads) - 1,
        number_errors(own, truth),
        number_errors(model, truth),
        proportion(sum(read.right for read in reads), len(reads)),
        float(np.median([read.seconds for read in reads])),
    )


def blocks_of(reads: Sequence[T], size: int) -> list[tuple[int, Sequence[T]]]:
    """Number of the first read and the reads of each block."""
    if size < 1:
        raise ValueError("a block holds one read or more")
    starts = list(range(0, len(reads), size))
    if len(starts) > 1 and (len(reads) - starts[-1]) * 2 < size:
        starts.pop()
    ends = [*starts[1:], len(reads)][: len(starts)]
    return [(start + 1, reads[start:end]) for start, end in zip(starts, ends, strict=True)]


def _block(reads: Sequence[LearningRead], first: int) -> Block:
    answered = [read for read in reads if read.model is not None]
    said = [read for read in reads if read.confidence is not None]
    stated = float(np.mean([0.5 + (read.confidence or 0) / 200 for read in said])) if said else float("nan")
    return Block(
        first,
        first + len(reads) - 1,
        _figures(
            [read.truth for read in reads],
            # No answer is a wrong one.
            [not read.truth if read.positive is None else read.positive for read in reads],
            [read.rating for read in reads],
            Words("some answers have no rating"),
        ),
        _figures(
            [read.truth for read in answered],
            [bool(read.model) for read in answered],
            [read.model_probability for read in answered],
            NO_MODEL,
        ),
        Confidence(stated, proportion(sum(read.right for read in said), len(said))),
        float(np.median([read.seconds for read in reads])),
    )


def _figures(truth: list[bool], called: list[bool], ratings: list[float | None], missing: str) -> Figures:
    if not truth:
        return Figures(*(undefined(missing, method) for method in ("wilson", "wilson", "delong")))
    table = ConfusionTable.from_labels(truth, called)
    known = [rating for rating in ratings if rating is not None]
    area = auc_delong(truth, known) if len(known) == len(truth) else undefined(missing, "delong", len(known))
    return Figures(sensitivity(table), specificity(table), area)
