"""The state of a study, folded from its log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from app.reading.study import happenings as happened
from app.reading.study.access import StudyState
from app.reading.study.allocation import Slot
from app.reading.study.happenings import PlannedCase, StudyHappening
from app.reading.study.log import LogEntry
from app.reading.study.plan import StudyPlan
from app.reading.study.plan_file import parse_plan
from app.reading.study.readers import Person, Role
from imaging.errors import UserError


@dataclass(frozen=True)
class Enrolled:
    """Somebody who belongs to the study, with their sequence of a crossover."""

    person: Person
    sequence: str


@dataclass(frozen=True)
class Book:
    """What the log says.

    Attributes
    ----------
    plan : StudyPlan or None
        As it stood when the study was opened or last amended; None for a draft.
    cases : tuple of PlannedCase
        Without what is true of test and attention cases.
    orders : mapping of (reader, session) to slots
    versions : tuple of str
        Plan digests, oldest first.
    last : datetime or None
        Time of the last entry.
    """

    state: StudyState = StudyState.DRAFT
    plan: StudyPlan | None = None
    cases_digest: str = ""
    cases: tuple[PlannedCase, ...] = ()
    people: tuple[Enrolled, ...] = ()
    orders: Mapping[tuple[str, int], tuple[Slot, ...]] = field(default_factory=dict)
    begun: frozenset[tuple[str, int]] = frozenset()
    finished: frozenset[tuple[str, int]] = frozenset()
    versions: tuple[str, ...] = ()
    last: datetime | None = None

    @property
    def title(self) -> str:
        """The study's title; empty for a draft."""
        return self.plan.title if self.plan else ""

    def enrolled(self, reader: str) -> Enrolled:
        """Somebody who belongs to the study.

        Raises
        ------
        UserError
            When nobody has this name.
        """
        for entry in self.people:
            if entry.person.reader.casefold() == reader.casefold():
                return entry
        raise UserError("“{reader}” does not belong to this study: its owner enrols readers.", reader=reader)

    def orders_of(self, reader: str) -> dict[int, tuple[Slot, ...]]:
        """The orders of a reader by session; places of withdrawn cases are left out."""
        known = {case.row.case for case in self.cases}
        own = {session: slots for (name, session), slots in self.orders.items() if name == reader}
        return {n: tuple(slot for slot in own[n] if slot.case in known) for n in sorted(own)}

    def case(self, name: str) -> PlannedCase:
        """The case of this name; KeyError when there is none."""
        for case in self.cases:
            if case.row.case == name:
                return case
        raise KeyError(name)

    def readers(self, *roles: Role) -> tuple[Enrolled, ...]:
        """All who have one of these roles, in the order of their enrolment."""
        return tuple(entry for entry in self.people if entry.person.role in roles)

    def after(self, entry: LogEntry) -> "Book":
        """The state after one more entry."""
        return replace(self._after(entry.happening), last=entry.time)

    def _after(self, what: StudyHappening) -> "Book":
        match what:
            case happened.StudyOpened() | happened.StudyAmended():
                return replace(
                    self,
                    state=StudyState.OPEN,
                    plan=replace(parse_plan(what.plan.encode("utf-8")), questions=what.questions),
                    cases_digest=what.cases_digest,
                    cases=what.cases,
                    versions=(*self.versions, what.plan_digest),
                )
            case happened.ReaderEnrolled(person, sequence):
                return replace(self, people=(*self.people, Enrolled(person, sequence)))
            case happened.OrderIssued(reader, session, slots):
                return replace(self, orders=MappingProxyType({**self.orders, (reader, session): slots}))
            case happened.SessionBegun(reader, session):
                return replace(self, begun=self.begun | {(reader, session)})
            case happened.SessionFinished(reader, session):
                return replace(self, finished=self.finished | {(reader, session)})
            case happened.StudyClosed():
                return replace(self, state=StudyState.CLOSED)
        return self


def book_of(entries: Iterable[LogEntry]) -> Book:
    """Fold a log."""
    book = Book()
    for entry in entries:
        book = book.after(entry)
    return book
