"""Who may see and do what in a study: one pure function, and views that leave out the rest."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol, TypeVar

from app.reading.study.cases import StudyCaseRow
from app.reading.study.readers import Role
from app.reading.trial import CaseKind


class StudyState(StrEnum):
    """Where a study stands."""

    DRAFT = "draft"  # plan and cases may change; nobody reads
    OPEN = "open"  # plan and cases stand; readers read
    CLOSED = "closed"  # no read comes any more; results may be seen


class What(StrEnum):
    """What somebody may ask for."""

    OWN_CASES = "own_cases"  # which cases one reads, in which order, as far as the next one
    OWN_READS = "own_reads"  # one's own answers
    READ = "read"  # open one's next case and answer
    FEEDBACK = "feedback"  # what is true of a training case, after one's own read
    OTHERS_READS = "others_reads"
    TRUTH = "truth"  # of test and attention cases
    KINDS = "kinds"  # which cases are attention cases
    RESULTS = "results"
    PROGRESS = "progress"  # of everybody
    PLAN = "plan"  # change plan, cases and readers
    RUN = "run"  # open, amend, close, enrol, give codes
    EXPORT = "export"


ALWAYS = frozenset({StudyState.DRAFT, StudyState.OPEN, StudyState.CLOSED})
OPEN, CLOSED = frozenset({StudyState.OPEN}), frozenset({StudyState.CLOSED})
AFTER_DRAFT = OPEN | CLOSED

RULES: dict[tuple[Role, What], frozenset[StudyState]] = {
    (Role.OWNER, What.OTHERS_READS): ALWAYS,
    (Role.OWNER, What.TRUTH): ALWAYS,
    (Role.OWNER, What.KINDS): ALWAYS,
    (Role.OWNER, What.RESULTS): ALWAYS,  # an interim look is written into the log
    (Role.OWNER, What.PROGRESS): ALWAYS,
    (Role.OWNER, What.PLAN): frozenset({StudyState.DRAFT}),
    (Role.OWNER, What.RUN): ALWAYS,
    (Role.OWNER, What.EXPORT): ALWAYS,
    (Role.READER, What.OWN_CASES): OPEN,
    (Role.READER, What.OWN_READS): AFTER_DRAFT,
    (Role.READER, What.READ): OPEN,
    (Role.READER, What.FEEDBACK): AFTER_DRAFT,
    (Role.READER, What.OTHERS_READS): CLOSED,
    (Role.READER, What.TRUTH): CLOSED,
    (Role.READER, What.KINDS): CLOSED,
    (Role.READER, What.RESULTS): CLOSED,
    (Role.ADJUDICATOR, What.OWN_CASES): OPEN,
    (Role.ADJUDICATOR, What.OWN_READS): AFTER_DRAFT,
    (Role.ADJUDICATOR, What.READ): OPEN,
    (Role.ADJUDICATOR, What.OTHERS_READS): CLOSED,
    (Role.ADJUDICATOR, What.TRUTH): CLOSED,
    (Role.ADJUDICATOR, What.KINDS): CLOSED,
    (Role.ADJUDICATOR, What.RESULTS): CLOSED,
}
"""(role, what) → the states in which it is allowed; what is not here is never."""


def may(role: Role, what: What, state: StudyState) -> bool:
    """True when somebody in this role may have this while the study is in this state."""
    return state in RULES.get((role, what), frozenset())


class HasReader(Protocol):
    """A read, a progress line: anything that belongs to one reader."""

    @property
    def reader(self) -> str:
        """Whose it is."""
        ...


R = TypeVar("R", bound=HasReader)


def visible_reads(role: Role, name: str, state: StudyState, reads: Iterable[R]) -> tuple[R, ...]:
    """Of all reads those that somebody may see: their own, and the others' when that is allowed."""
    own, others = may(role, What.OWN_READS, state), may(role, What.OTHERS_READS, state)
    return tuple(read for read in reads if (own if read.reader.casefold() == name.casefold() else others))


def visible_case(role: Role, state: StudyState, case: StudyCaseRow, *, committed: bool = False) -> StudyCaseRow:
    """A case as somebody may see it.

    Parameters
    ----------
    committed : bool
        True when the read of this case, by whom it is shown to, is locked or signed: a training case then shows what
        is true of it.

    Returns
    -------
    StudyCaseRow
        Without truth, features and difficulty where they are closed; an attention case looks like a test case.
    """
    if may(role, What.TRUTH, state):
        return case
    if case.kind is CaseKind.TRAINING and committed and may(role, What.FEEDBACK, state):
        return case
    kind = case.kind if case.kind is CaseKind.TRAINING or may(role, What.KINDS, state) else CaseKind.TEST
    return StudyCaseRow(case.case, case.path, case.study_uid, kind, body_part=case.body_part)
