"""A reader study in the real window: sign in, read in order, pause, wait, and see nothing that is closed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.reading.opinion import Choice
from app.reading.protocol import Phase
from app.reading.reading import resume
from app.reading.store.key_images import key_images_path
from app.reading.store.sqlite import SqliteStore
from app.reading.study import happenings as happened
from app.reading.study.opening import open_study
from app.reading.study.study import ReaderStudy
from app.reading.trial import CaseKind
from app.session.messages import InferenceStage
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper, default_store
from app.session.settings import Settings
from app.session.study_desk import IN_ORDER, Page, StudyDesk
from app.ui.main_window import MainWindow
from app.ui.panels.dialogs import SettingsDialog
from app.ui.panels.study_page import StudyPage
from app.ui.panels.study_panel import StudyPanel
from tests.app.reading.study.conftest import write_study
from tests.ui.fakes import SECRET, answer, words_in

PASSWORD = "correct horse"
CASES = [("C1", "test", "", "1"), ("C2", "test", "", "0"), ("A1", "attention", "", "1"), ("T1", "training", "", "1")]


class StudyRoom:
    """A study that is open, and a window on it with models that answer at once."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.ahead = timedelta()
        self.study = ReaderStudy(folder, self.now)
        self.notices: list[str] = []
        keeper = RecordKeeper(default_store(self.study.record_path))
        key_images = key_images_path(self.study.record_path)
        self.session = ReadingSession(keeper, Settings(show_identity=True), answer=answer, key_images=key_images)
        self.session.noticed.connect(lambda notice: self.notices.append(notice.sentence))
        self.desk = self.session.study = StudyDesk(self.session, self.study)
        self.window = MainWindow(self.session)
        self.window.closing.connect(self.desk.close)
        self.window.resize(1366, 768)
        self.window.show()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.desk.start()
        self.until(Page.SIGN_IN, Page.TROUBLE)

    def now(self) -> datetime:
        """The study's clock, which a test puts forward."""
        return datetime.now(UTC) + self.ahead

    @property
    def page(self) -> StudyPage:
        return self.window.findChildren(StudyPage)[0]

    @property
    def panel(self) -> StudyPanel:
        return self.window.findChildren(StudyPanel)[0]

    def until(self, *pages: Page) -> None:
        """Wait for a page."""
        self.qtbot.waitUntil(lambda: self.desk.page in pages and not self.desk.busy, timeout=15_000)

    def type(self, words: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), words)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def sign_in(self, reader: str = "R1") -> "StudyRoom":
        """With the keyboard alone, by password."""
        assert self.desk.page is Page.SIGN_IN
        self.page.name.clear()
        self.page.name.setFocus()
        self.type(reader)
        self.key(Qt.Key.Key_Tab)
        self.type(PASSWORD)
        self.key(Qt.Key.Key_Return)
        self.until(Page.READY, Page.WAITING, Page.DONE)
        return self

    def begin(self) -> "StudyRoom":
        """Open the next trial with the keyboard and wait until it can be read."""
        self.key(Qt.Key.Key_Return)
        return self.until_open()

    def until_open(self) -> "StudyRoom":
        self.until(Page.READING)
        session = self.session
        self.qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=15_000)
        if session.reading_desk.tasks():
            self.qtbot.waitUntil(lambda: session.desk.state.stage is InferenceStage.READY, timeout=15_000)
        self.qtbot.waitUntil(lambda: not session.keeper.busy, timeout=15_000)
        return self

    def read(self, positive: bool = True) -> "StudyRoom":
        """Answer, lock, decide and sign, as far as the arm asks for it."""
        session, desk = self.session, self.session.reading_desk
        for question in session.questions:
            session.set_answer(question.question_id, positive=positive, confidence=70)
        if desk.locks:
            session.lock()
            self.qtbot.waitUntil(lambda: bool(session.revealed), timeout=15_000)
            self.qtbot.waitUntil(lambda: not session.keeper.busy, timeout=15_000)
            for name in desk.reading.undecided if desk.reading else ():
                choice = Choice.AGREE if desk.model_answers[name].positive == positive else Choice.OVERRIDE
                desk.decide(name, choice, "seen otherwise", positive, 70)
                self.qtbot.waitUntil(lambda: not desk.writing, timeout=15_000)
        self.qtbot.waitUntil(session.can_sign, timeout=15_000)
        desk.sign()  # what the window does when the reader was asked once more
        self.qtbot.waitUntil(lambda: session.phase is Phase.SIGNED, timeout=15_000)
        self.qtbot.waitUntil(lambda: not session.keeper.busy and not self.desk.busy, timeout=15_000)
        return self

    def go_on(self) -> "StudyRoom":
        """Next case, by its key."""
        self.window.give_images_the_keyboard()
        self.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: self.desk.page not in (Page.LOADING, Page.OPENING), timeout=15_000)
        return self.until_open() if self.desk.page is Page.READING else self

    def read_everything(self) -> None:
        """From the page before the first trial to the end of the session."""
        self.begin()
        while self.desk.page is Page.READING:
            self.read().go_on()

    def records(self) -> list[tuple[str, str, int, Phase]]:
        """(reader, case, session, phase) of everything in the record."""
        store = SqliteStore(self.study.record_path, read_only=True)
        readings = [resume(store.events(entry.reading_id)) for entry in store.readings()]
        store.close()
        return [(r.context.reader, r.trial.case, r.trial.session, r.phase) for r in readings if r.trial]


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., StudyRoom]]:
    made: list[StudyRoom] = []

    def make(folder: Path | None = None, **wishes: object) -> StudyRoom:
        if folder is None:
            folder = write_study(tmp_path / "study", **{"cases": CASES, **wishes})
            study = ReaderStudy(folder)
            open_study(study)
            for reader in ("R1", "R2"):
                study.accounts.set_password(reader, PASSWORD)
            study.close_files()
        made.append(StudyRoom(qtbot, folder))
        return made[-1]

    yield make
    for each in made:
        each.window.close()


def test_signing_in_with_a_code_and_choosing_a_password(room: Callable[..., StudyRoom]) -> None:
    here = room()
    code = here.study.accounts.issue_code("R2")
    assert here.page.title.text() == "A tiny study"
    assert not here.window.right.isVisible()
    here.type("R2")
    here.key(Qt.Key.Key_Tab)
    here.type("wrong")
    here.key(Qt.Key.Key_Return)
    here.until(Page.SIGN_IN)
    assert "is not right" in here.page.trouble.text()
    here.page.secret.clear()
    here.type(code.lower())
    here.key(Qt.Key.Key_Return)
    here.until(Page.READY)  # this reader has a password already
    assert here.session.settings.reader == "R2"
    assert here.page.secret.text() == ""
    assert PASSWORD not in words_in(here.window)


def test_a_reader_with_a_code_only_chooses_a_password_or_goes_on_without(room: Callable[..., StudyRoom]) -> None:
    here = room(readers=[("R1", "", "", ""), ("R2", "", "", ""), ("R3", "", "", "")])
    here.desk.sign_in("R3", here.study.accounts.issue_code("R3"))
    here.until(Page.NEW_PASSWORD)
    here.type("short")
    here.key(Qt.Key.Key_Return)
    here.until(Page.NEW_PASSWORD)
    assert "at least 8 characters" in here.page.trouble.text()
    here.page.other.click()
    here.until(Page.READY)
    assert not here.study.accounts.has_password("R3")


def test_cases_come_in_their_allocated_order_and_no_other_way(room: Callable[..., StudyRoom]) -> None:
    here = room().sign_in()
    order = here.study.book().orders_of("R1")[1]
    assert here.page.words.text() == "Next: training case 1 of 1."
    here.begin()
    for number, slot in enumerate(order):
        assert here.desk.slot == slot
        reading = here.session.reading_desk.reading
        assert reading is not None
        assert reading.trial == slot.trial(here.study.plan())
        assert here.panel.progress.value() == number
        here.read().go_on()
    assert here.desk.page is Page.DONE
    assert here.page.words.text() == "You have read everything. Thank you."
    assert [entry[1] for entry in here.records()] == [slot.case for slot in order]
    assert [type(entry.happening) for entry in here.study.log()[-2:]] == [
        happened.SessionBegun,
        happened.SessionFinished,
    ]


def test_an_attention_case_looks_like_any_other(room: Callable[..., StudyRoom]) -> None:
    here = room().sign_in().begin()
    assert here.panel.case.text() == "Training case 1 of 1"
    assert here.panel.note.isVisible()
    said = []
    while here.desk.page is Page.READING:
        if here.desk.slot and here.desk.slot.kind is not CaseKind.TRAINING:
            said.append(here.panel.case.text())
            assert not here.panel.note.isVisible()
            assert "attention" not in words_in(here.window).casefold()
        here.read().go_on()
    assert said == ["Case 1 of 3", "Case 2 of 3", "Case 3 of 3"]


def test_what_would_leave_the_order_is_refused_with_a_reason(room: Callable[..., StudyRoom]) -> None:
    here = room().sign_in().begin()
    for command_id in ("file.open", "file.open_folder", "case.previous", "case.find"):
        here.notices.clear()
        here.window.commands.run(command_id)
        assert here.notices == [IN_ORDER]
    here.notices.clear()
    here.window.commands.run("case.next")
    assert here.notices == ["The next case opens when this one is signed."]
    assert here.desk.page is Page.READING
    assert not here.window.acceptDrops()
    assert not here.window.reading_column.header.reader.isEnabled()


def test_nothing_of_the_model_truth_or_results_before_the_lock_nor_after_a_test_case(
    room: Callable[..., StudyRoom],
) -> None:
    here = room().sign_in().begin()
    assert SECRET not in words_in(here.window)
    here.read()
    assert here.session.reading_desk.reading is not None
    assert dict(here.session.reading_desk.reading.reference) == {"lower_limb/fracture": True}  # training: shown
    assert "Compare your answer" in here.panel.note.text()
    here.go_on()
    assert SECRET not in words_in(here.window)
    assert here.session.case is not None
    assert dict(here.session.case.reference.labels) == {}
    here.read()
    assert dict(here.session.reading_desk.reading.reference) == {}
    assert not here.window.reading_column.statistics.isVisible()


def test_a_pause_takes_the_images_away_and_keeps_what_was_answered(room: Callable[..., StudyRoom]) -> None:
    here = room().sign_in().begin()
    question = here.session.questions[0].question_id
    here.session.set_answer(question, positive=True, confidence=33)
    here.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    here.until(Page.READY)
    assert here.session.case is None
    assert here.session.viewports.models == ()
    assert not here.window.right.isVisible()
    assert here.page.words.text() == "Next: training case 1 of 1, which you have begun."
    here.begin()
    assert here.session.opinion.answer(question).confidence == 33
    assert len(here.records()) == 1


def test_after_a_restart_the_trial_is_taken_up_where_it_was_left(room: Callable[..., StudyRoom]) -> None:
    here = room().sign_in().begin().read().go_on()
    question = here.session.questions[0].question_id
    slot = here.desk.slot
    here.session.set_answer(question, positive=False, confidence=12)
    here.window.close()
    again = room(here.folder).sign_in()
    assert again.page.action.text() == "Go on"
    again.begin()
    assert again.desk.slot == slot
    assert again.session.opinion.answer(question).confidence == 12
    assert len(again.records()) == 2


def test_another_reader_signs_in_and_sees_nothing_of_the_first(room: Callable[..., StudyRoom]) -> None:
    here = room().sign_in().begin().read()
    here.window.commands.run("study.sign_out")
    here.until(Page.SIGN_IN)
    assert (here.session.case, here.session.settings.reader, here.desk.person) == (None, "", None)
    here.sign_in("R2").begin()
    assert here.session.opinion.answers == ()
    assert {entry[0] for entry in here.records()} == {"R1", "R2"}


def test_a_washout_says_when_to_come_back(room: Callable[..., StudyRoom]) -> None:
    here = room(design="crossover").sign_in()
    here.read_everything()
    assert here.desk.page is Page.WAITING
    ends = here.desk.ahead.not_before if here.desk.ahead else None
    assert ends is not None
    local = ends.astimezone()
    assert f"Come back after {local.day} {local:%B %Y}" in here.page.words.text()
    assert "at least 28 days" in here.page.more.text()
    assert not here.page.action.isVisible()
    here.key(Qt.Key.Key_Return)
    assert here.desk.page is Page.WAITING
    here.ahead = timedelta(days=29)
    here.page.other.click()
    here.until(Page.SIGN_IN)
    here.sign_in().begin()
    assert here.desk.slot is not None
    assert here.desk.slot.session == 2
    assert here.panel.where.text() == "R1 · session 2 of 2"


def test_marks_of_the_first_session_are_not_there_in_the_second(room: Callable[..., StudyRoom]) -> None:
    here = room(design="crossover").sign_in().begin()
    first = here.desk.slot
    here.session.key_images.toggle()
    here.desk.pause()
    here.until(Page.READY)
    here.begin()
    here.qtbot.waitUntil(lambda: len(here.session.key_images.marked) == 1, timeout=15_000)
    while here.desk.page is Page.READING:
        here.read().go_on()
    here.ahead = timedelta(days=29)
    here.page.other.click()
    here.until(Page.SIGN_IN)
    here.sign_in().begin()
    assert (here.desk.slot and here.desk.slot.case, here.desk.sitting) == (first and first.case, "#2")
    here.qtbot.waitUntil(lambda: not here.session.keeper.busy, timeout=15_000)
    assert not here.session.key_images.marked


def test_a_clock_that_was_turned_back_stops_the_study(room: Callable[..., StudyRoom]) -> None:
    here = room().sign_in()
    here.ahead = timedelta(days=-1)
    here.key(Qt.Key.Key_Return)
    here.until(Page.TROUBLE)
    assert "set the clock right" in here.page.trouble.text()
    here.ahead = timedelta()
    here.page.action.click()
    here.until(Page.READY)


def test_a_plan_that_was_changed_meanwhile_stops_the_study(room: Callable[..., StudyRoom]) -> None:
    here = room().sign_in()
    plan = here.folder / "plan.toml"
    plan.write_text(plan.read_text() + "# another digest\n")
    here.key(Qt.Key.Key_Return)
    here.until(Page.TROUBLE)
    assert "plan.toml was changed after the study was opened" in here.page.trouble.text()


def test_images_that_are_gone_stop_the_study(room: Callable[..., StudyRoom]) -> None:
    here = room().sign_in()
    (here.folder / "images" / "T1.png").write_bytes((here.folder / "images" / "C1.png").read_bytes())
    here.key(Qt.Key.Key_Return)
    here.until(Page.TROUBLE)
    assert "The images of case T1 are not where they were" in here.page.trouble.text()
    assert here.session.case is None


def test_identity_stays_hidden_whatever_the_settings_say(room: Callable[..., StudyRoom]) -> None:
    here = room().sign_in().begin()
    assert not here.session.settings.show_identity
    here.session.change_settings(show_identity=True)
    assert not here.session.settings.show_identity
    here.window.commands.run("settings.open")
    dialog = here.window.findChildren(SettingsDialog)[0]
    assert not dialog.identity.isEnabled()


def test_a_study_that_is_closed_lets_nobody_in(room: Callable[..., StudyRoom]) -> None:
    here = room()
    here.study.write(happened.StudyClosed("", 0, ""))
    here.window.close()
    again = room(here.folder)
    assert again.desk.page is Page.TROUBLE
    assert "This study is closed" in again.page.trouble.text()


@pytest.mark.parametrize("design", ["unaided", "concurrent"])
def test_designs_without_a_lock_are_read_to_their_end(room: Callable[..., StudyRoom], design: str) -> None:
    here = room(design=design).sign_in()
    here.read_everything()
    assert here.desk.page is Page.DONE
    assert {entry[3] for entry in here.records()} == {Phase.SIGNED}
    assert len(here.records()) == 4
