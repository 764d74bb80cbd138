"""Orders: every case once, the same everywhere, blocks and sequences balanced – whatever the numbers are."""

from collections import Counter
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.study.allocation import AB, BA, order_of, sequence_for, sequences_of, unaided_order
from app.reading.study.cases import StudyCaseRow
from app.reading.study.readers import Person
from app.reading.trial import Arm, CaseKind
from tests.app.reading.study.conftest import Q, make_plan, rows

readers = st.text(st.sampled_from("ABCDEFGH0123456789"), min_size=1, max_size=6)
designs = st.sampled_from(["unaided", "sequential", "concurrent", "ai_first", "crossover"])


@st.composite
def lists(draw: st.DrawFn) -> list[StudyCaseRow]:
    tests = draw(st.integers(1, 60))
    return rows(
        tests,
        positive=draw(st.integers(0, tests)),
        hard=draw(st.integers(0, tests)),
        attention=draw(st.integers(0, 5)),
        training=draw(st.integers(0, 4)),
    )


@given(lists(), designs, readers, st.integers(1, 3), st.integers(1, 8), st.sampled_from([AB, BA]))
@settings(max_examples=120, deadline=None)
def test_every_case_stands_once_in_an_order(
    cases: list[StudyCaseRow], design: str, reader: str, session: int, blocks: int, sequence: str
) -> None:
    plan = make_plan(design, f'[blocks]\ncount = {blocks}\n[training]\nsessions = "every"')
    order = order_of(plan, cases, reader, session, sequence)
    assert sorted(slot.case for slot in order) == sorted(case.case for case in cases)
    assert [slot.position for slot in order] == list(range(1, len(cases) + 1))
    assert {slot.session for slot in order} == {session}
    kinds = [slot.kind is CaseKind.TRAINING for slot in order]
    assert kinds == sorted(kinds, reverse=True)  # training first
    assert {slot.arm for slot in order} <= set(plan.arms)
    assert order == order_of(plan, cases, reader, session, sequence)
    assert order == order_of(
        plan, sorted(cases, key=lambda c: (c.kind is not CaseKind.TRAINING, c.case)), reader, session, sequence
    )


@given(lists(), st.integers(1, 8), readers)
@settings(max_examples=120, deadline=None)
def test_blocks_differ_by_one_at_most(cases: list[StudyCaseRow], blocks: int, reader: str) -> None:
    plan = make_plan(more=f"[blocks]\ncount = {blocks}")
    by_name = {case.case: case for case in cases}
    tests = [slot for slot in order_of(plan, cases, reader, 1) if slot.kind is CaseKind.TEST]
    counts: dict[object, Counter[int]] = {}
    for slot in tests:
        case = by_name[slot.case]
        for stratum in ("all", case.truth[Q], (case.truth[Q], case.difficulty)):
            counts.setdefault(stratum, Counter())[slot.block] += 1
    used = sorted({slot.block for slot in tests})
    assert used == list(range(1, min(blocks, len(tests)) + 1))
    for found in counts.values():
        share = [found[block] for block in used]
        assert max(share) - min(share) <= 1
    assert [block for block, _ in groupby(slot.block for slot in tests)] == used  # one after the other


@given(st.integers(1, 60), st.integers(1, 6), readers)
@settings(max_examples=80, deadline=None)
def test_attention_cases_are_spread(tests: int, attention: int, reader: str) -> None:
    order = order_of(make_plan(), rows(tests, attention=attention), reader, 1)
    at = [n for n, slot in enumerate(order) if slot.kind is CaseKind.ATTENTION]
    assert len(at) == attention
    if tests >= attention:
        # in each of as many equal parts of the test cases stands one
        before = [sum(slot.kind is CaseKind.TEST for slot in order[:n]) for n in at]
        for part, place in enumerate(before):
            assert part * tests // attention <= place <= (part + 1) * tests // attention


@given(lists(), readers, st.sampled_from([AB, BA]))
@settings(max_examples=60, deadline=None)
def test_a_crossover_shows_every_case_once_in_each_arm(cases: list[StudyCaseRow], reader: str, sequence: str) -> None:
    for more in ("", '[crossover]\narms_change = "block"\n[blocks]\ncount = 2'):
        plan = make_plan("crossover", more)
        first, second = (order_of(plan, cases, reader, session, sequence) for session in (1, 2))
        arms = [{slot.case: slot.arm for slot in order if slot.kind is CaseKind.TEST} for order in (first, second)]
        assert all({arms[0][case], arms[1][case]} == {Arm.UNAIDED, Arm.CONCURRENT} for case in arms[0])
        begins = next(slot.arm for slot in first if slot.kind is CaseKind.TEST)
        assert begins is (Arm.UNAIDED if sequence == AB else Arm.CONCURRENT)
        if not more:
            assert len({slot.arm for slot in first}) == 1


def test_the_second_period_has_another_order() -> None:
    plan, cases = make_plan("crossover"), rows(30, positive=15)
    first, second = ([slot.case for slot in order_of(plan, cases, "R1", session)] for session in (1, 2))
    assert first != second
    assert sorted(first) == sorted(second)
    neighbours = set(pairwise(first)) & set(pairwise(second))
    assert len(neighbours) < 6  # on average one pair of thirty stays together by chance


def test_readers_and_seeds_have_orders_of_their_own() -> None:
    plan, cases = make_plan(), rows(30)
    orders = {tuple(slot.case for slot in order_of(plan, cases, f"R{n}", 1)) for n in range(20)}
    assert len(orders) == 20


def test_a_further_case_changes_nothing_between_the_others() -> None:
    plan = make_plan()
    some = [slot.case for slot in order_of(plan, rows(30), "R1", 1)]
    more = [slot.case for slot in order_of(plan, rows(31), "R1", 1) if slot.case != "C030"]
    assert some == more


def test_every_place_is_as_likely_as_another() -> None:
    """χ² of the place of one case over 3000 readers; 12 places, so 99.9 % of honest lots stay below 31.3."""
    plan, cases = make_plan(), rows(12)
    counts = Counter(
        next(slot.position for slot in order_of(plan, cases, f"R{n}", 1) if slot.case == "C003") for n in range(3000)
    )
    expected = 3000 / 12
    assert sum((counts[place] - expected) ** 2 / expected for place in range(1, 13)) < 31.3


def test_an_order_is_the_same_on_every_machine() -> None:
    """Written down once: a version that gives another order breaks studies that are running."""
    order = order_of(make_plan(more="[blocks]\ncount = 2"), rows(6, positive=3, attention=1, training=1), "R1", 1)
    assert [slot.case for slot in order] == FROZEN


FROZEN = ["T0", "A0", "C004", "C003", "C001", "C005", "C002", "C000"]


people = st.lists(st.builds(Person, readers, group=st.sampled_from(["", "a", "b"])), unique_by=lambda p: p.reader)


@given(people)
@settings(max_examples=120, deadline=None)
def test_sequences_are_balanced_in_each_group(who: list[Person]) -> None:
    sequences = sequences_of("digest", who)
    for group in {person.group for person in who}:
        own = [sequences[person.reader] for person in who if person.group == group]
        assert abs(own.count(AB) - own.count(BA)) <= 1


@given(people, st.builds(Person, st.just("new"), group=st.sampled_from(["", "a", "b"])))
@settings(max_examples=80, deadline=None)
def test_a_further_reader_changes_nobody_elses_sequence(who: list[Person], new: Person) -> None:
    before, after = sequences_of("digest", who), sequences_of("digest", [*who, new])
    assert {reader: after[reader] for reader in before} == before
    earlier = [(person, before[person.reader]) for person in who]
    assert after["new"] == sequence_for(new, earlier, "digest")


def test_groups_of_one_are_balanced_over_all() -> None:
    who = [Person(f"R{n}", group=f"g{n}") for n in range(10)]
    found = list(sequences_of("digest", who).values())
    assert found.count(AB) == found.count(BA) == 5


def test_an_adjudicator_reads_test_cases_unaided() -> None:
    order = unaided_order(make_plan(), rows(9, attention=2, training=2), "A1")
    assert sorted(slot.case for slot in order) == [f"C{n:03d}" for n in range(9)]
    assert {(slot.arm, slot.session, slot.kind) for slot in order} == {(Arm.UNAIDED, 1, CaseKind.TEST)}


@pytest.mark.parametrize("session", [2, 3])
def test_training_stands_in_the_first_session_only_unless_told(session: int) -> None:
    cases = rows(4, training=2)
    assert not any(slot.kind is CaseKind.TRAINING for slot in order_of(make_plan(), cases, "R1", session))
    every = make_plan(more='[training]\nsessions = "every"')
    assert [slot.case for slot in order_of(every, cases, "R1", session)][:2] == ["T0", "T1"]
