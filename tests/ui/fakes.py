"""Models that answer at once, so that the window can be tested without torch and without weights."""

from collections.abc import Callable

import numpy as np

from imaging.finding import Finding, Probability, SaliencyMap
from imaging.region import Box, SliceRegion
from imaging.study import Case, Stack
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
