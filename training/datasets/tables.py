"""What readers of folders share: tables with columns that must be there, pictures that must be there, drawn splits."""

import csv
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from imaging.errors import UserError

Row = dict[str, str]

WHOLE = 1000
"""Splits are drawn in thousandths."""


def read_rows(path: Path, columns: Collection[str]) -> list[Row]:
    """The rows of a CSV with a header.

    Raises
    ------
    UserError
        When it cannot be read as text, has no rows or lacks one of the columns; the sentence names them.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            table = csv.DictReader(stream)
            rows = list(table)
            header = list(table.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path} cannot be read as a table ({error}). It must be a CSV in UTF-8.") from error
    missing = [name for name in columns if name not in header]
    if missing:
        raise UserError(
            f"{path} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}; it has "
            f"{', '.join(header) or 'none'}. Name the columns in its first line."
        )
    if not rows:
        raise UserError(f"{path} has a header and no rows.")
    return rows


def header_of(path: Path) -> frozenset[str]:
    """The column names of a CSV, to recognise a layout by; none when it cannot be read."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            return frozenset(next(csv.reader(stream), []))
    except (OSError, UnicodeDecodeError, csv.Error):
        return frozenset()


def number(row: Row, column: str, path: Path, line: int) -> float:
    """A cell as a number; a UserError that names table, line and column otherwise."""
    try:
        return float(row[column])
    except (TypeError, ValueError):
        raise UserError(f"{path}, line {line}: “{row[column]}” in the column {column} is no number.") from None


def choice(row: Row, column: str, meanings: Mapping[str, int], path: Path, line: int) -> int:
    """A cell as one of the words of `meanings` (in lower case); a UserError that names them otherwise."""
    word = (row[column] or "").strip().lower()
    if word not in meanings:
        allowed = ", ".join(meanings)
        raise UserError(f"{path}, line {line}: “{row[column]}” in the column {column} is none of {allowed}.")
    return meanings[word]


def require(files: Iterable[Path], table: Path) -> None:
    """Refuse a table that names pictures which are not there; the sentence counts them and names the first."""
    missing = [path for path in files if not path.is_file()]
    if missing:
        rest = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise UserError(f"{table} names {missing[0]}{rest}, which is not there. Put it there or take its row out.")


def drawn_split(layout: str, patient: str, shares: Mapping[str, float]) -> str:
    """The split of a patient whose data set has none, by a digest: the same on every machine, whatever else is there.

    Parameters
    ----------
    layout, patient : str
        What is digested; all samples of one patient land together.
    shares : mapping of split to its part
        In order; what is left over to 1 is training.
    """
    place = int(sha256(f"{layout} patient {patient}".encode()).hexdigest(), 16) % WHOLE
    for split, share in shares.items():
        place -= round(share * WHOLE)
        if place < 0:
            return split
    return "train"
