"""The journal's file: kept whole, append only, private, and of this program."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.reading.mark_history import MarkEntry, MarkHistory, Step, new_entry
from app.reading.store.marks import JournalLine, MarkStore, default_marks, marks_path
from imaging.errors import UserError
from imaging.measurement import Mark, Measurement, Value, place_on
from imaging.measures import Kind
from imaging.study import CalibrationKind
from tests.imaging.test_measurement import section


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "marks.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[MarkStore]:
    made = MarkStore(path)
    yield made
    made.close()


def entry(name: str = "a", words: str = "") -> MarkEntry:
    place = place_on("1.2.3", 1, section(), reconstructed=True)
    measurement = Measurement(name, Kind.LENGTH, place, ((1.5, 2.0, -3.25), (3.0, 4.0, 5.0)), words)
    values = (Value("", 12.4, "mm", CalibrationKind.DETECTOR),)
    return new_entry(Step.DO, None, Mark(measurement, values))


def test_entries_come_back_as_they_were(store: MarkStore, path: Path) -> None:
    first, second = entry("a"), entry("b", "Übergang – §")
    store.append([JournalLine("study", "R1", first)])
    store.append(
        [JournalLine("study", "R1", second), JournalLine("study", "R2", entry()), JournalLine("x", "R1", first)]
    )
    assert store.read("study", "R1").entries == (first, second)
    store.close()
    again = MarkStore(path)
    assert again.read("study", "R1").entries == (first, second)
    assert again.read("study", "R3").entries == ()
    again.close()


def test_an_entry_is_kept_once(store: MarkStore) -> None:
    line = JournalLine("study", "R1", entry())
    store.append([line])
    store.append([line, JournalLine("study", "R1", entry("b"))])
    assert len(store.read("study", "R1").entries) == 2


@pytest.mark.parametrize("statement", ["UPDATE entries SET body = '{}'", "DELETE FROM entries"])
def test_entries_are_never_changed(store: MarkStore, path: Path, statement: str) -> None:
    store.append([JournalLine("study", "R1", entry())])
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()
    assert len(store.read("study", "R1").entries) == 1


def test_a_damaged_entry_does_not_hide_the_others(store: MarkStore, path: Path) -> None:
    store.append([JournalLine("study", "R1", entry())])
    connection = sqlite3.connect(path, isolation_level=None)
    for body in ("{}", "no json", "[]"):
        connection.execute(
            "INSERT INTO entries (entry_id, study, reader, body) VALUES (?, 'study', 'R1', ?)", (body, body)
        )
    connection.close()
    found = store.read("study", "R1")
    assert (len(found.entries), found.damaged) == (1, 3)


def test_only_its_owner_may_read_it(store: MarkStore, path: Path) -> None:
    store.append([JournalLine("study", "R1", entry())])
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "other.sqlite")
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(UserError, match="journal of marks is not one"):
        MarkStore(tmp_path / "other.sqlite")
    (tmp_path / "text.sqlite").write_text("not a database, but long enough to be read as one" * 20)
    with pytest.raises(UserError, match="journal of marks"):
        MarkStore(tmp_path / "text.sqlite")
    with pytest.raises(UserError, match="folder"):
        MarkStore(tmp_path / "absent" / "marks.sqlite")


def test_a_newer_journal_is_refused(path: Path) -> None:
    MarkStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UserError, match="newer version"):
        MarkStore(path)


def test_a_locked_file_gives_a_sentence_and_writes_nothing(path: Path) -> None:
    store = MarkStore(path, busy_seconds=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError, match="journal of marks is in use"):
        store.append([JournalLine("study", "R1", entry())])
    other.execute("COMMIT")
    other.close()
    assert store.read("study", "R1").entries == ()
    store.append([JournalLine("study", "R1", entry())])
    assert len(store.read("study", "R1").entries) == 1
    store.close()


def test_it_lies_beside_its_record(tmp_path: Path) -> None:
    assert marks_path(tmp_path / "record.sqlite") == tmp_path / "marks.sqlite"
    # the two sessions of a study do not share their marks
    assert marks_path(tmp_path / "session2.sqlite") == tmp_path / "session2.marks.sqlite"
    default_marks(tmp_path / "record.sqlite")().close()
    assert (tmp_path / "marks.sqlite").is_file()


WRITER = """
import sys
from pathlib import Path
from app.reading.mark_history import MarkHistory
from app.reading.store.marks import JournalLine, MarkStore
from tests.app.reading.store.test_marks import entry

store, history = MarkStore(Path(sys.argv[1])), MarkHistory()
number = 0
while True:
    number += 1
    done = {0: history.undo, 1: history.redo}.get(number % 5, lambda: None)() or entry(str(number))
    history.apply(done)
    store.append([JournalLine("study", "R1", done)])
    sys.stdout.write(done.entry_id + "\\n")
    sys.stdout.flush()
"""


def test_nothing_acknowledged_is_lost_when_the_program_is_killed(path: Path) -> None:
    acknowledged: list[str] = []
    root = Path(__file__).resolve().parents[4]
    for wait in (0.02, 0.1):
        command = [sys.executable, "-c", WRITER, str(path)]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
        assert writer.stdout is not None
        acknowledged.append(writer.stdout.readline().strip())
        time.sleep(wait)
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged += writer.stdout.read().split("\n")[:-1]  # the last may have been cut while it was printed
        writer.stdout.close()
        writer.wait()
        store = MarkStore(path)
        found = store.read("study", "R1")
        store.close()
        assert found.damaged == 0
        assert set(acknowledged) <= {kept.entry_id for kept in found.entries}
        history = MarkHistory(found.entries)
        assert history.marks
        assert history.undo() is not None
    assert len(acknowledged) > 10
