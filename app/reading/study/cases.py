"""The cases of a study: a CSV file with what lies where, why it is read, and what is true of it."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from app.reading.codec import canonical_json
from app.reading.question import Question, Scale
from app.reading.study.csv_rows import CsvRow, Problems, read_rows
from app.reading.study.plan import ReferenceFrom, StudyPlan
from app.reading.study.toml_table import is_name, read_bytes
from app.reading.trial import CaseKind
from imaging.errors import UserError

K = TypeVar("K", bound=Hashable)

TRUTH, FEATURE = "truth:", "feature:"
COLUMNS = ("case", "path", "study_uid", "kind", "difficulty", "body_part")
SAID = (
    "case, path, study_uid, kind, difficulty, body_part, truth:<question> for each question, "
    "and feature:<name> for a checklist"
)
YES_NO = {
    "1": 1.0, "yes": 1.0, "true": 1.0, "positive": 1.0, "0": 0.0, "no": 0.0, "false": 0.0, "negative": 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class StudyCaseRow:
    """One case.

    Attributes
    ----------
    case : str
        The study's own name for it; stands in exports and says nothing of the patient.
    path : str
        File, folder, zip or DICOMDIR, from the study's folder.
    study_uid : str
        Needed when the path holds more than one Study; the others are then its priors.
    truth : mapping of question_id to float
        1 and 0 for yes and no, else the level or number; a question that is not there has no reference.
    """

    case: str
    path: str
    study_uid: str = ""
    kind: CaseKind = CaseKind.TEST
    difficulty: str = ""
    body_part: str = ""
    truth: Mapping[str, float] = field(default_factory=dict)
    features: Mapping[str, bool] = field(default_factory=dict)

    def without_truth(self) -> "StudyCaseRow":
        """What may be kept while readers read: of a test or attention case not what is true, nor how hard it is."""
        if self.kind is CaseKind.TRAINING:
            return self
        return StudyCaseRow(self.case, self.path, self.study_uid, self.kind, body_part=self.body_part)


@dataclass(frozen=True)
class CaseList:
    """All cases in the order of the file.

    Attributes
    ----------
    digest : str
        SHA-256 over the cases' file and that of the lesions, as they are on the disk.
    """

    rows: tuple[StudyCaseRow, ...]
    digest: str

    def of_kind(self, *kinds: CaseKind) -> tuple[StudyCaseRow, ...]:
        """The cases of these kinds."""
        return tuple(row for row in self.rows if row.kind in kinds)

    def row(self, case: str) -> StudyCaseRow:
        """The case of this name; KeyError when there is none."""
        for row in self.rows:
            if row.case == case:
                return row
        raise KeyError(case)


def read_cases(folder: Path, plan: StudyPlan, *, images: bool = True) -> CaseList:
    """Read and check the list of cases.

    Parameters
    ----------
    images : bool
        The images must be there; without, the list alone is read, as for a report after the images were put away.

    Raises
    ------
    UserError
        The first thing that is wrong, with its row; `check_cases` gives all.
    """
    problems = Problems()
    rows = check_cases(folder, plan, problems, images=images)
    problems.raise_first(f"overread study check {folder}")
    return CaseList(rows, cases_digest(folder, plan))


def cases_digest(folder: Path, plan: StudyPlan) -> str:
    """SHA-256 over the files that say what the cases are."""
    files = [name for name in (plan.cases_file, plan.lesions_file) if name]
    parts = {name: hashlib.sha256(read_bytes(folder / name)).hexdigest() for name in files}
    return hashlib.sha256(canonical_json(parts).encode()).hexdigest()


def check_cases(folder: Path, plan: StudyPlan, problems: Problems, *, images: bool = True) -> tuple[StudyCaseRow, ...]:
    """Read the rows that can be read, and note what is wrong with the others."""
    asked = {question.question_id: question for question in plan.questions}

    def allowed(column: str) -> bool:
        return column in COLUMNS or column.startswith(FEATURE) or column.removeprefix(TRUTH) in asked

    rows: list[StudyCaseRow] = []
    seen: dict[str, int] = {}
    places: dict[tuple[str, str], int] = {}
    for line in read_rows(folder / plan.cases_file, ("case", "path"), allowed, SAID):
        try:
            row = _row(line, asked, folder if images else None)
            _once(line, seen, row.case, f"the case “{row.case}”")
            _once(line, places, (row.path, row.study_uid), f"the study at “{row.path}”")
            _must_know_truth(line, row, plan)
        except UserError as error:
            problems.add(str(error))
        else:
            rows.append(row)
    if not any(row.kind is CaseKind.TEST for row in rows) and not problems.sentences:
        problems.add(f"{plan.cases_file}: there is no case of the kind “test”.")
    return tuple(rows)


def truth_of(question: Question, text: str) -> float:
    """What is true, from the words of a cell.

    Raises
    ------
    ValueError
        When the question cannot be answered so.
    """
    if question.kind in (Scale.BINARY, Scale.YES_NO):
        return _yes_no(text)
    value = float(question.levels.index(text)) if text in question.levels else float(text)
    if question.objection(question.answer_of(value)):
        raise ValueError(text)
    return value


def words_for(question: Question) -> str:
    """What a cell may say of a question."""
    match question.kind:
        case Scale.GRADE:
            return f"one of {', '.join(question.levels)}"
        case Scale.NUMBER:
            return f"a number from {question.lowest} to {question.highest}"
    return "1 or 0 (yes or no)"


def _yes_no(text: str) -> float:
    if text.casefold() not in YES_NO:
        raise ValueError(text)
    return YES_NO[text.casefold()]


def _row(line: CsvRow, asked: Mapping[str, Question], folder: Path | None) -> StudyCaseRow:
    case, path = line.needed("case"), line.needed("path")
    if not is_name(case):
        raise line.refuse(f"“case” must be up to 64 letters, digits, dots, hyphens or underscores, not “{case}”")
    if folder is not None and not _exists(folder / path):
        raise line.refuse(f"there is no file or folder “{path}”")
    return StudyCaseRow(
        case=case,
        path=path,
        study_uid=line.text("study_uid"),
        kind=line.parsed("kind", CaseKind, "test, training or attention") or CaseKind.TEST,
        difficulty=line.text("difficulty"),
        body_part=line.text("body_part"),
        truth=MappingProxyType(dict(_truths(line, asked.values()))),
        features=MappingProxyType(dict(_features(line))),
    )


def _exists(path: Path) -> bool:
    """A path, or a member of an archive (``archive.zip::member``)."""
    return path.exists() or ("::" in path.name and Path(str(path).split("::", maxsplit=1)[0]).exists())


def _truths(line: CsvRow, questions: Iterable[Question]) -> Iterable[tuple[str, float]]:
    for question in questions:
        column = f"{TRUTH}{question.question_id}"
        value = line.parsed(column, partial(truth_of, question), words_for(question))
        if value is not None:
            yield question.question_id, value


def _features(line: CsvRow) -> Iterable[tuple[str, bool]]:
    for column in line.columns:
        if column.startswith(FEATURE):
            value = line.parsed(column, _yes_no, "1 or 0")
            if value is not None:
                yield column.removeprefix(FEATURE), bool(value)


def _once(line: CsvRow, seen: dict[K, int], key: K, words: str) -> None:
    if key in seen:
        raise line.refuse(f"{words} stands in row {seen[key]} already")
    seen[key] = line.number


def _must_know_truth(line: CsvRow, row: StudyCaseRow, plan: StudyPlan) -> None:
    """Of a test case a file must say what is true; of an attention case always."""
    column = f"{TRUTH}{plan.primary}"
    if plan.primary in row.truth:
        return
    if row.kind is CaseKind.ATTENTION:
        raise line.refuse(f"“{column}” is empty: what an attention case shows must be known")
    if row.kind is CaseKind.TEST and plan.reference.source is ReferenceFrom.FILE:
        raise line.refuse(f'“{column}” is empty; without a reference, write from = "adjudication" in [reference]')
