"""Runs an export in a thread of its own, one picture after the other, and tells how far it is."""

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.session.messages import JobDone, Notice, NoticeLevel, Progress
from app.session.worker import Job, JobWorker, start_thread, stop_thread
from app.ui.export.files import PictureFile, open_file
from app.ui.export.plan import ExportPlan, Form
from app.ui.export.sheets import SheetPainter
from imaging.words import Words

FAULT = Words("The pictures could not be written because of a fault in the program; nothing was left behind.")
CANCELLED = Words("The export was stopped; nothing was left behind.")
WORDS = {Form.MP4: Words("Writing the video"), Form.PNG: Words("Writing pictures")}


class _Desk:
    """What the thread works on."""

    def __init__(self, painter: SheetPainter, plan: ExportPlan) -> None:
        self._painter, self._plan = painter, plan
        self._file: PictureFile | None = None

    def add(self, number: int) -> None:
        if self._file is None:
            self._file = open_file(self._plan)
        self._file.add(self._painter.paint(number))

    def finish(self) -> None:
        assert self._file is not None
        self._file.finish()

    def abandon(self) -> None:
        if self._file is not None:
            self._file.abandon()


class StackExport(QObject):
    """One export at a time.

    Signals
    -------
    noticed(Notice), progress_changed(Progress)
    """

    noticed = Signal(object)
    progress_changed = Signal(object)

    _wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan: ExportPlan | None = None
        self._desk: _Desk | None = None
        self._total = self._written = 0
        self._request = self._last = 0  # ids of jobs; the last one takes a half file away
        self._worker = JobWorker()
        self._thread = start_thread("export", self._worker, self)
        self._wanted.connect(self._worker.run)
        self._worker.finished.connect(self._deliver)

    @property
    def running(self) -> bool:
        """True from `start` until the file is closed, or taken away."""
        return self._desk is not None

    def start(self, painter: SheetPainter, plan: ExportPlan) -> None:
        """Write all pictures; nothing happens while another export runs."""
        if self.running or not len(painter):
            return
        self._plan, self._desk = plan, _Desk(painter, plan)
        self._total, self._written = len(painter), 0
        self._ask(partial(self._desk.add, 0))
        self._show_progress()

    def cancel(self) -> bool:
        """Stop, and leave nothing behind, unless all is written already; False when nothing was running."""
        if self.running and not self._last and self._written < self._total:
            self._end(NoticeLevel.INFO, CANCELLED)
        return self.running

    def close(self) -> None:
        """Stop, and end the thread."""
        if self.cancel():
            gone = threading.Event()
            self._ask(gone.set)
            gone.wait(timeout=10)  # jobs run in order: the half file has been taken away
        stop_thread(self._thread)

    def _ask(self, work: Callable[[], None]) -> None:
        self._request += 1
        self._wanted.emit(Job(self._request, work, FAULT))

    def _deliver(self, message: JobDone) -> None:
        if self._last:
            if message.request_id == self._last:  # what was left of a stopped export is gone
                self._desk, self._last = None, 0
        elif message.sentence:
            self._end(NoticeLevel.ERROR, message.sentence)
        elif self._written == self._total:
            self._desk = None
            self.progress_changed.emit(Progress("", active=False))
            self.noticed.emit(Notice(NoticeLevel.INFO, self._done()))
        elif self._desk is not None:
            self._written += 1
            is_last = self._written == self._total
            self._ask(self._desk.finish if is_last else partial(self._desk.add, self._written))
            self._show_progress()

    def _end(self, level: NoticeLevel, sentence: str) -> None:
        """Give up: what was asked for is still done, then the half file is taken away."""
        assert self._desk is not None
        self._ask(self._desk.abandon)
        self._last = self._request
        self.progress_changed.emit(Progress("", active=False))
        self.noticed.emit(Notice(level, sentence))

    def _done(self) -> str:
        is_video = self._plan is not None and self._plan.form is Form.MP4
        return (
            Words("The video of {n} pictures is saved.", "The video of 1 picture is saved.", self._total)
            if is_video
            else Words("{n} pictures are saved.", "1 picture is saved.", self._total)
        )

    def _show_progress(self) -> None:
        assert self._plan is not None
        self.progress_changed.emit(Progress(WORDS[self._plan.form], self._written, self._total))
