"""From a file to values: the traps of the grey pipeline, each in a file of its own."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset

from imaging.dicom.index import load
from imaging.dicom.read import FramePixels, ReadingCancelled, forget_files, read_frame, read_header, read_stack
from imaging.errors import UserError
from imaging.presentation import ImageStack, VoiFunction, Window
from imaging.study import Stack

Write = Callable[..., Any]
Item = Callable[..., Dataset]


def only_stack(*paths: Path) -> Stack:
    (study,) = load(paths).studies
    (stack,) = study.stacks
    return stack


def pixels_of(path: Path) -> FramePixels:
    return read_frame(only_stack(path).frames[0])


@pytest.mark.parametrize(
    ("slope", "intercept", "dtype"),
    [
        ("1", "0", np.uint16),
        ("1", "-1024", np.int16),
        ("2", "5", np.uint16),
        ("0.5", "0", np.float32),
        ("0", "7", np.uint16),
    ],
)
def test_rescale_keeps_integers_where_it_can(write_image: Write, slope: str, intercept: str, dtype: type) -> None:
    stored = np.array([[0, 1], [1000, 4095]], np.uint16)
    values = pixels_of(write_image("a.dcm", stored, RescaleSlope=slope, RescaleIntercept=intercept)).values
    assert values.dtype == dtype
    # A slope of 0 is a writer's error and is taken as 1.
    np.testing.assert_array_equal(values, stored * (float(slope) or 1) + float(intercept))


def test_unsigned_sixteen_bits_with_an_offset_do_not_wrap(write_image: Write) -> None:
    stored = np.array([[0, 65535]], np.uint16)
    values = pixels_of(write_image("a.dcm", stored, RescaleSlope="1", RescaleIntercept="-1000")).values
    np.testing.assert_array_equal(values, [[-1000, 64535]])


def test_slopes_that_differ_between_slices_are_each_applied(write_slices: Write) -> None:
    paths = write_slices(
        [(0, 0, 0), (0, 0, 3), (0, 0, 6)],
        pixels=[np.full((4, 5), 100, np.uint16)] * 3,
        RescaleSlope=["1", "2.5", "0.001"],
        RescaleIntercept=["0", "0", "0"],
    )
    image = read_stack(only_stack(*paths))
    np.testing.assert_allclose(image.values[0, :, 0, 0], [100, 250, 0.1], rtol=1e-6)
    assert image.values.dtype == np.float32


def test_modality_lut_sequence_replaces_the_slope(write_image: Write, item: Item) -> None:
    table = item(LUTDescriptor=[3, 10, 16], LUTData=[100, 200, 400], ModalityLUTType="US")
    path = write_image("a.dcm", np.array([[0, 10, 11, 12, 99]], np.uint16), ModalityLUTSequence=[table])
    np.testing.assert_array_equal(pixels_of(path).values, [[100, 100, 200, 400, 400]])


@pytest.mark.parametrize(
    ("photometric", "shape", "inverted"),
    [
        ("MONOCHROME2", None, False),
        ("MONOCHROME2", "IDENTITY", False),
        ("MONOCHROME2", "INVERSE", True),
        ("MONOCHROME1", None, True),
        ("MONOCHROME1", "INVERSE", True),
    ],
)
def test_polarity_is_stated_once_even_when_two_attributes_say_it(
    write_image: Write, photometric: str, shape: str | None, inverted: bool
) -> None:
    path = write_image("a.dcm", PhotometricInterpretation=photometric, PresentationLUTShape=shape)
    assert pixels_of(path).presentation.inverted is inverted


def test_padding_is_marked_in_stored_values(write_image: Write) -> None:
    stored = np.array([[-2000, -1999, -1990, 0, 50]], np.int16)
    path = write_image(
        "a.dcm",
        stored,
        PixelPaddingValue=-2000,
        PixelPaddingRangeLimit=-1995,
        RescaleSlope="2",
        RescaleIntercept="-1000",
    )
    pixels = pixels_of(path)
    assert pixels.padding is not None
    np.testing.assert_array_equal(pixels.padding, [[True, True, False, False, False]])
    np.testing.assert_array_equal(pixels.values, stored.astype(int) * 2 - 1000)


def test_no_mask_when_no_pixel_is_padding(write_image: Write) -> None:
    assert pixels_of(write_image("a.dcm", PixelPaddingValue=4000)).padding is None


@pytest.mark.parametrize(
    ("stored_bits", "high_bit", "signed", "raw", "expected"),
    [
        (12, 11, False, 0xF7FF, 0x7FF),
        (12, 11, True, 0x0FFF, -1),
        (12, 11, True, 0xF7FF, 2047),
        (12, 15, False, 0x7FF3, 0x7FF),
        (12, 15, True, 0xFFF3, -1),
        (10, 9, False, 0xFC01, 1),
    ],
)
def test_unused_bits_are_removed_and_the_sign_extended(
    write_image: Write, stored_bits: int, high_bit: int, signed: bool, raw: int, expected: int
) -> None:
    # PS3.5 8.1.1
    path = write_image(
        "a.dcm",
        np.array([[raw, raw]], np.uint16),
        BitsStored=stored_bits,
        HighBit=high_bit,
        PixelRepresentation=int(signed),
    )
    np.testing.assert_array_equal(pixels_of(path).values, [[expected, expected]])


def test_all_windows_and_their_names_are_offered(write_image: Write) -> None:
    path = write_image(
        "a.dcm",
        WindowCenter=[40, 600],
        WindowWidth=[400, 2800],
        WindowCenterWidthExplanation=["SOFT", "BONE"],
        VOILUTFunction="SIGMOID",
    )
    shown = pixels_of(path).presentation
    assert shown.windows == (Window(40, 400, "SOFT"), Window(600, 2800, "BONE"))
    assert shown.function is VoiFunction.SIGMOID


def test_windows_without_width_are_left_out(write_image: Write) -> None:
    path = write_image("a.dcm", WindowCenter=[40, 50], WindowWidth=[0, 100])
    assert pixels_of(path).presentation.windows == (Window(50, 100),)


def test_voi_lut_sequence_is_offered_as_fractions(write_image: Write, item: Item) -> None:
    lut = item(LUTDescriptor=[4, 0, 12], LUTData=[0, 1365, 2730, 4095], LUTExplanation="LOOK")
    (found,) = pixels_of(write_image("a.dcm", VOILUTSequence=[lut])).presentation.luts
    assert (found.first_mapped, found.explanation) == (0, "LOOK")
    np.testing.assert_allclose(found.values, [0, 1 / 3, 2 / 3, 1], atol=1e-6)


def test_voi_lut_starts_below_zero_in_signed_images(write_image: Write, item: Item) -> None:
    lut = item(LUTDescriptor=[2, -5, 8], LUTData=[0, 255])
    path = write_image("a.dcm", np.array([[-5, 5]], np.int16), VOILUTSequence=[lut])
    (found,) = pixels_of(path).presentation.luts
    assert found.first_mapped == -5


def test_first_slice_window_serves_the_whole_stack(write_slices: Write) -> None:
    paths = write_slices([(0, 0, 0), (0, 0, 3)], WindowCenter=["100", "900"], WindowWidth=["50", "60"])
    assert read_stack(only_stack(*paths)).default_window() == Window(100, 50)


def test_eight_bit_captures_are_shown_as_they_are(write_image: Write) -> None:
    grey = np.array([[3, 250]], np.uint8)
    plain: dict[str, Any] = {"ImagePositionPatient": None, "ImageOrientationPatient": None, "PixelSpacing": None}
    assert pixels_of(write_image("a.dcm", grey, Modality="OT", **plain)).presentation.windows[0] == Window(
        128, 256, "full range"
    )


def test_rgb_stays_rgb(write_image: Write) -> None:
    colours = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    image = read_stack(only_stack(write_image("a.dcm", colours)))
    assert image.is_colour
    np.testing.assert_array_equal(image.values[0, 0], colours)


def test_planar_colours_are_interleaved(write_image: Write) -> None:
    colours = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    planes = np.ascontiguousarray(colours.transpose(2, 0, 1))
    path = write_image("a.dcm", colours, PlanarConfiguration=1, PixelData=planes.tobytes())
    np.testing.assert_array_equal(pixels_of(path).values, colours)


def test_palette_becomes_rgb(write_image: Write) -> None:
    entries = {"Red": [0, 65535], "Green": [0, 32768], "Blue": [65535, 0]}
    lut: dict[str, Any] = {}
    for name, values in entries.items():
        lut[f"{name}PaletteColorLookupTableDescriptor"] = [2, 0, 16]
        lut[f"{name}PaletteColorLookupTableData"] = np.array(values, "<u2").tobytes()
    path = write_image("a.dcm", np.array([[0, 1]], np.uint8), PhotometricInterpretation="PALETTE COLOR", **lut)
    np.testing.assert_array_equal(pixels_of(path).values, [[[0, 0, 255], [255, 128, 0]]])


def test_single_bit_frames_follow_each_other_without_gaps(write_image: Write) -> None:
    frames = np.random.default_rng(0).integers(0, 2, (3, 3, 5)).astype(np.uint8)
    packed = np.packbits(frames.ravel(), bitorder="little").tobytes()
    path = write_image(
        "a.dcm",
        frames[0],
        NumberOfFrames=3,
        BitsAllocated=1,
        BitsStored=1,
        HighBit=0,
        PixelData=packed + b"\0" * (len(packed) % 2),
    )
    np.testing.assert_array_equal(read_stack(only_stack(path)).values[0], frames)


def test_each_frame_of_an_enhanced_image_has_its_own_position_and_slope(write_image: Write, item: Item) -> None:
    frames = np.stack([np.full((4, 5), 10 * (k + 1), np.uint16) for k in range(3)])
    groups = [
        item(
            PlanePositionSequence=[item(ImagePositionPatient=[0.0, 0.0, z])],
            PixelValueTransformationSequence=[item(RescaleSlope=str(slope), RescaleIntercept="0", RescaleType="US")],
        )
        for z, slope in ((8.0, 1), (0.0, 2), (4.0, 3))
    ]
    shared = item(
        PlaneOrientationSequence=[item(ImageOrientationPatient=[1.0, 0, 0, 0, 1, 0])],
        PixelMeasuresSequence=[item(PixelSpacing=[0.5, 0.4], SliceThickness="4")],
        FrameVOILUTSequence=[item(WindowCenter="50", WindowWidth="100")],
    )
    path = write_image(
        "a.dcm",
        frames[0],
        NumberOfFrames=3,
        PixelData=frames.tobytes(),
        SharedFunctionalGroupsSequence=[shared],
        PerFrameFunctionalGroupsSequence=groups,
        PixelSpacing=None,
        ImagePositionPatient=None,
        ImageOrientationPatient=None,
    )
    stack = only_stack(path)
    assert [frame.number for frame in stack.frames] == [2, 3, 1]
    image = read_stack(stack)
    np.testing.assert_array_equal(image.values[0, :, 0, 0], [40, 90, 10])
    assert image.default_window() == Window(50, 100)


def read_with(stack: Stack, **kwargs: Any) -> ImageStack:
    return read_stack(stack, **kwargs)


def test_frames_arrive_in_order_with_progress(write_slices: Write) -> None:
    stack = only_stack(*write_slices([(0, 0, 3 * k) for k in range(5)]))
    seen: list[tuple[int, int]] = []
    steps: list[tuple[int, int]] = []
    read_with(
        stack,
        on_frame=lambda i, p: seen.append((i, int(p.values[0, 0]))),
        progress=lambda done, total: steps.append((done, total)),
    )
    assert seen == [(k, k) for k in range(5)]
    assert steps[-1] == (5, 5)


def test_frames_that_arrive_are_part_of_the_stack_and_no_copy(write_slices: Write) -> None:
    stack = only_stack(*write_slices([(0, 0, 3 * k) for k in range(3)], PixelPaddingValue=1))
    arrived: list[FramePixels] = []
    image = read_with(stack, on_frame=lambda i, p: arrived.append(p))
    assert image.padding is not None
    assert [p.padding is None for p in arrived] == [True, False, True]
    assert arrived[1].padding is not None
    assert np.shares_memory(arrived[1].padding, image.padding)
    assert all(np.shares_memory(p.values, image.values[0, i]) for i, p in enumerate(arrived))


def test_reading_stops_when_asked(write_slices: Write) -> None:
    stack = only_stack(*write_slices([(0, 0, 3 * k) for k in range(5)]))
    arrived: list[int] = []
    with pytest.raises(ReadingCancelled):
        read_with(stack, cancelled=lambda: len(arrived) == 2, on_frame=lambda i, p: arrived.append(i))
    assert arrived == [0, 1]


def test_a_slice_that_disappeared_is_padding_and_is_named(write_slices: Write) -> None:
    paths = write_slices([(0, 0, 0), (0, 0, 3), (0, 0, 6)])
    stack = only_stack(*paths)
    paths[1].unlink()
    image = read_stack(stack)
    assert [r.file for r in image.refusals] == [str(paths[1])]
    assert image.padding is not None
    np.testing.assert_array_equal(image.padding.all(axis=(0, 2, 3)), [False, True, False])
    paths[0].unlink()
    paths[2].unlink()
    with pytest.raises(UserError, match="no longer there"):
        read_stack(stack)


def test_multi_frame_files_are_opened_once(write_image: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = np.arange(60, dtype=np.uint16).reshape(3, 4, 5)
    path = write_image("a.dcm", frames[0], NumberOfFrames=3, PixelData=frames.tobytes())
    stack = only_stack(path)
    forget_files()
    opened: list[int] = []
    from imaging.dicom import instance

    original = instance.read_header
    monkeypatch.setattr(instance, "read_header", lambda *a: (opened.append(1), original(*a))[1])
    np.testing.assert_array_equal(read_stack(stack).values[0], frames)
    assert opened == [1]


def test_two_threads_may_read_at_once(write_image: Write) -> None:
    frames = np.arange(2000, dtype=np.uint16).reshape(100, 4, 5)
    path = write_image("a.dcm", frames[0], NumberOfFrames=100, PixelData=frames.tobytes())
    stack = only_stack(path)
    results: list[bool] = []
    workers = [
        threading.Thread(target=lambda: results.append(np.array_equal(read_stack(stack).values[0], frames)))
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert results == [True, True]


def test_the_whole_header_is_there_for_writers(write_image: Write) -> None:
    path = write_image("a.dcm", ProtocolName="KNEE")
    header = read_header(only_stack(path).frames[0])
    assert header.ProtocolName == "KNEE"
    assert "PixelData" not in header


def test_a_frame_that_is_not_there_is_a_sentence(write_image: Write) -> None:
    from dataclasses import replace

    frame = only_stack(write_image("a.dcm")).frames[0]
    with pytest.raises(UserError, match="there is no image 9"):
        read_frame(replace(frame, number=9))
