"""Exports against examples that were loaded in their target programs, and round trips of every design."""

import csv
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.statistics.exports import text_layouts, workbook
from app.statistics.exports.rows import Names, ReadTable, numbers_from_zero, own_names, read_table
from app.statistics.exports.study_json import read_study_json, same_study, write_study_json
from app.statistics.exports.workbook import ABOUT
from app.statistics.exports.workbook_read import read_froc, read_roc, read_sheets
from app.statistics.exports.write import write_exports
from app.statistics.figures import auc_figures
from app.statistics.froc_figures import froc_figures
from app.statistics.froc_reads import study_marks
from app.statistics.question_reads import question_reads
from app.statistics.rating_files import read_froc as read_froc_files
from app.statistics.rating_files import read_ratings
from app.statistics.study_reads import RatedMark, Read, StudyCase, StudyQuestion, StudyReader, StudyReads
from imaging.errors import UserError
from tests.app.statistics.artificial_study import (
    READERS,
    empty_study,
    grade_study,
    nested_cases,
    nested_readers,
    number_study,
    study_of,
    without_reads,
)

ORDINAL = StudyQuestion("study", "How sure?", "grade", True, tuple("12345"), 3.0)


def study_from(file: Path) -> StudyReads:
    """A study from a long CSV table."""
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    arm = "modality" if "modality" in rows[0] else "treatment"
    readers = tuple(StudyReader(name) for name in dict.fromkeys(row["reader"] for row in rows))
    cases = {row["case"]: StudyCase(row["case"], {"study": 3.0 + float(row["truth"]) - 0.5}) for row in rows}
    cases = {
        name: replace(case, truth={"study": 5.0 if case.truth["study"] > 3 else 1.0}) for name, case in cases.items()
    }
    reads = tuple(
        Read(str(n), r["reader"], r["case"], "study", r[arm], 1, n, None, float(r["rating"]), 1.0)
        for n, r in enumerate(rows)
    )
    return empty_study(ORDINAL, readers=readers, cases=tuple(cases.values()), reads=reads)


def table_of(study: StudyReads) -> ReadTable:
    return read_table(study, question_reads(study, study.questions[0]))


@pytest.fixture(scope="module")
def published(gold: Path) -> ReadTable:
    """The study that was written in six layouts and loaded in six programs."""
    return table_of(study_from(gold / "example_exports" / "study_mrmcaov.csv"))


def from_one(table: ReadTable) -> Names:
    """The names that the published files have: readers from 1, modalities from 0."""
    names = numbers_from_zero(table)
    return replace(names, readers={reader: str(int(own) + 1) for reader, own in names.readers.items()})


def body(file: Path) -> list[str]:
    """The lines from the counts on: the head names the program that wrote the file."""
    lines = file.read_text().splitlines()
    return lines[next(n for n, line in enumerate(lines) if line.startswith("N0:")) :]


@pytest.mark.parametrize(
    ("name", "write", "names"),
    [
        ("study_fda.imrmc", text_layouts.write_fda, own_names),
        ("study_rjafroc.imrmc", text_layouts.write_rjafroc, from_one),
    ],
)
def test_imrmc_files_are_those_that_the_programs_loaded(
    published: ReadTable,
    gold: Path,
    tmp_path: Path,
    name: str,
    write: Callable[[ReadTable, Names, Path], None],
    names: Callable[[ReadTable], Names],
) -> None:
    write(published, names(published), tmp_path / name)
    assert body(tmp_path / name) == body(gold / "example_exports" / name)
    head = (tmp_path / name).read_text().split("N0:")[0]
    assert published.digest in head


@pytest.mark.parametrize(("name", "names"), [("study_mrmcaov.csv", own_names), ("study_rjafroc_mrmc.csv", from_one)])
def test_long_tables_are_byte_for_byte_those_that_the_programs_loaded(
    published: ReadTable, gold: Path, tmp_path: Path, name: str, names: Callable[[ReadTable], Names]
) -> None:
    text_layouts.write_long_csv(published, names(published), tmp_path / name)
    assert (tmp_path / name).read_bytes() == (gold / "example_exports" / name).read_bytes()


def test_lrc_is_that_which_was_loaded_but_for_its_title(published: ReadTable, gold: Path, tmp_path: Path) -> None:
    names = replace(from_one(published), arms=own_names(published).arms)
    text_layouts.write_lrc(published, names, tmp_path / "a.lrc")
    own, other = (
        (folder).read_text().splitlines()
        for folder in (tmp_path / "a.lrc", gold / "example_exports" / "study_iowa.lrc")
    )
    assert own[1:] == other[1:]
    assert own[0].endswith(published.digest)


def test_roc_workbook_has_the_cells_of_the_one_that_was_loaded(
    published: ReadTable, gold: Path, tmp_path: Path
) -> None:
    workbook.write_roc(published, from_one(published), tmp_path / "a.xlsx")
    own, other = (
        read_sheets(file) for file in (tmp_path / "a.xlsx", gold / "example_exports" / "study_rjafroc_roc.xlsx")
    )
    assert set(own) == {*other, ABOUT}
    for sheet in other:
        assert own[sheet] == other[sheet], sheet
    assert {"what": "plan digest", "in the study": published.digest} in own[ABOUT]


def test_the_reader_of_workbooks_reads_what_another_program_wrote(gold: Path) -> None:
    marks = read_froc(gold / "rjafroc_toy_frocCr.xlsx")
    assert marks.lesions["70"] == pytest.approx((0.3, 0.7))
    assert marks.true["0", "0", "70", 1] == 5.28
    assert read_roc(gold / "example_exports" / "study_rjafroc_roc.xlsx").truth["31"]


def test_froc_workbook_gives_the_figures_of_the_study_it_was_made_from(gold: Path, tmp_path: Path) -> None:
    known = read_froc_files([gold / f"own_froc_{part}.csv" for part in ("truth", "tp", "fp")])
    with (gold / "own_froc_fp.csv").open() as stream:
        false = list(csv.DictReader(stream))
    cases = tuple(
        StudyCase(
            case,
            {"study": 5.0 if known.diseased[k] else 1.0},
            {"study": tuple(float(w) for w in known.weights[known.lesion_case == k])},
        )
        for k, case in enumerate(known.cases)
    )
    reads = []
    for i, arm in enumerate(known.modalities):
        for j, reader in enumerate(known.readers):
            for k, case in enumerate(known.cases):
                scores = known.lesion_scores[i, j, known.lesion_case == k]
                marks = [RatedMark(float(s), n) for n, s in enumerate(scores, 1) if s > -np.inf]
                marks += [
                    RatedMark(float(row["FP_Rating"]), 0)
                    for row in false
                    if (row["ReaderID"], row["ModalityID"], row["CaseID"]) == (reader, arm, case)
                ]
                read = Read(
                    f"{arm}{reader}{case}", reader, case, "study", arm, 1, k, None, 1.0, 1.0, marks=tuple(marks)
                )
                reads.append(read)
    readers = tuple(StudyReader(name) for name in known.readers)
    study = empty_study(ORDINAL, readers=readers, cases=cases, reads=tuple(reads))
    marks_found = study_marks(study, question_reads(study, ORDINAL))
    for name in ("wAFROC", "AFROC1", "HrAuc", "MaxNLF"):
        assert np.array_equal(froc_figures(marks_found.study, name).values, froc_figures(known, name).values)
    found = write_exports(study, tmp_path)
    file = next(export.path for export in found if export.layout == "RJafroc workbook, FROC")
    assert file is not None
    own, other = read_sheets(file), read_sheets(gold / "own_froc_rjafroc.xlsx")
    assert [row["Weight"] for row in own["TRUTH"]] == [row["Weight"] for row in other["TRUTH"]]
    assert sorted(row["TP_Rating"] for row in own["TP"]) == sorted(row["TP_Rating"] for row in other["TP"])
    assert sorted(row["FP_Rating"] for row in own["FP"]) == sorted(row["FP_Rating"] for row in other["FP"])


def many_readers() -> StudyReads:
    return study_of(readers=tuple(StudyReader(f"r{n}") for n in range(12)), cases=10)


def odd_names() -> StudyReads:
    """Names with commas, a truth reader, a leading sign, letters that are not ASCII."""
    study = study_of(readers=tuple(StudyReader(name) for name in ("truth", "-1", "Müller, Ä.")), cases=10)
    new = {case.case: f"=Fall {n}; ö" for n, case in enumerate(study.cases)}
    return replace(
        study,
        cases=tuple(replace(case, case=new[case.case]) for case in study.cases),
        reads=tuple(replace(read, case=new[read.case]) for read in study.reads),
        model=tuple(replace(answer, case=new[answer.case]) for answer in study.model),
    )


def all_alike() -> StudyReads:
    study = study_of(cases=10)
    return replace(study, reads=tuple(replace(read, rating=1.0) for read in study.reads))


def small_numbers() -> StudyReads:
    study = study_of(cases=10)
    return replace(study, reads=tuple(replace(read, rating=read.rating / 3e9) for read in study.reads))


STUDIES = {
    "sequential": study_of,
    "crossover": lambda: study_of("crossover"),
    "one arm": lambda: study_of("unaided"),
    "one reader": lambda: study_of(readers=READERS[:1]),
    "marks": lambda: study_of(marks=True),
    "grades": grade_study,
    "missing reads": lambda: without_reads(study_of()),
    "nested readers": lambda: nested_readers(study_of()),
    "nested cases": lambda: nested_cases(study_of()),
    "twelve readers": many_readers,
    "odd names": odd_names,
    "ties": all_alike,
    "small numbers": small_numbers,
}


@pytest.mark.parametrize("name", STUDIES)
def test_every_file_of_ratings_gives_the_areas_of_the_study(name: str, tmp_path: Path) -> None:
    study = STUDIES[name]()
    reads = question_reads(study, study.questions[0])
    wanted = reads.ratings()
    exports = write_exports(study, tmp_path)
    files = [e for e in exports if e.path and e.path.suffix in (".imrmc", ".csv") and e.question]
    assert files
    for export in files:
        assert export.path is not None
        found = read_ratings([export.path])
        back = {(kind, own): real for kind, own, real in export.names}
        readers = [back.get(("reader", own), own) for own in found.readers]
        arms = [back.get(("modality", own), own) for own in found.modalities]
        assert set(readers) == set(wanted.readers)
        for i, arm in enumerate(arms):
            for j, reader in enumerate(readers):
                place = wanted.modalities.index(arm), wanted.readers.index(reader)
                own = np.sort(found.scores[i, j][found.truth])
                assert np.array_equal(own, np.sort(wanted.scores[place][wanted.truth]), equal_nan=True)
        if wanted.complete and len(files) > 3:
            ordered = found.select(
                [found.modalities[arms.index(arm)] for arm in wanted.modalities],
                [found.readers[readers.index(reader)] for reader in wanted.readers],
            )
            assert auc_figures(ordered).values == pytest.approx(auc_figures(wanted).values)
    crossed = wanted.complete
    assert any(e.path and e.path.suffix == ".lrc" for e in exports) == crossed
    assert any(e.path and e.path.suffix == ".xlsx" for e in exports) == crossed
    assert all(e.sentence.endswith(".") for e in exports)


def test_names_sort_as_text_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    table = table_of(many_readers())
    names = numbers_from_zero(table)
    own = [names.readers[reader] for reader in table.readers]
    assert own == sorted(own)
    assert own[0] == "00"
    assert list(table.readers) == sorted(table.readers)
    workbook.write_roc(table, names, tmp_path / "a.xlsx")
    sheets = list(read_sheets(tmp_path / "a.xlsx"))
    # RJafroc sorts the sheets' names and takes the first three
    assert sorted(sheets)[:3] == ["FP", "TP", "TRUTH"]


def test_the_manifest_names_every_file_its_digest_and_the_plan(tmp_path: Path) -> None:
    study = study_of(marks=True)
    exports = write_exports(study, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["plan_digest"] == study.plan_digest
    listed = {entry["file"]: entry for entry in manifest["files"] if "file" in entry}
    assert set(listed) == {e.path.relative_to(tmp_path).as_posix() for e in exports if e.path} - {"manifest.json"}
    for name, entry in listed.items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == entry["sha256"]
    names = (tmp_path / "limb_fracture" / "study_rjafroc.imrmc.names.csv").read_text()
    assert study.plan_digest in names
    assert "reader,0,reader A" in names


def test_phantom_studies_say_so_in_every_file(tmp_path: Path) -> None:
    study = study_of(cases=10)
    study = replace(study, cases=tuple(replace(case, phantom=True) for case in study.cases))
    exports = write_exports(study, tmp_path)
    files = [e.path for e in exports if e.path and e.path.name != "manifest.json"]
    assert files
    assert all(file.name.startswith("phantom_") for file in files)
    assert "PHANTOM DATA" in (tmp_path / "limb_fracture" / "phantom_study_fda.imrmc").read_text()
    assert json.loads((tmp_path / "manifest.json").read_text())["phantom"] is True


@pytest.mark.parametrize(
    ("module", "function", "damage"),
    [
        (text_layouts, "write_fda", lambda text: text.replace(",unaided,", ",aided,", 1)),
        (text_layouts, "write_lrc", lambda text: text.replace("Normal Case 1\n", "Normal Case 1\n  1.0 1.0 x\n", 1)),
        (text_layouts, "write_rjafroc", lambda text: text.replace("truth,0", "truth,1", 1)),
        (text_layouts, "write_long_csv", lambda text: text.rsplit("\n", 2)[0] + "\n"),
    ],
)
def test_a_file_that_reads_back_differently_is_not_handed_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: object, function: str, damage: Callable[[str], str]
) -> None:
    from app.statistics.exports import write as write_module

    layouts = []
    for layout in write_module._LAYOUTS:
        if layout.write is getattr(module, function):

            def damaged(table: ReadTable, names: Names, file: Path, write: object = layout.write) -> None:
                write(table, names, file)  # type: ignore[operator]
                file.write_text(damage(file.read_text()))

            layout = replace(layout, write=damaged)
        layouts.append(layout)
    monkeypatch.setattr(write_module, "_LAYOUTS", tuple(layouts))
    with pytest.raises(UserError, match="handed out"):
        write_exports(study_of(cases=10), tmp_path)
    assert list(tmp_path.rglob("*")) == []


def test_json_holds_everything_but_the_readers_own_words(tmp_path: Path) -> None:
    study = study_of(marks=True)
    assert any(read.reason for read in study.reads)
    write_study_json(study, tmp_path / "with.json", free_text=True)
    assert same_study(read_study_json(tmp_path / "with.json"), study)
    write_study_json(study, tmp_path / "without.json")
    kept = read_study_json(tmp_path / "without.json")
    assert all(read.reason == "" for read in kept.reads)
    assert "growth plate" not in (tmp_path / "without.json").read_text()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "cannot be read as a study"),
        ('{"schema": "other/1"}', "not a study of the kind"),
        ('{"schema": "overread.study/1"}', "lacks something"),
    ],
)
def test_another_json_file_is_refused_with_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(UserError, match=sentence):
        read_study_json(tmp_path / "a.json")


def test_a_question_without_yes_and_no_has_no_file_of_ratings_and_says_why(tmp_path: Path) -> None:
    exports = write_exports(number_study(), tmp_path)
    assert "positive or negative" in next(e.sentence for e in exports if e.path is None)
    assert not list(tmp_path.glob("*/"))


def test_a_sheet_that_is_too_long_is_left_out_with_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 50)
    exports = write_exports(study_of(cases=10), tmp_path)
    assert "holds 50 rows" in next(e.sentence for e in exports if e.layout == "RJafroc workbook, ROC")
    assert not list(tmp_path.rglob("*.xlsx"))
    assert list(tmp_path.rglob("*.lrc"))


def test_the_same_folder_can_be_written_to_again(tmp_path: Path) -> None:
    write_exports(study_of(cases=10), tmp_path)
    first = {file.name: file.read_bytes() for file in tmp_path.rglob("*.imrmc")}
    write_exports(study_of(cases=10), tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.rglob("*.imrmc")} == first
    assert not list(tmp_path.glob(".exports-*"))
