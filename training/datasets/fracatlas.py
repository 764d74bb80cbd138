"""FracAtlas (Abedeen 2023, Sci Data 10:521) as COCO files per split with `labels.csv`."""

import json
from collections import defaultdict
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from imaging.errors import UserError
from imaging.presentation import ImageStack, Presentation, Window
from imaging.study import Frame, Stack, StackKind
from inference.task import TaskInput
from training.datasets import SPLITS, DataSet, Sample
from training.datasets.tables import Row, read_rows, require

LAYOUT = "FracAtlas (images/, labels.csv, coco_train.json, coco_val.json, coco_test.json)"

REGIONS = ("hand", "leg", "hip", "shoulder")
VIEWS = ("frontal", "lateral", "oblique")
ATTRIBUTES = (*REGIONS, *VIEWS, "mixed", "hardware", "multiscan")
COLUMNS = (
    "image_id",
    "split",
    "fractured",
    "near_duplicate_group",
    "id_block",
    "orig_width",
    "orig_height",
    *ATTRIBUTES,
)

NATIVE_LIMIT = 1000
"""Original pictures with a longer side come from the second kind of scanner (2304 × 2880)."""

EIGHT_BIT = Presentation(windows=(Window(128.0, 256.0),))
"""Shows 0…255 as they are (LINEAR: 0 is black, 255 is white)."""


def recognises(source: str) -> bool:
    """True for a folder with the files of `LAYOUT`."""
    folder = Path(source)
    return (folder / "labels.csv").is_file() and all((folder / f"coco_{split}.json").is_file() for split in SPLITS)


def read(source: str) -> DataSet:
    """Read the folder. Groups are the near-duplicate groups: FracAtlas names no patients."""
    folder = Path(source)
    outlines, table = _outlines(folder), folder / "labels.csv"
    rows = read_rows(table, COLUMNS)
    require((folder / "images" / row["image_id"] for row in rows), table)
    samples = tuple(
        Sample(
            sample_id=Path(row["image_id"]).stem,
            split=row["split"],
            group=f"duplicates-{row['near_duplicate_group']}",
            load=partial(read_image, folder / "images" / row["image_id"]),
            reference={"fracture": row["fractured"] == "1"},
            polygons=tuple(outlines.get(row["image_id"], ())),
            attributes={key: float(row[key]) for key in ATTRIBUTES},
            notes=_notes(row),
        )
        for row in rows
    )
    return DataSet("FracAtlas (Abedeen 2023), subset of 2,590 radiographs", "CC BY 4.0", samples)


def _notes(row: Row) -> dict[str, str]:
    """What a table of predictions, and one by region, view or resolution, says of a picture."""
    longest = max(int(float(row["orig_width"])), int(float(row["orig_height"])))
    return {
        "block": row["id_block"],
        "original": f"{row['orig_width']}x{row['orig_height']}",
        "region": "+".join(name for name in REGIONS if row[name] == "1"),
        "view": "+".join(name for name in VIEWS if row[name] == "1"),
        "resolution": f"original {'≤' if longest <= NATIVE_LIMIT else '>'} {NATIVE_LIMIT} px",
    }


def _outlines(folder: Path) -> dict[str, list[tuple[float, ...]]]:
    """Polygons by file name, from the three COCO files."""
    found: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for split in SPLITS:
        table = json.loads((folder / f"coco_{split}.json").read_text(encoding="utf-8"))
        names = {image["id"]: image["file_name"] for image in table["images"]}
        for annotation in table["annotations"]:
            for polygon in annotation["segmentation"]:
                found[names[annotation["image_id"]]].append(tuple(polygon))
    return found


def read_image(path: Path) -> TaskInput:
    """An 8-bit picture as the TaskInput of a radiograph task; a UserError when it cannot be read whole."""
    try:
        with Image.open(path) as picture:
            values = np.asarray(ImageOps.exif_transpose(picture).convert("L"))
    except (OSError, SyntaxError) as error:  # Pillow's words for cut-off and for broken pictures
        raise UserError(f"{path} cannot be read whole ({error}). Copy it again, or take its row out.") from error
    rows, columns = values.shape
    frame = Frame(str(path), 1, path.stem)
    stack = Stack(path.stem, path.stem, StackKind.RADIOGRAPH, (frame,), rows, columns, 1)
    return TaskInput({"image": stack}, {"image": ImageStack(path.stem, values[None, None], (EIGHT_BIT,))})
