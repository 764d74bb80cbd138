"""The tables of the worklist's file, version by version."""

import sqlite3

APPLICATION_ID = 0x4F565257  # "OVRW"

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # The number is the patient's pseudonym; one that was given is never given again.
        "CREATE TABLE patient (number INTEGER PRIMARY KEY AUTOINCREMENT, who TEXT NOT NULL UNIQUE) STRICT",
        # The id begins with the day, so that the newest comes first without sorting, in every index.
        """CREATE TABLE study (
            id INTEGER PRIMARY KEY, study_uid TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
            patient INTEGER NOT NULL REFERENCES patient (number),
            patient_name TEXT NOT NULL, patient_id TEXT NOT NULL, birth_date TEXT NOT NULL, sex TEXT NOT NULL,
            age_years REAL, date TEXT NOT NULL, description TEXT NOT NULL, accession_number TEXT NOT NULL,
            modalities TEXT NOT NULL, body_parts TEXT NOT NULL, series INTEGER NOT NULL, images INTEGER NOT NULL,
            is_phantom INTEGER NOT NULL, is_dicom INTEGER NOT NULL, file_names TEXT NOT NULL,
            name_key TEXT NOT NULL, description_key TEXT NOT NULL,
            first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, is_gone INTEGER NOT NULL DEFAULT 0) STRICT""",
        "CREATE TABLE place (study_uid TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (study_uid, path))"
        " WITHOUT ROWID, STRICT",
        "CREATE TABLE serial (next INTEGER NOT NULL) STRICT",
        "INSERT INTO serial VALUES (1)",
        # Within each order the newest comes first, and what has no value last.
        "CREATE INDEX by_digest ON study (digest)",
        "CREATE INDEX by_patient ON study (patient, id DESC)",
        "CREATE INDEX by_name ON study (name_key = '', name_key, id DESC)",
        "CREATE INDEX by_description ON study (description_key = '', description_key, id DESC)",
        "CREATE INDEX by_modality ON study (modalities = '', modalities, id DESC)",
        "CREATE INDEX by_body_part ON study (body_parts = '', body_parts, id DESC)",
        "CREATE INDEX by_images ON study (images, id)",
        "CREATE VIRTUAL TABLE words USING fts5 (public, private, tokenize = 'trigram')",
    ),
)
"""What makes each version of the file out of the one before; what stands here is never changed, only added to."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the newest version, inside the caller's transaction."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
