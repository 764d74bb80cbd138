"""The one training loop. A task supplies stages: what to optimise, batches, a loss and a validation score.

Every epoch starts from numbers derived from (seed, stage, epoch) and ends with a checkpoint written atomically, so a
run that was interrupted and resumed gives the weights of a run that was not.
"""

import math
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.amp.grad_scaler import GradScaler

from imaging.errors import UserError
from training.lanes import Group, Lanes
from training.log import LOG, Log
from training.moving_average import MovingAverage
from training.progress import Progress

ALONE = Group()

PRECISIONS = {"fp32": None, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True)
class Schedule:
    """The numbers of one stage, a table of the recipe.

    Attributes
    ----------
    samples_per_epoch : int
        Drawn with replacement, balanced as the stage says.
    optimiser : str
        ``"adamw"``, ``"adam"`` or ``"sgd"``.
    momentum : float
        Of SGD; β1 of the other two.
    minutes : float
        Wall-clock limit of the stage: the learning rate then falls with time; 0 for none. A run with a limit
        depends on the machine's speed; the log says so.
    precision : str
        ``"fp32"``; ``"bf16"`` or, with a scaled loss, ``"fp16"`` (both by autocast).
    patience : int
        Epochs without a better validation score before the stage stops; 0 for never.
    average : float
        Decay per step of an exponential moving average of the weights, which is then what is validated and kept; 0 for
        none.
    lanes : int
        Batches per step: their gradients are averaged, in one process or over as many as divide this number.
    slow_factor : float
        Part of the learning rate for the parameters that a stage calls `slow` (the heads of a detector).
    """

    epochs: int
    batch_size: int
    samples_per_epoch: int
    learning_rate: float
    weight_decay: float
    optimiser: str = "adamw"
    momentum: float = 0.9
    warm_up: float = 0.05
    gradient_limit: float = 5.0
    minutes: float = 0.0
    precision: str = "bf16"
    patience: int = 0
    average: float = 0.0
    lanes: int = 1
    slow_factor: float = 1.0

    @property
    def batches(self) -> int:
        """Batches per epoch and lane."""
        return max(1, self.samples_per_epoch // (self.batch_size * self.lanes))


class Stage(Protocol):
    """One part of a training: its own network, data and loss."""

    name: str
    schedule: Schedule

    @property
    def network(self) -> nn.Module:
        """What is optimised and stored."""
        ...

    def batches(self, random: np.random.Generator) -> Iterator[Any]:
        """One epoch's batches, drawn with this generator and nothing else."""
        ...

    def loss(self, batch: Any) -> Mapping[str, Tensor]:
        """Named scalar losses; their sum is minimised."""
        ...

    def validate(self) -> Mapping[str, float]:
        """Numbers on the validation split; ``"score"``, the larger the better, decides which epoch is kept."""
        ...


class TaskTraining(Protocol):
    """How one task is trained. `stages` is a generator: what follows a `yield` sees the best weights of that stage."""

    @property
    def network(self) -> nn.Module:
        """The task's whole network."""
        ...

    def stages(self) -> Iterator[Stage]:
        """The stages in order."""
        ...

    def card_changes(self) -> Mapping[str, Any]:
        """Tables for the card, measured on the validation split: calibration, operating points."""
        ...


def learning_rate(schedule: Schedule, progress: float) -> float:
    """Linear warm-up, then a half cosine to zero (Loshchilov 2017); `progress` in [0, 1]."""
    if progress < schedule.warm_up:
        return schedule.learning_rate * (progress / schedule.warm_up + 0.01)
    rest = (progress - schedule.warm_up) / (1.0 - schedule.warm_up)
    return schedule.learning_rate * 0.5 * (1.0 + math.cos(math.pi * min(1.0, rest)))


def make_optimiser(network: nn.Module, schedule: Schedule, slow: Sequence[str] = ()) -> torch.optim.Optimizer:
    """The optimiser a schedule names; biases and norm scales are not decayed.

    What is called as one of `slow` begins learns at `Schedule.slow_factor` of the rate.
    """
    groups: list[dict[str, Any]] = []
    for factor, wanted in ((1.0, False), (schedule.slow_factor, True)):
        named = network.named_parameters()
        trained = [p for name, p in named if p.requires_grad and name.startswith(tuple(slow)) is wanted]
        for parameters, decay in (
            ([p for p in trained if p.ndim > 1], schedule.weight_decay),
            ([p for p in trained if p.ndim <= 1], 0.0),
        ):
            if parameters:
                groups.append({"params": parameters, "weight_decay": decay, "factor": factor})
    if schedule.optimiser == "adamw":
        return torch.optim.AdamW(groups, lr=schedule.learning_rate, betas=(schedule.momentum, 0.999))
    if schedule.optimiser == "adam":
        return torch.optim.Adam(groups, lr=schedule.learning_rate, betas=(schedule.momentum, 0.999))
    if schedule.optimiser == "sgd":
        return torch.optim.SGD(groups, lr=schedule.learning_rate, momentum=schedule.momentum)
    raise UserError(f"The recipe asks for the optimiser “{schedule.optimiser}”. Known: adamw, adam, sgd.")


def make_scaler(network: nn.Module, schedule: Schedule) -> GradScaler:
    """Keeps small gradients of half precision from vanishing (Micikevicius 2018); does nothing for the others."""
    if schedule.precision not in PRECISIONS:
        raise UserError(f"The recipe asks for the precision “{schedule.precision}”. Known: {', '.join(PRECISIONS)}.")
    device = next(network.parameters()).device.type
    return GradScaler(device, enabled=schedule.precision == "fp16")


def fit(training: TaskTraining, out: Path, seed: int, *, resume: bool = False, group: Group = ALONE) -> None:
    """Run all stages; leave `<stage>.pt` (best weights), `checkpoint.pt` and the log in a folder.

    Raises
    ------
    UserError
        When the folder holds another run and `resume` is False, the loss is no number, or the disk is full.
    """
    out.mkdir(parents=True, exist_ok=True)
    if not resume and (out / LOG).exists():
        raise UserError(f"{out} holds another run. Add --resume to go on with it, or name another folder.")
    group.wait()
    for index, stage in enumerate(training.stages()):
        best = out / f"{stage.name}.pt"
        if not best.exists():
            group.wait()
            state = fit_stage(stage, index, out, seed, group)
            if group.is_first:
                _save(state, best)
                (out / "checkpoint.pt").unlink(missing_ok=True)
            group.wait()
        stage.network.load_state_dict(_load(best))
        stage.network.eval()


def fit_stage(stage: Stage, index: int, out: Path, seed: int, group: Group = ALONE) -> dict[str, Tensor]:
    """Train one stage, from its checkpoint where there is one, and return the weights of its best epoch."""
    schedule, network = stage.schedule, stage.network
    optimiser = make_optimiser(network, schedule, getattr(stage, "slow", ()))
    scaler = make_scaler(network, schedule)
    start, best_score, best_state, spent, waited = 0, -math.inf, _copy(network), 0.0, 0
    average = MovingAverage(network, schedule.average)
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        saved = _load(checkpoint)
        network.load_state_dict(saved["network"])
        average.state = saved.get("average", average.state)
        optimiser.load_state_dict(saved["optimiser"])
        scaler.load_state_dict(saved.get("scaler", {}))
        start, best_score, best_state = saved["epoch"], saved["best_score"], saved["best"]
        spent, waited = saved["seconds"], saved["waited"]
    log = Log(out) if group.is_first else None
    for epoch in range(start, schedule.epochs):
        began = time.monotonic()
        lanes = Lanes(stage, schedule.lanes, (seed, index, epoch), group)
        losses, progress = _train_epoch(stage, optimiser, scaler, average, lanes, group, epoch, spent)
        if not all(bool(torch.isfinite(value).all()) for value in network.parameters()):
            raise diverged(stage, "The weights", "are", epoch)
        network.eval()
        with average.in_place_of(network):
            numbers = stage.validate()
            spent += time.monotonic() - began
            waited += 1
            if numbers["score"] > best_score:
                best_score, best_state, waited = numbers["score"], _copy(network), 0
        if log is not None:
            row = {"stage": stage.name, "epoch": epoch + 1, "seconds": round(spent, 1), **losses, **numbers}
            log.epoch(row, left=spent * max(0.0, 1 / max(progress, 1e-6) - 1))
            saved = {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1}
            saved |= {"best_score": best_score, "best": best_state, "seconds": spent, "waited": waited}
            saved |= {"average": average.state, "scaler": scaler.state_dict()}
            _save(saved, checkpoint)
        if progress >= 1.0 or (schedule.patience and waited >= schedule.patience):
            break
    if log is not None:
        log.close()
    return best_state


def _train_epoch(
    stage: Stage,
    optimiser: torch.optim.Optimizer,
    scaler: GradScaler,
    average: MovingAverage,
    lanes: Lanes,
    group: Group,
    epoch: int,
    spent: float,
) -> tuple[dict[str, float], float]:
    """One pass; the mean of every loss, and how much of the stage is done (1 at its end)."""
    schedule, network = stage.schedule, stage.network
    network.train()
    sums: dict[str, float] = {}
    began, progress = time.monotonic(), 0.0
    line = Progress(f"{stage.name}, epoch {epoch + 1} of {schedule.epochs}, step", schedule.batches)
    for step in range(schedule.batches):
        progress = (epoch + step / schedule.batches) / schedule.epochs
        if schedule.minutes:
            limited = (spent + time.monotonic() - began) / (60 * schedule.minutes)
            progress = max(progress, group.largest(limited))
        for part in optimiser.param_groups:
            part["lr"] = part.get("factor", 1.0) * learning_rate(schedule, min(progress, 1.0))
        optimiser.zero_grad(set_to_none=True)
        for batch in lanes.step():
            for name, value in _backward(stage, scaler, batch, epoch).items():
                sums[f"loss_{name}"] = sums.get(f"loss_{name}", 0.0) + value
        group.add_gradients(network)
        scaler.unscale_(optimiser)
        nn.utils.clip_grad_norm_(network.parameters(), schedule.gradient_limit)
        scaler.step(optimiser)  # skipped, and the scale halved, when a gradient overflowed in half precision
        scaler.update()
        average.add(network)
        if group.is_first:
            line(step + 1, f", loss {sum(sums.values()) / (step + 1):.3g}")
    line.close()
    lanes.finish()
    totals = group.total(torch.tensor(list(sums.values()), dtype=torch.float64)).tolist()
    means = [round(value / schedule.batches / schedule.lanes, 5) for value in totals]
    return dict(zip(sums, means, strict=True)), max(progress, (epoch + 1) / schedule.epochs)


def _backward(stage: Stage, scaler: GradScaler, batch: Any, epoch: int) -> dict[str, float]:
    """Add a batch's share to the gradients; the losses by name."""
    schedule = stage.schedule
    device = next(stage.network.parameters()).device
    half = PRECISIONS[schedule.precision]
    with torch.autocast(device.type, half, enabled=half is not None):
        losses = stage.loss(batch)
    total = torch.stack([value.float() for value in losses.values()]).sum()
    if not torch.isfinite(total):
        names = ", ".join(f"{name} {float(value.detach()):.3g}" for name, value in losses.items())
        raise diverged(stage, "The loss", "is", epoch, f" ({names})")
    scaler.scale(total / schedule.lanes).backward()  # type: ignore[no-untyped-call]
    return {name: float(value.detach()) for name, value in losses.items()}


def diverged(stage: Stage, what: str, verb: str, epoch: int, numbers: str = "") -> UserError:
    """The sentence for a training that has left all numbers behind; the checkpoint before it stays."""
    return UserError(
        f"{what} of stage {stage.name} {verb} no longer a number in epoch {epoch + 1}{numbers}. "
        "Lower its learning_rate and start again."
    )


def _copy(network: nn.Module) -> dict[str, Tensor]:
    return {name: value.detach().cpu().clone() for name, value in network.state_dict().items()}


def _save(content: Any, path: Path) -> None:
    """Write a file so that it is either whole or not there."""
    partial = path.with_suffix(".partial")
    try:
        torch.save(content, partial)
        os.replace(partial, path)
    except (OSError, RuntimeError) as error:  # torch reports a full disk as a RuntimeError
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise UserError(
            f"{path} could not be written ({error}). Free some space and go on with --resume: "
            "what was written before is whole."
        ) from error


def _load(path: Path) -> Any:
    return torch.load(path, map_location="cpu", weights_only=True)
