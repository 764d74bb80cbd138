"""The tables of the record's file, and the triggers that keep it append-only for every program that opens it."""

import sqlite3

APPLICATION_ID = 0x4F565244  # "OVRD"
VERSION = 1

SCHEMA = """
CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    reading_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    event_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    event_hash TEXT NOT NULL,
    record_hash TEXT NOT NULL,
    UNIQUE (reading_id, sequence)
) STRICT;
CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), events INTEGER NOT NULL, record_hash TEXT NOT NULL) STRICT;
INSERT INTO head VALUES (1, 0, '');
CREATE UNIQUE INDEX once ON events (reading_id, kind)
    WHERE kind IN ('ReadingOpened', 'UnaidedReadLocked', 'ReadSigned');
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM events WHERE position = NEW.position OR event_id = NEW.event_id
                 OR (reading_id = NEW.reading_id AND sequence >= NEW.sequence))
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER head_is_never_deleted BEFORE DELETE ON head
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER head_only_grows BEFORE UPDATE ON head WHEN NEW.events != OLD.events + 1
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
"""

TRIGGERS = {
    "events_are_never_changed",
    "events_are_never_deleted",
    "events_are_never_replaced",
    "head_is_never_deleted",
    "head_only_grows",
}


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty file, inside the caller's transaction."""
    statement = ""
    for line in SCHEMA.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
