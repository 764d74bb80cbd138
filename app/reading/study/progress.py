"""How far somebody is: the trial to take up again, the next one, a washout that still runs, or nothing more to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.reading.events import ReadingOpened, ReadSigned
from app.reading.protocol import Phase
from app.reading.reading import resume
from app.reading.record import Event
from app.reading.record_store import RecordStore, StoredReading
from app.reading.study.allocation import Slot
from app.reading.study.plan import Sessions, WashoutFrom
from app.reading.trial import CaseKind

TOLERANCE = timedelta(minutes=2)
"""So much two computers' clocks may differ before one counts as turned back."""


class Step(StrEnum):
    """What somebody can do now."""

    RESUME = "resume"  # a trial that was begun
    BEGIN = "begin"  # the next trial of the order
    WAIT = "wait"  # a washout still runs
    DONE = "done"  # everything was read


@dataclass(frozen=True)
class TrialRead:
    """A Reading of a trial, as far as progress asks; `ended` is the time of its signature, None before it.

    `plan_digest` is that of the plan when it was begun: an amendment changes it for later ones.
    """

    reading_id: str
    reader: str
    case: str
    session: int
    plan_digest: str
    phase: Phase
    begun: datetime
    ended: datetime | None
    last: datetime


@dataclass(frozen=True)
class NextStep:
    """What somebody can do now.

    Attributes
    ----------
    slot : Slot or None
        The trial to resume or begin, also while the washout before it runs; None when everything was read.
    number, of : int
        Which case of the session this is among those of its sort: training cases are counted by themselves, and
        attention cases with the test cases, so that nothing tells them apart.
    done, total : int
        Cases of the session that were signed, and all of them, training cases too.
    not_before : datetime or None
        When a washout ends.
    last_session : int
        Of those that were issued.
    """

    step: Step
    slot: Slot | None
    session: int
    number: int
    of: int
    done: int
    total: int
    last_session: int
    not_before: datetime | None = None


KnownReads = dict[tuple[str, int], TrialRead | None]
"""Reading and number of its events → what was made of it; None for one of no study or of another."""


def trial_reads(
    store: RecordStore, study: str, reader: str | None = None, known: KnownReads | None = None
) -> tuple[TrialRead, ...]:
    """The Readings of a study's trials in a record, of one reader or of all, in the order in which they were opened.

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
        if reader is not None and entry.reader.casefold() != reader.casefold():
            continue
        key = entry.reading_id, entry.events
        if key not in kept:
            kept[key] = _trial_read(entry, store.events(entry.reading_id), study)
        read = kept[key]
        if read is not None:
            found.append(read)
    return tuple(found)


def _trial_read(entry: StoredReading, events: Sequence[Event], study: str) -> TrialRead | None:
    opened = events[0].happening if events else None
    trial = opened.trial if isinstance(opened, ReadingOpened) else None
    if trial is None or trial.study != study:
        return None
    signed = next((event for event in events if isinstance(event.happening, ReadSigned)), None)
    return TrialRead(
        reading_id=entry.reading_id,
        reader=entry.reader,
        case=trial.case,
        session=trial.session,
        plan_digest=trial.plan_digest,
        phase=Phase.SIGNED if signed else resume(events).phase,
        begun=datetime.fromisoformat(events[0].wall_utc),
        ended=datetime.fromisoformat(signed.wall_utc) if signed else None,
        last=datetime.fromisoformat(events[-1].wall_utc),
    )


def next_step(
    orders: Mapping[int, Sequence[Slot]], reads: Iterable[TrialRead], sessions: Sessions, now: datetime
) -> NextStep:
    """What a reader can do now, from their orders and their own reads."""
    by_trial = {(read.session, read.case): read for read in reads}
    last = max(orders, default=0)
    for session in sorted(orders):
        slots = orders[session]
        open_slots = [slot for slot in slots if not _ended(by_trial, slot)]
        if not open_slots:
            continue
        slot = next((slot for slot in open_slots if (session, slot.case) in by_trial), open_slots[0])
        begun = (session, slot.case) in by_trial
        until = None if begun else washout_ends(slot, by_trial, sessions)
        waits = until is not None and now < until
        step = Step.RESUME if begun else Step.WAIT if waits else Step.BEGIN
        number, of = place_of(slot, slots)
        done = len(slots) - len(open_slots)
        return NextStep(step, slot, session, number, of, done, len(slots), last, until if waits else None)
    return NextStep(Step.DONE, None, last, 0, 0, 0, 0, last)


def washout_ends(slot: Slot, by_trial: Mapping[tuple[int, str], TrialRead], sessions: Sessions) -> datetime | None:
    """When a case may be read again; None when nothing has to be waited for.

    Counted from the record's own times, never from a note that somebody made.
    """
    if slot.session < 2 or not sessions.washout_days:
        return None
    before = [read for (session, _), read in by_trial.items() if session == slot.session - 1 and read.ended]
    if sessions.washout_from is WashoutFrom.CASE:
        if slot.kind is CaseKind.TRAINING:
            return None
        before = [read for read in before if read.case == slot.case]
    times = [read.ended for read in before if read.ended is not None]
    return max(times) + timedelta(days=sessions.washout_days) if times else None


def place_of(slot: Slot, slots: Sequence[Slot]) -> tuple[int, int]:
    """Number of a trial among those of its sort in the session, from 1, and how many they are."""
    training = slot.kind is CaseKind.TRAINING
    alike = [other for other in slots if (other.kind is CaseKind.TRAINING) == training]
    return alike.index(slot) + 1, len(alike)


def turned_back(now: datetime, known: Iterable[datetime | None]) -> datetime | None:
    """The last time that is known for certain, when the clock shows less; None when the clock may be right."""
    last = max((time for time in known if time is not None), default=None)
    return last if last is not None and now < last - TOLERANCE else None


def _ended(by_trial: Mapping[tuple[int, str], TrialRead], slot: Slot) -> bool:
    read = by_trial.get((slot.session, slot.case))
    return read is not None and read.phase is Phase.SIGNED
