"""Signing in: passwords and one-time codes, and the wait after tries that failed."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.reading.study.accounts import Accounts
from app.reading.study.log import StudyFile
from imaging.errors import UserError

PASSWORD = "correct horse"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Iterator[Accounts]:
    file = StudyFile(tmp_path / "study.sqlite")
    yield Accounts(file, clock)
    file.close()


def refused(accounts: Accounts, name: str, secret: str) -> str:
    with pytest.raises(UserError) as caught:
        accounts.check(name, secret)
    return str(caught.value)


def test_a_password_lets_in_again_and_again(accounts: Accounts) -> None:
    accounts.set_password("R1", PASSWORD)
    accounts.check("R1", PASSWORD)
    accounts.check("r1", PASSWORD)
    assert accounts.has_password("R1")
    assert "not right" in refused(accounts, "R1", "wrong horse")


def test_a_code_lets_in_once_however_it_is_typed(accounts: Accounts) -> None:
    code = accounts.issue_code("R1")
    assert len(code) == 11
    assert accounts.has_code("R1")
    accounts.check("R1", f" {code.lower().replace('-', ' ')} ")
    assert not accounts.has_code("R1")
    assert "once" in refused(accounts, "R1", code)


def test_a_new_code_voids_the_old_one(accounts: Accounts) -> None:
    old, new = accounts.issue_code("R1"), accounts.issue_code("R1")
    assert "not right" in refused(accounts, "R1", old)
    accounts.check("R1", new)


def test_an_unknown_name_gets_the_same_sentence(accounts: Accounts) -> None:
    accounts.set_password("R1", PASSWORD)
    assert refused(accounts, "R1", "something") == refused(accounts, "nobody", "something")


def test_an_empty_secret_never_lets_in(accounts: Accounts) -> None:
    accounts.issue_code("R1")
    refused(accounts, "R1", "")
    accounts.set_password("R2", PASSWORD)
    refused(accounts, "R2", "")


@pytest.mark.parametrize("password", ["short", "", "reader-one"])
def test_a_poor_password_is_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(UserError, match="at least 8 characters"):
        accounts.set_password("Reader-One", password)


def test_tries_that_fail_make_the_next_one_wait(accounts: Accounts, clock: Clock) -> None:
    accounts.set_password("R1", PASSWORD)
    for _ in range(3):
        assert "not right" in refused(accounts, "R1", "wrong horse")
    assert refused(accounts, "R1", PASSWORD) == "Too many tries failed: wait 2 seconds and try again."
    clock.forward(2)
    assert "not right" in refused(accounts, "R1", "wrong horse")
    assert "wait 4 seconds" in refused(accounts, "R1", PASSWORD)
    clock.forward(-3600)  # turning the clock back makes nobody faster
    assert "wait 4 seconds" in refused(accounts, "R1", PASSWORD)
    clock.forward(3604)
    accounts.check("R1", PASSWORD)
    assert "not right" in refused(accounts, "R1", "wrong horse")  # counted from nothing again


def test_no_wait_is_longer_than_a_quarter_of_an_hour(accounts: Accounts, clock: Clock) -> None:
    accounts.issue_code("R1")
    for _ in range(14):
        refused(accounts, "R1", "x")
        clock.forward(901)
    accounts.check("R1", accounts.issue_code("R1"))


def test_the_owner_can_end_a_wait_with_a_new_code(accounts: Accounts) -> None:
    accounts.set_password("R1", PASSWORD)
    for _ in range(4):
        refused(accounts, "R1", "wrong horse")
    accounts.check("R1", accounts.issue_code("R1"))


def test_the_file_holds_no_secret(tmp_path: Path, accounts: Accounts) -> None:
    accounts.set_password("R1", PASSWORD)
    code = accounts.issue_code("R1").replace("-", "")
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert PASSWORD.encode() not in content
    assert code.encode() not in content
    with sqlite3.connect(tmp_path / "study.sqlite") as connection:
        (kept,) = connection.execute("SELECT password_hash FROM accounts").fetchone()
    connection.close()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert (tmp_path / "study.sqlite").stat().st_mode & 0o077 == 0
