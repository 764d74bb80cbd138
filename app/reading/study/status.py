"""How far a study is, for its owner: everybody's progress, and whether they are reading at all.

Of answers it says one thing only: how many attention cases somebody got right.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.reading.codec import to_json
from app.reading.opinion import Answer
from app.reading.protocol import Phase
from app.reading.question import Question, Scale
from app.reading.reading import resume
from app.reading.record_store import RecordStore
from app.reading.store.memory import MemoryStore
from app.reading.study.access import StudyState
from app.reading.study.allocation import Slot
from app.reading.study.book import Book, Enrolled
from app.reading.study.plan import StudyPlan
from app.reading.study.progress import NextStep, Step, TrialRead, next_step
from app.reading.study.readers import Role
from app.reading.study.study import ReaderStudy, words_of_time
from app.reading.trial import CaseKind
from imaging.errors import UserError


@dataclass(frozen=True)
class SessionStatus:
    """One session of one reader; times of the first and the last signature."""

    session: int
    done: int
    total: int
    begun: datetime | None
    ended: datetime | None


@dataclass(frozen=True)
class ReaderStatus:
    """One reader or adjudicator.

    Attributes
    ----------
    sign_in : str
        ``"password"``, ``"code"`` (given and not used yet) or ``"nothing"``.
    attention : (right, read) or None
        Of the attention cases that were signed; None when the study has none, or its list of cases is elsewhere.
    """

    reader: str
    role: str
    group: str
    sequence: str
    sign_in: str
    sessions: tuple[SessionStatus, ...]
    next: NextStep
    attention: tuple[int, int] | None = None


@dataclass(frozen=True)
class StudyStatus:
    """The whole study."""

    state: StudyState
    name: str
    title: str
    version: str
    design: str
    plan_digest: str
    cases_digest: str
    record_fingerprint: str
    readers: tuple[ReaderStatus, ...]

    @property
    def done(self) -> int:
        """Trials that were signed."""
        return sum(session.done for reader in self.readers for session in reader.sessions)

    @property
    def total(self) -> int:
        """Trials that were issued."""
        return sum(session.total for reader in self.readers for session in reader.sessions)


def status_of(study: ReaderStudy) -> StudyStatus:
    """Where a study stands now; of a draft nothing but its plan."""
    book, plan = study.book(), study.plan()
    store: RecordStore = study.record() if study.has_record else MemoryStore()
    try:
        reads = study.trial_reads(store)
        readers = tuple(_reader(study, book, entry, reads) for entry in book.people)
        readers = _with_attention(readers, reads, store, plan, _attention_cases(study, book))
        fingerprint = store.fingerprint()
    finally:
        store.close()
    return StudyStatus(
        state=book.state,
        name=plan.name,
        title=plan.title,
        version=plan.version,
        design=plan.design,
        plan_digest=plan.digest,
        cases_digest=book.cases_digest,
        record_fingerprint=fingerprint,
        readers=readers,
    )


def _attention_cases(study: ReaderStudy, book: Book) -> Mapping[str, float]:
    """Attention case → what is true of it, as far as the list of cases is in the folder."""
    if not any(case.row.kind is CaseKind.ATTENTION for case in book.cases):
        return {}
    try:
        rows = study.cases().of_kind(CaseKind.ATTENTION)
    except UserError:
        return {}
    primary = study.plan(book).primary
    return {row.case: row.truth[primary] for row in rows}


def _with_attention(
    readers: Sequence[ReaderStatus],
    reads: Sequence[TrialRead],
    store: RecordStore,
    plan: StudyPlan,
    truths: Mapping[str, float],
) -> tuple[ReaderStatus, ...]:
    if not truths:
        return tuple(readers)
    question = plan.question(plan.primary)
    right: Counter[str] = Counter()
    read_by: Counter[str] = Counter()
    for read in reads:
        if read.case in truths and read.phase is Phase.SIGNED:
            finals = {a.question_id: a for a in resume(store.events(read.reading_id)).final_answers}
            read_by[read.reader.casefold()] += 1
            answer = finals.get(plan.primary)
            right[read.reader.casefold()] += answer is not None and is_right(question, answer, truths[read.case])
    return tuple(
        replace(reader, attention=(right[reader.reader.casefold()], read_by[reader.reader.casefold()]))
        if reader.role == Role.READER
        else reader
        for reader in readers
    )


def is_right(question: Question, answer: Answer, truth: float) -> bool:
    """True for an answer on the side of what is true; of a scale without sides, for the same value."""
    side = bool(truth) if question.kind in (Scale.BINARY, Scale.YES_NO) else question.positive_of(truth)
    return answer.value == truth if side is None else answer.positive == side


def document(status: StudyStatus) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "schema": "overread.study_status/1",
        **{key: to_json(getattr(status, key)) for key in status.__dataclass_fields__ if key != "readers"},
        "done": status.done,
        "total": status.total,
        "readers": [_reader_document(reader) for reader in status.readers],
    }


def lines(status: StudyStatus) -> list[str]:
    """The same in words."""
    said = [
        f"{status.title} ({status.name}, version {status.version}, {status.design}): {status.state}",
        f"plan {status.plan_digest}",
    ]
    if status.state is StudyState.DRAFT:
        return said
    said.append(f"cases {status.cases_digest}")
    if status.record_fingerprint:
        said.append(f"record {status.record_fingerprint}")
    said.append(f"{status.done} of {status.total} trials signed")
    width = max((len(reader.reader) for reader in status.readers), default=0)
    for reader in status.readers:
        counts = ", ".join(f"session {s.session}: {s.done}/{s.total}" for s in reader.sessions) or "nothing to read"
        seen = "" if reader.attention is None else "; attention cases right: {} of {}".format(*reader.attention)
        said.append(f"  {reader.reader:<{width}}  {reader.role}  {counts}; {words_of_step(reader.next)}{seen}")
    return said


def words_of_step(step: NextStep) -> str:
    """What comes next, in a few words."""
    match step.step:
        case Step.RESUME:
            return f"a trial of session {step.session} is open"
        case Step.WAIT:
            assert step.not_before is not None
            return f"washout until {words_of_time(step.not_before)}"
        case Step.DONE:
            return "done" if step.last_session else "waiting"
    return f"next: case {step.done + 1} of {step.total} in session {step.session}"


def _reader(study: ReaderStudy, book: Book, entry: Enrolled, reads: Sequence[TrialRead]) -> ReaderStatus:
    assert book.plan is not None
    name = entry.person.reader
    own = [read for read in reads if read.reader.casefold() == name.casefold()]
    orders = book.orders_of(name)
    accounts = study.accounts
    return ReaderStatus(
        reader=name,
        role=entry.person.role,
        group=entry.person.group,
        sequence=entry.sequence,
        sign_in="password" if accounts.has_password(name) else "code" if accounts.has_code(name) else "nothing",
        sessions=tuple(_session(number, orders, own) for number in sorted(orders)),
        next=next_step(orders, own, book.plan.sessions, study.now()),
    )


def _session(number: int, orders: Mapping[int, Sequence[Slot]], own: Sequence[TrialRead]) -> SessionStatus:
    cases = {slot.case for slot in orders[number]}
    here = [read for read in own if read.session == number and read.case in cases]
    signed = [read for read in here if read.phase is Phase.SIGNED]
    return SessionStatus(
        session=number,
        done=len({read.case for read in signed}),
        total=len(cases),
        begun=min((read.begun for read in here), default=None),
        ended=max((read.ended for read in signed if read.ended is not None), default=None),
    )


def _reader_document(reader: ReaderStatus) -> dict[str, Any]:
    step = reader.next
    return {
        **{key: to_json(getattr(reader, key)) for key in ("reader", "role", "group", "sequence", "sign_in")},
        "sessions": [
            {
                "session": session.session,
                "done": session.done,
                "total": session.total,
                "begun": _iso(session.begun),
                "ended": _iso(session.ended),
            }
            for session in reader.sessions
        ],
        "attention": None if reader.attention is None else dict(zip(("right", "read"), reader.attention, strict=True)),
        "next": {"step": str(step.step), "session": step.session, "not_before": _iso(step.not_before)},
    }


def _iso(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
