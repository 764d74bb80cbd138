"""The marks of a study's readers as a free-response study."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.statistics.froc_figures import FrocStudy
from app.statistics.question_reads import QuestionReads
from app.statistics.study_reads import RatedMark, StudyReads


@dataclass(frozen=True, eq=False)
class StudyMarks:
    """Marks of every reader in every arm, and of the model.

    Attributes
    ----------
    study : FrocStudy
        Modalities in the order aided, unaided: differences are aided − unaided.
    false_ratings : mapping of (arm, reader, case) to tuple of float
        Ratings of all marks that hit no lesion; the study keeps the highest only.
    model : mapping of case to tuple of RatedMark
        Empty when the model gave no marks.
    left_out : int
        Diseased cases whose lesions nobody placed: they are in no figure of merit.
    """

    study: FrocStudy
    false_ratings: Mapping[tuple[str, str, str], tuple[float, ...]]
    model: Mapping[str, tuple[RatedMark, ...]]
    left_out: int


def has_marks(reads: QuestionReads) -> bool:
    """True when the question asked for marks."""
    return any(read.marks is not None for read in reads.reads.values())


def study_marks(study: StudyReads, reads: QuestionReads) -> StudyMarks:
    """Gather the marks of one question.

    Of several marks on one lesion the highest rating counts; the others are neither lesions nor false marks.

    Raises
    ------
    ValueError
        When a reader did not read a case in an arm (a missing read would count as a read without marks), or when a
        mark names a lesion that the reference standard does not have.
    """
    name = reads.question.question_id
    of_study = {case.case: case for case in study.cases}
    judged = [case for case, known in zip(reads.cases, reads.judged, strict=True) if known]
    lesions = {case: tuple(of_study[case].lesions.get(name, ())) for case in judged}
    truth = dict(zip(reads.cases, reads.truth, strict=True))
    cases = tuple(case for case in judged if lesions[case] or truth[case] == 0.0)
    arms = tuple(reversed(reads.arms))
    starts = np.cumsum([0, *(len(lesions[case]) for case in cases)])
    shape = len(arms), len(reads.readers)
    lesion_scores = np.full((*shape, int(starts[-1])), -np.inf)
    highest, counts = np.full((*shape, len(cases)), -np.inf), np.zeros((*shape, len(cases)), dtype=np.int64)
    false_ratings: dict[tuple[str, str, str], tuple[float, ...]] = {}
    for i, arm in enumerate(arms):
        for j, reader in enumerate(reads.readers):
            for k, case in enumerate(cases):
                read = reads.reads.get((arm, reader, case))
                if read is None or read.marks is None:
                    raise ValueError("reads are missing: a case that was not read would count as read without a mark")
                false = tuple(mark.rating for mark in read.marks if mark.lesion == 0)
                false_ratings[arm, reader, case] = false
                highest[i, j, k], counts[i, j, k] = max(false, default=-np.inf), len(false)
                for mark in read.marks:
                    if not 0 <= mark.lesion <= len(lesions[case]):
                        raise ValueError("a mark names a lesion that its case does not have")
                    if mark.lesion:
                        place = i, j, int(starts[k]) + mark.lesion - 1
                        lesion_scores[place] = max(lesion_scores[place], mark.rating)
    weights = np.array([weight for case in cases for weight in lesions[case]], dtype=np.float64)
    lesion_case = np.repeat(np.arange(len(cases)), np.diff(starts))
    froc = FrocStudy(arms, reads.readers, cases, lesion_case, weights, lesion_scores, highest, counts)
    model = {case: answer.marks for case, answer in reads.model.items() if answer.marks is not None and case in lesions}
    return StudyMarks(froc, false_ratings, model, len(judged) - len(cases))
