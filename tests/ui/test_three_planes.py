"""A volume in the real window: its three planes by key, the crosshair, the tool in hand."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.session.viewport_model import Tool
from tests.ui.fakes import Opened

SHAPE = 6, 16, 20


def write_volume(folder: Path) -> None:
    """A sagittal series of six slices."""
    folder.mkdir()
    study, series, frame = (generate_uid(entropy_srcs=[words]) for words in ("study", "series", "frame"))
    for number in range(SHAPE[0]):
        data = Dataset()
        data.file_meta = FileMetaDataset()
        data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID = MRImageStorage
        data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID = generate_uid(entropy_srcs=[str(number)])
        data.StudyInstanceUID, data.SeriesInstanceUID, data.FrameOfReferenceUID = study, series, frame
        data.Modality, data.BodyPartExamined, data.SeriesDescription = "MR", "KNEE", "SAG PD FS"
        data.Rows, data.Columns = SHAPE[1:]
        data.ImagePositionPatient, data.ImageOrientationPatient = [3.0 * number, 0, 0], [0, 1, 0, 0, 0, -1]
        data.PixelSpacing, data.SamplesPerPixel, data.PhotometricInterpretation = [1.0, 1.0], 1, "MONOCHROME2"
        data.BitsAllocated = data.BitsStored = 16
        data.HighBit, data.PixelRepresentation = 15, 0
        data.PixelData = np.full(SHAPE[1:], 100 * number, np.uint16).tobytes()
        data.save_as(folder / f"{number}.dcm", enforce_file_format=True)


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    write_volume(tmp_path / "study")
    window = Opened(qtbot, tmp_path).open(tmp_path / "study")
    yield window
    window.close()


def test_three_planes_of_the_series_in_the_active_viewport(opened: Opened) -> None:
    viewports = opened.session.viewports
    opened.key(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    opened.key(Qt.Key.Key_1)
    opened.key(Qt.Key.Key_1)
    assert [model.axis for model in viewports.models] == [0]
    opened.until(lambda: viewports.models[0].loaded is not None and viewports.models[0].loaded.complete)
    opened.key(Qt.Key.Key_X, Qt.KeyboardModifier.ShiftModifier)
    assert [model.axis for model in viewports.models] == [0, 1, 2]


def test_esc_takes_the_crosshair_away(opened: Opened) -> None:
    viewports = opened.session.viewports
    opened.until(lambda: viewports.models[0].loaded is not None and viewports.models[0].loaded.complete)
    opened.key(Qt.Key.Key_X)
    assert viewports.cursor is not None
    opened.key(Qt.Key.Key_Escape)
    assert viewports.cursor is None


def test_the_tool_in_hand_has_a_tick_and_stands_in_the_status_line(opened: Opened) -> None:
    center = opened.window.commands
    assert opened.window.status.tool.text() == "Window tool"
    for key, tool, command in ((Qt.Key.Key_Z, Tool.ZOOM, "tool.zoom"), (Qt.Key.Key_D, Tool.LENGTH, "measure.length")):
        opened.key(key)
        center._refresh()
        ticked = [
            name
            for name, action in center.actions.items()
            if action.isChecked() and name.startswith(("tool.", "measure."))
        ]
        assert ticked == [command]
        assert opened.window.status.tool.text() == tool.words == center.actions[command].text().split("\t")[0]
