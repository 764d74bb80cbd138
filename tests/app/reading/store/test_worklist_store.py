"""The worklist's file: what it keeps and finds, in which order, and that two programs may use it at once."""

import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.store import worklist_schema
from app.reading.store.worklist import WorklistStore, worklist_path
from app.reading.worklist import (
    Column,
    KnownStudy,
    Order,
    ReadState,
    WorklistEntry,
    WorklistPage,
    WorklistQuery,
    private_words,
    public_words,
    states_named,
    words_of,
)
from imaging.errors import UserError
from imaging.study import Patient

ANNA = Patient("Müller-Schmidt^Anna", "PAT0815", "19800102", "F")
IWAN = Patient("Iwanow^Iwan=Иванов^Иван", "4711", "19551224", "M")

KNEE = KnownStudy("1.1", ANNA, "20240301", "MRI right knee", "A24-0042", ("MR",), ("KNEE",), 5, 150, places=("/a/1",))
FILM = KnownStudy("1.2", ANNA, "20230115", "Knie re. 2 Ebenen", "A23-0007", ("DX",), ("KNEE",), 1, 2, places=("/a/2",))
SPINE = KnownStudy("1.3", IWAN, "20240612", "LWS nativ", "", ("MR", "SR"), ("LSPINE",), 4, 90)
HAND = KnownStudy("1.4", Patient(), "", "PHANTOM hand", "", ("CR",), ("HAND",), 1, 1, is_phantom=True)
PICTURE = KnownStudy(
    "2.25.9", Patient(), description="PNG picture", images=1, is_dicom=False, file_names=("Li Wei.png",)
)
ALL = (KNEE, FILM, SPINE, HAND, PICTURE)

STATES = {FILM.digest: ReadState.BEGUN, SPINE.digest: ReadState.SIGNED}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "worklist.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[WorklistStore]:
    made = WorklistStore(path)
    made.keep(ALL)
    yield made
    made.close()


def uids(page: WorklistPage) -> list[str]:
    return [entry.study_uid for entry in page.entries]


def entry(store: WorklistStore, uid: str, **query: object) -> WorklistEntry:
    page = store.search(WorklistQuery(**query))  # type: ignore[arg-type]
    return next(e for e in page.entries if e.study_uid == uid)


# ── finding ──────────────────────────────────────────────────────────────────────────────────────

FOUND: list[tuple[str, set[KnownStudy]]] = [
    ("", set(ALL)),
    ("   ", set(ALL)),
    ("knee", {KNEE, FILM}),
    ("KNEE", {KNEE, FILM}),
    ("nee", {KNEE, FILM}),  # three characters: anywhere in a word
    ("ne", set()),  # two: at the start of a word
    ("kn", {KNEE, FILM}),
    ("mr", {KNEE, SPINE}),
    ("mr knee", {KNEE}),
    ("knee mr", {KNEE}),
    ("mr knee 2024", {KNEE}),
    ("2024", {KNEE, SPINE}),
    ("2024-03", {KNEE}),
    ("20240301", {KNEE}),
    ("01.03.2024", {KNEE}),
    ("ebenen", {FILM}),
    ("sr", {SPINE}),
    ("phantom", {HAND}),
    ("not dicom", {PICTURE}),
    ("unread", {KNEE, HAND, PICTURE}),
    ("mr unread", {KNEE}),
    ("mr knee 2024 unread", {KNEE}),
    ("begun", {FILM}),
    ("beg", {FILM}),
    ("signed", {SPINE}),
    ("knee signed", set()),
    ("locked", set()),
    ('knee" OR "x', set()),  # quotes are characters, not a language
    ("knee*", set()),
    ("xyz", set()),
]
HIDDEN = ("muller", "müller", "schmidt", "anna", "an", "pat0815", "0815", "4711", "1980", "a24-0042", "0042", "li wei")


@pytest.mark.parametrize(("text", "studies"), FOUND)
@pytest.mark.parametrize("identity", [False, True])
def test_what_words_find(store: WorklistStore, text: str, studies: set[KnownStudy], identity: bool) -> None:
    page = store.search(WorklistQuery(text, identity, STATES))
    assert set(uids(page)) == {study.study_uid for study in studies}
    assert (page.total, page.known) == (len(studies), len(ALL))


@pytest.mark.parametrize(
    ("text", "studies"),
    [
        ("muller", {KNEE, FILM}),
        ("MÜLLER", {KNEE, FILM}),
        ("schm", {KNEE, FILM}),
        ("mu", {KNEE, FILM}),
        ("sc", {KNEE, FILM}),
        ("müller-sch", {KNEE, FILM}),
        ("anna mr", {KNEE}),
        ("0815", {KNEE, FILM}),
        ("иванов", {SPINE}),
        ("1955-12-24", {SPINE}),
        ("a24-0042", {KNEE}),
        ("0042", {KNEE}),
        ("li wei", {PICTURE}),
        ("anna signed", set()),
    ],
)
def test_names_find_only_while_identity_is_shown(store: WorklistStore, text: str, studies: set[KnownStudy]) -> None:
    assert set(uids(store.search(WorklistQuery(text, True, STATES)))) == {study.study_uid for study in studies}
    assert uids(store.search(WorklistQuery(text, False, STATES))) == []


@pytest.mark.parametrize("text", HIDDEN)
def test_with_identity_hidden_no_search_reveals_a_name(store: WorklistStore, text: str) -> None:
    assert store.search(WorklistQuery(text)).total == 0


def test_with_identity_hidden_a_line_has_no_name(store: WorklistStore) -> None:
    hidden, shown = entry(store, "1.1"), entry(store, "1.1", identity=True)
    assert (hidden.patient, hidden.accession_number) == (Patient(), "")
    assert (shown.patient, shown.accession_number) == (ANNA, "A24-0042")
    assert entry(store, "2.25.9").file_names == ()
    assert entry(store, "2.25.9", identity=True).file_names == ("Li Wei.png",)


def test_the_pseudonym_is_that_of_the_patient_and_is_found(store: WorklistStore) -> None:
    label = entry(store, "1.1").pseudonym
    assert entry(store, "1.2").pseudonym == label
    assert len({entry(store, study.study_uid).pseudonym for study in ALL}) == 4
    assert set(uids(store.search(WorklistQuery(label)))) == {"1.1", "1.2"}


def test_a_word_that_names_a_state_is_a_word_too(store: WorklistStore) -> None:
    """A patient called Signe must be found while "sig" could mean "signed"."""
    sigrid = KnownStudy("1.5", Patient("Sigrist^Signe", "9"), "20200101")
    store.keep([sigrid])
    assert set(uids(store.search(WorklistQuery("sig", True, STATES)))) == {"1.3", "1.5"}
    assert set(uids(store.search(WorklistQuery("sig", False, STATES)))) == {"1.3"}
    assert set(uids(store.search(WorklistQuery("sig unread", True, STATES)))) == {"1.5"}


WORDS = st.sampled_from(
    [
        "mr",
        "dx",
        "kn",
        "knee",
        "nee",
        "2024",
        "20",
        "an",
        "anna",
        "schm",
        "unr",
        "signed",
        "beg",
        "loc",
        "p0",
        "12",
        "e",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=4), st.booleans(), st.integers(0, 10**6))
def test_every_search_finds_what_reading_every_line_finds(words: list[str], identity: bool, seed: int) -> None:
    store = WorklistStore()
    people = (ANNA, IWAN, Patient("Signer^Li", "20"), Patient())
    studies = [
        KnownStudy(
            f"9.{n}",
            people[(seed >> n) % 4],
            f"20{(seed + n) % 30:02d}0{1 + n % 9}12",
            ("knee pd", "LWS sag", "begun twice", "Ann Arbor")[(seed + 3 * n) % 4],
            modalities=(("MR",), ("DX",), ("DX", "SR"))[(seed + n) % 3],
        )
        for n in range(12)
    ]
    store.keep(studies)
    states = {s.digest: list(ReadState)[(seed + n) % 4] for n, s in enumerate(studies)}
    query = WorklistQuery(" ".join(words), identity, states)
    numbers = {e.study_uid: int(e.pseudonym[1:]) for e in store.search(WorklistQuery()).entries}

    def fits(study: KnownStudy) -> bool:
        known = (*public_words(study, numbers[study.study_uid]), *(private_words(study) if identity else ()))
        return all(
            any(word in other if len(word) > 2 else other.startswith(word) for other in known)
            or states[study.digest] in states_named(word)
            for word in words_of(query.text)
        )

    expected = {study.study_uid for study in studies if fits(study)}
    for column in Column:
        for descending in (False, True):
            page = store.search(replace(query, order=Order(column, descending)))
            assert (set(uids(page)), page.total) == (expected, len(expected))
    store.close()


# ── order and pages ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("column", "descending", "order"),
    [
        (Column.DATE, True, ["1.3", "1.1", "1.2", "2.25.9", "1.4"]),
        (Column.DATE, False, ["1.4", "2.25.9", "1.2", "1.1", "1.3"]),
        (Column.MODALITY, False, ["1.4", "1.2", "1.1", "1.3", "2.25.9"]),
        (Column.BODY_PART, True, ["2.25.9", "1.3", "1.2", "1.1", "1.4"]),
        (Column.DESCRIPTION, False, ["1.2", "1.3", "1.1", "1.4", "2.25.9"]),
        (Column.IMAGES, True, ["1.1", "1.3", "1.2", "2.25.9", "1.4"]),
        (Column.STATE, False, ["1.1", "2.25.9", "1.4", "1.2", "1.3"]),
        (Column.STATE, True, ["1.3", "1.2", "1.1", "2.25.9", "1.4"]),
        (Column.PATIENT, False, ["1.1", "1.2", "1.3", "1.4", "2.25.9"]),
    ],
)
def test_orders(store: WorklistStore, column: Column, descending: bool, order: list[str]) -> None:
    assert uids(store.search(WorklistQuery(states=STATES, order=Order(column, descending)))) == order


def test_with_identity_shown_patients_are_in_the_order_of_their_names(store: WorklistStore) -> None:
    page = store.search(WorklistQuery(identity=True, order=Order(Column.PATIENT, False)))
    assert uids(page) == ["1.3", "2.25.9", "1.1", "1.2", "1.4"]  # Iwanow, Li Wei.png, Müller twice, without a name


@pytest.mark.parametrize("column", list(Column))
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("text", ["", "mr", "unread", "begun"])
def test_pages_put_together_are_the_whole_answer(
    store: WorklistStore, column: Column, descending: bool, text: str
) -> None:
    store.keep(
        KnownStudy(f"7.{n}", date=f"2020{1 + n % 12:02d}01", modalities=("MR" if n % 2 else "CT",), images=n % 3)
        for n in range(25)
    )
    states = {**STATES, **{KnownStudy(f"7.{n}").digest: list(ReadState)[n % 4] for n in range(0, 25, 3)}}
    query = WorklistQuery(text, states=states, order=Order(column, descending))
    whole = store.search(query)
    parts = [store.search(replace(query, offset=offset, limit=4)) for offset in range(0, whole.total + 4, 4)]
    assert [uid for part in parts for uid in uids(part)] == uids(whole)
    assert len(set(uids(whole))) == whole.total
    assert {part.total for part in parts} == {whole.total}


def test_the_states_follow_the_reader(store: WorklistStore) -> None:
    assert entry(store, "1.3", states=STATES).state is ReadState.SIGNED
    assert entry(store, "1.3", states={}).state is ReadState.UNREAD
    assert uids(store.search(WorklistQuery("signed", states={}))) == []
    assert uids(store.search(WorklistQuery("signed", states=STATES))) == ["1.3"]
    assert uids(store.search(WorklistQuery("signed", states={**STATES, KNEE.digest: ReadState.SIGNED}))) == [
        "1.3",
        "1.1",
    ]
    late = KnownStudy("1.9", date="20250101")
    states = {late.digest: ReadState.SIGNED}
    assert uids(store.search(WorklistQuery("signed", states=states))) == []
    store.keep([late])  # read elsewhere, found only now
    assert uids(store.search(WorklistQuery("signed", states=states))) == ["1.9"]


# ── keeping ──────────────────────────────────────────────────────────────────────────────────────


def test_what_was_known_is_added_to(store: WorklistStore) -> None:
    again = replace(KNEE, modalities=("SR",), series=1, images=3, description="MRI knee right", places=("/b",))
    store.keep([again])
    line = entry(store, "1.1")
    assert (line.modalities, line.series, line.images) == ("MR, SR", 5, 150)
    assert line.description == "MRI knee right"
    assert store.places("1.1") == ("/a/1", "/b")
    assert uids(store.search(WorklistQuery("knee sr"))) == ["1.1"]
    assert store.search(WorklistQuery()).total == len(ALL)


def test_places_that_were_remembered_in_error_are_taken_back(store: WorklistStore) -> None:
    store.keep([replace(KNEE, places=("/a/1/x.dcm", "/a/1/y.dcm"))], {"1.1": ("/a/1",)})
    assert store.places("1.1") == ("/a/1/x.dcm", "/a/1/y.dcm")


def test_another_date_and_another_name_move_the_line(store: WorklistStore) -> None:
    before = entry(store, "1.3", identity=True)
    store.keep([replace(SPINE, date="20200101", patient=ANNA)])
    assert uids(store.search(WorklistQuery(identity=True)))[:3] == ["1.1", "1.2", "1.3"]
    after = entry(store, "1.3", identity=True)
    assert after.pseudonym == entry(store, "1.1").pseudonym != before.pseudonym
    assert uids(store.search(WorklistQuery("iwanow", True))) == []


def test_a_study_whose_files_are_gone_stays_and_is_marked_until_it_is_found_again(store: WorklistStore) -> None:
    store.mark_gone("1.1")
    assert entry(store, "1.1").is_gone
    assert uids(store.search(WorklistQuery("mr knee"))) == ["1.1"]
    store.keep([KNEE])
    assert not entry(store, "1.1").is_gone


def test_forgetting_takes_everything_out_and_can_be_undone(store: WorklistStore, path: Path) -> None:
    label = entry(store, "1.3").pseudonym
    forgotten = store.forget("1.3")
    assert forgotten is not None
    assert store.search(WorklistQuery("lws")).total == 0
    assert store.places("1.3") == ()
    store.close()
    assert b"iwanow" not in _bytes_of_rows(path).lower()
    again = WorklistStore(path)
    assert again.forget("1.3") is None
    again.restore(forgotten)
    again.restore(forgotten)
    assert uids(again.search(WorklistQuery("lws"))) == ["1.3"]
    assert entry(again, "1.3", identity=True).pseudonym == label
    again.close()


def _bytes_of_rows(path: Path) -> bytes:
    with sqlite3.connect(path) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in names for row in connection.execute(f"SELECT * FROM {name}")]
    connection.close()
    return repr(rows).encode()


def test_a_pseudonym_that_was_given_is_never_given_again(store: WorklistStore) -> None:
    store.forget("2.25.9")  # the last that was given
    store.keep([KnownStudy("8.1", Patient("New^One", "1"))])
    assert int(entry(store, "8.1").pseudonym[1:]) == 5


def test_nothing_is_kept_of_a_batch_that_fails(store: WorklistStore) -> None:
    bad = replace(KNEE, study_uid="1.77", images=None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        store.keep([KnownStudy("1.76"), bad])
    assert store.search(WorklistQuery()).total == len(ALL)
    store.keep([KnownStudy("1.76")])
    assert store.search(WorklistQuery()).total == len(ALL) + 1


def test_possible_priors_are_earlier_studies_of_the_patient_with_something_in_common(store: WorklistStore) -> None:
    older = KnownStudy("5.1", ANNA, "20200101", modalities=("MR",), body_parts=("KNEE",))
    unnamed = KnownStudy("5.2", ANNA, "20210101", modalities=("MR",))
    other_part = KnownStudy("5.3", ANNA, "20210101", modalities=("MR",), body_parts=("HIP",))
    same_day = KnownStudy("5.4", ANNA, KNEE.date, modalities=("MR",), body_parts=("KNEE",))
    undated = KnownStudy("5.5", ANNA, "", modalities=("MR",), body_parts=("KNEE",))
    film = KnownStudy("5.6", ANNA, "20190101", modalities=("CR",), body_parts=("KNEE",))
    store.keep([older, unnamed, other_part, same_day, undated, film])
    assert store.priors("1.1") == ("5.2", "5.1")
    assert store.priors("1.1", most=1) == ("5.2",)
    assert store.priors("1.2") == ("5.6",)  # CR and DX are one
    assert store.priors("5.5") == ()
    assert store.priors("unknown") == ()
    nobody = [KnownStudy(f"6.{n}", Patient("No^Id"), f"202{n}0101", modalities=("MR",)) for n in (1, 2)]
    store.keep(nobody)
    assert store.priors("6.2") == ()


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


def test_it_survives_the_program_and_is_private(store: WorklistStore, path: Path) -> None:
    store.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = WorklistStore(path)
    assert uids(again.search(WorklistQuery("mr knee"))) == ["1.1"]
    assert again.places("1.1") == ("/a/1",)
    again.close()


def test_it_lies_beside_the_record() -> None:
    assert worklist_path(Path("/x/record.sqlite")) == Path("/x/worklist.sqlite")
    assert worklist_path(Path("/x/second.sqlite")) == Path("/x/second.worklist.sqlite")


def test_another_file_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (a)")
    connection.close()
    with pytest.raises(UserError, match="is not one"):
        WorklistStore(path)


def test_a_damaged_file_is_refused(path: Path) -> None:
    path.write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(UserError, match="worklist"):
        WorklistStore(path)


def test_a_newer_file_is_refused(store: WorklistStore, path: Path) -> None:
    store.close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(worklist_schema.MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(UserError, match="newer version"):
        WorklistStore(path)


def test_an_older_file_is_brought_up_to_date(store: WorklistStore, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()
    later = (*worklist_schema.MIGRATIONS, ("ALTER TABLE study ADD COLUMN room TEXT NOT NULL DEFAULT 'MR 2'",))
    monkeypatch.setattr(worklist_schema, "MIGRATIONS", later)
    for _ in range(2):
        again = WorklistStore(path)
        assert uids(again.search(WorklistQuery("mr knee"))) == ["1.1"]
        again.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT DISTINCT room FROM study").fetchall() == [("MR 2",)]
    assert connection.execute("PRAGMA user_version").fetchone() == (len(later),)
    connection.close()


def test_two_programs_write_and_search_at_once(path: Path) -> None:
    """Another process writes studies while this one does, and both search."""
    script = (
        "import sys; from pathlib import Path\n"
        "from app.reading.store.worklist import WorklistStore\n"
        "from app.reading.worklist import KnownStudy, WorklistQuery\n"
        "store = WorklistStore(Path(sys.argv[1]), busy_seconds=60)\n"
        "for n in range(40):\n"
        "    store.keep([KnownStudy(f'2.{n}', modalities=('MR',)), KnownStudy('3.1', series=n)])\n"
        "    store.search(WorklistQuery('mr'))\n"
        "store.close()\n"
    )
    other = subprocess.Popen([sys.executable, "-c", script, str(path)])
    store = WorklistStore(path, busy_seconds=60)
    totals = []
    for n in range(40):
        store.keep([KnownStudy(f"1.{n}", modalities=("MR",)), KnownStudy("3.1", series=n)])
        totals.append(store.search(WorklistQuery("mr", states={KnownStudy("2.7").digest: ReadState.SIGNED})).total)
    assert other.wait(timeout=60) == 0
    page = store.search(WorklistQuery(limit=200))
    assert page.total == 81
    assert entry(store, "3.1", limit=200).series == 39
    assert totals == sorted(totals)
    assert uids(store.search(WorklistQuery("signed", states={KnownStudy("2.7").digest: ReadState.SIGNED}))) == ["2.7"]
    store.close()


def test_two_that_make_the_file_at_once_make_it_once(path: Path) -> None:
    stores: list[WorklistStore] = []
    threads = [threading.Thread(target=lambda: stores.append(WorklistStore(path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores) == 4
    stores[0].keep([KNEE])
    assert all(uids(store.search(WorklistQuery("knee"))) == ["1.1"] for store in stores)
    for store in stores:
        store.close()
