"""A study's log and accounts on the server that keeps its record, for several workstations at once.

The rights are the server's (`postgres_schema.STUDY_TABLES`). The owner sees the whole chain and checks it; a reader's
role sees what concerns everybody and itself, checks each entry's hash, and that no guard was taken out.
"""

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any

import psycopg

from app.reading.codec import canonical_json
from app.reading.record import digest
from app.reading.store.faults import ServerUnreachableError
from app.reading.store.postgres_schema import STUDY_TRIGGERS, STUDY_VERSION
from app.reading.store.server import Run, ServerConnection
from app.reading.study.happenings import StudyHappening
from app.reading.study.log import SCHEMA_NAME, LogEntry, entry_of, seal
from imaging.errors import UserError

LOG_LOCK = 0x4F565253
"""One append at a time over all workstations: each study's chain has one end."""

FIELDS = ("password_hash", "code_hash", "failed", "failed_at")


class ServerLog:
    """A `StudyLog` on a PostgreSQL server.

    Parameters
    ----------
    url : str
        ``postgresql://role@host/database``.
    study : str
        Name of the study, from its plan; a server may keep several.

    Raises
    ------
    UserError
        When the server cannot be reached, does not let this role in, or was not prepared for studies.
    """

    def __init__(self, url: str, study: str) -> None:
        self._server, self._study, self._lock = ServerConnection(url), study, threading.RLock()
        self._known: tuple[LogEntry, ...] = ()
        try:
            self._owned = self._look()
        except UserError:
            self.close()
            raise

    def _look(self) -> bool:
        with self._lock, self._server.transaction() as run:
            try:
                version, owned = run("SELECT version, overread_study.owned() FROM overread_study.version").fetchone()
            except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
                raise UserError(
                    "This database is not prepared for reader studies: its owner runs “overread record prepare”."
                ) from error
            if version > STUDY_VERSION:
                raise UserError("The study was written by a newer version of the program: update this one.")
            return bool(owned)

    @property
    def owned(self) -> bool:
        """True for the role that prepared the record."""
        return self._owned

    def append(self, *happenings: StudyHappening, admit: Callable[[tuple[LogEntry, ...]], None] | None = None) -> None:
        """Write entries, all or none; see `StudyFile.append`."""
        with self._lock:
            self._known = self._appended(happenings, admit)

    def _appended(
        self, happenings: Sequence[StudyHappening], admit: Callable[[tuple[LogEntry, ...]], None] | None
    ) -> tuple[LogEntry, ...]:
        """Write entries; the log as it is known afterwards, should the server go away then."""
        with self._server.transaction() as run:
            run("SELECT pg_advisory_xact_lock(%s)", LOG_LOCK)
            known = [*self._known, *self._news(run)]
            if admit is not None:
                admit(tuple(known))
            row = run("SELECT sequence, entry_hash FROM overread_study.last(%s)", self._study).fetchone()
            sequence, prev_hash = row or (0, digest(SCHEMA_NAME))
            for happening in happenings:
                sequence += 1
                entry = seal(happening, sequence, prev_hash)
                body = canonical_json(entry.body())
                run("SELECT overread_study.append(%s, %s, %s)", self._study, body, entry.entry_hash)
                prev_hash = entry.entry_hash
                known.append(entry)
        return tuple(known)

    def entries(self) -> tuple[LogEntry, ...]:
        """The log as far as this role may see it; what was seen before stands while the server cannot be reached.

        Raises
        ------
        UserError
            When an entry was changed, taken out or added.
        """
        with self._lock:
            try:
                with self._server.transaction() as run:
                    news = self._news(run)
            except ServerUnreachableError:
                if not self._known:
                    raise
                return self._known  # plan and orders do not change: a read goes on without the network
            self._known = (*self._known, *news)
            return self._known

    def _news(self, run: Run) -> list[LogEntry]:
        """The entries after those that are known, checked."""
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND tgrelid = 'overread_study.log'::regclass"
        if STUDY_TRIGGERS - {name for (name,) in run(query).fetchall()}:
            raise UserError("The study's log lost its guards: somebody changed the server's tables.")
        last = self._known[-1].sequence if self._known else 0
        rows = run(
            "SELECT sequence, body, entry_hash FROM overread_study.log WHERE study = %s AND sequence > %s"
            " ORDER BY sequence",
            self._study,
            last,
        ).fetchall()
        expected = self._known[-1].entry_hash if self._known else digest(SCHEMA_NAME)
        found = []
        for sequence, body, entry_hash in rows:
            said = json.loads(body)
            follows = sequence == last + 1 and said.get("prev_hash") == expected
            whole = said.get("sequence") == sequence and digest(canonical_json(said)) == entry_hash
            if not whole or (self._owned and not follows):  # between the entries of a role lie those of others
                raise UserError(
                    "The study's log was changed at entry {sequence}: restore the server from a copy.",
                    sequence=sequence,
                )
            found.append(entry_of(said, entry_hash))
            last, expected = sequence, entry_hash
        return found

    def account(self, name: str) -> dict[str, Any] | None:
        """One row of the accounts; None when nobody has this name, or it is not this role's."""
        columns = ", ".join(FIELDS)
        with self._lock, self._server.transaction() as run:
            row = run(
                f"SELECT name, {columns} FROM overread_study.accounts WHERE study = %s AND lower(name) = lower(%s)",
                self._study,
                name,
            ).fetchone()
        return dict(zip(("name", *FIELDS), row, strict=True)) if row else None

    def write_account(self, name: str, **fields: Any) -> None:
        """Make or change one row of the accounts; only the owner makes one."""
        with self._lock, self._server.transaction() as run:
            if self._owned:
                run(
                    "INSERT INTO overread_study.accounts (study, name) VALUES (%s, %s)"
                    " ON CONFLICT (study, lower(name)) DO NOTHING",
                    self._study,
                    name,
                )
            for field, value in fields.items():
                assert field in FIELDS
                run(
                    f"UPDATE overread_study.accounts SET {field} = %s WHERE study = %s AND lower(name) = lower(%s)",
                    value,
                    self._study,
                    name,
                )

    def close(self) -> None:
        """Leave the server."""
        with self._lock:
            self._server.close()
