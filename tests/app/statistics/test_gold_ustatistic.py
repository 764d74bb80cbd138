"""U-statistics against iMRMC (Java 4.0.3 and R 2.1.2) and the five VIPER studies."""

import csv
from pathlib import Path
from typing import Any

import pytest

from app.statistics.rating_files import read_ratings
from app.statistics.ratings import Ratings
from app.statistics.ustatistic import UStudy, u_statistics

VIPER_STUDIES = ("screeningLowP", "screeningMedP", "screeningHighP", "challengeMedP", "challengeHighP")
ROUNDED_P = 1e-14
"""Java and R take p as 2 · (1 − cdf): below this there are no digits left."""


def in_alphabetical_order(ratings: Ratings) -> Ratings:
    return ratings.select(sorted(ratings.modalities), sorted(ratings.readers))


def check_means(
    ledger: Any, name: str, rows: list[dict[str, Any]], study: UStudy, digits: int, likelihood: bool = False
) -> None:
    assert len(rows) == len(study.means)
    for row, own in zip(rows, study.means, strict=True):
        got = own.as_dict(likelihood)
        for key, value in row.items():
            if key.startswith("reject") or key == "UstatOrMLE":
                continue  # follow from p, or name the table
            where = f"{name}.{row['modalityA']}-{row['modalityB']}.{key}"
            small = isinstance(value, float) and key.startswith("pValue") and value < 1e-6 * 10 ** (11 - digits)
            tolerance = max(ROUNDED_P, 5 * 10.0**-digits * value) if small or value == 0 else 0.0
            ledger.check(where, value, got[key], digits=digits, tolerance=tolerance)


@pytest.mark.parametrize(
    ("name", "file"), [("R2", "imrmc_sim_R2_fully_crossed.csv"), ("R3", "imrmc_sim_R3_not_fully_crossed.csv")]
)
def test_simulated_studies(gold: Path, expected: dict[str, Any], ledger: Any, name: str, file: str) -> None:
    study = u_statistics(in_alphabetical_order(read_ratings([gold / file])))
    entry = expected["imrmc"][name]
    check_means(ledger, f"imrmc.{name}.Ustat", entry["Ustat"], study, digits=9)
    check_means(ledger, f"imrmc.{name}.MLE", entry["MLE"], study, digits=9, likelihood=True)
    check_readers(ledger, f"imrmc.{name}", entry["perReader"], study, digits=6)


def check_readers(ledger: Any, name: str, rows: list[dict[str, Any]], study: UStudy, digits: int) -> None:
    assert len(rows) == len(study.readers)
    for row, own in zip(rows, study.readers, strict=True):
        assert (row["readerID"], row["N0"], row["N1"]) == (own.reader, own.healthy, own.diseased)
        where = f"{name}.{own.reader}.{row['modalityA']}-{row['modalityB']}"
        # Java writes an area of −1 (and −1 minus the other) where a reader read nothing; here it is undefined
        nothing = row["AUCA"] == -1
        ledger.check(f"{where}.AUCA", None if nothing else row["AUCA"], own.area_a, digits=9)
        ledger.check(f"{where}.varAUCA", row["varAUCA"], own.variance_a, digits=digits)
        if own.modality_b:
            ledger.check(f"{where}.AUCB", row["AUCB"], own.area_b, digits=9)
            ledger.check(f"{where}.varAUCB", row["varAUCB"], own.variance_b, digits=digits)
            ledger.check(f"{where}.varAUCAminusAUCB", row["varAUCAminusAUCB"], own.variance, digits=digits)
            difference = None if nothing else row["AUCAminusAUCB"]
            ledger.check(f"{where}.AUCAminusAUCB", difference, own.area_a - own.area_b, digits=8)


def test_van_dyke(gold: Path, expected: dict[str, Any], ledger: Any) -> None:
    entry = expected["imrmc"]["VanDyke_computed_here_iMRMC_2.1.2"]
    ratings = read_ratings([gold / "mrmcaov_VanDyke.csv"])
    names = tuple(str(int(name) - 1) for name in ratings.modalities), tuple(str(int(n) - 1) for n in ratings.readers)
    study = u_statistics(Ratings(*names, ratings.cases, ratings.truth, ratings.scores))
    check_means(ledger, "imrmc.VanDyke.Ustat", entry["Ustat"], study, digits=11)
    check_means(ledger, "imrmc.VanDyke.MLE", entry["MLE"], study, digits=11, likelihood=True)
    check_readers(ledger, "imrmc.VanDyke", entry["perReader"], study, digits=11)


@pytest.fixture(scope="module")
def viper(gold: Path) -> list[dict[str, str]]:
    with (gold / "viper_viperObs.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("name", VIPER_STUDIES)
@pytest.mark.parametrize("figure", ["auc", "tpf", "tnf"])
def test_split_plots_of_viper(
    viper: list[dict[str, str]], expected: dict[str, Any], ledger: Any, name: str, figure: str
) -> None:
    rows = [row for row in viper if row["subStudyLabel"] == name]
    for days, table in expected["imrmc"]["VIPER"][name][figure].items():
        column = f"cancerStatus{days.removeprefix('d')}"
        ratings = Ratings.from_rows(
            (r["readerID"], r["modalityID"], r["caseID"], r[column] == "1", _viper_score(r, r[column] == "1", figure))
            for r in rows
        )
        study = u_statistics(in_alphabetical_order(ratings))
        check_means(ledger, f"imrmc.VIPER.{name}.{figure}.{days}", table, study, digits=9)


def _viper_score(row: dict[str, str], diseased: bool, figure: str) -> float:
    """As viperData makes them: a share is the area where cases of the other class all have ½."""
    if figure == "auc":
        return float(row["score"])
    if (figure == "tpf") == diseased:
        return float(row["recall"] == "1")
    return 0.5
