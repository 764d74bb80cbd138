"""Undo and redo follow from the entries alone."""

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.reading.mark_history import MarkEntry, MarkHistory, Step, new_entry
from imaging.measurement import Mark, Measurement, Place
from imaging.measures import Kind


def mark(name: str, column: float = 1.0) -> Mark:
    return Mark(Measurement(name, Kind.LENGTH, Place("1.2.3", 1), ((column, 2.0), (3.0, 4.0))))


def test_an_entry_says_what_it_does() -> None:
    assert new_entry(Step.DO, None, mark("a")).verb == "drawn"
    assert new_entry(Step.DO, mark("a"), mark("a", 2)).verb == "changed"
    assert new_entry(Step.DO, mark("a"), None).verb == "deleted"
    assert new_entry(Step.DO, mark("a"), None).mark == mark("a")


def test_undo_and_redo_of_each_change() -> None:
    history = MarkHistory([new_entry(Step.DO, None, mark("a")), new_entry(Step.DO, mark("a"), mark("a", 9))])
    history.apply(new_entry(Step.DO, mark("a", 9), None))
    assert history.marks == ()
    expected = [(mark("a", 9),), (mark("a"),), ()]
    for marks in expected:
        entry = history.undo()
        assert entry is not None
        history.apply(entry)
        assert history.marks == marks
    assert history.undo() is None
    for marks in [(mark("a"),), (mark("a", 9),), ()]:
        entry = history.redo()
        assert entry is not None
        history.apply(entry)
        assert history.marks == marks
    assert history.redo() is None


def test_a_new_change_ends_what_could_be_done_again() -> None:
    history = MarkHistory([new_entry(Step.DO, None, mark("a"))])
    undo = history.undo()
    assert undo is not None
    history.apply(undo)
    history.apply(new_entry(Step.DO, None, mark("b")))
    assert history.redo() is None


def test_an_undo_that_came_from_another_window_changes_the_marks_only() -> None:
    history = MarkHistory([new_entry(Step.UNDO, mark("a"), None), new_entry(Step.REDO, None, mark("a"))])
    assert history.marks == (mark("a"),)
    assert history.undo() is None


def test_a_mark_that_comes_back_takes_its_place_and_its_time() -> None:
    history = MarkHistory([new_entry(Step.DO, None, mark(name)) for name in "abc"])
    history.apply(new_entry(Step.DO, mark("b"), None))
    assert history.marks == (mark("a"), mark("c"))
    undo = history.undo()
    assert undo is not None
    history.apply(undo)
    assert history.marks == (mark("a"), mark("b"), mark("c"))
    assert history.time("b") == undo.time
    assert history.time("unknown") == ""


class AnyEditing(RuleBasedStateMachine):
    """Whatever is done: the entries, read again, give the same marks, and all undone gives none."""

    def __init__(self) -> None:
        super().__init__()
        self.history = MarkHistory()
        self.entries: list[MarkEntry] = []
        self.number = 0

    def do(self, entry: MarkEntry | None) -> None:
        assert entry is not None
        self.entries.append(entry)
        self.history.apply(entry)

    @rule()
    def draw(self) -> None:
        self.number += 1
        self.do(new_entry(Step.DO, None, mark(str(self.number))))

    @precondition(lambda self: self.history.marks)
    @rule()
    def move(self) -> None:
        self.number += 1
        last = self.history.marks[-1]
        self.do(new_entry(Step.DO, last, mark(last.measurement.measurement_id, float(self.number))))

    @precondition(lambda self: self.history.marks)
    @rule()
    def delete(self) -> None:
        self.do(new_entry(Step.DO, self.history.marks[0], None))

    @precondition(lambda self: self.history.undo())
    @rule()
    def undo(self) -> None:
        self.do(self.history.undo())

    @precondition(lambda self: self.history.redo())
    @rule()
    def redo(self) -> None:
        self.do(self.history.redo())

    @invariant()
    def the_entries_say_it_all(self) -> None:
        again = MarkHistory(self.entries)
        assert again.marks == self.history.marks
        for step in (MarkHistory.undo, MarkHistory.redo):
            here, there = step(self.history), step(again)
            assert (here and (here.before, here.after)) == (there and (there.before, there.after))

    @invariant()
    def all_can_be_undone(self) -> None:
        again = MarkHistory(self.entries)
        while (entry := again.undo()) is not None:
            again.apply(entry)
        assert again.marks == ()


AnyEditing.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestAnyEditing = AnyEditing.TestCase


@pytest.mark.parametrize("step", list(Step))
def test_every_entry_has_an_id_and_a_time_of_its_own(step: Step) -> None:
    one, other = new_entry(step, None, mark("a")), new_entry(step, None, mark("a"))
    assert one.entry_id != other.entry_id
    assert one.time.endswith("+00:00")
