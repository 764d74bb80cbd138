"""Who may see what, as a table, and the views that follow from it."""

from dataclasses import dataclass

import pytest

from app.reading.study.access import StudyState, What, may, visible_case, visible_reads
from app.reading.study.cases import StudyCaseRow
from app.reading.study.readers import Role
from app.reading.trial import CaseKind
from tests.app.reading.study.conftest import Q

#                    owner            reader           adjudicator
#                    draft open shut  draft open shut  draft open shut
TABLE = {
    What.OWN_CASES: "-     -    -     -     yes  -     -     yes  -",
    What.READ: "     -     -    -     -     yes  -     -     yes  -",
    What.OWN_READS: "-     -    -     -     yes  yes   -     yes  yes",
    What.FEEDBACK: " -     -    -     -     yes  yes   -     -    -",
    What.OTHERS_READS: "yes yes yes   -     -    yes   -     -    yes",
    What.TRUTH: "    yes   yes  yes   -     -    yes   -     -    yes",
    What.KINDS: "    yes   yes  yes   -     -    yes   -     -    yes",
    What.RESULTS: "  yes   yes  yes   -     -    yes   -     -    yes",
    What.PROGRESS: " yes   yes  yes   -     -    -     -     -    -",
    What.PLAN: "     yes   -    -     -     -    -     -     -    -",
    What.RUN: "      yes   yes  yes   -     -    -     -     -    -",
    What.EXPORT: "   yes   yes  yes   -     -    -     -     -    -",
}  # fmt: skip


@pytest.mark.parametrize("what", list(What))
def test_who_may_what_when(what: What) -> None:
    cells = [(role, state) for role in (Role.OWNER, Role.READER, Role.ADJUDICATOR) for state in StudyState]
    allowed = ["yes" if may(role, what, state) else "-" for role, state in cells]
    assert allowed == TABLE[what].split()


@dataclass(frozen=True)
class SomeRead:
    reader: str


READS = (SomeRead("R1"), SomeRead("R2"), SomeRead("r1"))


@pytest.mark.parametrize(
    ("role", "state", "seen"),
    [
        (Role.READER, StudyState.OPEN, [0, 2]),
        (Role.READER, StudyState.CLOSED, [0, 1, 2]),
        (Role.READER, StudyState.DRAFT, []),
        (Role.ADJUDICATOR, StudyState.OPEN, [0, 2]),
        (Role.OWNER, StudyState.OPEN, [1]),  # whoever reads under the owner's name is none of the readers
    ],
)
def test_whose_reads_are_seen(role: Role, state: StudyState, seen: list[int]) -> None:
    assert visible_reads(role, "R1", state, READS) == tuple(READS[n] for n in seen)


CASES = {kind: StudyCaseRow("C1", "a", "1.2", kind, "hard", "KNEE", {Q: 1.0}, {"old": True}) for kind in CaseKind}


@pytest.mark.parametrize("role", [Role.READER, Role.ADJUDICATOR])
@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("kind", list(CaseKind))
def test_nothing_true_of_a_case_is_seen_before_the_study_is_closed(role: Role, kind: CaseKind, committed: bool) -> None:
    shown = visible_case(role, StudyState.OPEN, CASES[kind], committed=committed)
    if kind is CaseKind.TRAINING and committed and role is Role.READER:
        assert shown == CASES[kind]
    else:
        assert (shown.truth, shown.features, shown.difficulty) == ({}, {}, "")
        assert (shown.case, shown.path, shown.body_part) == ("C1", "a", "KNEE")
        assert shown.kind is (CaseKind.TRAINING if kind is CaseKind.TRAINING else CaseKind.TEST)
    assert visible_case(role, StudyState.CLOSED, CASES[kind]) == CASES[kind]


def test_an_attention_case_looks_like_a_test_case() -> None:
    one, other = (
        visible_case(Role.READER, StudyState.OPEN, CASES[kind]) for kind in (CaseKind.TEST, CaseKind.ATTENTION)
    )
    assert one == other
    assert visible_case(Role.OWNER, StudyState.OPEN, CASES[CaseKind.ATTENTION]) == CASES[CaseKind.ATTENTION]
