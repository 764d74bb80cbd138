"""What is known of a data set before anything is trained on it: counts, balance, and what gives an answer away."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.statistics.diagnostic import auc_delong
from imaging.errors import UserError
from training.categories import Categories, categories_of, most_frequent_first
from training.datasets import SPLITS, DataSet, Sample
from training.linear import cross_fitted
from training.outcomes import Outcome, outcomes_of
from training.pixels import Look, copies
from training.report import Table, cell, markdown

SUSPICIOUS = 0.7
"""A category from which an answer can be told with at least this area under the ROC curve is warned of."""

TELLS = "What a category alone says of the answer (five-fold by patient)"


@dataclass(frozen=True)
class DataReport:
    """Tables and warnings of one data set with its splits."""

    title: str
    licence: str
    digest: str
    tables: tuple[Table, ...]
    warnings: tuple[str, ...]

    def text(self) -> str:
        """As Markdown."""
        head = f"**{self.title}** ({self.licence})\n\nSplit digest {self.digest}\n"
        warned = [f"**Warning.** {warning}\n" for warning in self.warnings]
        return "\n".join([head, *warned, *(markdown(table) for table in self.tables)])

    def write(self, out: Path) -> None:
        """Leave `data.md` and `data.json` in a folder."""
        out.mkdir(parents=True, exist_ok=True)
        (out / "data.md").write_text(self.text(), encoding="utf-8")
        tables = [{"title": t.title, "header": t.header, "rows": t.rows} for t in self.tables]
        content: dict[str, Any] = {"schema": "overread.data/1", "title": self.title, "licence": self.licence}
        content |= {"split_digest": self.digest, "warnings": self.warnings, "tables": tables}
        (out / "data.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def report_data(data: DataSet, looks: Mapping[str, Look]) -> DataReport:
    """Count a data set whose pixels were looked at."""
    categories = categories_of(data.samples, looks)
    outcomes = outcomes_of(data.samples)
    tells, warnings = what_tells(data.samples, categories, outcomes)
    twice = [group for group in copies(data.samples, looks) if len({s.group for s in group}) > 1]
    if twice:
        names = ", ".join(sample.sample_id for sample in twice[0])
        warnings.append(
            f"{len(twice)} pictures have several patients ({names}): the same person under two identifiers? They lie "
            "in one split and do no harm to the figures; an interval by patient takes them for two."
        )
    tables = [
        counts_table(data.samples),
        *(category_table(data.samples, n, categories[n], outcomes) for n in categories),
    ]
    tables += [tells] if tells.rows else []
    if data.excluded:
        rows = tuple((reason, str(number)) for reason, number in data.excluded.items())
        tables.append(Table("Left out by the reader of the layout", ("Why", "Number"), rows))
    return DataReport(data.title, data.licence, data.split_digest, tuple(tables), tuple(warnings))


def counts_table(samples: Sequence[Sample]) -> Table:
    """Samples, patients and answers per split."""
    splits = [split for split in SPLITS if any(sample.split == split for sample in samples)]
    parts = {split: [sample for sample in samples if sample.split == split] for split in splits} | {
        "all": list(samples)
    }
    rows: list[tuple[str, ...]] = [
        ("samples", *(str(len(part)) for part in parts.values())),
        ("patients (groups)", *(str(len({sample.group for sample in part})) for part in parts.values())),
    ]
    if any(sample.polygons or sample.parts for sample in samples):
        rows.append(("with outlines", *(str(sum(bool(s.polygons or s.parts) for s in p)) for p in parts.values())))
    for name, value in sorted({answer for sample in samples for answer in _answers(sample)}):
        rows.append((f"{name}: {value}", *(_share(part, name, value) for part in parts.values())))
    for name in sorted({name for sample in samples for name in sample.quantities}):
        rows.append((f"{name}: mean ± SD (range)", *(_spread(part, name) for part in parts.values())))
    return Table("Splits and labels", ("", *parts), tuple(rows))


def _answers(sample: Sample) -> list[tuple[str, str]]:
    """Label and value; grades of single structures are counted together."""
    found = [(name, "yes" if answer else "no") for name, answer in sample.reference.items()]
    return found + [(name.split("/")[0], str(grade)) for name, grade in sample.grades.items()]


def _share(part: Sequence[Sample], name: str, value: str) -> str:
    counts = Counter(given for sample in part for label, given in _answers(sample) if label == name)
    whole = sum(counts.values())
    return f"{counts[value]} ({counts[value] / whole:.0%})" if whole else "0"


def _spread(part: Sequence[Sample], name: str) -> str:
    values = [sample.quantities[name] for sample in part if name in sample.quantities]
    if not values:
        return "–"
    return f"{np.mean(values):.1f} ± {np.std(values):.1f} ({min(values):g}–{max(values):g})"


def category_table(
    samples: Sequence[Sample], category: str, values: Mapping[str, str], outcomes: Mapping[str, Outcome]
) -> Table:
    """Samples per split and share of every answer, value by value."""
    splits = [split for split in SPLITS if any(sample.split == split for sample in samples)]
    rows = []
    for value in most_frequent_first(values):
        here = [sample for sample in samples if values.get(sample.sample_id) == value]
        counts = Counter(sample.split for sample in here)
        shares = []
        for answers in outcomes.values():
            known = [answers[sample.sample_id] for sample in here if sample.sample_id in answers]
            shares.append(f"{sum(known)}/{len(known)} ({np.mean(known):.0%})" if known else "–")
        rows.append((value, *(str(counts[split]) for split in splits), str(len(here)), *shares))
    return Table(f"By {category}", (category, *splits, "all", *outcomes), tuple(rows))


def what_tells(
    samples: Sequence[Sample], categories: Categories, outcomes: Mapping[str, Outcome]
) -> tuple[Table, list[str]]:
    """How well each category alone tells each answer, and a warning where a model could learn it instead."""
    rows, warnings = [], []
    for name, values in categories.items():
        levels = most_frequent_first(values)
        for label, answers in outcomes.items():
            here = [s for s in samples if s.sample_id in values and s.sample_id in answers]
            truth = np.array([answers[s.sample_id] for s in here])
            told = np.array([[values[s.sample_id] == level for level in levels] for s in here], dtype=float)
            scores = cross_fitted(truth, told, [s.group for s in here]) if len(here) else np.zeros(0)
            kept = ~np.isnan(scores)
            area = auc_delong(truth[kept].tolist(), scores[kept])
            rows.append((name, label, str(int(kept.sum())), cell(area)))
            if area.defined and area.value >= SUSPICIOUS and area.low > 0.5:
                warnings.append(
                    f"The {name} alone tells “{label}” with an area under the ROC curve of {cell(area)}. A model can "
                    f"learn the {name} instead: balance the data, and evaluate with --by {name}."
                )
    return Table(TELLS, ("Category", "Answer", "Samples", "AUC"), tuple(rows)), warnings


def require_both_answers(data: DataSet, labels: Sequence[str]) -> None:
    """Refuse to train where the training or the validation split knows one answer of a label only.

    Parameters
    ----------
    labels : sequence of str
        The card's; grades and quantities must differ in the training split.
    """
    for split in ("train", "val"):
        samples = data.split(split)
        for label in labels:
            known: set[float] = {sample.reference[label] for sample in samples if label in sample.reference}
            if split == "train":
                known |= {sample.grades[label] for sample in samples if label in sample.grades}
                known |= {sample.quantities[label] for sample in samples if label in sample.quantities}
            if len(known) == 1:
                only = next(iter(known))
                word = {True: "yes", False: "no"}[only] if isinstance(only, bool) else f"{only:g}"
                raise UserError(
                    f"In the {split} split the answer to “{label}” is always {word} ({len(samples)} samples). "
                    "Nothing can be learned or chosen from one class; take data that have both."
                )
