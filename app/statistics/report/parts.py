"""What a report is made of: sections of paragraphs, tables, figures and pictures. Nothing here knows HTML."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.statistics.diagnostic import Estimate


@dataclass(frozen=True)
class P:
    """A p or q value."""

    value: float


Cell = str | int | float | Estimate | P | None
"""None is an empty cell; a number or estimate that does not exist is shown as –."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    title : str
        As people read it.
    name : str
        As programs read it, in the CSV file; an estimate adds `_low`, `_high` and `_n`.
    digits : int
        Behind the point.
    percent : bool
        Shown as per cent; the CSV file keeps the share.
    signed : bool
        Shown with its sign: a difference.
    """

    title: str
    name: str
    digits: int = 3
    percent: bool = False
    signed: bool = False


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    key : str
        Name of its CSV file; unique in a report.
    strong : frozenset of int
        Rows that sum up the others.
    shown : int or None
        So many rows in the report; the CSV file has all.
    grouped : bool
        A name in the first column that repeats the one above is shown once.
    """

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    strong: frozenset[int] = frozenset()
    shown: int | None = None
    grouped: bool = True

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(row)} cells for {len(self.columns)} columns in {self.key}")

    def reasons(self) -> list[str]:
        """Why numbers are missing or have no interval, each once, in the order of the rows."""
        found = (cell.reason for row in self.rows for cell in row if isinstance(cell, Estimate) and cell.reason)
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Figure:
    """A drawing as SVG, with its caption."""

    key: str
    title: str
    svg: str
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class CasePicture:
    """A picture of a case as PNG, handed in by whoever has pixels; it shows nothing that identifies a patient."""

    caption: str
    png: bytes


@dataclass(frozen=True)
class Text:
    """Paragraphs; `small` for asides."""

    paragraphs: Sequence[str]
    small: bool = False


@dataclass(frozen=True)
class Facts:
    """Names with values, for the head of a report or of a page."""

    rows: Sequence[tuple[str, str]]


Block = Table | Figure | CasePicture | Text | Facts


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it.

    Attributes
    ----------
    level : int
        2 for a part, 3 for a part of it.
    new_page : bool
        When printed.
    listed : bool
        In the contents.
    """

    title: str
    blocks: Sequence[Block]
    level: int = 2
    new_page: bool = False
    listed: bool = True


@dataclass(frozen=True)
class Report:
    """A whole report.

    Attributes
    ----------
    phantom : bool
        The label stands at the head, at every table and at every figure.
    digest : str
        Of the plan; at the foot of every page.
    digest_of : str
        What the digest is of, in front of it.
    """

    title: str
    digest: str
    phantom: bool
    sections: Sequence[Section] = field(default_factory=tuple)
    digest_of: str = "Plan"

    @property
    def tables(self) -> Iterator[Table]:
        """All tables."""
        return (block for section in self.sections for block in section.blocks if isinstance(block, Table))


PHANTOM = "Phantom data – no patients"
"""Said wherever a phantom's numbers stand."""

DASH = "–"


def shown_number(value: float, column: Column) -> str:
    """A number as people read it."""
    if math.isnan(value):
        return DASH
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    digits, scale = (max(column.digits - 2, 0), 100.0) if column.percent else (column.digits, 1.0)
    text = f"{abs(value * scale):.{digits}f}"
    if float(text) == 0.0:
        return text
    return f"{'−' if value < 0 else '+' if column.signed else ''}{text}"


def shown_interval(estimate: Estimate, column: Column) -> str:
    """The interval in brackets, or nothing."""
    if math.isnan(estimate.low):
        return ""
    low, high = shown_number(estimate.low, column), shown_number(estimate.high, column)
    between = " to " if column.signed or estimate.low < 0 or math.isinf(estimate.high) else "–"
    return f"({low}{between}{high})"


def shown_p(value: float) -> str:
    """A p value: three digits, no false precision, no 0."""
    if math.isnan(value):
        return DASH
    if value < 0.001:
        return "<0.001"
    return f"{value:.3f}" if value < 0.995 else ">0.99"


def shown(cell: Cell, column: Column) -> str:
    """Any cell as one line of text."""
    if cell is None:
        return ""
    if isinstance(cell, P):
        return shown_p(cell.value)
    if isinstance(cell, Estimate):
        return f"{shown_number(cell.value, column)} {shown_interval(cell, column)}".rstrip()
    return shown_number(cell, column) if isinstance(cell, float) else str(cell)
