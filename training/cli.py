"""`overread train`, `overread evaluate` and `overread likeness`."""

import argparse
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
    "bone_age": "training.bone_age",
    "elbow_effusion": "training.one_label",
    "vertebral_fracture": "training.vertebral_fracture",
}
"""Task → the module with `Recipe`, `make_training(task, data, recipe, device)`, `judge(task, network, samples, device)`
(a list of `training.judging.Judged`), `summarise(judged)` (an `Evaluation`; of any number of them, from one bundle or
several), and `saliency_tables(task, network, samples, device)`."""


def configure_train(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread train`."""
    parser.add_argument("task", help="task id, see `overread tasks`")
    parser.add_argument("--data", required=True, help="folder of a known layout, or phantom:NAME:SEED:N")
    parser.add_argument("--out", required=True, type=Path, help="folder for weights, checkpoint and log")
    parser.add_argument("--recipe", help="a TOML file, or the name of a shipped recipe (default: the task's)")
    parser.add_argument("--set", action="append", default=[], metavar="TABLE.KEY=VALUE", help="change the recipe")
    parser.add_argument(
        "--init", default="", metavar="PATH|imagenet|coco", help="start from these weights; names are downloaded"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folds", type=int, metavar="K", help="cross-validate by patient: K runs in --out/fold-1 …")
    parser.add_argument("--fold", type=int, metavar="I", help="only this one of the K folds, counted from 1")
    parser.add_argument("--fold-seed", type=int, default=1, metavar="S", help="who lies in which fold (default 1)")
    parser.add_argument("--resume", action="store_true", help="go on with the run in --out")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))


def run_train(args: argparse.Namespace) -> int:
    """Train a task and write its weights; with --folds once per fold."""
    import torch

    from inference.card import bundled_card
    from training.data_report import report_data, require_both_answers
    from training.datasets import open_data
    from training.lanes import join_group, leave_group
    from training.recipe import build, read_reasons, read_table
    from training.report import markdown
    from training.run import Run, require_free, train

    if args.fold and not args.folds:
        raise UserError("--fold names one of several folds; say with --folds how many there are.")
    module = training_module(args.task)
    table = read_table(args.task, args.recipe, args.set)
    build(module.Recipe, table)
    reasons = read_reasons(args.task, args.recipe)
    data = open_data(args.data)
    labels = [label.name for label in bundled_card(args.task).labels]
    data.require(labels)
    group = join_group()
    device = torch.device("cuda" if args.device != "cpu" and torch.cuda.is_available() else "cpu")
    if device.type == "cuda" and group.size > 1:
        torch.cuda.set_device(group.rank % torch.cuda.device_count())
    runs = [
        (Run(args.task, module, split, table, args.seed, device, group, numbers, args.init, reasons), out)
        for split, numbers, out in _splits(args, data)
    ]
    for run, out in runs:
        require_free(out, run.account, args.resume)
        require_both_answers(run.data, labels)
    looks = _look(args, data)
    for place, (run, out) in enumerate(runs):
        report = report_data(run.data, looks)
        if group.is_first:
            sys.stderr.write(f"Fold {run.folds['fold']} of {run.folds['folds']}, in {out}\n" if run.folds else "")
            sys.stderr.write(markdown(report.tables[0]) if place else report.text())
        train(run, report, out, args.resume)
    if group.is_first:
        sys.stderr.write(f"Trained. Weights and card lie in {args.out}; `overread evaluate` measures them.\n")
    leave_group()
    return 0


def _look(args: argparse.Namespace, data: Any) -> Any:
    """Decode every sample once: what cannot be read, and copies in two splits or folds, are refused before training."""
    from training.folds import assign
    from training.pixels import look_at_all, refuse_crossing
    from training.progress import Progress

    progress = Progress("Looking at the pixels", len(data.samples))
    looks = look_at_all(data.samples, progress)
    progress.close()
    homes = assign(data.samples, args.folds, args.fold_seed) if args.folds else {}
    refuse_crossing(data.samples, looks, lambda s: f"fold {homes[s.group]}" if homes else f"split {s.split}")
    return looks


def _splits(args: argparse.Namespace, data: Any) -> list[tuple[Any, dict[str, int], Path]]:
    """Data set, numbers of the fold, and folder of every run that is asked for."""
    from training.folds import fold

    if not args.folds:
        return [(data, {}, args.out)]
    wanted = [args.fold] if args.fold else range(1, args.folds + 1)
    return [
        (
            fold(data, number, args.folds, args.fold_seed),
            {"folds": args.folds, "fold": number, "fold_seed": args.fold_seed},
            args.out / f"fold-{number}",
        )
        for number in wanted
    ]


def configure_evaluate(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread evaluate`."""
    parser.add_argument("task", help="task id, see `overread tasks`")
    parser.add_argument("--data", required=True, help="folder of a known layout, or phantom:NAME:SEED:N")
    parser.add_argument("--split", default="test", help="train, val or test (default)")
    parser.add_argument(
        "--weights",
        type=Path,
        nargs="+",
        default=[],
        metavar="RUN",
        help="folder with weights and card, or with fold-1 …; several, or one with seed-1 …: mean ± SD "
        "(default: the weights that ship)",
    )
    parser.add_argument("--by", nargs="+", default=[], metavar="CATEGORY", help="subgroups: scanner, resolution, …")
    parser.add_argument("--out", required=True, type=Path, help="folder for report.html, metrics.json, predictions.csv")
    parser.add_argument("--card", action="store_true", help="write the figures into the card in --weights")
    parser.add_argument(
        "--beside", type=Path, action="append", default=[], help="another bundle, set beside --weights in one table"
    )
    parser.add_argument(
        "--readers", metavar="CSV", help="readers' decisions (sample,reader,positive) to compare with; or simulated"
    )
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))


def run_evaluate(args: argparse.Namespace) -> int:
    """Measure a trained task on one split; folds on the samples that each of them held out, pooled."""
    from inference.runner import choose_device
    from training.datasets import open_data
    from training.evaluation import Request, evaluate_run, evaluate_runs
    from training.judging import run_folders

    module = training_module(args.task)
    runs = run_folders(args.weights)
    if args.card and len(runs) > 1:
        raise UserError("--card writes the figures of one run into its card; name one run.")
    if args.readers and not hasattr(module, "with_readers"):
        raise UserError(f"{args.task} is not compared with readers: leave --readers out.")
    if args.beside and not hasattr(module, "compare"):
        raise UserError(f"{args.task} has no table of several models: leave --beside out.")
    device, data = choose_device(args.device), open_data(args.data)
    request = Request(args.task, module, data, args.split, args.by, device, args.beside, args.readers)
    if len(runs) > 1:
        evaluate_runs(request, runs, args.out)
    else:
        evaluate_run(request, runs[0] if runs else None, args.out, args.card)
    return 0


def configure_likeness(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread likeness`."""
    parser.add_argument("task", help="task id, see `overread tasks`")
    parser.add_argument(
        "--on",
        nargs="+",
        default=[],
        metavar="DATA",
        help="images to try: folders of a known layout, or phantom:NAME:SEED:N",
    )
    parser.add_argument(
        "--weights", type=Path, metavar="RUN", help="folder with weights and card (default: those that ship)"
    )
    parser.add_argument(
        "--learn", metavar="DATA", help="learn anew from the data of the training, try its test split too, keep it all"
    )
    parser.add_argument("--images", type=int, default=300, metavar="N", help="images to learn from (40–2000)")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))


def run_likeness(args: argparse.Namespace) -> int:
    """Say how many images a model would notice as unlike those of its training; learn what those look like."""
    from app.statistics.diagnostic import proportion
    from inference.likeness import likeness_of
    from inference.registry import load_task
    from inference.runner import choose_device, network_of
    from training.datasets import open_data
    from training.judging import cards_of, splits_of
    from training.likeness import TRIED, keep_likeness, learn_likeness, require_fit, try_likeness
    from training.report import Table, cell, markdown

    training_module(args.task)
    if not args.on and not args.learn:
        raise UserError("Name the images to try with --on, or the data of the training with --learn.")
    if not 40 <= args.images <= 2000:
        raise UserError("--images must lie between 40 and 2000.")
    cards = cards_of(args.weights, args.task)
    if len(cards) > 1:
        raise UserError(f"{args.weights} holds {len(cards)} folds; name the folder of one.")
    card, device, others = cards[0], choose_device(args.device), [open_data(each) for each in args.on]
    own = splits_of(card, open_data(args.learn)) if args.learn else None
    if own is not None and own.split_digest != card.training.get("split_digest"):
        raise UserError(
            f"{own.title} is not what {args.task} was trained on: the digests of the splits differ. Name it "
            "with --on to see how many would be noticed."
        )
    task = load_task(args.task, card)
    require_fit(task, [*([own] if own else []), *others])
    network = network_of(task, device)
    known = learn_likeness(task, network, own, device, args.images) if own else likeness_of(card)
    if known is None:
        raise UserError(
            f"{args.task} has not learned what its images look like. Name the data of its training with --learn."
        )
    tried = try_likeness(task, network, known, own, others, device, min(TRIED, args.images // 4))
    if own is not None:
        keep_likeness(known, own, card.folder, tried)
    rows = [
        (
            t["images"],
            str(t["n"]),
            *(cell(proportion(round(t[key] * t["n"]), t["n"])) for key in ("uncommon", "off_label")),
        )
        for t in tried
    ]
    sys.stdout.write(markdown(Table("Which images are noticed", ("Images", "n", "Uncommon", "Off label"), tuple(rows))))
    return 0


def training_module(task: str) -> Any:
    """The module that trains a task."""
    if task not in TRAININGS:
        raise UserError(f"Nothing trains “{task}”. Trainable tasks: {', '.join(TRAININGS)}.")
    return import_module(TRAININGS[task])
