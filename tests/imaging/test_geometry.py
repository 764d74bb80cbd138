"""Pixels to patient and back."""

import numpy as np
import pytest

from imaging.geometry import (
    EdgeLabels,
    Plane,
    PlaneGeometry,
    VolumeGeometry,
    direction_letters,
    opposite_letters,
)
from imaging.volume import Volume


def plane(along_row: tuple[float, ...], along_column: tuple[float, ...], **kwargs: object) -> PlaneGeometry:
    values = {"row_spacing": 0.5, "column_spacing": 0.4, "rows": 20, "columns": 30, "position": np.array([1.0, 2, 3])}
    return PlaneGeometry(along_row=np.array(along_row), along_column=np.array(along_column), **(values | kwargs))  # type: ignore[arg-type]


# PS3.3 C.7.6.1.1.1: letters of the direction in which rows and columns run.
@pytest.mark.parametrize(
    ("direction", "letters"),
    [
        ((1, 0, 0), "L"),
        ((-1, 0, 0), "R"),
        ((0, 1, 0), "P"),
        ((0, -1, 0), "A"),
        ((0, 0, 1), "H"),
        ((0, 0, -1), "F"),
        ((0, 0.8, 0.6), "PH"),
        ((0.6, -0.6, 0.53), "LAH"),
        ((0.97, 0.24, 0), "L"),
        ((0, 0, 0), ""),
    ],
)
def test_direction_letters(direction: tuple[float, ...], letters: str) -> None:
    assert direction_letters(direction) == letters


def test_opposite_letters() -> None:
    assert opposite_letters("PHL") == "AFR"


@pytest.mark.parametrize(
    ("row", "column", "name", "labels"),
    [
        ((1, 0, 0), (0, 1, 0), Plane.AXIAL, EdgeLabels("R", "L", "A", "P")),
        ((0, 1, 0), (0, 0, -1), Plane.SAGITTAL, EdgeLabels("A", "P", "H", "F")),
        ((1, 0, 0), (0, 0, -1), Plane.CORONAL, EdgeLabels("R", "L", "H", "F")),
        ((1, 0, 0), (0, 0.7071, -0.7071), Plane.OBLIQUE, EdgeLabels("R", "L", "HA", "FP")),
    ],
)
def test_plane_name_and_edges(
    row: tuple[float, ...], column: tuple[float, ...], name: Plane, labels: EdgeLabels
) -> None:
    geometry = plane(row, column)
    assert geometry.plane is name
    found = geometry.edge_labels
    assert {*found.top} == {*labels.top}
    assert (found.left, found.right) == (labels.left, labels.right)
    assert {*found.bottom} == {*labels.bottom}


def test_first_spacing_is_between_rows() -> None:
    # PS3.3 10.7.1.3: one row down moves by the first value, one column to the right by the second.
    geometry = plane((1, 0, 0), (0, 1, 0))
    np.testing.assert_allclose(geometry.pixel_to_patient([1, 0]) - geometry.pixel_to_patient([0, 0]), [0, 0.5, 0])
    np.testing.assert_allclose(geometry.pixel_to_patient([0, 1]) - geometry.pixel_to_patient([0, 0]), [0.4, 0, 0])


def test_image_coordinates_start_at_the_corner_and_round_trip() -> None:
    geometry = plane((0, 1, 0), (0, 0, -1))
    np.testing.assert_allclose(geometry.image_to_patient([0.5, 0.5]), geometry.position)
    points = np.random.default_rng(0).uniform(0, 20, (50, 2))
    np.testing.assert_allclose(geometry.patient_to_image(geometry.image_to_patient(points)), points, atol=1e-9)


def test_reference_line_of_perpendicular_planes() -> None:
    axial = plane((1, 0, 0), (0, 1, 0), position=np.zeros(3), frame_of_reference_uid="1")
    sagittal = plane((0, 1, 0), (0, 0, -1), position=np.array([4.0, 0, 5]), frame_of_reference_uid="1")
    line = axial.reference_line(sagittal)
    assert line is not None
    np.testing.assert_allclose(line[:, 0], 4.0 / 0.4 + 0.5)
    elsewhere = plane((0, 1, 0), (0, 0, -1), position=np.array([4.0, 0, 5]), frame_of_reference_uid="2")
    assert axial.reference_line(elsewhere) is None
    assert axial.reference_line(axial) is None


@pytest.mark.parametrize("degrees", [0.0, 1e-7, 0.5])
def test_planes_that_are_almost_one_have_no_line(degrees: float) -> None:
    """The same oblique slice in two viewports: which corners lie above it is rounding."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        along_row, along_column, normal = np.linalg.qr(rng.normal(size=(3, 3)))[0].T
        angle = np.radians(degrees)
        turned = np.cos(angle) * along_column + np.sin(angle) * normal
        one = plane(along_row, along_column, position=rng.normal(size=3))
        other = plane(along_row, turned, position=one.position)
        assert one.reference_line(other) is None


def test_sheared_volume_tells_its_angle_and_its_distance() -> None:
    first = plane((1, 0, 0), (0, 1, 0))
    volume = VolumeGeometry.from_planes(first, [0, np.tan(np.radians(15)) * 4, 4], 10)
    assert volume.shear_degrees == pytest.approx(15)
    assert volume.slice_distance == pytest.approx(4)
    assert volume.spacing[0] == pytest.approx(4 / np.cos(np.radians(15)))


def test_index_round_trip_in_a_volume() -> None:
    volume = VolumeGeometry.from_planes(plane((0, 1, 0), (0, 0, -1)), [3.5, 0, 0], 10)
    index = np.random.default_rng(1).uniform(0, 9, (20, 3))
    np.testing.assert_allclose(volume.patient_to_index(volume.index_to_patient(index)), index, atol=1e-9)


@pytest.mark.parametrize(
    ("row", "column", "step"),
    [
        ((0, 1, 0), (0, 0, -1), (3, 0, 0)),
        ((1, 0, 0), (0, 1, 0), (0, 0, 3)),
        ((1, 0, 0), (0, 0, -1), (0, 3, 0)),
        ((0, -1, 0), (0, 0, 1), (3, 0, 0)),
    ],
)
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_section_pixels_and_geometry_agree(
    row: tuple[float, ...], column: tuple[float, ...], step: object, axis: int
) -> None:
    shape = (6, 20, 30)
    geometry = VolumeGeometry.from_planes(plane(row, column), step, shape[0])  # type: ignore[arg-type]
    pixels = np.random.default_rng(2).permutation(np.arange(np.prod(shape))).reshape(shape)
    section = Volume(pixels, geometry).section(axis, 4)
    rows, columns = section.pixels.shape
    for r, c in ((0, 0), (rows - 1, 0), (2, columns - 1)):
        point = section.geometry.pixel_to_patient([r, c])
        k, i, j = np.rint(geometry.patient_to_index(point)).astype(int)
        assert section.pixels[r, c] == pixels[k, i, j]


@pytest.mark.parametrize(
    ("axis", "name", "labels"),
    [
        (1, Plane.AXIAL, EdgeLabels("R", "L", "A", "P")),
        (2, Plane.CORONAL, EdgeLabels("R", "L", "H", "F")),
    ],
)
def test_reconstructed_sections_of_a_sagittal_stack_hang_as_radiologists_hang_them(
    axis: int, name: Plane, labels: EdgeLabels
) -> None:
    geometry = VolumeGeometry.from_planes(plane((0, 1, 0), (0, 0, -1)), [3.0, 0, 0], 5)
    section = geometry.section_geometry(axis, 1)
    assert section.plane is name
    assert section.edge_labels == labels
