"""What the record says of a model's results: that they are there (before the lock), what they say (after it)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

from app.reading.codec import canonical_json, to_json
from app.reading.events import AttachedResult, FindingsRevealed, RevealedFinding
from app.reading.opinion import Answer, Choice, Decision
from app.reading.question import Question, Scale
from app.reading.record import digest
from app.reading.trial import Shown
from imaging.finding import Finding, Grade, Probability, Withheld
from imaging.region import Box, Mask, SliceRegion


class Guard(Protocol):
    """A check of the Case against a card; `inference.job.GuardResult` is one."""

    @property
    def guard(self) -> str:
        """What was checked."""
        ...

    @property
    def state(self) -> str:
        """How it came out."""
        ...


class ModelResult(Protocol):
    """What a Reading needs to know of a model's result; `inference.job.TaskResult` is one.

    The reading and the models do not know each other: the session brings them together.
    """

    @property
    def task(self) -> str:
        """The Task that answered."""
        ...

    @property
    def version(self) -> str:
        """Version of its card."""
        ...

    @property
    def weights_sha256(self) -> str:
        """Digest of its weights."""
        ...

    @property
    def status(self) -> str:
        """How it ended."""
        ...

    @property
    def reason(self) -> str:
        """Why it ended so."""
        ...

    @property
    def guards(self) -> Sequence[Guard]:
        """The checks that were made."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What it found."""
        ...


@dataclass(frozen=True)
class ModelAnswer:
    """What a model answered to a question of the read form, as it was revealed.

    Attributes
    ----------
    positive : bool or None
        None when the answer has no side.
    probability, operating_point : float or None
        Of a probability.
    value : float or None
        Of a grade or a number, on the scale of the question.
    withheld : bool
        A model answered, but the protocol does not show what.
    """

    question_id: str
    positive: bool | None = None
    probability: float | None = None
    operating_point: float | None = None
    value: float | None = None
    withheld: bool = False

    def is_answered_by(self, answer: Answer) -> bool:
        """True for an answer that says the same."""
        if self.withheld:
            return False
        if self.value is not None:
            return answer.value == self.value
        return answer.positive == self.positive

    def allows(self, decision: Decision) -> bool:
        """False for an agreement with another answer than this one: a newer model says something else."""
        return decision.choice is not Choice.AGREE or self.is_answered_by(decision.final)


@dataclass(frozen=True)
class Held:
    """A result in memory: what all of it hashes to, and as much of it as the protocol ever shows."""

    task: str
    digest: str
    shown: ModelResult

    @property
    def key(self) -> str:
        """Which result of which task."""
        return f"{self.task} {self.digest}"


def held(result: ModelResult, shows: Collection[Shown]) -> Held:
    """Keep of a result what may reach the screen; the rest is let go here."""
    return Held(result.task, findings_digest(result), as_shown(result, shows))


def as_shown(result: ModelResult, shows: Collection[Shown]) -> ModelResult:
    """A result (a frozen dataclass) with only what a protocol shows of it."""
    if set(shows) == set(Shown):
        return result
    findings = (_as_shown(finding, shows) for finding in result.findings)
    kept: ModelResult = replace(cast(Any, result), findings=tuple(finding for finding in findings if finding))
    return kept


def _as_shown(finding: Finding, shows: Collection[Shown]) -> Finding | None:
    """None for a place that is not shown at all."""
    value = finding.value
    with_value, with_place = Shown.PROBABILITY in shows, Shown.BOXES in shows
    # The place of a negative answer would look like a positive one, once its value is not shown.
    negative = isinstance(value, Probability) and not value.positive
    with_place = with_place and (with_value or not negative)
    if finding.level != "study" and not with_place:
        return None
    return replace(
        finding,
        value=value if with_value else Withheld(),
        region=finding.region if with_place else None,
        slice_scores=finding.slice_scores if with_value and with_place else (),
        series_uid=finding.series_uid if with_place else "",
        saliency=finding.saliency if Shown.HEAT_MAP in shows else (),
    )


def findings_digest(result: ModelResult) -> str:
    """SHA-256 of what a result's Findings say: labels, values, regions, scores per slice and names of the maps.

    A mask counts with its box; the pixels of masks and maps are left out, since they take long to hash.
    """
    return digest(
        canonical_json(
            [
                {
                    "finding": to_json(_revealed(finding)),
                    "slice_scores": list(map(float, finding.slice_scores)),
                    "saliency": [[m.method, digest(m.sop_instance_uid), m.frame, m.allowed] for m in finding.saliency],
                }
                for finding in result.findings
            ]
        )
    )


def attached(result: ModelResult) -> AttachedResult:
    """The note that a Task ran, without a word of what it said."""
    return AttachedResult(
        task=result.task,
        version=result.version,
        weights_sha256=result.weights_sha256,
        status=str(result.status),
        reason=result.reason,
        guards=tuple(f"{guard.guard}: {guard.state}" for guard in result.guards),
        findings_digest=findings_digest(result),
    )


def revealed(results: Iterable[Held]) -> FindingsRevealed:
    """The note of what is shown."""
    kept = tuple(results)
    return FindingsRevealed(
        digests={entry.task: entry.digest for entry in kept},
        findings=tuple(_revealed(finding) for entry in kept for finding in entry.shown.findings),
    )


def model_answers(event: FindingsRevealed, questions: Iterable[Question]) -> dict[str, ModelAnswer]:
    """Question → the answer of the model: its study-level value of that label, on the question's scale."""
    asked = {question.question_id: question for question in questions}
    pairs = (
        (asked[name], finding)
        for finding in event.findings
        if finding.level == "study" and (name := f"{finding.task}/{finding.label}") in asked
    )
    answers = (_model_answer(question, finding) for question, finding in pairs)
    return {answer.question_id: answer for answer in answers if answer is not None}


def _model_answer(question: Question, finding: RevealedFinding) -> ModelAnswer | None:
    """None for an answer that cannot be compared with one to the question."""
    name, value = question.question_id, finding.value
    if value is None:
        return ModelAnswer(name, withheld=True)
    if finding.kind == "probability":
        has_sides = question.kind in (Scale.BINARY, Scale.YES_NO) or question.positive_from is not None
        return ModelAnswer(name, finding.positive, value, finding.operating_point) if has_sides else None
    if finding.kind == "grade" and question.kind is Scale.GRADE:
        known = round(value) in finding.levels
        place = float(finding.levels.index(round(value)) if known else value)
        fits = len(finding.levels) in (0, len(question.levels)) and place <= question.bounds[1]
        return ModelAnswer(name, question.positive_of(place), value=place) if fits else None
    if finding.kind == "quantity" and question.kind is Scale.NUMBER:
        number = question.nearest(value)
        return ModelAnswer(name, question.positive_of(number), value=number)
    return None


def _revealed(finding: Finding) -> RevealedFinding:
    value = finding.value
    region = finding.region
    box = region if isinstance(region, Box) else region.box if isinstance(region, Mask | SliceRegion) else None
    where = region.box if isinstance(region, Mask) else region
    return RevealedFinding(
        finding_id=finding.finding_id,
        task=finding.task,
        label=finding.label,
        level=finding.level,
        kind=type(value).__name__.lower(),
        value=None if isinstance(value, Withheld) else float(value.value),
        operating_point=float(value.operating_point) if isinstance(value, Probability) else None,
        positive=bool(value.positive) if isinstance(value, Probability) else None,
        image=digest(where.sop_instance_uid)[:16] if where else "",
        frame=where.frame if where else 0,
        box=(float(box.left), float(box.top), float(box.right), float(box.bottom)) if box else (),
        levels=tuple(int(level) for level in value.levels) if isinstance(value, Grade) else (),
    )
