"""One small CNN per plane, applied slice by slice (Bien 2018, Irmakci 2020)."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from inference.networks.backbones import body_of
from inference.networks.resnet import ImageClassifier


class PlaneNetwork(nn.Module):
    """Slice → logits of all labels. Labels of one group share a CNN; the paper has one CNN per label.

    Parameters
    ----------
    table : mapping
        The card's `[network]` table, which names the backbone (`inference.networks.backbones`).
    groups : sequence of sequence of int
        Indices of the labels, group by group, in order: ``[[0, 1, 2]]`` or ``[[0], [1], [2]]``.
    mean, deviation : float
        Of standardised intensities.
    """

    def __init__(
        self, table: Mapping[str, Any], groups: Sequence[Sequence[int]], mean: float, deviation: float
    ) -> None:
        super().__init__()
        if [label for group in groups for label in group] != list(range(sum(map(len, groups)))):
            raise ValueError(f"groups must list the labels in order: {groups}")
        self.mean, self.deviation = mean, deviation
        self.groups = [tuple(group) for group in groups]
        self.classifiers = nn.ModuleList(
            ImageClassifier(*body_of(table), len(group), float(table.get("dropout", 0.2))) for group in groups
        )

    def forward(self, slices: Tensor) -> Tensor:
        """Map slices, shape (n, 1, side, side), to logits, shape (n, labels)."""
        return torch.cat([self.of_group(group, slices) for group in range(len(self.groups))], dim=1)

    def of_group(self, group: int, slices: Tensor) -> Tensor:
        """The logits of one group's labels."""
        logits: Tensor = self.classifiers[group]((slices - self.mean) / self.deviation)
        return logits

    def classifier_of(self, label: int) -> ImageClassifier:
        """The CNN that answers for a label."""
        for group, classifier in zip(self.groups, self.classifiers, strict=True):
            if label in group:
                assert isinstance(classifier, ImageClassifier)
                return classifier
        raise IndexError(f"no label {label}")


class ThreePlaneNetwork(nn.Module):
    """A `PlaneNetwork` per plane; planes meet only in the fusion, which the card holds."""

    def __init__(self, planes: Sequence[str], network: Sequence[PlaneNetwork]) -> None:
        super().__init__()
        self.planes = nn.ModuleDict(dict(zip(planes, network, strict=True)))

    def plane(self, name: str) -> PlaneNetwork:
        """The network of one plane."""
        network = self.planes[name]
        assert isinstance(network, PlaneNetwork)
        return network
