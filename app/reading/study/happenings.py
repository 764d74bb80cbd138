"""What can happen to a study itself: one frozen dataclass per kind of entry in its log."""

from dataclasses import dataclass

from app.reading.question import Question
from app.reading.study.allocation import Slot
from app.reading.study.cases import StudyCaseRow
from app.reading.study.lesions import StudyLesion
from app.reading.study.readers import Person


@dataclass(frozen=True)
class PlannedCase:
    """A case as the log keeps it while readers read.

    Attributes
    ----------
    row : StudyCaseRow
        Without what is true, except of a training case.
    study_digest : str
        SHA-256 of its Study Instance UID, as in the record: finds the Study in the path, and the path in the record.
    phantom : bool
    lesions : tuple of StudyLesion
        Of a training case only.
    """

    row: StudyCaseRow
    study_digest: str
    phantom: bool
    lesions: tuple[StudyLesion, ...] = ()


@dataclass(frozen=True)
class StudyOpened:
    """From here on plan and cases stand.

    `plan` is the file's text; `questions` are kept beside it, so that a later version of the program asks them as they
    were.
    """

    plan: str
    questions: tuple[Question, ...]
    plan_digest: str
    cases_digest: str
    cases: tuple[PlannedCase, ...]


@dataclass(frozen=True)
class StudyAmended:
    """A new version of plan or cases, and why. Orders that were issued stay."""

    plan: str
    questions: tuple[Question, ...]
    plan_digest: str
    cases_digest: str
    cases: tuple[PlannedCase, ...]
    reason: str


@dataclass(frozen=True)
class ReaderEnrolled:
    """Somebody belongs to the study; `sequence` of a crossover, empty in other designs."""

    person: Person
    sequence: str


@dataclass(frozen=True)
class OrderIssued:
    """What somebody reads in one session; a session is issued once."""

    reader: str
    session: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class CodeIssued:
    """The owner gave somebody a one-time code; the code itself stands nowhere."""

    reader: str


@dataclass(frozen=True)
class SignedIn:
    """Somebody signed in."""

    reader: str


@dataclass(frozen=True)
class SessionBegun:
    """A reader began a session."""

    reader: str
    session: int


@dataclass(frozen=True)
class SessionFinished:
    """A reader has signed every case of a session."""

    reader: str
    session: int


@dataclass(frozen=True)
class ClockDisbelieved:
    """The computer's clock shows less than the last entry; nobody may begin a session by it."""

    reader: str
    shown: str
    known: str


@dataclass(frozen=True)
class InterimLook:
    """The owner looked at results before the study was closed."""

    what: str


@dataclass(frozen=True)
class ReferenceEstablished:
    """A reference standard was made from the adjudicators' reads; `digest` of its file."""

    digest: str
    cases: int
    disputed: int


@dataclass(frozen=True)
class StudyClosed:
    """No read comes any more; where the record ended."""

    record_fingerprint: str
    unfinished: int
    reason: str


StudyHappening = (
    StudyOpened
    | StudyAmended
    | ReaderEnrolled
    | OrderIssued
    | CodeIssued
    | SignedIn
    | SessionBegun
    | SessionFinished
    | ClockDisbelieved
    | InterimLook
    | ReferenceEstablished
    | StudyClosed
)

STUDY_KINDS: dict[str, type[StudyHappening]] = {kind.__name__: kind for kind in StudyHappening.__args__}
"""Kind in the log → class."""
