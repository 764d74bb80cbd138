"""The thread that computes in full what a viewport shows coarsely while its plane moves."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from app.session.cutting import CutRequest
from app.session.loaded_stack import Picture
from app.session.messages import JobDone, Notice, NoticeLevel
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from app.session.worker import Job, JobWorker, start_thread, stop_thread
from imaging.reslice_compiled import is_ready, prepare
from imaging.reslice_grid import Cancelled
from imaging.words import Words
from inference.quiet_import import quietly

REST = 20
"""Milliseconds without movement after which a section is computed in full."""

FAULT = Words("This section could not be computed in full because of a fault in the program; see the log.")


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
        self._failed: list[CutRequest] = []
        self._prepared: set[tuple[Any, bool]] = set()
        self._preparing: set[int] = set()
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
        self._prepare()
        wanted = [request for model in self._viewports.models if (request := model.unfinished) is not None]
        for one in self._running.values():
            if one.request not in wanted:
                one.stop.set()
        # What failed is not tried again and again.
        self._failed = [request for request in self._failed if request in wanted]
        if any(not self._is_begun(request) for request in wanted):
            self._timer.start()

    def _is_begun(self, request: CutRequest) -> bool:
        return request in self._failed or any(request is one.request for one in self._running.values())

    def _begin(self) -> None:
        for model in self._viewports.models:
            request = model.unfinished
            if request is not None and not self._is_begun(request):
                stop = threading.Event()
                self._running[self._do(partial(_cut, request, stop))] = _Running(model, request, stop)

    def _prepare(self) -> None:
        """Have the inner loop compiled for the values of which planes are turned or slabs made."""
        for model in self._viewports.models:
            image = model.loaded.image if model.loaded is not None and model.is_computed else None
            if image is not None:
                kind = image.values.dtype, image.padding is not None
                if kind not in self._prepared and not is_ready(image.values, image.padding):
                    self._prepared.add(kind)
                    self._preparing.add(self._do(partial(_prepare_quietly, *kind)))

    # ── the thread ───────────────────────────────────────────────────────────────────────────────

    def _do(self, work: Callable[[], object]) -> int:
        if self._worker is None:
            self._worker = JobWorker()
            self._thread = start_thread("cut", self._worker, self)
            self._wanted.connect(self._worker.run)
            self._worker.finished.connect(self._deliver)
        self._last_id += 1
        self._wanted.emit(Job(self._last_id, work, FAULT))
        return self._last_id

    def _deliver(self, message: JobDone) -> None:
        if message.request_id in self._preparing:
            self._preparing.discard(message.request_id)  # when it failed the log says why, and sections take longer
            return
        one = self._running.pop(message.request_id)
        if message.sentence:
            self._failed.append(one.request)
            self.noticed.emit(Notice(NoticeLevel.ERROR, message.sentence))
        elif message.value is not None and one.model in self._viewports.models:
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
        return request.cut(cancelled=stop.is_set)
    except Cancelled:
        return None


def _prepare_quietly(dtype: Any, padded: bool) -> None:
    with quietly():
        prepare(dtype, padded=padded)
