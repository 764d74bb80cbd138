"""What `overread evaluate` does: judge, summarise, subgroups, several seeds, files, card."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from app.statistics.diagnostic import Estimate
from imaging.errors import UserError
from inference.registry import load_task
from inference.runner import network_of
from training.categories import RESOLUTION, categories_of, most_frequent_first
from training.confounding import tells_apart
from training.datasets import DataSet, Sample
from training.datasets.readers import read_decisions
from training.export import merge, open_card, write_card
from training.judging import Bundle, cards_of, features, judge, say_if_others
from training.log import rows_of
from training.pages import PAGE, evaluation_sections, run_sections, write_page
from training.pixels import look_at_all
from training.precision import speed_table
from training.report import Evaluation, Table, write
from training.tables import by_category, mean_and_deviation, over_folds, over_runs


@dataclass(frozen=True)
class Request:
    """What was asked for.

    Attributes
    ----------
    module : module
        How the task is trained and judged, see `training.cli.TRAININGS`.
    by : sequence of str
        Categories for subgroups.
    beside : sequence of Path
        Other bundles, for the task's table of several models.
    readers : str or None
        A CSV of readers' decisions.
    """

    task: str
    module: Any
    data: DataSet
    split: str
    by: Sequence[str]
    device: torch.device
    beside: Sequence[Path] = ()
    readers: str | None = None


def evaluate_run(request: Request, weights: Path | None, out: Path, into_card: bool) -> Evaluation:
    """Measure one bundle or cross-validation, and leave its files in a folder."""
    cards = cards_of(weights, request.task)
    request.data.require(label.name for label in cards[0].labels)
    bundles = judge(request.module, cards, request.data, request.split, request.device)
    say_if_others(bundles)
    items = [item for bundle in bundles for item in bundle.items]
    evaluation: Evaluation = request.module.summarise(items)
    if request.readers:
        decisions = read_decisions(request.readers, request.module.truth_by_sample(items))
        evaluation = request.module.with_readers(evaluation, items, decisions)
    figures = evaluation.metrics
    tables = list(evaluation.tables)
    if len(bundles) > 1:
        parts = {f"fold {b.card.training['fold']}": request.module.summarise(b.items).metrics for b in bundles}
        tables.append(over_folds(evaluation.metrics, parts))
    tables += subgroup_tables(request, bundles, items)
    evaluation = replace(evaluation, tables=tuple(tables))
    if request.beside:
        evaluation = set_beside(request, evaluation, weights.name if weights else "shipped", items)
    account = account_of(request, bundles)
    sys.stdout.write(write(evaluation, out, account))
    sections = evaluation_sections(evaluation)
    if weights is not None and len(bundles) == 1:
        sections += run_sections(weights, rows_of(weights))
    title = f"{request.task} on the {request.split} split of {request.data.title}"
    phantom = request.data.phantom or bundles[0].card.phantom
    write_page(out / PAGE, title, phantom, request.data.split_digest, sections)
    if into_card:
        for bundle in bundles:
            write_figures(request, bundle, figures, len(bundles))
    return evaluation


def set_beside(request: Request, evaluation: Evaluation, name: str, items: Sequence[Any]) -> Evaluation:
    """An evaluation with the task's table and curves of several models on the same samples.

    Raises
    ------
    UserError
        When two folders have the same name.
    """
    models: dict[str, Sequence[Any]] = {name: items}
    for folder in request.beside:
        if folder.name in models:
            raise UserError(f"Two models are called {folder.name}: give their folders different names.")
        sys.stderr.write(f"Beside it: {folder.name}\n")
        cards = cards_of(folder, request.task)
        bundles = judge(request.module, cards, request.data, request.split, request.device)
        models[folder.name] = [item for bundle in bundles for item in bundle.items]
    found: Evaluation = request.module.compare(models)
    return replace(
        evaluation,
        metrics={**evaluation.metrics, **found.metrics},
        tables=(*evaluation.tables, *found.tables),
        curves=(*evaluation.curves, *found.curves),
    )


def account_of(request: Request, bundles: Sequence[Bundle]) -> dict[str, Any]:
    """What metrics.json says beside the figures; one digest per fold where there are folds."""
    weights = [bundle.card.weights.sha256 if bundle.card.weights else "" for bundle in bundles]
    digests = [bundle.data.split_digest for bundle in bundles]
    return {
        "task": request.task,
        "version": bundles[0].card.version,
        "weights_sha256": weights if len(bundles) > 1 else weights[0],
        "data": request.data.title,
        "split": request.split,
        "cases": sum(len(bundle.data.split(request.split)) for bundle in bundles),
        "split_digest": digests if len(bundles) > 1 else digests[0],
        "splits_of_the_training": all(bundle.same for bundle in bundles),
    }


def subgroup_tables(request: Request, bundles: Sequence[Bundle], items: Sequence[Any]) -> list[Table]:
    """For every category asked for: the measures by value, and whether the features tell the values apart."""
    if not request.by:
        return []
    samples = [sample for bundle in bundles for sample in bundle.data.split(request.split)]
    categories = _categories(samples, request.by)
    heard = features(bundles, request.split, request.device)
    tables = []
    for name in request.by:
        tables.append(by_category(request.module, items, name, categories[name]))
        table, warning = tells_apart(heard, name, categories[name])
        tables.append(table)
        if warning:
            sys.stderr.write(f"{warning}\n")
    return tables


def _categories(samples: Sequence[Sample], wanted: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    looks = look_at_all(samples, lambda done: None) if RESOLUTION in wanted else None
    found = categories_of(samples, looks)
    for name in wanted:
        if name not in found:
            known = "; ".join(f"{key} ({', '.join(most_frequent_first(found[key]))})" for key in found)
            raise UserError(f"These samples differ in no “{name}”. They differ in: {known or 'nothing that is known'}.")
    return found


def evaluate_runs(request: Request, runs: Sequence[Path], out: Path) -> None:
    """Measure runs that differ in their seed, each in a folder of its own, and mean ± SD over them."""
    names = [run.name for run in runs]
    if len(set(names)) < len(names):
        names = [f"{place}-{name}" for place, name in enumerate(names, 1)]
    results: dict[str, Mapping[str, Estimate]] = {}
    for name, run in zip(names, runs, strict=True):
        sys.stdout.write(f"{name}\n\n")
        results[name] = evaluate_run(request, run, out / name, into_card=False).metrics
    first = next(iter(results.values()))
    table = over_runs(results)
    means = {}
    for name in first:
        center, spread = mean_and_deviation([metrics[name] for metrics in results.values() if name in metrics])
        means[name] = Estimate(center, center - spread, center + spread, len(results), "mean ± SD over runs")
    whole = Evaluation(means, (table,), [])
    account = {"task": request.task, "data": request.data.title, "split": request.split, "runs": [*results]}
    sys.stdout.write(write(whole, out, account))
    title = f"{request.task}: {len(results)} runs on the {request.split} split of {request.data.title}"
    write_page(out / PAGE, title, request.data.phantom, request.data.split_digest, evaluation_sections(whole))


def write_figures(request: Request, bundle: Bundle, metrics: Mapping[str, Estimate], folds: int) -> None:
    """Put performance, and the maps' sanity checks on the validation split, into a bundle's card."""
    card = bundle.card
    task, document = load_task(card.task, card), open_card(card.folder)
    where = f"{request.data.title}, {request.split} split" + (f", {folds} folds pooled" if folds > 1 else "")
    performance = [
        {"metric": name, "value": round(e.value, 4), "low": round(e.low, 4), "high": round(e.high, 4), "data": where}
        for name, e in metrics.items()
        if e.defined
    ]
    for key in ("performance", "saliency", "speed"):
        document.pop(key, None)
    network, held = network_of(task, request.device), bundle.data.split("val")
    saliency = request.module.saliency_tables(task, network, held, request.device)
    speed = speed_table(task, network, held, request.device, f"{request.data.title}, val split")
    merge(document, {"performance": performance, "saliency": saliency, **({"speed": speed} if speed else {})})
    write_card(document, card.folder)
