"""Hands on to the record's server what could not be delivered, as soon as it answers, and says how it stands."""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.messages import Notice, NoticeLevel
from app.session.record_keeper import RecordKeeper
from imaging.words import Words

EVERY_MS = 10_000
DELIVERED = Words("Everything that waited on this computer has been delivered to the record's server.")


class Delivery(QObject):
    """For a record on a server: asks its `DeliveringStore` to deliver, again and again.

    Signals
    -------
    noticed(Notice)
        When something begins to wait, and when nothing waits any more.
    """

    noticed = Signal(object)

    def __init__(self, keeper: RecordKeeper, parent: QObject | None = None, every_ms: int = EVERY_MS) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self.waiting = 0
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self.deliver)
        self._timer.start()

    def deliver(self) -> None:
        """Deliver now, in the record's thread; a delivery that is still under way is not doubled."""
        if not self._keeper.busy:
            self._keeper.do(_deliver, self._tell, lambda _: None)

    def _tell(self, waiting: int) -> None:
        before, self.waiting = self.waiting, waiting
        if waiting and not before:
            words = Words(
                "The record's server has not taken {n} steps of your reads yet: they are safe on this computer, and "
                "are delivered when it answers.",
                "The record's server has not taken 1 step of your reads yet: they are safe on this computer, and "
                "are delivered when it answers.",
                waiting,
            )
            self.noticed.emit(Notice(NoticeLevel.WARNING, words))
        elif before and not waiting:
            self.noticed.emit(Notice(NoticeLevel.INFO, DELIVERED))


def _deliver(store: Any) -> int:
    return int(store.deliver())
