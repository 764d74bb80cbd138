"""Unpack a zip that came from elsewhere: nothing leaves its folder, nothing grows without end, all or nothing."""

import os
import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

from imaging.errors import UserError

MOST_BYTES = 60 * 1000**3
"""Largest size of everything in one archive, unpacked."""
MOST_FILES = 500_000
RATIO = 200
"""A file that grows by more than this is a trap; pictures and volumes grow by less than twenty."""
SMALL = 1 << 20
"""Bytes up to which the ratio does not matter: tables of zeros pack well."""
CHUNK = 1 << 20
SKIPPED = ("__MACOSX/",)


def unpack(archive: Path, folder: Path, most: int = MOST_BYTES) -> int:
    """Unpack into a folder, through a hidden one beside it; archives inside are unpacked where they lie, once.

    Returns
    -------
    int
        Number of files.

    Raises
    ------
    UserError
        When the archive is damaged, or has names or sizes that an honest one has not; nothing of it is left.
    """
    partial = folder.with_name(f".{folder.name}.unpacking")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        left = most - _extract(archive, partial, most)
        for inner in sorted(partial.rglob("*.zip")):
            left -= _extract(inner, inner.with_suffix(""), left)
            inner.unlink()
        count = _move_into(partial, folder)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise UserError(f"{archive} is damaged or no plain zip ({error}). Delete it and fetch it again.") from error
    except OSError as error:
        raise UserError(f"{archive.name} cannot be unpacked into {folder} ({error.strerror}).") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return count


def _extract(archive: Path, folder: Path, most: int) -> int:
    """Write all members below a folder; the bytes written."""
    written = 0
    with zipfile.ZipFile(archive) as content:
        members = [m for m in content.infolist() if not m.is_dir() and not m.filename.startswith(SKIPPED)]
        _check(archive, members, most)
        for member in members:
            place = folder / _inside(archive, member)
            place.parent.mkdir(parents=True, exist_ok=True)
            with content.open(member) as source, place.open("wb") as sink:
                while chunk := source.read(CHUNK):
                    written += len(chunk)
                    if written > most:
                        raise _trap(archive)
                    sink.write(chunk)
    return written


def _check(archive: Path, members: list[zipfile.ZipInfo], most: int) -> None:
    """Refuse by what the archive says of itself, before a byte is written."""
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > most:
        raise _trap(archive)
    if any(m.file_size > SMALL and m.file_size > RATIO * max(1, m.compress_size) for m in members):
        raise _trap(archive)


def _inside(archive: Path, member: zipfile.ZipInfo) -> Path:
    """The place of a member below the folder; a UserError for one that would lie elsewhere or is a link."""
    name = PurePosixPath(member.filename.replace("\\", "/"))
    linked = stat.S_ISLNK(member.external_attr >> 16)
    if name.is_absolute() or ".." in name.parts or ":" in member.filename or linked or not name.parts:
        raise UserError(
            f"{archive} holds “{member.filename}”, which would lie outside its folder. Nothing was unpacked."
        )
    return Path(*name.parts)


def _trap(archive: Path) -> UserError:
    return UserError(f"{archive} would unpack to more than a data set of its kind has. Nothing was unpacked.")


def _move_into(source: Path, folder: Path) -> int:
    """Move what was unpacked to its place, file by file, over what an earlier try left there; how many."""
    files = [path for path in sorted(source.rglob("*")) if path.is_file()]
    for path in files:
        place = folder / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, place)
    return len(files)
