"""One question of a finished study as arrays: arm × reader × case, for the report and the exports."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.statistics.ratings import Ratings
from app.statistics.study_reads import ModelRead, Read, StudyCase, StudyQuestion, StudyReads

_Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class QuestionReads:
    """The reads of one question.

    Attributes
    ----------
    arms, readers, cases : tuple of str
        Along the axes of the arrays; unaided first, readers and cases in the order of the study. Only readers and
        cases with a read, and cases with an answer of the model when nobody read.
    reads : mapping of (arm, reader, case) to Read
    rating, positive, seconds : array of float, shape (arms, readers, cases)
        nan where there is no read; `positive` is 0 or 1, nan when the question has no decision.
    reference : array of float, shape (cases,)
        Level or number of the reference standard, 1 and 0 for yes and no; nan where it is not known.
    truth : array of float, shape (cases,)
        1 diseased, 0 not, nan where it is not known or the question has no yes and no.
    model : mapping of case to ModelRead
    model_rating, model_positive : array of float, shape (cases,)
        nan where the model gave none.
    repeated : int
        Reads of a case that the same reader had read before in the same arm: the first one counts.
    """

    question: StudyQuestion
    arms: tuple[str, ...]
    readers: tuple[str, ...]
    cases: tuple[str, ...]
    reads: Mapping[tuple[str, str, str], Read]
    rating: _Array
    positive: _Array
    seconds: _Array
    reference: _Array
    truth: _Array
    model: Mapping[str, ModelRead]
    model_rating: _Array
    model_positive: _Array
    repeated: int = 0

    @property
    def judged(self) -> NDArray[np.bool_]:
        """Cases that are diseased or not by the reference standard, shape (cases,)."""
        return ~np.isnan(self.truth)

    @property
    def decided(self) -> bool:
        """True when the question ends in yes or no (a bone age without a limit does not)."""
        return bool((~np.isnan(self.positive)).any() or (~np.isnan(self.model_positive)).any())

    def ratings(self) -> Ratings:
        """The ratings of the judged cases, modalities in the order aided, unaided: differences are aided − unaided."""
        return self._cube(self.rating)

    def calls(self) -> Ratings:
        """The same with decisions, 0 or 1, in place of ratings."""
        return self._cube(self.positive)

    def of_cases(self, cases: Iterable[str]) -> "QuestionReads":
        """The same question on these cases only."""
        wanted = set(cases)
        return self._part(range(len(self.readers)), [k for k, case in enumerate(self.cases) if case in wanted])

    def of_readers(self, readers: Iterable[str]) -> "QuestionReads":
        """The same question by these readers only; cases stay, read or not."""
        wanted = set(readers)
        return self._part([j for j, name in enumerate(self.readers) if name in wanted], range(len(self.cases)))

    def _part(self, readers: Iterable[int], cases: Iterable[int]) -> "QuestionReads":
        rows, columns = list(readers), list(cases)
        names, ids = tuple(self.readers[j] for j in rows), tuple(self.cases[k] for k in columns)
        at = np.ix_(range(len(self.arms)), rows, columns)
        who, what = set(names), set(ids)
        kept = {key: read for key, read in self.reads.items() if key[1] in who and key[2] in what}
        return replace(
            self,
            readers=names,
            cases=ids,
            reads=kept,
            rating=self.rating[at],
            positive=self.positive[at],
            seconds=self.seconds[at],
            reference=self.reference[columns],
            truth=self.truth[columns],
            model={case: read for case, read in self.model.items() if case in what},
            model_rating=self.model_rating[columns],
            model_positive=self.model_positive[columns],
        )

    def _cube(self, values: _Array) -> Ratings:
        kept = np.flatnonzero(self.judged)
        arms = tuple(reversed(self.arms))
        cases = tuple(self.cases[k] for k in kept)
        return Ratings(arms, self.readers, cases, self.truth[kept] == 1.0, values[::-1][:, :, kept].copy())


def question_reads(study: StudyReads, question: StudyQuestion) -> QuestionReads:
    """Gather one question's reads.

    A read without a decision of its own is positive from the question's `positive_from` on; so is the reference, and
    the model where it gives no call but an operating point.
    """
    of_study = {case.case: case for case in study.cases}
    own = [read for read in study.reads if read.question == question.question_id and read.case in of_study]
    reads, repeated = _first_reads(own)
    model = {m.case: m for m in study.model if m.question == question.question_id and m.case in of_study}
    arms = tuple(arm for arm in study.arms if any(key[0] == arm for key in reads))
    with_read, with_case = {key[1] for key in reads}, {key[2] for key in reads} or set(model)
    readers = tuple(reader.reader for reader in study.readers if reader.reader in with_read)
    cases = tuple(case.case for case in study.cases if case.case in with_case)
    shape = len(arms), len(readers), len(cases)
    rating, positive, seconds = (np.full(shape, np.nan) for _ in range(3))
    places = [{name: index for index, name in enumerate(names)} for names in (arms, readers, cases)]
    for key, read in reads.items():
        at = tuple(place[name] for place, name in zip(places, key, strict=True))
        rating[at], positive[at], seconds[at] = read.rating, _call(question, read.positive, read.rating), read.seconds
    reference = np.array([_reference(of_study[case], question) for case in cases], dtype=np.float64)
    answers = [model.get(case) for case in cases]
    return QuestionReads(
        question,
        arms,
        readers,
        cases,
        reads,
        rating,
        positive,
        seconds,
        reference,
        _truth(question, reference),
        {case: model[case] for case in cases if case in model},
        np.array([np.nan if m is None else m.rating for m in answers], dtype=np.float64),
        np.array([np.nan if m is None else _model_call(question, m) for m in answers], dtype=np.float64),
        repeated,
    )


def _first_reads(reads: Iterable[Read]) -> tuple[dict[tuple[str, str, str], Read], int]:
    kept: dict[tuple[str, str, str], Read] = {}
    repeated = 0
    for read in sorted(reads, key=lambda read: (read.session, read.position)):
        repeated += kept.setdefault((read.arm, read.reader, read.case), read) is not read
    return kept, repeated


def _call(question: StudyQuestion, positive: bool | None, rating: float) -> float:
    if positive is not None:
        return float(positive)
    return np.nan if question.positive_from is None else float(rating >= question.positive_from)


def _model_call(question: StudyQuestion, answer: ModelRead) -> float:
    if answer.positive is None and answer.operating_point is not None:
        return float(answer.rating >= answer.operating_point)
    return _call(question, answer.positive, answer.rating)


def _reference(case: StudyCase, question: StudyQuestion) -> float:
    return float(case.truth.get(question.question_id, np.nan))


def _truth(question: StudyQuestion, reference: _Array) -> _Array:
    if question.scale in ("grade", "number"):
        if question.positive_from is None:
            return np.full(reference.shape, np.nan)
        return np.where(np.isnan(reference), np.nan, reference >= question.positive_from)
    return np.where(np.isnan(reference), np.nan, reference >= 0.5)
