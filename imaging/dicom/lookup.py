"""Modality LUT, VOI and polarity of one frame, from its header (PS3.4 N.2.1)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from imaging.dicom import attributes as at
from imaging.presentation import Presentation, VoiFunction, VoiLut, Window
from imaging.words import Words

NARROW = (np.uint8, np.uint16, np.int16, np.int32)
"""Integer types for the Modality LUT's output, the preferred first."""


@dataclass(frozen=True)
class Table:
    """A lookup table of the header: values for inputs from `first`, with this many bits per entry."""

    first: int
    values: NDArray[np.uint16]
    bits: int


@dataclass(frozen=True)
class ModalityLut:
    """Rescale slope and intercept, or a table (they are alternatives: PS3.3 C.11.1)."""

    slope: float = 1.0
    intercept: float = 0.0
    table: Table | None = None

    def apply(self, stored: NDArray[Any]) -> NDArray[Any]:
        """Map stored values, any shape, to the units of the image.

        Returns
        -------
        array
            Of an integer type when slope and intercept are whole numbers, as narrow as the values allow;
            float32 otherwise. The input itself when there is nothing to do.
        """
        if self.table is not None:
            return take(self.table, stored)
        if (self.slope, self.intercept) == (1.0, 0.0):
            return stored
        if stored.dtype.kind in "iu" and self.slope.is_integer() and self.intercept.is_integer():
            return self._apply_whole(stored)
        return np.asarray(stored * np.float64(self.slope) + self.intercept, dtype=np.float32)

    def _apply_whole(self, stored: NDArray[Any]) -> NDArray[Any]:
        slope, intercept = int(self.slope), int(self.intercept)
        ends = [int(end) * slope + intercept for end in (stored.min(), stored.max())]
        low, high = min(ends), max(ends)
        for narrow in NARROW:
            limits = np.iinfo(narrow)
            if limits.min <= low and high <= limits.max and np.dtype(narrow).itemsize >= stored.dtype.itemsize:
                if slope == 1 and limits.min <= intercept <= limits.max:
                    # Two's complement wraps back into range: the sum itself fits.
                    return np.asarray(np.add(stored.astype(narrow), narrow(intercept), dtype=narrow))
                return (stored.astype(np.int64) * slope + intercept).astype(narrow)
        return np.asarray(stored.astype(np.float64) * slope + intercept, dtype=np.float32)


def take(table: Table, values: NDArray[Any]) -> NDArray[np.uint16]:
    """Look values up; inputs outside the table take its ends (PS3.3 C.11.1.1.1)."""
    index = np.clip(np.rint(values).astype(np.int64) - table.first, 0, len(table.values) - 1)
    return np.asarray(table.values[index])


def lookup_table(item: Dataset, *, signed: bool) -> Table | None:
    """Read a LUT item: descriptor (entries, first input, bits) and data; None when they do not fit each other."""
    descriptor = at.numbers(item, "LUTDescriptor")
    if len(descriptor) != 3:
        return None
    entries, first, bits = (int(part) for part in descriptor)
    entries = entries or 65536
    if signed and first > 32767:
        first -= 65536
    values = _table_values(item, entries)
    if values is None or not 1 <= bits <= 16:
        return None
    return Table(first, values, bits)


def _table_values(item: Dataset, entries: int) -> NDArray[np.uint16] | None:
    try:
        data = item.get("LUTData")
    except at.ODD_VALUE:
        return None
    if isinstance(data, bytes):
        little = item.original_encoding[1] is not False
        if len(data) == entries or (len(data) == entries + 1 and entries % 2):
            return np.frombuffer(data, np.uint8)[:entries].astype(np.uint16)
        if len(data) < 2 * entries:
            return None
        return np.frombuffer(data, "<u2" if little else ">u2")[:entries].astype(np.uint16)
    whole = np.asarray([] if data is None else data, dtype=np.int64).ravel()
    return (whole[:entries] & 0xFFFF).astype(np.uint16) if len(whole) >= entries else None


def modality_lut(dataset: Dataset, shared: Dataset | None, own: Dataset | None) -> ModalityLut:
    """Read the Modality LUT of one frame: its own, the shared or the image's (PS3.3 C.11.1, C.7.6.16.2.9)."""
    signed = at.whole_number(dataset, "PixelRepresentation") == 1
    item = at.first_item(dataset, "ModalityLUTSequence")
    table = lookup_table(item, signed=signed) if item is not None else None
    if table is not None:
        return ModalityLut(table=table)
    group = at.functional(shared, own, dataset, "PixelValueTransformationSequence") or dataset
    slope, intercept = at.number(group, "RescaleSlope"), at.number(group, "RescaleIntercept")
    # A slope of 0 would make every pixel equal: it is an error of the writer, never meant.
    return ModalityLut(slope or 1.0, intercept or 0.0)


def presentation(dataset: Dataset, shared: Dataset | None, own: Dataset | None, modality: ModalityLut) -> Presentation:
    """Read windows, VOI LUTs, VOI function and polarity of one frame (PS3.3 C.11.2, C.7.6.16.2.10, C.11.6)."""
    group = at.functional(shared, own, dataset, "FrameVOILUTSequence") or dataset
    try:
        function = VoiFunction(at.text(group, "VOILUTFunction") or "LINEAR")
    except ValueError:
        function = VoiFunction.LINEAR
    signed = at.whole_number(dataset, "PixelRepresentation") == 1 or modality.intercept < 0
    tables = [(lookup_table(item, signed=signed), item) for item in at.items(group, "VOILUTSequence")]
    luts = tuple(
        VoiLut(table.first, scaled(table), at.text(item, "LUTExplanation"))
        for table, item in tables
        if table is not None
    )
    windows = _windows(group)
    if not windows and not luts:
        windows = _full_range(dataset, modality)
    rescale = (modality.slope, modality.intercept) if modality.table is None else None
    return Presentation(windows, function, luts, is_inverted(dataset), rescale)


def scaled(table: Table) -> NDArray[np.float32]:
    """Entries of a VOI LUT as fractions of its full range."""
    # Some writers say 16 bits (or 8) and mean fewer (or more): the data decide when they exceed the claim.
    top = max(2**table.bits - 1, int(table.values.max(initial=0)))
    return (table.values / np.float32(top)).astype(np.float32)


def _windows(group: Dataset) -> tuple[Window, ...]:
    explanations = at.texts(group, "WindowCenterWidthExplanation")
    pairs = zip(at.numbers(group, "WindowCenter"), at.numbers(group, "WindowWidth"), strict=False)
    return tuple(
        Window(center, width, explanations[i] if i < len(explanations) else "")
        for i, (center, width) in enumerate(pairs)
        if width > 0
    )


def _full_range(dataset: Dataset, modality: ModalityLut) -> tuple[Window, ...]:
    """Eight-bit pictures (captures, scans, ultrasound) without a window are shown as they are."""
    bits = at.whole_number(dataset, "BitsStored") or 0
    plain = modality == ModalityLut() and at.whole_number(dataset, "PixelRepresentation") == 0
    if not 1 <= bits <= 8 or not plain or at.text(dataset, "Modality") in ("CT", "MR", "PT", "NM"):
        return ()
    return (Window(2.0 ** (bits - 1), 2.0**bits, Words("full range")),)


def is_inverted(dataset: Dataset) -> bool:
    """True when the smallest value is white; MONOCHROME1 and INVERSE state the same thing, once or together."""
    return (
        at.text(dataset, "PhotometricInterpretation") == "MONOCHROME1"
        or at.text(dataset, "PresentationLUTShape") == "INVERSE"
    )


def padding_mask(dataset: Dataset, stored: NDArray[Any]) -> NDArray[np.bool_] | None:
    """Mark padding in stored values (PS3.3 C.7.5.1.1.2); None when there is none."""
    value = at.number(dataset, "PixelPaddingValue")
    if value is None:
        value = at.number(dataset, "FloatPixelPaddingValue")
        limit = at.number(dataset, "FloatPixelPaddingRangeLimit")
    else:
        limit = at.number(dataset, "PixelPaddingRangeLimit")
    if value is None or stored.ndim != 2:
        return None
    ends = [_as_stored(end, stored.dtype) for end in (value, value if limit is None else limit)]
    low, high = min(ends), max(ends)
    mask: NDArray[np.bool_] = stored == low if low == high else (stored >= low) & (stored <= high)
    return mask if mask.any() else None


def _as_stored(value: float, dtype: np.dtype[Any]) -> float:
    """Writers give 63536 for −2000 in signed images, and the other way round."""
    if dtype.kind == "f":
        return value
    limits, size = np.iinfo(dtype), 2.0 ** (8 * dtype.itemsize)
    if value > limits.max:
        return value - size
    return value + size if value < limits.min else value
