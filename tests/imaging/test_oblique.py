"""Planes through a volume in any direction: what turns, what stays, and where a landmark is seen."""

import numpy as np
import pytest

from imaging.geometry import EdgeLabels, Plane, PlaneGeometry, VolumeGeometry
from imaging.oblique import Sweep, rotation, spacing_along

SHAPE = (30, 80, 100)
L, P, H = np.eye(3)


def sagittal(shear: float = 0.0) -> VolumeGeometry:
    """Slices of 3 mm to the left, 0.5 mm to the feet, 0.4 mm to posterior; the step shifted to the head by `shear`."""
    first = PlaneGeometry(np.array([-40.0, -10.0, 25.0]), P, -H, 0.5, 0.4, SHAPE[1], SHAPE[2], 3.0, "1.9")
    return VolumeGeometry.from_planes(first, 3.0 * L + shear * H, SHAPE[0])


def middle(volume: VolumeGeometry) -> np.ndarray:
    return volume.index_to_patient((np.array(volume.shape) - 1) / 2)


@pytest.mark.parametrize(
    ("direction", "spacing"),
    [
        (L, 3.0),
        (-P, 0.4),
        (H * 7, 0.5),
        # Half way between two axes a line passes a voxel of either in the root mean square of both.
        (L + P, np.sqrt(2.0) / np.hypot(1 / 3.0, 1 / 0.4)),
    ],
)
def test_spacing_along(direction: np.ndarray, spacing: float) -> None:
    assert spacing_along(sagittal(), direction) == pytest.approx(spacing)


def test_rotation_is_by_the_right_hand() -> None:
    np.testing.assert_allclose(rotation(H, 90) @ L, P, atol=1e-12)
    turn = rotation([0.3, -0.5, 0.8], 37.0)
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1.0)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_unturned_planes_are_the_sections(axis: int) -> None:
    volume = sagittal()
    index = [4, 60, 70]
    sweep = Sweep.of_section(volume, axis, volume.index_to_patient(index))
    section = volume.section_geometry(axis, index[axis])
    assert (sweep.positions, sweep.position) == (SHAPE[axis], index[axis])
    plane = sweep.plane(sweep.position)
    for name in ("along_row", "along_column", "normal"):
        np.testing.assert_allclose(getattr(plane, name), getattr(section, name), atol=1e-12)
    assert plane.edge_labels == section.edge_labels
    assert plane.thickness == pytest.approx(volume.spacing[axis])
    # The picture covers the same part of the patient, in square pixels.
    for here, there in ((plane, section), (section, plane)):
        corners = here.image_to_patient([[0, 0], [here.columns, here.rows]])
        away = there.patient_to_image(corners) - [[0, 0], [there.columns, there.rows]]
        assert np.abs(away * [there.column_spacing, there.row_spacing]).max() <= 0.5
    assert plane.row_spacing == plane.column_spacing == 0.4
    # One step on is one section on.
    onward = sweep.plane(sweep.position + 1).position - plane.position
    np.testing.assert_allclose(onward, volume.affine[:3, axis], atol=1e-9)


def test_a_landmark_stays_while_the_plane_turns_about_it() -> None:
    volume = sagittal()
    landmark = middle(volume) + np.array([7.3, -4.1, 2.9])
    sweep = Sweep.of_section(volume, 0, landmark)
    random = np.random.default_rng(5)
    for _ in range(40):
        sweep = sweep.turned(random.normal(size=3), random.uniform(-40, 40))
        plane = sweep.plane(sweep.position)
        assert plane.distance(landmark) == pytest.approx(0.0, abs=1e-9)
        # It is the centre of a pixel of the picture.
        coordinate = plane.patient_to_image(landmark)
        np.testing.assert_allclose(coordinate % 1.0, 0.5, atol=1e-6)
        assert 0 < coordinate[0] < plane.columns
        assert 0 < coordinate[1] < plane.rows
        # No turn bends it, and what was onward stays onward.
        axes = np.stack([sweep.along_row, sweep.along_column, sweep.onward])
        np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
        assert abs(float(plane.normal @ sweep.onward)) == pytest.approx(1.0)


def test_turned_back_it_is_as_before() -> None:
    volume = sagittal()
    sweep = Sweep.of_section(volume, 1, middle(volume))
    back = sweep.turned(P, 33.0).turned(P, -33.0)
    before, after = sweep.plane(sweep.position), back.plane(back.position)
    np.testing.assert_allclose(after.position, before.position, atol=1e-9)
    assert (after.rows, after.columns, back.positions) == (before.rows, before.columns, sweep.positions)


# A sagittal plane turned about head–feet by 30° towards coronal, seen from its edges: to the right posterior and a
# little right or left of the patient; more than about 20 degrees off an axis earns a second letter.
@pytest.mark.parametrize(
    ("axis", "degrees", "labels"),
    [
        (H, 10.0, EdgeLabels("A", "P", "H", "F")),
        (H, 30.0, EdgeLabels("AL", "PR", "H", "F")),
        (H, -30.0, EdgeLabels("AR", "PL", "H", "F")),
        (H, 90.0, EdgeLabels("L", "R", "H", "F")),
        (P, 40.0, EdgeLabels("A", "P", "HL", "FR")),
        (P + H + L, 25.0, EdgeLabels("A", "P", "H", "F")),
        # By Rodrigues' formula P becomes (−0.47, 0.71, 0.52): posterior, then head, then right.
        (0.2 * P + H + L, 45.0, EdgeLabels("AFL", "PHR", "HA", "FP")),
    ],
)
def test_edge_letters_follow_the_cosines(axis: np.ndarray, degrees: float, labels: EdgeLabels) -> None:
    volume = sagittal()
    sweep = Sweep.of_section(volume, 0, middle(volume)).turned(axis, degrees)
    assert sweep.plane(0).edge_labels == labels


def test_the_plane_is_named_by_its_normal() -> None:
    volume = sagittal()
    sweep = Sweep.of_section(volume, 0, middle(volume))
    names = [sweep.turned(H, degrees).plane(0).plane for degrees in (0, 30, 45, 60, 90)]
    assert names == [Plane.SAGITTAL, Plane.SAGITTAL, Plane.OBLIQUE, Plane.CORONAL, Plane.CORONAL]


@pytest.mark.parametrize("shear", [0.0, 0.8])
def test_the_planes_cover_the_volume_and_no_more(shear: float) -> None:
    volume = sagittal(shear)
    sides = [(0, size - 1) for size in SHAPE]
    corners = volume.index_to_patient([[a, b, c] for a in sides[0] for b in sides[1] for c in sides[2]])
    rims = [(-0.5, size - 0.5) for size in SHAPE]
    edges = volume.index_to_patient([[a, b, c] for a in rims[0] for b in rims[1] for c in rims[2]])
    random = np.random.default_rng(9)
    for axis in (0, 1, 2):
        through = middle(volume) + random.uniform(-8, 8, 3)
        sweep = Sweep.of_section(volume, axis, through).turned(random.normal(size=3), 50.0)
        places = np.array([sweep.position_of(corner) for corner in corners])
        assert -1 < places.min() <= 0
        assert sweep.positions - 1 <= places.max() < sweep.positions
        plane = sweep.plane(3)
        seen = plane.patient_to_image(edges)
        assert (seen.min(axis=0) >= -0.5 - 1e-6).all()
        assert (seen.max(axis=0) <= np.array([plane.columns, plane.rows]) + 0.5 + 1e-6).all()
        assert (seen.min(axis=0) <= 1.0).all()


def test_positions_are_counted_along_the_way_onward() -> None:
    volume = sagittal()
    sweep = Sweep.of_section(volume, 0, middle(volume)).turned(H, 20.0)
    for position in range(sweep.positions):
        plane = sweep.plane(position)
        assert sweep.position_of(plane.image_to_patient([3.0, 4.0])) == pytest.approx(position, abs=1e-9)
    assert sweep.position_of(sweep.through) == pytest.approx(sweep.position, abs=1e-9)


def test_a_point_outside_the_volume_gives_the_nearest_plane() -> None:
    volume = sagittal()
    sweep = Sweep.of_section(volume, 0, middle(volume) + 500.0 * L)
    assert sweep.position == sweep.positions - 1
    assert Sweep.of_section(volume, 0, middle(volume) - 500.0 * L).position == 0


def test_moved_planes_keep_their_directions() -> None:
    volume = sagittal()
    sweep = Sweep.of_section(volume, 2, middle(volume)).turned([1.0, 2.0, 3.0], 28.0)
    point = middle(volume) + np.array([2.0, 3.0, 4.0])
    moved = sweep.moved_to(point)
    np.testing.assert_allclose(moved.along_row, sweep.along_row, atol=1e-12)
    np.testing.assert_allclose(moved.along_column, sweep.along_column, atol=1e-12)
    assert moved.plane(moved.position).distance(point) == pytest.approx(0.0, abs=1e-9)


def test_facing_a_normal_is_the_shortest_turn() -> None:
    volume = sagittal()
    sweep = Sweep.of_section(volume, 0, middle(volume))
    for normal in ([0.9, 0.3, -0.2], [-0.9, 0.3, 0.1], L, -L):
        found = sweep.facing(normal)
        cosine = abs(float(np.dot(normal, found.onward))) / np.linalg.norm(normal)
        assert cosine == pytest.approx(1.0)
        assert float(found.onward @ sweep.onward) >= 0
        assert found.plane(found.position).distance(middle(volume)) == pytest.approx(0.0, abs=1e-9)
