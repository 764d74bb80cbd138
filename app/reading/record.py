"""The record: events, sealed into one hash chain per Reading.

What the chain shows: an event that was edited, taken out of the middle, moved, or that belongs to another Reading,
and a beginning that was cut off. What it cannot show by itself: an end that was cut off (the store keeps a head for
that), and a chain that someone wrote anew from start to end, since there is no secret in it. Only a fingerprint of
the record that is kept elsewhere shows that (`overread record verify --expect`).
"""

import hashlib
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from typing import Any

from app.reading.codec import canonical_json, from_json, to_json
from app.reading.events import KINDS, Happening, ReadingOpened

SCHEMA = "overread.record/1"

PROCESS = uuid.uuid4().hex[:12]
"""This run of the program: monotonic clocks of different runs cannot be compared."""


@dataclass(frozen=True)
class Context:
    """What every event of a Reading says: which Reading, who, which Study (as a digest), under which protocol."""

    reading_id: str
    reader: str
    study_digest: str
    protocol_digest: str


@dataclass(frozen=True)
class Proposal:
    """Something that happened and is not in the record yet. A store seals it: `store.append(proposal) -> Event`.

    Attributes
    ----------
    event_id : str
        Appending the same proposal twice keeps one event.
    wall_utc : str
        ISO 8601, microseconds, UTC.
    monotonic_ns : int
        Nanoseconds of a clock that never goes back, comparable within one `process`.
    """

    context: Context
    happening: Happening
    event_id: str
    wall_utc: str
    monotonic_ns: int
    process: str
    program_version: str


@dataclass(frozen=True)
class Event:
    """An entry of the record.

    Attributes
    ----------
    sequence : int
        1, 2, 3, … within the Reading.
    prev_hash : str
        `event_hash` of the event before; for the first one the `anchor` of the Reading.
    event_hash : str
        SHA-256 over the canonical JSON of everything else.
    """

    context: Context
    sequence: int
    happening: Happening
    event_id: str
    wall_utc: str
    monotonic_ns: int
    process: str
    program_version: str
    prev_hash: str
    event_hash: str

    @property
    def reading_id(self) -> str:
        """The Reading it belongs to."""
        return self.context.reading_id

    @property
    def kind(self) -> str:
        """Name of what happened."""
        return type(self.happening).__name__

    def body(self) -> dict[str, Any]:
        """Everything but the hash, for JSON."""
        return {
            "schema": SCHEMA,
            **to_json(self.context),
            "sequence": self.sequence,
            "kind": self.kind,
            "data": to_json(self.happening),
            "event_id": self.event_id,
            "wall_utc": self.wall_utc,
            "monotonic_ns": self.monotonic_ns,
            "process": self.process,
            "program_version": self.program_version,
            "prev_hash": self.prev_hash,
        }

    @classmethod
    def from_body(cls, body: dict[str, Any], event_hash: str) -> "Event":
        """Read an event back.

        Raises
        ------
        ValueError
            When the body is not one: another schema, an unknown kind, data that do not fit.
        """
        if body.get("schema") != SCHEMA:
            raise ValueError(f"the schema is not {SCHEMA}")
        kind = KINDS.get(str(body.get("kind")))
        if kind is None:
            raise ValueError(f"the kind {body.get('kind')!r} is not known to this version")
        try:
            happening: Happening = from_json(kind, body["data"])
            context = Context(body["reading_id"], body["reader"], body["study_digest"], body["protocol_digest"])
            event = cls(
                context=context,
                sequence=body["sequence"],
                happening=happening,
                event_id=body["event_id"],
                wall_utc=body["wall_utc"],
                monotonic_ns=body["monotonic_ns"],
                process=body["process"],
                program_version=body["program_version"],
                prev_hash=body["prev_hash"],
                event_hash=event_hash,
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"the event does not say {error}") from error
        if event.body() != body:
            raise ValueError("the event says more than its kind has")
        return event


@dataclass(frozen=True)
class Problem:
    """What is wrong with which event; `sequence` 0 for the Reading or the record as a whole."""

    reading_id: str
    sequence: int
    sentence: str


def digest(text: str) -> str:
    """SHA-256 of a text as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def anchor(reading_id: str) -> str:
    """What the first event of a Reading names as the hash before it."""
    return digest(f"{SCHEMA}:{reading_id}")


def propose(context: Context, happening: Happening) -> Proposal:
    """Note that something happened, now."""
    return Proposal(
        context=context,
        happening=happening,
        event_id=uuid.uuid4().hex,
        wall_utc=datetime.now(UTC).isoformat(timespec="microseconds"),
        monotonic_ns=time.monotonic_ns(),
        process=PROCESS,
        program_version=program_version(),
    )


@cache
def program_version() -> str:
    """Version of the installed program; ``"unknown"`` when it runs without being installed."""
    try:
        return metadata.version("overread")
    except metadata.PackageNotFoundError:
        return "unknown"


def seal(proposal: Proposal, sequence: int, prev_hash: str) -> Event:
    """Put a proposal at its place in the chain; stores call this inside their transaction."""
    open_event = Event(
        context=proposal.context,
        sequence=sequence,
        happening=proposal.happening,
        event_id=proposal.event_id,
        wall_utc=proposal.wall_utc,
        monotonic_ns=proposal.monotonic_ns,
        process=proposal.process,
        program_version=proposal.program_version,
        prev_hash=prev_hash,
        event_hash="",
    )
    # built once more, from what was written, so that reading back is exercised before anything is acknowledged
    body = open_event.body()
    return Event.from_body(body, digest(canonical_json(body)))


def verify(events: Iterable[Event]) -> list[Problem]:
    """Check one Reading's chain.

    Returns
    -------
    list of Problem
        Empty when the chain is whole. Each problem names the event at which it shows.
    """
    chain: Sequence[Event] = tuple(events)
    if not chain:
        return []
    first = chain[0]
    problems: list[Problem] = []

    def note(event: Event, sentence: str) -> None:
        problems.append(Problem(event.reading_id, event.sequence, sentence))

    if not isinstance(first.happening, ReadingOpened):
        note(first, "the beginning is missing: the first event does not open the reading")
    expected_sequence, expected_hash = 1, anchor(first.reading_id)
    for event in chain:
        if event.context != first.context:
            note(event, "belongs to another reading, reader, study or protocol")
        if event.event_hash != digest(canonical_json(event.body())):
            note(event, "was changed after it was written")
        if event.sequence != expected_sequence:
            note(event, f"is out of place: event {expected_sequence} was expected here")
        if event.prev_hash != expected_hash:
            note(event, "does not follow the event before it")
        expected_sequence, expected_hash = event.sequence + 1, event.event_hash
    return problems
