"""Readers who are no people: they read what a study gives them, through the same objects as the workstation."""

from collections.abc import Callable

from app.reading.designs import Assignment
from app.reading.events import Exposure
from app.reading.opinion import Answer, Choice, Decision, Opinion
from app.reading.protocol import Phase
from app.reading.reading import Reading, find_reading, open_reading, resume
from app.reading.record import Proposal
from app.reading.record_store import RecordStore
from app.reading.study.progress import NextStep, Step
from app.reading.study.study import ReaderStudy
from app.reading.study.trials import assignment_for, load_case
from imaging.study import Case
from inference.job import TaskResult

Says = Callable[[str, str], Answer]
"""(case, phase) → the answer to the study's first question."""
Result = TaskResult | Callable[[str], TaskResult] | None
"""What the model says, of every case the same or of each its own."""


def read_one(
    study: ReaderStudy, store: RecordStore, reader: str, step: NextStep, says: Says, result: TaskResult | None = None
) -> Reading:
    """Read one trial to its signature, from where it was left when it was begun."""
    assert step.slot is not None
    book = study.book()
    case, assignment = load_case(study.folder, book.case(step.slot.case)), assignment_for(book, step.slot)
    begun = None
    if step.step is Step.RESUME:
        begun = find_reading(store, reader, case.study.study_uid, assignment.trial)
    return read_trial(case, assignment, store, reader, says, result, begun)


def read_trial(
    case: Case,
    assignment: Assignment,
    store: RecordStore,
    reader: str,
    says: Says,
    result: TaskResult | None = None,
    begun: Reading | None = None,
) -> Reading:
    """The same with images that were found already."""
    assert assignment.trial is not None
    name_of_case = assignment.trial.case
    if begun is None:
        reading = resume([store.append(open_reading(case, reader, assignment.protocol, trial=assignment.trial))])
    else:
        reading = begun.apply(store.append(begun.unpause()))

    def do(made: Proposal | None) -> None:
        nonlocal reading
        if made is not None:
            reading = reading.apply(store.append(made))

    if result is not None and assignment.protocol.reveals:
        reading = reading.hold((result,))
        do(reading.attach((result,)))
    if assignment.protocol.locks:
        if reading.phase is Phase.UNAIDED:
            do(reading.lock(Opinion((says(name_of_case, "unaided"),))))
        do(reading.propose_reveal())
        for name in reading.undecided:
            answer = says(name_of_case, "aided")
            agrees = reading.model_answers[name].is_answered_by(answer)
            choice, reason = (Choice.AGREE, "") if agrees else (Choice.OVERRIDE, "seen otherwise")
            do(reading.decide(Decision(name, choice, reason, bool(answer.positive), answer.confidence or 1)))
        do(reading.sign(case.reference.labels))
    else:
        phase = "aided" if assignment.protocol.reveals else "unaided"
        if assignment.protocol.reveals:
            do(reading.propose_reveal())
        if assignment.protocol.findings_first and not reading.has_seen and result is not None:
            do(reading.expose(Exposure.FINDING, True, result.findings[0].finding_id))
        do(reading.sign(case.reference.labels, Opinion((says(name_of_case, phase),))))
    return reading


def read_all(study: ReaderStudy, store: RecordStore, reader: str, says: Says, result: Result = None) -> list[NextStep]:
    """Read until there is nothing to read now; return the steps that were taken."""
    taken = []
    while (step := study.next_step(reader, store)).step in (Step.BEGIN, Step.RESUME):
        assert step.slot is not None
        read_one(study, store, reader, step, says, result(step.slot.case) if callable(result) else result)
        taken.append(step)
    return taken
