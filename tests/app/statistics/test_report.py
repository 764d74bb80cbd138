"""The report of a reader study: whole files in every design, figures, pages of cases, checklists, phantoms."""

import csv
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from app.statistics.diagnostic import Estimate
from app.statistics.effects import effect
from app.statistics.question_reads import QuestionReads, question_reads
from app.statistics.report.build import build_report
from app.statistics.report.disagreement import disagreements
from app.statistics.report.html import to_html
from app.statistics.report.parts import (
    PHANTOM,
    CasePicture,
    Column,
    Figure,
    P,
    Report,
    Table,
    shown,
)
from app.statistics.report.write import write_report
from app.statistics.study_reads import StudyCase, StudyQuestion, StudyReads
from tests.app.statistics.artificial_study import (
    FRACTURE,
    KL_GRADE,
    PNG,
    READERS,
    empty_study,
    grade_study,
    nested_cases,
    nested_readers,
    number_study,
    study_of,
    without_reads,
)
from tests.app.statistics.report_look_up import all_alike, column, figure_of, table_of


def with_cases(study: StudyReads, **change: object) -> StudyReads:
    return replace(study, cases=tuple(replace(case, **change) for case in study.cases))  # type: ignore[arg-type]


def one_class() -> StudyReads:
    study = study_of(cases=20)
    return with_cases(study, truth={FRACTURE.question_id: 0.0}, lesions={})


def no_reference() -> StudyReads:
    return with_cases(study_of(cases=10), truth={}, lesions={})


def three_questions() -> StudyReads:
    """A second and a third question, one of which nobody read."""
    study, other = study_of(cases=20), grade_study(cases=20)
    unread = StudyQuestion("limb/effusion", "Effusion?", "yes_no")
    truth = {case.case: case.truth for case in other.cases}
    cases = tuple(replace(case, truth={**case.truth, **truth[case.case]}) for case in study.cases)
    return replace(
        study,
        questions=(unread, KL_GRADE, FRACTURE),
        cases=cases,
        reads=study.reads + other.reads,
        model=study.model + other.model,
    )


STUDIES = {
    "sequential with marks": lambda: study_of(marks=True),
    "crossover": lambda: study_of("crossover"),
    "unaided only": lambda: study_of("unaided"),
    "model first": lambda: study_of("ai_first"),
    "grades": grade_study,
    "numbers": number_study,
    "missing reads": lambda: without_reads(study_of(marks=True)),
    "nested readers": lambda: nested_readers(study_of()),
    "nested cases": lambda: nested_cases(study_of()),
    "one reader": lambda: study_of(readers=READERS[:1]),
    "one class": one_class,
    "no reference": no_reference,
    "no model": lambda: replace(study_of(), model=()),
    "all alike": all_alike,
    "two cases": lambda: study_of(cases=2),
    "one case": lambda: study_of(cases=1),
    "nothing": empty_study,
    "model alone": lambda: replace(study_of(), reads=()),
    "three questions": three_questions,
    "phantoms": lambda: with_cases(study_of(cases=10), phantom=True),
}


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.found += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href")]


def outside(svg: str) -> list[str]:
    """Parts of a drawing that its own edge would cut, words by their usual width."""
    root = ElementTree.fromstring(svg)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    found = []
    for part in root.iter():
        numbers = [float(text) for text in re.findall(r"-?[0-9.]+", part.get("points", ""))]
        places = list(zip(numbers[::2], numbers[1::2], strict=True))
        if part.get("cx"):
            places.append((float(part.get("cx", "0")), float(part.get("cy", "0"))))
        if part.tag.endswith("text") and not part.get("transform"):
            x, y, long = float(part.get("x", "0")), float(part.get("y", "0")), len(part.text or "")
            wide = long * float(part.get("font-size", "12")) * 0.5
            start = x - {"start": 0.0, "middle": wide / 2, "end": wide}[part.get("text-anchor", "start")]
            places += [(start, y), (start + wide, y)]
        if any(not (-0.5 <= x <= width + 0.5 and -0.5 <= y <= height + 0.5) for x, y in places):
            found.append(ElementTree.tostring(part, encoding="unicode"))
    return found


@pytest.fixture(scope="module")
def study() -> StudyReads:
    return study_of(marks=True)


@pytest.fixture(scope="module")
def reads(study: StudyReads) -> QuestionReads:
    return question_reads(study, FRACTURE)


@pytest.fixture(scope="module")
def report(study: StudyReads) -> Report:
    return build_report(study)


@pytest.mark.parametrize("name", STUDIES)
def test_every_study_has_a_report_that_needs_nothing_else(name: str, tmp_path: Path) -> None:
    own = STUDIES[name]()
    files = write_report(own, tmp_path, {"C000": (CasePicture("Saliency", PNG),)})
    text = files.html.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>"))  # well-formed: it is printed from the same text
    assert root.tag.endswith("html")
    addresses = _Addresses()
    addresses.feed(text)
    assert all(found.startswith(("#", "data:image/png;base64,")) for found in addresses.found)
    assert not addresses.tags & {"script", "link", "iframe"}
    assert "nan" not in re.findall(r"[A-Za-z]+", re.sub(r"<style>.*?</style>", "", text, flags=re.S))
    assert own.plan_digest in text
    keys = [table.key for table in files.report.tables if table.key]
    assert len(keys) == len(set(keys)) == len(files.tables)
    assert all(table.rows or table.key == "questions" for table in files.report.tables)
    for section in files.report.sections:
        for block in section.blocks:
            if isinstance(block, Figure):
                ElementTree.fromstring(block.svg)
                assert "nan" not in block.svg
                assert outside(block.svg) == []
            if isinstance(block, Table):
                cells = [cell for row in block.rows for cell in row if isinstance(cell, Estimate)]
                assert all(cell.defined or cell.reason for cell in cells), block.key  # a dash comes with its reason


def test_errors_by_feature_compare_wrong_with_right_calls(
    report: Report, study: StudyReads, reads: QuestionReads
) -> None:
    table = table_of(report, "D_errors_by_feature_limb_fracture")
    row = next(row for row in table.rows if row[:3] == ["reader B", "Unaided", "convex border"])
    wrong = reads.positive[0, 1] != reads.truth
    present = np.array([case.features["convex border"] for case in study.cases])
    assert row[3] == f"{int((present & wrong).sum())}/{int(wrong.sum())}"
    assert len(table.rows) == (5 * 2 + 1) * 3


def test_figures_name_every_reader_and_mark_the_harmed(report: Report, reads: QuestionReads) -> None:
    roc = figure_of(report, "roc_limb_fracture")
    assert roc.svg.count("<circle") >= 5
    assert all(reader in roc.svg for reader in reads.readers)
    change = figure_of(report, "change_limb_fracture")
    harmed = 0
    for reader in reads.readers:
        own = reads.of_readers((reader,))
        for metric in ("AUC", "sensitivity", "specificity"):
            harmed += effect(own.ratings(), own.calls(), metric).change.value < 0
    assert harmed > 0
    assert change.svg.count('stroke-dasharray="5 3"') == harmed
    assert "resident" in change.svg


def test_a_grade_is_shown_by_the_name_of_its_level() -> None:
    own = grade_study()
    named = replace(KL_GRADE, levels=("none", "doubtful", "mild", "moderate", "severe"))
    text = to_html(build_report(replace(own, questions=(named,))))
    assert "positive from mild" in text
    assert "Said doubtful" in text
    first = disagreements(question_reads(own, KL_GRADE))[0].case
    page = text[text.index(f"Case {first}") :]
    truth = next(case.truth["knee/kl"] for case in own.cases if case.case == first)
    assert f"<th>Reference standard</th><td>{named.levels[int(truth)]} (" in page


def test_a_case_page_shows_truth_answers_reasons_and_pictures(study: StudyReads, reads: QuestionReads) -> None:
    found = disagreements(reads)
    first = max(found, key=lambda d: d.harmful)
    k = reads.cases.index(first.case)
    assert reads.model_positive[k] != reads.truth[k]
    text = to_html(build_report(study, {first.case: (CasePicture("Saliency of the model", PNG),)}))
    page = text[text.index(f"Case {first.case}") :]
    page = page[: page.index("<section")]
    assert "Saliency of the model" in page
    assert "data:image/png;base64," in page
    assert re.search(r"rating 0\.\d\d \(operating point 0\.50\)", page), "two digits, not all that a network computes"
    reasons = [read.reason for read in study.reads if read.reason]
    assert reasons[0] in text
    assert reasons[0] not in to_html(build_report(study, free_text=False))
    assert "Look for names" in text


def test_pages_are_for_disagreements_only_and_limited(study: StudyReads, reads: QuestionReads) -> None:
    found = disagreements(reads)
    for d in found:
        k = reads.cases.index(d.case)
        assert (reads.positive[:, :, k] != reads.model_positive[k]).any()
    agreed = set(reads.cases) - {d.case for d in found}
    assert all(
        (reads.positive[:, :, reads.cases.index(c)] == reads.model_positive[reads.cases.index(c)]).all() for c in agreed
    )
    short = build_report(study, pages=3)
    assert sum(section.title.startswith("Case ") for section in short.sections) == 3
    table = table_of(short, "M_disagreement_limb_fracture")
    assert len(table.rows) == len(found)


def test_phantoms_are_labelled_at_every_table_and_figure(tmp_path: Path) -> None:
    own = STUDIES["phantoms"]()
    files = write_report(own, tmp_path)
    text = files.html.read_text(encoding="utf-8")
    captions = re.findall(r"<(?:caption|figcaption)>(.*?)</(?:caption|figcaption)>", text)
    assert captions
    assert all(PHANTOM in caption for caption in captions)
    for file in files.tables:
        with file.open(newline="", encoding="utf-8") as stream:
            assert all(row["phantom"] == "True" for row in csv.DictReader(stream))
    assert PHANTOM not in to_html(build_report(study_of(cases=10)))


def test_csv_files_keep_all_digits_and_the_intervals(tmp_path: Path, study: StudyReads, reads: QuestionReads) -> None:
    write_report(study, tmp_path)
    with (tmp_path / "tables" / "B_groups.csv").open(newline="", encoding="utf-8") as stream:
        row = next(csv.DictReader(stream))
    change = effect(reads.ratings(), reads.calls(), "AUC").change
    assert (float(row["change"]), float(row["change_low"])) == (change.value, change.low)
    assert row["plan_digest"] == study.plan_digest
    with (tmp_path / "tables" / "D_errors_by_feature_limb_fracture.csv").open(encoding="utf-8") as stream:
        assert sum(1 for _ in stream) == 1 + 33  # all rows, though the report shows 30


def test_checklists_are_drafts_of_what_is_known(report: Report) -> None:
    for key, count in (("N_claim", 42), ("N_stard_ai", 48), ("N_decide_ai", 27)):
        table = table_of(report, key)
        assert len(table.rows) == count
        drafts = column(table, "draft")
        assert 0 < drafts.count("to be written") < count
    claim = {row[0]: row[3] for row in table_of(report, "N_claim").rows}
    assert claim["14"] == "Two of three radiologists."
    assert claim["9"] == "to be written"
    timed = build_report(replace(study_of(cases=10), plan={"washout": "none", "time limit": "300 s per case"}))
    how = {row[0]: row[3] for row in table_of(timed, "N_decide_ai").rows}
    assert str(how["5"]).endswith("Washout: none. Time limit: 300 s per case."), "with the name of what it is said of"
    nothing = table_of(build_report(empty_study(plan={})), "N_stard_ai")
    assert column(nothing, "draft").count("to be written") > 40


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    nasty = "<script>alert(\"x\")</script> & 'Ö'"
    own = replace(study_of(cases=10), title=nasty)
    own = replace(
        own,
        readers=(replace(own.readers[0], reader=nasty), *own.readers[1:]),
        reads=tuple(replace(read, reader=nasty if read.reader == "reader A" else read.reader) for read in own.reads),
        cases=tuple(replace(case, body_part="=1+1") for case in own.cases),
    )
    files = write_report(own, tmp_path)
    text = files.html.read_text(encoding="utf-8")
    assert "<script>" not in text
    ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>"))


@pytest.mark.parametrize(
    ("cell", "own", "wanted"),
    [
        (Estimate(0.808, 0.767, 0.841, 40, ""), Column("", "", percent=True), "80.8 (76.7–84.1)"),
        (Estimate(-0.012, -0.03, 0.01, 40, ""), Column("", "", signed=True), "−0.012 (−0.030 to +0.010)"),
        (Estimate(float("nan"), float("nan"), float("nan"), 0, "", "no cases"), Column("", ""), "–"),
        (Estimate(1.0, float("nan"), float("nan"), 3, "", "one case"), Column("", "", 2), "1.00"),
        (P(0.0000001), Column("", ""), "<0.001"),
        (P(1.0), Column("", ""), ">0.99"),
        (P(float("nan")), Column("", ""), "–"),
        (-0.0001, Column("", "", 2, signed=True), "0.00"),
        (float("inf"), Column("", ""), "∞"),
        (None, Column("", ""), ""),
        (7, Column("", ""), "7"),
    ],
)
def test_numbers_as_people_read_them(cell: object, own: Column, wanted: str) -> None:
    assert shown(cell, own) == wanted  # type: ignore[arg-type]


def test_a_case_that_the_study_does_not_know_is_left_out() -> None:
    own = study_of(cases=5)
    stranger = replace(own, cases=own.cases[:4])
    assert "C004" not in question_reads(stranger, FRACTURE).cases
    assert build_report(stranger).sections
    assert StudyCase("x", {}).phantom is False
