"""Pictures one after the other into a folder or a video: whole under its name, or not there at all."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.ui.export.plan import ExportPlan, Form
from imaging.errors import UserError
from imaging.words import Words
from inference.quiet_import import import_quietly

TAKEN = Words("There is a file or a folder of this name already: choose another name.")
LEVEL = 3
"""How hard PNG compresses: twice as fast as the usual 6, and hardly larger on grey pictures."""


class PictureFile(Protocol):
    """Takes pictures; all of it happens in one thread."""

    def add(self, image: QImage) -> None:
        """Write the next picture."""

    def finish(self) -> None:
        """All pictures are written: give it its name."""

    def abandon(self) -> None:
        """Leave nothing behind."""


def open_file(plan: ExportPlan) -> PictureFile:
    """Begin under a name that says that it is not whole.

    Raises
    ------
    UserError
        When the place may not be written to, or something else has the name.
    """
    return PngFolder(plan.path) if plan.form is Form.PNG else Mp4File(plan)


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """Red, green and blue of a picture in RGB32, shape (rows, columns, 3); a view of its memory.

    Qt's own conversions keep the interpreter's lock for tens of milliseconds, which the main thread would feel.
    """
    parts = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return parts[..., 2::-1] if sys.byteorder == "little" else parts[..., 1:]


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(
            "The pictures could not be written: {why}. Choose another place.", why=error.strerror
        ) from error


class PngFolder:
    """``0001.png``, ``0002.png``, … in a folder of their own; grey pictures have one channel."""

    def __init__(self, path: Path) -> None:
        self._path, self._half = path, path.with_name(f".{path.name}.part")
        self._count = 0
        if path.exists():
            raise UserError(TAKEN)
        with _sentences():
            shutil.rmtree(self._half, ignore_errors=True)  # of a program that was killed
            self._half.mkdir()

    def add(self, image: QImage) -> None:
        """Write the next picture."""
        from imagecodecs import png_encode

        pixels = pixels_of(image)
        red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
        shown = red if np.array_equal(red, green) and np.array_equal(red, blue) else pixels
        self._count += 1
        with _sentences():
            (self._half / f"{self._count:04d}.png").write_bytes(png_encode(np.ascontiguousarray(shown), level=LEVEL))

    def finish(self) -> None:
        """Give the folder its name."""
        if self._path.exists():
            raise UserError(TAKEN)
        with _sentences():
            self._half.rename(self._path)

    def abandon(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self._half, ignore_errors=True)


class Mp4File:
    """A video; see `imaging.video`."""

    def __init__(self, plan: ExportPlan) -> None:
        from imaging.video import Mp4Writer

        import_quietly("cv2")
        self._path, self._replaces = plan.path, plan.replaces
        self._half = plan.path.with_name(f".{plan.path.stem}.part.mp4")
        self._check_name()
        self._writer = Mp4Writer(self._half, plan.size.height, plan.size.width, plan.frames_per_second)

    def _check_name(self) -> None:
        if self._path.is_dir() or (self._path.exists() and not self._replaces):
            raise UserError(TAKEN)

    def add(self, image: QImage) -> None:
        """Write the next picture."""
        self._writer.add(pixels_of(image))

    def finish(self) -> None:
        """Look whether all of it is there, and give it its name."""
        self._writer.finish()
        self._check_name()
        with _sentences():
            self._half.replace(self._path)

    def abandon(self) -> None:
        """Take the half file away."""
        self._writer.close()
        with _sentences():
            self._half.unlink(missing_ok=True)
