"""How a search becomes SQL.

The words of every Study lie in one FTS5 table by groups of three characters, so that any part of a word of three or
more is looked up, not searched for. Two marks stand before every word: with them one or two characters at the start
of a word make a group of three as well. See docs/decisions/0011.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.reading.worklist import (
    STATES,
    Column,
    ReadState,
    WorklistEntry,
    WorklistPage,
    WorklistQuery,
    pseudonym,
    shown_day,
    states_named,
    words_of,
)
from imaging.study import Patient

MARK = "\x1f"
"""No word has it: it separates words."""

GROUP = 3

NOT_READ = "NOT IN (SELECT id FROM temp.reading)"
UNREAD = f"id {NOT_READ}"
"""The condition of a search for "unread" and nothing else."""

ORDERS: dict[Column, tuple[str, tuple[str, ...]]] = {
    Column.PATIENT: ("by_patient", ("patient",)),
    Column.MODALITY: ("by_modality", ("modalities = ''", "modalities")),
    Column.BODY_PART: ("by_body_part", ("body_parts = ''", "body_parts")),
    Column.DESCRIPTION: ("by_description", ("description_key = ''", "description_key")),
    Column.IMAGES: ("by_images", ("images",)),
}
BY_NAME: tuple[str, tuple[str, ...]] = ("by_name", ("name_key = ''", "name_key"))

FIELDS = (
    "id, study_uid, digest, patient, patient_name, patient_id, birth_date, sex, age_years, date, description,"
    " accession_number, modalities, body_parts, series, images, is_phantom, is_dicom, file_names, first_seen,"
    " last_seen, is_gone"
)


def joined(values: Iterable[str]) -> str:
    """Several values in one text, as DICOM writes them: no value has a backslash."""
    return "\\".join(value.replace("\\", "/") for value in values)


def split(text: str) -> tuple[str, ...]:
    """The values that were joined."""
    return tuple(value for value in text.split("\\") if value)


def index_text(words: Iterable[str]) -> str:
    """Words as they are indexed."""
    return "".join(f"{MARK}{MARK}{word}" for word in words)


def phrase(word: str) -> str:
    """One word of a search in FTS5's language: anywhere, or when it is short at the start of a word."""
    padded = MARK * (GROUP - len(word)) + word
    return '"' + padded.replace('"', '""') + '"'


@dataclass(frozen=True)
class Fitting:
    """The Studies that fit a search, as SQL: the rows of a table under a condition with its values."""

    table: str
    condition: str
    values: tuple[object, ...]

    @property
    def key(self) -> str:
        """Name of the column with the id of the Study."""
        return "rowid" if self.table == "words" else "id"

    def and_(self, condition: str) -> str:
        """The rows under one condition more, from FROM on."""
        return f"FROM {self.table} WHERE {' AND '.join(part for part in (self.condition, condition) if part)}"

    @property
    def rows(self) -> str:
        """The rows, from FROM on."""
        return f"FROM {self.table} WHERE {self.condition}" if self.condition else f"FROM {self.table}"


class Search:
    """Searches one connection; keeps in it which Studies this Reader has begun, locked and signed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._states: Mapping[str, ReadState] | None = None
        self._seen, self._known = (-1, -1), 0
        connection.execute("CREATE TEMP TABLE phase (digest TEXT PRIMARY KEY, state INTEGER NOT NULL) WITHOUT ROWID")
        connection.execute("CREATE TEMP TABLE reading (id INTEGER PRIMARY KEY, state INTEGER NOT NULL)")

    def page(self, query: WorklistQuery) -> WorklistPage:
        """The wanted lines of the answer, and how many there are."""
        self._note_changes(query.states)
        fitting = self._fitting(query)
        total = self._total(fitting)
        if query.order.column is Column.STATE:
            ids = self._by_state(query, fitting, total)
        else:
            statement = _in_order(query, fitting)
            ids = self._ids(statement, fitting.values, query.limit, query.offset)
        return WorklistPage(self._entries(ids, query), query.offset, total, self._known)

    def _total(self, fitting: Fitting) -> int:
        """How many fit; those of which nearly all do are not counted one by one."""
        if not fitting.condition:
            return self._known
        if fitting.condition == UNREAD:
            return self._known - self._number("SELECT count(*) FROM temp.reading")
        return self._number(f"SELECT count(*) {fitting.rows}", fitting.values)

    def _fitting(self, query: WorklistQuery) -> Fitting:
        """All words that are text in one look-up; each that names a state as that or, where it occurs, as text."""
        words = words_of(query.text)
        text = [word for word in words if not states_named(word)]
        key = "rowid" if text else "id"
        conditions, values = ["words MATCH ?"] if text else [], [_match(text, query.identity)] if text else []
        for word in words:
            if states := states_named(word):
                match = _match([word], query.identity)
                if self._number("SELECT EXISTS (SELECT 1 FROM words WHERE words MATCH ?)", (match,)):
                    either = f"+{key} IN (SELECT rowid FROM words WHERE words MATCH ?)"
                    conditions.append(f"({either} OR {_in_states(f'+{key}', states)})")
                    values.append(match)
                else:
                    conditions.append(_in_states(f"+{key}" if text else key, states))
        return Fitting("words" if text else "study", " AND ".join(conditions), tuple(values))

    def _by_state(self, query: WorklistQuery, fitting: Fitting, total: int) -> list[int]:
        """Unread ones are nearly all, so they are never sorted: they come in the order of the days by themselves."""
        key, descending = fitting.key, query.order.descending
        inside = f"FROM temp.reading r WHERE r.id IN (SELECT {key} {fitting.rows})"
        if not fitting.condition:
            inside = "FROM temp.reading r"
        read = self._number(f"SELECT count(*) {inside}", fitting.values)
        way = "DESC" if descending else "ASC"
        of_read = f"SELECT r.id {inside} ORDER BY r.state {way}, r.id DESC LIMIT ? OFFSET ?"
        of_unread = f"SELECT {key} {fitting.and_(f'+{key} {NOT_READ}')} ORDER BY {key} DESC LIMIT ? OFFSET ?"
        parts = [(of_read, read), (of_unread, total - read)]
        ids: list[int] = []
        offset = query.offset
        for statement, number in parts if descending else reversed(parts):
            if len(ids) < query.limit and offset < number:
                ids += self._ids(statement, fitting.values, query.limit - len(ids), offset)
            offset = max(0, offset - number)
        return ids

    def _number(self, statement: str, values: tuple[object, ...] = ()) -> int:
        return int(self._connection.execute(statement, values).fetchone()[0])

    def _ids(self, statement: str, values: tuple[object, ...], limit: int, offset: int) -> list[int]:
        return [row[0] for row in self._connection.execute(statement, (*values, limit, offset))]

    def _note_changes(self, states: Mapping[str, ReadState]) -> None:
        """Note how many Studies there are, and the Readings by the ids of theirs, anew when either has changed."""
        run = self._connection.execute
        if states is not self._states:
            run("DELETE FROM temp.phase")
            rows = [(digest, STATES.index(state)) for digest, state in states.items() if state is not ReadState.UNREAD]
            self._connection.executemany("INSERT INTO temp.phase VALUES (?, ?)", rows)
        # what others wrote shows in data_version, what this connection wrote in total_changes
        seen = int(run("PRAGMA data_version").fetchone()[0]), self._connection.total_changes
        if states is not self._states or seen != self._seen:
            run("DELETE FROM temp.reading")
            run("INSERT INTO temp.reading SELECT s.id, p.state FROM temp.phase p JOIN main.study s USING (digest)")
            self._known = self._number("SELECT count(*) FROM study")
            self._states, self._seen = states, (seen[0], self._connection.total_changes)

    def _entries(self, ids: list[int], query: WorklistQuery) -> tuple[WorklistEntry, ...]:
        marks = ", ".join("?" * len(ids))
        rows = self._connection.execute(f"SELECT {FIELDS} FROM study WHERE id IN ({marks})", ids).fetchall()
        by_id = {row[0]: _entry(row, query) for row in rows}
        return tuple(by_id[study_id] for study_id in ids)


def _entry(row: tuple[Any, ...], query: WorklistQuery) -> WorklistEntry:
    (
        _, study_uid, digest, number, name, patient_id, birth_date, sex, age, date, description, accession,
        modalities, body_parts, series, images, is_phantom, is_dicom, file_names, first_seen, last_seen, is_gone,
    ) = row  # fmt: skip
    shown = query.identity
    return WorklistEntry(
        study_uid=study_uid,
        state=query.states.get(digest, ReadState.UNREAD),
        pseudonym=pseudonym(number),
        patient=Patient(name, patient_id, birth_date, sex, age) if shown else Patient(),
        date=shown_day(date),
        description=description,
        modalities=", ".join(split(modalities)),
        body_parts=", ".join(split(body_parts)),
        series=series,
        images=images,
        is_phantom=bool(is_phantom),
        is_dicom=bool(is_dicom),
        is_gone=bool(is_gone),
        first_seen=first_seen,
        last_seen=last_seen,
        accession_number=accession if shown else "",
        file_names=split(file_names) if shown else (),
    )


# ── SQL ──────────────────────────────────────────────────────────────────────────────────────────


def _match(words: Iterable[str], identity: bool) -> str:
    """Every word, in the columns that may be searched."""
    columns = "" if identity else "{public} : "
    return " AND ".join(f"{columns}{phrase(word)}" for word in words)


def _in_states(key: str, states: frozenset[ReadState]) -> str:
    parts = [f"{key} {NOT_READ}"] if ReadState.UNREAD in states else []
    numbers = ", ".join(str(STATES.index(state)) for state in STATES if state in states - {ReadState.UNREAD})
    if numbers:
        parts.append(f"{key} IN (SELECT id FROM temp.reading WHERE state IN ({numbers}))")
    return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"


def _in_order(query: WorklistQuery, fitting: Fitting) -> str:
    """The ids in the wanted order, read from an index that has this order already."""
    column, way = query.order.column, "DESC" if query.order.descending else "ASC"
    if column is Column.DATE:
        return f"SELECT {fitting.key} {fitting.rows} ORDER BY {fitting.key} {way} LIMIT ? OFFSET ?"
    by_name = column is Column.PATIENT and query.identity
    index, keys = BY_NAME if by_name else ORDERS[column]
    fits = f"+id IN (SELECT rowid {fitting.rows})" if fitting.table == "words" else fitting.condition
    where = f" WHERE {fits}" if fits else ""
    newest = "DESC" if query.order.descending is (column is Column.IMAGES) else "ASC"  # as the index is made
    order = ", ".join(f"{key} {way}" for key in keys)
    return f"SELECT id FROM study INDEXED BY {index}{where} ORDER BY {order}, id {newest} LIMIT ? OFFSET ?"
