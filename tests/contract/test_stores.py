"""One contract over every store."""

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from app.reading import events as happened
from app.reading.events import Exposure
from app.reading.protocol import Phase, bundled_protocol
from app.reading.reading import Answer, Opinion, Reading, commit, find_reading, open_reading, resume
from app.reading.record import Event, Proposal, anchor, digest, propose, verify
from app.reading.record_store import RecordStore
from app.reading.store.delivering import DeliveringStore
from app.reading.store.memory import MemoryStore
from app.reading.store.postgres import PostgresStore, admit_reader, prepare_record
from app.reading.store.sqlite import SqliteStore
from imaging.errors import UserError
from imaging.study import Case
from tests.app.reading.store.postgres_server import Server, missing


class Everybody(PostgresStore):
    """A server's record as these tests see it: every reader writes under a role of their own, the owner reads."""

    def __init__(self, server: Server) -> None:
        name = f"contract_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        self._server, self._database = server, name
        self._writers: dict[str, PostgresStore] = {}
        prepare_record(server.url(database=name))
        super().__init__(server.url(database=name))

    def append(self, proposal: Proposal) -> Event:
        return self._writer(proposal.context.reader).append(proposal)

    def keep(self, event: Event) -> Event:
        return self._writer(event.context.reader).keep(event)

    def _writer(self, reader: str) -> PostgresStore:
        if reader not in self._writers:
            role = f"{self._database}_{len(self._writers)}"
            admit_reader(self._server.url(database=self._database), role, reader)
            self._writers[reader] = PostgresStore(self._server.url(role, self._database))
        return self._writers[reader]

    def close(self) -> None:
        for store in self._writers.values():
            store.close()
        super().close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server | None]:
    """A PostgreSQL server, where one can be started."""
    made = None if missing() else Server()
    yield made
    if made:
        made.remove()


STORES: dict[str, Callable[[Path], RecordStore]] = {
    "memory": lambda _: MemoryStore(),
    "sqlite": lambda folder: SqliteStore(folder / "record.sqlite"),
}
SAID = Opinion((Answer("lower_limb/fracture", True, 80),), "transverse, “distal” third – größer als 3 mm")


@pytest.fixture(params=[*STORES, "postgres", "delivering"])
def store(request: pytest.FixtureRequest, tmp_path: Path, server: Server | None) -> Iterator[RecordStore]:
    if request.param in STORES:
        made = STORES[request.param](tmp_path)
    elif server is None:
        pytest.skip(missing())
    else:
        made = Everybody(server)
        if request.param == "delivering":
            there = made
            made = DeliveringStore(lambda: there, tmp_path / "record.sqlite")
    yield made
    made.close()


def begin(store: RecordStore, case: Case, reader: str = "reader 1") -> Reading:
    return resume([store.append(open_reading(case, reader, bundled_protocol()))])


def test_an_event_comes_back_as_it_went_in(store: RecordStore, radiograph_case: Case) -> None:
    reading = begin(store, radiograph_case)
    proposal = reading.lock(SAID)
    event = store.append(proposal)
    assert (event.context, event.happening, event.event_id) == (proposal.context, proposal.happening, proposal.event_id)
    assert (event.wall_utc, event.monotonic_ns, event.process) == (
        proposal.wall_utc,
        proposal.monotonic_ns,
        proposal.process,
    )
    assert store.events(reading.reading_id)[-1] == event
    assert event.sequence == 2


def test_events_are_chained_from_the_anchor(store: RecordStore, radiograph_case: Case) -> None:
    reading = begin(store, radiograph_case)
    for number in range(5):
        reading = commit(reading, store, reading.save_draft(Opinion((), f"draft {number}")))
    chain = store.events(reading.reading_id)
    assert [event.sequence for event in chain] == [1, 2, 3, 4, 5, 6]
    assert [event.prev_hash for event in chain] == [anchor(reading.reading_id), *(e.event_hash for e in chain[:-1])]
    assert verify(chain) == []
    assert store.verify() == []


def test_readings_do_not_mix(store: RecordStore, radiograph_case: Case, knee_case: Case) -> None:
    first, second = begin(store, radiograph_case), begin(store, knee_case, "reader 2")
    first = commit(first, store, first.lock(SAID))
    second = commit(second, store, second.save_draft(Opinion()))
    assert [(entry.reader, entry.events) for entry in store.readings()] == [("reader 1", 2), ("reader 2", 2)]
    assert [entry.study_digest for entry in store.readings()] == [
        digest(case.study.study_uid) for case in (radiograph_case, knee_case)
    ]
    assert store.events("unknown") == ()
    assert store.verify() == []
    assert find_reading(store, "reader 1", radiograph_case.study.study_uid) == first
    assert find_reading(store, "reader 2", radiograph_case.study.study_uid) is None


def test_the_latest_reading_of_a_study_is_found(store: RecordStore, radiograph_case: Case) -> None:
    begin(store, radiograph_case)
    latest = begin(store, radiograph_case)
    assert find_reading(store, " reader 1 ", radiograph_case.study.study_uid) == latest


def test_the_same_proposal_twice_is_one_event(store: RecordStore, radiograph_case: Case) -> None:
    reading = begin(store, radiograph_case)
    proposal = reading.lock(SAID)
    assert store.append(proposal) == store.append(proposal)
    assert len(store.events(reading.reading_id)) == 2


def test_a_reading_is_opened_locked_and_signed_once(store: RecordStore, radiograph_case: Case) -> None:
    reading = begin(store, radiograph_case)
    twice = (reading.lock(SAID), reading.lock(Opinion((Answer("lower_limb/fracture", False, 10),))))
    store.append(twice[0])
    with pytest.raises(UserError, match="locked already"):
        store.append(twice[1])
    with pytest.raises(UserError, match="opened already"):
        store.append(propose(reading.context, happened.ReadingOpened(reading.protocol, phantom=False)))
    assert len(store.events(reading.reading_id)) == 2


def test_nothing_is_kept_of_a_reading_that_was_never_opened(store: RecordStore, radiograph_case: Case) -> None:
    elsewhere = begin(MemoryStore(), radiograph_case)
    with pytest.raises(UserError, match="never opened"):
        store.append(elsewhere.lock(SAID))
    assert store.readings() == ()


def test_the_fingerprint_changes_with_every_event(store: RecordStore, radiograph_case: Case) -> None:
    seen = {store.fingerprint()}
    reading = begin(store, radiograph_case)
    seen.add(store.fingerprint())
    commit(reading, store, reading.lock(SAID))
    seen.add(store.fingerprint())
    assert len(seen) == 3


def test_calls_from_many_threads_stay_in_one_chain(store: RecordStore, radiograph_case: Case) -> None:
    reading = begin(store, radiograph_case)
    reading = commit(reading, store, reading.lock(SAID))
    failures: list[BaseException] = []

    def look() -> None:
        try:
            for number in range(5):
                store.append(reading.expose(Exposure.SLICE, True, str(number)))
        except UserError as error:
            failures.append(error)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(store.events(reading.reading_id)) == 22
    assert store.verify() == []


def test_a_window_that_did_not_take_the_reading_up_last_is_refused(store: RecordStore, radiograph_case: Case) -> None:
    opened = store.append(open_reading(radiograph_case, "R1", bundled_protocol()))
    reading = resume([opened])
    elsewhere = replace(reading.unpause(), process="another window")
    store.append(elsewhere)
    with pytest.raises(UserError, match="another window"):
        store.append(reading.save_draft(Opinion(comment="late")))
    taken_back = resume(store.events(reading.reading_id))
    taken_back = taken_back.apply(store.append(taken_back.unpause()))
    store.append(taken_back.save_draft(Opinion(comment="mine again")))
    assert store.verify() == []


def test_a_late_draft_cannot_make_a_locked_reading_unreadable(store: RecordStore, radiograph_case: Case) -> None:
    reading = begin(store, radiograph_case)
    answers = tuple(Answer(question.question_id, True, 60) for question in reading.questions)
    late = reading.save_draft(Opinion(comment="late"))
    store.append(reading.lock(Opinion(answers)))
    with pytest.raises(UserError, match="no longer fits"):
        store.append(late)
    assert resume(store.events(reading.reading_id)).phase is Phase.AIDED
