"""Small folders in the layouts of public data sets, with made-up pictures."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """A CSV with the keys of the first row as its header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_picture(path: Path, seed: int, shape: tuple[int, int] = (60, 50)) -> None:
    """Noise with a bright bar."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 60, shape).astype(np.uint8)
    pixels[:, shape[1] // 3 : shape[1] // 2] = 200
    Image.fromarray(pixels).save(path)


def write_rsna_bone_age(folder: Path, count: int = 20, validation: int = 0) -> Path:
    """`count` hands with ages, and a validation table of `validation` in the challenge's own second header."""
    hands = [{"id": 1377 + i, "boneage": 30 + (7 * i) % 200, "male": i % 2 == 0} for i in range(count)]
    write_rows(folder / "boneage-training-dataset.csv", hands)
    for hand in hands:
        write_picture(folder / "boneage-training-dataset" / f"{hand['id']}.png", int(hand["id"]))
    held = [{"Image ID": 9000 + i, "male": "FALSE", "Bone Age (months)": 100.5 + i} for i in range(validation)]
    if held:
        write_rows(folder / "boneage-validation-dataset.csv", held)
        for row in held:
            write_picture(folder / "boneage-validation-dataset-1" / f"{row['Image ID']}.png", 1)
    write_rows(folder / "boneage-test-dataset.csv", [{"Case ID": 4360, "Sex": "M"}])
    return folder


def write_mrnet(folder: Path, train: int = 24, valid: int = 8, side: int = 32) -> Path:
    """Knees of three series; a tear is a bright square."""
    random = np.random.default_rng(0)
    for part, count, first in (("train", train, 0), ("valid", valid, 1130)):
        words = {"abnormal": 1, "acl": 2, "meniscus": 4}
        answers = {f"{first + i:04d}": {word: i // every % 2 for word, every in words.items()} for i in range(count)}
        for word in words:
            path = folder / f"{part}-{word}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(f"{exam},{answer[word]}\n" for exam, answer in answers.items()))
        for plane, slices in (("axial", 3), ("coronal", 4), ("sagittal", 5)):
            (folder / part / plane).mkdir(parents=True)
            for exam, answer in answers.items():
                values = random.integers(0, 90, (slices, side, side)).astype(np.uint8)
                if answer["abnormal"]:
                    values[1, 12:20, 12:20] = 250
                np.save(folder / part / plane / f"{exam}.npy", values)
    return folder


def write_mura(folder: Path, patients: int = 20, valid: int = 6) -> Path:
    """Hands and elbows, two images per study; every second patient is abnormal."""
    for part, numbers in (("train", range(patients)), ("valid", range(11000, 11000 + valid))):
        paths, studies = [], []
        for number in numbers:
            state = "positive" if number % 2 else "negative"
            region = "XR_HAND" if number % 3 else "XR_ELBOW"
            study = f"MURA-v1.1/{part}/{region}/patient{number:05d}/study1_{state}"
            studies.append(f"{study}/,{number % 2}\n")
            for image in ("image1.png", "image2.png"):
                paths.append(f"{study}/{image}\n")
                write_picture(folder.parent / study / image, number)
        (folder / f"{part}_image_paths.csv").write_text("".join(paths))
        (folder / f"{part}_labeled_studies.csv").write_text("".join(studies))
    return folder


def write_oai_kl(folder: Path, per_grade: int = 2) -> Path:
    """Both knees of a patient under the same grade."""
    for number, split in enumerate(("train", "val", "test")):
        for grade in range(5):
            for patient in range(per_grade):
                for side in "LR":
                    name = f"9{number}{grade}{patient:02d}{side}.png"
                    write_picture(folder / split / str(grade) / name, patient, (64, 64))
    return folder


def write_coco(folder: Path, count: int = 6, split: str = "train", patients: bool = False) -> Path:
    """Pictures with a bright bar; every second one has it outlined as a fracture."""
    images, annotations = [], []
    for i in range(count):
        name = f"{split}-{i}.png"
        write_picture(folder / "images" / name, i)
        images.append({"id": i, "file_name": name, "width": 50, "height": 60})
        if patients:
            images[-1]["patient_id"] = f"p{i // 2}"
        if i % 2:
            annotations.append({"id": i, "image_id": i, "category_id": 7, "bbox": [16, 0, 9, 60], "segmentation": []})
    table = {"images": images, "annotations": annotations, "categories": [{"id": 7, "name": "Fractured bone"}]}
    (folder / "annotations").mkdir(exist_ok=True)
    (folder / "annotations" / f"instances_{split}.json").write_text(json.dumps(table))
    return folder


def write_fracatlas_original(folder: Path, count: int = 150) -> Path:
    """The published folders; every third picture is fractured and outlined."""
    rows, images, annotations = [], [], []
    for i in range(count):
        name, broken = f"IMG{i:07d}.jpg", i % 3 == 0
        write_picture(folder / "images" / ("Fractured" if broken else "Non_fractured") / name, i)
        flags = {"hand": 1, "leg": 0, "hip": 0, "shoulder": 0, "mixed": 0, "hardware": 0, "multiscan": 0}
        views = {"frontal": 1, "lateral": 0, "oblique": 0}
        rows.append({"image_id": name, **flags, "fractured": int(broken), "fracture_count": int(broken), **views})
        if broken:
            images.append({"id": i, "file_name": name, "width": 50, "height": 60})
            outline = [16.0, 5.0, 25.0, 5.0, 25.0, 50.0]
            annotations.append({"id": i, "image_id": i, "segmentation": [outline], "category_id": 0})
    write_rows(folder / "dataset.csv", rows)
    table = folder / "Annotations" / "COCO JSON" / "COCO_fracture_masks.json"
    table.parent.mkdir(parents=True)
    table.write_text(json.dumps({"images": images, "annotations": annotations}))
    return folder
