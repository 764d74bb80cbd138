"""Marks on their way to the disk: kept at once, restored to the same reader, undone and done again, never lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.reading.store.marks import MarkStore, default_marks, marks_path
from app.session.journal import Journal
from app.session.record_keeper import RecordKeeper, default_store
from imaging.errors import UserError
from imaging.measurement import Mark, Measurement, Place
from imaging.measures import Kind

Make = Callable[[], Journal]


def mark(name: str = "a", column: float = 1.0) -> Mark:
    return Mark(Measurement(name, Kind.LENGTH, Place("1.2.3", 1), ((column, 2.0), (3.0, 4.0))))


class Kept:
    """A journal with its record thread."""

    def __init__(self, qtbot: QtBot, record: Path, open_store: Callable[[], MarkStore] | None = None) -> None:
        self._qtbot = qtbot
        self.keeper = RecordKeeper(default_store(record))
        self.journal = Journal(self.keeper, open_store or default_marks(record))
        self.said: list[str] = []
        self.journal.noticed.connect(self.hear)

    def hear(self, notice: object) -> None:
        self.said.append(getattr(notice, "sentence", ""))

    def look_at(self, study: str = "1.2", reader: str = "R1") -> "Kept":
        self.journal.look_at(study, reader)
        return self.settle()

    def settle(self) -> "Kept":
        self._qtbot.waitUntil(lambda: not self.keeper.busy, timeout=5000)
        return self

    def close(self) -> None:
        self.journal.close()
        self.keeper.close()


@pytest.fixture
def kept(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Kept]]:
    made: list[Kept] = []

    def make(open_store: Callable[[], MarkStore] | None = None) -> Kept:
        for earlier in made:
            earlier.close()
        made[:] = [Kept(qtbot, tmp_path / "record.sqlite", open_store)]
        return made[0]

    yield make
    for last in made:
        last.close()


def test_marks_are_there_again_for_the_same_reader_and_study_only(kept: Callable[..., Kept]) -> None:
    first = kept().look_at()
    first.journal.add(mark("a"))
    first.journal.add(mark("b"))
    first.journal.change(mark("a", 9))
    again = kept()
    assert again.journal.marks == ()
    assert again.look_at().journal.marks == (mark("a", 9), mark("b"))
    assert again.look_at("1.2", "R2").journal.marks == ()
    assert again.look_at("1.3", "R1").journal.marks == ()
    assert again.look_at("", "R1").journal.marks == ()
    assert len(again.look_at("1.2", " R1 ").journal.marks) == 2


def test_what_was_done_can_be_undone_after_a_restart(kept: Callable[..., Kept]) -> None:
    first = kept().look_at()
    first.journal.add(mark("a"))
    first.journal.change(mark("a", 9))
    first.journal.delete("a")
    first.journal.undo()
    again = kept().look_at().journal
    assert again.marks == (mark("a", 9),)
    assert again.can_redo()
    again.undo()
    assert again.marks == (mark("a"),)
    again.redo()
    again.redo()
    assert again.marks == ()
    assert not again.can_redo()
    for _ in range(3):
        again.undo()
    assert again.marks == ()
    assert not again.can_undo()
    again.undo()


def test_nothing_is_written_that_changes_nothing(kept: Callable[..., Kept], tmp_path: Path) -> None:
    first = kept().look_at()
    first.journal.add(mark())
    first.journal.change(mark())
    first.journal.change(mark("unknown"))
    first.journal.delete("unknown")
    first.settle()
    store = MarkStore(marks_path(tmp_path / "record.sqlite"))
    assert store.read(first.journal._study, "R1").entries[0].after == mark()
    assert len(store.read(first.journal._study, "R1").entries) == 1
    store.close()


def test_marks_drawn_before_the_reader_gave_a_name_become_theirs(kept: Callable[..., Kept]) -> None:
    first = kept().look_at("1.2", "R1")
    first.journal.add(mark("old"))
    first.look_at("1.2", "").journal.add(mark("a"))
    first.journal.add(mark("b"))
    first.look_at("1.2", "R1").settle()
    assert first.journal.marks == (mark("old"), mark("a"), mark("b"))
    again = kept().look_at("1.2", "R1")
    assert again.journal.marks == (mark("old"), mark("a"), mark("b"))
    assert again.look_at("1.2", "").journal.marks == ()
    # another study's nameless marks stay where they are
    again.journal.add(mark("c"))
    assert again.look_at("1.3", "R1").journal.marks == ()
    assert again.look_at("1.2", "").journal.marks == (mark("c"),)


def test_a_mark_drawn_while_the_disk_is_asked_stays(kept: Callable[..., Kept]) -> None:
    first = kept().look_at()
    first.journal.add(mark("a"))
    first.settle()
    first.journal.look_at("1.2", "R1")  # the answer has not come yet
    first.journal.add(mark("b"))
    first.settle()
    assert first.journal.marks == (mark("a"), mark("b"))
    assert first.journal.saved
    assert kept().look_at().journal.marks == (mark("a"), mark("b"))


def test_leaving_a_study_at_once_loses_nothing(kept: Callable[..., Kept]) -> None:
    first = kept().look_at()
    first.journal.add(mark("a"))
    first.journal.look_at("1.3", "R1")
    assert first.journal.marks == ()
    first.journal.add(mark("b"))
    again = kept()  # closes the first while its writes may still wait
    assert again.look_at("1.2").journal.marks == (mark("a"),)
    assert again.look_at("1.3").journal.marks == (mark("b"),)


def test_what_the_disk_did_not_take_stays_and_is_offered_again(
    kept: Callable[..., Kept], tmp_path: Path, qtbot: QtBot
) -> None:
    full = [True]

    class Full(MarkStore):
        def append(self, lines: object) -> None:
            if full[0]:
                raise UserError("The disk is full.")
            super().append(lines)  # type: ignore[arg-type]

    first = kept(lambda: Full(marks_path(tmp_path / "record.sqlite"))).look_at()
    first.journal.add(mark("a"))
    first.settle()
    assert first.journal.marks == (mark("a"),)
    assert not first.journal.saved
    assert first.said == ["The disk is full. The marks stay on the screen and are written as soon as that is possible."]
    full[0] = False
    first.journal.add(mark("b"))
    first.settle()
    assert first.journal.saved
    assert kept().look_at().journal.marks == (mark("a"), mark("b"))


def test_damaged_entries_are_said(kept: Callable[..., Kept], tmp_path: Path) -> None:
    first = kept().look_at()
    first.journal.add(mark("a"))
    first.settle()
    store = MarkStore(marks_path(tmp_path / "record.sqlite"))
    store._connection.execute(
        "INSERT INTO entries (entry_id, study, reader, body) VALUES ('x', ?, 'R1', '{}')", (first.journal._study,)
    )
    store.close()
    again = kept().look_at()
    assert again.journal.marks == (mark("a"),)
    assert "1 entry of the journal of marks cannot be read" in again.said[0]


def test_without_a_store_marks_live_in_memory(qtbot: QtBot) -> None:
    journal = Journal()
    journal.look_at("1.2", "R1")
    journal.add(mark())
    assert journal.marks == (mark(),)
    assert journal.saved
    journal.undo()
    assert journal.marks == ()
    journal.close()


def test_the_journal_names_a_study_by_its_digest_only(kept: Callable[..., Kept], tmp_path: Path) -> None:
    first = kept().look_at("1.2.840.99999.7")
    first.journal.add(mark())
    kept()
    written = b"".join(file.read_bytes() for file in tmp_path.glob("marks.sqlite*"))
    assert b"1.2.840.99999.7" not in written
    assert b"1.2.3" in written  # the image


PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from app.reading.store.marks import default_marks
from app.session.journal import Journal
from app.session.record_keeper import RecordKeeper, default_store
from tests.app.session.test_journal import mark

application = QCoreApplication([])
record = Path(sys.argv[1])
keeper = RecordKeeper(default_store(record))
journal = Journal(keeper, default_marks(record))
journal.look_at("1.2", "R1")
number = [0]

def draw():
    number[0] += 1
    journal.add(mark(f"{number[0]}"))

def say():
    if journal.saved:
        sys.stdout.write(f"{len(journal.marks)}\\n")
        sys.stdout.flush()

journal.saved_changed.connect(say)
timer = QTimer(interval=3)
timer.timeout.connect(draw)
timer.start()
application.exec()
"""


def test_a_killed_program_has_every_mark_that_it_called_saved(kept: Callable[..., Kept], tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "record.sqlite")]
    root = Path(__file__).resolve().parents[3]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
    assert program.stdout is not None
    said = [program.stdout.readline() for _ in range(20)]
    os.kill(program.pid, signal.SIGKILL)
    said += program.stdout.read().split("\n")[:-1]
    program.stdout.close()
    program.wait()
    marks = kept().look_at().journal.marks
    assert len(marks) >= int(said[-1]) >= 20
    assert [m.measurement.measurement_id for m in marks] == [str(n + 1) for n in range(len(marks))]
