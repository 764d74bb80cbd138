"""Instances of one Series → Stacks, ordered by position along the normal and with honest geometry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from imaging.dicom.dimensions import Layers, split_layers
from imaging.dicom.facts import CAPTURE_MODALITIES, PROJECTION_MODALITIES, FrameFacts, ImageFacts
from imaging.geometry import PlaneGeometry, VolumeGeometry
from imaging.study import Calibration, CalibrationKind, Series, Stack, StackKind
from imaging.words import Words

ORIENTATION_TOLERANCE = 1e-3
"""Largest difference of a direction cosine within one stack; headers round to four or more digits."""

SAME_POSITION = 0.005
"""Positions nearer than this along the normal, in mm, are one position."""

GAP_TOLERANCE = 0.01, 0.05
"""Gaps may differ from their median by 1 % or 0.05 mm, whichever is more."""

SHEAR_TOLERANCE = 0.1
"""In-plane shift in pixels per slice beyond which a stack is not a box."""

LONE_ORIENTATIONS = 3
"""More single images than this, each in its own plane (radial series), are scrolled as one stack."""


@dataclass(frozen=True)
class Spacing:
    """How the slices of a stack follow each other."""

    step: NDArray[np.float64]
    regular: bool
    warnings: tuple[str, ...]


def assemble_series(images: Sequence[ImageFacts]) -> Series:
    """Arrange all images of one Series.

    Parameters
    ----------
    images : sequence of ImageFacts
        In any order; all of one Series Instance UID.

    Returns
    -------
    Series
        Attributes of the image with the lowest Instance Number; the notices of all images.
    """
    ordered = sorted(images, key=lambda image: image.frames[0].order)
    notices = tuple(dict.fromkeys(notice for image in ordered for notice in image.series.notices))
    drafts = _projections(ordered) + _plain_stacks(ordered) + _volumes(ordered)
    drafts.sort(key=lambda draft: draft[0])
    uid = ordered[0].series.series_uid
    stacks = tuple(replace(stack, stack_id=f"{uid}#{i + 1}") for i, (_, stack) in enumerate(drafts))
    phantom = any(image.series.is_phantom for image in ordered)
    return replace(ordered[0].series, stacks=stacks, notices=notices, is_phantom=phantom)


Draft = tuple[tuple[int, int], Stack]
"""A stack and the order of its first frame."""


def _is_projection(image: ImageFacts) -> bool:
    return (
        len(image.frames) == 1
        and image.frames[0].frame.geometry is None
        and image.series.modality in PROJECTION_MODALITIES | CAPTURE_MODALITIES
    )


def _draft(image: ImageFacts, frames: Sequence[FrameFacts], kind: StackKind, slices: int) -> Stack:
    return Stack(
        stack_id="",
        series_uid=image.series.series_uid,
        kind=kind,
        frames=tuple(f.frame for f in frames),
        rows=image.rows,
        columns=image.columns,
        slices=slices,
        calibration=image.calibration,
        patient_orientation=image.patient_orientation,
        warnings=image.warnings,
    )


def _projections(images: Sequence[ImageFacts]) -> list[Draft]:
    """One stack for each radiograph."""
    chosen = [image for image in images if _is_projection(image)]
    captures = [image for image in chosen if image.series.modality in CAPTURE_MODALITIES]
    if len(captures) > LONE_ORIENTATIONS:
        chosen = [image for image in chosen if image not in captures]
    return [(image.frames[0].order, _draft(image, image.frames, StackKind.RADIOGRAPH, 1)) for image in chosen]


def _plain_stacks(images: Sequence[ImageFacts]) -> list[Draft]:
    """Frames without geometry: each multi-frame Instance by itself, single ones of one size together."""
    captures = [image for image in images if _is_projection(image) and image.series.modality in CAPTURE_MODALITIES]
    many_captures = len(captures) > LONE_ORIENTATIONS
    drafts: list[Draft] = []
    together: dict[tuple[int, int, int], list[ImageFacts]] = {}
    for image in images:
        if image.frames[0].frame.geometry is not None:
            continue
        if _is_projection(image) and not (many_captures and image.series.modality in CAPTURE_MODALITIES):
            continue
        if len(image.frames) > 1:
            stack = _draft(image, image.frames, StackKind.STACK, len(image.frames))
            drafts.append((image.frames[0].order, stack))
        else:
            together.setdefault((image.rows, image.columns, image.samples), []).append(image)
    for group in together.values():
        frames = [image.frames[0] for image in group]
        drafts.append((frames[0].order, _draft(group[0], frames, StackKind.STACK, len(frames))))
    return drafts


def _volumes(images: Sequence[ImageFacts]) -> list[Draft]:
    """Frames with geometry, grouped by size, spacing, Frame of Reference and orientation."""
    groups: list[tuple[ImageFacts, list[FrameFacts]]] = []
    for image in images:
        for facts in image.frames:
            if facts.frame.geometry is None:
                continue
            home = next((frames for first, frames in groups if _alike(first, frames[0], image, facts)), None)
            if home is None:
                groups.append((image, [facts]))
            else:
                home.append(facts)
    if len(groups) > LONE_ORIENTATIONS and all(len(frames) == 1 for _, frames in groups):
        return _radial(groups)
    return [draft for image, frames in groups for draft in _oriented(image, frames)]


def _alike(first: ImageFacts, pattern: FrameFacts, image: ImageFacts, facts: FrameFacts) -> bool:
    one, other = pattern.frame.geometry, facts.frame.geometry
    assert one is not None
    assert other is not None
    return (
        (first.rows, first.columns, first.samples) == (image.rows, image.columns, image.samples)
        and one.frame_of_reference_uid == other.frame_of_reference_uid
        and abs(one.row_spacing - other.row_spacing) <= 1e-3 * one.row_spacing
        and abs(one.column_spacing - other.column_spacing) <= 1e-3 * one.column_spacing
        and bool(np.max(np.abs(one.along_row - other.along_row)) < ORIENTATION_TOLERANCE)
        and bool(np.max(np.abs(one.along_column - other.along_column)) < ORIENTATION_TOLERANCE)
    )


def _radial(groups: Sequence[tuple[ImageFacts, list[FrameFacts]]]) -> list[Draft]:
    """Single images in many planes: one stack to scroll, each frame keeping its own plane."""
    by_size: dict[tuple[int, int, int], list[tuple[ImageFacts, FrameFacts]]] = {}
    for image, frames in groups:
        by_size.setdefault((image.rows, image.columns, image.samples), []).append((image, frames[0]))
    drafts: list[Draft] = []
    for members in by_size.values():
        members.sort(key=lambda member: member[1].order)
        stack = _draft(members[0][0], [facts for _, facts in members], StackKind.STACK, len(members))
        if len(members) > 1:
            warning = Words("Every image lies in a plane of its own; no other planes can be reconstructed.")
            stack = replace(stack, regular=False, warnings=(*stack.warnings, warning))
        drafts.append((members[0][1].order, stack))
    return drafts


def _oriented(image: ImageFacts, frames: Sequence[FrameFacts]) -> list[Draft]:
    """Frames of one orientation: find the positions, then the extra dimensions, then the spacing."""
    first = _plane(frames[0])
    # A stack is told by its own direction: the mean would let one odd header turn all others.
    along = sorted(frames, key=lambda f: (float(_plane(f).position @ first.normal), f.order))
    positions: list[list[FrameFacts]] = []
    last = -np.inf
    for facts in along:
        distance = float(_plane(facts).position @ first.normal)
        if distance - last > SAME_POSITION:
            positions.append([])
        positions[-1].append(facts)
        last = distance
    return [_finish(image, layers) for layers in split_layers(positions)]


def _finish(image: ImageFacts, layers: Layers) -> Draft:
    planes = [_plane(facts) for facts in layers.frames[: layers.positions]]
    spacing = slice_spacing(planes)
    kind = StackKind.VOLUME if layers.positions > 1 else StackKind.STACK
    plane = planes[0]
    calibration = image.calibration
    if calibration.kind is not CalibrationKind.FIDUCIAL:
        calibration = Calibration(CalibrationKind.GEOMETRY, plane.row_spacing, plane.column_spacing)
    stack = replace(
        _draft(image, layers.frames, kind, layers.positions),
        dimensions=layers.dimensions,
        geometry=VolumeGeometry.from_planes(plane, spacing.step, layers.positions),
        regular=spacing.regular,
        calibration=calibration,
        warnings=(*image.warnings, *layers.warnings, *spacing.warnings),
    )
    return min(facts.order for facts in layers.frames), stack


def slice_spacing(planes: Sequence[PlaneGeometry]) -> Spacing:
    """Find the step from slice to slice and say what is odd about it.

    Parameters
    ----------
    planes : sequence of PlaneGeometry
        Parallel, in order of position along their normal.

    Returns
    -------
    Spacing
        `step` in mm, shape (3,): the mean for a regular stack, the direction of the whole stack with the median
        projected distance for an irregular one. One slice steps by its thickness (1 mm when unknown).
    """
    first = planes[0]
    if len(planes) == 1:
        return Spacing(first.normal * (first.thickness or 1.0), True, ())
    positions = np.stack([plane.position for plane in planes])
    distances = positions @ first.normal
    gaps = np.diff(distances)
    median = float(np.median(gaps))
    warnings = []
    odd = np.abs(gaps - median) > max(GAP_TOLERANCE[0] * median, GAP_TOLERANCE[1])
    step = (positions[-1] - positions[0]) / (len(planes) - 1)
    if odd.any():
        where = int(np.argmax(np.abs(gaps - median)))
        warnings.append(
            Words(
                "The slices are not evenly spaced: {gap:.2f} mm between slices {first} and {second}, "
                "{rule:.2f} mm as a rule. A slice may be missing.",
                gap=gaps[where],
                first=where + 1,
                second=where + 2,
                rule=median,
            )
        )
        step = step * (median / float(step @ first.normal))
    in_plane = np.stack([positions @ first.along_column, positions @ first.along_row])
    pixel = np.array([[first.row_spacing], [first.column_spacing]])
    shift = np.abs(in_plane[:, -1:] - in_plane[:, :1]) / (len(planes) - 1) / pixel
    expected = in_plane[:, :1] + (in_plane[:, -1:] - in_plane[:, :1]) * (distances - distances[0]) / np.ptp(distances)
    regular = not warnings
    if float(shift.max()) > SHEAR_TOLERANCE:
        angle = np.degrees(np.arccos(min(1.0, float(step @ first.normal) / float(np.linalg.norm(step)))))
        warnings.append(
            Words(
                "The slices are stacked at an angle of {angle:.1f}° to their normal (gantry tilt); "
                "reconstructed planes are cut at their true positions.",
                angle=angle,
            )
        )
    elif float(np.max(np.abs(in_plane - expected) / pixel)) > 1.0:
        warnings.append(Words("The slices are shifted against each other within their planes."))
        regular = False
    return Spacing(step, regular, tuple(warnings))


def _plane(facts: FrameFacts) -> PlaneGeometry:
    plane = facts.frame.geometry
    assert plane is not None
    return plane
