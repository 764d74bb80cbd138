"""Spine phantoms: signs as often as the paper counts them, each visible, two series that meet through geometry."""

from pathlib import Path

import numpy as np
import pytest

from imaging.dicom import index, read
from imaging.geometry import Plane
from imaging.phantoms import Phantom, generate_spine, reader_box, write_study
from imaging.phantoms.model import generator
from imaging.phantoms.spine_lesions import FRACTURE
from imaging.phantoms.spine_signs import FEATURES, FREQUENCIES, MALIGNANT, MALIGNANT_SHARE, PATIENTS, draw_signs
from imaging.study import StackKind

DRAWN = 4000
SHOWN = ("dark_line", "dark_patch", "band_oedema", "fluid_cleft", "diffuse_signal", "nodular_lesion")
"""Features that change the marrow of the vertebra itself."""


@pytest.fixture(scope="module")
def spine() -> Phantom:
    return generate_spine(11, malignant=True, close=True)


@pytest.mark.parametrize("malignant", [True, False])
def test_signs_are_as_frequent_as_in_table_1(malignant: bool) -> None:
    signs = [draw_signs(generator(seed, 2), malignant) for seed in range(DRAWN)]
    column = 0 if malignant else 1
    for name in FEATURES:
        share = FREQUENCIES[name][column] / PATIENTS[column]
        found = sum(sign.has(name) for sign in signs) / DRAWN
        assert found == pytest.approx(share, abs=4 * np.sqrt(max(share * (1 - share), 1e-9) / DRAWN) + 1e-9), name


def test_the_share_of_malignant_fractures_is_that_of_the_paper() -> None:
    found = sum(draw_signs(generator(seed, 2)).malignant for seed in range(DRAWN)) / DRAWN
    assert found == pytest.approx(MALIGNANT_SHARE, abs=0.03)


def test_signs_that_exclude_each_other_never_meet() -> None:
    for seed in range(1000):
        sign = draw_signs(generator(seed, 2))
        forms = [sign.has(n) for n in ("absence_of_collapse", "anterior_wedge", "entire_compression")]
        assert sum(forms) <= 1
        assert sum(forms) == 1 or sign.has("central_concave")
        assert sum(sign.has(n) for n in ("homogeneous_marrow", "band_oedema", "diffuse_signal")) <= 1
        assert not (sign.has("homogeneous_marrow") and (sign.has("nodular_lesion") or sign.has("dark_line")))


def test_all_fifteen_features_and_the_diagnosis_are_known(spine: Phantom) -> None:
    assert set(spine.labels) == {MALIGNANT, *(f"vertebral_features/{name}" for name in FEATURES)}
    assert len(FEATURES) == 15
    assert spine.labels[MALIGNANT]


@pytest.mark.parametrize("seed", range(6))
def test_a_feature_of_the_marrow_is_on_both_series_when_it_is_there_and_only_then(seed: int) -> None:
    spine = generate_spine(seed, close=True)
    for image in spine.images:
        for name in SHOWN:
            there = spine.labels[f"vertebral_features/{name}"]
            assert (name in image.masks) == there, (name, image.name)
            if there:  # inside the vertebra, and on the middle slice
                middle = image.masks[name][len(image.pixels) // 2]
                assert middle.any()
                assert not (middle & ~image.masks[FRACTURE][len(image.pixels) // 2]).any()


def test_replaced_marrow_is_dark_on_t1_and_bright_on_t2() -> None:
    spine = next(
        p
        for p in (generate_spine(seed, malignant=True, close=True) for seed in range(20))
        if p.labels["vertebral_features/diffuse_signal"] and not p.labels["vertebral_features/dark_patch"]
    )
    means = {}
    for image in spine.images:
        middle = len(image.pixels) // 2
        ill, all_bone = image.masks["diffuse_signal"][middle], image.masks["vertebrae"][middle]
        healthy = all_bone & ~image.masks[FRACTURE][middle]
        means[image.name] = image.pixels[middle][ill].mean() / image.pixels[middle][healthy].mean()
    assert means["t1"] < 0.8
    assert means["t2"] > 1.15


def test_the_same_vertebra_lies_at_the_same_place_of_the_patient_in_both_series(spine: Phantom) -> None:
    places = []
    for image in spine.images:
        assert image.geometry is not None
        places.append(image.geometry.index_to_patient(np.argwhere(image.masks[FRACTURE])).mean(axis=0))
    t1, t2 = spine.image("t1"), spine.image("t2")
    assert t1.pixels.shape != t2.pixels.shape
    assert np.linalg.norm(places[0] - places[1]) < 0.5


def test_the_readers_square_holds_the_whole_vertebra(spine: Phantom) -> None:
    box, image = reader_box(spine), spine.image("t2")
    own = next(b for b in image.boxes(FRACTURE) if b.sop_instance_uid == box.sop_instance_uid)
    assert box.right - box.left == pytest.approx(box.bottom - box.top)
    assert box.left < own.left < own.right < box.right
    assert box.top < own.top < own.bottom < box.bottom


def test_same_seed_same_pixels_other_seed_other_pixels(spine: Phantom) -> None:
    again, other = generate_spine(11, malignant=True, close=True), generate_spine(12, malignant=True, close=True)
    for image in spine.images:
        assert np.array_equal(image.pixels, again.image(image.name).pixels)
        assert not np.array_equal(image.pixels, other.image(image.name).pixels)


def test_written_as_dicom_and_read_back(spine: Phantom, tmp_path: Path) -> None:
    write_study(spine, tmp_path)
    study = index.load([tmp_path]).studies[0]
    assert study.is_phantom
    assert study.patient.age_years == spine.case.age_years
    found = {series.description: series for series in study.series}
    assert set(found) == {"PHANTOM SAG T1 SE", "PHANTOM SAG T2 FSE"}
    t2 = found["PHANTOM SAG T2 FSE"]
    assert (t2.echo_time, t2.repetition_time, t2.magnetic_field_strength) == (90, 3200, 1.5)
    (stack,) = t2.stacks
    assert stack.kind is StackKind.VOLUME
    assert stack.plane is Plane.SAGITTAL
    image = spine.image("t2")
    assert image.geometry is not None
    assert stack.geometry is not None
    np.testing.assert_allclose(stack.geometry.affine, image.geometry.affine, atol=1e-5)
    np.testing.assert_array_equal(read.read_stack(stack).values[0], image.pixels)


def test_structures_lie_side_by_side(spine: Phantom) -> None:
    for image in spine.images:
        middle = len(image.pixels) // 2
        bones, discs, canal = (image.masks[name][middle] for name in ("vertebrae", "discs", "canal"))
        assert bones.any()
        assert canal.any()
        assert discs.any()
        assert not (bones & discs).any()
        assert (bones & canal).sum() < 0.05 * canal.sum()
        assert not (image.masks[FRACTURE][middle] & ~bones).any()
