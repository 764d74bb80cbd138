"""What the chain and the file show when someone laid hands on them."""

import json
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

from app.reading import events as happened
from app.reading.codec import canonical_json, from_json, to_json
from app.reading.events import KINDS, Exposure
from app.reading.protocol import Phase, ReadingProtocol, bundled_protocol
from app.reading.reading import Answer, Choice, Decision, Opinion, Reading, commit, find_reading, open_reading, resume
from app.reading.record import Event, digest, seal, verify
from app.reading.store import schema, sqlite
from app.reading.store.memory import MemoryStore
from app.reading.store.sqlite import SqliteStore, default_record_path
from imaging.errors import UserError
from imaging.study import Case

Q = "lower_limb/fracture"
SAID = Opinion((Answer(Q, True, 80),), "a comment")


def fill(store: MemoryStore | SqliteStore, case: Case, drafts: int = 3) -> Reading:
    reading = resume([store.append(open_reading(case, "reader 1", bundled_protocol()))])
    for number in range(drafts):
        reading = commit(reading, store, reading.save_draft(Opinion((), f"draft {number}")))
    return commit(reading, store, reading.lock(SAID))


@pytest.fixture
def chain(radiograph_case: Case) -> tuple[Event, ...]:
    store = MemoryStore()
    return store.events(fill(store, radiograph_case).reading_id)


# ── the chain ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_chain_has_no_problem(chain: tuple[Event, ...]) -> None:
    assert verify(chain) == []
    assert verify([]) == []


def test_an_edited_event_is_named(chain: tuple[Event, ...]) -> None:
    edited = [*chain]
    edited[2] = replace(chain[2], happening=happened.DraftSaved(Opinion((), "something else")))
    (problem,) = verify(edited)
    assert (problem.sequence, problem.sentence) == (3, "was changed after it was written")


def test_an_edited_event_with_its_hash_made_anew_breaks_the_next_one(chain: tuple[Event, ...]) -> None:
    edited = [*chain]
    changed = replace(chain[2], happening=happened.DraftSaved(Opinion((), "something else")))
    edited[2] = replace(changed, event_hash=digest(canonical_json(changed.body())))
    assert [(p.sequence, p.sentence) for p in verify(edited)] == [(4, "does not follow the event before it")]


def test_a_changed_clock_is_an_edit(chain: tuple[Event, ...]) -> None:
    assert verify([replace(chain[0], wall_utc="2020-01-01T00:00:00.000000+00:00"), *chain[1:]])[0].sequence == 1


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_an_event_taken_out_of_the_middle(chain: tuple[Event, ...], gone: int) -> None:
    problems = verify(chain[:gone] + chain[gone + 1 :])
    assert {p.sequence for p in problems} == {gone + 2}
    assert any("out of place" in p.sentence for p in problems)


def test_a_beginning_that_was_cut_off(chain: tuple[Event, ...]) -> None:
    sentences = [p.sentence for p in verify(chain[1:])]
    assert any("the beginning is missing" in sentence for sentence in sentences)


def test_events_that_changed_places(chain: tuple[Event, ...]) -> None:
    assert {p.sequence for p in verify([chain[0], chain[2], chain[1], *chain[3:]])} >= {2, 3}


def test_a_foreign_event_is_named(chain: tuple[Event, ...], radiograph_case: Case) -> None:
    store = MemoryStore()
    other = store.events(fill(store, radiograph_case).reading_id)
    problems = verify([*chain[:2], other[2], *chain[3:]])
    assert any(p.sequence == 3 and "another reading" in p.sentence for p in problems)


# ── events as JSON ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_event_survives_json(chain: tuple[Event, ...]) -> None:
    for event in chain:
        assert Event.from_body(json.loads(canonical_json(event.body())), event.event_hash) == event


def test_every_kind_can_be_written_and_read() -> None:
    protocol = replace(bundled_protocol(), questions=bundled_protocol().questions[:1])
    samples: list[happened.Happening] = [
        happened.ReadingOpened(protocol, phantom=True),
        happened.DraftSaved(SAID),
        happened.ModelResultsAttached((happened.AttachedResult("t", "1", "ab", "ok", "", ("age: match",), 1, "cd"),)),
        happened.UnaidedReadLocked(SAID),
        happened.FindingsRevealed(
            {"t": "cd"},
            (
                happened.RevealedFinding(
                    "t/l/0", "t", "l", "study", "grade", 3.0, None, None, "", 0, (1.0, 2.0, 3.0, 4.0)
                ),
            ),
        ),
        happened.ExposureChanged(Exposure.SALIENCY, False, "t/l/0"),
        happened.DecisionMade(Decision(Q, Choice.OVERRIDE, "why", False, 3)),
        happened.ReadSigned((Answer(Q, True, 1),), {Q: False}),
        happened.ReadCorrected(Answer(Q, None, None), "why"),
        happened.ReadingPaused(),
        happened.ReadingResumed(),
        happened.FailureNoted("a sentence"),
    ]
    assert {type(sample).__name__ for sample in samples} == set(KINDS)
    for sample in samples:
        assert from_json(type(sample), json.loads(canonical_json(to_json(sample)))) == sample


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"schema": "other/9"}, "schema"),
        ({"kind": "Teleported"}, "not known to this version"),
        ({"data": {"opinion": {"answers": []}}}, "other fields"),
        ({"data": {"opinion": {"answers": [], "comment": 3}}}, "str expected, int found"),
        ({"data": {"opinion": {"answers": {}, "comment": ""}}}, "list expected"),
        ({"extra": 1}, "more than its kind has"),
    ],
)
def test_what_is_no_event_is_refused(chain: tuple[Event, ...], change: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Event.from_body({**chain[1].body(), **change}, chain[1].event_hash)


def test_a_body_that_lacks_something(chain: tuple[Event, ...]) -> None:
    body = chain[1].body()
    del body["wall_utc"]
    with pytest.raises(ValueError, match="does not say 'wall_utc'"):
        Event.from_body(body, "")


def test_json_has_no_nan_and_no_bool_for_a_number() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))
    with pytest.raises(ValueError, match="int expected, bool found"):
        from_json(Answer, {"question_id": "q", "positive": None, "confidence": True})
    protocol = bundled_protocol()
    assert from_json(ReadingProtocol, to_json(protocol)) == protocol


# ── the file ────────────────────────────────────────────────────────────────────────────────────────────────────────


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
def test_the_file_itself_refuses_changes(store: SqliteStore, path: Path, radiograph_case: Case, statement: str) -> None:
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
    store: SqliteStore, path: Path, radiograph_case: Case, statement: str, sequence: int, sentence: str
) -> None:
    reading = fill(store, radiograph_case)
    by_hand(path, statement)
    problems = store.verify()
    assert any("guard" in problem.sentence for problem in problems)
    found = [p for p in problems if p.sequence == sequence and sentence in p.sentence]
    assert found, problems
    assert found[0].reading_id in ("", reading.reading_id)


def test_a_whole_reading_taken_out_is_seen(
    store: SqliteStore, path: Path, radiograph_case: Case, knee_case: Case
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
    tmp_path: Path, radiograph_case: Case
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


def test_a_damaged_event_is_a_sentence_when_read(store: SqliteStore, path: Path, radiograph_case: Case) -> None:
    reading = fill(store, radiograph_case)
    by_hand(path, "UPDATE events SET body = 'not json' WHERE sequence = 1")
    with pytest.raises(UserError, match="record verify"):
        store.events(reading.reading_id)
    assert store.readings()[0].reader == ""


def test_only_the_owner_may_read_the_file(store: SqliteStore, path: Path, radiograph_case: Case) -> None:
    fill(store, radiograph_case)
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    assert len(list(path.parent.iterdir())) == 3  # the write-ahead log and its index lie beside it


def test_the_record_says_nothing_of_the_patient(store: SqliteStore, path: Path, radiograph_case: Case) -> None:
    patient = replace(radiograph_case.study.patient, name="DOE^JANE", patient_id="4711-XYZ")
    fill(
        store, replace(radiograph_case, study=replace(radiograph_case.study, patient=patient, accession_number="ACC9"))
    )
    store.close()
    content = path.read_bytes()
    for secret in (b"DOE", b"4711-XYZ", b"ACC9", b"1.2.3"):
        assert secret not in content


def test_a_record_is_opened_again(path: Path, radiograph_case: Case) -> None:
    first = SqliteStore(path)
    reading = fill(first, radiograph_case)
    first.close()
    second = SqliteStore(path)
    assert find_reading(second, "reader 1", radiograph_case.study.study_uid) == reading
    second.close()


def test_two_programs_write_one_record(path: Path, radiograph_case: Case) -> None:
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


def test_a_record_that_is_only_read(path: Path, store: SqliteStore, radiograph_case: Case) -> None:
    reading = fill(store, radiograph_case)
    reader = SqliteStore(path, read_only=True)
    assert reader.verify() == []
    with pytest.raises(UserError, match="read-only"):
        reader.append(reading.pause())
    reader.close()
    with pytest.raises(UserError, match="no record"):
        SqliteStore(path.with_name("none.sqlite"), read_only=True)


def test_a_record_that_another_program_holds(path: Path, radiograph_case: Case) -> None:
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


def test_a_disk_that_fills_while_locking_changes_nothing(store: SqliteStore, radiograph_case: Case) -> None:
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
    store: SqliteStore, radiograph_case: Case, monkeypatch: pytest.MonkeyPatch
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


def test_sealing_reads_back_what_it_wrote(chain: tuple[Event, ...], radiograph_case: Case) -> None:
    proposal = open_reading(radiograph_case, "reader 1", bundled_protocol())
    event = seal(proposal, 1, "00")
    assert event.event_hash == digest(canonical_json(event.body()))
    with pytest.raises(ValueError, match="str expected, int found"):
        seal(replace(proposal, happening=happened.FailureNoted(3)), 1, "00")  # type: ignore[arg-type]
