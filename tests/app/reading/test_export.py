"""Rows for the statistics, exports, and the command that checks the record."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import main
from app.reading.codec import canonical_json
from app.reading.comparison import readings_in, rows_of, signed_rows
from app.reading.export import export_csv, export_jsonl
from app.reading.protocol import Phase, bundled_protocol
from app.reading.reading import Answer, Choice, Decision, Opinion, Reading, commit, open_reading, resume
from app.reading.record import Event, digest
from app.reading.store.sqlite import SqliteStore
from app.statistics.summary import summarise
from imaging.errors import UserError
from imaging.study import Case
from inference.job import TaskResult

Q = "lower_limb/fracture"
Results = Callable[..., TaskResult]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "record.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(path)
    yield made
    made.close()


def read(
    store: SqliteStore, case: Case, result: TaskResult, *, final: Decision | None, reader: str = "reader 1"
) -> Reading:
    """Read a case: fracture, 70; see the model; decide and sign when there is a decision."""
    reading = resume([store.append(open_reading(case, reader, bundled_protocol()))]).hold((result,))
    said = Opinion((Answer(Q, True, 70),), "seen by Dr Doe")
    for step in (lambda r: r.attach((result,)), lambda r: r.lock(said), lambda r: r.propose_reveal()):
        reading = commit(reading, store, step(reading))
    if final:
        reading = commit(reading, store, reading.decide(final))
        reading = commit(reading, store, reading.sign(case.reference.labels))
    return reading


AGREE = Decision(Q, Choice.AGREE, "", True, 95)
OVERRIDE = Decision(Q, Choice.OVERRIDE, "=cmd: Mr Doe moved", True, 60)


def test_only_signed_readings_count(store: SqliteStore, radiograph_case: Case, fracture_result: Results) -> None:
    read(store, radiograph_case, fracture_result(0.9), final=AGREE)
    open_one = read(store, radiograph_case, fracture_result(0.9), final=None)
    overridden = read(store, radiograph_case, fracture_result(0.1), final=OVERRIDE, reader="reader 2")
    assert rows_of(open_one) == ()
    rows = signed_rows(store)
    assert [(r.reader, r.unaided, r.unaided_rating, r.model, r.final, r.final_rating) for r in rows] == [
        ("reader 1", True, 170, True, True, 195),
        ("reader 2", True, 170, False, True, 160),
    ]
    assert [(r.reference, r.overridden, r.model_probability) for r in rows] == [(True, False, 0.9), (True, True, 0.1)]
    assert signed_rows(store, "reader 2") == rows_of(overridden)
    assert len(list(readings_in(store))) == 3
    (question,) = summarise(rows).questions
    assert (question.overrides, question.reader_right, question.model_right) == (1, 1, 0)


def test_a_correction_counts_as_the_final_answer(
    store: SqliteStore, radiograph_case: Case, fracture_result: Results
) -> None:
    reading = read(store, radiograph_case, fracture_result(0.9), final=AGREE)
    commit(reading, store, reading.correct(Q, False, 80, "the other leg"))
    (row,) = signed_rows(store)
    assert (row.final, row.final_rating, row.unaided) == (False, 21, True)


def test_events_as_lines(store: SqliteStore, radiograph_case: Case, fracture_result: Results) -> None:
    read(store, radiograph_case, fracture_result(0.1), final=OVERRIDE)
    stream = io.StringIO()
    assert export_jsonl(store, stream) == 6
    text = stream.getvalue()
    assert "Doe" not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["sequence"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert lines[2]["data"]["opinion"]["comment"] is None
    assert lines[4]["data"]["decision"]["reason"] is None


def test_lines_with_free_text_can_be_checked_again(
    store: SqliteStore, radiograph_case: Case, fracture_result: Results
) -> None:
    reading = read(store, radiograph_case, fracture_result(0.1), final=OVERRIDE)
    stream = io.StringIO()
    export_jsonl(store, stream, free_text=True)
    events = []
    for line in stream.getvalue().splitlines():
        body = json.loads(line)
        event_hash = body.pop("event_hash")
        assert event_hash == digest(canonical_json(body))
        events.append(Event.from_body(body, event_hash))
    assert resume(events).decisions == reading.decisions
    assert resume(events).phase is Phase.SIGNED


def test_rows_as_csv(store: SqliteStore, radiograph_case: Case, fracture_result: Results) -> None:
    read(store, radiograph_case, fracture_result(0.1), final=OVERRIDE)
    read(store, radiograph_case, fracture_result(0.9), final=None)
    resume([store.append(open_reading(radiograph_case, "reader 3", bundled_protocol()))])  # not locked: no row
    plain, full = io.StringIO(), io.StringIO()
    assert export_csv(store, plain) == export_csv(store, full, free_text=True) == 2
    signed, locked = csv.DictReader(io.StringIO(full.getvalue()))
    assert (signed["unaided_positive"], signed["model_positive"], signed["final_positive"]) == ("True", "False", "True")
    assert (signed["choice"], signed["reference"], signed["phase"]) == ("override", "True", "signed")
    assert signed["reason"] == "'=cmd: Mr Doe moved"  # no spreadsheet runs it
    assert (locked["final_positive"], locked["reference"], locked["choice"]) == ("", "", "")
    assert float(signed["seconds_unaided"]) >= 0
    assert "Doe" not in plain.getvalue()


# ── the command ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_verify_says_that_the_record_is_whole(
    store: SqliteStore, path: Path, radiograph_case: Case, fracture_result: Results, capsys: pytest.CaptureFixture[str]
) -> None:
    read(store, radiograph_case, fracture_result(0.9), final=AGREE)
    fingerprint = store.fingerprint()
    read(store, radiograph_case, fracture_result(0.9), final=None)
    assert main.main(["record", "verify", "--record", str(path), "--expect", fingerprint]) == 0
    assert "2 readings, 10 events: the record is whole" in capsys.readouterr().out
    assert main.main(["record", "verify", "--record", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["whole"], document["events"], document["fingerprint"]) == (True, 10, store.fingerprint())
    assert main.main(["record", "verify", "--record", str(path), "--expect", "ab" * 32]) == 3
    assert "never had the expected fingerprint" in capsys.readouterr().out


def test_verify_names_the_changed_event(
    store: SqliteStore,
    path: Path,
    radiograph_case: Case,
    fracture_result: Results,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reading = read(store, radiograph_case, fracture_result(0.9), final=AGREE)
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER events_are_never_changed")
    lower, higher = '"confidence":70', '"confidence":99'  # not the digits alone: an id may hold them too
    connection.execute("UPDATE events SET body = replace(body, ?, ?) WHERE sequence = 3", (lower, higher))
    connection.commit()
    connection.close()
    monkeypatch.setenv("OVERREAD_RECORD", str(path))
    assert main.main(["record", "verify"]) == 3
    out = capsys.readouterr().out
    assert f"reading {reading.reading_id}, event 3: was changed after it was written" in out
    assert main.main(["record", "verify", "--json"]) == 3
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {p["sequence"] for p in problems} == {0, 3}


def test_verify_reads_the_story_too(
    store: SqliteStore,
    path: Path,
    radiograph_case: Case,
    fracture_result: Results,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A whole chain that reveals findings before the lock is not a reading that this protocol allows."""
    revealed = read(store, radiograph_case, fracture_result(0.9), final=None).hold(())
    fresh = resume([store.append(open_reading(radiograph_case, "reader 2", bundled_protocol()))])
    happening = store.events(revealed.reading_id)[3].happening
    with pytest.raises(UserError, match="no longer fits"):
        store.append(fresh._propose(happening))
    assert store.verify() == []
    monkeypatch.setattr("app.reading.store.sqlite.admit", lambda chain, event: None)  # another program's record
    store.append(fresh._propose(happening))
    assert main.main(["record", "verify", "--record", str(path)]) == 3
    assert "FindingsRevealed is against the protocol in the unaided phase" in capsys.readouterr().out


def test_export_command(
    store: SqliteStore,
    path: Path,
    radiograph_case: Case,
    fracture_result: Results,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    read(store, radiograph_case, fracture_result(0.9), final=AGREE)
    assert main.main(["record", "export", "--record", str(path)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 6
    out = tmp_path / "rows.csv"
    assert main.main(["record", "export", "--record", str(path), "--format", "csv", "--out", str(out)]) == 0
    assert len(out.read_text().splitlines()) == 2
    assert main.main(["record", "export", "--record", str(path), "--out", str(tmp_path / "no" / "x.jsonl")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "cannot be written" in captured.err


def test_no_record_is_a_sentence(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["record", "verify", "--record", str(path)]) == 1
    assert "There is no record at" in capsys.readouterr().err
    assert not path.exists()
