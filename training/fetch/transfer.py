"""One file over HTTP: goes on where it was cut, checks what came, and appears under its name only when it is whole."""

import errno
import hashlib
import http.client
import json
import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from imaging.errors import UserError

Progress = Callable[[int, int | None], None]
"""Called with bytes so far and bytes in all, where the server says how many."""

CHUNK = 1 << 20
PATIENCE = 30.0
"""Seconds without a byte until a connection counts as cut."""
ATTEMPTS = 6
"""Cuts in a row, without a new byte between them, after which the server is given up for now."""
PAUSE = 1.0
"""Seconds before the second attempt; doubles each time."""
HEADERS = {"User-Agent": "overread", "Accept-Encoding": "identity"}
CUT = (ConnectionError, TimeoutError, http.client.HTTPException, urllib.error.URLError)
"""What a connection that broke looks like."""


@dataclass(frozen=True)
class Arrived:
    """A whole file: its size and SHA-256."""

    path: Path
    size: int
    sha256: str


class StaleError(Exception):
    """What lies here is not the beginning of what the server has now."""


def size_of(url: str) -> int | None:
    """Bytes that the server announces for a file; None when it does not.

    Raises
    ------
    UserError
        When it does not have the file or cannot be reached.
    """
    request = urllib.request.Request(url, method="HEAD", headers=HEADERS)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            length = answer.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        if error.code in (403, 404, 410):
            raise _refused(url, error.code) from error
        return None
    except CUT as error:
        raise UserError(f"{_host(url)} cannot be reached ({error}). Is this computer connected?") from error
    return int(length) if length else None


def transfer(url: str, target: Path, expected: str = "", progress: Progress | None = None) -> Arrived:
    """Bring a file to `target`, through ``NAME.part`` beside it, which stays when the transfer is stopped.

    Parameters
    ----------
    expected : str
        SHA-256 in hexadecimal; empty when none is known.

    Raises
    ------
    UserError
        When the server does not have it, keeps breaking off, sends something else, or the disk is full.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if expected and target.is_file() and sum_of(target) == expected:
        return Arrived(target, target.stat().st_size, expected)  # whole from a run that was stopped later
    part = target.with_name(f"{target.name}.part")
    failures = 0
    while True:
        before = _have(part)
        try:
            _receive(url, part, progress)
            break
        except StaleError:
            _forget(part)
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429:
                raise _refused(url, error.code) from error
        except CUT:
            pass  # what came so far lies in the part file
        except OSError as error:
            raise _disk(error, part) from error
        failures = 0 if _have(part) > before else failures + 1
        if failures >= ATTEMPTS:
            raise UserError(
                f"{_host(url)} keeps breaking off; {_have(part):,} bytes are kept in {part}. "
                "Give the same command later and it goes on from there."
            )
        time.sleep(PAUSE * 2**failures if failures else 0)
    return _finish(url, part, target, expected)


def _receive(url: str, part: Path, progress: Progress | None) -> None:
    """Append what is missing; return only when all bytes are there."""
    have, known = _have(part), _known(part)
    headers = dict(HEADERS)
    if have:
        headers["Range"] = f"bytes={have}-"
        if known.get("tag"):
            headers["If-Range"] = str(known["tag"])
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=PATIENCE)
    except urllib.error.HTTPError as error:
        if error.code == 416 and have:  # range not satisfiable: all there already, or another file
            if known.get("total") == have:
                return
            raise StaleError from error
        raise
    with answer:
        total = _total(answer, have)
        mode = "ab" if answer.status == 206 else "wb"  # 200: the server starts over, whatever was asked for
        start = have if answer.status == 206 else 0
        _require_space(part, total, start)
        tag = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        note = {"url": url, "total": total, "tag": "" if tag.startswith("W/") else tag}
        _note_path(part).write_text(json.dumps(note), encoding="utf-8")
        with part.open(mode) as stream:
            while chunk := answer.read(CHUNK):
                stream.write(chunk)
                start += len(chunk)
                if progress:
                    progress(start, total)
    if total is not None and start < total:
        raise http.client.IncompleteRead(b"", total - start)


def _total(answer: Any, have: int) -> int | None:
    """Bytes of the whole file; StaleError when the server goes on from another place than the one asked for."""
    if answer.status == 206:
        place, _, total = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
        if place.split("-")[0] != str(have):
            raise StaleError
        return int(total) if total.isdigit() else None
    length = answer.headers.get("Content-Length")
    return int(length) if length else None


def _finish(url: str, part: Path, target: Path, expected: str) -> Arrived:
    """Check the sum, give the file its name."""
    with part.open("r+b") as stream:
        os.fsync(stream.fileno())
    found = sum_of(part)
    if expected and found != expected:
        _forget(part)
        raise UserError(
            f"What {_host(url)} sent as {target.name} is not what was expected (SHA-256 {found[:16]}… instead of "
            f"{expected[:16]}…); it was deleted. Try again; if it happens again the publisher has changed the file."
        )
    size = part.stat().st_size
    os.replace(part, target)
    _note_path(part).unlink(missing_ok=True)
    return Arrived(target, size, found)


def sum_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _note_path(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _have(part: Path) -> int:
    """Bytes that lie here already."""
    return part.stat().st_size if part.exists() else 0


def _known(part: Path) -> Mapping[str, Any]:
    """What the server said of the file when these bytes came."""
    with suppress(OSError, ValueError):
        note = json.loads(_note_path(part).read_text(encoding="utf-8"))
        return note if isinstance(note, dict) else {}
    return {}


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note_path(part).unlink(missing_ok=True)


def _require_space(part: Path, total: int | None, have: int) -> None:
    if total is not None and shutil.disk_usage(part.parent).free < total - have:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _disk(error: OSError, part: Path) -> UserError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError(
            f"The disk with {part.parent} is full; {_have(part):,} bytes are kept in {part.name}. "
            "Free some space and give the same command again."
        )
    return UserError(f"{part} cannot be written ({error.strerror}). Choose another folder with --out.")


def _refused(url: str, code: int) -> UserError:
    words = {
        404: "is not there (404)",
        410: "is gone (410)",
        403: "may not be had (403)",
        401: "needs an account (401)",
    }
    return UserError(f"{url} {words.get(code, f'was refused by the server ({code})')}. See the page of the data set.")


def _host(url: str) -> str:
    return urlsplit(url).netloc
