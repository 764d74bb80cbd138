"""The worklist in one SQLite file beside the record: what was found, and where.

It holds patients' names in clear, as the images do that it points to; so it is made for its owner alone (mode 0600).
Nothing in it is the only copy of anything: it can be deleted, and fills again with what is opened.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.reading.store import worklist_schema
from app.reading.store.faults import sentences
from app.reading.store.json_lines import path_beside
from app.reading.store.sqlite import make_private_file
from app.reading.store.worklist_schema import APPLICATION_ID, migrate
from app.reading.store.worklist_search import Search, index_text, joined, split
from app.reading.study_places import outermost
from app.reading.worklist import KnownStudy, WorklistPage, WorklistQuery, day, fold, private_words, public_words
from imaging.errors import UserError
from imaging.study import Patient
from imaging.words import Words

WORKLIST = Words("worklist")
NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
PROJECTIONS = {"CR": "DX", "RG": "DX"}
"""Modalities that are one and the same to a reader."""

SERIALS = 10**9
"""An id is the day times this, plus a number that is given once."""

COLUMNS = (
    "id", "study_uid", "digest", "patient", "patient_name", "patient_id", "birth_date", "sex", "age_years", "date",
    "description", "accession_number", "modalities", "body_parts", "series", "images", "is_phantom", "is_dicom",
    "file_names", "name_key", "description_key", "first_seen", "last_seen", "is_gone",
)  # fmt: skip
INSERT = f"INSERT INTO study ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"


@dataclass(frozen=True)
class Forgotten:
    """All that a forgotten line held, to bring it back."""

    study: KnownStudy
    number: int
    first_seen: str
    last_seen: str
    is_gone: bool


class WorklistStore:
    """The worklist's file.

    Parameters
    ----------
    path : Path, optional
        Made with mode 0600 when it does not exist; without one the worklist lives as long as this.
    busy_seconds : float
        How long to wait for another process before giving up.

    Raises
    ------
    UserError
        When the file cannot be opened, is no worklist, or was written by a newer version.
    """

    def __init__(self, path: Path | None = None, *, busy_seconds: float = 5.0) -> None:
        self._lock = threading.RLock()
        with sentences(WORKLIST):
            if path is not None:
                make_private_file(path)
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=busy_seconds, isolation_level=None, check_same_thread=False
            )
        try:
            with sentences(WORKLIST):
                self._prepare()
        except (UserError, sqlite3.Error):
            self._connection.close()
            raise
        self._search = Search(self._connection)

    def _prepare(self) -> None:
        run = self._connection.execute
        run("PRAGMA trusted_schema = OFF")
        run("PRAGMA temp_store = MEMORY")
        newest = len(worklist_schema.MIGRATIONS)
        empty = run("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        version, application = (int(run(f"PRAGMA {name}").fetchone()[0]) for name in ("user_version", "application_id"))
        if not empty and application != APPLICATION_ID:
            raise UserError(
                "The file chosen as the {worklist} is not one: take it out of the record's folder.", worklist=WORKLIST
            )
        if version > newest:
            raise UserError(
                "The {worklist} was written by a newer version of the program: update this one.", worklist=WORKLIST
            )
        if empty:
            run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")  # what a power cut takes is found again with the images
        if version < newest:
            with self._transaction():
                migrate(self._connection)

    # ── what is known ────────────────────────────────────────────────────────────────────────────

    def keep(self, studies: Iterable[KnownStudy], stale: Mapping[str, tuple[str, ...]] = NOTHING) -> None:
        """Remember Studies, all or none; what was known of them before is added to, never lessened.

        A Study that is found again is at hand again.

        Parameters
        ----------
        studies : iterable of KnownStudy
        stale : mapping of study UID to places
            What was remembered in error, while less was known.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._lock, sentences(WORKLIST), self._transaction():
            for study in studies:
                before = self._read(study.study_uid)
                if before is None:
                    self._write(Forgotten(study, 0, now, now, False))
                    continue
                merged = _merged(before.study, study, stale.get(study.study_uid, ()))
                if merged == before.study and not before.is_gone:
                    self._run("UPDATE study SET last_seen = ? WHERE study_uid = ?", now, study.study_uid)
                else:
                    number = before.number if _who(merged) == _who(before.study) else 0
                    self._remove(study.study_uid)
                    self._write(replace(before, study=merged, number=number, last_seen=now, is_gone=False))
                    self._drop_patient(before.number)

    def search(self, query: WorklistQuery) -> WorklistPage:
        """The lines that fit, in the wanted order."""
        with self._lock, sentences(WORKLIST), self._transaction("DEFERRED"):  # one moment, while others write
            return self._search.page(query)

    def places(self, study_uid: str) -> tuple[str, ...]:
        """Where a Study was found; () for an unknown one."""
        with self._lock, sentences(WORKLIST):
            return self._places(study_uid)

    def priors(self, study_uid: str, most: int = 3) -> tuple[str, ...]:
        """The latest earlier Studies of the same Patient that may be priors: with a modality and a body part in common.

        Which of them are priors is decided when they have been read (`app.reading.priors`).
        """
        with self._lock, sentences(WORKLIST):
            rows = self._run(
                "SELECT s.modalities, s.body_parts, p.study_uid, p.modalities, p.body_parts FROM study s"
                " JOIN study p ON p.patient = s.patient AND p.id >= ? AND p.id < s.id / ? * ?"
                " WHERE s.study_uid = ? AND s.patient_id != '' ORDER BY p.id DESC",
                *(SERIALS, SERIALS, SERIALS, study_uid),
            ).fetchall()
        found = (uid for own, parts, uid, others, there in rows if _comparable(own, parts, others, there))
        return tuple(islice(found, most))

    def mark_gone(self, study_uid: str) -> None:
        """The files of a Study are not where they were."""
        with self._lock, sentences(WORKLIST), self._transaction():
            self._run("UPDATE study SET is_gone = 1 WHERE study_uid = ?", study_uid)

    def forget(self, study_uid: str) -> Forgotten | None:
        """Take a Study out; None when it was not in. Its files and the record are not touched."""
        with self._lock, sentences(WORKLIST), self._transaction():
            before = self._read(study_uid)
            if before is not None:
                self._remove(study_uid)
                self._drop_patient(before.number)
            return before

    def restore(self, forgotten: Forgotten) -> None:
        """Bring a line back as it was, with its Patient's pseudonym; one that was found again meanwhile stays."""
        with self._lock, sentences(WORKLIST), self._transaction():
            if self._read(forgotten.study.study_uid) is None:
                self._write(forgotten)

    def close(self) -> None:
        """Release the file."""
        with self._lock, sentences(WORKLIST):
            self._connection.close()

    # ── rows ─────────────────────────────────────────────────────────────────────────────────────

    def _run(self, statement: str, *values: object) -> sqlite3.Cursor:
        return self._connection.execute(statement, values)

    def _read(self, study_uid: str) -> Forgotten | None:
        found = self._run(f"SELECT {', '.join(COLUMNS)} FROM study WHERE study_uid = ?", study_uid).fetchone()
        if found is None:
            return None
        row: dict[str, Any] = dict(zip(COLUMNS, found, strict=True))
        study = KnownStudy(
            study_uid=study_uid,
            patient=Patient(
                row["patient_name"], row["patient_id"], row["birth_date"], row["sex"], age_years=row["age_years"]
            ),
            date=row["date"],
            description=row["description"],
            accession_number=row["accession_number"],
            modalities=split(row["modalities"]),
            body_parts=split(row["body_parts"]),
            series=row["series"],
            images=row["images"],
            is_phantom=bool(row["is_phantom"]),
            is_dicom=bool(row["is_dicom"]),
            file_names=split(row["file_names"]),
            places=self._places(study_uid),
        )
        return Forgotten(study, row["patient"], row["first_seen"], row["last_seen"], bool(row["is_gone"]))

    def _places(self, study_uid: str) -> tuple[str, ...]:
        rows = self._run("SELECT path FROM place WHERE study_uid = ? ORDER BY path", study_uid)
        return tuple(path for (path,) in rows)

    def _write(self, line: Forgotten) -> None:
        study, patient = line.study, line.study.patient
        number = self._patient(study, line.number)
        (serial,) = self._run("UPDATE serial SET next = next + 1 RETURNING next - 1").fetchone()
        study_id = int(day(study.date) or 0) * SERIALS + serial
        values = (
            study_id, study.study_uid, study.digest, number, patient.name, patient.patient_id, patient.birth_date,
            patient.sex, patient.age_years, study.date, study.description, study.accession_number,
            joined(study.modalities), joined(study.body_parts), study.series, study.images,
            study.is_phantom, study.is_dicom, joined(study.file_names), _key(patient.name, *study.file_names),
            _key(study.description), line.first_seen, line.last_seen, line.is_gone,
        )  # fmt: skip
        self._run(INSERT, *values)
        places = [(study.study_uid, path) for path in study.places]
        self._connection.executemany("INSERT INTO place (study_uid, path) VALUES (?, ?)", places)
        public, private = index_text(public_words(study, number)), index_text(private_words(study))
        self._run("INSERT INTO words (rowid, public, private) VALUES (?, ?, ?)", study_id, public, private)

    def _patient(self, study: KnownStudy, number: int) -> int:
        """The number of a Study's Patient: the one that is known or was given before, else a new one."""
        who = _who(study)
        known = self._run("SELECT number FROM patient WHERE who = ?", who).fetchone()
        if known is not None:
            return int(known[0])
        return int(self._run("INSERT INTO patient (number, who) VALUES (?, ?)", number or None, who).lastrowid or 0)

    def _remove(self, study_uid: str) -> None:
        self._run("DELETE FROM words WHERE rowid = (SELECT id FROM study WHERE study_uid = ?)", study_uid)
        self._run("DELETE FROM study WHERE study_uid = ?", study_uid)
        self._run("DELETE FROM place WHERE study_uid = ?", study_uid)

    def _drop_patient(self, number: int) -> None:
        self._run(
            "DELETE FROM patient WHERE number = ? AND NOT EXISTS (SELECT 1 FROM study WHERE patient = number)", number
        )

    @contextmanager
    def _transaction(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        self._connection.execute(f"BEGIN {kind}")
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


def _merged(before: KnownStudy, found: KnownStudy, stale: tuple[str, ...]) -> KnownStudy:
    """What is known now: the newer words, the larger counts (a search may have been stopped), all places."""
    return replace(
        found,
        modalities=tuple(dict.fromkeys((*before.modalities, *found.modalities))),
        body_parts=tuple(dict.fromkeys((*before.body_parts, *found.body_parts))),
        series=max(before.series, found.series),
        images=max(before.images, found.images),
        file_names=tuple(dict.fromkeys((*before.file_names, *found.file_names))),
        places=outermost((*(place for place in before.places if place not in stale), *found.places)),
    )


def _comparable(modalities: str, parts: str, other_modalities: str, other_parts: str) -> bool:
    here, there = ({PROJECTIONS.get(m, m) for m in split(values)} for values in (modalities, other_modalities))
    same_part = not parts or not other_parts or set(split(parts)) & set(split(other_parts))
    return bool(here & there and same_part)


def _who(study: KnownStudy) -> str:
    """What makes a Patient the same: ID, name and birth date, as for priors; without any, the Study is its own."""
    patient = study.patient
    key = (patient.patient_id, patient.name, patient.birth_date)
    return json.dumps(key if any(key) else study.study_uid)


def _key(*texts: str) -> str:
    """What texts are ordered by."""
    return fold(" ".join(text for text in texts if text))


def worklist_path(record: Path) -> Path:
    """The file beside a record: ``worklist.sqlite``; beside a record of another name one that carries it."""
    return path_beside(record, "worklist.sqlite")
