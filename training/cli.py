"""`overread train` and `overread evaluate`."""

import argparse
import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from imaging.errors import UserError

TRAININGS: dict[str, str] = {
    "lower_limb": "training.lower_limb",
    "knee_mri": "training.knee_mri",
}
"""Task → the module with `Recipe` and `make_training(task, data, recipe, device)`."""


def configure_train(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread train`."""
    parser.add_argument("task", help="task id, see `overread tasks`")
    parser.add_argument("--data", required=True, help="folder of a known layout, or phantom:SEED:N")
    parser.add_argument("--out", required=True, type=Path, help="folder for weights, checkpoint and log")
    parser.add_argument("--recipe", help="a TOML file, or the name of a shipped recipe (default: the task's)")
    parser.add_argument("--set", action="append", default=[], metavar="TABLE.KEY=VALUE", help="change the recipe")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on with the run in --out")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))


def run_train(args: argparse.Namespace) -> int:
    """Train a task and write its weights."""
    import torch

    from inference.registry import load_task
    from training.datasets import open_data
    from training.fit import fit
    from training.recipe import build, read_table, recipe_digest

    module = training_module(args.task)
    table = read_table(args.task, args.recipe, args.set)
    recipe = build(module.Recipe, table)
    data = open_data(args.data)
    task = load_task(args.task)
    torch.manual_seed(args.seed)
    device = torch.device("cuda" if args.device != "cpu" and torch.cuda.is_available() else "cpu")
    training = module.make_training(task, data, recipe, device)
    args.out.mkdir(parents=True, exist_ok=True)
    account = {
        "task": args.task,
        "data": data.title,
        "licence": data.licence,
        "split_digest": data.split_digest,
        "recipe_digest": recipe_digest(table),
        "recipe": table,
        "seed": args.seed,
        "torch": torch.__version__,
        "device": device.type,
    }
    (args.out / "run.json").write_text(json.dumps(account, indent=1) + "\n", encoding="utf-8")
    fit(training, args.out, args.seed, resume=args.resume)
    sys.stderr.write(f"Trained; the weights of the best epochs lie in {args.out}.\n")
    return 0


def training_module(task: str) -> Any:
    """The module that trains a task."""
    if task not in TRAININGS:
        raise UserError(f"Nothing trains “{task}”. Trainable tasks: {', '.join(TRAININGS)}.")
    return import_module(TRAININGS[task])


Command = Callable[[argparse.Namespace], int]
