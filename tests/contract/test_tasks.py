"""What every registered task must keep, whoever wrote it. A task whose weights do not ship yet is skipped."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from imaging.dicom.index import load
from imaging.errors import NotApplicable, UserError
from imaging.finding import Finding, Probability, Quantity, Withheld
from imaging.phantoms import (
    Phantom,
    generate_elbow,
    generate_hand,
    generate_knee,
    generate_limb,
    generate_spine,
    write_study,
)
from imaging.region import Box, Mask, SliceRegion
from imaging.study import Case, Study
from inference import runner
from inference.card import ModelCard, sha256_of
from inference.job import InferenceRequest, InferenceResult, TaskStatus
from inference.registry import card_of, load_task, task_ids
from inference.task import Task, TaskInput

EXAMPLES: dict[str, Callable[[], Phantom]] = {
    "lower_limb": lambda: generate_limb(11, fracture=True),
    "knee_mri": lambda: generate_knee(11, matrix=128),
    "radiograph_fracture": lambda: generate_limb(11, fracture=True),
    "lumbar_grading": lambda: generate_spine(11),
    "knee_kl_grade": lambda: generate_limb(11, view="knee AP", fracture=False),
    "bone_age": lambda: generate_hand(11, spacing=0.4),
    "elbow_effusion": lambda: generate_elbow(11, effusion=True, spacing=0.5),
    "vertebral_fracture": lambda: generate_spine(11, malignant=True, close=True),
}
"""One study per task. A task without one fails here: add it together with the task."""

CPU = torch.device("cpu")


@pytest.fixture(scope="module", params=task_ids())
def task_id(request: pytest.FixtureRequest) -> str:
    """Every registered task whose weights ship."""
    name = str(request.param)
    folder = card_of(name).folder if (Path(__file__).parents[2] / "assets" / "models" / name).is_dir() else None
    if folder is None or card_of(name).weights is None:
        pytest.skip(f"{name} ships no weights yet")
    return name


@pytest.fixture(scope="module")
def card(task_id: str) -> ModelCard:
    """The task's card."""
    return card_of(task_id)


@pytest.fixture(scope="module")
def task(task_id: str) -> Task:
    """The task with its bundled card."""
    return load_task(task_id)


@pytest.fixture(scope="module")
def case(task_id: str, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The task's example, written as DICOM and read back."""
    folder = tmp_path_factory.mktemp(task_id)
    phantom = EXAMPLES[task_id]()
    write_study(phantom, folder)
    return Case(load([folder]).studies[0], places=phantom.places)


@pytest.fixture(scope="module")
def task_input(task: Task, case: Case) -> TaskInput:
    """What the task chose from its example."""
    chosen = task.select(case)
    assert isinstance(chosen, TaskInput), chosen
    return chosen


@pytest.fixture(scope="module")
def network(task: Task) -> nn.Module:
    """With the weights that ship."""
    return runner.network_of(task, CPU)


@pytest.fixture(scope="module")
def answer(task_id: str, case: Case) -> InferenceResult:
    """The example, answered by the runner with the card's first map."""
    runner.forget()
    return runner.run(InferenceRequest(1, case, (task_id,), "cpu"), lambda message: None, lambda: False)


def test_every_task_has_an_example() -> None:
    assert set(EXAMPLES) == set(task_ids())


def test_the_card_is_complete(task_id: str, card: ModelCard) -> None:
    assert card.task == task_id
    assert card.weights is not None
    assert card.weights_path is not None
    assert card.weights.sha256 == sha256_of(card.weights_path)
    assert card.weights.licence
    assert card.weights.obtained
    assert card.intended_use.modality
    assert card.intended_use.body_part
    assert card.intended_use.not_for
    assert card.performance
    assert all(entry.low <= entry.value <= entry.high for entry in card.performance)
    assert any(method.allowed for method in card.saliency)
    assert all(0 < label.operating_point < 1 and label.operating_point_reason for label in card.labels)
    assert card.training["split_digest"]
    assert card.training["recipe_digest"]


def test_the_answer_keeps_to_the_card(answer: InferenceResult, card: ModelCard) -> None:
    (result,) = answer.results
    assert result.status in (TaskStatus.OK, TaskStatus.OFF_LABEL), result.reason
    assert result.guards
    labels = {label.name for label in card.labels}
    studies = [finding.label for finding in result.findings if finding.level == "study"]
    assert sorted(studies) == sorted(labels), "exactly one answer about the study per label"
    assert len({finding.finding_id for finding in result.findings}) == len(result.findings)
    for finding in result.findings:
        assert finding.label in labels
        assert finding.finding_id.startswith(f"{card.task}/{finding.label}/")
        if isinstance(finding.value, Probability):
            assert 0 <= finding.value.value <= 1
            assert finding.value.operating_point == card.label(finding.label).operating_point
        if isinstance(finding.value, Quantity):
            assert finding.value.unit
            assert finding.value.interval is not None, "nobody believes a number without its interval"
            low, high = finding.value.interval
            assert low <= finding.value.value <= high


def test_regions_and_maps_lie_on_images_of_the_study(answer: InferenceResult, case: Case) -> None:
    sizes = {
        (frame.sop_instance_uid, frame.number): (stack.rows, stack.columns)
        for stack in case.study.stacks
        for frame in stack.frames
    }
    for finding in answer.results[0].findings:
        box = _box(finding)
        if box is not None:
            rows, columns = sizes[box.sop_instance_uid, box.frame]
            assert 0 <= box.left < box.right <= columns
            assert 0 <= box.top < box.bottom <= rows
        for shown in finding.saliency:
            assert shown.values.shape == sizes[shown.sop_instance_uid, shown.frame]
            assert shown.values.dtype == np.float32
            assert 0 <= shown.values.min() <= shown.values.max() <= 1
            assert shown.allowed
            assert shown.cell_size > 0
        strongest = [float(shown.values.max()) for shown in finding.saliency]
        assert not strongest or max(strongest) in (0.0, pytest.approx(1.0))


def test_another_part_of_the_body_is_not_applicable(task: Task, case: Case) -> None:
    series = tuple(replace(s, body_part="CHEST", description="chest") for s in case.study.series)
    study = replace(case.study, description="chest", series=series)
    assert isinstance(task.select(replace(case, study=study)), NotApplicable)
    assert isinstance(task.select(replace(case, study=Study("1.2.3"))), NotApplicable)


def test_preprocessing_is_repeatable_and_leaves_its_input_alone(task: Task, task_input: TaskInput) -> None:
    before = {name: image.values.copy() for name, image in task_input.images.items()}
    first, second = task.preprocess(task_input), task.preprocess(task_input)
    assert _same(first, second)
    for name, image in task_input.images.items():
        np.testing.assert_array_equal(image.values, before[name])


def without_map(finding: Finding) -> Finding:
    """What an explanation must not change: everything but the maps and the box round the map on a slice."""
    region = finding.region
    return replace(
        finding, saliency=(), region=replace(region, box=None) if isinstance(region, SliceRegion) else region
    )


def test_explaining_leaves_no_hook_also_after_an_error(task: Task, task_input: TaskInput, network: nn.Module) -> None:
    inputs = task.preprocess(task_input)
    output = task.run(network, inputs, CPU)
    finding = task.to_findings(output, task_input)[0]
    for method in task.card.saliency:
        explained = task.explain(network, inputs, output, task_input, finding, method.name, CPU)
        assert without_map(explained) == without_map(finding)
        assert _hooks(network) == 0
    with pytest.raises(UserError):
        task.explain(network, inputs, output, task_input, finding, "tea_leaves", CPU)
    assert _hooks(network) == 0
    assert not network.training


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here")
def test_processor_and_gpu_agree(task_id: str, case: Case, answer: InferenceResult) -> None:
    request = InferenceRequest(1, case, (task_id,), "cuda", "none")
    other = runner.run(request, lambda message: None, lambda: False)
    for here, there in zip(answer.results[0].findings, other.results[0].findings, strict=True):
        assert type(here.value) is type(there.value)
        assert not isinstance(here.value, Withheld)
        assert not isinstance(there.value, Withheld)
        assert here.value.value == pytest.approx(there.value.value, rel=1e-3, abs=1e-3)


def _box(finding: Finding) -> Box | None:
    region = finding.region
    return region.box if isinstance(region, Mask | SliceRegion) else region


def _same(first: object, second: object) -> bool:
    """Equality of nested values that may hold tensors and arrays."""
    if isinstance(first, torch.Tensor):
        return isinstance(second, torch.Tensor) and torch.equal(first, second)
    if isinstance(first, np.ndarray):
        return np.array_equal(first, np.asarray(second))
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(_same(first[key], second[key]) for key in first)
    if isinstance(first, tuple | list) and isinstance(second, tuple | list):
        return len(first) == len(second) and all(_same(a, b) for a, b in zip(first, second, strict=True))
    if hasattr(first, "__dataclass_fields__"):
        return type(first) is type(second) and _same(vars(first), vars(second))
    return first == second


def _hooks(network: nn.Module) -> int:
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) + len(m._backward_hooks) for m in network.modules())
