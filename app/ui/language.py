"""The language of the window: Qt's catalogues, and the two functions through which every sentence goes."""

from collections.abc import Iterable
from pathlib import Path
from string import Formatter
from typing import Any

import PySide6
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from assets import ASSETS
from imaging.words import Words

CATALOGUES = ASSETS / "translations"

SOURCE = "en"
"""The language in which the sentences stand in the source."""

THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
"""Groups digits where a comma would be taken for a decimal sign (ISO 80000-1, 7.3.1)."""


def say(sentence: str) -> str:
    """A sentence in the language of the window; somebody's own words (a plain `str`) as they are."""
    if not isinstance(sentence, Words):
        return sentence
    number = sentence.values.get("n") if sentence.one else None
    counted = number if isinstance(number, int) else -1
    found = QCoreApplication.translate("", sentence.template, sentence.one or None, counted)
    if found == sentence.template and counted == 1:
        found = sentence.one
    if not sentence.values:
        return found
    return _Places().vformat(found, (), {name: _said(value) for name, value in sentence.values.items()})


def tr(template: str, one: str = "", n: int | None = None, **values: object) -> str:
    """As `say(Words(…))`: a sentence of the window itself."""
    return say(Words(template, one, n, **values))


def languages() -> tuple[str, ...]:
    """The languages that there are catalogues for, as in ``"de"``."""
    return tuple(sorted(path.stem.removeprefix("overread_") for path in CATALOGUES.glob("overread_*.qm")))


def name_of(language: str) -> str:
    """What a language calls itself."""
    return "English" if language == SOURCE else QLocale(language).nativeLanguageName()


def chosen_language(wanted: str = "", system: Iterable[str] | None = None) -> str:
    """The language to start in: the wanted one, else the first of the system's that there is, else English.

    Parameters
    ----------
    wanted : str
        As in ``"de"``; empty for what the system is set to.
    system : iterable of str, optional
        As in ``"de-CH"``, the most wanted first; by default what Qt knows of the system.
    """
    known = languages()
    asked = (wanted, *(QLocale.system().uiLanguages() if system is None else system))
    return next((name[:2].lower() for name in asked if name[:2].lower() in known), SOURCE)


def use_language(application: QCoreApplication, language: str) -> None:
    """Let the window speak a language: its own sentences, and Qt's buttons and dialogs.

    Numbers keep the decimal point in fields too, as they have it in every export, record and paper.
    """
    QLocale.setDefault(QLocale(QLocale.Language.C))
    folders = (Path(PySide6.__path__[0]) / "Qt" / "translations", CATALOGUES)
    for folder, name in zip(folders, (f"qtbase_{language}", f"overread_{language}"), strict=True):
        translator = QTranslator(application)
        if translator.load(name, str(folder)):
            application.installTranslator(translator)


def _said(value: object) -> object:
    return say(value) if isinstance(value, str) else value


class _Places(Formatter):
    """As `str.format`, with digits grouped as the language does where that cannot be read as a decimal sign."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value as its place wants it."""
        shown = str(super().format_field(value, format_spec))
        return shown.replace(",", tr(",")) if format_spec == "," else shown
