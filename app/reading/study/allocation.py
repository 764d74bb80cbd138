"""Who reads which case when and in which arm: the same on every machine, from the plan's digest and a reader's name.

Nothing here draws from a generator, whose algorithm may change with a version. A case's place comes from the SHA-256 of
(plan digest, reader, session, purpose, case): sorting by such keys gives every permutation the same chance, and neither
another reader nor another case changes how two cases stand to each other.

Rules and where they come from:

- Each reader has an order of their own, and the second period of a crossover another one than the first, so that
  fatigue, learning and memory of neighbouring cases do not add up over readers (Metz 1989, Invest Radiol 24:234-245).
- Blocks hold the same share of diseased and of difficult cases: stratified dealing, as in stratified block
  randomisation (Altman and Bland 1999, BMJ 318:1209). Two blocks differ by one at most in each stratum, in each truth
  and in all cases.
- The sequences AB and BA of a crossover are balanced over readers within their group, then over all, by minimisation in
  the order of enrolment (Taves 1974, Clin Pharmacol Ther 15:443-453; Pocock and Simon 1975, Biometrics 31:103-115).
- Sessions lie at least a washout apart (four weeks in the FDA's guidance on CADe, 2022); `progress` sees to that.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import TypeVar

from app.reading.question import Question, Scale
from app.reading.study.cases import StudyCaseRow
from app.reading.study.plan import ArmsChange, Balance, Design, StudyPlan, TrainingIn
from app.reading.study.readers import Person
from app.reading.trial import Arm, CaseKind, Trial

T = TypeVar("T")

AB, BA = "AB", "BA"


@dataclass(frozen=True)
class Slot:
    """One place in a reader's order.

    Attributes
    ----------
    session, position : int
        1, 2, …; the position counts all cases of the session, training cases first.
    block : int
        1, 2, … in the order in which the blocks are read; 0 for a training case.
    """

    case: str
    kind: CaseKind
    arm: Arm
    session: int
    position: int
    block: int

    def trial(self, plan: StudyPlan) -> Trial:
        """The trial as a Reading's first event carries it."""
        return Trial(plan.name, plan.digest, self.case, self.kind, self.arm, self.session, self.position)


def order_of(
    plan: StudyPlan, cases: Sequence[StudyCaseRow], reader: str, session: int, sequence: str = AB
) -> tuple[Slot, ...]:
    """A reader's order in one session.

    Parameters
    ----------
    cases : sequence of StudyCaseRow
        In the order of the list; training cases are read in it.
    session : int
        From 1; one beyond the plan's is a repeat.
    sequence : str
        ``"AB"`` or ``"BA"``, of a crossover; see `sequence_for`.
    """
    tests = tuple(case for case in cases if case.kind is CaseKind.TEST)
    attention = tuple(case for case in cases if case.kind is CaseKind.ATTENTION)
    by_block = plan.design is Design.CROSSOVER and plan.crossover.arms_change is ArmsChange.BLOCK
    # Blocks whose arms are exchanged in the second period must then hold the same cases.
    seed = (plan.digest, reader, "" if by_block else str(session))
    dealt = deal(tests, plan, seed)
    arms = _block_arms(plan, reader, session, sequence, len(dealt))
    here = (plan.digest, reader, str(session))
    placed = [
        (case, arms[number], block)
        for block, number in enumerate(_block_order(plan, reader, session, len(dealt)), 1)
        for case in shuffled(dealt[number], lambda case: case.case, *here, "order")
    ]
    for place, case in _spread(attention, len(placed), here):
        neighbour = placed[min(place, len(placed) - 1)] if placed else (case, arms[0], 1)
        placed.insert(place, (case, neighbour[1], neighbour[2]))
    training = _training(plan, cases, session, sequence)
    return tuple(
        Slot(case.case, case.kind, arm, session, position, block)
        for position, (case, arm, block) in enumerate([*training, *placed], 1)
    )


def unaided_order(plan: StudyPlan, cases: Iterable[StudyCaseRow], reader: str) -> tuple[Slot, ...]:
    """The order in which an adjudicator reads test cases: unaided, in one session, in an order of their own."""
    tests = [case for case in cases if case.kind is CaseKind.TEST]
    own = shuffled(tests, lambda case: case.case, plan.digest, reader, "1", "order")
    return tuple(Slot(case.case, case.kind, Arm.UNAIDED, 1, position, 1) for position, case in enumerate(own, 1))


def sequence_for(person: Person, earlier: Sequence[tuple[Person, str]], plan_digest: str) -> str:
    """Whether a new reader of a crossover begins with the first arm or the second.

    The sequence that fewer of the same group have; when they are equal, the one that fewer have at all; then by lot.
    Those who came earlier keep theirs, and within a group the two numbers never differ by more than one.

    Parameters
    ----------
    earlier : sequence of (Person, sequence)
        All who were enrolled before.
    """
    group = [sequence for other, sequence in earlier if other.group == person.group]
    for known in (group, [sequence for _, sequence in earlier]):
        lead = known.count(AB) - known.count(BA)
        if lead:
            return BA if lead > 0 else AB
    return AB if _draw(plan_digest, person.reader, "sequence")[0] % 2 == 0 else BA


def sequences_of(plan_digest: str, people: Iterable[Person]) -> dict[str, str]:
    """The sequence of each reader, in the order of their enrolment."""
    earlier: list[tuple[Person, str]] = []
    for person in people:
        earlier.append((person, sequence_for(person, earlier, plan_digest)))
    return {person.reader: sequence for person, sequence in earlier}


def deal(cases: Sequence[StudyCaseRow], plan: StudyPlan, seed: tuple[str, ...]) -> list[list[StudyCaseRow]]:
    """Cases dealt into blocks like cards, stratum after stratum."""
    count = max(1, min(plan.blocks.count, len(cases)))

    def stratum(case: StudyCaseRow) -> tuple[str, str]:
        by = plan.blocks.balance
        truth = side_of(plan.question(plan.primary), case.truth.get(plan.primary)) if Balance.TRUTH in by else ""
        return truth, case.difficulty if Balance.DIFFICULTY in by else ""

    strata = groupby(sorted(cases, key=lambda case: (stratum(case), case.case)), key=stratum)
    pack = [
        case
        for name, members in strata
        for case in shuffled(list(members), lambda case: case.case, *seed, "deal", *name)
    ]
    places = shuffled(range(count), str, *seed, "blocks")
    blocks: list[list[StudyCaseRow]] = [[] for _ in range(count)]
    for number, case in enumerate(pack):
        blocks[places[number % count]].append(case)
    return blocks


def side_of(question: Question, truth: float | None) -> str:
    """What blocks are balanced by: yes or no, the level, of a number the side on which it lies."""
    if truth is None:
        return ""
    return str(question.positive_of(truth)) if question.kind is Scale.NUMBER else f"{truth:g}"


def shuffled(items: Iterable[T], name: Callable[[T], str], *seed: str) -> list[T]:
    """Items in an order that depends on the seed and their names alone."""
    return sorted(items, key=lambda item: _draw(*seed, name(item)))


def trials_by_case(orders: Iterable[Sequence[Slot]]) -> Mapping[str, tuple[Slot, ...]]:
    """All places of each case."""
    found: dict[str, list[Slot]] = {}
    for order in orders:
        for slot in order:
            found.setdefault(slot.case, []).append(slot)
    return {case: tuple(slots) for case, slots in found.items()}


def _draw(*parts: str) -> bytes:
    return sha256("\x1f".join(parts).encode("utf-8")).digest()


def _block_order(plan: StudyPlan, reader: str, session: int, count: int) -> list[int]:
    return shuffled(range(count), str, plan.digest, reader, str(session), "block order")


def _block_arms(plan: StudyPlan, reader: str, session: int, sequence: str, count: int) -> list[Arm]:
    """The arm of each block, by its number in the deal."""
    arms = plan.arms
    if plan.design is not Design.CROSSOVER:
        return [arms[0]] * count
    turn = (sequence == BA) + (session - 1)  # each further session exchanges the arms
    if plan.crossover.arms_change is ArmsChange.SESSION:
        return [arms[turn % 2]] * count
    first = _block_order(plan, reader, 1, count)  # in the first session the arms alternate as the blocks are read
    return [arms[(first.index(number) + turn) % 2] for number in range(count)]


def _training(
    plan: StudyPlan, cases: Sequence[StudyCaseRow], session: int, sequence: str
) -> list[tuple[StudyCaseRow, Arm, int]]:
    """Training cases in the order of the list; where both arms are in a session, in turns."""
    if session > 1 and plan.training.sessions is TrainingIn.FIRST:
        return []
    arms = plan.arms
    training = [case for case in cases if case.kind is CaseKind.TRAINING]
    if plan.design is Design.CROSSOVER and plan.crossover.arms_change is ArmsChange.SESSION:
        turn = (sequence == BA) + (session - 1)
        return [(case, arms[turn % 2], 0) for case in training]
    return [(case, arms[number % len(arms)], 0) for number, case in enumerate(training)]


def _spread(attention: Sequence[StudyCaseRow], among: int, seed: tuple[str, ...]) -> list[tuple[int, StudyCaseRow]]:
    """Where to insert attention cases: one somewhere in each of as many equal parts; the last place first."""
    own = shuffled(attention, lambda case: case.case, *seed, "attention")
    places = []
    for number, case in enumerate(own):
        begin, end = number * among // len(own), (number + 1) * among // len(own)
        width = max(1, end - begin)
        places.append((begin + int.from_bytes(_draw(*seed, "place", case.case)[:8], "big") % width, case))
    return places[::-1]
