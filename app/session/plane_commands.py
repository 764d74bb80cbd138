"""Commands that turn planes and make slabs."""

from functools import partial

from app.session.command import Command
from app.session.reading_session import ReadingSession
from app.session.turning import NOT_TURNED, THIN_ALREADY, Way
from imaging.slab import SlabMode

PLANE_MENU = "View › Plane and slab"

TURNS = {
    Way.LEFT: ("plane.turn_left", "Turn the plane to the left"),
    Way.RIGHT: ("plane.turn_right", "Turn the plane to the right"),
    Way.UP: ("plane.turn_up", "Tilt the plane up"),
    Way.DOWN: ("plane.turn_down", "Tilt the plane down"),
}

MODES = {
    SlabMode.MEAN: ("slab.mean", "Slab: mean"),
    SlabMode.MAXIMUM: ("slab.maximum", "Slab: maximum (MIP)"),
    SlabMode.MINIMUM: ("slab.minimum", "Slab: minimum (minIP)"),
}


def show_three_planes(s: ReadingSession) -> None:
    """The series of the active viewport as acquired and in its two reconstructed planes."""
    loaded = s.active_viewport.loaded if s.active_viewport is not None else None
    if loaded is not None:
        s.show_three_planes(loaded.stack)


def plane_commands(s: ReadingSession) -> tuple[Command, ...]:
    """Every command of this sort, in the order of the menu."""
    turning = s.turning

    def can() -> bool:
        return not turning.why_not()

    why = turning.why_not
    return (
        Command("plane.three", "Three planes of this series", PLANE_MENU, partial(show_three_planes, s), can, why),
        *(Command(i, title, PLANE_MENU, partial(turning.turn, way), can, why) for way, (i, title) in TURNS.items()),
        Command(
            "plane.straight",
            "Back to the original planes",
            PLANE_MENU,
            turning.straighten,
            lambda: turning.is_turned,
            lambda: NOT_TURNED,
        ),
        *(Command(i, title, PLANE_MENU, partial(turning.set_mode, m), can, why) for m, (i, title) in MODES.items()),
        Command("slab.thicker", "Thicker slab", PLANE_MENU, partial(turning.change_thickness, 1), can, why),
        Command("slab.thinner", "Thinner slab", PLANE_MENU, partial(turning.change_thickness, -1), can, why),
        Command("slab.off", "Thin sections", PLANE_MENU, turning.thin, lambda: turning.is_slab, lambda: THIN_ALREADY),
    )
