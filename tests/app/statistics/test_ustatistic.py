"""U-statistics against loops over every pair of cases."""

import itertools
import math

import numpy as np
import pytest

from app.statistics import pair_sums as pair_sums_module
from app.statistics.figures import auc_figures
from app.statistics.pair_sums import pair_sums
from app.statistics.ratings import Ratings
from app.statistics.ustatistic import u_statistics

TRUTH = np.array([1, 1, 1, 0, 0, 0, 0], dtype=bool)


def ratings_with_gaps(seed: int = 0, share: float = 0.2) -> Ratings:
    random = np.random.default_rng(seed)
    scores = random.integers(0, 4, (2, 3, 7)).astype(float) + TRUTH
    scores[random.random(scores.shape) < share] = np.nan
    return Ratings(("a", "b"), ("x", "y", "z"), tuple("1234567"), TRUTH, scores)


def success(scores: np.ndarray, i: int, j: int) -> float:
    """Of a diseased case i and a healthy case j; nan when one was not read."""
    if math.isnan(scores[i] + scores[j]):
        return math.nan
    return float(scores[i] > scores[j]) + 0.5 * float(scores[i] == scores[j])


def test_sums_over_pairs_are_those_of_four_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_sums_module, "_CHUNK_BYTES", 1)  # one healthy case at a time
    columns = ratings_with_gaps().scores.reshape(-1, 7)
    sums = pair_sums(columns, TRUTH)
    diseased, healthy = np.flatnonzero(TRUTH), np.flatnonzero(~TRUTH)
    for a, b in itertools.product(range(6), repeat=2):
        found, design = np.zeros(4), np.zeros(4)
        for i, k in itertools.product(diseased, repeat=2):
            for j, m in itertools.product(healthy, repeat=2):
                first, second = success(columns[a], i, j), success(columns[b], k, m)
                if math.isnan(first + second):
                    continue
                same = np.array([i == k and j == m, i == k, j == m, True])
                found += same * first * second
                design += same
        assert sums.success[:, a, b] == pytest.approx(found)
        assert sums.design[:, a, b] == pytest.approx(design)


def test_pieces_of_the_sum_do_not_show() -> None:
    random = np.random.default_rng(1)
    columns, truth = random.normal(size=(3, 400)), random.random(400) < 0.5
    whole = pair_sums(columns, truth).covariance()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_sums_module, "_CHUNK_BYTES", 5000)
        assert pair_sums(columns, truth).covariance() == pytest.approx(whole, rel=1e-12)


def test_the_unbiased_covariance_averages_to_the_true_one() -> None:
    # three diseased and three healthy cases, each easy or hard with equal chance, for two readers: all 64 studies
    truth = np.arange(6) < 3
    first, second = np.array([[2.0, 1.0], [0.0, 1.5]]), np.array([[3.0, 1.0], [1.0, 2.0]])
    areas, covariances = [], []
    for hard in itertools.product((0, 1), repeat=6):
        kind = (~truth).astype(int), np.array(hard)
        sums = pair_sums(np.stack([first[kind], second[kind]]), truth)
        areas.append(sums.wins / sums.pairs)
        covariances.append(sums.covariance())
    assert np.mean(covariances, axis=0) == pytest.approx(np.cov(np.transpose(areas), ddof=0), rel=1e-9)


def test_a_crossed_study_has_the_mean_of_the_readers_areas() -> None:
    crossed = ratings_with_gaps(share=0.0)
    mean = u_statistics(crossed).means[0]
    assert mean.value == pytest.approx(auc_figures(crossed).values[0].mean())
    assert not math.isnan(mean.hillis.df)


def test_missing_reads_weight_readers_by_their_pairs_and_have_no_hillis_df() -> None:
    scores = np.full((1, 2, 6), np.nan)
    scores[0, 0] = [5, 5, 5, 1, 1, 1]  # area 1 on nine pairs
    scores[0, 1, [0, 3]] = [1, 5]  # area 0 on one pair
    study = Ratings(("m",), ("much", "little"), tuple("123456"), np.arange(6) < 3, scores)
    mean = u_statistics(study).means[0]
    assert mean.value == pytest.approx(0.9)  # not the 0.5 that the readers' areas average to
    assert (mean.readers, mean.diseased, mean.healthy) == (2, 3, 3)
    assert math.isnan(mean.hillis.df)
    assert mean.as_dict()["dfHillis"] is None


def test_a_reader_without_a_pair_is_undefined_and_a_modality_without_one_is_refused() -> None:
    scores = np.random.default_rng(3).normal(size=(2, 3, 8))
    scores[0, 0] = np.nan
    study = Ratings(("a", "b"), ("x", "y", "z"), tuple("12345678"), np.arange(8) < 4, scores)
    own = u_statistics(study).readers[0]
    assert (own.reader, own.modality_a, own.healthy, own.diseased) == ("x", "a", 0, 0)
    assert math.isnan(own.area_a)
    assert math.isnan(own.variance_a)
    scores[0] = np.nan
    with pytest.raises(ValueError, match="nobody read"):
        u_statistics(Ratings(("a", "b"), ("x", "y", "z"), study.cases, study.truth, scores))


def test_degrees_of_freedom_are_rounded_down_as_imrmc_does() -> None:
    mean = u_statistics(ratings_with_gaps(5, share=0.0)).means[2]
    half = (mean.bdg.high - mean.bdg.low) / 2 / math.sqrt(mean.variance) if mean.variance > 0 else math.nan
    from scipy.stats import t

    assert half == pytest.approx(float(t.ppf(0.975, math.floor(mean.bdg.df))))


def test_a_negative_variance_gives_no_interval() -> None:
    found = [u_statistics(ratings_with_gaps(seed, share=0.0)).means[2] for seed in range(60)]
    negative = [mean for mean in found if mean.variance < 0]
    assert negative  # tiny studies have them
    assert all(math.isnan(mean.normal.low) and math.isnan(mean.bdg.p) for mean in negative)
