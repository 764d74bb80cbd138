"""Frames as an MP4 file (MPEG-4 Part 2), and back.

OpenCV does it with the FFmpeg in its wheel, which is built under the LGPL: without x264, hence no H.264. The codec is
lossy; a stack of PNG keeps every grey value.
"""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from imaging.errors import UserError
from imaging.words import Words

CODEC = "mp4v"

NOT_WRITTEN = Words("The video could not be written: check that the folder may be written to and has room.")


def _opencv() -> ModuleType:
    """Imported when a video is first wanted; it speaks of faults only."""
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    return cv2


class Mp4Writer:
    """Writes one frame after the other.

    Parameters
    ----------
    path : Path
        Ends in ``.mp4``; replaced when it exists.
    rows, columns : int
        Size of every frame; the codec wants even numbers, so of an odd size the last line is there twice.
    frames_per_second : int

    Raises
    ------
    UserError
        When the file cannot be begun.
    """

    def __init__(self, path: Path, rows: int, columns: int, frames_per_second: int) -> None:
        cv2 = _opencv()
        self._path, self._size = path, (rows + rows % 2, columns + columns % 2)
        self._written = 0
        code = cv2.VideoWriter.fourcc(*CODEC)
        self._writer = cv2.VideoWriter(
            str(path), cv2.CAP_FFMPEG, code, float(frames_per_second), (self._size[1], self._size[0])
        )
        if not self._writer.isOpened():
            raise UserError(NOT_WRITTEN)

    def add(self, frame: NDArray[np.uint8]) -> None:
        """Write a frame: red, green, blue, shape (rows, columns, 3)."""
        more = [(0, whole - size) for whole, size in zip(self._size, frame.shape[:2], strict=True)]
        blue_first = np.ascontiguousarray(np.pad(frame, (*more, (0, 0)), mode="edge")[..., ::-1])
        self._writer.write(blue_first)
        self._written += 1

    def close(self) -> None:
        """Let the file go as it is."""
        self._writer.release()

    def finish(self) -> None:
        """Complete the file and look whether all of it is there: the library itself does not tell of a full disk.

        Raises
        ------
        UserError
            When frames are missing.
        """
        self.close()
        if sum(1 for _ in luma_of(self._path)) != self._written:
            raise UserError(NOT_WRITTEN)


def luma_of(path: Path) -> Iterator[NDArray[np.uint8]]:
    """Yield the brightness of each frame of a video as it is coded, shape (rows, columns): 16 is black, 235 white."""
    cv2 = _opencv()
    video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        rows = int(video.get(cv2.CAP_PROP_FRAME_HEIGHT)) if video.isOpened() else 0
        # OpenCV's own way back to RGB is up to 5 grey levels too dark.
        video.set(cv2.CAP_PROP_CONVERT_RGB, 0)
        while rows:
            there, planes = video.read()
            if not there:
                break
            yield np.asarray(planes, dtype=np.uint8)[:rows]
    finally:
        video.release()


def frames_per_second_of(path: Path) -> float:
    """How fast a video plays; 0 when it is none."""
    cv2 = _opencv()
    video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        return float(video.get(cv2.CAP_PROP_FPS)) if video.isOpened() else 0.0
    finally:
        video.release()
