"""The models' heat maps of a study's cases, kept beside `model.json` for the pages of the report.

A record keeps a digest of what was shown, not the picture; these are the maps that “overread study models” computed.
One grey PNG for each question of a case, of the image on which the map is strongest; what it belongs to stands in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin, UnidentifiedImageError

from app.reading.lesion_marks import image_name
from imaging.errors import UserError
from imaging.finding import Finding, SaliencyMap

FOLDER = "heat_maps"
LONGEST = 640
"""Pixels of the longer side; the maps themselves are far coarser."""

TRANSPARENT, FULL, OPACITY = 0.2, 0.5, 0.6
"""As in the window: a map's low end is not drawn, and from one half on it has its whole opacity."""

INFERNO = ((0, 0, 4), (87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164))
"""The colour table of the window, at five places from 0 to 1."""


@dataclass(frozen=True)
class HeatMap:
    """One map: of which question, by which method, on which image."""

    question_id: str
    method: str
    image: str
    frame: int
    path: Path

    def over(self, picture: Image.Image) -> Image.Image:
        """The map in colours over a picture of its image."""
        with Image.open(self.path) as kept:
            level = np.asarray(kept.resize(picture.size, Image.Resampling.BILINEAR), dtype=np.float64) / 255.0
        places = np.linspace(0.0, 1.0, len(INFERNO))
        colour = np.stack([np.interp(level, places, [knot[c] for knot in INFERNO]) for c in range(3)], axis=-1)
        alpha = np.interp(level, [TRANSPARENT, FULL], [0.0, OPACITY])[..., None]
        base = np.asarray(picture.convert("RGB"), dtype=np.float64)
        return Image.fromarray(np.rint(base * (1.0 - alpha) + colour * alpha).astype(np.uint8))


def write_heat_maps(folder: Path, case: str, findings: Iterable[Finding]) -> None:
    """Keep the strongest map of each question of a case.

    Raises
    ------
    UserError
        When the folder cannot be written.
    """
    strongest: dict[str, SaliencyMap] = {}
    for finding in findings:
        question = f"{finding.task}/{finding.label}"
        for saliency in finding.saliency:
            if question not in strongest or _strength(saliency) > _strength(strongest[question]):
                strongest[question] = saliency
    try:
        for question, saliency in strongest.items():
            target = folder / FOLDER / f"{case}.{question.replace('/', '.')}.png"
            target.parent.mkdir(exist_ok=True)
            said = PngImagePlugin.PngInfo()
            words = {"case": case, "question": question, "method": saliency.method}
            words |= {"image": image_name(saliency.sop_instance_uid), "frame": str(saliency.frame)}
            for key, value in words.items():
                said.add_text(key, value)
            _grey(saliency).save(target, pnginfo=said)
    except OSError as error:
        raise UserError("The models' heat maps cannot be written: {why}.", why=error.strerror) from error


def read_heat_maps(folder: Path) -> dict[str, list[HeatMap]]:
    """The maps by case; none of a study whose models were not asked, and none of a picture that is damaged."""
    found: dict[str, list[HeatMap]] = {}
    for path in sorted((folder / FOLDER).glob("*.png")):
        try:
            with Image.open(path) as kept:
                said = dict(kept.info)
            own = HeatMap(said["question"], said["method"], said["image"], int(said["frame"]), path)
            found.setdefault(said["case"], []).append(own)
        except (OSError, UnidentifiedImageError, KeyError, ValueError):
            continue  # a report without a map is still one
    return found


def _strength(saliency: SaliencyMap) -> tuple[float, float]:
    values = np.nan_to_num(saliency.values)
    return float(values.max(initial=0.0)), float(values.sum())


def _grey(saliency: SaliencyMap) -> Image.Image:
    share = np.clip(np.nan_to_num(saliency.values.astype(np.float32)), 0.0, 1.0)
    grey = Image.fromarray(np.rint(share * 255.0).astype(np.uint8))
    grey.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    return grey
