"""Cross-validation by patient: every group lies in one fold, and the folds have the same mixture of labels.

Fold I of K is the test split of run I, the next fold its validation split (the last fold's next is the first), the
others its training split. The data set's own splits are put aside. Folds follow from the samples, K and a seed alone:
neither the order of the samples nor the seed of the training moves anybody.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from imaging.errors import UserError
from training.datasets import DataSet, Sample

LEAST = 3
"""Folds: one to test, one to validate, one to train."""


def fold(data: DataSet, number: int, count: int, seed: int) -> DataSet:
    """The data set with fold `number` (from 1) of `count` for testing and the next one for validation.

    Raises
    ------
    UserError
        When there are too few folds or groups, or a fold would lack an answer of a label.
    """
    if not 1 <= number <= count:
        raise UserError(f"There is no fold {number} of {count}; folds are counted from 1.")
    homes = assign(data.samples, count, seed)
    following = number % count + 1
    splits = {number: "test", following: "val"}
    samples = tuple(replace(sample, split=splits.get(homes[sample.group], "train")) for sample in data.samples)
    words = f"fold {number} of {count} by patient for testing, fold {following} for validation (seed {seed})"
    return replace(data, title=f"{data.title}; {words}", samples=samples)


def assign(samples: Sequence[Sample], count: int, seed: int) -> Mapping[str, int]:
    """Group → fold, from 1.

    Notes
    -----
    Groups with the rarest labels go first, then the large ones; each goes to the fold that has the smallest share of
    what the group brings (a greedy form of Sechidis 2011 for groups). Equals are decided by the seed.
    """
    if count < LEAST:
        raise UserError(f"{count} folds are too few: one is for testing, one for validation, the others for training.")
    names, numbers = group_counts(samples)
    if len(names) < count:
        raise UserError(f"{len(names)} patients cannot be spread over {count} folds. Take fewer folds.")
    total = np.maximum(numbers.sum(axis=0), 1)
    rarity = (numbers / total**2).sum(axis=1)
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(names))
    held = np.zeros((count, numbers.shape[1]))
    homes: dict[str, int] = {}
    for place in sorted(shuffled, key=lambda p: -rarity[p]):
        crowding = (held * numbers[place] / total**2).sum(axis=1)
        chosen = min(range(count), key=lambda f: (round(crowding[f], 12), held[f, 0]))
        held[chosen] += numbers[place]
        homes[names[place]] = chosen + 1
    _require_both_answers(samples, homes, count)
    return homes


def group_counts(samples: Sequence[Sample]) -> tuple[list[str], NDArray[np.float64]]:
    """Names of the groups, sorted, and what each brings: samples, then samples per answer; shape (groups, columns)."""
    columns: dict[tuple[str, object], int] = {("samples", ""): 0}
    rows: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for sample in sorted(samples, key=lambda s: s.sample_id):
        for key in (("samples", ""), *answers(sample)):
            rows[sample.group][columns.setdefault(key, len(columns))] += 1
    names = sorted(rows)
    table = np.zeros((len(names), len(columns)))
    for place, name in enumerate(names):
        for column, number in rows[name].items():
            table[place, column] = number
    return names, table


def answers(sample: Sample) -> list[tuple[str, object]]:
    """What folds are balanced on: the value of every label and grade, and whether there are outlined structures.

    Grades of single structures (``"pfirrmann/3"``) are left out: there are too many of them.
    """
    found: list[tuple[str, object]] = [*sample.reference.items()]
    found += [(name, grade) for name, grade in sample.grades.items() if "/" not in name]
    return [*found, ("outlined", True)] if sample.parts is not None else found


def _require_both_answers(samples: Sequence[Sample], homes: Mapping[str, int], count: int) -> None:
    """Refuse folds of which one has no positive or no negative sample of a label."""
    seen: dict[tuple[str, object], set[int]] = defaultdict(set)
    owners: dict[tuple[str, object], set[str]] = defaultdict(set)
    for sample in samples:
        for answer in sample.reference.items():
            seen[answer].add(homes[sample.group])
            owners[answer].add(sample.group)
    for (label, value), folds in sorted(seen.items(), key=str):
        missing = sorted(set(range(1, count + 1)) - folds)
        if missing:
            word = "with" if value else "without"
            raise UserError(
                f"Fold {missing[0]} of {count} has no sample {word} “{label}”: "
                f"{len(owners[label, value])} patients have one. Take fewer folds, or more patients."
            )
