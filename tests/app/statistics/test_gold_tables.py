"""Tests and coefficients of small tables against statsmodels, SciPy, R and dcurves; and that no entry is forgotten."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.statistics.agreement import fleiss_kappa, intraclass_correlations, kappa_of_table, kappa_test
from app.statistics.calibration import decision_curve
from app.statistics.diagnostic import auc_delong, proportion
from app.statistics.paired import discordant_pairs, fisher_exact, mcnemar_chi_square, mcnemar_exact
from app.statistics.rating_files import read_ratings

WEIGHTS = ("none", "linear", "quadratic")
COVERED = {
    "mrmc_vandyke",
    "mrmc_vandyke_binary_sens",
    "froc_toy",
    "wafroc_worked_example",
    "imrmc",
    "mcnemar_exact",
    "mcnemar_chi2",
    "fisher_exact",
    "proportion_ci",
    "cohen_kappa",
    "fleiss_kappa",
    "icc_shrout_fleiss",
    "net_benefit",
    "roc_table_4_1",
    "published_msk_ai_reader_study",
    "own_roc_ordinal",
    "own_R2_mrmcaov",
    "froc_own",
    "power_or",
}


def test_every_entry_is_compared(expected: dict[str, Any]) -> None:
    assert {name for name in expected if not name.startswith("_")} == COVERED


@pytest.mark.parametrize("index", range(6))
def test_mcnemar(expected: dict[str, Any], ledger: Any, index: int) -> None:
    exact = expected["mcnemar_exact"]["cases"][index]
    (_, only_second), (only_first, _) = exact["table"]
    own = mcnemar_exact(only_first, only_second)
    ledger.check(f"mcnemar_exact[{index}].p", exact["p"], own.p, tolerance=5e-7)
    case = expected["mcnemar_chi2"]["cases"][index]
    (_, only_second), (only_first, _) = case["table"]
    own = mcnemar_chi_square(only_first, only_second, case["correction"])
    ledger.check(f"mcnemar_chi2[{index}].p", case["p"], own.p, digits=7)
    ledger.check(f"mcnemar_chi2[{index}].statistic", case["statistic"], own.statistic, digits=7)


def test_there_are_six_mcnemar_tables(expected: dict[str, Any]) -> None:
    assert [len(expected[name]["cases"]) for name in ("mcnemar_exact", "mcnemar_chi2")] == [6, 6]


def test_fisher(expected: dict[str, Any], ledger: Any) -> None:
    for index, case in enumerate(expected["fisher_exact"]["cases"]):
        ledger.check(f"fisher_exact[{index}].p", case["p"], fisher_exact(case["table"]).p)


def test_proportions(expected: dict[str, Any], ledger: Any) -> None:
    for index, case in enumerate(expected["proportion_ci"]["cases"]):
        for method, key in (("clopper-pearson", "clopper_pearson"), ("wilson", "wilson")):
            own = proportion(case["x"], case["n"], method)
            tolerance = 0.0 if case["n"] != 30 else 5e-8  # these are printed with seven decimals, the others with all
            ledger.check(f"proportion_ci[{index}].{key}", case[key], [own.low, own.high], tolerance=tolerance)


def test_cohen(expected: dict[str, Any], ledger: Any) -> None:
    for index, case in enumerate(expected["cohen_kappa"]["cases"]):
        name, weights = f"cohen_kappa[{index}]", WEIGHTS[case["power"]]
        estimate, test = kappa_of_table(case["table"], weights), kappa_test(case["table"], weights)
        ledger.check(f"{name}.kappa", case["kappa"], estimate.value, tolerance=case["tol"])
        if "ci" in case:
            half = (estimate.high - estimate.low) / 2
            ledger.check(f"{name}.ci", case["ci"], [estimate.low, estimate.high], tolerance=2 * case["tol"])
            ledger.check(f"{name}.ase", case["ase"], half / 1.959963984540054, tolerance=case["tol"])
            ledger.check(f"{name}.ase_h0", case["ase_h0"], estimate.value / test.statistic, tolerance=case["tol"])
        else:
            ledger.check(f"{name}.z", case["z"], test.statistic, digits=6)
            ledger.check(f"{name}.p", case["p"], test.p, digits=7)


def test_fleiss(expected: dict[str, Any], ledger: Any) -> None:
    for index, case in enumerate(expected["fleiss_kappa"]["cases"]):
        own = fleiss_kappa(case["counts"])
        ledger.check(f"fleiss_kappa[{index}].kappa", case["kappa"], own.value, tolerance=case["tol"])
        assert own.low < own.value < own.high


def test_intraclass_correlations(expected: dict[str, Any], ledger: Any) -> None:
    entry = expected["icc_shrout_fleiss"]
    own = intraclass_correlations(entry["ratings"])
    for name, value in entry["icc"].items():
        ledger.check(f"icc_shrout_fleiss.{name}", value, own[name].value)
    for name, limits in entry["ci95"].items():
        ledger.check(f"icc_shrout_fleiss.{name}.ci95", limits, [own[name].low, own[name].high])


def test_net_benefit(gold: Path, expected: dict[str, Any], ledger: Any) -> None:
    entry = expected["net_benefit"]
    with (gold / entry["data"]).open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    truth, decision = [row["cancer"] == "TRUE" for row in rows], [float(row["famhistory"]) for row in rows]
    thresholds = [row["threshold"] for row in entry["rows"]]
    for row, own in zip(entry["rows"], decision_curve(truth, decision, thresholds), strict=True):
        name = f"net_benefit[{row['threshold']}]"
        ledger.check(f"{name}.famhistory", row["famhistory"], own.net_benefit.value)
        ledger.check(f"{name}.treat_all", row["treat_all"], own.treat_all)


def test_roc_points_of_the_ratings_table(expected: dict[str, Any], ledger: Any) -> None:
    entry = expected["roc_table_4_1"]
    healthy, diseased = (np.repeat(np.arange(1, 6), entry[f"counts_{name}"]) for name in ("nondiseased", "diseased"))
    for ratings, key, tolerance in (
        (healthy, "fpf_ge_5_4_3", 5.5e-4),
        (diseased, "tpf_ge_5_4_3", 5e-3),
    ):
        got = [float((ratings >= cut).mean()) for cut in (5, 4, 3)]
        ledger.check(f"roc_table_4_1.{key}", entry[key], got, tolerance=tolerance)
    area = auc_delong([0] * healthy.size + [1] * diseased.size, np.concatenate([healthy, diseased]))
    pairs = [(d > h) + 0.5 * (d == h) for d in diseased for h in healthy]
    assert area.value == pytest.approx(float(np.mean(pairs)))


def test_percentages_of_the_published_study(expected: dict[str, Any], ledger: Any) -> None:
    entry = expected["published_msk_ai_reader_study"]
    shares = {case["name"]: proportion(case["x"], case["n"]).value for case in entry["proportions"]}
    for case in entry["proportions"]:
        name = f"published_msk_ai_reader_study.{case['name']}"
        ledger.check(name, case["percent"], 100 * shares[case["name"]], tolerance=0.05)
    for figure in ("sens", "spec"):
        difference = 100 * (shares[f"{figure} aided"] - shares[f"{figure} unaided"])
        stated = entry["stated"][f"{figure}_diff_pct"]
        ledger.check(f"published_msk_ai_reader_study.{figure} difference", stated, difference, tolerance=0.05)


@pytest.mark.xfail(strict=True, reason="the study's reads are not published, and pooled reads ignore readers and cases")
@pytest.mark.parametrize("figure", ["sens", "spec"])
def test_intervals_of_the_published_study(expected: dict[str, Any], figure: str) -> None:
    entry = expected["published_msk_ai_reader_study"]
    aided, unaided = (
        next(case for case in entry["proportions"] if case["name"] == f"{figure} {arm}") for arm in ("aided", "unaided")
    )
    shares = [case["x"] / case["n"] for case in (aided, unaided)]
    half = 1.96 * sum(p * (1 - p) / aided["n"] for p in shares) ** 0.5
    stated = entry["stated"][f"{figure}_diff_ci"]
    assert 100 * (shares[0] - shares[1] - half) == pytest.approx(stated[0], abs=0.05)


def test_mcnemar_of_each_reader(gold: Path, expected: dict[str, Any], ledger: Any) -> None:
    ratings = read_ratings([gold / "own_roc_ordinal.csv"])
    truth = ratings.truth.tolist()
    for j, reader in enumerate(ratings.readers):
        want = expected["own_roc_ordinal"]["mcnemar_correct_vs_correct_cut3"][reader]
        unaided, aided = ((ratings.scores[i, j] >= 3).tolist() for i in (0, 1))
        only_unaided, only_aided = discordant_pairs(truth, unaided, aided)
        assert sorted((only_unaided, only_aided)) == sorted((want["table"][0][1], want["table"][1][0]))
        p = mcnemar_exact(only_unaided, only_aided).p
        ledger.check(f"own_roc_ordinal.mcnemar.{reader}.p", want["exact_p"], p)
