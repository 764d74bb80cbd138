"""Which case comes next: Leitner's boxes as a table, and what must hold for any record."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.practice.plan import Repetition
from app.reading.practice.queue import CaseRead, Outcome, Queue, box_after, places_of, queue_of

DAY = timedelta(days=1)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
USUAL = Repetition()
CASES = tuple(f"C{number}" for number in range(12))

outcomes = st.sampled_from(Outcome)
reads_of_cases = st.lists(
    st.builds(
        CaseRead,
        st.sampled_from(CASES),
        outcomes,
        st.integers(0, 60 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    ),
    max_size=60,
)
now_after = st.integers(0, 120).map(lambda days: START + timedelta(days=60 + days))


def queue(reads: list[CaseRead], now: datetime, repetition: Repetition = USUAL, extra: int = 0) -> Queue:
    return queue_of(CASES, reads, repetition, now, "1\nr1", extra)


@pytest.mark.parametrize(
    ("box", "outcome", "after"),
    [
        (0, Outcome.MISSED, 1), (0, Outcome.UNSURE, 1), (0, Outcome.KNOWN, 2),
        (1, Outcome.MISSED, 1), (1, Outcome.UNSURE, 1), (1, Outcome.KNOWN, 2),
        (4, Outcome.MISSED, 1), (4, Outcome.UNSURE, 4), (4, Outcome.KNOWN, 5),
        (5, Outcome.KNOWN, 5),
    ],
)  # fmt: skip
def test_a_case_moves_between_the_boxes_as_leitner_says(box: int, outcome: Outcome, after: int) -> None:
    assert box_after(box, outcome, USUAL) == after


@pytest.mark.parametrize(
    ("outcomes", "days"),
    [
        ([Outcome.MISSED], 1),
        ([Outcome.KNOWN], 3),
        ([Outcome.KNOWN, Outcome.KNOWN], 7),
        ([Outcome.KNOWN, Outcome.UNSURE], 3),
        ([Outcome.KNOWN] * 9, 30),
        ([Outcome.KNOWN] * 4 + [Outcome.MISSED], 1),
    ],
)
def test_a_case_comes_back_after_the_days_of_its_box(outcomes: list[Outcome], days: int) -> None:
    reads = [CaseRead("C1", outcome, START + number * 40 * DAY) for number, outcome in enumerate(outcomes)]

    place = places_of(reads, USUAL, START)["C1"]

    assert place.due == reads[-1].ended.date() + timedelta(days=days)


def test_a_case_is_due_from_the_midnight_of_the_readers_own_place() -> None:
    here = timezone(timedelta(hours=9))
    late = datetime(2026, 3, 2, 16, tzinfo=UTC)  # 01:00 on 3 March here

    assert places_of([CaseRead("C1", Outcome.MISSED, late)], USUAL, START.astimezone(here))["C1"].due == date(
        2026, 3, 4
    )
    assert places_of([CaseRead("C1", Outcome.MISSED, late)], USUAL, START)["C1"].due == date(2026, 3, 3)


def test_while_cases_wait_every_third_one_is_new() -> None:
    reads = [CaseRead(f"C{n}", Outcome.MISSED, START + timedelta(minutes=n)) for n in range(6)]
    now, kinds = START + 2 * DAY, []
    for step in range(6):
        found = queue(reads, now)
        kinds.append(found.next_case in found.new)
        reads.append(CaseRead(found.next_case, Outcome.KNOWN, now + timedelta(minutes=step)))

    assert kinds == [False, False, True, False, False, True]


def test_so_many_new_cases_a_day_and_more_when_they_are_asked_for() -> None:
    few = Repetition(new_per_day=3)
    reads: list[CaseRead] = []
    while (found := queue(reads, START, few)).next_case:
        reads.append(CaseRead(found.next_case, Outcome.KNOWN, START + timedelta(seconds=len(reads))))

    assert len(reads) == 3
    assert len(queue(reads, START, few, extra=5).new) == 5
    assert len(queue(reads, START + DAY, few).new) == 3


@given(reads_of_cases, now_after)
def test_every_case_is_in_one_place_and_what_is_due_is_neither_lost_nor_early(
    reads: list[CaseRead], now: datetime
) -> None:
    found = queue(reads, now)

    assert set(found.places) == {read.case for read in reads}
    assert found.unread == len(CASES) - len(found.places)
    assert {place.case for place in found.due} == {name for name, p in found.places.items() if p.due <= now.date()}
    assert not set(found.new) & set(found.places)
    assert len(found.new) <= USUAL.new_per_day
    assert bool(found.next_case) == bool(found.due or found.new)


@given(reads_of_cases, now_after, st.randoms(use_true_random=False))
def test_the_order_in_which_the_record_is_read_does_not_matter(
    reads: list[CaseRead], now: datetime, rng: object
) -> None:
    once = {(read.case, read.ended): read for read in reads}  # nobody signs a case twice in one moment
    shuffled = list(once.values())
    rng.shuffle(shuffled)  # type: ignore[attr-defined]

    assert queue(shuffled, now) == queue(list(once.values()), now)


@given(reads_of_cases, now_after, st.sampled_from(CASES))
def test_missed_comes_back_no_later_than_unsure_and_unsure_no_later_than_known(
    reads: list[CaseRead], now: datetime, case: str
) -> None:
    missed, unsure, known = (
        queue([*reads, CaseRead(case, outcome, now)], now).places[case].due
        for outcome in (Outcome.MISSED, Outcome.UNSURE, Outcome.KNOWN)
    )

    assert now.date() < missed <= unsure <= known
    assert missed < known


@given(st.data())
def test_who_reads_what_is_next_every_day_reads_every_case_and_meets_each_missed_one_again(data: st.DataObject) -> None:
    reads: list[CaseRead] = []
    for day in range(4):
        now = START + day * DAY
        count = 0
        while (name := queue(reads, now).next_case) and count < 40:
            reads.append(CaseRead(name, data.draw(outcomes), now + timedelta(minutes=count)))
            count += 1
        assert not queue(reads, now).due

    assert {read.case for read in reads} == set(CASES)
    for number, read in enumerate(reads):
        if read.outcome is Outcome.MISSED and read.ended < START + 3 * DAY:
            again = [later for later in reads[number + 1 :] if later.case == read.case]
            assert again
            assert again[0].ended.date() == read.ended.date() + DAY
