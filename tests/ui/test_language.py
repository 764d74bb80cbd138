"""The languages of the window: every sentence is translated, the catalogues are whole, and longer words have room."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.reading.protocol import bundled_protocol, translatable
from app.ui import catalogue, commands
from app.ui.key_list import KeyListDialog
from app.ui.language import CATALOGUES, chosen_language, languages, say, tr, use_language
from app.ui.panels.display_check import DisplayCheckDialog
from app.ui.panels.reason_form import said_reason
from app.ui.panels.worklist import states_in_english
from imaging.errors import UserError
from imaging.words import Words
from tests.app.session.conftest import write_radiograph
from tests.ui.fakes import Opened, words_in

UI = Path(catalogue.__file__).parent

NOT_OF_THE_WINDOW = ("cli.py", "study_cli.py", "practice_cli.py", "catalogue.py", "tour", "report_")
"""Beginnings of files that speak in the terminal, take pictures of the window, or print the English report."""

MENUS = frozenset(commands.MENUS)
"""Names of menus are ids too; `menu_name` says them."""

EXCEPTIONS = {
    "English": "what a language calls itself",
    "not dicom": "looked for in a notice, which is English there",
    "Qt": "a folder",
    "Tools": "a menu's id",
    "Measure": "a menu's id",
    "Window": "a menu's id",
    "View": "a menu's id",
    "Widget": "the name of a type variable",
    "Overread": "the name of the program",
    "AUC": "the same in every language",
    "CPU": "the same in every language",
    "Ctrl": "a key in Qt's portable spelling",
    "Alt": "a key in Qt's portable spelling",
    "Fusion": "the look of Qt's widgets",
}

QUIET = frozenset({"setObjectName", "getLogger", "exception", "warning", "info", "error", "compile", "setProperty"})
"""Calls whose words nobody sees: names for style sheets, the log, patterns."""

MARKERS = frozenset({"tr", "Words", "UserError"})


# ── sentences in the source ──────────────────────────────────────────────────────────────────────────


def is_prose(words: str) -> bool:
    """Two words in a row, one that begins with a capital, or one that goes on with a sentence."""
    return bool(
        re.search(r"[^\W\d_]{2,}[,:;.]? [^\W\d_]", words)
        or re.match(r"[A-Z][a-z]+( …|\.|:)?$", words.strip())
        or re.match(r"[,;:]? [a-z]{3,}$", words)
    )


def shown_but_not_translated(path: Path) -> list[str]:
    """Literals of a file that look like a sentence and stand behind no marker."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        is_word = isinstance(above.get(node), ast.Return) and re.fullmatch("[a-z]{3,}", node.value)
        if not (is_word or is_prose(node.value)):
            continue
        chain = [node]
        while chain[-1] in above:
            chain.append(above[chain[-1]])
        calls = [part.func for part in chain if isinstance(part, ast.Call)]
        names = {func.id if isinstance(func, ast.Name) else getattr(func, "attr", "") for func in calls}
        is_comment = isinstance(chain[1], ast.Expr)
        is_type = any(isinstance(part, ast.arg | ast.AnnAssign) and node is part.annotation for part in chain[1:])
        is_menu = (isinstance(chain[1], ast.Dict) and node in chain[1].keys) or (
            "Command" in names and node.value in MENUS
        )
        if not (names & (MARKERS | QUIET) or is_comment or is_type or is_menu or node.value in EXCEPTIONS):
            found.append(f"{path.name}:{node.lineno} {node.value!r}")
    return found


def test_every_sentence_in_the_window_is_translated() -> None:
    files = [p for p in UI.rglob("*.py") if not p.name.startswith(NOT_OF_THE_WINDOW)]
    assert len(files) > 60
    assert [found for path in files for found in shown_but_not_translated(path)] == []


def test_nothing_is_translated_before_the_language_is_chosen() -> None:
    """A sentence said while a module is imported would stay English."""
    early = []
    for path in UI.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.Lambda) for n in ast.walk(f)}
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
        early += [f"{path.name}:{n.lineno}" for n in calls if n.func.id in ("tr", "say") and id(n) not in inside]
    assert early == []


# ── sentences and their values ───────────────────────────────────────────────────────────────────────


def test_words_are_english_everywhere_but_in_the_window() -> None:
    error = UserError("{name} cannot be written: {why}.", name="a.png", why="no room")
    assert str(error) == "a.png cannot be written: no room."
    assert say(str(error)) == "a.png cannot be written: no room."
    assert Words("{n} files", "1 file", 1) == "1 file"
    assert Words("{n} files", "1 file", 2) == "2 files"
    assert Words.joined(", ", ("a{", Words("b"))) == "a{, b"


class Shouting(QTranslator):
    """A language for tests: brackets, and 40 % longer."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        """Every sentence of the program's own; Qt's stay as they are."""
        if context or source == ",":
            return source
        return f"⟦{source}{'~' * (len(source) * 2 // 5)}⟧"

    def isEmpty(self) -> bool:
        """It has a word for everything."""
        return False


@pytest.fixture
def shouting(qapp: QApplication) -> Iterator[None]:
    """Everything is said in brackets."""
    translator = Shouting(qapp)
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """The window speaks German, numbers as always."""
    before, number = set(qapp.findChildren(QTranslator)), QLocale()
    use_language(qapp, "de")
    yield
    for translator in set(qapp.findChildren(QTranslator)) - before:
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(number)


@pytest.mark.usefixtures("shouting")
def test_values_that_are_sentences_are_translated_too_and_somebodys_words_are_not() -> None:
    reason = Words("no {what}", what=Words("room"))
    assert say(Words("{name}: {why}", name="Anna", why=reason)).count("⟦") == 3
    assert say("Anna") == "Anna"
    assert str(reason) == "no room"


@pytest.mark.usefixtures("german")
def test_plurals_counts_and_decimals() -> None:
    assert tr("{n:,} studies", "1 study", 1) == "1 Untersuchung"
    assert tr("{n:,} studies", "1 study", 12345) == "12\N{NARROW NO-BREAK SPACE}345 Untersuchungen"
    assert tr("thickness {thickness:.1f} mm", thickness=3.5) == "Schichtdicke 3.5 mm"
    assert QLocale().decimalPoint() == "."


@pytest.mark.usefixtures("german")
def test_bundled_questions_are_translated_and_a_studys_own_stay_as_written() -> None:
    plain = bundled_protocol().questions[0].text
    assert say(plain) == "Is there a fracture?"
    assert say(translatable(bundled_protocol()).questions[0].text) == "Liegt eine Fraktur vor?"
    assert translatable(bundled_protocol()).questions[0].text == plain


@pytest.mark.usefixtures("german")
def test_the_worklist_is_searched_in_the_readers_words() -> None:
    assert states_in_english("knie signiert") == "knie signed"
    assert states_in_english("unb") == "unread"
    assert states_in_english("un") == "un"


# ── the language chosen ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wanted", "system", "chosen"),
    [
        ("", ["de-CH", "de", "en"], "de"),
        ("", ["fr-FR", "de-DE"], "de"),
        ("", ["fr-FR"], "en"),
        ("", [], "en"),
        ("en", ["de-DE"], "en"),
        ("de", ["en-GB"], "de"),
        ("xx", ["de-DE"], "de"),
    ],
)
def test_the_language_wanted_else_that_of_the_system_else_english(wanted: str, system: list[str], chosen: str) -> None:
    assert chosen_language(wanted, system) == chosen


# ── catalogues ───────────────────────────────────────────────────────────────────────────────────────


def entries(path: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """(Sentence, English for one) → its translations; empty where unfinished."""
    found = {}
    for message in ElementTree.parse(path).iter("message"):
        translation = message.find("translation")
        assert translation is not None
        forms = tuple(form.text or "" for form in translation.findall("numerusform")) or (translation.text or "",)
        key = message.findtext("source", ""), message.findtext("comment", "")
        found[key] = () if translation.get("type") else forms
    return found


def places(words: str) -> set[str]:
    """Names of the values of a sentence, and what a progress bar puts in."""
    names = {name for _, name, _, _ in string.Formatter().parse(words) if name}
    return {re.split(r"[.!\[]", name)[0] for name in names} | set(re.findall(r"%[vm](?=[ /]|$)", words))


def test_the_catalogues_know_every_sentence(tmp_path: Path) -> None:
    """Run `python -m app.ui.catalogue` after a sentence was written, and translate it."""
    catalogue.update(tmp_path / "now.ts", "de")
    now = set(entries(tmp_path / "now.ts"))
    for language in languages():
        known = set(entries(CATALOGUES / f"overread_{language}.ts"))
        assert (now - known, known - now) == (set(), set())


def test_german_is_whole_and_its_values_have_their_places() -> None:
    german = entries(CATALOGUES / "overread_de.ts")
    assert len(german) > 1000
    assert [source for (source, _), said in german.items() if not said or not all(said)] == []
    assert [
        source for (source, _), said in german.items() if any(places(form) != places(source) for form in said)
    ] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    translator = QTranslator()
    assert translator.load(str(CATALOGUES / f"overread_{language}.qm"))
    for (source, one), said in entries(CATALOGUES / f"overread_{language}.ts").items():
        numbers = (1, 2) if len(said) > 1 else (-1,)
        assert [translator.translate("", source, one or None, number) for number in numbers] == list(said)


# ── the window ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """An empty window."""
    window = Opened(qtbot, tmp_path)
    yield window
    window.close()


@pytest.mark.usefixtures("german")
def test_the_window_starts_in_german(opened: Opened, tmp_path: Path) -> None:
    write_radiograph(tmp_path / "study" / "image.dcm")
    opened.open(tmp_path / "study").lock()
    menus = [action.text() for action in opened.window.menuBar().actions()]
    assert menus == [
        "Datei",
        "Fall",
        "Bild",
        "Ansicht",
        "Werkzeuge",
        "Messen",
        "Fensterung",
        "Befundung",
        "Modell",
        "Hilfe",
    ]
    shown = words_in(opened.window)
    for words in ("Liegt eine Fraktur vor?", "Modellbefunde", "Vergleich und Entscheidung", "Befund signieren"):
        assert words in shown
    opened.window.commands.run("language.en")
    opened.until(lambda: bool(opened.saved))
    assert opened.saved[-1].language == "en"
    assert opened.window.status.notice.text() == "Die Sprache wechselt beim nächsten Programmstart."


@pytest.mark.usefixtures("german")
def test_a_recorded_reason_is_said_in_german_and_own_words_stay() -> None:
    assert said_reason("Seen on another series: Other view") == "Auf einer anderen Serie zu sehen: Other view"
    assert said_reason("Seen on another series") == "Auf einer anderen Serie zu sehen"
    assert said_reason("Normal: variant") == "Normal: variant"


OWN = re.compile(
    r"Overread|Float|Close|no view|ANKLE|ankle|PHANTOM|LEG|leg|CHEST|CPU|Device|image|dcm|English|Deutsch|AUC"
    r"|(?:Ctrl|Shift|Alt|Meta|Space|Ins|Del|Esc|Enter|Return|Home|End|PgUp|PgDown|Up|Down|Left|Right|Tab|Backspace|F\d+)"
)
"""Names, values of headers and keys: the same in every language; Float and Close are of Qt's docks."""


def left_english(words: str) -> list[str]:
    """Lines with letters outside of brackets, without what is nobody's language."""
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", words)) != words:
        words = shorter
    lines = {line.partition("\t")[0] for line in words.splitlines()}
    return sorted(line for line in lines if re.search(r"[^\W\d_]{3,}", OWN.sub("", line)))


@pytest.mark.usefixtures("shouting")
def test_nothing_in_the_window_stays_english(opened: Opened, tmp_path: Path) -> None:
    assert left_english(words_in(opened.window)) == []
    write_radiograph(tmp_path / "study" / "image.dcm")
    opened.open(tmp_path / "study")
    unaided = words_in(opened.window)
    opened.lock()
    aided = words_in(opened.window)
    opened.window.commands.run("window.marks")
    opened.window.commands.run("case.find")
    opened.window.commands.run("help.keys")
    opened.window.commands.run("help.display_check")
    opened.window.commands.run("settings.open")
    dialogs = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert {type(w) for w in dialogs} >= {KeyListDialog, DisplayCheckDialog}
    shown = "\n".join((unaided, aided, *map(words_in, dialogs)))
    assert left_english(shown) == []


def cut_off(window: QWidget) -> list[str]:
    """Visible labels in one line and buttons that have less room than their words need."""
    found = []
    for widget in (*window.findChildren(QLabel), *window.findChildren(QAbstractButton)):
        words = widget.text().replace("&&", "&")
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        if not widget.isVisible() or not words or wraps or type(widget).__name__ == "ElidedLabel":
            continue
        needed = max(widget.fontMetrics().horizontalAdvance(line) for line in words.splitlines())
        if needed > widget.width() or widget.visibleRegion().boundingRect().width() < min(needed, widget.width()):
            found.append(f"{type(widget).__name__} {words!r}: {needed} > {widget.width()}")
    return found


@pytest.mark.usefixtures("shouting")
def test_longer_words_have_room(opened: Opened, tmp_path: Path) -> None:
    write_radiograph(tmp_path / "study" / "image.dcm")
    opened.open(tmp_path / "study")
    assert cut_off(opened.window) == []
    opened.lock()
    assert cut_off(opened.window) == []


def test_english_needs_no_catalogue(opened: Opened) -> None:
    assert QCoreApplication.translate("", "Worklist") == "Worklist"
    assert "Drop a folder here, or press Ctrl+O" in words_in(opened.window)
