"""The inference thread: runs the models. Torch is imported here, after the first image is on the screen."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.session.worker import attempt
from imaging.words import Words
from inference.job import InferenceFailure, InferenceProgress, InferenceRequest, InferenceResult
from inference.quiet_import import import_models

AnswerRequest = Callable[
    [InferenceRequest, Callable[[InferenceProgress], None], Callable[[], bool]],
    InferenceResult,
]
"""(request, progress, cancelled) → result. Called in the inference thread."""


def answer_with_models(
    request: InferenceRequest, progress: Callable[[InferenceProgress], None], cancelled: Callable[[], bool]
) -> InferenceResult:
    """Run the real models."""
    progress(InferenceProgress(request.request_id, 0, 0, Words("Loading the models")))
    import_models()
    from inference import runner  # imports torch: only here, only in this thread

    return runner.run(request, progress, cancelled)


class InferenceWorker(QObject):
    """Lives in the inference thread.

    `cancel_before` may be called from the main thread: requests with a smaller number stop at their next step.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, answer: AnswerRequest) -> None:
        super().__init__()
        self._answer = answer
        self._oldest_wanted = 0
        self._guard = threading.Lock()

    def cancel_before(self, request_id: int) -> None:
        """Give up every request whose number is smaller."""
        with self._guard:
            self._oldest_wanted = request_id

    def _cancelled(self, request_id: int) -> bool:
        with self._guard:
            return request_id < self._oldest_wanted

    @Slot(object)
    def run(self, request: InferenceRequest) -> None:
        """Answer one request; an answer that nobody wants any more is not sent."""

        def cancelled() -> bool:
            return self._cancelled(request.request_id)

        def work() -> None:
            result = self._answer(request, self.progressed.emit, cancelled)
            if not cancelled():
                self.finished.emit(result)

        if cancelled():
            return
        fault = Words("The models stopped because of a fault in the program; see the log. Your read is not affected.")
        sentence = attempt(work, fault)
        if sentence and not cancelled():
            self.failed.emit(InferenceFailure(request.request_id, sentence))
