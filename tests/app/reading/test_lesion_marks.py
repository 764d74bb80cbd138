"""When a mark hits a lesion: each rule on boxes whose distances can be counted."""

import pytest

from app.reading.lesion_marks import image_name, score_marks
from app.reading.opinion import LesionMark
from app.statistics.study_reads import RatedMark
from imaging.region import Box

IMAGE, OTHER = "1.2.3.1", "1.2.3.2"
LESION = Box(IMAGE, 1, 100, 100, 140, 120)  # its middle is (120, 110)


def marked(*points: float, rating: int | None = 70, image: str = IMAGE, frame: int = 1, mm: float = 0.0) -> LesionMark:
    spacing = (mm, mm) if mm else ()
    return LesionMark("m", "q/l", image_name(image), frame, points, rating, spacing=spacing)


@pytest.mark.parametrize(
    ("mark", "hit", "limit", "lesion"),
    [
        (marked(100, 100), "inside", 0, 1),  # the edge belongs to the box
        (marked(99, 110), "inside", 0, 0),
        (marked(95, 110), "inside", 5, 1),  # pixels, without calibration
        (marked(94, 110), "inside", 5, 0),
        (marked(75, 110, mm=0.2), "inside", 5, 1),  # 25 px × 0.2 mm
        (marked(74, 110, mm=0.2), "inside", 5, 0),
        (marked(97, 96, mm=1.0), "inside", 5, 1),  # 3-4-5 triangle at the corner
        (marked(110, 105, 130, 115), "inside", 0, 1),  # of a box its centre counts
        (marked(100, 118, 140, 140), "inside", 0, 0),
        (marked(100, 100, 140, 120), "overlap", 1.0, 1),
        (marked(120, 100, 160, 120), "overlap", 1 / 3, 1),  # shares 400 of 1200
        (marked(120, 100, 160, 120), "overlap", 0.34, 0),
        (marked(140, 120, 160, 140), "overlap", 0.0, 0),  # touching is not overlapping
        (marked(101, 101), "overlap", 0.5, 1),  # a point has no area: inside
        (marked(90, 101), "overlap", 0.5, 0),
        (marked(120, 120), "distance", 10, 1),
        (marked(120, 121), "distance", 10, 0),
        (marked(120, 160, mm=0.2), "distance", 10, 1),
        (marked(120, 110, image=OTHER), "inside", 50, 0),
        (marked(120, 110, frame=2), "inside", 50, 0),
    ],
)
def test_each_rule(mark: LesionMark, hit: str, limit: float, lesion: int) -> None:
    assert score_marks([mark], [[LESION]], hit, limit) == (RatedMark(70.0, lesion),)


def test_a_lesion_on_several_images_and_the_nearest_of_several_lesions() -> None:
    lesions = [[LESION, Box(OTHER, 1, 0, 0, 10, 10)], [Box(IMAGE, 1, 110, 100, 200, 120)]]
    found = score_marks(
        [marked(5, 5, image=OTHER), marked(105, 110), marked(150, 110), marked(130, 110), marked(201, 110)],
        lesions,
        "inside",
        5,
    )
    assert [mark.lesion for mark in found] == [
        1,
        1,
        2,
        1,
        2,
    ]  # (130, 110) lies in both


def test_spacing_of_rows_and_columns_may_differ() -> None:
    tall = LesionMark("m", "q/l", image_name(IMAGE), 1, (120.0, 124.0), 70, spacing=(2.0, 0.1))
    assert score_marks([tall], [[LESION]], "inside", 7.9)[0].lesion == 0  # 4 rows × 2 mm
    assert score_marks([tall], [[LESION]], "inside", 8.0)[0].lesion == 1


def test_a_mark_without_a_rating_is_none_and_an_unknown_rule_is_an_error() -> None:
    assert score_marks([marked(110, 110, rating=None)], [[LESION]]) == ()
    assert score_marks([marked(110, 110)], []) == (RatedMark(70.0, 0),)
    with pytest.raises(ValueError, match="near"):
        score_marks([marked(1, 1)], [[LESION]], "near")
