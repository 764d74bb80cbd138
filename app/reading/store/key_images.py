"""Which images a reader marked as key images: a file beside the record to which lines are only ever added.

A line names the study by the record's digest and the image by its SOP Instance UID and frame number; nothing in it
names a patient.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from app.reading.store.faults import sentences
from app.reading.store.sqlite import make_private_file

ImageKey = tuple[str, int]
"""SOP Instance UID and frame number (1-based)."""


@dataclass(frozen=True)
class KeyImageLine:
    """A reader marked an image of a study, or took the mark away, at a time (ISO 8601, UTC)."""

    study: str
    reader: str
    sop_instance_uid: str
    frame: int
    marked: bool
    at: str


class KeyImageFile:
    """JSON lines, one for every change.

    Parameters
    ----------
    path : Path
        Made with mode 0600 when the first line is written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, line: KeyImageLine) -> None:
        """Put a line on the disk.

        Raises
        ------
        UserError
            When the file cannot be written.
        """
        with sentences("list of key images"):
            make_private_file(self._path)
            with self._path.open("r+b") as file:
                end = file.seek(0, os.SEEK_END)
                torn = end > 0 and file.seek(end - 1) >= 0 and file.read(1) != b"\n"  # the power failed in mid-line
                file.seek(0, os.SEEK_END)
                file.write((b"\n" if torn else b"") + json.dumps(asdict(line)).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())

    def marked(self, study: str, reader: str) -> frozenset[ImageKey]:
        """The images of a study that are key images for a reader now; lines that cannot be read are passed over.

        Raises
        ------
        UserError
            When the file is there and cannot be read.
        """
        found: dict[ImageKey, bool] = {}
        with sentences("list of key images"):
            lines = self._path.read_bytes().splitlines() if self._path.exists() else []
        for raw in lines:
            try:
                line = KeyImageLine(**json.loads(raw))
            except (ValueError, TypeError):
                continue
            if (line.study, line.reader) == (study, reader):
                found[line.sop_instance_uid, line.frame] = line.marked
        return frozenset(key for key, marked in found.items() if marked)


def key_images_path(record: Path) -> Path:
    """The list beside a record: ``key_images.jsonl``; beside a record of another name one that carries it."""
    name = "key_images.jsonl"
    return record.with_name(name if record.stem == "record" else f"{record.stem}.{name}")
