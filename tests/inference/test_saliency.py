"""Maps lie where the network looked, and leave nothing behind."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from imaging.errors import UserError
from inference.networks.resnet import LAYER_STRIDES, ImageClassifier, NarrowResNet
from inference.saliency import (
    METHODS,
    OCCLUDED,
    Placement,
    attribute,
    captured,
    gradcam,
    hirescam,
    lay,
    layercam,
    normalised,
    sharpness,
)
from inference.task import SaliencyTarget

WHOLE = Placement((1.0, -0.5), (1.0, -0.5), (64, 64))


@pytest.fixture
def target() -> SaliencyTarget:
    torch.manual_seed(0)
    network = ImageClassifier(NarrowResNet((4, 4, 8, 8)), 8, 2).eval()
    return SaliencyTarget(network, network.body.layer2, torch.rand(2, 1, 64, 64), 1)


@pytest.mark.parametrize("stride", [1, 4, 8, 16, 32])
@pytest.mark.parametrize("cell", [0, 1])
def test_one_cell_peaks_at_stride_times_its_number(stride: int, cell: int) -> None:
    cells = torch.zeros(64 // stride, 64 // stride)
    cells[cell, cell] = 1.0
    laid = lay(cells, stride, WHOLE, (64, 64))
    row, column = np.unravel_index(laid.argmax(), laid.shape)
    assert abs(row - stride * cell) <= 1
    assert abs(column - stride * cell) <= 1
    assert laid.shape == (64, 64)


@pytest.mark.parametrize("layer", LAYER_STRIDES)
def test_cells_of_the_network_really_are_centred_there(layer: str) -> None:
    """The pixels that move cell i of a layer have their centre of gravity at stride × i."""
    torch.manual_seed(0)
    body = NarrowResNet((4, 4, 4, 4)).eval()
    image = torch.rand(1, 1, 256, 256, requires_grad=True)
    with captured(body.get_submodule(layer)) as outputs:
        body(image)
    stride = LAYER_STRIDES[layer]
    cell = 128 // stride
    (gradient,) = torch.autograd.grad(outputs[0][0, :, cell, cell].abs().sum(), image)
    weight = gradient[0, 0].square()
    rows = torch.arange(256.0)
    centre = float((weight.sum(dim=1) * rows).sum() / weight.sum())
    library = stride * cell + (stride - 1) / 2  # where the usual upsampling puts it
    # The sum over random filters is only symmetric on average: nearer to the truth than to the usual place.
    assert abs(centre - stride * cell) < abs(centre - library)


def test_a_crop_is_laid_on_its_place() -> None:
    cells = torch.zeros(8, 8)
    cells[3, 5] = 1.0
    # A square of 32 original pixels at column 100, row 40, enlarged to 64 network pixels: 8 per cell.
    laid = lay(cells, 8, Placement.of_crop((100, 40, 132, 72), (64, 64)), (200, 300))
    row, column = np.unravel_index(laid.argmax(), laid.shape)
    assert abs(row + 0.5 - (40 + (8 * 3 + 0.5) / 2)) <= 1
    assert abs(column + 0.5 - (100 + (8 * 5 + 0.5) / 2)) <= 1
    assert laid[:40].max() == 0
    assert laid[:, 132:].max() == 0


def test_hirescam_and_layercam_are_their_equations(target: SaliencyTarget) -> None:
    with captured(target.layer) as outputs:
        score = target.network(target.inputs)[:, 1].sum()
    (gradient,) = torch.autograd.grad(score, outputs[0])
    torch.testing.assert_close(hirescam(target), (outputs[0] * gradient).sum(1).relu().detach())
    torch.testing.assert_close(layercam(target), (outputs[0] * gradient.relu()).sum(1).relu().detach())
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    torch.testing.assert_close(gradcam(target), (outputs[0] * weights).sum(1).relu().detach())


@pytest.mark.parametrize("method", METHODS)
def test_every_method_gives_maps_and_takes_its_hooks_away(method: str, target: SaliencyTarget) -> None:
    maps = attribute(method, target)
    assert maps.shape[0] == 2
    assert maps.ndim == 3
    assert float(maps.min()) >= 0
    assert hooks(target.network) == 0
    assert not target.network.training


def test_hooks_go_also_after_an_error(target: SaliencyTarget) -> None:
    broken = SaliencyTarget(target.network, target.layer, torch.rand(1, 3, 64, 64), 0)
    for method in METHODS:
        with pytest.raises(RuntimeError):
            attribute(method, broken)
    assert hooks(target.network) == 0


def test_an_unknown_method_is_named(target: SaliencyTarget) -> None:
    with pytest.raises(UserError, match="hirescam"):
        attribute("crystal_ball", target)


def test_maps_are_scaled_over_the_study_not_one_by_one() -> None:
    faint, strong = normalised([np.full((2, 2), 0.1, np.float32), np.full((2, 2), 0.4, np.float32)])
    assert float(strong.max()) == 1.0
    assert float(faint.max()) == pytest.approx(0.25)
    (nothing,) = normalised([np.zeros((2, 2), np.float32)])
    assert float(nothing.max()) == 0.0
    assert normalised([]) == ()


def test_integrated_gradients_are_complete() -> None:
    """Sundararajan 2017: on a linear network the map's sum is the score's difference from the zero image."""

    class Positive(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return 3 * x.sum(dim=(1, 2, 3))[:, None]

    image = torch.rand(1, 1, 8, 8)
    target = SaliencyTarget(Positive(), nn.Identity(), image, 0)
    assert float(attribute("integrated_gradients", target).sum()) == pytest.approx(3 * float(image.sum()), rel=1e-3)


def hooks(network: nn.Module) -> int:
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) + len(m._backward_hooks) for m in network.modules())


class Corner(nn.Module):
    """Scores how bright the upper right quarter is."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Identity()

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.layer(images)[:, :, :32, 32:].mean(dim=(1, 2, 3))[:, None]


def test_occlusion_finds_what_the_score_rests_on_and_says_how_sharp_it_is() -> None:
    network = Corner().eval()
    target = SaliencyTarget(network, network.layer, torch.ones(2, 1, 64, 64), 0)
    maps = attribute("occlusion", target)
    assert maps.shape == (2, 64, 64)
    row, column = divmod(int(maps[0].argmax()), 64)
    assert row < 32 <= column
    assert float(maps[0, 48:].max()) == 0
    assert sharpness("occlusion", 1) == OCCLUDED
    assert sharpness("hirescam", 16) == 16
