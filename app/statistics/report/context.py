"""What every part of a report starts from: the study, its questions as arrays, and how things are called."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.statistics.question_reads import QuestionReads, question_reads
from app.statistics.report.parts import CasePicture, Column
from app.statistics.study_reads import StudyReads

ARM = {"unaided": "Unaided", "aided": "Aided"}
MODEL = "Model"
CHANGE = "Change"

METRIC = {
    "AUC": "AUC",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "accuracy": "Accuracy",
    "PPV": "PPV",
    "NPV": "NPV",
}

ENDPOINTS = {
    "auc": "AUC",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "accuracy": "accuracy",
    "wafroc": "wAFROC",
}
"""A plan's word for its endpoint → the figure."""


@dataclass(frozen=True, eq=False)
class Context:
    """A study as the parts of a report take it.

    Attributes
    ----------
    questions : tuple of QuestionReads
        The primary one first.
    pictures : mapping of case to pictures
    free_text : bool
        Whether the readers' own words are shown.
    pages : int
        At most so many cases have a page of their own.
    """

    study: StudyReads
    questions: tuple[QuestionReads, ...]
    pictures: Mapping[str, Sequence[CasePicture]] = field(default_factory=dict)
    free_text: bool = True
    pages: int = 60

    @classmethod
    def of(
        cls, study: StudyReads, pictures: Mapping[str, Sequence[CasePicture]], free_text: bool, pages: int
    ) -> "Context":
        """Gather the reads of every question."""
        ordered = sorted(study.questions, key=lambda question: not question.primary)
        return cls(study, tuple(question_reads(study, question) for question in ordered), pictures, free_text, pages)

    @property
    def endpoint(self) -> str:
        """The figure on which the study decides; the area under the curve when the plan does not say."""
        words = self.study.plan.get("endpoint", "").split()
        return ENDPOINTS.get(words[0].lower(), "AUC") if words else "AUC"

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Reader groups by median experience, least first; a study with one group has none."""
        found: dict[str, list[str]] = {}
        for reader in self.study.readers:
            found.setdefault(reader.group or "no group", []).append(reader.reader)
        if len(found) < 2:
            return {}
        years = {reader.reader: reader.years for reader in self.study.readers}

        def experience(group: str) -> float:
            known = sorted(y for name in found[group] if (y := years[name]) is not None)
            return known[len(known) // 2] if known else float("inf")

        return {group: tuple(found[group]) for group in sorted(found, key=lambda g: (experience(g), g))}


def slug(question_id: str) -> str:
    """A question's name in the name of a file."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", question_id).strip("_") or "question"


def words_of(reads: QuestionReads) -> str:
    """A question in words."""
    return reads.question.text or reads.question.question_id


def share_column(title: str, name: str) -> Column:
    """A share, shown as per cent with one digit."""
    return Column(title, name, percent=True)


def change_column(title: str, name: str, percent: bool = False) -> Column:
    """A difference, with its sign."""
    return Column(title, name, percent=percent, signed=True)
