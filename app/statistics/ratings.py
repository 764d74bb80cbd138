"""The reads of a reader study, as a cube: modality × reader × case, with gaps where a case was not read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MissingReads:
    """How many cases one reader did not read in one modality, out of all cases of the study."""

    modality: str
    reader: str
    missing: int
    cases: int


@dataclass(frozen=True, eq=False)
class Ratings:
    """All reads of a study.

    Attributes
    ----------
    modalities, readers, cases : tuple of str
        In this order along the axes of `scores`. Differences are first minus second modality.
    truth : array of bool, shape (cases,)
        The reference standard; True is diseased.
    scores : array of float, shape (modalities, readers, cases)
        **Higher = more suspicious, always.** nan where there is no read; it is never filled in.
    """

    modalities: tuple[str, ...]
    readers: tuple[str, ...]
    cases: tuple[str, ...]
    truth: NDArray[np.bool_]
    scores: NDArray[np.float64]

    def __post_init__(self) -> None:
        shape = (len(self.modalities), len(self.readers), len(self.cases))
        if self.scores.shape != shape or self.truth.shape != shape[2:]:
            raise ValueError(f"scores {self.scores.shape} and truth {self.truth.shape} for a study of {shape}")

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, str, bool, float]]) -> "Ratings":
        """Make the cube from rows (reader, modality, case, truth, score), each axis in order of first appearance.

        Raises
        ------
        ValueError
            When a case was read twice by one reader in one modality, or has two truths.
        """
        kept = list(rows)
        readers = _places(row[0] for row in kept)
        modalities = _places(row[1] for row in kept)
        cases = _places(row[2] for row in kept)
        truth = np.zeros(len(cases), dtype=bool)
        known = np.zeros(len(cases), dtype=bool)
        scores = np.full((len(modalities), len(readers), len(cases)), np.nan)
        for reader, modality, case, is_true, score in kept:
            column = cases[case]
            if known[column] and truth[column] != is_true:
                raise ValueError("a case has two truths")
            known[column], truth[column] = True, is_true
            place = modalities[modality], readers[reader], column
            if not np.isnan(scores[place]):
                raise ValueError("a case was read twice by one reader in one modality")
            scores[place] = score
        return cls(tuple(modalities), tuple(readers), tuple(cases), truth, scores)

    @property
    def complete(self) -> bool:
        """True when every reader read every case in every modality."""
        return not bool(np.isnan(self.scores).any())

    def missing(self) -> tuple[MissingReads, ...]:
        """Who did not read how many cases, for the report."""
        gaps = np.isnan(self.scores).sum(axis=2)
        return tuple(
            MissingReads(modality, reader, int(gaps[i, j]), len(self.cases))
            for i, modality in enumerate(self.modalities)
            for j, reader in enumerate(self.readers)
            if gaps[i, j]
        )

    def complete_cases(self) -> "Ratings":
        """Only the cases that every reader read in every modality."""
        kept = np.flatnonzero(~np.isnan(self.scores).any(axis=(0, 1)))
        cases = tuple(self.cases[index] for index in kept)
        return Ratings(self.modalities, self.readers, cases, self.truth[kept], self.scores[:, :, kept])

    def select(self, modalities: Sequence[str] | None = None, readers: Sequence[str] | None = None) -> "Ratings":
        """These modalities and readers only, in this order; cases that none of them read are left out.

        Raises
        ------
        ValueError
            For a name that the study does not have.
        """
        names = tuple(modalities or self.modalities), tuple(readers or self.readers)
        for wanted, known in zip(names, (self.modalities, self.readers), strict=True):
            for name in wanted:
                if name not in known:
                    raise ValueError(f"there is no {name!r}: the study has {', '.join(known)}")
        rows = [self.modalities.index(name) for name in names[0]]
        columns = [self.readers.index(name) for name in names[1]]
        scores = self.scores[np.ix_(rows, columns)]
        read = np.flatnonzero(~np.isnan(scores).all(axis=(0, 1)))
        cases = tuple(self.cases[index] for index in read)
        return Ratings(*names, cases, self.truth[read], scores[:, :, read])


def _places(names: Iterable[str]) -> dict[str, int]:
    return {name: index for index, name in enumerate(dict.fromkeys(names))}
