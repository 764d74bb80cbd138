"""Knee radiographs: signs follow the grade, lie where their masks say, and can be measured on the film."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from imaging.dicom import index
from imaging.phantoms import Phantom, generate_knee_radiograph, write_study
from imaging.phantoms.knee_joint import CENTRE, SPACE, draw_signs, other_side
from imaging.phantoms.knee_radiograph import GRADE, draw_knee
from imaging.phantoms.model import generator
from imaging.study import Case, StackKind
from inference.registry import load_task
from inference.task import TaskInput
from training.datasets import open_data

COARSE = 0.4
SEED = 6


@pytest.fixture(scope="module")
def knees() -> list[Phantom]:
    """The same knee in every grade."""
    return [generate_knee_radiograph(SEED, grade=grade, spacing=COARSE) for grade in range(5)]


def joint_line(phantom: Phantom) -> NDArray[np.float64]:
    """Grey values down through the middle of the compartment that is worn."""
    case, signs = draw_knee(phantom.seed, grade=int(phantom.labels[GRADE]))
    image = phantom.images[0].pixels[0].astype(float)
    rows, columns = image.shape
    sign = 1 if case.laterality == "R" else -1
    column = int(columns / 2 + sign * CENTRE[signs.worn] / COARSE)
    return np.asarray(image[rows // 2 - 40 : rows // 2 + 40, column - 4 : column + 5].mean(axis=1))


class TestSigns:
    @pytest.mark.parametrize(
        ("grade", "osteophytes", "narrowing", "sclerosis"),
        [
            (0, (0, 0), (0.0, 0.08), (0.0, 0.0)),
            (1, (1, 1), (0.08, 0.25), (0.0, 0.0)),
            (2, (1, 3), (0.1, 0.38), (0.0, 0.2)),
            (3, (3, 4), (0.5, 0.75), (0.45, 0.8)),
            (4, (4, 4), (0.88, 1.0), (0.9, 1.3)),
        ],
    )
    def test_follow_the_definitions_of_kellgren_and_lawrence(
        self,
        grade: int,
        osteophytes: tuple[int, int],
        narrowing: tuple[float, float],
        sclerosis: tuple[float, float],
    ) -> None:
        for seed in range(30):
            signs = draw_signs(generator(seed, 32), grade)
            assert osteophytes[0] <= len(signs.osteophytes) <= osteophytes[1]
            assert narrowing[0] <= signs.narrowing[signs.worn] <= narrowing[1]
            assert signs.narrowing[other_side(signs.worn)] <= 0.06
            assert sclerosis[0] <= signs.sclerosis[signs.worn] <= sclerosis[1]
            assert (signs.deformity > 1.5) is (grade == 4)

    def test_the_medial_side_is_worn_in_three_of_four(self) -> None:
        worn = [draw_signs(generator(seed, 32), 3).worn for seed in range(400)]
        assert 0.68 < worn.count("medial") / 400 < 0.82


class TestFilm:
    def test_the_joint_space_narrows_with_the_grade(self, knees: list[Phantom]) -> None:
        lines = [joint_line(knee) for knee in knees]
        dark = (lines[0].min() + np.median(lines[0])) / 2
        spaces = [float((line < dark).sum()) * COARSE for line in lines]
        healthy = SPACE[draw_knee(SEED, grade=0)[1].worn]
        assert spaces[0] == pytest.approx(healthy, abs=1.5)
        assert spaces[0] > spaces[3] + 1.5
        assert spaces[3] > spaces[4]
        assert all(before >= after for before, after in pairwise(spaces))

    def test_osteophytes_are_denser_than_the_tissue_that_was_there(self, knees: list[Phantom]) -> None:
        healthy, worn = knees[0].images[0], knees[4].images[0]
        found = [name for name in worn.masks if name.startswith("osteophyte")]
        assert len(found) == 4
        for name in found:
            mask = worn.masks[name]
            assert mask.sum() * COARSE**2 > 8  # mm²
            assert worn.pixels[mask].mean() > healthy.pixels[mask].mean()

    def test_sclerosis_is_the_whitest_bone(self, knees: list[Phantom]) -> None:
        image = knees[4].images[0]
        (name,) = [name for name in image.masks if name.startswith("sclerosis")]
        bone = image.pixels[0] > np.median(image.pixels[0])
        assert image.pixels[image.masks[name]].mean() > image.pixels[0][bone].mean()

    def test_signs_have_words_and_grade_and_disease_are_labels(self, knees: list[Phantom]) -> None:
        assert knees[0].lesions == ()
        assert [knee.labels[GRADE] for knee in knees] == [0, 1, 2, 3, 4]
        assert [knee.labels["knee_kl_grade/osteoarthritis"] for knee in knees] == [False, False, True, True, True]
        assert {lesion.name for lesion in knees[4].lesions} == set(knees[4].images[0].masks)
        assert any("sunk by" in lesion.description for lesion in knees[4].lesions)

    def test_the_same_seed_gives_the_same_pixels(self, knees: list[Phantom]) -> None:
        again = generate_knee_radiograph(SEED, grade=4, spacing=COARSE)
        np.testing.assert_array_equal(again.images[0].pixels, knees[4].images[0].pixels)
        assert again.study_uid == knees[4].study_uid


def test_as_dicom_the_grader_takes_it(knees: list[Phantom], tmp_path: Path) -> None:
    write_study(knees[3], tmp_path)
    (study,) = index.load([tmp_path]).studies
    (series,) = study.series
    assert (series.body_part, series.laterality, series.view_position) == ("KNEE", knees[3].case.laterality, "AP")
    assert series.stacks[0].kind is StackKind.RADIOGRAPH
    assert isinstance(load_task("knee_kl_grade").select(Case(study)), TaskInput)


def test_as_a_data_set_every_grade_is_there_and_known_before_it_is_painted() -> None:
    data = open_data("phantom:knee_kl:3:140")
    assert {sample.grades["kl"] for sample in data.split("train")} == {0, 1, 2, 3, 4}
    first = data.split("train")[0]
    values = np.asarray(first.load().images["image"].values)
    assert values.shape == (1, 1, 275, 275)
    assert set(first.clinical) == {"sex", "age_years"}
