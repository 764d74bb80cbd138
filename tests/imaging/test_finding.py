"""A finding is valid from its construction."""

import math

import pytest

from imaging.finding import Finding, Probability


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan])
def test_a_probability_lies_between_0_and_1(value: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        Probability(value, 0.5)
    with pytest.raises(ValueError, match="outside"):
        Finding("t/l/0", "t", "l", Probability(0.5, 0.5), slice_scores=(0.5, value))


def test_the_operating_point_itself_is_positive() -> None:
    assert Probability(0.5, 0.5).positive
    assert not Probability(0.4999, 0.5).positive
