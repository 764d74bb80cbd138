"""The marks of the open study: on the screen at once, on the disk a moment later, every step of them undoable."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.reading.mark_history import MarkEntry, MarkHistory, Step, new_entry
from app.reading.marks_export import write_marks_csv
from app.reading.reading import study_digest
from app.reading.store.marks import Journaled, JournalLine, MarkStore
from app.session.messages import Notice, NoticeLevel
from app.session.record_keeper import RecordKeeper
from imaging.errors import UserError
from imaging.measurement import Mark
from imaging.measures import DEFINITIONS
from imaging.study import Case
from imaging.words import Words

RETRY_MS = 5000
"""What the disk did not take is offered to it again after this long, and with the next mark."""

FAULT = Words("The marks could not be written because of a fault in the program; they stay on the screen.")


def words_of_step(entry: MarkEntry) -> str:
    """An undo or a redo in words: ``"Undone: length drawn."``"""
    original = replace(entry, before=entry.after, after=entry.before) if entry.step is Step.UNDO else entry
    title = DEFINITIONS[entry.mark.measurement.kind].title
    template = Words("Undone: {mark} {verb}.") if entry.step is Step.UNDO else Words("Done again: {mark} {verb}.")
    return Words(template, mark=title, verb=original.verb)


class Journal(QObject):
    """Marks of one reader on one study, with undo and redo.

    The store is opened, used and closed only in the record thread. Without a store the marks live as long as this.

    Signals
    -------
    changed()
        Marks, or what can be undone.
    saved_changed()
        Whether everything is on the disk.
    stepped(MarkEntry)
        A change was undone or done again: its picture should be seen.
    noticed(Notice)
    """

    changed = Signal()
    saved_changed = Signal()
    stepped = Signal(object)
    noticed = Signal(object)

    def __init__(
        self,
        keeper: RecordKeeper | None = None,
        open_store: Callable[[], MarkStore] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._open_store = open_store
        self._store: MarkStore | None = None
        self._history = MarkHistory()
        self._study = self._reader = ""
        self._generation = 0
        self._unwritten: list[JournalLine] = []
        self._writing = False
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self._write)

    # ── what there is ────────────────────────────────────────────────────────────────────────────

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks of the study, in the order in which they were drawn."""
        return self._history.marks

    def mark(self, measurement_id: str) -> Mark | None:
        """The mark with this id."""
        return self._history.mark(measurement_id)

    def time(self, measurement_id: str) -> str:
        """When the mark with this id became what it is (UTC, ISO 8601)."""
        return self._history.time(measurement_id)

    @property
    def saved(self) -> bool:
        """True when everything is on the disk (always, without a store)."""
        return not self._unwritten

    def can_undo(self) -> bool:
        """True when there is a change to undo."""
        return self._history.undo() is not None

    def can_redo(self) -> bool:
        """True when something was undone."""
        return self._history.redo() is not None

    # ── changing ─────────────────────────────────────────────────────────────────────────────────

    def add(self, mark: Mark) -> None:
        """Keep a new mark."""
        self._do(new_entry(Step.DO, None, mark))

    def change(self, mark: Mark) -> None:
        """Replace the mark that has the same id."""
        before = self.mark(mark.measurement.measurement_id)
        if before is not None and before != mark:
            self._do(new_entry(Step.DO, before, mark))

    def delete(self, measurement_id: str) -> None:
        """Take a mark away; it can be brought back by undoing."""
        before = self.mark(measurement_id)
        if before is not None:
            self._do(new_entry(Step.DO, before, None))

    def undo(self) -> None:
        """Take back the last change."""
        self._step(self._history.undo())

    def redo(self) -> None:
        """Do again what was undone last."""
        self._step(self._history.redo())

    def _step(self, entry: MarkEntry | None) -> None:
        if entry is not None:
            self._do(entry)
            self.stepped.emit(entry)
            self.noticed.emit(Notice(NoticeLevel.INFO, words_of_step(entry)))

    def _do(self, entry: MarkEntry) -> None:
        self._history.apply(entry)
        if self._open_store is not None and self._study:
            self._unwritten.append(JournalLine(self._study, self._reader, entry))
            self._write()
        self.changed.emit()

    # ── the disk ─────────────────────────────────────────────────────────────────────────────────

    def look_at(self, study_uid: str, reader: str) -> None:
        """Leave the study before and show what this reader drew on this one; an empty UID shows nothing.

        Marks that were drawn before the reader gave a name become theirs.
        """
        study, reader = study_digest(study_uid) if study_uid else "", reader.strip()
        nameless = self.marks if (self._study, self._reader) == (study, "") and reader else ()
        self._generation += 1
        self._study, self._reader = study, reader
        self._history = MarkHistory()
        self.changed.emit()
        if self._keeper is None or self._open_store is None or not study:
            return
        generation = self._generation

        def read(found: Journaled) -> None:
            if generation != self._generation:
                return
            known = {entry.entry_id for entry in found.entries}
            mine = [line.entry for line in self._unwritten if (line.study, line.reader) == (study, reader)]
            # What was drawn while the disk was asked comes after what it has.
            self._history = MarkHistory((*found.entries, *(e for e in mine if e.entry_id not in known)))
            for mark in nameless:
                self._hand_over(mark)
            if found.damaged:
                words = Words(
                    "{n} entries of the journal of marks cannot be read; the others are shown.",
                    "1 entry of the journal of marks cannot be read; the others are shown.",
                    found.damaged,
                )
                self.noticed.emit(Notice(NoticeLevel.WARNING, words))
            self.changed.emit()

        self._keeper.do_beside(lambda: self._opened().read(study, reader), read, self._complain, FAULT)

    def _hand_over(self, mark: Mark) -> None:
        """From nobody to the reader."""
        self._unwritten.append(JournalLine(self._study, "", new_entry(Step.DO, mark, None)))
        self.add(mark)

    def _write(self) -> None:
        if self._writing or not self._unwritten or self._keeper is None:
            return
        self._retry.stop()
        self._writing = True
        lines = tuple(self._unwritten)

        def written(_: Any) -> None:
            self._writing = False
            del self._unwritten[: len(lines)]
            if self._unwritten:
                self._write()
            self.saved_changed.emit()

        def failed(sentence: str) -> None:
            self._writing = False
            self._retry.start()
            self._complain(
                Words(
                    "{sentence} The marks stay on the screen and are written as soon as that is possible.",
                    sentence=sentence,
                )
            )

        self._keeper.do_beside(lambda: self._opened().append(lines), written, failed, FAULT)
        self.saved_changed.emit()

    def _opened(self) -> MarkStore:
        if self._store is None:
            assert self._open_store is not None
            self._store = self._open_store()
        return self._store

    def save_csv(self, path: Path, case: Case) -> None:
        """Write the numbers of all marks of the open study to a file, in the background."""
        marks, reader = self.marks, self._reader

        def write() -> int:
            try:
                with path.open("w", encoding="utf-8-sig", newline="") as stream:  # the mark lets Excel see UTF-8
                    return write_marks_csv(marks, case, reader, stream)
            except OSError as error:
                raise UserError(
                    "The measurements were not written: {why}. Choose another place.", why=error.strerror
                ) from error

        def written(rows: int) -> None:
            words = Words(
                "{n} marks were saved (rows: {rows}).", "1 mark was saved (rows: {rows}).", len(marks), rows=rows
            )
            self.noticed.emit(Notice(NoticeLevel.INFO, words))

        if self._keeper is not None:
            fault = Words("The measurements could not be written because of a fault in the program.")
            self._keeper.do_beside(write, written, self._complain, fault)

    def _complain(self, sentence: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.ERROR, sentence))

    def close(self) -> None:
        """Ask for the rest to be written and the store to be closed, before the record thread ends."""
        self._retry.stop()
        if self._keeper is None or self._open_store is None:
            return
        lines = tuple(self._unwritten)

        def finish() -> None:
            if lines:
                self._opened().append(lines)
            if self._store is not None:
                self._store.close()

        self._keeper.do_beside(finish, lambda _: None, lambda _: None, FAULT)
