"""What a trial of a study is read by: the transition table of its arm, with the questions and limits of the plan."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.reading.protocol import Feedback, Question, ReadingProtocol, Shown, bundled_protocol
from app.reading.trial import Arm, Trial
from imaging.errors import UserError

TABLES = {
    Arm.UNAIDED: "unaided_only",
    Arm.SEQUENTIAL: "sequential",
    Arm.CONCURRENT: "concurrent",
    Arm.AI_FIRST: "ai_first",
}
"""Arm → the bundled protocol whose table it takes."""


@dataclass(frozen=True)
class Assignment:
    """By which protocol a Case is read, and as which trial; None for one of no study."""

    protocol: ReadingProtocol
    trial: Trial | None = None


def trial_protocol(
    arm: Arm,
    questions: Iterable[Question],
    *,
    digest: str,
    name: str,
    version: str,
    title: str = "",
    shows: Iterable[Shown] = tuple(Shown),
    time_limit_seconds: int = 0,
    feedback: Iterable[Feedback] = (),
) -> ReadingProtocol:
    """The protocol of one arm of a study.

    Parameters
    ----------
    digest : str
        Of the study's plan: every event of the Reading carries it.
    shows : iterable of Shown
        What of a model reaches the screen, where the arm shows findings.
    time_limit_seconds : int
        For each phase that ends with a lock or a signature: a sequential Reading has it twice. 0 for none.
    feedback : iterable of Feedback
        What is shown of a training case after the signature; of other cases nothing ever is.

    Raises
    ------
    UserError
        When an arm that shows findings would show nothing of them.
    """
    table = bundled_protocol(TABLES[arm])
    shown = tuple(Shown(part) for part in shows)
    if table.reveals and not shown:
        raise UserError(f"The arm {arm} of {name} shows findings: say what of them is shown.")
    return replace(
        table,
        name=name,
        version=version,
        title=title or table.title,
        digest=digest,
        questions=tuple(questions),
        shows=shown or table.shows,
        time_limit_seconds=time_limit_seconds,
        feedback=tuple(Feedback(part) for part in feedback),
    )
