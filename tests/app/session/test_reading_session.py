"""The main job without a window: open, read, lock, reveal, decide, sign."""

import threading
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.reading.opinion import Choice
from app.reading.protocol import Phase
from app.reading.store.sqlite import SqliteStore
from app.session.messages import InferenceStage
from app.session.reading_session import ReadingSession
from imaging.errors import UserError
from tests.app.session.conftest import always_fracture, write_radiograph

QUESTION = "lower_limb/fracture"

BESIDE = ("DraftSaved", "ModelResultsAttached", "ImagesViewed", "WindowChanged", "DisplayChanged")
"""Events that come when they come: they depend on how busy the machine is."""


def open_and_wait(session: ReadingSession, path: Path, qtbot: QtBot) -> None:
    session.open_paths([path])
    qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=10_000)
    qtbot.waitUntil(lambda: session.desk.state.stage is InferenceStage.READY, timeout=10_000)
    qtbot.waitUntil(lambda: not session.keeper.busy, timeout=10_000)


def answer(session: ReadingSession) -> None:
    for question in session.questions:
        session.set_answer(question.question_id, positive=False, confidence=70)


def lock(session: ReadingSession, qtbot: QtBot) -> None:
    answer(session)
    session.lock()
    qtbot.waitUntil(lambda: bool(session.revealed), timeout=10_000)
    qtbot.waitUntil(lambda: not session.keeper.busy, timeout=10_000)


def kinds(record: Path) -> list[str]:
    store = SqliteStore(record)
    names = [event.kind for entry in store.readings() for event in store.events(entry.reading_id)]
    store.close()
    return names


def test_the_first_picture_appears_and_the_models_answer_unseen(
    session: ReadingSession, radiograph: Path, qtbot: QtBot
) -> None:
    seen: list[object] = []
    session.findings_revealed.connect(seen.append)
    open_and_wait(session, radiograph, qtbot)
    picture = session.viewports.models[0].picture()
    assert picture is not None
    assert picture.pixels.shape == (60, 80)
    assert [question.question_id for question in session.questions] == [QUESTION]
    assert session.phase is Phase.UNAIDED
    assert session.revealed == ()
    assert all(shown == () for shown in seen)


def test_the_lock_is_written_before_anything_is_revealed(
    session: ReadingSession, radiograph: Path, record: Path, qtbot: QtBot
) -> None:
    open_and_wait(session, radiograph, qtbot)
    at_reveal: list[list[str]] = []
    session.findings_revealed.connect(lambda results: at_reveal.append(kinds(record)) if results else None)
    lock(session, qtbot)
    assert session.phase is Phase.AIDED
    assert "UnaidedReadLocked" in at_reveal[0]
    assert "FindingsRevealed" in at_reveal[0]
    assert session.selected_finding == "lower_limb/fracture/0"


def test_the_lock_wants_every_answer(session: ReadingSession, radiograph: Path, qtbot: QtBot) -> None:
    open_and_wait(session, radiograph, qtbot)
    assert not session.can_lock()
    assert "Answer" in session.why_not_lock()
    answer(session)
    assert session.can_lock()


def test_a_whole_read_leaves_a_whole_record(
    session: ReadingSession, radiograph: Path, record: Path, qtbot: QtBot
) -> None:
    open_and_wait(session, radiograph, qtbot)
    lock(session, qtbot)
    session.toggle_heat()
    session.decide(QUESTION, Choice.OVERRIDE, reason="artefact")
    qtbot.waitUntil(lambda: len(session.decisions) == 1, timeout=10_000)
    session.sign()
    qtbot.waitUntil(lambda: session.phase is Phase.SIGNED, timeout=10_000)
    qtbot.waitUntil(lambda: not session.keeper.busy, timeout=10_000)
    assert session.reading_states == {session.case.study.study_uid: Phase.SIGNED}  # type: ignore[union-attr]
    assert session.statistics is not None
    written = kinds(record)
    assert [kind for kind in written if kind not in BESIDE] == [
        "ReadingOpened",
        "UnaidedReadLocked",
        "FindingsRevealed",
        "ExposureChanged",  # the boxes, as they were when the findings appeared
        "ExposureChanged",
        "DecisionMade",
        "ReadSigned",
    ]
    store = SqliteStore(record)
    assert store.verify() == []
    store.close()


def test_a_record_that_cannot_be_written_changes_nothing(
    session: ReadingSession, radiograph: Path, record: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_and_wait(session, radiograph, qtbot)
    answer(session)
    notices: list[str] = []
    session.noticed.connect(lambda notice: notices.append(notice.sentence))

    def full(self: SqliteStore, proposal: object) -> None:
        from imaging.errors import UserError

        raise UserError("The disk is full: the record could not be written.")

    with monkeypatch.context() as patch:
        patch.setattr(SqliteStore, "append", full)
        session.lock()
        qtbot.waitUntil(lambda: bool(notices), timeout=10_000)
        qtbot.waitUntil(lambda: not session.keeper.busy, timeout=10_000)
    assert session.phase is Phase.UNAIDED
    assert session.revealed == ()
    assert session.opinion.answer(QUESTION).confidence == 70
    assert "UnaidedReadLocked" not in kinds(record)
    session.lock()
    qtbot.waitUntil(lambda: session.phase is Phase.AIDED, timeout=10_000)


def test_a_half_finished_read_is_taken_up_again(
    session: ReadingSession, radiograph: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    write_radiograph(tmp_path / "second" / "image.dcm", number=2)
    open_and_wait(session, radiograph, qtbot)
    first = session.case.study.study_uid  # type: ignore[union-attr]
    session.set_answer(QUESTION, positive=True, confidence=33)
    session.set_comment("cortical step")
    with qtbot.waitSignal(session.shelf.scan_finished, timeout=10_000):
        session.open_paths([tmp_path / "second"])
    session.step_case(1)
    qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=10_000)
    assert session.opinion.answers == ()
    session.open_case(first)
    qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=10_000)
    assert session.opinion.answer(QUESTION).confidence == 33
    assert session.opinion.comment == "cortical step"


def test_without_a_reader_nothing_is_recorded_and_nothing_revealed(
    session: ReadingSession, radiograph: Path, record: Path, qtbot: QtBot
) -> None:
    session.change_settings(reader="")
    session.open_paths([radiograph])
    qtbot.waitUntil(lambda: session.case is not None and not session.shelf.scanning, timeout=10_000)
    qtbot.waitUntil(lambda: not session.keeper.busy, timeout=10_000)
    assert "who is reading" in session.why_not_lock()
    assert session.revealed == ()
    session.change_settings(reader="R2")
    qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=10_000)
    assert kinds(record)[0] == "ReadingOpened"


@pytest.mark.parametrize("command", ["model.boxes", "model.heat", "model.next_finding", "read.sign"])
def test_before_the_lock_the_models_keys_say_why_they_do_nothing(
    session: ReadingSession, radiograph: Path, qtbot: QtBot, command: str
) -> None:
    open_and_wait(session, radiograph, qtbot)
    overlays = session.overlays
    with qtbot.waitSignal(session.noticed) as notice:
        session.run_command(command)
    assert "lock" in notice.args[0].sentence.lower()
    assert session.overlays == overlays


def test_a_missing_path_is_one_sentence(session: ReadingSession, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.noticed, timeout=10_000) as notice:
        session.open_paths([tmp_path / "nowhere"])
    assert "nowhere" in notice.args[0].sentence
    assert session.case is None


def test_every_event_that_is_in_the_record_was_announced_and_no_other(
    session: ReadingSession, radiograph: Path, record: Path, qtbot: QtBot
) -> None:
    announced: list[str] = []
    session.recorded.connect(lambda event: announced.append(event.kind))
    open_and_wait(session, radiograph, qtbot)
    lock(session, qtbot)
    assert announced == kinds(record)


def test_the_reference_standard_shows_only_after_the_signature(
    session: ReadingSession, radiograph: Path, qtbot: QtBot
) -> None:
    open_and_wait(session, radiograph, qtbot)
    assert session.case is not None
    assert session.case.reference.boxes
    assert session.reference_boxes == ()
    lock(session, qtbot)
    assert session.reference_boxes == ()
    session.decide(QUESTION, Choice.AGREE, final_confidence=60)
    qtbot.waitUntil(session.can_sign, timeout=10_000)
    session.sign()
    qtbot.waitUntil(lambda: session.phase is Phase.SIGNED, timeout=10_000)
    assert session.reference_boxes == session.case.reference.boxes


def fail(self: SqliteStore, proposal: object) -> None:
    """The disk is full."""
    raise UserError("The disk is full: the record could not be written.")


def test_a_draft_that_could_not_be_written_is_written_when_the_case_is_left(
    session: ReadingSession, radiograph: Path, record: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_and_wait(session, radiograph, qtbot)
    assert session.case is not None
    with monkeypatch.context() as patch:
        patch.setattr(SqliteStore, "append", fail)
        with qtbot.waitSignal(session.noticed, timeout=10_000):
            session.set_answer(QUESTION, positive=True, confidence=41)
    session.open_case(session.case.study.study_uid)
    qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=10_000)
    assert session.opinion.answer(QUESTION).confidence == 41


def test_a_reading_that_could_not_begin_says_so_and_begins_later(
    session: ReadingSession, radiograph: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.recorded_reading.RETRY_MS", 50)
    with monkeypatch.context() as patch:
        patch.setattr(SqliteStore, "append", fail)
        session.open_paths([radiograph])
        qtbot.waitUntil(lambda: "disk is full" in session.why_not_lock(), timeout=10_000)
        session.set_answer(QUESTION, positive=True, confidence=41)
        assert session.opinion.answers == ()
    qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=10_000)


def test_a_lock_survives_a_draft_that_fails_before_it(
    session: ReadingSession, radiograph: Path, record: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed autosave must not open the form again while the lock is on its way."""
    open_and_wait(session, radiograph, qtbot)
    answer(session)
    append = SqliteStore.append

    def fail_for_drafts(self: SqliteStore, proposal: Any) -> Any:
        if type(proposal.happening).__name__ == "DraftSaved":
            raise UserError("The disk is full: the record could not be written.")
        return append(self, proposal)

    monkeypatch.setattr(SqliteStore, "append", fail_for_drafts)
    session.reading_desk._write_draft()
    session.lock()
    session.set_answer(QUESTION, positive=True, confidence=1)
    qtbot.waitUntil(lambda: session.phase is Phase.AIDED, timeout=10_000)
    assert session.opinion.answer(QUESTION).confidence == 70
    store = SqliteStore(record)
    assert store.verify() == []
    store.close()


def test_no_signature_while_the_models_run(
    session: ReadingSession, radiograph: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slowly(request: Any, progress: Any, cancelled: Any) -> Any:
        go_on.wait(10)
        return always_fracture(request, progress, cancelled)

    session.desk._worker._answer = slowly
    session.open_paths([radiograph])
    qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=10_000)
    answer(session)
    session.lock()
    qtbot.waitUntil(lambda: session.phase is Phase.AIDED, timeout=10_000)
    assert "still running" in session.why_not_sign()
    session.sign()
    assert session.phase is Phase.AIDED
    go_on.set()
    qtbot.waitUntil(lambda: bool(session.revealed), timeout=10_000)
    qtbot.waitUntil(lambda: "Agree or override" in session.why_not_sign(), timeout=10_000)


def test_an_answer_that_changes_by_agreeing_needs_a_confidence(
    session: ReadingSession, radiograph: Path, qtbot: QtBot
) -> None:
    open_and_wait(session, radiograph, qtbot)
    lock(session, qtbot)
    with qtbot.waitSignal(session.noticed) as notice:
        session.decide(QUESTION, Choice.AGREE)
    assert "how sure" in notice.args[0].sentence
    assert session.decisions == ()


def test_every_case_begins_with_boxes_on(session: ReadingSession, radiograph: Path, qtbot: QtBot) -> None:
    open_and_wait(session, radiograph, qtbot)
    lock(session, qtbot)
    session.toggle_boxes()
    session.hide_overlays(True)
    assert session.case is not None
    session.open_case(session.case.study.study_uid)
    assert session.overlays.boxes
    assert not session.overlays.hidden
