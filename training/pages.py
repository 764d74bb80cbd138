"""Reports as one HTML file each: a run (course, recipe with its reasons, data) and an evaluation (tables, curves)."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.statistics.report import parts
from app.statistics.report.html import to_html
from app.statistics.report.style import SERIES
from app.statistics.report.svg import Axis, Plot, drawing, legend, number_axis, share_axis, words
from training.report import Curve, Evaluation, Table

PAGE = "report.html"

MOST_POINTS = 300
"""A curve is drawn with no more points than this."""

FACTS = {
    "task": "Task",
    "data": "Data",
    "licence": "Licence of the data",
    "split_digest": "Split digest",
    "recipe_digest": "Recipe digest",
    "seed": "Seed",
    "started_from": "Started from",
    "folds": "Folds",
    "fold": "Held-out fold",
    "device": "Device",
    "processes": "Processes",
    "torch": "torch",
}
"""Key of run.json → its words on the page."""


def write_page(path: Path, title: str, phantom: bool, digest: str, sections: Sequence[parts.Section]) -> None:
    """Write a report."""
    report = parts.Report(title, digest, phantom, sections, digest_of="Splits")
    path.write_text(to_html(report), encoding="utf-8")


def write_run_page(out: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write a run's page into its folder; nothing when nobody said what the run is."""
    account = _read(out / "run.json")
    if account:
        sections = run_sections(out, rows)
        write_page(out / PAGE, f"Training of {account['task']}", account["phantom"], account["split_digest"], sections)


def run_sections(folder: Path, rows: Sequence[Mapping[str, Any]]) -> list[parts.Section]:
    """What a run's folder knows: what it is, its course, its data, its recipe; empty for a folder of another kind."""
    account, data = _read(folder / "run.json"), _read(folder / "data.json")
    if not account:
        return []
    facts = [(words_, str(account[key])) for key, words_ in FACTS.items() if account.get(key) not in (None, "")]
    sections = [parts.Section("Run", [parts.Facts(facts)])]
    stages = list(dict.fromkeys(str(row["stage"]) for row in rows))
    figures = [figure for stage in stages for figure in stage_figures(stage, [r for r in rows if r["stage"] == stage])]
    if figures:
        sections.append(parts.Section("Course of the training", figures))
    if data:
        warned: list[parts.Block] = [parts.Text([f"Warning. {words_}"]) for words_ in data["warnings"]]
        tables = [Table(t["title"], tuple(t["header"]), tuple(map(tuple, t["rows"]))) for t in data["tables"]]
        sections.append(parts.Section("Data", [*warned, *(_table(table) for table in tables)]))
    reasons = account.get("reasons", {})
    numbers = [(key, f"{value}", reasons.get(key, "")) for key, value in flat(account["recipe"])]
    sections.append(parts.Section("Recipe", [_table(Table("Numbers", ("Key", "Value", "Reason"), tuple(numbers)))]))
    return sections


def flat(table: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """A recipe's values under their whole names, ``"grades.schedule.epochs"``."""
    found: list[tuple[str, Any]] = []
    for key, value in table.items():
        found += flat(value, f"{above}{key}.") if isinstance(value, Mapping) else [(f"{above}{key}", value)]
    return found


def stage_figures(stage: str, rows: Sequence[Mapping[str, Any]]) -> list[parts.Figure]:
    """Losses, and what the validation split gave, by epoch."""
    names = [name for name in rows[0] if isinstance(rows[0][name], int | float) and name not in ("epoch", "seconds")]
    losses = [name for name in names if name.startswith("loss_")]
    judged = [name for name in names if name not in losses]
    figures = []
    for title, shown in ((f"{stage}: losses while training", losses), (f"{stage}: on the validation split", judged)):
        lines = {name.removeprefix("loss_"): [(r["epoch"], r[name]) for r in rows if name in r] for name in shown}
        if lines:
            figures.append(parts.Figure(title.replace(" ", "_"), title, lines_svg(title, lines)))
    return figures


def lines_svg(title: str, lines: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Lines over epochs, with a legend beside them."""
    points = np.array([point for line in lines.values() for point in line], dtype=float)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return drawing(200, 40, [words(10, 24, "no numbers yet")], title)
    across = number_axis("epoch", float(points[:, 0].min()), float(points[:, 0].max()))
    up = number_axis("", float(points[:, 1].min()), float(points[:, 1].max()))
    entries = [(name, [x for x, _ in line], [y for _, y in line]) for name, line in lines.items()]
    return _plot(title, across, up, entries)


def evaluation_sections(evaluation: Evaluation) -> list[parts.Section]:
    """Tables in the paper's layout, and the curves."""
    plots = dict.fromkeys(curve.plot for curve in evaluation.curves)
    figures = [curve_figure([c for c in evaluation.curves if c.plot == plot]) for plot in plots]
    sections = [parts.Section("Figures measured", [_table(table) for table in evaluation.tables])]
    return [*sections, parts.Section("Curves", figures)] if figures else sections


def curve_figure(curves: Sequence[Curve]) -> parts.Figure:
    """The curves of one plot."""
    across_name, up_name = curves[0].axes
    widest = max(max(curve.x, default=1.0) for curve in curves)
    across = share_axis(across_name) if widest <= 1.0 else number_axis(across_name, 0.0, float(widest))
    entries = [(curve.name, *_thinned(curve)) for curve in curves]
    title = f"{up_name} against {across_name}"
    return parts.Figure(curves[0].plot, title, _plot(title, across, share_axis(up_name), entries))


def _thinned(curve: Curve) -> tuple[Sequence[float], Sequence[float]]:
    kept = np.unique(np.linspace(0, len(curve.x) - 1, min(len(curve.x), MOST_POINTS)).round().astype(int))
    return [curve.x[i] for i in kept], [curve.y[i] for i in kept]


def _plot(title: str, across: Axis, up: Axis, entries: Sequence[tuple[str, Any, Any]]) -> str:
    plot = Plot(66, 14, 420, 280, across, up)
    drawn = plot.axes()
    shown = []
    for place, (name, x, y) in enumerate(entries):
        colour = SERIES[place % len(SERIES)]
        drawn.append(plot.curve(x, y, colour))
        if len(x) == 1:
            drawn.append(plot.point(x[0], y[0], "circle", colour))
        shown.append(("line", colour, name))
    height = max(344.0, 40.0 + 18 * len(shown))
    return drawing(760, height, [*drawn, *legend(520, 30, shown)], title)


def _table(table: Table) -> parts.Table:
    columns = [parts.Column(title, title) for title in table.header]
    return parts.Table(table.title, table.title, columns, table.rows, grouped=False)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
