"""Recipes: TOML files with every number of a training run. Unknown keys are refused, so that a typo is no silence."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

import tomlkit

from imaging.errors import UserError

RECIPES = Path(__file__).resolve().parent / "recipes"

T = TypeVar("T")


def read_table(task: str, file: str | None = None, changes: Sequence[str] = ()) -> dict[str, Any]:
    """Read a recipe as nested tables.

    Parameters
    ----------
    task : str
        Names the shipped recipe, `recipes/<task>.toml`, used when `file` is None.
    file : str or None
        A path, or the name of a shipped recipe.
    changes : sequence of "table.key=value"
        Values are TOML; what is no TOML is taken as a string.
    """
    table = _read(Path(file) if file else RECIPES / f"{task}.toml")
    for change in changes:
        _change(table, change)
    return table


def _read(path: Path) -> dict[str, Any]:
    """A file's tables, laid over those of the shipped recipe that its ``based_on`` names."""
    if not path.exists():
        path = RECIPES / f"{path}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        shipped = ", ".join(sorted(p.stem for p in RECIPES.glob("*.toml")))
        raise UserError(f"The recipe {path.name} cannot be read. Shipped recipes: {shipped}.") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"The recipe {path.name} is not valid TOML: {error}.") from error
    base = table.pop("based_on", "")
    return _laid_over(_read(RECIPES / f"{base}.toml"), table) if base else table


def _laid_over(base: dict[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """A recipe with another's values where it has them."""
    both = dict(base)
    for key, value in table.items():
        old = base.get(key)
        both[key] = _laid_over(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return both


def read_reasons(task: str, file: str | None = None) -> dict[str, str]:
    """The comment behind every number of a recipe: ``"grades.schedule.epochs"`` → why."""
    found: dict[str, str] = {}

    def walk(table: Mapping[str, Any], above: str) -> None:
        for key, item in table.items():
            if isinstance(item, Mapping):
                walk(item, f"{above}{key}.")
            elif comment := getattr(getattr(item, "trivia", None), "comment", ""):
                found[f"{above}{key}"] = comment.lstrip("# ").strip()

    path = Path(file) if file else RECIPES / f"{task}.toml"
    document = tomlkit.parse((path if path.exists() else RECIPES / f"{path}.toml").read_text(encoding="utf-8"))
    if base := document.pop("based_on", ""):
        found = read_reasons(str(base))
    walk(document, "")
    return found


def _change(table: dict[str, Any], change: str) -> None:
    name, equals, text = change.partition("=")
    if not equals:
        raise UserError(f"“{change}” is no change; write table.key=value.")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    *path, last = name.strip().split(".")
    for key in path:
        table = table.setdefault(key, {})
    table[last] = value


def build(kind: type[T], table: Mapping[str, Any], where: str = "recipe") -> T:
    """Make a frozen dataclass from a table; nested dataclasses from nested tables.

    Raises
    ------
    UserError
        Names the unknown or missing key, or the value of the wrong type.
    """
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise UserError(f"The {where} has a key “{key}” that nothing reads. Known keys: {', '.join(known)}.")
    values: dict[str, Any] = {}
    for name, field_ in known.items():
        hint = hints[name]
        if name not in table:
            if field_.default is MISSING and field_.default_factory is MISSING:
                raise UserError(f"The {where} does not say “{name}”.")
            continue
        value = table[name]
        if is_dataclass(hint) and isinstance(hint, type):
            values[name] = build(hint, value, f"{where}, [{name}]")
        elif get_origin(hint) is tuple:
            values[name] = tuple(value)
        elif hint is float and isinstance(value, int) and not isinstance(value, bool):
            values[name] = float(value)
        elif isinstance(hint, type) and type(value) is not hint:
            raise UserError(f"The {where} says {name} = {value!r}; it must be of type {hint.__name__}.")
        else:
            values[name] = value
    return kind(**values)


def recipe_digest(table: Mapping[str, Any]) -> str:
    """SHA-256 of a recipe's content, whatever its layout and comments."""
    return sha256(dumps(table, sort_keys=True).encode()).hexdigest()
