"""The reader draws a box, the models are asked about it, and nothing of another box is ever shown for this one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.reading.opinion import Choice
from app.reading.protocol import Phase, read_protocol
from app.reading.store.sqlite import SqliteStore
from app.session.commands import all_commands
from app.session.loaded_stack import Picture
from app.session.messages import InferenceStage
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper, default_store
from app.session.settings import Settings
from imaging.finding import Finding, Probability
from imaging.region import Box
from inference.job import InferenceProgress, InferenceRequest, InferenceResult, TaskResult, TaskStatus

QUESTION = "lower_limb/fracture"
ASKED = "Draw a box round the bone."
PROTOCOL = f"""
name = "placed"
version = "1"
title = "t"
transitions = [{{ in = "unaided", do = "lock", to = "aided" }}, {{ in = "aided", do = "sign", to = "signed" }}]
reveal_in = ["aided", "signed"]
[[questions]]
question_id = "{QUESTION}"
text = "Is it broken?"
kind = "binary"
place = "{ASKED}"
fallback = true
"""
FIRST, SECOND = ((10.0, 10.0), (30.0, 40.0)), ((50.0, 5.0), (70.0, 25.0))


def about_the_box(
    request: InferenceRequest, progress: Callable[[InferenceProgress], None], cancelled: Callable[[], bool]
) -> InferenceResult:
    """As likely as the box is far to the right; no answer without a box."""
    if not request.case.places:
        none = TaskResult("lower_limb", "1", "0" * 64, TaskStatus.NOT_APPLICABLE, "needs a box")
        return InferenceResult(request.request_id, "cpu", (none,))
    (box,) = request.case.places
    finding = Finding(f"{QUESTION}/0", "lower_limb", "fracture", Probability(box.left / 100, 0.3), box)
    result = TaskResult("lower_limb", "1", "0" * 64, TaskStatus.OK, findings=(finding,))
    return InferenceResult(request.request_id, "cpu", (result,))


@pytest.fixture
def placed(qapp: object, record: Path, radiograph: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[ReadingSession]:
    """A session on a case whose question is about a place."""
    (tmp_path / "placed.toml").write_text(PROTOCOL)
    session = ReadingSession(RecordKeeper(default_store(record)), Settings(reader="R1"), answer=about_the_box)
    session.commands = all_commands(session)
    session.reading_desk.protocol = read_protocol(tmp_path / "placed.toml")
    session.open_paths([radiograph])
    qtbot.waitUntil(lambda: session.reading_desk.reading is not None, timeout=10_000)
    settle(session, qtbot)
    yield session
    session.close()


def settle(session: ReadingSession, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not session.aids.places.settling, timeout=10_000)
    qtbot.waitUntil(lambda: session.desk.state.stage is InferenceStage.READY, timeout=10_000)
    qtbot.waitUntil(lambda: not session.keeper.busy, timeout=10_000)


def draw(session: ReadingSession, spots: tuple[tuple[float, float], ...], qtbot: QtBot) -> None:
    found: list[Picture] = []

    def there() -> bool:
        picture = session.active_viewport.picture() if session.active_viewport else None
        found[:] = [picture] if picture is not None else []
        return bool(found)

    qtbot.waitUntil(there, timeout=10_000)
    session.lesions.add(found[0], spots)


def shown_values(session: ReadingSession) -> list[float]:
    return [f.value.value for r in session.revealed for f in r.findings if isinstance(f.value, Probability)]


def lock(session: ReadingSession, qtbot: QtBot) -> None:
    session.set_answer(QUESTION, positive=True, confidence=60)
    session.lock()
    qtbot.waitUntil(lambda: session.phase is Phase.AIDED, timeout=10_000)


def test_the_model_is_asked_about_the_box_and_answers_after_the_lock_only(placed: ReadingSession, qtbot: QtBot) -> None:
    draw(placed, FIRST, qtbot)
    settle(placed, qtbot)
    (place,) = placed.reading_desk.places
    assert placed.case is not None
    uid = placed.case.study.stacks[0].frames[0].sop_instance_uid
    assert place == Box(uid, 1, 10, 10, 30, 40)
    assert placed.revealed == ()
    lock(placed, qtbot)
    qtbot.waitUntil(lambda: shown_values(placed) == [0.1], timeout=10_000)


def test_another_box_replaces_the_first_and_its_answer(placed: ReadingSession, qtbot: QtBot) -> None:
    draw(placed, FIRST, qtbot)
    settle(placed, qtbot)
    draw(placed, SECOND, qtbot)
    assert len(placed.reading_desk.places) == 1
    lock(placed, qtbot)  # before the models were asked about the second box
    assert shown_values(placed) in ([], [0.5])
    qtbot.waitUntil(lambda: shown_values(placed) == [0.5], timeout=10_000)


def test_without_a_box_the_model_says_what_it_needs_and_can_still_be_asked(
    placed: ReadingSession, qtbot: QtBot
) -> None:
    lock(placed, qtbot)
    qtbot.waitUntil(lambda: bool(placed.revealed), timeout=10_000)
    assert placed.revealed[0].reason == "needs a box"
    draw(placed, SECOND, qtbot)
    assert not placed.can_sign()
    qtbot.waitUntil(lambda: shown_values(placed) == [0.5], timeout=10_000)
    placed.decide(QUESTION, Choice.AGREE)
    qtbot.waitUntil(placed.can_sign, timeout=10_000)
    placed.sign()
    qtbot.waitUntil(lambda: placed.phase is Phase.SIGNED, timeout=10_000)


def test_a_box_moved_after_the_lock_lets_the_shown_answer_go(placed: ReadingSession, qtbot: QtBot) -> None:
    draw(placed, FIRST, qtbot)
    settle(placed, qtbot)
    lock(placed, qtbot)
    qtbot.waitUntil(lambda: shown_values(placed) == [0.1], timeout=10_000)
    draw(placed, SECOND, qtbot)
    assert shown_values(placed) == []
    qtbot.waitUntil(lambda: shown_values(placed) == [0.5], timeout=10_000)
    assert placed.reading_desk.reading is not None
    assert len(placed.reading_desk.reading.opinion.marks) == 1
    assert placed.reading_desk.reading.opinion.marks[0].points[:2] == (10, 10), "the locked box stays in the record"


def test_the_record_holds_the_locked_box_and_takes_it_up_again(
    placed: ReadingSession, record: Path, radiograph: Path, qtbot: QtBot
) -> None:
    draw(placed, FIRST, qtbot)
    settle(placed, qtbot)
    placed.close()
    store = SqliteStore(record)
    events = [event for entry in store.readings() for event in store.events(entry.reading_id)]
    store.close()
    marks = [e.happening.opinion.marks for e in events if e.kind == "DraftSaved"]  # type: ignore[union-attr]
    assert marks[-1][0].points == (10, 10, 30, 40)
    assert marks[-1][0].rating is None
    again = ReadingSession(RecordKeeper(default_store(record)), Settings(reader="R1"), answer=about_the_box)
    again.reading_desk.protocol = placed.reading_desk.protocol
    again.open_paths([radiograph])
    qtbot.waitUntil(lambda: bool(again.reading_desk.places), timeout=10_000)
    settle(again, qtbot)
    lock(again, qtbot)
    qtbot.waitUntil(lambda: shown_values(again) == [0.1], timeout=10_000)
    again.close()


def test_a_point_is_no_place(placed: ReadingSession, qtbot: QtBot) -> None:
    said: list[str] = []
    placed.noticed.connect(lambda notice: said.append(notice.sentence))
    draw(placed, ((20.0, 20.0),), qtbot)
    assert said == [ASKED]
    assert placed.reading_desk.places == ()
    draw(placed, FIRST, qtbot)
    mark = placed.reading_desk.marks[0]
    assert placed.lesions.label(mark.mark_id) == "asked"
