"""One open DICOM file: its header for display, and the bytes of each of its frames."""

import threading
import zipfile
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, dcmread
from pydicom.encaps import generate_frames

from imaging import files
from imaging.dicom import attributes as at
from imaging.dicom.decode import decode_frame
from imaging.dicom.headers import DEFLATED, check_size, read_header, refuse_other_objects
from imaging.dicom.pixel_format import PixelFormat, pixel_format
from imaging.dicom.walk import PixelElement
from imaging.errors import UserError

KEPT = 2
"""Multi-frame files that stay open at the same time."""


@dataclass(frozen=True)
class Instance:
    """A checked header and a way to each frame.

    Attributes
    ----------
    source : str
    dataset : Dataset
        Everything that decoding and display need; no pixels.
    form : PixelFormat
    frames : int
    offset : int
        Where native pixels start in the file.
    content : tuple of bytes, or bytes, or None
        Compressed frames; all native pixels when they had to be read at once; None when each is read when asked for.
    """

    source: str
    dataset: Dataset
    form: PixelFormat
    frames: int
    offset: int
    content: tuple[bytes, ...] | bytes | None

    def stored_values(self, number: int) -> NDArray[Any]:
        """Decode a frame (from 1): stored values, shape (rows, columns), or RGB, shape (rows, columns, 3), uint8."""
        if not 1 <= number <= self.frames:
            raise UserError(
                "This file has {frames} images; there is no image {number}.", frames=self.frames, number=number
            )
        return decode_frame(self._bytes(number - 1), self.form, self.dataset)

    def _bytes(self, index: int) -> bytes:
        if isinstance(self.content, tuple):
            if index >= len(self.content):
                raise UserError("This file is cut short: image {index} is missing.", index=index + 1)
            return self.content[index]
        bits = self.form.frame_bits
        start, end = index * bits // 8, ((index + 1) * bits + 7) // 8
        if self.content is not None:
            data = self.content[start:end]
        else:
            with files.seekable(self.source) as stream:
                stream.seek(self.offset + start)
                data = stream.read(end - start)
        return _aligned(data, index * bits % 8, bits) if self.form.allocated == 1 else data

    def bit_plane(self, number: int, position: int) -> NDArray[np.bool_] | None:
        """One bit of every stored grey value of a frame (from 1), shape (rows, columns): an embedded overlay.

        None when the pixels are compressed or the bit is one of the image's own.
        """
        form = self.form
        is_own = form.high_bit - form.stored < position <= form.high_bit
        plain = not form.encapsulated and form.samples == 1 and form.keyword == "PixelData"
        if is_own or not plain or not 0 <= position < form.allocated:
            return None
        values = np.frombuffer(self._bytes(number - 1), form.dtype, form.rows * form.columns)
        bits: NDArray[np.bool_] = (values >> position & 1).astype(np.bool_).reshape(form.rows, form.columns)
        return bits

    def groups(self, number: int) -> tuple[Dataset | None, Dataset | None]:
        """Shared and per-frame functional groups of a frame (from 1)."""
        own = at.items(self.dataset, "PerFrameFunctionalGroupsSequence")
        return at.first_item(self.dataset, "SharedFunctionalGroupsSequence"), (
            own[number - 1] if number <= len(own) else None
        )


def _aligned(data: bytes, shift: int, bits: int) -> bytes:
    """Frames of single bits follow each other without gaps (PS3.5 8.1.1): start this one on a byte."""
    if shift == 0:
        return data
    unpacked = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")[shift : shift + bits]
    return np.packbits(unpacked, bitorder="little").tobytes()


def open_instance(source: str, stream: IO[bytes]) -> Instance:
    """Read and check a header; the pixels too when there is one frame or they are compressed.

    Parameters
    ----------
    source : str
    stream : binary stream at the start of the source

    Raises
    ------
    UserError
        For everything that is not an image of a believable size.
    """
    size = files.source_size(source)
    dataset, pixels = read_header(stream, "display")
    refuse_other_objects(dataset, pixels)
    assert pixels is not None
    frames = check_size(dataset, pixels, size)
    form = pixel_format(
        dataset, pixels.keyword, encapsulated=pixels.length is None, swap_words=_in_words(dataset, pixels)
    )
    try:
        content = _pixels(stream, pixels.start, dataset, form, frames)
    except (*at.ODD_VALUE, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise UserError(
            "This file's pixels are damaged and cannot be read ({name}).", name=type(error).__name__
        ) from None
    return Instance(source, dataset, form, frames, pixels.start, content)


def _in_words(dataset: Dataset, pixels: PixelElement) -> bool:
    """True for eight-bit samples in big-endian words: each pair of bytes is swapped (PS3.5 8.1.2)."""
    big = dataset.original_encoding[1] is False
    return big and pixels.vr == "OW" and at.whole_number(dataset, "BitsAllocated") == 8


def _pixels(
    stream: IO[bytes], offset: int, dataset: Dataset, form: PixelFormat, frames: int
) -> tuple[bytes, ...] | bytes | None:
    """Return what must be read now."""
    if form.syntax == DEFLATED:
        stream.seek(0)
        return bytes(dcmread(files.as_binary(stream), force=True)[form.keyword].value)
    stream.seek(offset)
    if form.encapsulated:
        table = _extended_offsets(dataset)
        fragments = generate_frames(stream.read(), number_of_frames=frames, extended_offsets=table)
        return tuple(fragments)
    total = (form.frame_bits * frames + 7) // 8
    if frames > 1 and not form.swap_words:
        return None
    content = stream.read(total + total % 2)
    if form.swap_words:
        content = np.frombuffer(content[: len(content) // 2 * 2], ">u2").astype("<u2").tobytes()
    return content


def _extended_offsets(dataset: Dataset) -> tuple[bytes, bytes] | None:
    offsets, lengths = dataset.get("ExtendedOffsetTable"), dataset.get("ExtendedOffsetTableLengths")
    return (offsets, lengths) if isinstance(offsets, bytes) and isinstance(lengths, bytes) else None


class Shelf:
    """The last few multi-frame files, so that 96 frames do not open their file 96 times. Safe between threads."""

    def __init__(self, size: int = KEPT) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[str, int], Instance] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, source: str, modified: int) -> Instance | None:
        """Return a kept file that has not changed since."""
        with self._lock:
            instance = self._kept.get((source, modified))
            if instance is not None:
                self._kept.move_to_end((source, modified))
            return instance

    def put(self, source: str, modified: int, instance: Instance) -> None:
        """Keep a file; the one not used for longest goes."""
        with self._lock:
            self._kept[source, modified] = instance
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Let all files go."""
        with self._lock:
            self._kept.clear()
