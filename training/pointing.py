"""Where maps peak: on the structures that a phantom knows, and by chance."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from imaging.phantoms.shapes import dilate
from training.datasets import Sample
from training.datasets.phantom import PhantomSample
from training.radiographs import Squares

Ground = NDArray[np.bool_]
"""Shape (rows, columns) of the original radiograph."""


def ground_of(sample: Sample, reach: float) -> Ground | None:
    """The outlined structures of a phantom's radiograph and `reach` mm round them; None for one of a patient."""
    if not isinstance(sample, PhantomSample):
        return None
    image = sample.phantom().image("image")
    union = np.logical_or.reduce([mask[0] for mask in image.masks.values()])
    return dilate(union, round(reach / image.pixel_spacing[0]))


def peaks_on(
    grounds: Sequence[Ground | None], inputs: Sequence[Squares], cells: Sequence[Tensor] | Tensor, stride: int
) -> tuple[int, list[float]]:
    """How many maps peak on their ground, and for each that has one the share of the radiograph that it covers.

    Parameters
    ----------
    cells : one map per input, shape (cell rows, cell columns)
        Cell i is centred on pixel (index) `stride` × i of the square.
    """
    hits, chance = 0, []
    for ground, item, own in zip(grounds, inputs, cells, strict=True):
        if ground is None:
            continue
        row, column = divmod(int(own.argmax()), own.shape[1])
        y = min(int((row * stride + 0.5) / item.frame.scale[0]), ground.shape[0] - 1)
        x = min(int((column * stride + 0.5) / item.frame.scale[1]), ground.shape[1] - 1)
        hits += bool(ground[y, x])
        chance.append(float(ground.mean()))
    return hits, chance


def in_words(where: str, hits: int, chance: Sequence[float], what: str) -> str:
    """For the card: ``"peak on … in 3 of 24 hands; by chance 11%"``."""
    if not chance:
        return "no outlines in these data"
    return f"{where} in {hits} of {len(chance)} {what}; by chance {np.mean(chance):.0%}"
