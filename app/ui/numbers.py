"""How numbers are written, wherever they stand."""


def probability_text(value: float) -> str:
    """Two digits; no probability is written as certainty: "> 0.99", "< 0.01"."""
    if value > 0.99:
        return "> 0.99"
    return "< 0.01" if value < 0.01 else f"{value:.2f}"
