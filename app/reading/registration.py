"""How the spaces of several studies lie to each other, as far as the reader has said so by offsets.

A space is a Frame of Reference, or a single stack that has none. Two stacks of one space need nothing; between two
spaces only what the reader set is known: each offset says how far apart two levels lie along one direction. Three
directions make a whole translation. Nothing is guessed: a direction that no offset says anything about stays unknown.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

PARALLEL = 0.95
"""Least cosine of the angle between two normals for planes to count as parallel: 18°."""

INDEPENDENT = 1.0 - PARALLEL**2
"""Least squared length of what a new direction adds to the known ones."""


@dataclass(frozen=True)
class Offset:
    """What the reader set: two levels are the same.

    Attributes
    ----------
    source, target : str
        Spaces; stack ids when there is no normal.
    amount : float
        Level in the target minus level in the source: mm along the normal, or slices.
    normal : (float, float, float) or None
        Unit vector (LPS); None for stacks without geometry, which are linked slice by slice.
    """

    source: str
    target: str
    amount: float
    normal: tuple[float, float, float] | None = None

    def joins(self, one: str, other: str) -> bool:
        """True when it lies between these two, in either direction."""
        return {self.source, self.target} == {one, other}


@dataclass(frozen=True, eq=False)
class Bridge:
    """From one space to another: a point p is at p + translation, in the directions that are known.

    Attributes
    ----------
    translation : array, shape (3,)
        LPS, mm; zero in the directions that are not known.
    known : array, shape (3, 3)
        Projects on the known directions.
    by_offset : bool
        False within one space.
    """

    translation: Vector
    known: Vector
    by_offset: bool = True

    def knows(self, direction: Vector) -> bool:
        """True when a unit vector is among the known directions, within the tolerance for parallel planes."""
        missing = direction - self.known @ direction
        return float(missing @ missing) <= INDEPENDENT

    def along(self, direction: Vector) -> Vector:
        """The known direction nearest to a unit vector: that along which the reader set the offset."""
        shown: Vector = self.known @ direction
        return shown / np.linalg.norm(shown)

    @property
    def whole(self) -> bool:
        """True when every direction is known."""
        return bool(np.trace(self.known) > 3.0 - INDEPENDENT)


SAME_SPACE = Bridge(np.zeros(3), np.eye(3), by_offset=False)


@dataclass(frozen=True)
class Registration:
    """All offsets, the oldest first. Of those that contradict each other only the newest counts."""

    offsets: tuple[Offset, ...] = ()

    def with_offset(self, *added: Offset) -> "Registration":
        """With newer ones; what they contradict is gone."""
        kept = Registration((*self.offsets, *added))
        return Registration(kept._consistent)

    def without(self, *names: str) -> "Registration":
        """Without what is said of these spaces or stacks."""
        return Registration(tuple(o for o in self.offsets if o.source not in names and o.target not in names))

    def slices(self, source: str, target: str) -> int | None:
        """Slices between two stacks that are linked slice by slice; None when they are not."""
        for offset in reversed(self.offsets):
            if offset.normal is None and offset.joins(source, target):
                return round(offset.amount if offset.source == source else -offset.amount)
        return None

    def mentions(self, space: str) -> bool:
        """True when something is known in mm of a space of this name."""
        return space in self._spaces

    def bridge(self, source: str, target: str) -> Bridge | None:
        """From one space to another, also by way of others; None when nothing is known."""
        if source == target:
            return SAME_SPACE
        if source not in self._spaces or target not in self._spaces:
            return None
        rows, places = self._solved
        difference = np.zeros((3 * len(self._spaces), 3))
        for space, sign in ((target, 1.0), (source, -1.0)):
            first = 3 * self._spaces.index(space)
            difference[first : first + 3] = sign * np.eye(3)
        seen = rows @ difference
        weights, directions = np.linalg.eigh(seen.T @ seen / 2.0)
        directions = directions[:, weights > 1.0 - INDEPENDENT]
        if not directions.shape[1]:
            return None
        known = directions @ directions.T
        return Bridge(known @ (difference.T @ places), known)

    @cached_property
    def _spaces(self) -> tuple[str, ...]:
        found = (space for offset in self.offsets if offset.normal for space in (offset.source, offset.target))
        return tuple(dict.fromkeys(found))

    @cached_property
    def _consistent(self) -> tuple[Offset, ...]:
        """Newest first, an offset is kept when it says something that the kept ones do not."""
        kept: list[Offset] = []
        basis: list[Vector] = []
        for offset in reversed(self.offsets):
            if offset.normal is None:
                if not any(other.normal is None and other.joins(offset.source, offset.target) for other in kept):
                    kept.append(offset)
                continue
            rest = self._row(offset)
            for row in basis:
                rest = rest - (rest @ row) * row
            if float(rest @ rest) > INDEPENDENT:
                kept.append(offset)
                basis.append(rest / np.linalg.norm(rest))
        return tuple(reversed(kept))

    @cached_property
    def _solved(self) -> tuple[Vector, Vector]:
        """Orthonormal rows that span what is known, and the places of all spaces (3 values each)."""
        metric = [offset for offset in self.offsets if offset.normal]
        equations = np.array([self._row(offset) for offset in metric])
        amounts = np.array([offset.amount for offset in metric]) / np.sqrt(2.0)
        left, sizes, rows = np.linalg.svd(equations, full_matrices=False)
        rank = int((sizes > 1e-9).sum())
        places = rows[:rank].T @ ((left[:, :rank].T @ amounts) / sizes[:rank])
        return rows[:rank], places

    def _row(self, offset: Offset) -> Vector:
        """The offset as a unit row of the equations: normal · (target − source), divided by √2."""
        row = np.zeros(3 * len(self._spaces))
        assert offset.normal is not None
        for space, sign in ((offset.target, 1.0), (offset.source, -1.0)):
            first = 3 * self._spaces.index(space)
            row[first : first + 3] += sign * np.asarray(offset.normal) / np.sqrt(2.0)
        return row
