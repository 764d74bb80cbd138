"""The offsets that a reader set between the series of a study and its priors: a file to which lines are only added.

A line names the study by the record's digest and spaces by their UIDs; nothing in it names a patient.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.reading.registration import Offset, Registration
from app.reading.store.json_lines import append_line, path_beside, read_lines
from imaging.words import Words

SUBJECT = Words("list of offsets")


@dataclass(frozen=True)
class OffsetsLine:
    """All offsets that count for a reader in a study since a time (ISO 8601, UTC)."""

    study: str
    reader: str
    offsets: tuple[Offset, ...]
    at: str


class OffsetFile:
    """JSON lines, one for every change; the last of a study and reader counts.

    Parameters
    ----------
    path : Path
        Made with mode 0600 when the first line is written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, line: OffsetsLine) -> None:
        """Put a line on the disk.

        Raises
        ------
        UserError
            When the file cannot be written.
        """
        append_line(self._path, asdict(line), SUBJECT)

    def registration(self, study: str, reader: str) -> Registration:
        """What a reader set last in a study; lines that cannot be read are passed over.

        Raises
        ------
        UserError
            When the file is there and cannot be read.
        """
        found = Registration()
        for fields in read_lines(self._path, SUBJECT):
            if (fields.get("study"), fields.get("reader")) == (study, reader):
                try:
                    found = Registration(tuple(_offset(raw) for raw in fields["offsets"]))
                except (KeyError, TypeError, ValueError):
                    continue
        return found


def _offset(raw: dict[str, Any]) -> Offset:
    normal = raw["normal"]
    if normal is not None:
        x, y, z = (float(part) for part in normal)
        normal = x, y, z
    return Offset(str(raw["source"]), str(raw["target"]), float(raw["amount"]), normal)


def offsets_path(record: Path) -> Path:
    """The file beside a record: ``offsets.jsonl``; beside a record of another name one that carries it."""
    return path_beside(record, "offsets.jsonl")
