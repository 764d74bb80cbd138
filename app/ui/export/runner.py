"""Runs an export: sheets are made in the main thread, a few milliseconds each; all else happens in another thread."""

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.session.messages import JobDone, Notice, NoticeLevel, Progress
from app.session.worker import Job, JobWorker, start_thread, stop_thread
from app.ui.export.files import PictureFile, open_file
from app.ui.export.plan import ExportPlan, Form
from app.ui.export.sheets import Sheet, SheetMaker, painted
from app.ui.rendering import PictureRenderer

AHEAD = 2
"""Sheets that wait for the thread: enough that it never waits, few enough that they take little memory."""

FAULT = "The pictures could not be written because of a fault in the program; nothing was left behind."
CANCELLED = "The export was stopped; nothing was left behind."
WORDS = {Form.MP4: "Writing the video", Form.PNG: "Writing pictures"}


class _Desk:
    """What the thread works on."""

    def __init__(self, plan: ExportPlan) -> None:
        self._plan = plan
        self._file: PictureFile | None = None
        self._renderer = PictureRenderer()

    def add(self, sheet: Sheet) -> None:
        if self._file is None:
            self._file = open_file(self._plan)
        self._file.add(painted(sheet, self._renderer))

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
        self._maker: SheetMaker | None = None
        self._desk: _Desk | None = None
        self._made = self._written = 0
        self._request = self._last = 0
        self._worker = JobWorker()
        self._thread = start_thread("export", self._worker, self)
        self._wanted.connect(self._worker.run)
        self._worker.finished.connect(self._deliver)

    @property
    def running(self) -> bool:
        """True from `start` until the last file is closed, or taken away."""
        return self._desk is not None

    def start(self, maker: SheetMaker, plan: ExportPlan) -> None:
        """Write all pictures; nothing happens while another export runs."""
        if self.running or not len(maker):
            return
        self._plan, self._maker, self._desk = plan, maker, _Desk(plan)
        self._made = self._written = 0
        self._show_progress()
        self._feed()

    def cancel(self) -> bool:
        """Stop, and leave nothing behind, unless all is written already; False when nothing was running."""
        if self._maker is not None and self._written < len(self._maker):
            self._end(NoticeLevel.INFO, CANCELLED)
        return self.running

    def close(self) -> None:
        """Stop, and end the thread."""
        if self.cancel():
            gone = threading.Event()
            self._ask(gone.set)
            gone.wait(timeout=10)  # jobs run in order: the half file has been taken away
        stop_thread(self._thread)

    def _feed(self) -> None:
        while self._maker is not None and self._desk is not None and self._made - self._written < AHEAD:
            if self._made == len(self._maker):
                return
            desk, sheet = self._desk, self._maker.sheet(self._made)
            self._made += 1
            self._ask(partial(desk.add, sheet))

    def _ask(self, work: Callable[[], None]) -> None:
        self._request += 1
        self._wanted.emit(Job(self._request, work, FAULT))

    def _deliver(self, message: JobDone) -> None:
        if message.request_id == self._last:  # what was left of a stopped export is gone
            self._desk, self._last = None, 0
        if self._maker is None or self._plan is None:
            return
        if message.sentence:
            self._end(NoticeLevel.ERROR, message.sentence)
            return
        if self._written == len(self._maker):
            self._desk, self._maker = None, None
            self.progress_changed.emit(Progress("", active=False))
            count = self._written
            words = f"The video of {count} pictures" if self._plan.form is Form.MP4 else f"{count} pictures"
            verb = "is" if self._plan.form is Form.MP4 else "are"
            self.noticed.emit(Notice(NoticeLevel.INFO, f"{words} {verb} saved."))
            return
        self._written += 1
        if self._written == len(self._maker) and self._desk is not None:
            self._ask(self._desk.finish)
        else:
            self._feed()
        self._show_progress()

    def _end(self, level: NoticeLevel, sentence: str) -> None:
        """Give up: what was asked for is still done, then the half file is taken away."""
        assert self._desk is not None
        self._maker = None
        self._ask(self._desk.abandon)
        self._last = self._request
        self.progress_changed.emit(Progress("", active=False))
        self.noticed.emit(Notice(level, sentence))

    def _show_progress(self) -> None:
        assert self._plan is not None
        assert self._maker is not None
        self.progress_changed.emit(Progress(WORDS[self._plan.form], self._written, len(self._maker)))
