"""The whole study as one JSON file, from which it can be made again."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from app.statistics.study_reads import (
    ModelRead,
    RatedMark,
    Read,
    StudyCase,
    StudyQuestion,
    StudyReader,
    StudyReads,
)
from imaging.errors import UserError

SCHEMA = "overread.study/1"


def write_study_json(study: StudyReads, file: Path, *, free_text: bool = False) -> StudyReads:
    """Write a study; return it as it was written (without the readers' own words unless `free_text`).

    Raises
    ------
    UserError
        When a number is not finite.
    """
    kept = study if free_text else replace(study, reads=tuple(replace(read, reason="") for read in study.reads))
    content = {"schema": SCHEMA, "phantom": study.phantom, "free_text": free_text, **_plain(kept)}
    try:
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise UserError("A rating or time of the study is not a finite number: it cannot be exported.") from error
    file.write_text(text + "\n", encoding="utf-8")
    return kept


def read_study_json(file: Path) -> StudyReads:
    """Read what `write_study_json` wrote.

    Raises
    ------
    UserError
        When the file cannot be read, is of another kind, or lacks something.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UserError(f"{file.name} cannot be read as a study: {type(error).__name__}.") from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise UserError(f"{file.name} is not a study of the kind {SCHEMA}.")
    try:
        return StudyReads(
            content["study"],
            content["title"],
            content["plan_digest"],
            content["design"],
            content["plan"],
            tuple(StudyQuestion(**{**entry, "levels": tuple(entry["levels"])}) for entry in content["questions"]),
            tuple(StudyReader(**entry) for entry in content["readers"]),
            tuple(_case(entry) for entry in content["cases"]),
            tuple(Read(**{**entry, "marks": _marks(entry["marks"])}) for entry in content["reads"]),
            tuple(ModelRead(**{**entry, "marks": _marks(entry["marks"])}) for entry in content["model"]),
            content["left_out"],
        )
    except (KeyError, TypeError) as error:
        raise UserError(f"{file.name} lacks something that a study has, or has something else: {error}.") from error


def _case(entry: dict[str, Any]) -> StudyCase:
    return StudyCase(**{**entry, "lesions": {name: tuple(weights) for name, weights in entry["lesions"].items()}})


def _marks(entries: list[dict[str, Any]] | None) -> tuple[RatedMark, ...] | None:
    return None if entries is None else tuple(RatedMark(**entry) for entry in entries)


def _plain(value: Any) -> Any:
    """Data classes and mappings of any kind as dicts, tuples as lists."""
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def same_study(first: StudyReads, second: StudyReads) -> bool:
    """True when two studies say the same, whatever kind of mapping they hold."""
    return bool(_plain(first) == _plain(second))
