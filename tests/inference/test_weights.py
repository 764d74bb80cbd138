"""Weights are checked before they are parsed; every failure is a sentence."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save
from torch import nn

from imaging.errors import UserError
from inference.card import sha256_of
from inference.weights import load_weights, save_weights


def small() -> nn.Module:
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))


def test_half_precision_there_and_back(tmp_path: Path) -> None:
    torch.manual_seed(1)
    first, second = small(), small()
    digest = save_weights(first, tmp_path / "w.safetensors")
    assert digest == sha256_of(tmp_path / "w.safetensors")
    load_weights(second, tmp_path / "w.safetensors", digest, "toy")
    for name, value in first.state_dict().items():
        torch.testing.assert_close(second.state_dict()[name], value, rtol=1e-3, atol=1e-4)
    assert all(p.dtype is torch.float32 for p in second.parameters())


def test_a_changed_byte_is_refused_before_parsing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.safetensors"
    digest = save_weights(small(), path)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    def parse(content: bytes) -> None:
        raise AssertionError("parsed before the digest was compared")

    monkeypatch.setattr("inference.weights.load", parse)
    with pytest.raises(UserError, match="SHA-256 differs"):
        load_weights(small(), path, digest, "toy")


@pytest.mark.parametrize(
    "content", [b"", b"abc", (1 << 62).to_bytes(8, "little") + b"{}", b"\x10" + bytes(7) + b"not json at all!"]
)
def test_damaged_files_get_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"header|damaged"):
        load_weights(small(), path, sha256_of(path), "toy")


def test_another_networks_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    digest = save_weights(nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3)), path)
    with pytest.raises(UserError, match="another network"):
        load_weights(small(), path, digest, "toy")
    path.write_bytes(save({"stranger": torch.zeros(1)}))
    with pytest.raises(UserError, match="another network"):
        load_weights(small(), path, sha256_of(path), "toy")


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Install Overread again"):
        load_weights(small(), tmp_path / "none.safetensors", "0" * 64, "toy")


def test_a_diverged_network_is_not_saved(tmp_path: Path) -> None:
    network = small()
    with torch.no_grad():
        next(network.parameters()).fill_(1e6)
    with pytest.raises(UserError, match="half precision"):
        save_weights(network, tmp_path / "w.safetensors")
