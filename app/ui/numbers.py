"""How numbers are written, wherever they stand."""

from app.ui.language import tr
from imaging.finding import Quantity

MONTH = "mo"
"""UCUM's code of the month."""


def probability_text(value: float) -> str:
    """Two digits; no probability is written as certainty: "> 0.99", "< 0.01"."""
    if value > 0.99:
        return "> 0.99"
    return "< 0.01" if value < 0.01 else f"{value:.2f}"


def quantity_text(quantity: Quantity) -> str:
    """A number with its unit: "12.4 mm"; months also as years: "124 months (10 y 4 mo)"."""
    if quantity.unit != MONTH:
        return f"{quantity.value:.1f} {quantity.unit}"
    months = round(quantity.value)
    return tr("{months} months ({years})", months=months, years=years_text(months))


def years_text(months: float) -> str:
    """Months as years: "10 y 4 mo"."""
    years, rest = divmod(round(months), 12)
    return tr("{years} y {months} mo", years=years, months=rest)


def interval_text(quantity: Quantity) -> str:
    """Where the reference standard lies in 95 of 100 cases: "113–135 months"; empty when it was not measured."""
    if quantity.interval is None:
        return ""
    low, high = quantity.interval
    if quantity.unit == MONTH:
        return tr("{low}–{high} months", low=round(low), high=round(high))
    return f"{low:.1f}–{high:.1f} {quantity.unit}"


def range_text(low: float, high: float) -> str:
    """An interval in three digits: "4.12–4.86"; with "to" where a minus stands in it: "−2.03 to −0.824"."""
    words = [f"{value:.3g}".replace("-", "−") for value in (low, high)]
    return (" to " if low < 0 else "–").join(words)
