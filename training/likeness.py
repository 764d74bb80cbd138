"""From a training's images to the file by which a model notices images that look like none of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from torch import nn

from imaging.errors import UserError
from inference.likeness import (
    BEYOND,
    COMMON,
    FILE,
    GUARD,
    RARE,
    Array,
    Likeness,
    distance,
    row_of,
    write_likeness,
)
from inference.listening import at_all_depths
from inference.task import Task
from training.datasets import DataSet, Sample
from training.export import merge, open_card, write_card
from training.progress import Progress

Change = Callable[[NDArray[Any]], NDArray[Any]]
"""Pixel values of a stack, shape (…, rows, columns), to other ones of the same shape and type."""

TRIED = 40
"""Images of the test split on which the guard is tried, as they are and changed."""

KEPT = 300
"""Training images in the bank, and half as many of the validation split, whose distance says what is common."""


def learn_likeness(task: Task, network: nn.Module, data: DataSet, device: torch.device, kept: int = KEPT) -> Likeness:
    """What the training's images look like to a trained network; nothing is written.

    Parameters
    ----------
    network : nn.Module
        As it answers: with the weights as they are stored, prepared by `inference.speed.make_lean`.

    Raises
    ------
    UserError
        When the network puts out something that is no number.
    """
    bank, held = (
        rows_of(task, network, some_of(data.split(split), count), device)[0]
        for split, count in (("train", kept), ("val", kept // 2))
    )
    if not (np.isfinite(bank).all() and np.isfinite(held).all()):
        raise UserError(
            f"The network of {task.card.task} puts out numbers that are none on images of its own training."
        )
    bank = bank.astype(np.float16).astype(np.float64)  # as it will be read
    found = [distance(bank, row) for row in held]
    # A validation split may be small and of one kind: what lies in the bank is no stranger either.
    own = [distance(np.delete(bank, place, axis=0), row) for place, row in enumerate(bank)]
    common = max(np.quantile(found, COMMON), np.quantile(own, COMMON))
    farthest = max(BEYOND * max(found), np.quantile(own, RARE))
    return Likeness(bank, round(float(common), 5), round(float(farthest), 5))


def keep_likeness(known: Likeness, data: DataSet, folder: Path, tried: Sequence[Mapping[str, Any]] = ()) -> None:
    """Write the bank beside a card, and the card's whole `[likeness]` table.

    Raises
    ------
    UserError
        When the folder cannot be written.
    """
    document = open_card(folder)
    table = {
        "file": FILE,
        "sha256": "",
        "common": known.common,
        "farthest": known.farthest,
        "images": len(known.bank),
        "data": data.title,
        **({"tried": [dict(entry) for entry in tried]} if tried else {}),
    }
    try:
        table["sha256"] = write_likeness(known.bank, folder)
        document.pop(GUARD, None)
        merge(document, {GUARD: table})
        write_card(document, folder)
    except OSError as error:
        raise UserError(f"{folder} cannot be written ({error.strerror}).") from error


def rows_of(
    task: Task,
    network: nn.Module,
    samples: Sequence[Sample],
    device: torch.device,
    changes: Sequence[Change] = (np.asarray,),
) -> Array:
    """What is heard at all depths of each sample, its pixels changed in every way, shape (ways, n, d)."""
    listener, rows = at_all_depths(network), []
    progress = Progress("Looking at what the images have in common", len(samples))
    with listener.listening():
        for place, sample in enumerate(samples):
            seen = sample.task_input()
            for change in changes:
                images = {name: replace(image, values=change(image.values)) for name, image in seen.images.items()}
                task.run(network, task.preprocess(replace(seen, images=images)), device)
                rows.append(row_of(listener.take()))
            progress(place + 1)
    progress.close()
    return np.stack(rows).reshape(len(samples), len(changes), -1).swapaxes(0, 1)


def some_of(samples: Sequence[Sample], count: int) -> list[Sample]:
    """So many samples, of as many patients as possible; the same ones each time."""
    order = np.random.default_rng(0).permutation(len(samples))
    turns: dict[str, int] = {}
    ranked: list[tuple[int, int, Sample]] = []
    for place in order:
        group = samples[place].group
        turns[group] = turns.get(group, 0) + 1
        ranked.append((turns[group], len(ranked), samples[place]))
    return [sample for _, _, sample in sorted(ranked, key=lambda entry: entry[:2])[:count]]


def inverted(values: NDArray[Any]) -> NDArray[Any]:
    """Dark is bright: what a wrong photometric interpretation makes."""
    return np.asarray((values.max() - values) + values.min())


def noisy(values: NDArray[Any]) -> NDArray[Any]:
    """Noise of 15 % of the range: a dose or an acquisition that was far too short."""
    low, high = values.min(), values.max()
    noise = np.random.default_rng(0).normal(0, 0.15 * (float(high) - float(low)), values.shape)
    return np.clip(values + noise, low, high).astype(values.dtype)


def blurred(values: NDArray[Any]) -> NDArray[Any]:
    """Blurred by a sixtieth of its width: motion, or a picture enlarged from a small one."""
    out = values.astype(np.float32)
    for axis in (-2, -1):
        out = gaussian_filter1d(out, values.shape[-1] / 60, axis=axis)
    return out.astype(values.dtype)


CHANGES: Mapping[str, Change] = {"as they are": np.asarray, "inverted": inverted, "noisy": noisy, "blurred": blurred}


def require_fit(task: Task, sets: Sequence[DataSet]) -> None:
    """Refuse data sets whose images the task cannot look at, before anything is done."""
    for each in sets:
        seen = each.samples[0].task_input()
        try:
            task.preprocess(seen)
        except KeyError as error:
            raise UserError(
                f"{task.card.task} looks at {error}, and the samples of {each.title} hold {', '.join(seen.images)}."
            ) from error


def try_likeness(
    task: Task,
    network: nn.Module,
    known: Likeness,
    own: DataSet | None,
    others: Sequence[DataSet],
    device: torch.device,
    count: int = TRIED,
) -> list[dict[str, Any]]:
    """How many images the guard speaks of: of a training's test split, as they are and changed, and of other data sets.

    Returns
    -------
    list of dict
        For the card: which images, how many, the share that is called uncommon, and the share that is off label.
    """
    rows: list[tuple[str, Array]] = []
    if own is not None:
        seen = rows_of(task, network, some_of(own.split("test"), count), device, list(CHANGES.values()))
        rows += [(f"test split, {name}", each) for name, each in zip(CHANGES, seen, strict=True)]
    rows += [(other.title, rows_of(task, network, some_of(other.samples, count), device)[0]) for other in others]
    tried = []
    for name, each in rows:
        found = np.array([distance(known.bank, row) for row in each])
        said, off = (float((~(found <= limit)).mean()) for limit in (known.common, known.farthest))
        tried.append({"images": name, "n": len(found), "uncommon": round(said, 3), "off_label": round(off, 3)})
    return tried
