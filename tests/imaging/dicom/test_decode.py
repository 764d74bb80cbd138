"""Compressions: equal pixels from every decoder, and a sentence where there is none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.encaps import encapsulate
from pydicom.uid import (
    MPEG2MPML,
    HTJ2KLossless,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from imaging.dicom import codecs, decode
from imaging.dicom.codestream import codestream_shape
from imaging.dicom.index import load
from imaging.dicom.instance import open_instance
from imaging.dicom.read import read_frame, read_stack
from imaging.errors import UserError

imagecodecs = pytest.importorskip("imagecodecs")
Write = Callable[..., Any]


def smooth(dtype: type = np.uint16, top: int = 4000) -> NDArray[Any]:
    """A picture that compresses: 32 × 48, waves between 0 and top (or ± top for signed types)."""
    rows, columns = np.mgrid[:32, :48]
    wave = np.sin(rows / 7) * np.cos(columns / 5)
    values = wave * top if np.dtype(dtype).kind == "i" else (wave + 1) / 2 * top
    return values.astype(dtype)


def rle(pixels: NDArray[np.uint16]) -> bytes:
    from pydicom.pixels.encoders import RLELosslessEncoder

    return bytes(
        RLELosslessEncoder.encode(
            pixels.tobytes(),
            rows=pixels.shape[0],
            columns=pixels.shape[1],
            samples_per_pixel=1,
            bits_allocated=16,
            bits_stored=12,
            pixel_representation=0,
            photometric_interpretation="MONOCHROME2",
            number_of_frames=1,
            encoding_plugin="pydicom",
        )
    )


ENCODERS: dict[str, Callable[[NDArray[Any]], bytes]] = {
    JPEG2000Lossless: lambda a: imagecodecs.jpeg2k_encode(a, level=0, codecformat="j2k", bitspersample=12),
    JPEGLSLossless: lambda a: imagecodecs.jpegls_encode(a),
    JPEGLosslessSV1: lambda a: imagecodecs.ljpeg_encode(a, bitspersample=12),
    RLELossless: rle,
}
FALLBACKS = (JPEG2000Lossless, JPEGLSLossless, RLELossless)
"""Compressions that can be read without imagecodecs."""

LOSSLESS = {"BitsStored": 12, "HighBit": 11}


def frame_of(path: Path) -> Any:
    (study,) = load([path]).studies
    return study.stacks[0].frames[0]


@pytest.mark.parametrize(("syntax", "fast"), [*((s, True) for s in ENCODERS), *((s, False) for s in FALLBACKS)])
def test_lossless_compressions_give_back_every_pixel(
    write_image: Write, monkeypatch: pytest.MonkeyPatch, syntax: str, fast: bool
) -> None:
    pixels = smooth()
    data = encapsulate([ENCODERS[syntax](pixels)])
    path = write_image("a.dcm", pixels, TransferSyntaxUID=syntax, PixelData=data, **LOSSLESS)
    if not fast:
        monkeypatch.setattr(codecs, "imagecodecs", None)
    np.testing.assert_array_equal(read_frame(frame_of(path)).values, pixels)


@pytest.mark.parametrize(("syntax", "fast"), [(JPEGLSLossless, True), (JPEGLSLossless, False), (JPEGLosslessSV1, True)])
def test_signed_pixels_keep_their_sign(
    write_image: Write, monkeypatch: pytest.MonkeyPatch, syntax: str, fast: bool
) -> None:
    pixels = smooth(np.int16, 1900)
    # These codecs know no sign: twelve bits of two's complement are stored.
    stored = (pixels & 0xFFF).astype(np.uint16)
    data = encapsulate([ENCODERS[syntax](stored)])
    path = write_image("a.dcm", pixels, TransferSyntaxUID=syntax, PixelData=data, **LOSSLESS)
    if not fast:
        monkeypatch.setattr(codecs, "imagecodecs", None)
    np.testing.assert_array_equal(read_frame(frame_of(path)).values, pixels)


def test_many_compressed_frames_on_two_threads_keep_their_order(write_image: Write) -> None:
    frames = [smooth(top=100 * (k + 1)) for k in range(12)]
    data = encapsulate([ENCODERS[JPEG2000Lossless](frame) for frame in frames])
    path = write_image(
        "a.dcm", frames[0], TransferSyntaxUID=JPEG2000Lossless, PixelData=data, NumberOfFrames=12, **LOSSLESS
    )
    (study,) = load([path]).studies
    np.testing.assert_array_equal(read_stack(study.stacks[0]).values[0], frames)


def test_twelve_bit_jpeg_needs_imagecodecs_and_says_so(write_image: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = smooth()
    data = encapsulate([imagecodecs.jpeg8_encode(pixels, level=95, bitspersample=12)])
    path = write_image("a.dcm", pixels, TransferSyntaxUID=JPEGExtended12Bit, PixelData=data, **LOSSLESS)
    np.testing.assert_allclose(read_frame(frame_of(path)).values, pixels, atol=40)
    monkeypatch.setattr(codecs, "imagecodecs", None)
    with pytest.raises(UserError, match="need the Python package imagecodecs"):
        read_frame(frame_of(path))


def test_lossless_jpeg_needs_imagecodecs_and_says_so(write_image: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    data = encapsulate([ENCODERS[JPEGLosslessSV1](smooth())])
    path = write_image("a.dcm", smooth(), TransferSyntaxUID=JPEGLosslessSV1, PixelData=data, **LOSSLESS)
    monkeypatch.setattr(codecs, "imagecodecs", None)
    with pytest.raises(UserError, match="need the Python package imagecodecs"):
        read_frame(frame_of(path))


def test_a_decoder_that_can_end_the_process_is_never_used() -> None:
    # GDCM calls std::terminate on damaged Huffman tables; pylibjpeg-rle panics outside of `Exception`.
    assert "gdcm" not in codecs.PLUGINS.values()
    assert codecs.PLUGINS[RLELossless] == "pydicom"


@pytest.mark.parametrize("cut", [0, 3, 64, 70, 200])
def test_damaged_rle_is_a_sentence(write_image: Write, cut: int) -> None:
    data = bytearray(rle(smooth()))
    for at in range(cut, len(data), 7):
        data[at] = 0x80 if cut > 64 else 0xFF
    path = write_image(
        "a.dcm", smooth(), TransferSyntaxUID=RLELossless, PixelData=encapsulate([bytes(data)]), **LOSSLESS
    )
    with pytest.raises(UserError, match="damaged"):
        read_frame(frame_of(path))


def test_colour_jpeg_becomes_rgb(write_image: Write) -> None:
    colours = np.zeros((16, 16, 3), np.uint8)
    colours[:, :8] = (250, 10, 10)
    colours[:, 8:] = (10, 10, 250)
    data = encapsulate([imagecodecs.jpeg8_encode(colours, level=95, subsampling="444")])
    path = write_image(
        "a.dcm",
        colours,
        TransferSyntaxUID=JPEGBaseline8Bit,
        PixelData=data,
        PhotometricInterpretation="YBR_FULL",
        Modality="XC",
    )
    assert load([path]).studies[0].series[0].notices == ("LOSSY",)
    shown = read_frame(frame_of(path)).values
    np.testing.assert_allclose(shown[4, [2, 13]].astype(int), [[250, 10, 10], [10, 10, 250]], atol=6)


def test_an_unknown_compression_is_named(write_image: Write) -> None:
    path = write_image("a.dcm", TransferSyntaxUID=MPEG2MPML, PixelData=encapsulate([b"\0\0\x01\xb3" + b"\0" * 60]))
    with pytest.raises(UserError, match=r"MPEG2 .* not supported"):
        read_frame(frame_of(path))


@pytest.mark.parametrize("syntax", [JPEG2000Lossless, JPEGLSLossless, JPEGLosslessSV1, RLELossless, HTJ2KLossless])
def test_rubbish_is_a_sentence(write_image: Write, syntax: str) -> None:
    path = write_image(
        "a.dcm", smooth(), TransferSyntaxUID=syntax, PixelData=encapsulate([b"rubbish!" * 20]), **LOSSLESS
    )
    with pytest.raises(UserError, match="damaged"):
        read_frame(frame_of(path))


@pytest.mark.parametrize("syntax", [JPEG2000Lossless, JPEGLSLossless, JPEGLosslessSV1])
def test_a_codestream_of_another_size_is_refused_before_it_is_decoded(write_image: Write, syntax: str) -> None:
    data = encapsulate([ENCODERS[syntax](smooth())])
    path = write_image("a.dcm", np.zeros((32, 40), np.uint16), TransferSyntaxUID=syntax, PixelData=data, **LOSSLESS)
    with pytest.raises(UserError, match="32 × 40 × 1 pixels and colours but the compressed image has 32 × 48 × 1"):
        read_frame(frame_of(path))


@pytest.mark.parametrize("syntax", [JPEG2000Lossless, JPEGLSLossless, JPEGLosslessSV1])
def test_codestreams_tell_their_size(syntax: str) -> None:
    data = ENCODERS[syntax](smooth())
    assert codestream_shape(data) == (32, 48, 1)
    assert codestream_shape(data[:6]) is None
    assert codestream_shape(b"") is None


@pytest.mark.parametrize("syntax", [JPEG2000Lossless, JPEGLSLossless, JPEGLosslessSV1])
def test_a_codestream_without_its_end_is_refused(write_image: Write, syntax: str) -> None:
    pixels = np.random.default_rng(0).integers(0, 4096, (32, 48)).astype(np.uint16)
    data = encapsulate([ENCODERS[syntax](pixels)[:-400]])
    path = write_image("a.dcm", pixels, TransferSyntaxUID=syntax, PixelData=data, **LOSSLESS)
    with pytest.raises(UserError, match="cut short"):
        read_frame(frame_of(path))


def test_deflated_frames(write_image: Write) -> None:
    import zlib

    pixels = smooth()
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = squeezer.compress(pixels.tobytes()) + squeezer.flush()
    path = write_image("a.dcm", pixels)
    with path.open("rb") as stream:
        form = open_instance(str(path), stream).form
    from dataclasses import replace

    from pydicom import Dataset
    from pydicom.uid import UID

    frame = replace(form, syntax=UID(decode.DEFLATED_FRAME), encapsulated=True)
    np.testing.assert_array_equal(decode.decode_frame(data, frame, Dataset()), pixels)
    with pytest.raises(UserError, match="damaged"):
        decode.decode_frame(b"\xff" * 30, frame, Dataset())
