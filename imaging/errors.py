"""Two kinds of failure that a reader may see, and one value that is not a failure at all."""

from dataclasses import dataclass

from imaging.words import Words


class UserError(Exception):
    """A sentence for the person at the screen: what is wrong, and what to do about it.

    Everything that is not a `UserError` is a bug and is logged with its traceback.
    The sentence never carries a patient's name or ID.

    Parameters
    ----------
    sentence : str
        The sentence, with the places of the values (see `Words`).
    values
        What comes into the places.
    """

    def __init__(self, sentence: str, /, one: str = "", n: int | None = None, **values: object) -> None:
        super().__init__(sentence if isinstance(sentence, Words) else Words(sentence, one, n, **values))


@dataclass(frozen=True)
class Refusal:
    """One input that could not be used, and why; the others go on."""

    file: str
    reason: str


@dataclass(frozen=True)
class NotApplicable:
    """A model's question does not arise for this Case ("needs a sagittal T2W series")."""

    reason: str
