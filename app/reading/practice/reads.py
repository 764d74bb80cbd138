"""From the record to what was learned: each signed Reading of a practice set, and whether the case was known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.reading.events import ReadingOpened, ReadSigned
from app.reading.opinion import Answer
from app.reading.practice.plan import Repetition
from app.reading.practice.queue import CaseRead, Outcome
from app.reading.protocol import Phase
from app.reading.question import Question, Scale
from app.reading.reading import Reading, resume
from app.reading.record_store import RecordStore
from app.reading.revelation import ModelAnswer
from app.reading.trial import Trial


@dataclass(frozen=True)
class PracticeRead:
    """One Reading of a practice set.

    Attributes
    ----------
    ended : datetime or None
        The time of its signature in the record; None before it.
    """

    reading: Reading
    trial: Trial
    begun: datetime
    ended: datetime | None

    def reference_of(self, question_id: str) -> float | None:
        """What is true, as a value of the question's scale; None where nobody knows, and before the signature."""
        side = self.reading.reference.get(question_id)
        return self.reading.reference_values.get(question_id, None if side is None else float(side))

    def case_read(self, repetition: Repetition) -> CaseRead | None:
        """What the queue asks of it; None before the signature."""
        if self.ended is None:
            return None
        return CaseRead(self.trial.case, self.outcome(repetition), self.ended)

    def outcome(self, repetition: Repetition) -> Outcome:
        """The worst over the questions that count, where the truth is known; by the answer before the findings."""
        found = set()
        for question in self.reading.questions:
            if repetition.judged_by and question.question_id not in repetition.judged_by:
                continue
            true = self.reference_of(question.question_id)
            if true is not None:
                found.add(judged(question, self.reading.opinion.answer(question.question_id), true, repetition))
        order = (Outcome.MISSED, Outcome.UNSURE, Outcome.KNOWN)
        return next((outcome for outcome in order if outcome in found), Outcome.UNSURE)


KnownReads = dict[tuple[str, int], PracticeRead | None]
"""Reading and number of its events → what was made of it; None for one that is no practice of this set."""


def judged(question: Question, answer: Answer, true: float, repetition: Repetition) -> Outcome:
    """How one question was answered."""
    if not is_right(question, answer, true, repetition.tolerance):
        return Outcome.MISSED
    unsure = answer.confidence is not None and answer.confidence < repetition.sure_from
    return Outcome.UNSURE if unsure else Outcome.KNOWN


def is_right(question: Question, answer: Answer, true: float, tolerance: float = 0.0) -> bool:
    """True for the side, the level, or a number within the tolerance; False without an answer."""
    if question.kind in (Scale.GRADE, Scale.NUMBER):
        return answer.value is not None and abs(answer.value - true) <= tolerance * (question.kind is Scale.NUMBER)
    return answer.positive is not None and answer.positive == bool(true)


def model_is_right(question: Question, model: ModelAnswer, true: float, tolerance: float = 0.0) -> bool | None:
    """By the same measure as the reader's answer; None where the model took no side."""
    if model.value is not None:
        return is_right(question, Answer(question.question_id, value=model.value), true, tolerance)
    side = question.positive_of(true) if question.valued else bool(true)
    return None if model.positive is None else model.positive == side


def practice_reads(
    store: RecordStore, name: str, reader: str | None = None, known: KnownReads | None = None
) -> tuple[PracticeRead, ...]:
    """The Readings of a practice set in a record, in the order in which they were opened.

    Parameters
    ----------
    known : dict, optional
        What was read before; a Reading that has as many events as then is not read again. It is filled here.

    Raises
    ------
    UserError
        When a Reading cannot be rebuilt from its events.
    """
    kept: KnownReads = {} if known is None else known
    found = []
    for entry in store.readings():
        if reader is not None and entry.reader.casefold() != reader.strip().casefold():
            continue
        key = entry.reading_id, entry.events
        if key not in kept:
            kept[key] = _read(store, entry.reading_id, name)
        read = kept[key]
        if read is not None:
            found.append(read)
    return tuple(found)


def _read(store: RecordStore, reading_id: str, name: str) -> PracticeRead | None:
    events = store.events(reading_id)
    opened = events[0].happening if events else None
    trial = opened.trial if isinstance(opened, ReadingOpened) else None
    if trial is None or trial.study != name:
        return None
    signed = next((event for event in events if isinstance(event.happening, ReadSigned)), None)
    return PracticeRead(
        reading=resume(events),
        trial=trial,
        begun=datetime.fromisoformat(events[0].wall_utc),
        ended=datetime.fromisoformat(signed.wall_utc) if signed else None,
    )


def open_read(reads: Iterable[PracticeRead]) -> PracticeRead | None:
    """The Reading that was begun and not signed; the last, should there be more."""
    begun = [read for read in reads if read.reading.phase is not Phase.SIGNED]
    return begun[-1] if begun else None
