"""The cases of a practice set, what is true of them, and which features mattered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.reading.practice.plan import PRACTICE_FILE, PracticePlan, read_practice_plan
from app.reading.study.cases import StudyCaseRow, read_cases
from app.reading.study.csv_rows import read_rows
from app.reading.study.lesions import StudyLesion, read_lesions
from app.reading.trial import CaseKind
from imaging.region import Box
from imaging.study import ReferenceStandard

FEATURE_COLUMNS = ("case", "question", "feature")


@dataclass(frozen=True)
class PracticeCase:
    """One case with all that is known of it; it reaches the screen only after the lock.

    Attributes
    ----------
    largest : tuple of Box
        Of each lesion its largest box: the slice that is brought to the screen.
    features : tuple of (question_id, str)
        In a reader's words: "horizontal tear, body, medial meniscus". An empty question for the whole case.
    """

    row: StudyCaseRow
    boxes: tuple[Box, ...] = ()
    largest: tuple[Box, ...] = ()
    features: tuple[tuple[str, str], ...] = ()

    @property
    def case(self) -> str:
        """Its name in the set; says nothing of the patient."""
        return self.row.case

    @property
    def reference(self) -> ReferenceStandard:
        """What is true of it, as the session takes it."""
        labels: dict[str, Any] = dict(self.row.truth)
        return ReferenceStandard(MappingProxyType(labels), self.boxes)


@dataclass(frozen=True)
class PracticeSet:
    """Rules and cases, checked."""

    folder: Path
    plan: PracticePlan
    cases: tuple[PracticeCase, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the cases, in the order of the file."""
        return tuple(case.case for case in self.cases)

    def case(self, name: str) -> PracticeCase | None:
        """The case of this name; None when it was taken out of the set."""
        return next((case for case in self.cases if case.case == name), None)


def read_practice_set(folder: Path) -> PracticeSet:
    """Read a practice set's folder.

    Raises
    ------
    UserError
        The first thing that is wrong, with file and row.
    """
    plan = read_practice_plan(folder / PRACTICE_FILE)
    rows = read_cases(folder, plan.rules).rows
    lesions = read_lesions(folder, plan.rules, rows)
    features = _features(folder, plan, rows)
    return PracticeSet(folder, plan, tuple(_case(row, lesions, features) for row in rows))


def _case(
    row: StudyCaseRow, lesions: Iterable[StudyLesion], features: Mapping[str, tuple[tuple[str, str], ...]]
) -> PracticeCase:
    own = [lesion.boxes for lesion in lesions if lesion.case == row.case and lesion.boxes]
    boxes = tuple(dict.fromkeys(box for places in own for box in places))
    largest = tuple(dict.fromkeys(places[_where_largest(places)] for places in own))
    checked = tuple(("", name) for name, there in row.features.items() if there)
    return PracticeCase(replace(row, kind=CaseKind.TRAINING), boxes, largest, features.get(row.case, ()) + checked)


def _where_largest(boxes: Sequence[Box]) -> int:
    """On the slice where a lesion is largest it is seen best; the first of them."""
    return max(range(len(boxes)), key=lambda place: (boxes[place].area, -place))


def _features(folder: Path, plan: PracticePlan, rows: Iterable[StudyCaseRow]) -> dict[str, tuple[tuple[str, str], ...]]:
    """The rows of the file of features, by case; {} when the plan names none."""
    if not plan.features_file:
        return {}
    cases = {row.case for row in rows}
    asked = {question.question_id for question in plan.rules.questions}
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    said = ", ".join(FEATURE_COLUMNS)
    for line in read_rows(folder / plan.features_file, ("case", "feature"), FEATURE_COLUMNS.__contains__, said):
        case, question = line.needed("case"), line.text("question")
        if case not in cases:
            raise line.refuse(f"there is no case “{case}” in {plan.rules.cases_file}")
        if question and question not in asked:
            raise line.refuse(f"“question” must be one that is asked ({', '.join(sorted(asked))}), not “{question}”")
        found[case] = (*found.get(case, ()), (question, line.needed("feature")))
    return found
