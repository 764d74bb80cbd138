"""The worklist on a real session: what is remembered, found again, opened, forgotten, and never shown."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydicom import dcmread
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.reading.store.worklist import WorklistStore
from app.reading.worklist import Column, Order, ReadState, WorklistEntry, WorklistPage, WorklistQuery
from app.session import worklist as module
from app.session.commands import all_commands
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper, default_store
from app.session.reopening import GONE
from app.session.settings import Settings
from app.session.worklist import NOT_KEPT, Worklist
from app.session.worklist_commands import worklist_commands
from imaging.dicom import index
from imaging.study import Patient
from tests.app.session.conftest import always_fracture, write_radiograph


class Desk:
    """A session with its worklist in front, and what it said."""

    def __init__(self, qtbot: QtBot, record: Path, worklist: Path | None) -> None:
        self.qtbot, self.closed = qtbot, False
        self.said: list[str] = []
        self.session = ReadingSession(
            RecordKeeper(default_store(record)), Settings(reader="R1"), answer=always_fracture
        )
        self.session.commands = all_commands(self.session)
        self.session.noticed.connect(lambda notice: self.said.append(notice.sentence))
        self.worklist = Worklist(self.session, worklist)
        self.worklist.look(True)

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=10_000)

    def idle(self) -> None:
        """Until everything is written and answered."""
        self.until(lambda: not (self.session.shelf.scanning or self.worklist._keeper.busy or self.session.keeper.busy))

    def open(self, *paths: Path) -> "Desk":
        self.session.open_paths(list(paths))
        self.idle()
        return self

    def find(self, text: str) -> list[str]:
        """UIDs of what words find."""
        self.worklist.search(text)
        self.idle()
        return [entry.study_uid for entry in self.lines()]

    def lines(self) -> list[WorklistEntry]:
        found = (self.worklist.line(row) for row in range(self.worklist.total))
        return [entry for entry in found if entry is not None]

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.worklist.close()
            self.session.close()


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Make a session with its worklist; another with the same file may be made beside it or after it."""
    made: list[Desk] = []

    def build(name: str = "record") -> Desk:
        made.append(Desk(qtbot, tmp_path / f"{name}.sqlite", tmp_path / "worklist.sqlite"))
        return made[-1]

    yield build
    for desk in made:
        desk.close()


@pytest.fixture
def three(tmp_path: Path) -> dict[int, str]:
    """Three studies in folders of their own below one folder: number → UID."""
    return {n: write_radiograph(tmp_path / "studies" / str(n) / "image.dcm", n) for n in (1, 2, 3)}


def test_what_is_opened_is_remembered_and_found_after_a_restart(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path
) -> None:
    first = make().open(tmp_path / "studies")
    assert set(first.find("dx ankle 2026")) == set(three.values())
    first.close()
    again = make("other")
    again.idle()
    assert again.worklist.known == 3
    assert set(again.find("ank")) == set(three.values())
    assert again.find("knee") == []
    assert again.session.shelf.studies == ()
    assert again.session.shelf.searched == ()


def test_a_study_is_read_again_from_where_it_was_found_and_nothing_else_is(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path
) -> None:
    make().open(tmp_path / "studies").close()
    again = make()
    again.worklist.open(three[2])
    again.until(lambda: again.session.reading_desk.reading is not None)
    assert again.session.case is not None
    assert again.session.case.study.study_uid == three[2]
    assert [study.study_uid for study in again.session.shelf.studies] == [three[2]]
    assert again.session.shelf.searched == (tmp_path / "studies" / "2",)


def test_a_study_of_an_archive_is_read_again(make: Callable[..., Desk], three: dict[int, str], tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "all"), "zip", tmp_path / "studies"))
    make().open(archive).close()
    again = make()
    again.worklist.open(three[3])
    again.until(lambda: again.session.reading_desk.reading is not None)
    assert again.session.case is not None
    assert again.session.case.study.study_uid == three[3]


def test_a_study_brings_its_prior(make: Callable[..., Desk], three: dict[int, str], tmp_path: Path) -> None:
    for number, date in ((1, "20200101"), (2, "20210101")):
        path = tmp_path / "studies" / str(number) / "image.dcm"
        data = dcmread(path)
        data.StudyDate = date
        data.save_as(path)
    make().open(tmp_path / "studies").close()
    again = make()
    again.worklist.open(three[2])
    again.until(lambda: again.session.reading_desk.reading is not None)
    assert again.session.case is not None
    assert again.session.case.study.study_uid == three[2]
    assert [prior.study_uid for prior in again.session.case.priors] == [three[1]]


def test_another_case_is_opened_over_the_one_that_is_read(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path
) -> None:
    make().open(tmp_path / "studies").close()
    again = make().open(tmp_path / "studies" / "1")
    again.worklist.open(three[2])
    again.until(lambda: again.session.case is not None and again.session.case.study.study_uid == three[2])
    searched = again.session.shelf.searched
    again.worklist.open(three[1])  # on the shelf: nothing is searched again
    assert again.session.case is not None
    assert again.session.case.study.study_uid == three[1]
    assert again.session.shelf.searched == searched


def test_opening_the_case_that_is_open_goes_back_to_its_images(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path, qtbot: QtBot
) -> None:
    desk = make().open(tmp_path / "studies" / "1")
    with qtbot.waitSignal(desk.worklist.left):
        desk.worklist.open(three[1])
    assert desk.worklist.leave()


def test_files_that_are_gone_are_said_and_the_line_stays(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path
) -> None:
    make().open(tmp_path / "studies").close()
    (tmp_path / "studies" / "2").rename(tmp_path / "moved")
    again = make()
    again.worklist.open(three[2])
    again.until(lambda: GONE in again.said)
    again.idle()
    gone = {entry.study_uid: entry.is_gone for entry in again.lines()}
    assert gone == {three[1]: False, three[2]: True, three[3]: False}
    assert again.session.case is None
    again.open(tmp_path / "moved")
    assert not any(entry.is_gone for entry in again.lines())


def test_a_folder_that_holds_something_else_now_is_said_too(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path
) -> None:
    make().open(tmp_path / "studies").close()
    shutil.copy(tmp_path / "studies" / "1" / "image.dcm", tmp_path / "studies" / "2" / "image.dcm")
    again = make().open(tmp_path / "studies" / "3")
    again.worklist.open(three[2])
    again.until(lambda: GONE in again.said)
    again.idle()
    assert {entry.study_uid for entry in again.lines() if entry.is_gone} == {three[2]}
    assert again.session.case is not None
    assert again.session.case.study.study_uid == three[3]


def test_another_study_is_not_taken_for_the_one_that_was_wanted(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path
) -> None:
    make().open(tmp_path / "studies").close()
    shutil.copy(tmp_path / "studies" / "1" / "image.dcm", tmp_path / "studies" / "2" / "image.dcm")
    again = make()
    again.worklist.open(three[2])
    again.until(lambda: GONE in again.said)
    again.idle()
    assert again.session.case is None
    assert [study.study_uid for study in again.session.shelf.studies] == [three[1]]


def slow_scan(monkeypatch: pytest.MonkeyPatch, whole: index.ScanUpdate) -> None:
    """A search that finds these studies at once and then goes on until it is stopped."""

    def scan(paths: object, progress: object = None, cancelled: object = None) -> Iterator[index.ScanUpdate]:
        yield index.ScanUpdate(whole.studies, (), 1, 9, False)
        while not cancelled():  # type: ignore[operator]
            pass

    monkeypatch.setattr(index, "scan", scan)


def test_a_cancelled_import_keeps_what_it_found(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make()
    slow_scan(monkeypatch, index.load([tmp_path / "studies" / "1", tmp_path / "studies" / "2"]))
    desk.session.open_paths([tmp_path / "studies"])
    desk.until(lambda: len(desk.session.shelf.studies) == 2)
    desk.session.shelf.cancel_scan()
    desk.idle()
    assert set(desk.find("ankle")) == {three[1], three[2]}
    desk.close()
    store = WorklistStore(tmp_path / "worklist.sqlite")
    assert store.search(WorklistQuery()).total == 2
    store.close()


def test_opening_that_was_cancelled_does_not_call_the_files_gone(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make().open(tmp_path / "studies").close()
    again = make()
    slow_scan(monkeypatch, index.ScanUpdate((), (), 0, 9))
    again.worklist.open(three[2])
    again.until(lambda: again.session.shelf.scanning)
    again.session.shelf.cancel_scan()
    again.idle()
    assert GONE not in again.said
    assert not any(entry.is_gone for entry in again.lines())


def test_places_follow_what_is_known_when_the_search_has_ended(
    make: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one study of a folder was known the folder stood for it; with two in it, it does not."""
    folder = tmp_path / "mixed"
    first = write_radiograph(folder / "1.dcm", 1)
    part = index.load([folder / "1.dcm"])
    write_radiograph(folder / "2.dcm", 2)
    whole = index.load([folder])
    go_on = threading.Event()

    def scan(paths: object, progress: object = None, cancelled: object = None) -> Iterator[index.ScanUpdate]:
        yield index.ScanUpdate(part.studies, (), 1, 2, False)
        go_on.wait(10)
        yield whole

    monkeypatch.setattr(index, "scan", scan)
    desk = make()
    desk.session.open_paths([folder])
    desk.until(lambda: desk.worklist.known == 1)
    go_on.set()
    desk.until(lambda: desk.worklist.known == 2)
    desk.close()
    store = WorklistStore(tmp_path / "worklist.sqlite")
    assert store.places(first) == (str(folder / "1.dcm"),)
    store.close()


def test_a_search_that_was_superseded_is_not_made(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make().open(tmp_path / "studies")
    searched: list[str] = []
    threads: set[int] = set()
    answers: list[int] = []
    real = WorklistStore.search

    def search(store: WorklistStore, query: WorklistQuery) -> WorklistPage:
        searched.append(query.text)
        threads.add(threading.get_ident())
        return real(store, query)

    monkeypatch.setattr(WorklistStore, "search", search)
    desk.worklist.answered.connect(lambda: answers.append(desk.worklist.total))
    hold = threading.Event()
    desk.worklist._keeper.do(lambda _: hold.wait(10), lambda _: None, lambda _: None)
    for text in ("x", "xy", "xyz"):
        desk.worklist.search(text)
    assert desk.worklist.searching
    hold.set()
    desk.idle()
    assert searched == ["xyz"]
    assert answers == [0]
    assert threading.get_ident() not in threads


def test_lines_come_page_by_page(make: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    for number in range(1, 6):
        write_radiograph(tmp_path / "many" / str(number) / "image.dcm", number)
    desk = make().open(tmp_path / "many")
    desk.worklist.search("ankle")
    desk.idle()
    assert desk.worklist.total == 5
    assert desk.worklist.line(0) is not None
    assert desk.worklist.line(4) is None
    came: list[tuple[int, int]] = []
    desk.worklist.lines_changed.connect(lambda first, last: came.append((first, last)))
    desk.idle()
    last = desk.worklist.line(4)
    assert last is not None
    assert came == [(4, 5)]
    assert desk.worklist.row_of(last.study_uid) == 4
    assert desk.worklist.line(5) is None
    assert desk.worklist.line(99) is None


def test_the_list_that_becomes_shorter_shows_its_end(
    make: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    uids = [write_radiograph(tmp_path / "many" / str(number) / "image.dcm", number) for number in range(1, 4)]
    desk = make().open(tmp_path / "many")
    desk.worklist.line(2)
    desk.idle()
    last = desk.worklist.line(2)
    assert last is not None
    desk.worklist.forget(last.study_uid)
    desk.idle()
    assert desk.worklist.total == 2
    assert {entry.study_uid for entry in desk.lines()} == set(uids) - {last.study_uid}


def test_orders(make: Callable[..., Desk], three: dict[int, str], tmp_path: Path) -> None:
    desk = make().open(tmp_path / "studies")
    assert desk.worklist.order == Order(Column.DATE, descending=True)
    desk.worklist.sort_by(Column.DESCRIPTION)
    assert desk.worklist.order == Order(Column.DESCRIPTION, descending=False)
    desk.worklist.turn_round()
    desk.worklist.sort_by(Column.IMAGES)
    assert desk.worklist.order == Order(Column.IMAGES, descending=True)
    desk.worklist.sort_by_next()
    assert desk.worklist.order == Order(Column.STATE, descending=False)
    desk.idle()
    assert {entry.study_uid for entry in desk.lines()} == set(three.values())


def test_states_follow_the_reader(make: Callable[..., Desk], three: dict[int, str], tmp_path: Path) -> None:
    desk = make().open(tmp_path / "studies")
    desk.until(lambda: desk.session.reading_desk.reading is not None)
    assert desk.session.case is not None
    present = desk.session.case.study.study_uid
    assert desk.find("begun") == [present]
    assert set(desk.find("unread")) == set(three.values()) - {present}
    for question in desk.session.questions:
        desk.session.set_answer(question.question_id, positive=True, confidence=70)
    desk.session.lock()
    desk.until(lambda: desk.find("locked") == [present])
    assert desk.lines()[0].state is ReadState.LOCKED
    desk.session.change_settings(reader="R2")
    desk.until(lambda: desk.find("locked") == [])


def test_names_are_there_only_while_identity_is_shown(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path
) -> None:
    desk = make().open(tmp_path / "studies")
    assert {entry.patient for entry in desk.lines()} == {Patient()}
    assert desk.find("secret") == []
    desk.session.change_settings(show_identity=True)
    desk.idle()
    assert len(desk.lines()) == 3
    assert {entry.patient.name for entry in desk.lines()} == {"Secret^Name"}
    desk.session.change_settings(show_identity=False)
    assert desk.lines() == []  # at once, not when the next answer has come
    desk.idle()
    assert desk.lines() == []
    desk.find("")
    assert {entry.patient for entry in desk.lines()} == {Patient()}


def test_a_study_can_be_forgotten_and_brought_back(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path
) -> None:
    desk = make().open(tmp_path / "studies")
    commands = {command.command_id: command for command in worklist_commands(desk.worklist)}
    forget, restore = commands["worklist.forget"], commands["worklist.restore"]
    assert not forget.enabled()
    assert not restore.enabled()
    desk.worklist.chosen = three[2]
    assert forget.enabled()
    forget.run()
    desk.idle()
    assert set(desk.find("")) == {three[1], three[3]}
    assert (tmp_path / "studies" / "2" / "image.dcm").exists()
    assert restore.enabled()
    restore.run()
    desk.idle()
    assert {entry.study_uid for entry in desk.lines()} == set(three.values())
    assert not restore.enabled()
    restore.run()


def test_what_is_forgotten_is_not_remembered_again_by_another_search(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path
) -> None:
    desk = make().open(tmp_path / "studies" / "1")
    desk.worklist.forget(three[1])
    desk.idle()
    desk.open(tmp_path / "studies" / "2")
    assert desk.find("") == [three[2]]


def test_nothing_is_searched_while_nobody_looks(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make()
    desk.idle()
    desk.worklist.look(False)
    searched: list[str] = []
    real = WorklistStore.search
    monkeypatch.setattr(
        WorklistStore, "search", lambda store, query: (searched.append(query.text), real(store, query))[1]
    )
    desk.open(tmp_path / "studies")
    desk.until(lambda: desk.session.reading_desk.reading is not None)
    assert searched == []
    desk.worklist.look(True)
    desk.idle()
    assert desk.worklist.total == 3


def test_two_programs_on_one_file_see_each_others_studies(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path
) -> None:
    one, two = make("one"), make("two")
    one.session.open_paths([tmp_path / "studies" / "1"])
    two.session.open_paths([tmp_path / "studies" / "2"])
    one.idle()
    two.idle()
    assert set(one.find("dx")) == set(two.find("dx")) == {three[1], three[2]}
    two.worklist.forget(three[1])
    two.idle()
    one.worklist.refresh()
    one.idle()
    assert [entry.study_uid for entry in one.lines()] == [three[2]]


def test_a_worklist_that_cannot_be_opened_keeps_nobody_from_reading(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path
) -> None:
    (tmp_path / "worklist.sqlite").write_bytes(b"no database at all, whatever its name says" * 99)
    desk = make()
    desk.until(lambda: any(sentence.endswith(NOT_KEPT) for sentence in desk.said))
    desk.open(tmp_path / "studies" / "1")
    desk.until(lambda: desk.session.reading_desk.reading is not None)
    assert desk.find("ankle") == [three[1]]


def test_the_end_of_the_program_writes_what_was_found(
    make: Callable[..., Desk], three: dict[int, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make()
    hold = threading.Event()
    desk.worklist._keeper.do(lambda _: hold.wait(10), lambda _: None, lambda _: None)
    desk.session.open_paths([tmp_path / "studies"])
    desk.until(lambda: len(desk.session.shelf.studies) == 3 and not desk.session.shelf.scanning)
    hold.set()
    desk.close()
    store = WorklistStore(tmp_path / "worklist.sqlite")
    assert store.search(WorklistQuery()).total == 3
    store.close()


def test_without_a_file_it_lives_as_long_as_the_session(qtbot: QtBot, three: dict[int, str], tmp_path: Path) -> None:
    desk = Desk(qtbot, tmp_path / "record.sqlite", None).open(tmp_path / "studies")
    assert set(desk.find("ankle")) == set(three.values())
    assert isinstance(desk.worklist, QObject)
    desk.close()
    assert not (tmp_path / "worklist.sqlite").exists()
