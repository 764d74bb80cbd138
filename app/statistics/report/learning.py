"""The report of a practice set: a learning curve for each question, against the model on the same cases."""

from collections.abc import Iterator, Mapping, Sequence

from app.statistics.diagnostic import Estimate
from app.statistics.learning import (
    Block,
    Figures,
    LearningCurve,
    LearningRead,
    NumberBlock,
    NumberCurve,
    NumberRead,
    learning_curve,
    number_curve,
)
from app.statistics.report.context import slug
from app.statistics.report.parts import Cell, Column, Facts, Figure, Report, Section, Table, Text
from app.statistics.report.style import MODEL, QUIET, REFERENCE, UNAIDED
from app.statistics.report.svg import Plot, drawing, legend, number_axis, share_axis, words

BLOCK = 20
"""First reads in a block."""

PANELS = (("Sensitivity", "sensitivity"), ("Specificity", "specificity"), ("AUC", "area"))
LEFT, STEP, HEIGHT = 40, 246, 330
"""Of the drawings, in pixels."""

HOW = (
    "Only the first read of a case counts in the curve: who meets a case again remembers its answer. "
    "Repeated reads are counted by themselves.",
    "The answer before anything of the model was seen is compared with the reference standard. "
    "The model's figures are over the same cases of the block, those that it answered.",
    "Intervals of 95 %: Wilson for sensitivity, specificity and shares, DeLong for the area under the ROC curve, "
    "Student's for a mean. "
    "The blocks follow one another in one reader and are not independent samples of readers; "
    "the cases of a block differ from those of another.",
)


def learning_report(
    title: str,
    digest: str,
    reader: str,
    reads: Sequence[LearningRead],
    questions: Mapping[str, str],
    how: str = "",
    size: int = BLOCK,
    numbers: Sequence[NumberRead] = (),
    units: Mapping[str, str] | None = None,
) -> Report:
    """The report of one reader.

    Parameters
    ----------
    questions : mapping of question_id to str
        The questions in words, in their order.
    how : str
        How the reference standard was established.
    numbers, units
        Answers that are numbers without sides, and the unit of each question.
    """
    every: list[LearningRead | NumberRead] = [*reads, *numbers]
    curves = [(name, curve) for name in questions if (curve := learning_curve(name, reads, size)) is not None]
    lines = [(name, line) for name in questions if (line := number_curve(name, numbers, size)) is not None]
    days = sorted({read.day for read in every})
    facts = Facts(
        [
            ("Reader", reader),
            ("Reads", str(len({read.number for read in every}))),
            ("Cases", str(len({read.case for read in every}))),
            ("Days", f"{len(days)} ({days[0]} to {days[-1]})" if days else "0"),
            ("Reference standard", how),
        ]
    )
    sections = [Section("Practice", [facts, Text(HOW, small=True)])]
    for name, curve in curves:
        blocks = [_curve_figure(curve, questions[name]), _table(curve, questions[name]), *_confidence(curve, questions)]
        sections.append(Section(questions[name], blocks, new_page=len(sections) > 1))
    for name, line in lines:
        unit = (units or {}).get(name, "")
        figure = Figure(
            f"curve_{slug(name)}", f"Learning curve: {questions[name]}", number_svg(line, questions[name], unit)
        )
        sections.append(
            Section(questions[name], [figure, _number_table(line, questions[name], unit)], new_page=len(sections) > 1)
        )
    if not curves and not lines:
        sections.append(Section("Nothing yet", [Text(["No case with a known answer has been signed."])]))
    return Report(title, digest, any(read.phantom for read in every), sections)


def curve_svg(curve: LearningCurve, title: str) -> str:
    """Sensitivity, specificity and area, block by block: the reader's points, and the model's beside them."""
    parts: list[str] = []
    last = curve.blocks[-1].last
    for column, (name, field) in enumerate(PANELS):
        plot = Plot(LEFT + STEP * column, 30, 196, 210, number_axis("Cases read", 0, last, whole=True), share_axis(""))
        parts.append(words(LEFT + STEP * column, 18, name, bold=True, size=13))
        parts += plot.axes()
        parts += _points(plot, curve.blocks, field, "reader", UNAIDED, -0.008)
        parts += _points(plot, curve.blocks, field, "model", MODEL, 0.008)
    entries = [("circle", UNAIDED, "You, before you saw the model")]
    if any(getattr(curve.overall.model, field).defined for _, field in PANELS):
        entries.append(("square", MODEL, "The model, on the same cases"))
    parts += legend(LEFT + 10, 300, entries)
    return drawing(LEFT + STEP * len(PANELS), HEIGHT, parts, f"Learning curve: {title}")


def _points(plot: Plot, blocks: Sequence[Block], field: str, who: str, colour: str, aside: float) -> Iterator[str]:
    """A point with its interval in the middle of each block; a little aside, so that two do not hide one another."""
    figures: list[Figures] = [getattr(block, who) for block in blocks]
    found = [(b.first, b.last, getattr(f, field)) for b, f in zip(blocks, figures, strict=True)]
    return _marks(plot, found, who, colour, aside)


def _marks(
    plot: Plot, blocks: Sequence[tuple[int, int, Estimate]], who: str, colour: str, aside: float
) -> Iterator[str]:
    """First and last read of every block with its figure."""
    places: list[tuple[float, float]] = []
    for first, last, found in blocks:
        if not found.defined:
            continue
        x = (first - 1 + last) / 2 + aside * (plot.x.high - plot.x.low)
        places.append((x, found.value))
        if found.low == found.low:
            yield plot.bar(x, found.low, found.high, colour)
    if len(places) > 1:
        yield plot.curve([x for x, _ in places], [y for _, y in places], colour, 1.5, "" if who == "reader" else "5 3")
    for x, y in places:
        yield plot.point(x, y, "circle" if who == "reader" else "square", colour)


def confidence_svg(curve: LearningCurve) -> str:
    """How sure, against how often right: above the line too careful, below it too sure."""
    axis = share_axis("Said: probability of being right", 0.5, 1.0)
    plot = Plot(60, 30, 210, 210, axis, share_axis("Right among them", 0.0, 1.0))
    parts = [words(60, 18, "Sure and right", bold=True, size=13), *plot.axes()]
    parts.append(plot.curve([0.5, 1], [0.5, 1], QUIET, 1, "4 4"))
    for number, block in enumerate(curve.blocks, 1):
        found = block.confidence
        if found.stated == found.stated and found.right.defined:
            parts.append(plot.bar(found.stated, found.right.low, found.right.high, REFERENCE))
            parts.append(plot.point(found.stated, found.right.value, "circle", REFERENCE))
            x, y = plot.at(found.stated, found.right.value)
            parts.append(words(x + 7, y + (15 if number % 2 else -6), str(number), size=11))
    entries = [("circle", REFERENCE, "A block of cases, by its number"), ("dash", QUIET, "As sure as right")]
    parts += legend(70, 300, entries)
    return drawing(292, HEIGHT, parts, "Confidence against right answers")


def number_svg(curve: NumberCurve, title: str, unit: str) -> str:
    """Mean absolute error, block by block: the reader's points, and the model's beside them."""
    errors = [e.absolute for block in curve.blocks for e in (block.reader, block.model) if e.absolute.defined]
    high = max((e.high if e.high == e.high else e.value for e in errors), default=1.0)
    across = number_axis("Cases read", 0, curve.blocks[-1].last, whole=True)
    plot = Plot(60, 30, 420, 210, across, number_axis(unit.capitalize(), 0, high))
    parts = [words(60, 18, "Mean absolute error", bold=True, size=13), *plot.axes()]
    for who, colour, aside in (("reader", UNAIDED, -0.005), ("model", MODEL, 0.005)):
        found = [(block, getattr(block, who).absolute) for block in curve.blocks]
        parts += _marks(plot, [(b.first, b.last, e) for b, e in found], who, colour, aside)
    entries = [("circle", UNAIDED, "You, before you saw the model")]
    if curve.overall.model.absolute.defined:
        entries.append(("square", MODEL, "The model, on the same cases"))
    parts += legend(70, 300, entries)
    return drawing(520, HEIGHT, parts, f"Learning curve: {title}")


def _number_table(curve: NumberCurve, title: str, unit: str) -> Table:
    columns = [
        Column("Block", "block"),
        Column("Cases", "cases"),
        *(
            Column(f"{name}, {who} ({unit})", f"{field}_{who}", digits=1, signed=field == "bias")
            for name, field in (("Mean absolute error", "absolute"), ("Bias", "bias"))
            for who in ("you", "model")
        ),
        Column("Within the tolerance, you", "right", percent=True),
        Column("Median time, s", "median_seconds", digits=0),
    ]
    named = [*((str(number), block) for number, block in enumerate(curve.blocks, 1)), ("All", curve.overall)]
    rows = [_number_row(name, block) for name, block in named]
    again = f"{curve.repeats.value:.0%} of {curve.repeats.n}" if curve.repeats.defined else "none"
    notes = [
        "Blocks of the first reads of cases, in the order in which they were signed. Bias: answer − truth.",
        f"Cases met again within the tolerance: {again}.",
    ]
    key = f"learning_{slug(curve.question_id)}"
    return Table(key, f"Learning curve: {title}", columns, rows, notes, frozenset({len(rows) - 1}))


def _number_row(name: str, block: NumberBlock) -> list[Cell]:
    pairs = [getattr(errors, field) for field in ("absolute", "bias") for errors in (block.reader, block.model)]
    return [name, f"{block.first}–{block.last}", *pairs, block.right, block.seconds]


def _curve_figure(curve: LearningCurve, title: str) -> Figure:
    notes = ["A point stands in the middle of its block; vertical lines are intervals of 95 %."]
    return Figure(f"curve_{slug(curve.question_id)}", f"Learning curve: {title}", curve_svg(curve, title), notes)


def _table(curve: LearningCurve, title: str) -> Table:
    columns = [
        Column("Block", "block"),
        Column("Cases", "cases"),
        *(Column(f"{name}, {who}", f"{field}_{who}") for name, field in PANELS for who in ("you", "model")),
        Column("Median time, s", "median_seconds", digits=0),
    ]
    rows = [_row(str(number), block) for number, block in enumerate(curve.blocks, 1)]
    rows.append(_row("All", curve.overall))
    notes = ["Blocks of the first reads of cases, in the order in which they were signed."]
    key = f"learning_{slug(curve.question_id)}"
    return Table(key, f"Learning curve: {title}", columns, rows, notes, frozenset({len(rows) - 1}))


def _row(name: str, block: Block) -> list[str | int | float | Estimate]:
    pairs = [getattr(figures, field) for _, field in PANELS for figures in (block.reader, block.model)]
    return [name, f"{block.first}–{block.last}", *pairs, block.seconds]


def _confidence(curve: LearningCurve, questions: Mapping[str, str]) -> Iterator[Table | Figure]:
    """How sure, against how often right; nothing where no confidence is asked."""
    if not any(block.confidence.right.n for block in curve.blocks):
        yield _repeats(curve, questions[curve.question_id])
        return
    title, key = questions[curve.question_id], slug(curve.question_id)
    columns = [
        Column("Block", "block"),
        Column("Said", "stated", percent=True),
        Column("Right", "right", percent=True),
        Column("Said − right", "excess", percent=True, signed=True),
    ]
    named = [*((str(number), block) for number, block in enumerate(curve.blocks, 1)), ("All", curve.overall)]
    rows: list[list[Cell]] = [[name, b.confidence.stated, b.confidence.right, b.confidence.excess] for name, b in named]
    notes = [
        "Said: confidence 1 (a guess) is a probability of one half of being right, 100 is certainty. Above 0: too sure."
    ]
    if curve.calibration is not None:
        found = curve.calibration
        notes.append(
            f"Brier score of the stated probability of yes: {found.brier.value:.3f} over {found.brier.n} reads."
        )
    yield Table(f"confidence_{key}", f"Sure and right: {title}", columns, rows, notes, frozenset({len(rows) - 1}))
    yield Figure(f"confidence_{key}", f"Sure and right: {title}", confidence_svg(curve))
    yield _repeats(curve, title)


def _repeats(curve: LearningCurve, title: str) -> Table:
    columns = [Column("Repeated reads", "repeats"), Column("Right", "right", percent=True)]
    rows: list[list[Cell]] = [[curve.repeats.n, curve.repeats]]
    return Table(f"repeats_{slug(curve.question_id)}", f"Cases met again: {title}", columns, rows)
