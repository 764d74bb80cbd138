"""One request in, one answer out: whatever happens to a task."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from imaging.errors import UserError
from imaging.study import Case
from imaging.words import Words
from inference import runner
from inference.card import ModelCard
from inference.job import GuardState, InferenceProgress, InferenceRequest, TaskStatus
from inference.likeness import row_of, write_likeness
from inference.listening import at_all_depths
from inference.registry import load_task
from inference.tasks.lower_limb import LowerLimb


def ask(case: Case, *tasks: str, saliency: str = "", told: list[InferenceProgress] | None = None) -> Any:
    request = InferenceRequest(7, case, tasks or ("lower_limb",), "cpu", saliency)
    return runner.run(request, (told if told is not None else []).append, lambda: False)


@pytest.mark.usefixtures("use_small_card")
def test_a_radiograph_is_answered_with_maps_and_progress(radiograph: Callable[..., Case]) -> None:
    told: list[InferenceProgress] = []
    answer = ask(radiograph(), told=told)
    (result,) = answer.results
    assert answer.request_id == 7
    assert answer.device == "cpu"
    assert result.status is TaskStatus.OK
    assert result.findings[0].level == "study"
    assert all(finding.saliency[0].method == "hirescam" for finding in result.findings)
    assert all(finding.saliency[0].allowed for finding in result.findings)
    assert {guard.guard for guard in result.guards} == {"modality", "body_part", "origin"}
    assert (told[0].done, told[-1].done, told[-1].total) == (0, 1, 1)
    assert all(message.request_id == 7 and message.text for message in told)


@pytest.mark.usefixtures("use_small_card")
def test_a_hand_is_off_label_and_still_answered(radiograph: Callable[..., Case]) -> None:
    (result,) = ask(radiograph(body_part="HAND")).results
    assert result.status is TaskStatus.OFF_LABEL
    assert "HAND" in result.reason
    assert result.findings


@pytest.mark.parametrize(
    ("common", "farthest", "status"),
    [(2.0, 3.0, TaskStatus.OK), (0.0, 2.0, TaskStatus.OK), (0.0, 0.0, TaskStatus.OFF_LABEL)],
)
def test_an_image_unlike_those_of_the_training_is_off_label(
    use_small_card: ModelCard,
    radiograph: Callable[..., Case],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    common: float,
    farthest: float,
    status: TaskStatus,
) -> None:
    network = runner.network_of(load_task("lower_limb"), torch.device("cpu"))
    width = len(row_of(at_all_depths(network).take()))
    assert use_small_card.weights is not None
    shutil.copy(use_small_card.folder / use_small_card.weights.file, tmp_path)
    table = {
        "sha256": write_likeness(np.full((6, width), width**-0.5), tmp_path),
        "common": common,
        "farthest": farthest,
    }
    card = replace(use_small_card, folder=tmp_path, raw={**use_small_card.raw, "likeness": table})
    monkeypatch.setattr("inference.registry.bundled_card", lambda task: card)
    (result,) = ask(radiograph()).results
    assert result.status is status
    assert result.findings
    assert (result.reason == "") is (status is TaskStatus.OK)
    assert isinstance(result.reason, Words), "so that the window can say it in its language"
    (said,) = (guard for guard in result.guards if guard.guard == "likeness")
    assert (said.state is GuardState.MATCH) is (common == 2.0)


@pytest.mark.usefixtures("use_small_card")
def test_a_chest_is_not_applicable_and_loads_nothing(
    radiograph: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "load_weights", lambda *_: pytest.fail("weights were loaded"))
    (result,) = ask(radiograph(body_part="CHEST")).results
    assert result.status is TaskStatus.NOT_APPLICABLE
    assert "CHEST" in result.reason
    assert result.findings == ()


@pytest.mark.usefixtures("use_small_card")
def test_a_bug_in_one_task_does_not_stop_the_next(
    radiograph: Callable[..., Case], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(LowerLimb):
        def preprocess(self, task_input: Any) -> Any:
            raise ZeroDivisionError("a bug")

    real = runner.load_task
    monkeypatch.setattr(
        runner, "load_task", lambda name: Broken(real("lower_limb").card) if name == "x" else real(name)
    )
    broken, fine = ask(radiograph(), "x", "lower_limb").results
    assert broken.status is TaskStatus.FAILED
    assert "fault in the program" in broken.reason
    assert "ZeroDivisionError" in caplog.text
    assert fine.status is TaskStatus.OK


def test_damaged_weights_are_refused_with_a_sentence(
    use_small_card: ModelCard, radiograph: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert use_small_card.weights is not None
    other = replace(use_small_card, weights=replace(use_small_card.weights, sha256="0" * 64))
    monkeypatch.setattr("inference.registry.bundled_card", lambda task: other)
    (result,) = ask(radiograph()).results
    assert result.status is TaskStatus.FAILED
    assert "SHA-256 differs" in result.reason


def test_a_card_without_weights_says_how_to_train(
    use_small_card: ModelCard, radiograph: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inference.registry.bundled_card", lambda task: replace(use_small_card, weights=None))
    (result,) = ask(radiograph()).results
    assert "overread train lower_limb" in result.reason


@pytest.mark.usefixtures("use_small_card")
def test_weights_are_loaded_once_and_answers_kept(
    radiograph: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[Path] = []
    real = runner.load_weights
    monkeypatch.setattr(runner, "load_weights", lambda *a: (loads.append(a[1]), real(*a)))
    case = radiograph()
    first, second = ask(case).results[0], ask(case).results[0]
    assert second is first
    other = ask(radiograph(name="2.png", body_part="ANKLE")).results[0]
    assert other is not first
    assert len(loads) == 1


@pytest.mark.usefixtures("use_small_card")
def test_a_changed_file_is_not_answered_from_memory(radiograph: Callable[..., Case]) -> None:
    case = radiograph()
    first = ask(case).results[0]
    path = Path(case.study.stacks[0].frames[0].path)
    path.write_bytes(path.read_bytes() + b"\0")
    assert ask(case).results[0] is not first


@pytest.mark.usefixtures("use_small_card")
def test_maps_can_be_left_out_and_unknown_ones_are_named(radiograph: Callable[..., Case]) -> None:
    (plain,) = ask(radiograph(), saliency="none").results
    assert all(finding.saliency == () for finding in plain.findings)
    (result,) = ask(radiograph(), saliency="tea_leaves").results
    assert result.status is TaskStatus.FAILED
    assert "hirescam" in result.reason


@pytest.mark.usefixtures("use_small_card")
def test_a_cancelled_request_does_nothing_more(radiograph: Callable[..., Case]) -> None:
    request = InferenceRequest(1, radiograph(), ("lower_limb",), "cpu")
    assert runner.run(request, lambda message: None, lambda: True).results == ()


@pytest.mark.usefixtures("use_small_card")
def test_a_request_can_be_given_up_between_two_steps(radiograph: Callable[..., Case]) -> None:
    told: list[InferenceProgress] = []
    request = InferenceRequest(1, radiograph(), ("lower_limb", "lower_limb"), "cpu")
    answer = runner.run(request, told.append, lambda: len(told) >= 2)
    assert answer.results == ()
    assert len(told) == 3  # two steps, and that it is over


def test_devices() -> None:
    assert runner.choose_device("cpu").type == "cpu"
    assert torch.get_num_threads() >= 1
    with pytest.raises(UserError, match="cpu or cuda"):
        runner.choose_device("abacus")
    if not torch.cuda.is_available():
        assert runner.choose_device("auto").type == "cpu"
        with pytest.raises(UserError, match="no GPU"):
            runner.choose_device("cuda")
