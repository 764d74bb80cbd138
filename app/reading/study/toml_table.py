"""A TOML file read key by key: every objection is one sentence with the file, the key and what is allowed."""

import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from imaging.errors import UserError

E = TypeVar("E", bound=StrEnum)

NEEDED: Any = object()
"""In place of a default: the key must be there."""


class TomlTable:
    """One table of a TOML file.

    Each key that is asked for is taken; `done` refuses the keys that nobody asked for, so that a misspelt key is not
    passed over in silence.

    Parameters
    ----------
    file : str
        Name of the file, for the sentences.
    raw : mapping
        What `tomllib` gave.
    name : str
        Name of the table; empty for the top of the file.
    """

    def __init__(self, file: str, raw: Mapping[str, Any], name: str = "") -> None:
        self.file, self._raw, self._name = file, raw, name
        self._asked: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._raw

    def text(self, key: str, default: Any = NEEDED, *, longest: int = 400) -> str:
        """One line of text, without the blanks around it."""
        said = f"text of 1 to {longest} characters in one line"
        value = self._take(key, default, said)
        if value is default and not isinstance(value, str):
            return value  # type: ignore[no-any-return]
        if not isinstance(value, str) or (value is not default and not value.strip()):
            raise self.refuse(key, said, value)
        if len(value) > longest or not value.isprintable():
            raise self.refuse(key, said, value)
        return value.strip()

    def name_of(self, key: str) -> str:
        """A short name of letters, digits, dots, hyphens and underscores."""
        said = "a name of up to 64 letters, digits, dots, hyphens or underscores"
        value = self._take(key, NEEDED, said)
        if not isinstance(value, str) or not is_name(value):
            raise self.refuse(key, said, value)
        return value

    def whole(self, key: str, default: Any = NEEDED, *, lowest: int, highest: int) -> int:
        """A whole number within bounds."""
        said = f"a whole number from {lowest} to {highest}"
        value = self._take(key, default, said)
        if value is default:
            return value  # type: ignore[no-any-return]
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise self.refuse(key, said, value)
        return value

    def number(self, key: str, default: Any = NEEDED, *, lowest: float, highest: float) -> float:
        """A number within bounds."""
        said = f"a number from {lowest:g} to {highest:g}"
        value = self._take(key, default, said)
        if value is default:
            return value  # type: ignore[no-any-return]
        if not isinstance(value, int | float) or isinstance(value, bool) or not lowest <= value <= highest:
            raise self.refuse(key, said, value)
        return float(value)

    def wholes(self, key: str, default: tuple[int, ...], *, lowest: int, highest: int) -> tuple[int, ...]:
        """A list of whole numbers within bounds, at least one."""
        said = f"a list of whole numbers from {lowest} to {highest}"
        value = self._take(key, default, said)
        if value is default:
            return tuple(default)
        found = tuple(self._list(key, value, said))
        if not found or not all(type(part) is int and lowest <= part <= highest for part in found):
            raise self.refuse(key, said, value)
        return found

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._take(key, default, "true or false")
        if not isinstance(value, bool):
            raise self.refuse(key, "true or false", value)
        return value

    def choice(self, key: str, kind: type[E], default: Any = NEEDED) -> E:
        """One of the values of a StrEnum."""
        said = one_of(kind)
        value = self._take(key, default, said)
        if value is default:
            return value  # type: ignore[no-any-return]
        try:
            return kind(value)
        except ValueError:
            raise self.refuse(key, said, value) from None

    def choices(self, key: str, kind: type[E], default: tuple[E, ...]) -> tuple[E, ...]:
        """A list of values of a StrEnum, each once; it may be empty."""
        said = f"a list of {one_of(kind)}"
        value = self._take(key, default, said)
        if value is default:
            return tuple(default)
        try:
            found = tuple(kind(part) for part in self._list(key, value, said))
        except ValueError:
            raise self.refuse(key, said, value) from None
        if len(set(found)) < len(found):
            raise self.refuse(key, f"{said}, each once", value)
        return found

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts, each once."""
        said = "a list of texts, each once"
        value = self._take(key, default, said)
        if value is default:
            return tuple(default)
        found = tuple(self._list(key, value, said))
        if not all(isinstance(part, str) and part for part in found) or len(set(found)) < len(found):
            raise self.refuse(key, said, value)
        return found

    def table(self, key: str) -> "TomlTable":
        """A table within; an empty one when it is not there."""
        value = self._take(key, {}, f"a table [{self._full(key)}]")
        if not isinstance(value, Mapping):
            raise self.refuse(key, f"a table [{self._full(key)}]", value)
        return TomlTable(self.file, value, self._full(key))

    def raw_tables(self, key: str) -> tuple[Mapping[str, Any], ...]:
        """All tables ``[[key]]`` as they stand; () when there is none."""
        said = f"tables [[{self._full(key)}]]"
        value = self._take(key, [], said)
        found = tuple(self._list(key, value, said))
        if not all(isinstance(part, Mapping) for part in found):
            raise self.refuse(key, said, value)
        return found

    def done(self) -> None:
        """Refuse keys that were not asked for."""
        unknown = [key for key in self._raw if key not in self._asked]
        if unknown:
            where = f" in [{self._name}]" if self._name else ""
            allowed = ", ".join(sorted(self._asked))
            raise UserError(f"{self.file}: the key “{self._full(unknown[0])}” is not known; allowed{where}: {allowed}.")

    def refuse(self, key: str, allowed: str, value: Any) -> UserError:
        """The sentence for a value that a key cannot have."""
        shown = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else repr(value)[:60]
        return UserError(f"{self.file}: “{self._full(key)}” must be {allowed}, not {shown}.")

    def object_to(self, key: str, sentence: str) -> UserError:
        """Another objection to a key; `sentence` completes "plan.toml: “key” …"."""
        return UserError(f"{self.file}: “{self._full(key)}” {sentence}")

    def _take(self, key: str, default: Any, allowed: str) -> Any:
        self._asked.append(key)
        value = self._raw.get(key, default)
        if value is NEEDED:
            raise UserError(f"{self.file}: “{self._full(key)}” is missing; it must be {allowed}.")
        return value

    def _list(self, key: str, value: Any, said: str) -> Sequence[Any]:
        if not isinstance(value, list):
            raise self.refuse(key, said, value)
        return value

    def _full(self, key: str) -> str:
        return f"{self._name}.{key}" if self._name else key


def read_toml(content: bytes, file: str) -> TomlTable:
    """The top of a TOML file.

    Raises
    ------
    UserError
        When it is not UTF-8, or not TOML.
    """
    try:
        return TomlTable(file, tomllib.loads(content.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise UserError(f"{file} is not a text file in UTF-8: save it as one.") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{file} is not valid TOML: {error}.") from error


def read_bytes(path: Path) -> bytes:
    """A file of the study, whole.

    Raises
    ------
    UserError
        When it is not there or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"There is no file {path.name} in {path.parent}.") from error
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}.") from error


def one_of(kind: type[StrEnum]) -> str:
    """The values of a StrEnum in words: "a", "b" or "c"."""
    values = [f'"{value}"' for value in kind]
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"


def is_name(text: str) -> bool:
    """True for up to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or digit."""
    return 0 < len(text) <= 64 and text[0].isalnum() and all(c.isascii() and (c.isalnum() or c in "._-") for c in text)
