"""The report of a practice set: a learning curve for each question, against the model on the same cases."""

from collections.abc import Iterator, Mapping, Sequence

from app.statistics.diagnostic import Estimate
from app.statistics.learning import Block, Figures, LearningCurve, LearningRead, learning_curve
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
    "Intervals of 95 %: Wilson for sensitivity, specificity and shares, DeLong for the area under the ROC curve. "
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
) -> Report:
    """The report of one reader.

    Parameters
    ----------
    questions : mapping of question_id to str
        The questions in words, in their order.
    how : str
        How the reference standard was established.
    """
    curves = [(name, curve) for name in questions if (curve := learning_curve(name, reads, size)) is not None]
    days = sorted({read.day for read in reads})
    facts = Facts(
        [
            ("Reader", reader),
            ("Reads", str(len({read.number for read in reads}))),
            ("Cases", str(len({read.case for read in reads}))),
            ("Days", f"{len(days)} ({days[0]} to {days[-1]})" if days else "0"),
            ("Reference standard", how),
        ]
    )
    sections = [Section("Practice", [facts, Text(HOW, small=True)])]
    for name, curve in curves:
        blocks = [_curve_figure(curve, questions[name]), _table(curve, questions[name]), *_confidence(curve, questions)]
        sections.append(Section(questions[name], blocks, new_page=len(sections) > 1))
    if not curves:
        sections.append(Section("Nothing yet", [Text(["No case with a known answer has been signed."])]))
    return Report(title, digest, any(read.phantom for read in reads), sections)


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
    places: list[tuple[float, float]] = []
    for block in blocks:
        figures: Figures = getattr(block, who)
        found: Estimate = getattr(figures, field)
        if not found.defined:
            continue
        x = (block.first - 1 + block.last) / 2 + aside * (plot.x.high - plot.x.low)
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
