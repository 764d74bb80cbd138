"""Knees ready for training: standardised slices, and which slices show which lesion. Kept on disk once made."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from platformdirs import user_cache_path
from torch import Tensor
from torch.nn.functional import max_pool2d

from imaging.errors import UserError
from inference.tasks.knee_mri import PLANES, KneeMri, histogram_knots, resample
from training.datasets import Sample
from training.datasets.phantom import PhantomSample, masks_of, task_input_of

GREY = 200.0
"""Grey levels per unit of standardised intensity in the stored bytes; 1.2 is the largest value."""
MAP_STRIDE = 4
"""Network pixels per cell of the stored lesion maps."""
SURE_AREA = 12.0
"""mm² of lesion from which a slice is called positive; with less, but some, it teaches neither way."""


@dataclass(frozen=True)
class PlaneSlices:
    """One series of one knee.

    Attributes
    ----------
    images : array of uint8, shape (slices, side, side)
    lesions : array of uint8, shape (slices, labels, side / 4, side / 4)
        1 where a lesion of the label is near.
    labels : array of int8, shape (slices, labels)
        1 shows it, 0 does not, −1 too little to tell.
    """

    images: NDArray[np.uint8]
    lesions: NDArray[np.uint8]
    labels: NDArray[np.int8]

    def tensor(self, indices: Sequence[int] | None = None) -> Tensor:
        """Slices as the network gets them: float, shape (n, 1, side, side)."""
        images = self.images if indices is None else self.images[list(indices)]
        return torch.from_numpy(np.ascontiguousarray(images))[:, None].float() / GREY


@dataclass(frozen=True)
class Knee:
    """One examination with its reference standard, in the order of the card's labels."""

    sample: Sample
    truth: NDArray[np.bool_]
    planes: Mapping[str, PlaneSlices]


def prepare_knees(task: KneeMri, samples: Sequence[Sample]) -> list[Knee]:
    """Load, standardise and keep every sample."""
    folder = cache_folder(task)
    return [prepare_knee(task, sample, folder) for sample in samples]


def cache_folder(task: KneeMri) -> Path:
    """Where prepared knees lie: another preprocessing has another folder."""
    settings = [task.side, task.spacing, task.landmarks.tolist(), MAP_STRIDE, SURE_AREA, GREY]
    digest = sha256(json.dumps(settings).encode()).hexdigest()[:12]
    return user_cache_path("overread", appauthor=False) / f"knees-{digest}"


def prepare_knee(task: KneeMri, sample: Sample, folder: Path) -> Knee:
    """One knee, from the cache when it was prepared before."""
    truth = np.array([sample.reference[name] for name in task.names])
    key = sample.key if isinstance(sample, PhantomSample) else ""
    path = folder / f"{key}.npz"
    if not key or not path.exists():
        planes = _prepare(task, sample)
        if key:
            folder.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(".partial.npz")
            np.savez(partial, **{f"{p}_{f}": getattr(v, f) for p, v in planes.items() for f in FIELDS})
            partial.replace(path)
        return Knee(sample, truth, planes)
    with np.load(path, allow_pickle=False) as stored:
        return Knee(sample, truth, {p: PlaneSlices(*(stored[f"{p}_{f}"] for f in FIELDS)) for p in PLANES})


FIELDS = ("images", "lesions", "labels")

LANDMARK_SAMPLES = 100
"""Examinations from which a standard histogram is learned; more move the deciles by less than a grey level."""


def learned_landmarks(samples: Sequence[Sample]) -> list[float]:
    """The standard histogram of a training split (Nyúl and Udupa 1999): the mean place of each decile.

    Returns
    -------
    list of 9 floats
        Where the deciles of the foreground lie on average between the background (0) and the foreground's 99.8th
        percentile (1): a card's ``landmarks``.
    """
    found = []
    for sample in samples[:: max(1, len(samples) // LANDMARK_SAMPLES)]:
        task_input = task_input_of(sample.phantom()) if isinstance(sample, PhantomSample) else sample.load()
        for image in task_input.images.values():
            knots = histogram_knots(np.asarray(image.values[0], dtype=np.float32))
            if knots is not None:
                found.append((knots[1:-1] - knots[0]) / (knots[-1] - knots[0]))
    if not found:
        raise UserError("No series of the training split has a histogram; are all of its images empty?")
    return [round(float(place), 4) for place in np.mean(found, axis=0)]


def _prepare(task: KneeMri, sample: Sample) -> dict[str, PlaneSlices]:
    phantom = sample.phantom() if isinstance(sample, PhantomSample) else None
    task_input = task_input_of(phantom) if phantom else sample.load()
    masks = masks_of(phantom, task.names) if phantom else None
    inputs = task.preprocess(task_input)
    planes = {}
    for plane in PLANES:
        grey = (inputs[plane].slices[:, 0].numpy() * GREY).round().clip(0, 255).astype(np.uint8)
        slices, cells = len(grey), task.side // MAP_STRIDE
        lesions = np.zeros((slices, len(task.names), cells, cells), np.uint8)
        # Without masks every slice of a positive knee is undecided: only the study's label teaches.
        labels = np.tile(np.where([sample.reference[name] for name in task.names], -1, 0), (slices, 1)).astype(np.int8)
        if masks is not None:
            stack = task_input.stacks[plane]
            assert stack.geometry is not None
            _, row, column = stack.geometry.spacing
            turned = [inputs[plane].upright.turn(masks[plane][name]) for name in task.names]
            stacked = torch.from_numpy(np.stack(turned, axis=1).astype(np.float32))
            area = stacked.sum(dim=(2, 3)).numpy() * row * column
            labels = np.where(area >= SURE_AREA, 1, np.where(area > 0, -1, 0)).astype(np.int8)
            spacing = (column, row) if inputs[plane].upright.swap else (row, column)
            fine, _ = resample(stacked, spacing, task.spacing, task.side)
            coarse = max_pool2d(fine, MAP_STRIDE, padding=MAP_STRIDE // 2)[..., :cells, :cells]
            lesions = (coarse.numpy() > 0.3).astype(np.uint8)
        planes[plane] = PlaneSlices(grey, lesions, labels)
    return planes
