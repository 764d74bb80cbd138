"""Can the network's features tell scanners apart? A model that knows the scanner may use it instead of the disease.

The features of a trained network are frozen; a logistic regression is asked for the scanner (or any other category),
and beside it for the answer itself (Badgeley 2019, npj Digit Med 2:31: hip fractures were told from the scanner).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.statistics.diagnostic import Estimate, auc_delong
from training.categories import most_frequent_first
from training.datasets import Sample
from training.linear import cross_fitted
from training.outcomes import outcomes_of
from training.progress import Progress
from training.report import Table, cell

WIDEST = 4096
"""A layer with more inputs sees places (Mask R-CNN's first box layer), not features."""

PENALTY = 0.05

SUSPICIOUS, UNEQUAL, ENOUGH = 0.7, 0.1, 10
"""A warning needs an area of this much, shares of an answer that differ so far, in values with so many samples."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Featured:
    """Samples with the features of one network, shape (n, d)."""

    samples: Sequence[Sample]
    features: Array


class Listener:
    """Hears what goes into the fully connected layers, and keeps the mean over everything they saw of one sample."""

    def __init__(self, network: nn.Module) -> None:
        self._layers = [m for m in network.modules() if isinstance(m, nn.Linear) and m.in_features <= WIDEST]
        self._sums = [torch.zeros(layer.in_features, dtype=torch.float64) for layer in self._layers]
        self._counts = [0] * len(self._layers)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hooks are there while the block runs, and gone after it."""
        hooks = [
            layer.register_forward_pre_hook(lambda _, inputs, place=place: self._hear(place, inputs[0]))
            for place, layer in enumerate(self._layers)
        ]
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()

    def take(self) -> Array:
        """The features heard since the last time, all layers one after the other; zeros of a layer that saw nothing."""
        means = [total / max(count, 1) for total, count in zip(self._sums, self._counts, strict=True)]
        for total in self._sums:
            total.zero_()
        self._counts = [0] * len(self._layers)
        return torch.cat(means).numpy() if means else np.zeros(0)

    def _hear(self, place: int, inputs: Tensor) -> None:
        rows = inputs.detach().reshape(-1, inputs.shape[-1]).double().cpu()
        self._sums[place] += rows.sum(dim=0)
        self._counts[place] += len(rows)


def features_of(task: Any, network: nn.Module, samples: Sequence[Sample], device: torch.device) -> Featured:
    """Run the task on every sample, exactly as on a Case, and listen."""
    listener, rows = Listener(network), []
    progress = Progress("Reading features", len(samples))
    with listener.listening():
        for place, sample in enumerate(samples):
            task.run(network, task.preprocess(sample.load()), device)
            rows.append(listener.take())
            progress(place + 1)
    progress.close()
    return Featured(samples, np.stack(rows))


def tells_apart(parts: Sequence[Featured], category: str, values: Mapping[str, str]) -> tuple[Table, str]:
    """How well a category and, beside it, the answers are read off frozen features; and a warning, or nothing.

    Parameters
    ----------
    parts : sequence of Featured
        One per network: one, or the folds of a cross-validation. Regressions are fitted within each.
    values : mapping
        Sample ID → value of the category.
    """
    samples = [sample for part in parts for sample in part.samples]
    outcomes = outcomes_of(samples)
    here = {sample.sample_id: values[sample.sample_id] for sample in samples if sample.sample_id in values}
    rows, areas = [], []
    for level in most_frequent_first(here):
        asked = {key: value == level for key, value in here.items()}
        area = _area(parts, asked)
        areas.append(area)
        rows.append((f"{category}: {level}", str(sum(asked.values())), _shares(asked, outcomes), cell(area)))
    for label, answers in outcomes.items():
        rows.append((f"answer: {label}", str(sum(answers.values())), "", cell(_area(parts, answers))))
    header = ("Asked of the frozen features", "Samples", "Share with the answer", "AUC (five-fold by patient)")
    table = Table(f"Do the features tell the {category}?", header, tuple(rows))
    known = [area.value for area in areas if area.defined and area.low > 0.5]
    best = max(known, default=0.0)
    warning = (
        f"The network's features tell the {category} with an area under the ROC curve of up to {best:.3f}, and the "
        f"answer is not as frequent in every {category}: figures of all samples together may flatter it."
    )
    return table, warning if best >= SUSPICIOUS and _unbalanced(here, outcomes) else ""


def _area(parts: Sequence[Featured], asked: Mapping[str, bool]) -> Estimate:
    truth: list[bool] = []
    scores: list[float] = []
    for part in parts:
        kept = [place for place, sample in enumerate(part.samples) if sample.sample_id in asked]
        here = np.array([asked[part.samples[place].sample_id] for place in kept], dtype=bool)
        groups = [part.samples[place].group for place in kept]
        told = cross_fitted(here, part.features[kept], groups, PENALTY) if kept else np.zeros(0)
        known = ~np.isnan(told)
        truth += here[known].tolist()
        scores += told[known].tolist()
    return auc_delong(truth, scores)


def _shares(asked: Mapping[str, bool], outcomes: Mapping[str, Mapping[str, bool]]) -> str:
    """How many samples of a value have each answer."""
    words = []
    for label, answers in outcomes.items():
        known = [answers[key] for key, here in asked.items() if here and key in answers]
        words.append(f"{label} {sum(known)}/{len(known)} ({np.mean(known):.0%})" if known else f"{label} –")
    return ", ".join(words)


def _unbalanced(values: Mapping[str, str], outcomes: Mapping[str, Mapping[str, bool]]) -> bool:
    """True when the share of an answer differs between values by more than `UNEQUAL`."""
    for answers in outcomes.values():
        shares = []
        for level in set(values.values()):
            known = [answers[key] for key, value in values.items() if value == level and key in answers]
            shares += [float(np.mean(known))] if len(known) >= ENOUGH else []
        if shares and max(shares) - min(shares) > UNEQUAL:
            return True
    return False
