"""Bytes of one frame → stored values."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut, convert_color_space
from pydicom.uid import UID

from imaging.dicom import attributes as at
from imaging.dicom.codestream import codestream_shape, is_complete
from imaging.dicom.headers import positive_integer
from imaging.errors import UserError

imagecodecs: Any
try:
    imagecodecs = import_module("imagecodecs")
except ImportError:  # every compression is still read, more slowly, by pydicom's own plug-ins
    imagecodecs = None

DAMAGED = "This image's compressed pixels are damaged or cut short and cannot be decoded."

DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
RLE = "1.2.840.10008.1.2.5"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
JPEG_EXTENDED = "1.2.840.10008.1.2.4.51"
JPEG_LOSSLESS = ("1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70")
JPEG_LS = ("1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81")
JPEG_2000 = tuple(f"1.2.840.10008.1.2.4.{n}" for n in (90, 91, 201, 202, 203))

PLUGINS: dict[str, tuple[str, ...]] = (
    {JPEG_BASELINE: ("pillow",), JPEG_EXTENDED: ("pillow",), RLE: ("pylibjpeg", "pydicom")}
    | dict.fromkeys(JPEG_LOSSLESS, ())
    | dict.fromkeys(JPEG_LS, ("pyjpegls",))
    | dict.fromkeys(JPEG_2000, ("pylibjpeg",))
)
"""pydicom's plug-ins for each compression. GDCM is not among them: on damaged JPEG it ends the whole process."""

PACKAGES = (
    dict.fromkeys((*JPEG_LOSSLESS, JPEG_EXTENDED), "imagecodecs")
    | dict.fromkeys(JPEG_LS, "pyjpegls")
    | dict.fromkeys(JPEG_2000, "pylibjpeg-openjpeg")
    | {JPEG_BASELINE: "pillow"}
)


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
    allocated = positive_integer(dataset, "BitsAllocated", "number of bits per pixel")
    stored = positive_integer(dataset, "BitsStored", "number of bits stored", allocated)
    if stored > allocated:
        raise UserError(f"The header claims {stored} bits stored in {allocated} bits allocated.")
    samples = positive_integer(dataset, "SamplesPerPixel", "number of samples per pixel", 1)
    if samples == 4:
        raise UserError("Images of four colour channels are not supported.")
    high_bit = at.whole_number(dataset, "HighBit")
    if high_bit is None or not stored - 1 <= high_bit < allocated:
        high_bit = stored - 1
    return PixelFormat(
        syntax=UID(str(dataset.file_meta.TransferSyntaxUID)),
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


def releases_lock(form: PixelFormat) -> bool:
    """True when two threads decode frames of this format faster than one."""
    return form.encapsulated and _fast_decoder(form) is not None


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
        values = _decompress(data, form)
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
        return _with_pydicom(data, form)
    flat = np.frombuffer(data, form.dtype, form.rows * form.columns)
    values = flat.astype(form.dtype.newbyteorder("="), copy=False).reshape(form.rows, form.columns)
    return values if values.dtype.kind == "f" else used_bits(values, form.stored, form.high_bit)


def used_bits(values: NDArray[Any], stored: int, high_bit: int) -> NDArray[Any]:
    """Keep the `stored` bits below `high_bit` and extend the sign (PS3.5 8.1.1); other bits hold overlays or dirt."""
    bits = 8 * values.dtype.itemsize
    if stored == bits:
        return values
    above = bits - 1 - high_bit
    if above == bits - stored:
        limits = (-(1 << (stored - 1)), (1 << (stored - 1)) - 1) if values.dtype.kind == "i" else (0, (1 << stored) - 1)
        if int(values.max()) <= limits[1] and int(values.min()) >= limits[0]:
            return values
    kind = values.dtype.type
    shifted: NDArray[Any] = np.left_shift(values, kind(above))
    np.right_shift(shifted, kind(bits - stored), out=shifted)
    return shifted


def _inflate(data: bytes, form: PixelFormat) -> bytes:
    expected = (form.frame_bits + 7) // 8
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, expected + 1)
    except zlib.error:
        raise UserError("This image's deflated pixels are damaged.") from None


def _decompress(data: bytes, form: PixelFormat) -> NDArray[Any]:
    shape = codestream_shape(data)
    if shape is not None and shape != (form.rows, form.columns, form.samples):
        told, found = f"{form.rows} × {form.columns} × {form.samples}", " × ".join(map(str, shape))
        raise UserError(f"The header says {told} pixels and colours but the compressed image has {found}.")
    if not is_complete(data):
        raise UserError("This image's compressed pixels are cut short: a part of the image would be missing.")
    fast = _fast_decoder(form)
    if fast is not None:
        values = _with_imagecodecs(fast, data, form)
        if values is not None:
            return values
        if form.syntax in JPEG_LS:
            # The other decoder is the same library, and damaged data cost it seconds.
            raise UserError(DAMAGED)
    return _with_pydicom(data, form)


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
        return decoded if form.photometric == "RGB" else convert_color_space(decoded, form.photometric, "RGB")
    if decoded.ndim != 2:
        return None
    values = decoded.astype(form.dtype.newbyteorder("="), copy=False)
    return used_bits(values, form.stored, form.stored - 1)


def _with_pydicom(data: bytes, form: PixelFormat) -> NDArray[Any]:
    """Decode one frame with pydicom's plug-ins: all colours, and every compression they know."""
    try:
        decoder = get_decoder(form.syntax)
    except NotImplementedError:
        raise UserError(f"Images compressed as {form.syntax.name} are not supported.") from None
    plugins: tuple[str, ...] = ("",)
    if form.encapsulated:
        plugins = tuple(p for p in PLUGINS.get(str(form.syntax), ()) if p in decoder.available_plugins)
        if imagecodecs is None and PACKAGES.get(str(form.syntax)) == "imagecodecs":
            plugins = ()
        if not plugins and imagecodecs is not None and form.syntax in JPEG_LOSSLESS:
            raise UserError(DAMAGED)
        if not plugins:
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
    for plugin in plugins:
        try:
            values, _ = decoder.as_array(data, index=0, decoding_plugin=plugin, **options)
        except (*at.ODD_VALUE, RuntimeError, OSError, MemoryError):
            continue
        decoded: NDArray[Any] = values
        if decoded.ndim == 3 or form.allocated not in (8, 16):
            return decoded
        # A decoder that takes two's complement for a number leaves the sign to us; done twice it changes nothing.
        return used_bits(decoded.astype(form.dtype.newbyteorder("="), copy=False), form.stored, form.stored - 1)
    raise UserError(DAMAGED)


def _needs(form: PixelFormat) -> str:
    package = PACKAGES.get(str(form.syntax))
    if package is None:
        return f"Images compressed as {form.syntax.name} are not supported."
    return f"Images compressed as {form.syntax.name} need the Python package {package}."


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
