"""Reference numbers, and a ledger that compares with them and can write the table of what was reproduced."""

import csv
import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class Ledger:
    """Compares printed numbers with ours, one by one, and remembers the differences."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, Any, Any, float, float]] = []

    def check(self, name: str, want: Any, got: Any, *, digits: int = 11, tolerance: float = 0.0) -> None:
        """Fail when `got` is not `want` to the tolerance, or to so many significant digits of what was printed.

        Lists and dicts are compared entry by entry; None, or an undefined number, stands for nan.
        """
        if isinstance(want, dict):
            for key, value in want.items():
                self.check(f"{name}.{key}", value, got[key], digits=digits, tolerance=tolerance)
            return
        if isinstance(want, (list, tuple)):
            assert len(want) == len(got), name
            for index, (value, own) in enumerate(zip(want, got, strict=True)):
                self.check(f"{name}[{index}]", value, own, digits=digits, tolerance=tolerance)
            return
        if isinstance(want, str):
            assert got == want, name
            return
        if want is None:
            assert got is None or math.isnan(got), name
            return
        allowed = tolerance or 5.0 * 10.0**-digits * abs(want)
        difference = abs(float(got) - want)
        self.rows.append((name, want, float(got), difference, allowed))
        # a last digit that was cut instead of rounded, and floats at the edge of the tolerance
        assert difference <= allowed * (1 + 1e-6) + 2e-16, f"{name}: {got} is not {want} ± {allowed}"


@pytest.fixture(scope="session")
def ledger() -> Iterator[Ledger]:
    """With the variable OVERREAD_GOLD_TABLE set, its file gets one row per compared number."""
    kept = Ledger()
    yield kept
    if target := os.environ.get("OVERREAD_GOLD_TABLE"):
        with Path(target).open("a", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(kept.rows)


@pytest.fixture(scope="session")
def gold(shared: Path) -> Path:
    """The folder of reference numbers."""
    return shared / "gold"


@pytest.fixture(scope="session")
def expected(gold: Path) -> dict[str, Any]:
    """The reference numbers by entry."""
    entries: dict[str, Any] = json.loads((gold / "expected.json").read_text())
    return entries
