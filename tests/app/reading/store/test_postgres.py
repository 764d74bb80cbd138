"""Rights on the server, a workstation killed in the middle, and one that loses the network."""

import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from app.reading.opinion import Answer, Opinion
from app.reading.protocol import Phase, bundled_protocol
from app.reading.reading import Reading, commit, find_reading, open_reading, resume
from app.reading.store.delivering import DeliveringStore, proposal_of
from app.reading.store.postgres import PostgresStore, admit_reader, prepare_record
from imaging.errors import UserError
from imaging.study import Case
from main import main
from tests.app.reading.store.postgres_server import Server, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "PostgreSQL is here")

Fill = Callable[..., Reading]
SAID = Opinion((Answer("lower_limb/fracture", True, 80),), "a comment")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Server]:
    """One server for the module."""
    server = Server()
    yield server
    server.remove()


@pytest.fixture
def server(cluster: Server, request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """A new record with two readers, r1 and r2; gives the address of a role."""
    name = f"test_{abs(hash(request.node.name)) % 10**9}"
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    prepare_record(cluster.url(database=name))
    for number in (1, 2):
        admit_reader(cluster.url(database=name), f"r{number}", f"reader {number}")
    yield lambda role="boss": cluster.url(role, name)
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_reader_sees_only_own_readings(
    server: Callable[[str], str], fill: Fill, radiograph_case: Case, knee_case: Case
) -> None:
    mine, other = PostgresStore(server("r1")), PostgresStore(server("r2"))
    reading = fill(mine, radiograph_case)
    assert other.readings() == ()
    assert other.events(reading.reading_id) == ()
    assert [entry.events for entry in mine.readings()] == [5]
    owner = PostgresStore(server("boss"))
    assert len(owner.readings()) == 1
    assert owner.verify() == mine.verify() == other.verify() == []
    for store in (mine, other, owner):
        store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE overread.events SET body = '{}'",
        "DELETE FROM overread.events",
        "TRUNCATE overread.events",
        "INSERT INTO overread.events SELECT position + 1, reading_id, sequence + 1, 'x', reader, kind, body,"
        " event_hash, record_hash FROM overread.events",
        "UPDATE overread.head SET events = 0",
        "SELECT * FROM overread.people",
        "INSERT INTO overread.people VALUES ('r1', 'reader 2')",
        "ALTER TABLE overread.events DISABLE TRIGGER ALL",
        "DROP TABLE overread.events",
        "SELECT overread.append('{\"reader\": \"reader 2\"}', '')",
        "SET ROLE boss",
    ],
)
def test_a_reader_cannot_get_round_the_record(
    server: Callable[[str], str], fill: Fill, radiograph_case: Case, statement: str
) -> None:
    store = PostgresStore(server("r1"))
    fill(store, radiograph_case)
    with psycopg.connect(server("r1")) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(statement)  # type: ignore[arg-type]
    assert refused.value.sqlstate in ("42501", "OV001", "OV002")
    assert store.verify() == []
    assert len(store.readings()) == 1
    store.close()


@pytest.mark.parametrize("statement", ["UPDATE overread.events SET kind = 'x'", "DELETE FROM overread.events"])
def test_the_owner_cannot_change_it_either_and_taking_the_guards_out_shows(
    server: Callable[[str], str], fill: Fill, radiograph_case: Case, statement: str
) -> None:
    store = PostgresStore(server("r1"))
    fill(store, radiograph_case)
    with psycopg.connect(server("boss"), autocommit=True) as connection:
        with pytest.raises(psycopg.Error, match="append-only"):
            connection.execute(statement)  # type: ignore[arg-type]
        connection.execute("ALTER TABLE overread.events DISABLE TRIGGER events_are_never_changed")
        connection.execute(statement)  # type: ignore[arg-type]
    owner = PostgresStore(server("boss"))
    sentences = [problem.sentence for problem in owner.verify()]
    assert "the guard events_are_never_changed was taken out of the record" in sentences
    assert len(sentences) > 1
    owner.close()
    store.close()


def test_nobody_writes_for_another_reader(server: Callable[[str], str], radiograph_case: Case) -> None:
    store = PostgresStore(server("r2"))
    with pytest.raises(UserError, match="your own readings"):
        store.append(open_reading(radiograph_case, "reader 1", bundled_protocol()))
    own = resume([store.append(open_reading(radiograph_case, "reader 2", bundled_protocol()))])
    assert own.phase is Phase.UNAIDED
    store.close()


def test_a_database_without_a_record_and_a_server_that_is_not_there(cluster: Server) -> None:
    with pytest.raises(UserError, match="holds no record"):
        PostgresStore(cluster.url(database="template1"))
    with pytest.raises(UserError, match="cannot be reached"):
        PostgresStore("postgresql://r1@127.0.0.1:1/postgres")
    with pytest.raises(UserError, match="does not know this name"):
        PostgresStore(cluster.url("stranger"))
    with pytest.raises(UserError, match="no such database"):
        PostgresStore(cluster.url(database="nowhere"))


WORKSTATION = """
import sys
from app.reading.opinion import Answer, Opinion
from app.reading.protocol import bundled_protocol
from app.reading.reading import commit, find_reading, open_reading, resume
from app.reading.store.postgres import PostgresStore
from imaging.study import Case, Series, Stack, StackKind, Study
url, reader, number = sys.argv[1:4]
store = PostgresStore(url)
stack = Stack("1.2.3.1/0", "1.2.3.1", StackKind.RADIOGRAPH, (), rows=100, columns=80, slices=1)
case = Case(Study("1.2.3", series=(Series("1.2.3.1", modality="DX", body_part="LEG", stacks=(stack,)),)))
for round_ in range(int(number)):
    reading = resume([store.append(open_reading(case, reader, bundled_protocol()))])
    print("event", reading.reading_id, 1, flush=True)
    for draft in range(3):
        reading = commit(reading, store, reading.save_draft(Opinion((), f"draft {draft}")))
        print("event", reading.reading_id, reading.last_sequence, flush=True)
    reading = commit(reading, store, reading.lock(Opinion((Answer("lower_limb/fracture", True, 80),))))
    print("event", reading.reading_id, reading.last_sequence, flush=True)
"""


def test_two_workstations_and_one_is_killed(server: Callable[[str], str]) -> None:
    """What was acknowledged before the kill is there, once; the other workstation noticed nothing."""
    command = [sys.executable, "-c", WORKSTATION]
    killed = subprocess.Popen([*command, server("r1"), "reader 1", "100000"], stdout=subprocess.PIPE, text=True)
    other = subprocess.Popen([*command, server("r2"), "reader 2", "8"], stdout=subprocess.PIPE, text=True)
    said, _ = other.communicate(timeout=300)
    assert killed.stdout is not None
    acknowledged = [killed.stdout.readline() for _ in range(8)]  # it is surely in the middle of something
    killed.kill()
    acknowledged += killed.stdout.read().splitlines()
    killed.stdout.close()
    killed.wait()
    assert other.returncode == 0
    assert all(acknowledged[:8])
    owner = PostgresStore(server("boss"))
    assert owner.verify() == []
    stored = {(e.reading_id, e.sequence) for entry in owner.readings() for e in owner.events(entry.reading_id)}
    for line in (*acknowledged, *said.splitlines()):
        words = line.split()
        if len(words) == 3:
            assert (words[1], int(words[2])) in stored
    assert sum(entry.events for entry in owner.readings()) == len(stored)
    owner.close()


def test_prepare_admit_verify_from_the_command_line(
    cluster: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], radiograph_case: Case
) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE by_command")
    url = cluster.url(database="by_command")
    assert main(["record", "prepare", "--record", url]) == 0
    assert main(["record", "prepare", "--record", url]) == 1
    assert "holds a record already" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("a secret\n"))
    assert main(["record", "admit", "Reader Three", "--role", "r3_by_command", "--record", url]) == 0
    store = PostgresStore(cluster.url("r3_by_command", "by_command"))
    store.append(open_reading(radiograph_case, "reader three", bundled_protocol()))
    store.close()
    assert main(["record", "verify", "--record", url]) == 0
    assert "1 readings, 1 events: the record is whole" in capsys.readouterr().out
    assert main(["record", "prepare", "--record", "/tmp/record.sqlite"]) == 1


# ── a workstation that loses the network ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def workstation(server: Callable[[str], str], tmp_path: Path) -> Iterator[Callable[[str, str], DeliveringStore]]:
    """Open a reader's record at a named desk."""
    opened: list[DeliveringStore] = []

    def at(desk: str, role: str = "r1") -> DeliveringStore:
        store = DeliveringStore(lambda: PostgresStore(server(role)), tmp_path / f"{desk}.sqlite", retry_seconds=0.0)
        opened.append(store)
        return store

    yield at
    for store in opened:
        store.close()


def test_a_read_goes_on_without_the_network_and_is_delivered_once(
    cluster: Server, server: Callable[[str], str], workstation: Callable[..., DeliveringStore], radiograph_case: Case
) -> None:
    store = workstation("desk")
    reading = resume([store.append(open_reading(radiograph_case, "reader 1", bundled_protocol()))])
    assert store.online
    cluster.stop()
    reading = commit(reading, store, reading.save_draft(Opinion((), "offline")))
    assert not store.online
    reading = commit(reading, store, reading.lock(SAID))
    assert reading.phase is Phase.AIDED
    assert store.deliver() == 2
    assert len(store.events(reading.reading_id)) == 3
    cluster.start()
    assert store.deliver() == 0
    assert store.deliver() == 0
    there = PostgresStore(server("boss"))
    assert there.events(reading.reading_id) == store.events(reading.reading_id), "same ids, times and hashes"
    assert there.verify() == store.verify() == []
    there.close()


def test_an_answer_that_was_lost_on_the_way_is_not_written_twice(
    server: Callable[[str], str], workstation: Callable[..., DeliveringStore], fill: Fill, radiograph_case: Case
) -> None:
    """The server took the event, its acknowledgement never came: delivering again gives the same event."""
    store = workstation("desk")
    reading = fill(store, radiograph_case)
    there = PostgresStore(server("r1"))
    for event in store.events(reading.reading_id):
        assert there.keep(event) == event
        assert there.append(proposal_of(event)) == event
    assert len(there.events(reading.reading_id)) == 5
    there.close()


def test_a_reading_begun_at_one_desk_goes_on_at_another(
    workstation: Callable[..., DeliveringStore], fill: Fill, radiograph_case: Case
) -> None:
    first, second = workstation("first"), workstation("second")
    reading = fill(first, radiograph_case)
    found = find_reading(second, "reader 1", radiograph_case.study.study_uid)
    assert found == reading
    later = commit(found, second, found.unpause())
    assert [e.sequence for e in first.events(reading.reading_id)] == [1, 2, 3, 4, 5, 6]
    assert later.last_sequence == 6


def test_what_the_server_refuses_stays_here_and_is_named(
    cluster: Server,
    server: Callable[[str], str],
    workstation: Callable[..., DeliveringStore],
    fill: Fill,
    radiograph_case: Case,
) -> None:
    """Two desks went on with the same read, one of them offline: nothing is lost, nothing is overwritten."""
    first, second = workstation("first"), workstation("second")
    reading = fill(first, radiograph_case)
    assert len(second.events(reading.reading_id)) == 5
    cluster.stop()
    offline = commit(reading, first, reading.note_failure("at the first desk"))
    cluster.start()
    commit(reading, second, reading.note_failure("at the second desk"))
    assert first.deliver() == 1
    assert [problem.sentence for problem in first.verify()] != []
    assert len(first.events(reading.reading_id)) == offline.last_sequence == 6
    there = PostgresStore(server("boss"))
    assert there.verify() == []
    assert len(there.events(reading.reading_id)) == 6
    there.close()


def test_a_lost_server_is_left_alone_for_a_while(
    cluster: Server, server: Callable[[str], str], tmp_path: Path, radiograph_case: Case
) -> None:
    store = DeliveringStore(lambda: PostgresStore(server("r1")), tmp_path / "desk.sqlite", retry_seconds=3600)
    reading = resume([store.append(open_reading(radiograph_case, "reader 1", bundled_protocol()))])
    cluster.stop()
    reading = commit(reading, store, reading.save_draft(Opinion((), "the connection breaks here")))
    cluster.start()
    began = time.monotonic()
    reading = commit(reading, store, reading.save_draft(Opinion((), "still offline")))
    assert time.monotonic() - began < 5
    assert not store.online
    assert store.deliver() >= 2
    store.close()
    assert reading.last_sequence == 3
