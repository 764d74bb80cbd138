"""A CSV file of the study, row by row: every objection names the file, the row and what is allowed."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from app.reading.study.toml_table import read_bytes
from imaging.errors import UserError

T = TypeVar("T")


@dataclass
class Problems:
    """Sentences about a file, collected so that all can be shown at once."""

    sentences: list[str] = field(default_factory=list)

    def add(self, sentence: str) -> None:
        """Note one."""
        self.sentences.append(sentence)

    def raise_first(self, command: str) -> None:
        """Raise the first as a `UserError`, and say how many more there are; nothing when there is none."""
        if not self.sentences:
            return
        more = len(self.sentences) - 1
        rest = f" {more} more: “{command}” lists them." if more else ""
        raise UserError(self.sentences[0] + rest)


class CsvRow:
    """One row; every cell that is asked for is checked."""

    def __init__(self, file: str, number: int, cells: dict[str, str]) -> None:
        self.file, self.number, self._cells = file, number, cells

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that this row has."""
        return tuple(self._cells)

    def text(self, column: str) -> str:
        """A cell without the blanks around it; empty when it is, or when there is no such column."""
        return self._cells.get(column, "")

    def needed(self, column: str) -> str:
        """A cell that may not be empty."""
        value = self.text(column)
        if not value:
            raise self.refuse(f"“{column}” is empty")
        return value

    def parsed(self, column: str, parse: Callable[[str], T], allowed: str) -> T | None:
        """A cell through a function that raises `ValueError`; None when the cell is empty."""
        value = self.text(column)
        if not value:
            return None
        try:
            return parse(value)
        except ValueError:
            raise self.refuse(f"“{column}” must be {allowed}, not “{value}”") from None

    def refuse(self, objection: str) -> UserError:
        """The sentence for this row."""
        return UserError(f"{self.file}, row {self.number}: {objection}.")


def read_rows(path: Path, needed: Iterable[str], allowed: Callable[[str], bool], said: str) -> tuple[CsvRow, ...]:
    """Read a CSV file with a header; commas or semicolons, UTF-8 with or without a mark.

    Parameters
    ----------
    needed : iterable of str
        Columns that must be there.
    allowed : callable
        Whether a column of this name may be there.
    said : str
        The allowed columns in words.

    Raises
    ------
    UserError
        When the file cannot be read, or the header is not one; what is wrong in the rows is found when they are asked.
    """
    return tuple(_rows(path.name, _text(path), tuple(needed), allowed, said))


def _text(path: Path) -> str:
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name} is not a text file in UTF-8: save it as one.") from error


def _rows(
    file: str, content: str, needed: tuple[str, ...], allowed: Callable[[str], bool], said: str
) -> Iterator[CsvRow]:
    first = content.splitlines()[0] if content.strip() else ""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=";" if ";" in first and "," not in first else ",")
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(file, header, needed, allowed, said)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                raise UserError(f"{file}, row {reader.line_num}: it has {len(cells)} cells, the header {len(header)}.")
            yield CsvRow(file, reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
    except csv.Error as error:
        raise UserError(f"{file}, row {reader.line_num}: this is not CSV ({error}).") from error


def _check_header(
    file: str, header: list[str], needed: tuple[str, ...], allowed: Callable[[str], bool], said: str
) -> None:
    for name in needed:
        if name not in header:
            raise UserError(f"{file}: the column “{name}” is missing; the columns are {said}.")
    for name in header:
        if not allowed(name):
            raise UserError(f"{file}: the column “{name}” is not known; the columns are {said}.")
        if header.count(name) > 1:
            raise UserError(f"{file}: the column “{name}” stands there twice.")
