"""Stages, grids and saved layouts in the viewports, and priors in a session."""

from collections.abc import Iterator
from pathlib import Path

import pydicom
import pytest
from pytestqt.qtbot import QtBot

from app.session.layouts import Layouts
from app.session.loaded_stack import LoadedStack
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper
from app.session.viewports import Viewports
from imaging.presentation import Window
from imaging.study import Series, Stack
from tests.app.reading.hanging_studies import case, volume
from tests.app.session.conftest import write_radiograph
from tests.app.session.test_reading_session import open_and_wait

KNEE = case(
    volume("1", "ax", "AX PD FS", body_part="KNEE"),
    volume("2", "sag", "SAG T1", 24, body_part="KNEE"),
    volume("3", "cor", "COR PD FS", body_part="KNEE"),
    volume("4", "sag", "SAG PD FS", body_part="KNEE"),
)


def load(stack: Stack) -> LoadedStack:
    return LoadedStack(stack, Series(stack.series_uid))


class Hall:
    """Viewports, their layouts, and what was said."""

    def __init__(self, folder: Path | None = None) -> None:
        self.keeper = RecordKeeper(lambda: None)
        self.viewports = Viewports(load)
        self.layouts = Layouts(self.viewports, self.keeper, folder)
        self.said: list[str] = []
        self.layouts.noticed.connect(lambda notice: self.said.append(notice.sentence))

    def shown(self) -> list[str]:
        return [f"{m.loaded.stack.series_uid}/{m.axis}".removesuffix("/0") for m in self.viewports.models if m.loaded]


@pytest.fixture
def hall(qapp: object) -> Iterator[Hall]:
    """Nothing hangs yet."""
    made = Hall()
    yield made
    made.keeper.close()


def test_stages_go_round_and_say_where_they_are(hall: Hall) -> None:
    hall.layouts.open(KNEE)
    assert hall.shown() == ["4", "3", "1", "2"]
    hall.layouts.step_stage(1)
    assert hall.shown() == ["4", "2"]
    assert hall.said == ["Knee MR: Sagittal: PD-FS and T1 (2/2)"]
    hall.layouts.step_stage(1)
    assert hall.shown() == ["4", "3", "1", "2"]
    hall.layouts.step_stage(-1)
    assert hall.shown() == ["4", "2"]


def test_the_way_back_leads_through_every_layout(hall: Hall) -> None:
    hall.layouts.open(KNEE)
    assert not hall.layouts.can_go_back
    hall.layouts.step_stage(1)
    hall.layouts.show_grid(4, 4)
    assert len(hall.shown()) == 12
    hall.layouts.previous()
    assert hall.shown() == ["4", "2"]
    hall.layouts.previous()
    assert hall.shown() == ["4", "3", "1", "2"]
    hall.layouts.previous()
    assert hall.shown() == ["4", "3", "1", "2"]


def test_a_grid_is_in_series_order_and_says_when_there_is_too_little(hall: Hall) -> None:
    hall.layouts.open(KNEE)
    hall.layouts.show_grid(1, 3)
    assert hall.shown() == ["1", "2", "3"]
    assert hall.said[-1] == "Layout 1 × 3"
    hall.layouts.show_grid(4, 4)
    assert hall.said[-1] == "This study has 12 pictures to show: 4 × 4 would leave cells empty."


def test_the_same_layout_again_is_no_step(hall: Hall) -> None:
    hall.layouts.open(KNEE)
    hall.layouts.show_grid(1, 1)
    hall.layouts.show_grid(1, 1)
    hall.layouts.previous()
    assert hall.shown() == ["4", "3", "1", "2"]


def test_what_the_reader_did_to_a_stack_stays_when_the_layout_changes(hall: Hall) -> None:
    hall.layouts.open(KNEE)
    model = hall.viewports.models[3]  # sagittal T1
    hall.viewports.set_active(model)
    model.go_to(5)
    model.set_window(Window(40, 400))
    model.zoom_by(2.0)
    model.flip(horizontal=True)
    hall.layouts.step_stage(1)
    now = hall.viewports.models[1]
    assert now is hall.viewports.active
    assert now is not model
    assert (now.position, now.window, now.zoom, now.flipped) == (5, Window(40, 400), 2.0, True)
    assert not hall.viewports.models[0].flipped


def test_without_a_case_everything_says_so(hall: Hall) -> None:
    hall.layouts.step_stage(1)
    hall.layouts.show_grid(2, 2)
    hall.layouts.save()
    hall.layouts.previous()
    assert hall.said == ["No case is open."] * 3


def test_one_stage_says_that_there_is_no_other(hall: Hall) -> None:
    hall.layouts.open(case(volume("1", "sag", slices=2)))
    hall.layouts.step_stage(1)
    assert hall.said == ["This hanging protocol has only one stage for this study."]
    assert hall.shown() == ["1"]


def test_a_saved_layout_is_used_at_once_and_after_a_restart(qtbot: QtBot, tmp_path: Path) -> None:
    hall = Hall(tmp_path / "own")
    hall.layouts.open(KNEE)
    hall.layouts.show_grid(2, 2)
    hall.layouts.save()
    qtbot.waitUntil(lambda: not hall.keeper.busy)
    assert hall.said[-1] == "Saved as “My layout: Knee MR”: studies like this one open so from now on."
    hall.layouts.open(KNEE)
    assert hall.shown() == ["1", "2", "3", "4"]
    hall.layouts.show_grid(1, 2)
    hall.layouts.save()
    qtbot.waitUntil(lambda: not hall.keeper.busy)
    hall.keeper.close()
    again = Hall(tmp_path / "own")
    again.layouts.open(KNEE)
    assert again.shown() == ["1", "2"], "the later layout stands in the earlier one's place"
    again.layouts.step_stage(1)
    assert again.shown() == ["4", "3", "1", "2"], "the shipped stages follow"
    again.keeper.close()
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["mr-knee-planes.toml"]


def test_a_saved_layout_can_be_forgotten(qtbot: QtBot, tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    hall.layouts.open(KNEE)
    hall.layouts.forget_own()
    assert hall.said == []
    hall.layouts.show_grid(1, 2)
    hall.layouts.save()
    assert hall.layouts.is_own
    hall.layouts.forget_own()
    qtbot.waitUntil(lambda: not hall.keeper.busy)
    assert hall.shown() == ["4", "3", "1", "2"]
    assert hall.said[-1] == "“My layout: Knee MR” is not used any more: studies like this one open by “Knee MR”."
    assert [path.name for path in tmp_path.iterdir()] == ["mr-knee-planes.old"]
    hall.keeper.close()


def test_a_layout_that_cannot_be_written_is_a_sentence_and_lives_on(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file in the folder's place")
    hall = Hall(tmp_path / "own")
    hall.layouts.open(KNEE)
    hall.layouts.show_grid(1, 2)
    hall.layouts.save()
    qtbot.waitUntil(lambda: not hall.keeper.busy)
    assert hall.said[-1].startswith("The layout cannot be saved")
    hall.layouts.open(KNEE)
    assert hall.shown() == ["1", "2"]
    hall.keeper.close()


def test_a_bad_file_is_said_once_and_the_rest_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("title = ")
    (tmp_path / "b.toml").write_text("")
    hall = Hall(tmp_path)
    hall.layouts.open(KNEE)
    hall.layouts.open(KNEE)
    assert hall.shown() == ["4", "3", "1", "2"]
    (sentence,) = hall.said
    assert "a.toml" in sentence
    assert sentence.endswith("(and 1 more)")
    hall.keeper.close()


def test_the_prior_radiograph_hangs_below_the_new_one(session: ReadingSession, tmp_path: Path, qtbot: QtBot) -> None:
    for number, day in ((1, "20260102"), (2, "20250102")):
        path = tmp_path / "studies" / f"{number}.dcm"
        write_radiograph(path, number)
        data = pydicom.dcmread(path)
        data.StudyDate = day
        data.save_as(path)
    open_and_wait(session, tmp_path / "studies", qtbot)
    newer = next(s for s in session.shelf.studies if s.date == "20260102")
    session.open_case(newer.study_uid)
    assert session.case is not None
    assert [study.date for study in session.case.priors] == ["20250102"]
    qtbot.waitUntil(lambda: all(m.picture() is not None for m in session.viewports.models), timeout=10_000)
    assert [m.loaded.stack.series_uid for m in session.viewports.models if m.loaded] == [
        newer.series[0].series_uid,
        session.case.priors[0].series[0].series_uid,
    ]
    assert session.viewports.places == ((0, 0, 1, 1), (0, 1, 1, 1))
    assert session.viewports.active is session.viewports.models[0]
    qtbot.waitUntil(lambda: not session.keeper.busy, timeout=10_000)
