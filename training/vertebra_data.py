"""Vertebrae ready for training: the square of each with a margin to move it in. Kept on disk once made."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from platformdirs import user_cache_path
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

from inference.tasks.vertebral_fracture import BESIDE, CENTRES, MALIGNANT, VertebralFracture, standardised
from training.datasets import Sample
from training.datasets.phantom import PhantomSample

LARGER = 1.5
"""Side of what is kept over the side of the reader's box."""


@dataclass(frozen=True)
class Augment:
    """The `[augment]` table: one draw per view. The affine copies of the paper, drawn anew every time.

    Attributes
    ----------
    rotation_degrees, shift, scale : float
        Uniform in ± this; `shift` and `scale` as parts of the box's side.
    noise : float
        Largest standard deviation of noise added to a standardised patch.
    tone : float
        Standard deviation of the logarithm of gamma.
    """

    rotation_degrees: float
    shift: float
    scale: float
    noise: float
    tone: float


def prepare(task: VertebralFracture, samples: Sequence[Sample]) -> NDArray[np.uint16]:
    """The squares of all samples, shape (n, 2, 5, side, side) with the side `LARGER` than the task's."""
    settings = [task.side, LARGER, CENTRES, BESIDE]
    digest = sha256(json.dumps(settings).encode()).hexdigest()[:12]
    folder = user_cache_path("overread", appauthor=False) / f"vertebrae-{digest}"
    return np.stack([_prepare(task, sample, folder) for sample in samples])


def _prepare(task: VertebralFracture, sample: Sample, folder: Path) -> NDArray[np.uint16]:
    key = sample.key if isinstance(sample, PhantomSample) else ""
    path = folder / f"{key}.npy"
    if key and path.exists():
        stored: NDArray[np.uint16] = np.load(path, allow_pickle=False)
        return stored
    raw = task.patches(sample.load(), round(task.side * LARGER), LARGER)
    made = raw.numpy().round().clip(0, 65535).astype(np.uint16)
    if key:
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial.npy")
        np.save(partial, made)
        partial.replace(path)
    return made


def truth_of(samples: Sequence[Sample]) -> NDArray[np.bool_]:
    """Which fractures are malignant."""
    return np.array([sample.reference[MALIGNANT] for sample in samples])


def views(
    squares: NDArray[np.uint16], centres: NDArray[np.intp], side: int, s: Augment, random: np.random.Generator
) -> Tensor:
    """Random views of squares, shape (n, 2, 5, large, large), as the network gets them: (n, 6, side, side).

    `centres`, shape (n,), says which of the three slices asked about each view shows.
    """
    count, large = len(squares), squares.shape[-1]
    chosen = np.stack([square[:, c : c + len(BESIDE)] for square, c in zip(squares, centres, strict=True)])
    images = torch.from_numpy(chosen.reshape(count, -1, large, large).astype(np.float32))
    angle = np.radians(random.uniform(-s.rotation_degrees, s.rotation_degrees, count))
    size = (1 + random.uniform(-s.scale, s.scale, count)) * side / large
    matrix = np.zeros((count, 2, 3), np.float32)
    matrix[:, 0, 0] = matrix[:, 1, 1] = size * np.cos(angle)
    matrix[:, 1, 0] = size * np.sin(angle)
    matrix[:, 0, 1] = -matrix[:, 1, 0]
    matrix[:, :, 2] = random.uniform(-s.shift, s.shift, (count, 2)) * 2 * side / large
    grid = affine_grid(torch.from_numpy(matrix), [count, 1, side, side], align_corners=False)
    seen = grid_sample(images, grid, padding_mode="border", align_corners=False)
    exponent = torch.from_numpy(np.exp(s.tone * random.standard_normal((count, 2))).astype(np.float32))
    brightest = seen.amax(dim=(1, 2, 3), keepdim=True).clamp(min=1)
    seen = (seen / brightest) ** exponent.repeat_interleave(len(BESIDE), dim=1)[:, :, None, None]
    patches = torch.stack([standardised(patch.reshape(2, len(BESIDE), side, side)) for patch in seen])
    level = torch.from_numpy((s.noise * random.random(count)).astype(np.float32))
    noise = torch.from_numpy(random.standard_normal(tuple(patches.shape), dtype=np.float32))
    return patches + level[:, None, None, None] * noise


def inputs_of(squares: NDArray[np.uint16], side: int) -> Tensor:
    """All squares as the task itself would give them to the network: (n × 3, 6, side, side), centre after centre."""
    margin = (squares.shape[-1] - side) // 2
    inner = torch.from_numpy(squares[..., margin : margin + side, margin : margin + side].astype(np.float32))
    return torch.stack(
        [standardised(square[:, place : place + len(BESIDE)]) for square in inner for place in range(len(CENTRES))]
    )
