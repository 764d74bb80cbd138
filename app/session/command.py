"""One thing the reader can do, as data."""

from collections.abc import Callable
from dataclasses import dataclass

from imaging.words import Words


def always() -> bool:
    """Enabled whatever happens."""
    return True


@dataclass(frozen=True)
class Command:
    """One thing the reader can do.

    Attributes
    ----------
    command_id : str
        Key into `assets/keymap.toml`.
    title : str
    menu : str
    run : callable
    enabled : callable returning bool
    why_not : callable returning str
        The sentence shown when the command is called while it is not enabled.
    detail : callable returning str
        What it means for what is on the screen now; the menu says it after the title.
    is_on : callable returning bool, or None
        Whether what it switches is on, which the menu shows by a tick; None where nothing is switched.
    """

    command_id: str
    title: str
    menu: str
    run: Callable[[], object]
    enabled: Callable[[], bool] = always
    why_not: Callable[[], str] = lambda: Words("This is not possible now.")
    detail: Callable[[], str] = lambda: ""
    is_on: Callable[[], bool] | None = None
