"""Searching 100,000 studies as they are typed, letter by letter, and filling the worklist with them.

    python benchmarks/worklist.py [--studies 100000] [--readings 5000] [--rounds 3]

The studies are generated: 50,000 patients with German, Turkish, Russian and other names, 14 body parts, 5 modalities,
14 years. Each search is every beginning of a typed line ("m", "mr", "mr ", "mr k", …) with identity shown, as the
program makes it: the first 100 lines, newest first, and how many there are. The peers answer the same searches in the
same run, in turn with ours: a plain SQL scan (`LIKE '%word%'` over one text column of the same studies, also the first
100 and the count), and a filter over a list of strings in memory, without any database. The peers find short words
anywhere, ours at the start of a word. Last, the same lines are typed into the real window, drawn into memory: from the
key to the table that shows the answer.
"""

import argparse
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np

from app.reading.store.worklist import WorklistStore
from app.reading.worklist import (
    STATES,
    Column,
    KnownStudy,
    Order,
    ReadState,
    WorklistQuery,
    fold,
    private_words,
    public_words,
)
from app.session.remembering import BATCH
from imaging.study import Patient

TYPED = (
    "mr knee 2024 unread", "muller anna", "schmidt", "lspine 2019", "ct shoulder trauma", "dx 2025-03", "00421",
    "signed", "hand 2 ebenen", "xq", "p00042", "a m 2 k", "unread mr", "nguyen knee",
)  # fmt: skip

SYLLABLES = (
    "ber", "mann", "schmidt", "hof", "er", "bach", "meier", "müll", "stein", "holz", "wald", "feld", "lind", "ler",
    "kauf", "becker", "rich", "gold", "roth", "wein",
)  # fmt: skip
GIVEN = (
    "Anna", "Maria", "Peter", "Thomas", "Julia", "Lena", "Paul", "Max", "Sophie", "Karl", "Ursula", "Jürgen", "Ali",
    "Mehmet", "Ayşe", "Olga", "Иван", "Nguyen", "Li", "Ana",
)  # fmt: skip
PARTS = (
    "KNEE", "SHOULDER", "HIP", "ANKLE", "WRIST", "HAND", "FOOT", "LSPINE", "CSPINE", "ELBOW", "PELVIS", "LEG", "TSPINE",
    "FOREARM",
)  # fmt: skip
WORDS = {
    "MR": ("MRI right {}", "MRT {} nativ", "{} PD FS sag cor ax", "MR {} w/o contrast"),
    "DX": ("{} AP/lat", "X-ray {}", "{} 2 views"),
    "CR": ("{} 2 Ebenen",),
    "CT": ("CT {} bone", "{} trauma CT"),
    "US": ("US {}",),
}


def generate(number: int) -> list[KnownStudy]:
    """Studies, two to a patient; the same ones every time."""
    chance = random.Random(1)
    studies = []
    for n in range(number):
        person = random.Random(n if n < number // 2 else chance.randrange(number // 2))
        family = "".join(person.choice(SYLLABLES) for _ in range(person.choice((2, 2, 3)))).title()
        birth = f"{person.randrange(1925, 2015)}{person.randrange(1, 13):02d}{person.randrange(1, 29):02d}"
        patient = Patient(f"{family}^{person.choice(GIVEN)}", f"{person.randrange(10**8):08d}", birth)
        modality = chance.choices(tuple(WORDS), (5, 6, 2, 2, 1))[0]
        part = chance.choice(PARTS)
        date = f"{chance.randrange(2012, 2026)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
        studies.append(
            KnownStudy(
                study_uid=f"1.2.826.0.1.3680043.8.498.{chance.randrange(10**38)}",
                patient=patient,
                date=date,
                description=chance.choice(WORDS[modality]).format(part.title()),
                accession_number=f"A{date[2:4]}{chance.randrange(10**7):07d}",
                modalities=(modality,),
                body_parts=(part,),
                series=chance.randrange(1, 9),
                images=chance.randrange(1, 400),
                places=(f"/archive/{n // 100:04d}/{n:06d}",),
            )
        )
    return studies


def beginnings() -> Iterator[str]:
    """What stands in the field after each key."""
    for line in TYPED:
        for end in range(1, len(line) + 1):
            yield line[:end]


@dataclass(frozen=True)
class Taken:
    """Milliseconds by the clock, and of the processor alone, which other programs do not lengthen."""

    clock: float
    processor: float


def timed(work: Callable[[], object], rounds: int) -> Taken:
    """The median of some rounds."""
    taken = []
    for _ in range(rounds):
        started, used = time.perf_counter(), time.thread_time()
        work()
        taken.append((1000 * (time.perf_counter() - started), 1000 * (time.thread_time() - used)))
    return Taken(*(float(median) for median in np.median(taken, axis=0)))


def said(name: str, taken: list[Taken]) -> None:
    """One line of the table."""
    columns = []
    for words, values in (("clock", [t.clock for t in taken]), ("processor", [t.processor for t in taken])):
        median, p95 = np.median(values), np.percentile(values, 95)
        columns.append(f"{words}: median {median:6.1f}  p95 {p95:6.1f}  max {max(values):6.1f}")
    print(f"{name:30} {'   '.join(columns)} ms")


def fill(path: Path, studies: list[KnownStudy]) -> WorklistStore:
    """Write them as the program does, a batch at a time."""
    store, batches = WorklistStore(path), []
    started = time.perf_counter()
    for at in range(0, len(studies), BATCH):
        batches.append(timed(lambda at=at: store.keep(studies[at : at + BATCH]), 1))
    seconds = time.perf_counter() - started
    print(f"inserted {len(studies):,} in {seconds:.1f} s ({1000 * seconds / len(studies):.2f} ms a study)")
    said(f"one batch of {BATCH}", batches)
    return store


class Peers:
    """The same studies in one text column, and in one list of strings."""

    def __init__(self, path: Path, studies: list[KnownStudy], states: dict[str, ReadState]) -> None:
        newest_first = sorted(studies, key=lambda study: study.date, reverse=True)
        self.lines = [
            " ".join((*public_words(s, n), *private_words(s), states.get(s.digest, ReadState.UNREAD)))
            for n, s in enumerate(newest_first)
        ]
        self.connection = sqlite3.connect(path)
        self.connection.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        self.connection.executemany("INSERT INTO plain (text) VALUES (?)", ((line,) for line in self.lines))
        self.connection.commit()

    def like(self, text: str) -> int:
        """By SQL."""
        words = [f"%{word}%" for word in fold(text).split()]
        where = " AND ".join(["text LIKE ?"] * len(words)) or "1"
        self.connection.execute(f"SELECT id FROM plain WHERE {where} ORDER BY id LIMIT 100", words).fetchall()
        return int(self.connection.execute(f"SELECT count(*) FROM plain WHERE {where}", words).fetchone()[0])

    def filtered(self, text: str) -> int:
        """In memory."""
        words = fold(text).split()
        return len([line for line in self.lines if all(word in line for word in words)])


def in_the_store(store: WorklistStore, peers: Peers, states: dict[str, ReadState], rounds: int) -> None:
    """Ours and both peers, in turn."""
    rows = []
    for text in beginnings():
        query = WorklistQuery(text, identity=True, states=states)
        works: tuple[Callable[[], object], ...] = (
            lambda query=query: store.search(query),
            lambda text=text: peers.like(text),
            lambda text=text: peers.filtered(text),
        )
        rows.append([timed(work, rounds) for work in works])
    ours, like, plain = (list(times) for times in zip(*rows, strict=True))
    print(f"{len(rows)} searches, as typed")
    for name, times in (("ours", ours), ("SQL LIKE scan", like), ("Python list", plain)):
        said(f"  {name}", times)
    for words, times in (("LIKE", like), ("list", plain)):
        clock = np.median([t.clock for t in times]) / np.median([t.clock for t in ours])
        processor = np.median([t.processor for t in times]) / np.median([t.processor for t in ours])
        print(f"  {words} / ours: {clock:.1f} by the clock, {processor:.1f} of the processor (medians)")
    slowest = sorted(zip((t.clock for t in ours), beginnings(), strict=True), reverse=True)[:3]
    print("  slowest: " + ", ".join(f"“{text}” {taken:.1f} ms" for taken, text in slowest))
    for column in Column:
        queries = [
            WorklistQuery(line, True, states, Order(column, way)) for line in ("", *TYPED) for way in (False, True)
        ]
        said(f"  ordered by {column}", [timed(lambda q=q: store.search(q), rounds) for q in queries])


def in_the_window(record: Path, rounds: int) -> None:
    """From the key to the table that shows the answer; the thread, the model and the painting included."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.session.settings import Settings
    from app.ui.cli import build_window, start_application

    application = start_application()
    window = build_window(record, Settings(reader="benchmark", show_identity=True), None)
    window.resize(1600, 1000)
    window.show()
    window.focus_search()
    front, worklist = window.front, window.worklist
    assert worklist is not None

    def wait() -> None:
        while worklist.searching:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        front.table.repaint()

    def press(letter: str) -> None:
        QTest.keyClicks(front.search, letter)
        wait()

    started = time.perf_counter()
    wait()
    print(
        f"load {os.getloadavg()[0]:.1f}; first answer in a new window {1000 * (time.perf_counter() - started):.0f} ms"
    )
    taken = []
    for _ in range(rounds):
        for line in TYPED:
            front.search.clear()
            wait()
            for letter in line:
                taken.append(timed(lambda letter=letter: press(letter), 1))
    said("in the window, key to paint", taken)
    window.close()
    application.processEvents()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=100_000)
    parser.add_argument(
        "--readings", type=int, default=5_000, help="studies that the reader has begun, locked or signed"
    )
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    studies = generate(args.studies)
    chance = random.Random(2)
    read = chance.sample(studies, min(args.readings, len(studies)))
    states = {study.digest: chance.choice(STATES[1:]) for study in read}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = fill(folder / "worklist.sqlite", studies)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 2**20
        print(f"file {size:.0f} MiB; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        in_the_store(store, Peers(folder / "plain.sqlite", studies, states), states, args.rounds)
        store.close()
        in_the_window(folder / "record.sqlite", args.rounds)


if __name__ == "__main__":
    main()
