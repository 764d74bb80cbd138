"""MetaImage volumes (``.mha``, header and voxels in one file), as ITK writes them."""

import zlib
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from imaging.errors import UserError

TYPES = {
    "MET_CHAR": "i1", "MET_UCHAR": "u1", "MET_SHORT": "i2", "MET_USHORT": "u2",
    "MET_INT": "i4", "MET_UINT": "u4", "MET_FLOAT": "f4", "MET_DOUBLE": "f8",
}  # fmt: skip
LONGEST_HEADER = 1 << 16
MOST_VOXELS = 1 << 30


@dataclass(frozen=True)
class MetaImage:
    """A volume.

    Attributes
    ----------
    values : array, shape (slices, rows, columns)
        Slowest axis first; axis 0 of `directions` and `spacing` belongs to axis 0 here.
    directions : array, shape (3, 3)
        LPS direction along each axis.
    spacing : array, shape (3,)
        mm.
    """

    values: NDArray[Any]
    directions: NDArray[np.float64]
    spacing: NDArray[np.float64]

    def sagittal_slice(self) -> tuple[NDArray[Any], tuple[float, float]]:
        """The middle slice from left to right, head up and anterior left, with mm per row and per column.

        Raises
        ------
        UserError
            When two axes lie along the same direction of the body.
        """
        along = [int(np.argmax(np.abs(direction))) for direction in self.directions]
        if sorted(along) != [0, 1, 2]:
            raise UserError("The axes of this volume do not follow left–right, front–back and head–foot.")
        across, depth, height = (along.index(axis) for axis in range(3))
        plane = np.take(self.values, self.values.shape[across] // 2, axis=across)
        down, right = (axis - (axis > across) for axis in (height, depth))
        plane = plane if down < right else plane.T
        if self.directions[height, 2] > 0:
            plane = plane[::-1]
        if self.directions[depth, 1] < 0:
            plane = plane[:, ::-1]
        return np.ascontiguousarray(plane), (float(self.spacing[height]), float(self.spacing[depth]))


def read_metaimage(path: Path) -> MetaImage:
    """Read a three-dimensional ``.mha``.

    Raises
    ------
    UserError
        When it is cut off, or of a kind that is not read here; the sentence says which.
    """
    try:
        content = path.read_bytes()
        header, start = _header(content)
        size = [int(word) for word in header["DimSize"].split()]
        kind = np.dtype(TYPES[header["ElementType"]])
        if len(size) != 3 or not 0 < prod(size) <= MOST_VOXELS or header.get("ElementNumberOfChannels", "1") != "1":
            raise ValueError(f"{' × '.join(map(str, size))} voxels")
        swapped = _yes(header.get("BinaryDataByteOrderMSB", header.get("ElementByteOrderMSB", "")))
        order: Literal["<", ">"] = ">" if swapped else "<"
        wanted = prod(size) * kind.itemsize
        body = content[start:]
        if _yes(header.get("CompressedData", "")):
            body = zlib.decompressobj().decompress(body, wanted)
        values = np.frombuffer(body, kind.newbyteorder(order), prod(size)).reshape(size[::-1])
        directions = _numbers(header.get("TransformMatrix", "1 0 0 0 1 0 0 0 1"), 9).reshape(3, 3)
        spacing = _numbers(header.get("ElementSpacing", "1 1 1"), 3)
    except (OSError, KeyError, ValueError, zlib.error) as error:
        raise UserError(f"{path} cannot be read as a MetaImage volume ({error}). Unpack it again.") from error
    return MetaImage(values, directions[::-1].copy(), spacing[::-1].copy())


def _header(content: bytes) -> tuple[dict[str, str], int]:
    """Key → value, and where the voxels begin."""
    found: dict[str, str] = {}
    start = 0
    while "ElementDataFile" not in found:
        end = content.index(b"\n", start, LONGEST_HEADER)
        key, sign, value = content[start:end].decode("ascii").partition("=")
        if not sign:
            raise ValueError("no header")
        found[key.strip()] = value.strip()
        start = end + 1
    if found["ElementDataFile"] != "LOCAL":
        raise ValueError("the voxels lie in another file")
    return found, start


def _numbers(words: str, count: int) -> NDArray[np.float64]:
    numbers = np.array([float(word) for word in words.split()])
    if numbers.shape != (count,):
        raise ValueError(f"{count} numbers expected")
    return numbers


def _yes(word: str) -> bool:
    return word.lower() == "true"
