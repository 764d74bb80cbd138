"""What the disk and SQLite say, as sentences for the reader."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from imaging.errors import UserError
from imaging.words import Words

RECORD = Words("record")

SENTENCES = {
    sqlite3.SQLITE_FULL: Words(
        "The disk is full: the {subject} could not be written. Free some space and try again.", subject=RECORD
    ),
    sqlite3.SQLITE_READONLY: Words(
        "The {subject} may not be written: its file or folder is read-only.", subject=RECORD
    ),
    sqlite3.SQLITE_BUSY: Words(
        "The {subject} is in use by another program: close it there and try again.", subject=RECORD
    ),
    sqlite3.SQLITE_LOCKED: Words(
        "The {subject} is in use by another program: close it there and try again.", subject=RECORD
    ),
    sqlite3.SQLITE_NOTADB: Words(
        "The file chosen as the {subject} is not one: choose another with OVERREAD_RECORD.", subject=RECORD
    ),
    sqlite3.SQLITE_CORRUPT: Words(
        "The {subject}'s file is damaged: restore it from a copy, or choose another.", subject=RECORD
    ),
    sqlite3.SQLITE_CANTOPEN: Words(
        "The {subject} cannot be opened: check that its folder exists and may be written to.", subject=RECORD
    ),
    sqlite3.SQLITE_PERM: Words("The {subject} cannot be opened: you do not have the permission.", subject=RECORD),
    sqlite3.SQLITE_AUTH: Words("The {subject} cannot be opened: you do not have the permission.", subject=RECORD),
    sqlite3.SQLITE_IOERR: Words("The disk did not take the {subject}: check it and try again.", subject=RECORD),
}
"""Primary SQLite result code → what to tell the reader."""


class ServerUnreachableError(UserError):
    """No connection: what was asked may be tried again later."""


@contextmanager
def sentences(subject: str = RECORD) -> Iterator[None]:
    """Turn what the disk and SQLite say into sentences about the subject; faults of the program stay what they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
        if code not in SENTENCES:
            raise
        raise UserError(Words(SENTENCES[code].template, subject=subject)) from error
    except OSError as error:
        raise UserError("The {subject} cannot be opened: {why}.", subject=subject, why=error.strerror) from error
