"""What the record says of a model's results: that they are there (before the lock), what they say (after it)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.reading.codec import canonical_json, to_json
from app.reading.events import AttachedResult, FindingsRevealed, RevealedFinding
from app.reading.opinion import Choice, Decision
from app.reading.record import digest
from imaging.finding import Finding, Probability
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
    """What a model answered to a question of the read form, as it was revealed."""

    question_id: str
    positive: bool
    probability: float
    operating_point: float

    def allows(self, decision: Decision) -> bool:
        """False for an agreement with another answer than this one: a newer model says something else."""
        return decision.choice is Choice.OVERRIDE or decision.final_positive == self.positive


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


def revealed(results: Iterable[ModelResult]) -> FindingsRevealed:
    """The note of what is shown."""
    kept = tuple(results)
    return FindingsRevealed(
        digests={result.task: findings_digest(result) for result in kept},
        findings=tuple(_revealed(finding) for result in kept for finding in result.findings),
    )


def model_answers(event: FindingsRevealed) -> dict[str, ModelAnswer]:
    """Question → the answer of the model: its study-level probability of that label."""
    return {
        question_id: ModelAnswer(question_id, finding.positive, finding.value, finding.operating_point)
        for finding in event.findings
        if finding.level == "study" and finding.positive is not None and finding.operating_point is not None
        for question_id in [f"{finding.task}/{finding.label}"]
    }


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
        value=float(value.value),
        operating_point=float(value.operating_point) if isinstance(value, Probability) else None,
        positive=bool(value.positive) if isinstance(value, Probability) else None,
        image=digest(where.sop_instance_uid)[:16] if where else "",
        frame=where.frame if where else 0,
        box=(float(box.left), float(box.top), float(box.right), float(box.bottom)) if box else (),
    )
