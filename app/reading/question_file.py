"""One question out of a reading protocol's TOML file."""

from collections.abc import Mapping
from typing import Any

from app.reading.question import Question, Scale, Shape
from imaging.study import StackKind

KEYS = {
    "question_id", "text", "hint", "kind", "modality", "stack_kind", "body_part", "fallback", "heading", "levels",
    "level_hints", "unit", "lowest", "highest", "decimals", "positive_from", "marks", "mark_needed", "place",
}  # fmt: skip

MOST_DECIMALS = 3


def question_of(entry: Mapping[str, Any]) -> Question:
    """Read one table.

    Parameters
    ----------
    entry : mapping
        ``positive_from`` is the name of a level, or a number.

    Raises
    ------
    KeyError
        For what is missing.
    ValueError
        For a key that no question has, or something that cannot be meant.
    """
    unknown = sorted(set(entry) - KEYS)
    if unknown:
        raise ValueError(f"a question has no {unknown[0]!r}")
    scale = _scale(entry["kind"])
    bounds = {key: _whole(entry, key) for key in ("lowest", "highest")} if scale is Scale.NUMBER else {}
    question = Question(
        question_id=_text(entry, "question_id"),
        text=_text(entry, "text"),
        hint=entry.get("hint", ""),
        kind=scale,
        **bounds,
        modality=tuple(entry.get("modality", ())),
        stack_kind=tuple(StackKind(kind) for kind in entry.get("stack_kind", ())),
        body_part=tuple(entry.get("body_part", ())),
        fallback=bool(entry.get("fallback", False)),
        heading=entry.get("heading", ""),
        levels=_names(entry, "levels"),
        level_hints=_names(entry, "level_hints"),
        unit=entry.get("unit", ""),
        decimals=_whole(entry, "decimals") if "decimals" in entry else 0,
        positive_from=_positive_from(entry, scale),
        marks=tuple(Shape(shape) for shape in entry.get("marks", ())),
        mark_needed=bool(entry.get("mark_needed", False)),
        place=_text(entry, "place") if "place" in entry else "",
    )
    _check(question)
    return question


def _scale(kind: object) -> Scale:
    if kind not in set(Scale):
        raise ValueError(f"questions of the kind {kind!r} are not known")
    return Scale(str(kind))


def _text(entry: Mapping[str, Any], key: str) -> str:
    if not isinstance(entry[key], str) or not entry[key].strip():
        raise ValueError(f"{key} is empty")
    return str(entry[key])


def _whole(entry: Mapping[str, Any], key: str) -> int:
    if not isinstance(entry[key], int) or isinstance(entry[key], bool):
        raise ValueError(f"{key} is no whole number")
    return int(entry[key])


def _names(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    names = entry.get(key, ())
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) and name for name in names):
        raise ValueError(f"{key} is no list of names")
    return tuple(names)


def _positive_from(entry: Mapping[str, Any], scale: Scale) -> float | None:
    said = entry.get("positive_from")
    if said is None:
        return None
    if scale is Scale.GRADE:
        if said not in _names(entry, "levels"):
            raise ValueError(f"positive_from {said!r} is none of the levels")
        return float(_names(entry, "levels").index(said))
    if scale is not Scale.NUMBER or isinstance(said, bool) or not isinstance(said, int | float):
        raise ValueError("positive_from belongs to a grade (the name of a level) or to a number")
    return float(said)


def _check(question: Question) -> None:
    name, levels = question.question_id, question.levels
    if (question.kind is Scale.GRADE) != bool(levels):
        raise ValueError(f"{name}: a grade has levels, and nothing else has")
    if levels and (len(levels) < 2 or len(set(levels)) != len(levels)):
        raise ValueError(f"{name}: a grade has at least two levels, each once")
    if question.level_hints and len(question.level_hints) != len(levels):
        raise ValueError(f"{name}: there are not as many level_hints as levels")
    if not question.lowest < question.highest:
        raise ValueError(f"{name}: lowest is not below highest")
    if not 0 <= question.decimals <= MOST_DECIMALS:
        raise ValueError(f"{name}: decimals go from 0 to {MOST_DECIMALS}")
    if question.mark_needed and not question.marks:
        raise ValueError(f"{name}: mark_needed without marks")
    if question.place and question.marks:
        raise ValueError(f"{name}: a question about a place asks for no lesion marks")
