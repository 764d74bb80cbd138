"""What a store lets into a Reading: only what the Reading, folded from its events, can take.

Two windows may have the same Reading open, and a write may come late. Whatever is sealed stays, so an event that would
make the Reading unreadable must be refused before it is written.
"""

from collections.abc import Sequence

from app.reading.events import ONCE, ReadingOpened, ReadingResumed
from app.reading.protocol import Phase
from app.reading.reading import resume
from app.reading.record import Event, Problem, verify
from imaging.errors import UserError
from imaging.words import Words

NEVER_OPENED = Words("This reading was never opened in this record: open the case again.")
ELSEWHERE = Words("This case was opened in another window since: open it again here to go on. Nothing was changed.")
NO_LONGER = Words("This step no longer fits the read as it stands in the record: open the case again.")


def admit(chain: Sequence[Event], event: Event) -> None:
    """Refuse an event that does not fit its Reading.

    Parameters
    ----------
    chain : sequence of Event
        The Reading's events so far, in order.
    event : Event
        The next one, sealed.

    Raises
    ------
    UserError
        A first event that opens nothing, a second opening, lock or signature, a step from a window that has not
        taken the Reading up last, and a step that the protocol does not have in this phase.
    """
    if not chain and event.kind != ReadingOpened.__name__:
        raise UserError(NEVER_OPENED)
    if event.kind in ONCE and any(before.kind == event.kind for before in chain):
        raise UserError(already(event.kind))
    if not chain:
        resume([event])
        return
    reading = resume(chain)
    taken_up = next(e for e in reversed(chain) if isinstance(e.happening, ReadingOpened | ReadingResumed))
    takes_up = isinstance(event.happening, ReadingResumed)
    if reading.phase is not Phase.SIGNED and not takes_up and taken_up.process != event.process:
        raise UserError(ELSEWHERE)
    try:
        reading.apply(event)
    except ValueError as error:
        raise UserError(NO_LONGER) from error


def check(chain: Sequence[Event]) -> list[Problem]:
    """Everything that is wrong with one Reading: its chain, and whether its events make a Reading."""
    problems = verify(chain)
    if chain and not problems:
        try:
            resume(chain)
        except UserError as error:
            problems.append(Problem(chain[0].reading_id, 0, str(error)))
    return problems


ALREADY = {
    "ReadingOpened": Words("This read is opened already, perhaps in another window."),
    "UnaidedReadLocked": Words("This read is locked already, perhaps in another window."),
    "ReadSigned": Words("This read is signed already, perhaps in another window."),
}


def already(kind: str) -> str:
    """Why a second event of this kind is refused."""
    return ALREADY[kind]
