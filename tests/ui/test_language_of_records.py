"""What a read leaves on the disk is the same in every language of the window."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.reading.export import export_csv, export_jsonl
from app.reading.protocol import Phase
from app.reading.store.sqlite import SqliteStore
from app.ui.panels.reason_form import OVERRIDE_REASONS
from tests.app.session.conftest import write_radiograph
from tests.ui.test_language import german as german
from tests.ui.test_measuring import Measuring

KIND_OF_MARK = ("kind", "name", "unit", "rests_on")
QUESTION = "lower_limb/fracture"


def written(qtbot: QtBot, folder: Path) -> dict[str, Any]:
    """The record's events and both of its exports, marks as CSV, and what was noticed on the way, of one read."""
    write_radiograph(folder / "study" / "image.dcm")
    opened = Measuring(qtbot, folder)
    opened.open(folder / "study").lock(positive=False)
    session, row = opened.session, opened.window.reading_column.comparison.rows[QUESTION]
    for key, ends in ((Qt.Key.Key_D, ((0.3, 0.3), (0.6, 0.6))), (Qt.Key.Key_E, ((0.5, 0.2), (0.7, 0.4)))):
        opened.key(key)
        opened.draw(*ends)
    row.override.click()
    row.overriding.reason.setCurrentIndex(2)
    row.overriding.save.click()
    opened.until(session.can_sign)
    session.sign()
    opened.until(lambda: session.phase is Phase.SIGNED and not session.keeper.busy)
    opened.window.commands.run("measure.save")
    (dialog,) = opened.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(folder / "marks.csv"))
    dialog.close()
    opened.until(lambda: (folder / "marks.csv").exists() and not session.keeper.busy)
    opened.close()

    store, lines, table = SqliteStore(folder / "record.sqlite", read_only=True), io.StringIO(), io.StringIO()
    export_jsonl(store, lines, free_text=True)
    export_csv(store, table, free_text=True)
    assert store.verify() == []
    store.close()
    events = [json.loads(line) for line in lines.getvalue().splitlines()]
    (answered,) = csv.DictReader(io.StringIO(table.getvalue()))
    marks = csv.DictReader(io.StringIO((folder / "marks.csv").read_text(encoding="utf-8-sig")))
    timed = ("ImagesViewed", "ZoomChanged")
    return {
        "events": [(event["kind"], event["data"]) for event in events if event["kind"] not in timed],
        "answered": {name: said for name, said in answered.items() if "seconds" not in name and name != "reading_id"},
        "marks": [tuple(mark[name] for name in KIND_OF_MARK) for mark in marks],
        "noticed": list(opened.notices),
    }


@pytest.fixture
def in_english(qtbot: QtBot, tmp_path: Path) -> dict[str, Any]:
    """Written while the window speaks English."""
    (tmp_path / "en").mkdir()
    return written(qtbot, tmp_path / "en")


def test_record_exports_and_marks_do_not_know_the_language(
    in_english: dict[str, Any], german: None, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "de").mkdir()
    in_german = written(qtbot, tmp_path / "de")
    assert in_english["answered"]["reason"] == OVERRIDE_REASONS[1]
    assert len(in_english["marks"]) > 2
    assert in_german == in_english
