"""Read ratings from files: long CSV tables under several programs' names, `.imrmc`, and the three files of FROC.

A sentence about a bad row names its line, never its case: case numbers may belong to patients.
"""

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app.statistics.froc_figures import FrocStudy
from app.statistics.ratings import Ratings
from imaging.errors import UserError

COLUMNS = {
    "reader": ("reader", "readerid", "reader_id"),
    "modality": ("modality", "modalityid", "modality_id", "treatment", "condition", "arm"),
    "case": ("case", "caseid", "case_id"),
    "truth": ("truth", "reference"),
    "rating": ("rating", "score", "decision"),
}
"""What a column means → its names in the layouts that are understood, in lower case."""

TRUTH_READERS = ("truth", "-1")
"""How a row of the reference standard is marked in iMRMC's layout (Java and R; RJafroc)."""

BLANK = ("", "na", "nan")
"""A rating that was not given."""


class _Line(NamedTuple):
    file: Path
    number: int
    values: dict[str, str]

    def refuse(self, why: str) -> UserError:
        return UserError(f"{self.file.name}, line {self.number}: {why}.")


def read_ratings(files: Sequence[Path], binary: bool = False, needs_truth: bool = True) -> Ratings:
    """Read one study from one or more files (one per reader, say).

    Parameters
    ----------
    files : paths of CSV files with a header, or `.imrmc` files
        Columns reader, modality (or treatment, condition), case, truth, and rating (or score, decision); or iMRMC's
        readerID, caseID, modalityID, score with one truth row per case.
    binary : bool
        Every rating must be 0 or 1.
    needs_truth : bool
        False for agreement, which asks for no reference standard: a case without truth counts as not diseased.

    Raises
    ------
    UserError
        For a file, column or row that cannot be used; the sentence names the line. A blank or NA rating is a missing
        read, and a case that occurs in truth rows only was read by nobody.
    """
    lines = [line for file in files for line in _lines(file)]
    if not lines:
        raise UserError("There are no ratings in these files.")
    truths: dict[str, bool] = {}
    seen: dict[tuple[str, str, str], _Line] = {}
    rows: list[tuple[str, str, str, bool, float]] = []
    reads: list[tuple[_Line, float]] = []
    for line in lines:
        is_truth = line.values["reader"].lower() in TRUTH_READERS
        if is_truth or "truth" in line.values:
            _note_truth(truths, line, line.values["rating" if is_truth else "truth"])
        if not is_truth:
            reads.append((line, _rating(line, binary)))
    for line, rating in reads:
        key = line.values["reader"], line.values["modality"], line.values["case"]
        if key in seen:
            earlier = seen[key]
            raise line.refuse(f"the same reader, modality and case as in line {earlier.number} of {earlier.file.name}")
        seen[key] = line
        if needs_truth and key[2] not in truths:
            raise line.refuse("its case has no truth: add a truth row, or a column truth")
        rows.append((*key, truths.get(key[2], False), rating))
    if not rows:
        raise UserError("There are truths in these files, but no ratings.")
    return Ratings.from_rows(rows)


def read_froc(files: Sequence[Path]) -> FrocStudy:
    """Read a free-response study from its three CSV files, in any order; the header says which is which.

    Truth: CaseID, LesionID (0 in a healthy case), Weight (all 0 in a case: equal). True marks: ReaderID, ModalityID,
    CaseID, LesionID, TP_Rating. False marks: ReaderID, ModalityID, CaseID, FP_Rating. A case without a mark has no
    row: **every reader counts as having read every case**, since the layout cannot say otherwise.

    Modalities and readers come in sorted order, whatever the order of the rows.

    Raises
    ------
    UserError
        When a file is missing or has a row that does not fit the others.
    """
    tables: dict[str, list[_Line]] = {}
    for file in files:
        lines = _table(file)
        kind = _froc_kind(lines[0].values) if lines else ""
        if not kind or kind in tables:
            raise UserError(f"{file.name} is not one of truth, true marks and false marks, or is there twice.")
        tables[kind] = lines
    if set(tables) != {"truth", "true", "false"}:
        raise UserError("Free-response statistics need three files: truth, true marks (TP) and false marks (FP).")
    return _froc_study(tables)


def _froc_study(tables: dict[str, list[_Line]]) -> FrocStudy:
    cases = {name: index for index, name in enumerate(dict.fromkeys(line.values["caseid"] for line in tables["truth"]))}
    found = [line for line in tables["truth"] if line.values["lesionid"] != "0"]
    lesions = {(line.values["caseid"], line.values["lesionid"]): index for index, line in enumerate(found)}
    if len(lesions) != len(found):
        raise UserError("The truth file names one lesion twice.")
    lesion_case = np.array([cases[case] for case, _ in lesions], dtype=np.intp)
    weights = np.array([_number(line, "weight") for line in found])
    sums = np.bincount(lesion_case, weights, len(cases))
    count = np.bincount(lesion_case, minlength=len(cases))
    weights = np.where(sums[lesion_case] == 0.0, 1.0 / count[lesion_case], weights)
    marks = tables["true"] + tables["false"]
    modalities = {name: index for index, name in enumerate(sorted({line.values["modalityid"] for line in marks}))}
    readers = {name: index for index, name in enumerate(sorted({line.values["readerid"] for line in marks}))}
    arms = len(modalities), len(readers)
    lesion_scores = np.full((*arms, len(lesions)), -np.inf)
    highest = np.full((*arms, len(cases)), -np.inf)
    false_marks = np.zeros((*arms, len(cases)), dtype=np.int64)
    for line in marks:
        arm = modalities[line.values["modalityid"]], readers[line.values["readerid"]]
        case = line.values["caseid"]
        if case not in cases:
            raise line.refuse("its case is not in the truth file")
        if "fp_rating" in line.values:
            place = *arm, cases[case]
            highest[place] = max(highest[place], _number(line, "fp_rating"))
            false_marks[place] += 1
            continue
        lesion = lesions.get((case, line.values["lesionid"]))
        if lesion is None:
            raise line.refuse("its lesion is not in the truth file")
        if lesion_scores[(*arm, lesion)] > -np.inf:
            raise line.refuse("the same reader marked the same lesion twice")
        lesion_scores[(*arm, lesion)] = _number(line, "tp_rating")
    try:
        return FrocStudy(
            tuple(modalities), tuple(readers), tuple(cases), lesion_case, weights, lesion_scores, highest, false_marks
        )
    except ValueError as error:
        raise UserError(f"The truth file cannot be used: {error}.") from error


def _froc_kind(header: Iterable[str]) -> str:
    names = set(header)
    if {"readerid", "modalityid", "caseid", "lesionid", "tp_rating"} <= names:
        return "true"
    if {"readerid", "modalityid", "caseid", "fp_rating"} <= names:
        return "false"
    return "truth" if {"caseid", "lesionid", "weight"} <= names else ""


def _lines(file: Path) -> list[_Line]:
    if file.suffix.lower() == ".imrmc":
        return _imrmc(file)
    lines = _table(file)
    if not lines:
        return []
    header = list(lines[0].values)
    names = {name: next((c for c in known if c in header), None) for name, known in COLUMNS.items()}
    needed = ("reader", "modality", "case", "rating")
    absent = [name for name in needed if names[name] is None]
    if absent:
        raise UserError(f"{file.name} has no column {absent[0]} (known names: {', '.join(COLUMNS[absent[0]])}).")
    return [
        _Line(file, line.number, {name: line.values[column] for name, column in names.items() if column})
        for line in lines
    ]


def _table(file: Path) -> list[_Line]:
    """Rows of a CSV file with lower-case column names; a row of another length is refused."""
    rows = list(csv.reader(read_text(file).splitlines()))
    header = [name.strip().lower() for name in rows[0]] if rows else []
    lines = []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            raise UserError(f"{file.name}, line {number}: {len(row)} cells where the header has {len(header)}.")
        lines.append(_Line(file, number, dict(zip(header, (cell.strip() for cell in row), strict=True))))
    return lines


def _imrmc(file: Path) -> list[_Line]:
    text = read_text(file).splitlines()
    start = next((n for n, line in enumerate(text, 1) if line.strip().upper().startswith("BEGIN DATA")), None)
    if start is None:
        raise UserError(f"{file.name} has no line BEGIN DATA: it is not an .imrmc file.")
    lines = []
    for number, row in enumerate(text[start:], start + 1):
        cells = [cell.strip() for cell in row.split(",")]
        if not any(cells):
            continue
        if len(cells) != 4:
            raise UserError(f"{file.name}, line {number}: {len(cells)} cells where an .imrmc file has 4.")
        lines.append(_Line(file, number, dict(zip(("reader", "case", "modality", "rating"), cells, strict=True))))
    return lines


def read_text(file: Path) -> str:
    """The text of a file.

    Raises
    ------
    UserError
        When it is not there, may not be read, or is no text.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{file.name} is not a text in UTF-8: save it as CSV.") from error


def _note_truth(truths: dict[str, bool], line: _Line, text: str) -> None:
    if text.lower() not in ("0", "1", "0.0", "1.0", "true", "false"):
        raise line.refuse("truth is 0 or 1")
    is_true = text.lower() in ("1", "1.0", "true")
    if truths.setdefault(line.values["case"], is_true) != is_true:
        raise line.refuse("its case had the other truth before")


def _rating(line: _Line, binary: bool) -> float:
    text = line.values["rating"].lower()
    if text in BLANK:
        return math.nan
    if text in ("true", "false"):
        return float(text == "true")
    rating = _number(line, "rating")
    if binary and rating not in (0.0, 1.0):
        raise line.refuse("a decision is 0 or 1")
    return rating


def _number(line: _Line, column: str) -> float:
    try:
        value = float(line.values[column])
    except ValueError as error:
        raise line.refuse(f"{column} is not a number") from error
    if not math.isfinite(value):
        raise line.refuse(f"{column} is not a finite number")
    return value
