"""docs/traps.md: each trap has tests, each test is there, and no trap of the design is missing."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
DOCUMENT = TESTS.parent / "docs/traps.md"
ROW = re.compile(r"^\| (?P<trap>[^|]+) \| (?P<section>[^|]+) \| (?P<done>[^|]+) \| (?P<tests>[^|]+) \|$")


def rows() -> list[dict[str, str]]:
    """Both tables without their heads."""
    found = [match.groupdict() for line in DOCUMENT.read_text("utf-8").splitlines() if (match := ROW.match(line))]
    return [row for row in found if row["section"] != "section"]


@cache
def names_in(path: Path) -> frozenset[str]:
    """Names of the test functions in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_"))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["trap"])
def test_each_trap_has_tests_and_they_exist(row: dict[str, str]) -> None:
    named = re.findall(r"`([^`]+)`", row["tests"])
    assert named
    for test in named:
        file, _, name = test.partition("::")
        assert name in names_in(TESTS / file), test


def test_no_trap_of_the_design_is_missing(shared: Path) -> None:
    text = (shared / "design/VIEWER.md").read_text("utf-8")
    section = text[text.index("\n## 3.") : text.index("\n### 3.1")]
    topics = [line.split("|")[1].strip(" *") for line in section.splitlines() if line.startswith("| ")]
    wanted = [topic for topic in topics if topic and topic != "Topic"]
    assert len(wanted) == 33
    assert len([row for row in rows() if row["section"] != "demo list"]) == len(wanted)
