"""Why a network said so: class activation maps and gradients, laid on the original image at true cell centres.

In a network with odd kernels padded by half, cell i of a layer with stride s is centred on pixel index s × i. The
usual upsampling puts it at s × i + (s − 1) / 2, half a cell down and right; `lay` puts it where it belongs.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from captum.attr import InputXGradient, IntegratedGradients, LayerGradCam, Occlusion, Saliency
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import grid_sample

from imaging.errors import UserError
from inference.task import SaliencyTarget


@contextmanager
def captured(layer: nn.Module, as_leaf: bool = False) -> Iterator[list[Tensor]]:
    """Collect what a layer puts out while the block runs; the hook goes away also after an error.

    As a leaf the output goes on without its past: a gradient reaches it, and no further.
    """
    outputs: list[Tensor] = []

    def keep(_module: nn.Module, _inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
        outputs.append(output.detach().requires_grad_() if as_leaf else output)
        return outputs[-1]

    hook = layer.register_forward_hook(keep)
    try:
        yield outputs
    finally:
        hook.remove()


def _activation_and_gradient(target: SaliencyTarget) -> tuple[Tensor, Tensor]:
    """The layer's output A and ∂score/∂A, both (n, channels, rows, columns).

    One forward pass serves every class of a target's inputs; the graph begins at the layer.
    """
    if target.layer not in target.passes:
        with torch.enable_grad(), captured(target.layer, as_leaf=True) as outputs:
            scores = target.network(target.inputs.detach())
            target.passes[target.layer] = outputs[0], scores
    activation, scores = target.passes[target.layer]
    (gradient,) = torch.autograd.grad(scores[:, target.index].sum(), activation, retain_graph=True)
    return activation.detach(), gradient


def hirescam(target: SaliencyTarget) -> Tensor:
    """HiResCAM: Σ_channels A ⊙ ∂score/∂A, positive part (Draelos and Carin 2020, eq. 4)."""
    activation, gradient = _activation_and_gradient(target)
    return (activation * gradient).sum(dim=1).relu()


def layercam(target: SaliencyTarget) -> Tensor:
    """LayerCAM: Σ_channels A ⊙ relu(∂score/∂A), positive part (Jiang 2021, eq. 5)."""
    activation, gradient = _activation_and_gradient(target)
    return (activation * gradient.relu()).sum(dim=1).relu()


def gradcam(target: SaliencyTarget) -> Tensor:
    """Grad-CAM (Selvaraju 2017), by captum, without the negative part."""
    maps: Tensor = LayerGradCam(target.network, target.layer).attribute(
        target.inputs.detach(), target=target.index, relu_attributions=True
    )
    return maps[:, 0].detach()


def saliency(target: SaliencyTarget) -> Tensor:
    """Absolute gradient at every input pixel (Simonyan 2014), by captum."""
    return _over_channels(Saliency(target.network).attribute(_leaf(target), target=target.index))


def input_x_gradient(target: SaliencyTarget) -> Tensor:
    """Input times gradient, magnitude, by captum."""
    return _over_channels(InputXGradient(target.network).attribute(_leaf(target), target=target.index))


def integrated_gradients(target: SaliencyTarget) -> Tensor:
    """Integrated gradients from a zero image, magnitude (Sundararajan 2017), by captum."""
    method = IntegratedGradients(target.network)
    return _over_channels(method.attribute(_leaf(target), target=target.index, n_steps=20, internal_batch_size=8))


def occlusion(target: SaliencyTarget) -> Tensor:
    """What the score loses when a square of `OCCLUDED` pixels is covered with zeros, positive part, by captum.

    Some 500 forward passes of a square of 256 pixels: for networks whose gradients do not tell where they look. Zero
    must be something neutral of the input, such as the mean of the surroundings.
    """
    channels, rows, columns = target.inputs.shape[1:]
    window = channels, min(OCCLUDED, rows), min(OCCLUDED, columns)
    step = channels, max(1, window[1] // 2), max(1, window[2] // 2)
    with torch.no_grad():
        maps: Tensor = Occlusion(target.network).attribute(
            target.inputs.detach(), window, strides=step, target=target.index, perturbations_per_eval=4
        )
    return maps.sum(dim=1).relu()


def _leaf(target: SaliencyTarget) -> Tensor:
    return target.inputs.detach().clone().requires_grad_()


def _over_channels(attribution: Tensor) -> Tensor:
    return attribution.detach().abs().sum(dim=1)


OCCLUDED = 24
"""Side in input pixels of the square that `occlusion` covers."""

METHODS: dict[str, Callable[[SaliencyTarget], Tensor]] = {
    "hirescam": hirescam,
    "layercam": layercam,
    "gradcam": gradcam,
    "saliency": saliency,
    "input_x_gradient": input_x_gradient,
    "integrated_gradients": integrated_gradients,
    "occlusion": occlusion,
}
"""Name in the card → map of shape (n, cell rows, cell columns), not negative."""

PIXELWISE = frozenset({"saliency", "input_x_gradient", "integrated_gradients", "occlusion"})
"""Methods whose cells are the input's pixels, whatever the layer."""


def sharpness(method: str, stride: int) -> int:
    """Side in input pixels of what a map can tell apart: a cell, or the square that was covered."""
    return OCCLUDED if method == "occlusion" else stride


def attribute(method: str, target: SaliencyTarget) -> Tensor:
    """Run a method by its name.

    Raises
    ------
    UserError
        When there is no such method; the sentence names those there are.
    """
    if method not in METHODS:
        raise UserError(
            "There is no saliency method “{method}”. Known: {methods}.", method=method, methods=", ".join(METHODS)
        )
    was_training = target.network.training
    target.network.eval()
    try:
        return METHODS[method](target).float()
    finally:
        target.network.train(was_training)


@dataclass(frozen=True)
class Placement:
    """How the network's input lies on the original image: input index = image coordinate × scale + offset.

    Attributes
    ----------
    row, column : (scale, offset)
        Scale in input pixels per original pixel. For an input that is the image itself: (1, −0.5), since an image
        coordinate counts from the corner and an index from the first pixel's centre.
    size : (rows, columns)
        Of the input; the map is zero outside it.
    """

    row: tuple[float, float]
    column: tuple[float, float]
    size: tuple[int, int]

    @classmethod
    def of_crop(cls, corners: Sequence[float], size: tuple[int, int]) -> "Placement":
        """An input of this size cut from (left, top, right, bottom) in image coordinates of the original image."""
        left, top, right, bottom = corners
        row, column = size[0] / (bottom - top), size[1] / (right - left)
        return cls((row, -top * row - 0.5), (column, -left * column - 0.5), size)


def lay(
    cells: Tensor, stride: int, placement: Placement, shape: tuple[int, int], first: float = 0.0
) -> NDArray[np.float32]:
    """Lay one native map on the original image, bilinearly, with every cell at its true centre.

    Parameters
    ----------
    cells : Tensor, shape (cell rows, cell columns)
    stride : int
        Input pixels per cell (1 for a pixelwise method).
    placement : Placement
    shape : (rows, columns)
        Of the original image.
    first : float
        Input index of the first cell's centre: 0 in networks whose every kernel is padded by half.

    Returns
    -------
    array of float32, shape (rows, columns)
        Zero outside the network's input.
    """
    axes, inside = [], []
    for length, cell_count, (scale, offset), size in zip(
        shape, cells.shape, (placement.row, placement.column), placement.size, strict=True
    ):
        index = (torch.arange(length, dtype=torch.float64) + 0.5) * scale + offset
        # grid_sample with align_corners=True: −1 is the centre of the first cell, +1 that of the last.
        axes.append((2 * (index - first) / stride / max(cell_count - 1, 1) - 1).float())
        inside.append((index >= -0.5) & (index <= size - 0.5))
    grid = torch.stack(torch.meshgrid(axes[0], axes[1], indexing="ij")[::-1], dim=-1)[None]
    source = cells.detach().float().cpu()[None, None]
    laid = grid_sample(source, grid, mode="bilinear", padding_mode="border", align_corners=True)[0, 0]
    laid *= inside[0][:, None] & inside[1][None, :]
    return laid.numpy()


def normalised(maps: Sequence[NDArray[np.float32]]) -> tuple[NDArray[np.float32], ...]:
    """Scale maps of one finding so that the strongest place of the whole study is 1; all zero stays zero."""
    strongest = max((float(values.max(initial=0.0)) for values in maps), default=0.0)
    return tuple(values / np.float32(strongest) if strongest > 0 else values for values in maps)
