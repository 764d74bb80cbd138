"""Practice in the real window, with the keyboard alone: read, learn what is true, see the curve, come back tomorrow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.reading.protocol import Phase
from app.session.messages import InferenceStage
from app.session.practice_desk import Page, PracticeDesk
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper, default_store
from app.session.settings import Settings
from app.ui.main_window import MainWindow
from app.ui.panels.practice_feedback import PracticeFeedback
from app.ui.panels.practice_page import PracticePage
from tests.app.reading.practice.small_sets import Q, write_set
from tests.ui.fakes import answer, words_in

TRUTH = {"C1": 1, "C2": 0, "C3": 1}
CONTROL = Qt.KeyboardModifier.ControlModifier


class PracticeRoom:
    """A practice set, and a window on it with models that answer at once."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.notices: list[str] = []
        keeper = RecordKeeper(default_store(folder / "record.sqlite"))
        self.session = ReadingSession(keeper, Settings(), answer=answer)
        self.session.noticed.connect(lambda notice: self.notices.append(notice.sentence))
        self.desk = self.session.study = PracticeDesk(self.session, folder)
        self.window = MainWindow(self.session)
        self.window.resize(1366, 768)
        self.window.show()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.desk.start()
        self.until(Page.NAME, Page.TROUBLE)

    @property
    def page(self) -> PracticePage:
        return self.window.findChildren(PracticePage)[0]

    @property
    def feedback(self) -> PracticeFeedback:
        return self.window.findChildren(PracticeFeedback)[0]

    def until(self, *pages: Page) -> None:
        self.qtbot.waitUntil(lambda: self.desk.page in pages and not self.desk.busy, timeout=15_000)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def begin(self, name: str = "Dr Green") -> "PracticeRoom":
        QTest.keyClicks(QApplication.focusWidget(), name)
        self.key(Qt.Key.Key_Return)
        self.until(Page.READY)
        self.key(Qt.Key.Key_Return)
        return self.until_open()

    def until_open(self) -> "PracticeRoom":
        self.until(Page.READING)
        session = self.session
        self.qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=15_000)
        self.qtbot.waitUntil(lambda: session.desk.state.stage is InferenceStage.READY, timeout=15_000)
        self.qtbot.waitUntil(lambda: not session.keeper.busy, timeout=15_000)
        return self

    def say(self, positive: bool) -> str:
        """Answer and sign; the case that was read."""
        assert self.desk.case is not None
        self.session.set_answer(Q, positive, 90)
        self.qtbot.waitUntil(self.session.can_lock, timeout=15_000)
        self.session.lock()
        self.qtbot.waitUntil(lambda: self.session.phase is Phase.SIGNED, timeout=15_000)
        self.qtbot.waitUntil(lambda: not self.session.keeper.busy and not self.desk.busy, timeout=15_000)
        return self.desk.case.case

    def next_case(self) -> "PracticeRoom":
        self.session.run_command("case.next")
        return self


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[PracticeRoom]:
    made = PracticeRoom(qtbot, write_set(tmp_path / "set", TRUTH, repetition="new_per_day = 2"))
    yield made
    made.window.close()


def test_what_is_true_is_told_after_the_signature_and_not_before(room: PracticeRoom) -> None:
    room.begin()
    assert room.feedback.isHidden()
    assert room.session.revealed == ()

    case = room.say(positive=True)

    words = words_in(room.feedback)
    assert not room.feedback.isHidden()
    assert ("You knew this one. It comes back in 3 days (box 2)." in words) == bool(TRUTH[case])
    assert ("You were wrong on this one. It comes back tomorrow (box 1)." in words) != bool(TRUTH[case])
    assert (f"hairline of {case}" in words) == bool(TRUTH[case])
    assert "(P " in words
    assert room.window.reading_column.comparison.isHidden()


ITEM = """
[[question]]
question_id = "own/sign"
text = "A sign"
kind = "yes_no"
heading = "Signs"
"""


@pytest.fixture
def checklist_room(qtbot: QtBot, tmp_path: Path) -> Iterator[PracticeRoom]:
    """The question that counts, and an item of a checklist of which no model speaks."""
    folder = write_set(tmp_path / "set", {"C1": 1}, repetition=f'judged_by = ["{Q}"]', more=ITEM)
    plan, asked = folder / "practice.toml", f'ask = ["{Q}"]'
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace(asked, f'protocol = "sequential"\nask = ["{Q}", "own/sign"]'), encoding="utf-8")
    (folder / "cases.csv").write_text(f"case,path,truth:{Q},truth:own/sign\nC1,images/C1.png,1,1\n", encoding="utf-8")
    made = PracticeRoom(qtbot, folder)
    yield made
    made.window.close()


def test_items_of_a_checklist_have_one_line_each_and_need_not_bring_a_case_back(checklist_room: PracticeRoom) -> None:
    room = checklist_room.begin()
    room.session.set_answer("own/sign", False)
    room.say(positive=True)
    # once what was shown while the record was written is gone: no model says anything of the sign
    room.qtbot.waitUntil(lambda: words_in(room.feedback).count("Model") == 1, timeout=15_000)
    words = words_in(room.feedback)
    assert "You knew this one." in words, "the sign that was missed is shown, and does not count"
    assert "A sign" in words


def test_the_next_case_waits_for_the_signature(room: PracticeRoom) -> None:
    room.begin()
    room.next_case()
    assert "The next case opens when this one is signed." in room.notices
    room.session.run_command("practice.curve")
    assert "The learning curve is shown when this case is signed." in room.notices


def test_a_day_ends_with_what_is_due_and_more_can_be_asked_for(room: PracticeRoom) -> None:
    room.begin()
    room.say(positive=True)
    room.next_case().until_open()
    room.say(positive=True)
    room.next_case()
    room.until(Page.DONE)

    words = words_in(room.page)
    assert "Done for today: you read 2 cases." in words
    assert "due" in words
    room.key(Qt.Key.Key_Return)  # some new cases more
    room.until_open()
    assert room.desk.ahead is not None
    assert room.desk.ahead.queue.unread == 1


def test_the_curve_is_shown_by_key_and_left_by_key(room: PracticeRoom) -> None:
    room.begin()
    room.say(positive=True)
    room.window.give_images_the_keyboard()
    room.key(Qt.Key.Key_G, CONTROL | Qt.KeyboardModifier.AltModifier)
    room.until(Page.CURVE)
    assert "Sensitivity: you " in words_in(room.page.curves)
    assert room.session.case is None

    room.key(Qt.Key.Key_P, CONTROL)
    room.until(Page.READY)


def test_a_case_that_was_left_is_taken_up_again(room: PracticeRoom) -> None:
    room.begin()
    first = room.desk.trial
    room.session.run_command("study.pause")
    room.until(Page.READY)
    assert "You have begun a case. 2 cases wait today: 0 to repeat, 2 new." in words_in(room.page)
    room.key(Qt.Key.Key_Return)
    room.until_open()

    assert room.desk.trial == first


def test_no_case_can_be_chosen_and_no_name_shown(room: PracticeRoom) -> None:
    room.begin()
    room.session.run_command("case.previous")
    assert room.notices[-1] == "While you practise, the cases come in turn."
    room.session.change_settings(show_identity=True)
    assert not room.session.settings.show_identity


def test_images_that_are_not_there_are_said_to_be_missing(room: PracticeRoom, tmp_path: Path) -> None:
    for picture in (tmp_path / "set" / "images").iterdir():
        picture.unlink()
    QTest.keyClicks(QApplication.focusWidget(), "Dr Green")
    room.key(Qt.Key.Key_Return)
    room.until(Page.READY)
    room.key(Qt.Key.Key_Return)
    room.until(Page.TROUBLE)

    assert "are not where they were" in words_in(room.page)
