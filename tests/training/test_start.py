"""`--init`: what fits is loaded and said, what does not is one sentence, and nothing is downloaded unasked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torchvision.models import WeightsEnum, resnet18

from imaging.errors import UserError
from inference.card import read_card
from tests.training.small_knees import train
from training.start import Start, start, start_training

IMAGENET = {"imagenet": "ResNet18_Weights.IMAGENET1K_V1"}


class Small(nn.Module):
    """A stem for three colours (or one), a norm, a head."""

    def __init__(self, colours: int = 3, width: int = 4, classes: int = 2) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(colours, width, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.fc = nn.Linear(width, classes)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc(self.bn1(self.conv1(x)).mean(dim=(2, 3)))
        return out


def state(network: nn.Module) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in network.state_dict().items()}


def as_safetensors(tensors: dict[str, Tensor], path: Path) -> Path:
    save_file(tensors, path.with_suffix(".safetensors"))
    return path.with_suffix(".safetensors")


def as_state_dict(tensors: dict[str, Tensor], path: Path) -> Path:
    torch.save(tensors, path.with_suffix(".pth"))
    return path.with_suffix(".pth")


def in_a_checkpoint(tensors: dict[str, Tensor], path: Path) -> Path:
    wrapped = {"epoch": 3, "state_dict": {f"module.{name}": value for name, value in tensors.items()}}
    torch.save(wrapped, path.with_suffix(".pth"))
    return path.with_suffix(".pth")


@pytest.mark.parametrize("write", [as_safetensors, as_state_dict, in_a_checkpoint])
def test_weights_of_a_file_are_loaded_and_said(
    tmp_path: Path, write: Callable[[dict[str, Tensor], Path], Path]
) -> None:
    torch.manual_seed(1)
    file = write(state(Small(classes=1000)), tmp_path / "weights")
    network = Small()
    head = network.fc.weight.clone()
    started = start(network, str(file), fresh=("fc.",))
    torch.manual_seed(1)
    torch.testing.assert_close(network.conv1.weight, Small(classes=1000).conv1.weight)
    assert torch.equal(network.fc.weight, head)
    assert started.fresh == ("fc.weight", "fc.bias")
    assert "5 tensors loaded; new are fc.weight, fc.bias; not used are fc.bias, fc.weight." in str(started)
    assert file.name in started.source


def test_a_grey_first_layer_sees_what_three_equal_colours_show(tmp_path: Path) -> None:
    colour = Small(3).eval()
    file = as_safetensors(state(colour), tmp_path / "rgb")
    grey = Small(1).eval()
    start(grey, str(file))
    image = torch.rand(2, 1, 8, 8)
    torch.testing.assert_close(grey(image), colour(image.expand(2, 3, 8, 8)))


def test_names_may_differ(tmp_path: Path) -> None:
    file = as_safetensors({f"body.{k}": v for k, v in state(Small()).items()}, tmp_path / "x")
    assert len(start(Small(), str(file), renamed=lambda name: f"body.{name}").loaded) == 7


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: as_safetensors(state(Small(width=6)), p), r"another architecture: conv1\.weight has the shape"),
        (lambda p: as_safetensors({"a": torch.zeros(1)}, p), r"conv1\.weight is missing there"),
        (lambda p: p / "nowhere.pth", "cannot be read"),
        (lambda p: as_state_dict({}, p), "holds no weights"),
        (lambda p: _written(p.with_suffix(".pth"), b"not a file of torch"), "something else than weights"),
        (lambda p: _written(p.with_suffix(".safetensors"), b"\0" * 20), "no weights that can be read"),
        (lambda p: _pickled(p.with_suffix(".pth")), "nothing of it is run"),
        (lambda p: Path("coco"), "no weights of coco for this network; published ones: imagenet"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_changes_nothing(
    tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    network = Small()
    before = state(network)
    with pytest.raises(UserError, match=words):
        start(network, str(make(tmp_path / "weights")), published=IMAGENET)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def _pickled(path: Path) -> Path:
    torch.save(Small(), path)
    return path


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_published_weights_come_from_torchvision_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    torch.manual_seed(3)
    there = state(resnet18())

    def get(self: Any, *args: Any, **settings: Any) -> dict[str, Tensor]:
        asked.append(self.url)
        assert settings["check_hash"]
        return there

    monkeypatch.setattr(WeightsEnum, "get_state_dict", get)
    network = resnet18(num_classes=1)
    assert asked == [], "building a network downloads nothing"
    started = start(network, "imagenet", published=IMAGENET, fresh=("fc.",))
    assert asked == ["https://download.pytorch.org/models/resnet18-f37072fd.pth"]
    assert torch.equal(network.layer4[1].conv2.weight, there["layer4.1.conv2.weight"])
    assert started.source == "ResNet18_Weights.IMAGENET1K_V1 of torchvision"


def test_a_download_that_fails_says_where_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise URLError("no route to host")

    monkeypatch.setattr(WeightsEnum, "get_state_dict", fail)
    with pytest.raises(UserError, match=r"resnet18-f37072fd\.pth could not be downloaded.*--init PATH"):
        start(resnet18(), "imagenet", published=IMAGENET)


class OwnNetwork:
    """A training whose network nobody publishes weights for."""

    def __init__(self) -> None:
        self.network = Small()


class Published(OwnNetwork):
    """One that knows what fits."""

    def start_from(self, source: str) -> Start:
        return start(self.network, source, published=IMAGENET, fresh=("fc.",))


def test_every_task_starts_from_its_own_weights_and_some_from_others(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    folder.mkdir()
    as_safetensors({k: v.half() for k, v in state(Small()).items()}, folder / "weights")
    assert start_training(OwnNetwork(), str(folder)).fresh == ()
    assert start_training(Published(), str(folder)).fresh == ("fc.weight", "fc.bias")
    with pytest.raises(UserError, match="no weights of imagenet fit it"):
        start_training(OwnNetwork(), "imagenet")


@pytest.mark.usefixtures("small_knee_task")
def test_training_goes_on_from_another_run_and_the_card_says_so(
    knees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(knees, tmp_path / "first") == 0
    assert train(knees, tmp_path / "second", "--init", str(tmp_path / "first")) == 0
    assert "Started from weights.safetensors" in capsys.readouterr().err
    card = read_card(tmp_path / "second" / "card.toml")
    assert card.weights is not None
    assert card.weights.obtained.startswith("trained from weights.safetensors (sha256 ")
    stranger = as_safetensors(state(Small()), tmp_path / "stranger")
    assert train(knees, tmp_path / "third", "--init", str(stranger)) == 1
    assert "another architecture" in capsys.readouterr().err
    assert not (tmp_path / "third").exists()
