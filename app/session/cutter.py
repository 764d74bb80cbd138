"""The thread that computes in full what a viewport shows coarsely while its plane moves."""

import os
import threading
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from app.session.cutting import CutRequest
from app.session.loaded_stack import Picture
from app.session.messages import JobDone, Notice, NoticeLevel
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from app.session.worker import Job, JobWorker, start_thread, stop_thread
from imaging.reslice import Cancelled

REST = 20
"""Milliseconds without movement after which a section is computed in full."""

FAULT = "This section could not be computed in full because of a fault in the program; see the log."


@dataclass(frozen=True)
class _Running:
    model: ViewportModel
    request: CutRequest
    stop: threading.Event


class Cutter(QObject):
    """Watches all viewports. The latest request of each wins; older ones stop. The thread starts when it is needed.

    Signals
    -------
    noticed(Notice)
    """

    noticed = Signal(object)
    _wanted = Signal(object)

    def __init__(self, viewports: Viewports, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewports = viewports
        self._heard: tuple[ViewportModel, ...] = ()
        self._running: dict[int, _Running] = {}
        self._last_id = 0
        self._worker: JobWorker | None = None
        self._thread: QThread | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self._begin)
        viewports.layout_changed.connect(self._listen)
        self._listen()

    def _listen(self) -> None:
        if self._heard is not self._viewports.models:
            self._heard = self._viewports.models
            for model in self._heard:
                model.picture_changed.connect(self._note)
        self._note()

    def _note(self) -> None:
        """Something moved: wait for rest, and stop what is not wanted any more."""
        wanted = [request for model in self._viewports.models if (request := model.unfinished) is not None]
        running = [one.request for one in self._running.values()]
        for one in self._running.values():
            if one.request not in wanted:
                one.stop.set()
        if any(request not in running for request in wanted):
            self._timer.start()

    def _begin(self) -> None:
        running = [one.request for one in self._running.values()]
        for model in self._viewports.models:
            request = model.unfinished
            if request is not None and request not in running:
                self._compute(model, request)

    def _compute(self, model: ViewportModel, request: CutRequest) -> None:
        if self._worker is None:
            self._worker = JobWorker()
            self._thread = start_thread("cut", self._worker, self)
            self._wanted.connect(self._worker.run)
            self._worker.finished.connect(self._deliver)
        stop = threading.Event()
        self._last_id += 1
        self._running[self._last_id] = _Running(model, request, stop)
        self._wanted.emit(Job(self._last_id, partial(_cut, request, stop), FAULT))

    def _deliver(self, message: JobDone) -> None:
        one = self._running[message.request_id]
        if message.sentence:
            # It stays among the running ones, so that it is not tried again and again.
            self.noticed.emit(Notice(NoticeLevel.ERROR, message.sentence))
            return
        del self._running[message.request_id]
        if message.value is not None and one.model in self._viewports.models:
            one.model.take_cut(one.request, message.value)

    def close(self) -> None:
        """Stop the thread."""
        self._timer.stop()
        for one in self._running.values():
            one.stop.set()
        if self._thread is not None:
            stop_thread(self._thread)


def _cut(request: CutRequest, stop: threading.Event) -> Picture | None:
    try:
        return request.cut(threads=os.cpu_count() or 1, cancelled=stop.is_set)
    except Cancelled:
        return None
