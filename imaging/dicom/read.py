"""Frames and Stacks → pixels after the Modality LUT, with how they want to be shown."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from imaging import files
from imaging.dicom import headers
from imaging.dicom.codecs import releases_lock
from imaging.dicom.instance import Instance, Shelf, open_instance
from imaging.dicom.lookup import modality_lut, padding_mask, presentation
from imaging.dicom.planes import display_shutter, hidden_by, overlay_mask
from imaging.errors import Refusal, UserError
from imaging.files import SourceKind
from imaging.presentation import ImageStack, Presentation, Window
from imaging.study import Frame, Stack
from imaging.words import Words

OTHER_SIZE = Words("This image does not have the size or the colours of the others in its stack.")

PICTURE = Presentation(windows=(Window(128.0, 256.0, Words("full range")),))
"""Eight-bit pictures are shown as they are."""

THREADS = min(2, os.cpu_count() or 1)
"""Two decode at once where the decoder releases the interpreter lock; more would take the screen's core."""


class ReadingCancelled(Exception):  # noqa: N818 – not an error
    """The caller asked to stop."""


@dataclass(frozen=True)
class FramePixels:
    """One decoded frame.

    Attributes
    ----------
    values : array
        Output of the Modality LUT, shape (rows, columns); or RGB, shape (rows, columns, 3), uint8.
    padding : array of bool, shape (rows, columns), or None
        What does not belong to the image: its padding, and what its display shutter hides.
    presentation : Presentation
    overlay : array of bool, shape (rows, columns), or None
        Where the file's own overlay planes draw.
    """

    values: NDArray[Any]
    padding: NDArray[np.bool_] | None
    presentation: Presentation
    overlay: NDArray[np.bool_] | None = None


OnFrame = Callable[[int, FramePixels], None]
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_shelf = Shelf()


def read_header(frame: Frame) -> Dataset:
    """Return every element of a frame's file but its pixels; raises `UserError` when it is not DICOM."""
    with files.open_source(frame.path) as stream:
        if files.kind_of(files.read_head(stream), files.source_name(frame.path)) is not SourceKind.DICOM:
            raise UserError("This is not a DICOM file.")
        return headers.read_header(stream, "everything")[0]


def read_frame(frame: Frame) -> FramePixels:
    """Decode one Frame.

    Raises
    ------
    UserError
        With one sentence when its file is gone, damaged, or compressed in a way that is not supported.
    """
    return _read(frame)[0]


def forget_files() -> None:
    """Let go of the files that are kept open between frames."""
    _shelf.clear()


def _read(frame: Frame) -> tuple[FramePixels, bool]:
    """Decode one Frame; the second value says whether others like it are worth a second thread."""
    try:
        modified = files.source_modified(frame.path)
        kept = _shelf.get(frame.path, modified)
        if kept is not None:
            return _pixels(kept, frame.number), releases_lock(kept.form)
        with files.open_source(frame.path) as stream:
            kind = files.kind_of(files.read_head(stream), files.source_name(frame.path))
            if kind is SourceKind.PICTURE:
                return _picture(frame), False
            if kind is SourceKind.NIFTI:
                return _nifti(frame), False
            instance = open_instance(frame.path, stream)
    except FileNotFoundError:
        raise UserError("This file is no longer there.") from None
    except MemoryError:
        raise UserError("There is not enough memory for this image.") from None
    if instance.frames > 1:
        _shelf.put(frame.path, modified, instance)
    return _pixels(instance, frame.number), releases_lock(instance.form)


def _picture(frame: Frame) -> FramePixels:
    from imaging.pictures import read_picture

    values = read_picture(frame.path)
    return FramePixels(values, None, PICTURE if values.dtype == np.uint8 else Presentation())


def _nifti(frame: Frame) -> FramePixels:
    from imaging.nifti import read_nifti_frame

    return FramePixels(read_nifti_frame(frame.path, frame.number), None, Presentation())


def _pixels(instance: Instance, number: int) -> FramePixels:
    stored = instance.stored_values(number)
    shared, own = instance.groups(number)
    shutter, overlay = display_shutter(instance.dataset, shared, own), overlay_mask(instance, number)
    hidden = hidden_by(shutter, *stored.shape[:2]) if shutter is not None else None
    background = shutter.level if shutter is not None and hidden is not None else 0
    if stored.ndim == 3:
        return FramePixels(stored, hidden, Presentation(background=background), overlay)
    modality = modality_lut(instance.dataset, shared, own)
    return FramePixels(
        values=modality.apply(stored),
        padding=_either(padding_mask(instance.dataset, stored), hidden),
        presentation=replace(presentation(instance.dataset, shared, own, modality), background=background),
        overlay=overlay,
    )


def _either(one: NDArray[np.bool_] | None, other: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    return one | other if one is not None and other is not None else one if other is None else other


def read_stack(
    stack: Stack,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    on_frame: OnFrame | None = None,
) -> ImageStack:
    """Decode all frames of a Stack.

    Parameters
    ----------
    stack : Stack
    progress : callable, optional
        Called with (done, total) after each frame.
    cancelled : callable, optional
        Asked before each frame.
    on_frame : callable, optional
        Called with the index in ``stack.frames`` and the pixels of each frame as it arrives, in order: views of the
        array that is being filled, so that nothing is in memory twice.

    Returns
    -------
    ImageStack
        Values of shape (volumes, slices, rows, columns), or (volumes, slices, rows, columns, 3) for colour.

    Raises
    ------
    UserError
        When no frame can be decoded: the first one's reason.
    ReadingCancelled
    """
    builder = _Builder(stack)
    for index, outcome in enumerate(_outcomes(stack.frames)):
        if cancelled is not None and cancelled():
            raise ReadingCancelled
        kept = builder.add(index, outcome) if isinstance(outcome, FramePixels) else None
        if kept is not None:
            if on_frame is not None:
                on_frame(index, kept)
        else:
            builder.refuse(index, str(outcome) if isinstance(outcome, UserError) else OTHER_SIZE)
        if progress is not None:
            progress(index + 1, len(stack.frames))
    return builder.finish()


def _outcome(frame: Frame) -> FramePixels | UserError:
    try:
        return read_frame(frame)
    except UserError as error:
        return error


def _outcomes(frames: Sequence[Frame]) -> Iterator[FramePixels | UserError]:
    """Decode frames in order: the first alone, which tells whether the others gain from a second thread."""
    try:
        first, parallel = _read(frames[0])
        yield first
    except UserError as error:
        parallel = False
        yield error
    if not parallel or len(frames) < 3 or THREADS < 2:
        yield from map(_outcome, frames[1:])
        return
    with ThreadPoolExecutor(THREADS, thread_name_prefix="decode") as pool:
        waiting: deque[Future[FramePixels | UserError]] = deque()
        try:
            for frame in frames[1:]:
                waiting.append(pool.submit(_outcome, frame))
                if len(waiting) > 2 * THREADS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


class _Builder:
    """Collects frames into one array, widening its type when a later frame needs it."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._values: NDArray[Any] | None = None
        self._padding: NDArray[np.bool_] | None = None
        self._presentations: list[Presentation | None] = [None] * len(stack.frames)
        self._overlays: list[NDArray[np.bool_] | None] = [None] * len(stack.frames)
        self._refusals: list[Refusal] = []

    def add(self, index: int, pixels: FramePixels) -> FramePixels | None:
        """Take a frame and return it as it lies in the array; None when it has not the size and kind of the others."""
        values = pixels.values
        if values.shape[:2] != (self._stack.rows, self._stack.columns):
            return None
        if self._values is None:
            shape = len(self._stack.frames), *values.shape
            # A single image is not copied: it may be most of the memory.
            self._values = values[None] if shape[0] == 1 else np.zeros(shape, values.dtype)
        if self._values.shape[1:] != values.shape:
            return None
        if values.dtype != self._values.dtype:
            wider = np.promote_types(values.dtype, self._values.dtype)
            self._values = self._values.astype(np.float32 if wider == np.float64 else wider, copy=False)
        if len(self._values) > 1:
            self._values[index] = values
        padding = None
        if pixels.padding is not None:
            padding = self._mask()[index]
            padding[...] = pixels.padding
        self._presentations[index], self._overlays[index] = pixels.presentation, pixels.overlay
        return replace(pixels, values=self._values[index], padding=padding)

    def refuse(self, index: int, reason: str) -> None:
        """Leave a frame empty: padding throughout."""
        self._mask()[index] = True
        self._refusals.append(Refusal(self._stack.frames[index].path, reason))

    def _mask(self) -> NDArray[np.bool_]:
        if self._padding is None:
            shape = len(self._stack.frames), self._stack.rows, self._stack.columns
            self._padding = np.zeros(shape, np.bool_)
        return self._padding

    def finish(self) -> ImageStack:
        if self._values is None:
            raise UserError(self._refusals[0].reason)
        outer = self._stack.volumes, self._stack.slices
        known = next(p for p in self._presentations if p is not None)
        return ImageStack(
            stack_id=self._stack.stack_id,
            values=self._values.reshape(*outer, *self._values.shape[1:]),
            presentations=tuple(p or known for p in self._presentations),
            padding=None if self._padding is None else self._padding.reshape(*outer, *self._padding.shape[1:]),
            refusals=tuple(self._refusals),
            overlays=tuple(self._overlays) if any(mask is not None for mask in self._overlays) else (),
        )
