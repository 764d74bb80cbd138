"""`overread tasks` and `overread infer`."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from imaging.errors import UserError
from imaging.finding import Finding, Grade, Probability, Quantity
from imaging.region import Mask, Region, SliceRegion
from imaging.study import Case, Study
from inference.job import InferenceProgress, InferenceRequest, InferenceResult, TaskResult
from inference.places import place_of
from inference.registry import card_of, task_ids

SCHEMA = "overread.findings/1"


def configure_tasks(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread tasks`."""
    parser.add_argument("--json", action="store_true", help="print the whole cards as one JSON document")


def run_tasks(args: argparse.Namespace) -> int:
    """List the tasks; no model is loaded."""
    cards = [card_of(task) for task in task_ids()]
    if args.json:
        sys.stdout.write(json.dumps({"schema": "overread.tasks/1", "tasks": [dict(card.raw) for card in cards]}) + "\n")
        return 0
    for card in cards:
        state = "" if card.weights else "  (no weights yet)"
        phantom = "  (phantoms only)" if card.phantom else ""
        sys.stdout.write(f"{card.task:<14} {card.version:<8} {card.title}{phantom}{state}\n")
    return 0


def configure_infer(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread infer`."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files, folders, archives: DICOM, PNG, JPEG, NIfTI")
    parser.add_argument("--task", action="append", required=True, help="task id; may be given more than once")
    parser.add_argument(
        "--box",
        action="append",
        default=[],
        metavar="C0,R0,C1,R1[@IMAGE]",
        help="the place asked about, on the sagittal T2-weighted series (default: its middle image)",
    )
    parser.add_argument("--saliency", default="", help="map to make (default: the card's first allowed one); none")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--out", required=True, type=Path, help="folder for findings.json, pictures and maps")


def run_infer(args: argparse.Namespace) -> int:
    """Run tasks on every Study found; one Study writes into the folder itself, more into numbered ones."""
    for task in args.task:
        card_of(task)
    from imaging.dicom.index import load, nothing_found

    found = load(args.paths)
    if not found.studies:
        raise UserError(nothing_found(found))
    for number, study in enumerate(found.studies, start=1):
        folder = args.out if len(found.studies) == 1 else args.out / f"{number:03d}"
        _infer(study, args, folder)
    for refusal in found.refusals:
        sys.stderr.write(f"refused: {Path(refusal.file).name}: {refusal.reason}\n")
    return 3 if found.refusals else 0


def _infer(study: Study, args: argparse.Namespace, folder: Path) -> None:
    """Run on one Study and write what was found."""
    from inference import runner

    case = Case(study, places=tuple(place_of(study, words) for words in args.box))
    request = InferenceRequest(1, case, tuple(args.task), args.device, args.saliency)
    result = runner.run(request, _show_progress, lambda: False)
    folder.mkdir(parents=True, exist_ok=True)
    document = _document(study, result)
    for task, entry in zip(result.results, document["tasks"], strict=True):
        for finding, table in zip(task.findings, entry["findings"], strict=True):
            name = finding.finding_id.replace("/", "_")
            _write_pictures(study, finding, folder, name)
            if table["saliency"]:
                table["saliency"]["file"] = f"{name}.npz"
        sys.stderr.write(f"{task.task}: {task.status.value}{f' ({task.reason})' if task.reason else ''}\n")
    (folder / "findings.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _show_progress(message: InferenceProgress) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{message.done}/{message.total} {message.text}")
        if message.done == message.total:
            sys.stderr.write("\r\x1b[K")


def _document(study: Study, result: InferenceResult) -> dict[str, Any]:
    """The content of findings.json."""
    strangers = [series for series in study.series if not series.is_dicom]
    return {
        "schema": SCHEMA,
        "study_uid": study.study_uid,
        "device": result.device,
        "notices": ["not DICOM"] if strangers else [],
        "tasks": [_task_table(task) for task in result.results],
    }


def _task_table(task: TaskResult) -> dict[str, Any]:
    return {
        "task": task.task,
        "version": task.version,
        "weights_sha256": task.weights_sha256,
        "status": task.status.value,
        "reason": task.reason or None,
        "seconds": round(task.seconds, 3),
        "guards": [{"guard": g.guard, "state": g.state.value, "detail": g.detail} for g in task.guards],
        "findings": [_finding_table(finding) for finding in task.findings],
    }


def _finding_table(finding: Finding) -> dict[str, Any]:
    value = finding.value
    table: dict[str, Any] = {"id": finding.finding_id, "label": finding.label, "level": finding.level}
    match value:
        case Probability():
            table |= {"kind": "probability", "value": value.value, "unit": None}
            table |= {"operating_point": value.operating_point, "positive": value.positive}
        case Grade():
            table |= {"kind": "grade", "value": value.value, "unit": None, "levels": list(value.levels)}
        case Quantity():
            table |= {"kind": "quantity", "value": value.value, "unit": value.unit}
            table |= {"interval_95": list(value.interval) if value.interval else None}
    table["region"] = _region_table(finding.region)
    if finding.slice_scores:
        table["slice_scores"] = list(finding.slice_scores)
    shown = finding.saliency[0] if finding.saliency else None
    table["saliency"] = {"method": shown.method, "file": None, "allowed": shown.allowed} if shown else None
    return table


def _region_table(region: Region | None) -> dict[str, Any] | None:
    """Boxes are (left, top, right, bottom) in image coordinates of the original Instance."""
    if region is None:
        return None
    box = region.box if isinstance(region, Mask | SliceRegion) else region
    kind = {"Box": "box", "Mask": "mask", "SliceRegion": "slice"}[type(region).__name__]
    place = box if isinstance(region, Mask) else region
    table: dict[str, Any] = {"type": kind, "sop_instance_uid": place.sop_instance_uid, "frame": place.frame}  # type: ignore[union-attr]
    if isinstance(region, SliceRegion):
        table |= {"slice_index": region.slice_index, "series_uid": region.series_uid}
    table["box"] = [box.left, box.top, box.right, box.bottom] if box else None
    return table


def _write_pictures(study: Study, finding: Finding, folder: Path, name: str) -> None:
    """The overlay as PNG and the maps as NPZ."""
    import numpy as np

    from imaging.dicom.read import read_stack
    from inference.overlay import paint

    wanted = {shown.sop_instance_uid for shown in finding.saliency}
    stacks = [stack for stack in study.stacks if stack.series_uid == finding.series_uid] or list(study.stacks)
    chosen = next((s for s in stacks if wanted & {frame.sop_instance_uid for frame in s.frames}), stacks[0])
    paint(finding, chosen, read_stack(chosen)).save(folder / f"{name}.png")
    if finding.saliency:
        maps = {f"map_{i}": shown.values for i, shown in enumerate(finding.saliency)}
        names = [f"{shown.sop_instance_uid}#{shown.frame}" for shown in finding.saliency]
        np.savez_compressed(folder / f"{name}.npz", images=np.array(names), **maps)  # type: ignore[arg-type]
