"""`overread inspect` and `overread render`: neither imports torch or Qt."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imaging.errors import UserError

if TYPE_CHECKING:
    from imaging.dicom.index import ScanUpdate
    from imaging.geometry import EdgeLabels
    from imaging.study import Frame, Series, Stack, Study

DIGITS = 9
"""Digits after the decimal point that are printed of positions and directions; beyond them is rounding noise."""


def configure_inspect(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of `overread inspect`."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, folders, zips, DICOMDIRs")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--identify", action="store_true", help="also print the patient's name and ID")


def run_inspect(args: argparse.Namespace) -> int:
    """Print what is in these files and folders; 3 when some were refused, `UserError` when there is no image."""
    from imaging.dicom.index import ScanUpdate, nothing_found, scan

    update = ScanUpdate((), (), 0, 0)
    for update in scan(args.paths, _progress if sys.stderr.isatty() else None):  # noqa: B007 – the last one is wanted
        pass
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    if args.json:
        sys.stdout.write(json.dumps(describe(update, identify=args.identify), indent=1, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(update, identify=args.identify)) + "\n")
    if not update.studies:
        raise UserError(nothing_found(update))
    return 3 if update.refusals else 0


def _progress(done: int, total: int) -> None:
    if done % 50 == 0 or done == total:
        sys.stderr.write(f"\r{done} of {total} files")


def describe(update: "ScanUpdate", *, identify: bool = False) -> dict[str, Any]:
    """The document that `inspect --json` prints (schema ``overread.inspect/1``)."""
    return {
        "schema": "overread.inspect/1",
        "studies": [_study(study, identify=identify) for study in update.studies],
        "refused": [{"file": refusal.file, "reason": refusal.reason} for refusal in update.refusals],
    }


def _study(study: "Study", *, identify: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"study_uid": study.study_uid}
    if identify:
        described["patient"] = {"name": study.patient.name, "patient_id": study.patient.patient_id}
    described["series"] = [_series(series) for series in study.series]
    return described


def _series(series: "Series") -> dict[str, Any]:
    return {
        "series_uid": series.series_uid,
        "modality": series.modality,
        "description": series.description,
        "transfer_syntax": series.transfer_syntax,
        "is_dicom": series.is_dicom,
        "is_phantom": series.is_phantom,
        "notices": list(series.notices),
        "stacks": [_stack(stack) for stack in series.stacks],
    }


def _stack(stack: "Stack") -> dict[str, Any]:
    geometry, calibration = stack.geometry, stack.calibration
    first = stack.frames[0].geometry if geometry is not None else None
    last = stack.frames[stack.slices - 1].geometry if geometry is not None else None
    labels = edge_labels(stack)
    return {
        "kind": str(stack.kind),
        "rows": stack.rows,
        "columns": stack.columns,
        "slices": stack.slices,
        "dimensions": {name: list(values) for name, values in stack.dimensions},
        "pixel_spacing_mm": [calibration.row_spacing, calibration.column_spacing]
        if calibration.in_millimetres
        else None,
        "slice_spacing_mm": round(geometry.slice_distance, DIGITS) if geometry and stack.slices > 1 else None,
        "calibration": str(calibration.kind),
        "image_orientation": _rounded([*first.along_row, *first.along_column]) if first else None,
        "first_position": _rounded(first.position) if first else None,
        "last_position": _rounded(last.position) if last else None,
        "frame_of_reference_uid": (geometry.frame_of_reference_uid or None) if geometry else None,
        "plane": str(stack.plane) if stack.plane else None,
        "edge_labels": None
        if labels is None
        else {"left": labels.left, "right": labels.right, "top": labels.top, "bottom": labels.bottom},
        "regular": stack.regular,
        "shear_deg": round(geometry.shear_degrees, 4) if geometry else 0.0,
        "warnings": list(stack.warnings),
    }


def _rounded(values: Sequence[float] | Any) -> list[float]:
    return [round(float(value), DIGITS) + 0.0 for value in values]


def edge_labels(stack: "Stack") -> "EdgeLabels | None":
    """Orientation letters at the edges of the unturned image: from geometry, else from Patient Orientation."""
    from imaging.geometry import EdgeLabels, opposite_letters

    plane = stack.frames[0].geometry
    if stack.geometry is not None and plane is not None:
        return plane.edge_labels
    if stack.patient_orientation is None:
        return None
    right, bottom = stack.patient_orientation
    return EdgeLabels(left=opposite_letters(right), right=right, top=opposite_letters(bottom), bottom=bottom)


def _lines(update: "ScanUpdate", *, identify: bool) -> list[str]:
    lines = []
    for study in update.studies:
        who = f"  {study.patient.name}  {study.patient.patient_id}" if identify else ""
        lines.append(f"Study {study.study_uid}{who}")
        for series in study.series:
            lines.append(
                f"  {series.modality or '–'}  {series.description or 'without description'}  [{_syntax(series)}]"
            )
            lines.extend(f"    ! {notice}" for notice in series.notices)
            for stack in series.stacks:
                lines.append(f"    {_summary(stack)}")
                lines.extend(f"      ! {warning}" for warning in stack.warnings)
    if update.refusals:
        lines.append(f"Refused: {len(update.refusals)}")
        lines.extend(f"  {refusal.file}: {refusal.reason}" for refusal in update.refusals)
    return lines


def _syntax(series: "Series") -> str:
    from pydicom.uid import UID

    return UID(series.transfer_syntax).name if series.is_dicom else series.transfer_syntax


def _summary(stack: "Stack") -> str:
    parts = [str(stack.kind), f"{stack.rows} × {stack.columns} × {stack.slices}"]
    parts += [f"{name} {', '.join(f'{value:g}' for value in values)}" for name, values in stack.dimensions]
    calibration = stack.calibration
    if calibration.in_millimetres:
        parts.append(f"{calibration.row_spacing:.4g} × {calibration.column_spacing:.4g} mm ({calibration.kind})")
    else:
        parts.append("no millimetres")
    if stack.geometry is not None:
        if stack.slices > 1:
            parts.append(f"every {stack.geometry.slice_distance:.4g} mm")
        parts.append(str(stack.plane))
    labels = edge_labels(stack)
    if labels is not None:
        parts.append(f"{labels.left or '?'}|{labels.right or '?'} {labels.top or '?'}/{labels.bottom or '?'}")
    return ", ".join(parts)


def configure_render(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of `overread render`."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--frame", type=int, default=1, metavar="N", help="which image of the file, from 1")
    parser.add_argument("--window", type=float, nargs=2, metavar=("C", "W"), help="centre and width")
    parser.add_argument("--out", type=Path, metavar="PNG", help="8 bit, native size")
    parser.add_argument("--no-overlays", action="store_true", help="without the overlay planes of the file")
    parser.add_argument("--values", type=Path, metavar="NPY", help="the Modality LUT's output as numpy array")


def run_render(args: argparse.Namespace) -> int:
    """Write what the viewport shows, or the values behind it."""
    if args.out is None and args.values is None:
        raise UserError("Say where to write: --out PICTURE.png, --values VALUES.npy, or both.")
    if args.window is not None and args.window[1] <= 0:
        raise UserError("The width of a window must be greater than 0.")
    stack, index = _find(args.file, args.frame)
    _write(stack, index, args)
    return 0


def _find(path: Path, number: int) -> "tuple[Stack, int]":
    """The stack of a file that holds frame `number`, and the frame's place in it."""
    from imaging.dicom.index import load

    if path.is_dir():
        raise UserError("This is a folder; give one file.")
    found: list[tuple[Stack, int, Frame]] = [
        (stack, index, frame)
        for study in load([path]).studies
        for stack in study.stacks
        for index, frame in enumerate(stack.frames)
    ]
    for stack, index, frame in found:
        if frame.number == number:
            return stack, index
    raise UserError(f"This file has {len(found)} images; there is no image {number}.")


def _write(stack: "Stack", index: int, args: argparse.Namespace) -> None:
    import numpy as np
    from PIL import Image

    from imaging.dicom.read import read_stack
    from imaging.presentation import Window, display_pixels

    image = read_stack(stack)
    values = image.values.reshape(-1, *image.values.shape[2:])[index]
    padding = None if image.padding is None else image.padding.reshape(-1, stack.rows, stack.columns)[index]
    if image.refusals and padding is not None and padding.all():
        raise UserError(image.refusals[0].reason)
    window = Window(*args.window) if args.window is not None else None
    if window is None and (image.presentation.windows or not image.presentation.luts):
        # A stack keeps one window while it is scrolled: the header's, or one for all its images.
        window = image.default_window()
    try:
        if args.values is not None:
            with args.values.open("wb") as stream:
                np.save(stream, values)
        if args.out is not None:
            overlay = image.overlays[index] if image.overlays and not args.no_overlays else None
            shown = display_pixels(values, image.presentation, window=window, padding=padding, overlay=overlay)
            Image.fromarray(shown).save(args.out, format="PNG")
    except OSError as error:
        raise UserError(f"The result cannot be written: {error.strerror or type(error).__name__}.") from None
