"""What the tests of the report look up in it."""

from dataclasses import replace

from app.statistics.report.parts import (
    Figure,
    Report,
    Table,
)
from app.statistics.study_reads import StudyReads
from tests.app.statistics.artificial_study import (
    study_of,
)


def all_alike() -> StudyReads:
    study = study_of(cases=20)
    return replace(study, reads=tuple(replace(read, rating=150.0, positive=True) for read in study.reads))


def table_of(report: Report, key: str) -> Table:
    return next(table for table in report.tables if table.key == key)


def figure_of(report: Report, key: str) -> Figure:
    blocks = (block for section in report.sections for block in section.blocks)
    return next(block for block in blocks if isinstance(block, Figure) and block.key == key)


def column(table: Table, name: str) -> list[object]:
    place = [own.name for own in table.columns].index(name)
    return [row[place] for row in table.rows]
