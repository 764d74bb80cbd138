"""The study desk: who is signed in to a reader study, which trial is next, and its images on the screen.

The study's files are touched in the record thread only, in turns with the record itself.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.reading.designs import Assignment
from app.reading.protocol import Phase
from app.reading.record import Event, digest
from app.reading.study.allocation import Slot
from app.reading.study.book import Book
from app.reading.study.happenings import PlannedCase
from app.reading.study.progress import NextStep, Step
from app.reading.study.readers import Person
from app.reading.study.sitting import Ahead, Entered, begin_session, enter, look_ahead, open_book, set_password
from app.reading.study.study import ReaderStudy
from app.reading.study.trials import assignment_for, missing, reference_of
from app.session.command import Command
from app.session.leaving import leave_case
from app.session.messages import Notice, NoticeLevel
from app.session.reading_session import ReadingSession
from imaging.errors import UserError
from imaging.study import Case, ReferenceStandard, Study
from imaging.words import Words

log = logging.getLogger(__name__)

FAULT = Words("The study's files could not be used because of a fault in the program; nothing was changed.")
IN_ORDER = Words("In a reader study the cases come in their allocated order.")

CLOSED = ("file.open", "file.open_folder", "case.previous", "case.find", "case.refusals")
"""Commands by which a reader could leave the order, or see what lies beside a case."""


class Page(StrEnum):
    """What the study shows in the middle of the window."""

    LOADING = "loading"
    SIGN_IN = "sign_in"
    NEW_PASSWORD = "new_password"
    READY = "ready"  # the next trial, or one to take up again, waits for the reader
    OPENING = "opening"
    READING = "reading"  # images are on the screen
    WAITING = "waiting"  # a washout still runs
    DONE = "done"
    TROUBLE = "trouble"


class StudyDesk(QObject):
    """One reader in one study.

    Signals
    -------
    changed()
        Page, sentence, or how far the reader is.
    """

    changed = Signal()

    def __init__(self, session: ReadingSession, study: ReaderStudy) -> None:
        super().__init__(session)
        self._session, self._study = session, study
        self.page = Page.LOADING
        self.sentence = ""  # what is wrong, for the page
        self.busy = False
        self.book = Book()
        self.person: Person | None = None
        self.ahead: NextStep | None = None
        self.open_step: NextStep | None = None  # as it stood when the trial on the screen was opened
        self._planned: PlannedCase | None = None
        self._begun_under = ""
        session.shelf.wanted, session.reference_of = self._is_wanted, self._reference_of
        session.reading_desk.assigned = self._assigned
        session.shelf.scan_finished.connect(self._check_images)
        session.case_changed.connect(self._show_images)
        session.recorded.connect(self._note_event)
        session.settings_changed.connect(self._keep_hidden)

    # ── what the window shows ───────────────────────────────────────────────────────────────────────────────────

    @property
    def title(self) -> str:
        """The study's title."""
        return self.book.title

    @property
    def hides_identity(self) -> bool:
        """True when names cannot be brought to the screen."""
        return self.book.plan is None or self.book.plan.hide_identity

    @property
    def slot(self) -> Slot | None:
        """The trial on the screen."""
        return self.open_step.slot if self.open_step else None

    @property
    def sitting(self) -> str:
        """Behind the reader's name in what they draw: marks of one session are not there in the next."""
        session = self.open_step.session if self.open_step else 1
        return f"#{session}" if session > 1 else ""

    def why_not_next(self) -> str:
        """Why the next trial cannot be opened now; empty when it can."""
        if self.page is Page.READING and self._session.phase is not Phase.SIGNED:
            return Words("The next case opens when this one is signed.")
        if self.busy or self.page is Page.OPENING:
            return Words("The study's files are being read.")
        return "" if self.page in (Page.READING, Page.READY) else Words("There is no case to open now.")

    def why_not_pause(self) -> str:
        """Why there is nothing to pause; empty when there is."""
        return "" if self.page is Page.READING else Words("No case of a reader study is on the screen.")

    def why_not_sign_out(self) -> str:
        """Why nobody can be signed out; empty when somebody can."""
        return "" if self.person is not None else Words("Nobody is signed in.")

    def allow(self, command: Command) -> Command:
        """A command as a study allows it."""
        if command.command_id in CLOSED or command.command_id.startswith("worklist."):
            return replace(command, enabled=lambda: False, why_not=lambda: IN_ORDER)
        if command.command_id == "case.next":
            return replace(command, run=self.go_on, enabled=lambda: not self.why_not_next(), why_not=self.why_not_next)
        return command

    # ── signing in ──────────────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Ask the study where it stands."""

        def known(book: Book) -> None:
            self.book = book
            self._show(Page.SIGN_IN)

        self._do(lambda: open_book(self._study), known, self._trouble)

    def sign_in(self, name: str, secret: str) -> None:
        """Let a reader in by password or one-time code."""

        def entered(found: Entered) -> None:
            self.book, self.person = found.book, found.person
            self._session.change_settings(reader=found.person.reader, show_identity=False)
            if found.has_password:
                self._look_ahead()
            else:
                self._show(Page.NEW_PASSWORD)

        work = partial(enter, self._study, name.strip(), secret)
        self._do(work, entered, lambda sentence: self._show(Page.SIGN_IN, sentence))

    def choose_password(self, password: str) -> None:
        """Keep a password for the next time."""
        person = self.person
        if person is None:
            return
        work = partial(set_password, self._study, person.reader, password)
        self._do(work, lambda _: self._look_ahead(), lambda sentence: self._show(Page.NEW_PASSWORD, sentence))

    def skip_password(self) -> None:
        """Keep none: the owner gives another code for the next time."""
        self._look_ahead()

    def sign_out(self) -> None:
        """Leave the case as it stands and let somebody else sign in."""
        self._leave()
        self.person = self.ahead = None
        self._session.change_settings(reader="")
        self._show(Page.LOADING)
        self.start()

    # ── trials ──────────────────────────────────────────────────────────────────────────────────────────────────

    def go_on(self) -> None:
        """Open the next trial of the order, or take one up again."""
        if self.why_not_next():
            self._session.noticed.emit(Notice(NoticeLevel.INFO, self.why_not_next()))
            return
        self._leave()
        self._look_ahead(self._open)

    def pause(self) -> None:
        """Take the images off the screen and stop the clock; the trial is taken up where it was left."""
        if self.page is Page.READING:
            self._leave()
            self._look_ahead()

    def _look_ahead(self, then: Callable[[], None] | None = None) -> None:
        """Ask log and record what this reader can do now; without `then` show it."""
        person = self.person
        if person is None:
            return

        def seen(ahead: Ahead) -> None:
            self.book, self.ahead, self._begun_under = ahead.book, ahead.step, ahead.begun_under
            self.busy = False
            if self.page is Page.READING:
                self.changed.emit()
            elif then is not None and ahead.step.slot is not None and ahead.step.step is not Step.WAIT:
                then()
            else:
                pages = {Step.WAIT: Page.WAITING, Step.DONE: Page.DONE}
                self._show(pages.get(ahead.step.step, Page.READY))

        self.busy = True
        self.changed.emit()
        self._session.keeper.do(lambda store: look_ahead(self._study, store, person.reader), seen, self._trouble)

    def _open(self) -> None:
        """Search the images of the next trial; everything that was on the shelf is forgotten first."""
        step, person = self.ahead, self.person
        if step is None or step.slot is None or person is None:
            return
        planned = self.book.case(step.slot.case)

        def begun(_: object) -> None:
            self.open_step, self._planned = step, planned
            self._session.open_paths([self._study.folder / planned.row.path])

        self._show(Page.OPENING)
        self._do(partial(begin_session, self._study, person.reader, step.session), begun, self._trouble)

    def _is_wanted(self, study: Study) -> bool:
        return self._planned is not None and digest(study.study_uid) == self._planned.study_digest

    def _assigned(self, case: Case) -> Assignment:
        if self.slot is None or not self._is_wanted(case.study):
            raise UserError("This study is not the case that comes next.")
        return assignment_for(self.book, self.slot, self._begun_under)

    def _reference_of(self, study: Study) -> ReferenceStandard:
        """What is true of a training case; the session shows it once the read is signed."""
        return reference_of(self._planned) if self._planned and self._is_wanted(study) else ReferenceStandard()

    def _check_images(self) -> None:
        if self.page is Page.OPENING and self._session.case is None and self._planned is not None:
            self._trouble(missing(self._planned))

    def _show_images(self) -> None:
        if self.page is Page.OPENING and self._session.case is not None:
            self._show(Page.READING)

    def _note_event(self, event: Event) -> None:
        """A signature changes what is next."""
        if event.kind == "ReadSigned" and self.page is Page.READING:
            self._look_ahead()

    def _leave(self) -> None:
        leave_case(self._session)
        self.open_step = self._planned = None
        if self.page is Page.READING:
            self.page = Page.LOADING

    # ── plumbing ────────────────────────────────────────────────────────────────────────────────────────────────

    def _keep_hidden(self) -> None:
        if self.hides_identity and self._session.settings.show_identity:
            self._session.change_settings(show_identity=False)

    def _do(self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[str], None]) -> None:
        def finished(value: Any) -> None:
            self.busy = False
            done(value)

        def refused(sentence: str) -> None:
            self.busy = False
            failed(sentence)

        self.busy = True
        self.changed.emit()
        self._session.keeper.do_beside(work, finished, refused, FAULT)

    def _show(self, page: Page, sentence: str = "") -> None:
        self.page, self.sentence = page, sentence
        self.changed.emit()

    def _trouble(self, sentence: str) -> None:
        self.busy = False
        if self.page is Page.READING:
            self._session.noticed.emit(Notice(NoticeLevel.ERROR, sentence))
            self.changed.emit()
            return
        self._leave()
        self._show(Page.TROUBLE, sentence)

    def try_again(self) -> None:
        """After trouble: begin where the reader is."""
        if self.person is None:
            self.start()
        else:
            self._look_ahead()

    def close(self) -> None:
        """Release the study's files once everything is written."""
        self._session.keeper.do_beside(self._study.close_files, lambda _: None, log.error, FAULT)
