"""What a store of the record does; the stores themselves are in `app.reading.store`."""

from dataclasses import dataclass
from typing import Protocol

from app.reading.record import Event, Problem, Proposal


@dataclass(frozen=True)
class StoredReading:
    """One Reading in a store: who read what, and how many events it has."""

    reading_id: str
    reader: str
    study_digest: str
    events: int


class RecordStore(Protocol):
    """What every store does.

    Calls may come from any thread; a store lets one in at a time. Everything that fails for a reason outside the
    program (disk full, file locked) is a `UserError`, and then nothing was written.
    """

    def append(self, proposal: Proposal) -> Event:
        """Seal a proposal at the end of its Reading and keep it: when this returns, a power cut does not lose it.

        A proposal that is in the record already gives the event it became. A second `ReadingOpened`,
        `UnaidedReadLocked` or `ReadSigned` of a Reading is refused with a `UserError`, and so is an event of a Reading
        that was never opened.
        """
        ...

    def events(self, reading_id: str) -> tuple[Event, ...]:
        """All events of a Reading, in order; () for an unknown one."""
        ...

    def readings(self) -> tuple[StoredReading, ...]:
        """All Readings, in the order in which they were opened."""
        ...

    def fingerprint(self) -> str:
        """A digest that changes with every event of the record; keep it elsewhere to detect a record written anew."""
        ...

    def verify(self) -> list[Problem]:
        """Check everything that is kept; an empty list when the record is whole."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...
