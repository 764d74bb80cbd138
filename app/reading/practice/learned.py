"""From the Readings of a practice set to the rows of a learning curve."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from app.reading.practice.reads import PracticeRead
from app.reading.protocol import Phase
from app.statistics.learning import LearningRead


def learning_reads(reads: Iterable[PracticeRead]) -> tuple[LearningRead, ...]:
    """Every question with two sides of every signed read whose answer is known; the answer before the findings."""
    signed = sorted((read for read in reads if read.ended is not None), key=_ended)
    rows: list[LearningRead] = []
    seen: set[str] = set()
    for number, read in enumerate(signed, 1):
        rows += _rows(read, number, read.trial.case in seen)
        seen.add(read.trial.case)
    return tuple(rows)


def _ended(read: PracticeRead) -> datetime:
    assert read.ended is not None
    return read.ended


def _rows(read: PracticeRead, number: int, repeat: bool) -> Iterator[LearningRead]:
    reading = read.reading
    for question in reading.questions:
        true = read.reference_of(question.question_id)
        truth = None if true is None else question.positive_of(true) if question.valued else bool(true)
        if truth is None:
            continue
        answer = reading.opinion.answer(question.question_id)
        model = reading.model_answers.get(question.question_id)
        yield LearningRead(
            question_id=question.question_id,
            case=read.trial.case,
            number=number,
            repeat=repeat,
            positive=answer.positive,
            truth=truth,
            rating=answer.rating if not question.valued else None,
            confidence=answer.confidence,
            model=model.positive if model else None,
            model_probability=model.probability if model else None,
            phantom=reading.phantom,
            day=_ended(read).date().isoformat(),
            seconds=reading.seconds_in(Phase.UNAIDED),
        )
