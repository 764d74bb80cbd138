"""What the reader can do, as data: one small function each.

Menus, keys, buttons and the key list all come from here.
"""

from collections.abc import Callable
from functools import partial

from app.reading.protocol import Shown
from app.session.answer_commands import answer_commands
from app.session.command import Command
from app.session.display_commands import display_commands
from app.session.plane_commands import plane_commands
from app.session.practice_commands import practice_commands
from app.session.presets import LAST_KEY, preset_windows
from app.session.reading_session import ReadingSession
from app.session.study_commands import study_commands
from app.session.viewport_model import Tool, ViewportModel
from imaging.measures import DEFINITIONS
from imaging.presentation import VoiLut
from imaging.words import Words

HIDDEN_MODEL = Words("The model is hidden until your read is locked.")
NO_MODEL = Words("No model is shown in this read.")
NOT_THERE = Words("The models have not found anything to show yet.")
NOT_SHOWN = Words("This read does not show this of the model.")


def all_commands(session: ReadingSession) -> tuple[Command, ...]:
    """Every command that needs no window."""
    return (
        *session_commands(session),
        *display_commands(session),
        *plane_commands(session),
        *study_commands(session),
        *practice_commands(session),
        *answer_commands(session),
    )


def session_commands(session: ReadingSession) -> tuple[Command, ...]:
    """Every command that needs no dialog, in the order of the menus."""
    return (
        *_case_commands(session),
        *_image_commands(session),
        *_view_commands(session),
        *_measure_commands(session),
        *_window_commands(session),
        *_reading_commands(session),
    )


def _on_active(session: ReadingSession, action: Callable[[ViewportModel], object]) -> Callable[[], object]:
    def run() -> object:
        viewport = session.active_viewport
        return action(viewport) if viewport is not None else None

    return run


def _tool(s: ReadingSession, command_id: str, menu: str, tool: Tool) -> Command:
    return Command(command_id, tool.words, menu, partial(s.set_tool, tool), is_on=lambda: s.viewports.tool is tool)


def _case_commands(s: ReadingSession) -> tuple[Command, ...]:
    return (
        Command("case.next", Words("Next case"), "Case", partial(s.step_case, 1)),
        Command("case.previous", Words("Previous case"), "Case", partial(s.step_case, -1)),
        Command("series.next", Words("Next series"), "Case", partial(s.step_series, 1)),
        Command("series.previous", Words("Previous series"), "Case", partial(s.step_series, -1)),
        Command("viewport.next", Words("Next viewport"), "Case", partial(s.step_viewport, 1)),
        Command("viewport.previous", Words("Previous viewport"), "Case", partial(s.step_viewport, -1)),
        Command("viewport.maximise", Words("Maximise viewport"), "Case", s.toggle_maximised),
    )


def _image_commands(s: ReadingSession) -> tuple[Command, ...]:
    def scroll(steps: int) -> Callable[[], object]:
        return _on_active(s, lambda v: v.scroll(steps))

    return (
        Command("image.next", Words("Next image"), "Image", scroll(1)),
        Command("image.previous", Words("Previous image"), "Image", scroll(-1)),
        Command("image.next_10", Words("Ten images on"), "Image", scroll(10)),
        Command("image.previous_10", Words("Ten images back"), "Image", scroll(-10)),
        Command("image.first", Words("First image"), "Image", _on_active(s, lambda v: v.go_to(0))),
        Command("image.last", Words("Last image"), "Image", _on_active(s, lambda v: v.go_to(v.positions - 1))),
        Command("dimension.next", Words("Next echo, time or b-value"), "Image", partial(s.viewports.step_volume, 1)),
        Command(
            "dimension.previous", Words("Previous echo, time or b-value"), "Image", partial(s.viewports.step_volume, -1)
        ),
    )


def _view_commands(s: ReadingSession) -> tuple[Command, ...]:
    tools = (Tool.WINDOW, Tool.ZOOM, Tool.PAN, Tool.SCROLL, Tool.CROSSHAIR)
    return (
        Command("view.zoom_in", Words("Zoom in"), "View", _on_active(s, lambda v: v.zoom_by(1.25))),
        Command("view.zoom_out", Words("Zoom out"), "View", _on_active(s, lambda v: v.zoom_by(0.8))),
        Command("view.fit", Words("Fit to viewport"), "View", _on_active(s, lambda v: v.fit())),
        Command("view.rotate_right", Words("Rotate right"), "View", _on_active(s, lambda v: v.rotate(1))),
        Command("view.rotate_left", Words("Rotate left"), "View", _on_active(s, lambda v: v.rotate(-1))),
        Command(
            "view.flip_horizontal", Words("Flip left–right"), "View", _on_active(s, lambda v: v.flip(horizontal=True))
        ),
        Command(
            "view.flip_vertical", Words("Flip top–bottom"), "View", _on_active(s, lambda v: v.flip(horizontal=False))
        ),
        Command("view.reset", Words("Reset view"), "View", _on_active(s, lambda v: v.reset())),
        Command("view.interpolation", Words("Smooth or square pixels"), "View", s.toggle_interpolation),
        Command(
            "view.link", Words("Link viewports"), "View", s.toggle_linked, is_on=lambda: s.viewports.linking.linked
        ),
        Command("view.corner_text", Words("Corner text: none, short, full"), "View", s.cycle_corner_text),
        *(_tool(s, f"tool.{tool}", "Tools", tool) for tool in tools),
    )


def _measure_commands(s: ReadingSession) -> tuple[Command, ...]:
    drawing, journal = s.drawing, s.journal

    def selected() -> bool:
        return bool(drawing.selected)

    def none_selected() -> str:
        return Words("No mark is selected: click on one first.")

    def undoable() -> bool:
        return drawing.draft is not None or journal.can_undo()

    return (
        *(_tool(s, f"measure.{kind}", "Measure", Tool(kind.value)) for kind in DEFINITIONS),
        Command(
            "measure.undo", Words("Undo"), "Measure", drawing.undo, undoable, lambda: Words("There is nothing to undo.")
        ),
        Command(
            "measure.redo",
            Words("Redo"),
            "Measure",
            journal.redo,
            journal.can_redo,
            lambda: Words("There is nothing to redo."),
        ),
        Command(
            "measure.delete",
            Words("Delete the selected mark"),
            "Measure",
            drawing.delete_selected,
            selected,
            none_selected,
        ),
        Command(
            "measure.name",
            Words("Name the selected mark"),
            "Measure",
            drawing.ask_words_of_selected,
            selected,
            none_selected,
        ),
        Command(
            "measure.hide",
            Words("Hide or show the selected mark"),
            "Measure",
            drawing.hide_or_show_selected,
            selected,
            none_selected,
        ),
    )


def _window_commands(s: ReadingSession) -> tuple[Command, ...]:
    return (
        Command("view.invert", Words("Invert grey scale"), "Window", _on_active(s, lambda v: v.invert())),
        Command("window.auto", Words("Automatic window"), "Window", partial(s.apply_preset, 0)),
        *(_preset(s, number) for number in range(1, LAST_KEY + 1)),
    )


def _preset(s: ReadingSession, number: int) -> Command:
    def name() -> str:
        chosen = preset_windows(s.active_viewport).get(number)
        if isinstance(chosen, VoiLut):
            return Words.joined(" ", (part for part in ("LUT", chosen.explanation) if part))
        return (chosen.explanation or Words("of the header")) if chosen is not None else ""

    return Command(
        f"window.preset_{number}",
        Words("Window preset {number}", number=number),
        "Window",
        partial(s.apply_preset, number),
        lambda: bool(name()),
        lambda: Words("There is no window preset {number} for the picture in the active viewport.", number=number),
        name,
    )


def _reading_commands(s: ReadingSession) -> tuple[Command, ...]:
    def hidden() -> str:
        reads_alone = not s.reading_desk.assignment.protocol.reveals
        return NO_MODEL if reads_alone else HIDDEN_MODEL if s.reading_desk.locks else NOT_THERE

    def seen() -> bool:
        return bool(s.revealed)

    def shown(part: Shown) -> tuple[Callable[[], bool], Callable[[], str]]:
        return lambda: seen() and s.aids.shows(part), lambda: hidden() if s.aids.shows(part) else NOT_SHOWN

    return (
        Command("read.lock", Words("Lock the read"), "Reading", s.request_lock, s.can_lock, s.why_not_lock),
        Command("read.sign", Words("Sign the read"), "Reading", s.sign, s.can_sign, s.why_not_sign),
        Command("model.boxes", Words("Boxes and masks"), "Model", s.toggle_boxes, *shown(Shown.BOXES)),
        Command("model.heat", Words("Heat map"), "Model", s.toggle_heat, *shown(Shown.HEAT_MAP)),
        Command(
            "model.heat_less",
            Words("Fainter heat map"),
            "Model",
            partial(s.change_opacity, -0.05),
            *shown(Shown.HEAT_MAP),
        ),
        Command(
            "model.heat_more",
            Words("Stronger heat map"),
            "Model",
            partial(s.change_opacity, 0.05),
            *shown(Shown.HEAT_MAP),
        ),
        Command("model.next_finding", Words("Next finding"), "Model", partial(s.step_finding, 1), seen, hidden),
        Command(
            "model.previous_finding", Words("Previous finding"), "Model", partial(s.step_finding, -1), seen, hidden
        ),
        Command("model.run_again", Words("Run the models again"), "Model", s.run_models),
        Command("model.cancel", Words("Cancel what is running"), "Model", s.cancel_work),
    )
