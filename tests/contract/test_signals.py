"""Rules over every signal of the program."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_no_signal_of_ours_is_typed_bool() -> None:
    """PySide6 6.12.0 loses a reference to True at each emission of one, until Python 3.11 stops: use object."""
    typed = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "app").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"Signal\([^)]*\bbool\b", line)
    ]
    assert typed == []
