"""Hand phantoms: bones appear and fuse in order, girls before boys; the header says sex and age, the masks where."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from imaging.dicom import index, read
from imaging.phantoms import generate_hand, write_study
from imaging.phantoms.hand import CENTRES, LABEL, PLATES
from imaging.phantoms.hand_maturity import CARPALS, EPIPHYSES, Growth, adult_part, growth_of
from training.datasets import open_data
from training.datasets.phantom import PhantomSample

COARSE = 0.5


class NoSpread(np.random.Generator):
    """Every bone exactly as old as the hand."""

    def __init__(self) -> None:
        super().__init__(np.random.PCG64(0))

    def standard_normal(self, *args: object, **kwargs: object) -> float:  # type: ignore[override]
        """Zero."""
        return 0.0


def grown(months: float, sex: str) -> dict[str, Growth]:
    return dict(growth_of(months, sex, NoSpread()))


class TestMaturity:
    @pytest.mark.parametrize(
        ("months", "sex", "present", "absent"),
        [
            (12, "M", {"capitate", "hamate"}, {"triquetrum", "radius", "lunate"}),
            (12, "F", {"capitate", "hamate", "radius", "proximal phalanx 3"}, {"triquetrum", "metacarpal 2"}),
            (36, "F", {"triquetrum", "lunate", "distal phalanx 5"}, {"scaphoid", "trapezium", "ulna"}),
            (36, "M", {"triquetrum", "metacarpal 5"}, {"lunate", "scaphoid", "distal phalanx 2"}),
            (84, "F", {"scaphoid", "trapezium", "trapezoid", "ulna"}, {"pisiform", "sesamoid"}),
            (84, "M", {"scaphoid", "trapezium", "trapezoid"}, {"pisiform", "ulna"}),
            (132, "F", {"pisiform", "sesamoid"}, set()),
            (132, "M", {"pisiform"}, {"sesamoid"}),
        ],
    )
    def test_centres_appear_at_the_ages_of_the_tables(
        self, months: int, sex: str, present: set[str], absent: set[str]
    ) -> None:
        bones = grown(months, sex)
        assert all(bones[name].size > 0 for name in present)
        assert all(bones[name].size == 0 for name in absent)

    def test_girls_are_ahead_of_boys_in_every_bone(self) -> None:
        assert all(girls < boys for girls, boys in CARPALS.values())
        for appears, fuses in EPIPHYSES.values():
            assert appears[0] < appears[1]
            assert fuses[0] < fuses[1]

    @pytest.mark.parametrize("sex", ["F", "M"])
    def test_plates_close_from_the_fingertips_to_the_radius(self, sex: str) -> None:
        which = 0 if sex == "F" else 1
        order = ["distal phalanx 3", "proximal phalanx 3", "metacarpal 3", "middle phalanx 3", "ulna", "radius"]
        ages = [EPIPHYSES[name][1][which] for name in order]
        assert all(first <= second for first, second in pairwise(ages))
        assert ages[0] < ages[-1]
        bones = grown(ages[2], sex)
        assert bones["distal phalanx 3"].fused == 1.0
        assert 0 < bones["metacarpal 3"].fused < 1
        assert bones["radius"].fused == 0.0

    @pytest.mark.parametrize("sex", ["F", "M"])
    def test_nothing_shrinks_with_age(self, sex: str) -> None:
        ages = range(12, 217, 6)
        for younger, older in pairwise([grown(months, sex) for months in ages]):
            for name, bone in older.items():
                assert bone.size >= younger[name].size
                assert bone.fused >= younger[name].fused
        assert all(a < b for a, b in pairwise(adult_part(months, sex) for months in (12, 60, 120, 168)))


class TestImage:
    def test_same_seed_same_pixels_other_seed_other_pixels(self) -> None:
        first, again, other = (generate_hand(seed, spacing=COARSE) for seed in (5, 5, 6))
        assert np.array_equal(first.images[0].pixels, again.images[0].pixels)
        assert first.study_uid == again.study_uid
        assert first.study_uid != other.study_uid
        assert first.images[0].pixels.shape != other.images[0].pixels.shape

    @pytest.mark.parametrize("sex", ["F", "M"])
    def test_more_bone_is_ossified_and_fewer_plates_are_open_with_age(self, sex: str) -> None:
        centres, plates = [], []
        for months in (18, 60, 120, 150, 216):
            masks = generate_hand(3, bone_age=months, sex=sex, spacing=COARSE).images[0].masks
            hand = masks[CENTRES].size
            centres.append(masks[CENTRES].sum() / hand)
            plates.append(masks[PLATES].sum() / hand)
        assert all(a < b for a, b in pairwise(centres[:4]))
        assert plates[0] < plates[1] < plates[2]
        assert plates[4] < 0.1 * plates[2]

    def test_open_plates_are_darker_than_the_bone_beside_them(self) -> None:
        image = generate_hand(3, bone_age=120, sex="M").images[0]
        values = image.pixels[0].astype(float)
        assert values[image.masks[PLATES][0]].mean() < 0.9 * values[image.masks[CENTRES][0]].mean()

    def test_is_a_left_hand_whatever_the_age(self) -> None:
        """The marker is an L, the thumb on the right as a left hand lies seen from the back."""
        for months in (24, 200):
            phantom = generate_hand(8, bone_age=months, spacing=COARSE)
            image = phantom.images[0]
            assert phantom.case.laterality == "L"
            assert image.patient_orientation == ("L", "H")
            assert image.view == "PA"

    def test_chronological_age_is_another_age(self) -> None:
        hands = [generate_hand(seed, bone_age=120, spacing=2.0) for seed in range(40)]
        ages = np.array([hand.case.age_months for hand in hands], float)
        assert all(hand.labels == {LABEL: 120.0} for hand in hands)
        assert 5 < ages.std() < 17
        assert abs(ages.mean() - 120) < 6


def test_reads_back_with_sex_age_and_calibration(tmp_path: Path) -> None:
    phantom = generate_hand(4, bone_age=60, spacing=COARSE)
    (path,) = write_study(phantom, tmp_path)
    dataset = dcmread(path)
    months = phantom.case.age_months
    assert months is not None
    assert dataset.PatientAge == f"{months:03d}M"
    born, study = dataset.PatientBirthDate, dataset.StudyDate
    assert (int(study[:4]) - int(born[:4])) * 12 + int(study[4:6]) - int(born[4:6]) == months
    assert dataset.AnatomicRegionSequence[0].CodeValue == "85562004"
    (study_read,) = index.load([tmp_path]).studies
    assert study_read.is_phantom
    assert study_read.patient.sex == phantom.case.sex
    assert study_read.patient.age_years == pytest.approx(months / 12, abs=0.01)
    (stack,) = study_read.stacks
    assert stack.calibration.row_spacing == pytest.approx(COARSE)
    assert study_read.series_of(stack).body_part == "HAND"
    assert np.array_equal(read.read_stack(stack).values[0], phantom.images[0].pixels)


def test_a_data_set_knows_age_and_sex_before_anything_is_painted(tmp_path: Path) -> None:
    (sample,) = open_data("phantom:hand:7:1").samples
    assert isinstance(sample, PhantomSample)
    phantom = sample.phantom()
    assert sample.quantities == {"age": phantom.labels[LABEL]}
    assert sample.clinical["sex"] == float(phantom.case.sex == "M")
    write_study(phantom, tmp_path)
    patient = index.load([tmp_path]).studies[0].patient
    assert sample.clinical["age_years"] == pytest.approx(patient.age_years, abs=0.01)
