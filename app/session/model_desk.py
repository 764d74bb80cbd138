"""The models' desk: asks the inference thread, keeps what it answers, and shows it to nobody."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.session.inference_worker import AnswerRequest, InferenceWorker, answer_with_models
from app.session.messages import InferenceStage, InferenceState
from app.session.worker import start_thread, stop_thread
from imaging.study import Case
from imaging.words import Words
from inference.job import InferenceFailure, InferenceProgress, InferenceRequest, InferenceResult, TaskStatus

FINISHED = Words("The models have finished.")


class ModelDesk(QObject):
    """One request at a time; a late answer is dropped.

    Signals
    -------
    state_changed(InferenceState)
        That the models run and how far they are; never what they say.
    answered(tuple of TaskResult)
        To the session alone, which hands it to the Reading.
    """

    state_changed = Signal(object)
    answered = Signal(object)

    _wanted = Signal(object)

    def __init__(self, answer: AnswerRequest = answer_with_models, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = InferenceState()
        self._request_id = 0
        self._worker = InferenceWorker(answer)
        self._thread = start_thread("inference", self._worker, self)
        self._wanted.connect(self._worker.run)
        self._worker.progressed.connect(self._show_progress)
        self._worker.finished.connect(self._keep_answer)
        self._worker.failed.connect(self._show_failure)

    def ask(self, case: Case, tasks: Iterable[str], device: str) -> None:
        """Run these tasks on a case; what was asked before is given up."""
        self._request_id += 1
        self._worker.cancel_before(self._request_id)
        tasks = tuple(tasks)
        if not tasks:
            self._set(InferenceState(InferenceStage.READY, Words("No model answers a question about this study.")))
            return
        self._set(InferenceState(InferenceStage.RUNNING, Words("Waiting for the models")))
        self._wanted.emit(InferenceRequest(self._request_id, case, tasks, device))

    def forget(self) -> None:
        """Give up what is running and say nothing more of the case before."""
        self._request_id += 1
        self._worker.cancel_before(self._request_id)
        self._set(InferenceState())

    def cancel(self) -> None:
        """Give up what is running."""
        self._request_id += 1
        self._worker.cancel_before(self._request_id)
        if self.state.stage is InferenceStage.RUNNING:
            self._set(
                InferenceState(InferenceStage.CANCELLED, Words("The models were stopped. Ctrl+R runs them again."))
            )

    def _show_progress(self, message: InferenceProgress) -> None:
        if message.request_id == self._request_id:
            # Only which model runs: how long a step takes may hint at what it finds.
            model = message.text.rpartition(": ")[0] or message.text
            self._set(InferenceState(InferenceStage.RUNNING, Words(model), message.done, message.total))

    def _keep_answer(self, message: InferenceResult) -> None:
        if message.request_id != self._request_id:
            return
        failed = [r for r in message.results if r.status is TaskStatus.FAILED]
        text = Words("A model failed; you can read on, and why is said after the lock.") if failed else FINISHED
        detail = Words.joined(": ", (failed[0].task, failed[0].reason)) if failed else ""
        stage = InferenceStage.FAILED if len(failed) == len(message.results) else InferenceStage.READY
        self._set(InferenceState(stage, text, device=message.device, detail=detail))
        self.answered.emit(message.results)

    def _show_failure(self, message: InferenceFailure) -> None:
        if message.request_id == self._request_id:
            self._set(InferenceState(InferenceStage.FAILED, message.sentence))

    def _set(self, state: InferenceState) -> None:
        self.state = state
        self.state_changed.emit(state)

    def close(self) -> None:
        """Stop the thread."""
        self._request_id += 1
        self._worker.cancel_before(self._request_id)
        stop_thread(self._thread)
