"""Weighting, fat suppression and views: what descriptions and times say."""

import pytest

from app.reading.series_words import View, Weighting, is_fat_suppressed, view_of, weighting_of, words_of
from imaging.geometry import Plane
from imaging.study import Series
from tests.app.reading.hanging_studies import radiograph, volume

DESCRIPTIONS = [
    ("SAG PD FS", Weighting.PD, True),
    ("sag_pd-fs", Weighting.PD, True),
    ("SagPDFS", Weighting.PD, True),
    ("pd_tse_fs_cor_320", Weighting.PD, True),
    ("PDW SPAIR AX", Weighting.PD, True),
    ("DP FATSAT COR", Weighting.PD, True),
    ("t1_tse_sag", Weighting.T1, False),
    ("T1W TSE", Weighting.T1, False),
    ("SAG T1 FAT SAT +C", Weighting.T1, True),
    ("Cor T2 Fat Suppressed", Weighting.T2, True),
    ("T2W_TSE sag", Weighting.T2, False),
    ("STIR sag", Weighting.STIR, True),
    ("t2_tirm_cor", Weighting.STIR, True),
    ("AX T2* GRE", Weighting.T2_STAR, False),
    ("T2 map", None, False),
    ("T1rho", None, False),
    ("", None, False),
    ("Wirbelsäule", None, False),
]


@pytest.mark.parametrize(("description", "weighting", "fat_suppressed"), DESCRIPTIONS)
def test_what_a_description_says(description: str, weighting: Weighting | None, fat_suppressed: bool) -> None:
    assert weighting_of(Series("1", description=description)) is weighting
    assert is_fat_suppressed(description) is fat_suppressed


TIMES = [
    (500.0, 12.0, Weighting.T1),
    (799.0, 30.0, Weighting.T1),
    (500.0, 45.0, None),
    (1000.0, 12.0, None),
    (3200.0, 35.0, Weighting.PD),
    (3200.0, 59.0, Weighting.PD),
    (3200.0, 60.0, Weighting.T2),
    (None, 35.0, None),
    (3200.0, None, None),
]


@pytest.mark.parametrize(("repetition", "echo", "weighting"), TIMES)
def test_what_the_times_say_when_the_description_is_silent(
    repetition: float | None, echo: float | None, weighting: Weighting | None
) -> None:
    assert weighting_of(Series("1", echo_time=echo, repetition_time=repetition)) is weighting


def test_the_description_is_believed_before_the_times() -> None:
    series = Series("1", description="SAG T1", echo_time=90.0, repetition_time=4000.0)
    assert weighting_of(series) is Weighting.T1


VIEWS = [
    ("AP", "", View.FRONTAL),
    ("PA", "", View.FRONTAL),
    ("LL", "", View.LATERAL),
    ("", "Ankle lat.", View.LATERAL),
    ("", "HAND DP", View.FRONTAL),
    ("", "ANKLE MORTISE", View.OBLIQUE),
    ("", "lateral oblique", View.OBLIQUE),
    ("", "", None),
]


@pytest.mark.parametrize(("position", "description", "view"), VIEWS)
def test_views(position: str, description: str, view: View | None) -> None:
    assert view_of(radiograph("1", position, description)) is view


@pytest.mark.parametrize(
    ("plane", "description", "expected"),
    [
        ("sag", "cor T1", Plane.SAGITTAL),  # geometry, whatever is written
        ("obl", "COR PD FS", Plane.CORONAL),
        ("obl", "t2 sag", Plane.SAGITTAL),
        ("obl", "", Plane.SAGITTAL),
    ],
)
def test_the_plane_is_from_geometry_and_an_oblique_one_takes_its_name(
    plane: str, description: str, expected: Plane
) -> None:
    series = volume("1", plane, description)
    assert words_of(series, series.stacks[0]).plane is expected


@pytest.mark.parametrize("description", ["Localizer", "3-plane loc", "SURVEY", "3 Plane"])
def test_scout_images_are_known(description: str) -> None:
    series = volume("1", "sag", description)
    assert words_of(series, series.stacks[0]).localiser
