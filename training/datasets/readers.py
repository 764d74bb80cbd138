"""Readers' decisions on the samples of a data set, and a model beside them: counts, shares, McNemar's test."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.statistics.diagnostic import ConfusionTable
from app.statistics.paired import discordant_pairs, mcnemar_exact
from imaging.errors import UserError
from training.report import Evaluation, Table

Readers = Mapping[str, Mapping[str, bool]]
"""Reader → sample → the call."""

SIMULATED = "simulated"
PAPER_READERS = {
    "simulated MSK radiologist": (0.94, 0.99),
    "simulated fourth-year resident": (0.94, 0.96),
    "simulated first-year resident": (0.78, 0.61),
}
"""Sensitivity and specificity of the readers of Yeh 2022, Table 2."""
COLUMNS = ("sample", "reader", "positive")


def read_decisions(words: str, truth: Mapping[str, bool]) -> Readers:
    """Decisions from a CSV file with the columns ``sample, reader, positive`` (1 or 0), or simulated ones.

    Parameters
    ----------
    words : str
        A path, or ``"simulated"``: readers with the sensitivity and specificity of the paper's, whose misses fall by
        chance. They say how the table looks, and nothing of any reader.
    truth : mapping of sample to bool

    Raises
    ------
    UserError
        When the file cannot be read, or a reader has not decided on one of the samples.
    """
    if words == SIMULATED:
        return simulated(truth)
    readers: dict[str, dict[str, bool]] = {}
    try:
        with Path(words).open(newline="", encoding="utf-8") as stream:
            for number, line in enumerate(csv.DictReader(stream), 2):
                sample, reader, positive = (line[column].strip() for column in COLUMNS)
                if positive not in ("0", "1"):
                    raise UserError(f"{Path(words).name}, line {number}: “positive” must be 0 or 1.")
                readers.setdefault(reader, {})[sample] = positive == "1"
    except OSError as error:
        raise UserError(f"The readers' decisions in {words} cannot be read: {error.strerror}.") from error
    except (KeyError, AttributeError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{Path(words).name} must be a CSV file with the columns {', '.join(COLUMNS)}.") from error
    if not readers:
        raise UserError(f"{Path(words).name} holds no decisions.")
    for reader, calls in readers.items():
        missing = sorted(set(truth) - set(calls))
        if missing:
            raise UserError(f"Reader {reader} has not decided on {missing[0]} and {len(missing) - 1} more samples.")
    return readers


def simulated(truth: Mapping[str, bool], seed: int = 0) -> Readers:
    """Readers as good as the paper's, on these samples."""
    found = {}
    for place, (name, (hits, rejections)) in enumerate(PAPER_READERS.items()):
        draws = np.random.default_rng([seed, place]).random(len(truth))
        pairs = zip(sorted(truth), draws, strict=True)
        found[name] = {
            sample: bool(draw < hits) if truth[sample] else bool(draw >= rejections) for sample, draw in pairs
        }
    return found


def against_readers(
    evaluation: Evaluation,
    truth: Mapping[str, bool],
    calls: Mapping[str, bool],
    readers: Readers,
    row: Callable[[str, ConfusionTable], tuple[str, ...]],
    header: tuple[str, ...],
) -> Evaluation:
    """An evaluation with the readers' lines above the model's in its first table, and a table of tests after it."""
    names = sorted(truth)
    is_true, model = [truth[n] for n in names], [calls[n] for n in names]
    lines, tests = [], []
    for reader, decisions in readers.items():
        said = [decisions[n] for n in names]
        lines.append(row(reader, ConfusionTable.from_labels(is_true, said)))
        cells: list[str] = []
        for among in (True, False, None):
            only_model, only_reader = discordant_pairs(is_true, model, said, among)
            p = mcnemar_exact(only_model, only_reader).p
            cells += [f"{only_model} : {only_reader}", "< 0.001" if p < 0.001 else f"{p:.3f}"]
        tests.append((f"model against {reader}", *cells))
    first, *rest = evaluation.tables
    table = Table(first.title, header, (*lines, *first.rows))
    heads = ("Pair", *(w for part in ("Sensitivity", "Specificity", "Accuracy") for w in (f"{part}: only right", "p")))
    test = Table("McNemar's exact test", heads, tuple(tests))
    return replace(evaluation, tables=(table, test, *rest))
