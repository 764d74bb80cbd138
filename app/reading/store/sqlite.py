"""The record in one SQLite file: append only by triggers, every commit on the disk before it is acknowledged.

Beside the chain of each Reading (`app.reading.record`) the file keeps one chain over all events in the order in which
they came, and a head that says how many there are and where that chain ends. Together they show, offline: an event
that was edited, moved or taken out; a Reading that was taken out whole; an end that was cut off; an event slipped in.
They cannot show a file that was replaced by an older copy of itself, or written anew from the start by someone who
knows this code: for that, keep `fingerprint()` elsewhere and give it to `overread record verify --expect`.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs

from app.reading.codec import canonical_json
from app.reading.record import Event, Problem, Proposal, anchor, digest, seal
from app.reading.record_store import StoredReading
from app.reading.store.faults import SENTENCES, sentences
from app.reading.store.rules import admit, check
from app.reading.store.schema import APPLICATION_ID, TRIGGERS, VERSION, make_tables
from imaging.errors import UserError


def default_record_path() -> Path:
    """Where the record lies: `OVERREAD_RECORD` when it is set, else in the user's data folder."""
    chosen = os.environ.get("OVERREAD_RECORD")
    return Path(chosen).expanduser() if chosen else platformdirs.user_data_path("overread") / "record.sqlite"


class SqliteStore:
    """A `RecordStore` in one SQLite file.

    Parameters
    ----------
    path : Path
        Made with mode 0600 when it does not exist. A missing folder is made only when it is the program's own.
    read_only : bool
        For checking and exporting: the file must exist, and nothing is written.
    busy_seconds : float
        How long to wait for another process before giving up.

    Raises
    ------
    UserError
        When the file cannot be opened or is no record, or was written by a newer version.
    """

    def __init__(self, path: Path, *, read_only: bool = False, busy_seconds: float = 5.0) -> None:
        self._lock = threading.RLock()
        if read_only and not path.is_file():
            raise UserError("There is no record at {path}.", path=path)
        with sentences():
            if not read_only:
                make_private_file(path)
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}",
                uri=True,
                timeout=busy_seconds,
                isolation_level=None,
                check_same_thread=False,
            )
        try:
            with sentences():
                self._prepare(read_only)
        except (UserError, sqlite3.Error):
            self._connection.close()
            raise

    def _prepare(self, read_only: bool) -> None:
        run = self._connection.execute
        run("PRAGMA trusted_schema = OFF")
        # in this order: tables that another process makes meanwhile come with their application_id
        empty = run("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        version, application = self._pragma("user_version"), self._pragma("application_id")
        if version > VERSION and application == APPLICATION_ID:
            raise UserError("The record was written by a newer version of the program: update this one.")
        if application != APPLICATION_ID and (read_only or not empty):
            raise UserError(SENTENCES[sqlite3.SQLITE_NOTADB])
        if read_only:
            return
        run("PRAGMA synchronous = FULL")
        if empty:
            run("PRAGMA journal_mode = WAL")
            with self._transaction():
                if self._pragma("user_version") == 0:  # no other process made the tables while this one waited
                    make_tables(self._connection)

    # ── the store ───────────────────────────────────────────────────────────────────────────────────────────────

    def append(self, proposal: Proposal) -> Event:
        """Seal and keep a proposal; see `RecordStore.append`."""
        with self._lock, sentences(), self._transaction():
            known = self._row("SELECT body, event_hash FROM events WHERE event_id = ?", proposal.event_id)
            if known:
                return _event(*known)
            event = self._sealed(proposal)
            count, record_hash = self._head()
            record_hash = digest(record_hash + event.event_hash)
            self._connection.execute(
                "INSERT INTO events (reading_id, sequence, event_id, kind, body, event_hash, record_hash)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    event.reading_id,
                    event.sequence,
                    event.event_id,
                    event.kind,
                    canonical_json(event.body()),
                    event.event_hash,
                    record_hash,
                ),
            )
            self._connection.execute("UPDATE head SET events = ?, record_hash = ?", (count + 1, record_hash))
        return event

    def _sealed(self, proposal: Proposal) -> Event:
        reading_id = proposal.context.reading_id
        chain = self._chain(reading_id)
        last = (chain[-1].sequence, chain[-1].event_hash) if chain else (0, anchor(reading_id))
        event = seal(proposal, last[0] + 1, last[1])
        admit(chain, event)
        return event

    def events(self, reading_id: str) -> tuple[Event, ...]:
        """All events of a Reading, in order.

        Raises
        ------
        UserError
            When one of them cannot be read.
        """
        with self._lock, sentences():
            return self._chain(reading_id)

    def _chain(self, reading_id: str) -> tuple[Event, ...]:
        rows = self._connection.execute(
            "SELECT body, event_hash FROM events WHERE reading_id = ? ORDER BY sequence", (reading_id,)
        ).fetchall()
        return tuple(_event(*row) for row in rows)

    def readings(self) -> tuple[StoredReading, ...]:
        """All Readings, in the order in which they were opened."""
        with self._lock, sentences():
            rows = self._connection.execute(
                "SELECT reading_id, count(*), (SELECT body FROM events AS f WHERE f.reading_id = e.reading_id"
                " ORDER BY sequence LIMIT 1) FROM events AS e GROUP BY reading_id ORDER BY min(position)"
            ).fetchall()
        found = []
        for reading_id, count, body in rows:
            try:
                said = json.loads(body)
                found.append(StoredReading(reading_id, str(said["reader"]), str(said["study_digest"]), count))
            except (ValueError, KeyError, TypeError):
                found.append(StoredReading(reading_id, "", "", count))  # damaged: `verify` names it
        return tuple(found)

    def fingerprint(self) -> str:
        """Where the chain over all events ends."""
        with self._lock, sentences():
            return self._head()[1]

    def has_had(self, fingerprint: str) -> bool:
        """True when the record once ended at this fingerprint, and has only grown since."""
        with self._lock, sentences():
            return self._row("SELECT 1 FROM events WHERE record_hash = ?", fingerprint) is not None

    def verify(self) -> list[Problem]:
        """Check the triggers, the chain over all events, the head, and the chain of every Reading."""
        with self._lock, sentences(), self._reading():
            run = self._connection.execute
            present = {name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
            rows = run(
                "SELECT position, reading_id, sequence, event_id, kind, body, event_hash, record_hash"
                " FROM events ORDER BY position"
            ).fetchall()
            head = self._head()
        problems = [
            Problem("", 0, f"the guard {name} was taken out of the file") for name in sorted(TRIGGERS - present)
        ]
        chains: dict[str, list[Event]] = {}
        link = ""
        for expected, (position, reading_id, sequence, event_id, kind, body, event_hash, record_hash) in enumerate(
            rows, 1
        ):
            link = digest(link + event_hash)
            if position != expected or record_hash != link:
                problems.append(Problem(reading_id, sequence, "does not follow the event that was written before it"))
                link = record_hash
            try:
                event = Event.from_body(json.loads(body), event_hash)
            except (ValueError, AttributeError) as error:
                problems.append(Problem(reading_id, sequence, f"cannot be read: {error}"))
                continue
            if (event.reading_id, event.sequence, event.event_id, event.kind) != (reading_id, sequence, event_id, kind):
                problems.append(Problem(reading_id, sequence, "is filed under something else than what it says"))
            chains.setdefault(reading_id, []).append(event)
        if head != (len(rows), rows[-1][-1] if rows else ""):
            problems.append(
                Problem("", 0, f"the record was cut off or added to: it had {head[0]} events, now {len(rows)}")
            )
        for chain in chains.values():
            problems += check(sorted(chain, key=lambda event: event.sequence))
        return problems

    def close(self) -> None:
        """Release the file; the write-ahead log is folded into it."""
        with self._lock, sentences():
            self._connection.close()

    # ── SQLite ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _pragma(self, name: str) -> int:
        return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])

    def _row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
        return row

    def _head(self) -> tuple[int, str]:
        count, record_hash = self._connection.execute("SELECT events, record_hash FROM head").fetchone() or (0, "")
        return int(count), str(record_hash)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Take the write lock at once, so that the last event read is the last one when the next is written."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Look at one moment of the record while others write."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


def _event(body: object, event_hash: object) -> Event:
    try:
        return Event.from_body(json.loads(str(body)), str(event_hash))
    except (ValueError, AttributeError) as error:
        raise UserError(
            "An event of the record cannot be read ({error}). Run “overread record verify”.", error=error
        ) from error


def make_private_file(path: Path) -> None:
    """Make the file so that only its owner may read it; SQLite gives its side files the same mode."""
    if path.parent == platformdirs.user_data_path("overread"):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.is_dir():
        raise UserError("The record {path} is a folder: name a file.", path=path)
    if not path.parent.is_dir():
        raise UserError(
            "The folder {parent} for the record does not exist: make it, or choose another.", parent=path.parent
        )
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
