"""Obuchowski–Rockette, DBM and power against MRMCaov, RJafroc, Iowa OR-DBM and Windows JAFROC."""

import math
from pathlib import Path
from typing import Any

import pytest

from app.statistics.dbm import dorfman_berbaum_metz
from app.statistics.figures import COVARIANCES, ReaderFigures, auc_figures, share_figures
from app.statistics.multireader import ReaderStudy, obuchowski_rockette, reader_differences
from app.statistics.power import Pilot, cases_needed, study_power
from app.statistics.rating_files import read_ratings
from app.statistics.ratings import Ratings

FILES = {
    "mrmc_vandyke": "mrmcaov_VanDyke.csv",
    "own_roc_ordinal": "own_roc_ordinal.csv",
    "own_R2_mrmcaov": "imrmc_sim_R2_fully_crossed.csv",
}


@pytest.fixture(scope="module")
def studies(gold: Path) -> dict[str, Ratings]:
    found = {name: read_ratings([gold / file]) for name, file in FILES.items()}
    crossed = found["own_R2_mrmcaov"]
    return {**found, "own_R2_mrmcaov": crossed.select(sorted(crossed.modalities), sorted(crossed.readers))}


def numbers(study: ReaderStudy) -> dict[str, Any]:
    """What the reference calls these numbers."""
    parts, difference = study.components, study.differences[0]
    return {
        "varR": parts.var_r,
        "varTR": parts.var_tr,
        "var": parts.var,
        "cov1": parts.cov1,
        "cov2": parts.cov2,
        "cov3": parts.cov3,
        "msT": parts.ms_t,
        "msR": parts.ms_r,
        "msTR": parts.ms_tr,
        "den": study.test.denominator,
        "F": study.test.statistic,
        "ddf": study.test.df2,
        "p": study.test.p,
        "diff": difference.estimate.value,
        "se": difference.se,
        "ci": [difference.estimate.low, difference.estimate.high],
        "single_modality": [
            {"est": m.estimate.value, "se": m.se, "df": m.df, "lo": m.estimate.low, "hi": m.estimate.high}
            for m in study.means
        ],
    }


def check_all(ledger: Any, name: str, want: dict[str, Any], got: dict[str, Any], digits: int) -> None:
    """Every number of the entry, with the entry's own tolerance where it states one."""
    stated = want.get("tol", {})
    for key, value in want.items():
        if key not in got:
            continue
        if key == "single_modality":
            for place, (row, own) in enumerate(zip(value, got[key], strict=True)):
                for part, number in row.items():
                    tolerance = stated.get(f"single_{part}", 0.0)
                    ledger.check(f"{name}.{key}[{place}].{part}", number, own[part], digits=digits, tolerance=tolerance)
        else:
            ledger.check(f"{name}.{key}", value, got[key], digits=digits, tolerance=stated.get(key, 0.0))


@pytest.mark.parametrize("covariance", COVARIANCES)
@pytest.mark.parametrize("name", FILES)
def test_random_readers_and_cases(
    studies: dict[str, Ratings], expected: dict[str, Any], ledger: Any, name: str, covariance: str
) -> None:
    want = expected[name]["methods"][covariance]
    got = numbers(obuchowski_rockette(auc_figures(studies[name], covariance)))
    assert set(want) - set(got) <= {"source", "tol", "X2", "X2_p", "frrc_se", "rrfc_F", "rrfc_p", "rrfc_se"}
    check_all(ledger, f"{name}.{covariance}", want, got, digits=11)


def test_areas_of_van_dyke(studies: dict[str, Ratings], expected: dict[str, Any], ledger: Any) -> None:
    want = expected["mrmc_vandyke"]["auc_modality_by_reader"]
    ledger.check("mrmc_vandyke.auc", want, auc_figures(studies["mrmc_vandyke"]).values.tolist())


def test_fixed_readers_chi_square_and_fixed_cases(
    studies: dict[str, Ratings], expected: dict[str, Any], ledger: Any
) -> None:
    want = expected["mrmc_vandyke"]["methods"]["jackknife"]
    figures = auc_figures(studies["mrmc_vandyke"])
    readers_fixed, cases_fixed = (obuchowski_rockette(figures, random) for random in ("cases", "readers"))
    got = {
        "X2": readers_fixed.test.statistic,
        "X2_p": readers_fixed.test.p,
        "frrc_se": readers_fixed.differences[0].se,
        "rrfc_F": cases_fixed.test.statistic,
        "rrfc_p": cases_fixed.test.p,
        "rrfc_se": cases_fixed.differences[0].se,
    }
    places = {"X2": 5e-7, "X2_p": 5e-9, "frrc_se": 5e-9, "rrfc_F": 5e-4, "rrfc_p": 5e-9, "rrfc_se": 5e-9}
    for key, value in got.items():
        ledger.check(f"mrmc_vandyke.{key}", want[key], value, tolerance=places[key])


def test_fixed_readers_and_fixed_cases_of_the_ordinal_study(
    studies: dict[str, Ratings], expected: dict[str, Any], ledger: Any
) -> None:
    figures = auc_figures(studies["own_roc_ordinal"])
    for random, key in (("cases", "fixed_reader"), ("readers", "fixed_case")):
        study, want = obuchowski_rockette(figures, random), expected["own_roc_ordinal"][key]
        parts, test, difference = study.components, study.test, study.differences[0]
        got = {
            "MS(T)": parts.ms_t,
            "MS(T:R)": parts.ms_tr,
            "Cov1": parts.cov1,
            "Cov2": parts.cov2,
            "Cov3": parts.cov3,
            "Denominator": test.denominator,
            "X2": test.statistic,
            "F": test.statistic,
            "df": test.df1,
            "df1": test.df1,
            "df2": test.df2,
            "p-value": test.p,
        }
        ledger.check(f"own_roc_ordinal.{key}", want["test_equality"], got)
        got = {
            "Estimate": difference.estimate.value,
            "StdErr": difference.se,
            "CI": [[difference.estimate.low, difference.estimate.high]],
            "z": difference.statistic,
            "t": difference.statistic,
            "df": difference.df,
            "p-value": difference.p,
        }
        ledger.check(f"own_roc_ordinal.{key}", want["test_diffs"], got)


def test_each_readers_own_difference(studies: dict[str, Ratings], expected: dict[str, Any], ledger: Any) -> None:
    figures = auc_figures(studies["mrmc_vandyke"])
    rows = expected["mrmc_vandyke"]["per_reader_difference_fixed_reader"]["rows"]
    for row, own in zip(rows, reader_differences(figures, *figures.modalities), strict=True):
        assert own.reader == str(row["reader"])
        got = {"diff": own.estimate.value, "se": own.se, "z": own.statistic, "p": own.p}
        for key, tolerance in (("diff", 5e-6), ("se", 5e-6), ("z", 5e-3), ("p", 5e-5)):
            ledger.check(f"mrmc_vandyke.reader {own.reader}.{key}", row[key], got[key], tolerance=tolerance)


def test_mean_squares_of_pseudovalues(studies: dict[str, Ratings], expected: dict[str, Any], ledger: Any) -> None:
    squares = dorfman_berbaum_metz(auc_figures(studies["mrmc_vandyke"])).mean_squares
    want = expected["mrmc_vandyke"]["dbm_mean_squares"]
    ledger.check("mrmc_vandyke.dbm", want, {key: getattr(squares, key.lower()) for key in want})


def test_windows_jafroc_tests_fixed_readers_with_f(studies: dict[str, Ratings], ledger: Any) -> None:
    # the entry's warning: χ² gives p 0.0193 and F(1, 113) gives 0.0210; both are published
    study = dorfman_berbaum_metz(auc_figures(studies["mrmc_vandyke"]), "cases")
    assert (study.test.df1, study.test.df2) == (1, 113)
    ledger.check("mrmc_vandyke.warning F(1,113) p", 0.0210, study.test.p, tolerance=5e-5)


@pytest.mark.parametrize("name", ["mrmc_vandyke", "own_roc_ordinal"])
def test_pseudovalues_and_error_covariances_give_one_test(studies: dict[str, Ratings], name: str) -> None:
    figures = auc_figures(studies[name])
    by_or, by_dbm = obuchowski_rockette(figures), dorfman_berbaum_metz(figures)
    assert by_dbm.test.statistic == pytest.approx(by_or.test.statistic, rel=1e-9)
    assert by_dbm.test.df2 == pytest.approx(by_or.test.df2, rel=1e-9)
    assert by_dbm.differences[0].se == pytest.approx(by_or.differences[0].se, rel=1e-9)
    assert by_dbm.components.tr == pytest.approx(by_or.components.var_tr, rel=1e-9)


def test_sensitivity_of_van_dyke_at_three(studies: dict[str, Ratings], expected: dict[str, Any], ledger: Any) -> None:
    want = expected["mrmc_vandyke_binary_sens"]
    figures = share_figures(studies["mrmc_vandyke"], among=True, cut=3)
    assert figures.units == 45
    places = {"msT": 5e-9, "msTR": 5e-10, "ddf": 5e-6, "F": 5e-7, "p": 5e-9, "diff": 5e-9, "se": 5e-9}
    got = numbers(obuchowski_rockette(figures))
    for key in ("msT", "msTR", "var", "cov1", "cov2", "cov3", "F", "ddf", "p", "diff", "se"):
        ledger.check(f"mrmc_vandyke_binary_sens.{key}", want[key], got[key], tolerance=places.get(key, 5e-11))


@pytest.mark.parametrize(("among", "key"), [(True, "binary_sens_cut3"), (False, "binary_spec_cut3")])
def test_shares_of_the_ordinal_study(
    studies: dict[str, Ratings], expected: dict[str, Any], ledger: Any, among: bool, key: str
) -> None:
    want = expected["own_roc_ordinal"][key]
    got = numbers(obuchowski_rockette(share_figures(studies["own_roc_ordinal"], among, cut=3)))
    check_all(ledger, f"own_roc_ordinal.{key}", want, got, digits=11)


def test_delong_of_each_reader(studies: dict[str, Ratings], expected: dict[str, Any], ledger: Any) -> None:
    figures = auc_figures(studies["own_roc_ordinal"], "delong")
    want = expected["own_roc_ordinal"]["delong_per_reader"]
    # one reader, one modality: the mean over readers with cases random is DeLong's interval
    for j, (reader, own) in enumerate(zip(want, reader_differences(figures, "unaided", "aided"), strict=True)):
        ledger.check(f"own_roc_ordinal.delong.{reader}.z", want[reader]["z"], own.statistic)
        ledger.check(f"own_roc_ordinal.delong.{reader}.p", want[reader]["p"], own.p)
        for i, modality in enumerate(figures.modalities):
            at = i * len(figures.readers) + j
            alone = ReaderFigures(
                "AUC",
                (modality,),
                (reader,),
                figures.values[i : i + 1, j : j + 1],
                figures.covariance[at : at + 1, at : at + 1],
                "delong",
                figures.units,
            )
            estimate = obuchowski_rockette(alone, "cases").means[0].estimate
            name = f"own_roc_ordinal.delong.{reader}"
            ledger.check(f"{name}.auc_{modality}", want[reader][f"auc_{modality}"], estimate.value)
            got = [estimate.low, estimate.value, estimate.high]
            ledger.check(f"{name}.ci_{modality}", want[reader][f"ci_{modality}"], got)


def test_power_of_a_larger_van_dyke_study(studies: dict[str, Ratings], expected: dict[str, Any], ledger: Any) -> None:
    want, figures = expected["power_or"], auc_figures(studies["mrmc_vandyke"])
    for pilot in (Pilot.from_dbm(dorfman_berbaum_metz(figures)), Pilot.from_or(obuchowski_rockette(figures))):
        own = study_power(pilot, want["effect"], want["J"], want["K"], alpha=want["alpha"])
        ledger.check("power_or.power", want["power"], own.power, tolerance=5e-9)
        # the effect is printed with eight digits, which bounds what depends on it
        ledger.check("power_or.ncp", want["ncp"], own.noncentrality, tolerance=5e-12)
        ledger.check("power_or.df2", want["df2"], own.df2, tolerance=5e-10)
        ledger.check("power_or.f_crit", want["f_crit"], own.critical, tolerance=5e-12)
        needed = cases_needed(pilot, want["effect"], want["J"])
        assert needed is not None
        assert needed.power >= 0.8 > study_power(pilot, want["effect"], want["J"], needed.cases - 1).power


def test_negative_components_are_shown(studies: dict[str, Ratings]) -> None:
    parts = obuchowski_rockette(auc_figures(studies["own_roc_ordinal"])).components
    assert parts.var_r < 0.0
    assert parts.var_tr < 0.0
    assert not math.isnan(parts.var_r_truncated)
