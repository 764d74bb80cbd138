"""Values of a header as plain Python: nothing here raises on an odd element."""

import math
import struct
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.errors import BytesLengthException
from pydicom.multival import MultiValue
from pydicom.tag import Tag
from pydicom.uid import UID

from imaging.dicom.walk import Walked

# What reading or converting a broken element of a pydicom data set may raise.
ODD_VALUE = (
    ArithmeticError,
    AttributeError,
    BytesLengthException,
    EOFError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


PLAIN = frozenset({"AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI"})
"""Value representations that are ASCII text in any character set (PS3.5 6.2)."""

WORDS = frozenset({"LO", "LT", "PN", "SH"})
"""Value representations that depend on the character set, unless they are ASCII without escape sequences."""


@cache
def _tag(keyword: str) -> tuple[int, str]:
    """Tag of a keyword, and its value representation where the encoding does not name one (PS3.6)."""
    return int(Tag(keyword)), dictionary_VR(keyword)


def value_of(dataset: Dataset, keyword: str) -> Any:
    """Return an element's value: plain text or int for common representations, pydicom's type otherwise.

    None when absent. A header is read twice for each slice of a series; making pydicom's objects of every element
    would cost more than reading the pixels.
    """
    tag, usual = _tag(keyword)
    if isinstance(dataset, Walked):
        found = dataset.stored.get(tag)
        if found is None:
            return None
        vr, stored, little = *found, True
    else:
        raw: Any = dataset.get_item(tag)
        if raw is None:
            return None
        is_raw = isinstance(raw, RawDataElement)
        vr, stored, little = (raw.VR, raw.value, raw.is_little_endian) if is_raw else (None, None, True)
    if stored is not None:
        vr = vr or usual
        if vr in PLAIN or (vr in WORDS and stored.isascii() and b"\x1b" not in stored):
            return stored.decode("ascii", "replace").strip(" \0")
        if vr == "US" and len(stored) == 2:
            return int.from_bytes(stored, "little" if little else "big")
    return dataset[tag].value


def holds(dataset: Dataset, keyword: str) -> bool:
    """Tell whether an element is there, empty or not."""
    return _tag(keyword)[0] in (dataset.stored if isinstance(dataset, Walked) else dataset)


def transfer_syntax(dataset: Dataset) -> UID:
    """The Transfer Syntax UID (0002,0010) of a header that was read."""
    return dataset.syntax if isinstance(dataset, Walked) else UID(str(dataset.file_meta.TransferSyntaxUID))


def text(dataset: Dataset, keyword: str) -> str:
    """Return an element as text without surrounding blanks; "" when absent or broken."""
    try:
        value = value_of(dataset, keyword)
    except ODD_VALUE:
        return ""
    if value is None:
        return ""
    if isinstance(value, MultiValue):
        return "\\".join(str(part) for part in value)
    return str(value).strip().strip("\0")


def texts(dataset: Dataset, keyword: str) -> tuple[str, ...]:
    """Return the values of a multi-valued element as text; () when absent or broken."""
    whole = text(dataset, keyword)
    return tuple(part.strip() for part in whole.split("\\")) if whole else ()


def number(dataset: Dataset, keyword: str) -> float | None:
    """Return the first value of an element as a finite float; None when absent or broken."""
    values = numbers(dataset, keyword)
    return values[0] if values else None


def numbers(dataset: Dataset, keyword: str) -> tuple[float, ...]:
    """Return all values of an element as floats; () when absent, broken or not finite."""
    try:
        value = value_of(dataset, keyword)
        if value is None or value == "":
            return ()
        if isinstance(value, int):
            return (float(value),)
        if isinstance(value, str):
            value = value.split("\\")
        parts = value if isinstance(value, MultiValue | list | tuple) else [value]
        found = tuple(float(part) for part in parts)
    except ODD_VALUE:
        return ()
    return found if all(math.isfinite(part) for part in found) else ()


def whole_number(dataset: Dataset, keyword: str) -> int | None:
    """Return the first value as int; None when absent or broken."""
    value = number(dataset, keyword)
    return None if value is None else int(value)


def vector(dataset: Dataset, keyword: str, length: int) -> NDArray[np.float64] | None:
    """Return an element as an array of exactly `length` floats; None otherwise."""
    values = numbers(dataset, keyword)
    return np.array(values) if len(values) == length else None


def items(dataset: Dataset, keyword: str) -> list[Dataset]:
    """Return the items of a sequence; [] when absent or broken."""
    try:
        value = value_of(dataset, keyword)
        return list(value) if value else []
    except ODD_VALUE:
        return []


def first_item(dataset: Dataset | None, *keywords: str) -> Dataset | None:
    """Follow sequences by their first items; None where the way ends."""
    for keyword in keywords:
        found = items(dataset, keyword) if dataset is not None else []
        dataset = found[0] if found else None
    return dataset


def seconds_of_day(value: str) -> float | None:
    """Read a TM or the time of a DT ("094522.5", "20220711120517.04") as seconds after midnight."""
    digits = value[8:] if len(value.split(".")[0]) >= 12 else value
    try:
        return int(digits[:2]) * 3600 + int(digits[2:4] or 0) * 60 + float(digits[4:] or 0)
    except ValueError:
        return None


def meaning(dataset: Dataset, keyword: str) -> str:
    """Return the Code Meaning of the first item of a code sequence."""
    item = first_item(dataset, keyword)
    return text(item, "CodeMeaning") if item is not None else ""


def per_frame(dataset: Dataset, count: int) -> Iterator[tuple[Dataset | None, Dataset | None]]:
    """Yield (shared, per-frame) functional groups for each frame, PS3.3 C.7.6.16; None where there are none."""
    shared = first_item(dataset, "SharedFunctionalGroupsSequence")
    groups = items(dataset, "PerFrameFunctionalGroupsSequence")
    for index in range(count):
        yield shared, groups[index] if index < len(groups) else None


def functional(
    shared: Dataset | None, own: Dataset | None, root: Dataset, macro: str, *, in_root: bool = True
) -> Dataset | None:
    """Find a functional group macro: per frame, else shared, else (when allowed) the root data set itself."""
    if shared is None and own is None:
        return root if in_root else None
    return first_item(own, macro) or first_item(shared, macro) or (root if in_root else None)
