"""Does a saliency map depend on what the network learned? The cascade of Adebayo 2018 ("Sanity checks")."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.stats import spearmanr
from torch import Tensor, nn

from inference.saliency import attribute
from inference.task import SaliencyTarget

Map = NDArray[np.float64]


@dataclass(frozen=True)
class Cascade:
    """How alike maps stay while the weights are randomised from the head down.

    Attributes
    ----------
    stages : tuple of str
        Modules randomised, one more at every step.
    similarity : tuple of float
        Mean SSIM with the map of the trained network after each step.
    rank_correlation : tuple of float
        Mean |Spearman| after each step.
    baseline : float
        Mean SSIM between maps of two different images: what "unrelated" looks like for this method.
    """

    stages: tuple[str, ...]
    similarity: tuple[float, ...]
    rank_correlation: tuple[float, ...]
    baseline: float

    @property
    def passed(self) -> bool:
        """With all weights random the map must be less like the true one than another image's map is."""
        return self.similarity[-1] < self.baseline

    def card_entry(self, method: str, layer: str, pointing: str = "") -> dict[str, Any]:
        """A card's `[[saliency]]` table; `pointing` says in words where the map peaks."""
        return {
            "name": method,
            "layer": layer,
            "randomisation": "pass" if self.passed else "fail",
            "pointing": pointing,
            "cascade_ssim": [round(value, 3) for value in self.similarity],
            "cascade_spearman": [round(value, 3) for value in self.rank_correlation],
            "baseline_ssim": round(self.baseline, 3),
        }


def cascade(
    method: str, network: nn.Module, layer: str, images: Tensor, index: int, stages: Sequence[str], seed: int = 0
) -> Cascade:
    """Randomise a copy of a classifier from its head down, and compare maps.

    Parameters
    ----------
    layer : str
        Name of the layer explained, inside `network`.
    images : Tensor, shape (n, channels, rows, columns)
        At least two.
    stages : sequence of str
        Module names from the head to the stem; must cover the whole network.
    """
    copy = deepcopy(network).eval()
    reference = _maps(method, copy, layer, images, index)
    baseline = float(np.mean([ssim(reference[i], reference[i - 1]) for i in range(len(reference))]))
    similarity, ranks = [], []
    state = torch.random.get_rng_state()
    torch.manual_seed(seed)
    try:
        for stage in stages:
            for module in copy.get_submodule(stage).modules():
                reset = getattr(module, "reset_parameters", None)
                if callable(reset):
                    reset()
            maps = _maps(method, copy, layer, images, index)
            pairs = list(zip(reference, maps, strict=True))
            similarity.append(float(np.mean([ssim(a, b) for a, b in pairs])))
            ranks.append(float(np.mean([_rank_correlation(a, b) for a, b in pairs])))
    finally:
        torch.random.set_rng_state(state)
    return Cascade(tuple(stages), tuple(similarity), tuple(ranks), baseline)


def _maps(method: str, network: nn.Module, layer: str, images: Tensor, index: int) -> list[Map]:
    """Native maps, each scaled to a maximum of 1."""
    target = SaliencyTarget(network, network.get_submodule(layer), images, index)
    cells = attribute(method, target).cpu().numpy().astype(np.float64)
    return [values / max(values.max(), 1e-12) for values in cells]


def _rank_correlation(first: Map, second: Map) -> float:
    if first.std() == 0 or second.std() == 0:
        return 0.0
    return abs(float(spearmanr(first.ravel(), second.ravel()).statistic))


def ssim(first: Map, second: Map, sigma: float = 1.5) -> float:
    """Structural similarity with a Gaussian window, for values in [0, 1] (Wang 2004, eq. 13)."""
    c1, c2 = 0.01**2, 0.03**2
    mean_1, mean_2 = gaussian_filter(first, sigma), gaussian_filter(second, sigma)
    variance_1 = gaussian_filter(first * first, sigma) - mean_1**2
    variance_2 = gaussian_filter(second * second, sigma) - mean_2**2
    covariance = gaussian_filter(first * second, sigma) - mean_1 * mean_2
    top = (2 * mean_1 * mean_2 + c1) * (2 * covariance + c2)
    bottom = (mean_1**2 + mean_2**2 + c1) * (variance_1 + variance_2 + c2)
    return float((top / bottom).mean())
