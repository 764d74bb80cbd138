"""The sentences of `reading.feature`, carried out."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app.reading.protocol import Phase, bundled_protocol
from app.reading.reading import (
    Answer,
    Choice,
    Decision,
    Opinion,
    Reading,
    find_reading,
    open_reading,
    resume,
)
from app.reading.record import Event, Proposal
from app.reading.store.sqlite import SqliteStore
from imaging.errors import UserError
from imaging.study import Case
from inference.job import TaskResult

Q = "lower_limb/fracture"
scenarios("reading.feature")


class Room:
    """A reader, a case, the models' results and a record on a disk."""

    def __init__(self, path: Path, case: Case) -> None:
        self.path, self.case = path, case
        self.store = SqliteStore(path)
        self.full = False
        self.said = ""
        self.result: TaskResult | None = None
        self.reading: Reading = resume([self.append(open_reading(case, "reader 1", bundled_protocol()))])

    def append(self, proposal: Proposal) -> Event:
        if self.full:
            raise UserError("The disk is full: the record could not be written.")
        return self.store.append(proposal)

    def do(self, step: Callable[[Reading], Proposal | None]) -> None:
        """Press a button; a refusal is remembered."""
        try:
            proposal = step(self.reading)
            if proposal is not None:
                self.reading = self.reading.apply(self.append(proposal))
        except UserError as error:
            self.said = str(error)

    def events(self) -> list[Event]:
        return list(self.store.events(self.reading.reading_id))


def opinion(word: str, confidence: int | None) -> Opinion:
    return Opinion((Answer(Q, word == "yes", confidence),))


@pytest.fixture
def room(tmp_path: Path, radiograph_case: Case) -> Iterator[Room]:
    made = Room(tmp_path / "record.sqlite", radiograph_case)
    yield made
    made.store.close()


@given("a reader opens a radiograph of the leg")
def _(room: Room) -> None:
    assert room.reading.phase is Phase.UNAIDED


@given(parsers.parse("the model finds a fracture with probability {probability:f}"))
def _(room: Room, fracture_result: Callable[..., TaskResult], probability: float) -> None:
    room.result = fracture_result(probability)
    run_models(room)


@when("the models have run again")
def run_models(room: Room) -> None:
    assert room.result is not None
    results = (room.result,)
    room.reading = room.reading.hold(results)
    room.do(lambda reading: reading.attach(results))


@given("the disk is full")
def _(room: Room) -> None:
    room.full = True


@when("there is room on the disk again")
def _(room: Room) -> None:
    room.full = False


@given(parsers.parse('the reader has typed "{word}" with confidence {confidence:d}'))
def _(room: Room, word: str, confidence: int) -> None:
    room.do(lambda reading: reading.save_draft(opinion(word, confidence)))


@given(parsers.parse('the reader has signed "{word}" with confidence {confidence:d}'))
def _(room: Room, word: str, confidence: int) -> None:
    room.do(lambda reading: reading.lock(opinion(word, confidence)))
    room.do(Reading.propose_reveal)
    room.do(lambda reading: reading.decide(Decision(Q, Choice.AGREE, "", word == "yes", confidence)))
    room.do(lambda reading: reading.sign(room.case.reference.labels))
    assert room.reading.phase is Phase.SIGNED


@when("the reader asks to see the findings")
def _(room: Room) -> None:
    room.do(Reading.propose_reveal)


@when("the reader locks without an answer")
def _(room: Room) -> None:
    room.do(lambda reading: reading.lock(Opinion()))


@when("the reader answers no without saying how sure")
def _(room: Room) -> None:
    room.do(lambda reading: reading.lock(opinion("no", None)))


@when(parsers.parse('the reader locks "{word}" with confidence {confidence:d}'))
def _(room: Room, word: str, confidence: int) -> None:
    room.do(lambda reading: reading.lock(opinion(word, confidence)))


@when(parsers.parse("the reader agrees with the model with confidence {confidence:d}"))
def _(room: Room, confidence: int) -> None:
    room.do(lambda reading: reading.decide(Decision(Q, Choice.AGREE, "", True, confidence)))


@when(parsers.re('the reader overrides the model because "(?P<reason>.*)"'))
def _(room: Room, reason: str) -> None:
    room.do(lambda reading: reading.decide(Decision(Q, Choice.OVERRIDE, reason, False, 80)))


@when("the reader signs")
def _(room: Room) -> None:
    room.do(lambda reading: reading.sign(room.case.reference.labels))


@when(parsers.parse('the reader corrects the answer to "{word}" because "{reason}"'))
def _(room: Room, word: str, reason: str) -> None:
    room.do(lambda reading: reading.correct(Q, word == "yes", 70, reason))


@when("the program is ended and started again")
def _(room: Room) -> None:
    room.store.close()
    room.store = SqliteStore(room.path)
    found = find_reading(room.store, "reader 1", room.case.study.study_uid)
    assert found is not None
    room.reading = found


@when(parsers.parse('someone changes the locked answer to "yes" in the record'))
def _(room: Room) -> None:
    connection = sqlite3.connect(room.path)
    connection.execute("DROP TRIGGER events_are_never_changed")
    connection.execute(
        "UPDATE events SET body = replace(body, '\"positive\":false', '\"positive\":true')"
        " WHERE kind = 'UnaidedReadLocked'"
    )
    connection.commit()
    connection.close()


@then("the reader sees no findings")
def _(room: Room) -> None:
    assert room.reading.reveal() == ()
    assert not room.reading.model_answers


@then("the reader sees the fracture with its box")
def _(room: Room) -> None:
    (result,) = room.reading.reveal()
    assert [finding.label for finding in result.findings] == ["fracture", "fracture"]
    assert result.findings[1].region is not None
    assert room.reading.model_answers[Q].positive


@then("the record does not say what the model found")
def _(room: Room) -> None:
    assert "0.92" not in "".join(str(event.body()) for event in room.events())


@then("the record says that the model had answered")
def _(room: Room) -> None:
    assert room.events()[-1].kind == "ModelResultsAttached"


@then(parsers.parse('the program says "{sentence}"'))
def _(room: Room, sentence: str) -> None:
    assert room.said == sentence


@then(parsers.parse("the reading is {phase}"))
def _(room: Room, phase: str) -> None:
    assert room.reading.phase == Phase(phase)


@then(parsers.parse('the final answer is "{word}" with confidence {confidence:d}'))
def _(room: Room, word: str, confidence: int) -> None:
    assert room.reading.final_answers == (Answer(Q, word == "yes", confidence),)


@then(parsers.parse('the unaided answer in the record is "{word}" with confidence {confidence:d}'))
def _(room: Room, word: str, confidence: int) -> None:
    (locked,) = [event.body()["data"] for event in room.events() if event.kind == "UnaidedReadLocked"]
    (answer,) = locked["opinion"]["answers"]
    assert (answer["positive"], answer["confidence"]) == (word == "yes", confidence)


@then(parsers.parse('the read form shows "{word}" with confidence {confidence:d}'))
def _(room: Room, word: str, confidence: int) -> None:
    assert room.reading.opinion == opinion(word, confidence)


@then(parsers.parse('the record keeps the reason "{reason}"'))
def _(room: Room, reason: str) -> None:
    (made,) = [event.body()["data"] for event in room.events() if event.kind == "DecisionMade"]
    assert made["decision"]["reason"] == reason


@then("the record holds both the signed answer and the correction")
def _(room: Room) -> None:
    signed, corrected = room.events()[-2:]
    assert signed.body()["data"]["final"][0]["positive"] is True
    assert corrected.body()["data"]["answer"]["positive"] is False
    assert room.store.verify() == []


@then("checking the record names the locked answer")
def _(room: Room) -> None:
    (locked,) = [problem for problem in room.store.verify() if problem.reading_id]
    assert (locked.sequence, locked.sentence) == (3, "was changed after it was written")
