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
