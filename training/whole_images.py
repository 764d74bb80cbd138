"""Whole radiographs in the network's square: kept as bytes, and moved and exposed anew for every view."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

from training.datasets import Sample
from training.radiographs import RadiographTask


@dataclass(frozen=True)
class Augment:
    """The `[augment]` table: one draw per image.

    Attributes
    ----------
    flip : float
        Probability of the mirror image.
    rotation_degrees, shift_pixels, scale : float
        Uniform in ± this (scale: ± this part).
    gamma, noise : float
        Standard deviation of the logarithm of gamma; largest standard deviation of added noise, of the range [0, 1].
    """

    flip: float
    rotation_degrees: float
    shift_pixels: float
    scale: float
    gamma: float
    noise: float


def augmented(images: Tensor, s: Augment, random: np.random.Generator) -> Tensor:
    """Move and re-expose images (n, 1, side, side) in [0, 1], each by its own draw."""
    count = len(images)
    angle = np.radians(random.uniform(-s.rotation_degrees, s.rotation_degrees, count))
    size = 1 + random.uniform(-s.scale, s.scale, count)
    mirror = np.where(random.random(count) < s.flip, -1.0, 1.0)
    matrix = np.zeros((count, 2, 3), np.float32)
    matrix[:, 0, 0], matrix[:, 0, 1] = mirror * size * np.cos(angle), -mirror * size * np.sin(angle)
    matrix[:, 1, 0], matrix[:, 1, 1] = size * np.sin(angle), size * np.cos(angle)
    matrix[:, :, 2] = random.uniform(-s.shift_pixels, s.shift_pixels, (count, 2)) * 2 / images.shape[-1]
    grid = affine_grid(torch.from_numpy(matrix), list(images.shape), align_corners=False)
    moved = grid_sample(images, grid, padding_mode="zeros", align_corners=False).clamp(0, 1)
    exponent = torch.from_numpy(np.exp(s.gamma * random.standard_normal(count)).astype(np.float32))
    moved = moved ** exponent[:, None, None, None]
    level = torch.from_numpy((s.noise * random.random(count)).astype(np.float32))[:, None, None, None]
    noise = torch.from_numpy(random.standard_normal(tuple(moved.shape), dtype=np.float32))
    # What is black lies outside the collimated field and stays so.
    return torch.where(moved > 0, (moved + level * noise).clamp(1e-3, 1), moved)


def squares(task: RadiographTask, samples: Sequence[Sample]) -> NDArray[np.uint8]:
    """The task's own squares, kept as 8 bit: shape (n, side, side)."""
    kept = []
    for sample in samples:
        image = task.preprocess(sample.task_input()).image[0].numpy()
        # The task takes the black outside the film as unlit: what is barely lit stays 1.
        kept.append(np.where(image > 0, np.maximum((image * 255).round(), 1), 0).astype(np.uint8))
    return np.stack(kept)
