"""A Stack on its way into memory: first a few frames, then all of it."""

from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.dicom.read import FramePixels
from imaging.geometry import EdgeLabels, PlaneGeometry, VolumeGeometry, opposite_letters
from imaging.presentation import AUTOMATIC, PERCENTILE_PRESETS, ImageStack, Presentation, Window, percentile_window
from imaging.slab import THIN, Slab
from imaging.study import Calibration, CalibrationKind, Frame, Series, Stack
from imaging.volume import Volume

Pixels = NDArray[np.generic]

SECTIONS_KEPT = 8
"""Sections kept at hand: one painting asks for the same one several times, and gathering it is slow."""


@dataclass(frozen=True)
class Picture:
    """What one viewport shows, before window, zoom and orientation.

    Attributes
    ----------
    pixels : array, shape (rows, columns), or (rows, columns, 3) uint8 for colour
    padding : array of bool, shape (rows, columns), or None
        Padding, and what a display shutter hides.
    spacing : (float, float)
        Size of a pixel as (row, column) distance: mm when `calibration` says so, else only the shape of a pixel.
    frame : Frame or None
        The original image; None for a reconstructed section.
    source : Frame or None
        The original image; for a reconstructed section the first image of the volume that it was cut from.
    edge_labels : EdgeLabels or None
        For the picture as it lies in memory; `ViewportModel.edge_labels` turns them.
    overlay : array of bool, shape (rows, columns), or None
        Where the file's own overlay planes draw; None for a reconstructed section.
    slab : Slab
        How thick a reconstructed section is.
    oblique : bool
        Its plane is turned out of the volume's own axes.
    coarse : bool
        Only some of its pixels were computed, the rest lies between them: the whole one follows.
    """

    pixels: Pixels
    padding: NDArray[np.bool_] | None
    spacing: tuple[float, float]
    calibration: Calibration
    geometry: PlaneGeometry | None
    edge_labels: EdgeLabels | None
    presentation: Presentation
    frame: Frame | None
    reconstructed: bool = False
    source: Frame | None = None
    overlay: NDArray[np.bool_] | None = None
    slab: Slab = THIN
    oblique: bool = False
    coarse: bool = False

    @property
    def is_colour(self) -> bool:
        """True for RGB, which has no window."""
        return self.pixels.ndim == 3


class LoadedStack:
    """The pixels of one Stack as far as they have been read. Lives in the main thread.

    `frames` fills one by one while the stack is read; `image` arrives at the end and replaces them.
    """

    def __init__(self, stack: Stack, series: Series) -> None:
        self.stack = stack
        self.series = series
        self.frames: dict[int, FramePixels] = {}
        self.image: ImageStack | None = None
        self.failure = ""  # why it could not be read
        self.presets: tuple[Window, ...] = ()
        # A plain dict and no lru_cache on a method: that would hold the stack, and its pixels, in a cycle.
        self._sections: dict[tuple[int, int, int], Picture] = {}

    def apart(self) -> "LoadedStack":
        """The same pixels for another thread: its sections are kept apart."""
        other = copy(self)
        other.frames, other._sections = dict(self.frames), {}
        return other

    @property
    def complete(self) -> bool:
        """True when every frame is in memory, so that sections can be cut."""
        return self.image is not None

    def add_frame(self, index: int, frame: FramePixels) -> None:
        """Keep a frame (index in the stack's order) that was read ahead of the rest."""
        if self.image is None:
            self.frames[index] = frame

    def finish(self, image: ImageStack, presets: tuple[Window, ...]) -> None:
        """Keep the whole stack and its percentile presets; the single frames are let go."""
        self.image, self.presets = image, presets
        self.frames.clear()
        self._sections.clear()

    def frame(self, index: int) -> FramePixels | None:
        """The frame at an index in the stack's order; None when it has not been read yet."""
        if self.image is not None:
            volume, position = divmod(index, self.stack.slices)
            padding = self.image.padding
            return FramePixels(
                self.image.values[volume, position],
                padding[volume, position] if padding is not None else None,
                self.image.presentations[index],
                self.image.overlays[index] if self.image.overlays else None,
            )
        return self.frames.get(index)

    def first_window(self) -> Window | None:
        """The window to start with: the header's first, else the automatic one of what has been read."""
        if self.image is not None:
            return self.presets[0] if self.presets else self.image.default_window()
        for frame in self.frames.values():
            if frame.presentation.windows:
                return frame.presentation.windows[0]
            values = frame.values[~frame.padding] if frame.padding is not None else frame.values
            return percentile_window(values, *PERCENTILE_PRESETS[AUTOMATIC], explanation=AUTOMATIC)
        return None

    def picture(self, axis: int, position: int, volume_index: int) -> Picture | None:
        """Cut the picture at a position along an axis (0 acquired, 1 and 2 reconstructed); None when not yet read."""
        if axis == 0 or self.stack.geometry is None:
            return self._acquired(position, volume_index)
        if self.image is None:
            return None
        key = axis, position, volume_index
        if key not in self._sections:
            while len(self._sections) >= SECTIONS_KEPT:
                del self._sections[next(iter(self._sections))]
            self._sections[key] = self._cut(self.image, self.stack.geometry, *key)
        return self._sections[key]

    def _cut(self, image: ImageStack, geometry: VolumeGeometry, axis: int, position: int, volume_index: int) -> Picture:
        section = Volume(image.values[volume_index], geometry).section(axis, position)
        padding = None
        if image.padding is not None:
            padding = Volume(image.padding[volume_index], geometry).section(axis, position).pixels.astype(np.bool_)
        return Picture(
            pixels=section.pixels,
            padding=padding,
            spacing=(section.geometry.row_spacing, section.geometry.column_spacing),
            calibration=Calibration(
                CalibrationKind.GEOMETRY, section.geometry.row_spacing, section.geometry.column_spacing
            ),
            geometry=section.geometry,
            edge_labels=section.geometry.edge_labels,
            presentation=image.presentations[volume_index * self.stack.slices],
            frame=None,
            reconstructed=True,
            source=self.stack.frames[volume_index * self.stack.slices],
        )

    def _acquired(self, position: int, volume_index: int) -> Picture | None:
        index = volume_index * self.stack.slices + position
        loaded = self.frame(index)
        if loaded is None:
            return None
        frame = self.stack.frames[index]
        calibration = self.stack.calibration
        return Picture(
            pixels=loaded.values,
            padding=loaded.padding,
            spacing=(calibration.row_spacing, calibration.column_spacing),
            calibration=calibration,
            geometry=frame.geometry,
            edge_labels=frame.geometry.edge_labels if frame.geometry else projection_labels(self.stack),
            presentation=loaded.presentation,
            frame=frame,
            source=frame,
            overlay=loaded.overlay,
        )


def projection_labels(stack: Stack) -> EdgeLabels | None:
    """Edge letters of a projection image from Patient Orientation (0020,0020); None when it is not given."""
    if stack.patient_orientation is None:
        return None
    right, bottom = stack.patient_orientation
    return EdgeLabels(left=opposite_letters(right), right=right, top=opposite_letters(bottom), bottom=bottom)


def percentile_presets(image: ImageStack) -> tuple[Window, ...]:
    """Start window and presets of a stack: the header's windows, then percentiles over the whole series."""
    if image.is_colour:
        return ()
    values = image.sample()
    percentiles = tuple(
        percentile_window(values, low, high, explanation=name) for name, (low, high) in PERCENTILE_PRESETS.items()
    )
    return tuple(image.presentation.windows) + percentiles
