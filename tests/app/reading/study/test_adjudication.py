"""A reference standard from a panel: the rule as a table, then the whole way with somebody who breaks ties, blinded."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.opinion import Answer
from app.reading.question import Question, Scale
from app.reading.store.sqlite import SqliteStore
from app.reading.study import happenings as happened
from app.reading.study.adjudicate_cli import run_adjudicate
from app.reading.study.adjudication import adjudicate, ask_for_ties, decide, read_reference, write_reference
from app.reading.study.opening import open_study
from app.reading.study.plan import ReferenceFrom, ReferencePlan, Rule
from app.reading.study.progress import Step
from app.reading.study.reads import study_reads
from app.reading.study.study import ReaderStudy
from app.reading.trial import Arm
from imaging.errors import UserError
from tests.app.reading.study.conftest import Q
from tests.app.reading.study.simulated import read_all

BINARY = Question("x/y", "?")
GRADE = Question("x/g", "?", kind=Scale.GRADE, levels=("0", "1", "2", "3", "4"))
MONTHS = Question("x/m", "?", kind=Scale.NUMBER, lowest=0, highest=240)


def rule(readers: int, kind: Rule = Rule.MAJORITY, tolerance: float = 0.0) -> ReferencePlan:
    return ReferencePlan(ReferenceFrom.ADJUDICATION, "panel", readers, kind, "", tolerance)


@pytest.mark.parametrize(
    ("question", "votes", "reference", "value", "how"),
    [
        (BINARY, [1, 1, 1], rule(3), 1.0, "panel 3 of 3"),
        (BINARY, [1, 0, 1], rule(3), 1.0, "panel 2 of 3"),
        (BINARY, [0, 0, 1], rule(3), 0.0, "panel 2 of 3"),
        (BINARY, [1, 0], rule(3), None, "in dispute"),
        (BINARY, [1, 1], rule(5), None, "in dispute"),  # two of five, however few answered
        (BINARY, [1, 1, 0, 0], rule(4), None, "in dispute"),
        (BINARY, [1, 0, 1], rule(3, Rule.CONSENSUS), None, "in dispute"),
        (BINARY, [1, 1], rule(3, Rule.CONSENSUS), None, "in dispute"),
        (BINARY, [1, 1, 1], rule(3, Rule.CONSENSUS), 1.0, "panel 3 of 3"),
        (BINARY, [], rule(3), None, "nobody answered"),
        (GRADE, [2, 3, 3], rule(3), 3.0, "panel 2 of 3"),
        (GRADE, [2, 3, 4], rule(3), None, "in dispute"),
        (MONTHS, [120, 126, 124], rule(3, tolerance=6), 124.0, "median of 3"),
        (MONTHS, [120, 127, 124], rule(3, tolerance=6), None, "in dispute"),
        (MONTHS, [120, 122], rule(3, tolerance=6), 121.0, "median of 2"),
        (MONTHS, [120, 122], rule(3, Rule.CONSENSUS, 6), None, "in dispute"),
    ],
)
def test_the_rule(
    question: Question, votes: list[float], reference: ReferencePlan, value: float | None, how: str
) -> None:
    assert decide(question, {f"A{n}": float(vote) for n, vote in enumerate(votes)}, reference) == (value, how)


@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=7), st.sampled_from(list(Rule)))
def test_who_votes_in_which_order_does_not_matter(votes: list[float], kind: Rule) -> None:
    reference = rule(len(votes), kind)
    forward = decide(BINARY, {f"A{n}": vote for n, vote in enumerate(votes)}, reference)
    assert forward == decide(BINARY, {f"A{n}": vote for n, vote in enumerate(reversed(votes))}, reference)
    value = forward[0]
    if value is not None:
        assert votes.count(value) * 2 > len(votes)
        assert kind is Rule.MAJORITY or votes.count(value) == len(votes)


# ── the whole way ───────────────────────────────────────────────────────────────────────────────────────────────

MORE = 'from = "adjudication"\nreaders = 2\nties = "A9"\n'
PEOPLE = [
    ("R1", "reader", "", ""),
    ("A1", "adjudicator", "", ""),
    ("A2", "adjudicator", "", ""),
    ("A9", "adjudicator", "", ""),
]
CASES = [("C1", "test", "", ""), ("C2", "test", "", ""), ("C3", "test", "", ""), ("T1", "training", "", "1")]
SEEN = {"A1": {"C1", "C2"}, "A2": {"C1"}, "A9": {"C2"}, "R1": {"C1"}}


@pytest.fixture
def study(make_study: Callable[..., Path]) -> Iterator[ReaderStudy]:
    made = ReaderStudy(make_study(design="unaided", more=MORE, cases=CASES, readers=PEOPLE))
    open_study(made)
    yield made
    made.close_files()


def reads(study: ReaderStudy, who: str) -> int:
    store = SqliteStore(study.record_path)
    taken = read_all(study, store, who, lambda case, phase: Answer(Q, case in SEEN[who], 70))
    assert all(step.slot and step.slot.arm is Arm.UNAIDED for step in taken)
    store.close()
    return len(taken)


def test_a_panel_its_dispute_and_who_breaks_it(study: ReaderStudy) -> None:
    assert reads(study, "A1") == 3
    assert dict(adjudicate(study).waiting) == {"A2": 3}
    assert ask_for_ties(study, adjudicate(study)) == 0
    assert reads(study, "A9") == 0  # nothing to read before the panel has disagreed
    assert reads(study, "A2") == 3

    found = adjudicate(study)
    assert {v.case: (v.value, v.how) for v in found.verdicts} == {
        "C1": (1.0, "panel 2 of 2"), "C2": (None, "in dispute"), "C3": (0.0, "panel 2 of 2"),
    }  # fmt: skip
    assert (found.disputed, dict(found.waiting)) == (("C2",), {})
    assert ask_for_ties(study, found) == 1
    assert ask_for_ties(study, adjudicate(study)) == 0  # asked once
    assert dict(adjudicate(study).waiting) == {"A9": 1}

    assert reads(study, "A9") == 1
    found = adjudicate(study)
    tie = next(v for v in found.verdicts if v.case == "C2")
    assert (tie.value, tie.how) == (1.0, "tie broken by A9")
    assert dict(tie.votes) == {"A1": 1.0, "A2": 0.0, "A9": 1.0}
    assert (found.unresolved, found.disputed) == ((), ("C2",))

    path = write_reference(study, found)
    assert path.read_text().splitlines() == [
        "case,question,value,how,votes",
        f"C1,{Q},1,panel 2 of 2,A1=1; A2=1",
        f"C2,{Q},1,tie broken by A9,A1=1; A2=0; A9=1",
        f"C3,{Q},0,panel 2 of 2,A1=0; A2=0",
    ]
    assert read_reference(study) == {"C1": {Q: 1.0}, "C2": {Q: 1.0}, "C3": {Q: 0.0}}


def test_the_readers_reads_are_judged_by_what_the_panel_said(study: ReaderStudy) -> None:
    for who in ("A1", "A2", "R1"):
        reads(study, who)
    with pytest.raises(UserError, match="was not established yet"):
        study_reads(study)
    write_reference(study, adjudicate(study))
    assert isinstance(study.log()[-1].happening, happened.ReferenceEstablished)
    found = study_reads(study)
    assert {case.case: dict(case.truth) for case in found.cases} == {"C1": {Q: 1.0}, "C2": {}, "C3": {Q: 0.0}}
    assert {read.reader for read in found.reads} == {"R1"}
    assert found.left_out["adjudication"] == 6
    (study.folder / "reference.csv").write_text("case,question,value,how,votes\n")
    with pytest.raises(UserError, match=r"reference.csv was changed"):
        study_reads(study)


def test_an_adjudicator_sees_no_one_elses_answers_and_no_training(study: ReaderStudy) -> None:
    book = study.book()
    assert {slot.case for slot in book.orders_of("A1")[1]} == {"C1", "C2", "C3"}
    assert book.orders_of("A9") == {}
    orders = [tuple(slot.case for slot in book.orders_of(who)[1]) for who in ("A1", "A2")]
    assert len(set(orders)) == 2
    store = SqliteStore(study.record_path)
    assert study.next_step("A9", store).step is Step.DONE
    store.close()


def test_a_study_with_a_reference_file_needs_no_adjudication(make_study: Callable[..., Path]) -> None:
    study = ReaderStudy(make_study())
    with pytest.raises(UserError, match="takes its reference from a file"):
        adjudicate(study)


def test_the_owner_is_told_who_has_to_read(study: ReaderStudy, capsys: pytest.CaptureFixture[str]) -> None:
    def adjudicate_now() -> tuple[int, str]:
        status = run_adjudicate(argparse.Namespace(folder=study.folder, record=None))
        return status, capsys.readouterr().out

    reads(study, "A1")
    assert adjudicate_now() == (3, "A2 has 3 cases left to read.\n")
    reads(study, "A2")
    status, said = adjudicate_now()
    assert status == 3
    assert f"C2 {Q}: in dispute (A1 1, A2 0)\nA9 reads 1 case now, blinded" in said
    assert adjudicate_now() == (3, "A9 has 1 case left to read.\n")
    reads(study, "A9")
    status, said = adjudicate_now()
    assert status == 0
    assert said.endswith("reference.csv: 3 answers\n")
