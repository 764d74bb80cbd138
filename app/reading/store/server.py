"""The connection to a PostgreSQL server: one transaction at a time, and what the server says as sentences."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from app.reading.store.faults import ServerUnreachableError
from imaging.errors import UserError
from imaging.words import Words

Run = Callable[..., Any]
"""Runs a query with its values and gives the cursor."""

GONE = Words("The record's server cannot be reached: check the network. Nothing was changed.")

LIMITS: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "options": "-c statement_timeout=20s -c lock_timeout=15s",
}
"""A network that swallows packets must not hold a read up for minutes."""

SENTENCES = {
    "OV001": Words("The record is append-only: nothing in it can be changed or deleted."),
    "OV002": Words("You may add to your own readings only: sign in to the record as this reader."),
    "OV003": Words("This step no longer fits the read as it stands in the record: open the case again."),
    "OV004": Words("You may add to your own sessions only: sign in to the server as this reader."),
    "OV005": Words("The study's log went on meanwhile: try again."),
    "42501": Words("You do not have the right to do this in the record."),
    "28P01": Words("The record's server does not know this name and password."),
    "28000": Words("The record's server does not let this name in."),
    "3D000": Words("There is no such database on the record's server."),
    "53100": Words("The disk of the record's server is full: tell whoever looks after it, and try again."),
}
"""SQLSTATE → what to tell the reader."""

REFUSALS = {
    "28P01": ("password authentication failed", 'role "[^"]*" does not exist', "no password supplied"),
    "28000": ("no pg_hba.conf entry",),
    "3D000": ('database "[^"]*" does not exist',),
}
"""SQLSTATE → how the server says it before there is a connection."""


@contextmanager
def server_sentences() -> Iterator[None]:
    """Turn what the server says into sentences; faults of the program stay what they are."""
    try:
        yield
    except psycopg.Error as error:
        state = error.sqlstate or ""
        if state in SENTENCES:
            raise UserError(SENTENCES[state]) from error
        if isinstance(error, psycopg.OperationalError):
            known = next((words for code, words in SENTENCES.items() if _speaks_of(error, code)), "")
            raise (UserError(known) if known else ServerUnreachableError(GONE)) from error
        raise


def _speaks_of(error: psycopg.Error, code: str) -> bool:
    """A refused connection has no SQLSTATE, only words."""
    return any(re.search(words, str(error)) for words in REFUSALS.get(code, ()))


class ServerConnection:
    """A connection that is made when it is needed, and anew after it broke.

    Parameters
    ----------
    url : str
        ``postgresql://role@host/database``; the password comes from there, PGPASSWORD or ~/.pgpass.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None

    @contextmanager
    def transaction(self) -> Iterator[Run]:
        """One transaction; what the server says becomes a sentence."""
        with server_sentences():
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(self._url, autocommit=True, **LIMITS)
            connection = self._connection

            def run(query: Any, *values: object) -> psycopg.Cursor[tuple[Any, ...]]:
                return connection.execute(query, values or None)

            try:
                with connection.transaction():
                    yield run
            except psycopg.OperationalError:
                connection.close()
                raise

    def close(self) -> None:
        """Leave the server."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
