"""The studies that are open, and their pixels as far as they are in memory."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.session.loaded_stack import LoadedStack
from app.session.messages import (
    FrameRead,
    LoadFailure,
    Notice,
    NoticeLevel,
    Progress,
    ScanProgress,
    ScanRequest,
    StackRead,
    StackRequest,
)
from app.session.study_loader import StackReader, StudyScanner
from app.session.worker import start_thread, stop_thread
from imaging.dicom.index import NOT_AN_IMAGE
from imaging.errors import Refusal
from imaging.study import Stack, Study
from imaging.words import Words


class Shelf(QObject):
    """Finds studies in the background and keeps the stacks of the open one.

    Signals
    -------
    studies_changed()
        More is known of what lies in the paths that were opened.
    scan_finished()
    stack_changed(stack_id)
        More pixels of a stack have arrived.
    progress_changed(Progress)
    noticed(Notice)
    """

    studies_changed = Signal()
    scan_finished = Signal()
    stack_changed = Signal(str)
    progress_changed = Signal(object)
    noticed = Signal(object)

    _scan_wanted = Signal(object)
    _stack_wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.studies: tuple[Study, ...] = ()
        self.refusals: tuple[Refusal, ...] = ()
        self.scanning = False
        self.wanted: Callable[[Study], bool] = lambda study: True  # which study may be opened by itself
        self._before_scan: tuple[Study, ...] = ()
        self.searched: tuple[Path, ...] = ()  # all that was opened so far
        self._queue: list[tuple[Path, ...]] = []
        self._unfinished: set[str] = set()
        self._loaded: dict[str, LoadedStack] = {}
        self._stop_scan, self._stop_reading = threading.Event(), threading.Event()
        self._scan_id = self._generation = 0
        self._scanner, self._reader = StudyScanner(), StackReader()
        self._threads = [start_thread("scan", self._scanner, self), start_thread("read", self._reader, self)]
        self._scan_wanted.connect(self._scanner.scan)
        self._scanner.scan_progress.connect(self._show_scan)
        self._scanner.failed.connect(self._show_failure)
        self._stack_wanted.connect(self._reader.read)
        self._reader.frame_read.connect(self._keep_frame)
        self._reader.stack_read.connect(self._keep_stack)
        self._reader.failed.connect(self._show_failure)

    # ── finding studies ──────────────────────────────────────────────────────────────────────────

    def open_paths(self, paths: Iterable[Path]) -> None:
        """Search files, folders, zips or DICOMDIRs, after what is being searched now; what was found before stays."""
        if self.scanning:
            self._queue.append(tuple(paths))
            return
        self._stop_scan = threading.Event()
        self._scan_id += 1
        paths = tuple(paths)
        self.searched = (*self.searched, *(path for path in paths if path not in self.searched))
        self._before_scan, self.scanning = self.studies, True
        self.progress_changed.emit(Progress(Words("Searching for studies")))
        self._scan_wanted.emit(ScanRequest(self._scan_id, paths, self._stop_scan.is_set))

    def cancel_scan(self) -> None:
        """Stop searching; what has been found stays, but is not complete."""
        if self.scanning:
            self._stop_scan.set()
            self._scan_id += 1
            self._queue.clear()
            self.scanning = False
            self.progress_changed.emit(Progress("", active=False))
            self.noticed.emit(Notice(NoticeLevel.WARNING, Words("The search was stopped: images may be missing.")))
            self.studies_changed.emit()

    def is_complete(self, study_uid: str) -> bool:
        """False while a study is still being searched for, and after its search was stopped."""
        return study_uid not in self._unfinished

    def study(self, study_uid: str) -> Study | None:
        """The study with this UID, as far as it is known."""
        return next((study for study in self.studies if study.study_uid == study_uid), None)

    @property
    def first(self) -> Study | None:
        """The first study with images that is wanted."""
        return next((study for study in self.studies if study.stacks and self.wanted(study)), None)

    def forget_studies(self) -> None:
        """Take all studies off the shelf and stop searching; what comes next is searched by itself."""
        self._stop_scan.set()
        self._scan_id += 1
        self._queue.clear()
        self.scanning = False
        self.progress_changed.emit(Progress("", active=False))
        self.studies, self.refusals = (), ()
        self._unfinished.clear()
        self.forget_pixels()
        self.studies_changed.emit()

    def _show_scan(self, message: ScanProgress) -> None:
        if message.request_id != self._scan_id:
            return
        update = message.update
        before = {study.study_uid: study for study in self._before_scan}
        found = {s.study_uid: before[s.study_uid].joined(s) if s.study_uid in before else s for s in update.studies}
        self.studies = (*(s for s in self._before_scan if s.study_uid not in found), *found.values())
        self._unfinished = self._unfinished - set(found) if update.finished else self._unfinished | set(found)
        self.refusals = tuple(update.refusals)
        self.scanning = not update.finished
        self.progress_changed.emit(
            Progress(Words("Searching for studies"), update.done, update.total, active=not update.finished)
        )
        self.studies_changed.emit()
        if update.finished:
            self._report(bool(update.studies))
            self.scan_finished.emit()
            self._search_next()

    def _search_next(self) -> None:
        if self._queue and not self.scanning:
            self.open_paths(self._queue.pop(0))

    def _report(self, found: bool) -> None:
        refused = sum(refusal.reason != NOT_AN_IMAGE for refusal in self.refusals)
        if not found:
            reason = Words.joined(" ", ("", self.refusals[0].reason)) if len(self.refusals) == 1 else ""
            self.noticed.emit(Notice(NoticeLevel.ERROR, Words("No image was found there.{reason}", reason=reason)))
        elif refused:
            words = Words(
                "{n} files were not used; see Case › Files not used.",
                "1 file was not used; see Case › Files not used.",
                refused,
            )
            self.noticed.emit(Notice(NoticeLevel.WARNING, words))

    # ── reading pixels ───────────────────────────────────────────────────────────────────────────

    def load(self, study: Study, stack: Stack, first: int | None = None) -> LoadedStack:
        """The container of a stack's pixels; reading starts now unless it has been read or is being read."""
        known = self._loaded.get(stack.stack_id)
        if known is not None and known.stack.same_images(stack):
            return known
        loaded = LoadedStack(stack, study.series_of(stack))
        self._loaded[stack.stack_id] = loaded
        middle = stack.slices // 2 if first is None else first
        self._stack_wanted.emit(StackRequest(self._generation, stack, middle, self._stop_reading.is_set))
        return loaded

    def loaded(self, stack_id: str) -> LoadedStack | None:
        """The container of a stack that was asked for before."""
        return self._loaded.get(stack_id)

    def cancel_reading(self) -> None:
        """Stop reading images; what is in memory whole stays, the rest is read when it is asked for again."""
        unfinished = [loaded for loaded in self._loaded.values() if not loaded.complete]
        if not unfinished:
            return
        self._stop_reading.set()
        self._stop_reading = threading.Event()
        self._generation += 1
        self.progress_changed.emit(Progress("", active=False))
        for loaded in unfinished:
            del self._loaded[loaded.stack.stack_id]
            loaded.failure = Words("Reading was stopped: click the series to read it.")
            self.stack_changed.emit(loaded.stack.stack_id)

    def forget_pixels(self) -> None:
        """Stop reading and let all pixels go (another case is opened)."""
        self._stop_reading.set()
        self._stop_reading = threading.Event()
        self._generation += 1
        self._loaded.clear()

    def _keep_frame(self, message: FrameRead) -> None:
        loaded = self._loaded.get(message.stack_id)
        if message.request_id != self._generation or loaded is None:
            return
        is_new = message.index not in loaded.frames
        loaded.add_frame(message.index, message.frame)
        active = message.done < message.total
        self.progress_changed.emit(Progress(Words("Reading images"), message.done, message.total, active=active))
        if is_new:
            self.stack_changed.emit(message.stack_id)

    def _keep_stack(self, message: StackRead) -> None:
        loaded = self._loaded.get(message.stack_id)
        if message.request_id != self._generation or loaded is None:
            return
        loaded.finish(message.image, message.presets)
        self.progress_changed.emit(Progress("", active=False))
        self.stack_changed.emit(message.stack_id)

    def _show_failure(self, message: LoadFailure) -> None:
        current = self._generation if message.stack_id else self._scan_id
        if message.request_id != current:
            return
        self.progress_changed.emit(Progress("", active=False))
        self.noticed.emit(Notice(NoticeLevel.ERROR, message.sentence))
        if message.stack_id:
            failed = self._loaded.pop(message.stack_id, None)  # asked for again, it is tried again
            if failed is not None:
                failed.failure = message.sentence
                self.stack_changed.emit(message.stack_id)
        else:
            self.scanning = False
            self.scan_finished.emit()
            self._search_next()

    def close(self) -> None:
        """Stop both threads."""
        self._stop_scan.set()
        self._stop_reading.set()
        for thread in self._threads:
            stop_thread(thread)
