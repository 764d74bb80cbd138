"""Numbers as they are written."""

import pytest

from app.ui.numbers import interval_text, probability_text, quantity_text, range_text
from imaging.finding import Quantity


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "< 0.01"), (0.004, "< 0.01"), (0.01, "0.01"), (0.87, "0.87"), (0.99, "0.99"), (0.998, "> 0.99")],
)
def test_no_probability_is_written_as_certainty(value: float, text: str) -> None:
    assert probability_text(value) == text


@pytest.mark.parametrize(
    ("quantity", "text", "interval"),
    [
        (Quantity(12.44, "mm"), "12.4 mm", ""),
        (Quantity(12.44, "mm", (11.0, 13.96)), "12.4 mm", "11.0–14.0 mm"),
        (Quantity(124.4, "mo"), "124 months (10 y 4 mo)", ""),
        (Quantity(11.6, "mo", (6.2, 17.4)), "12 months (1 y 0 mo)", "6–17 months"),
    ],
)
def test_a_number_has_its_unit_and_months_are_told_as_years(quantity: Quantity, text: str, interval: str) -> None:
    assert quantity_text(quantity) == text
    assert interval_text(quantity) == interval


def test_an_interval_with_a_minus_is_not_read_as_a_difference() -> None:
    assert range_text(4.1165, 4.8582) == "4.12–4.86"
    assert range_text(-2.0333, -0.8239) == "−2.03 to −0.824"
