"""From the record of a study to its reads, and how long what was on the screen."""

import pytest

from app.reading.events import Exposure, View
from app.reading.exposure_times import PhaseTimes, exposure_times
from app.reading.opinion import Choice
from app.reading.protocol import Phase
from app.reading.reading import Answer, Opinion, open_reading, resume
from app.reading.store.memory import MemoryStore
from app.reading.study_rows import MarkScoring, reads_of, study_rows
from app.reading.trial import Arm, CaseKind
from app.statistics.study_reads import RatedMark, Read
from imaging.region import Box
from tests.app.reading.conftest import Clock
from tests.app.reading.sittings import (
    AGE,
    ANSWERS,
    CASE,
    FEATURE,
    FRACTURE,
    GRADE,
    IMAGE,
    QUESTIONS,
    SAID,
    TRUTH,
    Sitting,
    assignment,
    mark,
)

PLAN = {"d1" * 32}


def by_arm(reads: tuple[Read, ...], question: str) -> dict[str, Read]:
    return {read.arm: read for read in reads if read.question == question}


def test_a_sequential_reading_gives_an_unaided_and_an_aided_read_of_each_question(clock: Clock) -> None:
    sitting = Sitting(assignment(Arm.SEQUENTIAL, case="C07", session=2, position=5)).models()
    clock.go(40)
    sitting.do(sitting.reading.lock(Opinion(ANSWERS, "", (mark(points=(20.0, 30.0)),)))).reveal()
    sitting.do(sitting.reading.expose(Exposure.BOXES, True))
    clock.go(25)
    sitting.decide(FRACTURE, Choice.AGREE, Answer(FRACTURE, True, 75))
    sitting.decide(GRADE, Choice.OVERRIDE, QUESTIONS[1].answer_of(2), "osteophytes are small").decide_all()
    sitting.do(sitting.reading.save_marks((mark(points=(20.0, 30.0)), mark("m2", (200.0, 200.0), 12))))
    sitting.do(sitting.reading.sign(TRUTH))
    scoring = MarkScoring({("C07", FRACTURE): [[Box(IMAGE, 1, 10, 20, 30, 45)]]})
    rows = study_rows(sitting.store, PLAN, scoring)
    assert rows.left_out == {}
    assert len(rows.reads) == 8
    fracture, grade = by_arm(rows.reads, FRACTURE), by_arm(rows.reads, GRADE)
    assert fracture["unaided"] == Read(
        sitting.reading.reading_id, "R1", "C07", FRACTURE, "unaided", 2, 5, False, 41.0, 40.0,
        marks=(RatedMark(80.0, 1),),
    )  # fmt: skip
    aided = fracture["aided"]
    assert (aided.positive, aided.rating, aided.seconds, aided.overridden) == (True, 175.0, 25.0, False)
    assert aided.exposure_seconds == {"boxes": 25.0}
    assert aided.marks == (RatedMark(80.0, 1), RatedMark(12.0, 0))
    assert (grade["unaided"].rating, grade["aided"].rating) == (1.0, 2.0)
    assert (grade["aided"].overridden, grade["aided"].reason) == (True, "osteophytes are small")
    assert grade["aided"].marks is None
    age, feature = by_arm(rows.reads, AGE), by_arm(rows.reads, FEATURE)
    assert (age["unaided"].positive, age["unaided"].rating) == (None, 120.0)
    assert (feature["unaided"].positive, feature["unaided"].rating) == (False, 0.0)


@pytest.mark.parametrize(
    ("arm", "expected"), [(Arm.UNAIDED, "unaided"), (Arm.CONCURRENT, "aided"), (Arm.AI_FIRST, "aided")]
)
def test_the_other_arms_give_one_read_of_each_question(arm: Arm, expected: str) -> None:
    sitting = Sitting(assignment(arm)).read_to_the_end()
    reads = study_rows(sitting.store, PLAN).reads
    assert {read.arm for read in reads} == {expected}
    assert len(reads) == len(QUESTIONS)


def test_what_does_not_count_is_counted_by_its_reason(clock: Clock) -> None:
    store = MemoryStore()
    Sitting(assignment(Arm.UNAIDED), store).read_to_the_end()
    Sitting(assignment(Arm.UNAIDED), store, "r1").read_to_the_end()  # the same sitting again
    Sitting(assignment(Arm.UNAIDED), store, "R2")
    Sitting(assignment(Arm.UNAIDED, CaseKind.TRAINING, case="T1"), store).read_to_the_end()
    Sitting(assignment(Arm.UNAIDED, CaseKind.ATTENTION, case="A1"), store).read_to_the_end()
    resume([store.append(open_reading(CASE, "R1", assignment(Arm.UNAIDED).protocol))])  # belongs to no study
    hurried = Sitting(assignment(Arm.UNAIDED, time_limit_seconds=5), store, "R3")
    hurried.do(hurried.reading.save_draft(Opinion(ANSWERS[:1])))
    clock.go(6)
    hurried.do(hurried.reading.sign())
    rows = study_rows(store, PLAN)
    assert rows.left_out == {
        "not finished": 1,
        "read twice": 1,
        "training": 1,
        "attention": 1,
        "time limit": 3,
    }
    assert [(read.reader, read.question) for read in rows.reads] == [
        *(("R1", question.question_id) for question in QUESTIONS),
        ("R3", FRACTURE),
    ]
    assert study_rows(store, {"other"}).reads == ()


def test_undecided_questions_of_a_timed_out_read_have_an_unaided_read_only(clock: Clock) -> None:
    sitting = Sitting(assignment(Arm.SEQUENTIAL, time_limit_seconds=60)).models()
    sitting.do(sitting.reading.lock(SAID)).reveal()
    clock.go(61)
    sitting.do(sitting.reading.sign())
    rows = study_rows(sitting.store, PLAN)
    assert {read.arm for read in rows.reads} == {"unaided"}
    assert rows.left_out == {"time limit": 4}


def test_an_unfinished_or_free_reading_gives_no_reads() -> None:
    sitting = Sitting(assignment(Arm.SEQUENTIAL)).models()
    sitting.do(sitting.reading.lock(SAID))
    assert reads_of(sitting.reading, sitting.events) == ()


# ── how long what was on the screen ─────────────────────────────────────────────────────────────────────────────────


def view(plane: str, seconds: float, series: str = "s1", slices: int = 4) -> View:
    return View(series, plane, False, seconds, slices, 1, slices)


def test_seconds_on_the_screen_phase_by_phase_without_pauses(clock: Clock) -> None:
    sitting = Sitting(assignment(Arm.SEQUENTIAL)).models()
    clock.go(10)
    sitting.do(sitting.reading.view((view("sagittal", 6.0), view("coronal", 3.5, "s2", 9))))
    sitting.do(sitting.reading.set_window("s1", 40, 400, False))
    clock.go(2)
    sitting.do(sitting.reading.lock(SAID)).reveal()
    sitting.do(sitting.reading.expose(Exposure.BOXES, True, "t/fracture/0"))
    clock.go(4)
    sitting.do(sitting.reading.expose(Exposure.SALIENCY, True))
    sitting.do(sitting.reading.expose(Exposure.FINDING, True, "t/grade/0"))
    clock.go(3)
    sitting.do(sitting.reading.expose(Exposure.BOXES, False))
    clock.go(5)
    sitting.do(sitting.reading.view((view("sagittal", 11.0),)))
    sitting.do(sitting.reading.pause())
    clock.go(500)
    sitting.do(sitting.reading.unpause())
    clock.go(7)  # nothing was switched on since
    sitting.do(sitting.reading.expose(Exposure.BOXES, True))
    clock.go(1)
    sitting.decide_all()
    sitting.do(sitting.reading.sign())
    times = exposure_times(sitting.events)
    assert times[Phase.UNAIDED] == PhaseTimes(
        12.0, {}, {"sagittal": 6.0, "coronal": 3.5}, {"s1": 6.0, "s2": 3.5}, {"s1": 4, "s2": 9}, 1, {}
    )
    aided = times[Phase.AIDED]
    assert aided.seconds == pytest.approx(20.0)
    assert aided.layers == pytest.approx({"boxes": 4 + 3 + 1, "saliency": 3 + 5})
    assert (aided.planes, aided.findings, aided.windows) == ({"sagittal": 11.0}, {"t/grade/0": 1}, 0)


def test_nothing_happened_in_nothing() -> None:
    assert exposure_times(()) == {}
