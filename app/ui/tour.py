"""The tour: the main job without hands, in the real window, with a picture of every step.

A script is a generator. It does what a reader would do and yields `Until`: go on when this holds. Nothing sleeps; a
condition that does not come true in time ends the tour with a sentence.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from app.reading.export import event_line
from app.reading.record import Event
from app.session.messages import Notice
from app.ui.demo import DemoMaker
from app.ui.main_window import MainWindow
from imaging.errors import UserError
from imaging.phantoms.demo import DemoStudy

RECORD, EVENTS = "record.sqlite", "record.jsonl"
LOOK_EVERY_MS = 20
LAYOUT_PASSES = 8
"""A change deep in the reading column goes up through as many layouts."""


@dataclass(frozen=True)
class Until:
    """Wait for a condition; `what` completes "The tour waited for …"."""

    holds: Callable[[], bool]
    what: str
    seconds: float = 20.0


Script = Iterator[Until]
Job = Callable[["Tour", MainWindow], Script]


def tour_record(folder: Path) -> Path:
    """Make the tour's folder and take away what an earlier tour left there; return where its own record goes."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in (*folder.glob("[0-9][0-9]_*.png"), *folder.glob(f"{RECORD}*"), folder / EVENTS):
            old.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"The folder for the tour cannot be written: {error.strerror}.") from error
    return folder / RECORD


def run_tour(window: MainWindow, maker: DemoMaker, folder: Path, job: "Job") -> int:
    """Run a whole job in the window; 0 when it reached its end.

    Raises
    ------
    UserError
        When something did not come about; the sentence says what.
    """
    tour, loop = Tour(window, folder), QEventLoop()
    tour.ended.append(loop.quit)
    maker.opened.connect(tour.keep_studies)
    maker.failed.connect(tour.give_up)
    tour.start(job(tour, window))
    maker.start()
    # A fault in any slot of the window ends the tour; its traceback goes where all faults go.
    log_fault, sys.excepthook = sys.excepthook, tour.note_fault
    loop.exec()
    sys.excepthook = log_fault
    window.close()
    tour.close()
    if tour.failure:
        raise UserError(tour.failure)
    sys.stdout.write(f"{tour.pictures} pictures in {folder.name}, {tour.events} events in {EVENTS}\n")
    return 0


class Tour(QObject):
    """Drives a script, takes its pictures, and writes down every event the moment the record has acknowledged it."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__()
        self._window, self._folder = window, folder
        self.pictures = self.events = 0
        self.failure = ""
        self.studies: list[DemoStudy] = []
        self.notices: list[str] = []
        self.ended: list[Callable[[], object]] = []
        self._script: Script = iter(())
        self._waiting: Until | None = None
        self._deadline = 0.0
        self._stream = (folder / EVENTS).open("a", encoding="utf-8")
        self._log_fault = sys.excepthook
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        window.session.recorded.connect(self._keep_event)
        window.session.noticed.connect(self._keep_notice)

    def keep_studies(self, studies: list[DemoStudy]) -> None:
        """The demo studies are there."""
        self.studies = studies

    def give_up(self, sentence: str) -> None:
        """End with this sentence."""
        self._end(sentence)

    def start(self, script: Script) -> None:
        """Begin a script once the event loop runs."""
        self._script = script
        self._timer.start()

    def picture(self, name: str) -> None:
        """Save the window, with a dialog when one is open, as ``NN_name.png``."""
        self.pictures += 1
        for _ in range(LAYOUT_PASSES):  # what a reader sees is laid out; a picture must not come before that
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        shown = self._window.grab()
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        painter = QPainter(shown)
        for dialog in dialogs:
            self._draw(painter, shown, dialog)
        painter.end()
        if not shown.save(str(self._folder / f"{self.pictures:02d}_{name}.png")):
            raise UserError("A picture of the tour could not be written. Is the disk full?")

    def _draw(self, painter: QPainter, window: QPixmap, dialog: QDialog) -> None:
        ratio = window.devicePixelRatio()
        middle = (window.width() / ratio - dialog.width()) / 2, (window.height() / ratio - dialog.height()) / 2
        painter.drawPixmap(round(middle[0]), round(middle[1]), dialog.grab())

    def note_fault(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """End the tour because of a fault in the program."""
        self._log_fault(kind, error, trace)
        self._end(f"The tour stopped after picture {self.pictures} because of a fault: {kind.__name__}.")

    def _look(self) -> None:
        """Go on when what the script waits for holds."""
        try:
            self._advance()
        except UserError as error:
            self._end(str(error))

    def _advance(self) -> None:
        if self._waiting is not None and not self._waiting.holds():
            if time.monotonic() > self._deadline:
                last = f" The last message was: {self.notices[-1]}" if self.notices else ""
                raise UserError(f"The tour waited {self._waiting.seconds:.0f} s for {self._waiting.what}.{last}")
            return
        self._waiting = None
        self._timer.stop()  # a step may run an event loop of its own
        try:
            self._waiting = next(self._script)
        except StopIteration:
            self._end("")
            return
        self._deadline = time.monotonic() + self._waiting.seconds
        self._timer.start()

    def _end(self, failure: str) -> None:
        self._timer.stop()
        self.failure = failure
        for call in self.ended:
            call()

    def _keep_event(self, event: Event) -> None:
        self._stream.write(json.dumps(event_line(event, free_text=True), ensure_ascii=False) + "\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self.events += 1

    def _keep_notice(self, notice: Notice) -> None:
        self.notices.append(notice.sentence)

    def close(self) -> None:
        """Close the list of events."""
        self._stream.close()
