"""Where viewports stand on the screen, and which sections of a stack can be shown."""

import math
from dataclasses import dataclass

from imaging.geometry import Plane
from imaging.study import Stack, StackKind

Place = tuple[int, int, int, int]
"""Row, column, row span and column span in the grid of viewports."""

MOST_ROWS = MOST_COLUMNS = 4


@dataclass(frozen=True)
class Hung:
    """One viewport: a stack and the axis of its volume (0 acquired, 1 and 2 reconstructed)."""

    stack: Stack
    axis: int = 0


@dataclass(frozen=True)
class Layout:
    """Viewports with their places in a grid."""

    viewports: tuple[Hung, ...]
    places: tuple[Place, ...]


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
    """True when reconstructed sections make sense: several regular, unsheared slices of one geometry."""
    return is_thick(stack) and stack.geometry is not None and stack.regular and stack.geometry.shear_degrees < 1.0
