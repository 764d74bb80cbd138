"""The record's own thread: an event is on the disk before anything on the screen may follow from it."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.reading.store.opening import RecordPlace, open_record
from app.session.messages import JobDone
from app.session.worker import Job, JobWorker, start_thread, stop_thread
from imaging.words import Words

FAULT = Words("The record could not be written because of a fault in the program; nothing was changed.")


class RecordKeeper(QObject):
    """Does work on the record store in order, one piece at a time, and calls back in the main thread.

    The store is opened, used and closed only in the record thread. Another store can be kept in the same way, in a
    thread of another `name` and with another sentence for a `fault`.
    """

    busy_changed = Signal()

    _wanted = Signal(object)

    def __init__(
        self, open_store: Callable[[], Any], parent: QObject | None = None, name: str = "record", fault: str = FAULT
    ) -> None:
        super().__init__(parent)
        self._open_store, self._fault = open_store, fault
        self._store: Any = None
        self._next_id = 0
        self._waiting: dict[int, tuple[Callable[[Any], None], Callable[[str], None]]] = {}
        self._worker = JobWorker()
        self._thread = start_thread(name, self._worker, self)
        self._wanted.connect(self._worker.run)
        self._worker.finished.connect(self._deliver)

    @property
    def busy(self) -> bool:
        """True while something has been asked for and not yet answered."""
        return bool(self._waiting)

    def do(self, work: Callable[[Any], Any], done: Callable[[Any], None], failed: Callable[[str], None]) -> None:
        """Call `work(store)` in the record thread, then `done(value)` or `failed(sentence)` in the main thread."""
        self.do_beside(lambda: work(self._opened()), done, failed, self._fault)

    def do_beside(
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[str], None], fault: str
    ) -> None:
        """Call `work()` in the record thread, in its turn: for what is kept beside the record."""
        self._next_id += 1
        self._waiting[self._next_id] = (done, failed)
        self._wanted.emit(Job(self._next_id, work, fault))
        self.busy_changed.emit()

    def _opened(self) -> Any:
        if self._store is None:
            self._store = self._open_store()
        return self._store

    def _deliver(self, message: JobDone) -> None:
        done, failed = self._waiting.pop(message.request_id)
        if message.sentence:
            failed(message.sentence)
        else:
            done(message.value)
        self.busy_changed.emit()

    def close(self) -> None:
        """Finish what was asked for, close the store and stop the thread."""

        closed = threading.Event()

        def close_store() -> None:
            try:
                if self._store is not None:
                    self._store.close()
            finally:
                closed.set()

        self._next_id += 1
        self._waiting[self._next_id] = (lambda _: None, lambda _: None)
        self._wanted.emit(Job(self._next_id, close_store))
        closed.wait(timeout=10)  # jobs run in order, so everything asked for before has been written
        stop_thread(self._thread)


def default_store(place: RecordPlace) -> Callable[[], Any]:
    """How to open the record, in whatever thread calls it."""

    def open_store() -> Any:
        return open_record(place)

    return open_store
