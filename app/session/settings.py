"""What the reader chose and the program remembers: a small JSON file in the user's configuration folder."""

import json
import logging
import os
import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from pathlib import Path

import platformdirs

from assets import ASSETS

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """Everything remembered between sessions.

    Attributes
    ----------
    reader : str
        Name or code of the reader as it stands in the record.
    keys : mapping of command id to keys
        Only what the reader rebound; the rest comes from `assets/keymap.toml`.
    right_button_windows : bool
        "Classic PACS": the right button drags the window, the left one the active tool.
    show_identity : bool
        Patient name and ID are shown on the screen.
    language : str
        As in ``"de"``; empty for the language of the system.
    device : str
        ``"auto"``, ``"cpu"`` or ``"cuda"``.
    cine_frames_per_second : int
        How fast a stack plays.
    second_window : mapping of a set of screens to a mapping
        Whether the second window was ``open`` on it, and its ``place``.
    """

    reader: str = ""
    keys: dict[str, list[str]] = field(default_factory=dict)
    right_button_windows: bool = False
    show_identity: bool = False
    language: str = ""
    device: str = "auto"
    cine_frames_per_second: int = 10
    second_window: dict[str, dict[str, bool | str]] = field(default_factory=dict)

    def with_keys(self, command_id: str, keys: list[str]) -> "Settings":
        """The same settings with one command rebound."""
        return replace(self, keys={**self.keys, command_id: keys})


def settings_path() -> Path:
    """Where the settings lie; the environment variable OVERREAD_CONFIG names another folder."""
    folder = os.environ.get("OVERREAD_CONFIG")
    return (Path(folder) if folder else platformdirs.user_config_path("overread")) / "settings.json"


def own_layouts_path() -> Path:
    """The folder with the reader's own hanging protocols."""
    return settings_path().parent / "hanging_protocols"


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings; a missing or unreadable file gives the defaults."""
    path = path or settings_path()
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError):
        log.warning("the settings file cannot be read; starting with the defaults")
        return Settings()
    if not isinstance(stored, dict):
        return Settings()
    defaults = asdict(Settings())
    known = {f.name for f in fields(Settings)}
    usable = {k: v for k, v in stored.items() if k in known and isinstance(v, type(defaults[k]))}
    return Settings(**usable)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings whole or not at all."""
    path = path or settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".new")
    half.write_text(json.dumps(asdict(settings), indent=2, sort_keys=True), encoding="utf-8")
    half.replace(path)


def keymap(settings: Settings) -> dict[str, list[str]]:
    """Keys of every command: the shipped map with the reader's changes over it."""
    return {**_shipped_keys(), **settings.keys}


@cache
def _shipped_keys() -> dict[str, list[str]]:
    """The shipped map, read once: a change of the settings must not wait for the disk."""
    keys: dict[str, list[str]] = tomllib.loads((ASSETS / "keymap.toml").read_text(encoding="utf-8"))["keys"]
    return keys
