"""What confidence is worth: calibration of readers and model, and net benefit of acting on their calls."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.statistics.calibration import Calibration, calibration, decision_curve, net_benefit
from app.statistics.case_means import mean_figures
from app.statistics.diagnostic import Estimate, undefined
from app.statistics.effects import crossed_effect
from app.statistics.question_reads import QuestionReads
from app.statistics.report.context import ARM, MODEL, slug, words_of
from app.statistics.report.parts import Cell, Column, Figure, P, Table
from app.statistics.report.style import AIDED, QUIET, UNAIDED
from app.statistics.report.style import MODEL as MODEL_COLOUR
from app.statistics.report.svg import Axis, Plot, drawing, legend, number_axis, share_axis

HIGHEST = 200.0
"""Of the scale of a decision with confidence: 1–100 no, 101–200 yes."""

FEW_BINS, MANY_BINS, MANY_CASES = 5, 10, 300
"""A calibration curve has ten points from so many cases on, and five below."""

ALL = "All reads"

THRESHOLDS = tuple(round(0.05 * n, 2) for n in range(1, 20))
SHOWN_THRESHOLDS = (0.1, 0.2, 0.3, 0.5)
COLOUR = {"unaided": UNAIDED, "aided": AIDED}
PALE = {"unaided": "#A9CCE3", "aided": "#F0BFA0"}

_Array = NDArray[np.float64]


def calibration_blocks(reads: QuestionReads) -> Iterator[Table | Figure]:
    """Table and figure of one question whose answers are confidences; nothing for other scales."""
    if reads.question.scale != "binary":
        return
    found = {
        (name, arm): calibration(truth, p, MANY_BINS if truth.size >= MANY_CASES else FEW_BINS)
        for name, arm, truth, p in _stated(reads)
    }
    if not found:
        return
    rows: list[list[Cell]] = [
        [name, ARM.get(arm, "–"), sum(b.observed.n for b in own.bins), own.brier, own.in_the_large, own.slope]
        for (name, arm), own in found.items()
        if name != ALL
    ]
    columns = [
        Column("Reader", "reader"),
        Column("Arm", "arm"),
        Column("Cases", "cases"),
        Column("Brier score", "brier"),
        Column("In the large", "in_the_large", 2, signed=True),
        Column("Slope", "slope", 2),
    ]
    notes = (
        "A reader's confidence is taken as a probability: rating / 200, so that 100 | 101, the border between no and "
        "yes, is one half. In the large: above 0 the probabilities are too low. Slope: below 1 they are too extreme.",
    )
    key = slug(reads.question.question_id)
    yield Table(f"I_calibration_{key}", f"Calibration: {words_of(reads)}", columns, rows, notes)
    yield Figure(f"calibration_{key}", f"Calibration: {words_of(reads)}", _calibration_svg(reads, found))


def _stated(reads: QuestionReads) -> Iterator[tuple[str, str, _Array, _Array]]:
    """Who said which probability: name, arm, truth, probability; all readers' reads together under no name."""
    for i, arm in enumerate(reads.arms):
        given = ~np.isnan(reads.rating[i]) & reads.judged
        truth = np.broadcast_to(reads.truth, given.shape)[given] == 1.0
        yield ALL, arm, truth, np.clip(reads.rating[i][given] / HIGHEST, 0.0, 1.0)
    for j, reader in enumerate(reads.readers):
        for i, arm in enumerate(reads.arms):
            known = reads.judged & ~np.isnan(reads.rating[i, j])
            if known.any():
                yield reader, arm, reads.truth[known] == 1.0, np.clip(reads.rating[i, j, known] / HIGHEST, 0.0, 1.0)
    known = reads.judged & ~np.isnan(reads.model_rating)
    probability = reads.model_rating[known]
    if known.any() and ((probability >= 0) & (probability <= 1)).all():
        yield MODEL, "", reads.truth[known] == 1.0, probability


def _calibration_svg(reads: QuestionReads, found: dict[tuple[str, str], Calibration]) -> str:
    parts: list[str] = []
    arms = list(reads.arms)
    for column, arm in enumerate(arms):
        title = f"{ARM[arm]}: stated probability"
        plot = Plot(64 + column * 390, 20, 300, 300, share_axis(title), share_axis("Diseased among them"))
        parts += plot.axes()
        parts.append(plot.curve([0, 1], [0, 1], QUIET, 1, "4 4"))
        for (name, own_arm), own in found.items():
            if own_arm == arm and name != ALL:
                xs, ys = _points(own)
                parts.append(plot.curve(xs, ys, PALE[arm], 1.1))
        xs, ys = _points(found[ALL, arm])
        parts.append(plot.curve(xs, ys, COLOUR[arm], 2.4))
        parts += [plot.point(x, y, "circle", COLOUR[arm], 3.5) for x, y in zip(xs, ys, strict=True)]
        if (MODEL, "") in found:
            xs, ys = _points(found[MODEL, ""])
            parts.append(plot.curve(xs, ys, MODEL_COLOUR, 2.4))
    entries = [("line", COLOUR[arm], f"{ARM[arm]}: all reads together; pale: each reader") for arm in arms]
    if (MODEL, "") in found:
        entries.append(("line", MODEL_COLOUR, MODEL))
    entries.append(("dash", QUIET, "Perfect"))
    parts += legend(76, 384, entries)
    return drawing(64 + 390 * max(len(arms), 1), 384 + 18 * len(entries), parts, "Calibration of readers and model")


def _points(own: Calibration) -> tuple[list[float], list[float]]:
    return [b.mean_probability for b in own.bins], [b.observed.value for b in own.bins]


def net_benefit_blocks(reads: QuestionReads) -> Iterator[Table | Figure]:
    """Table and figure of one question that ends in yes or no."""
    if not reads.judged.any() or not reads.readers or not reads.decided:
        return
    key = slug(reads.question.question_id)
    rows = [_benefit_row(reads, threshold) for threshold in SHOWN_THRESHOLDS]
    columns = [
        Column("Threshold", "threshold", 2),
        Column("Readers unaided", "unaided"),
        Column("Readers aided", "aided"),
        Column("Change", "change", signed=True),
        Column("p", "p"),
        Column("Model", "model"),
        Column("All positive", "all_positive"),
    ]
    notes = (
        "Per case, at this study's prevalence; none positive: 0. The threshold is the probability from which on one "
        "would act: there a missed case weighs as much as t/(1 − t) false alarms. Readers: mean over readers; readers "
        "and cases random.",
    )
    yield Table(f"I_net_benefit_{key}", f"Net benefit: {words_of(reads)}", columns, rows, notes)
    yield Figure(f"net_benefit_{key}", f"Net benefit: {words_of(reads)}", _benefit_svg(reads))


def _benefit_row(reads: QuestionReads, threshold: float) -> list[Cell]:
    calls = reads.calls()
    weights = np.where(calls.truth, 1.0, -threshold / (1.0 - threshold))
    means: dict[str, Estimate] = {}
    change, p = undefined("one arm: nothing to compare", ""), float("nan")
    if calls.complete:
        try:
            found = crossed_effect(mean_figures("net benefit", calls.modalities, calls.readers, calls.scores * weights))
            means, p = found.means, found.p
            change = found.change
        except ValueError as error:
            change = undefined(str(error), "")
    else:
        change = undefined("reads are missing: no mean over readers", "")
    model = reads.judged & ~np.isnan(reads.model_positive)
    alone = _model_benefit(reads, model, threshold)
    everybody = net_benefit(calls.truth, np.ones(calls.truth.shape, dtype=bool), threshold)
    nobody = undefined(change.reason or "no reads in this arm", "")
    return [threshold, means.get("unaided", nobody), means.get("aided", nobody), change, P(p), alone, everybody.value]


def _model_benefit(reads: QuestionReads, known: NDArray[np.bool_], threshold: float) -> Estimate:
    if not known.any():
        return undefined("the model gave no answer", "net benefit")
    truth, probability = reads.truth[known] == 1.0, reads.model_rating[known]
    if reads.question.scale == "binary" and ((probability >= 0) & (probability <= 1)).all():
        return decision_curve(truth, probability, (threshold,))[0].net_benefit
    return net_benefit(truth, reads.model_positive[known] == 1.0, threshold)


def _benefit_svg(reads: QuestionReads) -> str:
    curves: list[tuple[str, str, str, list[float]]] = []
    truth = reads.truth[reads.judged] == 1.0
    everybody = [net_benefit(truth, np.ones(truth.shape, dtype=bool), t).value for t in THRESHOLDS]
    for i, arm in enumerate(reads.arms):
        own = []
        for threshold in THRESHOLDS:
            values = []
            for j in range(len(reads.readers)):
                known = reads.judged & ~np.isnan(reads.positive[i, j])
                if known.any():
                    call = reads.positive[i, j, known] == 1.0
                    values.append(net_benefit(reads.truth[known] == 1.0, call, threshold).value)
            own.append(float(np.mean(values)) if values else float("nan"))
        curves.append(("line", COLOUR[arm], f"Readers {arm}, mean", own))
    model = reads.judged & ~np.isnan(reads.model_positive)
    if model.any():
        alone = [_model_benefit(reads, model, t).value for t in THRESHOLDS]
        curves.append(("line", MODEL_COLOUR, MODEL, alone))
    curves.append(("dash", QUIET, "All positive", everybody))
    prevalence = float(truth.mean())
    low = -0.25 * max(prevalence, 0.2)
    x: Axis = share_axis("Threshold probability")
    plot = Plot(70, 20, 420, 260, x, number_axis("Net benefit per case", low, max(prevalence, 0.05)))
    parts = plot.axes()
    parts.append(plot.curve([0, 1], [0, 0], QUIET, 1))
    for kind, colour, _, values in curves:
        kept = [(t, v) for t, v in zip(THRESHOLDS, values, strict=True) if v == v and v >= plot.y.low]
        parts.append(plot.curve([t for t, _ in kept], [v for _, v in kept], colour, 2, "5 3" if kind == "dash" else ""))
    parts += legend(
        520, 40, [*((kind, colour, name) for kind, colour, name, _ in curves), ("line", QUIET, "None positive")]
    )
    return drawing(700, 340, parts, "Net benefit by threshold probability")
