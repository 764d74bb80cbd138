"""One study, its record on a server, two readers at once: one workstation is killed mid-lock, one loses the network.

The killed one is ended by SIGKILL at the moment that counts: the server has taken the lock, and the workstation has not
been told. The other is cut off by a server that is stopped at once while it goes on reading.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.reading.protocol import Phase
from app.reading.reading import resume
from app.reading.store.delivering import DeliveringStore
from app.reading.store.postgres import PostgresStore, admit_reader, prepare_record
from app.reading.study.opening import close_study, open_study
from app.reading.study.progress import Step
from app.reading.study.reads import study_reads
from app.reading.study.study import ReaderStudy
from imaging.errors import UserError
from tests.app.reading.store.postgres_server import Server, missing
from tests.app.reading.study.conftest import write_study
from tests.app.reading.study.workstation import chance_of, read_on, says

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "PostgreSQL is here")

CASES = [(f"C{number}", "test", "", str(number % 2)) for number in range(1, 9)]
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def server() -> Iterator[Server]:
    """A server with a record of the readers R1 and R2."""
    made = Server()
    prepare_record(made.url())
    for reader in ("R1", "R2"):
        admit_reader(made.url(), reader.lower(), reader)
    yield made
    made.remove()


class Workstation:
    """A process that reads one reader's trials; it says what the record acknowledged, and waits where it is told to."""

    def __init__(self, folder: Path, url: str, local: Path, reader: str, stops_after: int, then: str) -> None:
        command = [sys.executable, "-m", "tests.app.reading.study.workstation"]
        arguments = [str(folder), url, str(local), reader, str(stops_after), then]
        own = shutil.copytree(folder, local.with_suffix(".study"))  # the images are copied to every workstation
        (own / "cases.csv").unlink()  # what is true stays with the owner
        arguments[0] = str(own)
        self.process = subprocess.Popen(
            [*command, *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self.acknowledged: list[tuple[str, int]] = []

    def until(self, word: str) -> None:
        """Take what it says until it says this, or ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            words = line.split()
            if words[0] == "event":
                self.acknowledged.append((words[1], int(words[2])))
            elif words[0] == word:
                return
        assert word == "end", f"the workstation ended before it said {word}"

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def ended(self) -> int:
        """Its exit code, once it said everything."""
        self.until("end")
        code = self.process.wait(timeout=60)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
        return code


@pytest.fixture
def study(server: Server, tmp_path: Path) -> Iterator[ReaderStudy]:
    """An open study of eight cases and two readers; record, log and accounts are on the server."""
    made = ReaderStudy(write_study(tmp_path / "study", cases=CASES), record=server.url())
    open_study(made)
    assert not (made.folder / "study.sqlite").exists()
    yield made
    made.close_files()


def test_one_is_killed_mid_lock_and_one_is_cut_off(server: Server, study: ReaderStudy, tmp_path: Path) -> None:
    places = {reader: tmp_path / f"{reader}.sqlite" for reader in ("R1", "R2")}
    urls = {reader: server.url(reader.lower()) for reader in places}
    killed = Workstation(study.folder, urls["R1"], places["R1"], "R1", 3, "die")
    cut = Workstation(study.folder, urls["R2"], places["R2"], "R2", 3, "wait")
    assert killed.ended() == -signal.SIGKILL
    cut.until("waiting")
    server.stop()
    cut.go_on()  # reads two trials more without the server, and ends
    assert cut.ended() == 0
    server.start()
    owner = PostgresStore(server.url())
    there = {(e.reading_id, e.sequence) for entry in owner.readings() for e in owner.events(entry.reading_id)}
    assert not set(cut.acknowledged) <= there, "the server should not have heard of the last two trials yet"
    _lock_was_taken_without_an_answer(owner, killed)
    for reader, place in places.items():
        _delivered_and_resumed(study, urls[reader], place, reader)
    _nothing_lost_nothing_twice(owner, killed, cut)
    owner.close()
    close_study(study)
    _as_one_would_have_read(study)


def _lock_was_taken_without_an_answer(owner: PostgresStore, killed: Workstation) -> None:
    """The last event of the killed one is a lock that it was never told of."""
    (begun,) = [
        e for e in owner.readings() if e.reader == "R1" and resume(owner.events(e.reading_id)).phase != "signed"
    ]
    last = owner.events(begun.reading_id)[-1]
    assert last.kind == "UnaidedReadLocked"
    assert (last.reading_id, last.sequence) not in killed.acknowledged
    assert (last.reading_id, last.sequence - 1) in killed.acknowledged


def _delivered_and_resumed(study: ReaderStudy, url: str, place: Path, reader: str) -> None:
    """The workstation is started again: it delivers, takes up what was begun, and reads to the end."""
    store = DeliveringStore(lambda: PostgresStore(url), place, retry_seconds=0.0)
    assert store.deliver() == 0
    step = study.next_step(reader, store)
    done = {"R1": (Step.RESUME, 3), "R2": (Step.BEGIN, 5)}
    assert (step.step, step.done) == done[reader]
    assert step.slot is not None
    assert step.slot.case == study.book().orders_of(reader)[1][step.done].case
    read_on(study, store, reader)
    assert study.next_step(reader, store).step is Step.DONE
    assert store.deliver() == 0
    assert store.verify() == []
    store.close()


def _nothing_lost_nothing_twice(owner: PostgresStore, *stations: Workstation) -> None:
    assert owner.verify() == []
    events = [event for entry in owner.readings() for event in owner.events(entry.reading_id)]
    there = {(event.reading_id, event.sequence) for event in events}
    for station in stations:
        assert len(station.acknowledged) > 10
        assert set(station.acknowledged) <= there
    assert len({event.event_id for event in events}) == len(there) == len(events)
    readings = [resume(owner.events(entry.reading_id)) for entry in owner.readings()]
    assert {reading.phase for reading in readings} == {Phase.SIGNED}
    sittings = Counter((r.context.reader, r.trial.case) for r in readings if r.trial)
    assert sittings == Counter({(reader, case): 1 for reader in ("R1", "R2") for case, *_ in CASES})


def _as_one_would_have_read(study: ReaderStudy) -> None:
    found = study_reads(study)
    assert len(found.reads) == 2 * 2 * len(CASES)
    assert dict(found.left_out) == {}
    for read in found.reads:
        answer = says(read.reader)(read.case, read.arm)
        assert (read.positive, read.rating) == (answer.positive, answer.rating)
    assert {m.case: m.rating for m in found.model} == {case: chance_of(case) for case, *_ in CASES}


def test_a_reader_of_the_study_sees_and_changes_nothing_of_the_other(server: Server, study: ReaderStudy) -> None:
    """Both readers' answers are on the server; each role gets its own, and may not write for the other."""
    for reader in ("R1", "R2"):
        store = PostgresStore(server.url(reader.lower()))
        read_on(study, store, reader, most=1)
        store.close()
    mine = PostgresStore(server.url("r1"))
    owner = PostgresStore(server.url())
    assert len(owner.readings()) == 2
    assert [entry.reader for entry in mine.readings()] == ["R1"]
    (foreign,) = [entry.reading_id for entry in owner.readings() if entry.reader == "R2"]
    assert mine.events(foreign) == ()
    with pytest.raises(UserError, match="your own readings"):
        read_on(study, mine, "R2", most=1)
    for statement in ("UPDATE overread.events SET body = '{}'", "DELETE FROM overread.events"):
        with psycopg.connect(server.url("r1")) as connection, pytest.raises(psycopg.Error) as refused:
            connection.execute(statement)  # type: ignore[arg-type]
        assert refused.value.sqlstate in ("42501", "OV001")
    assert owner.verify() == []
    for store in (mine, owner):
        store.close()
