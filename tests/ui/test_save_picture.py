"""A picture of a viewport as a file: what is asked before it leaves the program."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.ui.export.assurances import LOOK_FIRST
from app.ui.save_picture import PictureDialog, picture_of
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
