"""Opens a study of the worklist: from the shelf, or by reading again the places where it and its priors were found."""

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.reading.store.worklist import WorklistStore
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper
from imaging.study import Study
from imaging.words import Words

GONE = Words("The files of this study are gone: drop their folder here to open it again.")


class Reopening(QObject):
    """Waits for a study that was asked for until the shelf has it, or all places were searched in vain.

    Signals
    -------
    marked()
        The worklist says now that the files of a study are gone.
    warned(str)
        One sentence.
    """

    marked = Signal()
    warned = Signal(object)

    def __init__(self, session: ReadingSession, keeper: RecordKeeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._shelf, self._keeper = session, session.shelf, keeper
        self._awaited, self._finished = "", False
        self._later = QTimer(self, singleShot=True, interval=0)  # after the shelf has begun what waits in its queue
        self._later.timeout.connect(self._check)
        self._shelf.wanted = self._may_open_by_itself
        self._shelf.studies_changed.connect(self._look)
        self._shelf.scan_finished.connect(self._note_end)

    def open(self, study_uid: str) -> None:
        """Open a study, at once when it is on the shelf."""
        study = self._shelf.study(study_uid)
        if study is not None and study.stacks:
            self._awaited = ""
            self._session.open_case(study_uid)
        else:
            work, found = partial(_present_places, study_uid), partial(self._search, study_uid)
            self._keeper.do(work, found, self.warned.emit)

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._awaited = ""
        self._later.stop()

    def _search(self, study_uid: str, places: tuple[str, ...]) -> None:
        if places:
            self._awaited, self._finished = study_uid, False
            self._session.open_paths([Path(place) for place in places])
        else:
            self._say_gone(study_uid)

    def _may_open_by_itself(self, study: Study) -> bool:
        """While a study is awaited no other is taken for it, whatever else lies in its places."""
        return self._awaited in ("", study.study_uid)

    def _look(self) -> None:
        study = self._shelf.study(self._awaited) if self._awaited else None
        if study is not None and study.stacks:
            self._awaited = ""
            case = self._session.case
            if case is None or case.study.study_uid != study.study_uid:
                self._session.open_case(study.study_uid)
        elif self._awaited and not self._shelf.scanning:
            self._later.start()

    def _note_end(self) -> None:
        self._finished = True
        self._later.start()

    def _check(self) -> None:
        """All was searched: the study is not there, unless the search was stopped."""
        if self._awaited and not self._shelf.scanning:
            awaited, self._awaited = self._awaited, ""
            if self._finished:
                self._say_gone(awaited)

    def _say_gone(self, study_uid: str) -> None:
        self.warned.emit(GONE)
        self._keeper.do(lambda store: store.mark_gone(study_uid), lambda _: self.marked.emit(), self.warned.emit)


def _present_places(study_uid: str, store: WorklistStore) -> tuple[str, ...]:
    """The places of a study that are there, and then those of its priors; in the keeper's thread."""
    own = [place for place in store.places(study_uid) if os.path.exists(place)]
    priors = [place for uid in store.priors(study_uid) for place in store.places(uid) if os.path.exists(place)]
    return tuple(dict.fromkeys((*own, *priors))) if own else ()
