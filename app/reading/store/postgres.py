"""The record on a PostgreSQL server, for several workstations at once; the rights are the server's (see the schema).

The owner (the role that prepared the record) reads everything and `verify`s it whole. A reader's role sees its own
Readings only: for it, `readings` and `verify` speak of those.
"""

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import sql

from app.reading.codec import canonical_json
from app.reading.record import Event, Problem, Proposal, anchor, digest, seal
from app.reading.record_store import StoredReading
from app.reading.store.postgres_schema import (
    MAKE_GROUP,
    READERS,
    SCHEMA,
    STUDY_SCHEMA,
    STUDY_TABLES,
    TABLES,
    TRIGGERS,
    VERSION,
)
from app.reading.store.rules import admit, check
from app.reading.store.server import Run, ServerConnection, server_sentences
from imaging.errors import UserError

APPEND_LOCK = 0x4F565244
"""One append at a time over all workstations: the chain over all events has one end."""


class PostgresStore:
    """A `RecordStore` on a server.

    Parameters
    ----------
    url : str
        ``postgresql://role@host/database``; the password comes from there, PGPASSWORD or ~/.pgpass.

    Raises
    ------
    UserError
        When the server cannot be reached, does not let this role in, or holds no record.
    """

    def __init__(self, url: str) -> None:
        self._connection, self._lock = ServerConnection(url), threading.RLock()
        try:
            self._look()
        except UserError:
            self.close()
            raise

    def _look(self) -> None:
        """Refuse a database without a record, and one that is newer than this program."""
        with self._lock, self._connection.transaction() as run:
            try:
                version = run("SELECT version FROM overread.version").fetchone()
            except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
                raise UserError("This database holds no record: prepare one with “overread record prepare”.") from error
            if version is None or version[0] > VERSION:
                raise UserError("The record was written by a newer version of the program: update this one.")

    # ── the store ───────────────────────────────────────────────────────────────────────────────────────────────

    def append(self, proposal: Proposal) -> Event:
        """Seal and keep a proposal; see `RecordStore.append`."""

        def sealed(chain: Sequence[Event]) -> Event:
            reading_id = proposal.context.reading_id
            last = (chain[-1].sequence, chain[-1].event_hash) if chain else (0, anchor(reading_id))
            return seal(proposal, last[0] + 1, last[1])

        return self._add(proposal.context.reading_id, proposal.event_id, sealed)

    def keep(self, event: Event) -> Event:
        """Keep an event that was sealed on a workstation, at its own place in the chain; twice is once.

        Raises
        ------
        UserError
            When the Reading went on elsewhere meanwhile.
        """
        return self._add(event.reading_id, event.event_id, lambda _: event)

    def _add(self, reading_id: str, event_id: str, sealed: Callable[[Sequence[Event]], Event]) -> Event:
        with self._lock, self._connection.transaction() as run:
            run("SELECT pg_advisory_xact_lock(%s)", APPEND_LOCK)
            known = run("SELECT body, event_hash FROM overread.events WHERE event_id = %s", event_id).fetchone()
            if known:
                return _event(*known)
            chain = self._chain(run, reading_id)
            event = sealed(chain)
            admit(chain, event)
            run("SELECT overread.append(%s, %s)", canonical_json(event.body()), event.event_hash)
        return event

    def events(self, reading_id: str) -> tuple[Event, ...]:
        """All events of a Reading, in order; () for one that this role may not see."""
        with self._lock, self._connection.transaction() as run:
            return self._chain(run, reading_id)

    @staticmethod
    def _chain(run: Run, reading_id: str) -> tuple[Event, ...]:
        rows = run(
            "SELECT body, event_hash FROM overread.events WHERE reading_id = %s ORDER BY sequence", reading_id
        ).fetchall()
        return tuple(_event(*row) for row in rows)

    def readings(self) -> tuple[StoredReading, ...]:
        """All Readings that this role may see, in the order in which they were opened."""
        with self._lock, self._connection.transaction() as run:
            rows = run(
                "SELECT reading_id, count(*), (array_agg(body ORDER BY sequence))[1] FROM overread.events"
                " GROUP BY reading_id ORDER BY min(position)"
            ).fetchall()
        found = []
        for reading_id, count, body in rows:
            said = json.loads(body)
            found.append(StoredReading(reading_id, str(said["reader"]), str(said["study_digest"]), count))
        return tuple(found)

    def hashes(self) -> dict[str, tuple[str, ...]]:
        """Reading → the hashes of its events, in order, of all that this role may see."""
        with self._lock, self._connection.transaction() as run:
            rows = run(
                "SELECT reading_id, array_agg(event_hash ORDER BY sequence) FROM overread.events GROUP BY reading_id"
            ).fetchall()
        return {reading_id: tuple(found) for reading_id, found in rows}

    def fingerprint(self) -> str:
        """Where the chain over all events ends."""
        with self._lock, self._connection.transaction() as run:
            return str(run("SELECT record_hash FROM overread.head").fetchone()[0])

    def has_had(self, fingerprint: str) -> bool:
        """True when the record once ended at this fingerprint, as far as this role may see."""
        with self._lock, self._connection.transaction() as run:
            return run("SELECT 1 FROM overread.events WHERE record_hash = %s", fingerprint).fetchone() is not None

    def verify(self) -> list[Problem]:
        """Check every Reading that this role may see; for the owner also the guards and the chain over all events."""
        with self._lock, self._connection.transaction() as run:
            run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            is_owner = run(
                "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class"
                " WHERE oid = 'overread.events'::regclass"
            ).fetchone()[0]
            rows = run(
                "SELECT position, reading_id, sequence, event_id, kind, body, event_hash, record_hash"
                " FROM overread.events ORDER BY position"
            ).fetchall()
            head = run("SELECT events, record_hash FROM overread.head").fetchone()
            guards = {
                name
                for (name,) in run(
                    "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND tgrelid IN"
                    " ('overread.events'::regclass, 'overread.head'::regclass)"
                ).fetchall()
            }
        problems = []
        if is_owner:
            problems += [
                Problem("", 0, f"the guard {name} was taken out of the record") for name in sorted(TRIGGERS - guards)
            ]
            problems += _whole(rows, head)
        chains: dict[str, list[Event]] = {}
        for _, reading_id, sequence, event_id, kind, body, event_hash, _ in rows:
            try:
                event = Event.from_body(json.loads(body), event_hash)
            except (ValueError, AttributeError) as error:
                problems.append(Problem(reading_id, sequence, f"cannot be read: {error}"))
                continue
            if (event.reading_id, event.sequence, event.event_id, event.kind) != (reading_id, sequence, event_id, kind):
                problems.append(Problem(reading_id, sequence, "is filed under something else than what it says"))
            chains.setdefault(reading_id, []).append(event)
        for chain in chains.values():
            problems += check(sorted(chain, key=lambda event: event.sequence))
        return problems

    def close(self) -> None:
        """Leave the server."""
        with self._lock:
            self._connection.close()


def _whole(rows: list[tuple[Any, ...]], head: tuple[Any, ...] | None) -> list[Problem]:
    """The chain over all events, and the head."""
    problems, link = [], ""
    for expected, (position, reading_id, sequence, _, _, _, event_hash, record_hash) in enumerate(rows, 1):
        link = digest(link + event_hash)
        if position != expected or record_hash != link:
            problems.append(Problem(reading_id, sequence, "does not follow the event that was written before it"))
            link = record_hash
    if head != (len(rows), rows[-1][-1] if rows else ""):
        had = head[0] if head else 0
        problems.append(Problem("", 0, f"the record was cut off or added to: it had {had} events, now {len(rows)}"))
    return problems


def prepare_record(url: str) -> None:
    """Make the tables, guards and rights of a record and of reader studies; the role of `url` becomes their owner.

    A record from before studies were kept on the server gets what it lacks.

    Raises
    ------
    UserError
        When all of it is there already, or the role may not make it.
    """
    with server_sentences(), psycopg.connect(url, connect_timeout=5) as connection:
        there = {name for (name,) in connection.execute("SELECT nspname FROM pg_namespace").fetchall()}
        if {SCHEMA, STUDY_SCHEMA} <= there:
            raise UserError("This database holds a record already.")
        if SCHEMA not in there:
            connection.execute(MAKE_GROUP)
            connection.execute(TABLES)
        connection.execute(STUDY_TABLES)


def admit_reader(url: str, role: str, reader: str, password: str | None = None) -> None:
    """Make a role of the server for a reader, or give an existing role to them; `url` is the owner's.

    Raises
    ------
    UserError
        When the reader or the role is taken, or the owner may not make roles.
    """
    with server_sentences(), psycopg.connect(url, connect_timeout=5) as connection:
        name = sql.Identifier(role)
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
            secret = sql.SQL(" PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("")
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name) + secret)
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(READERS), name))
        try:
            connection.execute("INSERT INTO overread.people VALUES (%s, %s)", (role, reader.strip()))
        except psycopg.errors.UniqueViolation as error:
            raise UserError(
                "{reader} or the role {role} is in this record already.", reader=reader, role=role
            ) from error


def _event(body: object, event_hash: object) -> Event:
    try:
        return Event.from_body(json.loads(str(body)), str(event_hash))
    except (ValueError, AttributeError) as error:
        raise UserError(
            "An event of the record cannot be read ({error}). Run “overread record verify”.", error=error
        ) from error
