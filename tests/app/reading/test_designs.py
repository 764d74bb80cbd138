"""Each design's table: when the form is open, when findings are seen, what is signed, and what stays hidden."""

import json
from dataclasses import replace

import pytest

from app.reading.codec import canonical_json
from app.reading.designs import trial_protocol
from app.reading.events import Exposure
from app.reading.opinion import Choice
from app.reading.protocol import Feedback, Phase, Shown
from app.reading.reading import Answer, Opinion, Reading, find_reading, open_reading, resume
from app.reading.store.memory import MemoryStore
from app.reading.trial import Arm, CaseKind
from imaging.errors import UserError
from imaging.finding import Withheld
from tests.app.reading.conftest import Clock
from tests.app.reading.sittings import (
    AGE,
    ANSWERS,
    CASE,
    FRACTURE,
    GRADE,
    QUESTIONS,
    SAID,
    TRUTH,
    Sitting,
    assignment,
    mark,
    model_result,
)


def written(sitting: Sitting) -> str:
    return canonical_json([event.body() for event in sitting.events])


# ── concurrent and AI first ─────────────────────────────────────────────────────────────────────────────────────────


def test_concurrent_opens_with_the_form_and_shows_findings_as_soon_as_they_are_there() -> None:
    sitting = Sitting(assignment(Arm.CONCURRENT))
    assert (sitting.reading.phase, sitting.reading.form_open) == (Phase.AIDED, True)
    sitting.do(sitting.reading.save_draft(Opinion(ANSWERS[:1])))
    assert sitting.models().reading.reveal() == ()  # not in the record yet
    assert len(sitting.reveal().reading.reveal()) == 1
    assert sitting.reading.undecided == ()
    with pytest.raises(UserError, match="your answers are the decision"):
        sitting.decide(FRACTURE, Choice.AGREE, ANSWERS[0])
    with pytest.raises(UserError, match="Nothing is locked"):
        sitting.reading.lock(SAID)
    with pytest.raises(UserError, match="Answer “Grade”"):
        sitting.reading.sign()
    sitting.do(sitting.reading.sign(TRUTH, SAID))
    assert (sitting.reading.phase, sitting.reading.opinion) == (Phase.SIGNED, SAID)
    assert resume(sitting.events).opinion == SAID  # one event holds all of it
    with pytest.raises(UserError, match="signed"):
        sitting.reading.save_draft(SAID)


def test_ai_first_opens_the_form_after_the_reader_has_selected_a_finding() -> None:
    sitting = Sitting(assignment(Arm.AI_FIRST)).models()
    for step in (lambda r: r.save_draft(SAID), lambda r: r.sign(None, SAID)):
        with pytest.raises(UserError, match="Look at the findings first"):
            step(sitting.reading)
    sitting.reveal()
    sitting.do(sitting.reading.expose(Exposure.BOXES, True))  # they come on by themselves: no sign of looking
    assert not sitting.reading.form_open
    sitting.do(sitting.reading.expose(Exposure.FINDING, True, "t/fracture/0"))
    assert sitting.reading.form_open
    sitting.do(sitting.reading.save_draft(SAID)).do(sitting.reading.sign())
    assert sitting.reading.final_answers == ANSWERS


def test_ai_first_does_not_wait_for_findings_that_never_come() -> None:
    sitting = Sitting(assignment(Arm.AI_FIRST))
    sitting.do(sitting.reading.reveal_nothing())
    assert sitting.reading.form_open


def test_a_selection_before_the_findings_were_revealed_opens_nothing() -> None:
    sitting = Sitting(assignment(Arm.AI_FIRST)).models()
    sitting.do(sitting.reading.expose(Exposure.FINDING, True, "guessed"))
    assert not sitting.reading.form_open


def test_the_unaided_arm_of_a_crossover_shows_nothing_at_any_time() -> None:
    sitting = Sitting(assignment(Arm.UNAIDED)).read_to_the_end()
    assert sitting.reading.reveal() == ()
    with pytest.raises(UserError, match="shows no findings"):
        sitting.reading.propose_reveal()
    assert "FindingsRevealed" not in written(sitting)


@pytest.mark.parametrize("arm", [Arm.SEQUENTIAL, Arm.CONCURRENT, Arm.AI_FIRST])
def test_an_aided_arm_must_show_something(arm: Arm) -> None:
    with pytest.raises(UserError, match="say what of them is shown"):
        trial_protocol(arm, QUESTIONS, digest="d", name="n", version="1", shows=())


# ── what of the model is shown ──────────────────────────────────────────────────────────────────────────────────────


def test_what_is_not_shown_is_neither_on_the_screen_nor_in_the_record() -> None:
    boxes_only = Sitting(assignment(Arm.CONCURRENT, shows=[Shown.BOXES])).models(model_result(0.8317)).reveal()
    (result,) = boxes_only.reading.reveal()
    assert {type(finding.value) for finding in result.findings} == {Withheld}
    assert [finding.region is not None for finding in result.findings] == [False, True, False, False, False]
    assert "0.8317" not in written(boxes_only)
    assert "45.75" in written(boxes_only)
    values_only = Sitting(assignment(Arm.CONCURRENT, shows=[Shown.PROBABILITY])).models(model_result(0.8317)).reveal()
    (result,) = values_only.reading.reveal()
    assert [finding.level for finding in result.findings] == ["study"] * 4
    assert "0.8317" in written(values_only)
    assert "45.75" not in written(values_only)


def test_the_place_of_a_negative_answer_is_not_shown_without_its_value() -> None:
    sitting = (
        Sitting(assignment(Arm.CONCURRENT, shows=[Shown.BOXES, Shown.HEAT_MAP])).models(model_result(0.1)).reveal()
    )
    (result,) = sitting.reading.reveal()
    assert all(finding.region is None for finding in result.findings)


def test_without_the_models_answer_the_reader_keeps_or_changes_the_own_one() -> None:
    sitting = Sitting(assignment(Arm.SEQUENTIAL, shows=[Shown.BOXES])).models()
    sitting.do(sitting.reading.lock(SAID)).reveal()
    assert sitting.reading.undecided == tuple(question.question_id for question in QUESTIONS)
    with pytest.raises(UserError, match="Keep or change before you sign"):
        sitting.reading.sign()
    for choice in (Choice.AGREE, Choice.OVERRIDE):
        with pytest.raises(UserError, match="is not shown: keep your answer or change it"):
            sitting.decide(FRACTURE, choice, ANSWERS[0], "why")
    with pytest.raises(UserError, match="Keep leaves your answer as it is"):
        sitting.decide(FRACTURE, Choice.KEEP, Answer(FRACTURE, True, 90))
    with pytest.raises(UserError, match="Keep leaves your answer as it is"):
        sitting.decide(FRACTURE, Choice.CHANGE, ANSWERS[0])
    sitting.decide(FRACTURE, Choice.CHANGE, Answer(FRACTURE, True, 90)).decide_all(Choice.KEEP, "")
    sitting.do(sitting.reading.sign())
    assert sitting.reading.final_answers == (Answer(FRACTURE, True, 90), *ANSWERS[1:])


# ── grades and numbers in a decision ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def aided() -> Sitting:
    sitting = Sitting(assignment(Arm.SEQUENTIAL)).models()
    return sitting.do(sitting.reading.lock(SAID)).reveal()


def test_the_models_grade_and_number_stand_on_the_questions_scale(aided: Sitting) -> None:
    answers = aided.reading.model_answers
    assert (answers[GRADE].value, answers[GRADE].positive, answers[GRADE].probability) == (3.0, True, None)
    assert (answers[AGE].value, answers[AGE].positive) == (127.0, None)  # 127.4 in whole months


def test_to_agree_is_to_take_the_models_grade(aided: Sitting) -> None:
    with pytest.raises(UserError, match="not the model's"):
        aided.decide(GRADE, Choice.AGREE, QUESTIONS[1].answer_of(2))
    with pytest.raises(UserError, match="needs a reason"):
        aided.decide(GRADE, Choice.OVERRIDE, QUESTIONS[1].answer_of(2))
    with pytest.raises(UserError, match="goes from 0 to 4"):
        aided.decide(GRADE, Choice.OVERRIDE, QUESTIONS[1].answer_of(7), "why")
    with pytest.raises(UserError, match="Answer “Grade”"):
        aided.decide(GRADE, Choice.OVERRIDE, Answer(GRADE), "why")
    aided.decide(GRADE, Choice.AGREE, QUESTIONS[1].answer_of(3))
    aided.decide(AGE, Choice.AGREE, QUESTIONS[2].answer_of(127)).decide_all()
    aided.do(aided.reading.sign(TRUTH))
    assert [answer.rating for answer in aided.reading.final_answers] == [41, 3.0, 127.0, 0.0]


# ── trials ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_trial_is_found_again_by_its_sitting_and_a_free_reading_is_another() -> None:
    store = MemoryStore()
    first, second = assignment(Arm.UNAIDED), assignment(Arm.CONCURRENT, session=2)
    begun, free = Sitting(first, store), resume([store.append(open_reading(CASE, "R1", first.protocol))])
    later = Sitting(second, store)
    uid = CASE.study.study_uid
    assert find_reading(store, "r1 ", uid, first.trial) == begun.reading
    assert find_reading(store, "R1", uid, second.trial) == later.reading
    assert find_reading(store, "R1", uid) == free
    assert find_reading(store, "R2", uid, first.trial) is None
    assert find_reading(store, "R1", uid, assignment(Arm.UNAIDED, session=3).trial) is None


def test_a_study_records_no_reference_and_nothing_can_be_corrected() -> None:
    sitting = Sitting(assignment(Arm.SEQUENTIAL)).read_to_the_end()
    assert (sitting.reading.reference, sitting.reading.reference_values) == ({}, {})
    with pytest.raises(UserError, match="belongs to a study"):
        sitting.reading.correct(FRACTURE, True, 90, "slip")


def test_a_reference_that_was_slipped_in_does_not_fold() -> None:
    test = Sitting(assignment(Arm.UNAIDED))
    training = Sitting(assignment(Arm.UNAIDED, CaseKind.TRAINING, feedback=[Feedback.TRUTH]))
    signed = training.reading.sign(TRUTH, SAID).happening
    with pytest.raises(UserError, match="no longer fits"):
        test.store.append(test.reading._propose(signed))


def test_training_shows_what_the_plan_lets_it_show() -> None:
    feedback = [Feedback.TRUTH, Feedback.MODEL]
    sitting = Sitting(assignment(Arm.UNAIDED, CaseKind.TRAINING, feedback=feedback)).models()
    assert sitting.reading.reveal() == ()
    with pytest.raises(UserError, match="shows no findings"):
        sitting.reading.propose_reveal()
    sitting.do(sitting.reading.sign(TRUTH, SAID))
    assert (sitting.reading.reference, sitting.reading.reference_values) == (
        {FRACTURE: True, GRADE: True, "t/feature": True},
        {GRADE: 3.0, AGE: 131.0},
    )
    assert len(sitting.reveal().reading.reveal()) == 1
    assert sitting.reading.final_answers == ANSWERS
    late = Sitting(assignment(Arm.UNAIDED, CaseKind.TRAINING, feedback=feedback))
    late.do(late.reading.sign(None, SAID)).models().reveal()  # the models needed longer than the reader
    assert len(late.reading.reveal()) == 1


def test_a_trial_survives_json_and_stands_in_its_first_event() -> None:
    sitting = Sitting(assignment(Arm.AI_FIRST, CaseKind.ATTENTION, session=2, position=7, time_limit_seconds=90))
    data = json.loads(canonical_json(sitting.events[0].body()))["data"]
    assert data["trial"]["arm"] == "ai_first"
    assert (data["protocol"]["findings_first"], data["protocol"]["time_limit_seconds"]) == (True, 90)
    assert resume(sitting.events) == sitting.reading


# ── lesion marks ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_marks_are_locked_with_the_opinion_and_final_ones_are_kept_apart() -> None:
    sitting = Sitting(assignment(Arm.SEQUENTIAL)).models()
    unrated, rated = mark(rating=None), mark()
    sitting.do(sitting.reading.save_draft(Opinion((), "", (unrated,))))
    assert resume(sitting.events).opinion.marks == (unrated,)
    with pytest.raises(UserError, match="Rate every mark"):
        sitting.reading.lock(Opinion(ANSWERS, "", (unrated,)))
    with pytest.raises(UserError, match="closed until"):
        sitting.reading.save_marks((rated,))
    sitting.do(sitting.reading.lock(Opinion(ANSWERS, "", (rated,)))).reveal().decide_all()
    assert sitting.reading.final_marks == (rated,)
    moved, second = mark(points=(22.0, 31.0)), mark("m2", (5.0, 5.0, 9.0, 9.0), None)
    sitting.do(sitting.reading.save_marks((moved, second)))
    with pytest.raises(UserError, match="Rate every mark"):
        sitting.reading.sign()
    final = (moved, mark("m2", (5.0, 5.0, 9.0, 9.0), 15))
    sitting.do(sitting.reading.save_marks(final)).do(sitting.reading.sign())
    again = resume(sitting.events)
    assert (again.opinion.marks, again.final_marks) == ((rated,), final)
    assert sitting.events[-1].body()["data"]["marks"][1]["rating"] == 15


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (mark(points=(1.0, 2.0, 3.0)), "not answered by such a mark"),
        (mark(points=(5.0, 5.0, 5.0, 9.0)), "width and a height"),
        (mark(rating=0), "from 1 to 100"),
        (mark(rating=101), "from 1 to 100"),
    ],
)
def test_marks_that_are_none(bad: object, sentence: str) -> None:
    sitting = Sitting(assignment(Arm.CONCURRENT))
    with pytest.raises(UserError, match=sentence):
        sitting.reading.save_draft(Opinion((), "", (bad,)))  # type: ignore[arg-type]


def test_a_question_that_needs_a_mark() -> None:
    needing = (replace(QUESTIONS[0], mark_needed=True),)
    sitting = Sitting(assignment(Arm.UNAIDED, questions=needing))
    yes, no = Answer(FRACTURE, True, 70), Answer(FRACTURE, False, 70)
    with pytest.raises(UserError, match="Mark at least one place"):
        sitting.reading.sign(None, Opinion((yes,)))
    sitting.reading.sign(None, Opinion((no,)))
    sitting.reading.sign(None, Opinion((yes,), "", (mark(),)))


# ── time limit ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_when_the_time_is_up_the_read_is_kept_as_it_stands(clock: Clock) -> None:
    sitting = Sitting(assignment(Arm.UNAIDED, time_limit_seconds=60))
    part = Opinion((ANSWERS[0], Answer(GRADE)), "", (mark(rating=None),))
    clock.go(59)
    assert sitting.reading.seconds_left() == pytest.approx(1.0)
    sitting.do(sitting.reading.save_draft(part))
    with pytest.raises(UserError, match="Rate every mark"):
        sitting.reading.sign()
    clock.go(1)
    assert (sitting.reading.time_is_up, sitting.reading.form_open) == (True, False)
    with pytest.raises(UserError, match="time for this read is up"):
        sitting.reading.save_draft(SAID)
    sitting.do(sitting.reading.sign(TRUTH))
    assert sitting.reading.timed_out == (Phase.UNAIDED,)
    assert [answer.rating for answer in sitting.reading.final_answers] == [41, None, None, None]
    assert sitting.reading.opinion == part
    assert resume(sitting.events) == sitting.reading


def test_pauses_and_ends_of_the_program_do_not_count(clock: Clock) -> None:
    sitting = Sitting(assignment(Arm.UNAIDED, time_limit_seconds=60))
    clock.go(20)
    sitting.do(sitting.reading.pause())
    clock.go(1000)
    assert sitting.reading.seconds_left() == pytest.approx(40.0)
    sitting.do(sitting.reading.unpause())
    clock.go(30)
    assert sitting.reading.seconds_left() == pytest.approx(10.0)


def test_a_sequential_read_has_its_time_twice_and_missing_decisions_stay_missing(clock: Clock) -> None:
    sitting = Sitting(assignment(Arm.SEQUENTIAL, time_limit_seconds=60)).models()
    clock.go(10)
    sitting.do(sitting.reading.lock(SAID)).reveal()
    clock.go(59)
    sitting.decide(GRADE, Choice.AGREE, QUESTIONS[1].answer_of(3))
    with pytest.raises(UserError, match="before you sign"):
        sitting.reading.sign()
    clock.go(2)
    for step in (
        lambda: sitting.decide(AGE, Choice.AGREE, QUESTIONS[2].answer_of(127)),
        lambda: sitting.reading.save_marks(()),
    ):
        with pytest.raises(UserError, match="time for this read is up"):
            step()
    sitting.do(sitting.reading.sign())
    assert sitting.reading.timed_out == (Phase.AIDED,)
    finals = sitting.reading.final_answers
    assert [answer.rating for answer in finals] == [None, 3.0, None, None]
    assert sitting.reading.opinion == SAID
    assert resume(sitting.events).final_answers == finals
    signed = sitting.events[-1].body()["data"]
    assert [answer["positive"] for answer in signed["final"]] == [None, True, None, None]


def test_a_timeout_before_the_time_does_not_fold(clock: Clock) -> None:
    sitting = Sitting(assignment(Arm.UNAIDED, time_limit_seconds=60))
    late = Sitting(assignment(Arm.UNAIDED, time_limit_seconds=60))
    clock.go(61)
    happening = late.reading.sign().happening
    fresh = Sitting(assignment(Arm.UNAIDED, time_limit_seconds=60))
    with pytest.raises(UserError, match="no longer fits"):
        fresh.store.append(fresh.reading._propose(happening))
    unlimited = Sitting(assignment(Arm.UNAIDED))
    with pytest.raises(UserError, match="no longer fits"):
        unlimited.store.append(unlimited.reading._propose(happening))
    assert sitting.reading.time_is_up


def test_a_reading_without_a_limit_has_all_the_time(clock: Clock) -> None:
    reading: Reading = Sitting(assignment(Arm.UNAIDED)).reading
    clock.go(1e6)
    assert (reading.seconds_left(), reading.time_is_up) == (None, False)
