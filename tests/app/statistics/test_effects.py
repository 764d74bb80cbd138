"""Means over readers and their difference by whatever method the data allow."""

import math
from dataclasses import replace

import numpy as np
import pytest

from app.statistics.case_means import (
    accuracy_figures,
    kappa_figures,
    mean_figures,
    mean_of,
    median_of,
    predictive_figures,
    quartiles,
)
from app.statistics.effects import GAPS, METRICS, ONE_READER, crossed_effect, effect, relative_fall
from app.statistics.figures import auc_figures, share_figures
from app.statistics.multireader import obuchowski_rockette
from app.statistics.question_reads import question_reads
from app.statistics.ratings import Ratings
from tests.app.statistics.artificial_study import (
    READERS,
    nested_cases,
    nested_readers,
    number_study,
    study_of,
    without_reads,
)


def simulated(
    random: np.random.Generator, readers: int = 5, cases: int = 80, effect_on: float = 0.3
) -> tuple[Ratings, Ratings]:
    """Ratings by the model of Roe and Metz, and the calls at 0.6; the truth of the effect is the caller's."""
    truth = np.arange(cases) < cases // 2
    scores = 0.2 * random.normal(size=(1, readers, 1)) * truth + 0.15 * random.normal(size=(2, readers, 1)) * truth
    scores = scores + 0.6 * random.normal(size=(1, 1, cases)) + 0.4 * random.normal(size=(2, 1, cases))
    scores = scores + 0.4 * random.normal(size=(1, readers, cases)) + 0.5 * random.normal(size=(2, readers, cases))
    scores = scores + 1.2 * truth
    scores[0] += effect_on * truth
    names = ("aided", "unaided"), tuple(f"r{j}" for j in range(readers)), tuple(f"c{k}" for k in range(cases))
    return Ratings(*names, truth, scores), Ratings(*names, truth, (scores > 0.6).astype(float))


def with_gaps(ratings: Ratings, random: np.random.Generator, share: float = 0.15) -> Ratings:
    gone = random.random(ratings.scores.shape) < share
    return replace(ratings, scores=np.where(gone, np.nan, ratings.scores))


def test_a_crossed_study_is_analysed_as_by_hand() -> None:
    ratings, calls = simulated(np.random.default_rng(0))
    for metric, figures in (
        ("AUC", auc_figures(ratings)),
        ("sensitivity", share_figures(calls, True)),
        ("specificity", share_figures(calls, False)),
    ):
        found, known = effect(ratings, calls, metric), obuchowski_rockette(figures)
        assert found.change == known.differences[0].estimate
        assert found.p == known.differences[0].p
        assert found.means["aided"].value == pytest.approx(known.means[0].estimate.value)
    right = (calls.scores > 0.5) == calls.truth
    assert effect(ratings, calls, "accuracy").change.value == pytest.approx(right[0].mean() - right[1].mean())


def test_predictive_values_by_counting() -> None:
    _, calls = simulated(np.random.default_rng(1))
    positive = calls.scores > 0.5
    values = [[(calls.truth & row).sum() / row.sum() for row in arm] for arm in positive]
    figures = predictive_figures(calls, True)
    assert figures.values == pytest.approx(np.array(values))
    one_less = replace(calls, cases=calls.cases[1:], truth=calls.truth[1:], scores=calls.scores[:, :, 1:])
    assert figures.left_out is not None
    assert figures.left_out[:, :, 0] == pytest.approx(predictive_figures(one_less, True).values)


def test_without_gaps_the_u_statistic_gives_the_same_shares() -> None:
    from app.statistics import effects

    _, calls = simulated(np.random.default_rng(2))
    for metric in ("sensitivity", "specificity", "accuracy"):
        exact, with_u = effect(calls, calls, metric), effects._with_gaps(calls, metric, 0.95)
        assert with_u.change.value == pytest.approx(exact.change.value, abs=1e-12)
        assert exact.difference is not None
        assert with_u.difference is not None
        # two estimators of one variance
        assert with_u.difference.se == pytest.approx(exact.difference.se, rel=0.35)


def test_intervals_with_missing_reads_cover_the_true_sensitivity() -> None:
    random = np.random.default_rng(3)
    big, calls = simulated(random, readers=400, cases=4000)
    wanted = effect(big, calls, "sensitivity").change.value
    covered = 0
    for _ in range(200):
        _, own = simulated(random)
        change = effect(own, with_gaps(own, random), "sensitivity").change
        covered += change.low <= wanted <= change.high
    assert covered >= 183  # 95 % of 200, less two and a half standard errors


def test_intervals_of_the_relative_fall_of_errors_cover_the_true_one() -> None:
    random = np.random.default_rng(4)
    _, calls = simulated(random, readers=400, cases=4000)
    right = ((calls.scores > 0.5) == calls.truth).mean(axis=(1, 2))
    wanted = 1 - (1 - right[0]) / (1 - right[1])
    covered = 0
    for _ in range(200):
        _, own = simulated(random)
        found = relative_fall(accuracy_figures(own))
        covered += found.low <= wanted <= found.high
    assert covered >= 183


def test_relative_fall_at_its_ends() -> None:
    _, calls = simulated(np.random.default_rng(5))
    perfect = np.broadcast_to(calls.truth, calls.scores.shape).astype(float)
    first = np.stack([perfect[0], calls.scores[1]])
    assert relative_fall(accuracy_figures(replace(calls, scores=first))).value == 1.0
    assert not relative_fall(accuracy_figures(replace(calls, scores=first[::-1]))).defined
    # the same answers in both arms: no fall, and no variance either
    same = relative_fall(accuracy_figures(replace(calls, scores=np.stack([calls.scores[1]] * 2))))
    assert same.value == pytest.approx(0.0)


@pytest.mark.parametrize("metric", METRICS)
def test_too_little_data_gives_a_reason_and_no_error(metric: str) -> None:
    ratings, calls = simulated(np.random.default_rng(6), cases=12)
    healthy = np.flatnonzero(~ratings.truth)

    def part(source: Ratings, arms: slice, readers: slice, cases: np.ndarray) -> Ratings:
        return Ratings(
            source.modalities[arms],
            source.readers[readers],
            tuple(source.cases[k] for k in cases),
            source.truth[cases],
            source.scores[arms, readers][:, :, cases],
        )

    everything = np.arange(12)
    one_class = effect(*(part(x, slice(None), slice(None), healthy) for x in (ratings, calls)), metric)
    if metric in ("AUC", "sensitivity"):
        assert one_class.reason
    one_arm = effect(*(part(x, slice(1), slice(None), everything) for x in (ratings, calls)), metric)
    assert not one_arm.change.defined
    assert one_arm.change.reason
    one_reader = effect(*(part(x, slice(None), slice(1), everything) for x in (ratings, calls)), metric)
    assert one_reader.method == ONE_READER or one_reader.reason
    nobody = effect(*(replace(x, scores=np.full_like(x.scores, np.nan)) for x in (ratings, calls)), metric)
    assert nobody.reason
    assert nobody.means == {}


@pytest.mark.parametrize("damage", [without_reads, nested_readers, nested_cases])
def test_designs_that_are_not_crossed_go_to_the_u_statistic(damage: object) -> None:
    study = damage(study_of())  # type: ignore[operator]
    reads = question_reads(study, study.questions[0])
    found = effect(reads.ratings(), reads.calls(), "AUC")
    assert found.method == GAPS
    assert found.change.defined
    assert set(found.means) == {"aided", "unaided"}


def test_one_reader_with_missing_reads_is_compared_on_the_cases_read_in_both_arms() -> None:
    study = study_of(readers=READERS[:1])
    reads = tuple(read for n, read in enumerate(study.reads) if n % 7)
    part = question_reads(replace(study, reads=reads), study.questions[0])
    found = effect(part.ratings(), part.calls(), "accuracy")
    assert found.method == ONE_READER
    assert found.change.n == len(part.ratings().complete_cases().cases) < 60


def test_times_are_compared_like_any_figure() -> None:
    reads = question_reads(study_of(), study_of().questions[0])
    figures = mean_figures("seconds", reads.arms, reads.readers, reads.seconds)
    found = crossed_effect(figures)
    assert found.change.value == pytest.approx(reads.seconds[0].mean() - reads.seconds[1].mean())
    with pytest.raises(ValueError, match="missing"):
        mean_figures("seconds", reads.arms, reads.readers, np.where(reads.seconds > 20, np.nan, reads.seconds))


def test_jackknifed_kappa_leaves_out_one_case_at_a_time() -> None:
    from app.statistics.agreement import cohen_kappa

    random = np.random.default_rng(8)
    reference = random.integers(0, 4, 30)
    places = np.clip(reference + random.integers(-1, 2, (2, 3, 30)), 0, 3)
    figures = kappa_figures(("a", "b"), ("x", "y", "z"), places, reference, 5)
    assert figures.left_out is not None
    kept = np.arange(30) != 7
    direct = cohen_kappa(places[1, 2, kept].tolist(), reference[kept].tolist(), range(5), "quadratic")
    assert figures.left_out[1, 2, 7] == pytest.approx(direct.value)


def test_means_medians_and_quartiles() -> None:
    values = [3.0, 1.0, math.nan, 2.0, 8.0, 5.0, 4.0]
    mean = mean_of(values)
    # R: t.test(c(3,1,2,8,5,4))$conf.int
    assert (mean.value, mean.low, mean.high) == pytest.approx((3.833333, 1.227294, 6.439373), abs=1e-5)
    median = median_of(values)
    # with six values the smallest and largest cover the median with 1 − 2 · 0.5⁶ = 96.9 %
    assert (median.value, median.low, median.high) == (3.5, 1.0, 8.0)
    assert "too few" in median_of([1.0, 2.0]).reason
    assert quartiles([1.0, 2.0, 3.0, 4.0, 5.0]) == (2.0, 4.0)
    assert not mean_of([]).defined
    assert math.isnan(quartiles([])[0])


def test_numbers_without_yes_and_no_are_never_judged() -> None:
    study = number_study()
    reads = question_reads(study, study.questions[0])
    assert not reads.decided
    assert not reads.judged.any()
    assert effect(reads.ratings(), reads.calls(), "AUC").reason
