"""What a resident can do while practising, beyond the rest."""

from collections.abc import Callable

from app.session.command import Command
from app.session.practice_desk import PracticeDesk
from app.session.reading_session import ReadingSession
from imaging.words import Words

NO_PRACTICE = Words("No practice set is open: start one with “overread practice read”.")


def practice_commands(session: ReadingSession) -> tuple[Command, ...]:
    """The places of the reference standard, the learning curve, and more new cases."""

    def desk() -> PracticeDesk | None:
        return session.study if isinstance(session.study, PracticeDesk) else None

    def run(action: Callable[[PracticeDesk], None]) -> Callable[[], None]:
        def do() -> None:
            if (own := desk()) is not None:
                action(own)

        return do

    def why_not(ask: Callable[[PracticeDesk], str]) -> Callable[[], str]:
        def said() -> str:
            own = desk()
            return NO_PRACTICE if own is None else ask(own)

        return said

    curve, more = why_not(PracticeDesk.why_not_curve), why_not(PracticeDesk.why_not_more)
    lesion = why_not(PracticeDesk.why_not_lesion)
    return (
        Command(
            "practice.lesion",
            Words("Next true lesion"),
            "Reading",
            run(PracticeDesk.next_lesion),
            lambda: not lesion(),
            lesion,
        ),
        Command(
            "practice.curve",
            Words("Learning curve"),
            "Reading",
            run(PracticeDesk.show_curve),
            lambda: not curve(),
            curve,
        ),
        Command(
            "practice.more",
            Words("More new cases to practise"),
            "Reading",
            run(PracticeDesk.more),
            lambda: not more(),
            more,
        ),
    )
