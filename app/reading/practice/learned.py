"""From the Readings of a practice set to the rows of a learning curve."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.reading.opinion import Answer
from app.reading.practice.reads import PracticeRead, is_right
from app.reading.protocol import Phase, Question, Scale
from app.reading.revelation import ModelAnswer
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


def _known(read: PracticeRead) -> Iterator[tuple[Question, float, Answer, ModelAnswer | None]]:
    """Every question whose answer is known, with what is true, the reader's answer and the model's."""
    reading = read.reading
    for question in reading.questions:
        name = question.question_id
        true = read.reference_of(name)
        if true is not None:
            yield question, true, reading.opinion.answer(name), reading.model_answers.get(name)


def _numbers(read: PracticeRead, number: int, repeat: bool, tolerance: float) -> Iterator[NumberRead]:
    for question, true, answer, model in _known(read):
        if question.kind is not Scale.NUMBER or question.positive_of(true) is not None:
            continue
        yield NumberRead(
            question_id=question.question_id,
            case=read.trial.case,
            number=number,
            repeat=repeat,
            value=answer.value,
            truth=true,
            right=is_right(question, answer, true, tolerance),
            model=model.value if model else None,
            phantom=read.reading.phantom,
            day=_ended(read).date().isoformat(),
            seconds=read.reading.seconds_in(Phase.UNAIDED),
        )


def _sides(read: PracticeRead, number: int, repeat: bool) -> Iterator[LearningRead]:
    for question, true, answer, model in _known(read):
        truth = question.positive_of(true) if question.valued else bool(true)
        if truth is None:
            continue
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
            phantom=read.reading.phantom,
            day=_ended(read).date().isoformat(),
            seconds=read.reading.seconds_in(Phase.UNAIDED),
        )
