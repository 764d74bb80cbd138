"""The study's log: append-only and hash-chained like the record, for what happens to the study itself.

The record's own chain belongs to a Reading: its events are kinds of a Reading's life, and its first opens a Case. A
study's entries are none of these, so they have a chain of their own, sealed the same way – SHA-256 over canonical JSON
with the hash of the entry before – in the file – or, for several
workstations, on the server – that also holds the accounts.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from app.reading.codec import canonical_json, from_json, to_json
from app.reading.record import digest, program_version
from app.reading.store.faults import sentences
from app.reading.store.sqlite import make_private_file
from app.reading.study.happenings import STUDY_KINDS, StudyHappening
from imaging.errors import UserError

SCHEMA_NAME = "overread.study/1"
SUBJECT = "study's file"
APPLICATION_ID = 0x4F565253  # "OVRS"
VERSION = 1

SCHEMA = (
    "CREATE TABLE log (sequence INTEGER PRIMARY KEY, body TEXT NOT NULL, entry_hash TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER log_is_never_deleted BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER log_only_grows BEFORE INSERT ON log"
    " WHEN NEW.sequence != (SELECT coalesce(max(sequence), 0) + 1 FROM log)"
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TABLE accounts (name TEXT PRIMARY KEY COLLATE NOCASE, password_hash TEXT NOT NULL DEFAULT '',"
    " code_hash TEXT NOT NULL DEFAULT '', failed INTEGER NOT NULL DEFAULT 0,"
    " failed_at TEXT NOT NULL DEFAULT '') STRICT",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)
TRIGGERS = {"log_is_never_changed", "log_is_never_deleted", "log_only_grows"}


@dataclass(frozen=True)
class LogEntry:
    """One entry; `entry_hash` is the SHA-256 of the canonical JSON of the rest, with the hash of the entry before."""

    sequence: int
    happening: StudyHappening
    wall_utc: str
    program_version: str
    prev_hash: str
    entry_hash: str

    @property
    def time(self) -> datetime:
        """When it was written."""
        return datetime.fromisoformat(self.wall_utc)

    def body(self) -> dict[str, Any]:
        """Everything but the hash, for JSON."""
        return {
            "schema": SCHEMA_NAME,
            "sequence": self.sequence,
            "kind": type(self.happening).__name__,
            "data": to_json(self.happening),
            "wall_utc": self.wall_utc,
            "program_version": self.program_version,
            "prev_hash": self.prev_hash,
        }


class StudyLog(Protocol):
    """Log and accounts of one study, wherever they are kept."""

    @property
    def owned(self) -> bool:
        """True for whoever may do what the owner does, as far as the place itself can tell."""
        ...

    def append(self, *happenings: StudyHappening, admit: Callable[[tuple[LogEntry, ...]], None] | None = None) -> None:
        """Write entries, all or none, if `admit` does not refuse the log as it stands."""
        ...

    def entries(self) -> tuple[LogEntry, ...]:
        """The log, checked, as far as it may be seen."""
        ...

    def account(self, name: str) -> dict[str, Any] | None:
        """One row of the accounts; None when nobody has this name."""
        ...

    def write_account(self, name: str, **fields: Any) -> None:
        """Make or change one row of the accounts."""
        ...

    def close(self) -> None:
        """Release it."""
        ...


class StudyFile:
    """One SQLite file with the log and the accounts, for one workstation.

    Parameters
    ----------
    path : Path
        Made with mode 0600 when it does not exist.
    busy_seconds : float
        How long to wait for another process before giving up.

    Raises
    ------
    UserError
        When the file cannot be opened, is another program's, or was written by a newer version.
    """

    def __init__(self, path: Path, *, busy_seconds: float = 5.0) -> None:
        self._lock = threading.RLock()
        self._known: tuple[LogEntry, ...] = ()  # entries that were checked: only what is new is read and checked
        with sentences(SUBJECT):
            make_private_file(path)
            self._connection = sqlite3.connect(
                path, timeout=busy_seconds, isolation_level=None, check_same_thread=False
            )
        try:
            with sentences(SUBJECT):
                self._prepare()
        except (UserError, sqlite3.Error):
            self._connection.close()
            raise

    def _prepare(self) -> None:
        run = self._connection.execute
        run("PRAGMA trusted_schema = OFF")
        empty = run("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        application, version = (int(run(f"PRAGMA {name}").fetchone()[0]) for name in ("application_id", "user_version"))
        if not empty and application != APPLICATION_ID:
            raise UserError("The file “study.sqlite” in this folder is not a study's: take it away.")
        if version > VERSION:
            raise UserError("The study's file was written by a newer version of the program: update this one.")
        run("PRAGMA synchronous = FULL")
        if empty:
            run("PRAGMA journal_mode = WAL")
            with self.transaction():
                if run("PRAGMA user_version").fetchone()[0] == 0:  # no other process made the tables meanwhile
                    for statement in SCHEMA:
                        run(statement)

    @property
    def owned(self) -> bool:
        """Whoever may open the file; a password keeps others from the owner's commands."""
        return True

    # ── the log ─────────────────────────────────────────────────────────────────────────────────────────────────

    def append(self, *happenings: StudyHappening, admit: Callable[[tuple[LogEntry, ...]], None] | None = None) -> None:
        """Write entries, all or none; when this returns, a power cut does not lose them.

        Parameters
        ----------
        admit : callable, optional
            Called with the log as it stands, in the same transaction; a `UserError` from it writes nothing.
        """
        with self._lock, sentences(SUBJECT), self.transaction():
            if admit is not None:
                admit(self._entries())
            row = self._connection.execute(
                "SELECT sequence, entry_hash FROM log ORDER BY sequence DESC LIMIT 1"
            ).fetchone()
            sequence, prev_hash = row or (0, digest(SCHEMA_NAME))
            for happening in happenings:
                sequence += 1
                entry = seal(happening, sequence, prev_hash)
                self._connection.execute(
                    "INSERT INTO log (sequence, body, entry_hash) VALUES (?, ?, ?)",
                    (sequence, canonical_json(entry.body()), entry.entry_hash),
                )
                prev_hash = entry.entry_hash

    def entries(self) -> tuple[LogEntry, ...]:
        """The log, whole.

        Raises
        ------
        UserError
            When an entry was changed, taken out or added: a study must not go on from a log that does not hold. What
            was read before by this object is not read again.
        """
        with self._lock, sentences(SUBJECT):
            return self._entries()

    def _entries(self) -> tuple[LogEntry, ...]:
        known = self._known
        rows = self._connection.execute(
            "SELECT sequence, body, entry_hash FROM log WHERE sequence > ? ORDER BY sequence", (len(known),)
        ).fetchall()
        guards = {name for (name,) in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        if not guards >= TRIGGERS:
            raise UserError("The study's log lost its guards: somebody changed the file study.sqlite.")
        entries, expected = [], known[-1].entry_hash if known else digest(SCHEMA_NAME)
        for number, (sequence, body, entry_hash) in enumerate(rows, len(known) + 1):
            said = json.loads(body)
            if sequence != number or digest(canonical_json(said)) != entry_hash or said.get("prev_hash") != expected:
                raise UserError(
                    "The study's log was changed at entry {number}: restore study.sqlite from a copy.", number=number
                )
            entries.append(entry_of(said, entry_hash))
            expected = entry_hash
        if entries and not self._connection.in_transaction:  # what is not committed may still be taken back
            self._known = (*known, *entries)
        return (*known, *entries)

    # ── the accounts' rows ──────────────────────────────────────────────────────────────────────────────────────

    def account(self, name: str) -> dict[str, Any] | None:
        """One row of the accounts; None when nobody has this name."""
        with self._lock, sentences(SUBJECT):
            found = self._connection.execute("SELECT * FROM accounts WHERE name = ?", (name,))
            row = found.fetchone()
            return dict(zip((column[0] for column in found.description), row, strict=True)) if row else None

    def write_account(self, name: str, **fields: Any) -> None:
        """Make or change one row of the accounts."""
        with self._lock, sentences(SUBJECT), self.transaction():
            self._connection.execute("INSERT INTO accounts (name) VALUES (?) ON CONFLICT (name) DO NOTHING", (name,))
            for field, value in fields.items():
                assert field in ("password_hash", "code_hash", "failed", "failed_at")
                self._connection.execute(f"UPDATE accounts SET {field} = ? WHERE name = ?", (value, name))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and nobody else writes meanwhile; one within another is the same one."""
        within = bool(self._connection.in_transaction)
        if within:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Release the file."""
        with self._lock, sentences(SUBJECT):
            self._connection.close()


def seal(happening: StudyHappening, sequence: int, prev_hash: str) -> LogEntry:
    """Put a happening at its place in the chain, now."""
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    open_entry = LogEntry(sequence, happening, now, program_version(), prev_hash, "")
    body = open_entry.body()
    return entry_of(json.loads(canonical_json(body)), digest(canonical_json(body)))  # what is written can be read


def entry_of(said: dict[str, Any], entry_hash: str) -> LogEntry:
    """An entry from its body.

    Raises
    ------
    UserError
        When this program does not know it.
    """
    try:
        kind = STUDY_KINDS[said["kind"]]
        happening: StudyHappening = from_json(kind, said["data"])
        return LogEntry(
            said["sequence"], happening, said["wall_utc"], said["program_version"], said["prev_hash"], entry_hash
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(
            "An entry of the study's log cannot be read ({error}): update the program.", error=error
        ) from error
