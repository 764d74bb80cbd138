"""Fast ways of calling a network that must not change what it says."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from inference import speed
from inference.card import bundled_card
from inference.networks.backbones import BACKBONES, Body
from inference.networks.resnet import ImageClassifier, NarrowResNet
from inference.saliency import attribute
from inference.task import Passes, SaliencyTarget

CPU = torch.device("cpu")


def with_statistics(network: nn.Module) -> nn.Module:
    """Batch norms as after a training: each with a mean and a variance of its own."""
    torch.manual_seed(1)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.1, 0.1)  # type: ignore[arg-type]
            nn.init.uniform_(module.running_var, 0.8, 1.2)  # type: ignore[arg-type]
            nn.init.uniform_(module.weight, 0.9, 1.1)
            nn.init.uniform_(module.bias, -0.1, 0.1)
    return network.eval()


@pytest.mark.parametrize("name", ["narrow", "resnet18", "googlenet", "alexnet"])
def test_folded_norms_change_nothing(name: str) -> None:
    torch.manual_seed(0)
    network = with_statistics(NarrowResNet((16, 16, 16, 16)) if name == "narrow" else Body(name))
    images = torch.rand(2, 1, 64, 64)
    lean = speed.make_lean(deepcopy(network), CPU)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in lean.modules())
    assert not any(parameter.requires_grad for parameter in lean.parameters())
    with torch.inference_mode():
        expected = network(images)
        torch.testing.assert_close(lean(images), expected, rtol=1e-3, atol=1e-4 * float(expected.abs().max()))


def test_norms_before_convolutions_stay() -> None:
    network = nn.Sequential(nn.BatchNorm2d(1), nn.ReLU(), nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)).eval()
    speed.fold_norms(network)
    assert [type(module).__name__ for module in network] == ["BatchNorm2d", "ReLU", "Conv2d", "Identity"]


def test_chunks_are_the_whole() -> None:
    sizes: list[int] = []

    def double(part: torch.Tensor) -> torch.Tensor:
        sizes.append(len(part))
        return 2 * part

    images = torch.rand(11, 1, 4, 4)
    torch.testing.assert_close(speed.in_chunks(double, images, 4), 2 * images)
    assert sizes == [4, 4, 3]


@pytest.mark.parametrize(
    ("table", "able", "expected"),
    [
        ({"precision": "bfloat16"}, True, torch.bfloat16),
        ({"precision": "bfloat16"}, False, torch.float32),
        ({"precision": "float32"}, True, torch.float32),
        ({}, True, torch.float32),
    ],
)
def test_bfloat16_needs_a_card_that_allows_it_and_a_device_that_has_it(
    table: dict[str, str], able: bool, expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speed, "has_bfloat16", lambda device: able)
    card = bundled_card("knee_mri")
    card = replace(card, raw={**{k: v for k, v in card.raw.items() if k != "speed"}, "speed": table})
    assert speed.precision(card, CPU) is expected


def test_one_forward_pass_explains_every_class() -> None:
    torch.manual_seed(0)
    network = ImageClassifier(NarrowResNet((16, 16, 16, 16)), 16, 3).eval()
    calls: list[int] = []
    network.register_forward_hook(lambda *_: calls.append(1))
    layer, images = network.get_submodule("body.layer2"), torch.rand(2, 1, 64, 64)
    kept: Passes = {}
    for index in range(3):
        shared = attribute("hirescam", SaliencyTarget(network, layer, images, index, kept))
        alone = attribute("hirescam", SaliencyTarget(network, layer, images, index))
        np.testing.assert_allclose(shared, alone, rtol=1e-4, atol=1e-7)
    assert len(calls) == 1 + 3


@pytest.mark.parametrize("name", BACKBONES)
def test_cells_lie_where_the_table_says(name: str) -> None:
    """The pixels that a layer's middle cell depends on weigh evenly round its centre."""
    torch.manual_seed(0)
    body, side = Body(name).eval().requires_grad_(False), 129
    images = torch.rand(1, 1, side, side, requires_grad=True)
    layer, cells = list(BACKBONES[name].layers.items())[1]
    seen = images
    for key, part in body.named_children():
        seen = part(seen)
        if key == layer:
            break
    assert seen.shape[1] == BACKBONES[name].channels[1]
    middle = seen.shape[-1] // 2
    (gradient,) = torch.autograd.grad(seen[0, :, middle, middle].abs().sum(), images)
    weight = gradient[0, 0].abs().sum(dim=0)
    centre = float((weight * torch.arange(side)).sum() / weight.sum())
    assert abs(centre - (cells.first + cells.stride * middle)) < cells.stride / 4
