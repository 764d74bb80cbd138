"""Who somebody is: a password, or a one-time code from the owner; only their argon2 hashes are kept.

Argon2id with the parameters of RFC 9106's second choice (64 MiB, three passes), argon2-cffi's own defaults: a try costs
about a tenth of a second, on top of which tries that failed make the next one wait.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from app.reading.study.log import StudyLog
from imaging.errors import UserError
from imaging.words import Words

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST = 8
"""Characters of a password."""

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which are misread; 32 signs are 5 bits each."""

CODE_SIGNS = 10
FREE_TRIES = 3
LONGEST_WAIT = timedelta(minutes=15)

WRONG = Words(
    "The name, or the password or code, is not right. A code can be used once; ask the study's owner for a new one.",
)


def utc_now() -> datetime:
    """The computer's clock."""
    return datetime.now(UTC)


class Accounts:
    """Passwords and codes of one study.

    Parameters
    ----------
    file : StudyLog
    now : callable
        The clock, for the waiting after failed tries.
    """

    def __init__(self, file: StudyLog, now: Callable[[], datetime] = utc_now) -> None:
        self._file, self._now = file, now

    def has_password(self, name: str) -> bool:
        """True when somebody can sign in without a code."""
        row = self._file.account(name)
        return bool(row and row["password_hash"])

    def has_code(self, name: str) -> bool:
        """True when a code was given that has not been used."""
        row = self._file.account(name)
        return bool(row and row["code_hash"])

    def issue_code(self, name: str) -> str:
        """A new one-time code, shown this once; an earlier one is void, and so are failed tries.

        Returns
        -------
        str
            50 random bits as ``XXXXX-XXXXX``.
        """
        signs = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_SIGNS))
        self._file.write_account(name, code_hash=_hasher().hash(signs), failed=0, failed_at="")
        return f"{signs[:5]}-{signs[5:]}"

    def set_password(self, name: str, password: str) -> None:
        """Choose a password.

        Raises
        ------
        UserError
            When it is too short, or the name itself.
        """
        if len(password) < LEAST or password.casefold() == name.casefold():
            raise UserError("Choose a password of at least {least} characters that is not your name.", least=LEAST)
        self._file.write_account(name, password_hash=_hasher().hash(password), failed=0, failed_at="")

    def check(self, name: str, secret: str) -> None:
        """Let somebody in by a password or a code; a code is void afterwards.

        Raises
        ------
        UserError
            When it is not right (the same sentence for an unknown name), and while there is a wait after failed tries.
        """
        row = self._file.account(name)
        if row is None:
            _verify(_nobody(), secret)  # takes as long as for a name that is known
            raise UserError(WRONG)
        wait = self._wait(int(row["failed"]), str(row["failed_at"]))
        if wait > timedelta():
            raise UserError("Too many tries failed: wait {time} and try again.", time=_words(wait))
        if row["password_hash"] and _verify(row["password_hash"], secret):
            changes = {"password_hash": _hasher().hash(secret)} if _outdated(row["password_hash"]) else {}
            self._file.write_account(name, failed=0, failed_at="", **changes)
            return
        if row["code_hash"] and _verify(row["code_hash"], _plain(secret)):
            self._file.write_account(name, code_hash="", failed=0, failed_at="")
            return
        self._file.write_account(name, failed=int(row["failed"]) + 1, failed_at=self._now().isoformat())
        raise UserError(WRONG)

    def _wait(self, failed: int, failed_at: str) -> timedelta:
        """How long to wait: nothing for the first tries, then 2, 4, 8 … seconds since the last."""
        if failed < FREE_TRIES:
            return timedelta()
        pause = min(timedelta(seconds=2 ** min(failed - FREE_TRIES + 1, 20)), LONGEST_WAIT)
        since = self._now() - datetime.fromisoformat(failed_at)
        return pause - max(since, timedelta())  # a clock that was turned back makes nobody faster


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # when somebody signs in: the window does not wait for it

    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_hex())


def _verify(known: str, secret: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(known, secret)
    except (VerificationError, InvalidHashError):
        return False


def _outdated(known: str) -> bool:
    return _hasher().check_needs_rehash(known)


def _plain(code: str) -> str:
    """A code as it may be typed: small letters, blanks and hyphens do not count."""
    return code.upper().replace("-", "").replace(" ", "")


def _words(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    if seconds < 120:
        return Words("{n} seconds", "1 second", seconds)
    return Words("{n} minutes", "1 minute", round(seconds / 60))
