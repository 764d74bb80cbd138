"""Every scale and design in the real window: what the controls say, what keys do, and what no widget shows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot

from app.reading.designs import Assignment, trial_protocol
from app.reading.opinion import Answer, Choice, Opinion
from app.reading.protocol import Feedback, Phase, Question, Scale, Shape, Shown, bundled_protocol
from app.reading.trial import Arm, CaseKind, Trial
from app.session.inference_worker import AnswerRequest
from app.session.viewport_model import Tool
from app.ui import hands
from app.ui.panels.answer_row import AnswerControl, AnswerRow, ChecklistRow, GradeRow, NumberRow, control_for
from app.ui.panels.dialogs import LockDialog, opinion_lines
from app.ui.panels.phase_header import clock_text
from imaging.finding import Finding, Grade, Quantity
from inference.job import InferenceProgress, InferenceRequest, InferenceResult, TaskResult, TaskStatus
from tests.app.session.conftest import write_radiograph
from tests.ui.fakes import SECRET, Opened, answer, words_in

FRACTURE, GRADE, AGE = "lower_limb/fracture", "lower_limb/kl", "lower_limb/age"
MARKED = Question(FRACTURE, "Is there a fracture?", marks=(Shape.POINT, Shape.BOX), fallback=True)
KL = Question(
    GRADE,
    "KL",
    kind=Scale.GRADE,
    levels=("0", "1", "2", "3", "4"),
    level_hints=("none", "doubtful", "minimal", "moderate", "severe"),
    positive_from=2.0,
    fallback=True,
)
MONTHS = Question(AGE, "Bone age", kind=Scale.NUMBER, lowest=0, highest=228, unit="months", fallback=True)
BAND = Question("v/band", "Band?", kind=Scale.YES_NO, heading="Features", fallback=True)
CLEFT = Question("v/cleft", "Cleft?", kind=Scale.YES_NO, heading="Features", fallback=True)


def graded(
    request: InferenceRequest, progress: Callable[[InferenceProgress], None], cancelled: Callable[[], bool]
) -> InferenceResult:
    """A grade and a number."""
    findings = (
        Finding("lower_limb/kl/0", "lower_limb", "kl", Grade(3, (0, 1, 2, 3, 4))),
        Finding("lower_limb/age/0", "lower_limb", "age", Quantity(127.4, "mo")),
    )
    result = TaskResult("lower_limb", "1", "a" * 64, TaskStatus.OK, findings=findings)
    return InferenceResult(request.request_id, "cpu", (result,))


@pytest.fixture
def read(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a radiograph in a window as a trial, or freely."""
    made: list[Opened] = []
    write_radiograph(tmp_path / "study" / "image.dcm")

    def begin(
        arm: Arm,
        questions: Any = (MARKED,),
        kind: CaseKind = CaseKind.TEST,
        models: AnswerRequest = answer,
        free: bool = False,
        **says: Any,
    ) -> Opened:
        opened = Opened(qtbot, tmp_path, models)
        made.append(opened)
        protocol = trial_protocol(arm, questions, digest="ab" * 32, name="wrist", version="1", **says)
        trial = None if free else Trial("wrist", "ab" * 32, "C01", kind, arm, 1, 1)
        opened.session.reading_desk.assigned = lambda _: Assignment(protocol, trial)
        return opened.open(tmp_path / "study")

    yield begin
    for opened in made:
        opened.close()


def keys(opened: Opened, *pressed: Qt.Key) -> None:
    opened.window.activateWindow()
    opened.until(opened.window.isActiveWindow)
    opened.window.give_images_the_keyboard()
    for key in pressed:
        opened.key(key)


def click(widget: Any) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(8, widget.height() // 2))


# ── controls ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "kind", "answers"),
    [
        (MARKED, AnswerRow, [Answer(FRACTURE, True, 60), Answer(FRACTURE, False), Answer(FRACTURE)]),
        (KL, GradeRow, [KL.answer_of(0), KL.answer_of(4), KL.answer_of(None)]),
        (MONTHS, NumberRow, [MONTHS.answer_of(0), MONTHS.answer_of(124), MONTHS.answer_of(None)]),
        (BAND, ChecklistRow, [BAND.answer_of(1), BAND.answer_of(0), BAND.answer_of(None)]),
    ],
)
def test_each_scale_has_its_control_and_shows_what_it_is_given(
    qtbot: QtBot, question: Question, kind: type, answers: list[Answer]
) -> None:
    control = control_for(question)
    qtbot.addWidget(control)
    said: list[object] = []
    control.said.connect(said.append)
    assert type(control) is kind
    for given in answers:
        control.show_answer(given)
        assert control.answer() == given
    assert said == []


def test_a_level_is_one_click_and_says_what_it_means(qtbot: QtBot) -> None:
    control = GradeRow(KL)
    qtbot.addWidget(control)
    said: list[object] = []
    control.said.connect(said.append)
    control.levels[3].click()
    assert said == [{"value": 3.0}]
    assert control.meaning.text() == "moderate"
    assert [level.toolTip() for level in control.levels] == list(KL.level_hints)


def test_levels_with_long_names_stand_below_each_other(qtbot: QtBot) -> None:
    names = ("1 surely no fracture", "2 probably no fracture", "3 cannot tell", "4 probably one", "5 surely one")
    control = GradeRow(Question("t/l", "T", kind=Scale.GRADE, levels=names))
    qtbot.addWidget(control)
    assert all(isinstance(level, QRadioButton) for level in control.levels)


def test_a_number_is_typed_and_told_in_years(qtbot: QtBot) -> None:
    control = NumberRow(MONTHS)
    qtbot.addWidget(control)
    said: list[object] = []
    control.said.connect(said.append)
    assert control.field.text() == "–"
    control.field.selectAll()
    QTest.keyClicks(control.field, "124")
    assert said[-1] == {"value": 124.0}
    assert control.years.text() == "= 10 y 4 mo"
    hands.wheel(control.field, 3)
    assert control.answer().value == 124.0


def test_a_line_of_a_checklist_is_one_click(qtbot: QtBot) -> None:
    control = ChecklistRow(BAND)
    qtbot.addWidget(control)
    said: list[object] = []
    control.said.connect(said.append)
    control.yes.click()
    control.no.click()
    assert said == [{"value": 1.0}, {"value": 0.0}]


# ── the form in the window ──────────────────────────────────────────────────────────────────────────────────────────


def test_two_keys_fill_the_form_and_the_next_question_is_marked(read: Callable[..., Opened]) -> None:
    opened = read(Arm.SEQUENTIAL, (KL, BAND, CLEFT, MARKED))
    form, session = opened.window.reading_column.form, opened.session
    assert form._places[GRADE].property("current")
    K = Qt.Key
    keys(opened, K.Key_F, K.Key_2)
    assert session.opinion.answer(GRADE).value == 2.0
    assert session.viewports.active.window is not None  # the digit was no preset of the window
    assert form._places["v/band"].property("current")
    keys(opened, K.Key_F, K.Key_Y, K.Key_F, K.Key_N, K.Key_F, K.Key_Y, K.Key_F, K.Key_7)
    assert [answer.rating for answer in map(session.opinion.answer, (BAND.question_id, CLEFT.question_id))] == [1, 0]
    assert session.opinion.answer(FRACTURE) == Answer(FRACTURE, True, 70)
    keys(opened, K.Key_F, K.Key_Up, K.Key_F, K.Key_1)
    assert session.opinion.answer(CLEFT.question_id).value == 1.0
    shown: AnswerControl = form.rows[CLEFT.question_id]
    assert shown.answer().value == 1.0


def test_a_key_that_ends_no_answer_is_itself(read: Callable[..., Opened]) -> None:
    opened = read(Arm.SEQUENTIAL, (KL,))
    keys(opened, Qt.Key.Key_F, Qt.Key.Key_Z)
    keys(opened, Qt.Key.Key_Z)
    assert opened.session.viewports.tool is Tool.ZOOM
    keys(opened, Qt.Key.Key_F, Qt.Key.Key_9)
    assert opened.notices[-1] == "“KL” has no answer 9."


def test_the_confirmation_lists_a_checklist_in_one_line() -> None:
    opinion = Opinion((BAND.answer_of(1), CLEFT.answer_of(0), KL.answer_of(3), Answer(FRACTURE, True, 80)))
    assert opinion_lines((BAND, CLEFT, KL, MARKED, MONTHS), opinion) == [
        "Features  1 of 2 yes: Band?",
        "KL  3",
        "Is there a fracture?  Yes (sure: 80), 0 marked",
        "Bone age  no answer",
    ]


def test_the_bundled_checklist_fits_the_column(read: Callable[..., Opened]) -> None:
    opened = read(Arm.SEQUENTIAL, bundled_protocol("vertebral_checklist").questions)
    form = opened.window.reading_column.form
    assert len(form.rows) == 16
    assert max(row.minimumSizeHint().width() for row in form.rows.values()) < 340
    assert sum(form.rows[name].height() for name in list(form.rows)[:15]) < 560


# ── lesions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_click_marks_a_point_and_a_drag_a_box(read: Callable[..., Opened]) -> None:
    opened = read(Arm.SEQUENTIAL)
    session, view = opened.session, opened.window.grid.views[0]
    lists = opened.window.reading_column.form.lesions[FRACTURE]
    keys(opened, Qt.Key.Key_U)
    assert session.viewports.tool is Tool.LESION
    assert lists.tool.isChecked()
    middle = view.rect().center()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    hands.drag(view, middle + QPoint(60, 40), middle + QPoint(120, 100))
    point, box = session.lesions.marks
    assert (point.is_box, box.is_box, session.lesions.selected) == (False, True, box.mark_id)
    keys(opened, Qt.Key.Key_W)
    hands.drag(view, middle, middle + QPoint(30, 0))  # with any tool a mark can be taken and moved
    moved = session.lesions.mark(point.mark_id)
    assert moved is not None
    assert moved.points[0] > point.points[0]
    corner = middle + QPoint(120, 100)
    hands.drag(view, corner, corner + QPoint(20, 10))
    larger = session.lesions.mark(box.mark_id)
    assert larger is not None
    assert larger.points[:2] == pytest.approx(box.points[:2], abs=0.01)
    assert larger.points[2] > box.points[2]
    opened.window.give_images_the_keyboard()
    opened.key(Qt.Key.Key_U, Qt.KeyboardModifier.ShiftModifier)
    opened.key(Qt.Key.Key_0)
    assert session.lesions.mark(box.mark_id).rating == 100  # type: ignore[union-attr]
    assert lists.lines[box.mark_id].rating.number.text() == "100"
    opened.key(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert [mark.mark_id for mark in session.lesions.marks] == [point.mark_id]
    assert not view.grab().isNull()


def test_the_list_brings_rates_and_deletes(read: Callable[..., Opened]) -> None:
    opened = read(Arm.SEQUENTIAL)
    session = opened.session
    picture = session.active_viewport.picture()
    for column in (10.0, 20.0):
        session.lesions.add(picture, [(column, 20.0)])
    lists = opened.window.reading_column.form.lesions[FRACTURE]
    first, second = (lists.lines[mark.mark_id] for mark in session.lesions.marks)
    click(first.place)
    assert session.lesions.selected == session.lesions.marks[0].mark_id
    hands.choose(second.rating.slider, 64)
    assert [mark.rating for mark in session.lesions.marks] == [None, 64]
    click(first.remove)
    assert [mark.rating for mark in session.lesions.marks] == [64]


# ── designs in the window ───────────────────────────────────────────────────────────────────────────────────────────


def test_concurrent_asks_once_more_before_the_signature(read: Callable[..., Opened]) -> None:
    opened = read(Arm.CONCURRENT, time_limit_seconds=600)
    column, session = opened.window.reading_column, opened.session
    opened.until(lambda: bool(session.revealed))
    assert (column.header.phase.text(), column.header.action.text()) == ("With the model", "Sign read")
    assert column.header.clock.text() in ("10:00", "9:59")
    assert column.findings.isVisible()
    assert not column.comparison.isVisible()
    opened.answer_all()
    opened.until(lambda: not session.keeper.busy and session.can_sign())
    opened.window.give_images_the_keyboard()
    opened.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    opened.until(lambda: isinstance(QApplication.activeModalWidget(), LockDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LockDialog)
    assert "Sign your read?" in words_in(dialog)
    dialog.accept()
    opened.until(lambda: session.phase is Phase.SIGNED)
    assert column.comparison.isVisible()
    assert "not shown in this study" in words_in(column.comparison)
    assert not column.comparison.rows[FRACTURE].correct.isVisible()
    assert not column.header.clock.isVisible()


def test_ai_first_says_what_to_do_first(read: Callable[..., Opened]) -> None:
    opened = read(Arm.AI_FIRST)
    form, session = opened.window.reading_column.form, opened.session
    opened.until(lambda: bool(session.revealed))
    opened.until(lambda: not session.keeper.busy)
    assert not form.rows[FRACTURE].isEnabled()
    assert opened.window.reading_column.header.why_not.text().startswith("Look at the findings first")
    keys(opened, Qt.Key.Key_N)
    opened.until(lambda: form.rows[FRACTURE].isEnabled())


def test_the_unaided_arm_has_no_place_for_a_model(read: Callable[..., Opened]) -> None:
    opened = read(Arm.UNAIDED)
    column, session = opened.window.reading_column, opened.session
    assert column.header.phase.text() == "Unaided – no model"
    assert column.models.words.text() == "No model is shown in this read."
    keys(opened, Qt.Key.Key_G)
    assert opened.notices[-1] == "No model is shown in this read."
    opened.answer_all()
    session.lock()
    opened.until(lambda: session.phase is Phase.SIGNED)
    assert not column.findings.isVisible()
    assert SECRET not in words_in(opened.window)


def test_a_training_case_shows_what_was_true_and_what_the_model_said(read: Callable[..., Opened]) -> None:
    opened = read(Arm.UNAIDED, kind=CaseKind.TRAINING, feedback=[Feedback.TRUTH, Feedback.MODEL])
    column, session = opened.window.reading_column, opened.session
    assert column.models.words.text().startswith("Models: ready – hidden until you sign")
    assert SECRET not in words_in(opened.window)
    opened.answer_all(False)
    session.lock()
    opened.until(lambda: bool(session.revealed))
    opened.until(lambda: column.comparison.rows[FRACTURE].lines["Reference"][1].text() == "Yes")
    assert SECRET in words_in(column.findings)


def test_what_the_protocol_does_not_show_is_in_no_widget(read: Callable[..., Opened]) -> None:
    opened = read(Arm.SEQUENTIAL, shows=[Shown.BOXES])
    column, session = opened.window.reading_column, opened.session
    opened.lock(False)
    assert SECRET not in words_in(opened.window)
    assert (column.findings.boxes.isVisible(), column.findings.heat.isVisible()) == (True, False)
    keys(opened, Qt.Key.Key_G)
    opened.key(Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    assert opened.notices[-1] == "This read does not show this of the model."
    row = column.comparison.rows[FRACTURE]
    assert (row.agree.isVisible(), row.keep.isVisible(), row.change.isVisible()) == (False, True, True)
    assert row.lines["Model"][1].text() == "not shown in this study"
    click(row.change)
    assert not row.changing.reason.isVisible()
    click(row.changing.answer.yes)
    click(row.changing.save)
    opened.until(lambda: FRACTURE in session.reading_desk.decisions)
    assert session.decisions[0].choice is Choice.CHANGE
    assert session.decisions[0].final == Answer(FRACTURE, True, 70)
    opened.until(lambda: not session.keeper.busy)
    click(row.keep)
    opened.until(lambda: session.decisions[0].choice is Choice.KEEP)


def test_a_grade_and_a_number_are_compared_agreed_with_and_overridden(read: Callable[..., Opened]) -> None:
    opened = read(Arm.SEQUENTIAL, (KL, MONTHS), models=graded, free=True)
    column, session = opened.window.reading_column, opened.session
    session.set_answer(GRADE, value=1.0)
    session.set_answer(AGE, value=120.0)
    session.lock()
    opened.until(lambda: bool(session.revealed))
    opened.until(lambda: not session.keeper.busy)
    grade, age = column.comparison.rows[GRADE], column.comparison.rows[AGE]
    assert grade.verdict.text() == "You and the model differ by 2 levels"
    assert age.verdict.text() == "You and the model differ by 7 months"
    assert (grade.lines["Model"][1].text(), age.lines["Model"][1].text()) == ("3", "127 months = 10 y 7 mo")
    click(grade.agree)
    opened.until(lambda: GRADE in session.reading_desk.decisions)
    opened.until(lambda: not session.keeper.busy)
    assert grade.agreeing.isHidden()  # the model's grade is taken as it is
    click(age.override)
    age.overriding.answer.field.setValue(124)
    age.overriding.words.setText("the carpals lag behind")
    click(age.overriding.save)
    opened.until(lambda: session.can_sign())
    finals = {decision.question_id: decision.final for decision in session.decisions}
    assert finals == {GRADE: KL.answer_of(3), AGE: MONTHS.answer_of(124)}
    session.sign()
    opened.until(lambda: session.phase is Phase.SIGNED)
    click(grade.correct)
    grade.correcting.answer.levels[2].click()
    grade.correcting.words.setText("slip")
    click(grade.correcting.save)
    opened.until(lambda: session.reading_desk.reading.final_answers[0].value == 2.0)  # type: ignore[union-attr]


def test_agreeing_with_a_side_wants_a_level_on_it(read: Callable[..., Opened]) -> None:
    five = Question(
        FRACTURE, "Fracture?", kind=Scale.GRADE, levels=("1", "2", "3", "4", "5"), positive_from=2.0, fallback=True
    )
    opened = read(Arm.SEQUENTIAL, (five,))
    session = opened.session
    session.set_answer(FRACTURE, value=0.0)
    session.lock()
    opened.until(lambda: bool(session.revealed))
    opened.until(lambda: not session.keeper.busy)
    row = opened.window.reading_column.comparison.rows[FRACTURE]
    click(row.agree)
    assert row.agreeing.words.text() == "The model says “Yes”. Which level do you give?"
    row.agreeing.answer.levels[1].click()
    assert not row.agreeing.save.isEnabled()
    row.agreeing.answer.levels[4].click()
    click(row.agreeing.save)
    opened.until(lambda: FRACTURE in session.reading_desk.decisions)
    assert session.decisions[0].final == five.answer_of(4)


def test_items_of_a_checklist_that_no_model_answers_are_not_compared(read: Callable[..., Opened]) -> None:
    opened = read(Arm.SEQUENTIAL, (BAND, MARKED)).lock()
    rows = opened.window.reading_column.comparison.rows
    assert (rows[BAND.question_id].isVisible(), rows[FRACTURE].isVisible()) == (False, True)


def test_the_countdown_is_minutes_and_seconds() -> None:
    assert [clock_text(n) for n in (0, 5, 65, 600)] == ["0:00", "0:05", "1:05", "10:00"]
