"""A run gives the same weights in one process and in two, and a full disk leaves what was there."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from imaging.errors import UserError
from training.fit import Schedule, Stage, fit
from training.lanes import Group, Lanes, join_group, leave_group

SCHEDULE = Schedule(
    epochs=3,
    batch_size=8,
    samples_per_epoch=64,
    learning_rate=0.05,
    weight_decay=0.01,
    precision="fp32",
    average=0.9,
    lanes=2,
)


class Line:
    """Fits a line; dropout and batch normalisation make it depend on every random number and every batch."""

    name = "line"

    def __init__(self, schedule: Schedule = SCHEDULE) -> None:
        torch.manual_seed(0)
        self.schedule = schedule
        # No bias before batch normalisation: its gradient is rounding alone, and AdamW makes whole steps of that.
        first = nn.Linear(3, 4, bias=False)
        self.network = nn.Sequential(first, nn.BatchNorm1d(4), nn.Dropout(0.2), nn.Linear(4, 1))

    def batches(self, random: np.random.Generator) -> Iterator[Tensor]:
        for _ in range(self.schedule.batches):
            yield torch.from_numpy(random.standard_normal((8, 3)).astype(np.float32))

    def loss(self, batch: Tensor) -> Mapping[str, Tensor]:
        return {"line": (self.network(batch)[:, 0] - batch.sum(dim=1)).square().mean()}

    def validate(self) -> Mapping[str, float]:
        with torch.inference_mode():
            x = torch.linspace(-1, 1, 30).reshape(10, 3)
            return {"score": -float((self.network(x)[:, 0] - x.sum(dim=1)).square().mean())}


class Training:
    """One stage."""

    def __init__(self) -> None:
        self.stage = Line()
        self.network = self.stage.network

    def stages(self) -> Iterator[Stage]:
        yield self.stage

    def card_changes(self) -> Mapping[str, Any]:
        return {}


def test_two_processes_give_the_weights_of_one(tmp_path: Path) -> None:
    alone = Training()
    fit(alone, tmp_path / "one", seed=5)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    done = subprocess.run(
        [*command, __file__, str(tmp_path / "two")], env=environment, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stderr
    one, two = (
        torch.load(tmp_path / name / "line.pt", map_location="cpu", weights_only=True) for name in ("one", "two")
    )
    for name, value in one.items():
        torch.testing.assert_close(two[name], value, rtol=1e-5, atol=1e-6, msg=name)
    logs = [(tmp_path / name / "log.jsonl").read_text().splitlines() for name in ("one", "two")]
    assert len(logs[0]) == len(logs[1]) == 3, "one process writes the log"


def test_one_lane_is_what_it_always_was() -> None:
    stage = Line(Schedule(1, 8, 32, 0.05, 0.0, precision="fp32"))
    batches = [batch for _ in range(4) for batch in Lanes(stage, 1, (1, 0, 0), Group()).step()]
    assert all(torch.equal(batch, batches[0]) for batch in batches), "every Lanes begins the epoch anew"


def test_lanes_that_cannot_be_shared_are_refused() -> None:
    with pytest.raises(UserError, match="multiple of 3"):
        Lanes(Line(), 2, (1, 0, 0), Group(0, 3))


def test_a_full_disk_leaves_the_checkpoint_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fit(Training(), tmp_path / "whole", seed=5)
    save, written = torch.save, []

    def fill_up(content: Any, path: Path) -> None:
        if len(written) == 2:
            path.write_bytes(b"half")
            raise RuntimeError("PytorchStreamWriter failed writing file: no space left")
        written.append(path)
        save(content, path)

    monkeypatch.setattr(torch, "save", fill_up)
    with pytest.raises(UserError, match="--resume"):
        fit(Training(), tmp_path / "cut", seed=5)
    monkeypatch.undo()
    assert not list((tmp_path / "cut").glob("*.partial"))
    resumed = Training()
    fit(resumed, tmp_path / "cut", seed=5, resume=True)
    whole = torch.load(tmp_path / "whole" / "line.pt", weights_only=True)
    assert all(torch.equal(value, whole[name]) for name, value in resumed.network.state_dict().items())


if __name__ == "__main__":
    fit(Training(), Path(sys.argv[1]), seed=5, group=join_group())
    leave_group()
