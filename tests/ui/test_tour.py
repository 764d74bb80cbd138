"""The tour runs the main job in a real window and notices when something does not come about."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.reading.store.sqlite import SqliteStore
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper, default_store
from app.session.settings import Settings
from app.ui.demo import DemoMaker, References
from app.ui.main_window import MainWindow
from app.ui.tour import EVENTS, RECORD, Script, Tour, Until, run_tour, tour_record
from app.ui.tour_script import main_job
from imaging.errors import UserError
from tests.ui import fakes
from tests.ui.fakes import Opened


@pytest.fixture(autouse=True)
def _small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """One radiograph and one knee are enough."""
    monkeypatch.setattr("imaging.phantoms.demo.DEMO", (("limb", 27), ("knee", 16)))


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The studies are generated once."""
    return tmp_path_factory.mktemp("demo")


def start(folder: Path, demo_folder: Path, answer: object = fakes.answer) -> tuple[MainWindow, DemoMaker]:
    references = References()
    keeper = RecordKeeper(default_store(tour_record(folder)))
    session = ReadingSession(keeper, Settings(reader="Tour"), None, references, answer=answer)  # type: ignore[arg-type]
    window = MainWindow(session)
    window.resize(1366, 768)
    window.show()
    maker = DemoMaker(session, references, demo_folder)
    window.closing.connect(maker.close)
    return window, maker


@pytest.fixture(autouse=True)
def _hook_for_faults(qapp: QApplication) -> Iterator[None]:
    """The hook for faults is afterwards as it was."""
    hook = sys.excepthook
    yield
    assert sys.excepthook is hook


def test_the_main_job_without_hands(tmp_path: Path, demo_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    window, maker = start(tmp_path, demo_folder)
    assert run_tour(window, maker, tmp_path, main_job) == 0
    names = sorted(path.name for path in tmp_path.glob("*.png"))
    assert names[0] == "01_radiograph_opened.png"
    assert names[-1].endswith("live_statistics.png")
    assert [int(name[:2]) for name in names] == list(range(1, len(names) + 1))
    assert f"{len(names)} pictures" in capsys.readouterr().out

    lines = [json.loads(line) for line in (tmp_path / EVENTS).read_text(encoding="utf-8").splitlines()]
    store = SqliteStore(tmp_path / RECORD, read_only=True)
    stored = {event.event_hash: event for entry in store.readings() for event in store.events(entry.reading_id)}
    problems = store.verify()
    store.close()
    assert problems == []
    assert {line["event_hash"] for line in lines} <= set(stored)
    kinds = [line["kind"] for line in lines]
    assert kinds.count("ReadSigned") == 2
    assert kinds.count("UnaidedReadLocked") == 2
    for reading in {line["reading_id"] for line in lines}:
        mine = [line["kind"] for line in lines if line["reading_id"] == reading]
        assert mine.index("UnaidedReadLocked") < mine.index("FindingsRevealed") < mine.index("ReadSigned")
    choices = [line["data"]["decision"] for line in lines if line["kind"] == "DecisionMade"]
    assert [d["reason"] != "" for d in choices if d["choice"] == "override"] == [True]
    assert sum(d["choice"] == "agree" for d in choices) >= 1


def test_models_that_fail_end_the_tour_with_a_sentence(tmp_path: Path, demo_folder: Path) -> None:
    def broken(*_: object) -> object:
        raise UserError("The weights are not the ones of the card.")

    window, maker = start(tmp_path, demo_folder, broken)
    with pytest.raises(UserError, match="The models did not answer: The weights are not the ones"):
        run_tour(window, maker, tmp_path, main_job)


def test_a_demo_that_cannot_be_generated_ends_the_tour_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    window, maker = start(tmp_path, tmp_path / "file" / "demo")
    with pytest.raises(UserError, match="The demo studies cannot be written"):
        run_tour(window, maker, tmp_path, main_job)


def test_waiting_in_vain_is_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    opened = Opened(qtbot, tmp_path)
    tour = Tour(opened.window, tmp_path)

    def script() -> Script:
        yield Until(lambda: False, "something that never comes", 0.1)

    ended: list[str] = []
    tour.ended.append(lambda: ended.append(tour.failure))
    tour.start(script())
    qtbot.waitUntil(lambda: bool(ended), timeout=5_000)
    assert ended[0].startswith("The tour waited 0 s for something that never comes.")
    tour.close()
    opened.close()


def test_a_tour_takes_away_only_what_a_tour_left(tmp_path: Path) -> None:
    for name in ("01_old.png", RECORD, f"{RECORD}-wal", EVENTS, "mine.png", "notes.txt"):
        (tmp_path / name).write_text("x")
    assert tour_record(tmp_path) == tmp_path / RECORD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.png", "notes.txt"]


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot be written"):
        tour_record(tmp_path / "file" / "below")
