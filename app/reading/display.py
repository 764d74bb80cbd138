"""Screens, the checks made of them, and what a record says of those on which a Case was read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from app.reading.codec import canonical_json

CHECK_DIGITS = 16


@dataclass(frozen=True)
class Screen:
    """A screen as the system describes it; its size in pixels and in millimetres."""

    name: str
    model: str
    width: int
    height: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True)
class DisplayCheck:
    """What was seen of each part of the pattern on a screen, at a time (ISO 8601, UTC)."""

    screen: Screen
    answers: dict[str, bool]
    at: str

    @property
    def time(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.at)

    @property
    def check_id(self) -> str:
        """First 16 digits of the SHA-256 of what it says: finds its line in the list beside the record."""
        return sha256(canonical_json(asdict(self)).encode()).hexdigest()[:CHECK_DIGITS]


@dataclass(frozen=True)
class DisplayState:
    """A screen on which images stood, and the check that was in force for it then.

    Attributes
    ----------
    check : str
        Its `check_id`; empty when there was none.
    at : str
        When it was made; empty when there was none.
    answers : mapping of str to bool
        What was seen of each part of the pattern.
    """

    screen: Screen
    check: str
    at: str
    answers: Mapping[str, bool]

    @classmethod
    def of(cls, screen: Screen, check: DisplayCheck | None) -> "DisplayState":
        """The state of a screen with this check, or with none."""
        return cls(screen, "", "", {}) if check is None else cls(screen, check.check_id, check.at, check.answers)

    @property
    def words(self) -> str:
        """One cell of a table: when it was checked, and what of the pattern was not seen."""
        if not self.check:
            return "not checked"
        unseen = [name for name, seen in sorted(self.answers.items()) if not seen]
        return f"{self.at} {self.check}" + (f" not seen: {' '.join(unseen)}" if unseen else "")


Displays = tuple[DisplayState, ...]
"""All screens on which images stand; None in its place where nothing was noted of them."""
