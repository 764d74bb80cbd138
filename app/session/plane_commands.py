"""Commands that turn planes and make slabs."""

from functools import partial

from app.session.command import Command
from app.session.reading_session import ReadingSession
from app.session.turning import NOT_TURNED, THIN_ALREADY, Way
from imaging.slab import SlabMode
from imaging.words import Words

PLANE_MENU = "View › Plane and slab"

TURNS = {
    Way.LEFT: ("plane.turn_left", Words("Turn the plane to the left")),
    Way.RIGHT: ("plane.turn_right", Words("Turn the plane to the right")),
    Way.UP: ("plane.turn_up", Words("Tilt the plane up")),
    Way.DOWN: ("plane.turn_down", Words("Tilt the plane down")),
}

MODES = {
    SlabMode.MEAN: ("slab.mean", Words("Slab: mean")),
    SlabMode.MAXIMUM: ("slab.maximum", Words("Slab: maximum (MIP)")),
    SlabMode.MINIMUM: ("slab.minimum", Words("Slab: minimum (minIP)")),
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
        Command(
            "plane.three", Words("Three planes of this series"), PLANE_MENU, partial(show_three_planes, s), can, why
        ),
        *(Command(i, title, PLANE_MENU, partial(turning.turn, way), can, why) for way, (i, title) in TURNS.items()),
        Command(
            "plane.straight",
            Words("Back to the original planes"),
            PLANE_MENU,
            turning.straighten,
            lambda: turning.is_turned,
            lambda: NOT_TURNED,
        ),
        *(Command(i, title, PLANE_MENU, partial(turning.set_mode, m), can, why) for m, (i, title) in MODES.items()),
        Command("slab.thicker", Words("Thicker slab"), PLANE_MENU, partial(turning.change_thickness, 1), can, why),
        Command("slab.thinner", Words("Thinner slab"), PLANE_MENU, partial(turning.change_thickness, -1), can, why),
        Command(
            "slab.off", Words("Thin sections"), PLANE_MENU, turning.thin, lambda: turning.is_slab, lambda: THIN_ALREADY
        ),
    )
