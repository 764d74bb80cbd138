"""Radiographs held in memory as the network's square shows them, and random views of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inference.task import TaskInput
from inference.transforms import Letterbox
from training.augment import (
    Augmentation,
    Points,
    bounding_box,
    change_tone,
    fill_outline,
    move_outline,
    random_matrix,
    take_view,
    visible_part,
)
from training.datasets import Sample

LABEL = "fracture"

SEEN = 0.4
"""A lesion counts in a view when at least this part of its box is in it."""


@dataclass(frozen=True)
class Prepared:
    """One radiograph in the network's square, without the empty margin.

    Attributes
    ----------
    image : array of uint8, shape (rows, columns)
    outlines : tuple of arrays, shape (n, 2)
        In coordinates of the square.
    """

    sample: Sample
    image: NDArray[np.uint8]
    frame: Letterbox
    outlines: tuple[Points, ...]

    @property
    def fractured(self) -> bool:
        """The reference standard."""
        return self.sample.reference[LABEL]

    @property
    def boxes(self) -> NDArray[np.float64]:
        """Boxes of the outlines in the square, shape (n, 4)."""
        return np.array([bounding_box(outline) for outline in self.outlines]).reshape(-1, 4)

    def tensor(self, side: int) -> Tensor:
        """The image in [0, 1] in its square, shape (1, side, side): what the task's `preprocess` gives."""
        canvas = torch.zeros(1, side, side)
        rows, columns = self.image.shape
        canvas[0, :rows, :columns] = torch.from_numpy(self.image.astype(np.float32) / 255)
        return canvas


class Squares(Protocol):
    """What a task's `preprocess` gives for a radiograph: an image (1, side, side) in [0, 1] and how it lies there."""

    @property
    def image(self) -> Tensor:
        """The square."""
        ...

    @property
    def frame(self) -> Letterbox:
        """How the image lies in it."""
        ...


class RadiographTask(Protocol):
    """A task that looks at a radiograph in a square."""

    def preprocess(self, task_input: TaskInput) -> Squares:
        """The image in its square."""
        ...


def prepare(task: RadiographTask, sample: Sample) -> Prepared:
    """Run the task's own `preprocess` and keep the result as 8 bit, a quarter of the memory."""
    inputs = task.preprocess(sample.load())
    rows, columns = inputs.frame.shown
    image = (inputs.image[0, :rows, :columns].numpy() * 255).round().astype(np.uint8)
    row, column = inputs.frame.scale
    outlines = tuple(np.array(polygon).reshape(-1, 2) * (column, row) for polygon in sample.polygons)
    return Prepared(sample, image, inputs.frame, outlines)


@dataclass(frozen=True)
class View:
    """A random square view: image (1, side, side) in [0, 1], boxes (n, 4), masks (n, side, side) of 0 and 1."""

    image: Tensor
    boxes: Tensor
    masks: Tensor
    source: Prepared


def random_view(
    item: Prepared, side: int, on_lesion: float, settings: Augmentation, random: np.random.Generator
) -> View:
    """Draw a view: near a lesion with probability `on_lesion` where there is one, else anywhere on the image."""
    rows, columns = item.image.shape
    if item.outlines and random.random() < on_lesion:
        box = bounding_box(item.outlines[random.integers(len(item.outlines))])
        reach = side * 0.35
        x = (box[0] + box[2]) / 2 + random.uniform(-reach, reach)
        y = (box[1] + box[3]) / 2 + random.uniform(-reach, reach)
    else:
        x, y = random.uniform(0.15, 0.85) * columns, random.uniform(0.15, 0.85) * rows
    # A view keeps to the image where the image is larger than the view, and is centred on it where it is not.
    x = float(np.clip(x, side / 2, columns - side / 2)) if columns > side else columns / 2
    y = float(np.clip(y, side / 2, rows - side / 2)) if rows > side else rows / 2
    matrix = random_matrix(random, settings, (x, y), side)
    taken = take_view(item.image, matrix, side).astype(np.float32) / np.float32(255)
    pixels = change_tone(taken, random, settings)
    outlines = [move_outline(outline, matrix) for outline in item.outlines]
    seen = [outline for outline in outlines if visible_part(outline, side) >= SEEN]
    boxes = np.array([bounding_box(outline, side) for outline in seen]).reshape(-1, 4)
    masks = np.array([fill_outline(outline, side) for outline in seen], dtype=np.uint8).reshape(-1, side, side)
    return View(torch.from_numpy(pixels)[None], torch.from_numpy(boxes).float(), torch.from_numpy(masks), item)


def balanced(items: Sequence[Prepared], share: float, number: int, random: np.random.Generator) -> Iterator[Prepared]:
    """Draw `number` radiographs, fractured ones with probability `share`; each group is walked in shuffled order."""
    groups = [[i for i in items if i.fractured is wanted] for wanted in (False, True)]
    orders = [iter(random.permutation(np.resize(np.arange(len(group)), number))) for group in groups]
    for draw in random.random(number):
        kind = int(draw < share)
        yield groups[kind][next(orders[kind])]
