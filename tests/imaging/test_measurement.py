"""Measurements: tables of numbers computed by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.geometry import PlaneGeometry
from imaging.measurement import (
    Measurement,
    Value,
    completed,
    evaluate,
    grey_text,
    guides,
    label_lines,
    outlines,
    place_on,
    points_on,
    stored_points,
    with_point_moved,
)
from imaging.measures import DEFINITIONS, Kind
from imaging.study import Calibration, CalibrationKind

SQUARE = Calibration(CalibrationKind.GEOMETRY, 0.5, 0.5)
TALL = Calibration(CalibrationKind.GEOMETRY, 2.0, 0.5)  # rows 2 mm apart, columns 0.5 mm
DETECTOR = Calibration(CalibrationKind.DETECTOR, 0.2, 0.2)
NONE = Calibration(CalibrationKind.NONE)
ASPECT = Calibration(CalibrationKind.ASPECT_ONLY, 2.0, 1.0)


@pytest.mark.parametrize(
    ("calibration", "points", "text"),
    [
        (SQUARE, [(0, 0), (6, 8)], "5.0 mm"),  # 3–4–5 mm
        (TALL, [(0, 0), (6, 2)], "5.0 mm"),  # 6 × 0.5 = 3 across, 2 × 2 = 4 down
        (TALL, [(10, 10), (20, 10)], "5.0 mm"),  # along a row: the column spacing
        (TALL, [(10, 10), (10, 20)], "20.0 mm"),  # down a column: the row spacing
        (DETECTOR, [(0.5, 0.5), (62.5, 0.5)], "12.4 mm at detector"),
        (NONE, [(0, 0), (31, 0)], "31 px"),
        (NONE, [(2, 3), (5, 7)], "5 px"),
        (ASPECT, [(0, 0), (0, 10)], "20 px of column width"),
        (Calibration(CalibrationKind.FIDUCIAL, 0.1, 0.1), [(0, 0), (100, 0)], "10.0 mm calibrated"),
        (Calibration(CalibrationKind.ESTIMATED, 0.1, 0.1), [(0, 0), (100, 0)], "10.0 mm estimated"),
        (SQUARE, [(7, 7), (7, 7)], "0.0 mm"),
    ],
)
def test_length_with_its_unit_and_what_it_rests_on(
    calibration: Calibration, points: list[tuple[float, float]], text: str
) -> None:
    (value,) = evaluate(Kind.LENGTH, points, calibration)
    assert value.text == text
    assert value.calibration is calibration.kind
    assert label_lines([value]) == (text,)


TAN = {degrees: float(np.tan(np.radians(degrees))) for degrees in (8.0, 8.2, 25.0)}


@pytest.mark.parametrize(
    ("kind", "points", "calibration", "text"),
    [
        (Kind.ANGLE, [(10, 0), (0, 0), (0, 10)], SQUARE, "90.0°"),
        (Kind.ANGLE, [(10, 0), (0, 0), (10, 10)], NONE, "45.0°"),
        (Kind.ANGLE, [(10, 0), (0, 0), (-10, 0)], SQUARE, "180.0°"),
        (Kind.ANGLE, [(10, 0), (0, 0), (100, 100 * TAN[8.2])], SQUARE, "8.2°"),
        # one row down is four columns long: the diagonal of the grid is atan(4), not 45 degrees
        (Kind.ANGLE, [(10, 0), (0, 0), (10, 10)], TALL, "76.0°"),
        (Kind.ANGLE, [(10, 0), (0, 0), (10, 10)], ASPECT, "63.4°"),
        (Kind.ANGLE, [(10, 0), (0, 0), (0, 10)], DETECTOR, "90.0°"),
        (Kind.COBB, [(0, 0), (100, 0), (0, 50), (100, 50 + 100 * TAN[25.0])], SQUARE, "25.0°"),
        # drawn the other way round
        (Kind.COBB, [(100, 0), (0, 0), (0, 50), (100, 50 + 100 * TAN[25.0])], SQUARE, "25.0°"),
        (Kind.COBB, [(0, 0), (0, 9), (1, 0), (8, 0)], SQUARE, "90.0°"),
        # axis straight down, plateau from front to back 8 degrees down
        (Kind.TIBIAL_SLOPE, [(50, 100), (50, 300), (20, 50), (120, 50 + 100 * TAN[8.0])], SQUARE, "8.0°"),
        # the same knee facing the other way
        (Kind.TIBIAL_SLOPE, [(-50, 100), (-50, 300), (-20, 50), (-120, 50 + 100 * TAN[8.0])], SQUARE, "8.0°"),
        (Kind.TIBIAL_SLOPE, [(50, 100), (50, 300), (20, 50), (120, 50 - 100 * TAN[8.0])], SQUARE, "-8.0°"),
        # a right hip (lateral is left on the screen): the edge 25 degrees lateral of the perpendicular
        (Kind.CENTRE_EDGE, [(100, 200), (400, 200), (100 - 40 * TAN[25.0], 160)], SQUARE, "25.0°"),
        (Kind.CENTRE_EDGE, [(400, 200), (100, 200), (400 + 40 * TAN[25.0], 160)], SQUARE, "25.0°"),
        (Kind.CENTRE_EDGE, [(400, 200), (100, 200), (400 - 40 * TAN[25.0], 160)], SQUARE, "-25.0°"),
        # a pelvis that is tilted by 45 degrees: the perpendicular tilts with it
        (Kind.CENTRE_EDGE, [(100, 100), (200, 200), (120, 80)], SQUARE, "0.0°"),
    ],
)
def test_angles(kind: Kind, points: list[tuple[float, float]], calibration: Calibration, text: str) -> None:
    values = evaluate(kind, points, calibration)
    assert values[0].text == text


def test_an_angle_with_an_arm_of_no_length_is_not_given() -> None:
    assert evaluate(Kind.ANGLE, [(5, 5), (5, 5), (9, 9)], SQUARE) == ()
    assert evaluate(Kind.TIBIAL_SLOPE, [(5, 5), (5, 5), (9, 9), (10, 9)], SQUARE) == ()
    assert evaluate(Kind.INSALL_SALVATI, [(5, 5), (5, 5), (9, 9)], SQUARE) == ()


def test_insall_salvati_is_tendon_over_patella() -> None:
    points = [(0, 0), (0, 40), (0, 86)]
    assert label_lines(evaluate(Kind.INSALL_SALVATI, points, NONE)) == ("Insall–Salvati 1.15",)
    # 40 columns of 0.5 mm are 20 mm, 12 rows of 2 mm are 24 mm
    assert label_lines(evaluate(Kind.INSALL_SALVATI, [(0, 0), (40, 0), (40, 12)], TALL)) == ("Insall–Salvati 1.20",)
    assert evaluate(Kind.INSALL_SALVATI, [(0, 0), (0, 40), (0, 80)], NONE)[0].text == "1.00"


def test_joint_space_is_a_length() -> None:
    assert label_lines(evaluate(Kind.JOINT_SPACE, [(0, 0), (0, 20)], DETECTOR)) == ("joint space 4.0 mm at detector",)


def test_mechanical_axis() -> None:
    # the knee lies 10 px (5 mm) beside the line from hip to ankle: 2 atan(10 / 400) off straight
    values = evaluate(Kind.MECHANICAL_AXIS, [(0, 0), (10, 400), (0, 800)], SQUARE)
    assert label_lines(values) == ("hip–knee–ankle 177.1°", "axis off the knee by 5.0 mm")
    assert values[0].value == pytest.approx(180 - 2 * np.degrees(np.arctan(10 / 400)))
    straight = evaluate(Kind.MECHANICAL_AXIS, [(0, 0), (0, 400), (0, 800)], NONE)
    assert label_lines(straight) == ("hip–knee–ankle 180.0°", "axis off the knee by 0 px")


def test_areas() -> None:
    # semi-axes of 10 columns and 5 rows: 5 mm and 10 mm
    (area,) = evaluate(Kind.ELLIPSE, [(10, 10), (30, 20)], TALL)
    assert (area.value, area.unit) == (pytest.approx(np.pi * 50), "mm²")
    (area,) = evaluate(Kind.ELLIPSE, [(30, 20), (10, 10)], DETECTOR)
    assert area.text == "6.3 mm² at detector"
    (area,) = evaluate(Kind.POLYGON, [(0, 0), (10, 0), (10, 10), (0, 10)], TALL)
    assert area.value == pytest.approx(100.0)
    (area,) = evaluate(Kind.POLYGON, [(0, 0), (6, 0), (0, 8)], NONE)
    assert area.text == "24 px²"


def test_two_diameters_are_square_in_millimetres() -> None:
    # 40 columns are 20 mm; half of it, 10 mm, is 5 rows of 2 mm
    points = completed(Kind.BIDIRECTIONAL, [(0, 20), (40, 20)], TALL)
    np.testing.assert_allclose(points, [(0, 20), (40, 20), (20, 17.5), (20, 22.5)])
    assert label_lines(evaluate(Kind.BIDIRECTIONAL, points, TALL)) == ("long 20.0 mm", "short 10.0 mm")


def test_an_end_of_the_short_diameter_moves_along_and_away() -> None:
    points = completed(Kind.BIDIRECTIONAL, [(0, 20), (40, 20)], NONE)  # short axis at column 20, rows 10 and 30
    moved = with_point_moved(Kind.BIDIRECTIONAL, points, 3, (25, 28), NONE)
    np.testing.assert_allclose(moved, [(0, 20), (40, 20), (25, 10), (25, 28)])
    beyond = with_point_moved(Kind.BIDIRECTIONAL, points, 3, (90, 28), NONE)
    np.testing.assert_allclose(beyond[2:], [(40, 10), (40, 28)])


def test_the_long_diameter_takes_the_short_one_along() -> None:
    points = completed(Kind.BIDIRECTIONAL, [(0, 20), (40, 20)], NONE)
    moved = with_point_moved(Kind.BIDIRECTIONAL, points, 1, (0, 60), NONE)
    np.testing.assert_allclose(moved, [(0, 20), (0, 60), (10, 40), (-10, 40)], atol=1e-12)
    same = with_point_moved(Kind.BIDIRECTIONAL, points, 1, (0, 20), NONE)
    np.testing.assert_allclose(same, points)


@given(
    st.lists(st.tuples(*[st.floats(-500, 500)] * 2), min_size=2, max_size=2),
    st.integers(0, 3),
    st.tuples(*[st.floats(-500, 500)] * 2),
    st.floats(0.1, 5.0),
)
def test_two_diameters_stay_square(
    ends: list[tuple[float, float]], index: int, to: tuple[float, float], row_spacing: float
) -> None:
    calibration = Calibration(CalibrationKind.GEOMETRY, row_spacing, 1.0)
    points = completed(Kind.BIDIRECTIONAL, ends, calibration)
    moved = with_point_moved(Kind.BIDIRECTIONAL, points, index, to, calibration) * [1.0, row_spacing]
    along, across = moved[1] - moved[0], moved[3] - moved[2]
    assert abs(float(along @ across)) <= 1e-6 * (1.0 + float(np.hypot(*along) * np.hypot(*across)))


def test_other_kinds_move_one_point_only() -> None:
    moved = with_point_moved(Kind.ANGLE, [(0, 0), (1, 1), (2, 2)], 1, (5, 6), SQUARE)
    assert moved.tolist() == [[0, 0], [5, 6], [2, 2]]


# ── grey statistics ──────────────────────────────────────────────────────────────────────────────

RAMP = np.arange(100, dtype=np.int16).reshape(10, 10)  # value = 10 row + column


def values_of(found: tuple[Value, ...]) -> dict[str, float]:
    return {value.name: value.value for value in found}


def test_a_pixel_counts_when_its_centre_lies_inside() -> None:
    # columns 2 and 3, rows 4 and 5: their centres are at 2.5, 3.5 and 4.5, 5.5
    found = values_of(evaluate(Kind.POLYGON, [(2.4, 4.4), (3.6, 4.4), (3.6, 5.6), (2.4, 5.6)], SQUARE, RAMP))
    assert found["pixels"] == 4
    assert (found["mean"], found["min"], found["max"]) == (47.5, 42, 53)
    # 42, 43, 52, 53: squares of 5.5, 4.5, 4.5, 5.5 over 3
    assert found["SD"] == pytest.approx(np.sqrt(101 / 3))
    found = values_of(evaluate(Kind.POLYGON, [(2.6, 4.6), (3.6, 4.6), (3.6, 5.6), (2.6, 5.6)], SQUARE, RAMP))
    assert (found["pixels"], found["mean"]) == (1, 53)
    assert "SD" not in found


def test_an_ellipse_of_known_pixels() -> None:
    # a circle of radius 1.5 around the centre of pixel (5, 5): the 3 × 3 pixels around it, corners at √2
    found = values_of(evaluate(Kind.ELLIPSE, [(4.0, 4.0), (7.0, 7.0)], SQUARE, RAMP))
    assert (found["pixels"], found["mean"], found["min"], found["max"]) == (9, 55, 44, 66)
    # radius 1.2 leaves the corners out
    found = values_of(evaluate(Kind.ELLIPSE, [(4.3, 4.3), (6.7, 6.7)], SQUARE, RAMP))
    assert (found["pixels"], found["mean"], found["min"], found["max"]) == (5, 55, 45, 65)


def test_padding_and_undefined_values_are_left_out() -> None:
    padding = RAMP >= 50
    found = values_of(evaluate(Kind.ELLIPSE, [(4.0, 4.0), (7.0, 7.0)], SQUARE, RAMP, padding))
    assert (found["pixels"], found["mean"]) == (3, 45)
    holes = RAMP.astype(np.float32)
    holes[4, 4] = np.nan
    holes[6, 6] = np.inf
    found = values_of(evaluate(Kind.ELLIPSE, [(4.0, 4.0), (7.0, 7.0)], SQUARE, holes))
    assert (found["pixels"], found["mean"], found["max"]) == (7, 55, 65)


def test_a_shape_without_pixels_says_so() -> None:
    for points in ([(0.6, 0.6), (0.9, 0.9)], [(50, 50), (60, 60)], [(-9, -9), (-2, -2)], [(3, 3), (3, 8)]):
        assert label_lines(evaluate(Kind.ELLIPSE, points, SQUARE, RAMP))[-1] == "no pixel inside"
    all_padding = np.ones(RAMP.shape, np.bool_)
    assert "mean" not in values_of(evaluate(Kind.ELLIPSE, [(0, 0), (9, 9)], SQUARE, RAMP, all_padding))


def test_colour_has_an_area_only() -> None:
    colour = np.zeros((10, 10, 3), np.uint8)
    assert list(values_of(evaluate(Kind.ELLIPSE, [(0, 0), (9, 9)], SQUARE, colour))) == ["area"]


def test_the_label_of_a_region() -> None:
    lines = label_lines(evaluate(Kind.ELLIPSE, [(4.0, 4.0), (7.0, 7.0)], SQUARE, RAMP))
    assert lines == ("area 1.8 mm²", "mean 55  SD 8.70", "min 44  max 66")


@given(st.lists(st.tuples(*[st.floats(-3, 13)] * 2), min_size=3, max_size=9))
def test_polygons_agree_with_the_winding_of_a_ray(corners: list[tuple[float, float]]) -> None:
    """Every pixel centre by itself, with a ray to the right."""
    ones = np.ones((10, 10), np.int16)
    found = values_of(evaluate(Kind.POLYGON, corners, NONE, ones))
    inside = 0
    for row in range(10):
        for column in range(10):
            x, y = column + 0.5, row + 0.5
            crossed = 0
            for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
                if (y0 <= y) != (y1 <= y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                    crossed += 1
            inside += crossed % 2
    assert found["pixels"] == inside


@pytest.mark.parametrize(
    ("value", "text"),
    [(812.0, "812"), (812.345, "812.3"), (1.0, "1"), (8.7034, "8.70"), (0.0012345, "0.00123"), (-1000.5, "-1000.5")],
)
def test_grey_text(value: float, text: str) -> None:
    assert grey_text(value) == text


# ── where a measurement lies ─────────────────────────────────────────────────────────────────────


def section(offset: float = 0.0, frame_of_reference: str = "1.9", row_spacing: float = 4.0) -> PlaneGeometry:
    """A coronal section with rows 4 mm apart, `offset` mm further back."""
    return PlaneGeometry(
        np.array([-50.0, 20.0 + offset, 80.0]),
        np.array([1.0, 0.0, 0.0]),
        np.array([0.0, 0.0, -1.0]),
        row_spacing,
        0.5,
        20,
        200,
        0.5,
        frame_of_reference,
    )


def drawn_on_a_section() -> Measurement:
    geometry = section()
    place = place_on("1.2.3", 1, geometry, reconstructed=True)
    return Measurement("m", Kind.LENGTH, place, stored_points(place, [(10.5, 5.5), (16.5, 6.5)], geometry))


def test_on_a_section_points_are_kept_in_the_patient() -> None:
    measurement = drawn_on_a_section()
    assert measurement.place.frame_of_reference_uid == "1.9"
    # pixel (row 5, column 10): x = −50 + 10 × 0.5, z = 80 − 5 × 4
    assert measurement.points == ((-45.0, 20.0, 60.0), (-42.0, 20.0, 56.0))
    shown = points_on(measurement, place_on("1.2.3", 1, section(), reconstructed=True), section())
    assert shown is not None
    assert evaluate(Kind.LENGTH, shown, Calibration(CalibrationKind.GEOMETRY, 4.0, 0.5))[0].text == "5.0 mm"


def test_a_finer_grid_of_the_same_section_shows_the_same_length() -> None:
    measurement, fine = drawn_on_a_section(), section(row_spacing=1.0)
    shown = points_on(measurement, place_on("1.2.3", 1, fine, reconstructed=True), fine)
    assert shown is not None
    assert evaluate(Kind.LENGTH, shown, Calibration(CalibrationKind.GEOMETRY, 1.0, 0.5))[0].text == "5.0 mm"


def test_a_measurement_stays_off_every_other_picture() -> None:
    measurement = drawn_on_a_section()

    def is_on(geometry: PlaneGeometry, uid: str = "1.2.3", frame: int = 1, reconstructed: bool = True) -> bool:
        place = place_on(uid, frame, geometry, reconstructed=reconstructed)
        return points_on(measurement, place, geometry) is not None

    assert is_on(section())
    assert is_on(section(0.2))  # within the section's half thickness
    assert not is_on(section(0.5))  # the next section
    assert not is_on(section(-0.5))
    assert not is_on(section(frame_of_reference="1.8"))
    assert not is_on(section(), uid="1.2.4")  # another echo
    assert not is_on(section(), frame=2)
    assert not is_on(section(), reconstructed=False)
    sagittal = PlaneGeometry(
        np.array([-45.0, 0.0, 80.0]), np.array([0.0, 1, 0]), np.array([0.0, 0, -1]), 1, 1, 20, 20, 9, "1.9"
    )
    assert not is_on(sagittal)


def test_on_an_original_image_the_frame_decides() -> None:
    place = place_on("1.2.3", 2)
    measurement = Measurement("m", Kind.LENGTH, place, ((1.0, 2.0), (3.0, 4.0)))
    shown = points_on(measurement, place_on("1.2.3", 2, section()), section())
    assert shown is not None
    assert shown.tolist() == [[1, 2], [3, 4]]
    assert points_on(measurement, place_on("1.2.3", 1), None) is None
    assert points_on(measurement, place_on("1.2.4", 2), None) is None
    assert points_on(measurement, place_on("1.2.3", 2, section(), reconstructed=True), section()) is None


# ── lines ────────────────────────────────────────────────────────────────────────────────────────


def test_lines_join_the_points_that_are_there() -> None:
    assert [line.tolist() for line in outlines(Kind.ANGLE, [(0, 0), (1, 1)])] == [[[0, 0], [1, 1]]]
    assert len(outlines(Kind.ANGLE, [(0, 0), (1, 1), (2, 0)])) == 2
    assert outlines(Kind.TEXT, [(0, 0)]) == ()
    (closed,) = outlines(Kind.POLYGON, [(0, 0), (1, 0), (1, 1)])
    assert closed.tolist() == [[0, 0], [1, 0], [1, 1], [0, 0]]
    (round_,) = outlines(Kind.ELLIPSE, [(0, 0), (4, 2)])
    np.testing.assert_allclose(((round_ - [2, 1]) / [2, 1]) ** 2 @ [1, 1], 1.0)
    assert outlines(Kind.ELLIPSE, [(0, 0)]) == ()


def test_guides_show_what_is_measured() -> None:
    (upright,) = guides(Kind.CENTRE_EDGE, [(100, 200), (400, 200), (100, 160)], SQUARE)
    np.testing.assert_allclose(upright, [(100, 200), (100, 160)])
    (square,) = guides(Kind.TIBIAL_SLOPE, [(50, 100), (50, 300), (20, 50), (120, 60)], TALL)
    np.testing.assert_allclose(square, [(20, 50), (120, 50)])
    (axis,) = guides(Kind.MECHANICAL_AXIS, [(0, 0), (10, 400), (0, 800)], NONE)
    np.testing.assert_allclose(axis, [(0, 0), (0, 800)])
    assert guides(Kind.CENTRE_EDGE, [(5, 5), (5, 5), (9, 9)], NONE) == ()
    assert guides(Kind.CENTRE_EDGE, [(5, 5), (9, 5)], NONE) == ()
    assert guides(Kind.LENGTH, [(5, 5), (9, 5)], NONE) == ()


def test_every_kind_says_what_to_place_and_joins_only_that() -> None:
    assert set(DEFINITIONS) == set(Kind)
    for kind, definition in DEFINITIONS.items():
        assert definition.title
        assert all(definition.steps)
        placed = 4 if kind is Kind.BIDIRECTIONAL else len(definition.steps)
        assert all(max(line) < placed for line in definition.lines)
