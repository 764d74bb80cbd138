"""Bring the picture on which a mark lies to the screen."""

import numpy as np

from app.session.turning import begin_slab, why_not_turn
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from imaging.geometry import VolumeGeometry
from imaging.measurement import PARALLEL, Measurement
from imaging.oblique import Sweep
from imaging.study import Case, Stack
from imaging.words import Words

ELSEWHERE = Words("The picture of this mark is not in this study.")


def bring_mark(viewports: Viewports, case: Case, measurement: Measurement) -> str:
    """Show the picture of a mark: where its stack is on the screen already, else in the active viewport.

    Returns
    -------
    str
        Why that cannot be; empty when it is shown.
    """
    place = measurement.place
    key = place.sop_instance_uid, place.frame
    for study in (case.study, *case.priors):
        for stack in study.stacks:
            if any((frame.sop_instance_uid, frame.number) == key for frame in stack.frames):
                if not place.reconstructed:
                    viewports.bring_frame(study, *key)
                    return ""
                return _bring_section(viewports, stack, measurement)
    return ELSEWHERE


def _bring_section(viewports: Viewports, stack: Stack, measurement: Measurement) -> str:
    geometry, place = stack.geometry, measurement.place
    if geometry is None:
        return ELSEWHERE
    axis = _axis_along(geometry, place.normal)
    keys = [(frame.sop_instance_uid, frame.number) for frame in stack.frames]
    model = _showing(viewports, stack, axis)
    if model is None:
        model = viewports.active
        if model is None:
            return ELSEWHERE
        viewports.show_stack(model, stack, axis)
    model.go_to_volume(keys.index((place.sop_instance_uid, place.frame)) // stack.slices)
    point = np.asarray(measurement.points[0])
    if abs(float(geometry.section_geometry(axis, 0).normal @ place.normal)) > PARALLEL:
        model.show_acquired()
        model.go_to(round(float(geometry.patient_to_index(point)[axis])))
        # On the acquired plane only a slab is a section and no original image.
        objection = begin_slab(model) if axis == 0 else ""
    else:
        objection = why_not_turn(model)
        if not objection:
            model.turn_to(Sweep.of_section(geometry, axis, point).facing(place.normal))
    viewports.set_active(model)
    return objection


def _axis_along(geometry: VolumeGeometry, normal: tuple[float, ...]) -> int:
    """The axis of a volume whose sections are nearest to having this normal."""
    return max((0, 1, 2), key=lambda axis: abs(float(geometry.section_geometry(axis, 0).normal @ normal)))


def _showing(viewports: Viewports, stack: Stack, axis: int) -> ViewportModel | None:
    showing = (m for m in viewports.models if m.axis == axis and m.loaded is not None and m.loaded.stack is stack)
    return next(showing, None)
