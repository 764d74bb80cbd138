"""A number of a model in the window: with its unit, as years, and with the interval of the reference."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.panels.cards import card_text
from app.ui.panels.task_block import INTERVAL, TaskBlock
from imaging.finding import Finding, Quantity
from inference.card import bundled_card
from inference.job import TaskResult, TaskStatus
from tests.app.session.conftest import write_radiograph
from tests.ui.fakes import Opened


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    write_radiograph(tmp_path / "study" / "image.dcm")
    window = Opened(qtbot, tmp_path).open(tmp_path / "study")
    yield window
    window.close()


def rows_of(opened: Opened, value: Quantity, qtbot: QtBot) -> list[tuple[str, str, str]]:
    finding = Finding("bone_age/age/0", "bone_age", "age", value)
    result = TaskResult("bone_age", "1", "a" * 64, TaskStatus.OK, findings=(finding,))
    block = TaskBlock(opened.session, result)
    qtbot.addWidget(block)
    return [(item.text(0), item.text(1), item.toolTip(1)) for item in block._items()]


def test_months_stand_with_years_and_the_reference_interval(opened: Opened, qtbot: QtBot) -> None:
    answer, interval = rows_of(opened, Quantity(124.3, "mo", (113.2, 135.4)), qtbot)
    assert answer[:2] == ("Bone age", "124 months (10 y 4 mo)")
    assert interval[:2] == (INTERVAL, "113–135 months")
    assert "the reference lies in 113–135 months in 95 of 100 cases" in answer[2]
    assert "trained on phantoms" in interval[2]


def test_an_interval_that_nobody_measured_is_not_shown(opened: Opened, qtbot: QtBot) -> None:
    (answer,) = rows_of(opened, Quantity(124.3, "mo"), qtbot)
    assert "95" not in answer[2]


def test_a_card_claims_no_operating_point_for_a_number() -> None:
    words = card_text(bundled_card("bone_age"))
    assert "bone age: a number, without operating point" in words
    assert "bias: -1.4 (−2.03 to −0.824)" in words
