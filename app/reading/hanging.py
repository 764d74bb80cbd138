"""Where viewports stand on the screens, and which sections of a stack can be shown."""

import math
from dataclasses import dataclass, replace

from imaging.geometry import Plane
from imaging.study import Stack, StackKind

Place = tuple[int, int, int, int]
"""Row, column, row span and column span in the grid of viewports."""

MOST_ROWS = MOST_COLUMNS = 4


SHAPE = 1.2
"""Columns by rows of a grid whose cells are about square, in the room that the columns beside it leave."""

MAIN, SECOND = 0, 1
"""The windows in which viewports stand, each with a grid of its own."""


@dataclass(frozen=True)
class Hung:
    """One viewport: a stack, the axis of its volume (0 acquired, 1 and 2 reconstructed), and its window."""

    stack: Stack
    axis: int = 0
    window: int = MAIN


@dataclass(frozen=True)
class Layout:
    """Viewports with their places: in one grid, or split, with a grid for each window."""

    viewports: tuple[Hung, ...]
    places: tuple[Place, ...]

    @property
    def is_split(self) -> bool:
        """True when both windows have a grid of their own: then each has something in its first cell."""
        first = [place[:2] for place in self.places].count((0, 0))
        return first > 1

    def part(self, window: int) -> "Layout":
        """What stands in one window."""
        inside = [pair for pair in zip(self.viewports, self.places, strict=True) if pair[0].window == window]
        return Layout(tuple(hung for hung, _ in inside), tuple(place for _, place in inside))


ONE: tuple[Place, ...] = ((0, 0, 2, 2),)
TWO: tuple[Place, ...] = ((0, 0, 2, 1), (0, 1, 2, 1))
THREE: tuple[Place, ...] = ((0, 0, 2, 2), (0, 2, 1, 1), (1, 2, 1, 1))
PLANES_IN_ORDER = (Plane.SAGITTAL, Plane.CORONAL, Plane.AXIAL)


def grid_places(rows: int, columns: int) -> tuple[Place, ...]:
    """Every cell of a grid, row by row."""
    return tuple((row, column, 1, 1) for row in range(rows) for column in range(columns))


def places_for(count: int) -> tuple[Place, ...]:
    """The layout for so many viewports (at most 16) that leaves no cell empty."""
    if count <= 3:
        return ((), ONE, TWO, THREE)[count]
    return even_places(count, 2 if count <= 6 else 3 if count <= 12 else MOST_ROWS)


def even_places(count: int, rows: int) -> tuple[Place, ...]:
    """So many viewports in rows of equal height, as many in each as can be; in a row all are equally wide."""
    lengths = [count // rows + (row < count % rows) for row in range(rows)]
    columns = math.lcm(*lengths)
    return tuple(
        (row, number * (columns // length), 1, columns // length)
        for row, length in enumerate(lengths)
        for number in range(length)
    )


def close_gaps(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Take out rows and columns in which nothing stands, and let the cells beside a hole grow into it.

    The later cells grow first: in a grid that is filled in order the hole is at the end.
    """
    kept = _without_empty_lines(places)
    grown = list(kept)
    rows = max((p[0] + p[2] for p in kept), default=0)
    columns = max((p[1] + p[3] for p in kept), default=0)
    for index in reversed(range(len(grown))):
        others = {cell for number, place in enumerate(grown) if number != index for cell in _cells(place)}
        grown[index] = _grow(grown[index], others, rows, columns)
    return tuple(grown)


def _cells(place: Place) -> set[tuple[int, int]]:
    row, column, height, width = place
    return {(r, c) for r in range(row, row + height) for c in range(column, column + width)}


def _without_empty_lines(places: tuple[Place, ...]) -> tuple[Place, ...]:
    covered = {cell for place in places for cell in _cells(place)}
    rows, columns = sorted({row for row, _ in covered}), sorted({column for _, column in covered})

    def squeeze(start: int, span: int, lines: list[int]) -> tuple[int, int]:
        inside = [lines.index(line) for line in range(start, start + span) if line in lines]
        return inside[0], len(inside)

    return tuple(
        (top, left, height, width)
        for place in places
        for (top, height), (left, width) in [(squeeze(place[0], place[2], rows), squeeze(place[1], place[3], columns))]
    )


def _grow(place: Place, others: set[tuple[int, int]], rows: int, columns: int) -> Place:
    row, column, height, width = place
    for step in ((0, 0, 0, 1), (0, -1, 0, 1), (0, 0, 1, 0), (-1, 0, 1, 0)):  # right, left, down, up
        while True:
            larger = row + step[0], column + step[1], height + step[2], width + step[3]
            inside = larger[0] >= 0 and larger[1] >= 0
            inside = inside and larger[0] + larger[2] <= rows and larger[1] + larger[3] <= columns
            if not inside or _cells(larger) & others:
                break
            row, column, height, width = larger
    return row, column, height, width


def in_window(layout: Layout, window: int) -> Layout:
    """The same viewports and places, all in one window."""
    return Layout(tuple(replace(hung, window=window) for hung in layout.viewports), layout.places)


def split(layout: Layout) -> Layout:
    """A layout whose places are of one grid for two windows: in each the viewports take the room of the others."""
    main, second = layout.part(MAIN), layout.part(SECOND)
    if layout.is_split or not second.viewports:
        return layout
    if not main.viewports:
        return in_window(layout, MAIN)
    return both(Layout(main.viewports, close_gaps(main.places)), Layout(second.viewports, close_gaps(second.places)))


def both(main: Layout, second: Layout) -> Layout:
    """Two layouts, each in its window."""
    there = in_window(second, SECOND)
    return Layout((*in_window(main, MAIN).viewports, *there.viewports), (*main.places, *there.places))


def merge(layout: Layout) -> Layout:
    """What stands in two windows in one grid, each window's in a half: side by side, or the second below the main.

    Whichever of the two gives cells of the better shape. The viewports still say in which window they stood.
    """
    if not layout.is_split:
        return layout
    main, second = layout.part(MAIN), layout.part(SECOND)
    sizes = [(_end(part.places, 0), _end(part.places, 1)) for part in (main, second)]
    rows, columns = (math.lcm(sizes[0][axis], sizes[1][axis]) for axis in (0, 1))
    beside = math.log(2 * max(sizes[0][1], sizes[1][1]) / max(sizes[0][0], sizes[1][0]) / SHAPE)
    below = math.log(max(sizes[0][1], sizes[1][1]) / (2 * max(sizes[0][0], sizes[1][0])) / SHAPE)
    down, across = (rows, 0) if abs(below) < abs(beside) else (0, columns)
    places: list[Place] = []
    for number, (part, (high, wide)) in enumerate(zip((main, second), sizes, strict=True)):
        taller, wider = rows // high, columns // wide
        places += [
            (number * down + row * taller, number * across + column * wider, height * taller, width * wider)
            for row, column, height, width in part.places
        ]
    return Layout((*main.viewports, *second.viewports), close_gaps(tuple(places)))


def _end(places: tuple[Place, ...], axis: int) -> int:
    return max(place[axis] + place[axis + 2] for place in places)


def fill_grid(stacks: list[Stack], rows: int, columns: int) -> Layout:
    """A grid with the stacks in their order, then with the reconstructed planes of those that can be cut.

    When all that is not enough it becomes a smaller grid of about the same shape; no cell stays empty.
    """
    acquired = [Hung(stack) for stack in stacks]
    cut = [Hung(stack, axis) for stack in stacks if is_cuttable(stack) for axis in (1, 2)]
    shown = tuple((acquired + cut)[: rows * columns])
    possible = [n for n in range(1, min(rows, len(shown)) + 1) if math.ceil(len(shown) / n) <= columns]
    best = min(possible, key=lambda n: abs(math.log((n / math.ceil(len(shown) / n)) / (rows / columns))), default=0)
    return Layout(shown, even_places(len(shown), best) if best else ())


def three_planes(stack: Stack) -> Layout:
    """The acquired plane large, its two reconstructed planes beside it."""
    return Layout((Hung(stack), Hung(stack, 1), Hung(stack, 2)), THREE)


def alone(stack: Stack) -> Layout:
    """One stack with all the room."""
    return Layout((Hung(stack),), ONE)


def acquired_planes(stacks: list[Stack]) -> list[Stack]:
    """One volume per acquired plane (the one with most slices), all in the Frame of Reference of the largest."""
    home = home_frame(stacks)
    best: dict[Plane, Stack] = {}
    for stack in stacks:
        plane = stack.plane
        usable = plane in PLANES_IN_ORDER and is_of_frame(stack, home) and is_thick(stack)
        if usable and plane is not None and (plane not in best or stack.slices > best[plane].slices):
            best[plane] = stack
    return [best[plane] for plane in PLANES_IN_ORDER if plane in best]


def home_frame(stacks: list[Stack]) -> str | None:
    """Frame of Reference of the volume with most slices; None without a volume."""
    volumes = [stack for stack in stacks if is_thick(stack)]
    geometry = max(volumes, key=lambda stack: stack.slices).geometry if volumes else None
    return geometry.frame_of_reference_uid if geometry is not None else None


def is_of_frame(stack: Stack, frame_of_reference_uid: str | None) -> bool:
    """True when a stack lies in this Frame of Reference."""
    return stack.geometry is not None and stack.geometry.frame_of_reference_uid == frame_of_reference_uid


def is_thick(stack: Stack) -> bool:
    """True for a volume of at least three slices, in one place of the patient."""
    return stack.kind is StackKind.VOLUME and stack.geometry is not None and stack.slices >= 3


def is_cuttable(stack: Stack) -> bool:
    """True when reconstructed sections make sense: several regular slices of one geometry."""
    return is_thick(stack) and stack.regular
