"""What an evaluation leaves behind: metrics.json, predictions.csv, tables in the paper's layout, and plots."""

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.statistics.diagnostic import Estimate


@dataclass(frozen=True)
class Table:
    """A table for a paper; every cell is text."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Curve:
    """One line of a plot."""

    plot: str
    name: str
    x: Sequence[float]
    y: Sequence[float]
    axes: tuple[str, str]


@dataclass(frozen=True)
class Evaluation:
    """Everything measured on one split. `metrics` are in the order in which the card lists them."""

    metrics: Mapping[str, Estimate]
    tables: tuple[Table, ...]
    predictions: Sequence[Mapping[str, Any]]
    curves: tuple[Curve, ...] = ()


def cell(estimate: Estimate, digits: int = 3) -> str:
    """`0.812 (0.760–0.861)`; a dash with the reason where there is no number."""
    if math.isnan(estimate.value):
        return f"– ({estimate.reason})" if estimate.reason else "–"
    between = " to " if estimate.low < 0 else "–"
    interval = "" if math.isnan(estimate.low) else f" ({estimate.low:.{digits}f}{between}{estimate.high:.{digits}f})"
    return f"{estimate.value:.{digits}f}{interval}"


def write(evaluation: Evaluation, out: Path, account: Mapping[str, Any]) -> str:
    """Write the files into a folder and return the tables as text."""
    out.mkdir(parents=True, exist_ok=True)
    metrics = {name: _table_of(estimate) for name, estimate in evaluation.metrics.items()}
    content = {"schema": "overread.metrics/1", **account, "metrics": metrics}
    (out / "metrics.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    with (out / "predictions.csv").open("w", newline="", encoding="utf-8") as stream:
        names = list(evaluation.predictions[0]) if evaluation.predictions else ["sample"]
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(evaluation.predictions)
    text = "\n".join(markdown(table) for table in evaluation.tables)
    (out / "report.md").write_text(text, encoding="utf-8")
    _plots(evaluation.curves, out)
    return text


def _table_of(estimate: Estimate) -> dict[str, Any]:
    numbers = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    finite: dict[str, Any] = {key: None if math.isnan(value) else round(value, 6) for key, value in numbers.items()}
    return (
        finite | {"n": estimate.n, "method": estimate.method} | ({"reason": estimate.reason} if estimate.reason else {})
    )


def markdown(table: Table) -> str:
    """A table with columns of equal width."""
    rows = [table.header, *table.rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.header))]

    def line(row: Sequence[str]) -> str:
        return "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([f"**{table.title}**", "", line(table.header), rule, *(line(row) for row in table.rows), ""])


def _plots(curves: Sequence[Curve], out: Path) -> None:
    """One PNG per plot."""
    from matplotlib.figure import Figure  # comes with captum; slow to import

    for plot in dict.fromkeys(curve.plot for curve in curves):
        figure = Figure(figsize=(4.5, 5.0), layout="constrained")
        axes = figure.add_subplot()
        for curve in curves:
            if curve.plot == plot:
                axes.plot(curve.x, curve.y, label=curve.name)
                axes.set_xlabel(curve.axes[0])
                axes.set_ylabel(curve.axes[1])
        axes.set_ylim(0, 1.01)
        axes.grid(alpha=0.3)
        figure.legend(loc="outside lower center", fontsize="small")  # names may be long; curves lie anywhere
        figure.savefig(out / f"{plot}.png", dpi=120)
