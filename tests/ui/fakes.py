"""Models that answer at once, and a window on them, so that it can be tested without torch and without weights."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.session.inference_worker import AnswerRequest
from app.session.messages import InferenceStage
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper, default_store
from app.session.settings import Settings
from app.ui.main_window import MainWindow
from imaging.finding import Finding, Probability, SaliencyMap
from imaging.region import Box, SliceRegion
from imaging.study import Case, ReferenceStandard, Stack
from inference.job import (
    GuardResult,
    GuardState,
    InferenceProgress,
    InferenceRequest,
    InferenceResult,
    TaskResult,
    TaskStatus,
)

SECRET = "0.83"
"""The probability that no widget may show before the lock."""

REASON = "the header says ANKLE; a made-up reason"


def answer(
    request: InferenceRequest, progress: Callable[[InferenceProgress], None], cancelled: Callable[[], bool]
) -> InferenceResult:
    """Answer every task that was asked."""
    progress(InferenceProgress(request.request_id, 1, 2, "Looking"))
    makers = {"lower_limb": fracture, "knee_mri": knee}
    return InferenceResult(request.request_id, "cpu", tuple(makers[task](request.case) for task in request.tasks))


def off_label(
    request: InferenceRequest, progress: Callable[[InferenceProgress], None], cancelled: Callable[[], bool]
) -> InferenceResult:
    """A fracture, found outside the intended use."""
    whole = fracture(request.case)
    guards = (GuardResult("body_part", GuardState.MISMATCH, "the header says HAND"),)
    result = TaskResult(
        whole.task, "1", whole.weights_sha256, TaskStatus.OFF_LABEL, REASON, 0.1, guards, whole.findings
    )
    return InferenceResult(request.request_id, "cpu", (result,))


def not_applicable(
    request: InferenceRequest, progress: Callable[[InferenceProgress], None], cancelled: Callable[[], bool]
) -> InferenceResult:
    """No answer, for a reason."""
    result = TaskResult("lower_limb", "1", "0" * 64, TaskStatus.NOT_APPLICABLE, REASON)
    return InferenceResult(request.request_id, "cpu", (result,))


def fracture(case: Case) -> TaskResult:
    """A box with a map that failed its sanity check."""
    stack = case.study.stacks[0]
    frame = stack.frames[0]
    box = Box(frame.sop_instance_uid, frame.number, *_middle(stack))
    study = Finding(
        "lower_limb/fracture/0",
        "lower_limb",
        "fracture",
        Probability(0.83, 0.5),
        box,
        saliency=(_map(stack, 0, allowed=False),),
    )
    region = Finding("lower_limb/fracture/1", "lower_limb", "fracture", Probability(0.83, 0.5), box, level="region")
    guards = (GuardResult("body_part", GuardState.MATCH, "LEG"), GuardResult("view", GuardState.CANNOT_TELL, "no view"))
    return TaskResult("lower_limb", "1", "a" * 64, TaskStatus.OK, guards=guards, findings=(study, region))


def knee(case: Case) -> TaskResult:
    """Three labels, each with the slice on which it is seen best."""
    findings = []
    for label, value in (("abnormal", 0.83), ("acl_tear", 0.83), ("meniscus_tear", 0.12)):
        stack = case.study.stacks[0]
        at = stack.slices // 2
        frame = stack.frames[at]
        region = SliceRegion(frame.sop_instance_uid, frame.number, at, stack.series_uid)
        scores = tuple(float(s) for s in np.exp(-0.5 * ((np.arange(stack.slices) - at) / 2) ** 2) * value)
        findings.append(
            Finding(
                f"knee_mri/{label}/0",
                "knee_mri",
                label,
                Probability(value, 0.5),
                region,
                saliency=tuple(_map(stack, n) for n in range(at - 1, at + 2)),
                slice_scores=scores,
                series_uid=stack.series_uid,
            )
        )
    return TaskResult("knee_mri", "1", "b" * 64, TaskStatus.OK, findings=tuple(findings))


def _middle(stack: Stack) -> tuple[float, float, float, float]:
    return stack.columns * 0.4, stack.rows * 0.4, stack.columns * 0.6, stack.rows * 0.6


def _map(stack: Stack, index: int, allowed: bool = True) -> SaliencyMap:
    row, column = np.mgrid[: stack.rows, : stack.columns]
    away = ((row / stack.rows - 0.5) ** 2 + (column / stack.columns - 0.5) ** 2) / 0.01
    frame = stack.frames[index]
    values = np.exp(-away).astype(np.float32)
    return SaliencyMap(frame.sop_instance_uid, frame.number, values, "hirescam", 16.0, allowed)


class Opened:
    """A real window on a real session, with models that answer at once."""

    def __init__(self, qtbot: QtBot, folder: Path, answer: AnswerRequest = answer, reader: str = "R1") -> None:
        self.qtbot, self.folder = qtbot, folder
        self.saved: list[Settings] = []
        self.notices: list[str] = []
        keeper = RecordKeeper(default_store(folder / "record.sqlite"))
        self.session = ReadingSession(
            keeper,
            Settings(reader=reader),
            self.saved.append,
            lambda study: ReferenceStandard({"lower_limb/fracture": True}),
            answer=answer,
        )
        self.session.noticed.connect(lambda notice: self.notices.append(notice.sentence))
        self.window = MainWindow(self.session)
        self.window.resize(1366, 768)
        self.window.show()
        qtbot.waitUntil(self.window.isActiveWindow)

    def open(self, *paths: Path) -> "Opened":
        """Open paths and wait until the first study is read and the models have answered."""
        self.session.open_paths(list(paths))
        return self.until_ready()

    def until_ready(self) -> "Opened":
        """Wait until the Reading has begun and the models have answered."""
        session = self.session
        self.until(lambda: session.reading_desk.reading is not None)
        self.until(lambda: session.desk.state.stage in (InferenceStage.READY, InferenceStage.FAILED))
        self.until(lambda: not session.keeper.busy)
        return self

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for a condition."""
        self.qtbot.waitUntil(holds, timeout=10_000)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def answer_all(self, positive: bool = True, confidence: int = 70) -> None:
        """Answer every question of the form."""
        for question in self.session.questions:
            self.session.set_answer(question.question_id, positive=positive, confidence=confidence)

    def lock(self, positive: bool = True) -> "Opened":
        """Answer, lock, and wait for the findings."""
        self.answer_all(positive)
        self.session.lock()
        self.until(lambda: bool(self.session.revealed))
        self.until(lambda: not self.session.keeper.busy)
        return self

    def close(self) -> None:
        """Close the window as the reader would."""
        self.window.close()


def words_in(widget: QWidget) -> str:
    """Every word that a widget and all widgets inside it show or offer as a tooltip, one line each."""
    words: list[str] = [widget.windowTitle()]
    for part in (widget, *widget.findChildren(QWidget)):
        words += [part.toolTip(), part.statusTip(), part.whatsThis(), part.accessibleName()]
        for name in ("text", "placeholderText", "toPlainText", "title", "format"):
            say = getattr(part, name, None)
            if callable(say):
                words.append(str(say()))
        if isinstance(part, QAbstractItemView) and part.model() is not None:
            words += _words_of(part.model(), QModelIndex())
        words += [f"{action.text()} {action.toolTip()}" for action in part.actions()]
    return "\n".join(word for word in words if word)


def _words_of(model: QAbstractItemModel, parent: QModelIndex) -> list[str]:
    words: list[str] = []
    for row in range(model.rowCount(parent)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)):
            index = model.index(row, column, parent)
            words += [str(index.data(role) or "") for role in (0, 3, 11, 257, 258)]
            words += _words_of(model, index) if column == 0 else []
    return words
