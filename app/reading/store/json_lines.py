"""Files beside the record to which lines are only ever added: one JSON object a line."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.reading.store.faults import sentences
from app.reading.store.sqlite import make_private_file


def append_line(path: Path, line: Mapping[str, Any], subject: str) -> None:
    """Put a line on the disk; the file is made with mode 0600 by the first.

    Parameters
    ----------
    path : Path
    line : mapping
        What JSON can hold.
    subject : str
        What the file is, for a sentence ("list of key images").

    Raises
    ------
    UserError
        When the file cannot be written.
    """
    with sentences(subject):
        make_private_file(path)
        with path.open("r+b") as file:
            end = file.seek(0, os.SEEK_END)
            torn = end > 0 and file.seek(end - 1) >= 0 and file.read(1) != b"\n"  # the power failed in mid-line
            file.seek(0, os.SEEK_END)
            file.write((b"\n" if torn else b"") + json.dumps(line).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def read_lines(path: Path, subject: str) -> Iterator[dict[str, Any]]:
    """Yield the lines of a file, oldest first; those that cannot be read are passed over.

    Raises
    ------
    UserError
        When the file is there and cannot be read.
    """
    with sentences(subject):
        lines = path.read_bytes().splitlines() if path.exists() else []
    for raw in lines:
        try:
            line = json.loads(raw)
        except ValueError:
            continue
        if isinstance(line, dict):
            yield line


def path_beside(record: Path, name: str) -> Path:
    """A file beside a record; beside a record of another name than ``record`` it carries that name."""
    return record.with_name(name if record.stem == "record" else f"{record.stem}.{name}")
