"""What a reader says: answers, the opinion they make, and the decision on what a model said."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Answer:
    """One answer to one question; None where the reader has not answered yet.

    Attributes
    ----------
    question_id : str
    positive : bool or None
    confidence : int or None
        In this answer, from 1 (a guess) to 100 (certain).
    """

    question_id: str
    positive: bool | None = None
    confidence: int | None = None

    @property
    def rating(self) -> int | None:
        """Suspicion on one scale as in VIPER: 1–100 for a negative call, 101–200 for a positive one."""
        if self.positive is None or self.confidence is None:
            return None
        return 100 + self.confidence if self.positive else 101 - self.confidence


@dataclass(frozen=True)
class Opinion:
    """All answers of a reader in one phase, and a free comment."""

    answers: tuple[Answer, ...] = ()
    comment: str = ""

    def answer(self, question_id: str) -> Answer:
        """The answer to a question; an empty one when there is none."""
        return next((answer for answer in self.answers if answer.question_id == question_id), Answer(question_id))


class Choice(StrEnum):
    """What the reader does with the model's answer."""

    AGREE = "agree"
    OVERRIDE = "override"


@dataclass(frozen=True)
class Decision:
    """The reader's last word on one question, after seeing the Findings.

    Attributes
    ----------
    question_id : str
    choice : Choice
        Agree: the final answer is the model's. Override: it is not, or not for the model's reason.
    reason : str
        Needed for an override.
    final_positive : bool
    final_confidence : int
        1–100.
    """

    question_id: str
    choice: Choice
    reason: str
    final_positive: bool
    final_confidence: int
