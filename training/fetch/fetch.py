"""A whole data set: every file transferred, checked and unpacked, with its licence beside it."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from imaging.errors import UserError
from training.fetch.catalogue import PublicFile, PublicSet
from training.fetch.transfer import Arrived, Progress, transfer
from training.fetch.unpack import unpack

ATTRIBUTION = "ATTRIBUTION.txt"
DONE = ".fetched.json"
"""In the data set's folder: the files that are whole, with their sums."""

Says = Callable[[str], None]


def fetch(entry: PublicSet, folder: Path, lock: Path, progress: Progress | None, says: Says) -> None:
    """Bring what is missing of a data set into a folder.

    Parameters
    ----------
    lock : Path
        The sums of first downloads, where no sum is published; a later download must have the same.
    says : callable
        Told in sentences what happens.

    Raises
    ------
    UserError
        As `transfer` and `unpack`; what is whole stays and is not fetched again.
    """
    done = dict(_read(folder / DONE))
    for file in entry.files:
        if file.name in done and (file.unpack or (folder / file.name).is_file()):
            says(f"{file.name} is here already.")
            continue
        first = _read(lock).get(file.url, "")
        arrived = transfer(file.url, folder / file.name, file.sha256 or str(first), progress)
        _remember(lock, file, arrived, bool(first), says)
        if file.unpack:
            says(f"Unpacking {file.name} …")
            count = unpack(arrived.path, folder)
            arrived.path.unlink()
            says(f"{file.name}: {count:,} files in {folder}.")
        done[file.name] = arrived.sha256
        _write(folder / DONE, done)
    text = f"{entry.title}\n{entry.attribution}\nLicence: {entry.licence}\nFrom: {entry.page}\n"
    (folder / ATTRIBUTION).write_text(text, encoding="utf-8")


def _remember(lock: Path, file: PublicFile, arrived: Arrived, known: bool, says: Says) -> None:
    """Keep the sum of a first download whose sum nobody publishes."""
    if file.sha256:
        says(f"{file.name}: {arrived.size:,} bytes, SHA-256 as published.")
    elif known:
        says(f"{file.name}: {arrived.size:,} bytes, SHA-256 as at the first download.")
    else:
        _write(lock, {**_read(lock), file.url: arrived.sha256})
        says(
            f"{file.name}: {arrived.size:,} bytes. No checksum is published; SHA-256 {arrived.sha256} is kept in "
            f"{lock}, and a later download must have it."
        )


def _read(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read ({error}). Delete it; sums are then kept anew.") from error
    return content if isinstance(content, dict) else {}


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(partial, path)
