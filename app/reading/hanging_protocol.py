"""Hanging protocols: which stacks of a Case go into which viewports, stage by stage.

A protocol says for which Cases it is meant and what it wishes to see in each cell; the wishes are weighed against what
is known of every stack. A cell whose wish nothing can fill is left out, and the others take its room.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from app.reading.hanging import (
    MAIN,
    SECOND,
    Hung,
    Layout,
    Place,
    acquired_planes,
    close_gaps,
    home_frame,
    in_window,
    is_cuttable,
    is_of_frame,
    is_thick,
    places_for,
)
from app.reading.series_words import SeriesWords, View, Weighting, is_localiser, study_words, words_of
from imaging.geometry import Plane
from imaging.study import Case, Stack, StackKind, Study
from imaging.words import Words

MOST_CELLS = 16

OWN_RANK = 0
"""A reader's own protocols come before every other."""


@dataclass(frozen=True)
class Cell:
    """What one viewport would like to show.

    Attributes
    ----------
    plane, kind : Plane, StackKind or None
        A must: without such a stack the cell is left out.
    weighting : tuple of Weighting
        A wish, the best first.
    fat_suppressed : bool or None
        A wish; None does not care.
    view : View or None
        A wish, for radiographs.
    number : int or None
        A wish that decides only between equals: the place of the stack in its study, from 1.
    localiser : bool
        A must: a scout image, which no other cell shows while there is anything else.
    prior : bool
        From the latest prior study instead of the study that is read.
    like : int or None
        For a prior: wish for what is known of the stack in the cell with this number, from 1.
    axis, of : int, int or None
        Axis of the volume (1 and 2 are reconstructed); `of` is the number, from 1, of the cell whose stack is cut.
    place : Place or None
        Row, column, row span, column span; None lets the number of cells decide.
    window : int
        2: in the second window, when it is open; without it the cell stands in its place beside the others.
    """

    plane: Plane | None = None
    kind: StackKind | None = None
    weighting: tuple[Weighting, ...] = ()
    fat_suppressed: bool | None = None
    view: View | None = None
    number: int | None = None
    localiser: bool = False
    prior: bool = False
    like: int | None = None
    axis: int = 0
    of: int | None = None
    place: Place | None = None
    window: int = 1


@dataclass(frozen=True)
class Stage:
    """One screenful; left out when it would show fewer than `least` different stacks."""

    title: str
    cells: tuple[Cell, ...]
    least: int = 1


@dataclass(frozen=True)
class HangingProtocol:
    """For which Cases, and what is shown.

    Attributes
    ----------
    name : str
        The file's name without its ending.
    title : str
    stages : tuple of Stage
    rank : int
        The smallest rank of those that apply is used; a reader's own protocols come before all others.
    modality : tuple of str
        One Series has one of these; empty asks nothing.
    body_part : tuple of str
        One of these words, in lower case, stands in a body part or a description; empty asks nothing.
    kind : StackKind or None
        There is a stack of this kind.
    least_planes, most_planes : int
        How many planes were acquired in one Frame of Reference.
    cuttable : bool
        Planes can be reconstructed from the largest stack.
    """

    name: str
    title: str
    stages: tuple[Stage, ...]
    rank: int = 100
    modality: tuple[str, ...] = ()
    body_part: tuple[str, ...] = ()
    kind: StackKind | None = None
    least_planes: int = 0
    most_planes: int = 3
    cuttable: bool = False

    def applies_to(self, study: Study) -> bool:
        """True when the Study is of the sort that the protocol is meant for."""
        stacks = usable_stacks(study)
        if self.modality and not any(study.series_of(stack).modality in self.modality for stack in stacks):
            return False
        if self.body_part and not study_words(study) & set(self.body_part):
            return False
        if self.kind is not None and not any(stack.kind is self.kind for stack in stacks):
            return False
        if not self.least_planes <= len(acquired_planes(stacks)) <= self.most_planes:
            return False
        return not self.cuttable or bool(stacks and is_cuttable(max(stacks, key=lambda stack: stack.slices)))


@dataclass(frozen=True)
class Screen:
    """A stage with its stacks: what the viewports show."""

    title: str
    layout: Layout


@dataclass(frozen=True)
class Hanging:
    """A protocol on a Case; `screens` is empty only when the Case has no image."""

    protocol: HangingProtocol | None
    screens: tuple[Screen, ...]

    @property
    def first(self) -> Layout:
        """What is shown when the Case is opened."""
        return self.screens[0].layout if self.screens else Layout((), ())


def choose(protocols: Iterable[HangingProtocol], case: Case) -> Hanging:
    """Hang a Case by the first protocol, by rank, that is meant for it and of which a stage can be filled.

    After the stages of a reader's own protocol follow those of the one that it stands before.
    """
    chosen: HangingProtocol | None = None
    shown: list[Screen] = []
    for protocol in sorted(protocols, key=lambda protocol: protocol.rank):
        if protocol.applies_to(case.study) and (chosen is None or protocol.rank > OWN_RANK):
            screens = [screen for stage in protocol.stages if (screen := hang_stage(stage, case)) is not None]
            if screens:
                chosen = chosen or protocol
                shown += screens
                if protocol.rank > OWN_RANK:
                    break
    return Hanging(chosen, _screens(shown, case))


def second_screens(protocols: Iterable[HangingProtocol], case: Case, hanging: Hanging) -> tuple[Screen, ...]:
    """What can stand in a second window: each prior as its own protocol hangs it, then the stages of the Case."""
    found: list[Screen] = []
    known = tuple(protocols)
    for prior in sorted(case.priors, key=lambda study: study.date, reverse=True):
        for screen in choose(known, Case(prior)).screens:
            found.append(
                Screen(
                    Words("prior {date}, {screen}", date=prior.date, screen=screen.title),
                    in_window(screen.layout, MAIN),
                )
            )
    return (*found, *(Screen(screen.title, in_window(screen.layout, MAIN)) for screen in hanging.screens))


def _screens(shown: list[Screen], case: Case) -> tuple[Screen, ...]:
    """The stages that differ, and pages with every stack when the stages do not show them all."""
    different = [screen for n, screen in enumerate(shown) if all(screen.layout != s.layout for s in shown[:n])]
    seen = {hung.stack.stack_id for screen in different for hung in screen.layout.viewports}
    stacks = [stack for stack in case.study.stacks if stack.frames]
    if not all(stack.stack_id in seen for stack in stacks):
        for first in range(0, len(stacks), MOST_CELLS):
            page = stacks[first : first + MOST_CELLS]
            numbers = f" {first + 1}–{first + len(page)}" if len(stacks) > MOST_CELLS else ""
            title = Words("All series{numbers}", numbers=numbers)
            different.append(Screen(title, Layout(tuple(map(Hung, page)), places_for(len(page)))))
    return tuple(different)


def hang_stage(stage: Stage, case: Case) -> Screen | None:
    """Fill a stage; None when it would show too few stacks."""
    chosen = _fill({n: cell for n, cell in enumerate(stage.cells) if not cell.prior}, case.study)
    prior = max(case.priors, key=lambda study: study.date, default=None)
    if prior is not None:
        wishes = {n: _liken(cell, chosen, case.study) for n, cell in enumerate(stage.cells) if cell.prior}
        chosen |= _fill(wishes, prior)
    return _screen(stage, chosen)


def _fill(cells: dict[int, Cell], study: Study) -> dict[int, Stack]:
    """Give the cells, by number, stacks of a Study.

    Every pair of a cell and a stack that may stand there has a score; the best pair is hung first, then the best of
    the rest. Between equals the earlier cell, the stack with more slices and the earlier stack win.
    """
    pairs = []
    usable = usable_stacks(study)
    home = home_frame(usable)
    scouts = [stack for stack in study.stacks if stack.frames and stack not in usable]
    ordinals = {stack.stack_id: n for n, stack in enumerate(study.stacks, start=1)}
    for stack in (*usable, *scouts):
        words, ordinal = words_of(study.series_of(stack), stack), ordinals[stack.stack_id]
        for number, cell in cells.items():
            if cell.of is None and cell.localiser == (stack in scouts) and may_stand(cell, words, stack):
                score = score_of(cell, words, ordinal) + 2.0 * is_of_frame(stack, home)
                pairs.append((-score, number, -stack.slices, ordinal, stack))
    chosen: dict[int, Stack] = {}
    for _, number, _, _, stack in sorted(pairs, key=lambda pair: pair[:4]):
        if number not in chosen and stack not in chosen.values():
            chosen[number] = stack
    return chosen


def _liken(cell: Cell, chosen: dict[int, Stack], study: Study) -> Cell:
    """A cell with the wishes that the stack in the cell like it would fill best."""
    model = chosen.get(cell.like - 1) if cell.like is not None else None
    if model is None:
        return cell
    words = words_of(study.series_of(model), model)
    volume = words.kind is StackKind.VOLUME
    return replace(
        cell,
        kind=words.kind,
        plane=words.plane if volume and is_thick(model) else None,
        weighting=(words.weighting,) if words.weighting else (),
        fat_suppressed=words.fat_suppressed if volume else None,
        view=words.view,
    )


def _screen(stage: Stage, chosen: dict[int, Stack]) -> Screen | None:
    if len(chosen) < stage.least:
        return None
    hung: list[tuple[Cell, Hung]] = []
    for number, cell in enumerate(stage.cells):
        stack = chosen.get(number if cell.of is None else cell.of - 1)
        if stack is not None and (cell.axis == 0 or is_cuttable(stack)):
            hung.append((cell, Hung(stack, cell.axis, SECOND if cell.window == 2 else MAIN)))
    places = tuple(cell.place for cell, _ in hung if cell.place is not None)
    whole = close_gaps(places) if len(places) == len(hung) else places_for(len(hung))
    return Screen(stage.title, Layout(tuple(one for _, one in hung), whole))


def usable_stacks(study: Study) -> list[Stack]:
    """The stacks with images, without scout images unless there is nothing else."""
    stacks = [stack for stack in study.stacks if stack.frames]
    read = [stack for stack in stacks if not is_localiser(study.series_of(stack))]
    return read or stacks


def may_stand(cell: Cell, words: SeriesWords, stack: Stack) -> bool:
    """True when a stack has what the cell must show."""
    if cell.plane is not None and not (words.plane is cell.plane and is_thick(stack)):
        return False
    return (cell.kind is None or words.kind is cell.kind) and (cell.axis == 0 or is_cuttable(stack))


def score_of(cell: Cell, words: SeriesWords, number: int) -> float:
    """How well a stack fills the cell's wishes; only the order of the scores means anything."""
    score = max(map(partial(_weighting_score, words), range(len(cell.weighting)), cell.weighting), default=0.0)
    if cell.weighting and words.weighting is None:
        score = 1.0  # not known is better than known to be another
    if cell.fat_suppressed is not None and cell.fat_suppressed == words.fat_suppressed:
        score += 5.0
    if cell.view is not None:
        score += 8.0 if words.view is cell.view else float(words.view is None)
    return score + 0.5 * (cell.number == number)


def _weighting_score(words: SeriesWords, rank: int, wish: Weighting) -> float:
    if words.weighting is wish:
        return 8.0 - 2.0 * rank
    # Fat-suppressed T2 and STIR show the same oedema.
    other = {Weighting.T2, Weighting.STIR}
    alike = wish in other and words.weighting in other and words.fat_suppressed
    return 5.0 - 2.0 * rank if alike else 0.0
