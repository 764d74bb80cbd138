"""A record that lives as long as the program: for tests, and for looking around without leaving a trace."""

import threading

from app.reading.events import ReadingOpened
from app.reading.record import Event, Problem, Proposal, anchor, digest, seal
from app.reading.record_store import StoredReading
from app.reading.store.rules import admit, check


class MemoryStore:
    """A `RecordStore` in a list."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._by_id: dict[str, Event] = {}
        self._chains: dict[str, list[Event]] = {}
        self._lock = threading.Lock()

    def append(self, proposal: Proposal) -> Event:
        """Keep a proposal; see `RecordStore.append`."""
        with self._lock:
            return self._kept(proposal)

    def _kept(self, proposal: Proposal) -> Event:
        known = self._by_id.get(proposal.event_id)
        if known:
            return known
        chain = self.events(proposal.context.reading_id)
        event = seal(proposal, len(chain) + 1, chain[-1].event_hash if chain else anchor(proposal.context.reading_id))
        admit(chain, event)
        self._events.append(event)
        self._by_id[event.event_id] = event
        self._chains.setdefault(event.reading_id, []).append(event)
        return event

    def events(self, reading_id: str) -> tuple[Event, ...]:
        """All events of a Reading, in order."""
        return tuple(self._chains.get(reading_id, ()))

    def readings(self) -> tuple[StoredReading, ...]:
        """All Readings, in the order in which they were opened."""
        opened = (event.context for event in self._events if event.kind == ReadingOpened.__name__)
        return tuple(
            StoredReading(c.reading_id, c.reader, c.study_digest, len(self.events(c.reading_id))) for c in opened
        )

    def fingerprint(self) -> str:
        """A digest over all events in the order in which they came."""
        link = ""
        for event in self._events:
            link = digest(link + event.event_hash)
        return link

    def verify(self) -> list[Problem]:
        """Check every chain."""
        return [problem for entry in self.readings() for problem in check(self.events(entry.reading_id))]

    def close(self) -> None:
        """Nothing to release."""
