"""Commands by which a read is answered from the keyboard: two keys for an answer, and marked lesions."""

from functools import partial

from app.session.command import Command
from app.session.lesions import Lesions
from app.session.reading_session import ReadingSession
from app.session.viewport_model import Tool
from imaging.words import Words

NOT_SELECTED = Words("No lesion is selected: click on one, or step to it.")
TENTHS = 10


def answer_commands(session: ReadingSession) -> tuple[Command, ...]:
    """Every command that answers a question or handles a marked lesion."""
    return (*_answers(session), *_lesions(session))


def _answers(s: ReadingSession) -> tuple[Command, ...]:
    keys = s.aids.answering
    return (
        Command("answer.yes", Words("Answer yes"), "Reading", partial(keys.say, True)),
        Command("answer.no", Words("Answer no"), "Reading", partial(keys.say, False)),
        *(
            Command(
                f"answer.{n}",
                Words("Level {level}, or sure: {confidence}", level=n, confidence=(n or 10) * TENTHS),
                "Reading › Answer",
                partial(keys.press, n),
            )
            for n in range(10)
        ),
        Command("answer.next", Words("Next question"), "Reading", partial(keys.step, 1)),
        Command("answer.previous", Words("Previous question"), "Reading", partial(keys.step, -1)),
    )


def _lesions(s: ReadingSession) -> tuple[Command, ...]:
    lesions: Lesions = s.aids.lesions

    def selected() -> bool:
        return bool(lesions.selected) and lesions.may_mark()

    def why_not() -> str:
        return lesions.why_not() or NOT_SELECTED

    def rate(tenths: int) -> None:
        lesions.rate(lesions.selected, tenths * TENTHS)

    def mark() -> None:
        s.set_tool(Tool.LESION)

    return (
        Command("lesion.mark", Words("Mark a lesion"), "Reading", mark, lesions.may_mark, lesions.why_not),
        Command("lesion.next", Words("Next lesion"), "Reading", lambda: lesions.step(1, s.case)),
        Command("lesion.previous", Words("Previous lesion"), "Reading", lambda: lesions.step(-1, s.case)),
        Command(
            "lesion.delete",
            Words("Delete the selected lesion"),
            "Reading",
            lambda: lesions.delete(lesions.selected),
            selected,
            why_not,
        ),
        *(
            Command(
                f"lesion.rate_{n}",
                Words("Rate the selected lesion {rating}", rating=n * TENTHS),
                "Reading › Rate",
                partial(rate, n),
                selected,
                why_not,
            )
            for n in range(1, 11)
        ),
    )
