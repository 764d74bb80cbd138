"""Table C: readers against the model (the layout of Yeh 2022); table E: superiority and non-inferiority."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from app.statistics.contrasts import Contrast, noninferiority
from app.statistics.diagnostic import Estimate, undefined
from app.statistics.effects import effect, figures_of
from app.statistics.froc_figures import froc_figures
from app.statistics.froc_reads import has_marks, study_marks
from app.statistics.multiplicity import benjamini_hochberg
from app.statistics.multireader import model_against_readers, obuchowski_rockette
from app.statistics.paired import discordant_pairs, mcnemar_exact
from app.statistics.question_reads import QuestionReads
from app.statistics.ratings import Ratings
from app.statistics.report.context import ARM, METRIC, Context, change_column, slug, words_of
from app.statistics.report.parts import Cell, Column, P, Table

ALONE = "the model alone"


def paired_table(reads: QuestionReads) -> Table | None:
    """Table C: each reader's calls beside the model's, sensitivity and specificity apart; None without a model."""
    rows: list[list[Cell]] = []
    tests = []
    for j, reader in enumerate(reads.readers):
        for i, arm in enumerate(reads.arms):
            both = reads.judged & ~np.isnan(reads.positive[i, j]) & ~np.isnan(reads.model_positive)
            truth = (reads.truth[both] == 1.0).tolist()
            calls = (reads.positive[i, j, both] == 1.0).tolist()
            model = (reads.model_positive[both] == 1.0).tolist()
            for among, name in ((True, "Sensitivity"), (False, "Specificity")):
                asked = sum(t == among for t in truth)
                if not asked:
                    continue
                reader_only, model_only = discordant_pairs(truth, calls, model, among)
                right = sum(t == among and a == t == b for t, a, b in zip(truth, calls, model, strict=True))
                wrong = asked - right - reader_only - model_only
                test = mcnemar_exact(reader_only, model_only)
                tests.append(test.p)
                difference = (reader_only - model_only) / asked
                rows.append(
                    [reader, ARM[arm], name, asked, right, reader_only, model_only, wrong, difference, P(test.p)]
                )
    if not rows:
        return None
    for row, q in zip(rows, benjamini_hochberg(tests), strict=True):
        row.append(P(float(q)))
    columns = [
        Column("Reader", "reader"),
        Column("Arm", "arm"),
        Column("Figure", "figure"),
        Column("Cases", "cases"),
        Column("Both right", "both_right"),
        Column("Only reader", "only_reader_right"),
        Column("Only model", "only_model_right"),
        Column("Both wrong", "both_wrong"),
        Column("Reader − model", "difference", percent=True, signed=True),
        Column("Exact p", "p"),
        Column("q", "q"),
    ]
    note = (
        "McNemar's exact test on the cases on which one of the two is right; q: Benjamini and Hochberg over all rows."
    )
    key = f"C_readers_and_model_{slug(reads.question.question_id)}"
    return Table(key, f"Table C. Each reader against the model: {words_of(reads)}", columns, rows, (note,))


def mean_against_model_table(reads: QuestionReads) -> Table | None:
    """The mean of the readers minus the model, readers and cases random; None without a model."""
    if np.isnan(reads.model_rating).all() or not reads.readers:
        return None
    rows: list[list[Cell]] = []
    for arm in reads.arms:
        for metric in ("AUC", "sensitivity", "specificity", "accuracy"):
            found = _mean_against_model(reads, arm, metric)
            if isinstance(found, str):
                rows.append([ARM[arm], METRIC[metric], None, undefined(found, ""), P(math.nan)])
            else:
                rows.append([ARM[arm], METRIC[metric], found[1], found[0].estimate, P(found[0].p)])
    columns = [
        Column("Arm", "arm"),
        Column("Figure", "figure"),
        Column("Model", "model"),
        change_column("Readers − model", "difference"),
        Column("p", "p"),
    ]
    note = "Single-modality analysis of the differences reader − model (Hillis, Obuchowski and Berbaum 2011)."
    key = f"C_mean_against_model_{slug(reads.question.question_id)}"
    title = f"Table C, continued. Mean of the readers minus the model: {words_of(reads)}"
    return Table(key, title, columns, rows, (note,))


def margin_table(context: Context) -> Table:
    """Table E: superiority, and non-inferiority where the plan names a margin."""
    rows: list[list[Cell]] = []
    notes = [
        "Non-inferiority: one-sided p against −margin below 0.025. Superiority is tested after it, at the same level.",
    ]
    for reads in context.questions:
        primary = reads.question.primary
        metric = context.endpoint if primary else "AUC"
        compared = list(_comparisons(context, reads, metric))
        rows += [[words_of(reads), metric, *_margin_cells(*entry, reads.question.margin)] for entry in compared]
        if compared and reads.question.margin is None:
            notes.append(f"{words_of(reads)}: the plan names no margin, so non-inferiority is not tested.")
    columns = [
        Column("Question", "question"),
        Column("Figure", "figure"),
        Column("Comparison", "comparison"),
        change_column("Difference", "difference"),
        Column("p, two-sided", "p"),
        Column("Margin", "margin"),
        Column("p, not inferior", "p_noninferior"),
        Column("Not inferior", "noninferior"),
        Column("p, superior", "p_superior"),
        Column("Superior", "superior"),
    ]
    return Table("E_margins", "Table E. Superiority and non-inferiority", columns, rows, notes)


def _comparisons(
    context: Context, reads: QuestionReads, metric: str
) -> Iterator[tuple[str, Contrast | None, str, str]]:
    """Words, contrast, the side to be shown not inferior, and why there is no contrast."""
    if not reads.judged.any() or not reads.readers:
        return
    if len(reads.arms) == 2:
        found, why = _change(context, reads, metric)
        yield "Aided − unaided", found, "aided", why
    if metric == "wAFROC" or np.isnan(reads.model_rating).all():
        return
    for arm in reads.arms:
        alone = _mean_against_model(reads, arm, metric)
        text = f"Model alone − readers {arm}"
        yield (text, None, "", alone) if isinstance(alone, str) else (text, alone[0], ALONE, "")


def _change(context: Context, reads: QuestionReads, metric: str) -> tuple[Contrast | None, str]:
    if metric != "wAFROC":
        found = effect(reads.ratings(), reads.calls(), metric)
        return found.difference, found.reason
    try:
        if not has_marks(reads):
            raise ValueError("the question asks for no marks")
        figures = froc_figures(study_marks(context.study, reads).study)
        random = "readers+cases" if len(figures.readers) > 1 else "cases"
        return obuchowski_rockette(figures, random).differences[0], ""
    except ValueError as error:
        return None, str(error)


def _margin_cells(words: str, found: Contrast | None, new: str, why: str, margin: float | None) -> list[Cell]:
    if found is None:
        return [words, undefined(why or "one arm: nothing to compare", ""), P(math.nan), margin, *[None] * 4]
    if margin is None:
        return [words, _turned(found, new), P(found.p), None, None, "–", P(_one_sided(found, new)), "–"]
    test = noninferiority(found, new, margin)
    yes = {True: "yes", False: "no"}
    return [
        words,
        test.difference,
        P(found.p),
        margin,
        P(test.p_noninferior),
        yes[test.noninferior],
        P(test.p_superior),
        yes[test.superior],
    ]


def _turned(found: Contrast, new: str) -> Estimate:
    """The difference as new minus the other."""
    old = found.estimate
    return old if found.first == new else replace(old, value=-old.value, low=-old.high, high=-old.low)


def _one_sided(found: Contrast, new: str) -> float:
    """Against 0 in favour of the new one, from the two-sided p."""
    if math.isnan(found.p):
        return math.nan
    better = (found.estimate.value > 0) == (found.first == new)
    return found.p / 2 if better else 1 - found.p / 2


def _mean_against_model(reads: QuestionReads, arm: str, metric: str) -> tuple[Contrast, float] | str:
    """The contrast and the model's own value, or why there is none."""
    i = reads.arms.index(arm)
    answers = reads.model_rating if metric == "AUC" else reads.model_positive
    values = reads.rating[i] if metric == "AUC" else reads.positive[i]
    known = reads.judged & ~np.isnan(answers)
    readers = [j for j in range(len(reads.readers)) if not np.isnan(values[j]).all()]
    scores = np.concatenate([values[readers][:, known], answers[None, known]])
    read = ~np.isnan(scores).any(axis=0)
    if not readers or not known.any():
        return "the model gave no answer on these cases"
    if not read.all():
        return "reads are missing: the readers cannot be compared with the model on the same cases"
    names = (*(reads.readers[j] for j in readers), ALONE)
    truth = reads.truth[known] == 1.0
    cases = tuple(case for case, there in zip(reads.cases, known, strict=True) if there)
    try:
        figures = figures_of(Ratings((arm,), names, cases, truth, scores[None]), metric)
        random = "readers+cases" if len(readers) > 1 else "cases"
        return model_against_readers(figures, arm, ALONE, random=random), float(figures.values[0, -1])
    except ValueError as error:
        return str(error)
