"""Writes what the shelf finds into the worklist, off the main thread and a batch at a time."""

import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.reading.store.worklist import WorklistStore
from app.reading.study_places import places_of
from app.reading.worklist import KnownStudy, known_study
from app.session.record_keeper import RecordKeeper
from app.session.shelf import Shelf
from imaging.errors import Refusal
from imaging.study import Study
from imaging.words import Words

BATCH = 50
"""Studies in one write: a search that comes meanwhile waits for one batch, not for all."""

EVERY_SECONDS = 10.0
"""How often what was found is written while a search still runs, so that a crash loses no more than that."""

COSTS = 20
"""To compare all that is on the shelf must not take more than a twentieth of the time."""

FAULT = Words(
    "What was found could not be added to the worklist because of a fault in the program; it is open all the same.",
)


class Remembering(QObject):
    """Remembers the studies of the shelf when a search has ended or was stopped, and now and then before.

    Signals
    -------
    remembered()
        Something new is in the worklist.
    failed(str)
        One sentence.
    """

    remembered = Signal()
    failed = Signal(object)

    def __init__(self, shelf: Shelf, keeper: RecordKeeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf, self._keeper = shelf, keeper
        self._busy = self._again = False
        self._due, self._pause = 0.0, EVERY_SECONDS
        self._left: list[KnownStudy] = []
        self._written: dict[str, KnownStudy] = {}  # by this run; used in the keeper's thread only
        shelf.studies_changed.connect(self._note)
        shelf.scan_finished.connect(self._note)

    def _note(self) -> None:
        if not self._shelf.studies:
            return
        if self._shelf.scanning and time.monotonic() < self._due:
            return
        if self._busy:
            self._again = True
            return
        self._busy = True
        self._due = time.monotonic() + self._pause
        self._keeper.do_beside(self._news(), self._write, self._fail, FAULT)

    def _news(self) -> partial[tuple[KnownStudy, ...]]:
        shelf = self._shelf
        return partial(self._compare, shelf.studies, shelf.searched, shelf.refusals)

    def _compare(
        self, studies: tuple[Study, ...], searched: tuple[Path, ...], refusals: tuple[Refusal, ...]
    ) -> tuple[KnownStudy, ...]:
        """What is not in the worklist as it is now; in the keeper's thread."""
        started = time.monotonic()
        places = places_of(studies, searched, (refusal.file for refusal in refusals))
        found = (known_study(study, places[study.study_uid]) for study in studies if study.stacks)
        news = tuple(study for study in found if self._written.get(study.study_uid) != study)
        self._pause = max(EVERY_SECONDS, COSTS * (time.monotonic() - started))
        return news

    def _write(self, news: tuple[KnownStudy, ...]) -> None:
        self._left = list(news)
        self._write_next()

    def _write_next(self) -> None:
        batch, self._left = self._left[:BATCH], self._left[BATCH:]
        if batch:
            self._keeper.do(partial(self._keep, tuple(batch)), self._kept, self._fail)
            return
        self._busy = False
        if self._again:
            self._again = False
            self._note()

    def _keep(self, batch: tuple[KnownStudy, ...], store: WorklistStore) -> None:
        """Write; places that were written while less was known are taken back."""
        before = (self._written.get(study.study_uid) for study in batch)
        store.keep(batch, {study.study_uid: study.places for study in before if study is not None})
        self._written.update({study.study_uid: study for study in batch})

    def _kept(self, _: None) -> None:
        self.remembered.emit()
        self._write_next()

    def _fail(self, sentence: str) -> None:
        self._left, self._busy, self._again = [], False, False
        self.failed.emit(sentence)

    def finish(self) -> None:
        """Write the rest at once: the program ends."""
        news = self._news()
        self._keeper.do(lambda store: self._keep(news(), store), lambda _: None, lambda _: None)
