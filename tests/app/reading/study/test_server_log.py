"""A study's log and accounts on a server: what a reader's role sees and may write there, and what the owner may not."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from app.reading.store.faults import ServerUnreachableError
from app.reading.store.postgres import admit_reader, prepare_record
from app.reading.study import happenings as happened
from app.reading.study.access import StudyState
from app.reading.study.opening import open_study
from app.reading.study.server_log import ServerLog
from app.reading.study.sitting import begin_session, enter, open_book, set_password
from app.reading.study.study import ReaderStudy
from imaging.errors import UserError
from main import main
from tests.app.reading.store.postgres_server import Server, missing
from tests.app.reading.study.conftest import write_study

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "PostgreSQL is here")

Address = Callable[[str], str]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Server]:
    """One server for the module."""
    server = Server()
    yield server
    server.remove()


@pytest.fixture
def server(cluster: Server, request: pytest.FixtureRequest) -> Iterator[Address]:
    """A new record with the readers R1 and R2; gives the address of a role."""
    name = f"study_{abs(hash(request.node.name)) % 10**9}"
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    prepare_record(cluster.url(database=name))
    for reader in ("R1", "R2"):
        admit_reader(cluster.url(database=name), reader.lower(), reader)
    yield lambda role="boss": cluster.url(role, name)
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def at(server: Address, tmp_path: Path) -> Iterator[Callable[[str], ReaderStudy]]:
    """The study as it is seen from the desk of a role, each with a folder of its own; the owner has opened it."""
    folder = write_study(tmp_path / "boss", cases=[(f"C{n}", "test", "", str(n % 2)) for n in range(1, 5)])
    made = [ReaderStudy(folder, record=server("boss"))]
    open_study(made[0])

    def desk(role: str) -> ReaderStudy:
        if role == "boss":
            return made[0]
        own = shutil.copytree(folder, tmp_path / role, dirs_exist_ok=True)
        (own / "cases.csv").unlink()
        made.append(ReaderStudy(own, record=server(role)))
        return made[-1]

    yield desk
    for study in made:
        study.close_files()


def test_a_reader_signs_in_from_a_computer_without_the_truth(at: Callable[[str], ReaderStudy]) -> None:
    owner, mine = at("boss"), at("r1")
    code = owner.accounts.issue_code("R1")
    entered = enter(mine, "r1", code)
    assert entered.person.reader == "R1"
    assert not entered.has_password
    set_password(mine, "R1", "a long password")
    assert enter(at("r1"), "R1", "a long password").has_password
    with pytest.raises(UserError, match="is not right"):
        enter(mine, "R1", code)
    begin_session(mine, "R1", 1)
    begin_session(at("r1"), "R1", 1)
    kinds = [type(entry.happening).__name__ for entry in owner.log()]
    assert kinds[-3:] == ["SignedIn", "SignedIn", "SessionBegun"], "a session is begun once, from whichever computer"


def test_a_reader_sees_what_concerns_all_or_themselves(at: Callable[[str], ReaderStudy]) -> None:
    owner, mine = at("boss"), at("r1")
    owner.accounts.issue_code("R2")
    owner.write(happened.CodeIssued("R2"))
    book = open_book(mine)
    assert book.state is StudyState.OPEN
    assert [entry.person.reader for entry in book.people] == ["R1"]
    assert {reader for reader, _ in book.orders} == {"R1"}
    assert len(mine.log()) < len(owner.log())
    assert mine.accounts.has_code("R2") is False, "the row of another reader is not there"
    assert owner.accounts.has_code("r2") is True


@pytest.mark.parametrize(
    "happening",
    [
        happened.SignedIn("R2"),
        happened.SessionBegun("R2", 1),
        happened.CodeIssued("R1"),
        happened.InterimLook("report"),
        happened.StudyClosed("f" * 64, 0, ""),
    ],
)
def test_a_reader_cannot_write_for_others_or_for_the_owner(
    at: Callable[[str], ReaderStudy], happening: happened.StudyHappening
) -> None:
    owner, mine = at("boss"), at("r1")
    before = owner.log()
    with pytest.raises(UserError, match="your own sessions"):
        mine.write(happening)
    assert owner.log() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE overread_study.log SET body = '{}'",
        "DELETE FROM overread_study.log",
        "TRUNCATE overread_study.log",
        "INSERT INTO overread_study.log VALUES ('tiny', 99, '', '{}', 'x')",
        "INSERT INTO overread_study.accounts (study, name) VALUES ('tiny', 'owner')",
        "DELETE FROM overread_study.accounts",
        "ALTER TABLE overread_study.log DISABLE TRIGGER ALL",
        "UPDATE overread_study.accounts SET name = 'R2'",
    ],
)
def test_a_readers_role_is_refused_by_the_server(
    at: Callable[[str], ReaderStudy], server: Address, statement: str
) -> None:
    owner = at("boss")
    owner.accounts.issue_code("R1")
    before = owner.log()
    with psycopg.connect(server("r1")) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(statement)  # type: ignore[arg-type]
    assert refused.value.sqlstate == "42501"
    assert owner.log() == before


def test_nobody_changes_another_readers_account(at: Callable[[str], ReaderStudy], server: Address) -> None:
    owner = at("boss")
    owner.accounts.set_password("R2", "a long password")
    at("r1").accounts.set_password("R2", "another password")
    with psycopg.connect(server("r1")) as connection:
        connection.execute("UPDATE overread_study.accounts SET password_hash = ''")
    owner.accounts.check("R2", "a long password")


def test_the_owner_cannot_change_the_log_and_a_changed_one_is_noticed(
    at: Callable[[str], ReaderStudy], server: Address
) -> None:
    owner = at("boss")
    with psycopg.connect(server("boss"), autocommit=True) as connection:
        with pytest.raises(psycopg.Error, match="append-only"):
            connection.execute("DELETE FROM overread_study.log")
        connection.execute("ALTER TABLE overread_study.log DISABLE TRIGGER log_is_never_changed")
        with closing(ServerLog(server("boss"), "tiny")) as log, pytest.raises(UserError, match="lost its guards"):
            log.entries()
        connection.execute("UPDATE overread_study.log SET body = replace(body, 'R1', 'R9')")
        connection.execute("ALTER TABLE overread_study.log ENABLE TRIGGER log_is_never_changed")
    for role in ("boss", "r1"):
        with closing(ServerLog(server(role), "tiny")) as log, pytest.raises(UserError, match="was changed at entry"):
            log.entries()
    assert owner.file.owned


def test_what_is_known_stands_while_the_server_is_away(
    cluster: Server, at: Callable[[str], ReaderStudy], server: Address
) -> None:
    mine = at("r1")
    open_book(mine)
    begin_session(mine, "R1", 1)
    cluster.stop()
    try:
        assert ("R1", 1) in mine.book().begun
        begin_session(mine, "R1", 1)  # known already: the next case opens
        mine.note(happened.SessionFinished("R1", 1))
        with pytest.raises(ServerUnreachableError, match="cannot be reached"):
            begin_session(mine, "R1", 2)
        with pytest.raises(ServerUnreachableError):
            ServerLog(server("r1"), "tiny")
    finally:
        cluster.start()
    mine.note(happened.SessionFinished("R1", 1))
    assert ("R1", 1) in mine.book().finished


def test_two_studies_on_one_server_and_an_older_record(cluster: Server) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE two_studies")
    url = cluster.url(database="two_studies")
    prepare_record(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA overread_study CASCADE")  # as a record was before studies were kept there
    with pytest.raises(UserError, match="not prepared for reader studies"):
        ServerLog(url, "one")
    prepare_record(url)
    with closing(ServerLog(url, "one")) as one, closing(ServerLog(url, "two")) as two:
        one.append(happened.SignedIn("R1"), happened.SignedIn("R2"))
        two.append(happened.SignedIn("R3"))
        assert [len(log.entries()) for log in (one, two)] == [2, 1]


def test_owners_commands_are_the_owners(
    at: Callable[[str], ReaderStudy], server: Address, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(at("boss").folder)
    for action in ("status", "close", "assign", "report", "export"):
        assert main(["study", action, folder, "--record", server("r1")]) == 1
        assert "with the role that prepared the record" in capsys.readouterr().err
    assert main(["study", "status", folder, "--record", server("boss")]) == 0
    assert "0 of 8 trials signed" in capsys.readouterr().out
