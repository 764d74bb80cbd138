"""The report of a reader study: every number against the statistics it comes from, in every design, and its files."""

import csv
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from app.statistics.diagnostic import ConfusionTable, Estimate, auc_delong, sensitivity
from app.statistics.effects import effect
from app.statistics.multiplicity import benjamini_hochberg
from app.statistics.paired import fisher_exact, mcnemar_exact
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
    PLAN,
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


def with_cases(study: StudyReads, **change: object) -> StudyReads:
    return replace(study, cases=tuple(replace(case, **change) for case in study.cases))  # type: ignore[arg-type]


def one_class() -> StudyReads:
    study = study_of(cases=20)
    return with_cases(study, truth={FRACTURE.question_id: 0.0}, lesions={})


def no_reference() -> StudyReads:
    return with_cases(study_of(cases=10), truth={}, lesions={})


def all_alike() -> StudyReads:
    study = study_of(cases=20)
    return replace(study, reads=tuple(replace(read, rating=150.0, positive=True) for read in study.reads))


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


def table_of(report: Report, key: str) -> Table:
    return next(table for table in report.tables if table.key == key)


def figure_of(report: Report, key: str) -> Figure:
    blocks = (block for section in report.sections for block in section.blocks)
    return next(block for block in blocks if isinstance(block, Figure) and block.key == key)


def column(table: Table, name: str) -> list[object]:
    place = [own.name for own in table.columns].index(name)
    return [row[place] for row in table.rows]


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


def test_table_a_has_the_counts_intervals_and_means(report: Report, reads: QuestionReads) -> None:
    table = table_of(report, "A_readers_limb_fracture")
    assert [row[:2] for row in table.rows[:3]] == [
        ["reader A", "Unaided"],
        ["reader A", "Aided"],
        ["reader A", "Change"],
    ]
    truth, calls = reads.truth == 1.0, reads.positive[0, 0] == 1.0
    counts = ConfusionTable.from_labels(truth, calls)
    assert table.rows[0][2:7] == [
        60,
        counts.true_positive,
        counts.false_positive,
        counts.true_negative,
        counts.false_negative,
    ]
    assert table.rows[0][7] == sensitivity(counts)
    mean = effect(reads.ratings(), reads.calls(), "sensitivity")
    assert column(table, "sensitivity")[-5:-1] == [
        mean.means["unaided"],
        mean.means["aided"],
        mean.change,
        P(mean.p),
    ]
    fall = column(table, "accuracy")[-1]
    assert isinstance(fall, Estimate)
    errors = [(reads.positive[i] != reads.truth).mean() for i in (0, 1)]
    assert fall.value == pytest.approx(1 - errors[1] / errors[0])


def test_areas_of_readers_and_their_mean(report: Report, reads: QuestionReads) -> None:
    table = table_of(report, "A_areas_limb_fracture")
    assert column(table, "unaided")[2] == auc_delong(reads.truth, reads.rating[0, 2])
    mean = effect(reads.ratings(), reads.calls(), "AUC")
    assert (table.rows[-1][3], table.rows[-1][4]) == (mean.change, P(mean.p))


def test_table_b_counts_all_its_tests(report: Report, reads: QuestionReads) -> None:
    table = table_of(report, "B_groups")
    p = [cell.value for cell in column(table, "p") if isinstance(cell, P)]
    q = [cell.value for cell in column(table, "q") if isinstance(cell, P)]
    assert np.array_equal(q, benjamini_hochberg(p), equal_nan=True)
    assert list(dict.fromkeys(column(table, "group"))) == ["All readers", "resident", "radiologist"]
    own = reads.of_readers(("reader A", "reader B"))
    row = next(row for row in table.rows if row[1] == "resident" and row[3] == "AUC")
    assert row[6] == effect(own.ratings(), own.calls(), "AUC").change


def test_table_c_is_mcnemar_on_sensitivity_and_specificity(report: Report, reads: QuestionReads) -> None:
    table = table_of(report, "C_readers_and_model_limb_fracture")
    row = next(row for row in table.rows if row[:3] == ["reader D", "Aided", "Specificity"])
    healthy = reads.truth == 0.0
    reader, model = (values[healthy] == 0.0 for values in (reads.positive[1, 3], reads.model_positive))
    only_reader, only_model = int((reader & ~model).sum()), int((model & ~reader).sum())
    assert row[3:8] == [36, int((reader & model).sum()), only_reader, only_model, int((~reader & ~model).sum())]
    assert row[9] == P(mcnemar_exact(only_reader, only_model).p)


def test_table_d_is_fishers_test_per_feature(report: Report, study: StudyReads) -> None:
    table = table_of(report, "D_features_limb_fracture")
    counts = np.zeros((2, 2), dtype=int)
    for case in study.cases:
        counts[int(case.truth[FRACTURE.question_id] == 0.0), int(not case.features["cortical break"])] += 1
    row = next(row for row in table.rows if row[0] == "cortical break")
    assert row[1] == f"{counts[0, 0]}/{counts[0].sum()}"
    assert row[6] == P(fisher_exact(counts).p)


def test_errors_by_feature_compare_wrong_with_right_calls(
    report: Report, study: StudyReads, reads: QuestionReads
) -> None:
    table = table_of(report, "D_errors_by_feature_limb_fracture")
    row = next(row for row in table.rows if row[:3] == ["reader B", "Unaided", "convex border"])
    wrong = reads.positive[0, 1] != reads.truth
    present = np.array([case.features["convex border"] for case in study.cases])
    assert row[3] == f"{int((present & wrong).sum())}/{int(wrong.sum())}"
    assert len(table.rows) == (5 * 2 + 1) * 3


def test_table_e_takes_the_margin_of_the_plan(study: StudyReads) -> None:
    table = table_of(build_report(study), "E_margins")
    row = table.rows[0]
    assert row[2] == "Aided − unaided"
    assert row[5] == 0.05
    difference = row[3]
    assert isinstance(difference, Estimate)
    assert row[7] == ("yes" if difference.low > -0.05 else "no")
    assert row[9] == ("yes" if difference.low > 0 else "no")
    without = replace(study, questions=(replace(FRACTURE, margin=None),))
    table = table_of(build_report(without), "E_margins")
    assert "names no margin" in " ".join(table.notes)
    assert column(table, "noninferior")[0] == "–"


@pytest.mark.parametrize(
    ("endpoint", "figure"),
    [("sensitivity of limb/fracture", "sensitivity"), ("wafroc of limb/fracture", "wAFROC"), ("", "AUC")],
)
def test_the_margin_is_that_of_the_plans_endpoint(study: StudyReads, endpoint: str, figure: str) -> None:
    table = table_of(build_report(replace(study, plan={**PLAN, "endpoint": endpoint})), "E_margins")
    assert table.rows[0][1] == figure
    assert isinstance(table.rows[0][3], Estimate)
    assert table.rows[0][3].defined


def test_times_are_added_in_a_sequential_design_and_compared_in_a_crossover() -> None:
    sequential = table_of(build_report(study_of()), "F_times")
    assert [own.name for own in sequential.columns][-1] == "both"
    crossed = table_of(build_report(study_of("crossover")), "F_times")
    ratio = column(crossed, "ratio")[-1]
    reads = question_reads(study_of("crossover"), FRACTURE)
    assert isinstance(ratio, Estimate)
    assert ratio.value == pytest.approx(np.exp(np.log(reads.seconds[1]).mean() - np.log(reads.seconds[0]).mean()))


def test_table_g_has_parts_of_cases_and_of_readers(report: Report, reads: QuestionReads, study: StudyReads) -> None:
    table = table_of(report, "G_subgroups_limb_fracture")
    assert set(column(table, "by")) == {"Body part", "Difficulty", "Kind of reader", "Experience"}
    wrists = [case.case for case in study.cases if case.body_part == "wrist"]
    row = next(row for row in table.rows if row[1] == "wrist" and row[5] == "AUC")
    part = reads.of_cases(wrists)
    assert row[8] == effect(part.ratings(), part.calls(), "AUC").change
    assert row[3] == 30


def test_the_eight_cells_add_up(report: Report) -> None:
    cells = table_of(report, "H_eight_cells_limb_fracture")
    for name in ("reads_reader A", "reads_all"):
        counts = [value for value in column(cells, name) if isinstance(value, int)]
        assert sum(counts[:8]) == counts[8]
    assert cells.rows[-1][-1] == 300
    rates = table_of(report, "H_automation_bias_limb_fracture")
    beneficial = column(rates, "beneficial")[0]
    assert isinstance(beneficial, Estimate)
    switched, stayed = column(cells, "reads_reader A")[2], column(cells, "reads_reader A")[3]
    assert isinstance(switched, int)
    assert isinstance(stayed, int)
    assert (beneficial.value, beneficial.n) == (pytest.approx(switched / (switched + stayed)), switched + stayed)
    # the row of all readers counts every read once
    together = column(rates, "beneficial")[-1]
    assert isinstance(together, Estimate)
    everything = [column(cells, "reads_all")[place] for place in (2, 3)]
    assert together.value == pytest.approx(everything[0] / sum(everything))  # type: ignore[operator,arg-type]
    assert together.low < together.value < together.high


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


def test_calibration_and_net_benefit_are_there_for_confidences_only(report: Report) -> None:
    keys = {table.key for table in report.tables}
    assert {"I_calibration_limb_fracture", "I_net_benefit_limb_fracture", "L_froc_limb_fracture"} <= keys
    of_grades = {table.key for table in build_report(grade_study()).tables}
    assert "I_calibration_knee_kl" not in of_grades
    assert {"K_grades_knee_kl", "K_confusion_aided_knee_kl", "I_net_benefit_knee_kl"} <= of_grades


def test_net_benefit_below_zero_keeps_its_interval() -> None:
    table = table_of(build_report(all_alike()), "I_net_benefit_limb_fracture")
    last = column(table, "unaided")[-1]
    everybody = column(table, "all_positive")[-1]
    assert isinstance(last, Estimate)
    assert isinstance(everybody, float)
    # everybody called everything positive: 40 % diseased, threshold one half
    assert last.value == pytest.approx(everybody) == pytest.approx(0.4 - 0.6)
    assert last.low < last.value < last.high


def test_grades_and_numbers_against_the_reference() -> None:
    grades = build_report(grade_study())
    confusion = table_of(grades, "K_confusion_unaided_knee_kl")
    assert sum(value for value in column(confusion, "reads") if isinstance(value, int)) == 300
    numbers = table_of(build_report(number_study()), "K_numbers_hand_bone_age")
    reads = question_reads(number_study(), number_study().questions[0])
    error = column(numbers, "absolute_error")[0]
    assert isinstance(error, Estimate)
    assert error.value == pytest.approx(np.abs(reads.rating[0, 0] - reads.reference).mean())
    change = column(numbers, "absolute_error")[-1]
    assert isinstance(change, Estimate)
    errors = np.abs(reads.rating - reads.reference).mean(axis=(1, 2))
    assert change.value == pytest.approx(errors[1] - errors[0])


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
    assert "operating point 0.5" in page
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
