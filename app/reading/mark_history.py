"""The marks of one reader on one study, with undo and redo: what follows from the entries of the journal."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from imaging.measurement import Mark
from imaging.words import Words


class Step(StrEnum):
    """What an entry does with the change that it describes."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True)
class MarkEntry:
    """One entry of the journal.

    Attributes
    ----------
    entry_id : str
    time : str
        UTC, ISO 8601, with milliseconds.
    step : Step
    before, after : Mark or None
        None before: the mark is added; None after: it is deleted; both: it is changed. An undo says what it does, so
        that its `after` is the `before` of what it undoes.
    """

    entry_id: str
    time: str
    step: Step
    before: Mark | None
    after: Mark | None

    @property
    def mark(self) -> Mark:
        """The mark that this is about."""
        mark = self.after or self.before
        assert mark is not None
        return mark

    @property
    def verb(self) -> str:
        """``"drawn"``, ``"changed"`` or ``"deleted"``."""
        if self.before is None:
            return Words("drawn")
        return Words("deleted") if self.after is None else Words("changed")


def new_entry(step: Step, before: Mark | None, after: Mark | None) -> MarkEntry:
    """An entry made now."""
    return MarkEntry(uuid.uuid4().hex, datetime.now(UTC).isoformat(timespec="milliseconds"), step, before, after)


class MarkHistory:
    """Marks and what can be undone, from entries in their order."""

    def __init__(self, entries: Iterable[MarkEntry] = ()) -> None:
        self._marks: dict[str, Mark] = {}
        self._times: dict[str, str] = {}
        self._done: list[MarkEntry] = []
        self._undone: list[MarkEntry] = []
        for entry in entries:
            self.apply(entry)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks, in the order in which they were drawn."""
        return tuple(self._marks.values())

    def mark(self, measurement_id: str) -> Mark | None:
        """The mark with this id."""
        return self._marks.get(measurement_id)

    def time(self, measurement_id: str) -> str:
        """When the mark with this id became what it is (UTC, ISO 8601); empty for an unknown one."""
        return self._times.get(measurement_id, "")

    def apply(self, entry: MarkEntry) -> None:
        """Take up one more entry."""
        name = entry.mark.measurement.measurement_id
        comes_back = name in self._times and name not in self._marks
        self._times[name] = entry.time
        if entry.after is not None:
            self._marks[name] = entry.after
            if comes_back:  # to its place: a changed time keeps the order of the first ones
                self._marks = {known: self._marks[known] for known in self._times if known in self._marks}
        elif entry.before is not None:
            self._marks.pop(name, None)
        # Two windows on one study may write in turns: an undo whose change is not on top only changes the marks.
        if entry.step is Step.UNDO:
            if self._done:
                self._undone.append(self._done.pop())
        elif entry.step is Step.REDO:
            if self._undone:
                self._done.append(self._undone.pop())
        else:
            self._done.append(entry)
            self._undone.clear()

    def undo(self) -> MarkEntry | None:
        """The entry that undoes the last change; None when there is none."""
        last = self._done[-1] if self._done else None
        return new_entry(Step.UNDO, last.after, last.before) if last else None

    def redo(self) -> MarkEntry | None:
        """The entry that does again what was undone last; None when there is none."""
        last = self._undone[-1] if self._undone else None
        return new_entry(Step.REDO, last.before, last.after) if last else None
