"""Phantoms: repeatable, valid as DICOM, lesions where their masks say, the same place in all three planes."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread

from imaging.dicom import index, read
from imaging.geometry import Plane
from imaging.phantoms import DEMO, VIEWS, Phantom, PhantomImage, demo_studies, generate_knee, generate_limb, write_study
from imaging.phantoms.knee_lesions import NORMAL_SHARE, draw_lesions, labels_of
from imaging.phantoms.model import generator
from imaging.phantoms.shapes import dilate
from imaging.study import CalibrationKind, StackKind

MATRIX = 128
"""Half the usual matrix: quick, and every voxel is drawn by the same code."""
TORN = 16
"""A knee with an ACL tear, a bone bruise and marrow oedema."""


@pytest.fixture(scope="module")
def torn() -> Phantom:
    return generate_knee(TORN, matrix=MATRIX)


@pytest.fixture(scope="module")
def twin() -> Phantom:
    return generate_knee(TORN, matrix=MATRIX, lesions=False)


def slab(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A mask grown by three pixels in the plane: the blur of the receiver."""
    return dilate(mask, 3)


def all_lesions(image: PhantomImage) -> NDArray[np.bool_]:
    return np.logical_or.reduce([*image.masks.values()])


class TestKnee:
    def test_says_what_is_wrong_with_it(self, torn: Phantom) -> None:
        assert torn.labels == {"knee_mri/abnormal": True, "knee_mri/acl_tear": True, "knee_mri/meniscus_tear": False}
        assert {lesion.name for lesion in torn.lesions} == set(torn.image("sagittal").masks)

    def test_twin_has_no_lesion(self, twin: Phantom) -> None:
        assert not any(twin.labels.values())
        assert twin.lesions == ()
        assert all(not image.masks for image in twin.images)

    def test_same_seed_same_pixels_other_seed_other_pixels(self, torn: Phantom) -> None:
        again = generate_knee(TORN, matrix=MATRIX)
        other = generate_knee(TORN + 1, matrix=MATRIX)
        for image in torn.images:
            assert np.array_equal(image.pixels, again.image(image.name).pixels)
            assert not np.array_equal(image.pixels, other.image(image.name).pixels)
            assert image.sop_instance_uids == again.image(image.name).sop_instance_uids
            assert not set(image.sop_instance_uids) & set(other.image(image.name).sop_instance_uids)

    @pytest.mark.parametrize("name", ["sagittal", "coronal", "axial"])
    def test_lesion_changes_the_picture_inside_its_mask_and_nowhere_else(
        self, torn: Phantom, twin: Phantom, name: str
    ) -> None:
        image, healthy = torn.image(name), twin.image(name)
        change = np.abs(image.pixels.astype(float) - healthy.pixels)
        mask = all_lesions(image)
        # Tails below the mask's threshold of one quarter may reach a little further, and faintly.
        assert change[~slab(mask)].max() < 0.25 * change.max()
        assert change[mask].mean() > 20 * change[~slab(mask)].mean()
        assert (change[mask] > 30).mean() > 0.8

    @pytest.mark.parametrize("seed", [TORN, 6, 14])
    def test_lesions_lie_at_the_same_place_in_all_planes(self, seed: int) -> None:
        phantom = generate_knee(seed, matrix=MATRIX)
        for lesion in phantom.lesions:
            centres = []
            for image in phantom.images:
                assert image.geometry is not None
                places = np.argwhere(image.masks[lesion.name])
                assert len(places) > 0, (lesion.name, image.name)
                centres.append(image.geometry.index_to_patient(places).mean(axis=0))
            spread = max(float(np.linalg.norm(a - b)) for a in centres for b in centres)
            # The widest slice spacing; an effusion is a thin sheet over half the joint, cut differently by each plane.
            assert spread < (8.4 if lesion.name == "effusion" else 4.2), lesion.name

    def test_planes_and_frame_of_reference(self, torn: Phantom) -> None:
        planes = {image.name: image.geometry.slice_plane for image in torn.images if image.geometry}
        assert planes == {"sagittal": Plane.SAGITTAL, "coronal": Plane.CORONAL, "axial": Plane.AXIAL}
        assert {i.geometry.frame_of_reference_uid for i in torn.images if i.geometry} == {torn.frame_of_reference_uid}
        normals = [image.geometry.section_geometry(0, 0).normal for image in torn.images if image.geometry]
        assert 5 < np.degrees(np.arccos(abs(normals[0][0]))) < 25  # sagittal oblique, along the ACL

    def test_tissues_have_the_order_of_a_fat_saturated_proton_density_image(self, twin: Phantom) -> None:
        pixels = twin.image("sagittal").pixels
        middle = pixels[8:16, 30:100, 35:95]
        assert np.percentile(middle, 99) > 2.5 * np.median(middle)  # fluid and cartilage over marrow and fat
        assert pixels[:, :6, :6].mean() < 0.3 * np.median(middle)  # air
        assert pixels.max() < 4096

    def test_a_third_is_normal_and_labels_are_balanced(self) -> None:
        drawn = [labels_of(draw_lesions(generator(seed, 2))) for seed in range(1000)]
        share = {name: np.mean([labels[name] for labels in drawn]) for name in drawn[0]}
        assert 1 - share["knee_mri/abnormal"] == pytest.approx(NORMAL_SHARE, abs=0.05)
        assert 0.25 < share["knee_mri/acl_tear"] < 0.4
        assert 0.25 < share["knee_mri/meniscus_tear"] < 0.4


class TestLimb:
    @pytest.mark.parametrize("view", list(VIEWS))
    def test_every_view_draws_bones_brighter_than_flesh_brighter_than_air(self, view: str) -> None:
        image = generate_limb(3, view=view, fracture=False).images[0]
        pixels = image.pixels[0]
        rows = pixels.shape[0]
        middle = pixels[rows // 3, :].astype(int)
        assert middle.max() > 1800
        assert np.percentile(pixels, 5) < 200
        assert ((pixels > 400) & (pixels < 1600)).mean() > 0.05  # soft tissue
        assert pixels.max() <= 4095

    def test_cortex_is_brighter_than_medulla(self) -> None:
        pixels = generate_limb(27, view="leg AP", fracture=False).images[0].pixels[0]
        rows = pixels.shape[0]
        row = pixels[int(0.45 * rows) : int(0.45 * rows) + 20].mean(axis=0)
        tibia = int(np.argmax(row))
        window = row[max(0, tibia - 140) : tibia + 140]
        peaks = window > 0.93 * window.max()
        edges = np.flatnonzero(np.diff(peaks.astype(int)))
        assert len(edges) >= 3, "two bright cortices with a darker medulla between them"

    @pytest.mark.parametrize("seed", range(60, 72))
    def test_fracture_mask_lies_on_the_bone_inside_the_image(self, seed: int) -> None:
        image = generate_limb(seed, fracture=True).images[0]
        mask = image.masks["fracture"][0]
        assert 100 < mask.sum() < 0.03 * mask.size
        (box,) = image.boxes("fracture")
        assert box.left >= 0
        assert box.right <= mask.shape[1]
        assert box.bottom <= mask.shape[0]
        assert image.pixels[0][mask].mean() > np.median(image.pixels[0])

    def test_a_hairline_changes_nothing_outside_its_mask(self) -> None:
        seeds = (s for s in range(200) if "hairline" in generate_limb(s, fracture=True).lesions[0].description)
        seed = next(seeds)
        broken, intact = (generate_limb(seed, fracture=f).images[0] for f in (True, False))
        mask = broken.masks["fracture"][0]
        change = intact.pixels[0].astype(float) - broken.pixels[0]
        outside = ~dilate(mask, 6)
        # Exposure is normalised over the whole film, and photons are counted: a few grey levels may differ.
        assert np.abs(change[outside]).mean() < 12
        assert change[mask].mean() > 5 * np.abs(change[outside]).mean()

    def test_left_is_the_mirror_image_of_right(self) -> None:
        sides = {p.case.laterality: p for p in (generate_limb(s, view="ankle AP", fracture=False) for s in range(8))}
        assert set(sides) == {"L", "R"}
        fibula = {side: p.images[0].pixels[0][200:400].mean(axis=0) for side, p in sides.items()}
        centre = {side: float((v * np.arange(v.size)).sum() / v.sum()) - v.size / 2 for side, v in fibula.items()}
        assert centre["R"] * centre["L"] < 0 or abs(centre["R"] - centre["L"]) > 5


class TestDicom:
    def test_writes_the_same_bytes_twice(self, tmp_path: Path, torn: Phantom) -> None:
        first = write_study(torn, tmp_path / "a")
        second = write_study(generate_knee(TORN, matrix=MATRIX), tmp_path / "b")
        assert len(first) == 24 + 22 + 24
        assert all(a.read_bytes() == b.read_bytes() for a, b in zip(first, second, strict=True))

    def test_knee_reads_back_as_three_volumes_of_one_frame_of_reference(self, tmp_path: Path, torn: Phantom) -> None:
        write_study(torn, tmp_path)
        update = index.load([tmp_path])
        assert update.refusals == ()
        (study,) = update.studies
        assert study.is_phantom
        assert study.study_uid == torn.study_uid
        assert "PHANTOM" in study.patient.name
        assert len(study.stacks) == 3
        for stack in study.stacks:
            image = torn.image(str(stack.plane))
            assert stack.kind is StackKind.VOLUME
            assert stack.geometry is not None
            assert image.geometry is not None
            assert np.allclose(stack.geometry.affine, image.geometry.affine, atol=1e-6)
            assert stack.geometry.frame_of_reference_uid == torn.frame_of_reference_uid
            assert tuple(frame.sop_instance_uid for frame in stack.frames) == image.sop_instance_uids
            assert np.array_equal(read.read_stack(stack).values[0], image.pixels)
            assert study.series_of(stack).body_part == "KNEE"

    def test_radiograph_reads_back_with_its_calibration(self, tmp_path: Path) -> None:
        phantom = generate_limb(6)
        write_study(phantom, tmp_path)
        (study,) = index.load([tmp_path]).studies
        (stack,) = study.stacks
        assert stack.kind is StackKind.RADIOGRAPH
        assert stack.calibration.kind is CalibrationKind.DETECTOR
        assert stack.calibration.row_spacing == pytest.approx(0.2)
        assert stack.patient_orientation == phantom.images[0].patient_orientation
        image = read.read_stack(stack)
        assert np.array_equal(image.values[0], phantom.images[0].pixels)
        assert not image.presentation.inverted
        assert image.default_window().width == pytest.approx(4095)

    @pytest.mark.parametrize("kind", ["knee", "limb"])
    def test_header_says_phantom_and_is_complete(self, tmp_path: Path, kind: str, torn: Phantom) -> None:
        phantom = torn if kind == "knee" else generate_limb(5)
        dataset = dcmread(write_study(phantom, tmp_path)[0])
        assert dataset.QualityControlImage == "YES"
        assert "PHANTOM" in dataset.SeriesDescription
        assert str(dataset.PatientName).startswith("PHANTOM")
        assert "phantom" in dataset.ImageComments.lower()
        assert dataset.SOPInstanceUID.startswith("2.25.")
        assert dataset.file_meta.TransferSyntaxUID.is_little_endian
        assert (dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit) == (16, 12, 11)
        needed = {
            "knee": ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness", "Laterality"),
            "limb": ("ImagerPixelSpacing", "PatientOrientation", "ViewPosition", "ImageLaterality", "DetectorType"),
        }[kind]
        assert all(dataset.get(keyword) not in (None, "") for keyword in needed)


class TestDemo:
    def test_is_generated_once_with_its_reference(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("imaging.phantoms.demo.DEMO", (("limb", 27), ("limb", 12)))
        steps: list[tuple[int, int]] = []
        studies = demo_studies(tmp_path, progress=lambda done, total: steps.append((done, total)))
        assert steps == [(0, 2), (1, 2), (2, 2)]
        assert [study.reference.labels for study in studies] == [
            {"lower_limb/fracture": True},
            {"lower_limb/fracture": False},
        ]
        written = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.dcm")}
        again = demo_studies(tmp_path)
        assert again == studies
        assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.dcm")} == written
        assert index.load([study.folder for study in studies]).refusals == ()
        content = json.loads((studies[0].folder.parent / "reference.json").read_text())
        (lesion,) = content["lesions"]
        left, top, right, bottom = lesion["boxes"][0]["box"]
        assert 0 <= left < right
        assert 0 <= top < bottom

    def test_stops_when_asked(self, tmp_path: Path) -> None:
        assert demo_studies(tmp_path, cancelled=lambda: True) == []
        assert not list(tmp_path.rglob("*.dcm"))

    def test_shows_positive_and_negative_studies_of_both_kinds(self) -> None:
        assert len(DEMO) == 7
        knees = [labels_of(draw_lesions(generator(seed, 2))) for kind, seed in DEMO if kind == "knee"]
        assert [k["knee_mri/abnormal"] for k in knees].count(False) == 1
        assert any(k["knee_mri/acl_tear"] for k in knees)
        assert any(k["knee_mri/meniscus_tear"] for k in knees)
