"""Threads of the session: one for images, one for models, one for the record.

The record has a thread of its own, so that a lock never waits behind a long scan (docs/decisions/0002).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.session.messages import JobDone
from imaging.errors import UserError
from imaging.words import Words

log = logging.getLogger(__name__)


def attempt(work: Callable[[], object], fault: str) -> str:
    """Do a worker's work; return a sentence when it failed, else an empty string.

    The thread boundary, and the one place that catches `Exception`: a `UserError` speaks for itself, a bug is logged
    with its traceback and becomes the sentence `fault`.
    """
    try:
        work()
    except UserError as error:
        return str(error)
    except Exception:
        log.exception("work in the background failed")
        return fault
    return ""


@dataclass(frozen=True)
class Job:
    """A piece of work without Qt, to be called in a worker's thread."""

    request_id: int
    work: Callable[[], Any]
    fault: str = Words("This did not work because of a fault in the program; see the log.")


class JobWorker(QObject):
    """Calls jobs one after the other in the thread it lives in."""

    finished = Signal(object)

    @Slot(object)
    def run(self, job: Job) -> None:
        """Call the job and send back its value or a sentence."""
        sentence = attempt(lambda: self.finished.emit(JobDone(job.request_id, value=job.work())), job.fault)
        if sentence:
            self.finished.emit(JobDone(job.request_id, sentence=sentence))


def start_thread(name: str, worker: QObject, parent: QObject) -> QThread:
    """Move a worker to a new running thread that belongs to `parent`."""
    thread = QThread(parent)
    thread.setObjectName(name)
    worker.moveToThread(thread)
    thread.start()
    return thread


def stop_thread(thread: QThread) -> None:
    """Let the thread finish what it does and wait for it."""
    thread.quit()
    thread.wait()
