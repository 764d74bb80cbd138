"""From a place in somebody's order to a Reading: by which protocol it is read, and the Case with its images."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.reading.designs import Assignment, trial_protocol
from app.reading.priors import priors_of
from app.reading.record import digest
from app.reading.study.allocation import Slot
from app.reading.study.book import Book
from app.reading.study.happenings import PlannedCase
from app.reading.trial import CaseKind
from imaging.dicom import index
from imaging.errors import UserError
from imaging.study import Case, ReferenceStandard, Study
from imaging.words import Words


def assignment_for(book: Book, slot: Slot, plan_digest: str = "") -> Assignment:
    """The protocol and the trial of a place.

    Parameters
    ----------
    plan_digest : str
        Of the plan under which a trial was begun that is taken up again; the present one when empty.
    """
    plan = book.plan
    assert plan is not None, "orders are issued when the study is opened"
    known = plan_digest or plan.digest
    protocol = trial_protocol(
        slot.arm,
        plan.questions,
        digest=known,
        name=plan.name,
        version=plan.version,
        title=plan.title,
        shows=plan.shown,
        time_limit_seconds=plan.time_limit_seconds,
        feedback=plan.training.feedback,
    )
    return Assignment(protocol, replace(slot.trial(plan), plan_digest=known))


def case_of(planned: PlannedCase, studies: Sequence[Study]) -> Case | None:
    """The Case of a study among the Studies of its path, with its priors; None when its Study is not there."""
    for study in studies:
        if digest(study.study_uid) == planned.study_digest and study.stacks:
            return Case(study, priors_of(study, studies), reference=reference_of(planned))
    return None


def load_case(folder: Path, planned: PlannedCase) -> Case:
    """Find a case's images on the disk.

    Raises
    ------
    UserError
        When they are not there any more, or are others.
    """
    case = case_of(planned, index.load([folder / planned.row.path]).studies)
    if case is None:
        raise UserError(missing(planned))
    return case


def missing(planned: PlannedCase) -> str:
    """Why a case cannot be read."""
    return Words("The images of case {case} are not where they were: tell the study's owner.", case=planned.row.case)


def reference_of(planned: PlannedCase) -> ReferenceStandard:
    """What a reader may be shown after their own read: of a training case all, of others nothing."""
    if planned.row.kind is not CaseKind.TRAINING:
        return ReferenceStandard()
    boxes = tuple(box for lesion in planned.lesions for box in lesion.boxes)
    labels: dict[str, Any] = dict(planned.row.truth)  # yes and no as 1 and 0; grades and numbers as they are
    return ReferenceStandard(MappingProxyType(labels), boxes)
