"""What a reader's sitting asks of the study's files: to be let in, what comes next, and that a session has begun."""

from dataclasses import dataclass

from app.reading.record_store import RecordStore
from app.reading.study import happenings as happened
from app.reading.study.access import StudyState
from app.reading.study.book import Book
from app.reading.study.progress import NextStep, Step
from app.reading.study.readers import Person, Role
from app.reading.study.study import NOT_OPEN, ReaderStudy
from imaging.errors import UserError
from imaging.words import Words

OWNER_READS_NOT = Words("The owner does not read: sign in with the name of a reader.")


@dataclass(frozen=True)
class Entered:
    """Somebody who was let in; without a password they need another code for the next time."""

    book: Book
    person: Person
    has_password: bool


@dataclass(frozen=True)
class Ahead:
    """What a reader can do now, and the digest of the plan under which a trial that is taken up again was begun."""

    book: Book
    step: NextStep
    begun_under: str = ""


def open_book(study: ReaderStudy) -> Book:
    """The study, if it may be read now.

    Raises
    ------
    UserError
        When it is not open, or its plan or cases were changed.
    """
    book = study.book()
    if book.state is not StudyState.OPEN:
        raise UserError(NOT_OPEN[book.state])
    study.must_be_unchanged(book)
    return book


def enter(study: ReaderStudy, name: str, secret: str) -> Entered:
    """Let a reader in by password or one-time code.

    Raises
    ------
    UserError
        As `ReaderStudy.sign_in`; also for the owner.
    """
    if study.sign_in(name, secret) is Role.OWNER:
        raise UserError(OWNER_READS_NOT)
    book = study.book()
    person = book.enrolled(name).person
    return Entered(book, person, study.accounts.has_password(person.reader))


def set_password(study: ReaderStudy, reader: str, password: str) -> None:
    """Keep a password for the next time; raises `UserError` when it is too short."""
    study.accounts.set_password(reader, password)


def look_ahead(study: ReaderStudy, store: RecordStore, reader: str) -> Ahead:
    """What a reader can do now; sessions that were finished meanwhile are written into the log.

    Raises
    ------
    UserError
        When plan or cases were changed, the study was closed, or the clock was turned back.
    """
    book = study.book()
    study.must_be_unchanged(book)
    step = study.next_step(reader, store, book)
    for session in book.orders_of(reader):
        over = step.step is Step.DONE or session < step.session
        if over and (reader, session) in book.begun and (reader, session) not in book.finished:
            study.note(happened.SessionFinished(reader, session))
    under = ""
    if step.step is Step.RESUME and step.slot is not None and book.plan is not None:
        place = step.session, step.slot.case
        reads = study.trial_reads(store, reader)
        under = next(read.plan_digest for read in reads if (read.session, read.case) == place)
    return Ahead(book, step, under)


def begin_session(study: ReaderStudy, reader: str, session: int) -> None:
    """Write into the log that a session was begun, once.

    Raises
    ------
    UserError
        When the study is not open any more.
    """
    if (reader, session) not in study.book().begun:
        study.write(happened.SessionBegun(reader, session), state=StudyState.OPEN)
