"""Values on planes in any direction: against SimpleITK, against plain numpy, and at the borders."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from imaging import reslice_compiled
from imaging.geometry import PlaneGeometry, VolumeGeometry
from imaging.oblique import Sweep, spacing_along
from imaging.reslice import Resliced, reslice, samples_of
from imaging.reslice_compiled import is_ready, prepare
from imaging.reslice_grid import Cancelled, SampleGrid
from imaging.slab import Slab, SlabMode
from imaging.volume import Volume

SHAPE = (23, 61, 74)

Cut = Callable[..., Resliced]


@pytest.fixture(params=["plain", "compiled"])
def cut(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Cut:
    """`reslice` with one of its two engines."""
    monkeypatch.setattr(reslice_compiled, "_ready", set())

    def compiled(volume: Volume, *arguments: Any, **options: Any) -> Resliced:
        prepare(volume.pixels.dtype, padded=options.get("padding") is not None)
        return reslice(volume, *arguments, **options)

    return reslice if request.param == "plain" else compiled


def volume_of(values: NDArray[np.generic], spacing: tuple[float, float, float] = (2.2, 0.7, 0.5)) -> Volume:
    """Axial slices, head up the stack, somewhere in the patient and not along its axes."""
    turn = Sweep.of_section(
        VolumeGeometry(np.eye(4), (3, 3, 3)), 0, [0, 0, 0]
    ).turned([0.2, 1.0, -0.4], 17.0)  # fmt: skip
    along_row, along_column = turn.along_row, turn.along_column
    first = PlaneGeometry(np.array([-20.0, 30, 5]), along_row, along_column, *spacing[1:], *values.shape[1:], 2.0, "1")
    normal = np.cross(along_row, along_column)
    return Volume(values, VolumeGeometry.from_planes(first, spacing[0] * normal, len(values)))


def noise(dtype: type = np.int16, shape: tuple[int, int, int] = SHAPE) -> NDArray[np.generic]:
    """The worst that interpolation can meet."""
    random = np.random.default_rng(3)
    if np.issubdtype(dtype, np.floating):
        return random.normal(0.0, 1.0, shape).astype(dtype)
    return random.integers(0, min(np.iinfo(dtype).max, 60000), shape).astype(dtype)


def planes(volume: Volume, count: int = 8, seed: int = 0) -> list[PlaneGeometry]:
    """Planes in random directions through random points, in pixels of several sizes."""
    random = np.random.default_rng(seed)
    found = []
    for n in range(count):
        through = volume.geometry.index_to_patient(random.uniform(0.2, 0.8, 3) * SHAPE)
        sweep = Sweep.of_section(volume.geometry, n % 3, through).turned(random.normal(size=3), random.uniform(5, 85))
        found.append(sweep.plane(sweep.position))
    return found


def by_itk(volume: Volume, plane: PlaneGeometry, outside: float) -> NDArray[np.float64]:
    sitk = pytest.importorskip("SimpleITK")
    image = sitk.GetImageFromArray(np.asarray(volume.pixels, dtype=np.float64))
    affine, (slices, rows, columns) = volume.geometry.affine, volume.geometry.spacing
    axes = affine[:3, [2, 1, 0]] / [columns, rows, slices]
    image.SetOrigin(affine[:3, 3].tolist())
    image.SetSpacing([columns, rows, slices])
    image.SetDirection(axes.ravel().tolist())
    grid = sitk.Image(plane.columns, plane.rows, 1, sitk.sitkFloat64)
    grid.SetOrigin(plane.position.tolist())
    grid.SetSpacing([plane.column_spacing, plane.row_spacing, 1.0])
    grid.SetDirection(np.stack([plane.along_row, plane.along_column, plane.normal], axis=1).ravel().tolist())
    found: NDArray[np.float64] = sitk.GetArrayFromImage(
        sitk.Resample(image, grid, sitk.Transform(), sitk.sitkLinear, outside)
    )
    return found[0]


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32])
def test_within_one_grey_level_of_itk(dtype: type, cut: Cut) -> None:
    volume = volume_of(noise(dtype))
    for plane in planes(volume):
        ours, itk = cut(volume, plane), by_itk(volume, plane, -1.0)
        assert ours.padding is not None
        assert ours.pixels.dtype == dtype
        # Which of the two sides a sample exactly on the border belongs to is nobody's concern.
        assert ((itk == -1.0) != ours.padding).mean() < 1e-3
        both = (itk != -1.0) & ~ours.padding
        assert both.sum() > 500
        assert np.abs(ours.pixels[both] - itk[both]).max() <= 1.0


def test_float_values_stay_float(cut: Cut) -> None:
    volume = volume_of(noise(np.float32))
    for plane in planes(volume, 3):
        ours, itk = cut(volume, plane), by_itk(volume, plane, -99.0)
        both = (itk != -99.0) & ~np.asarray(ours.padding)
        np.testing.assert_allclose(ours.pixels[both], itk[both], atol=2e-4)
        assert ours.pixels.dtype == np.float32


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_unturned_it_is_the_section(axis: int, cut: Cut) -> None:
    volume = volume_of(noise())
    section = volume.section(axis, 9)
    found = cut(volume, section.geometry)
    np.testing.assert_array_equal(found.pixels, section.pixels)
    assert found.padding is None


def test_a_sheared_volume_is_cut_at_its_true_positions(cut: Cut) -> None:
    # Straight planes in the patient, stored on slices that each start 0.9 mm further: a tilted gantry.
    first = PlaneGeometry(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), 0.5, 0.5, 80, 60)
    geometry = VolumeGeometry.from_planes(first, [0.0, 0.9, 2.0], 30)
    index = np.stack(np.meshgrid(*(np.arange(n) for n in geometry.shape), indexing="ij"), axis=-1)
    place = geometry.index_to_patient(index)
    volume = Volume((3 * place[..., 0] + 5 * place[..., 1] - 7 * place[..., 2] + 500).astype(np.float32), geometry)
    sweep = Sweep.of_section(geometry, 2, geometry.index_to_patient([14.3, 40, 30])).turned([1.0, 2.0, 0.5], 34.0)
    plane = sweep.plane(sweep.position)
    found = cut(volume, plane)
    grid = np.stack(np.meshgrid(np.arange(plane.columns) + 0.5, np.arange(plane.rows) + 0.5), axis=-1)
    true = plane.image_to_patient(grid) @ [3.0, 5.0, -7.0] + 500
    rim = volume.geometry.patient_to_index(plane.image_to_patient(grid))
    inner = np.all((rim >= 0) & (rim <= np.array(geometry.shape) - 1), axis=-1)
    assert inner.sum() > 1000
    np.testing.assert_allclose(found.pixels[inner], true[inner], atol=0.01)


# ── slabs ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("thickness", "spacing", "offsets"),
    [
        (0.0, 1.0, [0.0]),
        (0.4, 1.0, [0.0]),
        (3.0, 1.0, [-1.0, 0.0, 1.0]),
        (2.0, 1.0, [-0.5, 0.5]),
        (2.4, 1.0, [-0.8, 0.0, 0.8]),
    ],
)
def test_layers_of_a_slab(thickness: float, spacing: float, offsets: list[float]) -> None:
    np.testing.assert_allclose(Slab(thickness).offsets(spacing), offsets, atol=1e-12)


MODES = {SlabMode.MEAN: np.mean, SlabMode.MAXIMUM: np.max, SlabMode.MINIMUM: np.min}


@pytest.mark.parametrize("mode", list(SlabMode))
def test_a_slab_of_whole_slices_is_what_numpy_says(mode: SlabMode, cut: Cut) -> None:
    values = noise()
    volume = volume_of(values)
    for axis, index, count in ((0, 11, 3), (1, 30, 7), (2, 40, 5)):
        section = volume.section(axis, index)
        slab = Slab(count * volume.geometry.spacing[axis], mode)
        half = count // 2
        layers = [volume.section(axis, index + k).pixels for k in range(-half, half + 1)]
        expected = np.rint(MODES[mode](np.stack(layers).astype(float), axis=0))
        np.testing.assert_allclose(cut(volume, section.geometry, slab).pixels, expected, atol=1.0)


@pytest.mark.parametrize("mode", list(SlabMode))
def test_an_oblique_slab_is_its_layers(mode: SlabMode, cut: Cut) -> None:
    volume = volume_of(noise())
    for plane in planes(volume, 4, seed=2):
        slab = Slab(6.0, mode)
        layers = []
        for offset in slab.offsets(spacing_along(volume.geometry, plane.normal)):
            moved = PlaneGeometry(
                plane.position + offset * plane.normal, plane.along_row, plane.along_column, plane.row_spacing,
                plane.column_spacing, plane.rows, plane.columns,
            )  # fmt: skip
            layer = cut(volume, moved)
            layers.append(np.ma.array(layer.pixels.astype(float), mask=layer.padding))
        assert len(layers) > 3
        stacked = np.ma.stack(layers)
        expected = {SlabMode.MEAN: stacked.mean, SlabMode.MAXIMUM: stacked.max, SlabMode.MINIMUM: stacked.min}[mode](
            axis=0
        )
        found = cut(volume, plane, slab)
        np.testing.assert_array_equal(np.asarray(found.padding), np.ma.getmaskarray(expected))
        seen = ~np.ma.getmaskarray(expected)
        # Layers are rounded before they are joined here, and after it there.
        assert np.abs(found.pixels[seen] - expected.filled(0)[seen]).max() <= 1.0


# ── borders and padding ──────────────────────────────────────────────────────────────────────────


def test_padding_is_not_mixed_into_what_lies_beside_it(cut: Cut) -> None:
    values = np.full(SHAPE, 1000, np.int16)
    padding = np.zeros(SHAPE, np.bool_)
    padding[:, :, :30] = True
    values[padding] = -2000
    volume = volume_of(values)
    for plane in planes(volume, 6):
        for slab in (Slab(), Slab(4.0, SlabMode.MEAN), Slab(4.0, SlabMode.MINIMUM)):
            found = cut(volume, plane, slab, padding=padding)
            assert found.padding is not None
            real = found.pixels[~found.padding]
            assert real.size > 200
            assert (real >= 1000 - 0.001 * 3000 - 1).all()
            assert (real <= 1000).all()


def test_a_plane_beside_the_volume_is_padding_throughout(cut: Cut) -> None:
    volume = volume_of(noise())
    plane = planes(volume, 1)[0]
    away = PlaneGeometry(
        plane.position + 500 * plane.normal, plane.along_row, plane.along_column, plane.row_spacing,
        plane.column_spacing, plane.rows, plane.columns,
    )  # fmt: skip
    found = cut(volume, away)
    assert found.padding is not None
    assert found.padding.all()
    assert not found.pixels.any()
    assert samples_of(volume.geometry, away) == 0


def test_the_last_half_of_the_outermost_voxels_is_seen(cut: Cut) -> None:
    volume = volume_of(np.full(SHAPE, 7, np.uint8))
    for axis, index in ((0, -0.45), (0, 22.45), (1, 60.45), (2, -0.45)):
        place = [10.0, 30.0, 40.0]
        place[axis] = index
        section = volume.geometry.section_geometry(axis, 0)
        beyond = index * volume.geometry.affine[:3, axis]
        moved = PlaneGeometry(
            section.position + beyond, section.along_row, section.along_column, section.row_spacing,
            section.column_spacing, section.rows, section.columns,
        )  # fmt: skip
        found = cut(volume, moved)
        assert found.padding is None
        assert (found.pixels == 7).all()


# ── how it is computed changes nothing ───────────────────────────────────────────────────────────


def large() -> tuple[Volume, PlaneGeometry]:
    """More than one tile each way."""
    volume = volume_of(noise(np.uint16, (40, 300, 320)), (1.0, 0.5, 0.5))
    sweep = Sweep.of_section(volume.geometry, 1, volume.geometry.index_to_patient([20, 150, 160]))
    sweep = sweep.turned([1.0, 0.3, 0.2], 65.0)
    return volume, sweep.plane(sweep.position)


@pytest.mark.parametrize("mode", list(SlabMode))
@pytest.mark.parametrize("padded", [False, True])
def test_both_engines_say_the_same(mode: SlabMode, padded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    volume, plane = large()
    padding = np.zeros(volume.pixels.shape, np.bool_)
    padding[10:20, 100:200, 50:150] = True
    options: dict[str, Any] = {"padding": padding} if padded else {}
    prepare(volume.pixels.dtype, padded=padded)
    for slab in (Slab(), Slab(5.0, mode), Slab(40.0, mode)):
        for every in (1, 3):
            compiled = reslice(volume, plane, slab, every=every, **options)
            with monkeypatch.context() as patch:
                patch.setattr(reslice_compiled, "_ready", set())
                plain = reslice(volume, plane, slab, every=every, **options)
            np.testing.assert_array_equal(np.asarray(compiled.padding), np.asarray(plain.padding))
            # Halves may be rounded either way after sums in another order.
            assert np.abs(compiled.pixels.astype(float) - plain.pixels).max() <= 1.0


def test_threads_change_nothing() -> None:
    volume, plane = large()
    prepare(volume.pixels.dtype, padded=False)
    for slab in (Slab(), Slab(5.0, SlabMode.MEAN)):
        one, several = reslice(volume, plane, slab), reslice(volume, plane, slab, threads=3)
        np.testing.assert_array_equal(one.pixels, several.pixels)
        np.testing.assert_array_equal(np.asarray(one.padding), np.asarray(several.padding))


def test_no_index_leaves_the_volume() -> None:
    numba = pytest.importorskip("numba")
    checked = numba.njit(boundscheck=True)(reslice_compiled._loop)
    volume = volume_of(noise(shape=(5, 9, 11)))
    padding = np.zeros(volume.pixels.shape, np.bool_)
    random = np.random.default_rng(8)
    for _ in range(60):
        through = volume.geometry.index_to_patient(random.uniform(-0.6, 1.6, 3) * volume.pixels.shape)
        turn = random.choice([0.0, 90.0, random.uniform(0, 360)])
        sweep = Sweep.of_section(volume.geometry, random.integers(3), through).turned(random.normal(size=3), turn)
        grid = SampleGrid(volume.geometry, sweep.plane(sweep.position), Slab(random.uniform(0, 9)), 1)
        pixels, outside = np.zeros((grid.rows, grid.columns), np.int16), np.ones((grid.rows, grid.columns), np.bool_)
        steps = grid.origin, grid.down, grid.across, grid.offsets
        checked(volume.pixels, padding, steps, grid.seen, 0, True, (0, grid.rows), (pixels, outside))


@pytest.mark.parametrize("shape", [(1, 9, 9), (9, 1, 9), (9, 9, 1)])
def test_a_flat_volume_is_refused(shape: tuple[int, int, int], cut: Cut) -> None:
    volume = volume_of(noise(shape=shape))
    with pytest.raises(ValueError, match="two voxels"):
        cut(volume, volume.geometry.section_geometry(0, 0))


def test_a_geometry_without_numbers_is_refused(cut: Cut) -> None:
    volume = volume_of(noise())
    plane = planes(volume, 1)[0]
    with pytest.raises(ValueError, match="finite"):
        cut(volume, replace(plane, position=np.array([np.nan, 0.0, 0.0])))


def test_it_is_ready_for_what_was_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reslice_compiled, "_ready", set())
    values, padding = np.zeros((3, 3, 3), np.uint8), np.zeros((3, 3, 3), np.bool_)
    assert not is_ready(values, None)
    prepare(values.dtype, padded=False)
    assert is_ready(values, None)
    assert not is_ready(values, padding)
    assert not is_ready(values.astype(np.int16), None)


def test_values_beyond_the_float_are_exact(cut: Cut) -> None:
    values = np.full(SHAPE, 2_000_000_011, np.int32)
    volume = volume_of(values)
    for plane in planes(volume, 2):
        found = cut(volume, plane).pixels
        assert set(np.unique(found[found > 0])) == {2_000_000_011}


def test_a_coarse_picture_lies_where_the_fine_one_lies() -> None:
    volume, plane = large()
    index = np.stack(np.meshgrid(*(np.arange(n) for n in volume.geometry.shape), indexing="ij"), axis=-1)
    # A ramp is interpolated exactly, however coarsely.
    ramp = Volume((index @ [40.0, 7.0, 3.0]).astype(np.float32), volume.geometry)
    fine = reslice(ramp, plane)
    for every in (2, 3, 5):
        coarse = reslice(ramp, plane, every=every)
        assert coarse.pixels.shape == fine.pixels.shape
        # Away from the border, where a coarse pixel mixes with what is outside.
        inner = ~np.asarray(fine.padding) & ~np.asarray(coarse.padding)
        for shift in range(-every, every + 1):
            for axis in (0, 1):
                inner &= ~np.roll(np.asarray(fine.padding), shift, axis)
        inner &= np.all(_index(volume, plane) > every, axis=-1)
        inner &= np.all(_index(volume, plane) < np.array(volume.geometry.shape) - 1 - every, axis=-1)
        assert inner.sum() > 5000
        np.testing.assert_allclose(coarse.pixels[inner], fine.pixels[inner], atol=0.05)


def _index(volume: Volume, plane: PlaneGeometry) -> NDArray[np.float64]:
    grid = np.stack(np.meshgrid(np.arange(plane.columns) + 0.5, np.arange(plane.rows) + 0.5), axis=-1)
    return volume.geometry.patient_to_index(plane.image_to_patient(grid))


def test_samples_are_counted_about_right() -> None:
    volume, plane = large()
    inside = int((~np.asarray(reslice(volume, plane).padding)).sum())
    assert samples_of(volume.geometry, plane) == pytest.approx(inside, rel=0.1)
    layers = len(Slab(5.0).offsets(spacing_along(volume.geometry, plane.normal)))
    assert samples_of(volume.geometry, plane, Slab(5.0)) == pytest.approx(inside * layers, rel=0.1)


def test_what_is_not_wanted_any_more_stops(cut: Cut) -> None:
    volume, plane = large()
    with pytest.raises(Cancelled):
        cut(volume, plane, cancelled=lambda: True)


def test_the_volume_is_left_alone(cut: Cut) -> None:
    volume = volume_of(noise())
    before = volume.pixels.copy()
    volume.pixels.flags.writeable = False
    cut(volume, planes(volume, 1)[0], Slab(5.0))
    np.testing.assert_array_equal(volume.pixels, before)
