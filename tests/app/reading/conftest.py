"""A Reading with some events, in any store."""

from collections.abc import Callable

import pytest

from app.reading.protocol import bundled_protocol
from app.reading.reading import Answer, Opinion, Reading, commit, open_reading, resume
from app.reading.record_store import RecordStore
from imaging.study import Case


@pytest.fixture
def fill() -> Callable[..., Reading]:
    """Open a reading of a case in a store, save drafts 0, 1, 2 and lock it: five events."""

    def fill_store(store: RecordStore, case: Case, drafts: int = 3) -> Reading:
        reading = resume([store.append(open_reading(case, "reader 1", bundled_protocol()))])
        for number in range(drafts):
            reading = commit(reading, store, reading.save_draft(Opinion((), f"draft {number}")))
        return commit(reading, store, reading.lock(Opinion((Answer("lower_limb/fracture", True, 80),), "a comment")))

    return fill_store


class Clock:
    """Stands in for the `time` module: the monotonic clock goes only when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000_000_000

    def monotonic_ns(self) -> int:
        return self.now

    def go(self, seconds: float) -> None:
        self.now += round(seconds * 1e9)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the record and of the Reading."""
    made = Clock()
    monkeypatch.setattr("app.reading.record.time", made)
    monkeypatch.setattr("app.reading.reading_state.time", made)
    return made
