"""Garbage is collected in the main thread only.

Python collects in whatever thread happens to allocate. When that is a worker's and the garbage holds a widget, a timer
or a scene, Qt's object is taken apart outside of its thread, which ends the program without a word. So the automatic
collection is off, and a timer of the main thread does what it would have done: each generation when its count is due.
"""

import gc

from PySide6.QtCore import QObject, QTimer

from inference.quiet_import import is_importing

INTERVAL_MS = 200
"""Long enough to cost nothing, short enough that a worker's cycles do not pile up."""


def collect_due() -> None:
    """Collect the oldest generation whose count is over its threshold, and with it the younger ones.

    A threshold of 0 means never, as Python has it. While something large is imported nothing is collected: its modules
    would be walked again and again, and are put aside at the end.
    """
    if is_importing():
        return
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation] > 0:
            gc.collect(generation)
            return


class Collector(QObject):
    """Takes collecting over from Python for as long as the application lives; belongs to the main thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # Modules and the window lie there when the loop begins, and live as long as the program: walking them would
        # hold the screen for a tenth of a second.
        QTimer.singleShot(0, self, gc.freeze)
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()
