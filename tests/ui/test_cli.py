"""`overread [PATH…]` and `overread demo`: sentences instead of tracebacks, and a log that names nobody."""

import argparse
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.session.settings import Settings
from app.ui import cli
from app.ui.demo import DemoMaker, References
from imaging.errors import UserError
from tests.app.session.conftest import write_radiograph


@pytest.fixture(autouse=True)
def _without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Torch would take seconds to import."""
    monkeypatch.setattr("app.session.reading_session.ReadingSession.run_models", lambda self: None)


@pytest.fixture
def log_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The log goes to a folder of the test, and nothing of it stays."""
    monkeypatch.setenv("OVERREAD_STATE", str(tmp_path / "state"))
    root, hook = logging.getLogger(), sys.excepthook
    before, level = list(root.handlers), root.level
    yield tmp_path / "state"
    for handler in [h for h in root.handlers if h not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    sys.excepthook = hook


def parsed(configure: object, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    configure(parser)  # type: ignore[operator]
    return parser.parse_args(words)


def test_a_path_that_does_not_exist_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file or folder “nowhere”"):
        cli.run_open(parsed(cli.configure_open, str(tmp_path / "nowhere")))


def test_a_size_that_is_none_is_a_sentence() -> None:
    args = parsed(cli.configure_demo, "--tour", "out", "--size", "large")
    with pytest.raises(UserError, match="Write it as 1366x768"):
        cli._size(args.size)


def test_the_log_keeps_faults_and_no_patient(qtbot: QtBot, log_folder: Path, tmp_path: Path) -> None:
    cli.start_log()
    write_radiograph(tmp_path / "study" / "image.dcm")
    (tmp_path / "study" / "broken.dcm").write_bytes(b"\0" * 128 + b"DICM")
    window = cli.build_window(tmp_path / "record.sqlite", Settings(reader="R1"), None)
    qtbot.waitUntil(lambda: not window.session.keeper.busy)
    window.session.start([tmp_path / "study"])
    qtbot.waitUntil(lambda: window.session.case is not None and not window.session.shelf.scanning, timeout=10_000)
    sys.excepthook(ValueError, ValueError("a fault"), None)
    window.close()
    words = (log_folder / "overread.log").read_text(encoding="utf-8")
    assert "a fault in the program" in words
    assert "ValueError: a fault" in words
    assert "Secret" not in words
    assert "SECRET-ID" not in words


def test_a_log_that_cannot_be_written_is_no_hindrance(
    log_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("OVERREAD_STATE", str(tmp_path / "file" / "below"))
    cli.start_log()
    assert any(isinstance(h, logging.StreamHandler) for h in logging.getLogger().handlers)


def test_the_demo_is_generated_behind_the_window_and_its_reference_is_known(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imaging.phantoms.demo.DEMO", (("limb", 27),))
    references = References()
    window = cli.build_window(tmp_path / "record.sqlite", Settings(), None, references)
    maker = DemoMaker(window.session, references, tmp_path / "demo")
    window.closing.connect(maker.close)
    steps = []
    window.session.progress_changed.connect(lambda p: steps.append((p.text, p.done, p.total)))
    maker.start()
    qtbot.waitUntil(lambda: window.session.case is not None, timeout=30_000)
    assert ("Generating the demo studies", 0, 1) in steps
    assert window.session.case is not None
    assert window.session.case.reference.labels == {"lower_limb/fracture": True}
    assert window.session.shelf.refusals == ()
    window.close()


def test_a_demo_that_cannot_be_written_is_a_notice(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    window = cli.build_window(tmp_path / "record.sqlite", Settings(), None)
    maker = DemoMaker(window.session, References(), tmp_path / "file" / "demo")
    window.closing.connect(maker.close)
    said: list[str] = []
    window.session.noticed.connect(lambda notice: said.append(notice.sentence))
    maker.start()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert said[0].startswith("The demo studies cannot be written")
    window.close()
