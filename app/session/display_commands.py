"""Commands of what hangs where: stages, grids, saved layouts, cine and key images."""

from collections.abc import Callable
from functools import partial

from app.reading.hanging import MOST_COLUMNS, MOST_ROWS
from app.session.cine import can_play
from app.session.command import Command
from app.session.linking import NO_OFFSET
from app.session.reading_session import ReadingSession
from imaging.palettes import PALETTE_NAMES, Palette
from imaging.words import Words

LAYOUT_MENU = "View › Layout"
INTO_MENU = "Case › Into viewport"
COLOUR_MENU = "Window › Colour table"

NO_CASE = Words("Open a case first.")


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
            Words("Grid {rows} × {columns}", rows=rows, columns=columns),
            LAYOUT_MENU,
            partial(layouts.show_grid, rows, columns),
        )
        for rows in range(1, MOST_ROWS + 1)
        for columns in range(1, MOST_COLUMNS + 1)
    )
    return (
        Command(
            "image.cine", Words("Cine: play or stop"), "Image", s.cine.toggle, _playable(s), lambda: NOTHING_TO_PLAY
        ),
        Command("image.key", Words("Key image: mark or unmark"), "Image", s.key_images.toggle, opened, no_case),
        Command("image.next_key", Words("Next key image"), "Image", partial(s.key_images.step, 1), opened, no_case),
        Command("stage.next", Words("Next stage"), "View", partial(layouts.step_stage, 1), opened, no_case),
        Command("stage.previous", Words("Previous stage"), "View", partial(layouts.step_stage, -1), opened, no_case),
        Command("link.here", Words("Link here: both show the same level"), "View", linking.link_here, opened, no_case),
        Command(
            "link.clear",
            Words("Clear the offset"),
            "View",
            linking.clear,
            lambda: linking.has_offset,
            lambda: NO_OFFSET,
        ),
        Command("window.second", Words("Second window"), "View", layouts.toggle_second_window, opened, no_case),
        *(_into_viewport(s, number) for number in range(1, MOST_NUMBERED + 1)),
        *_colour_commands(s),
        *grids,
        Command("layout.save", Words("Save this layout"), LAYOUT_MENU, layouts.save, opened, no_case),
        Command(
            "layout.forget",
            Words("Forget the saved layout"),
            LAYOUT_MENU,
            layouts.forget_own,
            lambda: layouts.is_own,
            lambda: Words("No layout was saved for studies like this one."),
        ),
        Command(
            "layout.previous",
            Words("Previous layout"),
            LAYOUT_MENU,
            layouts.previous,
            lambda: layouts.can_go_back,
            lambda: Words("There is no layout before this one."),
        ),
    )


def _into_viewport(s: ReadingSession, number: int) -> Command:
    layouts = s.layouts

    def put() -> None:
        layouts.put(layouts.chosen, layouts.viewport(number))

    def possible() -> bool:
        return bool(layouts.chosen) and layouts.viewport(number) is not None

    def why_not() -> str:
        return (
            NO_SERIES_CHOSEN
            if not layouts.chosen
            else Words("There is no viewport {number} in this layout.", number=number)
        )

    return Command(
        f"series.into_viewport_{number}",
        Words("Chosen series into viewport {number}", number=number),
        INTO_MENU,
        put,
        possible,
        why_not,
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
                PALETTE_NAMES[palette],
                COLOUR_MENU,
                partial(viewports.set_palette, palette),
                grey,
                not_grey,
            )
            for palette in Palette
        ),
        Command(
            "colour.next", Words("Next colour table"), COLOUR_MENU, partial(viewports.step_palette, 1), grey, not_grey
        ),
    )


MOST_NUMBERED = 9
NO_SERIES_CHOSEN = Words(
    "Choose a series in the list first: F7 leads there, the arrows move, Ctrl+I and a digit shows it.",
)
NO_GREY_PICTURE = Words("There is no grey picture in the active viewport: a colour table is for grey pictures only.")
NOTHING_TO_PLAY = Words("The active viewport has only one picture: nothing can be played.")


def _playable(s: ReadingSession) -> Callable[[], bool]:
    return lambda: can_play(s.viewports.active)
