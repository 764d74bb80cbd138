"""`overread stats calibration` and `features`: what confidences are worth, and where a feature is more frequent."""

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.statistics import documents as show
from app.statistics.analyses import chosen_ratings
from app.statistics.calibration import Calibration, calibration, net_benefit
from app.statistics.documents import Document, Table
from app.statistics.multiplicity import benjamini_hochberg
from app.statistics.paired import fisher_exact
from app.statistics.rating_files import read_text
from imaging.errors import UserError

FEW_BINS, MANY_BINS, MANY_CASES = 5, 10, 300
"""Ten bins from so many cases on, and five below."""


def calibrated(args: argparse.Namespace) -> Document:
    """Brier score, calibration in the large, slope and bins of every reader and modality; net benefit of acting."""
    ratings = chosen_ratings(args)
    given = ratings.scores[~np.isnan(ratings.scores)]
    if given.min() < 0.0 or given.max() > args.highest:
        raise UserError(
            f"The ratings go from {given.min():g} to {given.max():g}: say with --highest which rating means certainty."
        )
    found: list[tuple[str, str, Calibration, list[dict[str, Any]]]] = []
    for j, reader in enumerate(ratings.readers):
        for i, modality in enumerate(ratings.modalities):
            read = ~np.isnan(ratings.scores[i, j])
            if not read.any():
                continue
            truth, probability = ratings.truth[read], ratings.scores[i, j, read] / args.highest
            own = calibration(truth, probability, MANY_BINS if truth.size >= MANY_CASES else FEW_BINS, args.confidence)
            benefits = [
                {"threshold": t, **net_benefit(truth, probability >= t, t, args.confidence).as_dict()}
                | {"treat_all": net_benefit(truth, np.ones_like(truth), t).value}
                for t in args.threshold
            ]
            found.append((reader, modality, own, benefits))
    document = Document(
        {
            **show.study_head(ratings),
            "highest": args.highest,
            "calibration": [
                {
                    "reader": reader,
                    "modality": modality,
                    "brier": own.brier,
                    "in_the_large": own.in_the_large,
                    "slope": own.slope,
                    "bins": [
                        {"low": b.low, "high": b.high, "mean_probability": b.mean_probability, "observed": b.observed}
                        for b in own.bins
                    ],
                    "net_benefit": benefits,
                }
                for reader, modality, own, benefits in found
            ],
        },
        [show.head_table(ratings)],
    )
    lines = [
        (reader, modality, show.interval(own.brier), show.interval(own.in_the_large), show.interval(own.slope))
        for reader, modality, own, _ in found
    ]
    notes = (
        f"a rating divided by {args.highest:g} is the probability; in the large: above 0 it is too low; "
        "slope: below 1 it is too extreme",
    )
    header = ("reader", "modality", "Brier score", "in the large", "slope")
    document.tables.append(Table("Calibration", header, lines, notes))
    benefit_lines = [
        (reader, modality, show.number(b["threshold"], 2), show.number(b["value"]), show.number(b["treat_all"]))
        for reader, modality, _, benefits in found
        for b in benefits
    ]
    if benefit_lines:
        columns = ("reader", "modality", "threshold", "net benefit", "all positive")
        document.tables.append(Table("Net benefit per case of acting from a threshold on", columns, benefit_lines))
    return document


def features(args: argparse.Namespace) -> Document:
    """Fisher's exact test of every feature between the two groups that one column names."""
    if len(args.files) != 1:
        raise UserError("Features stand in one file: a row per case, a column per feature.")
    groups, columns = _table(args.files[0], args.group)
    rows = []
    for name, values in columns.items():
        counts = [[sum(g == group and v == value for g, v in zip(groups, values, strict=True)) for value in (1, 0)]
                  for group in (1, 0)]  # fmt: skip
        rows.append((name, counts, fisher_exact(counts)))
    q = benjamini_hochberg([test.p for *_, test in rows])
    document = Document(
        {
            "cases": len(groups),
            "group": args.group,
            "features": [
                {
                    "feature": name,
                    "table": counts,
                    "odds_ratio": test.statistic,
                    "p": test.p,
                    "q": float(own),
                    "reason": test.reason,
                }
                for (name, counts, test), own in zip(rows, q, strict=True)
            ],
        }
    )
    lines = [
        (
            name,
            *(f"{present}/{present + absent}" for present, absent in counts),
            show.number(test.statistic, 2),
            show.p_value(test.p),
            show.p_value(float(own)),
        )
        for (name, counts, test), own in zip(rows, q, strict=True)
    ]
    header = ("feature", f"{args.group} = 1", f"{args.group} = 0", "odds ratio", "p (Fisher)", "q (Benjamini–Hochberg)")
    note = "a case where group or feature is blank is left out of that feature"
    document.tables.append(Table(f"Features by {args.group}", header, lines, (note,)))
    return document


def _table(file: Path, group: str) -> tuple[list[int | None], dict[str, list[int | None]]]:
    """The column of groups, and all other columns but the case's name, as 1, 0 or None for a blank."""
    lines = list(csv.reader(read_text(file).splitlines()))
    header = [name.strip() for name in lines[0]] if lines else []
    if group not in header:
        raise UserError(f"{file.name} has no column {group}: its columns are {', '.join(header) or 'none'}.")
    body = [line for line in lines[1:] if any(cell.strip() for cell in line)]
    columns: dict[str, list[int | None]] = {}
    for place, name in enumerate(header):
        if name.lower() not in ("case", "caseid", "case_id"):
            columns[name] = [_sign(file, number, name, line, place) for number, line in enumerate(body, 2)]
    groups = columns.pop(group)
    if not columns or not body:
        raise UserError(f"{file.name} needs a row per case and, beside {group}, a column per feature.")
    return groups, columns


def _sign(file: Path, number: int, name: str, line: Sequence[str], place: int) -> int | None:
    word = line[place].strip() if place < len(line) else ""
    if word not in ("0", "1", ""):
        raise UserError(f"{file.name}, line {number}: {name} is 1, 0 or blank, not “{word}”.")
    return int(word) if word else None
