"""FracAtlas (Abedeen 2023, Sci Data 10:521) as its authors publish it: `dataset.csv`, `images/`, `Annotations/`.

No patients are named. Exposures of one visit have neighbouring numbers, so blocks of 25 numbers stand in for patients
and are divided 70 : 10 : 20 by a digest. Left out, and counted in the title: pictures that are cut off (the published
set has some), and names that lie under both answers.
"""

import json
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path

from imaging.errors import UserError
from training.datasets import DataSet, Sample
from training.datasets.fracatlas import ATTRIBUTES, read_image
from training.datasets.tables import drawn_split, read_rows

LAYOUT = "FracAtlas as published (dataset.csv, images/Fractured, images/Non_fractured, Annotations/COCO JSON)"

COLUMNS = ("image_id", "fractured", *ATTRIBUTES)
BLOCK = 25
SHARES = {"val": 0.1, "test": 0.2}
END_OF_IMAGE = b"\xff\xd9"
"""The last marker of a JPEG (ITU-T T.81 B.1.1.3); a cut-off one lacks it."""


def recognises(source: str) -> bool:
    """True for a folder with the files of `LAYOUT`."""
    folder = Path(source)
    return (folder / "dataset.csv").is_file() and (folder / "images" / "Fractured").is_dir()


def read(source: str) -> DataSet:
    """Read the folder."""
    folder = Path(source)
    table = folder / "dataset.csv"
    places = list(folder.glob("images/*/*.jpg"))
    twice = {name for name, count in Counter(path.name for path in places).items() if count > 1}
    whole = {path.name: path for path in places if path.name not in twice and _is_whole(path)}
    outlines = _outlines(folder)
    samples = []
    for row in read_rows(table, COLUMNS):
        name = row["image_id"]
        if name not in whole:
            continue
        block = f"block-{int(Path(name).stem.removeprefix('IMG')) // BLOCK}"
        samples.append(
            Sample(
                sample_id=Path(name).stem,
                split=drawn_split("fracatlas", block, SHARES),
                group=block,
                load=partial(read_image, whole[name]),
                reference={"fracture": row["fractured"] == "1"},
                polygons=tuple(outlines.get(name, ())),
                attributes={key: float(row[key]) for key in ATTRIBUTES},
                notes={"block": block},
            )
        )
    if not samples:
        raise UserError(f"None of the pictures in {table} lies whole in {folder / 'images'}. Unpack the archive again.")
    left_out = len(places) - len(samples)
    return DataSet(f"FracAtlas (Abedeen 2023), {left_out} pictures left out", "CC BY 4.0", tuple(samples))


def _is_whole(path: Path) -> bool:
    """True when a JPEG ends as one should; some have filler behind it."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 64))
        return END_OF_IMAGE in stream.read()


def _outlines(folder: Path) -> dict[str, list[tuple[float, ...]]]:
    """Polygons by file name."""
    tables = sorted(folder.glob("Annotations/COCO*/*.json"))
    if not tables:
        raise UserError(f"{folder / 'Annotations'} has no COCO JSON. Unpack the whole archive.")
    content = json.loads(tables[0].read_text(encoding="utf-8"))
    names = {image["id"]: image["file_name"] for image in content["images"]}
    found: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for annotation in content["annotations"]:
        for polygon in annotation["segmentation"]:
            found[names[annotation["image_id"]]].append(tuple(polygon))
    return found
