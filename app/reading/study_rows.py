"""From the record to the reads of a study, as the report and the exports take them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.reading.exposure_times import PhaseTimes, exposure_times
from app.reading.lesion_marks import Hit, score_marks
from app.reading.opinion import Answer, Choice, LesionMark
from app.reading.protocol import Phase, Question
from app.reading.reading import Reading, resume
from app.reading.record import Event
from app.reading.record_store import RecordStore
from app.reading.trial import CaseKind, Trial
from app.statistics.study_reads import RatedMark, Read
from imaging.region import Box

Lesions = Mapping[tuple[str, str], Sequence[Sequence[Box]]]
"""(case, question) → boxes of lesion 1, 2, …"""


@dataclass(frozen=True)
class MarkScoring:
    """When a mark hits a lesion; see `score_marks`."""

    lesions: Lesions = field(default_factory=lambda: MappingProxyType({}))
    hit: str = Hit.INSIDE
    limit: float = 0.0


NO_SCORING = MarkScoring()


@dataclass(frozen=True)
class StudyRows:
    """The reads that count, and why others do not: reason → how many.

    ``"training"``, ``"attention"``, ``"not finished"`` and ``"read twice"`` count Readings; ``"time limit"`` counts
    answers that were missing when the time was up.
    """

    reads: tuple[Read, ...]
    left_out: Mapping[str, int]


def study_rows(store: RecordStore, plan_digests: Collection[str], scoring: MarkScoring = NO_SCORING) -> StudyRows:
    """All reads of a study in a record.

    Parameters
    ----------
    plan_digests : collection of str
        Of the plan and of those it amends.

    Raises
    ------
    UserError
        When a Reading cannot be rebuilt from its events.
    """
    reads: list[Read] = []
    left_out: Counter[str] = Counter()
    finished: set[tuple[str, str, int]] = set()
    for entry in store.readings():
        events = store.events(entry.reading_id)
        reading = resume(events)
        trial = reading.trial
        if trial is None or trial.plan_digest not in plan_digests:
            continue
        sitting = (reading.context.reader.casefold(), trial.case, trial.session)
        if trial.kind is not CaseKind.TEST:
            left_out[trial.kind.value] += 1
        elif reading.phase is not Phase.SIGNED:
            left_out["not finished"] += 1
        elif sitting in finished:
            left_out["read twice"] += 1  # on two workstations at once; the first counts
        else:
            finished.add(sitting)
            own = reads_of(reading, events, scoring)
            reads += own
            left_out["time limit"] += len(reading.questions) * (2 if reading.protocol.locks else 1) - len(own)
    return StudyRows(tuple(reads), MappingProxyType({reason: n for reason, n in left_out.items() if n}))


def reads_of(reading: Reading, events: Iterable[Event], scoring: MarkScoring = NO_SCORING) -> tuple[Read, ...]:
    """The reads of one signed Reading of a study: a sequential one gives two for each question, unaided and aided.

    An answer that was missing when the time was up gives none; so does a Reading that is not signed or of no study.
    """
    trial = reading.trial
    if trial is None or reading.phase is not Phase.SIGNED:
        return ()
    times = exposure_times(events).get(Phase.AIDED, PhaseTimes())
    reads: list[Read | None] = []
    for question, final in zip(reading.questions, reading.final_answers, strict=True):
        if reading.protocol.opens_in is Phase.UNAIDED:
            unaided = reading.opinion.answer(question.question_id)
            marks = _scored(question, reading.opinion.marks, trial, scoring)
            reads.append(_read(reading, trial, unaided, Phase.UNAIDED, marks))
        if Phase.AIDED in reading.protocol.reveal_in:
            marks = _scored(question, reading.final_marks, trial, scoring)
            read = _read(reading, trial, final, Phase.AIDED, marks)
            reads.append(replace(read, exposure_seconds=times.layers) if read else None)
    return tuple(read for read in reads if read is not None)


def _scored(
    question: Question, marks: Iterable[LesionMark], trial: Trial, scoring: MarkScoring
) -> tuple[RatedMark, ...] | None:
    """None for a question that asks for no marks."""
    if not question.marks:
        return None
    own = (mark for mark in marks if mark.question_id == question.question_id)
    lesions = scoring.lesions.get((trial.case, question.question_id), ())
    return score_marks(own, lesions, scoring.hit, scoring.limit)


def _read(
    reading: Reading, trial: Trial, answer: Answer, phase: Phase, marks: tuple[RatedMark, ...] | None
) -> Read | None:
    """None for an answer that was not given."""
    if answer.rating is None:
        return None
    decision = reading.decisions.get(answer.question_id) if phase is Phase.AIDED else None
    return Read(
        reading_id=reading.reading_id,
        reader=reading.context.reader,
        case=trial.case,
        question=answer.question_id,
        arm=phase.value,
        session=trial.session,
        position=trial.position,
        positive=answer.positive,
        rating=float(answer.rating),
        seconds=reading.seconds_in(phase),
        overridden=decision is not None and decision.choice is Choice.OVERRIDE,
        reason=decision.reason if decision else "",
        marks=marks,
    )
