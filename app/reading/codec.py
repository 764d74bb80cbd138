"""Frozen dataclasses ↔ JSON, for the record: what is written is what the classes say, nothing else."""

import dataclasses
import json
import types
from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


LATER: Mapping[str, bool] = types.MappingProxyType({"later": True})
"""Metadata of a field that earlier records lack: it has its default there, and is left out while it has it.

So what was written before the field came reads back to the same text, and its hash holds.
"""


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same value gives the same text, so that it can be hashed.

    Raises
    ------
    ValueError
        For nan and infinity, which JSON does not have.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def to_json(value: Any) -> Any:
    """A dataclass, and what it holds, as dicts, lists and plain values."""
    if dataclasses.is_dataclass(value):
        pairs = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {f.name: to_json(item) for f, item in pairs if "later" not in f.metadata or item != f.default}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    return value


def from_json(kind: type[T], data: Any) -> T:
    """Build a dataclass from what `to_json` gave.

    Raises
    ------
    ValueError
        When the data do not fit the class: a field too many, missing, or of another type.
    """
    built = _build(kind, data)
    assert isinstance(built, kind)
    return built


def _build(hint: Any, data: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        options = get_args(hint)
        if data is None and type(None) in options:
            return None
        return _build(next(option for option in options if option is not type(None)), data)
    if origin is tuple:
        return tuple(_build(get_args(hint)[0], item) for item in _checked(list, data))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return types.MappingProxyType({k: _build(get_args(hint)[1], v) for k, v in _checked(dict, data).items()})
    if dataclasses.is_dataclass(hint):
        hints = get_type_hints(hint)
        fields = dataclasses.fields(hint)
        needed = {field.name for field in fields if "later" not in field.metadata}
        if not needed <= set(_checked(dict, data)) <= {field.name for field in fields}:
            raise ValueError(f"{getattr(hint, '__name__', hint)} has other fields")
        return hint(**{name: _build(hints[name], item) for name, item in data.items()})  # type: ignore[operator]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(data)
    if hint is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    return _checked(hint, data)


def _checked(hint: Any, data: Any) -> Any:
    # bool is an int in Python, not in a record
    if not isinstance(data, hint) or (hint is int and isinstance(data, bool)):
        raise ValueError(f"{hint.__name__} expected, {type(data).__name__} found")
    return data
