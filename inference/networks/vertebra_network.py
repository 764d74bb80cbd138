"""Six channels of one vertebra to one logit: a 1 × 1 mixing layer and a residual network (Yeh 2022, Fig. 2)."""

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn
from torchvision.models.resnet import Bottleneck

from inference.networks.resnet import LAYER_STRIDES, ImageClassifier, NarrowResNet, convolution

CHANNELS, MIXED = 6, 3
NARROW, RESNET50 = "narrow", "resnet50"
ARCHITECTURES = (NARROW, RESNET50)
NARROW_STEM_STRIDE = 2
BLOCKS, WIDTHS = (3, 4, 6, 3), (64, 128, 256, 512)
"""Of the ResNet-50: 16 blocks."""


class ResNet50Body(nn.Module):
    """ResNet-50 whose stem is one 3 × 3 convolution, as the paper says, and a maximum; after torchvision's blocks.

    Names below `layer1` … `layer4` are torchvision's, so that its ImageNet weights fit all but the stem.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            convolution(MIXED, 64, 3, 2), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, stride=2, padding=1)
        )
        inputs = 64
        for number, (blocks, width) in enumerate(zip(BLOCKS, WIDTHS, strict=True), 1):
            layer, inputs = _layer(inputs, width, blocks, 1 if number == 1 else 2)
            self.add_module(f"layer{number}", layer)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if isinstance(module, nn.ReLU):
                module.inplace = False  # captum and gradients with respect to activations

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, 3, rows, columns) to (n, 2048, rows / 32, columns / 32)."""
        x = self.stem(x)
        for number in range(1, len(BLOCKS) + 1):
            x = self.get_submodule(f"layer{number}")(x)
        return x


def _layer(inputs: int, width: int, blocks: int, stride: int) -> tuple[nn.Sequential, int]:
    outputs = width * Bottleneck.expansion
    shortcut = nn.Sequential(convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))
    first = Bottleneck(inputs, width, stride, shortcut)
    return nn.Sequential(first, *(Bottleneck(outputs, width) for _ in range(blocks - 1))), outputs


class VertebraNetwork(nn.Module):
    """Mixing layer, body and head.

    Parameters
    ----------
    table : mapping
        The card's `[network]` table: `architecture` (``"narrow"`` or ``"resnet50"``), and `widths` of the narrow one.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        super().__init__()
        self.architecture = str(table["architecture"])
        if self.architecture not in ARCHITECTURES:
            raise ValueError(f"there is no architecture {self.architecture!r}: {', '.join(ARCHITECTURES)}")
        self.mix = nn.Conv2d(CHANNELS, MIXED, 1)
        narrow = self.architecture == NARROW
        width = int(table["widths"][-1]) if narrow else WIDTHS[-1] * Bottleneck.expansion
        body: nn.Module = NarrowResNet(table["widths"], MIXED, NARROW_STEM_STRIDE) if narrow else ResNet50Body()
        self.classifier = ImageClassifier(body, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map patches, shape (n, 6, side, side), to logits, shape (n, 1)."""
        logits: Tensor = self.classifier(self.mix(x))
        return logits

    def stride(self, layer: str) -> int:
        """Input pixels per cell of a layer."""
        return LAYER_STRIDES[layer] * NARROW_STEM_STRIDE // 4 if self.architecture == NARROW else LAYER_STRIDES[layer]
