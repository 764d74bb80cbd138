"""A map that ignores the weights fails; one that follows them passes."""

import numpy as np
import pytest
import torch

from inference import saliency
from inference.networks.resnet import ImageClassifier, NarrowResNet
from inference.sanity import Cascade, cascade, ssim
from inference.task import SaliencyTarget

STAGES = ("head", "body.layer4", "body.layer3", "body.layer2", "body.layer1", "body.stem")


@pytest.fixture
def network() -> ImageClassifier:
    torch.manual_seed(0)
    return ImageClassifier(NarrowResNet((4, 4, 8, 8)), 8, 1).eval()


def images() -> torch.Tensor:
    return torch.rand(4, 1, 64, 64, generator=torch.Generator().manual_seed(5))


def test_an_edge_detector_fails(network: ImageClassifier, monkeypatch: pytest.MonkeyPatch) -> None:
    def edges(target: SaliencyTarget) -> torch.Tensor:
        return target.inputs[:, 0].diff(dim=1).abs()

    monkeypatch.setitem(saliency.METHODS, "edges", edges)
    check = cascade("edges", network, "body.layer2", images(), 0, STAGES)
    assert check.similarity == pytest.approx((1.0,) * 6)
    assert not check.passed


def test_the_original_network_and_the_random_state_are_left_alone(network: ImageClassifier) -> None:
    before = {name: value.clone() for name, value in network.state_dict().items()}
    state = torch.random.get_rng_state()
    first = cascade("hirescam", network, "body.layer2", images(), 0, STAGES)
    assert torch.equal(state, torch.random.get_rng_state())
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())
    assert first == cascade("hirescam", network, "body.layer2", images(), 0, STAGES)
    assert len(first.similarity) == len(first.rank_correlation) == len(STAGES)


def test_passing_means_less_alike_than_another_image() -> None:
    assert Cascade(("head",), (0.1,), (0.0,), baseline=0.2).passed
    assert not Cascade(("head",), (0.3,), (0.0,), baseline=0.2).passed


def test_ssim_of_equal_and_of_opposite_pictures() -> None:
    picture = np.random.default_rng(0).random((32, 32))
    assert ssim(picture, picture) == pytest.approx(1.0)
    assert ssim(picture, 1 - picture) < 0
