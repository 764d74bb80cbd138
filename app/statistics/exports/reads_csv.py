"""Every read as one row of a CSV table."""

import csv
from collections.abc import Mapping
from pathlib import Path

from app.statistics.study_reads import StudyReads

COLUMNS = (
    "reading_id",
    "reader",
    "group",
    "years",
    "case",
    "body_part",
    "difficulty",
    "question",
    "arm",
    "session",
    "position",
    "positive",
    "rating",
    "seconds",
    "overridden",
    "reason",
    "reference",
    "model_positive",
    "model_rating",
    "marks",
    "false_marks",
    "phantom",
    "plan_digest",
)


def write_reads_csv(study: StudyReads, file: Path) -> None:
    """Write one row per read; what was not asked or is not known is an empty cell."""
    readers = {reader.reader: reader for reader in study.readers}
    cases = {case.case: case for case in study.cases}
    model = {(answer.case, answer.question): answer for answer in study.model}
    exposures = sorted({what for read in study.reads for what in read.exposure_seconds})
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow((*COLUMNS, *(f"seconds_{what}" for what in exposures)))
        for read in study.reads:
            reader, case = readers.get(read.reader), cases.get(read.case)
            answer = model.get((read.case, read.question))
            row: Mapping[str, object] = {
                "reading_id": read.reading_id,
                "reader": read.reader,
                "group": reader.group if reader else None,
                "years": reader.years if reader else None,
                "case": read.case,
                "body_part": case.body_part if case else None,
                "difficulty": case.difficulty if case else None,
                "question": read.question,
                "arm": read.arm,
                "session": read.session,
                "position": read.position,
                "positive": read.positive,
                "rating": float(read.rating),
                "seconds": read.seconds,
                "overridden": read.overridden,
                "reason": read.reason,
                "reference": case.truth.get(read.question) if case else None,
                "model_positive": answer.positive if answer else None,
                "model_rating": answer.rating if answer else None,
                "marks": None if read.marks is None else len(read.marks),
                "false_marks": None if read.marks is None else sum(mark.lesion == 0 for mark in read.marks),
                "phantom": case.phantom if case else None,
                "plan_digest": study.plan_digest,
            }
            cells = [*(row[name] for name in COLUMNS), *(read.exposure_seconds.get(what) for what in exposures)]
            writer.writerow(["" if cell is None else spreadsheet_safe(cell) for cell in cells])


def read_reads_csv(file: Path) -> dict[tuple[str, str, str], tuple[str, str, float]]:
    """Reading, question and arm → reader, case and rating, as the table says them."""
    with file.open(newline="", encoding="utf-8") as stream:
        return {
            (_own(row["reading_id"]), _own(row["question"]), row["arm"]): (
                _own(row["reader"]),
                _own(row["case"]),
                float(row["rating"]),
            )
            for row in csv.DictReader(stream)
        }


def spreadsheet_safe(cell: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _own(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell
