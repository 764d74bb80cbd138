"""Commands of the worklist; finding a study in it is the window's."""

from collections.abc import Callable

from app.session.command import Command
from app.session.worklist import Worklist
from imaging.words import Words

NOT_CHOSEN = Words("No study of the worklist is chosen: find one first.")
NOTHING_FORGOTTEN = Words("No study was forgotten since the program began.")


def worklist_commands(worklist: Worklist) -> tuple[Command, ...]:
    """Every command of this sort, in the order of the menu."""

    def why(sentence: str) -> Callable[[], str]:
        return lambda: sentence

    def chosen() -> bool:
        return worklist.in_front and bool(worklist.chosen)

    def restorable() -> bool:
        return worklist.can_restore

    return (
        Command("worklist.order", Words("Order the worklist by the next column"), "Case", worklist.sort_by_next),
        Command("worklist.turn", Words("Turn the order of the worklist round"), "Case", worklist.turn_round),
        Command(
            "worklist.forget", Words("Forget the chosen study"), "Case", worklist.forget_chosen, chosen, why(NOT_CHOSEN)
        ),
        Command(
            "worklist.restore",
            Words("Bring back the forgotten study"),
            "Case",
            worklist.restore,
            restorable,
            why(NOTHING_FORGOTTEN),
        ),
    )
