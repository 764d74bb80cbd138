"""Which images a reader marked as key images: a file beside the record to which lines are only ever added.

A line names the study by the record's digest and the image by its SOP Instance UID and frame number; nothing in it
names a patient.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

from app.reading.store.json_lines import append_line, path_beside, read_lines
from imaging.words import Words

SUBJECT = Words("list of key images")

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
        append_line(self._path, asdict(line), SUBJECT)

    def marked(self, study: str, reader: str) -> dict[ImageKey, str]:
        """The images of a study that are key images for a reader now, and when each was marked.

        Lines that cannot be read are passed over.

        Raises
        ------
        UserError
            When the file is there and cannot be read.
        """
        found: dict[ImageKey, str] = {}
        for fields in read_lines(self._path, SUBJECT):
            try:
                line = KeyImageLine(**fields)
            except TypeError:
                continue
            if (line.study, line.reader) == (study, reader):
                key = line.sop_instance_uid, line.frame
                if line.marked:
                    found[key] = line.at
                else:
                    found.pop(key, None)
        return found


def key_images_path(record: Path) -> Path:
    """The list beside a record: ``key_images.jsonl``; beside a record of another name one that carries it."""
    return path_beside(record, "key_images.jsonl")
