"""Several batches per step, in one process or in many: a lane sees the same numbers wherever it runs.

A recipe's `lanes` says over how many batches a step averages its gradient. One process takes them one after the
other; under `torchrun` every process takes its share. Both give the same weights, so that a run does not depend on
how many processors or machines it had. Every lane has random numbers and running statistics (batch normalisation) of
its own; the statistics are averaged at the end of an epoch.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import numpy as np
import torch
import torch.distributed
from torch import Tensor, nn

from imaging.errors import UserError

PATIENCE = timedelta(hours=2)
"""A process waits this long for the others: the first one may be preparing data."""


@dataclass(frozen=True)
class Group:
    """The processes of a run; (0, 1) is one process alone."""

    rank: int = 0
    size: int = 1

    @property
    def is_first(self) -> bool:
        """True for the process that writes files."""
        return self.rank == 0

    def add_gradients(self, network: nn.Module) -> None:
        """Replace every gradient by the sum over the processes."""
        if self.size > 1:
            for parameter in network.parameters():
                if parameter.requires_grad:
                    if parameter.grad is None:  # unused in this process' batch, perhaps not in another's
                        parameter.grad = torch.zeros_like(parameter)
                    torch.distributed.all_reduce(parameter.grad)

    def total(self, values: Tensor) -> Tensor:
        """The sum over the processes."""
        if self.size > 1:
            torch.distributed.all_reduce(values)
        return values

    def largest(self, value: float) -> float:
        """The largest value of any process."""
        if self.size == 1:
            return value
        shared = torch.tensor(value, dtype=torch.float64)
        torch.distributed.all_reduce(shared, torch.distributed.ReduceOp.MAX)
        return float(shared)

    def wait(self) -> None:
        """Go on when every process is here."""
        if self.size > 1:
            torch.distributed.barrier()


def join_group() -> Group:
    """The group that `torchrun` made, else one process alone."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return Group()
    if not torch.distributed.is_initialized():
        backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
        torch.distributed.init_process_group(backend, timeout=PATIENCE)
    return Group(torch.distributed.get_rank(), torch.distributed.get_world_size())


def leave_group() -> None:
    """End the group, if there is one."""
    if torch.distributed.is_initialized():
        torch.distributed.destroy_process_group()


class Batched(Protocol):
    """What lanes ask of a stage."""

    @property
    def network(self) -> nn.Module:
        """What is optimised."""
        ...

    def batches(self, random: np.random.Generator) -> Iterator[Any]:
        """One epoch's batches."""
        ...


class Lanes:
    """The lanes of one epoch that this process takes.

    Parameters
    ----------
    numbers : tuple of int
        Seed, stage and epoch.
    """

    def __init__(self, stage: Batched, count: int, numbers: tuple[int, int, int], group: Group) -> None:
        if count % group.size:
            raise UserError(
                f"The recipe has {count} lanes; they cannot be shared by {group.size} processes. "
                f"Set lanes to a multiple of {group.size}."
            )
        self._network, self._count, self._group = stage.network, count, group
        self._mine = range(group.rank, count, group.size)
        self._batches: dict[int, Iterator[Any]] = {}
        self._states: dict[int, Tensor] = {}
        for lane in self._mine:
            entropy = [*numbers, lane] if count > 1 else list(numbers)
            sequence = np.random.SeedSequence(entropy)
            torch.manual_seed(int(sequence.generate_state(1)[0]))
            self._batches[lane] = stage.batches(np.random.default_rng(sequence))
            self._states[lane] = torch.get_rng_state()
        self._buffers = {lane: self._copy() for lane in self._mine} if count > 1 else {}

    def step(self) -> Iterator[Any]:
        """One batch per lane, each with its lane's random numbers and running statistics in place."""
        for lane in self._mine:
            with self._turn(lane):
                try:
                    batch = next(self._batches[lane])
                except StopIteration:
                    return
                yield batch

    def finish(self) -> None:
        """Average the running statistics over all lanes; counters are those of the first."""
        for name, buffer in self._network.named_buffers() if self._buffers else ():
            if buffer.is_floating_point():
                mine = torch.stack([kept[name] for kept in self._buffers.values()]).sum(dim=0)
                buffer.copy_(self._group.total(mine) / self._count)
            else:
                buffer.copy_(next(iter(self._buffers.values()))[name])

    @contextmanager
    def _turn(self, lane: int) -> Iterator[None]:
        if self._count == 1:
            yield
            return
        torch.set_rng_state(self._states[lane])
        with torch.no_grad():
            for name, buffer in self._network.named_buffers():
                buffer.copy_(self._buffers[lane][name])
        yield
        self._states[lane], self._buffers[lane] = torch.get_rng_state(), self._copy()

    def _copy(self) -> dict[str, Tensor]:
        return {name: buffer.detach().clone() for name, buffer in self._network.named_buffers()}
