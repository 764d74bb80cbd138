"""Instances → stacks: order, dimensions, and honesty about odd geometry."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset

from imaging.dicom.index import load
from imaging.dicom.read import read_stack
from imaging.study import CalibrationKind, Series, Stack, StackKind

Write = Callable[..., Any]
Item = Callable[..., Dataset]
STRAIGHT = [(0.0, 0.0, 3.0 * k) for k in range(6)]


def only_series(*paths: Path) -> Series:
    (study,) = load(paths).studies
    (series,) = study.series
    return series


def only_stack(*paths: Path) -> Stack:
    (stack,) = only_series(*paths).stacks
    return stack


def test_slices_are_ordered_by_position_not_by_number(write_slices: Write) -> None:
    order = [2, 0, 3, 1, 5, 4]
    paths = write_slices([STRAIGHT[k] for k in order])
    stack = only_stack(*paths)
    assert stack.kind is StackKind.VOLUME
    assert stack.geometry is not None
    heights = [frame.geometry.position[2] for frame in stack.frames if frame.geometry]
    assert heights == sorted(heights)
    assert stack.geometry.spacing == pytest.approx((3.0, 0.5, 0.4))
    np.testing.assert_allclose(stack.geometry.index_to_patient([5, 1, 2]), [0.8, 0.5, 15.0])
    assert (stack.regular, stack.warnings, stack.volumes) == (True, (), 1)
    assert stack.calibration.kind is CalibrationKind.GEOMETRY


def test_slice_thickness_is_never_the_spacing(write_slices: Write) -> None:
    stack = only_stack(*write_slices(STRAIGHT, SliceThickness="9"))
    assert stack.geometry is not None
    assert stack.geometry.spacing[0] == pytest.approx(3.0)
    assert stack.geometry.slice_thickness == 9


def test_echoes_are_a_dimension_of_one_stack(write_slices: Write) -> None:
    positions = [p for p in STRAIGHT for _ in range(2)]
    paths = write_slices(positions, EchoTime=["12.5", "80"] * 6)
    stack = only_stack(*paths)
    assert stack.dimensions == (("echo_time", (12.5, 80.0)),)
    assert (stack.slices, stack.volumes) == (6, 2)
    # C order: all slices of the first echo (even files), then all of the second.
    np.testing.assert_array_equal(read_stack(stack).values[:, :, 0, 0], [[0, 2, 4, 6, 8, 10], [1, 3, 5, 7, 9, 11]])


def test_two_dimensions_are_found_together(write_slices: Write) -> None:
    positions = [p for p in STRAIGHT[:3] for _ in range(4)]
    stack = only_stack(
        *write_slices(positions, EchoTime=["10", "20"] * 6, TemporalPositionIdentifier=["1", "1", "2", "2"] * 3)
    )
    assert stack.dimensions == (("echo_time", (10.0, 20.0)), ("temporal_position", (1.0, 2.0)))
    np.testing.assert_array_equal(read_stack(stack).values[:, 0, 0, 0], [0, 2, 1, 3])


def test_dixon_parts_are_told_by_their_image_type(write_slices: Write) -> None:
    kinds = [["ORIGINAL", "PRIMARY", part] for part in ("W", "F")] * 3
    positions = [p for p in STRAIGHT[:3] for _ in range(2)]
    assert only_stack(*write_slices(positions, ImageType=kinds)).dimensions == (("image_type", (0.0, 1.0)),)


def test_one_echo_time_per_slice_does_not_split_the_series(write_slices: Write) -> None:
    stack = only_stack(*write_slices(STRAIGHT, EchoTime=[str(10 + k) for k in range(6)]))
    assert (stack.slices, stack.dimensions) == (6, ())


def test_diffusion_directions_may_share_their_b_value(write_slices: Write) -> None:
    positions = [p for p in STRAIGHT[:3] for _ in range(3)]
    stack = only_stack(*write_slices(positions, DiffusionBValue=[0.0, 1000.0, 1000.0] * 3))
    assert stack.dimensions == (("b_value", (0.0, 1000.0, 1000.0)),)


def test_nameless_repetitions_are_kept_apart_and_said(write_slices: Write) -> None:
    stack = only_stack(*write_slices([p for p in STRAIGHT[:3] for _ in range(2)], InstanceNumber=[1] * 6))
    assert stack.dimensions == (("repeat", (0.0, 1.0)),)
    assert "does not say how they differ" in stack.warnings[0]


def test_a_map_with_fewer_slices_becomes_a_stack_of_its_own(write_slices: Write) -> None:
    positions = [*STRAIGHT, *STRAIGHT[1:4]]
    kinds = [["ORIGINAL", "PRIMARY"]] * 6 + [["DERIVED", "PRIMARY", "ADC"]] * 3
    stacks = only_series(*write_slices(positions, ImageType=kinds)).stacks
    assert [stack.slices for stack in stacks] == [6, 3]
    assert stacks[0].stack_id != stacks[1].stack_id


def test_one_repeated_slice_does_not_spoil_the_volume(write_slices: Write) -> None:
    stacks = only_series(*write_slices([*STRAIGHT, STRAIGHT[2]], AcquisitionTime=None)).stacks
    assert [stack.slices for stack in stacks] == [6, 1]
    assert stacks[0].warnings


def test_two_orientations_are_two_stacks(write_slices: Write) -> None:
    sagittal = [0.0, 1.0, 0.0, 0.0, 0.0, -1.0]
    axial = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    positions = [(0, 0, 0), (0, 0, 3), (0, 0, 0), (3, 0, 0), (6, 0, 0)]
    stacks = only_series(
        *write_slices(positions, ImageOrientationPatient=[axial, axial, sagittal, sagittal, sagittal])
    ).stacks
    assert [(str(stack.plane), stack.slices) for stack in stacks] == [("axial", 2), ("sagittal", 3)]


def test_images_each_in_a_plane_of_their_own_are_scrolled_together(write_slices: Write) -> None:
    angles = np.radians([0, 30, 60, 90, 120])
    turned = [[float(np.cos(a)), float(np.sin(a)), 0.0, 0.0, 0.0, -1.0] for a in angles]
    stack = only_stack(*write_slices([(0, 0, 0)] * 5, ImageOrientationPatient=turned))
    assert (stack.kind, stack.slices, stack.geometry) == (StackKind.STACK, 5, None)
    assert all(frame.geometry is not None for frame in stack.frames)


def test_sizes_and_frames_of_reference_are_not_mixed(write_slices: Write) -> None:
    large = np.zeros((8, 10), np.uint16)
    small = np.zeros((4, 5), np.uint16)
    paths = write_slices(STRAIGHT, pixels=[large, large, small, small, small, small])
    assert [stack.slices for stack in only_series(*paths).stacks] == [2, 4]
    paths = write_slices(STRAIGHT, "other", FrameOfReferenceUID=["1.1"] * 3 + ["1.2"] * 3)
    assert [stack.slices for stack in only_series(*paths).stacks] == [3, 3]


def test_an_irregular_gap_is_said(write_slices: Write) -> None:
    positions = [(0, 0, z) for z in (0, 3, 6, 12, 15)]
    stack = only_stack(*write_slices(positions))
    assert not stack.regular
    assert "6.00 mm between slices 3 and 4" in stack.warnings[0]
    assert stack.geometry is not None
    assert stack.geometry.slice_distance == pytest.approx(3.0)


@pytest.mark.parametrize(("gap", "regular"), [(3.04, True), (3.06, False)])
def test_gaps_may_differ_by_rounding_only(write_slices: Write, gap: float, regular: bool) -> None:
    positions = [(0, 0, z) for z in (0, 3, 6, 6 + gap, 9 + gap)]
    assert only_stack(*write_slices(positions)).regular is regular


@pytest.mark.parametrize(("shift", "tilted"), [(0.03, False), (0.8, True)])
def test_tilt_is_a_shear_of_the_volume(write_slices: Write, shift: float, tilted: bool) -> None:
    positions = [(0, shift * k, 3.0 * k) for k in range(6)]
    stack = only_stack(*write_slices(positions))
    assert stack.regular, "one matrix says where every slice lies"
    assert any("gantry tilt" in warning for warning in stack.warnings) is tilted
    assert stack.geometry is not None
    assert stack.geometry.shear_degrees == pytest.approx(np.degrees(np.arctan2(shift, 3.0)), abs=1e-6)
    assert stack.geometry.slice_distance == pytest.approx(3.0)
    # The affine goes through every slice although the stack is no box.
    for k, frame in enumerate(stack.frames):
        assert frame.geometry is not None
        np.testing.assert_allclose(stack.geometry.index_to_patient([k, 0, 0]), frame.geometry.position, atol=1e-9)


def test_one_slice_is_a_stack_with_a_plane(write_image: Write) -> None:
    stack = only_stack(write_image("a.dcm", ImageOrientationPatient=[0.0, 1.0, 0.0, 0.0, 0.0, -1.0]))
    assert (stack.kind, str(stack.plane), stack.slices) == (StackKind.STACK, "sagittal", 1)


def test_frames_without_geometry_are_scrolled(write_image: Write) -> None:
    frames = np.arange(60, dtype=np.uint8).reshape(3, 4, 5)
    stack = only_stack(
        write_image("a.dcm", frames[0], NumberOfFrames=3, PixelData=frames.tobytes(), Modality="US", PixelSpacing=None)
    )
    assert (stack.kind, stack.slices, stack.geometry) == (StackKind.STACK, 3, None)


NO_PLANE: dict[str, Any] = {"ImagePositionPatient": None, "ImageOrientationPatient": None, "PixelSpacing": None}


# PS3.3 10.7.1.1–3; the rows are those of cornerstone3D's getPixelSpacingInformation.
@pytest.mark.parametrize(
    ("attributes", "kind", "spacing"),
    [
        ({}, "none", (1, 1)),
        ({"PixelSpacing": [0.2, 0.1], "PixelSpacingCalibrationType": "GEOMETRY"}, "geometry", (0.2, 0.1)),
        ({"PixelSpacing": [0.2, 0.1], "PixelSpacingCalibrationType": "FIDUCIAL"}, "fiducial", (0.2, 0.1)),
        ({"ImagerPixelSpacing": [0.2, 0.1]}, "detector", (0.2, 0.1)),
        ({"PixelSpacing": [0.2, 0.1], "ImagerPixelSpacing": [0.2, 0.1]}, "detector", (0.2, 0.1)),
        ({"PixelSpacing": [0.18, 0.09], "ImagerPixelSpacing": [0.2, 0.1]}, "estimated", (0.18, 0.09)),
        (
            {"ImagerPixelSpacing": [0.2, 0.1], "EstimatedRadiographicMagnificationFactor": "1.25"},
            "estimated",
            (0.16, 0.08),
        ),
        (
            {"ImagerPixelSpacing": [0.2, 0.1], "DistanceSourceToDetector": "1200", "DistanceSourceToPatient": "1000"},
            "estimated",
            (0.2 / 1.2, 0.1 / 1.2),
        ),
        ({"ImagerPixelSpacing": [0.2, 0.1], "EstimatedRadiographicMagnificationFactor": "1"}, "detector", (0.2, 0.1)),
        ({"NominalScannedPixelSpacing": [0.2, 0.1]}, "detector", (0.2, 0.1)),
        ({"PixelAspectRatio": [2, 1]}, "aspect_only", (2, 1)),
        ({"PixelAspectRatio": [1, 1]}, "none", (1, 1)),
    ],
)
def test_what_a_millimetre_on_a_radiograph_rests_on(
    write_image: Write, attributes: dict[str, Any], kind: str, spacing: tuple[float, float]
) -> None:
    stack = only_stack(write_image("a.dcm", Modality="DX", **(NO_PLANE | attributes)))
    assert stack.kind is StackKind.RADIOGRAPH
    assert str(stack.calibration.kind) == kind
    assert (stack.calibration.row_spacing, stack.calibration.column_spacing) == pytest.approx(spacing)
    assert stack.calibration.in_millimetres is (kind not in ("none", "aspect_only"))


def test_radiographs_of_one_series_stay_apart(write_slices: Write) -> None:
    series = only_series(*write_slices([(0, 0, 0)] * 2, Modality="CR", PatientOrientation=None, **NO_PLANE))
    assert [stack.kind for stack in series.stacks] == [StackKind.RADIOGRAPH] * 2


def test_a_radiograph_keeps_its_patient_orientation(write_image: Write) -> None:
    stack = only_stack(write_image("a.dcm", Modality="DX", PatientOrientation=["A", "F"], **NO_PLANE))
    assert stack.patient_orientation == ("A", "F")


@pytest.mark.parametrize(
    ("attributes", "notice"),
    [
        ({"PresentationIntentType": "FOR PROCESSING"}, "FOR PROCESSING – not for reading"),
        ({"LossyImageCompression": "01", "LossyImageCompressionRatio": "12"}, "LOSSY 12:1"),
        ({"LossyImageCompression": "01"}, "LOSSY"),
        ({"BurnedInAnnotation": "YES"}, "Text is burned into the picture"),
        ({"LossyImageCompression": "00", "BurnedInAnnotation": "NO"}, None),
    ],
)
def test_notices(write_image: Write, attributes: dict[str, Any], notice: str | None) -> None:
    assert only_series(write_image("a.dcm", **attributes)).notices == ((notice,) if notice else ())


@pytest.mark.parametrize(
    "attributes",
    [
        {"QualityControlImage": "YES"},
        {"ImageComments": "made by a Phantom generator"},
        {"PatientComments": "PHANTOM"},
        {"SeriesDescription": "PHANTOM knee sag PD"},
    ],
)
def test_phantoms_say_so(write_image: Write, attributes: dict[str, str]) -> None:
    assert only_series(write_image("a.dcm", **attributes)).is_phantom
    assert not only_series(write_image("b.dcm")).is_phantom


def test_attributes_of_study_and_series(write_image: Write) -> None:
    path = write_image(
        "a.dcm",
        PatientAge="045Y",
        PatientSex="F",
        StudyDescription="Knee",
        SeriesDescription="sag PD FS",
        SeriesNumber="4",
        BodyPartExamined="KNEE",
        Laterality="L",
        EchoTime="30",
        RepetitionTime="2500",
        MagneticFieldStrength="1.5",
    )
    (study,) = load([path]).studies
    (series,) = study.series
    assert (study.patient.name, study.patient.age_years, study.patient.sex) == ("Doe^Jane", 45, "F")
    assert (series.description, series.number, series.body_part, series.laterality) == ("sag PD FS", 4, "KNEE", "L")
    assert (series.echo_time, series.repetition_time, series.magnetic_field_strength) == (30, 2500, 1.5)


@pytest.mark.parametrize(("age", "years"), [("045Y", 45), ("018M", 1.5), ("", None), ("Y", None), ("old", None)])
def test_age(write_image: Write, age: str, years: float | None) -> None:
    (study,) = load([write_image("a.dcm", PatientAge=age)]).studies
    assert study.patient.age_years == years
