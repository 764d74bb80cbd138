"""SPIDER's volumes as published: MetaImage against ITK, and the middle slice the right way round."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import SimpleITK
from numpy.typing import NDArray

from imaging.errors import UserError
from tests.training.layouts import write_rows
from training.datasets import open_data
from training.datasets.metaimage import read_metaimage
from training.datasets.spider import GRADINGS
from training.datasets.spider_original import SPELT

SAGITTAL = ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0), (1.0, 0.0, 0.0))
"""Columns to the back, rows down, slices to the left: as scanners store a sagittal series."""
AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
"""The same volume stored head last: columns to the left, rows to the back, slices up."""


def patient_volume() -> NDArray[np.int16]:
    """Slices to the left, rows down, columns to the back; the value says the place."""
    return np.arange(5 * 8 * 6, dtype=np.int16).reshape(5, 8, 6)


def write_volume(path: Path, orientation: tuple[tuple[float, ...], ...], compressed: bool = True) -> None:
    """The volume above in one of two orders of axes."""
    values = patient_volume()
    spacing = (0.7, 0.6, 3.3)  # mm along columns (front to back), rows (down), slices
    if orientation is AXIAL:
        values = values.transpose(1, 2, 0)[::-1]
        spacing = (3.3, 0.7, 0.6)
    image = SimpleITK.GetImageFromArray(np.ascontiguousarray(values))
    image.SetSpacing(spacing)
    image.SetDirection(tuple(np.array(orientation).T.ravel()))
    path.parent.mkdir(parents=True, exist_ok=True)
    SimpleITK.WriteImage(image, str(path), compressed)


def write_spider(folder: Path, patients: int = 3) -> Path:
    rows = []
    for patient in range(1, patients + 1):
        write_volume(folder / "images" / "images" / f"{patient}_t2.mha", SAGITTAL)
        write_volume(folder / "images" / "images" / f"{patient}_t1.mha", SAGITTAL)
        write_volume(folder / "masks" / "masks" / f"{patient}_t2.mha", SAGITTAL)
        columns = {SPELT.get(column, column): 1 for column in GRADINGS.values()}
        rows += [{"Patient": patient, "IVD label": disc, **columns} for disc in (1, 2)]
    write_rows(folder / "radiological_gradings.csv", rows)
    return folder


@pytest.mark.parametrize("compressed", [True, False])
def test_voxels_directions_and_spacing_are_those_of_itk(tmp_path: Path, compressed: bool) -> None:
    write_volume(tmp_path / "a.mha", AXIAL, compressed)
    ours, theirs = read_metaimage(tmp_path / "a.mha"), SimpleITK.ReadImage(str(tmp_path / "a.mha"))
    np.testing.assert_array_equal(ours.values, SimpleITK.GetArrayFromImage(theirs))
    np.testing.assert_allclose(ours.spacing, theirs.GetSpacing()[::-1])
    np.testing.assert_allclose(ours.directions, np.array(theirs.GetDirection()).reshape(3, 3).T[::-1])


@pytest.mark.parametrize("orientation", [SAGITTAL, AXIAL])
def test_the_middle_slice_lies_head_up_and_anterior_left(
    tmp_path: Path, orientation: tuple[tuple[float, ...], ...]
) -> None:
    write_volume(tmp_path / "a.mha", orientation)
    plane, spacing = read_metaimage(tmp_path / "a.mha").sagittal_slice()
    np.testing.assert_array_equal(plane, patient_volume()[2])
    assert spacing == pytest.approx((0.6, 0.7))


def test_t2_series_come_with_gradings_and_outlines(tmp_path: Path) -> None:
    data = open_data(str(write_spider(tmp_path)))
    assert sorted(sample.sample_id for sample in data.samples) == ["1_t2", "2_t2", "3_t2"]
    sample = data.samples[0]
    assert sample.grades["pfirrmann/1"] == 1
    task_input = sample.load()
    values = np.asarray(task_input.images["sagittal"].values)
    assert values.shape == (1, 1, 8, 6)
    assert values.min() == 0
    assert values.max() == 255
    assert sample.parts is not None
    labels = patient_volume()[2]
    classes = sample.parts()
    assert set(classes[labels == 100]) <= {3}
    assert (classes[(labels >= 101) & (labels <= 125)] == 1).all()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:-40],
        lambda content: b"nonsense",
        lambda content: content.replace(b"MET_SHORT", b"MET_COLOR"),
        lambda content: content.replace(b"LOCAL", b"a.raw"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.mha"
    write_volume(path, SAGITTAL)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(UserError, match=r"a\.mha cannot be read as a MetaImage"):
        read_metaimage(path)
