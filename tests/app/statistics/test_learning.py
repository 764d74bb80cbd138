"""A learning curve: blocks, the same cases for reader and model, and how sure against how often right."""

import math

import pytest

from app.statistics.diagnostic import auc_delong, proportion
from app.statistics.learning import LearningRead, blocks_of, learning_curve
from app.statistics.report.html import to_html
from app.statistics.report.learning import curve_svg, learning_report


def read(number: int, positive: bool | None, truth: bool, confidence: int = 50, **more: object) -> LearningRead:
    rating = None if positive is None else float(100 + confidence if positive else 101 - confidence)
    return LearningRead("q", f"C{number}", number, False, positive, truth, rating, confidence, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "size", "bounds"),
    [
        (0, 20, []),
        (5, 20, [(1, 5)]),
        (20, 20, [(1, 20)]),
        (29, 20, [(1, 29)]),
        (30, 20, [(1, 20), (21, 30)]),
        (45, 20, [(1, 20), (21, 45)]),
    ],
)
def test_blocks_follow_one_another_and_a_short_rest_joins_the_last(
    count: int, size: int, bounds: list[tuple[int, int]]
) -> None:
    reads = [read(n + 1, True, True) for n in range(count)]

    assert [(start, start + len(part) - 1) for start, part in blocks_of(reads, size)] == bounds
    assert sum(len(part) for _, part in blocks_of(reads, size)) == count


def test_figures_are_those_of_the_formulas_on_the_block() -> None:
    said = [(True, True, 90), (False, True, 20), (True, False, 30), (False, False, 80)]
    reads = [
        read(n, positive, truth, sure, model=truth, model_probability=0.9 if truth else 0.2)
        for n, (positive, truth, sure) in enumerate(said, 1)
    ]

    curve = learning_curve("q", reads, 20)

    assert curve is not None
    assert curve.overall.reader.sensitivity == proportion(1, 2)
    assert curve.overall.reader.specificity == proportion(1, 2)
    assert curve.overall.reader.area == auc_delong([True, True, False, False], [190, 81, 130, 21])
    assert curve.overall.model.sensitivity.value == 1.0
    assert curve.overall.confidence.right == proportion(2, 4)
    assert curve.overall.confidence.stated == pytest.approx((0.95 + 0.6 + 0.65 + 0.9) / 4)


def test_the_model_is_judged_on_the_cases_that_it_answered_and_no_answer_is_wrong() -> None:
    reads = [read(1, None, True), read(2, False, False, model=True, model_probability=0.7)]

    curve = learning_curve("q", reads, 20)

    assert curve is not None
    assert curve.overall.reader.sensitivity == proportion(0, 1)
    assert not curve.overall.reader.area.defined
    assert curve.overall.model.specificity == proportion(0, 1)
    assert curve.overall.model.sensitivity.n == 0


def test_repeats_are_counted_by_themselves() -> None:
    first, again = read(1, False, True), LearningRead("q", "C1", 2, True, True, True)

    curve = learning_curve("q", [again, first], 20)

    assert curve is not None
    assert curve.overall.reader.sensitivity == proportion(0, 1)
    assert curve.repeats == proportion(1, 1)
    assert learning_curve("q", [again], 20) is None


def test_numbers_of_phantoms_say_so_wherever_they_stand() -> None:
    reads = [read(n, n % 3 > 0, n % 2 > 0, phantom=True, day="2026-03-02") for n in range(1, 50)]

    html = to_html(learning_report("Practice", "abc", "R1", reads, {"q": "Is it so?"}, "by construction"))

    assert html.count("Phantom data – no patients") >= 6
    assert not math.isnan(learning_curve("q", reads, 20).overall.reader.area.low)  # type: ignore[union-attr]


@pytest.mark.parametrize("answer", [True, None])
def test_a_curve_speaks_of_the_model_where_it_answered(answer: bool | None) -> None:
    curve = learning_curve("q", [read(1, True, True, model=answer)], 20)

    assert curve is not None
    assert ("The model" in curve_svg(curve, "A sign")) == (answer is not None)
