"""Small studies: pictures of a few pixels, a plan, cases and readers."""

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from PIL import Image

from app.reading.study.cases import StudyCaseRow
from app.reading.study.plan import StudyPlan
from app.reading.study.plan_file import parse_plan
from app.reading.trial import CaseKind

Q = "lower_limb/fracture"

PLAN = """
name = "tiny"
title = "A tiny study"
version = "1"
seed = 7
design = "{design}"

[questions]
ask = ["lower_limb/fracture"]

[reference]
how = "made up"
"""

CaseLine = tuple[str, str, str, str]
"""Name, kind, difficulty, truth."""


def plan_text(design: str = "sequential", more: str = "") -> str:
    """A plan that is right, with more tables behind it."""
    return PLAN.format(design=design) + more


def make_plan(design: str = "sequential", more: str = "") -> StudyPlan:
    """The same, read."""
    return parse_plan(plan_text(design, more).encode())


def rows(tests: int, *, positive: int = 0, hard: int = 0, attention: int = 0, training: int = 0) -> list[StudyCaseRow]:
    """Cases without files; the first `positive` are diseased, and every other one of the first `hard` is hard."""
    made = [
        StudyCaseRow(f"C{n:03d}", "", difficulty="hard" if n < hard else "plain", truth={Q: float(n < positive)})
        for n in range(tests)
    ]
    made += [StudyCaseRow(f"A{n}", "", kind=CaseKind.ATTENTION, truth={Q: 1.0}) for n in range(attention)]
    made += [StudyCaseRow(f"T{n}", "", kind=CaseKind.TRAINING, truth={Q: 0.0}) for n in range(training)]
    return made


def write_csv(path: Path, header: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    """A table on the disk."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *lines])


def write_study(
    folder: Path,
    *,
    design: str = "sequential",
    more: str = "",
    cases: Sequence[CaseLine] = (("C1", "test", "", "1"), ("C2", "test", "", "0"), ("T1", "training", "", "1")),
    readers: Sequence[Sequence[str]] = (("R1", "reader", "a", "3"), ("R2", "reader", "b", "")),
) -> Path:
    """A whole study that can be opened; every case is a picture of its own."""
    images = folder / "images"
    images.mkdir(parents=True)
    for number, (name, *_) in enumerate(cases):
        Image.new("L", (24, 20 + number), 100 + number).save(images / f"{name}.png")
    (folder / "plan.toml").write_text(plan_text(design, more), encoding="utf-8")
    lines = [(name, f"images/{name}.png", kind, difficulty, truth) for name, kind, difficulty, truth in cases]
    write_csv(folder / "cases.csv", ("case", "path", "kind", "difficulty", f"truth:{Q}"), lines)
    write_csv(folder / "readers.csv", ("reader", "role", "group", "years"), readers)
    return folder


@pytest.fixture
def make_study(tmp_path: Path) -> Callable[..., Path]:
    """Write a study; see `write_study`."""
    return lambda **wishes: write_study(tmp_path / "study", **wishes)


def truth_counts(cases: Sequence[StudyCaseRow]) -> Mapping[float, int]:
    """How many cases have which truth."""
    values = [case.truth[Q] for case in cases]
    return {value: values.count(value) for value in set(values)}
