"""The reader's box on T2W: found again on T1W through the patient, six channels, one probability, maps on both."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from imaging.dicom.index import load
from imaging.errors import NotApplicable, UserError
from imaging.finding import Probability
from imaging.geometry import PlaneGeometry, VolumeGeometry
from imaging.phantoms import Phantom, generate_spine, write_study
from imaging.presentation import ImageStack
from imaging.region import Box
from imaging.study import Case, Stack
from inference import runner
from inference.job import InferenceRequest
from inference.networks.vertebra_network import VertebraNetwork
from inference.places import place_of
from inference.registry import card_of
from inference.task import TaskInput
from inference.tasks.vertebral_fracture import (
    NEEDS_BOX,
    NEEDS_T1,
    NEEDS_T2,
    T1,
    T2,
    VertebralFracture,
    lay_on,
    slice_of,
    standardised,
)
from training.datasets.phantom import task_input_of


@pytest.fixture(scope="module")
def phantom() -> Phantom:
    return generate_spine(11, malignant=True, close=True)


@pytest.fixture(scope="module")
def task() -> VertebralFracture:
    return VertebralFracture(card_of("vertebral_fracture"))


@pytest.fixture(scope="module")
def case(phantom: Phantom, tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("spine")
    write_study(phantom, folder)
    return Case(load([folder]).studies[0], places=phantom.places)


@pytest.fixture(scope="module")
def task_input(phantom: Phantom) -> TaskInput:
    return task_input_of(phantom)


def with_pixels(task_input: TaskInput, change: Callable[[str, NDArray[np.generic]], None]) -> TaskInput:
    """The same input with the pixels of each series, shape (slices, rows, columns), changed in place by a function."""
    images = {}
    for name, image in task_input.images.items():
        values = image.values.copy()
        change(name, values[0])
        images[name] = ImageStack(image.stack_id, values, image.presentations)
    return replace(task_input, images=images)


def geometry_of(stack: Stack) -> VolumeGeometry:
    assert stack.geometry is not None
    return stack.geometry


# ── which series, and which place ────────────────────────────────────────────────────────────────────────────────────


def test_takes_both_series_and_the_readers_box(task: VertebralFracture, case: Case) -> None:
    chosen = task.select(case)
    assert isinstance(chosen, TaskInput)
    assert {name: stack.rows for name, stack in chosen.stacks.items()} == {T1: 102, T2: 143}
    assert chosen.places == case.places


def test_without_a_box_it_says_what_it_needs(task: VertebralFracture, case: Case) -> None:
    assert task.select(replace(case, places=())) == NotApplicable(NEEDS_BOX)
    elsewhere = replace(case.places[0], sop_instance_uid="1.2.3")
    assert task.select(replace(case, places=(elsewhere,))) == NotApplicable(NEEDS_BOX)


def test_the_last_box_counts(task: VertebralFracture, case: Case) -> None:
    other = replace(case.places[0], left=5.0, right=35.0, top=5.0, bottom=35.0)
    chosen = task.select(replace(case, places=(*case.places, other)))
    assert isinstance(chosen, TaskInput)
    assert chosen.places == (other,)


@pytest.mark.parametrize(("kept", "reason"), [("T2", NEEDS_T1), ("T1", NEEDS_T2)])
def test_needs_both_weightings(task: VertebralFracture, case: Case, kept: str, reason: str) -> None:
    series = tuple(s for s in case.study.series if kept in s.description)
    assert task.select(replace(case, study=replace(case.study, series=series))) == NotApplicable(reason)


def test_a_t1_weighted_series_of_another_frame_of_reference_does_not_count(task: VertebralFracture, case: Case) -> None:
    series = []
    for one in case.study.series:
        (stack,) = one.stacks
        moved = replace(geometry_of(stack), frame_of_reference_uid="1.2.3")
        series.append(replace(one, stacks=(replace(stack, geometry=moved),)) if "T1" in one.description else one)
    assert task.select(replace(case, study=replace(case.study, series=tuple(series)))) == NotApplicable(NEEDS_T1)


# ── there and back ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("at", [(0.3, 0.4), (0.7, 0.55), (0.5, 0.5)])
def test_a_marker_in_the_patient_is_at_the_same_place_of_both_patches(
    task: VertebralFracture, task_input: TaskInput, at: tuple[float, float]
) -> None:
    (box,) = task_input.places
    stack = task_input.stacks[T2]
    index = slice_of(stack, box)
    assert index is not None
    section = geometry_of(stack).section_geometry(0, index)
    spot = [box.left + at[0] * (box.right - box.left), box.top + at[1] * (box.bottom - box.top)]
    point = section.image_to_patient(spot)

    def mark(name: str, values: NDArray[np.generic]) -> None:
        place, row, column = geometry_of(task_input.stacks[name]).patient_to_index(point)
        values[:] = 0
        rows, columns = np.meshgrid(np.arange(values.shape[1]), np.arange(values.shape[2]), indexing="ij")
        near = (rows - row) ** 2 + (columns - column) ** 2
        values[round(place)] = (3000 * np.exp(-near / 8)).astype(values.dtype)

    raw = task.patches(with_pixels(task_input, mark)).numpy()
    plane = task.plane(stack, box, 0)
    expected = plane.patient_to_image(point) - 0.5
    for weighting in raw:
        marked = weighting[2]
        assert marked.max() > 1000
        weights = marked / marked.sum()
        rows, columns = np.meshgrid(np.arange(task.side), np.arange(task.side), indexing="ij")
        found = (weights * columns).sum(), (weights * rows).sum()
        assert found == pytest.approx(tuple(expected), abs=0.5)
        assert (weighting[[0, 1, 3, 4]].max(axis=(1, 2)) < 1).all()


def test_a_series_acquired_upside_down_gives_the_same_patches(task: VertebralFracture, task_input: TaskInput) -> None:
    stacks, images = dict(task_input.stacks), dict(task_input.images)
    stack = stacks[T1]
    geometry = geometry_of(stack)
    affine = geometry.affine.copy()
    affine[:3, 3] += affine[:3, 1] * (stack.rows - 1)
    affine[:3, 1] *= -1
    stacks[T1] = replace(stack, geometry=VolumeGeometry(affine, geometry.shape, 4.0, geometry.frame_of_reference_uid))
    images[T1] = ImageStack(stack.stack_id, images[T1].values[:, :, ::-1].copy(), images[T1].presentations)
    turned = task.patches(TaskInput(stacks, images, places=task_input.places))
    np.testing.assert_allclose(turned, task.patches(task_input), atol=0.05)


def test_patches_are_standardised_and_six(task: VertebralFracture, task_input: TaskInput) -> None:
    inputs = task.preprocess(task_input)
    assert inputs.patches.shape == (3, 6, 64, 64)
    np.testing.assert_allclose(inputs.patches.mean(dim=(2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(inputs.patches.std(dim=(2, 3), correction=0), 1, atol=1e-4)
    # The slice asked about by the first input is the one before in the second.
    assert torch.equal(inputs.patches[0, 1], inputs.patches[1, 0])
    assert not standardised(torch.zeros(2, 3, 8, 8)).any()


def test_at_the_end_of_the_stack_the_last_slice_is_repeated(task: VertebralFracture, task_input: TaskInput) -> None:
    stack, (box,) = task_input.stacks[T2], task_input.places
    first = replace(task_input, places=(replace(box, sop_instance_uid=stack.frames[0].sop_instance_uid),))
    inputs = task.preprocess(first)
    assert inputs.slices == (0, 0, 1)
    assert torch.equal(inputs.patches[1, 0], inputs.patches[1, 1])


def test_a_cell_of_a_map_lies_at_its_true_centre_on_both_series(task: VertebralFracture, task_input: TaskInput) -> None:
    stack, (box,) = task_input.stacks[T2], task_input.places
    patch, stride = task.plane(stack, box, 0), 4
    cells = torch.zeros(16, 16)
    cells[5, 9] = 1
    point = patch.pixel_to_patient([5 * stride, 9 * stride])
    for name in (T1, T2):
        section = geometry_of(task_input.stacks[name]).section_geometry(0, task_input.stacks[name].slices // 2)
        laid = lay_on(cells, stride, patch, section)
        assert laid.shape == (section.rows, section.columns)
        row, column = np.unravel_index(int(laid.argmax()), laid.shape)
        assert np.abs(section.patient_to_image(point) - 0.5 - (column, row)).max() <= 0.51


def test_a_map_is_laid_on_an_oblique_picture_too() -> None:
    patch = PlaneGeometry(np.zeros(3), np.array([0.0, 1, 0]), np.array([0.0, 0, -1]), 1, 1, 16, 16)
    c, s = np.cos(0.3), np.sin(0.3)
    image = PlaneGeometry(np.array([0.0, -4, 6]), np.array([0, c, -s]), np.array([0, -s, -c]), 0.5, 0.5, 80, 80)
    cells = torch.zeros(8, 8)
    cells[3, 4] = 1
    laid = lay_on(cells, 2, patch, image)
    row, column = np.unravel_index(int(laid.argmax()), laid.shape)
    assert np.abs(image.patient_to_image(patch.pixel_to_patient([6, 8])) - 0.5 - (column, row)).max() <= 0.6


def test_the_patient_gets_the_most_suspicious_slice(task: VertebralFracture, task_input: TaskInput) -> None:
    (finding,) = task.to_findings(np.array([-2.0, 1.0, 0.0]), task_input)
    assert isinstance(finding.value, Probability)
    assert finding.value.value == pytest.approx(1 / (1 + np.exp(-1.0)))
    assert finding.value.operating_point == 0.5
    assert finding.region == task_input.places[0]


def test_another_box_is_another_question(case: Case) -> None:
    request = InferenceRequest(1, case, ("vertebral_fracture",), "cpu")
    other = replace(request, case=replace(case, places=()))
    card = card_of("vertebral_fracture")
    keys = {runner.result_key(r, card, torch.device("cpu")) for r in (request, other)}
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("table", "parameters"),
    [({"architecture": "narrow", "widths": [32, 32, 32, 32]}, 100_000), ({"architecture": "resnet50"}, 23_000_000)],
)
def test_both_architectures_give_one_logit_and_have_the_layers_that_maps_look_at(
    table: dict[str, object], parameters: int
) -> None:
    network = VertebraNetwork(table).eval()
    assert sum(p.numel() for p in network.parameters()) > parameters
    layer = network.classifier.body.get_submodule("layer2")
    shapes: list[tuple[int, ...]] = []
    hook = layer.register_forward_hook(lambda _m, _i, out: shapes.append(tuple(out.shape[-2:])))
    with torch.inference_mode():
        assert network(torch.zeros(2, 6, 64, 64)).shape == (2, 1)
    hook.remove()
    assert shapes == [(64 // network.stride("layer2"),) * 2]


# ── the box on the command line ──────────────────────────────────────────────────────────────────────────────────────


def test_a_box_on_the_command_line_lies_on_the_middle_image_or_the_one_named(case: Case) -> None:
    t2 = next(s for s in case.study.series if "T2" in s.description).stacks[0]
    assert place_of(case.study, "10,20,50.5,60") == Box(t2.frames[2].sop_instance_uid, 1, 10, 20, 50.5, 60)
    assert place_of(case.study, "10,20,50,60@4").sop_instance_uid == t2.frames[3].sop_instance_uid


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("10,20,50", "is no box"),
        ("a,b,c,d", "is no box"),
        ("10,20,50,60@x", "is no box"),
        ("10,20,50,60@9", "has 5 images; there is no image 9"),
        ("50,20,10,60", "does not lie on the image"),
        ("10,20,50,600", "does not lie on the image"),
    ],
)
def test_what_is_no_box_is_refused_with_a_sentence(case: Case, words: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        place_of(case.study, words)


def test_a_study_without_the_series_is_told_so(case: Case, tmp_path: Path) -> None:
    series = tuple(s for s in case.study.series if "T1" in s.description)
    with pytest.raises(UserError, match="no sagittal T2-weighted series"):
        place_of(replace(case.study, series=series), "1,2,3,4")
