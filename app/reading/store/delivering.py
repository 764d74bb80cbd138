"""A record on a server that a workstation can lose: every event is on this computer first, and delivered exactly once.

What is acknowledged is on the local disk, so that a read goes on without the network. Events are delivered in their
order as soon as the server answers; each keeps its id, its times and its hash, and the server takes an id only once.
When somebody went on with the same Reading elsewhere meanwhile, the server refuses; the local events stay where they
are and `undelivered` names them.
"""

import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from app.reading.record import Event, Problem, Proposal
from app.reading.record_store import RecordStore, StoredReading
from app.reading.store.faults import ServerUnreachableError
from app.reading.store.sqlite import SqliteStore
from imaging.errors import UserError

T = TypeVar("T")

REFUSED_BY_SERVER = "the server did not take this event: {}"


class Server(RecordStore, Protocol):
    """A store that also takes events that were sealed elsewhere."""

    def keep(self, event: Event) -> Event:
        """Keep an event at its own place in the chain, once; refuse it when the Reading went on without it."""
        ...

    def hashes(self) -> Mapping[str, tuple[str, ...]]:
        """Reading → the hashes of its events, in order."""
        ...


class DeliveringStore:
    """A `RecordStore` that keeps what it is given in a local record and hands it on to a server's.

    Parameters
    ----------
    connect : callable
        Opens the server's store; called again after the connection was lost.
    local : Path
        The local record's file.
    retry_seconds : float
        How long to leave a lost server alone.
    """

    def __init__(self, connect: Callable[[], Server], local: Path, retry_seconds: float = 10.0) -> None:
        self._connect, self._lock, self._retry_seconds = connect, threading.RLock(), retry_seconds
        self._local = SqliteStore(local)
        self._server: Server | None = None
        self._lost = -retry_seconds  # when the server was last lost
        self._taken: dict[str, int] = {}  # events of each Reading that the server has, learned at every connection
        self._refused: dict[str, str] = {}  # Reading → why the server does not take it
        self.deliver()

    # ── the store ───────────────────────────────────────────────────────────────────────────────────────────────

    def append(self, proposal: Proposal) -> Event:
        """Keep a proposal here, then deliver it; offline it waits. See `RecordStore.append`."""
        with self._lock:
            self._fetch(proposal.context.reading_id)
            event = self._local.append(proposal)
            self._ask(lambda _: None)  # a server that is there again is asked what it has
            self._deliver(event.reading_id, event.sequence)
            return event

    def events(self, reading_id: str) -> tuple[Event, ...]:
        """All events of a Reading: of the server's and of this computer's, whoever has more."""
        with self._lock:
            self._fetch(reading_id)
            return self._local.events(reading_id)

    def readings(self) -> tuple[StoredReading, ...]:
        """All Readings that are here or that the server shows."""
        with self._lock:
            here = {entry.reading_id: entry for entry in self._local.readings()}
            there = self._ask(lambda server: server.readings()) or ()
            merged = {entry.reading_id: entry for entry in there}
            for known, entry in here.items():
                if known not in merged or entry.events > merged[known].events:
                    merged[known] = entry
            return tuple(merged.values())

    def fingerprint(self) -> str:
        """Of the local record: the server's is its owner's to keep."""
        return self._local.fingerprint()

    def has_had(self, fingerprint: str) -> bool:
        """As `SqliteStore.has_had`, of the local record."""
        return self._local.has_had(fingerprint)

    def verify(self) -> list[Problem]:
        """Check the local record and, when it answers, the server's; name what the server refused."""
        with self._lock:
            problems = self._local.verify() + (self._ask(lambda server: server.verify()) or [])
            problems += [Problem(known, 0, REFUSED_BY_SERVER.format(why)) for known, why in self._refused.items()]
        return problems

    def close(self) -> None:
        """Deliver what can be delivered, and release both."""
        with self._lock:
            self.deliver()
            if self._server is not None:
                self._server.close()
            self._local.close()

    # ── delivery ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def online(self) -> bool:
        """True while the server answered last time."""
        return self._server is not None

    def deliver(self) -> int:
        """Hand on what the server does not have yet; how many events are still waiting."""
        with self._lock:
            self._ask(lambda _: None)
            waiting = 0
            for entry in self._local.readings():
                self._deliver(entry.reading_id, entry.events)
                waiting += max(0, entry.events - self._taken.get(entry.reading_id, 0))
            return waiting

    def _deliver(self, reading_id: str, events: int) -> None:
        """Hand on one Reading until the server has it all, is lost, or refuses."""
        known = self._taken.get(reading_id, 0)
        if known >= events or not self.online:
            return
        for event in self._local.events(reading_id)[known:]:
            try:
                taken = self._ask(partial(_hand_on, event))
            except UserError as error:
                self._refused[reading_id] = str(error)
                return
            if taken is None:
                return
            if taken != event:
                self._refused[reading_id] = "it holds another event in this place"
                return
            self._taken[reading_id] = event.sequence
        self._refused.pop(reading_id, None)

    def _fetch(self, reading_id: str) -> None:
        """Bring a Reading that was begun or continued elsewhere to this computer."""
        there = self._ask(lambda server: server.events(reading_id)) or ()
        here = self._local.events(reading_id)
        if len(there) > len(here) and there[: len(here)] == here:
            for event in there[len(here) :]:
                self._local.append(proposal_of(event))
            self._taken[reading_id] = len(there)

    def _in_common(self, server: Server) -> dict[str, int]:
        """How many events of each local Reading the server has, from the first on."""
        there = server.hashes()
        return {
            entry.reading_id: _same_beginning(self._local.events(entry.reading_id), there.get(entry.reading_id, ()))
            for entry in self._local.readings()
        }

    def _ask(self, work: Callable[[Server], T]) -> T | None:
        """Do something on the server; None when it cannot be reached."""
        if self._server is None and time.monotonic() - self._lost < self._retry_seconds:
            return None
        try:
            if self._server is None:
                server = self._connect()
                self._taken = self._in_common(server)
                self._server = server
            return work(self._server)
        except ServerUnreachableError:
            if self._server is not None:
                self._server.close()
            self._server, self._lost = None, time.monotonic()
            return None


def _same_beginning(here: tuple[Event, ...], there: tuple[str, ...]) -> int:
    """How many events, from the first, have the same hash."""
    pairs = zip(here, there, strict=False)
    return next(
        (place for place, (event, known) in enumerate(pairs) if event.event_hash != known), min(len(here), len(there))
    )


def _hand_on(event: Event, server: Server) -> Event:
    return server.keep(event)


def proposal_of(event: Event) -> Proposal:
    """An event as it was proposed: sealed again at the same place it is the same event."""
    return Proposal(
        context=event.context,
        happening=event.happening,
        event_id=event.event_id,
        wall_utc=event.wall_utc,
        monotonic_ns=event.monotonic_ns,
        process=event.process,
        program_version=event.program_version,
    )
