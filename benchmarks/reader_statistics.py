"""Seconds and peak memory of the analyses of large reader studies, each in a process of its own.

    python benchmarks/reader_statistics.py [NAME ...]

Scores are drawn by the model of Roe and Metz. Peak memory is the process's largest resident size, with the
interpreter and SciPy, whose own size is printed first. Threads are those of the machine's BLAS; set
OMP_NUM_THREADS=1 for one.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import scipy.stats  # noqa: F401  loaded by the first analysis anyway; here it is not part of the seconds

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.statistics.dbm import dorfman_berbaum_metz
from app.statistics.figures import auc_figures
from app.statistics.froc_figures import FIGURES, FrocStudy, froc_figures
from app.statistics.multireader import obuchowski_rockette
from app.statistics.ratings import Ratings
from app.statistics.ustatistic import u_statistics


def rated(readers: int, cases: int) -> Ratings:
    """Two modalities, half of the cases diseased, a continuous scale."""
    random = np.random.default_rng(7)
    truth = np.arange(cases) % 2 == 0
    scores = 1.2 * truth + random.normal(size=cases) * 0.6
    scores = scores + random.normal(size=(1, readers, cases)) * 0.5 + random.normal(size=(2, readers, cases)) * 0.6
    scores[1] += 0.2 * truth
    names = ("unaided", "aided"), tuple(f"R{j}" for j in range(readers))
    return Ratings(*names, tuple(f"C{k}" for k in range(cases)), truth, scores)


def marked(readers: int, cases: int) -> FrocStudy:
    """Two modalities, half of the cases with one to three lesions of equal weight, two in three found."""
    random = np.random.default_rng(7)
    lesions = np.where(np.arange(cases) % 2 == 0, random.integers(1, 4, cases), 0)
    case = np.repeat(np.arange(cases), lesions)
    arms = 2, readers
    found = np.where(random.random((*arms, case.size)) < 0.67, random.normal(1.5, 1.0, (*arms, case.size)), -np.inf)
    counts = random.poisson(0.8, (*arms, cases))
    highest = np.where(counts > 0, random.normal(0.3, 1.0, (*arms, cases)), -np.inf)
    names = ("aided", "unaided"), tuple(f"R{j}" for j in range(readers))
    return FrocStudy(*names, tuple(f"C{k}" for k in range(cases)), case, 1.0 / lesions[case], found, highest, counts)


def _or(covariance: str) -> Callable[[], object]:
    ratings = rated(20, 10_000)
    return lambda: obuchowski_rockette(auc_figures(ratings, covariance))


def _dbm() -> Callable[[], object]:
    ratings = rated(20, 10_000)
    return lambda: dorfman_berbaum_metz(auc_figures(ratings))


def _ustat(readers: int, cases: int) -> Callable[[], object]:
    ratings = rated(readers, cases)
    ratings.scores[np.random.default_rng(8).random(ratings.scores.shape) < 0.1] = np.nan
    return lambda: u_statistics(ratings)


def _froc() -> Callable[[], object]:
    study = marked(9, 500)
    return lambda: [obuchowski_rockette(froc_figures(study, name)) for name in FIGURES]


JOBS: dict[str, tuple[str, Callable[[], Callable[[], object]]]] = {
    "nothing": ("imports only", lambda: lambda: None),
    "or-jackknife": ("OR/Hillis, jackknife, 20 readers × 2 × 10 000 cases", lambda: _or("jackknife")),
    "or-delong": ("OR/Hillis, DeLong, 20 readers × 2 × 10 000 cases", lambda: _or("delong")),
    "or-unbiased": ("OR/Hillis, unbiased, 20 readers × 2 × 10 000 cases", lambda: _or("unbiased")),
    "dbm": ("DBM, 20 readers × 2 × 10 000 cases", _dbm),
    "ustat": ("U-statistic, 10 % of reads missing, 20 readers × 2 × 10 000 cases", lambda: _ustat(20, 10_000)),
    "ustat-viper": ("U-statistic, 10 % of reads missing, 20 readers × 2 × 440 cases", lambda: _ustat(20, 440)),
    "froc": ("FROC, nine figures with jackknife and OR/Hillis, 9 readers × 2 × 500 cases", _froc),
}


def main() -> int:
    if sys.argv[1:2] == ["--job"]:
        title, prepare = JOBS[sys.argv[2]]
        work = prepare()
        start = time.perf_counter()
        work()
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{title}: {seconds:.2f} s, peak {peak:.0f} MiB")
        return 0
    for name in sys.argv[1:] or JOBS:
        subprocess.run([sys.executable, __file__, "--job", name], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
