"""Hanging protocols as TOML files: those that ship with the program, and the reader's own."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from app.reading.hanging import SECOND, Hung, Layout, acquired_planes, merge
from app.reading.hanging_protocol import OWN_RANK, Cell, HangingProtocol, Stage, usable_stacks
from app.reading.series_words import View, Weighting, study_words, words_of
from assets import ASSETS
from imaging.errors import UserError
from imaging.geometry import Plane
from imaging.study import Case, StackKind, Study
from imaging.words import Words

FINEST = 12
"""Rows and columns in which places are counted; rows of one to four viewports are all whole in it."""


@dataclass(frozen=True)
class Protocols:
    """What was read, and one sentence for every file that could not be used."""

    protocols: tuple[HangingProtocol, ...]
    refused: tuple[str, ...] = ()


def bundled_protocols() -> tuple[HangingProtocol, ...]:
    """The protocols that ship with the program."""
    return tuple(read_hanging_protocol(path) for path in sorted((ASSETS / "hanging_protocols").glob("*.toml")))


def own_protocols(folder: Path) -> Protocols:
    """The reader's own protocols; a file that cannot be used stands in nobody's way."""
    found, refused = [], []
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else []:
        try:
            found.append(read_hanging_protocol(path, rank=OWN_RANK))
        except UserError as error:
            refused.append(str(error))
    return Protocols(tuple(found), tuple(refused))


def read_hanging_protocol(path: Path, rank: int | None = None) -> HangingProtocol:
    """Read one file.

    Parameters
    ----------
    path : Path
    rank : int or None
        Instead of the file's own.

    Raises
    ------
    UserError
        When it cannot be read, is not TOML, or says something that a protocol cannot mean.
    """
    subject = Words("The hanging protocol “{path}”", path=path.name)
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8"))
        return _protocol(path.stem, raw if rank is None else {**raw, "rank": rank})
    except OSError as error:
        raise UserError("{subject} cannot be read: {why}.", subject=subject, why=error.strerror) from error
    except UnicodeDecodeError as error:
        raise UserError("{subject} is not used: it is not a text file in UTF-8.", subject=subject) from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(
            "{subject} is not used: it is not valid TOML ({error}).", subject=subject, error=error
        ) from error
    except KeyError as error:
        raise UserError("{subject} is not used: it does not say {error}.", subject=subject, error=error) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise UserError("{subject} is not used: {error}.", subject=subject, error=error) from error


def _protocol(name: str, raw: dict[str, Any]) -> HangingProtocol:
    _only(raw, HangingProtocol, "the protocol")
    stages = tuple(_stage(stage) for stage in _list(raw["stages"], "stages"))
    if not stages:
        raise ValueError("it has no stage")
    return HangingProtocol(
        name=name,
        title=Words(_text(raw["title"], "title")),
        stages=stages,
        rank=_whole(raw.get("rank", 100), "rank"),
        modality=_texts(raw.get("modality", []), "modality"),
        body_part=tuple(word.lower() for word in _texts(raw.get("body_part", []), "body_part")),
        kind=StackKind(raw["kind"]) if "kind" in raw else None,
        least_planes=_whole(raw.get("least_planes", 0), "least_planes"),
        most_planes=_whole(raw.get("most_planes", 3), "most_planes"),
        cuttable=raw.get("cuttable", False) is True,
    )


def _stage(raw: dict[str, Any]) -> Stage:
    _only(raw, Stage, "a stage")
    cells = tuple(_cell(cell) for cell in _list(raw["cells"], "cells"))
    if not cells:
        raise ValueError("a stage has no cell")
    for number, cell in enumerate(cells, start=1):
        if cell.like is not None and not 1 <= cell.like <= len(cells):
            raise ValueError(f"cell {number} is to be like cell {cell.like}, which is not there")
        if cell.of is not None and not (1 <= cell.of <= len(cells) and cells[cell.of - 1].of is None):
            raise ValueError(f"cell {number} cuts cell {cell.of}, which is not there or is itself a cut")
    placed = [cell.place for cell in cells if cell.place is not None]
    covered = [(r, c) for p in placed for r in range(p[0], p[0] + p[2]) for c in range(p[1], p[1] + p[3])]
    if len(set(covered)) != len(covered):
        raise ValueError("two cells of a stage stand in the same place")
    return Stage(Words(_text(raw["title"], "title")), cells, max(1, _whole(raw.get("least", 1), "least")))


def _cell(raw: dict[str, Any]) -> Cell:
    _only(raw, Cell, "a cell")
    if raw.get("axis", 0) not in (0, 1, 2):
        raise ValueError("the axis of a cell is 0, 1 or 2")
    if raw.get("window", 1) not in (1, 2):
        raise ValueError("the window of a cell is 1 or 2")
    return Cell(
        plane=Plane(raw["plane"]) if "plane" in raw else None,
        kind=StackKind(raw["kind"]) if "kind" in raw else None,
        weighting=tuple(Weighting(word) for word in _texts(raw.get("weighting", []), "weighting")),
        fat_suppressed=bool(raw["fat_suppressed"]) if "fat_suppressed" in raw else None,
        view=View(raw["view"]) if "view" in raw else None,
        number=_whole(raw["number"], "number") if "number" in raw else None,
        localiser=raw.get("localiser", False) is True,
        prior=raw.get("prior", False) is True,
        like=_whole(raw["like"], "like") if "like" in raw else None,
        axis=raw.get("axis", 0),
        of=_whole(raw["of"], "of") if "of" in raw else None,
        place=_place(raw["place"]) if "place" in raw else None,
        window=raw.get("window", 1),
    )


def _place(raw: Any) -> tuple[int, int, int, int]:
    row, column, rows, columns = (_whole(value, "place") for value in _list(raw, "place"))
    inside = row + rows <= FINEST and column + columns <= FINEST
    if min(row, column) < 0 or min(rows, columns) < 1 or not inside:
        raise ValueError("a place is row, column, rows and columns, of a grid")
    return row, column, rows, columns


def _only(raw: dict[str, Any], kind: type, subject: str) -> None:
    unknown = set(raw) - {field.name for field in fields(kind)}
    if unknown:
        raise ValueError(f"{subject} says “{min(unknown)}”, which means nothing")


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"“{name}” is not a list")
    return value


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"“{name}” is not a text")
    return value


def _texts(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise TypeError(f"“{name}” is not a list of texts")
    return tuple(value)


def _whole(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"“{name}” is not a whole number")
    return value


# ── the layout on the screen as a protocol ──────────────────────────────────────────────────────────────────────────


def protocol_from(layout: Layout, case: Case, modality: str, known: Iterable[HangingProtocol]) -> HangingProtocol:
    """The layout on the screen as a protocol for Studies like this one: modality, body part, number of planes.

    It holds no text of the Study: only weightings, planes, views, and words for body parts that the protocols in
    `known` have too.
    """
    layout = merge(layout)
    fits = all(row + rows <= FINEST and column + columns <= FINEST for row, column, rows, columns in layout.places)
    vocabulary = {word for protocol in known for word in protocol.body_part}
    body_part = tuple(sorted(study_words(case.study) & vocabulary))
    planes = len(acquired_planes(usable_stacks(case.study)))
    cells: list[Cell] = []
    first: dict[str, int] = {}
    for number, (hung, place) in enumerate(zip(layout.viewports, layout.places, strict=True), start=1):
        of = first.get(hung.stack.stack_id)
        first.setdefault(hung.stack.stack_id, number)
        cell = Cell(axis=hung.axis, of=of) if of else _wish(hung, case)
        cells.append(replace(cell, place=place if fits else None, window=2 if hung.window == SECOND else 1))
    name = "-".join(part for part in (_slug(modality) or "any", *(_slug(word) for word in body_part)) if part)
    title = " ".join((*(word.capitalize() for word in body_part), modality)).strip() or Words("Any study")
    return HangingProtocol(
        name=f"{name}-{'one-plane' if planes == 1 else 'planes' if planes else 'images'}",
        title=Words("My layout: {title}", title=title),
        stages=(Stage(Words("My layout"), tuple(cells), least=(len(first) + 1) // 2),),
        rank=OWN_RANK,
        modality=(modality,),
        body_part=body_part,
        least_planes=min(planes, 2),
        most_planes=3 if planes > 1 else planes,
    )


def _wish(hung: Hung, case: Case) -> Cell:
    study = study_of(case, hung.stack.series_uid)
    words = words_of(study.series_of(hung.stack), hung.stack)
    is_volume = words.kind is StackKind.VOLUME
    return Cell(
        plane=words.plane if is_volume and hung.stack.slices >= 3 else None,
        kind=words.kind,
        weighting=(words.weighting,) if words.weighting else (),
        fat_suppressed=words.fat_suppressed if is_volume else None,
        view=words.view,
        number=1 + [stack.stack_id for stack in study.stacks].index(hung.stack.stack_id),
        localiser=hung.stack not in usable_stacks(study),
        prior=study is not case.study,
        axis=hung.axis,
    )


def study_of(case: Case, series_uid: str) -> Study:
    """The Study of a Case, or its prior Study, to which a Series belongs."""
    studies = (case.study, *case.priors)
    return next(study for study in studies if any(series.series_uid == series_uid for series in study.series))


def _slug(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isascii() and letter.isalnum())


def write_hanging_protocol(protocol: HangingProtocol, folder: Path) -> Path:
    """Write a protocol whole or not at all, instead of one with the same name.

    Raises
    ------
    UserError
        When the folder cannot be written.
    """
    import tomlkit

    path = folder / f"{protocol.name}.toml"
    half = path.with_suffix(".new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        half.write_text(tomlkit.dumps(_as_toml(protocol)), encoding="utf-8")
        half.replace(path)
    except OSError as error:
        raise UserError("The layout cannot be saved: {why}.", why=error.strerror) from error
    return path


def set_aside(protocol: HangingProtocol, folder: Path) -> None:
    """Rename a protocol's file so that it is not read any more.

    Raises
    ------
    UserError
        When it cannot be renamed.
    """
    path = folder / f"{protocol.name}.toml"
    try:
        path.replace(path.with_suffix(".old"))
    except FileNotFoundError:
        return  # it never reached the disk
    except OSError as error:
        raise UserError("The saved layout cannot be removed: {why}.", why=error.strerror) from error


def _as_toml(protocol: HangingProtocol) -> dict[str, Any]:
    stages = [
        {"title": stage.title, "least": stage.least, "cells": [_said(cell, Cell()) for cell in stage.cells]}
        for stage in protocol.stages
    ]
    whole = _said(protocol, HangingProtocol("", "", ()))
    return {**{key: value for key, value in whole.items() if key not in ("name", "stages")}, "stages": stages}


def _said(value: Any, default: Any) -> dict[str, Any]:
    """The fields that differ from the defaults, as TOML knows them."""
    said = {field.name: getattr(value, field.name) for field in fields(value)}
    plain = {
        name: [str(part) if isinstance(part, str) else part for part in content] if isinstance(content, tuple)
        else str(content) if isinstance(content, str) else content
        for name, content in said.items()
        if content != getattr(default, name)
    }  # fmt: skip
    return plain
