"""Words, letters, bars and outlines over an image."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF

from app.session.loaded_stack import LoadedStack
from app.ui.overlays.corner_text import (
    Corners,
    Kind,
    Line,
    corner_lines,
    format_age,
    format_date,
    format_name,
    slice_position_text,
    window_numbers,
)
from app.ui.overlays.corners import Room, place_corners
from app.ui.overlays.dimensions import dimension_text, dimensions_of, places_of, volume_at
from app.ui.overlays.heat_map import colour_table
from app.ui.overlays.letters import letter_rects, round_length, scale_bar, scale_bar_rects
from app.ui.overlays.marks import heat_caption, label_rect, label_text, saliency_on, slice_captions
from app.ui.overlays.outline import mask_outline
from app.ui.overlays.scene import Scene
from imaging.finding import Finding, Grade, Probability, Quantity, SaliencyMap
from imaging.geometry import EdgeLabels, PlaneGeometry
from imaging.presentation import Presentation, VoiFunction, VoiLut, Window
from imaging.region import Box, SliceRegion
from imaging.study import Calibration, CalibrationKind, Case, Patient, Study

Hang = Callable[..., Any]
Loaded = Callable[..., LoadedStack]
SIGNED = Presentation(windows=(Window(500.0, 1000.0, "bone"),))


def scene_of(world: Any, width: int = 400, height: int = 400, index: int = 0, ratio: float = 1.0) -> Scene:
    model = world.model(index)
    matrix = model.image_to_view(width, height)
    return Scene(model, model.picture(), width, height, matrix, model.edge_labels(), ratio)


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


# ── corner text ──────────────────────────────────────────────────────────────────────────────────


def test_a_volume_says_what_where_and_how(hang: Hang, make_volume: Loaded) -> None:
    world = hang(make_volume(np.zeros((8, 6, 20, 20), np.uint16), presentation=SIGNED))
    world.model().next_volume(1)
    corners = corner_lines(scene_of(world), world.session.case, show_identity=False)
    assert texts(corners.top_left) == ["4  PD FS", "sagittal", "TE 12.6 ms, 2/8"]
    assert texts(corners.top_right) == ["2026-01-02", "identity hidden"]
    assert texts(corners.bottom_left) == ["L 12.0 mm", "thickness 3.0 mm", "zoom 2000 %", "slice 4/6"]
    assert texts(corners.bottom_right) == ["bone", "W 1000  C 500"]


def test_a_reconstructed_section_says_so(hang: Hang, make_volume: Loaded) -> None:
    loaded = make_volume(np.zeros((6, 20, 20), np.uint16), presentation=SIGNED)
    corners = corner_lines(scene_of(hang((loaded, 1))), None, show_identity=False)
    assert texts(corners.top_left)[1:] == ["axial", "reconstructed, 4.0 mm"]
    assert texts(corners.bottom_left)[-1] == "section 11/20"
    assert not any("thickness" in text for text in texts(corners.bottom_left))


def test_identity_only_when_the_reader_wants_it(hang: Hang, make_volume: Loaded) -> None:
    loaded = make_volume(np.zeros((3, 20, 20), np.uint16))
    scene = scene_of(hang(loaded))
    patient = Patient("DOE^JANE^A", "ID-77", "20140503", "F")
    other = Study("9", patient=Patient("OTHER^NAME"), date="19990101")
    case = Case(other, priors=(Study("8", patient=patient, date="20260102", series=(loaded.series,)),))
    hidden = corner_lines(scene, case, show_identity=False)
    everything = " ".join(line.text + line.tooltip for corner in vars(hidden).values() for line in corner)
    assert "DOE" not in everything
    assert "ID-77" not in everything
    assert " y" not in everything
    assert texts(hidden.top_right) == ["2026-01-02", "female", "identity hidden"]  # a bone age needs the sex
    for_others = corner_lines(scene, case, show_identity=False, show_particulars=False)
    assert texts(for_others.top_right) == ["identity hidden"]
    shown = corner_lines(scene, case, show_identity=True)
    assert texts(shown.top_right) == ["2026-01-02", "DOE, JANE A", "ID-77", "female, 11 y"]


@pytest.mark.parametrize(
    ("age_years", "born", "words"),
    [
        (7.0, "", "7 y"),
        (1.5, "", "18 mo"),
        (0.04, "", "0 mo"),
        (None, "20250101", "12 mo"),
        (None, "20250102", "12 mo"),
        (None, "20250103", "11 mo"),
        (None, "20240102", "2 y"),
        (None, "20230102", "3 y"),
        (None, "202511", ""),
        (None, "00010101", ""),
        (None, "", ""),
        (None, "2025", ""),
        (None, "20270101", ""),  # after the study: a typing error
        (140.0, "", ""),
    ],
)
def test_age(age_years: float | None, born: str, words: str) -> None:
    assert format_age(Study("1", Patient("", "", born, "F", age_years), date="20260102")) == words


def test_what_a_reader_must_see_is_always_shown(hang: Hang, make_radiograph: Loaded) -> None:
    loaded = make_radiograph(
        np.zeros((9, 9), np.uint8), is_phantom=True, is_dicom=False, notices=("LOSSY 12:1",), body_part="KNEE"
    )
    loaded.stack = replace(loaded.stack, warnings=("one", "two"))
    world = hang(loaded)
    corners = corner_lines(scene_of(world), None, show_identity=False, mirrored=True, captions=("model: this slice",))
    badges = [line for line in corners.bottom_right if line.kind is Kind.WARNING]
    assert texts(tuple(badges)) == ["LOSSY 12:1", "not DICOM", "PHANTOM", "⚠ 2 warnings"]
    assert badges[-1].tooltip == "one\ntwo"
    assert corners.top_left[0].text == "FLIPPED"
    assert corners.top_left[0].kind is Kind.DANGER
    assert corners.top_left[-1].kind is Kind.MODEL
    assert all(line.level == 0 for line in (*badges, corners.top_left[0], corners.top_left[-1]))
    assert texts(corners.top_left)[1:3] == ["4  PD FS", "KNEE"]


def test_the_notice_of_a_picture_is_not_said_twice(hang: Hang, make_radiograph: Loaded) -> None:
    loaded = make_radiograph(np.zeros((9, 9), np.uint8), is_dicom=False, notices=("Not DICOM: no calibration",))
    corners = corner_lines(scene_of(hang(loaded)), None, show_identity=False)
    assert sum("dicom" in text.lower() for text in texts(corners.bottom_right)) == 1


def test_voi_function_lut_colour_and_inversion(hang: Hang, make_radiograph: Loaded) -> None:
    values = np.zeros((9, 9), np.uint8)
    sigmoid = hang(make_radiograph(values, presentation=Presentation((Window(1.0, 4.0),), VoiFunction.SIGMOID)))
    sigmoid.model().invert()
    lines = corner_lines(scene_of(sigmoid), None, show_identity=False).bottom_right
    assert texts(lines) == ["inverted", "SIGMOID", "W 4.00  C 1.00"]
    lut = VoiLut(0, np.linspace(0, 1, 9, dtype=np.float32), "TISSUE")
    with_lut = hang(make_radiograph(values, presentation=Presentation(luts=(lut,))))
    assert texts(corner_lines(scene_of(with_lut), None, show_identity=False).bottom_right) == ["LUT TISSUE"]
    colour = hang(make_radiograph(np.zeros((9, 9, 3), np.uint8)))
    assert texts(corner_lines(scene_of(colour), None, show_identity=False).bottom_right) == ["colour"]


@pytest.mark.parametrize(
    ("width", "center", "expected"),
    [(400.0, 40.4, ("400", "40")), (12.34, 3.0, ("12.3", "3.0")), (0.02, 0.5, ("0.0200", "0.5000"))],
)
def test_window_numbers(width: float, center: float, expected: tuple[str, str]) -> None:
    assert window_numbers(width, center) == expected


def test_dates_and_names() -> None:
    assert format_date("20260102") == "2026-01-02"
    assert format_date("about 1990") == "about 1990"
    assert format_name(Patient("Yamada^Tarou=山田^太郎")) == "Yamada, Tarou 山田, 太郎"
    assert format_name(Patient("^^^")) == ""


def test_dimensions_in_the_scanners_words(make_volume: Loaded) -> None:
    stack = make_volume(np.zeros((6, 3, 4, 4), np.uint8)).stack
    two = replace(stack, dimensions=(("b_value", (0.0, 800.0)), ("temporal_position", (1.0, 2.0, 3.0))))
    assert dimension_text(two, 4) == "b 800 s/mm², 2/2 · temporal position 2/3"
    assert dimension_text(replace(stack, dimensions=(("flip_angle", (5.0, 10.0, 15.0)),)), 1) == "2/6"
    assert dimension_text(make_volume(np.zeros((3, 4, 4), np.uint8)).stack, 0) == ""
    assert [dimension.values for dimension in dimensions_of(two)] == [("0 s/mm²", "800 s/mm²"), ("", "", "")]
    assert [places_of(two, index) for index in range(6)] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert all(volume_at(two, places_of(two, index)) == index for index in range(6))


def test_labels_of_nested_boxes_do_not_overlap() -> None:
    view, size = QRectF(0, 0, 300, 200), QSizeF(90, 16)
    boxes = [QRectF(100 + 2 * n, 60 + 2 * n, 80 - 4 * n, 60 - 4 * n) for n in range(6)]
    placed: list[QRectF] = []
    for box in boxes:
        placed.append(label_rect(view, box, size, placed))
    assert placed[0].bottom() == boxes[0].top() - 3
    assert all(view.contains(rect) for rect in placed)
    assert not any(one.intersects(other) for one, other in combinations(placed, 2))
    # No room on either side: at the edge of the view, where it always was.
    assert label_rect(view, view, size, ()) == QRectF(2, 182, 90, 16)


@pytest.mark.parametrize(("side", "words"), [("L", "left"), ("R", "right"), ("B", "both sides")])
def test_the_side_of_a_cross_section_and_who_says_it(side: str, words: str, hang: Hang, make_volume: Loaded) -> None:
    said = {"laterality": side, "laterality_source": "Laterality (0020,0060)"}
    loaded = make_volume(np.zeros((3, 9, 9), np.uint8), **said)
    for axis, place in ((0, 2), (1, 3)):
        line = corner_lines(scene_of(hang((loaded, axis))), None, show_identity=False).top_left[place]
        assert (line.text, line.tooltip) == (words, f"Side: {side}, as Laterality (0020,0060) says.")
    unpaired = make_volume(np.zeros((3, 9, 9), np.uint8), laterality="U")
    assert texts(corner_lines(scene_of(hang(unpaired)), None, show_identity=False).top_left) == ["4  PD FS", "sagittal"]


def test_slice_position_names_the_side() -> None:
    plane = PlaneGeometry(np.array([0.0, 0.0, -31.4]), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), 1.0, 1.0, 10, 10)
    assert slice_position_text(plane) == "F 31.4 mm"


# ── layout ───────────────────────────────────────────────────────────────────────────────────────

LONG = "a description that somebody wrote with great care and little regard for small viewports"
FULL_CORNERS = Corners(
    top_left=(Line("FLIPPED", 0, Kind.DANGER), Line(LONG, 1), Line("sagittal", 1), Line("model: this slice", 0)),
    top_right=(Line("2026-01-02"), Line(LONG)),
    bottom_left=(Line("L 12.0 mm"), Line("thickness 3.0 mm"), Line("zoom 123 %"), Line("slice 13/24", 1)),
    bottom_right=(Line("FOR PROCESSING – not for reading", 0, Kind.WARNING), Line("W 1000  C 500")),
)


@pytest.mark.parametrize(("width", "height"), list(product([90, 180, 260, 400, 1200], [70, 120, 200, 300, 900])))
def test_nothing_overlaps_at_any_size(width: int, height: int, hang: Hang, make_volume: Loaded) -> None:
    world = hang(make_volume(np.zeros((3, 20, 20), np.uint16)))
    scene = scene_of(world, width, height)
    text, letter = QFontMetricsF(QFont()), QFontMetricsF(QFont("", 14))
    letters = [rect for rect, _ in letter_rects(EdgeLabels("AR", "PL", "HAR", "FPL"), width, height, letter)]
    bar = scale_bar(scene)
    bar_rects = scale_bar_rects(bar, scene, letter.height(), text) if bar else ()
    widest = max(rect.width() for rect in letters)
    room = Room(widest, max([widest, *(rect.width() for rect in bar_rects)]), letter.height())
    placed = place_corners(FULL_CORNERS, 2, width, height, text, room)
    view = QRectF(0, 0, width, height)
    for item in placed:
        assert view.contains(item.rect)
        assert not any(item.rect.intersects(other) for other in (*letters, *bar_rects))
        assert text.horizontalAdvance(item.text) <= item.rect.width() + 0.5
    assert not any(a.rect.intersects(b.rect) for a, b in combinations(placed, 2))


def test_three_states(hang: Hang) -> None:
    metrics = QFontMetricsF(QFont())
    shown = [
        {item.text for item in place_corners(FULL_CORNERS, level, 2000, 900, metrics, Room())} for level in range(3)
    ]
    assert shown[0] == {"FLIPPED", "model: this slice", "FOR PROCESSING – not for reading"}
    assert shown[1] == shown[0] | {LONG, "sagittal", "slice 13/24"}
    assert shown[2] > shown[1]


def test_a_number_is_never_shortened(hang: Hang) -> None:
    corners = Corners(bottom_right=(Line("W 65536  C 32768", whole=True), Line("nobody", 2)))
    metrics = QFontMetricsF(QFont())
    width = 2 * (metrics.horizontalAdvance("W 65536  C 327") + 16)
    assert [p.text for p in place_corners(corners, 2, width, 300, metrics, Room())] == ["nobody"]
    assert len(place_corners(corners, 2, 2 * width, 300, metrics, Room())) == 2


def test_a_note_that_must_be_seen_loses_its_number_whole(hang: Hang) -> None:
    corners = Corners(top_left=(Line("linked, offset +112.5 mm", 0, whole=True),))
    metrics = QFontMetricsF(QFont())
    seen = set()
    for width in range(80, 500, 5):
        for item in place_corners(corners, 2, width, 300, metrics, Room()):
            assert item.tooltip == ("" if item.text == "linked, offset +112.5 mm" else "linked, offset +112.5 mm")
            seen.add(item.text)
    assert {"linked, offset +112.5 mm", "linked, offset …"} <= seen
    assert not any(digit in text for text in seen - {"linked, offset +112.5 mm"} for digit in "0123456789+")


def test_in_a_narrow_viewport_the_important_lines_stand_below_the_letter(hang: Hang) -> None:
    metrics = QFontMetricsF(QFont())
    placed = place_corners(FULL_CORNERS, 2, 110, 400, metrics, Room(30.0, 60.0, 22.0))
    assert [item.tooltip or item.text for item in placed] == [
        "FLIPPED",
        "model: this slice",
        "FOR PROCESSING – not for reading",
    ]
    assert all(item.rect.top() >= 22 for item in placed)


def test_beside_a_long_scale_bar_the_badges_go_up(hang: Hang) -> None:
    metrics = QFontMetricsF(QFont())
    placed = place_corners(FULL_CORNERS, 2, 260, 400, metrics, Room(30.0, 180.0, 22.0))
    badge = next(item for item in placed if (item.tooltip or item.text) == "FOR PROCESSING – not for reading")
    assert badge.rect.bottom() < 200
    assert badge.rect.left() > 130


def test_in_a_small_viewport_the_important_lines_stay(hang: Hang) -> None:
    metrics = QFontMetricsF(QFont())
    height = 2 * (metrics.height() + 3 + 16) + 4  # one line per corner
    placed = place_corners(FULL_CORNERS, 2, 900, height, metrics, Room())
    texts_shown = {item.text for item in placed}
    assert {"FLIPPED", "slice 13/24", "FOR PROCESSING – not for reading"} <= texts_shown
    assert len(placed) == 4


def test_a_shortened_line_says_all_in_its_tooltip(hang: Hang) -> None:
    corners = Corners(top_left=(Line(LONG, 1), Line("short", 1)))
    metrics = QFontMetricsF(QFont())
    width = 1.4 * metrics.horizontalAdvance(LONG)
    long, short = place_corners(corners, 1, width, 300, metrics, Room())
    assert "…" in long.text
    assert long.tooltip == LONG
    assert short.tooltip == ""


# ── letters and scale bar ────────────────────────────────────────────────────────────────────────


def test_letters_stand_at_the_middle_of_their_edges(hang: Hang) -> None:
    metrics = QFontMetricsF(QFont())
    rects = {text: rect for rect, text in letter_rects(EdgeLabels("R", "L", "H", ""), 400, 300, metrics)}
    assert set(rects) == {"R", "L", "H"}
    assert rects["R"].left() < 20
    assert rects["L"].right() > 380
    assert rects["R"].center().y() == rects["L"].center().y() == 150
    assert rects["H"].center().x() == 200
    assert rects["H"].top() < 10


@pytest.mark.parametrize(("limit", "length"), [(1.0, 1), (1.9, 1), (2.0, 2), (4.99, 2), (73.0, 50), (0.3, 0.2)])
def test_round_length(limit: float, length: float) -> None:
    assert round_length(limit) == pytest.approx(length)


@pytest.mark.parametrize("zoom", [0.3, 1.0, 2.7, 19.0])
@pytest.mark.parametrize("turn", [0, 1])
def test_the_bar_is_as_long_as_it_says(zoom: float, turn: int, hang: Hang, make_radiograph: Loaded) -> None:
    calibration = Calibration(CalibrationKind.DETECTOR, 0.2, 0.1)
    world = hang(make_radiograph(np.zeros((300, 400), np.uint8), calibration))
    world.model().zoom_by(zoom)
    world.model().rotate(turn)
    scene = scene_of(world, 500, 400)
    bar = scale_bar(scene)
    assert bar is not None
    number, unit = bar.text.split(" ", 1)
    assert unit == "mm at detector"
    assert bar.length <= 125.0
    # A line of that many millimetres in the picture, along the screen's horizontal.
    pixels = float(number) / (0.1 if turn == 0 else 0.2)
    end = (pixels, 0.0) if turn == 0 else (0.0, pixels)
    line = scene.to_view(*end) - scene.to_view(0.0, 0.0)
    assert abs(line.x()) == pytest.approx(bar.length)
    assert line.y() == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        (CalibrationKind.GEOMETRY, "mm"),
        (CalibrationKind.FIDUCIAL, "mm calibrated"),
        (CalibrationKind.ESTIMATED, "mm estimated"),
        (CalibrationKind.DETECTOR, "mm at detector"),
        (CalibrationKind.ASPECT_ONLY, "px"),
        (CalibrationKind.NONE, "px"),
    ],
)
def test_the_bar_says_what_it_rests_on(kind: CalibrationKind, unit: str, hang: Hang, make_radiograph: Loaded) -> None:
    bar = scale_bar(scene_of(hang(make_radiograph(np.zeros((30, 40), np.uint8), Calibration(kind)))))
    assert bar is not None
    assert bar.text.split(" ", 1)[1] == unit


# ── marks ────────────────────────────────────────────────────────────────────────────────────────


def finding(label: str = "acl_tear", value: Any = None, **more: Any) -> Finding:
    return Finding(f"knee/{label}/0", "knee", label, value or Probability(0.872, 0.5), **more)


def test_labels_carry_their_value() -> None:
    assert label_text(finding()) == "acl tear 0.87"
    assert label_text(finding("kl", Grade(3, (0, 1, 2, 3, 4)))) == "kl grade 3"
    assert label_text(finding("angle", Quantity(12.44, "mm"))) == "angle 12.4 mm"


def test_a_slice_hint_and_a_failed_map_are_said_in_words() -> None:
    here = finding(region=SliceRegion("u", 1, 3, "s"))
    assert slice_captions((here, finding(region=Box("u", 1, 0, 0, 1, 1)))) == ("model: this slice, acl tear 0.87",)
    heat = SaliencyMap("u", 1, np.zeros((2, 2), np.float32), "gradcam", 32.0, allowed=False)
    assert heat_caption(here, heat) == "gradcam: acl tear, cell 32 px – failed its sanity check"


def test_the_map_of_the_selected_finding_is_shown(hang: Hang, make_radiograph: Loaded) -> None:
    scene = scene_of(hang(make_radiograph(np.zeros((2, 2), np.uint8))))
    heat = SaliencyMap("1.2.1.1", 1, np.ones((2, 2), np.float32), "hirescam", 2.0)
    one, two = finding("one", saliency=(replace(heat, frame=2),)), finding("two", saliency=(heat,))
    assert saliency_on(scene, (one, two), "knee/two/0") == (two, heat)
    assert saliency_on(scene, (one, two), "knee/one/0") is None  # its map lies on another frame
    assert saliency_on(scene, (one, two), "") is None
    assert saliency_on(scene, (two, one), "") == (two, heat)


def test_the_heat_maps_low_end_is_transparent() -> None:
    table = colour_table(0.4)
    alpha = table[:, 3].astype(int)
    assert (alpha[:51] == 0).all()
    assert alpha[64] > 0
    assert (np.diff(alpha) >= 0).all()
    assert alpha[-1] == round(0.4 * 255)
    assert (table[:, :3] <= table[:, 3:]).all()  # premultiplied


# ── outlines ─────────────────────────────────────────────────────────────────────────────────────


def area(outline: NDArray[np.float64]) -> float:
    x, y = outline.T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def test_the_outline_of_a_rectangle() -> None:
    mask = np.zeros((10, 12), bool)
    mask[2:5, 3:9] = True
    (outline,) = mask_outline(mask)
    assert outline.tolist() == [[3, 2], [9, 2], [9, 5], [3, 5], [3, 2]]


def test_holes_and_corners() -> None:
    mask = np.ones((5, 5), bool)
    mask[2, 2] = False
    outer, hole = sorted(mask_outline(mask), key=lambda outline: -abs(area(outline)))
    assert (area(outer), area(hole)) == (25.0, -1.0)
    diagonal = np.eye(2, dtype=bool)
    assert sorted(area(outline) for outline in mask_outline(diagonal)) == [1.0, 1.0]
    assert mask_outline(np.zeros((4, 4), bool)) == ()


def test_outlines_enclose_exactly_the_mask() -> None:
    rng = np.random.default_rng(5)
    for share in (0.2, 0.5, 0.8):
        mask = rng.random((17, 23)) < share
        outlines = mask_outline(mask)
        assert sum(area(outline) for outline in outlines) == mask.sum()
        for outline in outlines:
            steps = np.diff(outline, axis=0)
            assert (outline[0] == outline[-1]).all()
            assert ((steps == 0).sum(axis=1) == 1).all()
