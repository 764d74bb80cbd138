"""The countdown of a read with a time limit."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.reading_desk import ReadingDesk

TICK_MS = 250
RETRY_TICKS = 12
"""When the record refused the end of the time (a full disk), it is tried again after so many ticks."""


class ReadClock(QObject):
    """Ticks while the open read has a time limit, and ends the read when the time is up.

    Signals
    -------
    ticked()
        `seconds_left` is another whole second, or there is no limit any more.
    """

    ticked = Signal()

    def __init__(self, desk: ReadingDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: int | None = None
        self._wait = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        desk.phase_changed.connect(self._show_phase)

    @property
    def seconds_left(self) -> int | None:
        """Whole seconds, rounded up; None without a limit."""
        return self._shown

    def _show_phase(self, _: object) -> None:
        self._wait = 0
        reading = self._desk.reading
        limited = reading is not None and reading.seconds_left() is not None
        self._timer.start() if limited else self._timer.stop()
        self._tick()

    def _tick(self) -> None:
        reading = self._desk.reading
        left = reading.seconds_left() if reading is not None else None
        shown = None if left is None else int(-(-left // 1))
        if shown != self._shown:
            self._shown = shown
            self.ticked.emit()
        if left == 0.0 and not self._desk.writing:
            if self._wait == 0:
                self._desk.end_of_time()
            self._wait = (self._wait + 1) % RETRY_TICKS
