"""Messages between the session and the inference thread: frozen, and each with its request's number.

Nothing here imports torch, so that the window can build a request before torch is loaded.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from imaging.finding import Finding
from imaging.study import Case


class TaskStatus(StrEnum):
    """How a Task ended on a Case."""

    OK = "ok"
    NOT_APPLICABLE = "not_applicable"
    OFF_LABEL = "off_label"
    FAILED = "failed"


class GuardState(StrEnum):
    """What a guard can say of the Case against the card's intended use."""

    MATCH = "match"
    CANNOT_TELL = "cannot_tell"
    MISMATCH = "mismatch"


@dataclass(frozen=True)
class GuardResult:
    """One check of the Case against the card ("body_part", mismatch, "the header says HAND")."""

    guard: str
    state: GuardState
    detail: str


@dataclass(frozen=True)
class TaskResult:
    """Everything one Task says about one Case."""

    task: str
    version: str
    weights_sha256: str
    status: TaskStatus
    reason: str = ""
    seconds: float = 0.0
    guards: tuple[GuardResult, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class InferenceRequest:
    """Run these Tasks on this Case."""

    request_id: int
    case: Case
    tasks: tuple[str, ...]
    device: str = "auto"
    saliency: str = ""
    """Method name, or empty for the card's default; ``"none"`` skips the maps."""


@dataclass(frozen=True)
class InferenceProgress:
    """How far a request is: `done` of `total` steps, and a short sentence."""

    request_id: int
    done: int
    total: int
    text: str


@dataclass(frozen=True)
class InferenceResult:
    """The answer to a request; `results` has one entry per task asked for."""

    request_id: int
    device: str
    results: tuple[TaskResult, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class InferenceFailure:
    """The request could not be answered at all; one sentence for the screen."""

    request_id: int
    sentence: str
