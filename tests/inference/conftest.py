"""A lower_limb bundle small enough to run in a test, and radiographs to run it on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from imaging.pictures import picture_study
from imaging.study import Case, Series, Study
from inference import runner
from inference.card import ModelCard, bundled_card
from inference.registry import load_task
from inference.tasks.lower_limb import LowerLimb
from training.export import export

SMALL = {
    "network": {
        "side": 96,
        "widths": [8, 8, 12, 16],
        "pyramid": 8,
        "box_head": 8,
        "proposals": 10,
        "score_threshold": 0.0,
        "crop_side": 64,
        "crop_context": 2.5,
        "crop_least": 32,
    },
    "labels": [{"operating_point": 0.0001}],
}
ACCOUNT = {
    "task": "lower_limb",
    "data": "noise",
    "licence": "none",
    "phantom": False,
    "split_digest": "0",
    "recipe_digest": "0",
    "seed": 0,
    "torch": "0",
}


@pytest.fixture(autouse=True)
def _fresh_runner() -> Iterator[None]:
    runner.forget()
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)
    runner.forget()


@pytest.fixture(scope="session")
def small_card(tmp_path_factory: pytest.TempPathFactory) -> ModelCard:
    """The card of a lower_limb with a tiny network, random weights beside it, and one allowed map."""
    folder = tmp_path_factory.mktemp("bundle")
    changes = SMALL | {"saliency": [{"name": "hirescam", "layer": "layer3", "randomisation": "pass"}]}
    bundled = bundled_card("lower_limb")
    plain = export(bundled, torch.nn.Linear(1, 1), SMALL, ACCOUNT, folder)
    torch.manual_seed(0)
    task = load_task("lower_limb", plain)
    return export(bundled, task.build_network(), changes, ACCOUNT, folder)


@pytest.fixture
def small_task(small_card: ModelCard) -> LowerLimb:
    """The task of `small_card`."""
    return LowerLimb(small_card)


@pytest.fixture
def use_small_card(small_card: ModelCard, monkeypatch: pytest.MonkeyPatch) -> ModelCard:
    """The registry hands out `small_card` instead of the bundled one."""
    monkeypatch.setattr("inference.registry.bundled_card", lambda task: small_card)
    return small_card


@pytest.fixture
def radiograph(tmp_path: Path) -> Callable[..., Case]:
    """Make a Case of one radiograph of noise (70 × 50 pixels), or of the pixels given, as the header says."""

    def make(
        pixels: np.ndarray | None = None, modality: str = "DX", body_part: str = "KNEE", name: str = "1.png"
    ) -> Case:
        values = np.random.default_rng(3).integers(0, 255, (70, 50)) if pixels is None else pixels
        path = tmp_path / name
        Image.fromarray(values.astype(np.uint8)).save(path)
        study = picture_study(str(path))
        stacks = study.series[0].stacks
        series = Series(stacks[0].series_uid, modality=modality, body_part=body_part, stacks=stacks)
        return Case(Study(study.study_uid, series=(series,)))

    return make
