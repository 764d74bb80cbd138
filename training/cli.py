"""`overread train` and `overread evaluate`."""

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from imaging.errors import UserError

TRAININGS: dict[str, str] = {
    "lower_limb": "training.lower_limb",
    "knee_mri": "training.knee_mri",
    "knee_kl_grade": "training.knee_kl_grade",
    "radiograph_fracture": "training.radiograph_fracture",
    "lumbar_grading": "training.lumbar_grading",
}
"""Task → the module with `Recipe`, `make_training(task, data, recipe, device)`,
`evaluate(task, network, samples, device)` and `saliency_tables(task, network, samples, device)`."""


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
    from training.export import export
    from training.fit import fit
    from training.lanes import join_group, leave_group
    from training.recipe import build, read_table, recipe_digest

    module = training_module(args.task)
    table = read_table(args.task, args.recipe, args.set)
    recipe = build(module.Recipe, table)
    data = open_data(args.data)
    task = load_task(args.task)
    group = join_group()
    torch.manual_seed(args.seed)
    device = torch.device("cuda" if args.device != "cpu" and torch.cuda.is_available() else "cpu")
    if device.type == "cuda" and group.size > 1:
        torch.cuda.set_device(group.rank % torch.cuda.device_count())
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
        "processes": group.size,
    }
    if group.is_first:
        (args.out / "run.json").write_text(json.dumps(account, indent=1) + "\n", encoding="utf-8")
    fit(training, args.out, args.seed, resume=args.resume, group=group)
    if group.is_first:
        export(task.card, training.network, training.card_changes(), account, args.out)
        sys.stderr.write(f"Trained. Weights and card lie in {args.out}; `overread evaluate` measures them.\n")
    group.wait()
    leave_group()
    return 0


def configure_evaluate(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread evaluate`."""
    parser.add_argument("task", help="task id, see `overread tasks`")
    parser.add_argument("--data", required=True, help="folder of a known layout, or phantom:SEED:N")
    parser.add_argument("--split", default="test", help="train, val or test (default)")
    parser.add_argument("--weights", type=Path, help="folder with weights and card (default: those that ship)")
    parser.add_argument("--out", required=True, type=Path, help="folder for metrics.json, predictions.csv, plots")
    parser.add_argument("--card", action="store_true", help="write the figures into the card in --weights")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))


def run_evaluate(args: argparse.Namespace) -> int:
    """Measure a trained task on one split."""
    from inference.card import bundled_card, read_card
    from inference.registry import load_task
    from inference.runner import choose_device, network_of
    from training.datasets import open_data
    from training.export import CARD
    from training.report import write

    module = training_module(args.task)
    card = read_card(args.weights / CARD) if args.weights else bundled_card(args.task)
    data = open_data(args.data)
    device = choose_device(args.device)
    task = load_task(args.task, card)
    network = network_of(task, device)
    samples = data.split(args.split)
    same = card.training.get("split_digest") == data.split_digest
    if not same:
        sys.stderr.write("These are not the splits of the card's training; the figures say how the model does there.\n")
    evaluation = module.evaluate(task, network, samples, device)
    account = {
        "task": args.task,
        "version": card.version,
        "weights_sha256": card.weights.sha256 if card.weights else "",
        "data": data.title,
        "split": args.split,
        "cases": len(samples),
        "split_digest": data.split_digest,
        "splits_of_the_training": same,
    }
    sys.stdout.write(write(evaluation, args.out, account))
    if args.card:
        _write_figures(module, task, network, data, args, evaluation.metrics, device)
    return 0


def _write_figures(
    module: Any, task: Any, network: Any, data: Any, args: argparse.Namespace, metrics: Any, device: Any
) -> None:
    """Put performance, and the maps' sanity checks on the validation split, into the card."""
    from training.export import merge, open_card, write_card

    folder = args.weights or task.card.folder
    document = open_card(folder)
    where = f"{data.title}, {args.split} split"
    performance = [
        {"metric": name, "value": round(e.value, 4), "low": round(e.low, 4), "high": round(e.high, 4), "data": where}
        for name, e in metrics.items()
        if e.value == e.value
    ]
    for key in ("performance", "saliency"):
        document.pop(key, None)
    saliency = module.saliency_tables(task, network, data.split("val"), device)
    merge(document, {"performance": performance, "saliency": saliency})
    write_card(document, folder)


def training_module(task: str) -> Any:
    """The module that trains a task."""
    if task not in TRAININGS:
        raise UserError(f"Nothing trains “{task}”. Trainable tasks: {', '.join(TRAININGS)}.")
    return import_module(TRAININGS[task])
