"""A question of the read form: its scale, what counts as an answer, and the answer in words."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.reading.codec import LATER
from app.reading.opinion import Answer
from imaging.study import Series, StackKind, Study
from imaging.words import Words

YES, NO = Words("Yes"), Words("No")


class Scale(StrEnum):
    """How a question is answered."""

    BINARY = "binary"  # yes or no, then how sure within it: 1–200 in all, as in VIPER
    YES_NO = "yes_no"  # no confidence: an item of a checklist
    GRADE = "grade"  # one of a fixed list of levels
    NUMBER = "number"  # with a unit


class Shape(StrEnum):
    """How a lesion is marked."""

    POINT = "point"
    BOX = "box"


LOWEST_RATING, HIGHEST_RATING = 1, 100
"""Of a lesion mark."""


@dataclass(frozen=True)
class Question:
    """One question of the read form.

    Attributes
    ----------
    question_id : str
        ``"<task>/<label>"`` of the Finding that answers it too.
    text : str
        In a reader's words.
    hint : str
        What counts as yes.
    kind : Scale
    lowest, highest : int
        Bounds of the confidence (`BINARY`), or of the number (`NUMBER`).
    modality, stack_kind, body_part : tuple of str
        Asked when one Series has one of these modalities, a stack of one of these kinds, and when one of these words
        stands in the body part or a description. An empty tuple asks nothing of the Case.
    fallback : bool
        Asked only when no other question is.
    heading : str
        Questions with the same heading stand together below it, as a checklist.
    levels : tuple of str
        Of a grade, lowest first: all that may be given. The value of an answer is the place in this list, from 0.
    level_hints : tuple of str
        What each level means; () or as many as there are levels.
    unit : str
        Of a number: ``"months"``.
    decimals : int
        Of a number.
    positive_from : float or None
        A grade or number is positive from this value on; None when it has no sides.
    marks : tuple of Shape
        How the reader may mark lesions for this question; () asks for none.
    mark_needed : bool
        A positive answer needs at least one mark.
    place : str
        How the reader shows which place the question is about, as a sentence: by one box, which the models are asked
        about too. It is no lesion and has no rating. Empty when the question is about the whole study.
    """

    question_id: str
    text: str
    hint: str = ""
    kind: Scale = Scale.BINARY
    lowest: int = 1
    highest: int = 100
    modality: tuple[str, ...] = ()
    stack_kind: tuple[StackKind, ...] = ()
    body_part: tuple[str, ...] = ()
    fallback: bool = False
    heading: str = field(default="", metadata=LATER)
    levels: tuple[str, ...] = field(default=(), metadata=LATER)
    level_hints: tuple[str, ...] = field(default=(), metadata=LATER)
    unit: str = field(default="", metadata=LATER)
    decimals: int = field(default=0, metadata=LATER)
    positive_from: float | None = field(default=None, metadata=LATER)
    marks: tuple[Shape, ...] = field(default=(), metadata=LATER)
    mark_needed: bool = field(default=False, metadata=LATER)
    place: str = field(default="", metadata=LATER)

    # ── which Case it is asked about ────────────────────────────────────────────────────────────────────────────

    def applies_to(self, study: Study) -> bool:
        """True when some Series of the Study fits."""
        return any(self._fits(series, study) for series in study.series)

    def _fits(self, series: Series, study: Study) -> bool:
        if self.modality and series.modality not in self.modality:
            return False
        if self.stack_kind and not any(stack.kind in self.stack_kind for stack in series.stacks):
            return False
        words = f"{series.body_part} {series.description} {study.description}".upper()
        return not self.body_part or any(part.upper() in words for part in self.body_part)

    @property
    def drawn(self) -> tuple[Shape, ...]:
        """What may be drawn for it: lesion marks, or the box of its place."""
        return (Shape.BOX,) if self.place else self.marks

    # ── what counts as an answer ────────────────────────────────────────────────────────────────────────────────

    @property
    def valued(self) -> bool:
        """True when one value is the whole answer; False for a decision with confidence."""
        return self.kind is not Scale.BINARY

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value of an answer; of a decision with confidence those of the confidence."""
        if self.kind is Scale.GRADE:
            return 0.0, float(len(self.levels) - 1)
        return (0.0, 1.0) if self.kind is Scale.YES_NO else (float(self.lowest), float(self.highest))

    def positive_of(self, value: float | None) -> bool | None:
        """On which side a value lies; None when it has none."""
        if value is None:
            return None
        if self.kind is Scale.YES_NO:
            return value > 0
        return None if self.positive_from is None else value >= self.positive_from

    def answer_of(self, value: float | None) -> Answer:
        """The answer that a value makes; an empty one for None. Not for a decision with confidence."""
        return Answer(self.question_id, self.positive_of(value), None, None if value is None else float(value))

    def nearest(self, number: float) -> float:
        """A number with as many decimals as an answer has."""
        return float(round(number, self.decimals))

    def objection(self, answer: Answer) -> str:
        """Why an answer cannot be one to this question; empty when it can, also while it is incomplete."""
        low, high = self.bounds
        if not self.valued:
            outside = answer.confidence is not None and not low <= answer.confidence <= high
            return (
                Words(
                    "The confidence in “{text}” goes from {lowest} to {highest}.",
                    text=self.text,
                    lowest=self.lowest,
                    highest=self.highest,
                )
                if outside
                else ""
            )
        if answer.value is None:
            return "" if not answer.given else Words("“{text}” is answered by one value.", text=self.text)
        if not low <= answer.value <= high:
            return Words(
                "The answer to “{text}” goes from {low} to {high}.",
                text=self.text,
                low=self.value_words(low),
                high=self.value_words(high),
            )
        whole = self.kind is not Scale.NUMBER
        if answer.value != (round(answer.value) if whole else self.nearest(answer.value)):
            return Words(
                "The answer to “{text}” has {count} decimals.", text=self.text, count=0 if whole else self.decimals
            )
        return (
            ""
            if answer == self.answer_of(answer.value)
            else Words("“{text}” is answered by one value.", text=self.text)
        )

    def missing(self, answer: Answer) -> str:
        """What an answer still lacks; empty when it is complete."""
        if self.valued and answer.value is not None:
            return ""
        if not self.valued and answer.positive is not None:
            sure = answer.confidence is not None
            return (
                ""
                if sure
                else Words("Say how sure you are of your answer to “{text}” before you go on.", text=self.text)
            )
        return Words("Answer “{text}” before you go on.", text=self.text)

    # ── in words ────────────────────────────────────────────────────────────────────────────────────────────────

    def value_words(self, value: float) -> str:
        """A value as a reader says it: "Yes", "2", "124 months"."""
        if self.kind is Scale.YES_NO:
            return YES if value > 0 else NO
        if self.kind is Scale.GRADE:
            place = round(value)
            return self.levels[place] if 0 <= place < len(self.levels) else f"{value:g}"
        return Words.joined(" ", (part for part in (f"{value:.{self.decimals}f}", self.unit) if part))

    def words(self, answer: Answer) -> str:
        """An answer as a reader says it: "Yes (sure: 80)", "2", "124 months"; "no answer"."""
        if answer.value is not None:
            return self.value_words(answer.value)
        if answer.positive is None:
            return Words("no answer")
        said = YES if answer.positive else NO
        if answer.confidence is None:
            return said
        return Words("{answer} (sure: {confidence})", answer=said, confidence=answer.confidence)
