"""The record's file: changed by hand, full, locked, killed, or not a record at all."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest

from app.reading.protocol import Phase, bundled_protocol
from app.reading.reading import Answer, Opinion, Reading, commit, find_reading, open_reading, resume
from app.reading.store import schema, sqlite
from app.reading.store.sqlite import SqliteStore, default_record_path
from imaging.errors import UserError
from imaging.study import Case

SAID = Opinion((Answer("lower_limb/fracture", True, 80),), "a comment")
Fill = Callable[..., Reading]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "record.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(path)
    yield made
    made.close()


def by_hand(path: Path, *statements: str, guards: bool = False) -> None:
    """What someone with an SQLite editor does; `guards` leaves the triggers in the file."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        if not guards:
            for name in schema.TRIGGERS:
                connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    finally:
        connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body = '{}' WHERE sequence = 2",
        "DELETE FROM events WHERE sequence = 2",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE sequence = 2",
        "INSERT INTO events SELECT 99, reading_id, 1, 'x', kind, body, event_hash, record_hash FROM events LIMIT 1",
        "DELETE FROM head",
        "UPDATE head SET events = 1",
    ],
)
def test_the_file_itself_refuses_changes(
    store: SqliteStore, path: Path, radiograph_case: Case, fill: Fill, statement: str
) -> None:
    fill(store, radiograph_case)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        by_hand(path, statement, guards=True)
    assert store.verify() == []


@pytest.mark.parametrize(
    ("statement", "sequence", "sentence"),
    [
        ("UPDATE events SET body = replace(body, 'draft 1', 'draft 7') WHERE sequence = 3", 3, "was changed"),
        ("UPDATE events SET body = 'not json' WHERE sequence = 3", 3, "cannot be read"),
        ("UPDATE events SET body = '[]' WHERE sequence = 3", 3, "cannot be read"),
        ("UPDATE events SET event_hash = 'ff' WHERE sequence = 3", 3, "was changed"),
        ("UPDATE events SET kind = 'FailureNoted' WHERE sequence = 3", 3, "is filed under something else"),
        ("DELETE FROM events WHERE sequence = 3", 4, "does not follow"),
        ("DELETE FROM events WHERE sequence = 1", 2, "the beginning is missing"),
        ("DELETE FROM events WHERE sequence = 5", 0, "cut off"),
        ("DELETE FROM events", 0, "cut off"),
        ("UPDATE events SET sequence = 99 - sequence, position = 99 - position", 97, "is filed under something else"),
        ("UPDATE head SET events = 4", 0, "cut off"),
    ],
)
def test_a_file_changed_by_hand_names_the_event(
    store: SqliteStore, path: Path, radiograph_case: Case, fill: Fill, statement: str, sequence: int, sentence: str
) -> None:
    reading = fill(store, radiograph_case)
    by_hand(path, statement)
    problems = store.verify()
    assert any("guard" in problem.sentence for problem in problems)
    found = [p for p in problems if p.sequence == sequence and sentence in p.sentence]
    assert found, problems
    assert found[0].reading_id in ("", reading.reading_id)


def test_a_whole_reading_taken_out_is_seen(
    store: SqliteStore, path: Path, radiograph_case: Case, fill: Fill, knee_case: Case
) -> None:
    first = fill(store, radiograph_case)
    second = resume([store.append(open_reading(knee_case, "reader 2", bundled_protocol()))])
    by_hand(
        path,
        f"DELETE FROM events WHERE reading_id = '{first.reading_id}'",
        "UPDATE head SET events = 1",
    )
    problems = store.verify()
    assert any(p.reading_id == second.reading_id and "written before it" in p.sentence for p in problems)


def test_a_record_written_anew_is_seen_only_with_a_fingerprint_kept_elsewhere(
    tmp_path: Path, radiograph_case: Case, fill: Fill
) -> None:
    original, anew = SqliteStore(tmp_path / "a.sqlite"), SqliteStore(tmp_path / "b.sqlite")
    fill(original, radiograph_case)
    fingerprint = original.fingerprint()
    fill(anew, radiograph_case)
    assert anew.verify() == []
    assert not anew.has_had(fingerprint)
    fill(original, radiograph_case)
    assert original.has_had(fingerprint)
    original.close()
    anew.close()


def test_a_damaged_event_is_a_sentence_when_read(
    store: SqliteStore, path: Path, radiograph_case: Case, fill: Fill
) -> None:
    reading = fill(store, radiograph_case)
    by_hand(path, "UPDATE events SET body = 'not json' WHERE sequence = 1")
    with pytest.raises(UserError, match="record verify"):
        store.events(reading.reading_id)
    assert store.readings()[0].reader == ""


def test_only_the_owner_may_read_the_file(store: SqliteStore, path: Path, radiograph_case: Case, fill: Fill) -> None:
    fill(store, radiograph_case)
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    assert len(list(path.parent.iterdir())) == 3  # the write-ahead log and its index lie beside it


def test_the_record_says_nothing_of_the_patient(
    store: SqliteStore, path: Path, radiograph_case: Case, fill: Fill
) -> None:
    patient = replace(radiograph_case.study.patient, name="DOE^JANE", patient_id="4711-XYZ")
    fill(
        store, replace(radiograph_case, study=replace(radiograph_case.study, patient=patient, accession_number="ACC9"))
    )
    store.close()
    content = path.read_bytes()
    for secret in (b"DOE", b"4711-XYZ", b"ACC9", b"1.2.3"):
        assert secret not in content


def test_a_record_is_opened_again(path: Path, radiograph_case: Case, fill: Fill) -> None:
    first = SqliteStore(path)
    reading = fill(first, radiograph_case)
    first.close()
    second = SqliteStore(path)
    assert find_reading(second, "reader 1", radiograph_case.study.study_uid) == reading
    second.close()


def test_two_programs_write_one_record(path: Path, radiograph_case: Case, fill: Fill) -> None:
    first, second = SqliteStore(path), SqliteStore(path)
    fill(first, radiograph_case)
    fill(second, radiograph_case)
    fill(first, radiograph_case)
    assert len(second.readings()) == 3
    assert first.verify() == second.verify() == []
    first.close()
    second.close()


# ── what can go wrong ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda folder: folder / "missing" / "record.sqlite", r"folder .* does not exist"),
        (lambda folder: folder, "is a folder"),
        (
            lambda folder: _written(folder / "notes.txt", b"this is no database at all, only some words" * 30),
            "is not one",
        ),
        (lambda folder: _other_database(folder / "other.sqlite"), "is not one"),
        (lambda folder: _newer(folder / "newer.sqlite"), "newer version"),
    ],
)
def test_what_cannot_be_a_record_gets_a_sentence(tmp_path: Path, make: Callable[[Path], Path], sentence: str) -> None:
    path = make(tmp_path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(UserError, match=sentence):
        SqliteStore(path)
    assert (path.read_bytes() if path.is_file() else b"") == before


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _other_database(path: Path) -> Path:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE photographs (name TEXT)")
    connection.close()
    return path


def _newer(path: Path) -> Path:
    SqliteStore(path).close()
    by_hand(path, f"PRAGMA user_version = {schema.VERSION + 1}", guards=True)
    return path


def test_a_record_that_is_only_read(path: Path, store: SqliteStore, radiograph_case: Case, fill: Fill) -> None:
    reading = fill(store, radiograph_case)
    reader = SqliteStore(path, read_only=True)
    assert reader.verify() == []
    with pytest.raises(UserError, match="read-only"):
        reader.append(reading.pause())
    reader.close()
    with pytest.raises(UserError, match="no record"):
        SqliteStore(path.with_name("none.sqlite"), read_only=True)


def test_a_record_that_another_program_holds(path: Path, radiograph_case: Case, fill: Fill) -> None:
    store = SqliteStore(path, busy_seconds=0.05)
    reading = fill(store, radiograph_case)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError, match="in use by another program"):
        store.append(reading.pause())
    other.execute("ROLLBACK")
    other.close()
    assert commit(reading, store, reading.pause()).last_sequence == reading.last_sequence + 1
    store.close()


def test_a_disk_that_fills_while_locking_changes_nothing(store: SqliteStore, radiograph_case: Case, fill: Fill) -> None:
    reading = resume([store.append(open_reading(radiograph_case, "reader 1", bundled_protocol()))])
    reading = commit(reading, store, reading.save_draft(SAID))
    pages = store._pragma("page_count")
    store._pragma(f"max_page_count = {pages}")
    long = replace(SAID, comment="a very long comment " * 5000)
    with pytest.raises(UserError, match="The disk is full"):
        commit(reading, store, reading.lock(long))
    assert (reading.phase, reading.opinion) == (Phase.UNAIDED, SAID)
    assert [event.kind for event in store.events(reading.reading_id)] == ["ReadingOpened", "DraftSaved"]
    assert store.verify() == []
    store._pragma("max_page_count = 100000")
    assert commit(reading, store, reading.lock(long)).phase is Phase.AIDED  # the same text, once there is room
    assert store.verify() == []


def test_a_proposal_is_written_whole_or_not_at_all(
    store: SqliteStore, radiograph_case: Case, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = fill(store, radiograph_case)
    monkeypatch.setattr(sqlite, "canonical_json", lambda _: (_ for _ in ()).throw(RuntimeError("a fault")))
    with pytest.raises(RuntimeError, match="a fault"):
        store.append(reading.pause())
    monkeypatch.undo()
    assert len(store.events(reading.reading_id)) == reading.last_sequence
    assert store.append(reading.pause()).sequence == reading.last_sequence + 1


def test_where_the_record_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OVERREAD_RECORD", str(tmp_path / "mine.sqlite"))
    assert default_record_path() == tmp_path / "mine.sqlite"
    monkeypatch.delenv("OVERREAD_RECORD")
    assert default_record_path().name == "record.sqlite"
    monkeypatch.setattr(platformdirs, "user_data_path", lambda name: tmp_path / "data" / name)
    SqliteStore(default_record_path()).close()  # the program's own folder is made
    assert stat.S_IMODE((tmp_path / "data" / "overread").stat().st_mode) == 0o700


WRITER = """
import sys
from pathlib import Path
from app.reading.protocol import bundled_protocol
from app.reading.reading import Opinion, commit, open_reading, resume
from app.reading.store.sqlite import SqliteStore
from imaging.study import Case, Study

store = SqliteStore(Path(sys.argv[1]))
reading = resume([store.append(open_reading(Case(Study("1.2.6")), "reader 1", bundled_protocol()))])
while True:
    event = store.append(reading.save_draft(Opinion((), "x" * 300)))
    reading = reading.apply(event)
    sys.stdout.write(event.event_hash + "\\n")
    sys.stdout.flush()
"""


def test_nothing_acknowledged_is_lost_when_the_program_is_killed(path: Path) -> None:
    acknowledged: list[str] = []
    for wait in (0.02, 0.07, 0.15):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        acknowledged.append(writer.stdout.readline().strip())
        time.sleep(wait)
        os.kill(writer.pid, signal.SIGKILL)
        lines = writer.stdout.read().split("\n")
        acknowledged += lines[:-1]  # the last one may have been cut while it was printed
        writer.stdout.close()
        writer.wait()
        checked = SqliteStore(path, read_only=True)  # as `overread record verify` opens it, right after the kill
        assert checked.verify() == []
        seen = sum(entry.events for entry in checked.readings())
        checked.close()
        store = SqliteStore(path)
        assert sum(entry.events for entry in store.readings()) == seen
        kept = {event.event_hash for entry in store.readings() for event in store.events(entry.reading_id)}
        assert set(acknowledged) <= kept
        assert store.verify() == []
        newest = find_reading(store, "reader 1", "1.2.6")
        assert newest is not None
        assert newest.phase is Phase.UNAIDED
        store.close()
    assert len(acknowledged) > 10
