"""Drafts of the reporting checklists: what the plan and the reads say is filled in, the rest is left to be written."""

import tomllib
from collections.abc import Iterator

import numpy as np

from app.statistics.effects import effect
from app.statistics.report.context import METRIC, Context, change_column, words_of
from app.statistics.report.parts import Cell, Column, Table, shown, shown_p
from assets import ASSETS

TO_BE_WRITTEN = "to be written"
NAMES = ("claim", "stard_ai", "decide_ai")

FROM_THE_PLAN = ("shown of the model", "washout", "time limit", "identity", "endpoint")
"""What the plan says in its own words, which mean little without the name of what they are said of."""

DESIGNS = {
    "unaided": "Readers without the model",
    "sequential": "Sequential: unaided read, locked, then the same case with the model in the same sitting",
    "concurrent": "Concurrent: the model is there from the beginning",
    "crossover": "Crossover: every case with and without the model, in different sessions",
    "ai_first": "The model's answer first, then the read",
}


def checklist_tables(context: Context) -> Iterator[Table]:
    """CLAIM, STARD-AI and DECIDE-AI."""
    known = facts(context)
    for name in NAMES:
        content = tomllib.loads((ASSETS / "checklists" / f"{name}.toml").read_text(encoding="utf-8"))
        rows: list[list[Cell]] = []
        for item in content["items"]:
            said = [known[key] for key in item.get("fill", ()) if known.get(key)]
            rows.append([item["number"], item["topic"], item["text"], " ".join(map(_sentence, said)) or TO_BE_WRITTEN])
        filled = sum(row[3] != TO_BE_WRITTEN for row in rows)
        columns = [
            Column("Item", "item"),
            Column("Topic", "topic"),
            Column("What is asked, in short", "asked"),
            Column("Draft", "draft"),
        ]
        notes = (
            f"{content['source']}. Numbers are the checklist's, the words are ours: use the published form. "
            f"{filled} of {len(rows)} items have a draft from the plan and the reads; check each.",
        )
        yield Table(f"N_{name}", f"Draft: {content['name']}, {content['title']}", columns, rows, notes)


def facts(context: Context) -> dict[str, str]:
    """What is known of the study, by the names that the checklists use; empty where nothing is known."""
    study = context.study
    said = {key: f"{key}: {study.plan[key]}" for key in FROM_THE_PLAN if study.plan.get(key)}
    return {
        **said,
        "reference standard": study.plan.get("reference standard", ""),
        "title": f"Working title: {study.title}",
        "design": DESIGNS.get(study.design, study.design),
        "goal": "Multi-reader multi-case study of readers with and without a model" if len(study.arms) == 2 else "",
        "plan": f"Plan with the digest {study.plan_digest[:16]}… (whole at the head of this report)",
        "audit": "Every answer and exposure stands in an append-only record; exports bear the plan's digest",
        **_counts(context),
        **_pointers(context),
        "result": _result(context),
    }


def _counts(context: Context) -> dict[str, str]:
    study = context.study
    groups: dict[str, int] = {}
    for reader in study.readers:
        groups[reader.group or "no group"] = groups.get(reader.group or "no group", 0) + 1
    years = [reader.years for reader in study.readers if reader.years is not None]
    readers = f"{len(study.readers)} readers ({', '.join(f'{n} {group}' for group, n in groups.items())})"
    if years:
        readers += f", {min(years):g} to {max(years):g} years of experience"
    left_out = ", ".join(f"{why}: {count}" for why, count in study.left_out.items())
    shares = [
        f"{words_of(reads)} {int(np.nansum(reads.truth))} of {int(reads.judged.sum())} diseased"
        for reads in context.questions
        if reads.judged.any()
    ]
    gaps = sum(gap.missing for reads in context.questions for gap in reads.ratings().missing())
    grades = [reads for reads in context.questions if reads.question.scale == "grade" and len(reads.question.levels)]
    return {
        "readers": readers if study.readers else "",
        "size": f"{readers}; {len(study.cases)} cases; {len(study.reads)} reads" if study.reads else "",
        "left_out": f"Not analysed: {left_out}" if left_out else "",
        "flow": f"{len(study.cases)} cases, {len(study.reads)} reads analysed; not analysed: {left_out or 'none'}",
        "missing": f"{gaps} reads missing; never filled in" if gaps else "No reads missing" if study.reads else "",
        "prevalence": "; ".join(shares),
        "questions": "; ".join(words_of(reads) for reads in context.questions),
        "severity": "Grades of the reference standard: see the confusion tables" if grades else "",
        "training": "Training cases were read and are not analysed" if "training" in study.left_out else "",
    }


def _pointers(context: Context) -> dict[str, str]:
    """Where in the report something stands, when it stands there."""
    study = context.study
    judged = any(reads.judged.any() and reads.readers for reads in context.questions)
    features = judged and any(case.features for case in study.cases)
    both = len(study.arms) == 2
    overridden = sum(read.overridden for read in study.reads)
    aided = [read for read in study.reads if read.arm == "aided"]
    changes = bool(aided) and both and judged
    points = {answer.operating_point for answer in study.model} - {None}
    sequential = study.design == "sequential"
    return {
        "measures": "AUC, sensitivity, specificity, accuracy, predictive values (table A)" if judged else "",
        "statistics": (
            "Areas: DeLong; shares: Wilson; means over readers: Obuchowski–Rockette with Hillis' degrees of freedom, "
            "or the U-statistic where reads are missing; paired calls: McNemar, exact; many tests: Benjamini–Hochberg"
            if judged
            else ""
        ),
        "subgroups": "Table G, exploratory" if judged else "",
        "failures": "Errors by feature (table D) and pages of the cases on which readers and model differ"
        if features
        else "Pages of the cases on which readers and model differ"
        if study.model and judged
        else "",
        "cross_tables": "Table A" if judged else "",
        "model": "Table B, the model alone" if study.model and judged else "",
        "cut_offs": f"Operating point of the model: {', '.join(f'{p:g}' for p in sorted(filter(None, points)))}"
        if points
        else "",
        "blinding": "Unaided answers were locked before anything of the model was shown" if sequential and both else "",
        "exposure": "Table F: what of the model was on the screen, and how long" if aided else "",
        "overrules": f"{overridden} of {len(aided)} aided answers overrule the model; automation-bias tables"
        if changes
        else "",
        "modifications": "One plan for all reads; changes of the model: see the log" if study.reads else "",
        "human_factors": "Automation bias, exposures and time per case (tables F and H)" if changes else "",
        "harm": "Harmful switches: automation-bias tables" if changes else "",
    }


def _result(context: Context) -> str:
    """The primary question's main figure in one sentence."""
    for reads in context.questions[:1]:
        metric = context.endpoint if context.endpoint in METRIC else "AUC"
        found = effect(reads.ratings(), reads.calls(), metric)
        if found.change.defined:
            change = found.change
            means = ", ".join(f"{arm} {found.means[arm].value:.3f}" for arm in reads.arms if arm in found.means)
            words = shown(change, change_column("", ""))
            return f"{words_of(reads)} {METRIC[metric]}: {means}; change {words}, p {shown_p(found.p)}"
    return ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '…')) else '.'}"
