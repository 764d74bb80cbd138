"""Collect every sentence of the program and bring the catalogues of all languages up to date.

``python -m app.ui.catalogue`` after a sentence was written or changed; then fill in the entries that
``assets/translations/overread_<language>.ts`` marks as unfinished (Qt Linguist or an editor) and run it again.
A new language: ``python -m app.ui.catalogue fr``.
"""

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import PySide6

from app.ui.language import CATALOGUES, SOURCE
from assets import ASSETS

ROOT = ASSETS.parent
ROOMS = ("imaging", "inference", "app/statistics", "app/reading", "app/session", "app/ui")

TERMINAL = (
    "*cli.py",
    "*/tour*.py",
    "*/report_*.py",
    "imaging/phantoms/*",
    "app/statistics/*/*",
    "app/statistics/analyses.py",
    "app/statistics/documents.py",
    "app/statistics/rat*.py",
    "app/statistics/*read*.py",
    "app/statistics/probabilities.py",
    "app/statistics/*feature*.py",
    "app/reading/designs.py",
    "app/reading/practice/template.py",
    "app/reading/practice/plan.py",
    "app/reading/practice/cases.py",
    "app/reading/study/adjudication.py",
    "app/reading/study/cases.py",
    "app/reading/study/csv_rows.py",
    "app/reading/study/lesions.py",
    "app/reading/study/model_answers.py",
    "app/reading/study/opening.py",
    "app/reading/study/plan*.py",
    "app/reading/study/readers.py",
    "app/reading/study/template.py",
    "app/reading/study/toml_table.py",
)
"""What speaks to the owner of a study in the terminal, of tables and keys that are English themselves: no window."""

MARKERS = "tr+=Words,tr+=UserError,tr+=ServerUnreachableError"
"""The names that stand before a sentence, in the words of lupdate."""

HANGING = ("title",)
READING = ("title", "text", "hint", "heading", "unit", "place", "levels", "level_hints")
CARD = ("title", "meaning", "name")


def sources(root: Path = ROOT) -> tuple[Path, ...]:
    """The files whose sentences the window can show."""
    found = (path for room in ROOMS for path in sorted((root / room).rglob("*.py")))
    return tuple(p for p in found if not any(fnmatch(p.relative_to(root).as_posix(), name) for name in TERMINAL))


def texts_of_assets() -> tuple[str, ...]:
    """What the bundled protocols and the models' cards say to the reader."""
    found: list[str] = []
    for folder, keys in (("hanging_protocols", HANGING), ("reading_protocols", READING), ("models", CARD)):
        for path in sorted((ASSETS / folder).rglob("*.toml")):
            read = tomllib.loads(path.read_text(encoding="utf-8"))
            if folder == "models":
                labels = [{**label, "name": label["name"].replace("_", " ")} for label in read.get("labels", ())]
                read = {"title": read.get("title", ""), "labels": labels}
            found += _texts(read, keys)
    return tuple(dict.fromkeys(text for text in found if any(sign.isalpha() for sign in text)))


def _texts(table: dict[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    for key, value in table.items():
        if key in keys:
            yield from [value] if isinstance(value, str) else value
        elif isinstance(value, list):
            for part in value:
                if isinstance(part, dict):
                    yield from _texts(part, keys)


def update(path: Path, language: str) -> None:
    """Bring one language's catalogue up to date; what was translated stays, what is said no more goes."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "assets.py"
        listed.write_text("".join(f"tr({_literal(text)})\n" for text in texts_of_assets()), encoding="utf-8")
        files = Path(folder) / "files.lst"
        files.write_text("\n".join(map(str, (*sources(), listed))), encoding="utf-8")
        _run(
            "lupdate", "-silent", "-no-obsolete", "-locations", "none", "-tr-function-alias", MARKERS,
            "-source-language", SOURCE, "-target-language", language, f"@{files}", "-ts", str(path),
        )  # fmt: skip


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def fill_source(path: Path) -> None:
    """English is translated into itself: each entry, and of a counted one both forms."""
    tree = ElementTree.parse(path)
    for message in tree.iter("message"):
        source, one = message.findtext("source", ""), message.findtext("comment", "")
        translation = message.find("translation")
        assert translation is not None
        translation.attrib.pop("type", None)
        forms = translation.findall("numerusform")
        for form, words in zip(forms, (one, source), strict=False):
            form.text = words
        if not forms:
            translation.text = source
    declared = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(declared + ElementTree.tostring(tree.getroot(), encoding="unicode") + "\n", encoding="utf-8")


def release(path: Path) -> None:
    """Compile a catalogue for the program; unfinished entries stay English."""
    _run("lrelease", "-silent", str(path), "-qm", str(path.with_suffix(".qm")))


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([str(Path(PySide6.__path__[0]) / tool), *arguments], check=True)


def main(languages: list[str]) -> int:
    """Update and compile all catalogues, and those of new languages."""
    known = [path.stem.removeprefix("overread_") for path in CATALOGUES.glob("overread_*.ts")]
    for language in sorted({SOURCE, *known, *languages}):
        path = CATALOGUES / f"overread_{language}.ts"
        update(path, language)
        if language == SOURCE:
            fill_source(path)
        release(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
