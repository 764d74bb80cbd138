"""The tables of the report: every number against the statistics that it comes from."""

from dataclasses import replace

import numpy as np
import pytest

from app.statistics.diagnostic import ConfusionTable, Estimate, auc_delong, sensitivity
from app.statistics.effects import effect
from app.statistics.multiplicity import benjamini_hochberg
from app.statistics.paired import fisher_exact, mcnemar_exact
from app.statistics.question_reads import QuestionReads, question_reads
from app.statistics.report.build import build_report
from app.statistics.report.parts import (
    P,
    Report,
)
from app.statistics.study_reads import StudyReads
from tests.app.statistics.artificial_study import (
    FRACTURE,
    PLAN,
    grade_study,
    number_study,
    study_of,
)
from tests.app.statistics.report_look_up import all_alike, column, table_of


@pytest.fixture(scope="module")
def study() -> StudyReads:
    return study_of(marks=True)


@pytest.fixture(scope="module")
def reads(study: StudyReads) -> QuestionReads:
    return question_reads(study, FRACTURE)


@pytest.fixture(scope="module")
def report(study: StudyReads) -> Report:
    return build_report(study)


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
