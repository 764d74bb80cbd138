"""Which stack goes into which viewport when a Case is opened."""

from dataclasses import dataclass

from imaging.geometry import Plane
from imaging.study import Stack, StackKind, Study


@dataclass(frozen=True)
class Hung:
    """One viewport: a stack and the axis of its volume (0 acquired, 1 and 2 reconstructed)."""

    stack: Stack
    axis: int = 0


@dataclass(frozen=True)
class Layout:
    """Viewports with their places in a grid: (row, column, row span, column span) for each."""

    viewports: tuple[Hung, ...]
    places: tuple[tuple[int, int, int, int], ...]


ONE = ((0, 0, 2, 2),)
TWO = ((0, 0, 2, 1), (0, 1, 2, 1))
THREE = ((0, 0, 2, 2), (0, 2, 1, 1), (1, 2, 1, 1))
PLANES_IN_ORDER = (Plane.SAGITTAL, Plane.CORONAL, Plane.AXIAL)


def hang(study: Study) -> Layout:
    """Choose the first layout of a study.

    Three acquired planes of one Frame of Reference hang side by side; a single volume is shown with its two
    reconstructed planes; a radiograph gets the whole room, two share it.
    """
    stacks = [stack for stack in study.stacks if stack.frames]
    if not stacks:
        return Layout((), ())
    planes = acquired_planes(stacks)
    if len(planes) >= 2:
        shown = tuple(Hung(stack) for stack in planes)
        return Layout(shown, THREE if len(planes) == 3 else TWO)
    radiographs = [stack for stack in stacks if stack.kind is StackKind.RADIOGRAPH]
    if radiographs:
        first_two = tuple(Hung(stack) for stack in radiographs[:2])
        return Layout(first_two, ONE if len(first_two) == 1 else TWO)
    largest = max(stacks, key=lambda stack: len(stack.frames))
    return three_planes(largest) if is_cuttable(largest) else Layout((Hung(largest),), ONE)


def three_planes(stack: Stack) -> Layout:
    """The acquired plane large, its two reconstructed planes beside it."""
    return Layout((Hung(stack), Hung(stack, 1), Hung(stack, 2)), THREE)


def acquired_planes(stacks: list[Stack]) -> list[Stack]:
    """One volume per acquired plane (the one with most slices), all in the Frame of Reference of the largest."""
    volumes = [s for s in stacks if s.kind is StackKind.VOLUME and s.geometry and s.slices >= 3]
    if not volumes:
        return []
    home = max(volumes, key=lambda s: s.slices).geometry
    frame_of_reference = home.frame_of_reference_uid if home else ""
    best: dict[Plane, Stack] = {}
    for stack in volumes:
        plane = stack.plane
        same = stack.geometry is not None and stack.geometry.frame_of_reference_uid == frame_of_reference
        if same and plane in PLANES_IN_ORDER and (plane not in best or stack.slices > best[plane].slices):
            best[plane] = stack
    return [best[plane] for plane in PLANES_IN_ORDER if plane in best]


def is_cuttable(stack: Stack) -> bool:
    """True when reconstructed sections make sense: several regular, unsheared slices of one geometry."""
    return (
        stack.kind is StackKind.VOLUME
        and stack.geometry is not None
        and stack.regular
        and stack.slices >= 3
        and stack.geometry.shear_degrees < 1.0
    )
