"""Commands of what hangs where: stages, grids, saved layouts, cine and key images."""

from collections.abc import Callable
from functools import partial

from app.reading.hanging import MOST_COLUMNS, MOST_ROWS
from app.session.cine import can_play
from app.session.command import Command
from app.session.linking import NO_OFFSET
from app.session.reading_session import ReadingSession
from imaging.palettes import Palette

LAYOUT_MENU = "View › Layout"
COLOUR_MENU = "Window › Colour table"

NO_CASE = "Open a case first."


def display_commands(s: ReadingSession) -> tuple[Command, ...]:
    """Every command of this sort, in the order of the menus."""

    def opened() -> bool:
        return s.case is not None

    def no_case() -> str:
        return NO_CASE

    layouts, linking = s.layouts, s.viewports.linking
    grids = (
        Command(
            f"layout.{rows}x{columns}",
            f"Grid {rows} × {columns}",
            LAYOUT_MENU,
            partial(layouts.show_grid, rows, columns),
        )
        for rows in range(1, MOST_ROWS + 1)
        for columns in range(1, MOST_COLUMNS + 1)
    )
    return (
        Command("image.cine", "Cine: play or stop", "Image", s.cine.toggle, _playable(s), lambda: NOTHING_TO_PLAY),
        Command("image.key", "Key image: mark or unmark", "Image", s.key_images.toggle, opened, no_case),
        Command("image.next_key", "Next key image", "Image", partial(s.key_images.step, 1), opened, no_case),
        Command("stage.next", "Next stage", "View", partial(layouts.step_stage, 1), opened, no_case),
        Command("stage.previous", "Previous stage", "View", partial(layouts.step_stage, -1), opened, no_case),
        Command("link.here", "Link here: both show the same level", "View", linking.link_here, opened, no_case),
        Command("link.clear", "Clear the offset", "View", linking.clear, lambda: linking.has_offset, lambda: NO_OFFSET),
        Command("window.second", "Second window", "View", layouts.toggle_second_window, opened, no_case),
        *_colour_commands(s),
        *grids,
        Command("layout.save", "Save this layout", LAYOUT_MENU, layouts.save, opened, no_case),
        Command(
            "layout.forget",
            "Forget the saved layout",
            LAYOUT_MENU,
            layouts.forget_own,
            lambda: layouts.is_own,
            lambda: "No layout was saved for studies like this one.",
        ),
        Command(
            "layout.previous",
            "Previous layout",
            LAYOUT_MENU,
            layouts.previous,
            lambda: layouts.can_go_back,
            lambda: "There is no layout before this one.",
        ),
    )


def _colour_commands(s: ReadingSession) -> tuple[Command, ...]:
    viewports = s.viewports

    def grey() -> bool:
        return viewports.can_be_coloured

    def not_grey() -> str:
        return NO_GREY_PICTURE

    return (
        *(
            Command(
                f"colour.{palette.name.lower()}",
                f"{palette.value[0].upper()}{palette.value[1:]}",
                COLOUR_MENU,
                partial(viewports.set_palette, palette),
                grey,
                not_grey,
            )
            for palette in Palette
        ),
        Command("colour.next", "Next colour table", COLOUR_MENU, partial(viewports.step_palette, 1), grey, not_grey),
    )


NO_GREY_PICTURE = "There is no grey picture in the active viewport: a colour table is for grey pictures only."
NOTHING_TO_PLAY = "The active viewport has only one picture: nothing can be played."


def _playable(s: ReadingSession) -> Callable[[], bool]:
    return lambda: can_play(s.viewports.active)
