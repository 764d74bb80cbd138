"""What was freed goes back to the system."""

import ctypes
import os
import sys

import pytest

from app.session import freed_memory
from app.session.freed_memory import give_back

MB = 1024 * 1024
PIECE = 100_000
"""Small enough that glibc keeps its pages when it is freed."""


def resident() -> float:
    """Resident memory of this process in MB."""
    with open("/proc/self/statm") as words:
        return int(words.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="needs the allocator of glibc"
)
def test_freed_pages_are_given_back() -> None:
    freed = [bytearray(PIECE) for _ in range(400)]
    kept = [bytearray(PIECE) for _ in range(100)]  # lie behind them: the heap cannot shrink from its end
    freed.clear()
    before = resident()
    give_back()
    assert before - resident() > 20
    assert all(len(piece) == PIECE for piece in kept)


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected(_: object) -> None:
        raise AssertionError("no library is asked")

    monkeypatch.setattr(freed_memory.sys, "platform", "win32")
    monkeypatch.setattr(freed_memory.ctypes, "CDLL", unexpected)
    give_back()
