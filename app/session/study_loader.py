"""The I/O threads: one finds studies, one decodes stacks; the main thread never touches the disk.

Two threads, so that the first image is on the screen while a large folder is still being searched
(docs/decisions/0002).
"""

from contextlib import suppress

from PySide6.QtCore import QObject, Signal, Slot

from app.session.freed_memory import give_back
from app.session.loaded_stack import percentile_presets
from app.session.messages import FrameRead, LoadFailure, ScanProgress, ScanRequest, StackRead, StackRequest
from app.session.worker import attempt
from imaging.dicom import index, read
from imaging.words import Words


class StudyScanner(QObject):
    """Finds studies. Signals carry frozen messages with the request's number."""

    scan_progress = Signal(object)
    failed = Signal(object)

    @Slot(object)
    def scan(self, request: ScanRequest) -> None:
        """Find studies; report each time something new is known."""
        sentence = attempt(lambda: self._scan(request), Words("These files could not be searched; see the log."))
        if sentence:
            self.failed.emit(LoadFailure(request.request_id, "", sentence))

    def _scan(self, request: ScanRequest) -> None:
        for update in index.scan(request.paths, cancelled=request.cancelled):
            self.scan_progress.emit(ScanProgress(request.request_id, update))


class StackReader(QObject):
    """Decodes stacks. Signals carry frozen messages with the request's number."""

    frame_read = Signal(object)
    stack_read = Signal(object)
    failed = Signal(object)

    @Slot(object)
    def read(self, request: StackRequest) -> None:
        """Decode a stack: its first frame at once, then all of them."""
        fault = Words("This series could not be read because of a fault in the program; see the log.")
        sentence = attempt(lambda: self._read(request), fault)
        if sentence:
            self.failed.emit(LoadFailure(request.request_id, request.stack.stack_id, sentence))

    def _read(self, request: StackRequest) -> None:
        stack, total = request.stack, len(request.stack.frames)
        done = 0

        def arrived(position: int, pixels: read.FramePixels) -> None:
            nonlocal done
            done += 1
            self.frame_read.emit(FrameRead(request.request_id, stack.stack_id, position, pixels, done, total))

        if request.cancelled():
            return
        if total > 1:
            pixels = read.read_frame(stack.frames[request.first])
            self.frame_read.emit(FrameRead(request.request_id, stack.stack_id, request.first, pixels, 0, total))
        with suppress(read.ReadingCancelled):
            image = read.read_stack(stack, cancelled=request.cancelled, on_frame=arrived)
            self.stack_read.emit(StackRead(request.request_id, stack.stack_id, image, percentile_presets(image)))
        give_back()  # of the case before: here, where nobody waits for it
