"""The reading protocol: which phases there are, what leads from one to the next, and what the reader is asked."""

import hashlib
import tomllib
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from assets import ASSETS
from imaging.errors import UserError
from imaging.study import Case, Series, StackKind, Study


class Phase(StrEnum):
    """Where a Reading stands."""

    UNAIDED = "unaided"
    AIDED = "aided"
    SIGNED = "signed"


class Action(StrEnum):
    """What moves a Reading on."""

    LOCK = "lock"
    SIGN = "sign"


REFUSALS: dict[tuple[Phase, Action], str] = {
    (Phase.UNAIDED, Action.SIGN): "Lock your read first: it cannot be signed before you have seen the findings.",
    (Phase.AIDED, Action.LOCK): "This read is locked already.",
    (Phase.SIGNED, Action.LOCK): "This read is signed: correct it instead.",
    (Phase.SIGNED, Action.SIGN): "This read is signed already.",
}
"""Why an action that the table does not have is refused."""


@dataclass(frozen=True)
class Transition:
    """In this phase, this action leads to that phase."""

    phase: Phase
    action: Action
    to: Phase


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
    kind : str
        ``"binary"``: yes or no with a confidence from `lowest` to `highest`.
    modality, stack_kind, body_part : tuple of str
        Asked when one Series has one of these modalities, a stack of one of these kinds, and when one of these words
        stands in the body part or a description. An empty tuple asks nothing of the Case.
    fallback : bool
        Asked only when no other question is.
    """

    question_id: str
    text: str
    hint: str = ""
    kind: str = "binary"
    lowest: int = 1
    highest: int = 100
    modality: tuple[str, ...] = ()
    stack_kind: tuple[StackKind, ...] = ()
    body_part: tuple[str, ...] = ()
    fallback: bool = False

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


@dataclass(frozen=True)
class ReadingProtocol:
    """A transition table, where the Findings may be seen, and the questions.

    Attributes
    ----------
    name, version, title : str
    digest : str
        SHA-256 of the protocol's file; every event carries it.
    transitions : tuple of Transition
    reveal_in : tuple of Phase
        Phases in which the Findings may be seen; never the unaided one.
    questions : tuple of Question
        All of the file's, or the ones that a Reading asks (see `for_case`).
    """

    name: str
    version: str
    title: str
    digest: str
    transitions: tuple[Transition, ...]
    reveal_in: tuple[Phase, ...]
    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        if Phase.UNAIDED in self.reveal_in:
            raise UserError(f"The reading protocol {self.name} shows the findings before the lock: it is not used.")

    def allows(self, phase: Phase, action: Action) -> bool:
        """True when the table has this action in this phase."""
        return any((t.phase, t.action) == (phase, action) for t in self.transitions)

    def next_phase(self, phase: Phase, action: Action) -> Phase:
        """Where an action leads.

        Raises
        ------
        UserError
            When the table does not have the action in this phase.
        """
        for transition in self.transitions:
            if (transition.phase, transition.action) == (phase, action):
                return transition.to
        raise UserError(REFUSALS.get((phase, action), f"This protocol does not {action} an {phase} read."))

    def questions_for(self, case: Case) -> tuple[Question, ...]:
        """The questions to ask about a Case: those that fit it, else the general one."""
        fitting = tuple(q for q in self.questions if not q.fallback and q.applies_to(case.study))
        return fitting or tuple(q for q in self.questions if q.fallback)

    def for_case(self, case: Case) -> "ReadingProtocol":
        """The same protocol with only the questions that this Case is asked."""
        return replace(self, questions=self.questions_for(case))

    def question(self, question_id: str) -> Question:
        """The question of this name; a sentence when the protocol does not ask it."""
        for question in self.questions:
            if question.question_id == question_id:
                return question
        raise UserError(f"The reading protocol {self.name} does not ask “{question_id}” about this case.")


def read_protocol(path: Path) -> ReadingProtocol:
    """Read a protocol's TOML file.

    Raises
    ------
    UserError
        When the file is missing, is not TOML, or lacks something that a protocol must say.
    """
    try:
        content = path.read_bytes()
        return _protocol(tomllib.loads(content.decode("utf-8")), hashlib.sha256(content).hexdigest())
    except OSError as error:
        raise UserError(f"The reading protocol {path.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"The reading protocol {path.name} is not a text file in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"The reading protocol {path.name} is not valid TOML: {error}.") from error
    except KeyError as error:
        raise UserError(f"The reading protocol {path.name} does not say {error}.") from error
    except (TypeError, ValueError) as error:
        raise UserError(f"The reading protocol {path.name} says something it cannot mean: {error}.") from error


def bundled_protocol(name: str = "sequential") -> ReadingProtocol:
    """A protocol that ships with the program: ``"sequential"`` or ``"unaided_only"``."""
    return read_protocol(ASSETS / "reading_protocols" / f"{name}.toml")


def _protocol(raw: dict[str, Any], digest: str) -> ReadingProtocol:
    questions = tuple(_question(entry) for entry in raw["questions"])
    names = [question.question_id for question in questions]
    if len(set(names)) != len(names):
        raise ValueError("a question stands there twice")
    if not any(question.fallback for question in questions):
        raise ValueError("no question is the fallback, so that some cases would be asked nothing")
    return ReadingProtocol(
        name=raw["name"],
        version=raw["version"],
        title=raw["title"],
        digest=digest,
        transitions=tuple(Transition(Phase(t["in"]), Action(t["do"]), Phase(t["to"])) for t in raw["transitions"]),
        reveal_in=tuple(Phase(phase) for phase in raw["reveal_in"]),
        questions=questions,
    )


def _question(entry: dict[str, Any]) -> Question:
    if entry["kind"] != "binary":
        raise ValueError(f"questions of the kind {entry['kind']!r} are not known")
    return Question(
        question_id=entry["question_id"],
        text=entry["text"],
        hint=entry.get("hint", ""),
        kind=entry["kind"],
        modality=tuple(entry.get("modality", ())),
        stack_kind=tuple(StackKind(kind) for kind in entry.get("stack_kind", ())),
        body_part=tuple(entry.get("body_part", ())),
        fallback=bool(entry.get("fallback", False)),
    )
