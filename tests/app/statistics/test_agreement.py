"""Kappa against SAS and R, and what it says when it cannot be counted."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.statistics.agreement import agreement_table, cohen_kappa, kappa_of_table, percent_agreement

WEIGHT_OF_POWER = ("none", "linear", "quadratic")
SAS_TABLE = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]


def test_kappa_of_every_stored_table(shared: Path) -> None:
    entry = json.loads((shared / "gold" / "expected.json").read_text())["cohen_kappa"]
    for case in entry["cases"]:
        estimate = kappa_of_table(case["table"], WEIGHT_OF_POWER[case["power"]])
        assert estimate.value == pytest.approx(case["kappa"], abs=case["tol"]), case["name"]
        if "ci" in case:
            assert (estimate.low, estimate.high) == pytest.approx(tuple(case["ci"]), abs=case["tol"] * 2)


@pytest.mark.parametrize(
    ("weights", "kappa", "low", "high"),
    # SAS printout for `table10`, as stored in statsmodels' test_inter_rater.py
    [("none", 0.4842, 0.2137, 0.7547), ("linear", 0.4701, 0.1845, 0.7558)],
)
def test_kappa_of_sas(weights: str, kappa: float, low: float, high: float) -> None:
    estimate = kappa_of_table(SAS_TABLE, weights)
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((kappa, low, high), abs=1.1e-4)
    assert estimate.n == 19


def test_an_unused_level_changes_weighted_kappa_only() -> None:
    first, second = [0, 1, 2, 2, 1], [0, 2, 2, 1, 1]
    short, full = [0, 1, 2], [0, 1, 2, 3, 4]
    assert cohen_kappa(first, second, short).value == pytest.approx(cohen_kappa(first, second, full).value)
    # the linear weights keep kappa (distances scale), quadratic ones of a scale with an unused *middle* level do not
    spread = [0, 1, 3]
    moved = {0: 0, 1: 1, 2: 3}
    dropped = cohen_kappa([moved[x] for x in first], [moved[x] for x in second], spread, "quadratic")
    kept = cohen_kappa([moved[x] for x in first], [moved[x] for x in second], [0, 1, 2, 3], "quadratic")
    assert dropped.value != pytest.approx(kept.value)


def test_table_counts_pairs() -> None:
    assert agreement_table("aab", "abb", "ab").tolist() == [[1, 1], [0, 1]]
    with pytest.raises(ValueError, match="not a level"):
        agreement_table("ac", "ab", "ab")


def test_percent_agreement() -> None:
    estimate = percent_agreement([True, False, True, True], [True, True, True, False])
    assert (estimate.value, estimate.n) == (0.5, 4)
    assert not percent_agreement([], []).defined


def test_degenerate_kappa() -> None:
    assert "one and the same level" in cohen_kappa([1, 1], [1, 1], [0, 1]).reason
    assert not kappa_of_table(np.zeros((2, 2))).defined
    perfect = cohen_kappa([0, 1, 1], [0, 1, 1], [0, 1])
    assert (perfect.value, perfect.low, perfect.high) == (1.0, 1.0, 1.0)
    for table, weights in (([[1, 2, 3]], "none"), ([[1]], "none"), (SAS_TABLE, "cubic")):
        with pytest.raises(ValueError, match=r"square table|unknown weights"):
            kappa_of_table(table, weights)


def test_one_case_gives_no_kappa() -> None:
    estimate = cohen_kappa([True], [False], (False, True))
    assert not estimate.defined
    assert "one case" in estimate.reason
