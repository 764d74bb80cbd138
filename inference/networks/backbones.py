"""The convolutional networks that tasks build on: this program's narrow one and torchvision's, cut before their heads.

Parameters keep the names that torchvision gives them (without ``features.`` in AlexNet and DenseNet), so that a state
dict trained on ImageNet fits. Grey images become three equal channels inside.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn
from torchvision import models

from imaging.errors import UserError
from inference.networks.resnet import LAYER_STRIDES, NarrowResNet

NARROW = "narrow"
"""`NarrowResNet` of the widths in the card: what ships."""


@dataclass(frozen=True)
class Cells:
    """Where the cells of a layer lie: cell i is centred on input pixel (index) `first` + `stride` × i."""

    stride: int
    first: float = 0.0


@dataclass(frozen=True)
class Backbone:
    """One network and what is known of its layers.

    Attributes
    ----------
    title : str
        As papers write it.
    build : callable
        torchvision's function; called without weights.
    width : int
        Channels of the last layer.
    layers : mapping of str to Cells
        Layers that may be explained, or that a pyramid stands on, from the finest to the coarsest.
    channels : tuple of int
        Of `layers`.
    prefix : str
        What torchvision's names of the same parameters begin with.
    """

    title: str
    build: Callable[..., nn.Module]
    width: int
    layers: Mapping[str, Cells]
    channels: tuple[int, ...]
    prefix: str = ""

    @property
    def published(self) -> Mapping[str, str]:
        """torchvision's name of the weights that were trained on ImageNet."""
        return {"imagenet": f"{self.title.replace('-', '')}_Weights.IMAGENET1K_V1"}

    def name_there(self, name: str, published: bool) -> str:
        """torchvision's name of a parameter; in its published DenseNet weights ``norm1`` is still ``norm.1``."""
        name = OLD_NAME.sub(r"\1.\2", name) if published else name
        return f"{self.prefix}{name}"


OLD_NAME = re.compile(r"(denselayer\d+\.(?:norm|conv))([12]\.)")

RESIDUAL = {name: Cells(stride) for name, stride in LAYER_STRIDES.items()}

# Pooling without padding moves a cell's centre: by (kernel − 1) / 2 cells of the layer before it.
BACKBONES: dict[str, Backbone] = {
    "alexnet": Backbone(
        "AlexNet",
        models.alexnet,
        256,
        {"2": Cells(8, 7.0), "5": Cells(16, 15.0), "11": Cells(16, 15.0)},
        (64, 192, 256),
        "features.",
    ),
    "resnet18": Backbone("ResNet-18", models.resnet18, 512, RESIDUAL, (64, 128, 256, 512)),
    "googlenet": Backbone(
        "GoogLeNet",
        models.googlenet,
        1024,
        {
            "conv3": Cells(4, 2.0),
            "inception3b": Cells(8, 6.0),
            "inception4e": Cells(16, 14.0),
            "inception5b": Cells(32, 22.0),
        },
        (192, 480, 832, 1024),
    ),
    "resnet50": Backbone("ResNet-50", models.resnet50, 2048, RESIDUAL, (256, 512, 1024, 2048)),
    "resnet101": Backbone("ResNet-101", models.resnet101, 2048, RESIDUAL, (256, 512, 1024, 2048)),
    "densenet161": Backbone(
        "DenseNet-161",
        models.densenet161,
        2208,
        {
            "denseblock1": Cells(4),
            "denseblock2": Cells(8, 2.0),
            "denseblock3": Cells(16, 6.0),
            "denseblock4": Cells(32, 14.0),
        },
        (384, 768, 2112, 2208),
        "features.",
    ),
}
"""Name in a card's `[network]` table → network. The paper of `knee_mri` has the first three, that of `lower_limb` the
last three."""

HEADS = ("avgpool", "fc", "classifier", "dropout", "aux1", "aux2")
"""torchvision's modules after the last layer."""


class ThreeChannels(nn.Module):
    """Grey to three equal channels, without copying."""

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, 1, rows, columns) to (n, 3, rows, columns)."""
        return x.expand(-1, 3, -1, -1)


class Body(nn.Sequential):
    """A network of `BACKBONES` up to its last layer: (n, 1, rows, columns) to (n, width, cell rows, cell columns)."""

    def __init__(self, name: str) -> None:
        if name not in BACKBONES:
            raise UserError(
                "There is no backbone “{name}”. Known: {part}.", name=name, part=", ".join((NARROW, *BACKBONES))
            )
        found = BACKBONES[name]
        extra: dict[str, Any] = {"init_weights": True, "aux_logits": False} if name == "googlenet" else {}
        whole = found.build(weights=None, **extra)
        parts = whole.get_submodule(found.prefix.rstrip(".")) if found.prefix else whole
        layers = [(key, part) for key, part in parts.named_children() if key not in HEADS]
        if name == "densenet161":
            layers.append(("relu5", nn.ReLU()))  # torchvision applies it in `forward`
        super().__init__(OrderedDict([("grey", ThreeChannels()), *layers]))
        for module in self.modules():
            if isinstance(module, nn.ReLU):
                module.inplace = False  # captum looks at what goes in


def body_of(table: Mapping[str, Any]) -> tuple[nn.Module, int]:
    """The network of a card's `[network]` table, and the channels of its last layer."""
    name = table.get("backbone", NARROW)
    if name == NARROW:
        widths = tuple(int(width) for width in table["widths"])
        return NarrowResNet(widths), widths[-1]
    return Body(name), BACKBONES[name].width if name in BACKBONES else 0


def channels_of(table: Mapping[str, Any]) -> tuple[int, ...]:
    """Channels of those layers."""
    name = table.get("backbone", NARROW)
    return tuple(int(width) for width in table["widths"]) if name == NARROW else BACKBONES[name].channels


def title_of(table: Mapping[str, Any]) -> str:
    """The backbone's name as papers write it."""
    found = BACKBONES.get(str(table.get("backbone", NARROW)))
    return found.title if found else "narrow ResNet"


def layers_of(table: Mapping[str, Any]) -> Mapping[str, Cells]:
    """The layers of a card's network that can be explained."""
    name = table.get("backbone", NARROW)
    return RESIDUAL if name == NARROW else BACKBONES[name].layers
