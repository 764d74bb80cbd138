"""Levels of what viewports show: where a section lies along a normal, in its own space and by an offset in another."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.reading.registration import PARALLEL, Bridge, Registration
from app.session.viewport_model import ViewportModel
from imaging.geometry import PlaneGeometry, VolumeGeometry
from imaging.study import Stack
from imaging.words import Words

Vector = NDArray[np.float64]

TILT_SAID = 5.0
"""From this angle (degrees) on it is said that two linked planes are tilted to each other."""

NEAR = 45.0
"""Planes tilted by more degrees are not meant to be the same."""

UNBOUNDED = 20
"""How many times its size a plane grows to each side when only its level is known, not where it ends."""


def index_by_offset(bridge: Bridge, plane: PlaneGeometry, model: ViewportModel, point: Vector) -> float | None:
    """The section of a viewport whose middle lies at the level of a point in the other space, as a fractional index.

    Middles are compared, as when the offset was set: how the pictures lie to each other sideways is not known.
    """
    first, second = model.plane_at(0), model.plane_at(1)
    if first is None or second is None or not (bridge.knows(plane.normal) and are_parallel(plane, first)):
        return None
    along = bridge.along(plane.normal)
    step = float(along @ (middle_of(second) - middle_of(first)))
    return float(along @ (point + bridge.translation - middle_of(first))) / step


def offset_words(
    registration: Registration, bridge: Bridge | None, source: ViewportModel, target: ViewportModel
) -> str:
    """``"offset +12.0 mm"``; empty when the two are not linked by an offset, or not parallel."""
    one, other = level_plane(source), level_plane(target)
    if source.loaded is None or target.loaded is None:
        return ""
    if one is None or other is None:
        slices = registration.slices(source.loaded.stack.stack_id, target.loaded.stack.stack_id)
        if slices is None:
            return ""
        signed = f"{slices:+d}".replace("-", "−")
        return Words("offset {signed} slices", "offset {signed} slice", abs(slices), signed=signed)
    if bridge is None or not bridge.by_offset or not are_parallel(one, other) or not bridge.knows(one.normal):
        return ""
    along = bridge.along(one.normal)
    amount = round(float(towards_lph(along) @ bridge.translation), 1) + 0.0  # no minus zero
    words = Words("offset {amount} mm", amount=f"{amount:+.1f}".replace("-", "−"))
    tilt = tilt_between(one, other)
    return Words("{words}, tilted {tilt:.0f}°", words=words, tilt=tilt) if tilt >= TILT_SAID else words


def may_be_linked(one: ViewportModel, other: ViewportModel) -> bool:
    """True when both can be scrolled, show different stacks, and lie parallel as far as they have geometry."""
    if one.loaded is None or other.loaded is None or one.loaded.stack.stack_id == other.loaded.stack.stack_id:
        return False
    if min(one.positions, other.positions) < 2:
        return False
    a, b = level_plane(one), level_plane(other)
    return are_parallel(a, b) if a is not None and b is not None else one.axis == other.axis == 0


def nearest_tilt(one: ViewportModel | None, models: Iterable[ViewportModel]) -> str:
    """How far the series that lies nearest to parallel is from it, as a sentence; empty when none is near."""
    here = level_plane(one) if one is not None else None
    if one is None or one.loaded is None or here is None:
        return ""
    shown = one.loaded.stack.stack_id
    others = (level_plane(m) for m in models if m.loaded is not None and m.loaded.stack.stack_id != shown)
    tilt = min((tilt_between(here, other) for other in others if other is not None), default=90.0)
    return Words(" The nearest is tilted by {tilt:.0f}°.", tilt=tilt) if tilt <= NEAR else ""


def tilt_between(one: PlaneGeometry, other: PlaneGeometry) -> float:
    """Angle between two planes in degrees, 0 to 90."""
    return float(np.degrees(np.arccos(min(1.0, abs(float(one.normal @ other.normal))))))


def plane_of(model: ViewportModel) -> PlaneGeometry | None:
    """Where the picture in a viewport lies."""
    picture = model.picture()
    return picture.geometry if picture is not None else None


def level_plane(model: ViewportModel) -> PlaneGeometry | None:
    """The same for a picture of a volume, which has levels in mm; None for others."""
    has_levels = model.loaded is not None and model.loaded.stack.geometry is not None
    return plane_of(model) if has_levels else None


def are_parallel(one: PlaneGeometry, other: PlaneGeometry) -> bool:
    """True within the tolerance."""
    return abs(float(one.normal @ other.normal)) > PARALLEL


def towards_lph(direction: Vector) -> Vector:
    """A direction or its opposite: that of the two that points to left, posterior or head."""
    return direction if direction[np.argmax(np.abs(direction))] > 0 else -direction


def middle_of(plane: PlaneGeometry) -> Vector:
    """The point in the middle of a picture, LPS mm."""
    middle: Vector = plane.image_to_patient([plane.columns / 2, plane.rows / 2])
    return middle


def plain(vector: Vector) -> tuple[float, float, float]:
    """Three numbers that can be compared and written."""
    x, y, z = vector.tolist()
    return x, y, z


def unbounded(plane: PlaneGeometry) -> PlaneGeometry:
    """The same plane without the ends of its picture."""
    corner = plane.image_to_patient([0.5 - UNBOUNDED * plane.columns, 0.5 - UNBOUNDED * plane.rows])
    factor = 2 * UNBOUNDED + 1
    return replace(plane, position=corner, rows=plane.rows * factor, columns=plane.columns * factor)


def frame_of_reference(stack: Stack) -> str | None:
    """Its UID, empty when it has none; None for a stack without geometry."""
    place: VolumeGeometry | PlaneGeometry | None = stack.geometry or stack.frames[0].geometry
    return place.frame_of_reference_uid if place is not None else None
