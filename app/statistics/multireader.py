"""Multi-reader multi-case analysis: Obuchowski–Rockette with Hillis' degrees of freedom.

Works on any figure of merit (`ReaderFigures`). Formulas: Obuchowski & Rockette, Commun Stat Simul 24 (1995) 285–308;
Hillis, Stat Med 26 (2007) 596–619; Hillis, Stat Med 33 (2014) 330–360 (single modality).

Programs differ in three places, and this is what is done here:

* In the *test* Cov2 − Cov3 is truncated at 0, as everywhere. In the *variance components* it is not (Iowa OR-DBM,
  MRMCaov); the truncated ones (RJafroc) stand beside them. Negative components are shown, not clipped.
* Fixed readers: χ² and z (Iowa, MRMCaov). Windows JAFROC's F test is `app.statistics.dbm`.
* Intervals are clipped to the range of the figure only after p was computed.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.statistics.contrasts import Contrast, OverallTest, contrast, hillis_df, overall_test
from app.statistics.figures import ReaderFigures

RANDOM = ("readers+cases", "readers", "cases")
"""What the result is generalised to: both, these cases (fixed), or these readers (fixed)."""

_Array = NDArray[np.float64]


@dataclass(frozen=True)
class Components:
    """Mean squares, error covariances and variance components; nan where the study does not give them.

    Attributes
    ----------
    ms_t, ms_r, ms_tr : float
        Mean squares of modality, reader, and their interaction.
    var, cov1, cov2, cov3 : float
        Error variance; covariance of one reader in two modalities; of two readers in one; of two in two.
    var_r, var_tr : float
        Not truncated (Iowa, MRMCaov).
    var_r_truncated, var_tr_truncated : float
        With max(Cov2 − Cov3, 0) (RJafroc).
    """

    ms_t: float
    ms_r: float
    ms_tr: float
    var: float
    cov1: float
    cov2: float
    cov3: float
    var_r: float
    var_tr: float
    var_r_truncated: float
    var_tr_truncated: float


@dataclass(frozen=True)
class ReaderStudy:
    """Result of `obuchowski_rockette`; `means` and `differences` in the order of the modalities."""

    figures: ReaderFigures
    random: str
    components: Components
    test: OverallTest
    means: tuple[Contrast, ...]
    differences: tuple[Contrast, ...]


def obuchowski_rockette(figures: ReaderFigures, random: str = "readers+cases", confidence: float = 0.95) -> ReaderStudy:
    """Compare modalities read by several readers.

    Parameters
    ----------
    figures : ReaderFigures
        Of at least one modality; of at least two readers unless readers are fixed.
    random : {"readers+cases", "readers", "cases"}

    Raises
    ------
    ValueError
        For one reader whom the result should generalise over, or an unknown `random`.
    """
    _check(random, len(figures.readers))
    components = or_components(figures)
    readers = len(figures.readers)
    if random == "readers":
        denominator, df2 = components.ms_tr, (len(figures.modalities) - 1.0) * (readers - 1.0)
    elif random == "cases":
        between = max(components.cov2 - components.cov3, 0.0) if readers > 1 else 0.0
        denominator, df2 = components.var - components.cov1 + (readers - 1) * between, math.inf
    else:
        denominator = components.ms_tr + readers * max(components.cov2 - components.cov3, 0.0)
        df2 = hillis_df(denominator, components.ms_tr, (len(figures.modalities) - 1) * (readers - 1))
    test = overall_test(components.ms_t, denominator, len(figures.modalities) - 1, df2)
    se = math.sqrt(2.0 * denominator / readers) if denominator >= 0 else math.nan
    differences = tuple(
        contrast(
            float(figures.values[i].mean() - figures.values[k].mean()),
            se,
            df2,
            (first, figures.modalities[k]),
            (figures.lower - figures.upper, figures.upper - figures.lower),
            figures,
            confidence,
        )
        for i, first in enumerate(figures.modalities)
        for k in range(i + 1, len(figures.modalities))
    )
    means = tuple(_mean(figures, i, random, confidence, figures.lower) for i in range(len(figures.modalities)))
    return ReaderStudy(figures, random, components, test, means, differences)


def or_components(figures: ReaderFigures) -> Components:
    """Mean squares and averaged error covariances; see `Components`."""
    modalities, readers = figures.values.shape
    ms_t, ms_r, ms_tr = _mean_squares(figures.values)
    blocks = figures.covariance.reshape(modalities, readers, modalities, readers)
    same_modality = np.eye(modalities, dtype=bool)[:, None, :, None]
    same_reader = np.eye(readers, dtype=bool)[None, :, None, :]
    var, cov1, cov2, cov3 = (
        _masked_mean(blocks, np.broadcast_to(mask, blocks.shape))
        for mask in (
            same_modality & same_reader,
            ~same_modality & same_reader,
            same_modality & ~same_reader,
            ~same_modality & ~same_reader,
        )
    )
    between = cov2 - cov3
    kept = max(between, 0.0) if not math.isnan(between) else math.nan
    var_tr, var_tr_truncated = ms_tr - var + cov1 + between, ms_tr - var + cov1 + kept
    rest = ms_r - var - (modalities - 1) * cov1 + cov2 + (modalities - 1) * cov3
    return Components(
        ms_t,
        ms_r,
        ms_tr,
        var,
        cov1,
        cov2,
        cov3,
        (rest - var_tr) / modalities,
        var_tr,
        (rest - var_tr_truncated) / modalities,
        var_tr_truncated,
    )


def reader_differences(figures: ReaderFigures, first: str, second: str, confidence: float = 0.95) -> list[Contrast]:
    """Each reader's own difference, cases random, with that reader's own error variances (z).

    As analysis 2(d) of Iowa OR-DBM; with DeLong's covariance it is DeLong's paired test of each reader.
    """
    i, k = figures.modalities.index(first), figures.modalities.index(second)
    readers = len(figures.readers)
    found = []
    for j, reader in enumerate(figures.readers):
        a, b = i * readers + j, k * readers + j
        variance = figures.covariance[a, a] + figures.covariance[b, b] - 2 * figures.covariance[a, b]
        found.append(
            contrast(
                float(figures.values[i, j] - figures.values[k, j]),
                math.sqrt(max(float(variance), 0.0)),
                math.inf,
                (first, second),
                (-figures.upper, figures.upper),
                figures,
                confidence,
                reader,
            )
        )
    return found


def model_against_readers(
    figures: ReaderFigures, modality: str, model: str, confidence: float = 0.95, random: str = "readers+cases"
) -> Contrast:
    """The mean of the readers minus the model alone, on the same cases.

    Parameters
    ----------
    figures : ReaderFigures
        In which the model is one of the readers of `modality`; it is no random reader and does not count as one.

    Notes
    -----
    Hillis, Obuchowski & Berbaum, Acad Radiol 18 (2011) 129–142: the single-modality analysis of the differences
    reader minus model, with the covariances of those differences.
    """
    i, position = figures.modalities.index(modality), figures.readers.index(model)
    others = [j for j in range(len(figures.readers)) if j != position]
    at = slice(i * len(figures.readers), (i + 1) * len(figures.readers))
    block = figures.covariance[at, at]
    against = np.eye(len(figures.readers))[others]
    against[:, position] = -1.0
    differences = ReaderFigures(
        figures.name,
        (modality,),
        tuple(figures.readers[j] for j in others),
        (figures.values[i, others] - figures.values[i, position])[None, :],
        against @ block @ against.T,
        figures.method,
        figures.units,
        upper=figures.upper,
    )
    _check(random, len(others))
    result = _mean(differences, 0, random, confidence, low=-figures.upper)
    return Contrast(modality, model, result.estimate, result.se, result.df, result.statistic, result.p)


def _mean(figures: ReaderFigures, i: int, random: str, confidence: float, low: float) -> Contrast:
    """Mean over readers of one modality, from that modality's own mean square and covariances."""
    readers = len(figures.readers)
    values = figures.values[i]
    at = slice(i * readers, (i + 1) * readers)
    block = figures.covariance[at, at]
    own = np.eye(readers, dtype=bool)
    var, cov2 = _masked_mean(block, own), _masked_mean(block, ~own)
    ms_r = float(values.var(ddof=1)) if readers > 1 else math.nan
    if random == "readers":
        error, df = ms_r, readers - 1.0
    elif random == "cases":
        error, df = var + (readers - 1) * max(cov2, 0.0) if readers > 1 else var, math.inf
    else:
        error = ms_r + readers * max(cov2, 0.0)
        df = hillis_df(error, ms_r, readers - 1)
    se = math.sqrt(error / readers)
    names = figures.modalities[i], ""
    return contrast(float(values.mean()), se, df, names, (low, figures.upper), figures, confidence)


def _mean_squares(values: _Array) -> tuple[float, float, float]:
    modalities, readers = values.shape
    of_modality, of_reader, all_mean = values.mean(axis=1), values.mean(axis=0), values.mean()
    rest = values - of_modality[:, None] - of_reader[None, :] + all_mean
    squares = (
        readers * ((of_modality - all_mean) ** 2).sum(),
        modalities * ((of_reader - all_mean) ** 2).sum(),
        (rest**2).sum(),
    )
    freedom = modalities - 1, readers - 1, (modalities - 1) * (readers - 1)
    ms_t, ms_r, ms_tr = (float(s) / f if f else math.nan for s, f in zip(squares, freedom, strict=True))
    return ms_t, ms_r, ms_tr


def _masked_mean(values: _Array, mask: NDArray[np.bool_]) -> float:
    return float(values[mask].mean()) if mask.any() else math.nan


def _check(random: str, readers: int) -> None:
    if random not in RANDOM:
        raise ValueError(f"unknown choice {random!r}: use one of {', '.join(RANDOM)}")
    if readers < 2 and random != "cases":
        raise ValueError("one reader: the result can only generalise over cases")
