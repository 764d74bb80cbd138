"""Free-response figures of merit against RJafroc, and a hand calculation of its author."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.statistics.dbm import dorfman_berbaum_metz
from app.statistics.froc_figures import FIGURES, FrocStudy, froc_figures
from app.statistics.multireader import obuchowski_rockette
from app.statistics.rating_files import read_froc

STEMS = {"froc_own": "own_froc", "froc_toy": "rjafroc_froc_toy_frocCr"}


@pytest.fixture(scope="module")
def studies(gold: Path) -> dict[str, FrocStudy]:
    return {
        name: read_froc([gold / f"{stem}_{part}.csv" for part in ("fp", "truth", "tp")]) for name, stem in STEMS.items()
    }


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("name", STEMS)
def test_figures(studies: dict[str, FrocStudy], expected: dict[str, Any], ledger: Any, name: str, figure: str) -> None:
    want = expected[name]["fom"][figure]
    ledger.check(f"{name}.fom.{figure}", want, froc_figures(studies[name], figure).values.tolist(), digits=11)


@pytest.mark.parametrize(
    ("name", "figure"), [("froc_own", "HrAuc"), ("froc_own", "wAFROC"), ("froc_own", "AFROC"), ("froc_toy", "wAFROC")]
)
def test_analysis_of_the_figures(
    studies: dict[str, FrocStudy], expected: dict[str, Any], ledger: Any, name: str, figure: str
) -> None:
    figures = froc_figures(studies[name], figure)
    study = obuchowski_rockette(figures)
    parts = study.components
    got = {
        "msT": parts.ms_t,
        "msR": parts.ms_r,
        "msTR": parts.ms_tr,
        "varR_rjafroc": parts.var_r_truncated,
        "varTR_rjafroc": parts.var_tr_truncated,
        "var": parts.var,
        "cov1": parts.cov1,
        "cov2": parts.cov2,
        "cov3": parts.cov3,
        "F": study.test.statistic,
        "ddf": study.test.df2,
        "p": study.test.p,
        "diff": study.differences[0].estimate.value,
        "se": study.differences[0].se,
    }
    ledger.check(f"{name}.or.{figure}", expected[name]["or"][figure], got)
    assert dorfman_berbaum_metz(figures).test.p == pytest.approx(study.test.p, rel=1e-9)


def test_truncated_and_whole_components_differ_where_cov2_is_below_cov3(studies: dict[str, FrocStudy]) -> None:
    parts = obuchowski_rockette(froc_figures(studies["froc_toy"], "wAFROC")).components
    assert parts.cov2 < parts.cov3
    assert parts.var_tr == pytest.approx(parts.var_tr_truncated + parts.cov2 - parts.cov3)


@pytest.mark.parametrize("figure", ["AFROC", "wAFROC"])
def test_worked_example(expected: dict[str, Any], ledger: Any, figure: str) -> None:
    entry = expected["wafroc_worked_example"]
    false = [[float(rating) for rating in case] for case in entry["NL"]]
    lesions = [[float(rating) for rating in case] for case in entry["LL"]]
    healthy = len(false) - len(lesions)
    study = FrocStudy(
        ("m",),
        ("r",),
        tuple(str(case) for case in range(len(false))),
        np.repeat(np.arange(healthy, len(false)), [len(case) for case in lesions]),
        np.concatenate(entry["weights"]),
        np.concatenate(lesions)[None, None],
        np.array([max(case, default=-np.inf) for case in false])[None, None],
        np.array([sum(rating > -np.inf for rating in case) for case in false])[None, None],
    )
    # the text rounds 7/9 and 8/9, and prints its sums with these digits
    got = float(froc_figures(study, figure).values[0, 0])
    ledger.check(f"wafroc_worked_example.{figure}", entry[figure], got, tolerance=5e-8)
