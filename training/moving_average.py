"""An exponential moving average of a network's weights (Polyak 1992): steadier than the last step's."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class MovingAverage:
    """With a decay of 0 it is nothing and does nothing.

    The decay grows with the number of steps, min(decay, (1 + n) / (10 + n)), so that the random start is forgotten.
    Buffers (running statistics) are not averaged: they follow the network.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.state: dict[str, Tensor] = {}
        if decay:
            self.state = {name: value.detach().clone() for name, value in network.named_parameters()}
            self.state["steps"] = torch.zeros(())

    @torch.no_grad()
    def add(self, network: nn.Module) -> None:
        """Take the present weights in."""
        if not self.state:
            return
        seen = float(self.state["steps"].add_(1))
        decay = min(self.decay, (1 + seen) / (10 + seen))
        for name, value in network.named_parameters():
            self.state[name].lerp_(value.to(self.state[name].device), 1 - decay)

    @contextmanager
    def in_place_of(self, network: nn.Module) -> Iterator[None]:
        """While the block runs, the network has the averaged weights."""
        if not self.state:
            yield
            return
        present = {name: value.detach().clone() for name, value in network.named_parameters()}
        self._put(network, self.state)
        try:
            yield
        finally:
            self._put(network, present)

    @staticmethod
    @torch.no_grad()
    def _put(network: nn.Module, values: dict[str, Tensor]) -> None:
        for name, parameter in network.named_parameters():
            parameter.copy_(values[name])
