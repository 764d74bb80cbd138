"""Write a study in every layout that can hold it; each file is read again and compared before any is handed out."""

import csv
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from app.statistics.exports import text_layouts, workbook, workbook_read
from app.statistics.exports.reads_csv import read_reads_csv, write_reads_csv
from app.statistics.exports.rows import Content, Names, ReadTable, differences, numbers_from_zero, own_names, read_table
from app.statistics.exports.study_json import read_study_json, same_study, write_study_json
from app.statistics.froc_reads import StudyMarks, has_marks, study_marks
from app.statistics.question_reads import QuestionReads, question_reads
from app.statistics.study_reads import StudyReads
from imaging.errors import UserError

MANIFEST = "manifest.json"
MANIFEST_SCHEMA = "overread.exports/1"

GAPS = "reads are missing or nested, and this layout knows crossed studies only"
ONE_CLASS = "the cases are all diseased or all healthy, and this layout needs both"


@dataclass(frozen=True)
class Export:
    """A file, or why there is none.

    Attributes
    ----------
    path : Path or None
        None when the layout cannot hold the study.
    sentence : str
        What the file is, or why it is not there.
    """

    layout: str
    question: str
    path: Path | None
    sentence: str
    names: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class _Layout:
    """A layout of ratings: how it is written, and how its content is read again."""

    name: str
    file: str
    numbered: bool
    crossed: bool
    write: Callable[[ReadTable, Names, Path], None]
    read: Callable[[Path, tuple[str, ...]], Content]


_LAYOUTS = (
    _Layout(
        "iMRMC (FDA, Java and R)",
        "study_fda.imrmc",
        False,
        False,
        text_layouts.write_fda,
        lambda f, _: text_layouts.read_any(f),
    ),
    _Layout(
        "iMRMC for RJafroc",
        "study_rjafroc.imrmc",
        True,
        True,
        text_layouts.write_rjafroc,
        lambda f, _: text_layouts.read_any(f),
    ),
    _Layout(
        "MRMCaov", "study_mrmcaov.csv", False, False, text_layouts.write_long_csv, lambda f, _: text_layouts.read_any(f)
    ),
    _Layout(
        "MRMC CSV for RJafroc",
        "study_rjafroc_mrmc.csv",
        True,
        True,
        text_layouts.write_long_csv,
        lambda f, _: text_layouts.read_any(f),
    ),
    _Layout("Iowa OR-DBM", "study_iowa.lrc", False, True, text_layouts.write_lrc, text_layouts.read_lrc),
    _Layout(
        "RJafroc workbook, ROC",
        "study_rjafroc_roc.xlsx",
        True,
        True,
        workbook.write_roc,
        lambda f, _: workbook_read.read_roc(f),
    ),
)


def write_exports(study: StudyReads, out: Path, *, free_text: bool = False) -> tuple[Export, ...]:
    """Write all exports of a study into a folder.

    Parameters
    ----------
    free_text : bool
        Also the readers' own words (in JSON and `reads.csv`): a name could stand there.

    Returns
    -------
    tuple of Export
        One per file and per layout that is left out, with the reason.

    Raises
    ------
    UserError
        When a file says something else than the study when it is read again; then no file is left.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".exports-", dir=out))
    except OSError as error:
        raise UserError(f"The folder {out.name} cannot be written to: {error.strerror}.") from error
    try:
        found = tuple(_all(study, folder, free_text))
        _write_manifest(study, found, folder)
        return tuple(_hand_out(export, folder, out) for export in (*found, _manifest_export(folder)))
    except OSError as error:
        raise UserError(f"The exports cannot be written to {out.name}: {error.strerror}.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def question_folder(question_id: str) -> str:
    """A question's name as that of a folder."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", question_id).strip("._") or "question"


def _all(study: StudyReads, folder: Path, free_text: bool) -> Iterator[Export]:
    label = "phantom_" if study.phantom else ""
    file = folder / f"{label}study.json"
    written = write_study_json(study, file, free_text=free_text)
    if not same_study(read_study_json(file), written):
        raise UserError("The JSON export does not read back as it was written: it is not handed out.")
    yield Export("Overread JSON", "", file, "Everything: plan, cases, reads, marks, what the model said.")
    table = folder / f"{label}reads.csv"
    write_reads_csv(written, table)
    if read_reads_csv(table) != {
        (r.reading_id, r.question, r.arm): (r.reader, r.case, r.rating) for r in written.reads
    }:
        raise UserError("The table of reads does not read back as it was written: it is not handed out.")
    yield Export("table of reads", "", table, "One row per read, for spreadsheets and own programs.")
    for question in study.questions:
        reads = question_reads(study, question)
        own = folder / question_folder(question.question_id)
        try:
            content = read_table(study, reads)
        except ValueError as error:
            yield Export("ratings", question.question_id, None, f"No file of ratings: {error}.")
            continue
        own.mkdir()
        for layout in _LAYOUTS:
            yield _ratings(layout, content, own, label)
        if has_marks(reads):
            yield _marks(study, reads, content, own / f"{label}study_rjafroc_froc.xlsx")


def _ratings(layout: _Layout, table: ReadTable, folder: Path, label: str) -> Export:
    if layout.crossed and not table.crossed:
        return Export(layout.name, table.question, None, f"No {layout.file}: {GAPS}.")
    if layout.crossed and not 0 < table.diseased < len(table.cases):
        return Export(layout.name, table.question, None, f"No {layout.file}: {ONE_CLASS}.")
    names = numbers_from_zero(table) if layout.numbered else own_names(table)
    file = folder / f"{label}{layout.file}"
    try:
        layout.write(table, names, file)
    except ValueError as error:
        return Export(layout.name, table.question, None, f"No {layout.file}: {error}.")
    try:
        found = layout.read(file, tuple(names.cases[case] for case in table.cases))
    except (ValueError, KeyError, IndexError, UserError, BadZipFile, ParseError) as error:
        raise UserError(f"{layout.file} cannot be read again, so that it is not handed out: {error}") from error
    apart = differences(names.of_file(table.content), found)
    if apart:
        raise UserError(f"{layout.file} reads back with other content ({apart}): no export is handed out.")
    return Export(layout.name, table.question, file, f"Read again and compared: {_count(table)}.", _renamed(names))


def _marks(study: StudyReads, reads: QuestionReads, table: ReadTable, file: Path) -> Export:
    name = "RJafroc workbook, FROC"
    try:
        marks = study_marks(study, reads)
        part = _of_marks(table, marks)
        names = numbers_from_zero(part)
        workbook.write_froc(part, names, marks, file)
    except ValueError as error:
        return Export(name, table.question, None, f"No {file.name}: {error}.")
    try:
        found = workbook_read.read_froc(file)
    except (ValueError, KeyError, IndexError, BadZipFile, ParseError) as error:
        raise UserError(f"{file.name} cannot be read again, so that it is not handed out: {error}") from error
    if not _marks_of_file(part, marks, names).says_the_same(found):
        raise UserError(f"{file.name} reads back with other marks: no export is handed out.")
    count = len(found.true) + sum(len(ratings) for ratings in found.false.values())
    left_out = f"; {marks.left_out} diseased cases without placed lesions are left out" if marks.left_out else ""
    return Export(name, table.question, file, f"Read again and compared: {count} marks{left_out}.", _renamed(names))


def _of_marks(table: ReadTable, marks: StudyMarks) -> ReadTable:
    """The table of the cases whose lesions are placed; a case is diseased when it has a lesion."""
    truth = dict(zip(marks.study.cases, map(bool, marks.study.diseased), strict=True))
    cases = tuple(sorted(truth, key=lambda case: (truth[case], case)))
    kept = {key: rating for key, rating in table.content.ratings.items() if key[2] in truth}
    content = Content(truth, kept)
    return ReadTable(
        table.title, table.digest, table.phantom, table.question, table.readers, table.arms, cases, content
    )


def _marks_of_file(table: ReadTable, marks: StudyMarks, names: Names) -> workbook_read.Marks:
    study = marks.study
    lesions = {
        names.cases[case]: tuple(float(w) for w in study.weights[study.lesion_case == k])
        for k, case in enumerate(study.cases)
    }
    first = {int(k): int(place) for place, k in reversed(list(enumerate(study.lesion_case)))}
    true = {
        (
            names.readers[reader],
            names.arms[arm],
            names.cases[study.cases[int(study.lesion_case[place])]],
            place - first[int(study.lesion_case[place])] + 1,
        ): float(study.lesion_scores[i, j, place])
        for i, arm in enumerate(study.modalities)
        for j, reader in enumerate(study.readers)
        for place in range(study.lesion_case.size)
        if study.lesion_scores[i, j, place] > -float("inf")
    }
    false = {
        (names.readers[reader], names.arms[arm], names.cases[case]): ratings
        for (arm, reader, case), ratings in marks.false_ratings.items()
        if ratings and case in names.cases
    }
    return workbook_read.Marks(lesions, true, false)


def _renamed(names: Names) -> tuple[tuple[str, str, str], ...]:
    """Names that differ from the study's own."""
    return tuple(row for row in names.rows() if row[1] != row[2])


def _count(table: ReadTable) -> str:
    readers = "1 reader" if len(table.readers) == 1 else f"{len(table.readers)} readers"
    healthy = len(table.cases) - table.diseased
    return f"{len(table.content.ratings)} reads, {readers}, {table.diseased} diseased and {healthy} healthy cases"


def _write_manifest(study: StudyReads, exports: tuple[Export, ...], folder: Path) -> None:
    files = []
    for export in exports:
        entry: dict[str, object] = {"layout": export.layout, "question": export.question, "about": export.sentence}
        if export.path is not None:
            entry["file"] = export.path.relative_to(folder).as_posix()
            entry["sha256"] = hashlib.sha256(export.path.read_bytes()).hexdigest()
        if export.names:
            entry["names"] = [dict(zip(("kind", "in_file", "in_study"), row, strict=True)) for row in export.names]
            _write_names(export, study.plan_digest)
        files.append(entry)
    content = {
        "schema": MANIFEST_SCHEMA,
        "study": study.study,
        "title": study.title,
        "plan_digest": study.plan_digest,
        "phantom": study.phantom,
        "files": files,
    }
    (folder / MANIFEST).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_names(export: Export, digest: str) -> None:
    """The names behind the numbers, beside the file that has numbers."""
    assert export.path is not None
    with export.path.with_name(f"{export.path.name}.names.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows((("kind", "in_file", "in_study"), ("plan digest", "", digest), *export.names))


def _manifest_export(folder: Path) -> Export:
    return Export("manifest", "", folder / MANIFEST, "Digests of all files, and the names behind numbers.")


def _hand_out(export: Export, folder: Path, out: Path) -> Export:
    if export.path is None:
        return export
    moved = []
    for file in (export.path, export.path.with_name(f"{export.path.name}.names.csv")):
        if file.exists():
            target = out / file.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            moved.append(file.replace(target))
    return Export(export.layout, export.question, moved[0], export.sentence, export.names)
