"""McNemar against vassarstats and R; DeLong's paired test against its parts and a permutation."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

from app.statistics.paired import delong_paired, discordant_pairs, mcnemar_chi_square, mcnemar_exact


def test_every_stored_mcnemar_table(shared: Path) -> None:
    entry = json.loads((shared / "gold" / "expected.json").read_text())
    for case in entry["mcnemar_exact"]["cases"]:
        (_, b), (c, _) = case["table"]
        assert mcnemar_exact(b, c).p == pytest.approx(case["p"], abs=5.1e-7)
    for case in entry["mcnemar_chi2"]["cases"]:
        (_, b), (c, _) = case["table"]
        test = mcnemar_chi_square(b, c, correction=case["correction"])
        assert test.statistic == pytest.approx(case["statistic"], rel=1e-6)
        assert test.p == pytest.approx(case["p"], rel=1e-6)


@pytest.mark.parametrize(
    ("b", "c", "p"),
    # vassar college online computation, as printed in statsmodels' test_nonparametric.py
    [(70, 59, 0.378688), (30, 60, 0.00206), (10, 10, 1.0)],
)
def test_mcnemar_exact(b: int, c: int, p: float) -> None:
    assert mcnemar_exact(b, c).p == pytest.approx(p, abs=5e-6)


def test_mcnemar_without_discordant_pairs() -> None:
    for test in (mcnemar_exact(0, 0), mcnemar_chi_square(0, 0)):
        assert test.p == 1.0
        assert test.reason
    assert mcnemar_chi_square(1, 1).statistic == 0.0
    with pytest.raises(ValueError, match="negative"):
        mcnemar_exact(-1, 2)


def test_discordant_pairs() -> None:
    truth = [True, True, True, False, False]
    first = [True, False, True, False, True]
    second = [True, True, False, True, True]
    assert discordant_pairs(truth, first, second) == (2, 1)
    assert discordant_pairs(truth, first, second, among=True) == (1, 1)
    assert discordant_pairs(truth, first, second, among=False) == (1, 0)


def test_every_reader_of_the_synthetic_study_as_proc_counts(shared: Path) -> None:
    """Areas, DeLong intervals, z and p of pROC 1.18.0; exact McNemar of right against right at rating ≥ 3."""
    gold = shared / "gold"
    entry = json.loads((gold / "expected.json").read_text())["own_roc_ordinal"]
    rows = list(csv.DictReader((gold / "own_roc_ordinal.csv").read_text().splitlines()))
    assert len(entry["delong_per_reader"]) == 5
    for reader, expected in entry["delong_per_reader"].items():
        arms = {
            arm: {r["case"]: r for r in rows if r["reader"] == reader and r["condition"] == arm}
            for arm in ("unaided", "aided")
        }
        cases = sorted(arms["unaided"])
        truth = [int(arms["unaided"][case]["truth"]) for case in cases]
        ratings = [[float(arms[arm][case]["rating"]) for case in cases] for arm in arms]
        result = delong_paired(truth, *ratings)
        for estimate, arm in ((result.first, "unaided"), (result.second, "aided")):
            assert [estimate.low, estimate.value, estimate.high] == pytest.approx(expected[f"ci_{arm}"], abs=1e-9)
        assert result.test.statistic == pytest.approx(expected["z"], abs=1e-9)
        assert result.test.p == pytest.approx(expected["p"], abs=1e-9)
        calls = [[rating >= 3 for rating in arm] for arm in ratings]
        pairs = discordant_pairs([bool(t) for t in truth], *calls)
        stored = entry["mcnemar_correct_vs_correct_cut3"][reader]
        assert sorted(pairs) == sorted([stored["table"][0][1], stored["table"][1][0]])
        assert mcnemar_exact(*pairs).p == pytest.approx(stored["exact_p"], abs=1e-9)


def test_delong_by_covariances() -> None:
    """Var(A) + Var(B) − 2 Cov(A, B) counted pair by pair gives the same z."""
    generator = np.random.default_rng(2)
    truth = np.repeat([1, 0], [12, 15])
    first = generator.integers(1, 6, 27) + truth
    second = generator.integers(1, 6, 27) + 0.5 * truth
    parts = []
    for rating in (first, second):
        x, y = rating[:12], rating[12:]
        wins = (x[:, None] > y[None]) + 0.5 * (x[:, None] == y[None])
        parts.append((wins.mean(axis=1), wins.mean(axis=0)))
    covariance = np.cov(parts[0][0], parts[1][0]) / 12 + np.cov(parts[0][1], parts[1][1]) / 15
    value = parts[0][0].mean() - parts[1][0].mean()
    error = math.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    result = delong_paired(truth, first, second)
    assert result.test.statistic == pytest.approx(value / error)
    assert (result.difference.high - result.difference.low) / 2 == pytest.approx(1.959963984540054 * error)


def test_nothing_to_compare() -> None:
    same = delong_paired([0, 0, 1, 1], [1, 3, 2, 4], [1, 3, 2, 4])
    assert same.difference.value == 0.0
    assert same.test.p == 1.0
    assert same.test.reason
    assert not delong_paired([1, 1], [1, 2], [2, 1]).difference.defined
    assert "one case of a class" in delong_paired([1, 0, 0], [1, 2, 0], [2, 1, 3]).test.reason
