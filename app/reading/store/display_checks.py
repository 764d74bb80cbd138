"""Checks of the display that were made with the program's own pattern: a file beside the record.

A line names a screen and what was seen on it; nothing in it names a patient or a reader.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.reading.display import DisplayCheck, Screen
from app.reading.store.json_lines import append_line, path_beside, read_lines
from imaging.words import Words

SUBJECT = Words("list of display checks")


class DisplayCheckFile:
    """JSON lines, one for every check.

    Parameters
    ----------
    path : Path
        Made with mode 0600 when the first line is written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, check: DisplayCheck) -> None:
        """Put a check on the disk; raises `UserError` when the file cannot be written."""
        append_line(self._path, asdict(check), SUBJECT)

    def latest(self) -> dict[Screen, DisplayCheck]:
        """The last check of every screen; raises `UserError` when the file is there and cannot be read."""
        checks = (check for line in read_lines(self._path, SUBJECT) if (check := _check(line)) is not None)
        return {check.screen: check for check in checks}


def _check(line: dict[str, Any]) -> DisplayCheck | None:
    """None for a line that is none."""
    try:
        check = DisplayCheck(Screen(**line["screen"]), dict(line["answers"]), line["at"])
        aware = check.time.tzinfo is not None
        hash(check.screen)
    except (KeyError, TypeError, ValueError):
        return None
    return check if aware else None


def display_checks_path(record: Path) -> Path:
    """The list beside a record: ``display_checks.jsonl``."""
    return path_beside(record, "display_checks.jsonl")
