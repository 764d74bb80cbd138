"""The people of a study: a CSV file with who reads, who adjudicates, and their groups."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.reading.study.csv_rows import CsvRow, Problems, read_rows
from app.reading.study.plan import ReferenceFrom, StudyPlan
from app.reading.study.toml_table import is_name
from imaging.errors import UserError

COLUMNS = ("reader", "role", "group", "years")
OWNER = "owner"
"""The name under which the owner signs in; no reader may have it."""


class Role(StrEnum):
    """What somebody is in a study."""

    OWNER = "owner"
    READER = "reader"
    ADJUDICATOR = "adjudicator"


@dataclass(frozen=True)
class Person:
    """A reader or an adjudicator under the study's own name; `years` of experience, None when not said."""

    reader: str
    role: Role = Role.READER
    group: str = ""
    years: float | None = None


def read_readers(folder: Path, plan: StudyPlan) -> tuple[Person, ...]:
    """Read and check the list of readers.

    Raises
    ------
    UserError
        The first thing that is wrong, with its row; `check_readers` gives all.
    """
    problems = Problems()
    people = check_readers(folder, plan, problems)
    problems.raise_first(f"overread study check {folder}")
    return people


def check_readers(folder: Path, plan: StudyPlan, problems: Problems) -> tuple[Person, ...]:
    """Read the rows that can be read, and note what is wrong with the others."""
    people: list[Person] = []
    seen: dict[str, int] = {}
    for line in read_rows(folder / plan.readers_file, ("reader",), COLUMNS.__contains__, ", ".join(COLUMNS)):
        try:
            person = _person(line)
            if person.reader.casefold() in seen:
                raise line.refuse(f"“{person.reader}” stands in row {seen[person.reader.casefold()]} already")
        except UserError as error:
            problems.add(str(error))
        else:
            seen[person.reader.casefold()] = line.number
            people.append(person)
    if not problems.sentences:
        _check_panel(people, plan, problems)
    return tuple(people)


def panel_of(people: tuple[Person, ...], plan: StudyPlan) -> tuple[Person, ...]:
    """The adjudicators who read every case; the one who breaks ties does not belong to them."""
    return tuple(p for p in people if p.role is Role.ADJUDICATOR and p.reader != plan.reference.ties)


def _person(line: CsvRow) -> Person:
    name = line.needed("reader")
    if not is_name(name) or name.casefold() == OWNER:
        raise line.refuse(
            f"“reader” must be a code of up to 64 letters, digits, dots, hyphens or underscores, not “{name}”"
        )
    role = line.parsed("role", Role, "reader or adjudicator") or Role.READER
    if role is Role.OWNER:
        raise line.refuse("“role” must be reader or adjudicator: the owner is not on the list")
    years = line.parsed("years", float, "a number of years")
    if years is not None and not 0 <= years <= 80:
        raise line.refuse(f"“years” must be a number from 0 to 80, not {years:g}")
    return Person(name, role, line.text("group"), years)


def _check_panel(people: list[Person], plan: StudyPlan, problems: Problems) -> None:
    file, reference = plan.readers_file, plan.reference
    adjudicators = [person for person in people if person.role is Role.ADJUDICATOR]
    if not any(person.role is Role.READER for person in people) and not adjudicators:
        problems.add(f"{file}: there is no reader in it.")
    if reference.source is ReferenceFrom.FILE:
        return
    panel = panel_of(tuple(people), plan)
    if len(panel) != reference.readers:
        problems.add(
            f"{file}: the plan asks for a panel of {reference.readers} adjudicators, and {len(panel)} stand in it"
            f"{' beside the one who breaks ties' if reference.ties else ''}."
        )
    if reference.ties and reference.ties not in [person.reader for person in adjudicators]:
        problems.add(f"{file}: “{reference.ties}”, who breaks ties, does not stand in it as an adjudicator.")
