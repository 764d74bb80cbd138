"""Overlay planes and display shutters: where they lie, what they leave out, and what is drawn of them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.uid import ExplicitVRBigEndian

from imaging.dicom.index import load
from imaging.dicom.read import FramePixels, read_frame, read_stack
from imaging.presentation import OVERLAY_GREY, ImageStack
from imaging.study import Frame
from tests.imaging.dicom.conftest import WriteImage

Mask = NDArray[np.bool_]
RNG = np.random.default_rng(7)
VALUES = RNG.integers(100, 900, (12, 10)).astype(np.uint16)


def packed(bits: Mask) -> bytes:
    data = np.packbits(bits.ravel(), bitorder="little").tobytes()
    return data + b"\0" * (len(data) % 2)


def add_plane(path: Path, bits: Mask, group: int = 0x6000, origin: tuple[int, int] = (1, 1), **more: int) -> None:
    """Add a plane, bits of shape (rows, columns) or (frames, rows, columns), to a file."""
    dataset = dcmread(path)
    dataset.add_new((group, 0x10), "US", bits.shape[-2])
    dataset.add_new((group, 0x11), "US", bits.shape[-1])
    dataset.add_new((group, 0x40), "CS", "G")
    dataset.add_new((group, 0x50), "SS", list(origin))
    dataset.add_new((group, 0x100), "US", 1)
    dataset.add_new((group, 0x102), "US", 0)
    dataset.add_new((group, 0x3000), "OW", packed(bits))
    for keyword, value in more.items():
        element, kind = {"frames": (0x15, "IS"), "first_frame": (0x51, "US")}[keyword]
        dataset.add_new((group, element), kind, value)
    dataset.save_as(path)


def frame_of(path: Path, number: int = 1) -> FramePixels:
    return read_frame(Frame(str(path), number, "1.2"))


def stack_of(path: Path) -> ImageStack:
    (study,) = load([path]).studies
    (stack,) = study.stacks
    return read_stack(stack)


# ── overlay planes ───────────────────────────────────────────────────────────────────────────────


def test_the_origin_counts_from_one_as_row_and_column(write_image: WriteImage) -> None:
    path = write_image("a.dcm", VALUES)
    add_plane(path, np.array([[True, False, True], [False, True, False]]), origin=(3, 5))
    overlay = frame_of(path).overlay
    assert overlay is not None
    assert overlay.shape == (12, 10)
    assert set(zip(*np.nonzero(overlay), strict=True)) == {(2, 4), (2, 6), (3, 5)}


def test_what_lies_beside_the_image_is_cut_off(write_image: WriteImage) -> None:
    path = write_image("a.dcm", VALUES)
    add_plane(path, np.ones((20, 4), np.bool_), origin=(-3, 9))
    add_plane(path, np.ones((2, 2), np.bool_), 0x6002, origin=(40, 40))
    overlay = frame_of(path).overlay
    expected = np.zeros((12, 10), np.bool_)
    expected[:, 8:] = True
    np.testing.assert_array_equal(overlay, expected)


def test_all_planes_are_drawn_together(write_image: WriteImage) -> None:
    path = write_image("a.dcm", VALUES)
    one, two = RNG.random((12, 10)) < 0.2, RNG.random((12, 10)) < 0.2
    add_plane(path, one)
    add_plane(path, two, 0x601E)
    np.testing.assert_array_equal(frame_of(path).overlay, one | two)


def test_big_endian_words_are_turned(write_image: WriteImage) -> None:
    bits = RNG.random((12, 10)) < 0.5
    path = write_image("a.dcm", VALUES)
    add_plane(path, bits)
    dataset = dcmread(path)
    for tag in ((0x6000, 0x3000), (0x7FE0, 0x10)):
        dataset[tag].value = np.frombuffer(dataset[tag].value, "<u2").byteswap().tobytes()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    list(dataset)  # numbers are turned by pydicom once they have been read
    dcmwrite(path, dataset, implicit_vr=False, little_endian=False)
    read = frame_of(path)
    np.testing.assert_array_equal(read.values, VALUES)
    np.testing.assert_array_equal(read.overlay, bits)


def test_embedded_bits_are_read_and_kept_out_of_the_values(write_image: WriteImage) -> None:
    bits = RNG.random((12, 10)) < 0.3
    stored = VALUES | (bits.astype(np.uint16) << 13)
    path = write_image("a.dcm", stored, BitsStored=12, HighBit=11)
    dataset = dcmread(path)
    for element, kind, value in ((0x10, "US", 12), (0x11, "US", 10), (0x100, "US", 16), (0x102, "US", 13)):
        dataset.add_new((0x6000, element), kind, value)
    dataset.add_new((0x6000, 0x50), "SS", [1, 1])
    dataset.save_as(path)
    read = frame_of(path)
    np.testing.assert_array_equal(read.values, VALUES)
    np.testing.assert_array_equal(read.overlay, bits)


def test_a_bit_of_the_image_itself_is_no_overlay(write_image: WriteImage) -> None:
    path = write_image("a.dcm", VALUES, BitsStored=12, HighBit=11)
    dataset = dcmread(path)
    for element, value in ((0x10, 12), (0x11, 10), (0x100, 16), (0x102, 4)):
        dataset.add_new((0x6000, element), "US", value)
    dataset.save_as(path)
    assert frame_of(path).overlay is None


def frames(write_image: WriteImage, name: str = "m.dcm") -> Path:
    values = np.arange(4 * 12 * 10, dtype=np.uint16).reshape(4 * 12, 10)
    return write_image(
        name, values, Rows=12, NumberOfFrames=4, SOPClassUID="1.2.840.10008.5.1.4.1.1.7.3", Modality="OT"
    )


def test_the_frames_of_a_plane_start_at_image_frame_origin(write_image: WriteImage) -> None:
    path = frames(write_image)
    # 7 × 9 bits: the second frame of the plane starts in the middle of a byte.
    bits = RNG.random((2, 7, 9)) < 0.5
    add_plane(path, bits, frames=2, first_frame=2)
    assert frame_of(path, 1).overlay is None
    assert frame_of(path, 4).overlay is None
    for number, expected in ((2, bits[0]), (3, bits[1])):
        overlay = frame_of(path, number).overlay
        assert overlay is not None
        np.testing.assert_array_equal(overlay[:7, :9], expected)
        assert not overlay[7:].any()
    image = stack_of(path)
    assert [mask is None for mask in image.overlays] == [True, False, False, True]


def test_a_plane_that_names_no_frame_belongs_to_all(write_image: WriteImage) -> None:
    path = frames(write_image)
    bits = RNG.random((12, 10)) < 0.5
    add_plane(path, bits)
    for number in range(1, 5):
        np.testing.assert_array_equal(frame_of(path, number).overlay, bits)


@pytest.mark.parametrize("broken", [{0x3000: ("OW", b"\1\0")}, {0x10: ("US", 0)}, {0x11: ("US", 60000)}])
def test_a_contradictory_plane_does_not_cost_the_image(write_image: WriteImage, broken: dict[int, Any]) -> None:
    path = write_image("a.dcm", VALUES)
    add_plane(path, np.ones((12, 10), np.bool_))
    dataset = dcmread(path)
    for element, (kind, value) in broken.items():
        dataset.add_new((0x6000, element), kind, value)
    dataset.save_as(path)
    read = frame_of(path)
    np.testing.assert_array_equal(read.values, VALUES)
    assert read.overlay is None


def test_an_image_without_planes_has_none(write_image: WriteImage) -> None:
    image = stack_of(write_image("a.dcm", VALUES))
    assert image.overlays == ()
    assert image.padding is None


@pytest.mark.parametrize(
    "name", ["pydicom/src/pydicom/data/test_files/examples_overlay.dcm", "MR-SIEMENS-DICOM-WithOverlays.dcm"]
)
def test_real_planes_are_those_that_pydicom_reads(shared: Path, name: str) -> None:
    folder = shared / "data" / "dicom_conformance"
    path = folder / name if "/" in name else folder / "pydicom-data/data_store/data" / name
    expected = dcmread(path).overlay_array(0x6000).astype(np.bool_)
    overlay = frame_of(path).overlay
    assert expected.any()
    np.testing.assert_array_equal(overlay, expected)


# ── display shutter ──────────────────────────────────────────────────────────────────────────────

RECTANGLE = {
    "ShutterShape": "RECTANGULAR",
    "ShutterLeftVerticalEdge": 3,
    "ShutterRightVerticalEdge": 8,
    "ShutterUpperHorizontalEdge": 2,
    "ShutterLowerHorizontalEdge": 10,
}
SEEN = (slice(1, 10), slice(2, 8))


def seen(path: Path) -> Mask:
    padding = frame_of(path).padding
    assert padding is not None
    return ~padding


def test_a_rectangle_counts_from_one_and_holds_its_edges(write_image: WriteImage) -> None:
    expected = np.zeros((12, 10), np.bool_)
    expected[SEEN] = True
    np.testing.assert_array_equal(seen(write_image("a.dcm", VALUES, **RECTANGLE)), expected)


def test_a_polygon_of_the_same_corners_is_the_same(write_image: WriteImage) -> None:
    corners = [2, 3, 2, 8, 10, 8, 10, 3]
    path = write_image("a.dcm", VALUES, ShutterShape="POLYGONAL", VerticesOfThePolygonalShutter=corners)
    expected = np.zeros((12, 10), np.bool_)
    expected[SEEN] = True
    np.testing.assert_array_equal(seen(path), expected)


def test_a_triangle_holds_the_pixels_on_its_edges(write_image: WriteImage) -> None:
    corners = [1, 1, 10, 1, 10, 10]
    path = write_image("a.dcm", VALUES[:10], ShutterShape="POLYGONAL", VerticesOfThePolygonalShutter=corners)
    np.testing.assert_array_equal(seen(path), np.tri(10, dtype=np.bool_))


def test_a_circle_is_round_in_millimetres(write_image: WriteImage) -> None:
    values = np.ones((41, 41), np.uint16)
    path = write_image(
        "a.dcm",
        values,
        PixelSpacing=[1.0, 0.5],
        ShutterShape="CIRCULAR",
        CenterOfCircularShutter=[21, 20],
        RadiusOfCircularShutter=10,
    )
    row, column = np.mgrid[1:42, 1:42]
    inside = ((row - 21) * 1.0) ** 2 + ((column - 20) * 0.5) ** 2 <= 5.0**2
    np.testing.assert_array_equal(seen(path), inside)


def test_what_all_shapes_leave_is_seen(write_image: WriteImage) -> None:
    both = RECTANGLE | {
        "ShutterShape": ["RECTANGULAR", "CIRCULAR"],
        "CenterOfCircularShutter": [6, 5],
        "RadiusOfCircularShutter": 3,
        "PixelSpacing": [1.0, 1.0],
    }
    row, column = np.mgrid[1:13, 1:11]
    expected = ((row - 6) ** 2 + (column - 5) ** 2 <= 9) & (row >= 2) & (row <= 10) & (column >= 3) & (column <= 8)
    np.testing.assert_array_equal(seen(write_image("a.dcm", VALUES, **both)), expected)


def test_shutter_and_padding_are_left_out_together(write_image: WriteImage) -> None:
    values = VALUES.copy()
    values[:, 5] = 0
    path = write_image("a.dcm", values, PixelPaddingValue=0, **RECTANGLE)
    expected = np.zeros((12, 10), np.bool_)
    expected[SEEN] = True
    expected[:, 5] = False
    np.testing.assert_array_equal(seen(path), expected)


@pytest.mark.parametrize("edges", [(1, 10, 1, 12), (40, 60, 40, 60)])
def test_a_shutter_that_hides_nothing_or_all_is_none(write_image: WriteImage, edges: tuple[int, int, int, int]) -> None:
    names = [f"Shutter{n}Edge" for n in ("LeftVertical", "RightVertical", "UpperHorizontal", "LowerHorizontal")]
    path = write_image("a.dcm", VALUES, ShutterShape="RECTANGULAR", **dict(zip(names, edges, strict=True)))
    assert frame_of(path).padding is None


def test_the_automatic_window_does_not_see_what_is_hidden(write_image: WriteImage) -> None:
    values = VALUES.copy()
    values[0] = 60000
    image = stack_of(write_image("a.dcm", values, **RECTANGLE))
    window = image.default_window()
    assert window.center + window.width / 2 <= 901


def test_the_frame_display_shutter_of_a_functional_group(write_image: WriteImage, item: Callable[..., Dataset]) -> None:
    shared_groups = item(FrameDisplayShutterSequence=[item(**RECTANGLE)])
    path = write_image("a.dcm", VALUES, SharedFunctionalGroupsSequence=[shared_groups])
    expected = np.zeros((12, 10), np.bool_)
    expected[SEEN] = True
    np.testing.assert_array_equal(seen(path), expected)


# ── what is drawn ────────────────────────────────────────────────────────────────────────────────


def render(path: Path, out: Path, *more: str) -> NDArray[np.uint8]:
    command = [sys.executable, "main.py", "render", str(path), "--out", str(out), *more]
    subprocess.run(command, check=True, capture_output=True)
    return np.asarray(Image.open(out))


def test_render_draws_both(write_image: WriteImage, tmp_path: Path) -> None:
    bits = np.zeros((12, 10), np.bool_)
    bits[0, :3] = bits[5, 5] = True
    path = write_image(
        "a.dcm", VALUES, ShutterPresentationValue=0x8000, WindowCenter=500, WindowWidth=2000, **RECTANGLE
    )
    add_plane(path, bits)
    plain = render(path, tmp_path / "plain.png", "--no-overlays")
    drawn = render(path, tmp_path / "drawn.png")
    hidden = ~seen(path)
    assert set(plain[hidden].tolist()) == {128}
    assert len(set(plain[~hidden].tolist())) > 20
    np.testing.assert_array_equal(drawn, np.where(bits, OVERLAY_GREY, plain))


def test_colour_pictures_have_both_too(write_image: WriteImage, tmp_path: Path) -> None:
    colours = RNG.integers(0, 255, (12, 10, 3)).astype(np.uint8)
    bits = np.zeros((12, 10), np.bool_)
    bits[4, 4] = True
    path = write_image("a.dcm", colours, Modality="OT", **RECTANGLE)
    add_plane(path, bits)
    drawn = render(path, tmp_path / "drawn.png")
    expected = np.zeros_like(colours)
    expected[SEEN] = colours[SEEN]
    expected[4, 4] = OVERLAY_GREY
    np.testing.assert_array_equal(drawn, expected)
