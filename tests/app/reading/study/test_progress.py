"""What somebody can do now: take up, begin, wait, or nothing more – from orders, reads and the clock alone."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.protocol import Phase
from app.reading.study.allocation import order_of
from app.reading.study.plan import Sessions, WashoutFrom
from app.reading.study.progress import NextStep, Step, TrialRead, next_step, place_of, turned_back
from app.reading.trial import CaseKind
from tests.app.reading.study.conftest import make_plan, rows

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ONE, FOUR_WEEKS = Sessions(1, 0, WashoutFrom.SESSION), Sessions(2, 28, WashoutFrom.SESSION)

PLAN = make_plan("crossover")
CASES = rows(4, positive=2, attention=1, training=1)
ORDERS = {session: order_of(PLAN, CASES, "R1", session) for session in (1, 2)}


def read(case: str, session: int = 1, ended: datetime | None = START, phase: Phase = Phase.SIGNED) -> TrialRead:
    return TrialRead(f"{session}/{case}", "R1", case, session, PLAN.digest, phase, START, ended, ended or START)


def whole(session: int, ended: datetime = START) -> list[TrialRead]:
    return [read(slot.case, session, ended) for slot in ORDERS[session]]


def step(reads: Iterable[TrialRead], now: datetime = START, sessions: Sessions = FOUR_WEEKS) -> NextStep:
    return next_step(ORDERS, reads, sessions, now)


def test_the_first_trial_comes_first() -> None:
    found = step([])
    assert (found.step, found.slot) == (Step.BEGIN, ORDERS[1][0])
    assert (found.session, found.done, found.total, found.last_session) == (1, 0, 6, 2)


def test_the_order_is_followed_whatever_was_read_before() -> None:
    slots = ORDERS[1]
    assert step([read(slots[2].case)]).slot == slots[0]
    assert step([read(slot.case) for slot in slots[:3]]).slot == slots[3]


def test_a_trial_that_was_begun_is_taken_up_before_any_other() -> None:
    slots = ORDERS[1]
    begun = read(slots[2].case, ended=None, phase=Phase.UNAIDED)
    found = step([begun])
    assert (found.step, found.slot) == (Step.RESUME, slots[2])


def test_training_is_counted_by_itself_and_attention_is_not_told_apart() -> None:
    slots = ORDERS[1]
    assert place_of(slots[0], slots) == (1, 1)
    assert [place_of(slot, slots) for slot in slots[1:]] == [(n, 5) for n in range(1, 6)]
    assert any(slot.kind is CaseKind.ATTENTION for slot in slots[1:])


@pytest.mark.parametrize(("days", "what"), [(0, Step.WAIT), (27.9, Step.WAIT), (28, Step.BEGIN), (400, Step.BEGIN)])
def test_a_washout_is_waited_for(days: float, what: Step) -> None:
    found = step(whole(1), START + days * DAY)
    assert (found.step, found.session, found.slot) == (what, 2, ORDERS[2][0])
    assert found.not_before == (START + 28 * DAY if what is Step.WAIT else None)


def test_the_washout_is_counted_from_the_last_read_of_the_session() -> None:
    reads = whole(1)
    reads[3] = read(reads[3].case, ended=START + 10 * DAY)
    assert step(reads, START + 37 * DAY).not_before == START + 38 * DAY
    assert step(reads, START + 38 * DAY).step is Step.BEGIN


def test_by_case_each_case_waits_for_its_own_first_read() -> None:
    by_case = Sessions(2, 28, WashoutFrom.CASE)
    first, second = [slot.case for slot in ORDERS[2]][:2]
    ends = {slot.case: START + n * DAY for n, slot in enumerate(ORDERS[1])}
    reads = [read(case, ended=ended) for case, ended in ends.items()]
    training = step(reads, START, by_case)
    assert (training.step, training.slot) == (Step.BEGIN, ORDERS[2][0])  # practice waits for nothing
    reads.append(read(first, 2, START + 20 * DAY))
    waiting = step(reads, START + 20 * DAY, by_case)
    assert (waiting.step, waiting.not_before) == (Step.WAIT, ends[second] + 28 * DAY)
    assert step(reads, ends[second] + 28 * DAY, by_case).step is Step.BEGIN


def test_a_trial_of_the_second_session_that_was_begun_needs_no_further_wait() -> None:
    reads = [*whole(1), read(ORDERS[2][0].case, 2, None, Phase.UNAIDED)]
    assert step(reads, START + DAY).step is Step.RESUME


def test_when_everything_was_read_nothing_is_left() -> None:
    found = step([*whole(1), *whole(2)], START + 30 * DAY)
    assert (found.step, found.slot, found.last_session) == (Step.DONE, None, 2)
    assert next_step({}, [], ONE, START).step is Step.DONE


@pytest.mark.parametrize(("minutes", "is_back"), [(-1, False), (0, False), (5, False), (-3, True), (-60 * 24, True)])
def test_a_clock_that_was_turned_back_is_noticed(minutes: float, is_back: bool) -> None:
    now = START + timedelta(minutes=minutes)
    assert turned_back(now, [START - DAY, START, None]) == (START if is_back else None)
    assert turned_back(now, []) is None


@given(st.lists(st.integers(0, 60), min_size=12, max_size=12), st.sampled_from(list(WashoutFrom)))
@settings(max_examples=60, deadline=None)
def test_whoever_follows_what_is_allowed_reads_everything_once_and_never_too_early(
    pauses: list[int], since: WashoutFrom
) -> None:
    """A reader who does what they may, with pauses of some days between: every case once per session, washout kept."""
    sessions, reads, now = Sessions(2, 28, since), [], START
    for pause in pauses:
        now += pause * DAY
        found = step(reads, now, sessions)
        if found.step is Step.WAIT:
            assert found.not_before is not None
            assert now < found.not_before
            now = found.not_before
            found = step(reads, now, sessions)
        assert found.step is Step.BEGIN
        assert found.slot is not None
        reads.append(read(found.slot.case, found.session, now))
    assert step(reads, now, sessions).step is Step.DONE
    assert len({(r.session, r.case) for r in reads}) == 12
    ended = {(r.session, r.case): r.ended for r in reads if r.ended is not None}
    for (session, case), time in ended.items():
        if session == 2 and case != "T0":
            assert time - ended[1, case] >= 28 * DAY
