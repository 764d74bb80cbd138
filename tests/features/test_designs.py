"""The sentences of `designs.feature`, carried out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app.reading.designs import Assignment
from app.reading.events import Exposure
from app.reading.opinion import Choice, Decision, LesionMark
from app.reading.protocol import Feedback, Phase, Shown
from app.reading.reading import Answer, Opinion, Reading, find_reading, open_reading, resume
from app.reading.record import Proposal
from app.reading.store.sqlite import SqliteStore
from app.reading.trial import Arm, CaseKind
from imaging.errors import UserError
from imaging.finding import Withheld
from tests.app.reading.conftest import Clock
from tests.app.reading.sittings import ANSWERS, CASE, GRADE, QUESTIONS, SAID, TRUTH, assignment, mark, model_result

ARMS = {"concurrent": Arm.CONCURRENT, "AI-first": Arm.AI_FIRST, "unaided": Arm.UNAIDED, "sequential": Arm.SEQUENTIAL}
GRADED = QUESTIONS[1]
scenarios("designs.feature")


class Room:
    """A reader at a workstation, with a record on the disk."""

    reading: Reading
    given: Assignment

    def __init__(self, store: SqliteStore) -> None:
        self.store = store
        self.said = ""
        self.marks: tuple[LesionMark, ...] = ()

    def open(self, given: Assignment) -> None:
        """Take up the trial, or begin it."""
        self.given = given
        found = find_reading(self.store, "R1", CASE.study.study_uid, given.trial)
        if found is not None:
            self.reading = found.apply(self.store.append(found.unpause()))
        else:
            opened = open_reading(CASE, "R1", given.protocol, trial=given.trial)
            self.reading = resume([self.store.append(opened)])

    def do(self, step: Callable[[Reading], Proposal | None]) -> None:
        """Press a button; a refusal is remembered."""
        try:
            proposal = step(self.reading)
            if proposal is not None:
                self.reading = self.reading.apply(self.store.append(proposal))
        except UserError as error:
            self.said = str(error)

    def text(self) -> str:
        return "".join(str(event.body()) for event in self.store.events(self.reading.reading_id))

    def kinds(self) -> list[str]:
        return [event.kind for event in self.store.events(self.reading.reading_id)]


@pytest.fixture
def room(tmp_path: Path, clock: Clock) -> Iterator[Room]:
    store = SqliteStore(tmp_path / "record.sqlite")
    yield Room(store)
    store.close()


@given(parsers.parse("a reader opens the case in the {arm} arm"))
def _(room: Room, arm: str) -> None:
    room.open(assignment(ARMS[arm]))


@given("a reader opens the case in the sequential arm that shows only boxes")
def _(room: Room) -> None:
    room.open(assignment(Arm.SEQUENTIAL, shows=[Shown.BOXES]))


@given("a reader opens the case in the unaided arm with 60 seconds")
def _(room: Room) -> None:
    room.open(assignment(Arm.UNAIDED, time_limit_seconds=60))


@given("a reader opens a training case in the unaided arm")
def _(room: Room) -> None:
    room.open(assignment(Arm.UNAIDED, CaseKind.TRAINING, feedback=[Feedback.TRUTH, Feedback.MODEL]))


@given("a reader has read the case in the unaided arm of session 1")
def _(room: Room) -> None:
    room.open(assignment(Arm.UNAIDED, session=1))
    sign_everything(room)
    assert room.reading.phase is Phase.SIGNED


@when("the reader opens the case in the concurrent arm of session 2")
def _(room: Room) -> None:
    room.open(assignment(Arm.CONCURRENT, session=2))


@when("the reader leaves and opens the same trial again")
def _(room: Room) -> None:
    room.do(Reading.pause)
    room.open(room.given)


@given(parsers.parse("the model has graded the knee {grade:d} and found a fracture with probability {probability:f}"))
def _(room: Room, grade: int, probability: float) -> None:
    result = model_result(probability, grade)
    room.reading = room.reading.hold((result,))
    room.do(lambda reading: reading.attach((result,)))
    if room.reading.may_reveal:
        room.do(Reading.propose_reveal)


@given("no model answers")
def _(room: Room) -> None:
    room.do(Reading.reveal_nothing)


@given("the reader has answered the grade with 2")
def _(room: Room) -> None:
    room.do(lambda reading: reading.save_draft(Opinion((GRADED.answer_of(2),))))


@given("the reader has marked a lesion with rating 80")
def _(room: Room) -> None:
    room.marks = (mark(),)
    room.do(lambda reading: reading.save_draft(Opinion((), "", room.marks)))


@given("the reader has marked a lesion without a rating")
def _(room: Room) -> None:
    room.marks = (mark(rating=None),)


@when("the reader marks another lesion with rating 15")
def _(room: Room) -> None:
    marks = (*room.reading.final_marks, mark("m2", (5.0, 5.0, 9.0, 9.0), 15))
    room.do(lambda reading: reading.save_marks(marks))


@when("the reader answers everything and signs")
def sign_everything(room: Room) -> None:
    room.do(lambda reading: reading.sign(TRUTH, Opinion(ANSWERS, "", room.marks)))


@when("the reader locks everything")
def _(room: Room) -> None:
    room.do(lambda reading: reading.lock(Opinion(ANSWERS, "", room.marks)))


@when("the reader asks to see the findings")
def _(room: Room) -> None:
    room.do(Reading.propose_reveal)


@when("the reader selects a finding")
def _(room: Room) -> None:
    room.do(lambda reading: reading.expose(Exposure.FINDING, True, "t/grade/0"))


@when("the reader agrees with the model's grade")
def _(room: Room) -> None:
    taken = GRADED.answer_of(3)
    room.do(lambda reading: reading.decide(Decision(GRADE, Choice.AGREE, "", taken.positive, None, taken.value)))


def decide_all(room: Room, choice: Choice, reason: str) -> None:
    for name in room.reading.undecided:
        own = room.reading.opinion.answer(name)
        made = Decision(name, choice, reason, own.positive, own.confidence, own.value)
        room.do(lambda reading, made=made: reading.decide(made))  # type: ignore[misc]
    room.do(lambda reading: reading.sign(TRUTH))


@when("the reader keeps every answer and signs")
def _(room: Room) -> None:
    decide_all(room, Choice.KEEP, "")


@when("the reader overrides every answer and signs")
def _(room: Room) -> None:
    decide_all(room, Choice.OVERRIDE, "seen otherwise")


@when("61 seconds have passed")
def _(clock: Clock) -> None:
    clock.go(61)


@when("the reader pauses for 1000 seconds")
def _(room: Room, clock: Clock) -> None:
    room.do(Reading.pause)
    clock.go(1000)
    room.do(Reading.unpause)


@when("the read ends by itself")
def _(room: Room) -> None:
    room.do(lambda reading: reading.sign(TRUTH))


@when("the reader corrects an answer")
def _(room: Room) -> None:
    room.do(lambda reading: reading.correct(GRADE, True, None, "slip", 3.0))


@then("the reader sees the findings")
def _(room: Room) -> None:
    (result,) = room.reading.reveal()
    assert [finding.label for finding in result.findings] == ["fracture", "fracture", "grade", "age", "feature"]


@then("the reader sees no findings")
def _(room: Room) -> None:
    assert room.reading.reveal() == ()


@then("the reader sees a box but no number")
def _(room: Room) -> None:
    (result,) = room.reading.reveal()
    assert any(finding.region is not None for finding in result.findings)
    assert all(isinstance(finding.value, Withheld) for finding in result.findings)


@then(parsers.parse("the read form is {state}"))
def _(room: Room, state: str) -> None:
    if state == "empty":
        assert room.reading.opinion == Opinion()
    else:
        assert room.reading.form_open == (state == "open")


@then(parsers.parse("the reading is {phase}"))
def _(room: Room, phase: str) -> None:
    assert room.reading.phase == Phase(phase)


@then("nothing was locked")
def _(room: Room) -> None:
    assert "UnaidedReadLocked" not in room.kinds()


@then(parsers.parse('the program says "{sentence}"'))
def _(room: Room, sentence: str) -> None:
    assert room.said == sentence


@then("the record does not say what the model found")
def _(room: Room) -> None:
    assert "0.83" not in room.text()


@then("the record holds one reading of this reader")
def _(room: Room) -> None:
    assert len(room.store.readings()) == 1
    assert room.store.verify() == []


@then("the record holds two readings of this reader")
def _(room: Room) -> None:
    assert len(room.store.readings()) == 2
    assert room.store.verify() == []


@then("the first reading still has its answers")
def _(room: Room) -> None:
    first = resume(room.store.events(room.store.readings()[0].reading_id))
    assert (first.final_answers, first.phase) == (SAID.answers, Phase.SIGNED)


@then("the grade is 2")
def _(room: Room) -> None:
    assert room.reading.opinion.answer(GRADE) == GRADED.answer_of(2)


@then("the final grade is 3")
def _(room: Room) -> None:
    assert room.reading.decisions[GRADE].final == GRADED.answer_of(3)


@then("the locked grade is 1")
def _(room: Room) -> None:
    assert room.reading.opinion.answer(GRADE) == GRADED.answer_of(1)


@then("the locked read has 1 mark")
def _(room: Room) -> None:
    assert len(room.reading.opinion.marks) == 1


@then("the final read has 2 marks")
def _(room: Room) -> None:
    assert [placed.rating for placed in room.reading.final_marks] == [80, 15]
    assert room.reading.phase is Phase.SIGNED


@then("the grade is 2 and nothing else was answered")
def _(room: Room) -> None:
    said: list[Answer] = [answer for answer in room.reading.final_answers if answer.given]
    assert said == [GRADED.answer_of(2)]


@then("the record says that the time was up")
def _(room: Room) -> None:
    assert "'timed_out': True" in room.text()


@then("the record does not say what is true")
def _(room: Room) -> None:
    assert "'reference': {}" in room.text()
    assert "reference_values" not in room.text()


@then("the record says what is true")
def _(room: Room) -> None:
    assert room.reading.reference_values == {"t/grade": 3.0, "t/age": 131.0}
