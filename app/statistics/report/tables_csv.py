"""A report's tables as CSV: numbers as they are, intervals in columns of their own."""

import csv
import math
from pathlib import Path

from app.statistics.diagnostic import Estimate
from app.statistics.exports.reads_csv import spreadsheet_safe
from app.statistics.report.parts import Cell, P, Table

PARTS = ("", "_low", "_high", "_n", "_reason")


def write_table(table: Table, file: Path, *, phantom: bool, digest: str) -> None:
    """Write one table; every row bears the plan's digest, and whether the cases are phantoms."""
    wide = [any(isinstance(row[place], Estimate) for row in table.rows) for place in range(len(table.columns))]
    header: list[str] = []
    for column, has_interval in zip(table.columns, wide, strict=True):
        header += [f"{column.name}{part}" for part in PARTS] if has_interval else [column.name]
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*header, "phantom", "plan_digest"])
        for row in table.rows:
            cells: list[object] = []
            for cell, has_interval in zip(row, wide, strict=True):
                cells += _parts(cell) if has_interval else [_plain(cell)]
            writer.writerow([*map(spreadsheet_safe, cells), phantom, digest])


def _parts(cell: Cell) -> list[object]:
    if isinstance(cell, Estimate):
        return [_plain(cell.value), _plain(cell.low), _plain(cell.high), cell.n, cell.reason]
    return [_plain(cell), "", "", "", ""]


def _plain(cell: Cell) -> object:
    if isinstance(cell, P):
        return _plain(cell.value)
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    return cell
