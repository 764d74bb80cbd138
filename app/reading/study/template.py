"""What `overread study init` writes: a commented plan with tables to fill in, or a small study of phantoms to try."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from app.reading.study.cases import TRUTH
from app.reading.study.lesions import COLUMNS as LESION_COLUMNS
from app.reading.study.plan import PLAN_FILE
from assets import ASSETS
from imaging.errors import UserError
from imaging.phantoms import Phantom, generate_limb, write_study

QUESTION = "lower_limb/fracture"
CASES_HEADER = ("case", "path", "study_uid", "kind", "difficulty", "body_part", f"{TRUTH}{QUESTION}")
READERS_HEADER = ("reader", "role", "group", "years")

DEMO_CASES: tuple[tuple[str, int, str, str, bool], ...] = (
    ("T1", 102, "leg AP", "training", True),
    ("T2", 103, "knee lateral", "training", False),
    ("C01", 111, "leg AP", "test", True),
    ("C02", 112, "leg lateral", "test", True),
    ("C03", 113, "knee AP", "test", True),
    ("C04", 60, "", "test", True),  # the one on which the bundled detector marks the fracture
    ("C05", 115, "ankle AP", "test", False),
    ("C06", 116, "leg lateral", "test", False),
    ("C07", 117, "knee lateral", "test", False),
    ("C08", 118, "leg AP", "test", False),
    ("A1", 121, "leg AP", "attention", True),
    ("C09", 119, "knee AP", "test", True),
)
"""Name, seed, view (empty: the seed's own), kind, and whether it shows a fracture."""

Progress = Callable[[int, int], None]


def nothing(done: int, total: int) -> None:
    """Tell nobody."""


def write_template(folder: Path) -> tuple[Path, ...]:
    """Write ``plan.toml``, ``cases.csv`` and ``readers.csv`` to fill in.

    Raises
    ------
    UserError
        When one of them exists, or the folder cannot be written.
    """
    plan = (ASSETS / "study" / PLAN_FILE).read_text(encoding="utf-8")
    return _write(folder, plan, [], [("R1", "reader", "resident", "2"), ("R2", "reader", "specialist", "11")])


def write_demo(folder: Path, progress: Progress = nothing) -> tuple[Path, ...]:
    """Write a study of phantom radiographs that can be opened and read at once.

    Raises
    ------
    UserError
        As `write_template`.
    """
    plan = (ASSETS / "study" / "demo_plan.toml").read_text(encoding="utf-8")
    _must_be_free(folder)
    phantoms = []
    try:
        for number, (name, seed, view, _, broken) in enumerate(DEMO_CASES):
            progress(number, len(DEMO_CASES))
            phantom = generate_limb(seed, view=view or None, fracture=broken)
            write_study(phantom, folder / "images" / name)
            phantoms.append(phantom)
    except OSError as error:
        raise UserError(f"The demo study cannot be written to {folder}: {error.strerror}.") from error
    progress(len(DEMO_CASES), len(DEMO_CASES))
    rows = [
        (name, f"images/{name}", "", kind, _difficulty(phantom), phantom.case.body_part, "1" if broken else "0")
        for (name, _, _, kind, broken), phantom in zip(DEMO_CASES, phantoms, strict=True)
    ]
    readers = [("R1", "reader", "resident", "2"), ("R2", "reader", "specialist", "11")]
    files = _write(folder, plan, rows, readers)
    lesions = folder / "lesions.csv"
    _write_csv(lesions, LESION_COLUMNS, _lesions(phantoms))
    return (*files, lesions)


def _write(
    folder: Path, plan: str, cases: Sequence[Sequence[str]], readers: Sequence[Sequence[str]]
) -> tuple[Path, ...]:
    _must_be_free(folder)
    paths = folder / PLAN_FILE, folder / "cases.csv", folder / "readers.csv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths[0].write_text(plan, encoding="utf-8")
        _write_csv(paths[1], CASES_HEADER, cases)
        _write_csv(paths[2], READERS_HEADER, readers)
    except OSError as error:
        raise UserError(f"The study cannot be written to {folder}: {error.strerror}.") from error
    return paths


def _must_be_free(folder: Path) -> None:
    taken = [name for name in (PLAN_FILE, "cases.csv", "readers.csv") if (folder / name).exists()]
    if taken:
        raise UserError(f"There is a {taken[0]} in {folder} already: name another folder.")


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _difficulty(phantom: Phantom) -> str:
    """A hairline is hard to see; the rest is not."""
    return "hard" if any("hairline" in lesion.description for lesion in phantom.lesions) else "plain"


def _lesions(phantoms: Iterable[Phantom]) -> Iterable[Sequence[object]]:
    for (name, *_), phantom in zip(DEMO_CASES, phantoms, strict=True):
        for number, lesion in enumerate(phantom.lesions, 1):
            for image in phantom.images:
                for box in image.boxes(lesion.name):
                    sides = (box.left, box.top, box.right, box.bottom)
                    yield (name, QUESTION, number, "", box.sop_instance_uid, box.frame, *sides)
