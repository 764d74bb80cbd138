"""What follows by an offset looks different from what follows by position, and says so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from app.session.loaded_stack import LoadedStack, percentile_presets
from app.ui.overlays import crosshair
from app.ui.overlays.plane_lines import plane_lines
from imaging.presentation import ImageStack, Presentation
from imaging.study import Frame

Hang = Callable[..., Any]
Loaded = Callable[..., LoadedStack]
Photograph = Callable[[QWidget], NDArray[np.uint8]]


def of_another_study(loaded: LoadedStack) -> LoadedStack:
    """The same stack in another Frame of Reference."""
    stack = loaded.stack
    assert stack.geometry is not None
    uid = "2.9"
    frames = tuple(
        Frame(f.path, f.number, f"{f.sop_instance_uid}.7", replace(f.geometry, frame_of_reference_uid=uid))
        for f in stack.frames
        if f.geometry is not None
    )
    geometry = replace(stack.geometry, frame_of_reference_uid=uid)
    moved = replace(stack, stack_id="7/0", series_uid="7", frames=frames, geometry=geometry)
    made = LoadedStack(moved, replace(loaded.series, series_uid="7", stacks=(moved,)))
    image = ImageStack("7/0", np.zeros((1, stack.slices, stack.rows, stack.columns), np.uint16), (Presentation(),))
    made.finish(replace(image, presentations=(Presentation(),) * stack.slices), percentile_presets(image))
    return made


@pytest.fixture
def world(hang: Hang, make_volume: Loaded) -> Any:
    """A stack, its reconstructed axial plane, and both in the prior."""
    now = make_volume(np.zeros((10, 40, 40), np.uint16))
    before = of_another_study(now)
    return hang(now, (now, 1), before, (before, 1))


def lines(world: Any, number: int) -> list[bool]:
    """Whether by an offset, of every line in a viewport of 200 × 200."""
    model = world.model(number)
    found = plane_lines(world.viewports, model, model.image_to_view(200, 200), (200.0, 200.0))
    return [line.by_offset for line in found]


def test_lines_by_an_offset_say_so(world: Any) -> None:
    viewports = world.viewports
    viewports.set_active(world.model(2))
    viewports.set_active(world.model(0))
    assert (lines(world, 1), lines(world, 3)) == ([False], [])
    viewports.linking.link_here()
    assert (lines(world, 1), lines(world, 3)) == ([False], [True])


def test_a_crosshair_by_an_offset_is_written_on(
    world: Any, photograph: Photograph, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewports = world.viewports
    for one, other in ((2, 0), (3, 1)):
        viewports.set_active(world.model(one))
        viewports.set_active(world.model(other))
        viewports.linking.link_here()
    written: list[str] = []
    original = crosshair.ink.write
    monkeypatch.setattr(
        crosshair.ink, "write", lambda painter, rect, side, text, colour: written.append(text) or original(
            painter, rect, side, text, colour)
    )  # fmt: skip
    viewports.set_cursor(world.model(0), (10.0, 10.0))
    # Of the sagittal picture over there only up and down are known: left–right and head–foot were linked.
    assert viewports.cursor_in(world.model(2)) is None
    assert viewports.cursor_in(world.model(1)) is not None
    viewports.set_active(world.model(0))
    photograph(world.view(200, 200, 3))
    assert crosshair.BY_OFFSET in written
    written.clear()
    photograph(world.view(200, 200, 1))
    assert crosshair.BY_OFFSET not in written
