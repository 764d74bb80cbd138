"""The panels on a real session: what each shows in each phase, and what a click does."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.reading.opinion import Choice
from app.reading.protocol import Phase
from app.session.messages import InferenceStage, InferenceState, Notice, NoticeLevel, Progress
from app.ui import hands
from app.ui.panels import study_list
from app.ui.panels.cards import CardDialog
from app.ui.panels.comparison_row import ComparisonRow
from app.ui.panels.study_list import details
from tests.app.session.conftest import write_radiograph
from tests.ui import fakes
from tests.ui.fakes import Opened, words_in

QUESTION = "lower_limb/fracture"


@pytest.fixture
def reading(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """A radiograph that is being read."""
    write_radiograph(tmp_path / "study" / "image.dcm")
    window = Opened(qtbot, tmp_path).open(tmp_path / "study")
    yield window
    window.close()


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[object]:
    """Make a window with other models or another reader, on the same radiograph."""
    made: list[Opened] = []
    write_radiograph(tmp_path / "study" / "image.dcm")

    def build(answer: object = fakes.answer, reader: str = "R1") -> Opened:
        made.append(Opened(qtbot, tmp_path, answer, reader))  # type: ignore[arg-type]
        made[-1].session.open_paths([tmp_path / "study"])
        return made[-1]

    yield build
    for window in made:
        window.close()


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(8, widget.height() // 2))


def comparison(opened: Opened) -> ComparisonRow:
    return opened.window.reading_column.comparison.rows[QUESTION]


# ── phase header ─────────────────────────────────────────────────────────────────────────────────


def test_the_phase_is_named_and_its_action_is_one_button(reading: Opened) -> None:
    header = reading.window.reading_column.header
    assert header.phase.text() == "1 Unaided – the model is hidden"
    assert header.action.text() == "Lock read"
    assert "Ctrl+Return" in header.action.toolTip()
    reading.lock()
    assert header.phase.text() == "2 Aided"
    assert header.action.text() == "Sign read"
    reading.session.decide(QUESTION, Choice.AGREE)
    reading.until(reading.session.can_sign)
    click(header.action)
    reading.until(lambda: reading.session.phase is Phase.SIGNED)
    assert header.phase.text() == "3 Signed"
    assert header.action.text() == "Next case"


def test_the_lock_is_disabled_until_all_is_answered_and_says_why(reading: Opened) -> None:
    header = reading.window.reading_column.header
    assert not header.action.isEnabled()
    assert header.why_not.text() == "Answer “Is there a fracture?” before you go on."
    reading.session.set_answer(QUESTION, positive=True)
    assert not header.action.isEnabled()
    assert "how sure" in header.why_not.text()
    reading.session.set_answer(QUESTION, confidence=60)
    assert header.action.isEnabled()
    assert header.why_not.text() == ""


def test_without_a_reader_nothing_is_read_and_a_name_begins_it(make) -> None:  # type: ignore[no-untyped-def]
    opened = make(reader="")
    header = opened.window.reading_column.header
    opened.until(lambda: opened.session.case is not None and not opened.session.shelf.scanning)
    assert header.why_not.text() == "Say who is reading before you read."
    assert header.reader.property("wanted") is True
    row = opened.window.reading_column.form.rows[QUESTION]
    assert not row.isEnabled()
    QTest.keyClicks(header.reader, "R7")
    QTest.keyClick(header.reader, Qt.Key.Key_Return)
    opened.until_ready()
    assert opened.session.settings.reader == "R7"
    assert opened.saved[-1].reader == "R7"
    assert not header.reader.hasFocus()
    assert header.reader.property("wanted") is False
    assert opened.window.reading_column.form.rows[QUESTION].isEnabled()


def test_half_a_name_is_not_taken_when_something_else_is_clicked(make) -> None:  # type: ignore[no-untyped-def]
    opened = make(reader="")
    header = opened.window.reading_column.header
    opened.until(lambda: opened.session.case is not None and not opened.session.shelf.scanning)
    header.reader.setFocus()
    QTest.keyClicks(header.reader, "Dr")
    opened.window.reading_column.form.setFocus()
    assert opened.session.settings.reader == ""
    assert "Press Enter" in header.why_not.text()
    assert header.reader.text() == "Dr"
    header.reader.setFocus()
    QTest.keyClicks(header.reader, " B")
    QTest.keyClick(header.reader, Qt.Key.Key_Return)
    assert opened.session.settings.reader == "Dr B"
    header.reader.setFocus()
    QTest.keyClicks(header.reader, "on")
    opened.window.reading_column.form.setFocus()
    assert opened.session.settings.reader == "Dr B"
    assert header.reader.text() == "Dr B"


# ── models ───────────────────────────────────────────────────────────────────────────────────────


def test_the_model_line_says_that_models_run_and_keeps_its_height(reading: Opened) -> None:
    line = reading.window.reading_column.models
    height = line.height()
    reading.session.desk.state_changed.emit(InferenceState(InferenceStage.RUNNING, "fracture", 2, 5))
    assert line.words.text() == "The models are running… (2/5) fracture"
    assert line.bar.isVisible()
    reading.session.desk.state_changed.emit(InferenceState(InferenceStage.FAILED, "The models stopped."))
    assert line.words.text() == "The models stopped."
    assert line.again.isVisible()
    reading.qtbot.wait(1)
    assert line.height() == height
    reading.session.desk.state_changed.emit(
        InferenceState(InferenceStage.READY, "The models have finished.", device="cuda")
    )
    assert line.words.text() == "Models: ready – hidden until you lock · CUDA"


def test_a_model_that_does_not_apply_says_why_after_the_lock(make) -> None:  # type: ignore[no-untyped-def]
    opened = make(fakes.not_applicable).until_ready()
    assert fakes.REASON not in words_in(opened.window)
    opened.lock()
    assert opened.window.reading_column.models.words.text() == f"Model does not apply: {fakes.REASON}"
    row = comparison(opened)
    assert row.verdict.text() == "No model answered: your answer stands."
    assert row.agree.isHidden()
    assert row.lines["Final"][1].text() == "Yes (sure: 70)"
    assert opened.session.can_sign()


# ── read form ────────────────────────────────────────────────────────────────────────────────────


def test_the_form_shows_and_keeps_answers(reading: Opened) -> None:
    row = reading.window.reading_column.form.rows[QUESTION]
    assert row.number.text() == "–"
    click(row.yes)
    click(row.slider)
    answer = reading.session.opinion.answer(QUESTION)
    assert answer.positive is True
    assert answer.confidence is not None
    assert row.number.text() == str(answer.confidence)
    middle = QPoint(row.slider.width() // 2, row.slider.height() // 2)
    QTest.mouseClick(row.slider, Qt.MouseButton.LeftButton, pos=middle)
    assert reading.session.opinion.answer(QUESTION).confidence in (50, 51)


def test_a_confidence_can_be_chosen_where_the_handle_stood(reading: Opened) -> None:
    slider = reading.window.reading_column.form.rows[QUESTION].slider
    assert slider.value_or_none is None
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, slider.height() // 2))
    assert slider.value_or_none is not None


def test_the_wheel_scrolls_the_column_and_changes_no_answer(reading: Opened) -> None:
    row = reading.window.reading_column.form.rows[QUESTION]
    click(row.yes)
    row.slider.chosen.emit(60)
    hands.wheel(row.slider, 3)
    hands.wheel(row.slider, -1)
    assert reading.session.opinion.answer(QUESTION).confidence == 60
    reading.lock()
    opacity = reading.session.overlays.heat_opacity
    reading.session.toggle_heat()
    hands.wheel(reading.window.reading_column.findings.opacity, 2)
    assert reading.session.overlays.heat_opacity == opacity


def test_after_the_lock_nobody_changes_the_form(reading: Opened) -> None:
    form = reading.window.reading_column.form
    reading.lock()
    assert not form.rows[QUESTION].isEnabled()
    assert form.comment.isReadOnly()
    click(form.rows[QUESTION].no)
    assert reading.session.opinion.answer(QUESTION).positive is True


# ── findings ─────────────────────────────────────────────────────────────────────────────────────


def test_findings_are_listed_after_the_lock_and_a_click_selects(reading: Opened) -> None:
    findings = reading.window.reading_column.findings
    assert findings.isHidden()
    assert findings.blocks == []
    reading.lock()
    assert findings.isVisible()
    table = findings.blocks[0].table
    study = table.topLevelItem(0)
    assert study is not None
    assert study.text(1) == "P 0.83"
    assert "operating point 0.50" in study.toolTip(0)
    place = study.child(0)
    assert place is not None
    table.itemClicked.emit(place, 0)
    assert reading.session.selected_finding == "lower_limb/fracture/1"
    assert table.currentItem() is place
    assert "map not validated" in words_in(findings)
    assert "view: cannot tell" in words_in(findings)


def test_switches_follow_the_session_and_the_session_them(reading: Opened) -> None:
    reading.lock()
    findings = reading.window.reading_column.findings
    assert findings.boxes.isChecked()
    click(findings.boxes)
    assert not reading.session.overlays.boxes
    reading.session.toggle_heat()
    assert findings.heat.isChecked()
    findings.opacity.setValue(20)
    assert reading.session.overlays.heat_opacity == pytest.approx(0.2)


def test_off_label_is_a_banner_with_its_reason(make) -> None:  # type: ignore[no-untyped-def]
    opened = make(fakes.off_label).until_ready()
    opened.lock()
    shown = words_in(opened.window.reading_column.findings)
    assert f"⚠ Off-label: {fakes.REASON}" in shown
    assert "body part: mismatch (the header says HAND)" in shown


def test_the_card_tells_what_the_model_is_for(reading: Opened) -> None:
    reading.window.commands.run("model.card")
    dialog = reading.window.findChildren(CardDialog)[0]
    shown = dialog.browser.toPlainText()
    for heading in ("Intended use", "Performance", "Training", "Weights", "Reference"):
        assert heading in shown
    dialog.close()


# ── comparison and decision ──────────────────────────────────────────────────────────────────────


def test_reader_and_model_stand_side_by_side(reading: Opened) -> None:
    reading.lock(positive=False)
    row = comparison(reading)
    assert row.lines["You"][1].text() == "No (sure: 70)"
    assert row.lines["Model"][1].text().startswith("Yes (P 0.83, cut 0.50")
    assert row.verdict.text() == "You and the model disagree"
    assert row.lines["Reference"][1].text() == "hidden until you sign"


def test_an_override_needs_a_reason(reading: Opened) -> None:
    reading.lock(positive=False)
    row = comparison(reading)
    click(row.override)
    form = row.overriding
    assert form.isVisible()
    assert not form.save.isEnabled()
    assert form.missing.text() == "A reason is needed."
    form.reason.setCurrentText("Other")
    assert not form.save.isEnabled()
    QTest.keyClicks(form.words, "vessel")
    assert form.save.isEnabled()
    form.reason.setCurrentText("Artefact")
    scrolled = reading.window.reading_column.scroller.verticalScrollBar().value()
    click(form.save)
    assert form.isHidden()
    assert not form.words.hasFocus()
    assert reading.window.reading_column.scroller.verticalScrollBar().value() <= scrolled
    reading.until(lambda: bool(reading.session.decisions))
    decision = reading.session.decisions[0]
    assert decision.choice is Choice.OVERRIDE
    assert decision.reason == "Artefact: vessel"
    assert decision.final_positive is False
    assert row.lines["Final"][1].text() == "No (sure: 70)"


def test_agree_takes_the_models_answer(reading: Opened) -> None:
    reading.lock(positive=False)
    assert not reading.window.reading_column.header.action.isEnabled()
    agree_surely(reading, 65)
    decision = reading.session.decisions[0]
    assert decision.final_positive is True
    assert decision.final_confidence == 65
    reading.until(reading.window.reading_column.header.action.isEnabled)
    assert comparison(reading).agreeing.isHidden()


def agree_surely(reading: Opened, confidence: int) -> None:
    """Agree with the other answer: the program asks how sure the reader is of it, and does not guess."""
    row = comparison(reading)
    click(row.agree)
    assert row.agreeing.isVisible()
    assert not row.agreeing.save.isEnabled()
    assert reading.session.decisions == ()
    row.agreeing.answer.slider.setSliderPosition(confidence)
    row.agreeing.answer.slider.chosen.emit(confidence)
    click(row.agreeing.save)
    reading.until(lambda: bool(reading.session.decisions))


def test_agreeing_with_the_same_answer_keeps_its_confidence(reading: Opened) -> None:
    reading.lock(positive=True)
    click(comparison(reading).agree)
    reading.until(lambda: bool(reading.session.decisions))
    assert reading.session.decisions[0].final_confidence == reading.session.opinion.answer(QUESTION).confidence


def test_after_the_signature_it_is_said_who_was_right_and_a_correction_has_a_reason(reading: Opened) -> None:
    reading.lock(positive=False)
    agree_surely(reading, 65)
    reading.until(reading.session.can_sign)
    reading.session.sign()
    reading.until(lambda: reading.session.phase is Phase.SIGNED and not reading.session.keeper.busy)
    row = comparison(reading)
    assert row.lines["Reference"][1].text() == "Yes"
    assert row.lines["You"][0].toolTip() == "not right"
    assert row.lines["Model"][0].toolTip() == "right"
    click(row.correct)
    assert row.correcting.isVisible()
    assert not row.correcting.save.isEnabled()
    row.correcting.reason.setCurrentText("Seen later")
    click(row.correcting.answer.no)
    click(row.correcting.save)
    reading.until(lambda: row.lines["Final"][1].text().startswith("No"))


def test_statistics_count_what_is_signed(reading: Opened) -> None:
    statistics = reading.window.reading_column.statistics
    assert "Nothing to count yet" in words_in(statistics)
    reading.lock()
    reading.session.decide(QUESTION, Choice.AGREE)
    reading.until(reading.session.can_sign)
    assert "Nothing to count yet" in words_in(statistics)
    reading.session.sign()
    reading.until(lambda: "1 signed read;" in words_in(statistics))
    shown = words_in(statistics)
    assert "Is there a fracture?  (n = 1)" in shown
    assert "1.00  n = 1\n0.21–1.00" in shown  # Wilson 1 of 1
    assert "Agreement with the model, unaided: 1.00" in shown


# ── left column and status line ──────────────────────────────────────────────────────────────────


def test_open_studies_are_listed_and_their_state_is_a_shape(reading: Opened, tmp_path: Path) -> None:
    write_radiograph(tmp_path / "more" / "image.dcm", 2)
    reading.session.open_paths([tmp_path / "more"])
    reading.until(lambda: len(reading.session.shelf.studies) == 2 and not reading.session.shelf.scanning)
    panel = reading.window.case_column.studies
    assert panel.list.count() == 2
    said = sorted(panel.list.item(n).toolTip().splitlines()[-1] for n in range(2))
    assert said == ["This read: begun, not locked", "This read: not read yet"]
    reading.lock()
    reading.until(lambda: "locked, not signed" in panel.list.item(0).toolTip() + panel.list.item(1).toolTip())
    other = next(n for n in range(2) if "not read yet" in panel.list.item(n).toolTip())
    place = panel.list.visualItemRect(panel.list.item(other)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    reading.until_ready()
    assert reading.session.phase is Phase.UNAIDED
    assert reading.window.reading_column.findings.blocks == []


def test_of_very_many_open_studies_the_first_and_the_case_are_listed(
    reading: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study_list, "MOST", 2)
    uids = [write_radiograph(tmp_path / "more" / str(number) / "image.dcm", number) for number in range(2, 6)]
    reading.session.open_paths([tmp_path / "more"])
    reading.until(lambda: len(reading.session.shelf.studies) == 5 and not reading.session.shelf.scanning)
    panel = reading.window.case_column.studies
    assert panel.list.count() == 2
    assert panel.more.text() == "3 more are in the worklist."
    reading.session.open_case(uids[-1])
    assert [panel.list.item(n).data(study_list.UID) for n in range(3)][-1] == uids[-1]
    assert panel.list.currentRow() == 2
    assert panel.more.text() == "2 more are in the worklist."


def test_thumbnails_show_the_series_and_put_it_into_the_viewport(reading: Opened) -> None:
    thumbnails = reading.window.case_column.series
    assert thumbnails.list.count() == 1
    item = thumbnails.list.item(0)
    reading.until(lambda: not item.icon().isNull())
    assert "60 × 80" in words_in(thumbnails)
    thumbnails.list.itemClicked.emit(item)
    thumbnails.list.itemDoubleClicked.emit(item)
    assert len(reading.session.viewports.models) == 1


def test_details_of_a_study(reading: Opened) -> None:
    assert details(reading.session.shelf.studies[0]) == "2026-01-02 · DX · ANKLE"


def test_a_picture_says_that_it_is_not_dicom_and_keeps_its_file_name_to_itself(reading: Opened, tmp_path: Path) -> None:
    Image.new("L", (40, 30)).save(tmp_path / "Secret.png")
    reading.session.open_paths([tmp_path / "Secret.png"])
    reading.until(lambda: len(reading.session.shelf.studies) == 2 and not reading.session.shelf.scanning)
    panel = reading.window.case_column.studies
    assert "not DICOM · 30 × 40" in words_in(panel)
    assert "Secret" not in words_in(panel)
    reading.session.change_settings(show_identity=True)
    assert "Secret.png" in words_in(panel)


def test_findings_that_come_after_the_lock_have_their_place(make) -> None:  # type: ignore[no-untyped-def]
    go_on = threading.Event()

    def late(*request: object) -> object:
        go_on.wait(10)
        return fakes.answer(*request)  # type: ignore[arg-type]

    opened = make(late)
    opened.until(lambda: opened.session.reading_desk.reading is not None)
    opened.answer_all()
    opened.session.lock()
    opened.until(lambda: opened.session.phase is Phase.AIDED)
    findings = opened.window.reading_column.findings
    assert "still running" in words_in(findings)
    assert not findings.boxes.isEnabled()
    go_on.set()
    opened.until(lambda: bool(findings.blocks))
    assert findings.boxes.isEnabled()
    assert "still running" not in [label.text() for label in findings.findChildren(QLabel) if label.isVisible()]


def test_notices_have_colour_icon_and_words(reading: Opened) -> None:
    status = reading.window.status
    for level in NoticeLevel:
        reading.session.noticed.emit(Notice(level, f"a sentence of {level}"))
        assert status.notice.text() == f"a sentence of {level}"
        assert not status._mark.pixmap().isNull()
    reading.session.phase_changed.emit(Phase.UNAIDED)
    assert status.notice.text() == "a sentence of error"
    reading.session.noticed.emit(Notice(NoticeLevel.INFO, "soon untrue"))
    reading.session.phase_changed.emit(Phase.UNAIDED)
    assert status.notice.text() == ""


def test_progress_can_be_cancelled(reading: Opened) -> None:
    status = reading.window.status
    reading.session.progress_changed.emit(Progress("Reading images", 3, 24))
    assert status.progress.isVisible()
    assert status.progress.format() == "Reading images %v/%m"
    click(status.cancel)
    reading.session.progress_changed.emit(Progress("", active=False))
    assert not status.progress.isVisible()
