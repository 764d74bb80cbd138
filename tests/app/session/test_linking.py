"""Viewports that scroll together: within a Frame of Reference, and by an offset that the reader sets."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.reading.hanging import Hung, Layout
from app.reading.reading import study_digest
from app.reading.registration import Offset, Registration
from app.reading.store.offsets import OffsetFile, OffsetsLine
from app.session.kept_offsets import KeptOffsets
from app.session.linking import NO_PARTNER, WHICH_PARTNER, Linking
from app.session.loaded_stack import LoadedStack
from app.session.reading_session import ReadingSession
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from imaging.presentation import ImageStack, Presentation
from imaging.study import Case, Series, Stack, Study
from tests.app.reading.hanging_studies import volume
from tests.app.session.conftest import write_radiograph
from tests.app.session.test_reading_session import open_and_wait

SLICES = 20
"""4 mm apart."""


def load(stack: Stack) -> LoadedStack:
    """With pixels, so that there are pictures."""
    loaded = LoadedStack(stack, Series(stack.series_uid, stacks=(stack,)))
    values = np.zeros((1, stack.slices, stack.rows, stack.columns), np.uint16)
    loaded.finish(ImageStack(stack.stack_id, values, (Presentation(),) * stack.slices), ())
    return loaded


class Wall:
    """Stacks side by side."""

    def __init__(self, *series: Series) -> None:
        self.viewports = Viewports(load)
        stacks = [one.stacks[0] for one in series]
        self.viewports.hang(Layout(tuple(map(Hung, stacks)), tuple((0, n, 1, 1) for n in range(len(stacks)))))
        self.linking.look_at(Case(Study("1")), "R1")
        self.said: list[str] = []
        self.linking.noticed.connect(lambda notice: self.said.append(notice.sentence))

    @property
    def linking(self) -> Linking:
        return self.viewports.linking

    def model(self, number: int) -> ViewportModel:
        return self.viewports.models[number]

    def link(self, one: int, other: int, position: int, position_there: int) -> None:
        """Scroll two to a level each, unlinked, and link them there."""
        self.viewports.set_active(self.model(one))
        self.viewports.set_active(self.model(other))
        self.model(one).go_to(position, by_hand=False)
        self.model(other).go_to(position_there, by_hand=False)
        self.linking.link_here()

    def positions(self) -> list[int]:
        return [model.position for model in self.viewports.models]

    def notes(self) -> list[tuple[str, ...]]:
        return [self.viewports.notes(model) for model in self.viewports.models]


@pytest.fixture(autouse=True)
def application(qapp: object) -> object:
    """Signals need one."""
    return qapp


def apart(series: Series, normal_shift: float) -> Series:
    """The same series with its patient moved along the normal."""
    (stack,) = series.stacks
    assert stack.geometry is not None
    affine = stack.geometry.affine.copy()
    normal = affine[:3, 0] / np.linalg.norm(affine[:3, 0])
    affine[:3, 3] += normal_shift * normal
    frames = tuple(
        replace(f, geometry=replace(f.geometry, position=f.geometry.position + normal_shift * normal))
        for f in stack.frames
        if f.geometry is not None
    )
    return replace(series, stacks=(replace(stack, frames=frames, geometry=replace(stack.geometry, affine=affine)),))


def without_geometry(series: Series) -> Series:
    """As a secondary capture."""
    (stack,) = series.stacks
    frames = tuple(replace(frame, geometry=None) for frame in stack.frames)
    return replace(series, stacks=(replace(stack, frames=frames, geometry=None),))


NOW, PRIOR = volume("1", "sag"), volume("2", "sag", frame="2.9")
NOW_AXIAL, PRIOR_AXIAL = volume("3", "ax"), volume("4", "ax", frame="2.9")
NOW_CORONAL, PRIOR_CORONAL = volume("5", "cor"), volume("6", "cor", frame="2.9")


# ── without an offset ────────────────────────────────────────────────────────────────────────────


def test_one_frame_of_reference_scrolls_together_by_position() -> None:
    wall = Wall(NOW, apart(volume("7", "sag", slices=40), -40.0), NOW_AXIAL)
    wall.model(0).go_to(3)
    assert wall.positions()[1] == 13
    assert wall.positions()[2] == SLICES // 2  # not parallel
    assert wall.notes() == [(), (), ()]


def test_different_frames_of_reference_do_not() -> None:
    wall = Wall(NOW, PRIOR)
    wall.model(0).go_to(3)
    assert wall.positions() == [3, 10]
    wall.viewports.set_cursor(wall.model(0), (2.0, 3.0))
    assert wall.viewports.cursor_in(wall.model(1)) is None
    assert wall.linking.plane_in(wall.model(0), wall.model(1)) is None


def test_no_frame_of_reference_is_not_the_same_as_another_without_one() -> None:
    wall = Wall(volume("1", "sag", frame=""), volume("2", "sag", frame=""), volume("2", "sag", frame=""))
    wall.model(1).go_to(3)
    assert wall.positions() == [10, 3, 3]  # the third shows the same stack
    wall.viewports.set_cursor(wall.model(1), (2.0, 3.0))
    assert wall.viewports.cursor_in(wall.model(0)) is None
    assert wall.viewports.cursor_in(wall.model(2)) == pytest.approx((2.0, 3.0))


# ── by an offset ─────────────────────────────────────────────────────────────────────────────────


def test_linked_here_they_keep_their_distance_in_both_directions() -> None:
    wall = Wall(NOW, PRIOR)
    wall.link(0, 1, 5, 8)
    # Slices 4 mm apart along the normal of a sagittal stack, which runs to the patient's right.
    assert wall.said[0].startswith("Linked here: offset −12.0 mm.")
    wall.model(0).go_to(6)
    assert wall.positions() == [6, 9]
    wall.model(1).go_to(4)
    assert wall.positions() == [1, 4]
    assert wall.notes() == [("linked, offset +12.0 mm",), ("linked, offset −12.0 mm",)]


def test_the_spacing_of_the_slices_may_differ() -> None:
    (stack,) = PRIOR.stacks
    assert stack.geometry is not None
    affine = stack.geometry.affine.copy()
    affine[:3, 0] /= 2.0
    geometry = replace(stack.geometry, affine=affine)
    frames = tuple(replace(f, geometry=geometry.section_geometry(0, n)) for n, f in enumerate(stack.frames))
    finer = replace(PRIOR, stacks=(replace(stack, frames=frames, geometry=geometry),))
    wall = Wall(NOW, finer)
    wall.link(0, 1, 5, 8)
    wall.model(0).go_to(8)
    assert wall.positions() == [8, 14]


def test_what_lies_in_the_same_spaces_follows_too() -> None:
    wall = Wall(NOW, PRIOR, volume("8", "sag", frame="2.9"), PRIOR_AXIAL)
    wall.link(0, 1, 5, 8)
    wall.model(0).go_to(6)
    assert wall.positions() == [6, 9, 9, 10]
    assert wall.notes()[2] == ("linked, offset −12.0 mm",)
    assert wall.notes()[3] == ()


def test_unlinking_keeps_the_offset_and_says_nothing_in_the_corner() -> None:
    wall = Wall(NOW, PRIOR)
    wall.link(0, 1, 5, 8)
    wall.linking.toggle()
    wall.model(0).go_to(9)
    assert wall.positions() == [9, 8]
    assert wall.notes() == [(), ()]
    wall.linking.toggle()
    wall.model(0).go_to(10)
    assert wall.positions() == [10, 13]


def test_a_cleared_offset_is_gone() -> None:
    wall = Wall(NOW, PRIOR)
    wall.linking.clear()
    assert wall.said == []
    wall.link(0, 1, 5, 8)
    assert wall.linking.has_offset
    wall.linking.clear()
    assert not wall.linking.has_offset
    wall.model(0).go_to(9)
    assert wall.positions() == [9, 8]


def test_linked_again_the_newer_offset_counts() -> None:
    wall = Wall(NOW, PRIOR)
    wall.link(0, 1, 5, 8)
    wall.link(0, 1, 5, 5)
    assert wall.notes()[0] == ("linked, offset +0.0 mm",)
    wall.model(0).go_to(7)
    assert wall.positions() == [7, 7]


def test_two_series_of_one_frame_of_reference_when_the_patient_moved() -> None:
    wall = Wall(NOW, volume("7", "sag"), NOW_AXIAL)
    wall.link(0, 1, 5, 7)
    assert wall.said == ["Linked here: offset −8.0 mm."]
    wall.model(0).go_to(10)
    assert wall.positions()[1] == 12
    # Sideways nothing has changed, and the third series stays where its Frame of Reference puts it.
    wall.viewports.set_cursor(wall.model(0), (2.0, 3.0))
    assert wall.viewports.cursor_in(wall.model(1)) == pytest.approx((2.0, 3.0))
    assert wall.linking.is_cursor_by_offset(wall.model(1))
    assert not wall.linking.is_cursor_by_offset(wall.model(2))


def test_the_crosshair_can_be_taken_away() -> None:
    wall = Wall(NOW, NOW_AXIAL)
    assert not wall.linking.clear_cursor()
    wall.viewports.set_cursor(wall.model(0), (2.0, 3.0))
    assert wall.viewports.cursor_in(wall.model(1)) is not None
    assert wall.linking.clear_cursor()
    assert wall.viewports.cursor_in(wall.model(0)) is None
    assert wall.viewports.cursor_in(wall.model(1)) is None


def test_stacks_without_geometry_are_linked_slice_by_slice() -> None:
    wall = Wall(without_geometry(NOW), without_geometry(volume("7", "sag")), PRIOR, volume("8", "sag", frame="2.9"))
    wall.link(0, 1, 5, 8)
    assert wall.said == ["Linked here: offset +3 slices."]
    wall.link(1, 2, 8, 9)
    wall.model(0).go_to(6)
    assert wall.positions() == [6, 9, 10, 10]
    wall.model(3).go_to(4)
    assert wall.positions() == [0, 3, 4, 4]
    assert wall.notes()[:2] == [("linked, offset −3 slices",), ("linked, offset +3 slices",)]


def test_what_cannot_be_linked_says_why() -> None:
    wall = Wall(NOW, PRIOR_AXIAL)
    wall.linking.link_here()
    assert wall.said == [NO_PARTNER]
    several = Wall(NOW, PRIOR, volume("9", "sag", frame="3.9"))
    several.linking.link_here()
    assert several.said == [WHICH_PARTNER]
    assert several.linking.registration == Registration()


def test_the_only_possible_partner_is_found_without_clicking() -> None:
    wall = Wall(NOW, NOW_AXIAL, PRIOR, PRIOR_AXIAL)
    wall.linking.link_here()
    assert [(o.source, o.target) for o in wall.linking.registration.offsets] == [("2.9", "1.9")]


def test_the_viewport_clicked_before_is_the_partner() -> None:
    wall = Wall(NOW, PRIOR, volume("9", "sag", frame="3.9"))
    wall.link(2, 0, 5, 8)
    assert [(o.source, o.target) for o in wall.linking.registration.offsets] == [("3.9", "1.9")]


def tilted(degrees: float) -> Series:
    """The prior turned about the head-foot axis."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1.0]])
    (stack,) = PRIOR.stacks
    assert stack.geometry is not None
    affine = stack.geometry.affine.copy()
    affine[:3, :3] = turn @ affine[:3, :3]
    geometry = replace(stack.geometry, affine=affine)
    frames = tuple(replace(f, geometry=geometry.section_geometry(0, n)) for n, f in enumerate(stack.frames))
    return replace(PRIOR, stacks=(replace(stack, frames=frames, geometry=geometry),))


def test_tilted_planes_say_so() -> None:
    wall = Wall(NOW, tilted(12.0))
    wall.link(0, 1, 5, 8)
    assert ", tilted 12°" in wall.notes()[0][0]
    wall.model(0).go_to(6)
    assert wall.positions() == [6, 9]
    wall.model(1).go_to(8)
    assert wall.positions() == [5, 8]


def test_planes_tilted_too_far_are_not_linked_and_say_how_far() -> None:
    wall = Wall(NOW, tilted(25.0))
    wall.linking.link_here()
    assert wall.said == [f"{NO_PARTNER} The nearest is tilted by 25°."]


# ── the crosshair and the lines ──────────────────────────────────────────────────────────────────


def test_one_offset_brings_the_level_and_no_crosshair() -> None:
    wall = Wall(NOW, PRIOR, NOW_AXIAL)
    wall.link(0, 1, 5, 8)
    wall.viewports.set_cursor(wall.model(2), (3.0, 4.0))
    wall.viewports.set_cursor(wall.model(0), (3.0, 4.0))
    assert wall.positions()[1] == 8
    assert wall.viewports.cursor_in(wall.model(1)) is None
    assert wall.viewports.cursor_in(wall.model(2)) is not None


def test_three_offsets_bring_the_crosshair_and_say_by_offset() -> None:
    wall = Wall(NOW, PRIOR, NOW_AXIAL, PRIOR_AXIAL, NOW_CORONAL, PRIOR_CORONAL)
    wall.link(0, 1, 5, 8)
    wall.link(2, 3, 5, 6)
    assert "and the crosshair follows" in wall.said[-1]
    wall.link(4, 5, 5, 5)
    assert "crosshair" not in wall.said[-1]
    wall.viewports.set_cursor(wall.model(0), (3.0, 4.0))
    here, there = wall.viewports.cursor_in(wall.model(0)), wall.viewports.cursor_in(wall.model(1))
    assert here == pytest.approx((3.0, 4.0))
    # The axial offset is one slice of 4 mm towards the head: 4 pixels up in a sagittal picture of 1 mm.
    assert there == pytest.approx((3.0, 0.0))
    assert wall.linking.is_cursor_by_offset(wall.model(1))
    assert not wall.linking.is_cursor_by_offset(wall.model(2))


def test_a_plane_of_the_other_study_is_drawn_where_its_level_is_known() -> None:
    wall = Wall(NOW, PRIOR, PRIOR_AXIAL)
    assert wall.linking.plane_in(wall.model(0), wall.model(2)) is None
    wall.link(0, 1, 5, 8)
    carried = wall.linking.plane_in(wall.model(0), wall.model(2))
    assert carried is not None
    plane, by_offset = carried
    own = wall.model(1).picture()
    axial = wall.model(2).picture()
    assert by_offset
    assert own is not None
    assert own.geometry is not None
    assert axial is not None
    assert axial.geometry is not None
    assert float(plane.distance(own.geometry.position)) == pytest.approx(0.0)  # the level of slice 8 over there
    assert plane.frame_of_reference_uid == "2.9"
    line = axial.geometry.reference_line(plane)
    assert line is not None
    assert line[:, 1].min() < 0 < axial.geometry.rows < line[:, 1].max()  # through the whole picture
    assert wall.linking.plane_in(wall.model(2), wall.model(0)) is None  # its level over here is not known
    wall.linking.toggle()
    assert wall.linking.plane_in(wall.model(0), wall.model(2)) is None


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────


def test_offsets_belong_to_their_case_and_reader() -> None:
    wall = Wall(NOW, PRIOR)
    wall.link(0, 1, 5, 8)
    wall.linking.look_at(Case(Study("other")), "R1")
    assert wall.linking.registration == Registration()
    wall.linking.look_at(Case(Study("1")), "R2")
    assert wall.linking.registration == Registration()
    wall.linking.look_at(Case(Study("1")), "R1")
    assert len(wall.linking.registration.offsets) == 1


def test_kept_offsets_bring_the_other_study_to_the_level_at_once() -> None:
    wall = Wall(NOW, PRIOR)
    assert wall.positions() == [10, 10]
    wall.linking.restore("1", "R1", Registration((Offset("1.9", "2.9", 12.0, (1.0, 0.0, 0.0)),)))
    assert wall.positions() == [10, 7], "three slices of 4 mm to the left"
    assert wall.notes()[1] == ("linked, offset +12.0 mm",)


def test_what_comes_to_the_screen_shows_the_level_of_the_active_viewport() -> None:
    wall = Wall(NOW)
    wall.model(0).go_to(4)
    other = volume("7", "sag")
    places = ((0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1))
    wall.viewports.hang(Layout((Hung(NOW.stacks[0]), Hung(other.stacks[0]), Hung(PRIOR.stacks[0])), places))
    assert wall.positions() == [4, 4, 10], "a study of another Frame of Reference is not guessed"


def test_what_the_reader_has_just_set_is_not_overwritten_from_the_disk() -> None:
    wall = Wall(NOW, PRIOR)
    wall.link(0, 1, 5, 8)
    set_now = wall.linking.registration
    wall.linking.restore("1", "R1", Registration((Offset("2.9", "1.9", 99.0, (1.0, 0.0, 0.0)),)))
    assert wall.linking.registration == set_now


@pytest.fixture
def kept(session: ReadingSession, tmp_path: Path) -> Path:
    """A session that keeps its offsets in this file."""
    path = tmp_path / "offsets.jsonl"
    KeptOffsets(session, path)
    return path


def test_a_study_opened_again_is_linked_as_it_was(
    session: ReadingSession, kept: Path, radiograph: Path, qtbot: object
) -> None:
    open_and_wait(session, radiograph, qtbot)
    assert session.case is not None
    uid = session.case.study.study_uid
    offset = Offset("1.9", "2.9", 12.0, (1.0, 0.0, 0.0))
    session.viewports.linking._keep(Registration((offset,)))
    qtbot.waitUntil(lambda: not session.keeper.busy)  # type: ignore[attr-defined]
    assert OffsetFile(kept).registration(study_digest(uid), "R1").offsets == (offset,)
    assert uid not in kept.read_text(encoding="utf-8")


def test_offsets_of_an_earlier_run_are_read(
    session: ReadingSession, kept: Path, radiograph: Path, qtbot: object
) -> None:
    offset = Offset("1.9", "2.9", 12.0, (1.0, 0.0, 0.0))
    uid = write_radiograph(radiograph / "image.dcm")
    OffsetFile(kept).append(OffsetsLine(study_digest(uid), "R1", (offset,), "2026-01-02T10:00:00+00:00"))
    open_and_wait(session, radiograph, qtbot)
    qtbot.waitUntil(lambda: session.viewports.linking.registration.offsets == (offset,))  # type: ignore[attr-defined]
