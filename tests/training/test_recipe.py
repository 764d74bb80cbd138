"""A typo in a recipe is no silence."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from imaging.errors import UserError
from training.cli import TRAININGS, training_module
from training.recipe import RECIPES, build, read_table, recipe_digest


@dataclass(frozen=True)
class Inner:
    rate: float
    steps: int = 3


@dataclass(frozen=True)
class Outer:
    name: str
    sizes: tuple[int, ...]
    inner: Inner


TABLE = {"name": "a", "sizes": [1, 2], "inner": {"rate": 1}}


def test_tables_become_frozen_dataclasses() -> None:
    assert build(Outer, TABLE) == Outer("a", (1, 2), Inner(1.0, 3))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (TABLE | {"nmae": "b"}, "nmae"),
        (TABLE | {"inner": {"rate": 1, "stps": 4}}, r"\[inner\].*stps"),
        ({"name": "a", "sizes": []}, "inner"),
        (TABLE | {"name": 4}, "must be of type str"),
        (TABLE | {"inner": {"rate": True}}, "must be of type float"),
    ],
)
def test_mistakes_are_named(table: dict[str, object], words: str) -> None:
    with pytest.raises(UserError, match=words):
        build(Outer, table)


def test_changes_from_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text('name = "a"\n[inner]\nrate = 1.0\n')
    table = read_table("x", str(path), ["inner.rate=0.5", "name=knee", "sizes=[1, 2]", "new.table.key=true"])
    assert table == {"name": "knee", "inner": {"rate": 0.5}, "sizes": [1, 2], "new": {"table": {"key": True}}}
    with pytest.raises(UserError, match="is no change"):
        read_table("x", str(path), ["inner.rate"])


def test_missing_and_broken_recipes_get_sentences(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="lower_limb"):
        read_table("x", "no_such_recipe")
    path = tmp_path / "r.toml"
    path.write_text("name = ")
    with pytest.raises(UserError, match="not valid TOML"):
        read_table("x", str(path))


def test_the_digest_follows_content_not_order() -> None:
    assert recipe_digest({"a": 1, "b": 2}) == recipe_digest({"b": 2, "a": 1}) != recipe_digest({"a": 1, "b": 3})


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_recipe_is_complete_and_explained(path: Path) -> None:
    task = next(task for task in TRAININGS if path.stem.startswith(task))
    build(training_module(task).Recipe, read_table(task, str(path)))
    assert path.read_text().startswith("# ")
