"""The rules of one Reading, step by step."""

import time
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace

import pytest

from app.reading import record
from app.reading.events import Exposure
from app.reading.protocol import Phase, bundled_protocol
from app.reading.reading import Answer, Choice, Decision, Opinion, Reading, commit, find_reading, open_reading, resume
from app.reading.record import Proposal
from app.reading.store.memory import MemoryStore
from imaging.errors import UserError
from imaging.finding import Finding, Grade, Probability
from imaging.study import Case
from inference.job import GuardResult, GuardState, TaskResult, TaskStatus

Q = "lower_limb/fracture"
SAID = Opinion((Answer(Q, False, 70),), "no step-off")
Results = Callable[..., TaskResult]


class Desk:
    """A store and a Reading, moved on together."""

    def __init__(self, case: Case, protocol: str = "sequential") -> None:
        self.store = MemoryStore()
        self.reading = resume([self.store.append(open_reading(case, "reader 1", bundled_protocol(protocol)))])

    def do(self, proposal: Proposal | None) -> Reading:
        assert proposal is not None
        self.reading = commit(self.reading, self.store, proposal)
        return self.reading

    def attach(self, *results: TaskResult) -> Reading:
        self.reading = self.reading.hold(results)
        return self.do(self.reading.attach(results))

    def kinds(self) -> list[str]:
        return [event.kind for event in self.store.events(self.reading.reading_id)]


@pytest.fixture
def desk(radiograph_case: Case) -> Desk:
    return Desk(radiograph_case)


@pytest.fixture
def aided(desk: Desk, fracture_result: Results) -> Desk:
    desk.attach(fracture_result(0.9))
    desk.do(desk.reading.lock(SAID))
    desk.do(desk.reading.propose_reveal())
    return desk


def test_from_the_open_study_to_the_signature(desk: Desk, fracture_result: Results) -> None:
    result = fracture_result(0.9)
    desk.do(desk.reading.save_draft(Opinion((Answer(Q),))))
    desk.attach(result)
    assert desk.reading.reveal() == ()
    assert desk.do(desk.reading.lock(SAID)).phase is Phase.AIDED
    assert desk.do(desk.reading.propose_reveal()).reveal() == (result,)
    assert desk.reading.model_answers[Q].positive
    assert desk.reading.undecided == (Q,)
    desk.do(desk.reading.expose(Exposure.BOXES, True))
    desk.do(desk.reading.decide(Decision(Q, Choice.AGREE, "", True, 60)))
    assert desk.do(desk.reading.sign({Q: True, "other/question": False})).phase is Phase.SIGNED
    assert desk.reading.final_answers == (Answer(Q, True, 60),)
    assert desk.reading.opinion == SAID
    assert desk.reading.reference == {Q: True}
    assert desk.kinds() == [
        "ReadingOpened",
        "DraftSaved",
        "ModelResultsAttached",
        "UnaidedReadLocked",
        "FindingsRevealed",
        "ExposureChanged",
        "DecisionMade",
        "ReadSigned",
    ]
    assert desk.store.verify() == []


def test_before_the_lock_nothing_says_what_the_model_said(desk: Desk, fracture_result: Results) -> None:
    desk.attach(fracture_result(0.8675309))
    with pytest.raises(UserError, match="closed until your read is locked"):
        desk.reading.propose_reveal()
    with pytest.raises(UserError, match="closed"):
        desk.reading.expose(Exposure.SALIENCY, True)
    with pytest.raises(UserError, match="closed"):
        desk.reading.decide(Decision(Q, Choice.AGREE, "", True, 60))
    assert desk.reading.reveal() == ()
    assert desk.reading.model_answers == {}
    assert "8675309" not in repr(desk.reading)
    written = "".join(str(event.body()) for event in desk.store.events(desk.reading.reading_id))
    assert "8675309" not in written
    assert "findings_digest" in written


def test_before_the_lock_a_yes_and_a_no_look_alike_in_the_record(
    radiograph_case: Case, fracture_result: Results
) -> None:
    notes = []
    for probability in (0.9, 0.1):
        desk = Desk(radiograph_case)
        desk.attach(fracture_result(probability))
        (note,) = desk.store.events(desk.reading.reading_id)[-1].body()["data"]["results"]
        notes.append({key: value for key, value in note.items() if key != "findings_digest"})
    assert notes[0] == notes[1]


def test_what_is_shown_is_what_had_been_attached(desk: Desk, fracture_result: Results) -> None:
    desk.attach(fracture_result(0.9))
    desk.do(desk.reading.lock(SAID))
    swapped = desk.reading.hold((fracture_result(0.1),))
    assert swapped.propose_reveal() is None
    assert swapped.reveal() == ()


def test_a_result_that_comes_after_the_lock_is_revealed_then(desk: Desk, fracture_result: Results) -> None:
    desk.do(desk.reading.lock(SAID))
    assert desk.reading.propose_reveal() is None
    assert desk.attach(fracture_result()).reveal() == ()  # not before the record says so
    assert len(desk.do(desk.reading.propose_reveal()).reveal()) == 1
    assert desk.reading.propose_reveal() is None


def test_what_failed_or_does_not_apply_is_recorded_with_its_reason(desk: Desk) -> None:
    guard = GuardResult("body_part", GuardState.MISMATCH, "the header says HAND")
    desk.attach(TaskResult("lower_limb", "1", "", TaskStatus.OFF_LABEL, "a hand", guards=(guard,)))
    (said,) = desk.store.events(desk.reading.reading_id)[-1].body()["data"]["results"]
    assert (said["status"], said["reason"], said["guards"]) == ("off_label", "a hand", ["body_part: mismatch"])
    desk.do(desk.reading.lock(SAID))
    desk.do(desk.reading.propose_reveal())
    assert desk.do(desk.reading.sign()).final_answers == SAID.answers  # nothing to decide on


def test_a_grade_is_shown_and_asks_no_decision(desk: Desk) -> None:
    grade = Finding("kl/grade/0", "kl", "grade", Grade(3, (0, 1, 2, 3, 4)))
    desk.attach(TaskResult("kl", "1", "", TaskStatus.OK, findings=(grade,)))
    desk.do(desk.reading.lock(SAID))
    assert desk.do(desk.reading.propose_reveal()).model_answers == {}


@pytest.mark.parametrize(
    ("opinion", "sentence"),
    [
        (Opinion(), "Answer “Is there a fracture?” before you go on"),
        (Opinion((Answer(Q, True),)), "how sure you are"),
        (Opinion((Answer(Q, True, 0),)), "goes from 1 to 100"),
        (Opinion((Answer(Q, True, 101),)), "goes from 1 to 100"),
        (Opinion((Answer(Q, True, 50), Answer(Q, False, 50))), "answered twice"),
        (Opinion((Answer("knee_mri/acl_tear", True, 50),)), "does not ask"),
    ],
)
def test_a_lock_needs_a_whole_opinion(desk: Desk, opinion: Opinion, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        desk.reading.lock(opinion)
    assert sentence in str(caught.value)
    assert desk.reading.phase is Phase.UNAIDED


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (Decision(Q, Choice.OVERRIDE, "  ", False, 80), "needs a reason"),
        (Decision(Q, Choice.AGREE, "", False, 80), "choose override"),
        (Decision(Q, Choice.AGREE, "", True, 0), "goes from 1 to 100"),
        (Decision("knee_mri/acl_tear", Choice.AGREE, "", True, 50), "does not ask"),
    ],
)
def test_decisions_that_are_refused(aided: Desk, decision: Decision, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        aided.reading.decide(decision)


def test_an_override_with_its_reason(aided: Desk) -> None:
    aided.do(aided.reading.decide(Decision(Q, Choice.OVERRIDE, "a nutrient canal", False, 85)))
    aided.do(aided.reading.decide(Decision(Q, Choice.OVERRIDE, "a growth plate", False, 90)))
    assert aided.reading.decisions[Q].reason == "a growth plate"
    assert aided.reading.undecided == ()
    assert aided.do(aided.reading.sign()).final_answers == (Answer(Q, False, 90),)


def test_signing_needs_a_decision_on_what_the_model_answered(aided: Desk) -> None:
    with pytest.raises(UserError) as caught:
        aided.reading.sign()
    assert "Agree or override before you sign: “Is there a fracture?”" in str(caught.value)


def test_actions_out_of_their_phase(aided: Desk, fracture_result: Results) -> None:
    with pytest.raises(UserError, match="locked already"):
        aided.reading.lock(SAID)
    with pytest.raises(UserError, match="stay as they are"):
        aided.reading.save_draft(SAID)
    with pytest.raises(UserError, match="not signed yet"):
        aided.reading.correct(Q, True, 50, "slip")
    aided.do(aided.reading.decide(Decision(Q, Choice.AGREE, "", True, 60)))
    aided.do(aided.reading.sign())
    for act in (
        lambda r: r.decide(Decision(Q, Choice.AGREE, "", True, 60)),
        lambda r: r.sign(),
        lambda r: r.lock(SAID),
        lambda r: r.attach((fracture_result(),)),
    ):
        with pytest.raises(UserError, match="signed"):
            act(aided.reading)
    assert aided.reading.propose_reveal() is None


def test_nothing_is_signed_before_the_lock(desk: Desk) -> None:
    with pytest.raises(UserError, match="Lock your read first"):
        desk.reading.sign()


def test_a_correction_is_a_new_event_with_a_reason(aided: Desk) -> None:
    aided.do(aided.reading.decide(Decision(Q, Choice.AGREE, "", True, 60)))
    signed = aided.do(aided.reading.sign())
    with pytest.raises(UserError, match="needs a reason"):
        signed.correct(Q, False, 90, " ")
    with pytest.raises(UserError, match="does not ask"):
        signed.correct("knee_mri/abnormal", False, 90, "slip")
    corrected = aided.do(signed.correct(Q, False, 90, "wrong side"))
    assert corrected.final_answers == (Answer(Q, False, 90),)
    assert corrected.decisions[Q].final_positive  # the signed answer stays
    assert aided.kinds()[-2:] == ["ReadSigned", "ReadCorrected"]


def test_a_half_finished_reading_is_taken_up_where_it_was(aided: Desk, fracture_result: Results) -> None:
    again = resume(aided.store.events(aided.reading.reading_id))
    assert (again.phase, again.opinion, again.model_answers) == (Phase.AIDED, SAID, aided.reading.model_answers)
    assert again.reveal() == ()  # the pictures are gone with the process: the models run again
    assert again.hold((fracture_result(0.9),)).reveal() == aided.reading.reveal()
    assert replace(again, _held=aided.reading._held) == aided.reading


def test_the_reference_standard_is_nowhere_before_the_signature(aided: Desk) -> None:
    written = "".join(str(event.body()) for event in aided.store.events(aided.reading.reading_id))
    assert "reference" not in written
    assert aided.reading.reference == {}


def test_a_reading_that_shows_nothing(radiograph_case: Case, fracture_result: Results) -> None:
    desk = Desk(radiograph_case, "unaided_only")
    desk.attach(fracture_result())
    with pytest.raises(UserError, match="Nothing is locked in this reading protocol"):
        desk.reading.lock(SAID)
    with pytest.raises(UserError, match="Answer"):
        desk.reading.sign()
    desk.do(desk.reading.save_draft(SAID))
    desk.do(desk.reading.sign({Q: True}))
    assert (desk.reading.phase, desk.reading.final_answers) == (Phase.SIGNED, SAID.answers)
    assert desk.reading.reveal() == ()
    with pytest.raises(UserError, match="shows no findings"):
        desk.reading.propose_reveal()


def test_a_reading_is_a_value(desk: Desk) -> None:
    with pytest.raises(FrozenInstanceError):
        desk.reading.phase = Phase.AIDED  # type: ignore[misc]
    before = desk.reading
    desk.store.append(before.lock(SAID))
    assert before.phase is Phase.UNAIDED


def test_events_of_another_reading_or_out_of_order_are_not_applied(desk: Desk, radiograph_case: Case) -> None:
    other = Desk(radiograph_case)
    foreign = other.store.append(other.reading.lock(SAID))
    with pytest.raises(ValueError, match="does not follow"):
        desk.reading.apply(foreign)
    first = desk.store.append(desk.reading.save_draft(SAID))
    second = desk.store.append(desk.reading.save_draft(Opinion()))
    with pytest.raises(ValueError, match="does not follow"):
        desk.reading.apply(second)
    assert desk.reading.apply(first).apply(second).opinion == Opinion()


def test_a_record_against_the_protocol_is_not_taken_up(desk: Desk, aided: Desk) -> None:
    stray = record.propose(desk.reading.context, aided.store.events(aided.reading.reading_id)[-1].happening)
    fresh = Desk.__new__(Desk)
    fresh.store = MemoryStore()
    opened = fresh.store.append(
        record.propose(desk.reading.context, desk.store.events(desk.reading.reading_id)[0].happening)
    )
    with pytest.raises(UserError, match="no longer fits"):
        fresh.store.append(stray)
    revealed = record.seal(stray, 2, opened.event_hash)
    with pytest.raises(UserError, match="FindingsRevealed is against the protocol"):
        resume([opened, revealed])
    with pytest.raises(UserError, match="beginning is missing"):
        resume([revealed])
    with pytest.raises(UserError, match="beginning is missing"):
        resume([])


def test_a_reader_has_a_name(radiograph_case: Case) -> None:
    with pytest.raises(UserError, match="who is reading"):
        open_reading(radiograph_case, "  ", bundled_protocol())


def test_time_is_counted_per_phase_and_not_while_paused(radiograph_case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10**15, 10**9))  # one second per look at it
    monkeypatch.setattr(time, "monotonic_ns", lambda: next(clock))
    start = Desk(radiograph_case)
    start.do(start.reading.save_draft(SAID))  # 1 s
    start.do(start.reading.pause())  # 2 s
    start.do(start.reading.note_failure("the models failed meanwhile"))
    for _ in range(3600):
        time.monotonic_ns()
    start.do(start.reading.unpause())
    start.do(start.reading.lock(SAID))  # 3 s
    assert start.reading.seconds_in(Phase.UNAIDED) == 3.0
    start.do(start.reading.sign())
    assert start.reading.seconds_in(Phase.AIDED) == 1.0
    assert start.reading.seconds_in(Phase.SIGNED) == 0.0


def test_time_between_two_runs_of_the_program_is_not_counted(desk: Desk) -> None:
    later = replace(desk.reading.unpause(), process="a later run", monotonic_ns=10**18)
    assert desk.do(later).seconds_in(Phase.UNAIDED) == 0.0


def test_a_failure_is_kept(desk: Desk) -> None:
    desk.do(desk.reading.note_failure("The model could not be run: its weights are damaged."))
    assert desk.kinds()[-1] == "FailureNoted"
    assert desk.reading.phase is Phase.UNAIDED


def test_the_rating_puts_both_answers_on_one_scale() -> None:
    ratings = [Answer(Q, positive, c).rating for positive, c in ((False, 100), (False, 1), (True, 1), (True, 100))]
    assert ratings == [1, 100, 101, 200]
    assert Answer(Q).rating is None


def test_probability_keeps_its_operating_point(aided: Desk) -> None:
    answer = aided.reading.model_answers[Q]
    value = Probability(0.9, 0.5)
    assert (answer.probability, answer.operating_point, answer.positive) == (value.value, value.operating_point, True)


def test_another_protocol_is_another_reading(radiograph_case: Case) -> None:
    store = MemoryStore()
    first = resume([store.append(open_reading(radiograph_case, "reader 1", bundled_protocol()))])
    second = resume([store.append(open_reading(radiograph_case, "reader 1", bundled_protocol("knee_kl")))])
    uid = radiograph_case.study.study_uid
    assert find_reading(store, "reader 1", uid, protocol="sequential") == first
    assert find_reading(store, "reader 1", uid, protocol="knee_kl") == second
    assert find_reading(store, "reader 1", uid, protocol="bone_age") is None
    assert find_reading(store, "reader 1", uid) == second
