"""Viewports in two windows: what goes where, what each window's keys change, and the way back."""

from collections.abc import Iterator

import pytest

from app.reading.hanging import MAIN, SECOND, Hung, Layout, both, fill_grid, grid_places, in_window, merge, split
from app.reading.hanging_files import bundled_protocols, protocol_from
from app.reading.hanging_protocol import choose
from app.session.viewports import Viewports
from imaging.presentation import Window
from imaging.study import Case
from tests.app.reading.hanging_studies import case, radiograph, study, volume
from tests.app.session.test_layouts import KNEE, Hall
from tests.app.session.test_linking import load

PRIOR = study(
    volume("11", "sag", "SAG PD FS", body_part="KNEE", frame="2.9"),
    volume("12", "ax", "AX PD FS", body_part="KNEE", frame="2.9"),
    uid="p",
    date="20250101",
)
WITH_PRIOR = Case(KNEE.study, (PRIOR,))
A, B, C = (volume(uid, "sag").stacks[0] for uid in "abc")


class Rooms(Hall):
    """A hall with two windows."""

    def there(self) -> list[str]:
        return [m.loaded.stack.series_uid for m in self.viewports.in_window(SECOND) if m.loaded]

    def here(self) -> list[str]:
        return [m.loaded.stack.series_uid for m in self.viewports.in_window(MAIN) if m.loaded]

    def go_there(self) -> None:
        self.viewports.set_active(self.viewports.in_window(SECOND)[0])


@pytest.fixture
def rooms(qapp: object) -> Iterator[Rooms]:
    """Nothing hangs yet."""
    made = Rooms()
    yield made
    made.keeper.close()


# ── layouts ──────────────────────────────────────────────────────────────────────────────────────


def test_a_layout_is_split_between_the_windows_and_each_fills_its_own() -> None:
    one = Layout((Hung(A), Hung(B, window=SECOND), Hung(C)), ((0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2)))
    apart = split(one)
    assert apart.is_split
    assert apart.part(MAIN).places == ((0, 0, 1, 2), (1, 0, 1, 2))
    assert apart.part(SECOND) == Layout((Hung(B, window=SECOND),), ((0, 0, 1, 1),))
    assert split(apart) == apart


def test_nothing_for_the_main_window_means_all_of_it_there() -> None:
    only = Layout((Hung(A, window=SECOND), Hung(B, window=SECOND)), grid_places(1, 2))
    assert split(only) == in_window(only, MAIN)


def test_merged_each_window_takes_a_half() -> None:
    four = fill_grid([A, B, C, A], 2, 2)
    merged = merge(both(four, fill_grid([B], 1, 1)))
    assert not merged.is_split
    assert merged.places == ((0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1), (0, 2, 2, 2))
    assert merge(both(fill_grid([A, B], 1, 2), fill_grid([B, C], 1, 2))).places == grid_places(2, 2)
    assert merge(both(fill_grid([A], 1, 1), fill_grid([B], 1, 1))).places == grid_places(1, 2)
    assert [hung.window for hung in merged.viewports] == [MAIN] * 4 + [SECOND]
    assert merge(four) == four
    assert split(merged).part(MAIN).places == four.places


# ── opening ──────────────────────────────────────────────────────────────────────────────────────


def test_without_a_case_it_says_so(rooms: Rooms) -> None:
    rooms.layouts.toggle_second_window()
    assert rooms.said == ["Open a case first."]
    assert not rooms.layouts.two_windows


def test_priors_stand_in_the_second_window_as_their_protocol_hangs_them(rooms: Rooms) -> None:
    rooms.layouts.open(WITH_PRIOR)
    rooms.layouts.toggle_second_window()
    assert rooms.here() == ["4", "3", "1", "2"]
    assert rooms.there() == ["11", "12"]


def test_without_a_prior_the_next_stage_that_shows_something_else(rooms: Rooms) -> None:
    other = case(*KNEE.study.series, volume("5", "sag", "SAG T2", body_part="KNEE"))
    rooms.layouts.open(other)
    rooms.layouts.toggle_second_window()
    assert rooms.there() == ["1", "2", "3", "4", "5"]


def test_one_series_stands_in_both(rooms: Rooms) -> None:
    rooms.layouts.open(case(volume("1", "sag", slices=2)))
    rooms.layouts.toggle_second_window()
    assert (rooms.here(), rooms.there()) == (["1"], ["1"])


def test_a_stage_puts_its_prior_there_and_back_beside_the_study(rooms: Rooms) -> None:
    now = radiograph("1", "AP"), radiograph("2", "LL")
    before = study(radiograph("3", "AP"), radiograph("4", "LL"), uid="p", date="20250101")
    rooms.layouts.open(case(*now, priors=(before,)))
    assert rooms.here() == ["1", "2", "3", "4"]
    one_window = rooms.viewports.places
    rooms.layouts.toggle_second_window()
    assert (rooms.here(), rooms.there()) == (["1", "2"], ["3", "4"])
    assert rooms.viewports.places == (*grid_places(1, 2), *grid_places(1, 2))
    rooms.layouts.toggle_second_window()
    assert rooms.here() == ["1", "2", "3", "4"]
    assert rooms.there() == []
    assert rooms.viewports.places == one_window


def test_the_next_case_is_hung_in_both_windows(rooms: Rooms) -> None:
    rooms.layouts.open(WITH_PRIOR)
    rooms.layouts.toggle_second_window()
    rooms.layouts.open(case(volume("1", "sag", slices=2)))
    assert (rooms.here(), rooms.there()) == (["1"], ["1"])


# ── each window has its own grid ─────────────────────────────────────────────────────────────────


def test_stages_and_grids_change_the_window_of_the_active_viewport(rooms: Rooms) -> None:
    rooms.layouts.open(WITH_PRIOR)
    rooms.layouts.toggle_second_window()
    rooms.layouts.show_grid(1, 2)
    assert (rooms.here(), rooms.there()) == (["1", "2"], ["11", "12"])
    rooms.go_there()
    rooms.layouts.show_grid(1, 1)
    assert (rooms.here(), rooms.there()) == (["1", "2"], ["11"])
    assert rooms.viewports.window_of(rooms.viewports.active) == SECOND
    rooms.layouts.step_stage(1)
    assert rooms.there() != ["11"]
    assert rooms.said[-1].startswith("Second window: ")
    assert rooms.here() == ["1", "2"]
    rooms.layouts.previous()
    assert (rooms.here(), rooms.there()) == (["1", "2"], ["11"])


def test_a_stage_without_a_prior_leaves_the_second_window_alone(rooms: Rooms) -> None:
    rooms.layouts.open(WITH_PRIOR)
    rooms.layouts.toggle_second_window()
    rooms.go_there()
    rooms.layouts.show_grid(1, 1)
    rooms.viewports.set_active(rooms.viewports.models[0])
    rooms.layouts.step_stage(1)
    assert (rooms.here(), rooms.there()) == (["4", "2"], ["11"])


def test_the_next_series_is_of_the_same_study(rooms: Rooms) -> None:
    rooms.layouts.open(WITH_PRIOR)
    rooms.layouts.toggle_second_window()
    rooms.go_there()
    for expected in ("12", "11", "12"):
        rooms.layouts.step_series(1)
        assert rooms.there()[0] == expected


def test_what_the_reader_did_stays_on_the_way_there_and_back(rooms: Rooms) -> None:
    rooms.layouts.open(WITH_PRIOR)
    rooms.viewports.set_active(rooms.viewports.models[1])
    rooms.viewports.models[1].set_window(Window(40, 400))
    rooms.layouts.toggle_second_window()
    rooms.go_there()
    there = rooms.viewports.active
    assert there is not None
    there.go_to(3)
    rooms.layouts.toggle_second_window()
    assert rooms.here() == ["4", "3", "1", "2", "11", "12"]
    assert rooms.viewports.models[1].window == Window(40, 400)
    assert rooms.viewports.models[4].position == 3
    assert rooms.viewports.active is rooms.viewports.models[4]


def test_a_viewport_is_maximised_in_its_own_window(rooms: Rooms) -> None:
    rooms.layouts.open(WITH_PRIOR)
    rooms.layouts.toggle_second_window()
    here, there = rooms.viewports.in_window(MAIN)[1], rooms.viewports.in_window(SECOND)
    rooms.viewports.toggle_maximised(here)
    rooms.viewports.toggle_maximised(there[0])
    assert rooms.viewports.maximised_in(MAIN) is here
    assert rooms.viewports.maximised_in(SECOND) is there[0]
    rooms.viewports.step_active(1)
    assert rooms.viewports.maximised_in(SECOND) is there[1]
    rooms.viewports.toggle_maximised()
    assert rooms.viewports.maximised_in(SECOND) is None
    assert rooms.viewports.maximised_in(MAIN) is here


def test_the_next_viewport_goes_through_both_windows(rooms: Rooms) -> None:
    rooms.layouts.open(WITH_PRIOR)
    rooms.layouts.toggle_second_window()
    seen = []
    for _ in rooms.viewports.models:
        seen.append(rooms.viewports.window_of(rooms.viewports.active))
        rooms.viewports.step_active(1)
    assert seen == [MAIN] * 4 + [SECOND] * 2


def test_windows_are_linked_by_one_linking(qapp: object) -> None:
    viewports = Viewports(load)
    viewports.hang(both(fill_grid([A], 1, 1), fill_grid([B], 1, 1)))
    viewports.models[0].go_to(3)
    assert viewports.models[1].position == 3
    viewports.set_cursor(viewports.models[1], (2.0, 3.0))
    assert viewports.cursor_in(viewports.models[0]) == pytest.approx((2.0, 3.0))


# ── saved ────────────────────────────────────────────────────────────────────────────────────────


def test_a_saved_layout_remembers_the_window(rooms: Rooms) -> None:
    rooms.layouts.open(WITH_PRIOR)
    rooms.layouts.toggle_second_window()
    rooms.layouts.show_grid(1, 2)
    protocol = protocol_from(rooms.layouts.present(), WITH_PRIOR, "MR", bundled_protocols())
    cells = protocol.stages[0].cells
    assert [cell.window for cell in cells] == [1, 1, 2, 2]
    assert [cell.place for cell in cells] == [(0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 2, 1), (0, 3, 2, 1)]
    again = split(choose((protocol,), WITH_PRIOR).first)
    assert again.viewports == rooms.layouts.present().viewports
    assert again.part(SECOND).places == ((0, 0, 2, 1), (0, 1, 2, 1))
