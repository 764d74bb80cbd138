"""The record says on which screens a Case was read and which display checks were in force; older records still hold."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.reading.codec import canonical_json, from_json, to_json
from app.reading.display import DisplayCheck, DisplayState, Screen
from app.reading.events import ReadingOpened, ReadingResumed
from app.reading.export import export_csv, export_jsonl
from app.reading.protocol import Phase, bundled_protocol
from app.reading.reading import Answer, Opinion, commit, open_reading, resume
from app.reading.record import Event, digest, verify
from app.reading.store.rules import check
from app.reading.store.sqlite import SqliteStore
from imaging.study import Case

OLD = Path(__file__).parent / "record_without_displays.jsonl"
"""Written by version 0.1.0 before the record told of displays, hashes and all."""

SCREEN = Screen("DP-1", "Eizo RX360", 1536, 2048, 325, 433)
OTHER = Screen("HDMI-1", "", 1920, 1080, 520, 290)
CHECK = DisplayCheck(SCREEN, {"dark_patch": True, "ramp": False}, "2026-11-20T12:00:00+00:00")
CHECKED, UNCHECKED = DisplayState.of(SCREEN, CHECK), DisplayState.of(OTHER, None)
SAID = Opinion((Answer("lower_limb/fracture", True, 80),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "record.sqlite")
    yield made
    made.close()


def test_a_record_from_before_verifies_and_folds() -> None:
    chain = []
    for line in OLD.read_text(encoding="utf-8").splitlines():
        body = json.loads(line)
        chain.append(Event.from_body(body, body.pop("event_hash")))
    assert [event.kind for event in chain] == ["ReadingOpened", "ReadingPaused", "ReadingResumed"]
    assert verify(chain) == check(chain) == []
    reading = resume(chain)
    assert (reading.phase, reading.displays) == (Phase.UNAIDED, None)


def test_what_is_not_told_is_left_out_and_an_empty_place_for_it_is_an_edit() -> None:
    assert to_json(ReadingResumed()) == {}
    assert from_json(ReadingResumed, {}) == ReadingResumed()
    body = json.loads(OLD.read_text(encoding="utf-8").splitlines()[2])
    body["data"]["displays"] = None
    with pytest.raises(ValueError, match="more than its kind has"):
        Event.from_body(body, body.pop("event_hash"))


def test_the_states_come_back_from_the_disk_and_the_last_one_counts(store: SqliteStore, radiograph_case: Case) -> None:
    opened = store.append(open_reading(radiograph_case, "R1", bundled_protocol(), (UNCHECKED,)))
    reading = resume([opened])
    assert reading.displays == (UNCHECKED,)
    reading = commit(reading, store, reading.show_on((CHECKED, UNCHECKED)))
    reading = commit(reading, store, reading.pause())
    assert reading.displays == (CHECKED, UNCHECKED)
    reading = commit(reading, store, reading.unpause((CHECKED,)))
    events = store.events(reading.reading_id)
    assert resume(events) == reading
    assert reading.displays == (CHECKED,)
    assert isinstance(events[0].happening, ReadingOpened)
    assert events[0].happening.displays == (UNCHECKED,)
    assert store.verify() == []


def test_a_check_is_found_again_by_what_it_says() -> None:
    said = '{"answers":{"dark_patch":true,"ramp":false},"at":"2026-11-20T12:00:00+00:00","screen":' + canonical_json(
        to_json(SCREEN)
    )
    assert CHECK.check_id == digest(said + "}")[:16] == CHECKED.check
    assert CHECKED.words == f"2026-11-20T12:00:00+00:00 {CHECK.check_id} not seen: ramp"
    assert UNCHECKED.words == "not checked"


def test_exports_tell_the_display(store: SqliteStore, radiograph_case: Case) -> None:
    for reader, displays in (("R1", (CHECKED, UNCHECKED)), ("R2", None)):
        reading = resume([store.append(open_reading(radiograph_case, reader, bundled_protocol(), displays))])
        commit(reading, store, reading.lock(SAID))
    lines, table = io.StringIO(), io.StringIO()
    export_jsonl(store, lines)
    first = json.loads(lines.getvalue().splitlines()[0])
    assert first["data"]["displays"][0]["check"] == CHECK.check_id
    assert first["data"]["displays"][1]["answers"] == {}
    export_csv(store, table)
    told, untold = csv.DictReader(io.StringIO(table.getvalue()))
    assert told["display_check"] == f"{CHECKED.words}; not checked"
    assert untold["display_check"] == ""
