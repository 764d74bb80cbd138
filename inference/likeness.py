"""Does this image look like those the model learned from? Asked of the network itself, besides the header.

A header says what was meant to be on an image; an inverted or noisy one, or another part of the body under the right
name, shows in what the layers of the network make of it. The distance is that to the nearest training images (Sun 2022,
Out-of-Distribution Detection with Deep Nearest Neighbors), over several layers at once (Anthony 2023: no single one
finds every shift).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from imaging.errors import UserError
from imaging.words import Words
from inference.card import ModelCard
from inference.job import GuardResult, GuardState

FILE = "likeness.safetensors"
BANK = "bank"
GUARD = "likeness"

NEIGHBOURS = 5
"""The distance is the mean over so many of the nearest training images."""

COMMON = 0.95
"""Part of held-out images, and of those of the bank among themselves, whose distance is no reason to say anything."""

BEYOND, RARE = 1.1, 0.99
"""So many times farther than the farthest held-out image is unlike them, if it is also farther than this part of the
bank's images among themselves."""

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Likeness:
    """What the images look like that a model learned from.

    Attributes
    ----------
    bank : array, shape (n, d)
        One row per training image, from `row_of`.
    common, farthest : float
        Distances beyond which an image is uncommon, and unlike all; see `COMMON` and `BEYOND`.
    """

    bank: Array
    common: float
    farthest: float

    def check(self, heard: Sequence[Array]) -> GuardResult:
        """What to say of an image, from what a listener at all depths heard.

        Raises
        ------
        UserError
            When the bank is of another network.
        """
        row = row_of(heard)
        if row.shape != self.bank.shape[1:]:
            raise UserError(
                "The file {file} belongs to another network than the weights. Install Overread again.", file=FILE
            )
        found = distance(self.bank, row)
        if not found <= self.farthest:  # a number that is none is no likeness either
            detail = Words("the images look like none that the model learned from")
            return GuardResult(GUARD, GuardState.MISMATCH, detail)
        if found > self.common:
            detail = Words("the images look less like those the model learned from than 95 of 100 others do")
            return GuardResult(GUARD, GuardState.CANNOT_TELL, detail)
        return GuardResult(GUARD, GuardState.MATCH, Words("the images look like those the model learned from"))


def row_of(heard: Sequence[Array]) -> Array:
    """All depths in one row of length 1, each with the same weight; only the pattern counts, not its strength."""
    parts = [part / max(float(np.linalg.norm(part)), 1e-12) for part in heard]
    return np.concatenate(parts) / np.sqrt(max(1, len(parts))) if parts else np.zeros(0)


def distance(bank: Array, row: Array) -> float:
    """Mean Euclidean distance of a row to the `NEIGHBOURS` nearest rows of a bank."""
    every = np.linalg.norm(bank - row, axis=1)
    return float(np.sort(every)[:NEIGHBOURS].mean())


def write_likeness(bank: Array, folder: Path) -> str:
    """Write a bank in half precision beside a card and return the file's SHA-256."""
    content = save({BANK: bank.astype(np.float16)})
    (folder / FILE).write_bytes(content)
    return sha256(content).hexdigest()


def likeness_of(card: ModelCard) -> Likeness | None:
    """What the card's `[likeness]` table points to; None when the card has none.

    Raises
    ------
    UserError
        When the file is missing or is not the one the card names.
    """
    table = card.raw.get(GUARD)
    if not table:
        return None
    try:
        numbers = str(table["sha256"]), float(table["common"]), float(table["farthest"])
    except (KeyError, TypeError, ValueError) as error:
        raise UserError("The [likeness] table in the card of {task} is damaged.", task=card.task) from error
    return _read(card.folder, card.task, *numbers)


@lru_cache(maxsize=16)
def _read(folder: Path, task: str, digest: str, common: float, farthest: float) -> Likeness:
    try:
        content = (folder / FILE).read_bytes()
        if sha256(content).hexdigest() != digest:
            raise UserError(
                "The file {file} of {task} is not the one its card names: its SHA-256 differs. Install Overread again.",
                file=FILE,
                task=task,
            )
        return Likeness(load(content)[BANK].astype(np.float64), common, farthest)
    except (OSError, SafetensorError, KeyError) as error:
        raise UserError(
            "The file {file} of {task} cannot be read ({why}). Install Overread again.",
            file=FILE,
            task=task,
            why=type(error).__name__,
        ) from error
