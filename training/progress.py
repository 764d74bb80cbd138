"""How far something is, on one line of a terminal; nothing where stderr is a file."""

import sys
import time


class Progress:
    """A line that is written over itself: ``Looking at the pixels 120/2590, 0:14 left``.

    Parameters
    ----------
    title : str
    total : int
    """

    INTERVAL = 0.2
    """Seconds between two writings."""

    def __init__(self, title: str, total: int) -> None:
        self._title, self._total = title, total
        self._began, self._written, self._width = time.monotonic(), -1.0, 0

    def __call__(self, done: int, words: str = "") -> None:
        """Say that so many are done."""
        now = time.monotonic()
        if not sys.stderr.isatty() or (now - self._written < self.INTERVAL and done < self._total):
            return
        self._written = now
        left = (now - self._began) * (self._total - done) / done if done else 0.0
        text = f"{self._title} {done}/{self._total}, {minutes(left)} left{words}"
        self._put(text)

    def close(self) -> None:
        """Take the line away."""
        if self._width:
            self._put("")
            sys.stderr.write("\r")

    def _put(self, text: str) -> None:
        sys.stderr.write(f"\r{text.ljust(self._width)}")
        sys.stderr.flush()
        self._width = len(text)


def minutes(seconds: float) -> str:
    """``1:05`` or ``2:03:09``."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
