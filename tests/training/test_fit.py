"""The loop: resumed is the same as never interrupted, and a loss that is no number stops it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from imaging.errors import UserError
from training.fit import Schedule, Stage, fit, learning_rate, make_optimiser, make_scaler

SCHEDULE = Schedule(
    epochs=4, batch_size=8, samples_per_epoch=32, learning_rate=0.05, weight_decay=0.01, precision="fp32"
)


class Line:
    """Fits a line through noise; dropout and batch normalisation make it depend on every random number."""

    schedule = SCHEDULE

    def __init__(self, name: str, network: nn.Module, stop_after: int = 10**9, spoil: bool = False) -> None:
        self.name, self.network, self.spoil = name, network, spoil
        self.left = stop_after
        self.scores: Iterator[float] | None = None

    def batches(self, random: np.random.Generator) -> Iterator[Any]:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        for _ in range(self.schedule.batches):
            yield torch.from_numpy(random.standard_normal((8, 3)).astype(np.float32))

    def loss(self, batch: Tensor) -> Mapping[str, Tensor]:
        error = (self.network(batch)[:, 0] - batch.sum(dim=1)).square().mean()
        return {"line": error * (float("nan") if self.spoil else 1.0)}

    def validate(self) -> Mapping[str, float]:
        with torch.inference_mode():
            x = torch.linspace(-1, 1, 30).reshape(10, 3)
            return {"score": -float((self.network(x)[:, 0] - x.sum(dim=1)).square().mean())}


class Two:
    """Two stages; the second starts from what the first has learned."""

    def __init__(self, stop_after: tuple[int, int] = (10**9, 10**9)) -> None:
        torch.manual_seed(0)
        self.network = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.2), nn.Linear(4, 1))
        self.second = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.2), nn.Linear(4, 1))
        self.stop_after = stop_after

    def stages(self) -> Iterator[Stage]:
        yield Line("first", self.network, self.stop_after[0])
        self.second.load_state_dict(self.network.state_dict())
        yield Line("second", self.second, self.stop_after[1])

    def card_changes(self) -> Mapping[str, Any]:
        return {}


def weights(training: Two) -> list[Tensor]:
    return [value.clone() for module in (training.network, training.second) for value in module.state_dict().values()]


@pytest.mark.parametrize("stop_after", [(2, 9), (0, 9), (9, 1), (9, 3)])
def test_resumed_is_the_same_as_uninterrupted(tmp_path: Path, stop_after: tuple[int, int]) -> None:
    whole = Two()
    fit(whole, tmp_path / "whole", seed=3)
    with pytest.raises(KeyboardInterrupt):
        fit(Two(stop_after), tmp_path / "cut", seed=3)
    resumed = Two()
    fit(resumed, tmp_path / "cut", seed=3, resume=True)
    assert all(torch.equal(a, b) for a, b in zip(weights(whole), weights(resumed), strict=True))
    assert not (tmp_path / "cut" / "checkpoint.pt").exists()


def test_another_seed_gives_other_weights(tmp_path: Path) -> None:
    first, second = Two(), Two()
    fit(first, tmp_path / "1", seed=1)
    fit(second, tmp_path / "2", seed=2)
    assert not all(torch.equal(a, b) for a, b in zip(weights(first), weights(second), strict=True))


def test_it_learns_and_writes_a_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fit(Two(), tmp_path / "run", seed=0)
    rows = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [(row["stage"], row["epoch"]) for row in rows] == [(s, e) for s in ("first", "second") for e in range(1, 5)]
    assert rows[-1]["loss_line"] < rows[0]["loss_line"]
    assert "left in this stage" in capsys.readouterr().err


def test_the_best_epoch_is_kept(tmp_path: Path) -> None:
    class Worsening(Line):
        def validate(self) -> Mapping[str, float]:
            self.scores = self.scores or iter([0.1, 0.9, 0.5, 0.2])
            return {"score": next(self.scores)}

    class One(Two):
        kept: list[list[Tensor]]

        def stages(self) -> Iterator[Stage]:
            stage = Worsening("first", self.network)
            self.kept = []
            validate = stage.validate

            def remember() -> Mapping[str, float]:
                self.kept.append([v.clone() for v in self.network.state_dict().values()])
                return validate()

            stage.validate = remember  # type: ignore[method-assign]
            yield stage

    training = One()
    fit(training, tmp_path / "run", seed=0)
    best = list(training.network.state_dict().values())
    assert all(torch.equal(a, b) for a, b in zip(best, training.kept[1], strict=True))


def test_patience_stops_early(tmp_path: Path) -> None:
    class Flat(Line):
        schedule = Schedule(9, 8, 16, 0.01, 0.0, precision="fp32", patience=2)

        def validate(self) -> Mapping[str, float]:
            return {"score": 0.5}

    class One(Two):
        def stages(self) -> Iterator[Stage]:
            yield Flat("first", self.network)

    fit(One(), tmp_path / "run", seed=0)
    assert len((tmp_path / "run" / "log.jsonl").read_text().splitlines()) == 3


def test_a_loss_that_is_no_number_stops_with_a_sentence(tmp_path: Path) -> None:
    class One(Two):
        def stages(self) -> Iterator[Stage]:
            yield Line("first", self.network, spoil=True)

    with pytest.raises(UserError, match=r"stage first.*learning_rate"):
        fit(One(), tmp_path / "run", seed=0)


def test_a_used_folder_is_not_overwritten(tmp_path: Path) -> None:
    fit(Two(), tmp_path / "run", seed=0)
    with pytest.raises(UserError, match="--resume"):
        fit(Two(), tmp_path / "run", seed=0)


def test_the_learning_rate_rises_and_falls() -> None:
    rates = [learning_rate(SCHEDULE, progress) for progress in np.linspace(0, 1, 101)]
    assert rates[0] < 0.02 * SCHEDULE.learning_rate
    assert max(rates) == pytest.approx(SCHEDULE.learning_rate, rel=0.02)
    assert rates[-1] == pytest.approx(0.0)
    assert (np.diff(rates[6:]) <= 0).all()


@pytest.mark.parametrize("name", ["adamw", "adam", "sgd"])
def test_norms_and_biases_are_not_decayed(name: str) -> None:
    network = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    optimiser = make_optimiser(network, Schedule(1, 1, 1, 0.1, 0.3, optimiser=name))
    decayed = {id(p) for group in optimiser.param_groups if group["weight_decay"] for p in group["params"]}
    assert decayed == {id(network[0].weight)}


def test_an_unknown_optimiser_is_named() -> None:
    with pytest.raises(UserError, match="adamw, adam, sgd"):
        make_optimiser(nn.Linear(1, 1), Schedule(1, 1, 1, 0.1, 0.0, optimiser="prayer"))


@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_half_precision_learns_and_resumes_to_the_same_weights(tmp_path: Path, precision: str) -> None:
    class Half(Line):
        schedule = replace(SCHEDULE, precision=precision)

    class One(Two):
        def stages(self) -> Iterator[Stage]:
            yield Half("first", self.network, self.stop_after[0])

    whole = One()
    fit(whole, tmp_path / "whole", seed=3)
    rows = [json.loads(line) for line in (tmp_path / "whole" / "log.jsonl").read_text().splitlines()]
    assert rows[-1]["loss_line"] < rows[0]["loss_line"]
    with pytest.raises(KeyboardInterrupt):
        fit(One((2, 9)), tmp_path / "cut", seed=3)
    if precision == "fp16":
        saved = torch.load(tmp_path / "cut" / "checkpoint.pt", weights_only=True)
        assert saved["scaler"]["scale"] > 1
    resumed = One()
    fit(resumed, tmp_path / "cut", seed=3, resume=True)
    assert all(torch.equal(a, b) for a, b in zip(weights(whole), weights(resumed), strict=True))


def test_an_overflow_in_half_precision_skips_the_step_and_halves_the_scale() -> None:
    network = nn.Linear(1, 1)
    schedule = replace(SCHEDULE, precision="fp16")
    scaler, optimiser = make_scaler(network, schedule), make_optimiser(network, schedule)
    before, scale = network.weight.clone(), 2.0**16
    scaler.scale(network(torch.ones(1, 1)).sum() * float("inf")).backward()
    scaler.unscale_(optimiser)
    scaler.step(optimiser)
    scaler.update()
    assert torch.equal(network.weight, before)
    assert scaler.get_scale() == scale / 2


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU")
@pytest.mark.parametrize("precision", ["fp32", "bf16", "fp16"])
def test_every_precision_learns_on_a_gpu(tmp_path: Path, precision: str) -> None:
    class OnGpu(Line):
        schedule = replace(SCHEDULE, precision=precision)

        def batches(self, random: np.random.Generator) -> Iterator[Any]:
            return (batch.cuda() for batch in super().batches(random))

        def validate(self) -> Mapping[str, float]:
            return {"score": 0.0}

    class One(Two):
        def stages(self) -> Iterator[Stage]:
            yield OnGpu("first", self.network.cuda())

    fit(One(), tmp_path / "run", seed=3)
    rows = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert rows[-1]["loss_line"] < rows[0]["loss_line"]


def test_an_unknown_precision_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="fp32, bf16, fp16"):
        make_scaler(nn.Linear(1, 1), replace(SCHEDULE, precision="fp8"))


def test_slow_parts_learn_at_their_share_of_the_rate() -> None:
    network = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    optimiser = make_optimiser(network, Schedule(1, 1, 1, 0.1, 0.3, slow_factor=0.1), slow=("1.",))
    factors = {id(p): part["factor"] for part in optimiser.param_groups for p in part["params"]}
    assert [factors[id(p)] for p in network.parameters()] == [1.0, 1.0, 0.1, 0.1]
    assert [part["weight_decay"] for part in optimiser.param_groups] == [0.3, 0.0, 0.3, 0.0]
