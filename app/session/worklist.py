"""The worklist while the program runs: search as you type, open, forget.

A search runs in a thread of its own; its answer is a frozen page that carries the number of the request, and one that
was superseded is not even begun.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

from app.reading.protocol import Phase
from app.reading.store.worklist import Forgotten, WorklistStore
from app.reading.worklist import (
    STATE_OF_PHASE,
    Column,
    Order,
    ReadState,
    WorklistEntry,
    WorklistPage,
    WorklistQuery,
)
from app.session.messages import Notice, NoticeLevel
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper
from app.session.remembering import Remembering
from app.session.reopening import Reopening
from imaging.errors import UserError
from imaging.words import Words

PAGE = 100
"""Lines that are asked for at a time."""

NOT_KEPT = Words(" What is found now is listed until the program ends.")
FORGOTTEN = Words("The study left the worklist; its files and the record of its readings stay as they are.")
FAULT = Words("The worklist could not be used because of a fault in the program; reading goes on.")

DOWNWARDS = (Column.DATE, Column.IMAGES)
"""Columns of which the largest value is the most wanted one."""


class Worklist(QObject):
    """What was found of a search, page by page, and what can be done with a line of it.

    Attributes
    ----------
    total, known : int
        Lines of the answer; studies in the worklist.
    chosen : str
        UID of the line that the keyboard is on; empty when there is none.
    in_front : bool
        The reader looks at it: only then is it searched anew when something changes.

    Signals
    -------
    answered()
        Another answer: its lines may be asked for with `line`.
    lines_changed(first, last)
        These lines are there now, or say something else.
    left()
        The reader wants to see the images of the open case.
    noticed(Notice)
    """

    answered = Signal()
    lines_changed = Signal(int, int)
    left = Signal()
    noticed = Signal(object)
    _not_opened = Signal(object)

    def __init__(self, session: ReadingSession, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._path = session, path
        self._keeper = RecordKeeper(self._open_store, self, "worklist", FAULT)
        self._remembering = Remembering(session.shelf, self._keeper, self)
        self.text, self.order = "", Order()
        self.total = self.known = 0
        self.chosen = ""
        self.in_front = self._outdated = False
        self._behind = ""  # the case that was open when it came to the front
        self._request = 0
        self._pending = self._quiet = False  # the first page of a request is awaited; it repeats the one before
        self._pages: dict[int, tuple[WorklistEntry, ...]] = {}
        self._asked: set[int] = set()
        self._page = 0  # where the reader looks
        self._identity = session.settings.show_identity
        self._phases: Mapping[str, Phase] | None = None
        self._states: Mapping[str, ReadState] = MappingProxyType({})
        self._forgotten: list[Forgotten] = []
        self._reopening = Reopening(session, self._keeper, self)
        self._reopening.marked.connect(self.refresh)
        self._reopening.warned.connect(self._warn)
        self._not_opened.connect(self._say_not_opened)
        self._remembering.remembered.connect(self.refresh)
        self._remembering.failed.connect(self._warn)
        self.noticed.connect(session.noticed)
        session.cancellers.append(self.leave)
        session.states_changed.connect(self.refresh)
        session.settings_changed.connect(self._show_settings)

    def _open_store(self) -> WorklistStore:
        """In the keeper's thread; a worklist that cannot be opened must not keep anybody from reading."""
        try:
            return WorklistStore(self._path)
        except UserError as error:
            self._not_opened.emit(str(error))
            return WorklistStore()

    # ── searching ────────────────────────────────────────────────────────────────────────────────

    @property
    def searching(self) -> bool:
        """True while an answer is awaited."""
        return self._pending

    def search(self, text: str) -> None:
        """Look for words; what was looked for before is dropped."""
        if text != self.text:
            self.text = text
            self._begin()

    def sort_by(self, column: Column) -> None:
        """Order by a column, or the other way round."""
        if column is self.order.column:
            self.turn_round()
        else:
            self.order = Order(column, column in DOWNWARDS)
            self._begin()

    def sort_by_next(self) -> None:
        """Order by the next column, round and round."""
        columns = tuple(Column)
        self.sort_by(columns[(columns.index(self.order.column) + 1) % len(columns)])

    def turn_round(self) -> None:
        """The other way round."""
        self.order = Order(self.order.column, not self.order.descending)
        self._begin()

    def look(self, in_front: bool) -> None:
        """The reader looks at the worklist, or no longer."""
        case = self._session.case
        self._behind = case.study.study_uid if case is not None else ""
        self.in_front = in_front
        if in_front and (self._outdated or not self._request):
            self.refresh()

    def leave(self) -> bool:
        """Back to the images, when there are any behind; else False."""
        behind = self.in_front and self._session.case is not None
        if behind:
            self.left.emit()
        return behind

    def stays(self) -> bool:
        """True while the case behind the worklist is the one that was there when the reader came to it."""
        case = self._session.case
        return self.in_front and case is not None and case.study.study_uid == self._behind

    def refresh(self) -> None:
        """Search the same again; later, when nobody looks."""
        self._outdated = not self.in_front
        if self.in_front:
            again = not self._pending or self._quiet  # else something new is being looked for
            self._begin(self._page if again else 0, quiet=again)

    def line(self, row: int) -> WorklistEntry | None:
        """One line; None when it is not there yet: it is asked for, and `lines_changed` says when it has come."""
        page, place = divmod(row, PAGE)
        self._page = page
        lines = self._pages.get(page)
        if lines is not None:
            return lines[place] if place < len(lines) else None
        if not self._pending and 0 <= row < self.total and page not in self._asked:
            self._ask(page)
        return None

    def row_of(self, study_uid: str) -> int:
        """The row of a study among the lines that are there; -1 when it is not."""
        for page, lines in self._pages.items():
            for place, entry in enumerate(lines):
                if entry.study_uid == study_uid:
                    return page * PAGE + place
        return -1

    def _begin(self, page: int = 0, *, quiet: bool = False) -> None:
        self._request += 1
        self._pending, self._quiet, self._asked = True, quiet, set()
        self._ask(page)

    def _ask(self, page: int) -> None:
        self._asked.add(page)
        query = WorklistQuery(self.text, self._identity, self._present_states(), self.order, page * PAGE, PAGE)
        take, fail = partial(self._take, self._request), partial(self._fail, self._request)
        self._keeper.do(partial(self._look_for, self._request, query), take, fail)

    def _look_for(self, request: int, query: WorklistQuery, store: WorklistStore) -> WorklistPage | None:
        """In the keeper's thread; None when something else is wanted by now."""
        return store.search(query) if request == self._request else None

    def _take(self, request: int, page: WorklistPage | None) -> None:
        if page is None or request != self._request:
            return
        number, first = page.offset // PAGE, self._pending
        if first and number and page.offset >= page.total:  # the list became shorter than where the reader looked
            self._begin(max(0, page.total - 1) // PAGE)
            return
        before = self._pages.get(number, ())
        self._pages = {number: page.entries} if first else {**self._pages, number: page.entries}
        self._pending = False
        same = self._quiet and page.total == self.total and _uids(before) == _uids(page.entries)
        self.total, self.known = page.total, page.known
        if first and not same:
            self.answered.emit()
        elif page.entries:
            self.lines_changed.emit(*((0, self.total - 1) if first else (page.offset, page.offset + PAGE - 1)))

    def _fail(self, request: int, sentence: str) -> None:
        if request == self._request:
            self._pending = False
        self._warn(sentence)

    def _present_states(self) -> Mapping[str, ReadState]:
        phases = self._session.history.phases
        if phases is not self._phases:
            self._phases = phases
            self._states = MappingProxyType({digest: STATE_OF_PHASE[phase] for digest, phase in phases.items()})
        return self._states

    def _show_settings(self) -> None:
        """When identity is hidden, no name stays in memory, let alone on the screen."""
        identity = self._session.settings.show_identity
        if identity != self._identity:
            self._identity = identity
            self._pages, self.total = {}, 0
            self.answered.emit()
            self._begin()

    # ── opening ──────────────────────────────────────────────────────────────────────────────────

    def open(self, study_uid: str) -> None:
        """Open a study: from the shelf, or by reading again the places where it was found."""
        case = self._session.case
        if case is not None and case.study.study_uid == study_uid:
            self.left.emit()
        elif study_uid:
            self._reopening.open(study_uid)

    # ── forgetting ───────────────────────────────────────────────────────────────────────────────

    @property
    def can_restore(self) -> bool:
        """True when a study was forgotten since the program began."""
        return bool(self._forgotten)

    def forget(self, study_uid: str) -> None:
        """Take a study out of the worklist; `restore` brings it back."""
        self._keeper.do(lambda store: store.forget(study_uid), self._note_forgotten, self._warn)

    def forget_chosen(self) -> None:
        """Take out the study that the keyboard is on."""
        self.forget(self.chosen)

    def _note_forgotten(self, forgotten: Forgotten | None) -> None:
        if forgotten is not None:
            self._forgotten.append(forgotten)
            self.noticed.emit(Notice(NoticeLevel.INFO, FORGOTTEN))
            self.refresh()

    def restore(self) -> None:
        """Bring back the study that was forgotten last."""
        if self._forgotten:
            last = self._forgotten.pop()
            self._keeper.do(lambda store: store.restore(last), lambda _: self.refresh(), self._warn)

    # ── sentences, end ───────────────────────────────────────────────────────────────────────────

    def _warn(self, sentence: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.WARNING, sentence))

    def _say_not_opened(self, sentence: str) -> None:
        self._warn(Words.joined("", (sentence, NOT_KEPT)))

    def close(self) -> None:
        """Write what was found and stop the thread."""
        self._reopening.stop()
        self._request += 1
        self._remembering.finish()
        self._keeper.close()


def _uids(entries: tuple[WorklistEntry, ...]) -> list[str]:
    return [entry.study_uid for entry in entries]
