"""Plain COCO (Lin 2014): JSON tables of images and annotations, one per split or one for all.

A table's split is the word in its name (``instances_train2017.json``, ``val.json``) or the folder it lies in
(``test/_annotations.coco.json``); tables without such a word are divided 70 : 10 : 20 by a digest of the patient. A
patient is an image's ``patient_id`` where the table has it; else every image is its own group, and images of one
patient may then fall into two splits.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from imaging.errors import UserError
from training.datasets import DataSet, Sample
from training.datasets.fracatlas import read_image
from training.datasets.tables import drawn_split, require

LAYOUT = (
    "plain COCO (annotations/*.json or *.json with images and annotations, pictures in images/ or a split's folder)"
)

WORDS = {"train": "train", "valid": "val", "val": "val", "test": "test"}
"""Word in the name of a table or of its folder → split."""
SHARES = {"val": 0.1, "test": 0.2}
MOST = 200_000_000
"""Bytes of a table that is still looked into."""


def recognises(source: str) -> bool:
    """True when a JSON file in the usual places has images and annotations."""
    return any(_is_coco(path) for path in _tables(Path(source)))


def read(source: str) -> DataSet:
    """Read the folder. Categories become labels; those that say fracture become `fracture`."""
    folder = Path(source)
    samples: dict[str, Sample] = {}
    for path in _tables(folder):
        if _is_coco(path):
            for sample in _read_table(folder, path):
                if sample.sample_id in samples:
                    raise UserError(f"{path} names {sample.sample_id} a second time; an image belongs to one split.")
                samples[sample.sample_id] = sample
    return DataSet(f"COCO data set {folder.name}", "that of the folder's source", tuple(samples.values()))


def _tables(folder: Path) -> list[Path]:
    patterns = ("*.json", "annotations/*.json", "*/*.coco.json")
    return [path for pattern in patterns for path in sorted(folder.glob(pattern))]


def _load(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size <= MOST else None
    except (OSError, ValueError):
        return None


def _is_coco(path: Path) -> bool:
    content = _load(path)
    return isinstance(content, dict) and all(isinstance(content.get(key), list) for key in ("images", "annotations"))


def _split_of(path: Path) -> str:
    """The split a table is for; empty when neither its name nor its folder says."""
    for name in (path.stem.lower(), path.parent.name.lower()):
        for word, split in WORDS.items():
            if word in name:
                return split
    return ""


def _read_table(folder: Path, path: Path) -> list[Sample]:
    content = _load(path)
    try:
        names = {entry["id"]: _label(str(entry["name"])) for entry in content.get("categories", [])}
        found: dict[Any, list[tuple[str, tuple[float, ...]]]] = defaultdict(list)
        for annotation in content["annotations"]:
            label = names[annotation["category_id"]]
            found[annotation["image_id"]].extend((label, outline) for outline in _outlines(annotation))
        labels = sorted(set(names.values()))
        pictures = [_picture(folder, path, str(image["file_name"])) for image in content["images"]]
        samples = [
            _sample(picture, _split_of(path), image, labels, found[image["id"]])
            for picture, image in zip(pictures, content["images"], strict=True)
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(f"{path} is no whole COCO table: {error} is missing or of the wrong kind.") from error
    require(pictures, path)
    return samples


def _sample(
    picture: Path, split: str, image: Mapping[str, Any], labels: list[str], found: list[tuple[str, tuple[float, ...]]]
) -> Sample:
    patient = str(image.get("patient_id", picture.stem))
    lesions = [outline for label, outline in found if label == "fracture" or "fracture" not in labels]
    return Sample(
        sample_id=picture.stem,
        split=split or drawn_split("coco", patient, SHARES),
        group=f"patient-{patient}",
        load=partial(read_image, picture),
        reference={label: any(label == other for other, _ in found) for label in labels},
        polygons=tuple(lesions),
        notes={"original": f"{int(image['width'])}x{int(image['height'])}"},
    )


def _picture(folder: Path, table: Path, name: str) -> Path:
    """Where a picture lies: beside its table, or in the usual folders."""
    split = table.stem.split("_")[-1]
    homes = [table.parent, folder / "images" / split, folder / "images", folder / split, folder]
    places = [home / name for home in homes]
    return next((place for place in places if place.is_file()), places[2])


def _label(category: str) -> str:
    """A category as a label's name."""
    word = category.strip().lower().replace(" ", "_")
    return "fracture" if "fractur" in word else word


def _outlines(annotation: Mapping[str, Any]) -> list[tuple[float, ...]]:
    """The polygons of an annotation; its box where it has none (or a run-length mask)."""
    polygons = annotation.get("segmentation")
    if isinstance(polygons, list) and polygons:
        return [tuple(float(value) for value in polygon) for polygon in polygons]
    left, top, width, height = (float(value) for value in annotation["bbox"])
    return [(left, top, left + width, top, left + width, top + height, left, top + height)]
