"""Where the record is: a file, or a server with a file on this computer for what could not be delivered yet."""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from app.reading.record_store import RecordStore
from app.reading.store.sqlite import SqliteStore
from imaging.errors import UserError

SERVER = ("postgresql://", "postgres://")

RecordPlace = Path | str
"""The path of a file, or the address of a server."""


def record_place(words: str) -> RecordPlace:
    """What `--record` says: an address stays as it is (a Path would fold its slashes)."""
    return words if words.startswith(SERVER) else Path(words)


def local_record(place: RecordPlace) -> Path:
    """The file on this computer that belongs to a record; marks and the like lie beside it.

    Of a server it is named by a digest of role, host and database, so that two servers do not share one.
    """
    if isinstance(place, Path):
        return place
    parts = urlsplit(place)
    said = f"{parts.username}@{parts.hostname}:{parts.port}{parts.path}"
    return platformdirs.user_data_path("overread") / f"server-{hashlib.sha256(said.encode()).hexdigest()[:16]}.sqlite"


def open_record(place: RecordPlace) -> RecordStore:
    """Open a record for reading cases.

    Raises
    ------
    UserError
        When the file cannot be opened; for a server, when its extra is not installed. A server that cannot be reached
        is no error: what is read is delivered later.
    """
    if isinstance(place, Path):
        return SqliteStore(place)
    server = server_package()
    from app.reading.store.delivering import DeliveringStore

    return DeliveringStore(lambda: server.PostgresStore(place), local_record(place))


def open_to_check(place: RecordPlace) -> Any:
    """Open a record for verifying and exporting; of a server what this role may see."""
    return SqliteStore(place, read_only=True) if isinstance(place, Path) else server_package().PostgresStore(place)


def prepare_record(place: RecordPlace) -> None:
    """Make a record in an empty database; see `postgres.prepare_record`."""
    server_package().prepare_record(_address(place))


def admit_reader(place: RecordPlace, role: str, reader: str, password: str | None) -> None:
    """Let a reader write to a server's record; see `postgres.admit_reader`."""
    server_package().admit_reader(_address(place), role, reader, password)


def _address(place: RecordPlace) -> str:
    if isinstance(place, Path):
        raise UserError("This is for a record on a server: give its address, postgresql://owner@host/database.")
    return place


def server_package() -> Any:
    """The module of records on a server.

    Raises
    ------
    UserError
        When its extra is not installed.
    """
    try:
        from app.reading.store import postgres
    except ImportError as error:
        raise UserError("A record on a server needs one more package: pip install 'overread[postgres]'.") from error
    return postgres
