"""Elbow phantoms: fluid lifts the pads, changes the picture inside its mask and hardly elsewhere."""

from pathlib import Path

import numpy as np
import pytest

from imaging.dicom import index
from imaging.phantoms import generate_elbow, write_study
from imaging.phantoms.elbow import LABEL, draw_effusion
from imaging.phantoms.shapes import dilate
from training.datasets import open_data

COARSE = 0.5
LIFTED = next(seed for seed in range(50) if (found := draw_effusion(seed)) and found.posterior)


def test_same_seed_same_pixels_other_seed_other_pixels() -> None:
    first, again, other = (generate_elbow(seed, spacing=COARSE) for seed in (5, 5, 6))
    assert np.array_equal(first.images[0].pixels, again.images[0].pixels)
    assert not np.array_equal(first.images[0].pixels, other.images[0].pixels)


def test_about_half_of_the_elbows_have_fluid_and_some_of_them_one_sign_only() -> None:
    drawn = [draw_effusion(seed) for seed in range(300)]
    fluid = [found for found in drawn if found]
    assert 120 < len(fluid) < 180
    assert 0.1 < np.mean([found.posterior == 0 for found in fluid]) < 0.5
    assert all(3 <= found.lift <= 9 and found.posterior < found.lift for found in fluid)


def test_fluid_changes_the_picture_where_the_pads_are() -> None:
    wet, dry = (generate_elbow(LIFTED, effusion=fluid, spacing=COARSE) for fluid in (True, False))
    assert wet.labels == {LABEL: True}
    assert dry.labels == {LABEL: False}
    assert dry.lesions == ()
    mask = wet.images[0].masks["effusion"][0]
    assert 200 < mask.sum() < 0.02 * mask.size
    change = dry.images[0].pixels[0].astype(float) - wet.images[0].pixels[0]
    assert change[mask].mean() > 100, "fat is darker than the muscle that was there"
    # Below the mask's threshold lie the pads' rims, and where the anterior pad was before. Photons are counted anew.
    assert abs(change[~dilate(mask, 16)].mean()) < 0.02 * change[mask].mean()


@pytest.mark.parametrize("seed", range(6))
def test_an_arm_faces_forwards_on_its_own_side(seed: int, tmp_path: Path) -> None:
    phantom = generate_elbow(seed, spacing=COARSE)
    image = phantom.images[0]
    write_study(phantom, tmp_path)
    (study,) = index.load([tmp_path]).studies
    series, (stack,) = study.series[0], study.stacks
    assert series.body_part == "ELBOW"
    assert series.view_position == "LL"
    assert series.laterality == phantom.case.laterality
    assert stack.patient_orientation == image.patient_orientation
    middle = image.pixels.shape[2] / 2
    upper = image.pixels[0][120:200]
    bright = float((upper.mean(axis=0) * np.arange(upper.shape[1])).sum() / upper.mean(axis=0).sum())
    forward = "left" if image.patient_orientation[0] == "P" else "right"
    assert (bright > middle) == (forward == "left"), "the upper arm lies behind the forearm"


def test_a_data_set_knows_the_fluid_before_anything_is_painted() -> None:
    for sample in open_data("phantom:elbow:3:6").samples:
        seed = int(sample.sample_id.rsplit("-", 1)[1])
        assert sample.reference == {"effusion": draw_effusion(seed) is not None}
        assert (sample.notes["effusion"] == "none") != sample.reference["effusion"]
