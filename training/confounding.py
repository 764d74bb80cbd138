"""Can the network's features tell scanners apart? A model that knows the scanner may use it instead of the disease.

The features of a trained network are frozen; a logistic regression is asked for the scanner (or any other category),
and beside it for the answer itself (Badgeley 2019, npj Digit Med 2:31: hip fractures were told from the scanner).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from app.statistics.diagnostic import Estimate, auc_delong
from inference.listening import before_answers
from training.categories import most_frequent_first
from training.datasets import Sample
from training.linear import cross_fitted
from training.outcomes import outcomes_of
from training.progress import Progress
from training.report import Table, cell

PENALTY = 0.05

SUSPICIOUS, UNEQUAL, ENOUGH = 0.7, 0.1, 10
"""A warning needs an area of this much, shares of an answer that differ so far, in values with so many samples."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Featured:
    """Samples with the features of one network, shape (n, d)."""

    samples: Sequence[Sample]
    features: Array


def features_of(task: Any, network: nn.Module, samples: Sequence[Sample], device: torch.device) -> Featured:
    """Run the task on every sample, exactly as on a Case, and listen."""
    listener, rows = before_answers(network), []
    progress = Progress("Reading features", len(samples))
    with listener.listening():
        for place, sample in enumerate(samples):
            task.run(network, task.preprocess(sample.load()), device)
            rows.append(np.concatenate([*listener.take(), np.zeros(0)]))
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

    Notes
    -----
    Where the scanner gives the answer away, features of the disease alone tell the scanner. So the area is also given
    among samples with the same answer (to the first question), where such features are of no use; the warning is
    about that one.
    """
    samples = [sample for part in parts for sample in part.samples]
    outcomes = outcomes_of(samples)
    here = {sample.sample_id: values[sample.sample_id] for sample in samples if sample.sample_id in values}
    first, given = next(iter(outcomes.items()), ("answer", {}))
    rows, known = [], [0.0]
    for level in most_frequent_first(here):
        asked = {key: value == level for key, value in here.items()}
        told = _told(parts, asked)
        alone = [_area(asked, {k: s for k, s in told.items() if given.get(k) is answer}) for answer in (False, True)]
        known += [area.value for area in alone if area.defined and area.low > 0.5]
        cells = (cell(area) for area in (_area(asked, told), *alone))
        rows.append((f"{category}: {level}", str(sum(asked.values())), _shares(asked, outcomes), *cells))
    for label, answers in outcomes.items():
        area = _area(answers, _told(parts, answers))
        rows.append((f"answer: {label}", str(sum(answers.values())), "", cell(area), "", ""))
    asked_of = ("Asked of the frozen features", "Samples", "Share with the answer", "AUC (five-fold by patient)")
    header = (*asked_of, f"AUC where {first}: no", f"AUC where {first}: yes")
    table = Table(f"Do the features tell the {category}?", header, tuple(rows))
    warning = (
        f"The network's features tell the {category}, among samples with the same answer, with an area under the ROC "
        f"curve of up to {max(known):.3f}, and the answer is not as frequent in every {category}: figures of all "
        "samples together may flatter it."
    )
    return table, warning if max(known) >= SUSPICIOUS and _unbalanced(here, outcomes) else ""


def _told(parts: Sequence[Featured], asked: Mapping[str, bool]) -> dict[str, float]:
    """Sample ID → the regression's score, for the samples that were left out of a fit."""
    scores: dict[str, float] = {}
    for part in parts:
        kept = [place for place, sample in enumerate(part.samples) if sample.sample_id in asked]
        here = [part.samples[place] for place in kept]
        truth = np.array([asked[sample.sample_id] for sample in here], dtype=bool)
        told = cross_fitted(truth, part.features[kept], [s.group for s in here], PENALTY) if kept else np.zeros(0)
        scores |= {s.sample_id: float(score) for s, score in zip(here, told, strict=True) if not np.isnan(score)}
    return scores


def _area(asked: Mapping[str, bool], scores: Mapping[str, float]) -> Estimate:
    return auc_delong([asked[key] for key in scores], list(scores.values()))


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
