"""NIfTI: RAS to LPS, the slice axis, and the way a slice hangs."""

from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from numpy.typing import NDArray

from imaging.dicom.index import load, scan
from imaging.dicom.read import read_stack
from imaging.errors import UserError
from imaging.geometry import EdgeLabels

SHAPE = (5, 6, 4)


def save(path: Path, values: NDArray[Any], affine: NDArray[np.float64]) -> Path:
    nibabel.save(nibabel.Nifti1Image(values, affine), path)
    return path


def volume(dtype: type = np.int16, shape: tuple[int, ...] = SHAPE) -> NDArray[Any]:
    return np.random.default_rng(0).permutation(np.arange(np.prod(shape))).reshape(shape).astype(dtype)


def affine(letters: str, spacing: tuple[float, float, float]) -> NDArray[np.float64]:
    """RAS affine of an image whose axes run towards these letters."""
    codes = nibabel.orientations.axcodes2ornt(letters)
    scaled: NDArray[np.float64] = np.eye(4)
    for axis, (world, sign) in enumerate(codes):
        scaled[:, axis] = 0
        scaled[int(world), axis] = sign * spacing[axis]
    scaled[:3, 3] = [-20, 30, 40]
    return scaled


@pytest.mark.parametrize(
    ("letters", "spacing", "plane", "labels"),
    [
        ("RAS", (1, 1, 4), "axial", EdgeLabels("R", "L", "A", "P")),
        ("LPS", (1, 1, 4), "axial", EdgeLabels("R", "L", "A", "P")),
        ("LPI", (1, 1, 4), "axial", EdgeLabels("R", "L", "A", "P")),
        ("PIR", (1, 1, 4), "sagittal", EdgeLabels("A", "P", "H", "F")),
        ("RAS", (4, 1, 1), "sagittal", EdgeLabels("A", "P", "H", "F")),
        ("RAS", (1, 4, 1), "coronal", EdgeLabels("R", "L", "H", "F")),
        ("SRA", (1, 1, 1), "coronal", EdgeLabels("R", "L", "H", "F")),
    ],
)
def test_slices_hang_as_radiologists_hang_them_and_every_voxel_keeps_its_place(
    tmp_path: Path, letters: str, spacing: tuple[float, float, float], plane: str, labels: EdgeLabels
) -> None:
    values, matrix = volume(), affine(letters, spacing)
    (study,) = load([save(tmp_path / "a.nii.gz", values, matrix)]).studies
    (stack,) = study.stacks
    assert str(stack.plane) == plane
    assert stack.frames[0].geometry is not None
    assert stack.frames[0].geometry.edge_labels == labels
    assert not study.series[0].is_dicom
    shown = read_stack(stack).values[0]
    assert stack.geometry is not None
    assert stack.geometry.slice_distance == pytest.approx(max(spacing))
    for index in np.ndindex(shown.shape):
        lps = stack.geometry.index_to_patient(index)
        ijk = np.linalg.solve(matrix, [-lps[0], -lps[1], lps[2], 1])[:3]
        assert shown[index] == values[tuple(np.rint(ijk).astype(int))]
    # Slices ascend along their normal, as those of a DICOM stack do.
    first, second = (stack.frames[k].geometry for k in (0, 1))
    assert first is not None
    assert second is not None
    assert first.distance(second.position) > 0


@pytest.mark.parametrize(
    ("dtype", "slope", "expected"),
    [(np.int16, None, np.int16), (np.uint8, None, np.uint8), (np.int16, 0.5, np.float32)],
)
def test_scaling(tmp_path: Path, dtype: type, slope: float | None, expected: type) -> None:
    values = (volume() % 100).astype(dtype)
    path = tmp_path / "a.nii"
    nibabel.save(nibabel.Nifti1Image(values, affine("LPS", (1, 1, 4))), path)
    if slope is not None:
        content = bytearray(path.read_bytes())
        content[112:120] = np.array([slope, 10], "<f4").tobytes()
        path.write_bytes(bytes(content))
    (study,) = load([path]).studies
    shown = read_stack(study.stacks[0]).values
    assert shown.dtype == expected
    assert shown.max() == pytest.approx(values.max() * (slope or 1) + (10 if slope else 0))


def test_a_series_of_volumes_is_a_dimension(tmp_path: Path) -> None:
    values = volume(shape=(*SHAPE, 3))
    (study,) = load([save(tmp_path / "a.nii", values, affine("LPS", (1, 1, 4)))]).studies
    (stack,) = study.stacks
    assert (stack.volumes, stack.slices, stack.dimensions) == (3, 4, (("volume", (0.0, 1.0, 2.0)),))
    np.testing.assert_array_equal(read_stack(stack).values[2], values[..., 2].transpose(2, 1, 0))


@pytest.mark.parametrize("cut", [100, 400])
def test_a_damaged_file_is_a_sentence(tmp_path: Path, cut: int) -> None:
    path = save(tmp_path / "a.nii", volume(), affine("LPS", (1, 1, 4)))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(UserError, match=r"damaged|cut short"):
        load([path])


def test_a_damaged_archive_is_a_sentence(tmp_path: Path) -> None:
    path = save(tmp_path / "a.nii.gz", volume(), affine("LPS", (1, 1, 4)))
    path.write_bytes(path.read_bytes()[:60])
    (update,) = scan([path])
    assert "damaged" in update.refusals[0].reason


def test_colours_are_not_supported(tmp_path: Path) -> None:
    colours = np.zeros(SHAPE, [("R", "u1"), ("G", "u1"), ("B", "u1")])
    path = save(tmp_path / "a.nii", colours, affine("LPS", (1, 1, 4)))
    with pytest.raises(UserError, match="not supported"):
        load([path])
