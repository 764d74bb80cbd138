"""From a study's folder to `StudyReads`, which the report and the exports take."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from app.reading.question import Question
from app.reading.study import happenings as happened
from app.reading.study.access import StudyState
from app.reading.study.adjudication import read_reference
from app.reading.study.book import Book
from app.reading.study.cases import StudyCaseRow
from app.reading.study.lesions import StudyLesion, read_lesions
from app.reading.study.model_answers import ModelAnswers, read_model, shown_answers
from app.reading.study.plan import AidedArm, Design, ReferenceFrom, StudyPlan
from app.reading.study.readers import Role
from app.reading.study.study import NOT_OPEN, ReaderStudy
from app.reading.study_rows import MarkScoring, StudyRows, study_rows
from app.reading.trial import Arm, CaseKind
from app.statistics.study_reads import ModelRead, Read, StudyCase, StudyQuestion, StudyReader, StudyReads
from imaging.errors import UserError
from imaging.region import Box


def study_reads(study: ReaderStudy) -> StudyReads:
    """All reads of a study with its reference standard and the models' answers.

    Raises
    ------
    UserError
        When the study is a draft, the reference is not there, or nobody has read anything.
    """
    book = study.book()
    plan = book.plan
    if plan is None:
        raise UserError(NOT_OPEN[StudyState.DRAFT])
    listed = study.cases().rows
    known = {case.row.case: case for case in book.cases}
    rows = [row for row in listed if row.kind is CaseKind.TEST and row.case in known]
    truths = _truths(study, plan, rows)
    lesions = read_lesions(study.folder, plan, listed)
    scoring = _scoring(lesions, plan)
    store = study.record()
    try:
        found = study_rows(store, book.versions, scoring)
        answers = shown_answers(store, book.versions)
    finally:
        store.close()
    reads, left_out = _kept(found, book, plan)
    return StudyReads(
        study=plan.name,
        title=plan.title,
        plan_digest=plan.digest,
        design=plan.design,
        plan=_plan_words(plan, book),
        questions=tuple(_question(question, plan) for question in plan.questions),
        readers=tuple(
            StudyReader(entry.person.reader, entry.person.group, entry.person.years)
            for entry in book.readers(Role.READER)
        ),
        cases=tuple(_case(row, truths.get(row.case, {}), lesions, known[row.case].phantom, plan) for row in rows),
        reads=reads,
        model=_model(read_model(study.folder), answers, rows, plan, scoring),
        left_out=left_out,
    )


def note_look(study: ReaderStudy, what: str) -> bool:
    """Write into the log that somebody looked at results before the study was closed; True when that was so."""
    if study.book().state is StudyState.CLOSED:
        return False
    study.write(happened.InterimLook(what))
    return True


def _truths(study: ReaderStudy, plan: StudyPlan, rows: Sequence[StudyCaseRow]) -> Mapping[str, Mapping[str, float]]:
    if plan.reference.source is ReferenceFrom.ADJUDICATION:
        return read_reference(study)
    return {row.case: row.truth for row in rows}


def _scoring(lesions: Sequence[StudyLesion], plan: StudyPlan) -> MarkScoring:
    found: dict[tuple[str, str], list[tuple[Box, ...]]] = {}
    for lesion in lesions:
        found.setdefault((lesion.case, lesion.question), []).append(lesion.boxes)
    return MarkScoring(MappingProxyType(found), plan.marks.hit, plan.marks.limit)


def _kept(found: StudyRows, book: Book, plan: StudyPlan) -> tuple[tuple[Read, ...], Mapping[str, int]]:
    """Leave out who is no reader, cases that were withdrawn, and the unaided half of a crossover's aided period."""
    names = {entry.person.reader.casefold(): entry.person.reader for entry in book.readers(Role.READER)}
    cases = {case.row.case for case in book.cases}
    arms = {
        (reader, session, slot.case): slot.arm for (reader, session), slots in book.orders.items() for slot in slots
    }
    halves = plan.design is Design.CROSSOVER and plan.crossover.aided is AidedArm.SEQUENTIAL
    left_out = Counter(found.left_out)
    kept = []
    for read in found.reads:
        reader = names.get(read.reader.casefold())
        if reader is None:
            left_out["adjudication"] += 1
        elif read.case not in cases:
            left_out["case withdrawn"] += 1
        elif halves and read.arm == "unaided" and arms.get((reader, read.session, read.case)) is Arm.SEQUENTIAL:
            left_out["unaided part of the aided period"] += 1
        else:
            kept.append(read)
    return tuple(kept), MappingProxyType(dict(left_out))


def _plan_words(plan: StudyPlan, book: Book) -> Mapping[str, str]:
    amended = len(book.versions) - 1
    return MappingProxyType(
        {
            **plan.described(),
            "state": book.state,
            "amendments": str(amended),
            "readers": str(len(book.readers(Role.READER))),
            "training cases": str(sum(case.row.kind is CaseKind.TRAINING for case in book.cases)),
            "attention cases": str(sum(case.row.kind is CaseKind.ATTENTION for case in book.cases)),
        }
    )


def _question(question: Question, plan: StudyPlan) -> StudyQuestion:
    primary = question.question_id == plan.primary
    return StudyQuestion(
        question_id=question.question_id,
        text=question.text,
        scale=question.kind,
        primary=primary,
        levels=question.levels,
        positive_from=question.positive_from,
        unit=question.unit,
        margin=plan.margin if primary else None,
    )


def _case(
    row: StudyCaseRow, truth: Mapping[str, float], lesions: Sequence[StudyLesion], phantom: bool, plan: StudyPlan
) -> StudyCase:
    weights = {
        question.question_id: tuple(
            lesion.weight for lesion in lesions if (lesion.case, lesion.question) == (row.case, question.question_id)
        )
        for question in plan.questions
        if question.marks
    }
    return StudyCase(
        case=row.case,
        truth=MappingProxyType(dict(truth)),
        lesions=MappingProxyType(weights),
        features=row.features,
        body_part=row.body_part,
        difficulty=row.difficulty,
        phantom=phantom,
    )


def _model(
    asked: ModelAnswers, shown: ModelAnswers, rows: Sequence[StudyCaseRow], plan: StudyPlan, scoring: MarkScoring
) -> tuple[ModelRead, ...]:
    """What the models answered about each case: as the owner asked them, else as it was shown to readers."""
    found: list[ModelRead] = []
    for row in rows:
        event = asked.get(row.case) or shown.get(row.case)
        if event is not None:
            found += event.reads(row.case, plan.questions, scoring)
    return tuple(found)
