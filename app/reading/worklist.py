"""The worklist: every Study that the program has ever found, as a line that can be searched.

A word of a search is found in any field: from three characters on anywhere in it, one or two characters at the start
of a word. How far this Reader is with a Study is a field like the others.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.reading.protocol import Phase
from app.reading.reading import study_digest
from imaging.files import source_name
from imaging.study import Patient, Study

SEPARATORS = re.compile(r"[\s\x00-\x1f\x7f^=/\\|,;()\[\]{}]+")
"""What stands between two words, in a header as in a search; other punctuation belongs to its word."""

PIECES = re.compile(r"[^\W_]+")


class ReadState(StrEnum):
    """How far a Reader is with a Study; each is the word that is shown, and that finds it."""

    UNREAD = "unread"
    BEGUN = "begun"
    LOCKED = "locked"
    SIGNED = "signed"


STATE_OF_PHASE = {Phase.UNAIDED: ReadState.BEGUN, Phase.AIDED: ReadState.LOCKED, Phase.SIGNED: ReadState.SIGNED}
STATES = tuple(ReadState)
SHORTEST_STATE_WORD = 3
"""Letters from which a word of a search may stand for a state: "un" is no wish for 100,000 unread studies yet."""


class Column(StrEnum):
    """What the worklist can be ordered by."""

    STATE = "state"
    PATIENT = "patient"
    DATE = "date"
    MODALITY = "modality"
    BODY_PART = "body_part"
    DESCRIPTION = "description"
    IMAGES = "images"


@dataclass(frozen=True)
class Order:
    """The newest study first, unless the reader chose another order."""

    column: Column = Column.DATE
    descending: bool = True


@dataclass(frozen=True)
class KnownStudy:
    """What is remembered of a Study.

    Attributes
    ----------
    date : str
        As in the header.
    modalities, body_parts : tuple of str
        Each once, in the order of the Series.
    images : int
        Frames of all stacks.
    file_names : tuple of str
        Of pictures and NIfTI, which have no other name; they identify a patient as often as not.
    places : tuple of str
        Folders, archives or files to be read again.
    """

    study_uid: str
    patient: Patient = field(default_factory=Patient)
    date: str = ""
    description: str = ""
    accession_number: str = ""
    modalities: tuple[str, ...] = ()
    body_parts: tuple[str, ...] = ()
    series: int = 0
    images: int = 0
    is_phantom: bool = False
    is_dicom: bool = True
    file_names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The name of the Study in the record."""
        return study_digest(self.study_uid)


@dataclass(frozen=True)
class WorklistEntry:
    """One line of the worklist; with identity hidden `patient` is empty, so that nothing can show it by mistake.

    Attributes
    ----------
    pseudonym : str
        The same for all Studies of one Patient, and never given to another.
    date : str
        YYYY-MM-DD where the header has a date.
    first_seen, last_seen : str
        ISO 8601, UTC.
    is_gone : bool
        Its files were not there when it was last opened.
    """

    study_uid: str
    state: ReadState
    pseudonym: str
    patient: Patient
    date: str
    description: str
    modalities: str
    body_parts: str
    series: int
    images: int
    is_phantom: bool
    is_dicom: bool
    is_gone: bool
    first_seen: str
    last_seen: str
    accession_number: str = ""
    file_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorklistQuery:
    """What is looked for, and which part of the answer is wanted.

    Attributes
    ----------
    text : str
        Words; each must be found.
    identity : bool
        Names, IDs, birth dates, accession numbers and file names are searched and given.
    states : mapping of study digest to ReadState
        Of this Reader; what it does not name is unread.
    offset, limit : int
        Which lines.
    """

    text: str = ""
    identity: bool = False
    states: Mapping[str, ReadState] = field(default_factory=lambda: MappingProxyType({}))
    order: Order = field(default_factory=Order)
    offset: int = 0
    limit: int = 100


@dataclass(frozen=True)
class WorklistPage:
    """Part of the answer: `total` lines fit the search, `known` are in the worklist."""

    entries: tuple[WorklistEntry, ...]
    offset: int
    total: int
    known: int


def known_study(study: Study, places: tuple[str, ...]) -> KnownStudy:
    """What is remembered of a Study that was found in these places."""
    described = (study.description, *(series.description for series in study.series))
    others = (s for series in study.series if not series.is_dicom for s in series.stacks)
    return KnownStudy(
        study_uid=study.study_uid,
        patient=study.patient,
        date=study.date,
        description=next((words for words in described if words), ""),
        accession_number=study.accession_number,
        modalities=tuple(dict.fromkeys(series.modality for series in study.series if series.modality)),
        body_parts=tuple(dict.fromkeys(series.body_part.upper() for series in study.series if series.body_part)),
        series=len(study.series),
        images=sum(len(stack.frames) for stack in study.stacks),
        is_phantom=study.is_phantom,
        is_dicom=any(series.is_dicom for series in study.series),
        file_names=tuple(dict.fromkeys(source_name(frame.path) for stack in others for frame in stack.frames)),
        places=places,
    )


def day(date: str) -> str:
    """A date of a header as YYYYMMDD; "" when it is none."""
    digits = date.replace(".", "")  # ACR-NEMA wrote 1993.08.22
    return digits if len(digits) == 8 and digits.isascii() and digits.isdigit() else ""


def shown_day(date: str) -> str:
    """A date of a header as YYYY-MM-DD; what is none stays as it is."""
    digits = day(date)
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits else date


def pseudonym(number: int) -> str:
    """The name of a Patient whose name is hidden."""
    return f"P{number:05d}"


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def fold(text: str) -> str:
    """Without case and accents, so that "Müller" and "muller" are one word."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(character for character in plain if not unicodedata.combining(character)).casefold()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search."""
    return tuple(dict.fromkeys(word for word in SEPARATORS.split(fold(text)) if word))


def public_words(study: KnownStudy, number: int) -> tuple[str, ...]:
    """What anybody may search: the words of a Study that name nobody, with the number of its Patient's pseudonym."""
    texts = (*study.modalities, *study.body_parts, study.description)
    kind = ("phantom",) if study.is_phantom else ()
    other = () if study.is_dicom else ("not", "dicom")
    return _each(*_dates(study.date), *_with_pieces(texts), fold(pseudonym(number)), *kind, *other)


def private_words(study: KnownStudy) -> tuple[str, ...]:
    """What is searched only while identity is shown."""
    patient = study.patient
    texts = (patient.name, patient.patient_id, study.accession_number, *study.file_names)
    return _each(*_with_pieces(texts), *_dates(patient.birth_date))


def states_named(word: str) -> frozenset[ReadState]:
    """The states that a word of a search may stand for."""
    return frozenset(state for state in STATES if len(word) >= SHORTEST_STATE_WORD and state.startswith(word))


def _dates(date: str) -> tuple[str, ...]:
    """A date as people type it: 2024-03-01, 20240301 or 01.03.2024."""
    digits = day(date)
    if not digits:
        return words_of(date)
    year, month, number = digits[:4], digits[4:6], digits[6:]
    return f"{year}-{month}-{number}", digits, f"{number}.{month}.{year}"


def _with_pieces(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The words of texts, and what lies between the punctuation within a word."""
    words = [word for text in texts for word in words_of(text)]
    return (*words, *(piece for word in words for piece in PIECES.findall(word)))


def _each(*words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
