"""Trained bundles judged on samples: one bundle, or the folds of a cross-validation with their predictions pooled."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch

from imaging.errors import UserError
from inference.card import ModelCard, bundled_card, read_card
from inference.registry import load_task
from inference.runner import network_of
from training.confounding import Featured, features_of
from training.datasets import DataSet, Sample
from training.export import CARD
from training.folds import fold
from training.progress import Progress


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
class Bundle:
    """One trained model, the data set as its training saw it, and what it said of one split."""

    card: ModelCard
    data: DataSet
    items: Sequence[Judged]

    @property
    def same(self) -> bool:
        """True when it was trained on exactly these splits."""
        return bool(self.card.training.get("split_digest") == self.data.split_digest)


def run_folders(weights: Sequence[Path]) -> tuple[Path, ...]:
    """The runs named: a folder with ``seed-1``, ``seed-2``, … stands for those."""
    found: list[Path] = []
    for folder in weights:
        seeds = () if (folder / CARD).exists() else numbered(folder, "seed")
        found += seeds or (folder,)
    return tuple(found)


def cards_of(weights: Path | None, task: str) -> tuple[ModelCard, ...]:
    """The card that ships, that of a folder, or those of the folds in it, in their order.

    Raises
    ------
    UserError
        When there is none, it is of another task, or folds are missing.
    """
    if weights is None:
        return (bundled_card(task),)
    folders = () if (weights / CARD).exists() else numbered(weights, "fold")
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


def numbered(root: Path, word: str) -> tuple[Path, ...]:
    """``fold-1``, ``fold-2``, … in their order."""
    found = [path for path in root.glob(f"{word}-*") if path.name.removeprefix(f"{word}-").isdecimal()]
    return tuple(sorted(found, key=lambda path: int(path.name.removeprefix(f"{word}-"))))


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


def judge(
    module: Any, cards: Sequence[ModelCard], data: DataSet, split: str, device: torch.device
) -> tuple[Bundle, ...]:
    """Run every bundle on its own split of this name."""
    found = []
    for card, seen in [(card, splits_of(card, data)) for card in cards]:
        task, samples = load_task(card.task, card), seen.split(split)
        network = network_of(task, device)
        progress = Progress(f"Fold {card.training['fold']}" if len(cards) > 1 else "Judging", len(samples))
        items: list[Judged] = []
        for place, sample in enumerate(samples):
            items += module.judge(task, network, [sample], device)
            progress(place + 1)
        progress.close()
        if not items:
            raise UserError(f"No sample of the {split} split of {data.title} has what {card.task} is judged by.")
        found.append(Bundle(card, seen, items))
    return tuple(found)


def features(bundles: Sequence[Bundle], split: str, device: torch.device) -> tuple[Featured, ...]:
    """The features that every bundle's network makes of its own split."""
    tasks = [(load_task(bundle.card.task, bundle.card), bundle.data.split(split)) for bundle in bundles]
    return tuple(features_of(task, network_of(task, device), samples, device) for task, samples in tasks)


def say_if_others(bundles: Sequence[Bundle]) -> None:
    """A line when these are not the splits of the training."""
    if not all(bundle.same for bundle in bundles):
        sys.stderr.write("These are not the splits of the card's training; the figures say how the model does there.\n")
