"""The table of public data sets: `catalogue.toml` as objects."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from imaging.errors import UserError

CATALOGUE = Path(__file__).with_name("catalogue.toml")


@dataclass(frozen=True)
class PublicFile:
    """One file of a set: `sha256` as published, or empty; `unpack` is True for a zip."""

    url: str
    name: str
    sha256: str = ""
    unpack: bool = False


@dataclass(frozen=True)
class PublicSet:
    """One data set.

    Attributes
    ----------
    files : tuple of PublicFile
        Empty for a set that needs an agreement; `terms` then says which.
    tasks : tuple of str
        The tasks that train on it.
    checked : str
        What of this entry somebody looked up, and what nobody tried.
    """

    name: str
    title: str
    page: str
    tasks: tuple[str, ...]
    files: tuple[PublicFile, ...] = ()
    licence: str = ""
    attribution: str = ""
    checked: str = ""
    terms: str = ""


def read_catalogue(path: Path = CATALOGUE) -> Mapping[str, PublicSet]:
    """Name → set, in the order of the file."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _set(name, entry) for name, entry in table.items()}


def _set(name: str, entry: Mapping[str, object]) -> PublicSet:
    files, tasks = entry.get("files", []), entry.get("tasks", [])
    assert isinstance(files, list)
    assert isinstance(tasks, list)
    words = {key: str(value) for key, value in entry.items() if key not in ("files", "tasks")}
    return PublicSet(name, tasks=tuple(tasks), files=tuple(PublicFile(**file) for file in files), **words)


def find_set(name: str, catalogue: Mapping[str, PublicSet]) -> PublicSet:
    """A set that can be fetched; a UserError for others says where it can be had."""
    found = catalogue.get(name)
    if found is None:
        open_sets = ", ".join(entry.name for entry in catalogue.values() if entry.files)
        raise UserError(f"“{name}” is no data set that can be fetched. There are {open_sets}; see overread data list.")
    if not found.files:
        raise UserError(
            f"{name} cannot be fetched: {found.terms}. Ask for it at {found.page}; its layout is understood."
        )
    return found
