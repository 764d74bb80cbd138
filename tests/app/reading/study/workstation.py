"""A workstation in a process of its own: reads one reader's trials of a study whose record is on a server.

    python -m tests.app.reading.study.workstation FOLDER URL LOCAL READER NUMBER die|wait

Reads NUMBER trials. Then it dies by SIGKILL in the lock of the next – the server has the event, nobody was told – or
says "waiting", waits for a line, and reads two more. What the record acknowledged is printed: "event READING SEQUENCE".
"""

import os
import signal
import sys
from pathlib import Path

from app.reading.opinion import Answer
from app.reading.record import Event, Problem, Proposal
from app.reading.record_store import RecordStore, StoredReading
from app.reading.store.delivering import DeliveringStore
from app.reading.store.postgres import PostgresStore
from app.reading.study.progress import Step
from app.reading.study.study import ReaderStudy
from imaging.finding import Finding, Probability
from inference.job import TaskResult, TaskStatus
from tests.app.reading.study.conftest import Q
from tests.app.reading.study.simulated import Says, read_one


def chance_of(case: str) -> float:
    """What the model says of a case: of each something else."""
    return int(case[1:]) / 16


def model_says(case: str) -> TaskResult:
    """The same as a result."""
    finding = Finding("lower_limb/fracture/0", "lower_limb", "fracture", Probability(chance_of(case), 0.5))
    return TaskResult("lower_limb", "1", "5e" * 32, TaskStatus.OK, findings=(finding,))


def says(reader: str) -> Says:
    """Every reader, case and phase has an answer of its own, so that a mixed-up one would show."""

    def answer(case: str, phase: str) -> Answer:
        number = 10 * int(case[1:]) + (5 if phase == "aided" else 0) + int(reader[1:])
        return Answer(Q, bool(number % 3), number)

    return answer


class Telling:
    """A store that prints what it was acknowledged, and may die before it is."""

    def __init__(self, store: DeliveringStore) -> None:
        self._store, self.dies_in = store, ""

    def append(self, proposal: Proposal) -> Event:
        """Append, perhaps die, tell."""
        event = self._store.append(proposal)
        if event.kind == self.dies_in:
            os.kill(os.getpid(), signal.SIGKILL)
        sys.stdout.write(f"event {event.reading_id} {event.sequence}\n")
        sys.stdout.flush()
        return event

    def events(self, reading_id: str) -> tuple[Event, ...]:
        return self._store.events(reading_id)

    def readings(self) -> tuple[StoredReading, ...]:
        return self._store.readings()

    def fingerprint(self) -> str:
        return self._store.fingerprint()

    def verify(self) -> list[Problem]:
        return self._store.verify()

    def close(self) -> None:
        self._store.close()


def read_on(study: ReaderStudy, store: RecordStore, reader: str, most: int = 1000) -> None:
    """Read the next trials, the first perhaps from where it was left."""
    for _ in range(most):
        step = study.next_step(reader, store)
        if step.step not in (Step.BEGIN, Step.RESUME):
            return
        assert step.slot is not None
        read_one(study, store, reader, step, says(reader), model_says(step.slot.case))


def main() -> None:
    """Read as the arguments say."""
    folder, url, local, reader, number, then = sys.argv[1:]
    study = ReaderStudy(Path(folder), record=url)
    keeping = DeliveringStore(lambda: PostgresStore(url), Path(local), retry_seconds=0.0)
    store = Telling(keeping)
    read_on(study, store, reader, int(number))
    if then == "die":
        store.dies_in = "UnaidedReadLocked"
        read_on(study, store, reader, 1)
    sys.stdout.write("waiting\n")
    sys.stdout.flush()
    sys.stdin.readline()
    read_on(study, store, reader, 2)
    assert not keeping.online
    store.close()


if __name__ == "__main__":
    main()
