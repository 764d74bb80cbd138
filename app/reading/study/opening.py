"""Opening a study, amending it, enrolling readers, closing it: what its owner does, each written into the log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.reading.record import digest
from app.reading.study import happenings as happened
from app.reading.study.access import StudyState
from app.reading.study.allocation import order_of, sequence_for, unaided_order
from app.reading.study.book import Book, Enrolled
from app.reading.study.cases import CaseList, StudyCaseRow, cases_digest, check_cases, read_cases
from app.reading.study.csv_rows import Problems
from app.reading.study.happenings import PlannedCase, StudyHappening
from app.reading.study.lesions import check_lesions
from app.reading.study.plan import PLAN_FILE, Design, StudyPlan
from app.reading.study.plan_file import read_plan
from app.reading.study.progress import trial_reads
from app.reading.study.readers import Person, Role, check_readers, panel_of, read_readers
from app.reading.study.study import NOT_OPEN, ReaderStudy
from app.reading.trial import CaseKind
from imaging.dicom import index
from imaging.errors import UserError
from imaging.study import Study

Progress = Callable[[int, int], None]


def nothing(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Checked:
    """What a check of the folder found; `problems` empty when the study can be opened."""

    plan: StudyPlan
    cases: tuple[PlannedCase, ...]
    people: tuple[Person, ...]
    problems: tuple[str, ...]


def check(study: ReaderStudy, progress: Progress = nothing) -> Checked:
    """Read the plan, the cases, the readers and the headers of all images.

    Raises
    ------
    UserError
        When the plan itself cannot be read, or a list of cases or readers has no usable header.
    """
    plan, problems = read_plan(study.folder / PLAN_FILE), Problems()
    rows = check_cases(study.folder, plan, problems)
    people = check_readers(study.folder, plan, problems)
    lesions = check_lesions(study.folder, plan, rows, problems)
    cases: list[PlannedCase] = []
    for number, row in enumerate(rows):
        progress(number, len(rows))
        try:
            own = tuple(lesion for lesion in lesions if lesion.case == row.case)
            cases.append(replace(planned_case(study.folder, row, plan), lesions=own))
        except UserError as error:
            problems.add(f"{plan.cases_file}, case {row.case}: {error}")
    progress(len(rows), len(rows))
    _check_twice(cases, plan, problems)
    return Checked(plan, tuple(cases), people, tuple(problems.sentences))


def planned_case(folder: Path, row: StudyCaseRow, plan: StudyPlan) -> PlannedCase:
    """Find a case's Study among its images.

    Raises
    ------
    UserError
        When there is none, or more than one without a UID that tells which, or no question of the plan fits it.
    """
    found = the_study(index.load([folder / row.path]).studies, row)
    asked = {question.question_id for question in plan.questions if question.applies_to(found) or question.fallback}
    if row.kind is not CaseKind.TRAINING and plan.primary not in asked:
        raise UserError(f"the primary question “{plan.primary}” does not fit its images.")
    if not asked:
        raise UserError("no question of the plan fits its images.")
    return PlannedCase(row, digest(found.study_uid), found.is_phantom)


def the_study(studies: Sequence[Study], row: StudyCaseRow) -> Study:
    """The Study of a case among those that lie in its path."""
    usable = [study for study in studies if study.stacks]
    named = [study for study in usable if row.study_uid in ("", study.study_uid)]
    if len(named) == 1:
        return named[0]
    if named:
        raise UserError(f"“{row.path}” holds {len(named)} studies: name the one to read in the column “study_uid”.")
    raise UserError(f"“{row.path}” holds no study{' with this UID' if row.study_uid else ' with images'}.")


def open_study(study: ReaderStudy, progress: Progress = nothing) -> Book:
    """Freeze plan and cases, enrol the readers and issue their orders.

    Raises
    ------
    UserError
        When the study is not a draft, or anything is wrong with it.
    """
    book = study.book()
    if book.state is not StudyState.DRAFT:
        raise UserError("This study is open already." if book.state is StudyState.OPEN else NOT_OPEN[book.state])
    checked = _sound(study, progress)
    plan, cases = checked.plan, read_cases(study.folder, checked.plan)
    opened = happened.StudyOpened(plan.text, plan.questions, plan.digest, cases.digest, _blinded(checked.cases))
    study.write(opened, *_enrolments(plan, cases, checked.people, ()), state=StudyState.DRAFT)
    return study.book()


def amend_study(study: ReaderStudy, reason: str, progress: Progress = nothing) -> Book:
    """Record a new version of plan or cases.

    Design, questions, seed, sessions, blocks and crossover stay, and no case may be added: orders that were issued
    would not hold any more. A case that is taken from the list is withdrawn.

    Raises
    ------
    UserError
        When there is no reason, nothing has changed, the version is the old one, or something changed that may not.
    """
    book = study.book()
    old = book.plan
    if book.state is not StudyState.OPEN or old is None:
        raise UserError(NOT_OPEN.get(book.state, "This study is not open."))
    if not reason.strip():
        raise UserError("An amendment needs a reason: say in a few words what changed and why.")
    checked = _sound(study, progress)
    new, listed = checked.plan, cases_digest(study.folder, checked.plan)
    if (new.digest, listed) == (old.digest, book.cases_digest):
        raise UserError("Neither the plan nor the cases have changed: there is nothing to amend.")
    if new.version == old.version:
        raise UserError(f"{PLAN_FILE}: “version” must be another than {old.version}: an amendment is a new version.")
    _must_keep_orders(new, old)
    known = {case.row.case: (case.row.kind, case.study_digest) for case in book.cases}
    for case in checked.cases:
        if known.get(case.row.case) != (case.row.kind, case.study_digest):
            raise UserError(f"{new.cases_file}: “{case.row.case}” is new, or of another kind, or has other images.")
    amended = happened.StudyAmended(
        new.text, new.questions, new.digest, listed, _blinded(checked.cases), reason.strip()
    )
    study.write(amended, state=StudyState.OPEN)
    return study.book()


def _must_keep_orders(new: StudyPlan, old: StudyPlan) -> None:
    changes = {"sessions.count": new.sessions.count != old.sessions.count}
    for key in ("name", "seed", "design", "questions", "primary", "crossover", "blocks", "training"):
        changes[key] = getattr(new, key) != getattr(old, key)
    for key, is_changed in changes.items():
        if is_changed:
            raise UserError(f"{PLAN_FILE}: “{key}” may not change once the study is open: begin another study.")


def enrol_new(study: ReaderStudy) -> tuple[str, ...]:
    """Enrol who stands in the readers' file and does not belong to the study yet; return their names.

    Raises
    ------
    UserError
        When the study is not open, the file is wrong, or says something else about somebody who was enrolled.
    """
    book = study.book()
    if book.state is not StudyState.OPEN or book.plan is None:
        raise UserError(NOT_OPEN.get(book.state, "This study is not open."))
    people = read_readers(study.folder, book.plan)
    known = {entry.person.reader: entry.person for entry in book.people}
    for person in people:
        if known.get(person.reader, person) != person:
            raise UserError(f"{book.plan.readers_file}: “{person.reader}” was enrolled otherwise; put it back.")
    new = [person for person in people if person.reader not in known]
    if new:
        study.must_be_unchanged(book)
        withdrawn = {case.row.case for case in book.cases}
        cases = study.cases()
        cases = CaseList(tuple(row for row in cases.rows if row.case in withdrawn), cases.digest)
        study.write(*_enrolments(book.plan, cases, new, book.people), state=StudyState.OPEN)
    return tuple(person.reader for person in new)


def issue_repeat(study: ReaderStudy, reader: str) -> int:
    """Let a reader read all cases once more, as a session of its own; the old answers stay. Return its number.

    Raises
    ------
    UserError
        When the study is not open, or the name is not a reader's.
    """
    book = study.book()
    if book.state is not StudyState.OPEN or book.plan is None:
        raise UserError(NOT_OPEN.get(book.state, "This study is not open."))
    entry = book.enrolled(reader)
    if entry.person.role is not Role.READER:
        raise UserError(f"“{reader}” is no reader: an adjudicator reads once.")
    session = max(book.orders_of(entry.person.reader), default=0) + 1
    slots = order_of(book.plan, study.cases().rows, entry.person.reader, session, entry.sequence)
    study.write(happened.OrderIssued(entry.person.reader, session, slots), state=StudyState.OPEN)
    return session


def close_study(study: ReaderStudy, reason: str = "") -> Book:
    """Close a study: results may be seen from now on.

    Raises
    ------
    UserError
        When it is not open, when the record was changed, and without a reason when somebody has not read everything.
    """
    book = study.book()
    if book.state is not StudyState.OPEN or book.plan is None:
        raise UserError(NOT_OPEN.get(book.state, "This study is not open."))
    store = study.record()
    try:
        if store.verify():
            raise UserError("The record was changed: “overread record verify” says where. The study stays open.")
        signed = sum(read.ended is not None for read in trial_reads(store, book.plan.name))
        fingerprint = store.fingerprint()
    finally:
        store.close()
    wanted = sum(len(slots) for entry in book.people for slots in book.orders_of(entry.person.reader).values())
    missing = max(0, wanted - signed)
    if missing and not reason.strip():
        raise UserError(f"{missing} of {wanted} trials are not signed: “--early REASON” closes the study all the same.")
    study.write(happened.StudyClosed(fingerprint, missing, reason.strip()), state=StudyState.OPEN)
    return study.book()


def preview(study: ReaderStudy) -> tuple[StudyHappening, ...]:
    """The enrolments and orders that opening a draft would write now."""
    plan = study.plan()
    return tuple(_enrolments(plan, read_cases(study.folder, plan), read_readers(study.folder, plan), ()))


def _sound(study: ReaderStudy, progress: Progress) -> Checked:
    checked = check(study, progress)
    found = Problems(list(checked.problems))
    found.raise_first(f"overread study check {study.folder}")
    return checked


def _check_twice(cases: Sequence[PlannedCase], plan: StudyPlan, problems: Problems) -> None:
    seen: dict[str, str] = {}
    for case in cases:
        if case.study_digest in seen:
            problems.add(
                f"{plan.cases_file}: “{seen[case.study_digest]}” and “{case.row.case}” are the same study: "
                "nobody may read a case twice without knowing."
            )
        seen[case.study_digest] = case.row.case


def _blinded(cases: Sequence[PlannedCase]) -> tuple[PlannedCase, ...]:
    return tuple(
        replace(case, row=case.row.without_truth(), lesions=case.lesions if case.row.kind is CaseKind.TRAINING else ())
        for case in cases
    )


def _enrolments(
    plan: StudyPlan, cases: CaseList, people: Sequence[Person], known: Sequence[Enrolled]
) -> list[StudyHappening]:
    """Entries that enrol people and issue all orders they have from the beginning."""
    written: list[StudyHappening] = []
    earlier = [(entry.person, entry.sequence) for entry in known if entry.person.role is Role.READER]
    panel = {person.reader for person in panel_of(tuple(people), plan)}
    for person in people:
        crossed = person.role is Role.READER and plan.design is Design.CROSSOVER
        sequence = sequence_for(person, earlier, plan.digest) if crossed else ""
        written.append(happened.ReaderEnrolled(person, sequence))
        if person.role is Role.READER:
            earlier.append((person, sequence))
            for session in range(1, plan.sessions.count + 1):
                slots = order_of(plan, cases.rows, person.reader, session, sequence)
                written.append(happened.OrderIssued(person.reader, session, slots))
        elif person.reader in panel:
            written.append(happened.OrderIssued(person.reader, 1, unaided_order(plan, cases.rows, person.reader)))
    return written
