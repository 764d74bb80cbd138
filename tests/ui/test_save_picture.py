"""A picture of a viewport as a file: what is asked before it leaves the program."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.ui.export.assurances import LOOK_FIRST
from app.ui.save_picture import PictureDialog, picture_of
from app.ui.viewport_view import ViewportView
from tests.app.session.conftest import write_radiograph
from tests.ui.conftest import pixels_of
from tests.ui.fakes import Opened


@pytest.fixture
def save(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., tuple[Opened, PictureDialog]]]:
    """Open a radiograph whose header says this too, and ask where to save its picture."""
    windows: list[Opened] = []

    def make(*, identity: bool = False, **attributes: str) -> tuple[Opened, PictureDialog]:
        path = tmp_path / "study" / "image.dcm"
        write_radiograph(path)
        header = dcmread(path)
        for keyword, words in attributes.items():
            setattr(header, keyword, words)
        header.save_as(path)
        opened = Opened(qtbot, tmp_path).open(tmp_path / "study")
        windows.append(opened)
        opened.session.change_settings(show_identity=identity)
        dialog = opened.window.save_picture()
        assert isinstance(dialog, PictureDialog)
        dialog.setDirectory(str(tmp_path))
        dialog.selectFile("view.png")
        return opened, dialog

    yield make
    for window in windows:
        window.close()


def test_nothing_is_saved_before_the_reader_has_looked(
    save: Callable[..., tuple[Opened, PictureDialog]], tmp_path: Path
) -> None:
    opened, dialog = save(BurnedInAnnotation="YES")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.assurances.complaint.text() == LOOK_FIRST
    dialog.assurances.looked.setChecked(True)
    dialog.accept()
    opened.until(lambda: (tmp_path / "view.png").exists() and not opened.session.keeper.busy)


@pytest.mark.parametrize("chosen", [False, True])
def test_a_name_is_in_the_picture_only_with_its_tick(
    chosen: bool, save: Callable[..., tuple[Opened, PictureDialog]], tmp_path: Path
) -> None:
    opened, dialog = save(identity=True)
    assert not dialog.assurances.named.isChecked()
    dialog.assurances.named.setChecked(chosen)
    view = opened.window.grid.views[0]
    expected = pixels_of(picture_of(view, overlays=True, particulars=chosen, identity=chosen))
    other = pixels_of(picture_of(view, overlays=True, particulars=not chosen, identity=not chosen))
    dialog.accept()
    opened.until(lambda: (tmp_path / "view.png").exists() and not opened.session.keeper.busy)
    np.testing.assert_array_equal(pixels_of(QImage(str(tmp_path / "view.png"))), expected)
    assert (expected != other).any()


def test_with_identity_hidden_nobody_is_asked_for_it(save: Callable[..., tuple[Opened, PictureDialog]]) -> None:
    _, dialog = save()
    assert not dialog.assurances.named.isVisible()
    assert not dialog.assurances.looked.isVisible()
    dialog.reject()


def test_names_leave_every_viewport_when_they_are_hidden(save: Callable[..., tuple[Opened, PictureDialog]]) -> None:
    opened, dialog = save(identity=True)
    dialog.reject()
    views = [view for view in opened.window.grid.views if view.isVisible()]
    shown = [pixels_of(view.grab().toImage()) for view in views]
    painted: list[ViewportView] = []
    for view in views:
        view.installEventFilter(Painted(view, painted))
    opened.session.change_settings(show_identity=False)
    opened.until(lambda: all(view in painted for view in views))
    hidden = [pixels_of(view.grab().toImage()) for view in views]
    assert all((a != b).any() for a, b in zip(shown, hidden, strict=True))


def test_what_is_about_to_be_drawn_is_no_part_of_a_saved_picture(
    save: Callable[..., tuple[Opened, PictureDialog]],
) -> None:
    opened, dialog = save()
    dialog.reject()
    view = opened.window.grid.views[0]
    before = pixels_of(picture_of(view, overlays=True))
    on_screen = pixels_of(view.grab().toImage())
    opened.session.run_command("measure.length")
    opened.until(lambda: bool((pixels_of(view.grab().toImage()) != on_screen).any()))
    np.testing.assert_array_equal(pixels_of(picture_of(view, overlays=True)), before)


class Painted(QObject):
    """Notes that a view was painted."""

    def __init__(self, view: ViewportView, painted: list[ViewportView]) -> None:
        super().__init__(view)
        self._view, self._painted = view, painted

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._painted.append(self._view)
        return False
