"""Simulated readers at the real session: what it records is what the reading core records without it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.reading import events as happened
from app.reading.codec import to_json
from app.reading.opinion import Choice
from app.reading.protocol import Phase
from app.reading.record import digest
from app.reading.record_store import RecordStore
from app.reading.store.sqlite import SqliteStore
from app.reading.study.opening import open_study
from app.reading.study.reads import study_reads
from app.reading.study.study import ReaderStudy
from app.session.commands import all_commands
from app.session.messages import InferenceStage
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper, default_store
from app.session.settings import Settings
from app.session.study_desk import Page, StudyDesk
from app.statistics.study_reads import Read
from imaging.phantoms import generate_limb, write_study
from inference.job import InferenceRequest, InferenceResult
from tests.app.reading.study.conftest import Q, plan_text, write_csv
from tests.app.reading.study.simulated import read_all
from tests.app.reading.study.simulated_panel import Panel, Skill, draw, speaker

PASSWORD = "correct horse"
READERS, CASES = ("R1", "R2"), ("C1", "C2", "C3", "C4")
TRUTH = np.array([False, True, False, True])
SAID = (
    happened.UnaidedReadLocked,
    happened.ModelResultsAttached,
    happened.FindingsRevealed,
    happened.DecisionMade,
    happened.ReadSigned,
)


@pytest.fixture
def panel() -> Panel:
    """Two readers on four cases, with a model of which they agree and disagree."""
    return draw(np.random.default_rng(11), TRUTH, len(READERS), Skill())


@pytest.fixture
def study(tmp_path: Path) -> ReaderStudy:
    """An open study of four phantom radiographs, which nobody has read."""
    folder = tmp_path / "study"
    for number, name in enumerate(CASES):
        phantom = generate_limb(70 + number, view="ankle AP", fracture=bool(TRUTH[number]))
        write_study(phantom, folder / "images" / name)
    (folder / "plan.toml").write_text(plan_text(), encoding="utf-8")
    lines = [(name, f"images/{name}", int(true)) for name, true in zip(CASES, TRUTH, strict=True)]
    write_csv(folder / "cases.csv", ("case", "path", f"truth:{Q}"), lines)
    write_csv(folder / "readers.csv", ("reader", "role"), [(name, "reader") for name in READERS])
    made = ReaderStudy(folder)
    open_study(made)
    for reader in READERS:
        made.accounts.set_password(reader, PASSWORD)
    return made


class Desk:
    """A session with a study, and nobody but a simulated reader in front of it."""

    def __init__(self, qtbot: QtBot, study: ReaderStudy, panel: Panel) -> None:
        self.qtbot, self.panel = qtbot, panel
        known = {planned.study_digest: planned.row.case for planned in study.book().cases}

        def answer(request: InferenceRequest, *_: object) -> InferenceResult:
            case = known[digest(request.case.study.study_uid)]
            return InferenceResult(request.request_id, "cpu", (panel.result(CASES.index(case)),))

        keeper = RecordKeeper(default_store(study.record_path))
        self.session = ReadingSession(keeper, Settings(), answer=answer)
        self.session.commands = all_commands(self.session)
        self.study = self.session.study = StudyDesk(self.session, study)
        self.study.start()

    def until(self, what: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(what()), timeout=30_000)

    def run(self, command: str) -> None:
        found = next(each for each in self.session.commands if each.command_id == command)
        allowed = self.study.allow(found)
        assert allowed.enabled(), allowed.why_not()
        allowed.run()

    def read(self, reader: str) -> None:
        """Sign in, and read everything by the commands that the keys call."""
        self.until(lambda: self.study.page is Page.SIGN_IN and not self.study.busy)
        self.study.sign_in(reader, PASSWORD)
        self.until(lambda: self.study.page is Page.READY and not self.study.busy)
        for _ in CASES:
            self.run("case.next")
            self.until(lambda: self.study.page is Page.READING and self.session.reading_desk.reading is not None)
            self.until(lambda: self.session.desk.state.stage is InferenceStage.READY and not self.session.keeper.busy)
            self._trial(READERS.index(reader))
        self.run("case.next")
        self.until(lambda: self.study.page is Page.DONE)
        self.study.sign_out()

    def _trial(self, reader: int) -> None:
        session, desk = self.session, self.session.reading_desk
        assert self.study.slot is not None
        case = CASES.index(self.study.slot.case)
        assert session.revealed == ()
        unaided, aided = (self.panel.answer(arm, reader, case, Q) for arm in (1, 0))
        session.set_answer(Q, positive=unaided.positive, confidence=unaided.confidence)
        self.until(session.can_lock)
        session.lock()  # what the window calls when the reader was asked once more
        self.until(lambda: session.revealed and not session.keeper.busy and not desk.writing)
        agrees = desk.model_answers[Q].is_answered_by(aided)
        choice, reason = (Choice.AGREE, "") if agrees else (Choice.OVERRIDE, "seen otherwise")
        desk.decide(Q, choice, reason, aided.positive, aided.confidence)
        self.until(session.can_sign)
        self.run("read.sign")
        self.until(lambda: session.phase is Phase.SIGNED and not session.keeper.busy and not self.study.busy)

    def close(self) -> None:
        self.study.close()
        self.session.close()


@pytest.fixture
def desk(qapp: object, qtbot: QtBot, study: ReaderStudy, panel: Panel) -> Iterator[Desk]:
    made = Desk(qtbot, study, panel)
    yield made
    made.close()


def said(store: RecordStore) -> dict[tuple[str, str], list[tuple[str, Any]]]:
    """(reader, case) → the steps of the read, as they stand in the record."""
    found: dict[tuple[str, str], list[tuple[str, Any]]] = {}
    for entry in store.readings():
        chain = store.events(entry.reading_id)
        opened = chain[0].happening
        assert isinstance(opened, happened.ReadingOpened)
        assert opened.trial is not None
        steps = [(each.kind, to_json(each.happening)) for each in chain if isinstance(each.happening, SAID)]
        found[entry.reader, opened.trial.case] = steps
    return found


def without_times(reads: Sequence[Read]) -> list[Read]:
    kept = [replace(read, reading_id="", seconds=0.0, exposure_seconds={}) for read in reads]
    return sorted(kept, key=lambda read: (read.reader, read.case, read.arm))


def test_the_session_records_what_the_core_records(desk: Desk, study: ReaderStudy, panel: Panel) -> None:
    for reader in READERS:
        desk.read(reader)
    core = ReaderStudy(study.folder, record=study.folder / "core.sqlite")
    store = SqliteStore(study.folder / "core.sqlite")
    for number, reader in enumerate(READERS):
        assert len(read_all(core, store, reader, *speaker(panel, number, CASES, Q))) == len(CASES)
    at_the_desk = SqliteStore(study.record_path, read_only=True)
    assert said(at_the_desk) == said(store)
    assert at_the_desk.verify() == store.verify() == []
    at_the_desk.close()
    store.close()
    by_session, by_core = study_reads(ReaderStudy(study.folder)), study_reads(core)
    assert len(by_session.reads) == 2 * len(READERS) * len(CASES)
    assert without_times(by_session.reads) == without_times(by_core.reads)
    assert by_session.model == by_core.model
    for read in by_session.reads:
        arm, reader, case = int(read.arm == "unaided"), READERS.index(read.reader), CASES.index(read.case)
        assert read.rating == panel.ratings[arm, reader, case]
        assert read.seconds > 0
    core.close_files()
