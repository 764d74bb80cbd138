"""A study's folder: plan, cases and readers as files, its log and accounts, and the record of its Readings."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.reading.record_store import RecordStore
from app.reading.store.faults import ServerUnreachableError
from app.reading.store.opening import RecordPlace, open_to_check, server_package
from app.reading.study import happenings as happened
from app.reading.study.access import StudyState, What, may
from app.reading.study.accounts import Accounts, utc_now
from app.reading.study.book import Book, book_of
from app.reading.study.cases import CaseList, cases_digest, read_cases
from app.reading.study.happenings import StudyHappening
from app.reading.study.log import LogEntry, StudyFile, StudyLog
from app.reading.study.plan import PLAN_FILE, StudyPlan
from app.reading.study.plan_file import read_plan
from app.reading.study.progress import KnownReads, NextStep, TrialRead, next_step, trial_reads, turned_back
from app.reading.study.readers import OWNER, Person, Role, read_readers
from imaging.errors import UserError
from imaging.words import Words

STUDY_FILE, RECORD_FILE = "study.sqlite", "record.sqlite"

NOT_OPEN = {
    StudyState.DRAFT: Words("This study has not been opened yet: its owner opens it with “overread study open”."),
    StudyState.CLOSED: Words("This study is closed: no read comes any more."),
}


class ReaderStudy:
    """One study.

    Each question is answered from the log and the record as they are on the disk, so that two programs may have the
    same study open; what cannot change any more is kept in memory.

    Parameters
    ----------
    folder : Path
        Holds ``plan.toml``.
    now : callable
        The clock.
    record : Path or str, optional
        Where the record is; left out, ``record.sqlite`` in the folder.

    Raises
    ------
    UserError
        When the folder is no study.
    """

    def __init__(self, folder: Path, now: Callable[[], datetime] = utc_now, record: RecordPlace | None = None) -> None:
        if not (folder / PLAN_FILE).is_file():
            raise UserError("There is no study in {folder}: “overread study init {folder}” makes one.", folder=folder)
        self.folder, self.now = folder, now
        self.place: RecordPlace = record or folder / RECORD_FILE
        self._file: StudyLog | None = None
        self._folded = 0, Book()  # how much of the log the book has taken up
        self._reads: KnownReads = {}

    # ── files ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def has_log(self) -> bool:
        """False while there is certainly no log; of a server nobody knows before it is asked."""
        return self._file is not None or self._on_server or (self.folder / STUDY_FILE).is_file()

    @property
    def _on_server(self) -> bool:
        """True when log and accounts are where the record is; a study that was begun in its folder stays there."""
        return not isinstance(self.place, Path) and not (self.folder / STUDY_FILE).is_file()

    @property
    def file(self) -> StudyLog:
        """Log and accounts: a file of the folder, made when it does not exist, or on the record's server."""
        if self._file is None:
            if self._on_server:
                server_package()
                from app.reading.study.server_log import ServerLog

                self._file = ServerLog(str(self.place), read_plan(self.folder / PLAN_FILE).name)
            else:
                self._file = StudyFile(self.folder / STUDY_FILE)
        return self._file

    @property
    def accounts(self) -> Accounts:
        """Passwords and codes."""
        return Accounts(self.file, self.now)

    @property
    def record_path(self) -> Path:
        """The record of the study's Readings, where it lies in the folder."""
        return self.folder / RECORD_FILE

    @property
    def has_record(self) -> bool:
        """False while nobody has read anything; of a server nobody knows."""
        return not isinstance(self.place, Path) or self.place.is_file()

    def record(self) -> RecordStore:
        """The record, for reading only.

        Raises
        ------
        UserError
            When there is none: nobody has read anything yet.
        """
        if not self.has_record:
            raise UserError("Nobody has read anything in this study yet.")
        store: RecordStore = open_to_check(self.place)
        return store

    def book(self) -> Book:
        """The state of the study; a draft when there is no log."""
        if not self.has_log:
            return Book()
        entries = self.file.entries()
        count, book = self._folded
        for entry in entries[count:]:
            book = book.after(entry)
        self._folded = len(entries), book
        return book

    def log(self) -> tuple[LogEntry, ...]:
        """The log, checked."""
        return self.file.entries()

    def plan(self, book: Book | None = None) -> StudyPlan:
        """The plan that holds: of a draft the file, else the one in the log."""
        book = book or self.book()
        return book.plan or read_plan(self.folder / PLAN_FILE)

    def cases(self) -> CaseList:
        """The list of cases with what is true of them, from its file.

        Raises
        ------
        UserError
            When it is wrong, or is not the one with which the study was opened.
        """
        book = self.book()
        plan = self.plan(book)
        if book.cases_digest and not (self.folder / plan.cases_file).is_file():
            raise UserError(
                "{cases_file} is not in the folder: put it back, it says what is true of the cases.",
                cases_file=plan.cases_file,
            )
        if book.cases_digest and cases_digest(self.folder, plan) != book.cases_digest:
            raise UserError(changed(plan.cases_file))
        return read_cases(self.folder, plan, images=not book.cases_digest)

    def people(self) -> tuple[Person, ...]:
        """All who stand in the readers' file."""
        return read_readers(self.folder, self.plan())

    def must_be_unchanged(self, book: Book) -> None:
        """Refuse a plan, or a list of cases that lies in the folder, which are not those of the log."""
        if book.plan is None:
            return
        if read_plan_digest(self.folder) != book.plan.digest:
            raise UserError(changed(PLAN_FILE))
        listed = (self.folder / book.plan.cases_file).is_file()  # the owner may keep it elsewhere while readers read
        if listed and cases_digest(self.folder, book.plan) != book.cases_digest:
            raise UserError(changed(book.plan.cases_file))

    def write(self, *happenings: StudyHappening, state: StudyState | None = None) -> None:
        """Add to the log, if the study is in this state at that moment."""

        def admit(entries: tuple[LogEntry, ...]) -> None:
            if state is not None and book_of(entries).state is not state:
                raise UserError(NOT_OPEN.get(book_of(entries).state, Words("This study is open already.")))

        self.file.append(*happenings, admit=admit)

    def note(self, happening: StudyHappening) -> None:
        """Add what is said again, or is no loss, when the server cannot be reached: a read goes on without it."""
        with suppress(ServerUnreachableError):
            self.write(happening)

    def close_files(self) -> None:
        """Release the study's file."""
        if self._file is not None:
            self._file.close()
            self._file, self._folded = None, (0, Book())

    # ── readers ─────────────────────────────────────────────────────────────────────────────────────────────────

    def sign_in(self, name: str, secret: str) -> Role:
        """Let somebody in, by password or one-time code.

        Raises
        ------
        UserError
            When they are not who they say, or do not belong to the study, or there is nothing to read now.
        """
        self.accounts.check(name, secret)
        if name.casefold() == OWNER:
            return Role.OWNER
        book = self.book()
        person = book.enrolled(name).person
        if book.state is not StudyState.OPEN:
            raise UserError(NOT_OPEN[book.state])
        self.must_be_unchanged(book)
        self.write(happened.SignedIn(person.reader))
        return person.role

    def next_step(self, reader: str, store: RecordStore, book: Book | None = None) -> NextStep:
        """What somebody can do now.

        Raises
        ------
        UserError
            When the study is not open, or the clock shows less than the last entry of log or record.
        """
        book = book or self.book()
        person = book.enrolled(reader).person
        if not may(person.role, What.READ, book.state) or book.plan is None:
            raise UserError(NOT_OPEN.get(book.state, Words("You have no cases in this study.")))
        reads = self.trial_reads(store, person.reader)
        now = self.now()
        known = turned_back(now, [book.last, *(read.last for read in reads)])
        if known is not None:
            self.note(happened.ClockDisbelieved(person.reader, now.isoformat(), known.isoformat()))
            raise UserError(
                "This computer's clock shows {now}, but the last entry was made at "
                "{last}: set the clock right before you read on.",
                now=words_of_time(now),
                last=words_of_time(known),
            )
        return next_step(book.orders_of(person.reader), reads, book.plan.sessions, now)

    def trial_reads(self, store: RecordStore, reader: str | None = None) -> tuple[TrialRead, ...]:
        """The Readings of this study's trials; what was signed is read once."""
        return trial_reads(store, self.plan().name, reader, self._reads)

    def owner_must_sign_in(self) -> bool:
        """True when the owner chose a password: then not everybody who may open the folder may act as the owner."""
        return self.has_log and self.accounts.has_password(OWNER)


def read_plan_digest(folder: Path) -> str:
    """SHA-256 of the plan as it lies in the folder."""
    return read_plan(folder / PLAN_FILE).digest


def changed(file: str) -> str:
    """Why nothing goes on after a file was changed."""
    return Words(
        "{file} was changed after the study was opened: put the old one back, or record the "
        "change with “overread study open --amend REASON”.",
        file=file,
    )


def words_of_time(time: datetime) -> str:
    """A time as people of this place write it: 14 December 2026, 16:30."""
    local = time.astimezone()
    return Words("{time.day} {time:%B %Y}, {time:%H:%M}", time=local)
