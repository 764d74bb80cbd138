"""Real and published files: geometry, pixels against the catalogue, refusals in one sentence."""

import csv
from pathlib import Path

import numpy as np
import pytest

from imaging.dicom.index import ScanUpdate, load, scan
from imaging.dicom.instance import open_instance
from imaging.dicom.read import read_frame, read_stack
from imaging.errors import UserError
from imaging.study import Stack, StackKind


def last(path: Path) -> ScanUpdate:
    return list(scan([path]))[-1]


@pytest.fixture(scope="module")
def knee(shared: Path) -> Stack:
    """Multi-echo spin echo of a knee: 24 slices, 8 echoes, big endian, one Series."""
    (study,) = load([shared / "data/pymskt_mese_knee"]).studies
    (stack,) = study.stacks
    return stack


def test_eight_echoes_are_one_stack_with_an_echo_dimension(knee: Stack) -> None:
    ((name, times),) = knee.dimensions
    assert name == "echo_time"
    np.testing.assert_allclose(times, 6.312 * np.arange(1, 9), atol=1e-3)
    assert (knee.slices, knee.volumes, len(knee.frames)) == (24, 8, 192)
    assert knee.kind is StackKind.VOLUME
    assert (str(knee.plane), knee.regular, knee.warnings) == ("sagittal", True, ())


def test_the_step_along_the_normal_is_four_millimetres(knee: Stack) -> None:
    assert knee.geometry is not None
    assert knee.geometry.slice_distance == pytest.approx(4.0, abs=5e-4)
    planes = [frame.geometry for frame in knee.frames[:24]]
    distances = [float(planes[0].distance(plane.position)) for plane in planes if planes[0] and plane]
    np.testing.assert_allclose(distances, 4.0 * np.arange(24), atol=2e-3)


def test_big_endian_pixels_are_those_of_simpleitk(knee: Stack) -> None:
    sitk = pytest.importorskip("SimpleITK")
    image = read_stack(knee)
    assert image.values.shape == (8, 24, 256, 256)
    for index in (0, 30, 191):
        expected = sitk.GetArrayFromImage(sitk.ReadImage(knee.frames[index].path))[0]
        np.testing.assert_array_equal(image.values[divmod(index, 24)], expected)
    # The signal decays with the echo time wherever there is any.
    means = image.values.mean(axis=(1, 2, 3))
    assert np.all(np.diff(means[1:]) < 0)


GEOMETRY_SETS = (
    "dcm_qa_decubitus/HFS",
    "dcm_qa_decubitus/HFP",
    "dcm_qa_decubitus/HFDL",
    "dcm_qa_decubitus/HFDR",
    "dcm_qa_ct/Philips_phantom_tilt_plus16_5",
    "dcm_qa_ct/Philips_phantom_tilt_minus18_5",
    "dcm_qa_pdt2",
    "dcm_qa_frag/5001_anat-T1w_acq-tfl",
    "dcm_qa_frag/6001_anat-T1w_acq-tfl",
)


@pytest.mark.parametrize("name", [*GEOMETRY_SETS, "dcm_qa_xa30"])
def test_values_are_those_of_simpleitk(shared: Path, name: str) -> None:
    sitk = pytest.importorskip("SimpleITK")
    (study,) = load([shared / "data/dcm_qa_geometry" / name]).studies
    stack = study.stacks[0]
    frame = stack.frames[len(stack.frames) // 2]
    expected = sitk.GetArrayFromImage(sitk.ReadImage(frame.path))
    np.testing.assert_array_equal(read_frame(frame).values, expected[frame.number - 1])


@pytest.mark.parametrize(("name", "degrees"), [("plus16_5", 16.5), ("minus18_5", 18.5)])
def test_gantry_tilt_is_measured_and_said(shared: Path, name: str, degrees: float) -> None:
    (study,) = load([shared / f"data/dcm_qa_geometry/dcm_qa_ct/Philips_phantom_tilt_{name}"]).studies
    (stack,) = study.stacks
    assert stack.geometry is not None
    assert stack.geometry.shear_degrees == pytest.approx(degrees, abs=0.05)
    assert stack.geometry.slice_distance == pytest.approx(2.5 * np.cos(np.radians(degrees)), abs=5e-3)
    assert stack.regular
    assert "gantry tilt" in stack.warnings[0]


def test_two_echoes_in_separate_numbers_are_one_stack(shared: Path) -> None:
    (study,) = load([shared / "data/dcm_qa_geometry/dcm_qa_pdt2"]).studies
    (stack,) = study.stacks
    assert stack.dimensions == (("echo_time", (11.0, 92.0)),)
    assert stack.slices == 12


def test_enhanced_multi_frame_is_ordered_by_plane_position(shared: Path) -> None:
    (study,) = load([shared / "data/dcm_qa_geometry/dcm_qa_xa30"]).studies
    (stack,) = study.stacks
    assert (stack.slices, stack.kind, str(stack.plane)) == (96, StackKind.VOLUME, "sagittal")
    assert stack.geometry is not None
    assert stack.geometry.spacing == pytest.approx((2, 2, 2), abs=1e-4)
    # Rows run to P and columns to F, so the normal runs to the patient's right; the file counts from right to left.
    assert [frame.number for frame in stack.frames] == list(range(96, 0, -1))
    # Image Position (Patient) in the first item of the Per-frame Functional Groups Sequence.
    np.testing.assert_allclose(stack.geometry.index_to_patient([95, 0, 0]), [-100.424, -156.094, 113.224], atol=1e-3)


def test_twelve_bits_with_and_without_sign(shared: Path) -> None:
    """One picture three times; two have patches of 0x0F0F and 0xFFFF, of which twelve bits count, signed or not."""
    folder = shared / "data/dcm_qa_geometry/dcm_qa_12bit"
    values = {
        path.stem: read_frame(load([path]).studies[0].stacks[0].frames[0]).values for path in folder.glob("*.dcm")
    }
    plain, patched = values["12bitUnsigned"], values["12bitUnsigned_0x0F0F"]
    patch = plain != patched
    assert patch.sum() == 360
    assert set(patched[patch]) == {0x0F0F, 0x0FFF}
    signed = values["12bitSigned_0x0F0F"]
    assert set(signed[patch]) == {0x0F0F - 4096, -1}
    assert signed.min() >= -2048
    assert signed.max() <= 2047


def catalogue(shared: Path) -> list[dict[str, str]]:
    with (shared / "data/dicom_conformance/catalogue.csv").open(newline="") as table:
        return list(csv.DictReader(table))


def test_every_published_file_is_shown_or_refused_with_a_sentence(shared: Path) -> None:
    root = shared / "data/dicom_conformance"
    shown, refused = 0, 0
    for row in catalogue(shared):
        update = last(root / row["path"])
        for refusal in update.refusals:
            refused += 1
            assert refusal.reason[0].isupper(), row["path"]
            assert refusal.reason.endswith("."), row["path"]
            assert "\n" not in refusal.reason
        assert update.studies or update.refusals, row["path"]
        for stack in (stack for study in update.studies for stack in study.stacks):
            shown += _shown_or_refused(stack, row)
    assert shown >= 215
    assert refused >= 60


def _shown_or_refused(stack: Stack, row: dict[str, str]) -> bool:
    sentence = ""
    try:
        image = read_stack(stack)
    except UserError as error:
        sentence = str(error)
    if sentence:
        # What the catalogue's decoder could decode, this one must, too.
        assert row["pydicom_3.0.2_decode"] != "ok", (row["path"], sentence)
        assert sentence.endswith(".")
        return False
    assert image.values.shape[2:4] == (stack.rows, stack.columns)
    assert image.refusals == ()
    return True


def test_stored_values_are_those_of_the_catalogue(shared: Path) -> None:
    root = shared / "data/dicom_conformance"
    compared = 0
    for row in catalogue(shared):
        path = root / row["path"]
        # Segmentations are refused, and a palette's colours are not its stored values.
        if not row["shape_dtype_min_max"] or row["modality"] == "SEG" or row["photometric"] == "PALETTE COLOR":
            continue
        with path.open("rb") as stream:
            instance = open_instance(str(path), stream)
        values = np.stack([instance.stored_values(k + 1) for k in range(instance.frames)])
        if values.ndim == 4 and values.dtype != np.uint8:
            continue
        _, dtype, low, high = row["shape_dtype_min_max"].split("|")
        if values.ndim == 4 and dtype != "uint8":
            continue
        # Lossy JPEG in colour depends on the decoder's arithmetic by a few steps.
        tolerance = 3 if values.ndim == 4 and "JPEG" in row["transfer_syntax"] else 0
        assert float(values.min()) == pytest.approx(float(low), abs=tolerance), row["path"]
        assert float(values.max()) == pytest.approx(float(high), abs=tolerance), row["path"]
        compared += 1
    assert compared >= 188


def test_edge_cases_of_radiographs(shared: Path) -> None:
    folder = shared / "data/radiograph_edge_cases"
    for path in sorted(folder.glob("*.jpg")):
        update = last(path)
        if path.name.startswith("truncated"):
            assert "cut short" in update.refusals[0].reason
            continue
        (stack,) = update.studies[0].stacks
        values = read_frame(stack.frames[0]).values
        assert values.shape == (stack.rows, stack.columns)
        if path.name.startswith("fullres"):
            assert values.shape == (2880, 2304)


def test_exif_rotated_radiographs_stand_as_their_tag_says(shared: Path) -> None:
    from PIL import Image, ImageOps

    for path in sorted((shared / "data/radiograph_edge_cases").glob("exif_rotated*.jpg")):
        (stack,) = last(path).studies[0].stacks
        with Image.open(path) as picture:
            assert picture.getexif().get(0x0112, 1) != 1
            expected = np.asarray(ImageOps.exif_transpose(picture).convert("L"))
        assert (stack.rows, stack.columns) == expected.shape
        np.testing.assert_allclose(read_frame(stack.frames[0]).values.astype(int), expected, atol=2)


@pytest.mark.parametrize("folder", ["qmritools_leg_mri", "sct_cervical_spine"])
def test_nifti_voxels_lie_where_simpleitk_puts_them(shared: Path, folder: str) -> None:
    sitk = pytest.importorskip("SimpleITK")
    update = last(shared / "data" / folder)
    paths = {study.stacks[0].frames[0].path: study.stacks[0] for study in update.studies}
    assert paths
    random = np.random.default_rng(0)
    for path, stack in paths.items():
        reference = sitk.ReadImage(path)
        values = read_stack(stack).values[0]
        assert stack.geometry is not None
        for index in random.integers(0, values.shape, (20, 3)):
            point = stack.geometry.index_to_patient(index)
            there = reference.TransformPhysicalPointToContinuousIndex(point.tolist())
            np.testing.assert_allclose(there, np.rint(there), atol=5e-3)
            expected = reference.GetPixel([round(c) for c in there])
            assert float(values[tuple(index)]) == pytest.approx(expected, rel=1e-5, abs=1e-4)
