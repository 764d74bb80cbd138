"""Knees in the layout of MRNet: three series as arrays without geometry."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from imaging.errors import UserError
from inference.card import bundled_card
from inference.tasks.knee_mri import PLANES, KneeMri
from tests.training.layouts import write_mrnet
from training.datasets import open_data
from training.fit import Stage
from training.knee_mri import Recipe, StudyStage, judge, make_training, summarise
from training.recipe import build, read_table


@pytest.fixture
def mrnet(tmp_path: Path) -> Path:
    return write_mrnet(tmp_path / "mrnet")


@pytest.fixture
def task() -> KneeMri:
    card = bundled_card("knee_mri")
    raw = {key: value for key, value in card.raw.items() if key != "fusion"}
    small = {"widths": [4, 6, 8, 8], "side": 32, "spacing": 3.6}
    return KneeMri(replace(card, network={**card.network, **small}, raw=raw))


def test_valid_is_the_test_split_and_validation_is_drawn(mrnet: Path) -> None:
    data = open_data(str(mrnet))
    assert [sample.sample_id for sample in data.split("test")] == [str(exam) for exam in range(1130, 1138)]
    assert len(data.split("train")) + len(data.split("val")) == 24
    assert data.split("val")
    knee = next(sample for sample in data.samples if sample.sample_id == "0003")
    assert knee.reference == {"abnormal": True, "acl_tear": True, "meniscus_tear": False}


def test_the_pixels_come_as_they_lie(mrnet: Path) -> None:
    task_input = open_data(str(mrnet)).split("test")[1].load()
    values = np.asarray(task_input.images["coronal"].values)
    assert values.shape == (1, 4, 32, 32)
    assert (values[0, 1, 12:20, 12:20] == 250).all()
    assert task_input.stacks["coronal"].geometry is None


def test_the_whole_picture_fills_the_square(mrnet: Path, task: KneeMri) -> None:
    inputs = task.preprocess(open_data(str(mrnet)).split("test")[1].load())
    for plane in PLANES:
        square = inputs[plane].slices[1, 0]
        assert square.shape == (32, 32)
        assert square[12:20, 12:20].min() > square[:12].max()


def test_it_trains_and_is_evaluated(mrnet: Path, task: KneeMri) -> None:
    data = open_data(str(mrnet))
    recipe = build(Recipe, read_table("knee_mri", None, ["studies.schedule.batch_size=2"]))
    training = make_training(task, data, recipe, torch.device("cpu"))
    stages: list[Stage] = list(training.stages())
    (stage,) = [stage for stage in stages if isinstance(stage, StudyStage) and stage.name == "sagittal"]
    losses = stage.loss(next(stage.batches(np.random.default_rng(0))))
    sum(losses.values()).backward()  # type: ignore[union-attr]
    assert all(torch.isfinite(loss) for loss in losses.values())
    found = summarise(judge(task, training.network.eval(), data.split("test"), torch.device("cpu")))
    assert any(name.startswith("AUC, abnormal") for name in found.metrics)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: (f / "train" / "axial" / "0003.npy").unlink(), r"names .*0003\.npy, which is not there"),
        (lambda f: (f / "train-acl.csv").unlink(), "train-acl.csv cannot be read"),
        (lambda f: (f / "train-acl.csv").write_text("0000,1\n"), "do not name the same exams; exam 0001"),
        (lambda f: (f / "valid-abnormal.csv").write_text("1130,yes\n"), "line 1: expected an exam and 0 or 1"),
    ],
)
def test_what_is_wrong_is_said(mrnet: Path, spoil: Callable[[Path], object], words: str) -> None:
    spoil(mrnet)
    with pytest.raises(UserError, match=words):
        open_data(str(mrnet))


def test_a_spoilt_array_is_refused_by_name(mrnet: Path) -> None:
    sample = open_data(str(mrnet)).split("test")[0]
    path = mrnet / "valid" / "axial" / "1130.npy"
    np.save(path, np.zeros((4, 4), np.float32))
    with pytest.raises(UserError, match=r"1130\.npy holds float32 of shape \(4, 4\)"):
        sample.load()
    path.write_bytes(b"no array")
    with pytest.raises(UserError, match=r"1130\.npy cannot be read"):
        sample.load()
