"""The same numbers from an exported table by pROC in R and by Overread. R is no dependency: see `missing`."""

import csv
import io
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np

from app.statistics.diagnostic import auc_delong
from app.statistics.figures import auc_figures
from app.statistics.multireader import obuchowski_rockette
from app.statistics.paired import delong_paired
from app.statistics.rating_files import read_ratings

SCRIPT = Path(__file__).parent / "delong.R"
COLUMNS = ("value", "low", "high", "statistic", "p")

Rows = dict[tuple[str, str], tuple[float, ...]]
"""(reader, what) → `COLUMNS`; "all" is the analysis over readers and cases."""


@cache
def missing() -> str:
    """Why R cannot be asked here; empty when it can."""
    if shutil.which("Rscript") is None:
        return "R is not installed"
    asked = subprocess.run(["Rscript", "-e", "library(pROC)"], capture_output=True, check=False, timeout=60)
    return "" if asked.returncode == 0 else "R has no package pROC"


def by_r(table: Path) -> Rows:
    """What pROC says of a table of reads."""
    done = subprocess.run(
        ["Rscript", str(SCRIPT), str(table)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    rows = csv.DictReader(io.StringIO(done.stdout))
    return {(row["reader"], row["what"]): tuple(float(row[name]) for name in COLUMNS) for row in rows}


def by_us(table: Path) -> Rows:
    """What Overread says of the same file."""
    ratings = read_ratings([table])
    arms = {arm: ratings.scores[ratings.modalities.index(arm)] for arm in ("aided", "unaided")}
    rows: Rows = {}
    for number, reader in enumerate(ratings.readers):
        for arm, scores in arms.items():
            area = auc_delong(ratings.truth, scores[number])
            rows[reader, arm] = area.value, area.low, area.high, np.nan, np.nan
        pair = delong_paired(ratings.truth, arms["aided"][number], arms["unaided"][number])
        change = pair.difference
        rows[reader, "difference"] = change.value, change.low, change.high, pair.test.statistic, pair.test.p
    crossed = ratings.select(["aided", "unaided"], list(ratings.readers))
    found = obuchowski_rockette(auc_figures(crossed, "delong")).differences[0]
    whole = found.estimate
    rows["all", "difference"] = whole.value, whole.low, whole.high, found.statistic, found.p
    return rows


def largest_difference(first: Rows, second: Rows) -> float:
    """Over all numbers of both; nan must stand in the same places."""
    assert first.keys() == second.keys()
    pairs = [np.array([rows[key] for key in first]) for rows in (first, second)]
    assert (np.isnan(pairs[0]) == np.isnan(pairs[1])).all()
    return float(np.nanmax(np.abs(pairs[0] - pairs[1])))
