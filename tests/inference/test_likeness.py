"""A model notices images that look like none it learned from, and says so before anybody trusts its answer."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from imaging.errors import UserError
from inference.card import ModelCard
from inference.job import GuardState
from inference.likeness import FILE, Likeness, distance, likeness_of, row_of, write_likeness
from inference.listening import LEVELS, at_all_depths


def heard(network: nn.Module, images: torch.Tensor) -> list[np.ndarray]:
    listener = at_all_depths(network)
    with listener.listening():
        network(images)
    return listener.take()


def test_mean_and_deviation_of_every_channel_are_heard_over_all_slices() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Conv2d(3, 4, 3))
    images = torch.rand(5, 1, 12, 10)
    first, last = heard(network, images)
    assert (first.shape, last.shape) == ((6,), (8,))
    out = network[0](images).detach()
    np.testing.assert_allclose(first[:3], out.mean(dim=(0, 2, 3)), rtol=1e-5)
    np.testing.assert_allclose(first[3:], out.flatten(2).std(dim=2, correction=0).mean(dim=0), rtol=1e-5)
    listener = at_all_depths(network)
    with listener.listening():  # in chunks: the same as at once
        network(images[:2])
        network(images[2:])
    np.testing.assert_allclose(listener.take()[1], last, rtol=1e-5)
    assert not any(module._forward_hooks for module in network.modules())


def test_a_deep_network_is_heard_at_all_depths() -> None:
    layers = [nn.Conv2d(1 if not i else 2, 2, 1) for i in range(20)]
    network = nn.Sequential(*layers)
    listener = at_all_depths(network)
    assert len(listener.take()) == LEVELS
    with listener.listening():
        heard_in = [place for place, layer in enumerate(layers) if layer._forward_hooks]
    assert heard_in == [0, 4, 8, 11, 15, 19]


def test_a_layer_that_sees_nothing_is_silent() -> None:
    class Half(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.used, self.unused = nn.Conv2d(1, 2, 1), nn.Conv2d(1, 3, 1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            out: torch.Tensor = self.used(x)
            return out

    used, unused = heard(Half(), torch.ones(1, 1, 4, 4))
    assert used.any()
    assert not unused.any()
    assert np.isfinite(row_of([used, unused])).all()


def test_brightness_alone_does_not_count() -> None:
    parts = [np.array([1.0, 2.0]), np.array([3.0])]
    np.testing.assert_allclose(row_of(parts), row_of([10 * part for part in parts]))
    np.testing.assert_allclose(np.linalg.norm(row_of(parts)), 1.0)


def test_the_distance_is_the_mean_over_the_nearest() -> None:
    bank = np.arange(10.0)[:, None]
    assert distance(bank, np.array([-1.0])) == pytest.approx((1 + 2 + 3 + 4 + 5) / 5)


@pytest.mark.parametrize(
    ("angle", "state"), [(0.0, GuardState.MATCH), (0.3, GuardState.CANNOT_TELL), (1.2, GuardState.MISMATCH)]
)
def test_three_answers(angle: float, state: GuardState) -> None:
    known = Likeness(np.repeat([[1.0, 0.0]], 8, axis=0), common=0.1, farthest=0.5)
    result = known.check([np.array([np.cos(angle), np.sin(angle)])])
    assert result.state is state
    assert result.guard == "likeness"


def test_what_is_no_number_is_no_match() -> None:
    known = Likeness(np.repeat([[1.0, 0.0]], 8, axis=0), common=0.1, farthest=0.5)
    assert known.check([np.array([np.nan, 1.0])]).state is GuardState.MISMATCH


def test_a_bank_of_another_network_is_refused() -> None:
    with pytest.raises(UserError, match="another network"):
        Likeness(np.ones((6, 3)), common=0.1, farthest=0.5).check([np.ones(2)])


class TestFile:
    def card(self, small_card: ModelCard, folder: Path, bank: np.ndarray) -> ModelCard:
        table = {"file": FILE, "sha256": write_likeness(bank, folder), "common": 0.2, "farthest": 0.5}
        return replace(small_card, folder=folder, raw={**small_card.raw, "likeness": table})

    def test_comes_back(self, small_card: ModelCard, tmp_path: Path) -> None:
        bank = np.random.default_rng(0).random((7, 5))
        found = likeness_of(self.card(small_card, tmp_path, bank))
        assert found is not None
        np.testing.assert_allclose(found.bank, bank, atol=1e-3)
        assert (found.common, found.farthest) == (0.2, 0.5)

    def test_a_card_without_one_checks_nothing(self, small_card: ModelCard) -> None:
        raw = {key: value for key, value in small_card.raw.items() if key != "likeness"}
        assert likeness_of(replace(small_card, raw=raw)) is None

    def test_a_changed_file_is_refused(self, small_card: ModelCard, tmp_path: Path) -> None:
        card = self.card(small_card, tmp_path, np.ones((6, 2)))
        with (tmp_path / FILE).open("ab") as stream:
            stream.write(b"x")
        with pytest.raises(UserError, match="SHA-256 differs"):
            likeness_of(card)

    def test_a_table_that_lacks_something_is_a_sentence(self, small_card: ModelCard) -> None:
        card = replace(small_card, raw={**small_card.raw, "likeness": {"sha256": "0"}})
        with pytest.raises(UserError, match="is damaged"):
            likeness_of(card)

    def test_a_missing_file_is_a_sentence(self, small_card: ModelCard, tmp_path: Path) -> None:
        card = self.card(small_card, tmp_path, np.full((6, 2), 2.0))
        (tmp_path / FILE).unlink()
        with pytest.raises(UserError, match="cannot be read"):
            likeness_of(card)
