"""The resident memory of a benchmark's own process, from Linux."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager


def resident() -> float:
    """Resident memory of this process in MB."""
    with open("/proc/self/statm") as words:
        return int(words.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def watched() -> Iterator[list[float]]:
    """A list whose only number is the largest resident memory while the block runs."""
    peak, stop = [resident()], threading.Event()

    def watch() -> None:
        while not stop.wait(0.005):
            peak[0] = max(peak[0], resident())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()
