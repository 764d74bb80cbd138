"""A Reading whose every step goes through the record and back.

Each step is three lines in three places: propose (here), append (record thread), apply (here). Until the event is on
the disk nothing changes on the screen; when it cannot be written, nothing changes at all.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.reading.protocol import Action, Phase
from app.reading.reading import Reading
from app.reading.record import Event, Proposal
from app.session.messages import Notice, NoticeLevel
from app.session.reading_history import ReadingHistory
from app.session.record_keeper import RecordKeeper
from imaging.errors import UserError
from imaging.words import Words

RETRY_MS = 3000
"""What must not get lost is tried again this long after the record refused it (a full disk that was emptied)."""

NO_READING = Words("No case is open for reading.")
STILL_WRITING = Words("The step before is still being written.")


def nothing(_: Event) -> None:
    """Nothing follows from this event."""


class RecordedReading(QObject):
    """The plumbing between a Reading and the record.

    Signals
    -------
    changed()
        Draft, decisions, phase, or a write that is under way.
    phase_changed(Phase), recorded(Event), noticed(Notice)
    """

    changed = Signal()
    phase_changed = Signal(object)
    recorded = Signal(object)
    noticed = Signal(object)

    def __init__(self, keeper: RecordKeeper, history: ReadingHistory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keeper, self._history = keeper, history
        self.reading: Reading | None = None
        self.writing = False  # a lock, decision or signature is on its way to the disk
        self._in_flight = 0
        self._generation = 0  # grows when another case is opened: what comes back late is not applied

    @property
    def in_flight(self) -> bool:
        """True while any event of this Reading is on its way to the disk."""
        return self._in_flight > 0

    def forget(self) -> None:
        """Leave this Reading; what was proposed is still written."""
        self._generation += 1
        self._in_flight = 0
        self.reading = None
        self._set_writing(False)

    def step(
        self,
        propose: Callable[[Reading], Proposal],
        then: Callable[[], None] = lambda: None,
        action: Action | None = None,
    ) -> None:
        """Take one step of the protocol; the reader's controls rest until it is written or refused."""
        if self.reading is None or self.writing:
            self.refuse(NO_READING if self.reading is None else STILL_WRITING)
            return
        try:
            proposal = propose(self.reading)
            leads_to = self.reading.protocol.next_phase(self.reading.phase, action) if action else None
        except UserError as error:
            self.refuse(str(error))
            return
        generation = self._generation
        self._set_writing(True)

        def applied(_: Event) -> None:
            self._set_writing(False)
            if leads_to is not None:
                self.phase_changed.emit(leads_to)
            then()

        def failed() -> None:
            if generation == self._generation:
                self._set_writing(False)

        self.append(proposal, applied, failed, leads_to)

    def append(
        self,
        proposal: Proposal,
        then: Callable[[Event], None] = nothing,
        failed: Callable[[], None] = lambda: None,
        leads_to: Phase | None = None,
    ) -> None:
        """Write an event; apply it and call `then` when it is on the disk, `failed` when it is not."""
        generation = self._generation
        self._in_flight += 1

        def written(event: Event) -> None:
            if leads_to is not None:  # also when another case has been opened meanwhile
                self._history.note(proposal.context.study_digest, leads_to)
            if generation != self._generation or self.reading is None:
                self.recorded.emit(event)
                return
            self._in_flight -= 1
            self.reading = self.reading.apply(event)
            self.recorded.emit(event)
            then(event)
            self.changed.emit()

        def refused(sentence: str) -> None:
            if generation == self._generation:
                self._in_flight -= 1
            failed()
            self.refuse(sentence)

        self._keeper.do(lambda store: store.append(proposal), written, refused)

    def later(self, again: Callable[[], None]) -> Callable[[], None]:
        """Something to call when a write failed: tries `again` after a while, unless another case is open by then."""
        generation = self._generation

        def retry() -> None:
            if generation == self._generation:
                again()

        return lambda: QTimer.singleShot(RETRY_MS, self, retry)

    def refuse(self, sentence: str) -> None:
        """Say why something did not happen."""
        self.noticed.emit(Notice(NoticeLevel.ERROR, sentence))
        self.changed.emit()

    def _set_writing(self, writing: bool) -> None:
        self.writing = writing
        self.changed.emit()
