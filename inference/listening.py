"""What passes through a network while a task runs, heard by hooks: one row of numbers for all it saw of a sample."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

Heard = Callable[[Tensor, Tensor], Tensor]
"""(what goes into a layer, what comes out of it) → numbers, shape (rows, width)."""

WIDEST = 4096
"""A fully connected layer with more inputs sees places (Mask R-CNN's first box layer), not features."""

LEVELS = 6
"""Convolutions listened to, evenly spread over the network's list, its first and its last among them: noise is seen by
the early ones, anatomy by the late ones."""


class Listener:
    """Keeps the mean of what is heard in some layers until it is taken.

    Parameters
    ----------
    layers : sequence of module
    widths : sequence of int
        Numbers heard per layer.
    hear : callable
    """

    def __init__(self, layers: Sequence[nn.Module], widths: Sequence[int], hear: Heard) -> None:
        self._layers, self._widths, self._hear = layers, widths, hear
        self._forget()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hooks are there while the block runs, and gone after it."""

        def hook(place: int) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
            return lambda _, given, output: self._keep(place, self._hear((*given, output)[0].detach(), output.detach()))

        hooks = [layer.register_forward_hook(hook(place)) for place, layer in enumerate(self._layers)]
        try:
            yield
        finally:
            for each in hooks:
                each.remove()

    def take(self) -> list[NDArray[np.float64]]:
        """What was heard since the last time, one array per layer; zeros of a layer that saw nothing."""
        heard = [total / max(count, 1) for total, count in zip(self._sums, self._counts, strict=True)]
        self._forget()
        return heard

    def _forget(self) -> None:
        self._sums = [np.zeros(width) for width in self._widths]
        self._counts = [0] * len(self._layers)

    def _keep(self, place: int, rows: Tensor) -> None:
        self._sums[place] += rows.double().sum(dim=0).cpu().numpy()
        self._counts[place] += len(rows)


def before_answers(network: nn.Module) -> Listener:
    """Hears what goes into the fully connected layers: the features that the answers are made of."""
    layers = [m for m in network.modules() if isinstance(m, nn.Linear) and m.in_features <= WIDEST]
    return Listener(
        layers, [layer.in_features for layer in layers], lambda given, _: given.reshape(-1, given.shape[-1])
    )


def at_all_depths(network: nn.Module) -> Listener:
    """Hears mean and standard deviation of every channel of `LEVELS` convolutions."""
    layers = [m for m in network.modules() if isinstance(m, nn.Conv2d)]
    places = np.unique(np.linspace(0, len(layers) - 1, LEVELS).round().astype(int)) if layers else ()
    chosen = [layers[place] for place in places]
    return Listener(chosen, [2 * layer.out_channels for layer in chosen], _channels)


def _channels(_: Tensor, output: Tensor) -> Tensor:
    spread, mean = torch.std_mean(output.float(), dim=(-2, -1), correction=0)
    return torch.cat([mean, spread], dim=-1)
