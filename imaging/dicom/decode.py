"""Bytes of one frame → stored values."""

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.pixels.processing import apply_color_lut

from imaging.dicom import attributes as at
from imaging.dicom.codecs import decompress, with_pydicom
from imaging.dicom.pixel_format import PixelFormat, used_bits
from imaging.errors import UserError

DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"


def decode_frame(data: bytes, form: PixelFormat, dataset: Dataset) -> NDArray[Any]:
    """Decode one frame.

    Parameters
    ----------
    data : bytes
        Exactly one frame: native, or its joined fragments.
    form : PixelFormat
    dataset : Dataset
        For its palette.

    Returns
    -------
    array
        Stored values, shape (rows, columns), in native byte order, unused bits removed and the sign extended;
        or RGB, shape (rows, columns, 3), uint8. May be read-only.

    Raises
    ------
    UserError
        When the compression is not supported or the data are damaged.
    """
    if form.syntax == DEFLATED_FRAME:
        values = native_values(_inflate(data, form), form)
    elif not form.encapsulated:
        values = native_values(data, form)
    else:
        values = decompress(data, form)
    if form.photometric == "PALETTE COLOR":
        return _palette(values, dataset)
    return _eight_bits(values, form) if values.ndim == 3 else values


def native_values(data: bytes, form: PixelFormat) -> NDArray[Any]:
    """Turn the bytes of one uncompressed frame into stored values (grey) or RGB."""
    if len(data) * 8 < form.frame_bits:
        raise UserError("This image is cut short: part of its pixels is missing.")
    if form.allocated == 1:
        bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little", count=form.rows * form.columns)
        return bits.reshape(form.rows, form.columns)
    if form.samples == 3:
        return with_pydicom(data, form)
    flat = np.frombuffer(data, form.dtype, form.rows * form.columns)
    values = flat.astype(form.dtype.newbyteorder("="), copy=False).reshape(form.rows, form.columns)
    return values if values.dtype.kind == "f" else used_bits(values, form.stored, form.high_bit)


def _inflate(data: bytes, form: PixelFormat) -> bytes:
    expected = (form.frame_bits + 7) // 8
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, expected + 1)
    except zlib.error:
        raise UserError("This image's deflated pixels are damaged.") from None


def _palette(values: NDArray[Any], dataset: Dataset) -> NDArray[np.uint8]:
    try:
        colours = apply_color_lut(values, dataset)
    except (*at.ODD_VALUE, RuntimeError):
        raise UserError("This image's colour palette is missing or damaged.") from None
    if colours.dtype == np.uint8:
        return np.asarray(colours[..., :3])
    # Sixteen-bit palettes whose entries stay below 256 were written by software that means eight.
    if int(colours.max(initial=0)) > 255:
        colours = colours >> 8
    return np.asarray(colours[..., :3].astype(np.uint8))


def _eight_bits(values: NDArray[Any], form: PixelFormat) -> NDArray[np.uint8]:
    if values.dtype == np.uint8:
        return np.asarray(values)
    return np.asarray((values.astype(np.uint32) >> max(0, form.stored - 8)).astype(np.uint8))
