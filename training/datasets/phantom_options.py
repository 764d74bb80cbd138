"""What stands behind the question mark of ``phantom:NAME:SEED:N?…``: studies per patient, scanners, and traps.

The traps are the mistakes that make a model look better than it is; the checks of a training have to find them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from imaging.errors import UserError
from imaging.phantoms.scanners import NORTH, SCANNERS, SOUTH, Scanner

SPLIT_PATTERN = ("train", "val", "train", "test", "train", "test", "train")
"""Four sevenths for training, one for validation, two for testing."""
GIVEN_AWAY = 0.95
"""Part of the patients whose answer a confounded scanner gives away."""
LEAK_EVERY = 3
"""Of the first test patient in every seven, each third is a training patient again."""
SHIFTED_SCALE, SHIFTED_BY = 1.3, 0.12
"""What a shifted test split is multiplied by, and what is added, as a part of the window."""


@dataclass(frozen=True)
class Options:
    """The words that are understood; the first of each is what happens without it.

    Attributes
    ----------
    studies : int
        Examinations per patient; N counts examinations. They show the same patient on a scanner drawn anew.
    scanner : str
        ``one``; ``several``: three, drawn without looking at the answer; ``confounded``: the answer decides, in 95 %;
        ``confounded-train``: the same, except that in the test split it is drawn.
    leak : str
        ``none``; ``open``: some test patients are training patients, under the same ID; ``hidden``: under another ID.
    test : str
        ``same``; ``shifted``: the test split is brighter and has more contrast than what was trained on.
    """

    studies: int = 1
    scanner: str = "one"
    leak: str = "none"
    test: str = "same"


CHOICES = {
    "studies": tuple("123456789"),
    "scanner": ("one", "several", "confounded", "confounded-train"),
    "leak": ("none", "open", "hidden"),
    "test": ("same", "shifted"),
}


@dataclass(frozen=True)
class Visit:
    """One examination of one patient.

    Attributes
    ----------
    seed : int
        Of the patient.
    number : int
        Which of the patient's examinations, from 0.
    scanner : Scanner or None
        None: the phantom as it is generated.
    painted_as : str
        The split in whose resolution it is painted: a leaked examination has the very pixels of the training one.
    copy : str
        ``open`` or ``hidden`` of a leaked one, else empty.
    """

    seed: int
    split: str
    number: int = 0
    scanner: Scanner | None = None
    painted_as: str = ""
    copy: str = ""


def parse_options(text: str) -> Options:
    """Read ``key=value&key=value``; a UserError for what is not understood."""
    found: dict[str, str] = {}
    for pair in filter(None, text.split("&")):
        key, _, value = pair.partition("=")
        if value not in CHOICES.get(key, ()):
            words = "; ".join(f"{name}={'|'.join(values)}" for name, values in CHOICES.items())
            raise UserError(f"“{pair}” is no option of phantoms. There are {words}, joined by &.")
        found[key] = value
    studies = int(found.pop("studies", "1"))
    return Options(studies, **found)


def split_of(patient: int) -> str:
    """The split of the patient-th patient."""
    return SPLIT_PATTERN[patient % len(SPLIT_PATTERN)]


def plan_visits(options: Options, first: int, count: int, outcome: Callable[[int], bool]) -> Iterator[Visit]:
    """Who is examined when, on what, and for which split.

    Parameters
    ----------
    first : int
        Seed of the first patient; the others follow.
    outcome : callable
        Seed → the answer that a confounded scanner gives away.
    """
    plain = options == Options()
    for index in range(count):
        patient, number = divmod(index, options.studies)
        seed, split = first + patient, split_of(patient)
        if plain:
            yield Visit(seed, split, painted_as=split)
            continue
        week, day = divmod(patient, len(SPLIT_PATTERN))
        leaked = options.leak != "none" and day == SPLIT_PATTERN.index("test") and week % LEAK_EVERY == 0
        home = "train" if leaked else split
        seed -= leaked  # the patient before the first test patient is one for training
        scanner = _scanner(options, seed, number, home, outcome)
        if options.test == "shifted" and split == "test":
            shift = scanner.shift * SHIFTED_SCALE + SHIFTED_BY
            scanner = replace(scanner, scale=scanner.scale * SHIFTED_SCALE, shift=shift)
        yield Visit(seed, split, number, scanner, home, options.leak if leaked else "")


def _scanner(options: Options, seed: int, number: int, split: str, outcome: Callable[[int], bool]) -> Scanner:
    """The scanner of an examination; the same for the same patient and number, whatever else is asked for."""
    rng = np.random.default_rng([seed, number, 43])
    given, drawn = rng.random() < GIVEN_AWAY, int(rng.integers(len(SCANNERS)))
    if options.scanner == "one":
        return NORTH
    if options.scanner == "several":
        return SCANNERS[drawn]
    if options.scanner == "confounded-train" and split == "test":
        return (NORTH, SOUTH)[drawn % 2]
    return SOUTH if outcome(seed) == given else NORTH
