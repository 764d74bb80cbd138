"""Answer an InferenceRequest: choose, guard, prepare, run, report, explain, task by task."""

import logging
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import torch
from torch import nn

from imaging.errors import NotApplicable, UserError
from imaging.files import source_modified, source_size
from imaging.finding import Finding
from imaging.study import Case
from imaging.words import Words
from inference import guards
from inference.card import ModelCard
from inference.job import GuardState, InferenceProgress, InferenceRequest, InferenceResult, TaskResult, TaskStatus
from inference.likeness import likeness_of
from inference.listening import at_all_depths
from inference.registry import load_task
from inference.speed import make_lean
from inference.task import Task
from inference.weights import load_weights

log = logging.getLogger(__name__)

Progress = Callable[[InferenceProgress], None]
Cancelled = Callable[[], bool]

RESULTS_KEPT = 16
"""Answers kept in memory; each may hold maps of the size of its radiograph."""


class Stopped(Exception):  # noqa: N818 – not an error
    """Nobody wants the answer any more; raised between two steps of a task."""


_networks: dict[tuple[str, str, str], nn.Module] = {}
_results: OrderedDict[tuple[str, ...], TaskResult] = OrderedDict()


def run(request: InferenceRequest, progress: Progress, cancelled: Cancelled) -> InferenceResult:
    """Run the tasks of a request, one after the other.

    A task that fails is FAILED with a sentence; the others go on. After a cancellation the tasks done so far are
    returned.

    Raises
    ------
    UserError
        When a task or the device does not exist.
    """
    device = choose_device(request.device)
    results: list[TaskResult] = []
    for index, task_id in enumerate(request.tasks):
        if cancelled():
            break
        task = load_task(task_id)

        def tell(text: str, done: int = index, title: str = task.card.title) -> None:
            if cancelled():
                raise Stopped
            progress(InferenceProgress(request.request_id, done, len(request.tasks), f"{title}: {text}"))

        key = result_key(request, task.card, device)
        if key not in _results:
            try:
                result = _attempt(task, request, device, tell)
            except Stopped:
                break
            if result.status is TaskStatus.FAILED:
                results.append(result)
                continue
            _results[key] = result
            while len(_results) > RESULTS_KEPT:
                _results.popitem(last=False)
        _results.move_to_end(key)
        results.append(_results[key])
    done = len(results)
    progress(InferenceProgress(request.request_id, done, len(request.tasks), Words("The models have finished")))
    return InferenceResult(request.request_id, device.type, tuple(results))


def choose_device(name: str) -> torch.device:
    """``"auto"`` is the GPU where there is one, else the processor with one core left for the window."""
    if name not in ("auto", "cpu", "cuda"):
        raise UserError("There is no device “{name}”. Use auto, cpu or cuda.", name=name)
    if name == "cuda" and not torch.cuda.is_available():
        raise UserError("This computer has no GPU that the models can use. Use --device cpu.")
    if name != "cpu" and torch.cuda.is_available():
        return torch.device("cuda")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    torch.set_num_threads(max(1, cores - 1))
    return torch.device("cpu")


def result_key(request: InferenceRequest, card: ModelCard, device: torch.device) -> tuple[str, ...]:
    """What an answer depends on: the study's content, the task's version, its weights, the maps, the device."""
    weights = card.weights.sha256 if card.weights else ""
    return study_digest(request.case), card.task, card.version, weights, request.saliency, device.type


def study_digest(case: Case) -> str:
    """SHA-256 over the UIDs, files (size, time of change), clinical data and places of a Case; no pixel is read."""
    digest = sha256(case.study.study_uid.encode())
    for stack in case.study.stacks:
        for frame in stack.frames:
            try:
                content = f"{source_size(frame.path)} {source_modified(frame.path)}"
            except (OSError, UserError):
                content = "gone"  # the UID alone must do
            digest.update(f"{frame.sop_instance_uid} {frame.number} {content}\n".encode())
    digest.update(repr((sorted(case.clinical.items()), case.places)).encode())
    return digest.hexdigest()


def _attempt(task: Task, request: InferenceRequest, device: torch.device, tell: Callable[[str], None]) -> TaskResult:
    """The one place where a task's failure becomes a value."""
    began = time.perf_counter()
    try:
        result = _answer(task, request, device, tell)
    except Stopped:
        raise
    except UserError as error:
        result = _empty(task.card, TaskStatus.FAILED, str(error))
    except Exception:  # a fault in one task must not take the others' answers with it
        log.exception("task %s failed", task.card.task)
        result = _empty(
            task.card, TaskStatus.FAILED, Words("The model stopped because of a fault in the program; see the log.")
        )
    return replace(result, seconds=time.perf_counter() - began)


def _answer(task: Task, request: InferenceRequest, device: torch.device, tell: Callable[[str], None]) -> TaskResult:
    """Select, guard, run, report and explain."""
    card = task.card
    tell(Words("choosing the images"))
    task_input = task.select(request.case)
    if isinstance(task_input, NotApplicable):
        return _empty(card, TaskStatus.NOT_APPLICABLE, task_input.reason)
    checks = guards.check(request.case, task_input, card)
    tell(Words("loading the weights"))
    network = network_of(task, device)
    tell(Words("looking at the images"))
    inputs = task.preprocess(task_input)
    known = likeness_of(card)
    listener = at_all_depths(network)
    with listener.listening() if known else nullcontext():
        output = task.run(network, inputs, device)
    if known:
        checks = (*checks, known.check(listener.take()))
    findings = task.to_findings(output, task_input)
    method = saliency_method(card, request.saliency)
    if method:
        tell(Words("explaining the findings"))
        findings = tuple(
            task.explain(network, inputs, output, task_input, finding, method, device) for finding in findings
        )
    wrong = [check.detail for check in checks if check.state is GuardState.MISMATCH]
    status = TaskStatus.OFF_LABEL if wrong else TaskStatus.OK
    return replace(_empty(card, status, Words.joined("; ", wrong)), guards=checks, findings=_ordered(findings))


def _empty(card: ModelCard, status: TaskStatus, reason: str) -> TaskResult:
    return TaskResult(card.task, card.version, card.weights.sha256 if card.weights else "", status, reason)


def _ordered(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Answers about the study before the places that support them."""
    return tuple(sorted(findings, key=lambda finding: finding.level != "study"))


def saliency_method(card: ModelCard, asked: str) -> str:
    """The method asked for, else the card's first allowed one; empty for none."""
    if asked == "none":
        return ""
    if asked:
        known = [method.name for method in card.saliency]
        if asked not in known:
            raise UserError(
                "The card of {task} knows no map “{asked}”. It knows: {known}.",
                task=card.task,
                asked=asked,
                known=", ".join(known) or "none",
            )
        return asked
    return next((method.name for method in card.saliency if method.allowed), "")


def network_of(task: Task, device: torch.device) -> nn.Module:
    """A task's network with its weights, loaded once per process and device."""
    card = task.card
    if card.weights is None or card.weights_path is None:
        raise UserError("{task} ships no weights. Train it with `overread train {task}`.", task=card.task)
    key = card.task, card.weights.sha256, device.type
    if key not in _networks:
        network = task.build_network()
        load_weights(network, Path(card.weights_path), card.weights.sha256, card.task)
        _networks[key] = make_lean(network, device)
    return _networks[key]


def forget() -> None:
    """Drop loaded networks and kept answers (tests, and a change of device)."""
    _networks.clear()
    _results.clear()
