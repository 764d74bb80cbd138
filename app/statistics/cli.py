"""`overread stats`: the statistics of reader studies, on anyone's ratings."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from imaging.errors import UserError

if TYPE_CHECKING:
    from app.statistics.documents import Document, Table

FIGURES_OF_MERIT = ("HrAuc", "AFROC", "AFROC1", "wAFROC", "wAFROC1", "MaxLLF", "MaxNLF", "HrSe", "HrSp")
RANDOM = ("readers+cases", "readers", "cases")


def configure_stats(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread stats`."""
    kinds = parser.add_subparsers(dest="kind", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("files", type=Path, nargs="+", metavar="FILE", help="CSV or .imrmc files of one study")
    common.add_argument("--modalities", nargs="+", metavar="NAME", help="these only, in this order (first − second)")
    common.add_argument("--confidence", type=float, default=0.95, help="of the intervals (default 0.95)")
    common.add_argument("--json", action="store_true", help="one JSON document on standard output")

    kinds.add_parser("roc", parents=[common], help="areas per reader, with DeLong's intervals and paired tests")

    mrmc = kinds.add_parser("mrmc", parents=[common], help="compare modalities over readers and cases")
    mrmc.add_argument("--method", choices=("or", "dbm", "ustat"), default="or")
    mrmc.add_argument("--covariance", choices=("jackknife", "delong", "unbiased"), default="jackknife")
    mrmc.add_argument("--random", choices=RANDOM, default="readers+cases", help="what the result generalises to")
    mrmc.add_argument("--figure", choices=("auc", "sensitivity", "specificity"), default="auc")
    mrmc.add_argument("--cut", type=float, default=0.5, help="ratings at or above it are positive (default 0.5)")
    mrmc.add_argument("--complete-cases", action="store_true", help="leave out cases that not everybody read")
    mrmc.add_argument("--model", metavar="READER", help="this reader is a model; compare the others with it")
    mrmc.add_argument("--new", metavar="NAME", help="the modality to be shown not inferior; needs --margin")
    mrmc.add_argument("--margin", type=float, help="of non-inferiority, positive")
    mrmc.add_argument("--plan", type=float, metavar="EFFECT", help="sample sizes, with this study as the pilot")
    mrmc.add_argument("--power", type=float, default=0.8, help="of the planned study (default 0.8)")

    froc = kinds.add_parser("froc", parents=[common], help="figures of merit of marks; three files")
    froc.add_argument("--fom", nargs="+", choices=FIGURES_OF_MERIT, default=["wAFROC"])
    froc.add_argument("--method", choices=("or", "dbm"), default="or")
    froc.add_argument("--random", choices=RANDOM, default="readers+cases", help="what the result generalises to")

    binary = kinds.add_parser("binary", parents=[common], help="sensitivity, specificity and their kin of decisions")
    binary.add_argument("--interval", choices=("wilson", "clopper-pearson"), default="wilson")
    binary.add_argument("--random", choices=RANDOM, default="readers+cases", help="what the result generalises to")
    binary.add_argument("--threshold", type=float, nargs="+", default=[], help="probabilities for net benefit")
    binary.add_argument("--cut", type=float, help="the file holds ratings; at or above it they are positive")

    calibration = kinds.add_parser("calibration", parents=[common], help="calibration of confidences, net benefit")
    words = "the rating that means certainty (default 1; 200 of a decision with confidence, 100 of per cent)"
    calibration.add_argument("--highest", type=float, default=1.0, help=words)
    words = "probabilities from which a reader would act, for net benefit"
    calibration.add_argument("--threshold", type=float, nargs="+", default=[], help=words)

    features = kinds.add_parser("features", parents=[common], help="Fisher's exact test of features in two groups")
    words = "column of 1 and 0 that makes the groups (default truth; or whether a reader was wrong)"
    features.add_argument("--group", default="truth", metavar="COLUMN", help=words)

    agreement = kinds.add_parser("agreement", parents=[common], help="kappa and intraclass correlation of readers")
    agreement.add_argument("--levels", type=float, nargs="+", help="all levels of the scale, used or not, in order")
    agreement.add_argument("--weights", choices=("none", "linear", "quadratic"), default="none")


def run_stats(args: argparse.Namespace) -> int:
    """Run `overread stats`."""
    from app.statistics import analyses, decisions, probabilities
    from app.statistics.documents import plain

    if not 0.0 < args.confidence < 1.0:
        raise UserError("The confidence of an interval lies between 0 and 1, such as 0.95.")
    kinds: dict[str, Callable[[argparse.Namespace], Document]] = {
        "roc": analyses.roc,
        "mrmc": analyses.mrmc,
        "froc": analyses.froc,
        "binary": decisions.binary,
        "agreement": decisions.agreement,
        "calibration": probabilities.calibrated,
        "features": probabilities.features,
    }
    try:
        document = kinds[args.kind](args)
    except ValueError as error:  # what the data do not allow, in a sentence
        raise UserError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    if args.json:
        head = {"schema": "overread.stats/1", "analysis": args.kind, "confidence": args.confidence}
        sys.stdout.write(json.dumps(plain(head | document.json), indent=1, ensure_ascii=False) + "\n")
    else:
        for table in document.tables:
            write_table(table, sys.stdout)
    return 0


def write_table(table: "Table", out: TextIO) -> None:
    """Write a table with columns as wide as they need."""
    out.write(f"{table.title}\n")
    lines: list[Sequence[str]] = [table.header, *table.rows] if table.header else []
    widths = [max(len(line[column]) for line in lines) for column in range(len(table.header))]
    for line in lines:
        cells = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        out.write(f"  {cells.rstrip()}\n")
    for note in table.notes:
        out.write(f"  {note}\n")
    out.write("\n")
