"""One training run in one folder: account, fit, bundle. Of a cross-validation, one run per fold."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from imaging.errors import UserError
from inference.card import read_card
from inference.likeness import GUARD
from inference.registry import load_task
from inference.speed import make_lean
from training.data_report import DataReport
from training.datasets import DataSet
from training.export import CARD, WEIGHTS, as_stored, export, note
from training.fit import fit
from training.lanes import Group
from training.likeness import keep_likeness, learn_likeness, some_of
from training.log import LOG
from training.precision import storage_figures
from training.recipe import build, recipe_digest
from training.start import start_training

ACCOUNT = "run.json"

STORAGE_SAMPLES = 60
"""Of the validation split: on so many is shown what half precision changes."""

SAME = {"task": "task", "split_digest": "split", "recipe_digest": "recipe", "seed": "seed", "init": "--init"}
"""What may not change when a run goes on: key of the account → its word in a sentence."""


@dataclass(frozen=True)
class Run:
    """What `overread train` was asked for.

    Attributes
    ----------
    module : module
        How the task is trained, see `training.cli.TRAININGS`.
    recipe : mapping
        The recipe's tables.
    folds : mapping
        ``folds``, ``fold`` and ``fold_seed`` of a cross-validation; else empty.
    init : str
        What the networks start from, see `training.start`; empty for random weights.
    reasons : mapping
        Why the recipe's numbers are what they are.
    """

    task: str
    module: Any
    data: DataSet
    recipe: Mapping[str, Any]
    seed: int
    device: torch.device
    group: Group
    folds: Mapping[str, int]
    init: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def account(self) -> dict[str, Any]:
        """What is written into run.json, and from there into the card."""
        return {
            "task": self.task,
            "data": self.data.title,
            "licence": self.data.licence,
            "phantom": self.data.phantom,
            "split_digest": self.data.split_digest,
            "recipe_digest": recipe_digest(self.recipe),
            "recipe": dict(self.recipe),
            "reasons": dict(self.reasons),
            "seed": self.seed,
            "init": self.init,
            **self.folds,
            "torch": torch.__version__,
            "device": self.device.type,
            "processes": self.group.size,
        }


def train(run: Run, report: DataReport, out: Path, resume: bool) -> None:
    """Train and leave a bundle in a folder (see `require_free`); one that has its bundle already is left alone."""
    account = run.account
    if resume and is_whole(out):
        return
    torch.manual_seed(run.seed)
    task = load_task(run.task)
    training = run.module.make_training(task, run.data, build(run.module.Recipe, run.recipe), run.device)
    if run.init:
        account["started_from"] = _start(training, run)
    if run.group.is_first:
        out.mkdir(parents=True, exist_ok=True)
        report.write(out)
        (out / ACCOUNT).write_text(json.dumps(account, indent=1) + "\n", encoding="utf-8")
    fit(training, out, run.seed, resume=resume, group=run.group)
    if run.group.is_first:
        card = export(task.card, training.network, training.card_changes(), account, out)
        ready = load_task(run.task, replace(card, network=task.card.network))
        network, stored = training.network.eval(), as_stored(training.network, card)
        tried = some_of(run.data.split("val"), STORAGE_SAMPLES)
        note(out, {"weights": storage_figures(ready, network, stored, tried, run.device)})
        keep_likeness(learn_likeness(ready, make_lean(stored, run.device), run.data, run.device), run.data, out)
    run.group.wait()


def is_whole(out: Path) -> bool:
    """True when a folder holds everything that a training leaves; what is written last is the likeness."""
    return (out / WEIGHTS).exists() and (out / CARD).exists() and GUARD in read_card(out / CARD).raw


def _start(training: Any, run: Run) -> str:
    """Load what the run starts from; the first process goes first, because it may have to download."""
    if not run.group.is_first:
        run.group.wait()
    started = start_training(training, run.init)
    if run.group.is_first:
        sys.stderr.write(f"{started}\n")
        run.group.wait()
    return started.source


def require_free(out: Path, account: Mapping[str, Any], resume: bool) -> None:
    """Refuse a folder with another run, or with this one unless it goes on, before anything is touched."""
    if not (out / LOG).exists():
        return
    if not resume:
        raise UserError(f"{out} holds another run. Add --resume to go on with it, or name another folder.")
    try:
        before = json.loads((out / ACCOUNT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    for key, word in SAME.items():
        if before.get(key, "") != account[key]:
            raise UserError(
                f"The run in {out} has another {word} than this command ({before.get(key)} and {account[key]}). "
                "Go on with its own settings, or name another folder."
            )
