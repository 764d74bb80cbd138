"""The demo: a few phantoms, generated once and kept."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from imaging.errors import UserError
from imaging.phantoms.knee import generate_knee
from imaging.phantoms.limb import generate_limb
from imaging.phantoms.model import PHANTOM_VERSION, Phantom
from imaging.phantoms.write import write_study
from imaging.region import Box
from imaging.study import ReferenceStandard

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

DEMO: tuple[tuple[str, int], ...] = (
    ("limb", 60), ("knee", 16), ("limb", 12), ("knee", 6), ("limb", 47), ("knee", 4), ("limb", 6),
)  # fmt: skip
"""Kind and seed of the demo's studies, in the order in which they are read.

The first radiograph is one of the few phantoms on which the bundled detector, trained on real radiographs only, marks
the fracture; it misses those of the others. Its card says how often.
"""


@dataclass(frozen=True)
class DemoStudy:
    """One study on disk.

    Attributes
    ----------
    folder : Path
        Holds the DICOM files and nothing else; `reference.json` lies beside it.
    reference : ReferenceStandard
        Known by construction.
    """

    folder: Path
    kind: str
    seed: int
    study_uid: str
    title: str
    reference: ReferenceStandard


def demo_studies(folder: Path, progress: Progress | None = None, cancelled: Cancelled | None = None) -> list[DemoStudy]:
    """Generate the demo's studies below a folder, unless they are there already.

    Parameters
    ----------
    folder : Path
        Made when it does not exist; a sub-folder per version of the generator keeps old studies apart.
    progress : callable or None
        Called with (done, total) before the first and after every study.
    cancelled : callable or None
        Asked before every study; when it says yes, the studies that are there so far are returned.

    Raises
    ------
    UserError
        When the folder cannot be written.
    """
    home = folder / f"phantoms-{PHANTOM_VERSION}"
    studies: list[DemoStudy] = []
    if progress:
        progress(0, len(DEMO))
    for done, (kind, seed) in enumerate(DEMO, start=1):
        if cancelled and cancelled():
            break
        place = home / f"{kind}-{seed:04d}"
        try:
            if not (place / "reference.json").exists():
                _generate(kind, seed, place)
            studies.append(read_demo_study(place))
        except OSError as error:
            raise UserError(
                f"The demo studies cannot be written ({error.strerror}). "
                "Free some space (40 MB) or choose another folder."
            ) from error
        if progress:
            progress(done, len(DEMO))
    return studies


def read_demo_study(place: Path) -> DemoStudy:
    """A study that `demo_studies` wrote, from its `reference.json`."""
    try:
        content = json.loads((place / "reference.json").read_text(encoding="utf-8"))
        return DemoStudy(
            folder=place / "images",
            kind=content["kind"],
            seed=content["seed"],
            study_uid=content["study_uid"],
            title=content["title"],
            reference=ReferenceStandard(
                MappingProxyType(
                    {
                        name: value if isinstance(value, bool) else float(value)
                        for name, value in content["labels"].items()
                    }
                ),
                tuple(
                    Box(place["sop_instance_uid"], place["frame"], *map(float, place["box"]))
                    for lesion in content["lesions"]
                    for place in lesion["boxes"]
                ),
            ),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"The demo study {place.name} is damaged. Delete its folder and start the demo again."
        ) from error


def reference_of(phantom: Phantom) -> dict[str, object]:
    """The content of `reference.json`: labels, and every lesion with its boxes in image coordinates."""
    return {
        "schema": "overread.reference/1",
        "kind": phantom.kind,
        "seed": phantom.seed,
        "study_uid": phantom.study_uid,
        "title": phantom.description,
        "established": "by construction: the program generated this phantom",
        "labels": dict(phantom.labels),
        "lesions": [
            {
                "name": lesion.name,
                "labels": list(lesion.labels),
                "description": lesion.description,
                "boxes": [
                    {
                        "series": image.name,
                        "sop_instance_uid": box.sop_instance_uid,
                        "frame": box.frame,
                        "box": [box.left, box.top, box.right, box.bottom],
                    }
                    for image in phantom.images
                    for box in image.boxes(lesion.name)
                ],
            }
            for lesion in phantom.lesions
        ],
    }


def _generate(kind: str, seed: int, place: Path) -> None:
    """Write a study beside its place and move it there whole, so that an interruption leaves nothing half done."""
    phantom = generate_knee(seed) if kind == "knee" else generate_limb(seed)
    partial = place.with_name(f".{place.name}-{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    write_study(phantom, partial / "images")
    (partial / "reference.json").write_text(json.dumps(reference_of(phantom), indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(place, ignore_errors=True)
    os.replace(partial, place)
