"""MURA, folders by KL grade, and plain COCO: what is read, whom it keeps together, and that tasks work on it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from imaging.errors import UserError
from inference.registry import load_task
from inference.tasks.radiograph_fracture import RadiographFracture
from main import main
from tests.training.layouts import write_coco, write_fracatlas_original, write_mura, write_oai_kl, write_picture
from training.datasets import open_data
from training.radiograph_fracture import Recipe, ViewStage, make_training
from training.recipe import build, read_table

# Not narrower: below 16 channels the backward pass of channels-last convolutions damages memory (torch 2.15).
SMALL = {"side": 96, "widths": [16, 16, 16, 16], "decoder": [16, 16, 16]}


def fracture_step(folder: Path) -> tuple[ViewStage, dict[str, float]]:
    """One batch of `radiograph_fracture` on a folder, in small."""
    card = load_task("radiograph_fracture").card
    task = RadiographFracture(replace(card, network={**card.network, **SMALL}, raw={}))
    changes = ["views.view=64", "views.schedule.batch_size=4", "views.schedule.precision='fp32'"]
    recipe = build(Recipe, read_table("radiograph_fracture", None, changes))
    training = make_training(task, open_data(str(folder)), recipe, torch.device("cpu"))
    (stage,) = training.stages()
    assert isinstance(stage, ViewStage)
    losses = stage.loss(next(stage.batches(np.random.default_rng(0))))
    torch.stack(list(losses.values())).sum().backward()
    return stage, {name: float(loss.detach()) for name, loss in losses.items()}


class TestMura:
    def test_images_take_their_study_s_answer_and_patients_stay_together(self, tmp_path: Path) -> None:
        data = open_data(str(write_mura(tmp_path / "MURA-v1.1", patients=40)))
        assert len(data.samples) == 2 * (40 + 6)
        assert {sample.group for sample in data.split("test")} == {f"patient{n}" for n in range(11000, 11006)}
        assert data.split("val")
        image = next(s for s in data.samples if s.sample_id == "XR_HAND-patient00001-study1-image2")
        assert image.reference["fracture"]
        assert image.attributes == {"hand": 1.0}
        assert "abnormal of any kind" in data.title

    def test_radiograph_fracture_learns_from_images_without_outlines(self, tmp_path: Path) -> None:
        stage, losses = fracture_step(write_mura(tmp_path / "MURA-v1.1"))
        assert all(np.isfinite(loss) for loss in losses.values())
        views = [view for view in next(stage.batches(np.random.default_rng(1))) if view.source.fractured]
        assert views
        for parameter in stage.network.parameters():
            parameter.grad = None
        losses_of_positives = stage.loss(views)
        assert (
            float(losses_of_positives["map"].detach()) == 0.0
        )  # where the lesion lies is not known: the map learns nothing
        assert float(losses_of_positives["image"].detach()) > 0.0

    @pytest.mark.parametrize(
        ("table", "text", "words"),
        [
            ("train_labeled_studies.csv", "MURA-v1.1/train/XR_HAND/patient00001/study1_positive/,2\n", "expected 0"),
            ("train_labeled_studies.csv", "MURA-v1.1/train/XR_HAND/patient00001/study1_positive/,1\n", "does not say"),
            ("train_image_paths.csv", "image1.png\n", "line 1: expected a path"),
            ("valid_image_paths.csv", "MURA-v1.1/valid/XR_HAND/patient9/study1_positive/image1.png\n", "is not there"),
        ],
    )
    def test_what_is_wrong_is_said(self, tmp_path: Path, table: str, text: str, words: str) -> None:
        folder = write_mura(tmp_path / "MURA-v1.1")
        (folder / table).write_text(text)
        with pytest.raises(UserError, match=words):
            open_data(str(folder))


class TestFoldersByGrade:
    def test_grade_is_the_folder_and_patient_the_name(self, tmp_path: Path) -> None:
        data = open_data(str(write_oai_kl(tmp_path)))
        assert {split: len(data.split(split)) for split in ("train", "val", "test")} == dict.fromkeys(
            ("train", "val", "test"), 20
        )
        knee = next(sample for sample in data.samples if sample.sample_id == "90301R")
        assert (knee.grades["kl"], knee.group, knee.notes["side"]) == (3, "patient-90301", "R")
        assert knee.reference == {"osteoarthritis": True}

    def test_a_patient_in_two_splits_is_refused(self, tmp_path: Path) -> None:
        write_picture(write_oai_kl(tmp_path) / "test" / "0" / "90301L.png", 1)
        (tmp_path / "train" / "3" / "90301L.png").unlink()
        with pytest.raises(UserError, match="two splits"):
            open_data(str(tmp_path))

    @pytest.mark.parametrize(
        ("spoil", "words"),
        [
            (lambda f: write_picture(f / "val" / "5" / "1L.png", 1), "5 is no grade"),
            (lambda f: write_picture(f / "val" / "0" / "90301R.png", 1), "90301R lies in two folders"),
        ],
    )
    def test_what_is_wrong_is_said(self, tmp_path: Path, spoil: Callable[[Path], object], words: str) -> None:
        spoil(write_oai_kl(tmp_path))
        with pytest.raises(UserError, match=words):
            open_data(str(tmp_path))

    def test_the_shipped_grader_is_evaluated_on_it(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        folder, out = write_oai_kl(tmp_path / "knees", per_grade=1), tmp_path / "out"
        assert main(["evaluate", "knee_kl_grade", "--data", str(folder), "--out", str(out), "--device", "cpu"]) == 0
        assert json.loads((out / "metrics.json").read_text())["cases"] == 10
        assert "not the splits of the card's training" in capsys.readouterr().err


class TestCoco:
    def test_tables_name_their_split_and_boxes_become_outlines(self, tmp_path: Path) -> None:
        for split in ("train2017", "val2017"):
            write_coco(tmp_path, split=split)
        data = open_data(str(tmp_path))
        assert len(data.split("train")) == len(data.split("val")) == 6
        broken = data.split("train")[1]
        assert broken.reference == {"fracture": True}
        assert broken.polygons == ((16.0, 0.0, 25.0, 0.0, 25.0, 60.0, 16.0, 60.0),)
        assert not data.split("train")[0].reference["fracture"]

    def test_one_table_is_divided_by_patient(self, tmp_path: Path) -> None:
        data = open_data(str(write_coco(tmp_path, count=80, split="all", patients=True)))
        assert {sample.split for sample in data.samples} == {"train", "val", "test"}
        assert len({sample.group for sample in data.samples}) == 40

    def test_radiograph_fracture_learns_from_it(self, tmp_path: Path) -> None:
        for split in ("train", "val"):
            write_coco(tmp_path, split=split)
        _, losses = fracture_step(tmp_path)
        assert losses["map"] > 0
        assert losses["image"] > 0

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda t: t["images"][0].pop("file_name"), "'file_name' is missing"),
            (lambda t: t["images"][0].update(file_name="gone.png"), r"gone\.png, which is not there"),
            (lambda t: t["annotations"][0].update(category_id=8), "8 is missing"),
            (lambda t: t["images"][1].update(file_name="train-0.png"), "train-0 a second time"),
        ],
    )
    def test_what_is_wrong_is_said(
        self, tmp_path: Path, change: Callable[[dict[str, list[dict[str, object]]]], object], words: str
    ) -> None:
        path = write_coco(tmp_path) / "annotations" / "instances_train.json"
        table = json.loads(path.read_text())
        change(table)
        path.write_text(json.dumps(table))
        with pytest.raises(UserError, match=words):
            open_data(str(tmp_path))


class TestFracAtlasAsPublished:
    def test_blocks_stay_together_and_outlines_are_found(self, tmp_path: Path) -> None:
        data = open_data(str(write_fracatlas_original(tmp_path)))
        assert len(data.samples) == 150
        assert len({sample.group for sample in data.samples}) == 6
        broken = [sample for sample in data.samples if sample.reference["fracture"]]
        assert len(broken) == 50
        assert all(sample.polygons == ((16.0, 5.0, 25.0, 5.0, 25.0, 50.0),) for sample in broken)

    def test_cut_off_and_contradicting_pictures_are_left_out_and_counted(self, tmp_path: Path) -> None:
        images = write_fracatlas_original(tmp_path) / "images"
        cut = images / "Non_fractured" / "IMG0000001.jpg"
        cut.write_bytes(cut.read_bytes()[:300])
        write_picture(images / "Non_fractured" / "IMG0000000.jpg", 0)
        data = open_data(str(tmp_path))
        assert len(data.samples) == 148
        assert "3 pictures left out" in data.title  # one cut off, one under both answers

    def test_a_turned_camera_picture_is_upright(self, tmp_path: Path) -> None:
        path = write_fracatlas_original(tmp_path, count=4) / "images" / "Fractured" / "IMG0000000.jpg"
        with Image.open(path) as picture:
            tags = picture.getexif()
            tags[0x0112] = 6  # Orientation: turn by a quarter
            picture.rotate(90, expand=True).save(path, exif=tags)
        sample = next(s for s in open_data(str(tmp_path)).samples if s.sample_id == "IMG0000000")
        values = np.asarray(sample.load().images["image"].values)[0, 0]
        assert values.shape == (60, 50)
        assert values[:, 16:25].mean() > 3 * values[:, 30:].mean()


def test_a_task_s_labels_must_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_oai_kl(tmp_path / "knees", per_grade=1)
    assert main(["evaluate", "lower_limb", "--data", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert "says nothing about fracture; it knows kl, osteoarthritis" in capsys.readouterr().err


def test_a_cut_off_picture_is_refused_by_name(tmp_path: Path) -> None:
    data = open_data(str(write_oai_kl(tmp_path, per_grade=1)))
    path = tmp_path / "train" / "2" / "90200L.png"
    path.write_bytes(path.read_bytes()[:200])
    sample = next(sample for sample in data.samples if sample.sample_id == "90200L")
    with pytest.raises(UserError, match=r"90200L\.png cannot be read whole"):
        sample.load()


def test_an_unknown_layout_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"FracAtlas.*MRNet.*MURA.*phantom:NAME:SEED:N.*RSNA.*SPIDER.*COCO"):
        open_data(str(tmp_path))
