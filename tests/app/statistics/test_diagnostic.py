"""Tables of numbers with their source; degenerate inputs."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.statistics.diagnostic import (
    ConfusionTable,
    accuracy,
    auc_delong,
    negative_predictive_value,
    placements,
    positive_predictive_value,
    proportion,
    sensitivity,
    specificity,
)


@pytest.fixture(scope="session")
def gold(shared: Path) -> dict[str, Any]:
    """The reference numbers that lie beside the checkout."""
    return json.loads((shared / "gold" / "expected.json").read_text())


def test_intervals_of_a_proportion_are_those_of_r_binom_confint(gold: dict[str, Any]) -> None:
    for case in gold["proportion_ci"]["cases"]:
        for method, key in (("wilson", "wilson"), ("clopper-pearson", "clopper_pearson")):
            estimate = proportion(case["x"], case["n"], method)
            assert estimate.value == case["x"] / case["n"]
            assert (estimate.low, estimate.high) == pytest.approx(tuple(case[key]), abs=5.1e-8)


def test_published_reader_study_proportions(gold: dict[str, Any]) -> None:
    for case in gold["published_msk_ai_reader_study"]["proportions"]:
        assert 100 * proportion(case["x"], case["n"]).value == pytest.approx(case["percent"], abs=0.05)


@pytest.mark.parametrize(
    ("successes", "n", "method", "low", "high"),
    [
        # R binom::binom.confint, as printed in statsmodels' results_proportion.py
        (18, 20, "wilson", 0.6989663547715128, 0.972133518786232),
        (18, 20, "clopper-pearson", 0.6830172859809176, 0.9876514728297052),
        (0, 30, "wilson", 0.0, 0.11351339),
        (30, 30, "clopper-pearson", 0.8842967, 1.0),
    ],
)
def test_proportion_intervals(successes: int, n: int, method: str, low: float, high: float) -> None:
    estimate = proportion(successes, n, method)
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=1e-7)
    assert (estimate.n, estimate.method) == (n, method)


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(1, 60))
def test_the_exact_interval_holds_the_wilson_value_and_both_hold_the_estimate(successes: int, n: int) -> None:
    successes = min(successes, n)
    for method in ("wilson", "clopper-pearson"):
        estimate = proportion(successes, n, method)
        assert 0 <= estimate.low <= estimate.value + 1e-12
        assert estimate.value - 1e-12 <= estimate.high <= 1


@pytest.mark.parametrize(("successes", "n", "method"), [(3, 2, "wilson"), (-1, 2, "wilson"), (1, 2, "wald")])
def test_impossible_proportions_are_refused(successes: int, n: int, method: str) -> None:
    with pytest.raises(ValueError, match=r"not a proportion|unknown interval"):
        proportion(successes, n, method)


def test_the_two_by_two_table() -> None:
    # Yeh 2022 (PMC9764339), first-year resident with the model: 47 of 50 malignant, 127 of 140 benign (counts inferred)
    table = ConfusionTable(true_positive=47, false_positive=13, true_negative=127, false_negative=3)
    assert sensitivity(table).value == pytest.approx(0.94)
    assert specificity(table).value == pytest.approx(127 / 140)
    assert accuracy(table).value == pytest.approx(174 / 190)
    assert positive_predictive_value(table).value == pytest.approx(47 / 60)
    assert negative_predictive_value(table).value == pytest.approx(127 / 130)
    assert (sensitivity(table).n, specificity(table).n, accuracy(table).n) == (50, 140, 190)


def test_counting_calls() -> None:
    truth = [True, True, True, False, False, False, False]
    calls = [True, True, False, True, False, False, False]
    assert ConfusionTable.from_labels(truth, calls) == ConfusionTable(2, 1, 3, 1)
    assert ConfusionTable.from_labels(np.array(truth, int), np.array(calls, int)) == ConfusionTable(2, 1, 3, 1)


@pytest.mark.parametrize(("truth", "calls"), [([1, 0], [1]), ([1, 2], [1, 0]), ([1, math.nan], [1, 0])])
def test_tables_of_something_else_are_refused(truth: list[float], calls: list[float]) -> None:
    with pytest.raises(ValueError, match="truth"):
        ConfusionTable.from_labels(truth, calls)
    with pytest.raises(ValueError, match="negative"):
        ConfusionTable(1, -1, 1, 1)


def test_what_does_not_exist_says_why() -> None:
    only_healthy = ConfusionTable(0, 0, 5, 0)
    for estimate in (sensitivity(only_healthy), positive_predictive_value(only_healthy)):
        assert not estimate.defined
        assert estimate.reason
        assert estimate.as_dict()["value"] is None
        json.dumps(estimate.as_dict(), allow_nan=False)
    assert specificity(only_healthy).value == 1.0
    assert not accuracy(ConfusionTable(0, 0, 0, 0)).defined
    assert not negative_predictive_value(ConfusionTable(1, 1, 0, 0)).defined
    assert not specificity(ConfusionTable(1, 0, 0, 0)).defined


def test_auc_of_the_ratings_table(gold: dict[str, Any]) -> None:
    """The area by trapezoids through the printed operating points equals the Mann-Whitney area."""
    entry = gold["roc_table_4_1"]
    healthy, diseased = entry["counts_nondiseased"], entry["counts_diseased"]
    truth = [0] * sum(healthy) + [1] * sum(diseased)
    rating = [level for counts in (healthy, diseased) for level, n in enumerate(counts, 1) for _ in range(n)]
    fpf = np.append(0, np.cumsum(healthy[::-1]) / sum(healthy))
    tpf = np.append(0, np.cumsum(diseased[::-1]) / sum(diseased))
    assert fpf[1:4] == pytest.approx(entry["fpf_ge_5_4_3"], abs=5e-4)
    assert tpf[1:4] == pytest.approx(entry["tpf_ge_5_4_3"], abs=5e-4)
    assert auc_delong(truth, rating).value == pytest.approx(float(np.trapezoid(tpf, fpf)), abs=1e-12)


def test_auc_per_reader_of_van_dyke(gold: dict[str, Any], shared: Path) -> None:
    with (shared / "gold" / "mrmcaov_VanDyke.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    for treatment, areas in enumerate(gold["mrmc_vandyke"]["auc_modality_by_reader"], 1):
        for reader, area in enumerate(areas, 1):
            chosen = [r for r in rows if r["treatment"] == str(treatment) and r["reader"] == str(reader)]
            estimate = auc_delong([int(r["truth"]) for r in chosen], [float(r["rating"]) for r in chosen])
            assert estimate.value == pytest.approx(area, abs=1e-12)
            assert estimate.n == 114


def test_delong_by_hand() -> None:
    # diseased 3, 4, 2; healthy 1, 2, 3. V10 = 2.5/3, 3/3, 1.5/3; V01 = 3/3, 2.5/3, 1.5/3 (pairs counted one by one)
    estimate = auc_delong([1, 1, 1, 0, 0, 0], [3, 4, 2, 1, 2, 3])
    assert estimate.value == pytest.approx(7 / 9)
    v10, v01 = np.array([2.5, 3.0, 1.5]) / 3, np.array([3.0, 2.5, 1.5]) / 3
    half = 1.959963984540054 * math.sqrt(v10.var(ddof=1) / 3 + v01.var(ddof=1) / 3)
    assert estimate.low == pytest.approx(7 / 9 - half)
    assert estimate.high == 1.0  # clipped: 7/9 + half is above


def test_the_direction_is_never_flipped() -> None:
    truth = [1, 1, 1, 0, 0, 0]
    rating = np.array([1.0, 2.0, 2.5, 2.0, 3.0, 4.0])
    assert auc_delong(truth, rating).value + auc_delong(truth, -rating).value == pytest.approx(1.0)
    assert auc_delong(truth, rating).value < 0.5


def test_degenerate_areas() -> None:
    assert "no positive" in auc_delong([0, 0], [1, 2]).reason
    assert "no negative" in auc_delong([1, 1], [1, 2]).reason
    assert not auc_delong([], []).defined
    perfect = auc_delong([0, 0, 1, 1], [1, 2, 3, 4])
    assert (perfect.value, perfect.low, perfect.high) == (1.0, 1.0, 1.0)
    assert perfect.reason
    single = auc_delong([1, 0, 0], [2, 1, 3])
    assert single.value == 0.5
    assert math.isnan(single.low)
    with pytest.raises(ValueError, match="missing read"):
        auc_delong([0, 1], [math.nan, 1.0])
    with pytest.raises(ValueError, match="truths"):
        auc_delong([0, 1], [1.0])


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=12),
    st.lists(st.integers(0, 5), min_size=1, max_size=12),
)
def test_placements_count_pairs(diseased: list[int], healthy: list[int]) -> None:
    x, y = np.array(diseased, float), np.array(healthy, float)
    wins = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    of_diseased, of_healthy = placements(x, y)
    assert of_diseased == pytest.approx(wins.mean(axis=1))
    assert of_healthy == pytest.approx(wins.mean(axis=0))
