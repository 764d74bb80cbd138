"""The analyses of `overread stats` that need no ratings beyond a decision or a grade."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.statistics import documents as show
from app.statistics.agreement import agreement_table, fleiss_kappa, intraclass_correlations, kappa_of_table, kappa_test
from app.statistics.analyses import chosen_ratings
from app.statistics.calibration import net_benefit
from app.statistics.diagnostic import (
    ConfusionTable,
    Estimate,
    accuracy,
    negative_predictive_value,
    positive_predictive_value,
    sensitivity,
    specificity,
)
from app.statistics.documents import Document, Table
from app.statistics.figures import share_figures
from app.statistics.multiplicity import benjamini_hochberg
from app.statistics.multireader import obuchowski_rockette
from app.statistics.paired import discordant_pairs, mcnemar_chi_square, mcnemar_exact
from app.statistics.ratings import Ratings
from imaging.errors import UserError


def binary(args: argparse.Namespace) -> Document:
    """Decisions: each reader's proportions, McNemar's tests, and the mean over readers where the study is crossed."""
    ratings = chosen_ratings(args, binary=args.cut is None)
    if args.cut is not None:
        calls = np.where(np.isnan(ratings.scores), np.nan, ratings.scores >= args.cut)
        ratings = replace(ratings, scores=calls)
    rows, tests = [], []
    for j, reader in enumerate(ratings.readers):
        for i, modality in enumerate(ratings.modalities):
            rows.append((reader, modality, _shares(ratings, i, j, args)))
        for i, k in combinations(range(len(ratings.modalities)), 2):
            tests += _mcnemar(ratings, i, k, j)
    for test, q in zip(tests, benjamini_hochberg([test["exact_p"] for test in tests]), strict=True):
        test["q"] = float(q)
    document = Document(
        {
            **show.study_head(ratings),
            "readings": [{"reader": reader, "modality": modality, **found} for reader, modality, found in rows],
            "mcnemar": tests,
            "mrmc": {},
        },
        [show.head_table(ratings), *_binary_tables(rows, tests)],
    )
    if not ratings.complete:
        note = "reads are missing, so there is no mean over readers (see mrmc --method ustat, or --complete-cases)"
        document.tables.append(Table("Mean over readers", (), (), (note,)))
        document.json["mrmc_reason"] = note
        return document
    random = args.random if len(ratings.readers) > 1 else "cases"
    for among, name in ((True, "sensitivity"), (False, "specificity")):
        part = show.or_document(obuchowski_rockette(share_figures(ratings, among), random, args.confidence))
        document.json["mrmc"][name] = part.json
        document.tables += part.tables[1:]
    return document


def agreement(args: argparse.Namespace) -> Document:
    """Kappa of every two readers; Fleiss' kappa and intraclass correlation of all, on the cases that all read."""
    ratings = chosen_ratings(args, needs_truth=False)
    used = np.unique(ratings.scores[~np.isnan(ratings.scores)])
    levels = tuple(args.levels or used.tolist())
    if len(levels) < 2:
        raise UserError("Agreement needs a scale of two or more levels: name all with --levels.")
    known = {key: value for key, value in show.study_head(ratings).items() if key not in ("diseased", "healthy")}
    head = {**known, "cases": len(ratings.cases), "levels": list(levels), "weights": args.weights}
    document = Document({**head, "agreement": []}, [show.head_table(ratings, with_truth=False)])
    for i, modality in enumerate(ratings.modalities):
        present = np.flatnonzero(~np.isnan(ratings.scores[i]).all(axis=1))
        own = ratings.scores[i, present]
        names = [ratings.readers[j] for j in present]
        pairs = _pairs(names, own, levels, args)
        of_all, left_out = _of_all(own, levels, args.confidence)
        document.json["agreement"].append({"modality": modality, "kappa": pairs, "left_out_cases": left_out, **of_all})
        lines = [
            (f"{p['first']} – {p['second']}", show.interval(p["kappa"]), show.p_value(p["p"]), str(p["kappa"].n))
            for p in pairs
        ]
        lines += [(name, show.interval(e), "", str(e.n)) for name, e in of_all.items()]
        notes = (
            f"levels {', '.join(f'{level:g}' for level in levels)}: in order, used or not",
            f"rows on all {len(names)} readers leave out {left_out} cases that not everybody read",
            *dict.fromkeys(e.reason for e in of_all.values() if e.reason),
        )
        title = f"Agreement in {modality} (Cohen's kappa, weights: {args.weights}; then all readers)"
        document.tables.append(Table(title, ("", "value", "p", "cases"), lines, notes))
    return document


def _pairs(
    names: Sequence[str], scores: NDArray[np.float64], levels: tuple[float, ...], args: argparse.Namespace
) -> list[dict[str, Any]]:
    found = []
    for a, b in combinations(range(len(names)), 2):
        both = ~np.isnan(scores[[a, b]]).any(axis=0)
        counts = agreement_table(scores[a, both].tolist(), scores[b, both].tolist(), levels)
        kappa, test = kappa_of_table(counts, args.weights, args.confidence), kappa_test(counts, args.weights)
        found.append({"first": names[a], "second": names[b], "kappa": kappa, "z": test.statistic, "p": test.p})
    return found


def _of_all(
    scores: NDArray[np.float64], levels: tuple[float, ...], confidence: float
) -> tuple[dict[str, Estimate], int]:
    """Fleiss' kappa and the intraclass correlations, on the cases that all readers read; and how many are not."""
    read = ~np.isnan(scores).any(axis=0)
    whole, left_out = scores[:, read].T, int((~read).sum())
    if min(whole.shape) < 2:
        return {}, left_out
    counts = (whole[:, :, None] == np.asarray(levels)).sum(axis=1)
    return {"fleiss_kappa": fleiss_kappa(counts, confidence), **intraclass_correlations(whole, confidence)}, left_out


def _shares(ratings: Ratings, i: int, j: int, args: argparse.Namespace) -> dict[str, Any]:
    read = ~np.isnan(ratings.scores[i, j])
    truth, positive = ratings.truth[read], ratings.scores[i, j, read] > 0.5
    table = ConfusionTable.from_labels(truth, positive)
    return {
        "TP": table.true_positive,
        "FP": table.false_positive,
        "TN": table.true_negative,
        "FN": table.false_negative,
        "sensitivity": sensitivity(table, args.interval),
        "specificity": specificity(table, args.interval),
        "accuracy": accuracy(table, args.interval),
        "ppv": positive_predictive_value(table, args.interval),
        "npv": negative_predictive_value(table, args.interval),
        "net_benefit": [
            {
                "threshold": t,
                **net_benefit(truth, positive, t, args.confidence).as_dict(),
                "treat_all": net_benefit(truth, np.ones_like(truth), t).value,
            }
            for t in args.threshold
        ],
    }


def _mcnemar(ratings: Ratings, i: int, k: int, j: int) -> list[dict[str, Any]]:
    both = ~np.isnan(ratings.scores[[i, k], j]).any(axis=0)
    truth = ratings.truth[both].tolist()
    first, second = ((ratings.scores[arm, j, both] > 0.5).tolist() for arm in (i, k))
    found = []
    for among, name in ((True, "sensitivity"), (False, "specificity"), (None, "accuracy")):
        only_first, only_second = discordant_pairs(truth, first, second, among)
        asked = [(t, a, b) for t, a, b in zip(truth, first, second, strict=True) if among is None or t == among]
        both_right = sum(t == a == b for t, a, b in asked)
        both_wrong = len(asked) - both_right - only_first - only_second
        test, by_chi_square = mcnemar_exact(only_first, only_second), mcnemar_chi_square(only_first, only_second)
        found.append(
            {
                "reader": ratings.readers[j],
                "first": ratings.modalities[i],
                "second": ratings.modalities[k],
                "figure": name,
                "only_first_right": only_first,
                "only_second_right": only_second,
                "table": [[both_wrong, only_second], [only_first, both_right]],
                "exact_p": test.p,
                "chi_square": by_chi_square.statistic,
                "chi_square_p": by_chi_square.p,
            }
        )
    return found


def _binary_tables(rows: list[tuple[str, str, dict[str, Any]]], tests: list[dict[str, Any]]) -> list[Table]:
    names = ("sensitivity", "specificity", "accuracy", "ppv", "npv")
    lines = [
        (r, m, *(str(found[c]) for c in ("TP", "FP", "TN", "FN")), *(show.interval(found[name]) for name in names))
        for r, m, found in rows
    ]
    tables = [Table("Decisions", ("reader", "modality", "TP", "FP", "TN", "FN", *names), lines)]
    benefits = [
        (r, m, show.number(b["threshold"], 2), show.number(b["value"]))
        for r, m, found in rows
        for b in found["net_benefit"]
    ]
    if benefits:
        tables.append(Table("Net benefit per case", ("reader", "modality", "threshold", "net benefit"), benefits))
    if tests:
        pairs = [
            (
                test["reader"],
                f"{test['first']} | {test['second']}",
                test["figure"],
                f"{test['only_first_right']} | {test['only_second_right']}",
                show.p_value(test["exact_p"]),
                show.p_value(test["chi_square_p"]),
                show.p_value(test["q"]),
            )
            for test in tests
        ]
        header = ("reader", "modalities", "figure", "only one right", "exact p", "p (χ²)", "q (Benjamini–Hochberg)")
        note = "q of the exact test; χ² with Edwards' correction"
        tables.append(Table("McNemar", header, pairs, (note,)))
    return tables
