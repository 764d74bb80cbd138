"""Trained bundles judged on samples: one bundle, or the folds of a cross-validation with their predictions pooled."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import torch

from imaging.errors import UserError
from inference.card import ModelCard, bundled_card, read_card
from inference.registry import load_task
from inference.runner import network_of
from training.datasets import DataSet, Sample
from training.export import CARD
from training.folds import fold
from training.report import Evaluation, Table, cell


class Judged(Protocol):
    """A sample and what a task said of it.

    It knows the task that judged it, and so the card with its calibration and operating points: samples judged by
    the networks of several folds can be summarised together.
    """

    @property
    def sample(self) -> Sample:
        """The sample, with its reference standard."""
        ...


@dataclass(frozen=True)
class Judgement:
    """The samples of a split, judged.

    Attributes
    ----------
    items : sequence of Judged
    splits : sequence of DataSet
        One per bundle: the data set as that bundle's training saw it.
    cards : sequence of ModelCard
        One per bundle.
    counts : sequence of int
        How many items each bundle judged.
    same : bool
        True when every bundle was trained on exactly these splits.
    """

    items: Sequence[Judged]
    splits: Sequence[DataSet]
    cards: Sequence[ModelCard]
    counts: Sequence[int]
    same: bool

    @property
    def pooled(self) -> bool:
        """True for the folds of a cross-validation."""
        return len(self.cards) > 1


def bundles(weights: Path | None, task: str) -> tuple[ModelCard, ...]:
    """The card that ships, that of a folder, or those of the folds in it, in their order.

    Raises
    ------
    UserError
        When there is none, it is of another task, or folds are missing.
    """
    if weights is None:
        return (bundled_card(task),)
    folders = fold_folders(weights)
    cards = tuple(read_card(folder / CARD) for folder in folders or (weights,))
    for card in cards:
        if card.task != task:
            raise UserError(f"The model in {card.folder} is of the task {card.task}, not {task}.")
    if folders:
        count = int(cards[0].training.get("folds", 0))
        there = [int(card.training.get("fold", 0)) for card in cards]
        missing = sorted(set(range(1, count + 1)) - set(there))
        if missing or len(there) != count:
            lacking = f"fold {missing[0]} is missing" if missing else "there are others beside them"
            raise UserError(f"{weights} does not hold the {count} folds of one cross-validation: {lacking}.")
    return cards


def fold_folders(root: Path) -> tuple[Path, ...]:
    """``fold-1``, ``fold-2``, … in a folder that is no bundle itself."""
    if (root / CARD).exists():
        return ()
    found = [path for path in root.glob("fold-*") if path.name.removeprefix("fold-").isdecimal()]
    return tuple(sorted(found, key=lambda path: int(path.name.removeprefix("fold-"))))


def splits_of(card: ModelCard, data: DataSet) -> DataSet:
    """The data set as a bundle's training saw it: with its fold held out, if it is one of a cross-validation."""
    numbers = card.training
    if "fold" not in numbers:
        return data
    split = fold(data, int(numbers["fold"]), int(numbers["folds"]), int(numbers["fold_seed"]))
    if numbers.get("split_digest") != split.split_digest:
        raise UserError(
            f"Fold {numbers['fold']} was trained on other samples than these: the digests of the folds differ. "
            "Name the data of the training; else the model would be judged on its own patients."
        )
    return split


def judge(module: Any, cards: Sequence[ModelCard], data: DataSet, split: str, device: torch.device) -> Judgement:
    """Run every bundle on its own split of this name."""
    items: list[Judged] = []
    counts, splits = [], []
    for card in cards:
        seen = splits_of(card, data)
        samples = seen.split(split)
        if len(cards) > 1:
            sys.stderr.write(f"Fold {card.training['fold']}: {len(samples)} samples\n")
        task = load_task(card.task, card)
        found = module.judge(task, network_of(task, device), samples, device)
        items += found
        counts.append(len(found))
        splits.append(seen)
    same = all(card.training.get("split_digest") == seen.split_digest for card, seen in zip(cards, splits, strict=True))
    return Judgement(items, splits, cards, counts, same)


def summarise(module: Any, judgement: Judgement) -> Evaluation:
    """The task's own summary of all items; of pooled folds with a table fold by fold."""
    evaluation: Evaluation = module.summarise(judgement.items)
    if not judgement.pooled:
        return evaluation
    parts, start = [], 0
    for count in judgement.counts:
        parts.append(module.summarise(judgement.items[start : start + count]).metrics)
        start += count
    header = ("Measure", "all folds pooled", *(f"fold {card.training['fold']}" for card in judgement.cards))
    rows = tuple(
        (name, cell(whole), *(cell(part[name], 3).split(" (")[0] if name in part else "–" for part in parts))
        for name, whole in evaluation.metrics.items()
    )
    table = Table(f"Cross-validation by patient, {len(judgement.cards)} folds", header, rows)
    return replace(evaluation, tables=(*evaluation.tables, table))


def set_beside(
    module: Any,
    evaluation: Evaluation,
    first: Mapping[str, Judgement],
    others: Mapping[str, Sequence[ModelCard]],
    data: DataSet,
    split: str,
    device: torch.device,
) -> Evaluation:
    """An evaluation with the task's table and curves of several models on the same samples.

    Raises
    ------
    UserError
        When two folders have the same name.
    """
    if set(first) & set(others):
        raise UserError(f"Two models are called {next(iter(first))}: give their folders different names.")
    models = {name: judgement.items for name, judgement in first.items()}
    for name, cards in others.items():
        sys.stderr.write(f"Beside it: {name}\n")
        models[name] = judge(module, cards, data, split, device).items
    found: Evaluation = module.compare(models)
    return replace(
        evaluation,
        metrics={**evaluation.metrics, **found.metrics},
        tables=(*evaluation.tables, *found.tables),
        curves=(*evaluation.curves, *found.curves),
    )
