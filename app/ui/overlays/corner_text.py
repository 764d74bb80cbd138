"""The words in the four corners of a viewport."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from app.session.loaded_stack import LoadedStack
from app.session.viewport_model import ViewportModel
from app.ui.language import say, tr
from app.ui.overlays.dimensions import dimension_text
from app.ui.overlays.scene import Scene
from app.ui.terms import term
from imaging.geometry import Plane, PlaneGeometry, direction_letters
from imaging.presentation import VoiFunction
from imaging.study import Case, Patient, Series, Study
from imaging.words import Words


class Kind(StrEnum):
    """How a line looks."""

    PLAIN = "plain"
    QUIET = "quiet"
    WARNING = "warning"
    DANGER = "danger"
    MODEL = "model"
    READER = "reader"


@dataclass(frozen=True)
class Line:
    """One line of corner text.

    Attributes
    ----------
    text : str
    level : int
        The least state of the corner text in which it is shown: 0 always, 1 what and where, 2 everything.
    kind : Kind
    tooltip : str
        More than the line says; empty: the line itself.
    whole : bool
        Shown whole or not at all, for numbers: a number with its middle missing is a wrong number.
    """

    text: str
    level: int = 2
    kind: Kind = Kind.PLAIN
    tooltip: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Corners:
    """Lines from top to bottom in each corner."""

    top_left: tuple[Line, ...] = ()
    top_right: tuple[Line, ...] = ()
    bottom_left: tuple[Line, ...] = ()
    bottom_right: tuple[Line, ...] = ()


OLDEST, EARLIEST = 130, 1850
"""An age in years above which, and a year of birth before which, something else is meant: 0001-01-01 is "unknown"."""

SEXES = {"F": Words("female"), "M": Words("male"), "O": Words("other", "sex")}
"""Patient's Sex (0010,0040)."""

SIDES = {"L": Words("left"), "R": Words("right", "side"), "B": Words("both sides")}
"""Laterality (0020,0060), (0020,0062), (0020,9072) in words; U, unpaired, says nothing."""


def corner_lines(
    scene: Scene,
    case: Case | None,
    *,
    show_identity: bool,
    show_particulars: bool = True,
    captions: Iterable[str] = (),
    prompt: Iterable[str] = (),
    notes: Iterable[str] = (),
    mirrored: bool = False,
) -> Corners:
    """Everything there is to say; the state of the corner text chooses from it.

    Parameters
    ----------
    scene : Scene
    case : Case or None
        For date and identity.
    show_identity : bool
        Without it neither name nor ID nor age appears.
    show_particulars : bool
        Without it no day of a study and no sex appears: on files for others (PS3.15 E.1, basic profile).
    captions : iterable of str
        What the model's overlays say of themselves.
    prompt : iterable of str
        What the reader places next while drawing.
    notes : iterable of str
        What else is said of this viewport: a key image, cine.
    mirrored : bool
        The picture is shown mirrored.
    """
    loaded = scene.model.loaded
    if loaded is None:
        return Corners()
    top_left = (
        *_prior(case, loaded.series.series_uid, show_particulars),
        *_what(scene, loaded),
        *(Line(say(caption), 0, Kind.MODEL) for caption in captions),
        *(Line(say(words), 0, Kind.READER, whole=True) for words in notes),
        *(Line(say(words), 0, Kind.READER) for words in prompt),
    )
    flipped = Line(tr("FLIPPED"), 0, Kind.DANGER, tr("This picture is shown mirrored; H or V mirrors it back."))
    return Corners(
        top_left=(flipped, *top_left) if mirrored else top_left,
        top_right=_who(case, loaded.series.series_uid, show_identity, show_particulars),
        bottom_left=_where(scene, loaded),
        bottom_right=(*_badges(loaded), *_how(scene)),
    )


def _what(scene: Scene, loaded: LoadedStack) -> tuple[Line, ...]:
    series, stack = loaded.series, loaded.stack
    number = f"{series.number}  " if series.number is not None else ""
    lines = [Line(f"{number}{series.description or series.modality or tr('no description')}", 1)]
    if scene.picture.reconstructed and stack.geometry:
        if scene.picture.geometry is not None:
            plane = scene.picture.geometry.plane
            turned = scene.picture.oblique and plane is not Plane.OBLIQUE
            lines.append(Line(tr("{plane}, oblique", plane=term(plane)) if turned else term(plane), 1))
        # Lines of their own: what matters must not be shortened away.
        lines.append(Line(tr("reconstructed, {spacing:.1f} mm", spacing=stack.geometry.spacing[0]), 1))
        if scene.picture.slab.is_thick:
            lines.append(
                Line(
                    tr(
                        "slab {thickness:.1f} mm {mode}",
                        thickness=scene.picture.slab.thickness,
                        mode=term(scene.picture.slab.mode),
                    ),
                    0,
                    whole=True,
                )
            )
    elif stack.plane is not None:
        lines.append(Line(term(stack.plane), 1))
    if stack.plane is not None or scene.picture.reconstructed:
        if series.laterality in SIDES:
            lines.append(Line(say(SIDES[series.laterality]), 1, tooltip=_side_source(series)))
    else:
        view = " ".join(part for part in (series.laterality, series.body_part, series.view_position) if part)
        if view:
            lines.append(Line(view, 1, tooltip=_side_source(series)))
    dimension = dimension_text(stack, scene.model.volume_index)
    return (*lines, Line(dimension, 1, whole=True)) if dimension else tuple(lines)


def _side_source(series: Series) -> str:
    """Which attribute says the side: a side is never guessed."""
    if not series.laterality:
        return ""
    return tr("Side: {side}, as {attribute} says.", side=series.laterality, attribute=series.laterality_source)


def _who(case: Case | None, series_uid: str, show_identity: bool, show_particulars: bool) -> tuple[Line, ...]:
    study = _study_of(case, series_uid)
    if study is None:
        return ()
    lines = [Line(format_date(study.date), whole=True)] if study.date and show_particulars else []
    patient = study.patient
    sex = say(SEXES.get(patient.sex, ""))
    if not show_identity:
        # On the screen the sex stands without the name too: a bone age cannot be read without it.
        shown = [Line(sex, 1)] if sex and show_particulars else []
        return (*lines, *shown, Line(tr("identity hidden"), 2, Kind.QUIET))
    body = ", ".join(part for part in (sex, format_age(study)) if part)
    return (*lines, *(Line(text) for text in (format_name(patient), patient.patient_id, body) if text))


def _prior(case: Case | None, series_uid: str, show_particulars: bool) -> tuple[Line, ...]:
    """A badge on what is not of the study that is read."""
    study = _study_of(case, series_uid)
    if case is None or study is None or study is case.study:
        return ()
    words = tr("PRIOR  {date}", date=format_date(study.date)) if show_particulars else tr("PRIOR")
    return (Line(words, 0, Kind.WARNING, tr("From an earlier study.")),)


def _study_of(case: Case | None, series_uid: str) -> Study | None:
    if case is None:
        return None
    studies = (case.study, *case.priors)
    return next((s for s in studies if any(series.series_uid == series_uid for series in s.series)), None)


def format_date(date: str) -> str:
    """A DICOM date (YYYYMMDD) as YYYY-MM-DD; other text stays as it is."""
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 and date.isdigit() else date


def format_name(patient: Patient) -> str:
    """A DICOM person name as "Family, Given", the alphabetic group before the ideographic (PS3.5 6.2)."""
    groups = []
    for group in patient.name.split("="):
        parts = [part for part in group.split("^") if part]
        groups.append(", ".join([parts[0], " ".join(parts[1:])]) if len(parts) > 1 else "".join(parts))
    return " ".join(group for group in groups if group)


def format_age(study: Study) -> str:
    """The patient's age at the study: "11 y", below two years "14 mo"; from Patient's Age, else from two dates."""
    age = study.patient.age_years
    if age is None:
        months = _months_between(study.patient.birth_date, study.date)
        if months is None:
            return ""
        age = months / 12
    if not 0 <= age < OLDEST:
        return ""
    return tr("{years} y", years=int(age)) if age >= 2 else tr("{months} mo", months=int(12 * age + 1e-6))


def _months_between(born: str, seen: str) -> int | None:
    """Whole months from one day to another (DA, PS3.5 6.2); None when one is no day, or one that stands for none."""
    days = [day for day in (born, seen) if len(day) == 8 and day.isdecimal()]
    try:
        first, last = (datetime.strptime(day, "%Y%m%d") for day in days)
    except ValueError:
        return None
    if first.year < EARLIEST:
        return None
    return 12 * (last.year - first.year) + last.month - first.month - (last.day < first.day)


def _where(scene: Scene, loaded: LoadedStack) -> tuple[Line, ...]:
    model, geometry = scene.model, scene.picture.geometry
    lines = []
    if geometry is not None:
        where = turned_text(model) if scene.picture.oblique else slice_position_text(geometry)
        lines.append(Line(where, whole=True))
        if geometry.thickness and not scene.picture.reconstructed:
            lines.append(Line(tr("thickness {thickness:.1f} mm", thickness=geometry.thickness), whole=True))
    lines.append(
        Line(
            tr("zoom {percent:.0f} %", percent=100 * min(scene.pixel_lengths) * scene.device_ratio),
            whole=True,
        )
    )
    if model.positions > 1:
        template = Words("section {number}/{count}") if scene.picture.reconstructed else Words("slice {number}/{count}")
        words = tr(template, number=model.position + 1, count=model.positions)
        lines.append(Line(words, 1, whole=True))
    return tuple(lines)


def turned_text(model: ViewportModel) -> str:
    """How far a plane is turned out of the section that it was: a turned plane lies on no axis of the patient."""
    if model.sweep is None:
        return ""
    before = model.sweep.volume.section_geometry(model.axis, 0).normal
    cosine = min(1.0, abs(float(before @ model.sweep.onward)))
    return tr("turned {degrees:.0f}°", degrees=np.degrees(np.arccos(cosine)))


def slice_position_text(geometry: PlaneGeometry) -> str:
    """Where the middle of a section lies along the patient axis nearest to its normal: ``"L 23.4 mm"``."""
    middle = geometry.image_to_patient([geometry.columns / 2, geometry.rows / 2])
    axis = int(np.argmax(np.abs(geometry.normal)))
    direction = np.zeros(3)
    direction[axis] = middle[axis] or 1.0
    return f"{direction_letters(direction)} {abs(float(middle[axis])):.1f} mm"


def _how(scene: Scene) -> tuple[Line, ...]:
    model = scene.model
    if scene.picture.is_colour:
        return (Line(tr("colour")),)
    inverted = (Line(tr("inverted"), 1),) if model.inverted else ()
    if model.lut is not None:
        return (*inverted, Line(tr("LUT {explanation}", explanation=model.lut.explanation).strip()))
    if model.window is None:
        return inverted
    name = (say(model.window.explanation),) if model.window.explanation else ()
    function = (str(model.function),) if model.function is not VoiFunction.LINEAR else ()
    width, center = window_numbers(model.window.width, model.window.center)
    lines = (Line(" ".join((*name, *function)), 2, Kind.QUIET),) if name or function else ()
    return (*inverted, *lines, Line(f"W {width}  C {center}", whole=True))


def window_numbers(width: float, center: float) -> tuple[str, str]:
    """Width and centre with as many decimals as the width needs."""
    decimals = 0 if width >= 20 else int(np.clip(2 - np.floor(np.log10(max(width, 1e-6))), 1, 6))
    return f"{width:.{decimals}f}", f"{center:.{decimals}f}"


def _badges(loaded: LoadedStack) -> tuple[Line, ...]:
    series: Series = loaded.series
    lines = [Line(say(notice), 0, Kind.WARNING) for notice in series.notices]
    if not series.is_dicom and not any("not dicom" in notice.lower() for notice in series.notices):
        lines.append(Line(tr("not DICOM"), 0, Kind.WARNING))
    if series.is_phantom:
        lines.append(Line(tr("PHANTOM"), 0, Kind.WARNING, tr("A computed phantom, not a patient.")))
    warnings = loaded.stack.warnings
    if warnings:
        count = tr("⚠ {n} warnings", "⚠ 1 warning", len(warnings))
        lines.append(Line(count, 0, Kind.WARNING, "\n".join(map(say, warnings))))
    return tuple(lines)
