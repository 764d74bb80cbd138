"""RJafroc's Excel workbook: sheets TRUTH, TP, FP, in the ROC and the FROC paradigm.

What RJafroc's reader expects beyond its manual (R/DfReadDataFile.R): sheet names are sorted and the first three must be
FP, TP and TRUTH, so the sheet about the study has a name that sorts behind them; names are sorted as text; marks of one
reader on one case stand in consecutive rows; and a reader or modality without a single mark would vanish.
"""

from collections.abc import Sequence
from pathlib import Path

from app.statistics.exports.rows import Names, ReadTable
from app.statistics.froc_reads import StudyMarks

ABOUT = "Z_STUDY"
"""The sheet with the plan's digest and the names behind the numbers."""

MOST_ROWS = 1_048_576

Row = Sequence[object]


def write_roc(table: ReadTable, names: Names, file: Path) -> None:
    """The ROC paradigm: one FP row per healthy case, one TP row per diseased case; crossed studies only.

    Raises
    ------
    ValueError
        When the study has more rows than a sheet holds.
    """
    readers, arms = ",".join(names.readers.values()), ",".join(names.arms.values())
    truth = [
        (int(names.cases[c]), int(table.content.truth[c]), int(table.content.truth[c]), readers, arms)
        for c in table.cases
    ]
    rated = [
        (names.readers[r], names.arms[a], int(names.cases[c]), table.content.truth[c], table.content.ratings[r, a, c])
        for a in table.arms
        for r in table.readers
        for c in table.cases
    ]
    true = [(reader, arm, case, 1, _cell(rating)) for reader, arm, case, diseased, rating in rated if diseased]
    false = [(reader, arm, case, _cell(rating)) for reader, arm, case, diseased, rating in rated if not diseased]
    _write(file, "ROC", truth, true, false, _about(table, names))


def write_froc(table: ReadTable, names: Names, marks: StudyMarks, file: Path) -> None:
    """The FROC paradigm: one row per lesion, one row per mark.

    Raises
    ------
    ValueError
        When RJafroc could not read the file or would lose somebody: no false mark at all, or a reader or arm
        without any mark.
    """
    study = marks.study
    readers, arms = ",".join(names.readers.values()), ",".join(names.arms.values())
    truth: list[Row] = []
    true: list[Row] = []
    false: list[Row] = []
    for k, case in sorted(enumerate(study.cases), key=lambda pair: int(names.cases[pair[1]])):
        number = int(names.cases[case])
        weights = study.weights[study.lesion_case == k]
        truth += [(number, lesion, _cell(float(w)), readers, arms) for lesion, w in enumerate(weights, 1)] or [
            (number, 0, 0, readers, arms)
        ]
    for arm in table.arms:
        for reader in table.readers:
            i, j = study.modalities.index(arm), study.readers.index(reader)
            head = names.readers[reader], names.arms[arm]
            for k, case in enumerate(study.cases):
                number = int(names.cases[case])
                scores = study.lesion_scores[i, j, study.lesion_case == k]
                true += [
                    (*head, number, place, _cell(float(s))) for place, s in enumerate(scores, 1) if s > -float("inf")
                ]
                false += [(*head, number, _cell(rating)) for rating in marks.false_ratings[arm, reader, case]]
    if not false or not true:
        raise ValueError("RJafroc cannot read a study without any true mark, or without any false mark")
    marked = {row[0] for row in true + false}, {row[1] for row in true + false}
    if marked != (set(names.readers.values()), set(names.arms.values())):
        raise ValueError("a reader or an arm has no mark at all, and RJafroc would leave them out without a word")
    _write(file, "FROC", truth, true, false, _about(table, names))


def _write(
    file: Path, paradigm: str, truth: Sequence[Row], true: Sequence[Row], false: Sequence[Row], about: Sequence[Row]
) -> None:
    from openpyxl import Workbook  # slow to import, and needed for this only

    if max(len(truth), len(true), len(false)) >= MOST_ROWS:
        raise ValueError(f"an Excel sheet holds {MOST_ROWS} rows")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("TRUTH")
    sheet.append(("CaseID", "LesionID", "Weight", "ReaderID", "ModalityID", "Paradigm"))
    for place, row in enumerate(truth):
        sheet.append((*row, (paradigm, "FCTRL")[place]) if place < 2 else row)
    for name, header, rows in (
        ("TP", ("ReaderID", "ModalityID", "CaseID", "LesionID", "TP_Rating"), true),
        ("FP", ("ReaderID", "ModalityID", "CaseID", "FP_Rating"), false),
        (ABOUT, ("what", "in this file", "in the study"), about),
    ):
        sheet = book.create_sheet(name)
        sheet.append(header)
        for row in rows:
            sheet.append(row)
    book.save(file)


def _about(table: ReadTable, names: Names) -> list[Row]:
    return [("study", None, table.heading), ("plan digest", None, table.digest), *names.rows()]


def _cell(value: float) -> float | int:
    """Whole numbers as integers, as in the layout's examples."""
    return int(value) if float(value).is_integer() else float(value)
