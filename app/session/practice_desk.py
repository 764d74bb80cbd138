"""The practice desk: which case comes next, its images on the screen, and what the resident has learned so far.

It takes the place of a reader study's desk. Set and record are touched in the record thread only.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.reading.designs import Assignment
from app.reading.practice.cases import PracticeCase, PracticeSet, read_practice_set
from app.reading.practice.learned import Learned, learned_from
from app.reading.practice.reads import KnownReads
from app.reading.practice.sitting import Practice, assignment_for, local_now, look_ahead
from app.reading.protocol import Phase
from app.reading.record import Event
from app.reading.record_store import RecordStore
from app.reading.trial import Arm, Trial
from app.session.command import Command
from app.session.leaving import leave_case
from app.session.messages import Notice, NoticeLevel
from app.session.reading_session import ReadingSession
from app.session.study_desk import CLOSED
from imaging.errors import UserError
from imaging.study import Case, ReferenceStandard, Study
from imaging.words import Words

log = logging.getLogger(__name__)

FAULT = Words("The practice set could not be used because of a fault in the program; nothing was changed.")
IN_TURN = Words("While you practise, the cases come in turn.")
NO_ACCOUNTS = Words("Practice needs no signing in: write another name on the page of the practice set.")
MORE = 5
"""New cases beyond the day's number that the reader gets each time they ask for more."""


class Page(StrEnum):
    """What stands in the middle of the window."""

    LOADING = "loading"
    NAME = "name"  # nobody has said who reads
    READY = "ready"
    OPENING = "opening"
    READING = "reading"  # images are on the screen
    DONE = "done"  # nothing is due today
    CURVE = "curve"
    TROUBLE = "trouble"


class PracticeDesk(QObject):
    """One resident and one practice set.

    Signals
    -------
    changed()
        Page, sentence, or what is due.
    """

    changed = Signal()

    def __init__(self, session: ReadingSession, folder: Path) -> None:
        super().__init__(session)
        self._session, self._folder = session, folder
        self.page = Page.LOADING
        self.sentence = ""  # what is wrong, for the page
        self.busy = False
        self.practice: PracticeSet | None = None
        self.ahead: Practice | None = None
        self.case: PracticeCase | None = None  # the one on the screen
        self.trial: Trial | None = None
        self.learned = Learned()
        self._known: KnownReads = {}
        self._extra = 0
        self._lesion = -1  # the place that was brought to the screen last
        session.shelf.wanted, session.reference_of = self._is_wanted, self._reference_of
        session.reading_desk.assigned = self._assigned
        session.shelf.scan_finished.connect(self._check_images)
        session.case_changed.connect(self._show_images)
        session.recorded.connect(self._note_event)
        session.settings_changed.connect(self._keep_hidden)

    # ── what the window shows ───────────────────────────────────────────────────────────────────────────────────

    @property
    def title(self) -> str:
        """The set's title."""
        return self.practice.plan.title if self.practice is not None else ""

    @property
    def reader(self) -> str:
        """Who practises."""
        return self._session.settings.reader.strip()

    @property
    def hides_identity(self) -> bool:
        """Names are never brought to the screen."""
        return True

    @property
    def tells_at_once(self) -> bool:
        """True where the answer is signed and everything is shown then, in a block of its own."""
        return self.practice is None or self.practice.plan.arm is Arm.UNAIDED

    @property
    def sitting(self) -> str:
        """Behind the reader's name in what they draw: a case that is met again begins without the old marks."""
        return f"#{self.trial.session}" if self.trial is not None and self.trial.session > 1 else ""

    def why_not_next(self) -> str:
        """Why the next case cannot be opened now; empty when it can."""
        if self.page is Page.READING and self._session.phase is not Phase.SIGNED:
            return Words("The next case opens when this one is signed.")
        if self.busy or self.page is Page.OPENING:
            return Words("The practice set is being read.")
        return "" if self.page in (Page.READING, Page.READY) else Words("There is no case to open now.")

    def why_not_pause(self) -> str:
        """Why there is nothing to pause; empty when there is."""
        return "" if self.page in (Page.READING, Page.CURVE) else Words("No case is on the screen.")

    def why_not_sign_out(self) -> str:
        """Nobody signs in to practise."""
        return NO_ACCOUNTS

    def why_not_curve(self) -> str:
        """Why the learning curve cannot be shown now; empty when it can."""
        if self.page is Page.READING and self._session.phase is not Phase.SIGNED:
            return Words("The learning curve is shown when this case is signed.")
        return "" if self.ahead is not None and not self.busy else Words("The practice set is being read.")

    def why_not_more(self) -> str:
        """Why there are no more new cases today; empty when there are."""
        if self.page not in (Page.READY, Page.DONE) or self.ahead is None or self.busy:
            return Words("More cases can be had on the page of the practice set.")
        queue = self.ahead.queue
        return (
            "" if queue.unread > len(queue.new) else Words("Every case of the set has been read or is among today's.")
        )

    def allow(self, command: Command) -> Command:
        """A command as practice allows it."""
        if command.command_id in CLOSED or command.command_id.startswith("worklist."):
            return replace(command, enabled=lambda: False, why_not=lambda: IN_TURN)
        if command.command_id == "case.next":
            return replace(command, run=self.go_on, enabled=lambda: not self.why_not_next(), why_not=self.why_not_next)
        return command

    # ── what the reader does ────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Read the set, then show what is due."""

        def known(practice: PracticeSet) -> None:
            self.practice, self.busy = practice, False
            self._show(Page.NAME) if not self.reader else self._look_ahead()

        self._begin_work()
        self._session.keeper.do_beside(lambda: read_practice_set(self._folder), known, self._trouble, FAULT)

    def take_name(self, name: str) -> None:
        """Say who practises; the boxes are each reader's own."""
        if not name.strip():
            self._show(Page.NAME, Words("Say who is practising: the record keeps what you read under this name."))
            return
        if name.strip() != self.reader:
            self._known, self._extra = {}, 0
            self._session.change_settings(reader=name.strip())
        self._look_ahead()

    def change_name(self) -> None:
        """Let somebody else practise."""
        self._leave()
        self._show(Page.NAME)

    def go_on(self) -> None:
        """Open the next case, or take one up again."""
        if self.why_not_next():
            self._session.noticed.emit(Notice(NoticeLevel.INFO, self.why_not_next()))
            return
        self._leave()
        self._look_ahead(self._open)

    def pause(self) -> None:
        """Take the images, or the learning curve, off the screen; the case is taken up where it was left."""
        if not self.why_not_pause():
            self._leave()
            self._look_ahead()

    def more(self) -> None:
        """A few new cases beyond today's number."""
        if not self.why_not_more():
            self._extra += MORE
            self._look_ahead(self._open)

    def why_not_lesion(self) -> str:
        """Why no true lesion can be brought to the screen; empty when one can."""
        if self.page is not Page.READING or not self._session.reading_desk.shows_reference:
            return Words("Where it is, is shown when the read is signed.")
        return "" if self.case is not None and self.case.boxes else Words("No place is marked on this case.")

    def next_lesion(self) -> None:
        """Bring the next place of the reference standard to the screen on the slice where it is largest."""
        case = self._session.case
        if self.why_not_lesion() or self.case is None or case is None:
            return
        self._lesion = (self._lesion + 1) % len(self.case.largest)
        box = self.case.largest[self._lesion]
        self._session.viewports.bring_frame(case.study, box.sop_instance_uid, box.frame)

    def show_curve(self) -> None:
        """Show how reader and model did, block by block."""
        if self.why_not_curve():
            return
        self._leave()
        self._look_ahead(lambda: self._show(Page.CURVE), always=True)

    def try_again(self) -> None:
        """After trouble: begin where the reader is."""
        self.start() if self.practice is None else self._look_ahead()

    def close(self) -> None:
        """Nothing is held open; the record is the session's."""

    # ── cases ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _look_ahead(self, then: Callable[[], None] | None = None, always: bool = False) -> None:
        """Ask the record what is due; then call `then` if there is a case to open, or `always`; else show it."""
        practice, reader, extra, known = self.practice, self.reader, self._extra, self._known
        if practice is None:
            return

        def look(store: RecordStore) -> tuple[Practice, Learned]:
            ahead = look_ahead(practice, store, reader, local_now(), extra, known)
            return ahead, learned_from(ahead.reads, practice.plan.repetition.tolerance)

        def seen(found: tuple[Practice, Learned]) -> None:
            self.ahead, self.learned = found
            self.busy = False
            if self.page is Page.READING:
                self.changed.emit()
            elif then is not None and (always or self.ahead.case is not None):
                then()
            else:
                self._show(Page.READY if self.ahead.case is not None else Page.DONE)

        self._begin_work()
        self._session.keeper.do(look, seen, self._trouble)

    def _open(self) -> None:
        """Search the images of the next case; everything that was on the shelf is forgotten first."""
        ahead = self.ahead
        if ahead is None or ahead.case is None:
            return
        self.case, self.trial, self._lesion = ahead.case, ahead.trial, -1
        self._show(Page.OPENING)
        self._session.open_paths([self._folder / ahead.case.row.path])

    def _is_wanted(self, study: Study) -> bool:
        return self.case is not None and self.case.row.study_uid in ("", study.study_uid)

    def _assigned(self, case: Case) -> Assignment:
        if self.practice is None or self.trial is None or not self._is_wanted(case.study):
            raise UserError("This study is not the case that comes next.")
        return assignment_for(self.practice, self.trial)

    def _reference_of(self, study: Study) -> ReferenceStandard:
        """What is true of the case; the session shows it once the read is signed."""
        return self.case.reference if self.case is not None and self._is_wanted(study) else ReferenceStandard()

    def _check_images(self) -> None:
        if self.page is Page.OPENING and self._session.case is None and self.case is not None:
            self._trouble(
                Words(
                    "The images of case {case} are not where they were: look into the set's folder.",
                    case=self.case.case,
                )
            )

    def _show_images(self) -> None:
        if self.page is Page.OPENING and self._session.case is not None:
            self._show(Page.READING)

    def _note_event(self, event: Event) -> None:
        """A signature moves the case to another box."""
        if event.kind == "ReadSigned" and self.page is Page.READING:
            self._look_ahead()

    def _leave(self) -> None:
        leave_case(self._session)
        self.case = self.trial = None
        if self.page in (Page.READING, Page.CURVE):
            self.page = Page.LOADING

    # ── plumbing ────────────────────────────────────────────────────────────────────────────────────────────────

    def _keep_hidden(self) -> None:
        if self._session.settings.show_identity:
            self._session.change_settings(show_identity=False)

    def _begin_work(self) -> None:
        self.busy = True
        self.changed.emit()

    def _show(self, page: Page, sentence: str = "") -> None:
        self.page, self.sentence = page, sentence
        self.changed.emit()

    def _trouble(self, sentence: Any) -> None:
        self.busy = False
        if self.page is Page.READING:
            self._session.noticed.emit(Notice(NoticeLevel.ERROR, str(sentence)))
            self.changed.emit()
            return
        self._leave()
        self._show(Page.TROUBLE, str(sentence))
