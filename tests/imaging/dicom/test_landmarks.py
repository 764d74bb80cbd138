"""Twenty landmarks in each set of odd geometry: where we put them in the patient and where SimpleITK does.

Run it with ``-s`` to see the largest error of each set.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread

from imaging.dicom.index import load
from imaging.geometry import PlaneGeometry
from imaging.study import Stack

SETS = (
    "dcm_qa_decubitus/HFS",
    "dcm_qa_decubitus/HFP",
    "dcm_qa_decubitus/HFDL",
    "dcm_qa_decubitus/HFDR",
    "dcm_qa_ct/Philips_phantom_tilt_plus16_5",
    "dcm_qa_ct/Philips_phantom_tilt_minus18_5",
    "dcm_qa_pdt2",
    "dcm_qa_frag/5001_anat-T1w_acq-tfl",
    "dcm_qa_frag/6001_anat-T1w_acq-tfl",
    "dcm_qa_xa30",
    "dcm_qa_12bit",
)
LANDMARKS = 20
LARGEST = 1e-3
"""In mm. The header of the enhanced image gives per-frame positions that are rounded to 1e-4 mm."""


def points_of(itk: Any, number: int, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Physical points of pixel indices (row, column), shape (n, 2): the reference, shape (n, 3)."""
    depth = float(number - 1) if itk.GetSize()[2] > 1 else 0.0
    points = [itk.TransformContinuousIndexToPhysicalPoint((column, row, depth)) for row, column in places.tolist()]
    return np.array(points)


def errors(stack: Stack, index: int, places: NDArray[np.float64], sitk: Any) -> tuple[float, float]:
    """Largest distances in mm from SimpleITK's points: by the frame's own plane, and by the geometry of its stack."""
    frame, geometry = stack.frames[index], stack.geometry
    assert frame.geometry is not None
    assert geometry is not None
    expected = points_of(sitk.ReadImage(frame.path), frame.number, places)
    slices = np.full((len(places), 1), index % stack.slices)
    found = (frame.geometry.pixel_to_patient(places), geometry.index_to_patient(np.hstack([slices, places])))
    plane, volume = (float(np.linalg.norm(points - expected, axis=1).max()) for points in found)
    # And back again: the same pixel of the same slice.
    back = geometry.patient_to_index(expected)
    assert np.abs(back[:, 0] - slices[:, 0]).max() < 0.001
    np.testing.assert_allclose(back[:, 1:], places, atol=0.001)
    return plane, volume


@pytest.mark.parametrize("name", SETS)
def test_twenty_landmarks_lie_where_simpleitk_puts_them(shared: Path, name: str) -> None:
    sitk = pytest.importorskip("SimpleITK")
    sitk.ProcessObject.SetGlobalWarningDisplay(False)
    (study,) = load([shared / "data/dcm_qa_geometry" / name]).studies
    random = np.random.default_rng(20)
    for stack in study.stacks:
        # The corners of the first and the last slice, and places in between.
        last = [stack.rows - 1, stack.columns - 1]
        corners = np.array([[0, 0], [0, last[1]], [last[0], 0], last], dtype=float)
        worst = np.zeros(2)
        for index in (0, stack.slices - 1):
            worst = np.maximum(worst, errors(stack, index, corners, sitk))
        for _ in range(LANDMARKS - 8):
            index, place = int(random.integers(len(stack.frames))), random.uniform(0, last, (1, 2))
            worst = np.maximum(worst, errors(stack, index, place, sitk))
        sys.stdout.write(f"{name:42} largest error: plane {worst[0]:.1e} mm, volume {worst[1]:.1e} mm\n")
        assert worst.max() < LARGEST


def itk_letters(plane: PlaneGeometry, header: Any, sitk: Any) -> dict[str, str]:
    """Edge letters from ITK's own orientation code of the header's cosines: the way to the right, then down."""
    row, column = np.array(header.ImageOrientationPatient[:3]), np.array(header.ImageOrientationPatient[3:])
    columns = np.stack([row, column, np.cross(row, column)], axis=1)
    code = sitk.DICOMOrientImageFilter.GetOrientationFromDirectionCosines(columns.ravel().tolist())
    right, bottom = (letter.replace("S", "H").replace("I", "F") for letter in code[:2])
    other = dict(zip("LRAPHF", "RLPAFH", strict=True))
    return {"left": other[right], "right": right, "top": other[bottom], "bottom": bottom}


@pytest.mark.parametrize("name", ["HFS", "HFP", "HFDL", "HFDR"])
def test_letters_on_all_edges_of_the_four_ways_of_lying(shared: Path, name: str) -> None:
    sitk = pytest.importorskip("SimpleITK")
    (study,) = load([shared / "data/dcm_qa_geometry/dcm_qa_decubitus" / name]).studies
    seen = set()
    for frame in (frame for stack in study.stacks for frame in stack.frames):
        header = dcmread(frame.path, stop_before_pixels=True)
        seen.add(str(header.PatientPosition))
        assert frame.geometry is not None
        assert vars(frame.geometry.edge_labels) == itk_letters(frame.geometry, header, sitk)
    assert seen == {name}
