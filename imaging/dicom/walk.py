"""The wanted elements of a header, found by walking over the others without making an object of each.

A folder is searched by the headers of all its files, and of about 150 elements in a header some 40 are wanted. What is
out of the ordinary here (big endian, deflated, no preamble, an unknown value representation, a wanted sequence of
undefined length) is left to pydicom: the answer is None, never a guess.
"""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from functools import lru_cache
from struct import Struct, error
from typing import IO, NamedTuple

from pydicom import Dataset
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import FileMetaDataset
from pydicom.tag import BaseTag
from pydicom.uid import UID, ExplicitVRBigEndian, ImplicitVRLittleEndian

CHUNK = 1 << 14
"""Bytes read at once: most headers fit in it, and what is skipped is not read."""

UNDEFINED = 0xFFFFFFFF
LONGEST = 1 << 26
"""A wanted value of more bytes than this, or of undefined length, is read by pydicom."""

LONG = frozenset({b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"})
SHORT = frozenset(
    {b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FD", b"FL", b"IS", b"LO", b"LT", b"PN", b"SH", b"SL", b"SS",
     b"ST", b"TM", b"UI", b"UL", b"US"}
)  # fmt: skip
"""Value representations with four and with two bytes of length (PS3.5 7.1.2)."""

HEAD = dict.fromkeys(LONG, 12) | dict.fromkeys(SHORT, 8)
"""Bytes of an element before its value."""

VR_NAME: dict[bytes | None, str] = {vr: vr.decode() for vr in LONG | SHORT}
TEXT = frozenset({"AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"})

META_START, META_GROUP, MEDIA_CLASS, TRANSFER_SYNTAX = 132, 0x0002, 0x00020002, 0x00020010
INSTANCE_UID = 0x00080018
ITEM, ITEM_END, SEQUENCE_END = 0xE000FFFE, 0xE00DFFFE, 0xE0DDFFFE
"""As one number in little endian, like `key_of`."""

PIXEL_GROUP, LAST_PIXELS = 0x7FE0, 0x7FE00010
PIXEL_TAGS = {0x7FE00008: "FloatPixelData", 0x7FE00009: "DoubleFloatPixelData", 0x7FE00010: "PixelData"}
DEEPEST = 16

explicit = Struct("<L2sH").unpack_from
implicit = Struct("<LL").unpack_from
number = Struct("<L").unpack_from

NOT_WALKED = (UID("1.2.840.10008.1.2.1.99"), ExplicitVRBigEndian)


class PixelElement(NamedTuple):
    """The element that holds the pixels of a file.

    Attributes
    ----------
    keyword : str
    length : int or None
        In bytes; None when encapsulated.
    vr : str
        Value representation; empty when the encoding does not name it.
    start : int
        Where its value starts in the file; without meaning in a deflated one.
    """

    keyword: str
    length: int | None
    vr: str
    start: int


Stored = tuple[str | None, bytes | None]
"""Value representation (None where the encoding does not name it) and the bytes of a value (None when empty)."""


class _Elements(MutableMapping[BaseTag, DataElement | RawDataElement]):
    """What a walk found; pydicom's elements are made when one is asked for, which is seldom."""

    def __init__(self, stored: dict[int, Stored], is_implicit: bool) -> None:
        self._stored = stored
        self._is_implicit = is_implicit
        self._made: dict[BaseTag, DataElement | RawDataElement] = {}

    def __getitem__(self, tag: BaseTag) -> DataElement | RawDataElement:
        if tag not in self._made:
            vr, value = self._stored[tag]
            self._made[tag] = RawDataElement(BaseTag(tag), vr, len(value or b""), value, 0, self._is_implicit, True)
        return self._made[tag]

    def __setitem__(self, tag: BaseTag, element: DataElement | RawDataElement) -> None:
        if tag not in self._stored:
            raise TypeError("nothing is added to a header that was read")
        self._made[tag] = element  # pydicom keeps what it has converted

    def __delitem__(self, tag: BaseTag) -> None:
        raise TypeError("nothing is taken out of a header that was read")

    def __iter__(self) -> Iterator[BaseTag]:
        return map(BaseTag, self._stored)

    def __len__(self) -> int:
        return len(self._stored)

    def __contains__(self, tag: object) -> bool:
        return tag in self._stored


class Walked(Dataset):
    """The wanted elements as a data set, and beside it their bytes: looking these up costs pydicom nothing.

    `stored` maps tags to what is in the file; nobody changes a header that was read, so that both agree.
    """

    stored: dict[int, Stored]
    syntax: UID


def key_of(tag: int) -> int:
    """A tag as it is read in one go: its two halves change places in little endian."""
    return (tag & 0xFFFF) << 16 | tag >> 16


def wanted_keys(tags: Iterable[int]) -> Mapping[int, int]:
    """What to give to `walk`: the tags that are wanted, those of the pixels always among them."""
    return {key_of(tag): tag for tag in (*map(int, tags), *PIXEL_TAGS)}


def walk(stream: IO[bytes], wanted: Mapping[int, int]) -> tuple[Walked, PixelElement | None] | None:
    """Read the wanted elements of a file up to its pixels.

    Parameters
    ----------
    stream : binary stream at its start
        It is left somewhere.
    wanted : mapping of int to int
        From `wanted_keys`; Specific Character Set should be among them.

    Returns
    -------
    (Walked, PixelElement or None) or None
        None when pydicom must look at the file.
    """
    try:
        return _Walk(stream).run(wanted)
    except (error, _Odd):
        return None


class _Odd(Exception):  # noqa: N818 – the walk's own way out
    """Something out of the ordinary."""


class _Walk:
    """A stream, and the part of it that is in memory."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._base = 0
        self._buffer = stream.read(CHUNK)
        self._is_implicit = False

    def run(self, wanted: Mapping[int, int]) -> tuple[Walked, PixelElement | None]:
        if self._buffer[128:132] != b"DICM":
            raise _Odd
        meta, start = self._meta()
        if TRANSFER_SYNTAX not in meta:
            raise _Odd
        syntax = _uid(meta[TRANSFER_SYNTAX])
        if syntax in NOT_WALKED or syntax.is_private:
            raise _Odd
        self._is_implicit = syntax == ImplicitVRLittleEndian
        stored: dict[int, Stored] = {}
        pixels = self._elements(start, wanted, stored)
        if INSTANCE_UID not in stored:
            raise _Odd  # pydicom keeps that of the file meta information
        dataset = Walked(_Elements(stored, self._is_implicit))
        dataset.set_original_encoding(self._is_implicit, True)
        dataset.file_meta = _file_meta(syntax, meta.get(MEDIA_CLASS, b""))
        dataset.stored, dataset.syntax = stored, syntax
        return dataset, pixels

    def _meta(self) -> tuple[dict[int, bytes], int]:
        """The elements of the file meta information, always explicit and little endian, and where it ends."""
        buffer, at = self._buffer, META_START
        meta: dict[int, bytes] = {}
        while True:
            key, vr, length = explicit(buffer, at)
            if key & 0xFFFF != META_GROUP:
                return meta, at
            if vr not in HEAD:
                raise _Odd
            start = at + HEAD[vr]
            if vr in LONG:
                (length,) = number(buffer, at + 8)
            if start + length > len(buffer):
                raise _Odd
            meta[key_of(key)] = buffer[start : start + length]
            at = start + length

    def _elements(self, place: int, wanted: Mapping[int, int], stored: dict[int, Stored]) -> PixelElement | None:
        """Collect elements from a place in the file up to the pixels: those, or None when there are none."""
        buffer, base, is_implicit = self._buffer, self._base, self._is_implicit
        at, room = place - base, len(buffer) - 12
        while True:
            if at > room:
                buffer, base, at = self._from(base + at)
                if len(buffer) < 8:
                    return None  # the end of the file
                room = max(len(buffer) - 12, 0)
            code = None
            if is_implicit:
                key, length = implicit(buffer, at)
                start = at + 8
            else:
                key, code, length = explicit(buffer, at)
                head = HEAD.get(code)
                if head is None:
                    raise _Odd
                start = at + head
                if head == 12:
                    (length,) = number(buffer, at + 8)
            if key in wanted:
                tag, vr = wanted[key], VR_NAME.get(code)
                if tag in PIXEL_TAGS:
                    return PixelElement(
                        PIXEL_TAGS[tag], None if length == UNDEFINED else length, vr or "", base + start
                    )
                if length > LONGEST:
                    raise _Odd
                if start + length > len(buffer):
                    buffer, base, start = self._from(base + start, length)
                    room = len(buffer) - 12
                empty = not length and vr not in TEXT
                stored[tag] = vr, None if empty else buffer[start : start + length]
            elif key & 0xFFFF >= PIXEL_GROUP and key_of(key) > LAST_PIXELS:
                return None  # tags rise: nothing of interest follows
            elif length == UNDEFINED:
                _require_sequence(key, code)
                at = self._end_of_items(base + start, 0) - self._base
                buffer, base, room = self._buffer, self._base, len(self._buffer) - 12
                continue
            at = start + length

    def _from(self, place: int, least: int = 0) -> tuple[bytes, int, int]:
        """Bring a place of the file into memory, with so many bytes behind it: the buffer, its base, 0."""
        self._stream.seek(place)
        self._buffer, self._base = self._stream.read(max(CHUNK, least)), place
        if len(self._buffer) < least:
            raise _Odd
        return self._buffer, place, 0

    def _end_of_items(self, place: int, depth: int) -> int:
        """Where a sequence or fragments of undefined length end, from the place of the first item."""
        if depth > DEEPEST:
            raise _Odd
        while True:
            key, length = implicit(*self._room(place))
            place += 8
            if key == SEQUENCE_END:
                return place
            if key != ITEM:
                raise _Odd
            place = self._end_of_item(place, depth) if length == UNDEFINED else place + length

    def _end_of_item(self, place: int, depth: int) -> int:
        """Where an item of undefined length ends, from the place of its first element."""
        while True:
            buffer, at = self._room(place)
            key, length = implicit(buffer, at)
            place += 8
            if key == ITEM_END:
                return place
            code = None
            if not self._is_implicit:
                code = buffer[at + 4 : at + 6]
                if code in LONG:
                    (length,) = number(buffer, at + 8)
                    place += 4
                elif code in SHORT:
                    length >>= 16
                else:
                    raise _Odd
            if length == UNDEFINED:
                _require_sequence(key, code)
                place = self._end_of_items(place, depth + 1)
            else:
                place += length

    def _room(self, place: int) -> tuple[bytes, int]:
        """The buffer, and where in it a place of the file lies with room for the head of an element."""
        at = place - self._base
        if not 0 <= at <= len(self._buffer) - 12:
            buffer, _, at = self._from(place)
            return buffer, at
        return self._buffer, at


def _require_sequence(key: int, code: bytes | None) -> None:
    """Only a sequence ends where its items end; of anything else of undefined length pydicom looks for the delimiter.

    Where the encoding names no value representation, a tag that is in no dictionary counts when an item follows.
    """
    if code is None:
        with suppress(KeyError):
            code = dictionary_VR(key_of(key)).encode()
    if code not in (None, b"SQ", b"UN"):
        raise _Odd


@lru_cache(maxsize=64)
def _uid(value: bytes) -> UID:
    return UID(value.decode("ascii", "replace").strip(" \0"))


@lru_cache(maxsize=64)
def _file_meta(syntax: UID, media_class: bytes) -> FileMetaDataset:
    """One object for all files of a kind; it is only read."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    if media_class:
        meta.MediaStorageSOPClassUID = _uid(media_class)
    return meta
