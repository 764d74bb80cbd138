"""What a reader says: answers, marks, the opinion they make, and the decision on what a model said."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.reading.codec import LATER


@dataclass(frozen=True)
class Answer:
    """One answer to one question; None where the reader has not answered yet.

    Attributes
    ----------
    question_id : str
    positive : bool or None
        Also None for a grade or number that has no side (a bone age).
    confidence : int or None
        In this answer, from 1 (a guess) to 100 (certain); only for a decision with confidence.
    value : float or None
        1 or 0 for yes or no without confidence, the place of a grade among its levels (0 = lowest), or a number.
        `Question.answer_of` makes the answer of a value.
    """

    question_id: str
    positive: bool | None = None
    confidence: int | None = None
    value: float | None = field(default=None, metadata=LATER)

    @property
    def rating(self) -> float | None:
        """Higher = more suspicious: the value; of a decision with confidence 1–100 for no, 101–200 for yes (VIPER)."""
        if self.value is not None:
            return self.value
        if self.positive is None or self.confidence is None:
            return None
        return 100 + self.confidence if self.positive else 101 - self.confidence

    @property
    def given(self) -> bool:
        """True when anything is answered."""
        return self.positive is not None or self.confidence is not None or self.value is not None


@dataclass(frozen=True)
class LesionMark:
    """A place that the reader marked as an answer to a question, with its own rating.

    Attributes
    ----------
    mark_id : str
        Stays the same when the mark is moved.
    image : str
        First 16 digits of the SHA-256 of the SOP Instance UID.
    frame : int
        1-based.
    points : tuple of float
        Image coordinates: (column, row) of a point, or (left, top, right, bottom) of a box.
    rating : int or None
        1–100, how sure the reader is that this is one; None until it is said.
    patient_mm : tuple of float
        (x, y, z) of the centre, LPS; () when the image has no place in the patient.
    spacing : tuple of float
        (row, column) size of a pixel in mm; () when the image is not calibrated.
    """

    mark_id: str
    question_id: str
    image: str
    frame: int
    points: tuple[float, ...]
    rating: int | None = None
    patient_mm: tuple[float, ...] = ()
    spacing: tuple[float, ...] = ()

    @property
    def is_box(self) -> bool:
        """False for a point."""
        return len(self.points) == 4

    @property
    def center(self) -> tuple[float, float]:
        """Image coordinate (column, row) of its middle."""
        if not self.is_box:
            return self.points[0], self.points[1]
        left, top, right, bottom = self.points
        return (left + right) / 2, (top + bottom) / 2


@dataclass(frozen=True)
class Opinion:
    """All answers and marks of a reader in one phase, and a free comment."""

    answers: tuple[Answer, ...] = ()
    comment: str = ""
    marks: tuple[LesionMark, ...] = field(default=(), metadata=LATER)

    def answer(self, question_id: str) -> Answer:
        """The answer to a question; an empty one when there is none."""
        return next((answer for answer in self.answers if answer.question_id == question_id), Answer(question_id))

    def marks_of(self, question_id: str) -> tuple[LesionMark, ...]:
        """The marks that belong to a question."""
        return tuple(mark for mark in self.marks if mark.question_id == question_id)


class Choice(StrEnum):
    """What the reader does with the model's answer; the last two where the protocol does not show it."""

    AGREE = "agree"
    OVERRIDE = "override"
    KEEP = "keep"
    CHANGE = "change"


@dataclass(frozen=True)
class Decision:
    """The reader's last word on one question, after seeing the Findings.

    Attributes
    ----------
    question_id : str
    choice : Choice
        Agree: the final answer is the model's. Override: it is not, or not for the model's reason. Keep and change: of
        the model the reader saw places or maps, but no answer; the final answer is the locked one, or another.
    reason : str
        Needed for an override.
    final_positive, final_confidence, final_value
        As in `Answer`.
    """

    question_id: str
    choice: Choice
    reason: str
    final_positive: bool | None
    final_confidence: int | None
    final_value: float | None = field(default=None, metadata=LATER)

    @property
    def final(self) -> Answer:
        """The final answer."""
        return Answer(self.question_id, self.final_positive, self.final_confidence, self.final_value)
