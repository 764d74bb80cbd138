"""The journal of marks in one SQLite file beside the record: append only, every entry on the disk at once.

It names a study by the record's digest and an image by its SOP Instance UID; nothing in it names a patient, except
what a reader writes on an image.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.reading.codec import canonical_json, from_json, to_json
from app.reading.mark_history import MarkEntry
from app.reading.store.faults import sentences
from app.reading.store.sqlite import make_private_file
from imaging.errors import UserError
from imaging.words import Words

APPLICATION_ID = 0x4F56524A  # "OVRJ"
VERSION = 1
JOURNAL = Words("journal of marks")

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS entries (position INTEGER PRIMARY KEY AUTOINCREMENT, entry_id TEXT NOT NULL UNIQUE,"
    " study TEXT NOT NULL, reader TEXT NOT NULL, body TEXT NOT NULL) STRICT",
    "CREATE INDEX IF NOT EXISTS of_a_reader ON entries (study, reader)",
    "CREATE TRIGGER IF NOT EXISTS entries_are_never_changed BEFORE UPDATE ON entries"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS entries_are_never_deleted BEFORE DELETE ON entries"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)


@dataclass(frozen=True)
class JournalLine:
    """An entry with whose it is."""

    study: str
    reader: str
    entry: MarkEntry


@dataclass(frozen=True)
class Journaled:
    """What the journal holds for one reader and one study; `damaged` entries could not be read."""

    entries: tuple[MarkEntry, ...]
    damaged: int = 0


class MarkStore:
    """The journal's file.

    Parameters
    ----------
    path : Path
        Made with mode 0600 when it does not exist.
    busy_seconds : float
        How long to wait for another process before giving up.

    Raises
    ------
    UserError
        When the file cannot be opened, is no journal, or was written by a newer version.
    """

    def __init__(self, path: Path, *, busy_seconds: float = 5.0) -> None:
        self._lock = threading.RLock()
        with sentences(JOURNAL):
            make_private_file(path)
            self._connection = sqlite3.connect(
                path, timeout=busy_seconds, isolation_level=None, check_same_thread=False
            )
        try:
            with sentences(JOURNAL):
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
            raise UserError(
                "The file chosen as the {journal} is not one: take it out of the record's folder.", journal=JOURNAL
            )
        if version > VERSION:
            raise UserError(
                "The {journal} was written by a newer version of the program: update this one.", journal=JOURNAL
            )
        run("PRAGMA synchronous = FULL")
        if empty:
            run("PRAGMA journal_mode = WAL")
            run("BEGIN IMMEDIATE")
            for statement in SCHEMA:
                run(statement)
            run("COMMIT")

    def append(self, lines: Iterable[JournalLine]) -> None:
        """Keep entries, all or none; those that are kept already are left alone.

        When this returns, a power cut does not lose them.
        """
        rows = [(line.entry.entry_id, line.study, line.reader, canonical_json(to_json(line.entry))) for line in lines]
        with self._lock, sentences(JOURNAL):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(
                    "INSERT INTO entries (entry_id, study, reader, body) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (entry_id) DO NOTHING",
                    rows,
                )
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def read(self, study: str, reader: str) -> Journaled:
        """All entries of a reader on a study, in the order in which they were written."""
        with self._lock, sentences(JOURNAL):
            rows = self._connection.execute(
                "SELECT body FROM entries WHERE study = ? AND reader = ? ORDER BY position", (study, reader)
            ).fetchall()
        entries, damaged = [], 0
        for (body,) in rows:
            try:
                entries.append(from_json(MarkEntry, json.loads(body)))
            except (ValueError, TypeError, AttributeError):
                damaged += 1
        return Journaled(tuple(entries), damaged)

    def close(self) -> None:
        """Release the file."""
        with self._lock, sentences(JOURNAL):
            self._connection.close()


def marks_path(record: Path) -> Path:
    """The journal beside a record: ``marks.sqlite``; beside a record of another name one that carries it.

    So two records in one folder, as in a study with two sessions, do not share their marks.
    """
    return record.with_name("marks.sqlite" if record.stem == "record" else f"{record.stem}.marks.sqlite")


def default_marks(record: Path) -> Callable[[], MarkStore]:
    """How to open the journal beside a record, in whatever thread calls it."""
    return lambda: MarkStore(marks_path(record))
