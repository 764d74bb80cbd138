"""Finding studies: one search after the other, parts of one study, and searches that are stopped."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.session.reading_desk import SEARCH_STOPPED
from app.session.reading_session import ReadingSession
from app.session.shelf import Shelf
from imaging.dicom import index, read
from imaging.study import Frame, Series, Stack, StackKind, Study
from tests.app.session.conftest import write_radiograph


@pytest.fixture
def shelf(qapp: object) -> Iterator[Shelf]:
    shelf = Shelf()
    yield shelf
    shelf.close()


def study(*series: tuple[str, int]) -> Study:
    """A study with these Series, each with so many frames."""

    def one(uid: str, frames: int) -> Series:
        images = tuple(Frame(f"{uid}/{number}", 1, f"{uid}.{number}") for number in range(frames))
        return Series(uid, stacks=(Stack(uid, uid, StackKind.STACK, images, 4, 4, frames),))

    return Study("1.2", series=tuple(one(*s) for s in series))


def test_a_second_search_waits_for_the_first(shelf: Shelf, tmp_path: Path, qtbot: QtBot) -> None:
    for number in (1, 2):
        write_radiograph(tmp_path / str(number) / "image.dcm", number)
    shelf.open_paths([tmp_path / "1"])
    shelf.open_paths([tmp_path / "2"])
    qtbot.waitUntil(lambda: len(shelf.studies) == 2 and not shelf.scanning, timeout=10_000)
    assert all(shelf.is_complete(found.study_uid) for found in shelf.studies)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ([("a", 3)], [("b", 2)], {"a": 3, "b": 2}),
        ([("a", 3)], [("a", 5)], {"a": 5}),
        ([("a", 5)], [("a", 3), ("b", 1)], {"a": 5, "b": 1}),
    ],
)
def test_one_study_in_two_places_keeps_the_series_of_both(
    first: list[tuple[str, int]], second: list[tuple[str, int]], joined: dict[str, int]
) -> None:
    both = study(*first).joined(study(*second))
    assert {series.series_uid: len(series.stacks[0].frames) for series in both.series} == joined


def test_a_study_whose_search_was_stopped_is_not_read(
    session: ReadingSession, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Images may be missing: nothing is recorded until the folder has been searched to its end."""
    write_radiograph(tmp_path / "image.dcm")
    whole = index.load([tmp_path])

    def slow(paths: object, progress: object = None, cancelled: object = None) -> Iterator[index.ScanUpdate]:
        yield index.ScanUpdate(whole.studies, (), 1, 9, False)
        while not cancelled():  # type: ignore[operator]
            pass

    with monkeypatch.context() as patch:
        patch.setattr(index, "scan", slow)
        session.open_paths([tmp_path])
        qtbot.waitUntil(lambda: session.case is not None, timeout=10_000)
        assert "still being searched" in session.why_not_lock()
        session.cancel_work()
    assert session.why_not_lock() == SEARCH_STOPPED
    assert session.reading_desk.reading is None
    session.set_answer("lower_limb/fracture", positive=True, confidence=50)
    assert session.opinion.answers == ()
    session.open_paths([tmp_path])
    qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=10_000)


def test_a_file_that_is_gone_is_said_and_tried_again(session: ReadingSession, radiograph: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.shelf.scan_finished, timeout=10_000):
        session.shelf.open_paths([radiograph])
    moved = radiograph / "image.dcm"
    moved.rename(radiograph / "away.dcm")
    session.shelf.forget_pixels()
    session.open_case(session.shelf.studies[0].study_uid)
    loaded = session.viewports.models[0].loaded
    assert loaded is not None
    qtbot.waitUntil(lambda: bool(loaded.failure), timeout=10_000)
    (radiograph / "away.dcm").rename(moved)
    session.open_case(session.shelf.studies[0].study_uid)
    qtbot.waitUntil(lambda: session.viewports.models[0].picture() is not None, timeout=10_000)


def test_reading_that_was_stopped_goes_on_when_the_series_is_asked_for(
    session: ReadingSession, radiograph: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(stack: object, progress: object = None, cancelled: object = None, on_frame: object = None) -> None:
        while not cancelled():  # type: ignore[operator]
            pass
        raise read.ReadingCancelled

    with monkeypatch.context() as patch:
        patch.setattr(read, "read_stack", slow)
        session.open_paths([radiograph])
        qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=10_000)
        session.cancel_work()
    model = session.viewports.models[0]
    assert model.loaded is not None
    assert "stopped" in model.loaded.failure
    session.show_stack(model.loaded.stack)
    qtbot.waitUntil(lambda: model.picture() is not None, timeout=10_000)
