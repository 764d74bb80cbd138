"""The live statistics, counted by hand on ten reads."""

from dataclasses import replace

import pytest

from app.statistics.diagnostic import ConfusionTable
from app.statistics.summary import ReadRow, Summary, summarise

Q = "lower_limb/fracture"


def row(number: int, truth: bool | None, unaided: bool, model: bool | None, final: bool, **more: object) -> ReadRow:
    return ReadRow(
        reading_id=f"r{number}",
        reader="reader 1",
        study_digest=f"s{number}",
        question_id=Q,
        unaided=unaided,
        unaided_rating=150.0 if unaided else 50.0,
        final=final,
        final_rating=180.0 if final else 20.0,
        model=model,
        model_probability=None if model is None else 0.9 if model else 0.1,
        reference=truth,
        **more,  # type: ignore[arg-type]
    )


T, F = True, False
ROWS = (
    row(0, T, T, T, T),
    row(1, T, F, T, T),  # the model put it right
    row(2, T, F, T, F, overridden=True),  # the reader stuck to an error
    row(3, T, T, F, T, overridden=True),  # the reader was right not to follow
    row(4, F, F, T, T),  # the model led astray
    row(5, F, F, F, F),
    row(6, F, T, F, F),  # the model put it right
    row(7, F, F, F, F),
    row(8, None, T, F, T, overridden=True),  # nobody knows
    row(9, T, T, None, T),  # no model
)


def test_ten_reads_by_hand() -> None:
    summary = summarise(ROWS)
    assert summary.readings == 10
    (question,) = summary.questions
    assert (question.question_id, question.reads, question.phantoms) == (Q, 10, 0)
    assert question.unaided.table == ConfusionTable(3, 1, 3, 2)
    assert question.final.table == ConfusionTable(4, 1, 3, 1)
    assert question.model.table == ConfusionTable(3, 1, 3, 1)
    assert question.unaided.sensitivity.value == pytest.approx(3 / 5)
    assert question.final.specificity.value == pytest.approx(3 / 4)
    assert question.model.accuracy.value == pytest.approx(6 / 8)
    assert question.model.area.value == pytest.approx(0.75)  # one threshold: (sensitivity + specificity) / 2
    assert question.unaided.area.n == 9
    assert question.overrides == 3
    # reader and model differ on 1, 2, 3, 4, 6, 8; agree on 0, 5, 7
    assert (question.disagreements, question.reader_right, question.model_right) == (6, 2, 3)
    assert (question.agreement_unaided.share.value, question.agreement_unaided.share.n) == (pytest.approx(3 / 9), 9)
    assert question.agreement_final.share.value == pytest.approx(6 / 9)


def test_what_the_model_changed() -> None:
    changes = summarise(ROWS).questions[0].changes
    assert sum(changes.cells.values()) == 8
    assert changes.cells[T, F, T] == 2
    assert changes.cells[F, T, F] == 1
    assert (changes.beneficial.value, changes.beneficial.n) == (pytest.approx(2 / 3), 3)
    assert (changes.harmful.value, changes.harmful.n) == (pytest.approx(1 / 2), 2)
    assert (changes.overruled.value, changes.overruled.n) == (pytest.approx(3 / 6), 6)


def test_kappa_of_reader_and_model_by_hand() -> None:
    # final against model on nine reads: both yes 0, 1, 4; both no 5, 6, 7; reader only 3, 8; model only 2
    kappa = summarise(ROWS).questions[0].agreement_final.kappa
    chance = (5 * 4 + 4 * 5) / 81
    assert kappa.value == pytest.approx((6 / 9 - chance) / (1 - chance))
    assert kappa.low < kappa.value < kappa.high


def test_nothing_read_yet() -> None:
    assert summarise(()) == Summary(0, ())


def test_one_read_without_model_and_reference_has_reasons_for_numbers() -> None:
    (question,) = summarise([row(0, None, T, None, T, phantom=True)]).questions
    assert question.phantoms == 1
    for estimate in (
        question.unaided.sensitivity,
        question.unaided.specificity,
        question.unaided.area,
        question.agreement_unaided.share,
        question.agreement_unaided.kappa,
        question.changes.beneficial,
        question.changes.harmful,
        question.changes.overruled,
    ):
        assert not estimate.defined
        assert estimate.reason


def test_questions_stay_apart_and_in_order() -> None:
    rows = [replace(r, question_id=q) for q in ("knee_mri/acl_tear", "knee_mri/abnormal") for r in ROWS[:2]]
    summary = summarise(rows)
    assert [q.question_id for q in summary.questions] == ["knee_mri/acl_tear", "knee_mri/abnormal"]
    assert summary.readings == 2


def test_a_model_without_probability_has_no_area() -> None:
    (question,) = summarise([replace(r, model_probability=None) for r in ROWS]).questions
    assert "no rating" in question.model.area.reason
    assert question.model.sensitivity.defined
