"""Which case comes next: Leitner's boxes over what the record says, and new cases mixed in.

The boxes: Leitner, So lernt man lernen, Freiburg 1972. That repeating after growing intervals helps to keep what was
learned: Cepeda et al., Psychological Science 19 (2008) 1095–1102.

Nothing here is kept anywhere: the boxes follow from the reads, each time anew, so that the record stays the only truth.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.reading.practice.plan import Repetition

EVERY_THIRD = 3
"""While cases wait to be repeated, every third one is new."""


class Outcome(StrEnum):
    """How a case was read."""

    KNOWN = "known"  # right and sure: up one box
    UNSURE = "unsure"  # right, but not sure: stays in its box
    MISSED = "missed"  # wrong, or not answered: back to box 1


@dataclass(frozen=True)
class CaseRead:
    """One signed Reading of a case, as far as the queue asks; `ended` is the time of its signature in the record."""

    case: str
    outcome: Outcome
    ended: datetime


@dataclass(frozen=True)
class Place:
    """Where a case stands.

    Attributes
    ----------
    box : int
        From 1.
    due : date
        From this day on it is read again.
    reads : int
        How often it was read.
    """

    case: str
    box: int
    due: date
    reads: int
    last: Outcome


@dataclass(frozen=True)
class Queue:
    """What can be read now.

    Attributes
    ----------
    due : tuple of Place
        Cases to repeat today, the lowest box and the longest wait first.
    new : tuple of str
        Cases that may be read for the first time today, in their order.
    unread : int
        All cases that were never read.
    read_today : int
    places : mapping of case to Place
        Of every case that was read.
    """

    today: date
    due: tuple[Place, ...]
    new: tuple[str, ...]
    unread: int
    read_today: int
    places: Mapping[str, Place]

    @property
    def next_case(self) -> str:
        """The case to read now; empty when there is none."""
        turn_of_new = self.read_today % EVERY_THIRD == EVERY_THIRD - 1
        if self.new and (turn_of_new or not self.due):
            return self.new[0]
        return self.due[0].case if self.due else ""

    @property
    def waiting(self) -> int:
        """So many cases can be read today."""
        return len(self.due) + len(self.new)

    def due_by(self, day: date) -> int:
        """Cases that were read and are to be repeated by a day."""
        return sum(place.due <= day for place in self.places.values())

    @property
    def next_day(self) -> date | None:
        """The first day after today on which a case comes back; None when none does."""
        return min((place.due for place in self.places.values() if place.due > self.today), default=None)


def places_of(reads: Iterable[CaseRead], repetition: Repetition, now: datetime) -> dict[str, Place]:
    """Where every case stands that was read.

    Parameters
    ----------
    reads : iterable of CaseRead
        In any order; the record's times count.
    now : datetime
        Its time zone says when a day begins.
    """
    found: dict[str, Place] = {}
    for read in sorted(reads, key=lambda read: (read.ended, read.case)):
        before = found.get(read.case)
        box = box_after(before.box if before else 0, read.outcome, repetition)
        due = read.ended.astimezone(now.tzinfo).date() + timedelta(days=repetition.days[box - 1])
        found[read.case] = Place(read.case, box, due, (before.reads if before else 0) + 1, read.outcome)
    return found


def box_after(box: int, outcome: Outcome, repetition: Repetition) -> int:
    """The box of a case after it was read; 0 before it was ever read.

    A case that is known at once begins in box 2: it comes back later than one that was missed.
    """
    if outcome is Outcome.MISSED:
        return 1
    if outcome is Outcome.UNSURE:
        return max(box, 1)
    return min(max(box, 1) + 1, len(repetition.days))


def queue_of(
    cases: Sequence[str], reads: Iterable[CaseRead], repetition: Repetition, now: datetime, key: str, extra: int = 0
) -> Queue:
    """What can be read now.

    Parameters
    ----------
    cases : sequence of str
        All cases of the set; reads of others are passed over.
    now : datetime
        With a time zone.
    key : str
        Seed of the set and name of the reader: the same key gives the same order.
    extra : int
        So many new cases more than the plan's number, which the reader asked for today.
    """
    known = set(cases)
    own = [read for read in reads if read.case in known]
    places = places_of(own, repetition, now)
    today = now.date()
    due = [place for place in places.values() if place.due <= today]
    due.sort(key=lambda place: (place.box, place.due, _draw(key, place.case)))
    first: dict[str, datetime] = {}
    for read in own:
        first[read.case] = min(first.get(read.case, read.ended), read.ended)
    begun_today = sum(time.astimezone(now.tzinfo).date() == today for time in first.values())
    unread = sorted((case for case in cases if case not in places), key=lambda case: _draw(key, case))
    allowed = max(repetition.new_per_day + extra - begun_today, 0)
    return Queue(
        today=today,
        due=tuple(due),
        new=tuple(unread[:allowed]),
        unread=len(unread),
        read_today=sum(read.ended.astimezone(now.tzinfo).date() == today for read in own),
        places=places,
    )


def _draw(key: str, case: str) -> str:
    return hashlib.sha256(f"{key}\n{case}".encode()).hexdigest()
