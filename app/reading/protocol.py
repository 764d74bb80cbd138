"""The reading protocol: which phases there are, what leads from one to the next, and what the reader is asked."""

import hashlib
import tomllib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.reading.codec import LATER
from app.reading.question import Question, Scale, Shape
from app.reading.question_file import question_of
from app.reading.trial import Feedback, Shown
from assets import ASSETS
from imaging.errors import UserError
from imaging.study import Case
from imaging.words import Words

__all__ = [
    "Action",
    "Feedback",
    "Phase",
    "Question",
    "ReadingProtocol",
    "Scale",
    "Shape",
    "Shown",
    "Transition",
    "bundled_protocol",
    "question_of",
    "read_protocol",
]


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
    (Phase.UNAIDED, Action.SIGN): Words("Lock your read first: it cannot be signed before you have seen the findings."),
    (Phase.AIDED, Action.LOCK): Words("This read is locked already: sign it when every answer is decided."),
    (Phase.SIGNED, Action.LOCK): Words("This read is signed: correct it instead."),
    (Phase.SIGNED, Action.SIGN): Words("This read is signed already."),
}
"""Why an action that the table does not have is refused."""

NO_LOCK = Words("Nothing is locked in this reading protocol: sign the read when it is complete.")


@dataclass(frozen=True)
class Transition:
    """In this phase, this action leads to that phase."""

    phase: Phase
    action: Action
    to: Phase


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
    opens_in : Phase
        `UNAIDED`, or `AIDED` where the findings are there from the beginning.
    shows : tuple of Shown
        What of a model reaches the screen at all.
    findings_first : bool
        The read form opens only after the reader has selected a finding.
    time_limit_seconds : int
        For each phase that ends with a lock or a signature; 0 for none. Pauses do not count.
    feedback : tuple of Feedback
        What is shown of a training case after the signature; nothing of other cases of a study ever is.
    """

    name: str
    version: str
    title: str
    digest: str
    transitions: tuple[Transition, ...]
    reveal_in: tuple[Phase, ...]
    questions: tuple[Question, ...]
    opens_in: Phase = field(default=Phase.UNAIDED, metadata=LATER)
    shows: tuple[Shown, ...] = field(default=tuple(Shown), metadata=LATER)
    findings_first: bool = field(default=False, metadata=LATER)
    time_limit_seconds: int = field(default=0, metadata=LATER)
    feedback: tuple[Feedback, ...] = field(default=(), metadata=LATER)

    def __post_init__(self) -> None:
        if Phase.UNAIDED in self.reveal_in:
            raise UserError(
                "The reading protocol {name} shows the findings before the lock: it is not used.", name=self.name
            )
        if self.opens_in is Phase.SIGNED or (self.opens_in is Phase.AIDED and self._has(Phase.UNAIDED)):
            raise UserError(
                "The reading protocol {name} opens in a phase that it cannot: it is not used.", name=self.name
            )
        if self.findings_first and self.opens_in not in self.reveal_in:
            raise UserError(
                "The reading protocol {name} waits for findings that it never shows: it is not used.", name=self.name
            )

    def _has(self, phase: Phase) -> bool:
        return any(transition.phase is phase for transition in self.transitions)

    @property
    def locks(self) -> bool:
        """True for two reads in one Reading, the first of which is locked; False where one opinion is signed."""
        return any(transition.action is Action.LOCK for transition in self.transitions)

    @property
    def reveals(self) -> bool:
        """True when findings are ever shown."""
        return bool(self.reveal_in)

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
        if action is Action.LOCK and not self.locks and phase is not Phase.SIGNED:
            raise UserError(NO_LOCK)
        raise UserError(REFUSALS.get((phase, action), Words("This protocol does not have this step.")))

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
        raise UserError(
            "The reading protocol {name} does not ask “{question_id}” about this case.",
            name=self.name,
            question_id=question_id,
        )


def read_protocol(path: Path) -> ReadingProtocol:
    """Read a protocol's TOML file.

    Raises
    ------
    UserError
        When the file is missing, is not TOML, or lacks something that a protocol must say.
    """
    try:
        content = path.read_bytes()
        raw = tomllib.loads(content.decode("utf-8"))
        if "questions_from" in raw:  # another protocol beside this one asks the same
            asked = (path.parent / f"{raw['questions_from']}.toml").read_bytes()
            raw["questions"], content = tomllib.loads(asked.decode("utf-8"))["questions"], content + asked
        return _protocol(raw, hashlib.sha256(content).hexdigest())
    except OSError as error:
        raise UserError(
            "The reading protocol {path} cannot be read: {why}.", path=path.name, why=error.strerror
        ) from error
    except UnicodeDecodeError as error:
        raise UserError("The reading protocol {path} is not a text file in UTF-8.", path=path.name) from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(
            "The reading protocol {path} is not valid TOML: {error}.", path=path.name, error=error
        ) from error
    except KeyError as error:
        raise UserError("The reading protocol {path} does not say {error}.", path=path.name, error=error) from error
    except (TypeError, ValueError) as error:
        raise UserError(
            "The reading protocol {path} says something it cannot mean: {error}.", path=path.name, error=error
        ) from error


def bundled_protocol(name: str = "sequential") -> ReadingProtocol:
    """A protocol that ships with the program: a file of `assets/reading_protocols`, without its ending."""
    return read_protocol(ASSETS / "reading_protocols" / f"{name}.toml")


def translatable(protocol: ReadingProtocol) -> ReadingProtocol:
    """The same protocol with its texts as the program's own words; a study's stay as its owner wrote them."""
    questions = tuple(
        replace(
            question,
            text=Words(question.text),
            hint=Words(question.hint),
            heading=Words(question.heading),
            unit=Words(question.unit),
            place=Words(question.place),
            levels=tuple(map(Words, question.levels)),
            level_hints=tuple(map(Words, question.level_hints)),
        )
        for question in protocol.questions
    )
    return replace(protocol, title=Words(protocol.title), questions=questions)


def named_protocol(words: str) -> ReadingProtocol:
    """A bundled protocol by its name, or the one in a TOML file.

    Raises
    ------
    UserError
        When there is neither; the sentence names the bundled ones.
    """
    folder = ASSETS / "reading_protocols"
    if (folder / f"{words}.toml").is_file():
        return translatable(bundled_protocol(words))
    if Path(words).is_file():
        return read_protocol(Path(words))
    known = ", ".join(sorted(path.stem for path in folder.glob("*.toml")))
    raise UserError(
        "There is no reading protocol “{words}”. Bundled ones: {known}; or name a TOML file.", words=words, known=known
    )


def _protocol(raw: dict[str, Any], digest: str) -> ReadingProtocol:
    questions = tuple(question_of(entry) for entry in raw["questions"])
    names = [question.question_id for question in questions]
    if len(set(names)) != len(names):
        raise ValueError("a question stands there twice")
    if not any(question.fallback for question in questions):
        raise ValueError("no question is the fallback, so that some cases would be asked nothing")
    limit = raw.get("time_limit_seconds", 0)
    if not isinstance(limit, int) or limit < 0:
        raise ValueError("time_limit_seconds is no whole number from 0")
    shows = tuple(Shown(shown) for shown in raw.get("shows", tuple(Shown)))
    if raw["reveal_in"] and not shows:
        raise ValueError("it reveals findings but shows nothing of them")
    return ReadingProtocol(
        name=raw["name"],
        version=raw["version"],
        title=raw["title"],
        digest=digest,
        transitions=tuple(Transition(Phase(t["in"]), Action(t["do"]), Phase(t["to"])) for t in raw["transitions"]),
        reveal_in=tuple(Phase(phase) for phase in raw["reveal_in"]),
        questions=questions,
        opens_in=Phase(raw.get("opens_in", Phase.UNAIDED)),
        shows=shows,
        findings_first=bool(raw.get("findings_first", False)),
        time_limit_seconds=limit,
    )
