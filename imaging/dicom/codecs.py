"""Compressed frames: which decoder for which compression, and a sentence where there is none."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import convert_color_space

from imaging.dicom import attributes as at
from imaging.dicom.codestream import codestream_shape, is_complete
from imaging.dicom.headers import hush
from imaging.dicom.pixel_format import PixelFormat, used_bits
from imaging.errors import UserError
from imaging.words import Words

imagecodecs: Any
try:
    imagecodecs = import_module("imagecodecs")
except ImportError:  # every compression is still read, more slowly, by pydicom's own plug-ins
    imagecodecs = None

DAMAGED = Words("This image's compressed pixels are damaged or cut short and cannot be decoded.")

RLE = "1.2.840.10008.1.2.5"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
JPEG_EXTENDED = "1.2.840.10008.1.2.4.51"
JPEG_LOSSLESS = ("1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70")
JPEG_LS = ("1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81")
JPEG_2000 = tuple(f"1.2.840.10008.1.2.4.{n}" for n in (90, 91, 201, 202, 203))

PLUGINS: dict[str, str] = (
    {JPEG_BASELINE: "pillow", JPEG_EXTENDED: "pillow", RLE: "pydicom"}
    | dict.fromkeys(JPEG_LS, "pyjpegls")
    | dict.fromkeys(JPEG_2000, "pylibjpeg")
)
"""pydicom's plug-in for each compression; JPEG lossless is left to imagecodecs.

GDCM is not among them, which ends the whole process on damaged JPEG, nor pylibjpeg-rle, which panics on damaged RLE
with an exception that no program expects.
"""

PACKAGES = (
    dict.fromkeys((*JPEG_LOSSLESS, JPEG_EXTENDED), "imagecodecs")
    | dict.fromkeys(JPEG_LS, "pyjpegls")
    | dict.fromkeys(JPEG_2000, "pylibjpeg-openjpeg")
    | {JPEG_BASELINE: "pillow"}
)


def releases_lock(form: PixelFormat) -> bool:
    """True when two threads decode frames of this format faster than one."""
    return form.encapsulated and _fast_decoder(form) is not None


def decompress(data: bytes, form: PixelFormat) -> NDArray[Any]:
    """Decode one compressed frame.

    Parameters
    ----------
    data : bytes
        The joined fragments of the frame.
    form : PixelFormat

    Returns
    -------
    array
        Stored values, shape (rows, columns), or colours, shape (rows, columns, 3), in RGB.

    Raises
    ------
    UserError
        When the compression is not supported or the data are damaged, cut short or of another size.
    """
    shape = codestream_shape(data)
    if shape is not None and shape != (form.rows, form.columns, form.samples):
        told, found = f"{form.rows} × {form.columns} × {form.samples}", " × ".join(map(str, shape))
        raise UserError(
            "The header says {told} pixels and colours but the compressed image has {found}.", told=told, found=found
        )
    if not is_complete(data):
        raise UserError("This image's compressed pixels are cut short: a part of the image would be missing.")
    if form.syntax == RLE and imagecodecs is not None:
        return _unpack_rle(data, form)
    fast = _fast_decoder(form)
    if fast is not None:
        values = _with_imagecodecs(fast, data, form)
        if values is not None:
            return values
        if form.syntax in JPEG_LS:
            # The other decoder is the same library, and damaged data cost it seconds.
            raise UserError(DAMAGED)
    return with_pydicom(data, form)


def _fast_decoder(form: PixelFormat) -> Callable[[bytes], Any] | None:
    """The decoder of imagecodecs: faster, releases the interpreter lock, knows 12-bit and lossless JPEG."""
    if imagecodecs is None or form.allocated not in (8, 16):
        return None
    if form.syntax in JPEG_LOSSLESS or (form.syntax == JPEG_EXTENDED and form.samples == 1):
        return imagecodecs.jpeg8_decode if imagecodecs.JPEG8.available else None
    if form.syntax in JPEG_2000 and form.samples == 1:
        return imagecodecs.jpeg2k_decode if imagecodecs.JPEG2K.available else None
    if form.syntax in JPEG_LS and form.samples == 1:
        return imagecodecs.jpegls_decode if imagecodecs.JPEGLS.available else None
    return None


def _with_imagecodecs(decode: Callable[[bytes], Any], data: bytes, form: PixelFormat) -> NDArray[Any] | None:
    """Decode, or return None so that another decoder may try."""
    try:
        decoded = np.asarray(decode(data))
    except (RuntimeError, ValueError, TypeError, MemoryError):
        return None
    if decoded.shape[:2] != (form.rows, form.columns) or decoded.dtype.kind not in "iu" or decoded.dtype.itemsize > 2:
        return None
    if form.samples == 3:
        if decoded.ndim != 3 or decoded.dtype != np.uint8:
            return None
        return decoded if form.photometric == "RGB" else _to_rgb(decoded, form)
    if decoded.ndim != 2:
        return None
    values = decoded.astype(form.dtype.newbyteorder("="), copy=False)
    return used_bits(values, form.stored, form.stored - 1)


def with_pydicom(data: bytes, form: PixelFormat) -> NDArray[Any]:
    """Decode one frame with pydicom's plug-ins: all colours, and every compression they know."""
    try:
        decoder = get_decoder(form.syntax)
    except NotImplementedError:
        raise UserError("Images compressed as {syntax} are not supported.", syntax=form.syntax.name) from None
    hush()
    plugin = PLUGINS.get(str(form.syntax), "")
    if form.encapsulated and plugin not in decoder.available_plugins:
        raise UserError(DAMAGED if imagecodecs is not None and form.syntax in JPEG_LOSSLESS else _needs(form))
    if form.syntax == JPEG_EXTENDED and imagecodecs is None:
        raise UserError(_needs(form))
    options: dict[str, Any] = {
        "rows": form.rows,
        "columns": form.columns,
        "samples_per_pixel": form.samples,
        "photometric_interpretation": form.photometric,
        "pixel_representation": int(form.signed),
        "bits_allocated": form.allocated,
        "bits_stored": form.stored,
        "planar_configuration": form.planar,
        "number_of_frames": 1,
        "pixel_keyword": form.keyword,
    }
    if form.encapsulated:
        data = encapsulate([data], has_bot=False)
    else:
        options["pixel_vr"] = "OW" if form.allocated > 8 else "OB"
    try:
        values, _ = decoder.as_array(data, index=0, decoding_plugin=plugin, **options)
    except (*at.ODD_VALUE, RuntimeError, OSError, MemoryError):
        raise UserError(DAMAGED) from None
    decoded: NDArray[Any] = values
    if decoded.ndim == 3 or form.allocated not in (8, 16):
        return decoded
    # A decoder that takes two's complement for a number leaves the sign to us; done twice it changes nothing.
    return used_bits(decoded.astype(form.dtype.newbyteorder("="), copy=False), form.stored, form.stored - 1)


def _needs(form: PixelFormat) -> str:
    package = PACKAGES.get(str(form.syntax))
    if package is None:
        return Words("Images compressed as {syntax} are not supported.", syntax=form.syntax.name)
    return Words(
        "Images compressed as {syntax} need the Python package {package}.", syntax=form.syntax.name, package=package
    )


def _unpack_rle(data: bytes, form: PixelFormat) -> NDArray[Any]:
    """Decode RLE (PS3.5 Annex G): 16 offsets, then a PackBits segment per byte of a sample, highest first."""
    width = form.allocated // 8
    offsets = np.frombuffer(data[:64].ljust(64, b"\0"), "<u4")
    count, starts = int(offsets[0]), offsets[1 : form.samples * width + 1].tolist()
    if count != form.samples * width or starts != sorted(starts) or not 64 <= starts[0] <= starts[-1] < len(data):
        raise UserError(DAMAGED)
    pixels = form.rows * form.columns
    unpacked = np.empty((pixels, form.samples, width), np.uint8)
    for segment, (start, end) in enumerate(zip(starts, [*starts[1:], len(data)], strict=True)):
        sample, byte = divmod(segment, width)
        try:
            plane = np.frombuffer(imagecodecs.packbits_decode(data[start:end]), np.uint8)
        except (RuntimeError, ValueError):
            raise UserError(DAMAGED) from None
        if len(plane) < pixels:
            raise UserError(DAMAGED)
        unpacked[:, sample, width - 1 - byte] = plane[:pixels]
    kind = f"<{'i' if form.signed else 'u'}{width}"
    values = unpacked.reshape(pixels, -1).view(kind).astype(np.dtype(kind).newbyteorder("="), copy=False)
    if form.samples == 1:
        return used_bits(values.reshape(form.rows, form.columns), form.stored, form.high_bit)
    colours = values.reshape(form.rows, form.columns, form.samples)
    return colours if form.photometric == "RGB" else _to_rgb(colours, form)


def _to_rgb(colours: NDArray[Any], form: PixelFormat) -> NDArray[Any]:
    try:
        return np.asarray(convert_color_space(colours, form.photometric, "RGB"))
    except (*at.ODD_VALUE, RuntimeError):
        raise UserError("Colours of the kind {photometric} are not supported.", photometric=form.photometric) from None
