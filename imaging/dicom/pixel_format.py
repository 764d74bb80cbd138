"""How the pixels of a file are stored, and which of their bits count."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.uid import UID

from imaging.dicom import attributes as at
from imaging.dicom.headers import positive_integer
from imaging.errors import UserError


@dataclass(frozen=True)
class PixelFormat:
    """How the pixels of a file are stored."""

    syntax: UID
    encapsulated: bool
    little_endian: bool
    rows: int
    columns: int
    samples: int
    allocated: int
    stored: int
    high_bit: int
    signed: bool
    planar: int
    photometric: str
    keyword: str
    swap_words: bool = False
    """The file holds eight-bit samples as big-endian words; the bytes given to `decode_frame` are in order."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of a stored sample in the byte order of the file."""
        if self.keyword != "PixelData":
            kind = "f4" if self.keyword == "FloatPixelData" else "f8"
        else:
            kind = f"{'i' if self.signed else 'u'}{max(1, self.allocated // 8)}"
        return np.dtype(("<" if self.little_endian else ">") + kind)

    @property
    def frame_bits(self) -> int:
        """Bits of one native frame."""
        bits = self.rows * self.columns * self.samples * self.allocated
        return bits * 2 // 3 if self.photometric == "YBR_FULL_422" and not self.encapsulated else bits


def pixel_format(dataset: Dataset, keyword: str, *, encapsulated: bool, swap_words: bool = False) -> PixelFormat:
    """Read the Image Pixel module of a checked header; raises `UserError` when it contradicts itself."""
    allocated = positive_integer(dataset, "BitsAllocated")
    stored = positive_integer(dataset, "BitsStored", allocated)
    if stored > allocated:
        raise UserError(
            "The header claims {stored} bits stored in {allocated} bits allocated.", stored=stored, allocated=allocated
        )
    samples = positive_integer(dataset, "SamplesPerPixel", 1)
    if samples == 4:
        raise UserError("Images of four colour channels are not supported.")
    high_bit = at.whole_number(dataset, "HighBit")
    if high_bit is None or not stored - 1 <= high_bit < allocated:
        high_bit = stored - 1
    return PixelFormat(
        syntax=at.transfer_syntax(dataset),
        encapsulated=encapsulated,
        little_endian=dataset.original_encoding[1] is not False,
        rows=int(at.value_of(dataset, "Rows")),
        columns=int(at.value_of(dataset, "Columns")),
        samples=samples,
        allocated=allocated,
        stored=stored,
        high_bit=high_bit,
        signed=at.whole_number(dataset, "PixelRepresentation") == 1,
        planar=at.whole_number(dataset, "PlanarConfiguration") or 0,
        photometric=at.text(dataset, "PhotometricInterpretation") or "MONOCHROME2",
        keyword=keyword,
        swap_words=swap_words,
    )


def used_bits(values: NDArray[Any], stored: int, high_bit: int) -> NDArray[Any]:
    """Keep the `stored` bits below `high_bit` and extend the sign (PS3.5 8.1.1); other bits hold overlays or dirt."""
    bits = 8 * values.dtype.itemsize
    if stored == bits:
        return values
    above = bits - 1 - high_bit
    if above == bits - stored:
        # The usual case, in which the unused bits are clean: one or two passes instead of two copies.
        signed = values.dtype.kind == "i"
        top = 1 << (stored - 1 if signed else stored)
        if int(values.max()) < top and (not signed or int(values.min()) >= -top):
            return values
    kind = values.dtype.type
    shifted: NDArray[Any] = np.left_shift(values, kind(above))
    np.right_shift(shifted, kind(bits - stored), out=shifted)
    return shifted
