"""`overread stats` from files to JSON and text."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from main import main


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> dict[str, Any]:
    """The JSON document of a command that ends well."""
    assert main(["stats", *map(str, words), "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["schema"] == "overread.stats/1"
    return document


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    """Three readers and a model in a modality of its own, twenty cases, two modalities, everything read."""
    random = np.random.default_rng(0)
    rows = ["reader,modality,case,truth,rating"]
    for reader, modality in [(r, m) for r in "ABC" for m in ("unaided", "aided")] + [("AI", "model")]:
        for case in range(20):
            truth = int(case < 10)
            rating = random.integers(1, 60) + truth * (35 if modality == "unaided" else 50)
            rows.append(f"{reader},{modality},c{case},{truth},{rating}")
    return save(tmp_path / "ratings.csv", rows)


@pytest.fixture
def decisions(tmp_path: Path) -> Path:
    rows = ["reader,modality,case,truth,decision"]
    calls = {("A", "x"): "1111000001", ("A", "y"): "1111100000", ("B", "x"): "1110000011", ("B", "y"): "1111000010"}
    for (reader, modality), word in calls.items():
        rows += [f"{reader},{modality},c{n},{int(n < 5)},{call}" for n, call in enumerate(word)]
    return save(tmp_path / "decisions.csv", rows)


def save(file: Path, rows: list[str]) -> Path:
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def test_areas_and_paired_tests(capsys: pytest.CaptureFixture[str], ratings: Path) -> None:
    document = run(capsys, "roc", ratings, "--modalities", "aided", "unaided")
    assert [(a["reader"], a["modality"]) for a in document["areas"][:2]] == [("A", "aided"), ("A", "unaided")]
    assert len(document["differences"]) == 4  # the model has no read in these modalities
    assert document["differences"][3]["reason"]
    assert document["missing"] == [
        {"modality": name, "reader": "AI", "missing": 20, "cases": 20} for name in ("aided", "unaided")
    ]
    for row in document["differences"][:3]:
        assert row["difference"]["low"] < row["difference"]["value"] < row["difference"]["high"]
        assert row["q"] >= row["p"]


def test_three_methods_on_one_study(capsys: pytest.CaptureFixture[str], ratings: Path) -> None:
    words = ("mrmc", ratings, "--model", "AI", "--modalities", "aided", "unaided", "model")
    by_or, by_dbm = run(capsys, *words), run(capsys, *words, "--method", "dbm")
    assert by_or["readers"] == ["A", "B", "C", "AI"]
    assert by_or["F"] == pytest.approx(by_dbm["F"])
    assert by_or["p"] == pytest.approx(by_dbm["p"])
    assert (by_or["diff"], by_or["ci"]) == (pytest.approx(by_dbm["diff"]), pytest.approx(by_dbm["ci"]))
    assert [row["modality"] for row in by_or["model_alone"]] == ["aided", "unaided"]
    # the model says the same beside each modality, so its differences differ by the readers' difference
    against = [row["diff"] for row in by_or["model_alone"]]
    assert against[0] - against[1] == pytest.approx(by_or["diff"])
    assert set(by_dbm["dbm_mean_squares"]) == {"T", "R", "C", "TR", "TC", "RC", "TRC"}
    by_u = run(capsys, "mrmc", ratings, "--method", "ustat")
    assert [row["modalityA"] for row in by_u["Ustat"]] == ["unaided", "aided", "model", "unaided", "unaided", "aided"]
    assert by_u["Ustat"][3]["AUCAminusAUCB"] == pytest.approx(-by_or["diff"])


@pytest.mark.parametrize(
    ("random", "statistic", "p"),
    [("readers+cases", "F", "p"), ("cases", "X2", "X2_p"), ("readers", "rrfc_F", "rrfc_p")],
)
def test_what_is_random_names_the_numbers(
    capsys: pytest.CaptureFixture[str], ratings: Path, random: str, statistic: str, p: str
) -> None:
    document = run(capsys, "mrmc", ratings, "--model", "AI", "--random", random)
    assert document[statistic] > 0
    assert 0 <= document[p] <= 1
    assert document["differences"][0]["p"] == pytest.approx(document[p])


def test_non_inferiority_and_a_plan(capsys: pytest.CaptureFixture[str], ratings: Path) -> None:
    words = ("mrmc", ratings, "--model", "AI", "--new", "aided", "--margin", "0.05", "--plan", "0.05")
    document = run(capsys, *words)
    test = document["noninferiority"][0]
    assert (test["new"], test["control"], test["margin"]) == ("aided", "unaided", 0.05)
    assert test["difference"]["value"] == pytest.approx(-document["diff"])
    sizes = [row["cases"] for row in document["plan"]["sizes"] if row["cases"]]
    assert sizes == sorted(sizes, reverse=True)
    assert all(row["power"] >= 0.8 for row in document["plan"]["sizes"] if row["cases"])


def test_shares_at_a_cut(capsys: pytest.CaptureFixture[str], ratings: Path) -> None:
    words = ("mrmc", ratings, "--model", "AI", "--figure", "sensitivity", "--cut", "40")
    document = run(capsys, *words)
    assert document["figure"] == "sensitivity"
    assert all(round(value * 10, 9).is_integer() for row in document["values"] for value in row)
    assert main(["stats", *map(str, words), "--covariance", "delong"]) == 1
    assert "jackknife" in capsys.readouterr().err


def test_missing_reads_are_refused_or_left_out_but_never_filled_in(
    capsys: pytest.CaptureFixture[str], ratings: Path
) -> None:
    rows = [row for row in ratings.read_text().splitlines() if not row.startswith(("AI", "B,aided,c3,"))]
    save(ratings, rows)
    assert main(["stats", "mrmc", str(ratings)]) == 1
    error = capsys.readouterr().err
    assert "1 reads are missing, in 1 of 6 combinations" in error
    assert "--method ustat" in error
    document = run(capsys, "mrmc", ratings, "--complete-cases")
    assert (document["left_out_cases"], document["diseased"], document["healthy"]) == (1, 9, 10)
    assert main(["stats", "mrmc", str(ratings), "--method", "ustat"]) == 0
    assert "1 of 20" in capsys.readouterr().out


def test_decisions(capsys: pytest.CaptureFixture[str], decisions: Path) -> None:
    document = run(capsys, "binary", decisions, "--threshold", "0.5", "--interval", "clopper-pearson")
    first = document["readings"][0]
    assert [first[name] for name in ("TP", "FP", "TN", "FN")] == [4, 1, 4, 1]
    assert first["sensitivity"]["value"] == pytest.approx(0.8)
    assert first["sensitivity"]["method"] == "clopper-pearson"
    assert first["net_benefit"][0]["value"] == pytest.approx(4 / 10 - 1 / 10)
    accuracy = next(row for row in document["mcnemar"] if (row["reader"], row["figure"]) == ("A", "accuracy"))
    assert (accuracy["only_first_right"], accuracy["only_second_right"], accuracy["exact_p"]) == (0, 2, 0.5)
    assert accuracy["table"] == [[0, 2], [0, 8]]
    assert accuracy["q"] >= accuracy["exact_p"]
    assert first["net_benefit"][0]["treat_all"] == pytest.approx(0.0)
    assert document["mrmc"]["sensitivity"]["diff"] == pytest.approx(0.7 - 0.9)
    assert main(["stats", "binary", str(decisions)]) == 0
    text = capsys.readouterr().out
    assert "McNemar" in text
    assert "0.800 (0.376 to 0.964)" in text


def test_decisions_with_gaps_have_no_mean_over_readers(capsys: pytest.CaptureFixture[str], decisions: Path) -> None:
    save(decisions, decisions.read_text().splitlines()[:-1])
    document = run(capsys, "binary", decisions)
    assert document["mrmc"] == {}
    assert "reads are missing" in document["mrmc_reason"]


def test_agreement_of_readers(capsys: pytest.CaptureFixture[str], decisions: Path) -> None:
    document = run(capsys, "agreement", decisions)
    of_x = document["agreement"][0]
    assert of_x["kappa"][0]["kappa"]["value"] == pytest.approx(0.6)  # 8 of 10 alike, both say yes to half
    assert of_x["fleiss_kappa"]["value"] == pytest.approx(0.6)
    assert {"ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"} <= set(of_x)
    assert main(["stats", "agreement", str(decisions), "--levels", "1", "--weights", "linear"]) == 1
    assert "two or more levels" in capsys.readouterr().err
    assert main(["stats", "agreement", str(decisions), "--levels", "1", "2"]) == 1
    assert "not a level of the scale" in capsys.readouterr().err


def test_sentences_for_names_and_numbers_that_do_not_fit(capsys: pytest.CaptureFixture[str], ratings: Path) -> None:
    for words, sentence in (
        (("roc", ratings, "--modalities", "nothing"), "There is no 'nothing'"),
        (("mrmc", ratings, "--model", "HAL"), "There is no reader HAL"),
        (("mrmc", ratings, "--model", "AI", "--margin", "0.05"), "--margin needs --new"),
        (("mrmc", ratings, "--model", "AI", "--margin", "0.05", "--new", "z"), "There is no modality z"),
        (
            ("mrmc", ratings, "--model", "AI", "--margin", "-1", "--new", "aided"),
            "margin of non-inferiority is positive",
        ),
        (("mrmc", ratings, "--method", "ustat", "--random", "cases"), "U-statistic is for areas"),
        (("roc", ratings, "--confidence", "95"), "between 0 and 1"),
    ):
        assert main(["stats", *map(str, words)]) == 1
        assert sentence in capsys.readouterr().err


def test_published_numbers_come_out_of_the_command(
    capsys: pytest.CaptureFixture[str], gold: Path, expected: dict[str, Any], ledger: Any
) -> None:
    want = expected["own_roc_ordinal"]["methods"]["delong"]
    got = run(capsys, "mrmc", gold / "own_roc_ordinal.csv", "--covariance", "delong")
    ledger.check("overread stats mrmc", want, got)
    got = run(capsys, "roc", gold / "own_roc_ordinal.csv")
    ledger.check("overread stats roc", expected["own_roc_ordinal"]["delong_per_reader"], got["delong_per_reader"])
    want = {name: expected["froc_own"]["fom"][name] for name in ("wAFROC", "MaxNLF")}
    files = [gold / f"own_froc_{part}.csv" for part in ("truth", "tp", "fp")]
    got = run(capsys, "froc", *files, "--fom", "wAFROC", "MaxNLF")
    ledger.check("overread stats froc.fom", want, got["fom"])
    ledger.check("overread stats froc.or", {"wAFROC": expected["froc_own"]["or"]["wAFROC"]}, got["or"])
    turned = run(capsys, "froc", *files, "--modalities", "unaided", "aided", "--method", "dbm")
    assert turned["dbm"]["wAFROC"]["diff"] == pytest.approx(-got["or"]["wAFROC"]["diff"])
    assert main(["stats", "froc", *map(str, files), "--modalities", "x"]) == 1
    assert "no modality x" in capsys.readouterr().err
    assert main(["stats", "froc", *map(str, files)]) == 0
    assert "wAFROC of each reader" in capsys.readouterr().out


def test_calibration_and_net_benefit_of_confidences(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = [(0.1, 0), (0.2, 0), (0.3, 1), (0.4, 0), (0.6, 1), (0.7, 0), (0.8, 1), (0.9, 1)]
    rows = ["reader,modality,case,truth,rating"] + [f"A,x,c{n},{t},{200 * p:g}" for n, (p, t) in enumerate(said)]
    document = run(capsys, "calibration", save(tmp_path / "c.csv", rows), "--highest", "200", "--threshold", "0.5")
    (own,) = document["calibration"]
    assert own["brier"]["value"] == pytest.approx(sum((p - t) ** 2 for p, t in said) / 8)
    (point,) = own["net_benefit"]
    assert point["value"] == pytest.approx((3 - 1) / 8), "acting from one half on: three diseased, one healthy"
    assert point["treat_all"] == pytest.approx(0.0)
    assert sum(b["observed"]["n"] for b in own["bins"]) == 8
    assert main(["stats", "calibration", str(tmp_path / "c.csv")]) == 1
    assert "--highest" in capsys.readouterr().err


def test_features_of_the_published_kind(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = ["case,malignant,old,sharp"]
    rows += [f"m{n},1,{int(n < 3)},{int(n < 1)}" for n in range(4)] + [f"b{n},0,{int(n < 1)},1" for n in range(4)]
    path = save(tmp_path / "f.csv", [*rows, "m4,1,,1"])
    first, second = run(capsys, "features", path, "--group", "malignant")["features"]
    assert first["table"] == [[3, 1], [1, 3]], "the tea of Fisher 1935; a blank is left out"
    assert first["p"] == pytest.approx(0.4857142857)
    assert second["table"] == [[2, 3], [4, 0]]
    assert main(["stats", "features", str(path)]) == 1
    assert "has no column truth: its columns are case, malignant, old, sharp" in capsys.readouterr().err


def test_ratings_become_decisions_at_a_cut(capsys: pytest.CaptureFixture[str], ratings: Path, decisions: Path) -> None:
    at_cut = run(capsys, "binary", ratings, "--cut", "40", "--modalities", "unaided", "aided")
    sensitivity = {(r["reader"], r["modality"]): r["sensitivity"]["value"] for r in at_cut["readings"]}
    assert sensitivity["A", "aided"] > 0.9
    test = run(capsys, "binary", decisions)["mcnemar"][0]
    assert test["chi_square_p"] >= 0.0


def test_a_file_that_is_not_there_is_said_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["stats", "roc", str(tmp_path / "nothing.csv")]) == 1
    assert "cannot be read: No such file or directory" in capsys.readouterr().err


def test_a_pipe_that_is_closed_early_ends_the_output_quietly(ratings: Path) -> None:
    words = [sys.executable, "-c", "import sys; from main import main; sys.exit(main(sys.argv[1:]))"]
    with subprocess.Popen(
        [*words, "stats", "roc", str(ratings)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=120) == 0
