"""The way from a radiograph to findings and back to its pixels."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from imaging.errors import NotApplicable
from imaging.finding import Probability
from imaging.region import Box, Mask
from imaging.study import Case
from inference.networks.mask_rcnn import detect, masks_of
from inference.task import TaskInput
from inference.tasks.lower_limb import LABEL, LowerLimb, LowerLimbInput, LowerLimbNetwork, LowerLimbOutput, combine

CPU = torch.device("cpu")


def taken(task: LowerLimb, case: Case) -> TaskInput:
    chosen = task.select(case)
    assert isinstance(chosen, TaskInput)
    return chosen


def output(boxes: list[list[float]], logits: list[float], whole: float = -3.0) -> LowerLimbOutput:
    scores = np.linspace(0.9, 0.1, len(boxes), dtype=np.float32)
    cnn = np.array([*logits, whole], np.float32)
    return combine(np.array(boxes, np.float32).reshape(-1, 4), scores, cnn, 0.0, 0.02)


def test_boxes_first_and_masks_of_some_are_what_torchvision_says_of_all(small_task: LowerLimb) -> None:
    torch.manual_seed(3)
    detector = small_task.build_network().detector.eval()
    detector.roi_heads.score_thresh = 0.0  # an untaught detector is sure of nothing
    image = torch.rand(1, small_task.side, small_task.side)
    with torch.inference_mode():
        (expected,) = detector([image])
        found = detect(detector, image)
        some = torch.arange(len(found.boxes))[1::2]
        masks = masks_of(detector, found, found.boxes[some])
    assert len(found.boxes) >= 3
    torch.testing.assert_close(found.boxes, expected["boxes"])
    torch.testing.assert_close(found.scores, expected["scores"])
    torch.testing.assert_close(masks, expected["masks"][some, 0])


@pytest.mark.parametrize(
    ("modality", "body_part"), [("DX", "KNEE"), ("CR", "LOW LIMB"), ("DX", "hand"), ("DX", ""), ("", "")]
)
def test_limb_radiographs_are_taken(
    small_task: LowerLimb, radiograph: Callable[..., Case], modality: str, body_part: str
) -> None:
    chosen = taken(small_task, radiograph(modality=modality, body_part=body_part))
    assert chosen.images["image"].values.shape == (1, 1, 70, 50)


@pytest.mark.parametrize(("modality", "body_part"), [("MR", "KNEE"), ("DX", "CHEST"), ("CT", "")])
def test_other_images_are_not_applicable(
    small_task: LowerLimb, radiograph: Callable[..., Case], modality: str, body_part: str
) -> None:
    answer = small_task.select(radiograph(modality=modality, body_part=body_part))
    assert isinstance(answer, NotApplicable)
    assert "radiograph of a limb" in answer.reason


def test_a_marker_comes_back_to_its_place(small_task: LowerLimb, radiograph: Callable[..., Case]) -> None:
    pixels = np.zeros((211, 150))
    pixels[170:173, 40:43] = 255
    case_input = taken(small_task, radiograph(pixels))
    inputs = small_task.preprocess(case_input)
    weights = inputs.image[0].numpy().astype(float)
    rows, columns = np.indices(weights.shape) + 0.5
    x, y = (weights * columns).sum() / weights.sum(), (weights * rows).sum() / weights.sum()
    findings = small_task.to_findings(output([[x - 1, y - 1, x + 1, y + 1]], [4.0]), case_input)
    box = findings[1].region
    assert isinstance(box, Box)
    assert abs((box.left + box.right) / 2 - 41.5) < 0.5
    assert abs((box.top + box.bottom) / 2 - 171.5) < 0.5


def test_the_worst_box_speaks_for_the_image(small_task: LowerLimb, radiograph: Callable[..., Case]) -> None:
    findings = small_task.to_findings(
        output([[1, 1, 9, 9], [20, 20, 40, 30]], [2.0, -1.0]), taken(small_task, radiograph())
    )
    study, *boxes = findings
    assert isinstance(study.value, Probability)
    assert study.level == "study"
    assert study.region is None
    assert study.value.value == pytest.approx(small_task.probability(2.0))
    assert [finding.finding_id for finding in findings] == [f"lower_limb/{LABEL}/{i}" for i in range(3)]
    assert boxes[0].value == study.value
    assert all(finding.level == "region" for finding in boxes)


def test_without_a_box_the_whole_image_speaks(small_task: LowerLimb, radiograph: Callable[..., Case]) -> None:
    (study,) = small_task.to_findings(output([], [], whole=0.7), taken(small_task, radiograph()))
    assert isinstance(study.value, Probability)
    assert study.value.value == pytest.approx(small_task.probability(0.7))
    assert output([], []).image_score == 0.0


def test_both_opinions_are_added_and_sorted() -> None:
    boxes = np.array([[0, 0, 1, 1], [2, 2, 3, 3]], np.float32)
    scores, cnn = np.array([0.5, 0.9], np.float32), np.array([1.0, 0.0, -2.0], np.float32)
    alone = combine(boxes, scores, cnn, 0.0, 0.1)
    assert alone.image_logit == alone.image_cnn_logit == 1.0
    both = combine(boxes, scores, cnn, 1.0, 0.1)
    np.testing.assert_allclose(both.box_logits, [np.log(9), 1.0], rtol=1e-5)
    assert both.boxes[0].tolist() == [2, 2, 3, 3]
    assert both.cnn_logits.tolist() == [0.0, 1.0]
    assert both.image_cnn_logit == 1.0
    assert both.whole_logit == pytest.approx(-2 - np.log(9))


def test_the_whole_image_fits_into_the_cnns_square(small_task: LowerLimb) -> None:
    network = small_task.build_network()
    squares = network.squares(
        torch.tensor([[0.0, 0.0, 96.0, 60.0], [50.0, 50.0, 52.0, 54.0], [10.0, 10.0, 30.0, 26.0]])
    )
    sides = squares[:, 2:] - squares[:, :2]
    assert sides.tolist() == [[96, 96], [32, 32], [50, 50]]
    assert squares[2].tolist() == [-5, -7, 45, 43]


def test_crops_show_the_boxs_surroundings(small_task: LowerLimb) -> None:
    network = small_task.build_network()
    image = torch.zeros(1, 1, 96, 96)
    image[0, 0, 40:48, 60:68] = 1.0
    crop = network.crops(image, torch.tensor([[60.0, 40.0, 68.0, 48.0]]), torch.zeros(1))[0, 0]
    shown = crop * network.deviation + network.mean
    assert shown.shape == (64, 64)
    # 32 pixels become 64: the bright square of 8 pixels fills the middle 16.
    assert shown[24:40, 24:40].mean() > 0.9
    assert shown[:20].max() < 0.05


def test_running_twice_gives_the_same_and_sorts_by_suspicion(
    small_task: LowerLimb, radiograph: Callable[..., Case]
) -> None:
    torch.manual_seed(0)
    network = small_task.build_network().eval()
    inputs = small_task.preprocess(taken(small_task, radiograph()))
    first, second = (small_task.run(network, inputs, CPU) for _ in range(2))
    np.testing.assert_array_equal(first.box_logits, second.box_logits)
    assert (np.diff(first.box_logits) <= 0).all()
    assert len(first.boxes) == len(first.detector_scores) <= 5


@pytest.mark.parametrize("boxes", [[[40.0, 50.0, 60.0, 70.0]], []])
def test_the_map_lies_on_the_original_round_the_box(
    small_task: LowerLimb, radiograph: Callable[..., Case], boxes: list[list[float]]
) -> None:
    torch.manual_seed(0)
    network = small_task.build_network().eval()
    case_input = taken(small_task, radiograph())
    inputs: LowerLimbInput = small_task.preprocess(case_input)
    result = output(boxes, [1.0] * len(boxes))
    for finding in small_task.to_findings(result, case_input):
        explained = small_task.explain(network, inputs, result, case_input, finding, "saliency", CPU)
        (shown,) = explained.saliency
        assert shown.values.shape == (70, 50)
        assert shown.values.dtype == np.float32
        assert 0 <= shown.values.min() <= shown.values.max() == 1.0
        assert shown.allowed is False  # the card does not list it
        if boxes:
            # The square of 50 pixels round (50, 60) in a square of 96 for 70 original rows.
            scale = 70 / 96
            rows, columns = np.nonzero(shown.values)
            assert rows.min() >= int((60 - 25) * scale) - 1
            assert columns.min() >= int((50 - 25) * scale) - 1
            assert shown.cell_size == pytest.approx(50 * scale / 64, rel=1e-2)


def test_negative_probabilities_make_no_box(small_task: LowerLimb, radiograph: Callable[..., Case]) -> None:
    assert len(small_task.to_findings(output([[1, 1, 5, 5]], [-50.0]), taken(small_task, radiograph()))) == 1


def test_the_network_has_the_cards_numbers(small_task: LowerLimb) -> None:
    network = small_task.build_network()
    assert isinstance(network, LowerLimbNetwork)
    assert network.detector.roi_heads.detections_per_img == small_task.card.network["boxes"]
    assert network.crop_side == 64


def test_a_mask_lies_on_its_pixels(small_task: LowerLimb, radiograph: Callable[..., Case]) -> None:
    pixels = np.zeros((211, 150))
    pixels[100:140, 60:90] = 255
    case_input = taken(small_task, radiograph(pixels))
    inputs = small_task.preprocess(case_input)
    found = replace(output([[20, 30, 40, 60]], [4.0]), masks=inputs.image.numpy())
    region = small_task.to_findings(found, case_input)[1].region
    assert isinstance(region, Mask)
    assert region.pixels.shape == (211, 150)
    wrong = region.pixels != (pixels > 0)
    rows, columns = np.nonzero(wrong)
    # the square is coarser than the image: only pixels at the edge may differ
    assert all(
        min(abs(r - 100), abs(r - 140)) <= 3 or min(abs(c - 60), abs(c - 90)) <= 3
        for r, c in zip(rows, columns, strict=True)
    )
    centre = np.argwhere(region.pixels).mean(axis=0)
    assert np.abs(centre - (119.5, 74.5)).max() < 0.5


def test_an_empty_mask_leaves_the_box(small_task: LowerLimb, radiograph: Callable[..., Case]) -> None:
    case_input = taken(small_task, radiograph())
    found = replace(output([[1, 1, 9, 9]], [4.0]), masks=np.zeros((1, small_task.side, small_task.side), np.float32))
    assert isinstance(small_task.to_findings(found, case_input)[1].region, Box)
