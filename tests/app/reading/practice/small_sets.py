"""Small practice sets of pictures, and somebody who reads them through the reading core."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from PIL import Image

from app.reading.opinion import Answer, Opinion
from app.reading.practice.cases import PracticeSet
from app.reading.practice.sitting import Practice, assignment_for, look_ahead
from app.reading.reading import Reading, open_reading, resume
from app.reading.record_store import RecordStore
from imaging.dicom import index
from imaging.study import Case

Q = "lower_limb/fracture"

PLAN = """
name = "small"
title = "A small practice set"
version = "1"
seed = 3
features = "features.csv"
{more}
[questions]
ask = ["lower_limb/fracture"]

[reference]
how = "made up"

[repetition]
{repetition}
"""

Says = Callable[[str], Answer]


def write_set(folder: Path, truth: Mapping[str, int], repetition: str = "", more: str = "") -> Path:
    """A practice set whose cases are pictures of their own; those that are true show a hairline."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(truth):
        Image.new("L", (24, 20 + number), 100 + number).save(folder / "images" / f"{name}.png")
    (folder / "practice.toml").write_text(PLAN.format(repetition=repetition, more=more), encoding="utf-8")
    lines = [f"case,path,truth:{Q}", *(f"{name},images/{name}.png,{true}" for name, true in truth.items())]
    (folder / "cases.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    features = ["case,question,feature", *(f"{name},{Q},hairline of {name}" for name, true in truth.items() if true)]
    (folder / "features.csv").write_text("\n".join(features) + "\n", encoding="utf-8")
    return folder


def answer(positive: bool, confidence: int = 90) -> Answer:
    """An answer to the one question."""
    return Answer(Q, positive, confidence)


def begin_next(practice: PracticeSet, store: RecordStore, reader: str, now: datetime) -> tuple[Reading, Case]:
    """Open the next case, or take it up again."""
    ahead = look_ahead(practice, store, reader, now)
    assert ahead.case is not None
    assert ahead.trial is not None
    study = index.load([practice.folder / ahead.case.row.path]).studies[0]
    case = Case(study, reference=ahead.case.reference)
    if ahead.begun:
        begun = next(read.reading for read in ahead.reads if read.ended is None)
        return begun.apply(store.append(begun.unpause())), case
    given = assignment_for(practice, ahead.trial)
    return resume([store.append(open_reading(case, reader, given.protocol, trial=given.trial))]), case


def read_next(practice: PracticeSet, store: RecordStore, reader: str, now: datetime, says: Says) -> str:
    """Read the next case to its signature; its name."""
    reading, case = begin_next(practice, store, reader, now)
    assert reading.trial is not None
    name = reading.trial.case
    reading.apply(store.append(reading.sign(case.reference.labels, Opinion((says(name),)))))
    return name


def read_day(practice: PracticeSet, store: RecordStore, reader: str, now: datetime, says: Says) -> list[str]:
    """Read until nothing is due today; the names in their order."""
    read = []
    while look_ahead(practice, store, reader, now).case is not None:
        read.append(read_next(practice, store, reader, now, says))
    return read


def ahead_of(practice: PracticeSet, store: RecordStore, reader: str, now: datetime) -> Practice:
    """What can be read now."""
    return look_ahead(practice, store, reader, now)
