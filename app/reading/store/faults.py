"""What the disk and SQLite say, as sentences for the reader."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from imaging.errors import UserError

SENTENCES = {
    sqlite3.SQLITE_FULL: "The disk is full: the record could not be written. Free some space and try again.",
    sqlite3.SQLITE_READONLY: "The record may not be written: its file or folder is read-only.",
    sqlite3.SQLITE_BUSY: "The record is in use by another program: close it there and try again.",
    sqlite3.SQLITE_LOCKED: "The record is in use by another program: close it there and try again.",
    sqlite3.SQLITE_NOTADB: "The file chosen as the record is not one: choose another with OVERREAD_RECORD.",
    sqlite3.SQLITE_CORRUPT: "The record's file is damaged: restore it from a copy, or choose another.",
    sqlite3.SQLITE_CANTOPEN: "The record cannot be opened: check that its folder exists and may be written to.",
    sqlite3.SQLITE_PERM: "The record cannot be opened: you do not have the permission.",
    sqlite3.SQLITE_AUTH: "The record cannot be opened: you do not have the permission.",
    sqlite3.SQLITE_IOERR: "The disk did not take the record: check it and try again.",
}
"""Primary SQLite result code → what to tell the reader."""


class ServerUnreachableError(UserError):
    """No connection: what was asked may be tried again later."""


@contextmanager
def sentences(subject: str = "record") -> Iterator[None]:
    """Turn what the disk and SQLite say into sentences about the subject; faults of the program stay what they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
        if code not in SENTENCES:
            raise
        raise UserError(SENTENCES[code].replace("record", subject)) from error
    except OSError as error:
        raise UserError(f"The {subject} cannot be opened: {error.strerror}.") from error
