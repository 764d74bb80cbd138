"""Where bytes come from: files on disk and members of archives, and what kind of thing they are.

A *source* is a string: the path of a file, or ``"archive.zip::folder/member"``. Members are read in place: nothing of
a patient is unpacked to the disk, and a member's name never becomes a path.
"""

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from pathlib import Path
from typing import IO, BinaryIO, cast

from imaging.errors import UserError

MEMBER_MARK = "::"
"""Between the archive's path and the member's name."""

MEMBER_LIMIT = 2 * 1024**3
"""Largest unpacked size of one member that is read, in bytes."""

IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", "lockfile", "__macosx"})


class SourceKind(Enum):
    """What the first bytes of a source say that it is."""

    DICOM = auto()
    PICTURE = auto()
    NIFTI = auto()
    ZIP = auto()
    EMPTY = auto()
    OTHER = auto()


def split_source(source: str) -> tuple[str, str | None]:
    """Split a source into the file's path and the member's name (None when it is a plain file)."""
    if MEMBER_MARK not in source or os.path.exists(source):
        return source, None
    archive, _, member = source.partition(MEMBER_MARK)
    return archive, member


@lru_cache(maxsize=4)
def _archive(path: str, modified: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


def open_archive(path: str) -> zipfile.ZipFile:
    """Open an archive, or return the open one; its members may be read from several threads.

    Raises
    ------
    UserError
        When it is damaged.
    """
    try:
        return _archive(path, os.stat(path).st_mtime_ns)
    except zipfile.BadZipFile:
        raise UserError("This archive is damaged or not a zip file.") from None


def open_source(source: str) -> IO[bytes]:
    """Open a source for reading in binary; the caller closes it.

    Raises
    ------
    UserError
        When it is gone, not readable, encrypted, damaged, or unpacks to more than `MEMBER_LIMIT`.
    """
    path, member = split_source(source)
    try:
        if member is None:
            return open(path, "rb")
        archive = open_archive(path)
        info = archive.getinfo(member)
        if info.file_size > MEMBER_LIMIT:
            raise UserError("This member of the archive unpacks to more than 2 GB; unpack the archive first.")
        return archive.open(info)
    except FileNotFoundError:
        raise UserError("This file is no longer there.") from None
    except PermissionError:
        raise UserError("This file may not be read: its permissions forbid it.") from None
    except IsADirectoryError:
        raise UserError("This is a folder, not a file.") from None
    except KeyError:
        raise UserError("This member is not in the archive any more.") from None
    except (RuntimeError, NotImplementedError):
        raise UserError("This member of the archive is encrypted or packed in a way that cannot be read.") from None
    except (zipfile.BadZipFile, OSError) as error:
        raise UserError("This file cannot be read from the disk ({name}).", name=type(error).__name__) from None


def read_source(source: str) -> bytes:
    """Return all bytes of a source; raises `UserError` as `open_source` does."""
    with open_source(source) as stream:
        try:
            content = stream.read(MEMBER_LIMIT + 1)
        except (OSError, zipfile.BadZipFile, EOFError, zlib.error) as error:
            raise UserError("This file cannot be read to its end ({name}).", name=type(error).__name__) from None
    if split_source(source)[1] is not None and len(content) > MEMBER_LIMIT:
        raise UserError("This member of the archive unpacks to more than 2 GB; unpack the archive first.")
    return content


def seekable(source: str) -> IO[bytes]:
    """Open a source so that seeking is cheap: the file itself, or a member in memory."""
    if split_source(source)[1] is None:
        return open_source(source)
    return io.BytesIO(read_source(source))


def source_size(source: str) -> int:
    """Size in bytes (unpacked, for a member of an archive)."""
    path, member = split_source(source)
    return os.path.getsize(path) if member is None else open_archive(path).getinfo(member).file_size


def source_modified(source: str) -> int:
    """Time of the last change of the file or of the archive, in nanoseconds: part of every cache key."""
    return os.stat(split_source(source)[0]).st_mtime_ns


def source_name(source: str) -> str:
    """The last part of a source's name."""
    path, member = split_source(source)
    return os.path.basename((member if member is not None else path).rstrip(os.sep + "/"))


def kind_of(head: bytes, name: str) -> SourceKind:
    """Tell from its first 352 bytes (and, for NIfTI, its name) what a source is."""
    if not head:
        return SourceKind.EMPTY
    if head[128:132] == b"DICM" or _looks_like_bare_dataset(head):
        return SourceKind.DICOM
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return SourceKind.PICTURE
    if name.lower().endswith((".nii", ".nii.gz")) or head[344:348] in (b"n+1\0", b"ni1\0"):
        return SourceKind.NIFTI
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return SourceKind.ZIP
    return SourceKind.OTHER


def read_head(stream: IO[bytes]) -> bytes:
    """Read the first 352 bytes and go back to the start."""
    try:
        head = stream.read(352)
        stream.seek(0)
    except (OSError, zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise UserError("This file cannot be read from the disk ({name}).", name=type(error).__name__) from None
    return head


def _looks_like_bare_dataset(head: bytes) -> bool:
    """True when the bytes start as a DICOM data set without preamble does: group 0002 or 0008, then a small element.

    PS3.10 7.1 asks for the preamble; old archives write files without it.
    """
    if len(head) < 8 or head[:4] == b"\0\0\0\0":
        return False
    little = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:4], "little")
    big = int.from_bytes(head[:2], "big"), int.from_bytes(head[2:4], "big")
    if not any(group in (0x0002, 0x0008) and element <= 0x0100 for group, element in (little, big)):
        return False
    explicit = head[4:6].isalpha() and head[4:6].isupper()
    return explicit or int.from_bytes(head[4:8], "little") < 1024


def walk(path: Path) -> Iterator[str]:
    """Yield the files under a folder in natural order, without hidden ones; follows no links to folders."""
    for folder, folders, names in os.walk(path):
        folders[:] = sorted((f for f in folders if not _ignored(f)), key=natural_key)
        for name in sorted(names, key=natural_key):
            if not _ignored(name):
                yield os.path.join(folder, name)


def members(source: str) -> Iterator[str]:
    """Yield the members of an archive as sources, in natural order, without folders and hidden ones."""
    names = [info.filename for info in open_archive(source).infolist() if not info.is_dir()]
    for name in sorted(names, key=natural_key):
        # Nothing is unpacked, so a member called "../x" leads nowhere: it is read like any other.
        if not any(_ignored(part) for part in name.split("/") if part not in (".", "..")):
            yield f"{source}{MEMBER_MARK}{name}"


def _ignored(name: str) -> bool:
    return name.startswith(".") or name.lower() in IGNORED_NAMES


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts ``IM2`` before ``IM10``."""
    parts: list[tuple[int, int, str]] = []
    digits, text = "", ""
    for character in name + "\0":
        if character.isdecimal() and character.isascii():
            if text:
                parts.append((1, 0, text))
                text = ""
            digits += character
        else:
            if digits:
                parts.append((0, int(digits[:18]), digits))
                digits = ""
            text += character
    parts.append((1, 0, text))
    return tuple(parts)


def as_binary(stream: object) -> BinaryIO:
    """Tell the type checker that a library's file object is a binary stream."""
    return cast(BinaryIO, stream)
