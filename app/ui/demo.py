"""The demo studies, generated in a thread while the window is up."""

import threading
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.session.messages import JobDone, Notice, NoticeLevel, Progress
from app.session.reading_session import ReadingSession
from app.session.worker import Job, JobWorker, start_thread, stop_thread
from imaging.phantoms.demo import DemoStudy, demo_studies
from imaging.study import ReferenceStandard, Study
from imaging.words import Words

WORDS = Words("Generating the demo studies")


class References:
    """What is true of the demo's studies; filled when they are there."""

    def __init__(self) -> None:
        self._known: dict[str, ReferenceStandard] = {}

    def add(self, studies: list[DemoStudy]) -> None:
        """Keep what is true of these studies."""
        self._known.update({study.study_uid: study.reference for study in studies})

    def __call__(self, study: Study) -> ReferenceStandard:
        """What is true of a study; nothing when it is not of the demo."""
        return self._known.get(study.study_uid, ReferenceStandard())


class DemoMaker(QObject):
    """Generates what is not there yet and opens it.

    Signals
    -------
    opened(list of DemoStudy)
    failed(str)
        One sentence, which the status line shows too.
    """

    opened = Signal(object)
    failed = Signal(object)
    _wanted = Signal(object)
    _stepped = Signal(int, int)

    def __init__(self, session: ReadingSession, references: References, folder: Path) -> None:
        super().__init__(session)
        self._session, self._references, self._folder = session, references, folder
        self._stop = threading.Event()
        self._worker = JobWorker()
        self._thread = start_thread("demo", self._worker, self)
        self._wanted.connect(self._worker.run)
        self._worker.finished.connect(self._open)
        self._stepped.connect(self._show_step)

    def start(self) -> None:
        """Begin; the window stays usable."""
        work = partial(demo_studies, self._folder, self._stepped.emit, self._stop.is_set)
        self._wanted.emit(Job(1, work, Words("The demo studies could not be generated; see the log.")))

    def _show_step(self, done: int, total: int) -> None:
        self._session.progress_changed.emit(Progress(WORDS, done, total, active=done < total))

    def _open(self, message: JobDone) -> None:
        self._session.progress_changed.emit(Progress("", active=False))
        if message.sentence:
            self._session.noticed.emit(Notice(NoticeLevel.ERROR, message.sentence))
            self.failed.emit(message.sentence)
        elif message.value and not self._stop.is_set():
            self._references.add(message.value)
            self._session.start([study.folder for study in message.value])
            self.opened.emit(message.value)

    def close(self) -> None:
        """Stop after the study that is being written."""
        self._stop.set()
        stop_thread(self._thread)
