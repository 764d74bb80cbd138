"""What headers and pixels can do to a viewer: a file for each trap, with the answer computed by hand.

The categories are those of VIEWER.md section 3 and of Weasis's public test list; docs/traps.md names the tests.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.uid import JPEG2000Lossless, JPEGLosslessSV1, JPEGLSLossless, RLELossless

from imaging.dicom.index import load
from imaging.dicom.read import FramePixels, read_frame, read_stack
from imaging.study import Series, Stack
from main import main
from tests.imaging.dicom.conftest import make_dataset

imagecodecs = pytest.importorskip("imagecodecs")
Write = Callable[..., Any]
Item = Callable[..., Dataset]
FLAT: dict[str, Any] = dict.fromkeys(("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"))
RAMP = np.arange(256, dtype=np.uint8).reshape(16, 16)


def series_of(*paths: Path) -> Series:
    (study,) = load(paths).studies
    (series,) = study.series
    return series


def stack_of(*paths: Path) -> Stack:
    (stack,) = series_of(*paths).stacks
    return stack


def pixels_of(path: Path, number: int = 1) -> FramePixels:
    frame = next(frame for frame in stack_of(path).frames if frame.number == number)
    return read_frame(frame)


def shown(path: Path, *words: str) -> NDArray[np.uint8]:
    """What `overread render` writes."""
    out = path.with_suffix(".png")
    assert main(["render", str(path), "--out", str(out), *words]) == 0
    return np.asarray(Image.open(out))


# ── the grey pipeline ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("inverted", [False, True])
def test_every_step_of_the_grey_pipeline_comes_in_its_order_and_once(write_image: Write, inverted: bool) -> None:
    # PS3.4 N.2.1: padding in stored values, then the Modality LUT, then the window, then the polarity.
    stored = np.array([[0, 100, 150, 200, 300, 4000]], np.uint16)
    path = write_image(
        "a.dcm",
        stored,
        PixelPaddingValue=4000,
        RescaleSlope="2",
        RescaleIntercept="-300",
        WindowCenter="0.5",
        WindowWidth="201",
        PhotometricInterpretation="MONOCHROME1" if inverted else "MONOCHROME2",
    )
    # values −300, −100, 0, 100, 300; the window goes from −100 to 100
    grey = np.array([0, 0, 128, 255, 255])
    expected = [*(255 - np.array([0, 0, 127.5, 255, 255]) if inverted else grey).round().astype(int), 0]
    np.testing.assert_array_equal(shown(path)[0], expected)


def rescaled(stored: NDArray[Any], slope: float, intercept: float, **more: Any) -> tuple[NDArray[Any], dict[str, Any]]:
    return stored, {"RescaleSlope": str(slope), "RescaleIntercept": str(intercept)} | more


def combined_luts(item: Item) -> dict[str, tuple[NDArray[Any], dict[str, Any]]]:
    """Ways to write the picture whose grey levels are 0 to 255: Modality LUT, VOI and polarity in every combination."""
    window = {"WindowCenter": "128", "WindowWidth": "256"}
    wide = RAMP.astype(np.uint16)
    shuffled = np.random.default_rng(0).permutation(256)
    back = np.argsort(shuffled)
    table = item(LUTDescriptor=[256, 0, 16], LUTData=back.tolist(), ModalityLUTType="US")
    identity = item(LUTDescriptor=[256, 0, 8], LUTData=list(range(256)))
    falling = item(LUTDescriptor=[256, 0, 8], LUTData=list(range(255, -1, -1)))
    later = item(LUTDescriptor=[256, 65536 - 100, 16], LUTData=[257 * k for k in range(256)])
    twelve = {"BitsStored": 12, "HighBit": 11}
    return {
        "window": (wide, window),
        "two windows": (wide, {"WindowCenter": [128, 5], "WindowWidth": [256, 9]}),
        "slope and window": rescaled(wide * 4, 0.25, 0, **window),
        "intercept and window": rescaled(wide, 1, -1000, WindowCenter="-872", WindowWidth="256"),
        "twelve bits": rescaled(wide * 16, 1, 0, WindowCenter="2048", WindowWidth="4081", **twelve),
        "signed": ((RAMP.astype(np.int16) - 128), {"WindowCenter": "0", "WindowWidth": "256"}),
        "exact": (wide, {"WindowCenter": "127.5", "WindowWidth": "255", "VOILUTFunction": "LINEAR_EXACT"}),
        "modality table and window": (shuffled[RAMP].astype(np.uint16), {"ModalityLUTSequence": [table]} | window),
        "voi table": (wide, {"VOILUTSequence": [identity]}),
        "voi table after slope": rescaled(wide, 1, -100, VOILUTSequence=[later]),
        "both tables": (
            shuffled[RAMP].astype(np.uint16),
            {"ModalityLUTSequence": [table], "VOILUTSequence": [identity]},
        ),
        "monochrome1": (255 - wide, {"PhotometricInterpretation": "MONOCHROME1"} | window),
        "inverse shape": (255 - wide, {"PresentationLUTShape": "INVERSE"} | window),
        "monochrome1 with inverse": (
            255 - wide,
            {"PhotometricInterpretation": "MONOCHROME1", "PresentationLUTShape": "INVERSE"} | window,
        ),
        "falling table on monochrome1": (
            wide,
            {"PhotometricInterpretation": "MONOCHROME1", "VOILUTSequence": [falling]},
        ),
        "eight bits without a window": (RAMP, {"Modality": "OT"} | FLAT),
    }


COMBINATIONS = sorted(combined_luts(lambda **_: Dataset()))


@pytest.mark.parametrize("name", COMBINATIONS)
def test_combined_luts_show_always_the_same_image(write_image: Write, item: Item, name: str) -> None:
    pixels, attributes = combined_luts(item)[name]
    np.testing.assert_array_equal(shown(write_image("a.dcm", pixels, **attributes)), RAMP)


def test_a_modality_table_goes_before_slope_and_intercept(write_image: Write, item: Item) -> None:
    # They are alternatives (PS3.3 C.11.1): never both.
    table = item(LUTDescriptor=[4, -2, 16], LUTData=[10, 20, 30, 40], ModalityLUTType="US")
    stored = np.array([[-9, -2, -1, 1, 7]], np.int16)
    path = write_image("a.dcm", stored, ModalityLUTSequence=[table], RescaleSlope="7", RescaleIntercept="9")
    np.testing.assert_array_equal(pixels_of(path).values, [[10, 10, 20, 40, 40]])


def test_a_tiny_slope_stays_a_number(write_image: Write) -> None:
    # An ADC map: shown raw it would be a thousand times too large.
    stored = np.array([[0, 800, 2500]], np.uint16)
    path = write_image("a.dcm", stored, RescaleSlope="1e-6", RescaleIntercept="0")
    np.testing.assert_allclose(pixels_of(path).values, [[0, 8e-4, 2.5e-3]], rtol=1e-6)


def test_all_voi_tables_of_a_header_are_read(write_image: Write, item: Item) -> None:
    tables = [
        item(LUTDescriptor=[2, 0, 8], LUTData=[0, 255], LUTExplanation="soft"),
        item(LUTDescriptor=[2, 5, 16], LUTData=[0, 65535], LUTExplanation="hard"),
    ]
    presentation = pixels_of(
        write_image("a.dcm", VOILUTSequence=tables, WindowCenter="40", WindowWidth="400")
    ).presentation
    assert [(lut.explanation, lut.first_mapped) for lut in presentation.luts] == [("soft", 0), ("hard", 5)]
    assert len(presentation.windows) == 1


# ── padding ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("stored", "value", "limit", "expected"),
    [
        (np.array([[-2000, 0, 5]], np.int16), 63536, None, [True, False, False]),  # written without its sign
        (np.array([[63536, 0, 5]], np.uint16), -2000, None, [True, False, False]),  # and the other way round
        (np.array([[0, 3, 9]], np.uint16), 4, 0, [True, True, False]),  # the range written downwards
        (np.array([[7, 0, 1]], np.uint16), 0, None, [False, True, False]),  # zero is a value like any other
    ],
)
def test_padding_has_the_sign_of_the_pixels(
    write_image: Write, stored: NDArray[Any], value: int, limit: int | None, expected: list[bool]
) -> None:
    path = write_image("a.dcm", stored)
    dataset = dcmread(path)
    for tag, number in ((0x00280120, value), (0x00280121, limit)):
        if number is not None:
            dataset.add_new(tag, "US" if number >= 0 else "SS", number)
    dataset.save_as(path)
    np.testing.assert_array_equal(pixels_of(path).padding, [expected])


# ── stored bits and codecs ───────────────────────────────────────────────────────────────────────


def rle(pixels: NDArray[Any]) -> bytes:
    """RLE (PS3.5 Annex G) of sixteen-bit pixels: two segments of PackBits, the high bytes first."""
    halves = pixels.astype(">u2").view(np.uint8).reshape(-1, 2).T
    segments = [imagecodecs.packbits_encode(half.tobytes()) for half in halves]
    segments = [segment + b"\0" * (len(segment) % 2) for segment in segments]
    starts = [2, 64, 64 + len(segments[0])]
    return np.array([*starts, *[0] * 13], "<u4").tobytes() + b"".join(segments)


CODECS: dict[str, Callable[[NDArray[Any], int], bytes] | None] = {
    "raw": None,
    RLELossless: lambda pixels, bits: rle(pixels),
    JPEGLosslessSV1: lambda pixels, bits: imagecodecs.ljpeg_encode(pixels, bitspersample=bits),
    JPEGLSLossless: lambda pixels, bits: imagecodecs.jpegls_encode(pixels),
    JPEG2000Lossless: lambda pixels, bits: imagecodecs.jpeg2k_encode(
        pixels, level=0, codecformat="j2k", bitspersample=bits, reversible=True
    ),
}


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("bits", range(9, 17))
@pytest.mark.parametrize("codec", CODECS)
def test_nine_to_sixteen_bits_with_and_without_sign(write_image: Write, codec: str, bits: int, signed: bool) -> None:
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    values = np.linspace(low, high, 32 * 24).round().astype(np.int64).reshape(32, 24)
    stored = (values & ((1 << bits) - 1)).astype(np.uint16)  # two's complement in `bits` bits
    attributes: dict[str, Any] = {"BitsStored": bits, "HighBit": bits - 1, "PixelRepresentation": int(signed)}
    encode = CODECS[codec]
    if encode is not None:
        attributes |= {"TransferSyntaxUID": codec, "PixelData": encapsulate([encode(stored, bits)])}
    read = pixels_of(write_image("a.dcm", stored, **attributes)).values
    np.testing.assert_array_equal(read, values)


@pytest.mark.parametrize("fragments", [1, 2, 5])
@pytest.mark.parametrize("table", ["basic", "extended", "none"])
def test_frames_in_several_fragments(write_image: Write, fragments: int, table: str) -> None:
    frames = np.random.default_rng(1).integers(0, 4096, (3, 16, 20)).astype(np.uint16)
    encoded = [CODECS[JPEG2000Lossless](frame, 12) for frame in frames]  # type: ignore[misc]
    attributes: dict[str, Any] = {"TransferSyntaxUID": JPEG2000Lossless, "BitsStored": 12, "HighBit": 11}
    if table == "extended":
        data, offsets, lengths = encapsulate_extended(encoded)
        attributes |= {"ExtendedOffsetTable": offsets, "ExtendedOffsetTableLengths": lengths}
    else:
        data = encapsulate(encoded, fragments_per_frame=fragments, has_bot=table == "basic")
    path = write_image("a.dcm", frames[0], NumberOfFrames=3, PixelData=data, **attributes)
    np.testing.assert_array_equal(read_stack(stack_of(path)).values[0], frames)


@pytest.mark.parametrize(("keyword", "dtype"), [("FloatPixelData", "<f4"), ("DoubleFloatPixelData", "<f8")])
def test_float_pixels(tmp_path: Path, keyword: str, dtype: str) -> None:
    values = np.array([[-1.5, 0.0, 2.25], [1e-3, 7.0, 1e4]], dtype)
    dataset = make_dataset(
        np.zeros((2, 3), np.uint16), BitsAllocated=8 * values.itemsize, BitsStored=None, HighBit=None,
        PixelRepresentation=None, WindowCenter="1", WindowWidth="4", VOILUTFunction="LINEAR_EXACT",
    )  # fmt: skip
    del dataset.PixelData
    setattr(dataset, keyword, values.tobytes())
    path = tmp_path / "a.dcm"
    dataset.save_as(path, enforce_file_format=True)
    np.testing.assert_allclose(pixels_of(path).values, values, rtol=1e-7)
    np.testing.assert_array_equal(shown(path), [[0, 64, 207], [64, 255, 255]])


# ── colours ──────────────────────────────────────────────────────────────────────────────────────

COLOURS = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [128, 128, 128]]], np.uint8)
# PS3.3 C.7.6.3.1.2: Y, CB and CR of the four colours above.
YBR = np.array([[[76, 85, 255], [150, 44, 21], [29, 255, 107], [128, 128, 128]]], np.uint8)


@pytest.mark.parametrize("planar", [0, 1])
def test_ybr_full_becomes_rgb(write_image: Write, planar: int) -> None:
    data = np.ascontiguousarray(YBR.transpose(2, 0, 1)).tobytes() if planar else YBR.tobytes()
    path = write_image(
        "a.dcm",
        YBR,
        PhotometricInterpretation="YBR_FULL",
        PlanarConfiguration=planar,
        PixelData=data,
        Modality="XC",
        **FLAT,
    )
    np.testing.assert_allclose(shown(path).astype(int), COLOURS, atol=2)


def test_halved_chroma_belongs_to_two_pixels(write_image: Write) -> None:
    # Y Y CB CR for each pair (PS3.3 C.7.6.3.1.2): red, dark red; grey, white.
    data = bytes([76, 40, 85, 255, 128, 255, 128, 128])
    path = write_image(
        "a.dcm", COLOURS, PhotometricInterpretation="YBR_FULL_422", PixelData=data, Modality="XC", **FLAT
    )
    expected = [[[254, 0, 0], [218, 0, 0], [128, 128, 128], [255, 255, 255]]]
    np.testing.assert_allclose(shown(path).astype(int), expected, atol=2)


@pytest.mark.parametrize(("bits", "factor"), [(8, 1), (16, 257), (16, 1)])
def test_palettes_of_eight_and_sixteen_bits(write_image: Write, bits: int, factor: int) -> None:
    # The last row: software that says sixteen bits and means eight.
    entries = {"Red": [255, 0, 10], "Green": [0, 128, 10], "Blue": [0, 64, 10]}
    attributes: dict[str, Any] = {}
    for name, values in entries.items():
        attributes[f"{name}PaletteColorLookupTableDescriptor"] = [3, 5, bits]
        table = np.array(values) * factor
        attributes[f"{name}PaletteColorLookupTableData"] = table.astype("<u2").tobytes()
    stored = np.array([[0, 5, 6, 7, 99]], np.uint8)
    path = write_image("a.dcm", stored, PhotometricInterpretation="PALETTE COLOR", Modality="US", **FLAT | attributes)
    np.testing.assert_array_equal(shown(path), [[[255, 0, 0], [255, 0, 0], [0, 128, 64], [10, 10, 10], [10, 10, 10]]])


# ── order ────────────────────────────────────────────────────────────────────────────────────────


def test_reconstructed_planes_run_the_way_the_stack_does(write_slices: Write) -> None:
    # Numbered against their position: the stack is scrolled in one order, and planes are cut in the same.
    paths = write_slices([(0.0, 0.0, 4.0 * k) for k in (4, 3, 2, 1, 0)])
    stack = stack_of(*paths)
    assert stack.geometry is not None
    for index, frame in enumerate(stack.frames):
        assert frame.geometry is not None
        np.testing.assert_allclose(stack.geometry.section_geometry(0, index).position, frame.geometry.position)
    heights = read_stack(stack).values[0, :, 0, 0]
    np.testing.assert_array_equal(heights, [4, 3, 2, 1, 0])  # the file that was written last lies lowest
    coronal = stack.geometry.section_geometry(1, 0)
    top = stack.geometry.patient_to_index(coronal.pixel_to_patient([0, 0]))
    assert top[0] == pytest.approx(4)  # head up: the highest slice is the first row


def test_an_anisotropic_stack_knows_its_slice_distance(write_slices: Write) -> None:
    stack = stack_of(*write_slices([(0.0, 0.0, 3.5 * k) for k in range(4)], SliceThickness="3.0"))
    assert stack.geometry is not None
    section = stack.geometry.section_geometry(2, 0)
    assert (section.row_spacing, section.column_spacing) == pytest.approx((3.5, 0.5))
