"""Write a report into a folder: one HTML file, and one CSV file per table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.statistics.report.build import PAGES, build_report
from app.statistics.report.html import to_html
from app.statistics.report.parts import CasePicture, Report
from app.statistics.report.tables_csv import write_table
from app.statistics.study_reads import StudyReads
from imaging.errors import UserError

REPORT_FILE = "report.html"
TABLES = "tables"


@dataclass(frozen=True)
class ReportFiles:
    """Where a report was written; `report` is what it says."""

    report: Report
    html: Path
    tables: tuple[Path, ...]


def write_report(
    study: StudyReads,
    out: Path,
    pictures: Mapping[str, Sequence[CasePicture]] | None = None,
    *,
    free_text: bool = True,
    pages: int = PAGES,
) -> ReportFiles:
    """Write the report of a finished study; the arguments are those of `build_report`.

    Raises
    ------
    UserError
        When the folder cannot be written to.
    """
    return write_parts(build_report(study, pictures, free_text=free_text, pages=pages), out)


def write_parts(report: Report, out: Path) -> ReportFiles:
    """Write any report as one HTML file and one CSV file per table.

    Raises
    ------
    UserError
        When the folder cannot be written to.
    """
    try:
        (out / TABLES).mkdir(parents=True, exist_ok=True)
        html = out / REPORT_FILE
        html.write_text(to_html(report), encoding="utf-8")
        tables = []
        for table in report.tables:
            if table.key:
                tables.append(out / TABLES / f"{table.key}.csv")
                write_table(table, tables[-1], phantom=report.phantom, digest=report.digest)
    except OSError as error:
        raise UserError(f"The report cannot be written to {out.name}: {error.strerror}.") from error
    return ReportFiles(report, html, tuple(tables))
