"""Sentences that know how they were put together, so that the window can say them in another language."""

from collections.abc import Iterable
from typing import Self


class Words(str):
    """A sentence in English that can still be said in another language.

    Everywhere it is the English text: in the record, in exports, in the log and in the terminal. Only the window
    (`app.ui.language.say`) looks at the template, finds it in the language's catalogue and puts the values in again.
    A plain `str` is somebody's own words (a name, a header, a question of a study's plan) and is never translated.

    Parameters
    ----------
    template : str
        The sentence, with the places of the values as in `str.format`: ``"{name} cannot be written: {why}."``.
        It stands as a literal in the source, where the catalogues are collected from.
    one : str, optional
        What English says where `n` is 1; other languages have as many forms as they need. Without `n` it tells one
        meaning from another: ``Words("right", "side")``.
    n : int, optional
        How many there are; it has the place ``{n}``.
    values
        What comes into the other places; a value that is `Words` itself is translated too.
    """

    template: str
    one: str
    values: dict[str, object]

    def __new__(cls, template: str, /, one: str = "", n: int | None = None, **values: object) -> Self:
        if n is not None:
            values["n"] = n
        values = {name: str(v) if isinstance(v, BaseException) else v for name, v in values.items()}  # no traceback
        pattern = one if one and n == 1 else template
        made = super().__new__(cls, pattern.format(**values) if values else pattern)
        made.template, made.one, made.values = template, one, values
        return made

    def __str__(self) -> str:
        """Itself, so that `str(error)` loses nothing."""
        return self

    @classmethod
    def joined(cls, between: str, parts: Iterable[str]) -> Self:
        """As `between.join(parts)`."""
        values = {f"part_{number}": part for number, part in enumerate(parts)}
        return cls(between.join(f"{{{name}}}" for name in values), "", None, **values)
