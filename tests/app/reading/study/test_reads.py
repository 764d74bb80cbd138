"""A whole study read by simulated readers: trials in their order, blinding in the record, and what comes out of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.reading.events import ReadingOpened, ReadSigned
from app.reading.opinion import Answer
from app.reading.question import Question, Scale
from app.reading.reading import resume
from app.reading.store.sqlite import SqliteStore
from app.reading.study import happenings as happened
from app.reading.study.access import StudyState
from app.reading.study.model_answers import differing, output_of, read_model, shown_answers, write_model
from app.reading.study.opening import amend_study, close_study, issue_repeat, open_study
from app.reading.study.progress import Step
from app.reading.study.reads import note_look, study_reads
from app.reading.study.status import document, is_right, lines, status_of
from app.reading.study.study import ReaderStudy
from app.reading.study.trials import load_case
from app.reading.trial import Arm, CaseKind
from app.statistics.study_reads import StudyReads
from imaging.errors import UserError
from inference.job import TaskResult
from tests.app.reading.study.conftest import Q
from tests.app.reading.study.simulated import read_all, read_one

CASES = [
    ("C1", "test", "", "1"),
    ("C2", "test", "", "0"),
    ("C3", "test", "", "1"),
    ("A1", "attention", "", "1"),
    ("T1", "training", "", "1"),
]
Result = Callable[..., TaskResult]


class Room:
    """A study that is open, its record, and a clock that can be put forward."""

    def __init__(self, folder: Path) -> None:
        self.ahead = timedelta()
        self.study = ReaderStudy(folder, lambda: datetime.now(UTC) + self.ahead)
        open_study(self.study)
        self.store = SqliteStore(self.study.record_path)

    def close(self) -> None:
        self.store.close()
        self.study.close_files()


@pytest.fixture
def room(make_study: Callable[..., Path]) -> Iterator[Callable[..., Room]]:
    made: list[Room] = []

    def make(**wishes: object) -> Room:
        made.append(Room(make_study(**{"cases": CASES, **wishes})))
        return made[-1]

    yield make
    for each in made:
        each.close()


def says(case: str, phase: str) -> Answer:
    """Misses C3 unaided and sees it with the model."""
    return Answer(Q, case in ("C1", "A1", "T1") or (case == "C3" and phase == "aided"), 80)


def reads_of(room: Room) -> StudyReads:
    return study_reads(room.study)


def test_a_sequential_study_gives_two_reads_of_each_case(room: Callable[..., Room], fracture_result: Result) -> None:
    here = room()
    for reader in ("R1", "R2"):
        taken = read_all(here.study, here.store, reader, says, fracture_result(0.9))
        order = here.study.book().orders_of(reader)[1]
        assert [step.slot for step in taken] == list(order)
        assert here.study.next_step(reader, here.store).step is Step.DONE
    close_study(here.study)
    found = reads_of(here)
    assert (found.design, found.arms, found.plan_digest) == (
        "sequential",
        ("unaided", "aided"),
        here.study.plan().digest,
    )
    assert [case.case for case in found.cases] == ["C1", "C2", "C3"]
    assert [dict(case.truth) for case in found.cases] == [{Q: 1.0}, {Q: 0.0}, {Q: 1.0}]
    assert len(found.reads) == 2 * 3 * 2
    changed = [read.positive for read in found.reads if (read.reader, read.case) == ("R1", "C3")]
    assert changed == [False, True]
    assert {(read.case, read.overridden) for read in found.reads if read.arm == "aided"} == {
        ("C1", False), ("C2", True), ("C3", False),
    }  # fmt: skip
    assert dict(found.left_out) == {"training": 2, "attention": 2}
    assert [(r.reader, r.group, r.years) for r in found.readers] == [("R1", "a", 3.0), ("R2", "b", None)]
    assert (found.questions[0].primary, found.questions[0].scale) == (True, "binary")
    assert {m.case: (m.positive, m.rating) for m in found.model} == dict.fromkeys(("C1", "C2", "C3"), (True, 0.9))
    assert found.plan["reference standard"] == "made up"
    assert found.plan["attention cases"] == "1"


@pytest.mark.parametrize(
    ("design", "arm", "arms"),
    [
        ("unaided", Arm.UNAIDED, ("unaided",)),
        ("concurrent", Arm.CONCURRENT, ("aided",)),
        ("ai_first", Arm.AI_FIRST, ("aided",)),
    ],
)
def test_designs_with_one_read(
    room: Callable[..., Room], fracture_result: Result, design: str, arm: Arm, arms: tuple[str, ...]
) -> None:
    here = room(design=design)
    taken = read_all(here.study, here.store, "R1", says, fracture_result(0.9))
    assert {step.slot.arm for step in taken if step.slot} == {arm}
    found = reads_of(here)
    assert found.arms == arms
    assert len(found.reads) == 3
    assert bool(found.model) == (design != "unaided")


@pytest.mark.parametrize("more", ["", '[crossover]\naided = "sequential"\n'])
def test_a_crossover_waits_for_its_washout(room: Callable[..., Room], fracture_result: Result, more: str) -> None:
    here = room(design="crossover", more=more)
    first = read_all(here.study, here.store, "R1", says, fracture_result(0.9))
    waiting = here.study.next_step("R1", here.store)
    assert (waiting.step, waiting.session) == (Step.WAIT, 2)
    assert waiting.not_before is not None
    here.ahead = timedelta(days=27.9)
    assert here.study.next_step("R1", here.store).step is Step.WAIT
    here.ahead = timedelta(days=28.1)
    second = read_all(here.study, here.store, "R1", says, fracture_result(0.9))
    arms = [{step.slot.case: step.slot.arm for step in taken if step.slot} for taken in (first, second)]
    assert all(arms[0][case] is not arms[1][case] for case in arms[0])
    found = reads_of(here)
    assert len(found.reads) == 2 * 3
    assert found.arms == ("unaided", "aided")
    assert ("unaided part of the aided period" in found.left_out) == bool(more)


def test_the_record_holds_what_is_true_of_training_cases_only(
    room: Callable[..., Room], fracture_result: Result
) -> None:
    here = room()
    read_all(here.study, here.store, "R1", says, fracture_result(0.9))
    truths = {}
    for entry in here.store.readings():
        events = here.store.events(entry.reading_id)
        opened, signed = events[0].happening, events[-1].happening
        assert isinstance(opened, ReadingOpened)
        assert isinstance(signed, ReadSigned)
        assert opened.trial is not None
        assert events[0].context.protocol_digest == here.study.plan().digest == opened.trial.plan_digest
        truths[opened.trial.case] = dict(signed.reference)
    assert truths == {"C1": {}, "C2": {}, "C3": {}, "A1": {}, "T1": {Q: True}}


def test_a_repeat_keeps_the_old_answers(room: Callable[..., Room], fracture_result: Result) -> None:
    here = room()
    read_all(here.study, here.store, "R1", says, fracture_result(0.9))
    assert issue_repeat(here.study, "R1") == 2
    again = read_all(here.study, here.store, "R1", lambda case, phase: Answer(Q, True, 50), fracture_result(0.9))
    assert [step.session for step in again] == [2] * 4
    found = reads_of(here)
    old = [read.positive for read in found.reads if (read.case, read.session, read.arm) == ("C2", 1, "unaided")]
    new = [read.positive for read in found.reads if (read.case, read.session, read.arm) == ("C2", 2, "unaided")]
    assert (old, new) == ([False], [True])


def test_a_withdrawn_case_is_not_read_and_does_not_count(room: Callable[..., Room], fracture_result: Result) -> None:
    here = room()
    step = here.study.next_step("R1", here.store)
    while step.slot is not None and step.slot.kind is not CaseKind.TEST:
        read_one(here.study, here.store, "R1", step, says, fracture_result(0.9))
        step = here.study.next_step("R1", here.store)
    assert step.slot is not None
    read_one(here.study, here.store, "R1", step, says, fracture_result(0.9))
    folder = here.study.folder
    plan = (folder / "plan.toml").read_text()
    (folder / "plan.toml").write_text(plan.replace('version = "1"', 'version = "2"'))
    listed = (folder / "cases.csv").read_text().splitlines(keepends=True)
    (folder / "cases.csv").write_text("".join(line for line in listed if not line.startswith(f"{step.slot.case},")))
    amend_study(here.study, "the images were damaged")
    taken = read_all(here.study, here.store, "R1", says, fracture_result(0.9))
    assert step.slot.case not in [after.slot.case for after in taken if after.slot]
    found = reads_of(here)
    assert len(found.reads) == 2 * 2
    assert found.left_out["case withdrawn"] == 2
    assert found.plan["amendments"] == "1"


def test_a_trial_begun_before_an_amendment_is_the_same_trial_after_it(room: Callable[..., Room]) -> None:
    here = room(design="unaided")
    before = here.study.plan().digest
    step = here.study.next_step("R1", here.store)
    assert step.slot is not None
    from app.reading.reading import open_reading
    from app.reading.study.trials import assignment_for

    book = here.study.book()
    assignment = assignment_for(book, step.slot)
    case = load_case(here.study.folder, book.case(step.slot.case))
    here.store.append(open_reading(case, "R1", assignment.protocol, trial=assignment.trial))
    plan = (here.study.folder / "plan.toml").read_text()
    (here.study.folder / "plan.toml").write_text(plan.replace('version = "1"', 'version = "2"'))
    amend_study(here.study, "another title page")
    again = here.study.next_step("R1", here.store)
    assert (again.step, again.slot) == (Step.RESUME, step.slot)
    assert assignment.trial is not None
    assert not assignment.trial.same_sitting(assignment_for(here.study.book(), step.slot).trial)
    assert assignment.trial.same_sitting(assignment_for(here.study.book(), step.slot, before).trial)


# ── what the models say ─────────────────────────────────────────────────────────────────────────────────────────


def test_models_can_be_asked_where_no_reader_is_shown_them(room: Callable[..., Room], fracture_result: Result) -> None:
    here = room(design="unaided")
    read_all(here.study, here.store, "R1", says)
    assert reads_of(here).model == ()
    case = load_case(here.study.folder, here.study.book().case("C1"))
    answers = {"C1": output_of([fracture_result(0.7)], case), "C2": output_of([fracture_result(0.2)], case)}
    write_model(here.study.folder, answers)
    assert read_model(here.study.folder) == answers
    model = reads_of(here).model
    assert [(m.case, m.positive, m.rating, m.operating_point) for m in model] == [
        ("C1", True, 0.7, 0.5),
        ("C2", False, 0.2, 0.5),
    ]
    (here.study.folder / "model.json").write_text("{}")
    with pytest.raises(UserError, match="is damaged"):
        read_model(here.study.folder)


def test_it_is_noticed_when_readers_were_shown_something_else(
    room: Callable[..., Room], fracture_result: Result
) -> None:
    here = room()
    read_all(here.study, here.store, "R1", says, fracture_result(0.9))
    shown = shown_answers(here.store, here.study.book().versions)
    case = load_case(here.study.folder, here.study.book().case("C1"))
    same, other = output_of([fracture_result(0.9)], case), output_of([fracture_result(0.91)], case)
    assert differing({"C1": same, "C2": other}, shown) == ("C2",)


# ── the owner's view ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_look_before_the_end_is_written_down(room: Callable[..., Room], fracture_result: Result) -> None:
    here = room()
    for reader in ("R1", "R2"):
        read_all(here.study, here.store, reader, says, fracture_result(0.9))
    assert note_look(here.study, "report")
    assert here.study.log()[-1].happening == happened.InterimLook("report")
    close_study(here.study)
    assert not note_look(here.study, "report")
    with pytest.raises(UserError, match="This study is closed"):
        here.study.next_step("R1", here.store)


def test_the_status_says_how_far_everybody_is_and_nothing_of_what_they_answered(
    room: Callable[..., Room], fracture_result: Result
) -> None:
    here = room()
    read_all(here.study, here.store, "R1", says, fracture_result(0.9))
    status = status_of(here.study)
    assert (status.state, status.done, status.total) == (StudyState.OPEN, 5, 10)
    one, two = document(status)["readers"]
    assert (one["sessions"][0]["done"], one["next"]["step"]) == (5, "done")
    assert (two["sessions"][0]["done"], two["sessions"][0]["begun"], two["next"]["step"]) == (0, None, "begin")
    words = "\n".join(lines(status))
    assert "R1  reader  session 1: 5/5; done; attention cases right: 1 of 1" in words
    assert (one["attention"], two["attention"]) == ({"right": 1, "read": 1}, {"right": 0, "read": 0})
    (here.study.folder / "cases.csv").rename(here.study.folder.parent / "cases.csv")
    assert document(status_of(here.study))["readers"][0]["attention"] is None
    assert "R2  reader  session 1: 0/5; next: case 1 of 5 in session 1" in words


def test_somebody_who_does_not_read_is_seen(room: Callable[..., Room], fracture_result: Result) -> None:
    here = room()
    read_all(here.study, here.store, "R1", lambda case, phase: Answer(Q, False, 100), fracture_result(0.9))
    assert status_of(here.study).readers[0].attention == (0, 1)


GRADE = Question("x/g", "?", kind=Scale.GRADE, levels=("0", "1", "2"), positive_from=1.0)
PLAIN = Question("x/g", "?", kind=Scale.GRADE, levels=("0", "1", "2"))


@pytest.mark.parametrize(
    ("question", "value", "truth", "right"),
    [(GRADE, 1, 2, True), (GRADE, 0, 2, False), (PLAIN, 1, 2, False), (PLAIN, 2, 2, True)],
)
def test_when_an_attention_case_is_right(question: Question, value: float, truth: float, right: bool) -> None:
    assert is_right(question, question.answer_of(value), truth) is right


def test_a_record_that_was_changed_keeps_the_study_open(room: Callable[..., Room], fracture_result: Result) -> None:
    import sqlite3

    here = room()
    read_all(here.study, here.store, "R1", says, fracture_result(0.9))
    with sqlite3.connect(here.study.record_path) as other:
        other.execute("DROP TRIGGER events_are_never_changed")
        other.execute("UPDATE events SET body = replace(body, '\"confidence\":80', '\"confidence\":81')")
    other.close()
    with pytest.raises(UserError, match="The record was changed"):
        close_study(here.study, "all the same")


def test_every_reading_of_a_study_can_be_rebuilt(room: Callable[..., Room], fracture_result: Result) -> None:
    here = room(design="concurrent")
    read_all(here.study, here.store, "R1", says, fracture_result(0.9))
    readings = [resume(here.store.events(entry.reading_id)) for entry in here.store.readings()]
    assert {reading.trial.case for reading in readings if reading.trial} == {case[0] for case in CASES}
    assert here.store.verify() == []
