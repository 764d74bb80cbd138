"""Offsets between series, kept beside the record so that a study opened again is linked as it was."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.reading.reading import study_digest
from app.reading.store.offsets import OffsetFile, OffsetsLine
from app.session.messages import Notice, NoticeLevel
from app.session.reading_session import ReadingSession
from imaging.words import Words

FAULT = Words("The offset could not be written because of a fault in the program; it holds until the program ends.")


class KeptOffsets(QObject):
    """Reads the offsets of each Case that is opened, and writes every change, in the record thread."""

    def __init__(self, session: ReadingSession, path: Path) -> None:
        super().__init__(session)
        self._session, self._linking = session, session.viewports.linking
        self._file = OffsetFile(path)
        self._linking.changed.connect(self._write)
        session.case_changed.connect(self._read)

    def _key(self) -> tuple[str, str] | None:
        case = self._session.case
        return (study_digest(case.study.study_uid), self._session.settings.reader) if case is not None else None

    def _read(self) -> None:
        key, case = self._key(), self._session.case
        if key is not None and case is not None:
            work = partial(self._file.registration, *key)
            take = partial(self._linking.restore, case.study.study_uid, key[1])
            self._session.keeper.do_beside(work, take, self._warn, FAULT)

    def _write(self) -> None:
        key = self._key()
        if key is not None:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            line = OffsetsLine(*key, self._linking.registration.offsets, now)
            self._session.keeper.do_beside(partial(self._file.append, line), lambda _: None, self._warn, FAULT)

    def _warn(self, sentence: str) -> None:
        self._session.noticed.emit(Notice(NoticeLevel.ERROR, sentence))
