"""What the models answer about the cases of a study: as the owner had them asked, and as readers were shown it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.reading.codec import from_json, to_json
from app.reading.events import AttachedResult, FindingsRevealed, ModelResultsAttached, RevealedFinding
from app.reading.lesion_marks import image_name, score_marks
from app.reading.opinion import LesionMark
from app.reading.question import Question
from app.reading.reading import resume
from app.reading.record_store import RecordStore
from app.reading.revelation import ModelResult, attached, held, model_answers, revealed
from app.reading.study.toml_table import read_bytes
from app.reading.study_rows import MarkScoring
from app.reading.trial import Shown
from app.statistics.study_reads import ModelRead, RatedMark
from imaging.errors import UserError
from imaging.study import Case

MODEL_FILE = "model.json"
SCHEMA = "overread.study_models/1"


@dataclass(frozen=True)
class ModelOutput:
    """What the models say about one case.

    Attributes
    ----------
    said : FindingsRevealed
        Every finding, as a record would have it.
    results : tuple of AttachedResult
        Which task ran with which weights, and a digest of what it found.
    spacing : mapping of image to (row, column)
        mm, for rules that measure; images as in `RevealedFinding`.
    """

    said: FindingsRevealed
    results: tuple[AttachedResult, ...] = ()
    spacing: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def reads(self, case: str, questions: Sequence[Question], scoring: MarkScoring) -> tuple[ModelRead, ...]:
        """One row for each question that a model answered."""
        found = []
        for question in questions:
            answer = model_answers(self.said, questions).get(question.question_id)
            if answer is None or answer.withheld:
                continue
            rating = answer.probability if answer.value is None else answer.value
            if rating is None:
                continue
            marks = self._marks(case, question, scoring) if question.marks else None
            found.append(
                ModelRead(case, question.question_id, answer.positive, float(rating), answer.operating_point, marks)
            )
        return tuple(found)

    def _marks(self, case: str, question: Question, scoring: MarkScoring) -> tuple[RatedMark, ...]:
        """The boxes of a model as marks, rated by its values."""
        lesions = scoring.lesions.get((case, question.question_id), ())
        marks: list[RatedMark] = []
        for finding in self.said.findings:
            name = f"{finding.task}/{finding.label}"
            if name == question.question_id and finding.level == "region" and finding.box and finding.value is not None:
                hits = score_marks([self._mark(finding, name)], lesions, scoring.hit, scoring.limit)
                marks += [replace(hit, rating=float(finding.value)) for hit in hits]
        return tuple(marks)

    def _mark(self, finding: RevealedFinding, question_id: str) -> LesionMark:
        spacing = self.spacing.get(finding.image, ())
        return LesionMark(
            finding.finding_id, question_id, finding.image, finding.frame, finding.box, rating=1, spacing=tuple(spacing)
        )


ModelAnswers = Mapping[str, ModelOutput]
"""Case → what the models say about it."""


def output_of(results: Iterable[ModelResult], case: Case) -> ModelOutput:
    """What models answered about a case, for the file."""
    kept = tuple(results)
    spacing = {
        image_name(frame.sop_instance_uid): (stack.calibration.row_spacing, stack.calibration.column_spacing)
        for stack in case.study.stacks
        if stack.calibration.in_millimetres
        for frame in stack.frames
    }
    said = revealed(held(result, tuple(Shown)) for result in kept)
    return ModelOutput(said, tuple(attached(result) for result in kept), spacing)


def write_model(folder: Path, answers: ModelAnswers) -> Path:
    """Write ``model.json``.

    Raises
    ------
    UserError
        When the folder cannot be written.
    """
    path = folder / MODEL_FILE
    document = {"schema": SCHEMA, "cases": {case: to_json(output) for case, output in answers.items()}}
    try:
        path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{MODEL_FILE} cannot be written: {error.strerror}.") from error
    return path


def read_model(folder: Path) -> ModelAnswers:
    """Read ``model.json``; nothing when there is none.

    Raises
    ------
    UserError
        When it is damaged.
    """
    path = folder / MODEL_FILE
    if not path.is_file():
        return {}
    try:
        document: Any = json.loads(read_bytes(path))
        if document["schema"] != SCHEMA:
            raise ValueError(document["schema"])
        return {case: from_json(ModelOutput, output) for case, output in document["cases"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(f"{MODEL_FILE} is damaged: “overread study models” writes it anew.") from error


def shown_answers(store: RecordStore, plan_digests: Iterable[str]) -> ModelAnswers:
    """What readers of a study were shown of each case; of several Readings the last."""
    known = set(plan_digests)
    found: dict[str, ModelOutput] = {}
    for entry in store.readings():
        events = store.events(entry.reading_id)
        trial = resume(events).trial
        if trial is None or trial.plan_digest not in known:
            continue
        findings: dict[str, tuple[RevealedFinding, ...]] = {}
        digests: dict[str, str] = {}
        results: dict[str, AttachedResult] = {}
        for event in events:
            match event.happening:
                case FindingsRevealed(digests=new, findings=said):
                    digests |= new
                    findings |= {task: tuple(f for f in said if f.task == task) for task in new}
                case ModelResultsAttached(results=those):
                    results |= {result.task: result for result in those}
        if digests:
            said = tuple(finding for task in findings.values() for finding in task)
            found[trial.case] = ModelOutput(FindingsRevealed(digests, said), tuple(results.values()))
    return found


def differing(asked: ModelAnswers, shown: ModelAnswers) -> tuple[str, ...]:
    """Cases in which readers were shown something else than what the models say now (other weights, another device)."""
    return tuple(
        case
        for case, output in shown.items()
        if case in asked
        and any(asked[case].said.digests.get(task, known) != known for task, known in output.said.digests.items())
    )
