"""knee_mri: the right series, the same pixels as in training, answers and maps back on the original slices."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from imaging.dicom import index
from imaging.errors import NotApplicable
from imaging.finding import Finding, Probability
from imaging.geometry import Plane, PlaneGeometry, VolumeGeometry
from imaging.phantoms import generate_knee, write_study
from imaging.presentation import ImageStack, Presentation
from imaging.region import SliceRegion
from imaging.study import Case, Series, Stack, StackKind, Study
from inference.card import ModelCard, bundled_card
from inference.guards import check
from inference.job import GuardState
from inference.networks.slice_network import PlaneNetwork, ThreePlaneNetwork
from inference.registry import load_task
from inference.task import TaskInput
from inference.tasks.knee_mri import (
    PLANES,
    Fusion,
    KneeMri,
    plane_logits,
    preference,
    resample,
    sigmoid,
    standardise,
)
from inference.upright import Upright

CPU = torch.device("cpu")
MATRIX = 64


@pytest.fixture(scope="module")
def card() -> ModelCard:
    """The shipped card with a narrow network, so that the tests are quick."""
    shipped = bundled_card("knee_mri")
    raw = {key: value for key, value in shipped.raw.items() if key != "fusion"}
    return replace(shipped, network={**shipped.network, "widths": [4, 6, 8, 8]}, raw=raw)


@pytest.fixture(scope="module")
def task(card: ModelCard) -> KneeMri:
    return KneeMri(card)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("knee")
    write_study(generate_knee(16, matrix=MATRIX), folder)
    return index.load([folder]).studies[0]


@pytest.fixture(scope="module")
def task_input(task: KneeMri, study: Study) -> TaskInput:
    chosen = task.select(Case(study))
    assert isinstance(chosen, TaskInput)
    return chosen


@pytest.fixture(scope="module")
def network(task: KneeMri) -> ThreePlaneNetwork:
    torch.manual_seed(5)
    return task.build_network().eval()


def volume(row: list[float], column: list[float], shape: tuple[int, int, int] = (3, 40, 60)) -> VolumeGeometry:
    """A stack with these directions along a row and down a column, 2 × 1 mm pixels."""
    along_row, along_column = np.array(row, float), np.array(column, float)
    first = PlaneGeometry(np.zeros(3), along_row, along_column, 2.0, 1.0, shape[1], shape[2], 3.0)
    return VolumeGeometry.from_planes(first, np.cross(along_row, along_column) * 4.0, shape[0])


def stack_of(geometry: VolumeGeometry, **changes: object) -> Stack:
    slices, rows, columns = geometry.shape
    stack = Stack("s/0", "s", StackKind.VOLUME, (), rows, columns, slices, geometry=geometry)
    return replace(stack, **changes)  # type: ignore[arg-type]


class TestSelect:
    def test_one_series_per_plane_by_geometry(self, task_input: TaskInput) -> None:
        assert {name: stack.plane for name, stack in task_input.stacks.items()} == {
            "sagittal": Plane.SAGITTAL,
            "coronal": Plane.CORONAL,
            "axial": Plane.AXIAL,
        }
        assert all(image.values.ndim == 4 for image in task_input.images.values())

    def test_names_the_missing_planes(self, task: KneeMri, study: Study) -> None:
        answer = task.select(Case(replace(study, series=study.series[:1])))
        assert isinstance(answer, NotApplicable)
        assert "coronal and axial missing" in answer.reason

    def test_another_part_of_the_body_does_not_apply(self, task: KneeMri, study: Study) -> None:
        spine = replace(study, series=tuple(replace(s, body_part="LSPINE") for s in study.series))
        answer = task.select(Case(spine))
        assert isinstance(answer, NotApplicable)
        assert "LSPINE" in answer.reason

    def test_another_modality_does_not_apply(self, task: KneeMri, study: Study) -> None:
        scan = replace(study, series=tuple(replace(s, modality="CT") for s in study.series))
        assert isinstance(task.select(Case(scan)), NotApplicable)

    def test_unknown_part_of_the_body_is_read_and_the_guard_cannot_tell(self, task: KneeMri, study: Study) -> None:
        unknown = Case(replace(study, series=tuple(replace(s, body_part="") for s in study.series)))
        chosen = task.select(unknown)
        assert isinstance(chosen, TaskInput)
        states = {result.guard: result.state for result in check(unknown, chosen, task.card)}
        assert states["body_part"] is GuardState.CANNOT_TELL
        assert states["modality"] is GuardState.MATCH

    def test_a_patient_is_outside_what_the_model_knows(self, task: KneeMri, study: Study) -> None:
        patient = Case(replace(study, series=tuple(replace(s, is_phantom=False) for s in study.series)))
        chosen = task.select(patient)
        assert isinstance(chosen, TaskInput)
        assert {r.guard: r.state for r in check(patient, chosen, task.card)}["origin"] is GuardState.MISMATCH

    def test_prefers_fat_saturated_proton_density(self) -> None:
        stack = stack_of(volume([0, 1, 0], [0, 0, -1]))
        wanted = Series("a", "MR", "SAG PD FS", echo_time=35, repetition_time=3200)
        others = (
            Series("b", "MR", "SAG T1", echo_time=12, repetition_time=600),
            Series("c", "MR", "SAG PD", echo_time=35, repetition_time=3200),
            Series("d", "MR", "SAG T2 FS", echo_time=90, repetition_time=4000),
        )
        assert all(preference(wanted, stack) > preference(other, stack) for other in others)


class TestPreprocess:
    def test_repeats_itself_and_leaves_its_input_alone(self, task: KneeMri, task_input: TaskInput) -> None:
        before = {plane: image.values.copy() for plane, image in task_input.images.items()}
        first, second = task.preprocess(task_input), task.preprocess(task_input)
        for plane in PLANES:
            assert torch.equal(first[plane].slices, second[plane].slices)
            assert np.array_equal(before[plane], task_input.images[plane].values)
            assert first[plane].slices.shape == (task_input.stacks[plane].slices, 1, task.side, task.side)
            assert 0 <= float(first[plane].slices.min()) <= float(first[plane].slices.max()) <= 1.2 + 1e-6

    @pytest.mark.parametrize(("gain", "offset"), [(1.0, 0.0), (3.7, 0.0), (0.2, 50.0)])
    def test_intensities_do_not_depend_on_the_scanner_s_units(
        self, task: KneeMri, task_input: TaskInput, gain: float, offset: float
    ) -> None:
        values = task_input.images["sagittal"].values[0].astype(np.float32)
        expected = standardise(values, task.landmarks)
        assert np.allclose(standardise(gain * values + offset, task.landmarks), expected, atol=1e-3)

    def test_deciles_go_to_the_landmarks(self, task: KneeMri, task_input: TaskInput) -> None:
        values = task_input.images["axial"].values[0].astype(np.float32)
        shown = standardise(values, task.landmarks)
        inside = shown[values > values.mean()]
        assert np.allclose(np.percentile(inside, range(10, 100, 10)), task.landmarks, atol=0.01)

    def test_an_empty_series_stays_finite(self, task: KneeMri) -> None:
        assert not standardise(np.zeros((2, 8, 8), np.float32), task.landmarks).any()

    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ([0, 1, 0], [0, 0, -1]),
            ([0, -1, 0], [0, 0, -1]),
            ([0, 1, 0], [0, 0, 1]),
            ([0, 0, -1], [0, 1, 0]),
            ([0, 0, 1], [0, -1, 0]),
        ],
    )
    def test_a_marker_lands_where_the_placement_says(
        self, task: KneeMri, row: list[float], column: list[float]
    ) -> None:
        geometry = volume(row, column)
        values = np.zeros((1, *geometry.shape), np.float32)
        values[0] += np.linspace(0, 0.2, 60)  # a foreground, so that intensities can be standardised
        values[0, 1, 11:16, 39:44] = 1.0  # around the pixel (13, 41)
        stack = stack_of(geometry)
        plane = task.prepare_plane("sagittal", stack, ImageStack("s/0", values, (Presentation(),)))
        shown = plane.slices[1, 0].numpy()
        where = np.argwhere(shown > 0.75 * shown.max()).mean(axis=0)
        turned = np.argwhere(plane.upright.turn(np.arange(40 * 60).reshape(40, 60)) == 13 * 60 + 41)[0]
        for found, pixel, (scale, offset) in zip(
            where, turned, (plane.placement.row, plane.placement.column), strict=True
        ):
            assert abs(found - ((pixel + 0.5) * scale + offset)) <= 0.5

    @pytest.mark.parametrize("swap", [False, True])
    @pytest.mark.parametrize("flips", [(False, False), (True, False), (False, True), (True, True)])
    def test_turning_there_and_back(self, swap: bool, flips: tuple[bool, bool]) -> None:
        images = np.arange(2 * 3 * 5).reshape(2, 3, 5)
        upright = Upright(swap, *flips)
        assert np.array_equal(upright.back(upright.turn(images)), images)

    def test_upright_sagittal_has_the_front_on_the_left_and_the_head_on_top(self) -> None:
        geometry = volume([0, 0, 1], [0, -1, 0])  # columns run upwards, rows forwards
        upright = Upright.of("sagittal", geometry)
        place = np.broadcast_to(np.arange(40)[:, None], (40, 60))  # grows forwards
        assert upright.turn(place)[0, 0] > upright.turn(place)[0, -1]

    def test_resampling_keeps_the_middle_in_the_middle(self) -> None:
        slices = torch.zeros(1, 1, 50, 80)
        slices[0, 0, 24:26, 39:41] = 1
        for spacing in ((0.4, 0.4), (0.8, 0.5), (2.0, 1.1)):
            small, placement = resample(slices, spacing, 0.8, 64)
            assert small.shape == (1, 1, 64, 64)
            rows, columns = np.nonzero(small[0, 0].numpy() > 0.5 * float(small.max()))
            assert abs(rows.mean() - (25 * placement.row[0] + placement.row[1])) <= 0.75
            assert abs(columns.mean() - (40 * placement.column[0] + placement.column[1])) <= 0.75


class TestFindings:
    @pytest.fixture
    def output(self, task_input: TaskInput) -> Mapping[str, np.ndarray]:
        logits = {plane: np.full((stack.slices, 3), -3.0) for plane, stack in task_input.stacks.items()}
        logits["coronal"][7, 1] = 6.0
        logits["sagittal"][4, 1] = 2.0
        return logits

    def test_one_answer_per_label_and_places_for_what_is_positive(
        self, task: KneeMri, task_input: TaskInput, output: Mapping[str, np.ndarray]
    ) -> None:
        findings = task.to_findings(output, task_input)
        studies = [f for f in findings if f.level == "study"]
        assert [f.label for f in studies] == list(task.names)
        assert len({f.finding_id for f in findings}) == len(findings)
        assert all(isinstance(f.value, Probability) for f in findings)
        regions = [f for f in findings if f.level == "region"]
        assert {f.label for f in regions} == {"acl_tear"}
        assert {f.series_uid for f in regions} == {task_input.stacks[p].series_uid for p in ("sagittal", "coronal")}

    def test_points_at_the_most_suspicious_slice_of_the_most_suspicious_plane(
        self, task: KneeMri, task_input: TaskInput, output: Mapping[str, np.ndarray]
    ) -> None:
        finding = next(f for f in task.to_findings(output, task_input) if f.label == "acl_tear")
        stack = task_input.stacks["coronal"]
        assert isinstance(finding.region, SliceRegion)
        assert finding.region.slice_index == 7
        assert finding.region.sop_instance_uid == stack.frames[7].sop_instance_uid
        assert finding.region.series_uid == finding.series_uid == stack.series_uid
        assert len(finding.slice_scores) == stack.slices
        assert int(np.argmax(finding.slice_scores)) == 7

    def test_fusion_is_a_logistic_regression_over_the_planes(self, task: KneeMri, task_input: TaskInput) -> None:
        raw = {
            **task.card.raw,
            "fusion": {
                "weights": [[1, 0, 0], [0.5, 0.5, 1], [0, 0, 2]],
                "intercepts": [0.0, -1.0, 1.0],
                "single": [[[1, 0]] * 3] * 3,
            },
        }
        fused = KneeMri(replace(task.card, raw=raw))
        output = {plane: np.tile([1.0 + i, 2.0 * i, -i], (4, 1)) for i, plane in enumerate(PLANES)}
        values = [f.value.value for f in _studies(fused, output, task_input)]  # type: ignore[union-attr]
        assert values == pytest.approx([_logistic(1.0), _logistic(1.0 + 4.0 - 1.0), _logistic(-4.0 + 1.0)])

    def test_without_a_fusion_the_planes_are_averaged(self, card: ModelCard) -> None:
        fusion = Fusion.of(card)
        assert fusion.study(np.array([[3.0, 0.0, 3.0]] * 3)) == pytest.approx([_logistic(2.0)] * 3)

    def test_logits_of_a_plane_are_those_of_its_strongest_slice(self) -> None:
        output = {plane: np.array([[0.0, 5.0, 1.0], [2.0, -1.0, 1.5]]) + i for i, plane in enumerate(PLANES)}
        assert plane_logits(output).tolist() == [[2, 3, 4], [5, 6, 7], [1.5, 2.5, 3.5]]

    def test_sigmoid_survives_large_logits(self) -> None:
        assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]


def _logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


def _studies(task: KneeMri, output: Mapping[str, np.ndarray], task_input: TaskInput) -> list[Finding]:
    return [f for f in task.to_findings(output, task_input) if f.level == "study"]


class TestNetwork:
    def test_planes_share_nothing_and_labels_may_share_a_network(self) -> None:
        torch.manual_seed(0)
        joint, alone = (
            PlaneNetwork({"widths": (4, 4, 4, 4)}, groups, 0.3, 0.2) for groups in ([[0, 1, 2]], [[0], [1], [2]])
        )
        images = torch.rand(2, 1, 32, 32)
        assert joint(images).shape == alone(images).shape == (2, 3)
        assert joint.classifier_of(0) is joint.classifier_of(2)
        assert alone.classifier_of(0) is not alone.classifier_of(2)
        with pytest.raises(IndexError):
            joint.classifier_of(3)
        with pytest.raises(ValueError, match="order"):
            PlaneNetwork({"widths": (4, 4, 4, 4)}, [[1], [0]], 0.3, 0.2)

    def test_runs_on_every_slice(self, task: KneeMri, network: ThreePlaneNetwork, task_input: TaskInput) -> None:
        output = task.run(network, task.preprocess(task_input), CPU)
        assert {plane: values.shape for plane, values in output.items()} == {
            plane: (task_input.stacks[plane].slices, 3) for plane in PLANES
        }


class TestExplain:
    @pytest.mark.parametrize("method", ["hirescam", "saliency"])
    def test_maps_lie_on_the_original_slices(
        self, task: KneeMri, network: ThreePlaneNetwork, task_input: TaskInput, method: str
    ) -> None:
        inputs = task.preprocess(task_input)
        output = task.run(network, inputs, CPU)
        finding = task.to_findings(output, task_input)[0]
        shown = task.explain(network, inputs, output, task_input, finding, method, CPU)
        frames = {f.sop_instance_uid for stack in task_input.stacks.values() for f in stack.frames}
        assert shown.saliency
        assert {entry.sop_instance_uid for entry in shown.saliency} <= frames
        assert all(entry.values.shape == (MATRIX, MATRIX) for entry in shown.saliency)
        assert max(float(entry.values.max()) for entry in shown.saliency) == pytest.approx(1.0)
        assert all(float(entry.values.min()) >= 0 for entry in shown.saliency)
        assert not any(module._forward_hooks for module in network.modules())
        assert replace(shown, saliency=(), region=finding.region) == finding

    def test_a_place_is_explained_in_its_own_plane(
        self, task: KneeMri, network: ThreePlaneNetwork, task_input: TaskInput
    ) -> None:
        inputs = task.preprocess(task_input)
        output = {plane: np.full((stack.slices, 3), 3.0) for plane, stack in task_input.stacks.items()}
        finding = next(f for f in task.to_findings(output, task_input) if f.level == "region")
        shown = task.explain(network, inputs, output, task_input, finding, "hirescam", CPU)
        plane = next(s for s in task_input.stacks.values() if s.series_uid == finding.series_uid)
        assert {m.sop_instance_uid for m in shown.saliency} <= {f.sop_instance_uid for f in plane.frames}

    def test_the_box_bounds_the_map_of_the_chosen_slice(
        self, task: KneeMri, network: ThreePlaneNetwork, task_input: TaskInput
    ) -> None:
        inputs = task.preprocess(task_input)
        output = task.run(network, inputs, CPU)
        finding = task.to_findings(output, task_input)[0]
        shown = task.explain(network, inputs, output, task_input, finding, "saliency", CPU)
        region = shown.region
        assert isinstance(region, SliceRegion)
        assert region.box is not None
        values = next(m.values for m in shown.saliency if m.sop_instance_uid == region.sop_instance_uid)
        row, column = np.unravel_index(int(values.argmax()), values.shape)
        assert region.box.left <= column + 0.5 <= region.box.right
        assert region.box.top <= row + 0.5 <= region.box.bottom


@pytest.mark.skipif(bundled_card("knee_mri").weights is None, reason="the bundle has no weights yet")
class TestShipped:
    def test_tells_torn_from_intact_through_files(self, tmp_path: Path) -> None:
        """The demo's torn and normal knees, from DICOM to answer, with the shipped weights."""
        from inference.runner import network_of

        task = load_task("knee_mri")
        assert isinstance(task, KneeMri)
        assert task.card.phantom
        answers = {}
        for name, seed in (("torn", 16), ("normal", 4)):
            write_study(generate_knee(seed, matrix=160), tmp_path / name)
            chosen = task.select(Case(index.load([tmp_path / name]).studies[0]))
            assert isinstance(chosen, TaskInput)
            output = task.run(network_of(task, CPU), task.preprocess(chosen), CPU)
            answers[name] = {f.label: f.value for f in _studies(task, output, chosen)}
        for label in ("abnormal", "acl_tear"):
            torn, normal = answers["torn"][label], answers["normal"][label]
            assert isinstance(torn, Probability)
            assert isinstance(normal, Probability)
            assert torn.positive
            assert not normal.positive
