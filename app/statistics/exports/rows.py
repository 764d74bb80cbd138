"""What the layouts of ratings are written from, the names that they bear, and what a file must say again."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from app.statistics.question_reads import QuestionReads
from app.statistics.study_reads import StudyReads

Key = tuple[str, str, str]
"""Reader, arm, case."""


@dataclass(frozen=True)
class Content:
    """What a file holds: truth of each case, and the ratings."""

    truth: Mapping[str, bool]
    ratings: Mapping[Key, float]


@dataclass(frozen=True)
class ReadTable:
    """The reads of one question as the layouts take them.

    Attributes
    ----------
    readers, arms, cases : tuple of str
        Readers sorted, unaided before aided, healthy cases before diseased and sorted within.
    crossed : bool
        Every reader read every case in every arm.
    """

    title: str
    digest: str
    phantom: bool
    question: str
    readers: tuple[str, ...]
    arms: tuple[str, ...]
    cases: tuple[str, ...]
    content: Content

    @property
    def crossed(self) -> bool:
        """True when no read is missing."""
        return len(self.content.ratings) == len(self.readers) * len(self.arms) * len(self.cases)

    @property
    def diseased(self) -> int:
        """How many cases are diseased."""
        return sum(self.content.truth.values())

    @property
    def heading(self) -> str:
        """One line of ASCII about the study and its plan."""
        label = "PHANTOM DATA, no patients. " if self.phantom else ""
        return f"{label}{plain_line(self.title)}, question {plain_line(self.question)}, plan digest {self.digest}"


@dataclass(frozen=True)
class Names:
    """Which name a reader, arm or case bears in a file."""

    readers: Mapping[str, str]
    arms: Mapping[str, str]
    cases: Mapping[str, str]

    def rows(self) -> list[tuple[str, str, str]]:
        """Kind, name in the file, name in the study."""
        kinds = (("reader", self.readers), ("modality", self.arms), ("case", self.cases))
        return [(kind, own, name) for kind, names in kinds for name, own in names.items()]

    def of_file(self, content: Content) -> Content:
        """The content as a file with these names says it."""
        return Content(
            {self.cases[case]: truth for case, truth in content.truth.items()},
            {(self.readers[r], self.arms[a], self.cases[c]): v for (r, a, c), v in content.ratings.items()},
        )


def read_table(study: StudyReads, reads: QuestionReads) -> ReadTable:
    """The judged cases of a question that ends in yes or no.

    Raises
    ------
    ValueError
        When no case has a reference standard of yes or no, or nobody read one.
    """
    truth = {case: bool(value) for case, value in zip(reads.cases, reads.truth, strict=True) if not math.isnan(value)}
    ratings = {(key[1], key[0], key[2]): read.rating for key, read in reads.reads.items() if key[2] in truth}
    if not ratings:
        raise ValueError("no read case is positive or negative by a reference standard")
    read = {case for _, _, case in ratings}
    return ReadTable(
        study.title,
        study.plan_digest,
        study.phantom,
        reads.question.question_id,
        tuple(sorted({reader for reader, _, _ in ratings})),
        tuple(arm for arm in reads.arms if any(key[1] == arm for key in ratings)),
        tuple(sorted(read, key=lambda case: (truth[case], case))),
        Content({case: truth[case] for case in truth if case in read}, ratings),
    )


def own_names(table: ReadTable) -> Names:
    """The study's own names where every program can tell them apart, else R1, R2, … and C1, C2, …"""
    return Names(_tellable(table.readers, "R"), {arm: arm for arm in table.arms}, _tellable(table.cases, "C"))


def numbers_from_zero(table: ReadTable, first_case: int = 1) -> Names:
    """0, 1, … in sorted order for readers and modalities, 1, 2, … for cases.

    RJafroc sorts names as text and labels results in that order, so numbers have leading zeros where there are more
    than ten; healthy cases have the lower numbers.
    """
    return Names(
        _numbered(table.readers),
        _numbered(table.arms),
        {case: str(number) for number, case in enumerate(table.cases, first_case)},
    )


def number(value: float) -> str:
    """A rating that reads back as the same float; whole numbers without a point."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def plain_line(text: str) -> str:
    """Text for a header line: printable ASCII, one line, no commas, at most 120 characters."""
    ascii_only = text.encode("ascii", "replace").decode("ascii").replace(",", ";")
    return re.sub(r"[^\x20-\x7e]+", " ", ascii_only)[:120].strip()


def differences(wanted: Content, found: Content) -> str:
    """In what two contents differ, in a few words; empty when they say the same."""
    if wanted.truth != found.truth:
        return f"the truth of {len(set(wanted.truth.items()) ^ set(found.truth.items()))} rows"
    if set(wanted.ratings) != set(found.ratings):
        return f"{len(set(wanted.ratings) ^ set(found.ratings))} reads"
    keys = list(wanted.ratings)
    if not same_numbers([wanted.ratings[key] for key in keys], [found.ratings[key] for key in keys]):
        return f"{sum(wanted.ratings[key] != found.ratings[key] for key in keys)} ratings"
    return ""


def same_numbers(wanted: Sequence[float], found: Sequence[float]) -> bool:
    """True when numbers are the same to 15 digits (a workbook holds 16), in the same order and with the same ties."""
    if len(wanted) != len(found) or not all(map(partial(math.isclose, rel_tol=1e-15), wanted, found)):
        return False
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    return all(
        (wanted[a] < wanted[b]) == (found[a] < found[b]) and (wanted[a] == wanted[b]) == (found[a] == found[b])
        for a, b in pairwise(order)
    )


def _numbered(names: Sequence[str]) -> dict[str, str]:
    width = len(str(len(names) - 1))
    return {name: str(number).zfill(width) for number, name in enumerate(names)}


def _tellable(names: Sequence[str], letter: str) -> dict[str, str]:
    safe = all(re.fullmatch(r"[A-Za-z0-9_.:/+()\[\] -]+", name) and name == name.strip() for name in names)
    reserved = {"truth", "-1", "na", "nan", "inf", "-inf"}  # a truth row for some programs; a missing value for others
    alike = {_as_number(name.lower()) for name in names}  # R reads 01 and 1 as the same
    if safe and len(alike) == len(names) and not any(name.lower() in reserved for name in names):
        return {name: name for name in names}
    width = len(str(len(names)))
    return {name: f"{letter}{str(place).zfill(width)}" for place, name in enumerate(names, 1)}


def _as_number(name: str) -> str | float:
    try:
        return float(name)
    except ValueError:
        return name
