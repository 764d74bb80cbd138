"""A narrow residual network for grey images, after He 2016 (ResNet-18), with a 3 × 3 stem."""

from collections.abc import Sequence

from torch import Tensor, nn

LAYER_STRIDES = {"layer1": 4, "layer2": 8, "layer3": 16, "layer4": 32}
"""Input pixels per cell of each layer of `NarrowResNet`."""


def convolution(inputs: int, outputs: int, kernel: int, stride: int) -> nn.Conv2d:
    """A convolution without bias, padded so that cell i is centred on pixel stride × i."""
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)


class BasicBlock(nn.Module):
    """Two 3 × 3 convolutions and a short cut. ReLUs are modules and not in place, so that captum can look inside."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = convolution(inputs, outputs, 3, stride)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu1 = nn.ReLU()
        self.conv2 = convolution(outputs, outputs, 3, 1)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu2 = nn.ReLU()
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, inputs, rows, columns) to (n, outputs, rows / stride, columns / stride)."""
        y = self.relu1(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        out: Tensor = self.relu2(y + self.shortcut(x))
        return out


class NarrowResNet(nn.Module):
    """Stem of stride 4, then four layers of two blocks at strides 4, 8, 16 and 32.

    Parameters
    ----------
    widths : four ints
        Channels of the layers; ResNet-18 has (64, 128, 256, 512).
    channels : int
        Channels of the input: 1, radiographs and MR are grey.
    stem_stride : int
        4, or 2 for small images: every stride of `LAYER_STRIDES` is then half as large.
    """

    def __init__(self, widths: Sequence[int] = (48, 96, 192, 256), channels: int = 1, stem_stride: int = 4) -> None:
        super().__init__()
        first, second, third, fourth = widths
        self.stem = nn.Sequential(
            convolution(channels, first // 2, 3, 2),
            nn.BatchNorm2d(first // 2),
            nn.ReLU(),
            convolution(first // 2, first, 3, stem_stride // 2),
            nn.BatchNorm2d(first),
            nn.ReLU(),
        )
        self.layer1 = self._layer(first, first, 1)
        self.layer2 = self._layer(first, second, 2)
        self.layer3 = self._layer(second, third, 2)
        self.layer4 = self._layer(third, fourth, 2)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    @staticmethod
    def _layer(inputs: int, outputs: int, stride: int) -> nn.Sequential:
        return nn.Sequential(BasicBlock(inputs, outputs, stride), BasicBlock(outputs, outputs, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, channels, rows, columns) to (n, widths[3], rows / 32, columns / 32) with a stem of stride 4."""
        x = self.stem(x)
        out: Tensor = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return out


class ImageClassifier(nn.Module):
    """A residual body such as `NarrowResNet`, global average, and one linear layer to logits."""

    def __init__(self, body: nn.Module, width: int, classes: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.body = body
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(width, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, channels, rows, columns) to logits, shape (n, classes)."""
        logits: Tensor = self.head(self.dropout(self.flatten(self.pool(self.body(x)))))
        return logits
