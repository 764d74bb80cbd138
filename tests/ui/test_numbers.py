"""Numbers as they are written."""

import pytest

from app.ui.numbers import probability_text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "< 0.01"), (0.004, "< 0.01"), (0.01, "0.01"), (0.87, "0.87"), (0.99, "0.99"), (0.998, "> 0.99")],
)
def test_no_probability_is_written_as_certainty(value: float, text: str) -> None:
    assert probability_text(value) == text
