"""From the Readings of a practice set to the rows of a learning curve."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.reading.practice.reads import PracticeRead, is_right
from app.reading.protocol import Phase, Scale
from app.statistics.learning import LearningRead, NumberRead


@dataclass(frozen=True)
class Learned:
    """What was answered, by the kind of question: with two sides, and numbers without."""

    sides: tuple[LearningRead, ...] = ()
    numbers: tuple[NumberRead, ...] = ()

    @property
    def phantom(self) -> bool:
        """True when one of the cases is a phantom."""
        return any(read.phantom for read in self.sides) or any(read.phantom for read in self.numbers)


def learned_from(reads: Iterable[PracticeRead], tolerance: float) -> Learned:
    """Every question of every signed read whose answer is known; the answer before the findings."""
    signed = sorted((read for read in reads if read.ended is not None), key=_ended)
    sides: list[LearningRead] = []
    numbers: list[NumberRead] = []
    seen: set[str] = set()
    for number, read in enumerate(signed, 1):
        repeat = read.trial.case in seen
        sides += _sides(read, number, repeat)
        numbers += _numbers(read, number, repeat, tolerance)
        seen.add(read.trial.case)
    return Learned(tuple(sides), tuple(numbers))


def _ended(read: PracticeRead) -> datetime:
    assert read.ended is not None
    return read.ended


def _numbers(read: PracticeRead, number: int, repeat: bool, tolerance: float) -> Iterator[NumberRead]:
    reading = read.reading
    for question in reading.questions:
        true = read.reference_of(question.question_id)
        if question.kind is not Scale.NUMBER or true is None or question.positive_of(true) is not None:
            continue
        answer = reading.opinion.answer(question.question_id)
        model = reading.model_answers.get(question.question_id)
        yield NumberRead(
            question_id=question.question_id,
            case=read.trial.case,
            number=number,
            repeat=repeat,
            value=answer.value,
            truth=true,
            right=is_right(question, answer, true, tolerance),
            model=model.value if model else None,
            phantom=reading.phantom,
            day=_ended(read).date().isoformat(),
            seconds=reading.seconds_in(Phase.UNAIDED),
        )


def _sides(read: PracticeRead, number: int, repeat: bool) -> Iterator[LearningRead]:
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
