"""Designs, clocks, lesions, keys and what is looked at, through the session, with a record on the disk."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.reading import events as happened
from app.reading.designs import Assignment, trial_protocol
from app.reading.events import Exposure
from app.reading.lesion_marks import image_name
from app.reading.opinion import Answer
from app.reading.protocol import Feedback, Phase, Question, Scale, Shape, Shown
from app.reading.record import Event
from app.reading.store.sqlite import SqliteStore
from app.reading.trial import Arm, CaseKind, Trial
from app.session.answering import TYPE_IT, Answering, level_of
from app.session.lesions import NO_MARKS, NOT_NOW, RECONSTRUCTED
from app.session.messages import InferenceStage, InferenceState
from app.session.reading_session import ReadingSession
from app.session.viewport_model import ViewportModel
from imaging.errors import UserError
from imaging.presentation import Window
from tests.app.session.conftest import COLUMNS, ROWS
from tests.app.session.test_reading_session import open_and_wait

FRACTURE, GRADE, AGE, BAND = "lower_limb/fracture", "t/grade", "t/age", "t/band"
MARKED = Question(FRACTURE, "Fracture?", marks=(Shape.POINT, Shape.BOX), fallback=True)
QUESTIONS = (
    MARKED,
    Question(GRADE, "Grade", kind=Scale.GRADE, levels=("0", "1", "2"), fallback=True),
    Question(AGE, "Age", kind=Scale.NUMBER, lowest=0, highest=228, fallback=True),
    Question(BAND, "Band?", kind=Scale.YES_NO, fallback=True),
)
Given = Callable[..., ReadingSession]


@pytest.fixture
def read(session: ReadingSession, radiograph: Path, qtbot: QtBot) -> Given:
    """Open the radiograph as a trial and wait for the models."""

    def begin(arm: Arm, kind: CaseKind = CaseKind.TEST, questions: Any = (MARKED,), **says: Any) -> ReadingSession:
        protocol = trial_protocol(arm, questions, digest="ab" * 32, name="wrist", version="1", **says)
        trial = Trial("wrist", "ab" * 32, "C01", kind, arm, 1, 1)
        session.reading_desk.assigned = lambda _: Assignment(protocol, trial)
        open_and_wait(session, radiograph, qtbot)
        return session

    return begin


def settled(session: ReadingSession, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not session.keeper.busy and not session.reading_desk.has_unwritten_marks, timeout=10_000)


def events(record: Path) -> list[Event]:
    store = SqliteStore(record, read_only=True)
    found = [event for entry in store.readings() for event in store.events(entry.reading_id)]
    store.close()
    return found


def of_kind(record: Path, kind: type) -> list[Any]:
    return [event.happening for event in events(record) if isinstance(event.happening, kind)]


# ── designs ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_concurrent_the_findings_are_there_while_the_form_is_open(read: Given, record: Path, qtbot: QtBot) -> None:
    session = read(Arm.CONCURRENT)
    qtbot.waitUntil(lambda: bool(session.revealed))
    assert (session.phase, session.reading_desk.is_open) == (Phase.AIDED, True)
    assert session.why_not_lock() == session.why_not_sign() == "Answer “Fracture?” before you go on."
    session.set_answer(FRACTURE, positive=True, confidence=70)
    session.set_comment("seen")
    asked: list[bool] = []
    session.lock_confirmation_wanted.connect(lambda: asked.append(True))
    settled(session, qtbot)
    session.sign()  # asks once more, since nothing was locked
    assert (asked, session.phase) == ([True], Phase.AIDED)
    session.lock()  # what the window calls when the reader agrees
    qtbot.waitUntil(lambda: session.phase is Phase.SIGNED)
    assert session.opinion.comment == "seen"
    assert session.reference_boxes == ()  # a test case: no feedback
    (signed,) = of_kind(record, happened.ReadSigned)
    assert (signed.reference, signed.final) == ({}, (Answer(FRACTURE, True, 70),))


def test_ai_first_the_form_opens_when_the_reader_selects_a_finding(read: Given, qtbot: QtBot) -> None:
    session = read(Arm.AI_FIRST)
    qtbot.waitUntil(lambda: bool(session.revealed))
    settled(session, qtbot)
    assert session.selected_finding  # the program selected one: no sign of looking
    assert not session.reading_desk.is_open
    session.set_answer(FRACTURE, positive=True, confidence=70)
    assert not session.opinion.answer(FRACTURE).given
    session.step_finding(1)
    qtbot.waitUntil(lambda: session.reading_desk.is_open)


def test_ai_first_without_a_model_for_the_questions_opens_the_form(read: Given, qtbot: QtBot) -> None:
    session = read(Arm.AI_FIRST, questions=QUESTIONS[1:])
    qtbot.waitUntil(lambda: session.reading_desk.is_open)
    assert session.revealed == ()


def test_the_unaided_arm_does_not_even_run_a_model(read: Given, qtbot: QtBot) -> None:
    session = read(Arm.UNAIDED)
    assert session.reading_desk.tasks() == ()
    session.set_answer(FRACTURE, positive=False, confidence=50)
    session.lock()
    qtbot.waitUntil(lambda: session.phase is Phase.SIGNED)
    assert session.revealed == ()


def test_a_training_case_shows_truth_and_model_after_the_signature(read: Given, qtbot: QtBot) -> None:
    session = read(Arm.UNAIDED, CaseKind.TRAINING, feedback=[Feedback.TRUTH, Feedback.MODEL])
    assert session.reading_desk.tasks() == ("lower_limb",)
    settled(session, qtbot)
    assert session.revealed == ()
    session.set_answer(FRACTURE, positive=False, confidence=50)
    session.lock()
    qtbot.waitUntil(lambda: bool(session.revealed))
    assert session.phase is Phase.SIGNED
    assert len(session.reference_boxes) == 1


def test_models_that_were_stopped_must_run_again_before_a_trial_is_signed(read: Given, qtbot: QtBot) -> None:
    session = read(Arm.CONCURRENT)
    session.set_answer(FRACTURE, positive=False, confidence=50)
    settled(session, qtbot)
    session.desk.state = InferenceState(InferenceStage.CANCELLED, "The models were stopped. Ctrl+R runs them again.")
    assert session.why_not_sign() == "The models were stopped. Ctrl+R runs them again."


def test_a_case_that_the_study_does_not_give_is_not_read(
    session: ReadingSession, radiograph: Path, qtbot: QtBot
) -> None:
    def refuse(_: object) -> Assignment:
        raise UserError("This study is not the case that comes next.")

    said: list[str] = []
    session.noticed.connect(lambda notice: said.append(notice.sentence))
    session.reading_desk.assigned = refuse
    session.open_paths([radiograph])
    qtbot.waitUntil(lambda: session.case is not None and not session.shelf.scanning)
    settled(session, qtbot)
    assert session.reading_desk.reading is None
    assert said == ["This study is not the case that comes next."]
    assert session.why_not_lock() == said[0]


# ── the clock ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_when_the_time_is_up_the_read_ends_by_itself(read: Given, record: Path, qtbot: QtBot) -> None:
    session = read(Arm.UNAIDED, questions=QUESTIONS, time_limit_seconds=2)
    assert session.aids.clock.seconds_left in (1, 2)
    session.set_answer(GRADE, value=2.0)
    qtbot.waitUntil(lambda: session.phase is Phase.SIGNED, timeout=10_000)
    (signed,) = of_kind(record, happened.ReadSigned)
    assert signed.timed_out
    assert [answer.rating for answer in signed.final] == [None, 2.0, None, None]
    assert session.aids.clock.seconds_left is None


def test_without_a_limit_nothing_ticks(read: Given) -> None:
    session = read(Arm.UNAIDED)
    assert session.aids.clock.seconds_left is None


# ── exposures and views ─────────────────────────────────────────────────────────────────────────────────────────────


def test_layers_count_as_they_are_seen(read: Given, record: Path, qtbot: QtBot) -> None:
    session = read(Arm.CONCURRENT)
    qtbot.waitUntil(lambda: bool(session.revealed))
    session.toggle_heat()
    session.hide_overlays(True)
    session.hide_overlays(False)
    session.toggle_boxes()
    session.step_finding(1)
    settled(session, qtbot)
    seen = [(change.exposure, change.on) for change in of_kind(record, happened.ExposureChanged)]
    boxes, heat = Exposure.BOXES, Exposure.SALIENCY
    assert seen == [
        (boxes, True),
        (heat, True),
        (boxes, False),
        (heat, False),
        (boxes, True),
        (heat, True),
        (boxes, False),
        (Exposure.FINDING, True),
    ]


def test_a_layer_that_the_protocol_does_not_show_is_never_exposed(read: Given, record: Path, qtbot: QtBot) -> None:
    session = read(Arm.CONCURRENT, shows=[Shown.PROBABILITY])
    qtbot.waitUntil(lambda: bool(session.revealed))
    session.toggle_heat()
    session.toggle_boxes()
    settled(session, qtbot)
    assert of_kind(record, happened.ExposureChanged) == []
    assert all(finding.saliency == () for result in session.revealed for finding in result.findings)


def test_what_was_looked_at_is_noted_before_the_read_ends(read: Given, record: Path, qtbot: QtBot) -> None:
    session = read(Arm.UNAIDED)
    now = [0.0]
    session.aids.attention._now = lambda: now[0]
    session.aids.attention._begin(None)
    model: ViewportModel = session.active_viewport
    now[0] = 4.25
    model.set_window(Window(100.0, 50.0))
    session.set_answer(FRACTURE, positive=False, confidence=50)
    session.lock()
    qtbot.waitUntil(lambda: session.phase is Phase.SIGNED)
    assert model.loaded is not None
    series = image_name(model.loaded.series.series_uid)
    assert of_kind(record, happened.WindowChanged) == [happened.WindowChanged(series, 100.0, 50.0, False)]
    (viewed,) = of_kind(record, happened.ImagesViewed)
    assert viewed.views == (happened.View(series, "projection", False, 4.25, 1, 1, 1),)
    kinds = [event.kind for event in events(record)]
    assert kinds.index("ImagesViewed") < kinds.index("ReadSigned")


# ── lesions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lesion_is_marked_rated_moved_and_deleted_and_is_on_the_disk(read: Given, record: Path, qtbot: QtBot) -> None:
    session = read(Arm.SEQUENTIAL)
    lesions, picture = session.aids.lesions, session.active_viewport.picture()
    lesions.add(picture, [(10.0, 20.0)])
    lesions.add(picture, [(40.0, 50.0), (30.0, 70.0)])  # beyond the lower edge
    point, box = lesions.marks
    assert (point.points, point.spacing, point.patient_mm) == ((10.0, 20.0), (0.2, 0.2), ())
    assert box.points == (30.0, 50.0, 40.0, float(ROWS))
    assert (lesions.selected, lesions.number(box.mark_id)) == (box.mark_id, 2)
    assert session.why_not_lock() == "Answer “Fracture?” before you go on."
    session.set_answer(FRACTURE, positive=True, confidence=90)
    assert session.why_not_lock().startswith("Rate every mark of “Fracture?”")
    lesions.rate(point.mark_id, 85)
    lesions.delete(box.mark_id)
    settled(session, qtbot)
    session.reading_desk.write_draft_now()
    settled(session, qtbot)
    assert of_kind(record, happened.DraftSaved)[-1].opinion.marks == (replace(point, rating=85),)
    session.lock()
    qtbot.waitUntil(lambda: bool(session.revealed))
    settled(session, qtbot)
    lesions.drag(lesions.marks[0], picture, [(12.0, 21.0)])
    assert lesions.shown_on(picture)[0].points == (12.0, 21.0)
    assert lesions.marks[0].points == (10.0, 20.0)
    lesions.drop()
    assert session.why_not_sign() == "The read is being written."
    settled(session, qtbot)
    (saved,) = of_kind(record, happened.MarksSaved)
    assert saved.marks[0].points == (12.0, 21.0)
    reading = session.reading_desk.reading
    assert reading is not None
    assert reading.opinion.marks[0].points == (10.0, 20.0)  # the locked one stays


def test_marks_are_kept_inside_the_picture_and_off_computed_ones(read: Given) -> None:
    session = read(Arm.CONCURRENT)
    said: list[str] = []
    session.noticed.connect(lambda notice: said.append(notice.sentence))
    lesions, picture = session.aids.lesions, session.active_viewport.picture()
    lesions.add(picture, [(-5.0, 1000.0)])
    assert lesions.marks[0].points == (0.0, float(ROWS))
    lesions.add(replace(picture, frame=None), [(1.0, 1.0)])
    assert said == [RECONSTRUCTED]
    assert COLUMNS > ROWS


def test_no_marks_where_none_are_asked_for_or_the_read_is_over(read: Given, qtbot: QtBot) -> None:
    session = read(Arm.UNAIDED, questions=QUESTIONS[3:])
    assert session.aids.lesions.why_not() == NO_MARKS
    session.set_answer(BAND, positive=True)
    session.lock()
    qtbot.waitUntil(lambda: session.phase is Phase.SIGNED)
    session.reading_desk.reading = replace(  # as if marks had been asked for
        session.reading_desk.reading, protocol=replace(session.reading_desk.reading.protocol, questions=(MARKED,))
    )
    assert session.aids.lesions.why_not() == NOT_NOW


# ── two keys ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_digits_answer_one_question_after_the_other(read: Given) -> None:
    session = read(Arm.UNAIDED, questions=QUESTIONS)
    said: list[str] = []
    session.noticed.connect(lambda notice: said.append(notice.sentence))
    keys: Answering = session.aids.answering

    def here() -> str:
        return keys.question.question_id if keys.question else ""

    assert here() == FRACTURE
    keys.say(True)
    assert here() == FRACTURE  # not complete yet
    keys.press(0)
    assert session.opinion.answer(FRACTURE) == Answer(FRACTURE, True, 100)
    keys.press(2)
    assert session.opinion.answer(GRADE).value == 2.0
    keys.press(3)
    assert said == [TYPE_IT]
    keys.step(1)
    keys.say(False)
    assert session.opinion.answer(BAND) == Answer(BAND, False, None, 0.0)
    assert here() == AGE  # what is still missing
    session.set_answer(AGE, value=131.0)
    keys.step(-1)
    assert here() == GRADE
    keys.press(1)
    keys.press(7)
    assert session.opinion.answer(GRADE).value == 1.0
    assert said[1:] == ["“Grade” has no answer 7."]


@pytest.mark.parametrize(
    ("levels", "digit", "place"),
    [
        (("0", "1", "2"), 0, 0),
        (("0", "1", "2"), 3, None),
        (("1", "2", "3", "4", "5"), 5, 4),
        (("1", "2", "3"), 0, None),
        (("none", "mild", "severe"), 1, 0),
        (("none", "mild", "severe"), 4, None),
        (("1 surely not", "2 unsure", "3 surely"), 2, 1),
    ],
)
def test_which_level_a_digit_means(levels: tuple[str, ...], digit: int, place: int | None) -> None:
    assert level_of(levels, digit) == place
