"""Values on any plane through a volume, by linear interpolation, thin or as a slab.

There are two engines with the same result: one is compiled, the other serves until it is (docs/decisions/0012).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from imaging.geometry import PlaneGeometry, VolumeGeometry
from imaging.oblique import spacing_along
from imaging.reslice_compiled import Mask, Values, is_ready, reslice_compiled
from imaging.reslice_grid import BORDER, SampleGrid
from imaging.reslice_plain import reslice_plain
from imaging.slab import THIN, Slab
from imaging.volume import Volume


@dataclass(frozen=True)
class Resliced:
    """Values of a plane.

    Attributes
    ----------
    pixels : array, shape (rows, columns)
        Of the volume's type; whole numbers are rounded to the nearest.
    padding : array of bool, shape (rows, columns), or None
        True outside the volume, and where only padding would be shown; None when nothing is.
    """

    pixels: Values
    padding: Mask | None


def reslice(
    volume: Volume,
    plane: PlaneGeometry,
    slab: Slab = THIN,
    *,
    padding: Mask | None = None,
    every: int = 1,
    threads: int = 1,
    cancelled: Callable[[], bool] = lambda: False,
) -> Resliced:
    """Cut a plane out of a volume with linear interpolation.

    Parameters
    ----------
    volume : Volume
        Grey values of any real type; its geometry may be sheared.
    plane : PlaneGeometry
        Any plane of the same Frame of Reference.
    slab : Slab
        Sampled along the plane's normal, at most one voxel apart; samples outside the volume do not count.
    padding : array of bool, shape of the volume, optional
        Voxels that are not part of the image.
    every : int
        Compute only every so many pixels (and layers of a slab), and fill in between: for a picture that moves.
    threads : int
        Over which the rows are shared out.
    cancelled : callable
        Asked now and then; True stops with `Cancelled`.

    Returns
    -------
    Resliced
        On the grid of the plane, whatever `every` is.
    """
    grid = SampleGrid(volume.geometry, plane, slab, every)
    if is_ready(volume.pixels, padding):
        pixels, outside = reslice_compiled(grid, volume.pixels, padding, slab.mode, threads, cancelled)
    else:
        pixels, outside = reslice_plain(grid, volume.pixels, padding, slab.mode, cancelled)
    if every > 1:
        pixels = _filled_in(pixels, every, plane.rows, plane.columns)
        outside = outside.repeat(every, axis=0).repeat(every, axis=1)[: plane.rows, : plane.columns]
    return Resliced(pixels, outside if outside.any() else None)


def samples_of(volume: VolumeGeometry, plane: PlaneGeometry, slab: Slab = THIN, grid: int = 24) -> int:
    """About how many samples of the volume a section needs, which is what its time depends on."""
    rows, columns = (np.arange(grid) + 0.5) / grid * plane.rows, (np.arange(grid) + 0.5) / grid * plane.columns
    spots = np.stack(np.meshgrid(columns, rows), axis=-1)
    index = volume.patient_to_index(plane.image_to_patient(spots))
    inside = np.all((index >= -BORDER) & (index <= np.array(volume.shape) - BORDER), axis=-1)
    layers = len(slab.offsets(spacing_along(volume, plane.normal)))
    return round(float(inside.mean()) * plane.rows * plane.columns * layers)


def _filled_in(pixels: Values, every: int, rows: int, columns: int) -> Values:
    """A coarse grid as a fine one, straight lines between what was computed."""
    down = np.empty((rows, pixels.shape[1]), np.float32)
    coarse = pixels.astype(np.float32)
    for phase in range(every):
        lines = down[phase::every]
        share = np.float32(phase / every)
        following = coarse[1 : len(lines) + 1] if phase else coarse[: len(lines)]
        lines[:] = coarse[: len(lines)] * (1 - share) + following * share
    across = np.empty((rows, columns), np.float32)
    for phase in range(every):
        count = across[:, phase::every].shape[1]
        share = np.float32(phase / every)
        following = down[:, 1 : count + 1] if phase else down[:, :count]
        across[:, phase::every] = down[:, :count] * (1 - share) + following * share
    if np.issubdtype(pixels.dtype, np.integer):
        np.rint(across, out=across)
    return across.astype(pixels.dtype)
