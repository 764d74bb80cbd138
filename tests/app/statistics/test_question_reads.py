"""Rows of a study as arrays; marks, curves and errors of numbers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.statistics.automation_bias import automation_bias
from app.statistics.curves import marks_of, roc_curve, wafroc_curve
from app.statistics.diagnostic import auc_delong
from app.statistics.froc import froc_curve
from app.statistics.froc_figures import froc_figures
from app.statistics.froc_reads import study_marks
from app.statistics.number_errors import number_errors
from app.statistics.question_reads import question_reads
from app.statistics.study_reads import ModelRead, RatedMark, Read, StudyCase, StudyReader
from app.statistics.summary import ReadRow
from tests.app.statistics.artificial_study import FRACTURE, KL_GRADE, empty_study, grade_study, study_of, without_reads


def test_arms_readers_and_cases_keep_their_places() -> None:
    study = study_of()
    reads = question_reads(study, FRACTURE)
    assert (reads.arms, len(reads.readers), len(reads.cases)) == (("unaided", "aided"), 5, 60)
    for read in study.reads[::37]:
        place = reads.arms.index(read.arm), reads.readers.index(read.reader), reads.cases.index(read.case)
        assert (reads.rating[place], reads.positive[place]) == (read.rating, float(bool(read.positive)))
        assert reads.seconds[place] == read.seconds
    ratings = reads.ratings()
    assert ratings.modalities == ("aided", "unaided")
    assert np.array_equal(ratings.scores[0], reads.rating[1])


def test_the_first_of_two_reads_counts_and_the_others_are_counted() -> None:
    study = study_of(cases=5)
    again = tuple(replace(read, session=2, rating=77.0) for read in study.reads[:4])
    reads = question_reads(replace(study, reads=(*again, *study.reads)), FRACTURE)
    assert reads.repeated == 4
    assert 77.0 not in reads.rating


def test_a_grade_is_positive_from_its_level_on() -> None:
    study = grade_study()
    reads = question_reads(study, KL_GRADE)
    assert np.array_equal(reads.positive, reads.rating >= 2)
    assert np.array_equal(reads.truth, reads.reference >= 2)
    assert np.array_equal(reads.model_positive, reads.model_rating >= 2)


def test_a_case_without_reference_is_read_but_not_judged() -> None:
    study = study_of(cases=10)
    cases = (replace(study.cases[0], truth={}), *study.cases[1:])
    reads = question_reads(replace(study, cases=cases), FRACTURE)
    assert reads.judged.sum() == 9
    assert len(reads.cases) == 10
    assert len(reads.ratings().cases) == 9


def test_parts_of_a_question() -> None:
    reads = question_reads(study_of(), FRACTURE)
    part = reads.of_cases(reads.cases[:7]).of_readers(reads.readers[1:3])
    assert part.rating.shape == (2, 2, 7)
    assert np.array_equal(part.rating, reads.rating[:, 1:3, :7])
    assert {key[1] for key in part.reads} == set(reads.readers[1:3])


def test_marks_become_lesions_and_false_marks() -> None:
    cases = (
        StudyCase("two lesions", {"limb/fracture": 1.0}, {"limb/fracture": (0.5, 0.5)}),
        StudyCase("healthy", {"limb/fracture": 0.0}),
        StudyCase("not placed", {"limb/fracture": 1.0}),
    )
    marks = {
        "two lesions": (RatedMark(50.0, 2), RatedMark(90.0, 2), RatedMark(20.0, 0)),
        "healthy": (RatedMark(30.0, 0), RatedMark(40.0, 0)),
        "not placed": (),
    }
    reads = tuple(
        Read(case, "A", case, FRACTURE.question_id, "unaided", 1, n, True, 100.0, 1.0, marks=own)
        for n, (case, own) in enumerate(marks.items())
    )
    study = empty_study(readers=(StudyReader("A"),), cases=cases, reads=reads)
    found = study_marks(study, question_reads(study, FRACTURE))
    assert found.left_out == 1
    assert found.study.cases == ("two lesions", "healthy")
    assert found.study.lesion_scores[0, 0].tolist() == [-np.inf, 90.0]
    assert found.study.highest_false[0, 0].tolist() == [20.0, 40.0]
    assert found.false_ratings["unaided", "A", "healthy"] == (30.0, 40.0)
    false = [found.false_ratings["unaided", "A", case] for case in found.study.cases]
    curve = froc_curve(marks_of(found.study, "unaided", "A", false))
    assert (curve.sensitivity[-1], curve.false_positives_per_image[-1]) == (0.5, 1.5)


def test_a_case_that_was_not_read_is_not_a_case_without_marks() -> None:
    study = without_reads(study_of(marks=True))
    with pytest.raises(ValueError, match="missing"):
        study_marks(study, question_reads(study, FRACTURE))


def test_roc_curve_of_the_published_table(expected: dict[str, Any]) -> None:
    entry = expected["roc_table_4_1"]
    healthy, diseased = entry["counts_nondiseased"], entry["counts_diseased"]
    ratings = np.concatenate([np.repeat(range(1, 6), healthy), np.repeat(range(1, 6), diseased)])
    truth = np.arange(ratings.size) >= sum(healthy)
    curve = roc_curve(truth, ratings)
    assert curve is not None
    assert curve.thresholds[1:4].tolist() == [5.0, 4.0, 3.0]
    assert curve.false_fraction[1:4] == pytest.approx(entry["fpf_ge_5_4_3"], abs=5e-4)
    assert curve.true_fraction[1:4] == pytest.approx(entry["tpf_ge_5_4_3"], abs=5e-4)
    assert curve.area == pytest.approx(auc_delong(truth, ratings).value)
    assert (curve.false_fraction[-1], curve.true_fraction[-1]) == (1.0, 1.0)
    assert roc_curve([True, True], [1.0, 2.0]) is None


def test_wafroc_curve_has_the_area_of_the_figure_of_merit() -> None:
    study = study_of(marks=True)
    marks = study_marks(study, question_reads(study, FRACTURE)).study
    values = froc_figures(marks, "wAFROC").values
    for i, modality in enumerate(marks.modalities):
        for j, reader in enumerate(marks.readers):
            assert wafroc_curve(marks, modality, reader).area == pytest.approx(values[i, j])


def test_limits_of_agreement_of_bland_and_altman() -> None:
    # Lancet 1 (1986) 307–310, table 1: first readings of peak flow with a large and a mini meter
    large = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
    mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
    found = number_errors(large, mini)
    assert found.bias.value == pytest.approx(-2.1, abs=0.05)
    assert (found.bias.low, found.bias.high) == pytest.approx((-22.0, 17.8), abs=0.1)
    # they take 2 for 1.96: −79.7 and 75.5, with a standard error of 16.3
    assert (found.lower.value, found.upper.value) == pytest.approx((-79.7 + 0.04 * 38.8, 75.5 - 0.04 * 38.8), abs=0.1)
    assert (found.upper.high - found.upper.value) / 2.12 == pytest.approx(16.3, abs=0.2)
    assert number_errors([1.0], [3.0]).absolute.value == 2.0
    assert number_errors([1.0, 9.0], [1.0, 1.0]).absolute.low == 0.0  # an absolute error is not below it
    assert not number_errors([], []).bias.defined


def row(reference: bool, unaided: bool, model: bool | None, final: bool) -> ReadRow:
    return ReadRow("r", "A", "s", "q", unaided, 1.0, final, 1.0, model, 0.5, reference)


def test_eight_cells_and_four_rates_by_hand() -> None:
    rows = (
        [row(True, False, True, True)] * 3  # corrected by the model
        + [row(True, False, True, False)] * 1  # not corrected
        + [row(False, False, True, True)] * 2  # led astray
        + [row(False, False, True, False)] * 6  # overruled
        + [row(True, False, False, False)] * 4  # the model was silent, missed anyway
        + [row(True, True, False, False)] * 1  # the model was silent, given up
        + [row(True, True, None, True)] * 9  # no model
    )
    found = automation_bias(rows)
    assert found.rows == 17
    assert found.changes.cells[False, True, True] == 6
    assert (found.changes.beneficial.value, found.changes.beneficial.n) == (0.75, 4)
    assert found.changes.harmful.value == pytest.approx(3 / 9)
    assert found.changes.overruled.value == pytest.approx(7 / 13)
    assert (found.omission.value, found.omission.n) == (1.0, 5)
    assert found.unaided_miss.value == pytest.approx(4 / 5)
    nothing = automation_bias([row(True, True, None, True)])
    assert nothing.rows == 0
    assert nothing.omission.reason


def test_a_model_without_a_call_is_judged_at_its_operating_point() -> None:
    study = study_of(cases=5)
    answers = tuple(ModelRead(a.case, a.question, None, a.rating, 0.7) for a in study.model)
    reads = question_reads(replace(study, model=answers), FRACTURE)
    assert np.array_equal(reads.model_positive, reads.model_rating >= 0.7)
