"""Ask the models about every case of a study, for the report: also where no reader is shown what they say."""

from collections.abc import Callable

from app.reading.study.heat_maps import write_heat_maps
from app.reading.study.model_answers import MODEL_FILE, ModelOutput, differing, output_of, shown_answers, write_model
from app.reading.study.study import ReaderStudy
from app.reading.study.trials import load_case
from app.reading.trial import CaseKind
from app.session.inference_worker import AnswerRequest, answer_with_models
from imaging.errors import UserError
from imaging.study import Case
from imaging.words import Words
from inference.job import InferenceProgress, InferenceRequest, TaskStatus
from inference.registry import task_ids


def ask_models(
    study: ReaderStudy,
    progress: Callable[[int, int], None],
    device: str = "auto",
    answer: AnswerRequest = answer_with_models,
) -> list[str]:
    """Write ``model.json`` and the heat maps, and return sentences about what the owner should know.

    Raises
    ------
    UserError
        When the study was not opened, no model answers its questions, or images are gone.
    """
    book = study.book()
    if book.plan is None:
        raise UserError("Open the study first: its cases do not stand yet.")
    asked = {question.question_id.split("/")[0] for question in book.plan.questions}
    tasks = tuple(task for task in task_ids() if task in asked)
    if not tasks:
        raise UserError("No bundled model answers the questions of this plan.")
    cases = [case for case in book.cases if case.row.kind is CaseKind.TEST]
    outputs: dict[str, ModelOutput] = {}
    notes: list[str] = []
    for number, planned in enumerate(cases):
        progress(number, len(cases))
        case = load_case(study.folder, planned)
        seen = Case(case.study, case.priors, case.clinical)  # never the reference
        result = answer(InferenceRequest(number, seen, tasks, device), _silent, lambda: False)
        outputs[planned.row.case] = output_of(result.results, case)
        found = [finding for answered in result.results for finding in answered.findings]
        write_heat_maps(study.folder, planned.row.case, found)
        notes += [
            Words(
                "{case}: {task} gave no answer ({status}): {reason}",
                case=planned.row.case,
                task=answered.task,
                status=answered.status,
                reason=answered.reason,
            )
            for answered in result.results
            if answered.status in (TaskStatus.FAILED, TaskStatus.NOT_APPLICABLE)
        ]
    progress(len(cases), len(cases))
    write_model(study.folder, outputs)
    return notes + _differences(study, outputs)


def _differences(study: ReaderStudy, outputs: dict[str, ModelOutput]) -> list[str]:
    if not study.has_record:
        return []
    store = study.record()
    try:
        shown = shown_answers(store, study.book().versions)
    finally:
        store.close()
    return [
        Words("{case}: readers were shown something else than {model_file} says.", case=case, model_file=MODEL_FILE)
        for case in differing(outputs, shown)
    ]


def _silent(_: InferenceProgress) -> None:
    """Steps within a case are not told."""
