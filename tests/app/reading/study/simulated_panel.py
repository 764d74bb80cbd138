"""Readers of known skill: a panel drawn by the model of Roe and Metz, and what a simulated model does to their answers.

Unaided, reader j rates case k of truth t (0 or 1) with Roe & Metz, Acad Radiol 4 (1997) 298–303:

    U = μ·t + R(j,t) + C(k) + RC(j,k) + E(j,k)

with normal effects, so that readers differ, cases are hard for everybody, and two reads of a case are correlated. The
simulated model scores the same cases, S = δ·t + √ρ·C(k)/σ_C + √(1 − ρ)·Z(k), and shows the probability with the log
odds L = δ·(S − δ/2). Aided, the reader moves by as much of it as he or she trusts: A = U + w(j)·L + E'(j,k). What is
true of such a panel is no formula but a number of `true_effect`, by the same draws on many more panels.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from app.reading.opinion import Answer
from app.statistics.ratings import Ratings
from imaging.finding import Finding, Probability
from inference.job import TaskResult, TaskStatus

METRICS = ("AUC", "sensitivity", "specificity")
_Array = NDArray[np.float64]


@dataclass(frozen=True)
class Skill:
    """Variances and means of the panel; variances of cases and reads sum to 1, as in Roe and Metz."""

    apart: float = 1.2  # μ: an area of Φ(1.2 / √2) = 0.80 for the average reader
    reader: float = 0.02  # variance of R, for each truth by itself
    case: float = 0.5
    reader_case: float = 0.25
    error: float = 0.25
    threshold: float = 0.09  # variance over readers of where a "yes" begins
    model_apart: float = 1.8  # δ: an area of Φ(1.8 / √2) = 0.90 for the model alone
    shared: float = 0.4  # ρ: how much the model finds hard what readers find hard
    trust: float = 0.25
    trust_spread: float = 0.1  # standard deviation of w over readers
    second_look: float = 0.05  # variance of E'


@dataclass(frozen=True, eq=False)
class Panel:
    """One study's answers.

    Attributes
    ----------
    truth : array of bool, shape (…, cases)
    probability : array of float, shape (…, cases)
        What the model shows.
    ratings : array of int, shape (…, 2, readers, cases)
        1–200; aided first, then unaided; above 100 is a "yes".
    """

    truth: NDArray[np.bool_]
    probability: _Array
    ratings: NDArray[np.int64]

    def answer(self, arm: int, reader: int, case: int, question: str) -> Answer:
        """As the reader gives it: a side and how certain."""
        rating = int(self.ratings[arm, reader, case])
        return Answer(question, rating > 100, rating - 100 if rating > 100 else 101 - rating)

    def result(self, case: int) -> TaskResult:
        """As the model gives it."""
        value = Probability(float(self.probability[case]), 0.5)
        finding = Finding("lower_limb/fracture/0", "lower_limb", "fracture", value)
        return TaskResult("lower_limb", "1", "5e" * 32, TaskStatus.OK, findings=(finding,))

    def as_drawn(self, readers: tuple[str, ...], cases: tuple[str, ...]) -> tuple[Ratings, Ratings]:
        """Ratings and calls without any Reading: what must come out of the record again."""
        names = ("aided", "unaided"), readers, cases, self.truth
        return Ratings(*names, self.ratings.astype(float)), Ratings(*names, (self.ratings > 100).astype(float))


def draw(random: np.random.Generator, truth: NDArray[np.bool_], readers: int, skill: Skill, studies: int = 0) -> Panel:
    """Draw one study, or many of the same size along a first axis."""
    many = (studies,) if studies else ()
    cases = truth.size

    def normal(variance: float, *shape: int) -> _Array:
        return np.asarray(np.sqrt(variance) * random.normal(size=(*many, *shape)), dtype=np.float64)

    hard = normal(skill.case, 1, cases)
    own = normal(skill.reader, readers, 2)
    of_truth = np.where(truth, own[..., 1:2], own[..., 0:1])
    unaided = skill.apart * truth + of_truth + hard
    unaided = unaided + normal(skill.reader_case, readers, cases) + normal(skill.error, readers, cases)
    score = skill.model_apart * truth + np.sqrt(skill.shared / skill.case) * hard + normal(1 - skill.shared, 1, cases)
    odds = skill.model_apart * (score - skill.model_apart / 2)
    trust = skill.trust + normal(skill.trust_spread**2, readers, 1)
    aided = unaided + trust * odds + normal(skill.second_look, readers, cases)
    threshold = skill.apart / 2 + normal(skill.threshold, readers, 1)
    latent = np.stack([aided - threshold, unaided - threshold], axis=-3)
    ratings = np.clip(np.ceil(200 * scipy.special.ndtr(latent / 1.5)), 1, 200).astype(np.int64)
    probability = np.asarray(scipy.special.expit(odds[..., 0, :]), dtype=np.float64)
    return Panel(np.broadcast_to(truth, (*many, cases)), probability, ratings)


def true_effect(skill: Skill, studies: int = 40_000, cases: int = 60, seed: int = 1) -> dict[str, tuple[float, float]]:
    """Metric → (aided − unaided over all readers and cases, standard error of this number).

    Every panel has five new readers and new cases, half of them diseased; the area is that of the empirical curve.
    """
    random, truth = np.random.default_rng(seed), np.arange(cases) % 2 == 1
    found: dict[str, list[_Array]] = {metric: [] for metric in METRICS}
    for _ in range(0, studies, 500):
        panel = draw(random, truth, 5, skill, studies=500)
        values = areas(panel.ratings, truth), *shares(panel.ratings, truth)
        for metric, value in zip(METRICS, values, strict=True):
            found[metric].append((value[:, 0] - value[:, 1]).mean(axis=-1))
    joined = {metric: np.concatenate(parts) for metric, parts in found.items()}
    return {metric: (float(d.mean()), float(d.std(ddof=1) / np.sqrt(d.size))) for metric, d in joined.items()}


def areas(ratings: NDArray[np.int64], truth: NDArray[np.bool_]) -> _Array:
    """Area under each empirical curve, ties one half, over the last axis."""
    ranks = scipy.stats.rankdata(ratings, axis=-1)
    diseased = int(truth.sum())
    above = ranks[..., truth].sum(axis=-1) - diseased * (diseased + 1) / 2
    return np.asarray(above / (diseased * (truth.size - diseased)), dtype=np.float64)


def shares(ratings: NDArray[np.int64], truth: NDArray[np.bool_]) -> tuple[_Array, _Array]:
    """Sensitivity and specificity over the last axis."""
    calls = ratings > 100
    return calls[..., truth].mean(axis=-1), 1.0 - calls[..., ~truth].mean(axis=-1)


def speaker(
    panel: Panel, reader: int, cases: tuple[str, ...], question: str
) -> tuple[Callable[[str, str], Answer], Callable[[str], TaskResult]]:
    """What this reader says of a case in a phase, and what the model says of it, for `simulated.read_all`."""
    place = {name: number for number, name in enumerate(cases)}
    return (
        lambda case, phase: panel.answer(0 if phase == "aided" else 1, reader, place[case], question),
        lambda case: panel.result(place[case]),
    )
