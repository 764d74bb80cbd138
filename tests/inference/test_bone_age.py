"""Bone age: the sex counts, an unknown one is said, and a map lies where the picture was."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
import torch

from imaging.errors import NotApplicable, UserError
from imaging.finding import Quantity
from imaging.phantoms import generate_hand
from imaging.study import Case, Patient, Series, Study
from inference import guards
from inference.card import ModelCard, bundled_card
from inference.job import GuardState
from inference.task import TaskInput
from inference.tasks.bone_age import (
    FEMALE,
    MALE,
    BoneAge,
    BoneAgeNetwork,
    HandInput,
    clinical_of,
    saliency_target,
)
from inference.transforms import Letterbox, standardised
from training.datasets.phantom import task_input_of

# Not narrower: below 16 channels the backward pass of channels-last convolutions damages memory (torch 2.15).
SMALL = {"side": 96, "widths": [16, 16, 16, 16], "sex_width": 16, "hidden": [16], "dropout": 0.0}
CALIBRATION = {"limits": [60.0, 132.0], "half_width": [6.0, 10.0, 14.0]}
CPU = torch.device("cpu")


@pytest.fixture
def card() -> ModelCard:
    shipped = bundled_card("bone_age")
    network = {**shipped.network, "architecture": "narrow", **SMALL}
    return replace(shipped, network=network, raw={**shipped.raw, "calibration": CALIBRATION})


@pytest.fixture
def task(card: ModelCard) -> BoneAge:
    return BoneAge(card)


@pytest.fixture
def network(task: BoneAge) -> BoneAgeNetwork:
    torch.manual_seed(3)
    return task.build_network().eval()


@pytest.fixture(scope="module")
def hand() -> TaskInput:
    return task_input_of(generate_hand(3, bone_age=100, spacing=1.0))


def with_sex(task_input: TaskInput, sex: float | None) -> TaskInput:
    return replace(task_input, clinical=MappingProxyType({} if sex is None else {"sex": sex}))


def test_girls_and_boys_get_different_answers(task: BoneAge, network: BoneAgeNetwork, hand: TaskInput) -> None:
    girl, boy = (task.run(network, task.preprocess(with_sex(hand, sex)), CPU) for sex in (FEMALE, MALE))
    assert girl.shape == boy.shape == (1,)
    assert abs(girl[0] - boy[0]) > 0.1


def test_without_a_sex_the_answer_is_the_mean_and_its_interval_holds_both(
    task: BoneAge, network: BoneAgeNetwork, hand: TaskInput
) -> None:
    unknown = with_sex(hand, None)
    output = task.run(network, task.preprocess(unknown), CPU)
    singles = [task.run(network, task.preprocess(with_sex(hand, sex)), CPU)[0] for sex in (FEMALE, MALE)]
    np.testing.assert_allclose(output, singles, rtol=1e-5)
    value = task.to_findings(output, unknown)[0].value
    assert isinstance(value, Quantity)
    assert value.unit == "mo"
    assert value.value == pytest.approx(np.mean(singles))
    assert value.interval is not None
    assert value.interval[0] < min(singles)
    assert value.interval[1] > max(singles)


@pytest.mark.parametrize(
    ("output", "value", "interval"),
    [
        ([40.0], 40.0, (34.0, 46.0)),
        ([60.0], 60.0, (50.0, 70.0)),
        ([140.0], 140.0, (126.0, 154.0)),
        ([50.0, 70.0], 60.0, (44.0, 80.0)),
        ([-3.0], 0.0, (0.0, 3.0)),
    ],
)
def test_the_interval_follows_the_card(
    task: BoneAge, output: list[float], value: float, interval: tuple[float, float]
) -> None:
    given = task.quantity(np.array(output))
    assert given.value == pytest.approx(value)
    assert given.interval == pytest.approx(interval)


def test_a_card_without_measured_errors_claims_no_interval(card: ModelCard) -> None:
    raw = {key: value for key, value in card.raw.items() if key != "calibration"}
    assert BoneAge(replace(card, raw=raw)).quantity(np.array([100.0])).interval is None


@pytest.mark.parametrize(
    ("header", "clinical", "known"),
    [
        ("F", {}, {"sex": FEMALE}),
        ("m", {}, {"sex": MALE}),
        ("O", {}, {}),
        ("", {}, {}),
        ("", {"sex": "male"}, {"sex": MALE}),
        ("M", {"sex": "F"}, {"sex": FEMALE}),
        ("", {"sex": 1}, {"sex": MALE}),
        ("", {"sex": 0.5}, {}),
    ],
)
def test_the_sex_comes_from_the_clinical_data_or_the_header(
    header: str, clinical: dict[str, float | str], known: dict[str, float]
) -> None:
    assert clinical_of(Case(Study("1", Patient(sex=header)), clinical=clinical)) == known


def test_a_guard_says_when_the_sex_is_missing(card: ModelCard, hand: TaskInput) -> None:
    case = Case(Study("1"))
    states = {}
    for sex in (None, MALE):
        results = guards.check(case, with_sex(hand, sex), card)
        states[sex] = next(result for result in results if result.guard == "sex")
    assert states[MALE].state is GuardState.MATCH
    assert states[None].state is GuardState.CANNOT_TELL
    assert "mean of a girl's and a boy's" in states[None].detail


def test_another_part_is_not_a_hand(task: BoneAge) -> None:
    for body_part in ("ELBOW", "", "CHEST"):
        study = Study("1", series=(Series("1.1", "DX", body_part=body_part),))
        assert isinstance(task.select(Case(study)), NotApplicable)


def test_exposure_does_not_change_what_the_network_sees() -> None:
    image = torch.rand(2, 1, 32, 32, generator=torch.Generator().manual_seed(1)) * 0.5 + 0.2
    image[..., 28:] = 0
    torch.testing.assert_close(standardised(image * 0.6)[..., :28], standardised(image)[..., :28], atol=0.2, rtol=0.1)
    lit = standardised(image)[..., :28]
    assert float(lit.mean()) == pytest.approx(0, abs=1e-5)


def test_a_map_lies_on_the_original_image(
    task: BoneAge, network: BoneAgeNetwork, hand: TaskInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = torch.zeros(1, 96, 96)
    cells[0, 40, 20] = 2.0
    monkeypatch.setattr("inference.tasks.bone_age.attribute", lambda method, target: cells)
    inputs = task.preprocess(hand)
    output = task.run(network, inputs, CPU)
    (finding,) = task.to_findings(output, hand)
    (shown,) = task.explain(network, inputs, output, hand, finding, "saliency", CPU).saliency
    row, column = np.unravel_index(int(shown.values.argmax()), shown.values.shape)
    down, across = inputs.frame.scale
    assert (row + 0.5) * down == pytest.approx(40.5, abs=down)
    assert (column + 0.5) * across == pytest.approx(20.5, abs=across)
    assert not shown.allowed, "no card has checked this method"


def test_the_layer_that_is_explained_belongs_to_the_network(network: BoneAgeNetwork) -> None:
    target = saliency_target(network, torch.rand(1, 1, 96, 96), "layer3", MALE)
    assert target.layer is network.body.get_submodule("layer3")
    assert target.network(target.inputs).shape == (1, 1)


def test_the_challenges_network_is_built_by_name_and_another_is_refused(card: ModelCard) -> None:
    table = {**card.network, "architecture": "inception_v3", "hidden": [32]}
    network = BoneAgeNetwork(table).eval()
    inputs = HandInput(torch.rand(1, 96, 96), Letterbox(96, 96, 96), MALE)
    months = BoneAge(replace(card, network=table)).run(network, inputs, CPU)
    assert months.shape == (1,)
    assert np.isfinite(months).all()
    with pytest.raises(UserError, match="Known: narrow, inception_v3"):
        BoneAgeNetwork({**card.network, "architecture": "resnet"})
