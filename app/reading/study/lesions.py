"""Where the lesions of the reference standard are: a CSV file, one row for each box of each lesion."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.reading.study.cases import StudyCaseRow
from app.reading.study.csv_rows import CsvRow, Problems, read_rows
from app.reading.study.plan import StudyPlan
from imaging.errors import UserError
from imaging.region import Box

COLUMNS = (
    "case", "question", "lesion", "weight", "sop_instance_uid", "frame", "left", "top", "right", "bottom",
)  # fmt: skip
NEEDED = ("case", "question", "lesion", "sop_instance_uid", "left", "top", "right", "bottom")
SIDES = ("left", "top", "right", "bottom")


@dataclass(frozen=True)
class StudyLesion:
    """One lesion.

    Attributes
    ----------
    number : int
        1, 2, … within case and question.
    weight : float
        Of a case's lesions; they sum to 1.
    boxes : tuple of Box
        In image coordinates of the original Instances; one for each image that shows it.
    """

    case: str
    question: str
    number: int
    weight: float
    boxes: tuple[Box, ...]


def read_lesions(folder: Path, plan: StudyPlan, rows: Iterable[StudyCaseRow]) -> tuple[StudyLesion, ...]:
    """All lesions, by case, question and number; () when the plan names no file.

    Raises
    ------
    UserError
        The first thing that is wrong, with its row.
    """
    problems = Problems()
    found = check_lesions(folder, plan, rows, problems)
    problems.raise_first(f"overread study check {folder}")
    return found


def check_lesions(
    folder: Path, plan: StudyPlan, rows: Iterable[StudyCaseRow], problems: Problems
) -> tuple[StudyLesion, ...]:
    """Read the rows that can be read, and note what is wrong with the others."""
    if not plan.lesions_file:
        return ()
    cases = {row.case: row for row in rows}
    asked = {question.question_id for question in plan.questions}
    found: dict[tuple[str, str, int], tuple[float | None, list[Box]]] = {}
    for line in read_rows(folder / plan.lesions_file, NEEDED, COLUMNS.__contains__, ", ".join(COLUMNS)):
        try:
            key, weight, box = _place(line)
            if key[0] not in cases:
                raise line.refuse(f"there is no case “{key[0]}” in {plan.cases_file}")
            if key[1] not in asked:
                raise line.refuse(f"“question” must be one that is asked ({', '.join(sorted(asked))}), not “{key[1]}”")
            if cases[key[0]].truth.get(key[1]) == 0.0:
                raise line.refuse(f"{plan.cases_file} says that “{key[0]}” shows none")
            known = found.setdefault(key, (weight, []))
            if weight is not None and known[0] != weight:
                raise line.refuse("“weight” must be the same in all rows of a lesion")
            known[1].append(box)
        except UserError as error:
            problems.add(str(error))
    return _weighted(found, plan, problems)


def _place(line: CsvRow) -> tuple[tuple[str, str, int], float | None, Box]:
    number = line.parsed("lesion", int, "a whole number from 1")
    if number is None or number < 1:
        raise line.refuse("“lesion” must be a whole number from 1")
    frame = line.parsed("frame", int, "a whole number from 1")
    sides = []
    for side in SIDES:
        line.needed(side)
        sides.append(line.parsed(side, float, "a number of pixels from the image's corner") or 0.0)
    left, top, right, bottom = sides
    if not (left < right and top < bottom):
        raise line.refuse("“left” must be less than “right”, and “top” less than “bottom”")
    weight = line.parsed("weight", float, "a number above 0")
    if weight is not None and not weight > 0:
        raise line.refuse("“weight” must be a number above 0")
    key = (line.needed("case"), line.needed("question"), number)
    return key, weight, Box(line.needed("sop_instance_uid"), frame or 1, left, top, right, bottom)


def _weighted(
    found: Mapping[tuple[str, str, int], tuple[float | None, list[Box]]], plan: StudyPlan, problems: Problems
) -> tuple[StudyLesion, ...]:
    """Equal weights where none are given; weights of a case sum to 1."""
    lesions = []
    for case, question in dict.fromkeys(key[:2] for key in found):
        own = {key[2]: found[key] for key in sorted(found) if key[:2] == (case, question)}
        if list(own) != list(range(1, len(own) + 1)):
            problems.add(f"{plan.lesions_file}: the lesions of “{case}” must be numbered 1, 2, …")
            continue
        weights = [weight for weight, _ in own.values()]
        given = [weight for weight in weights if weight is not None]
        if given and len(given) < len(weights):
            problems.add(f"{plan.lesions_file}: of the lesions of “{case}” some have a weight and some have none.")
            continue
        total = sum(given) or float(len(weights))
        for number, (weight, boxes) in own.items():
            lesions.append(StudyLesion(case, question, number, (weight or 1.0) / total, tuple(boxes)))
    return tuple(lesions)
