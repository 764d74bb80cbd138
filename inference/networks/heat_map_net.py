"""A U-Net on a narrow residual encoder: a dense map at stride 4 and one number for the whole image (Lindsey 2018)."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import grid_sample

from inference.networks.resnet import NarrowResNet, convolution

MAP_STRIDE = 4
"""Input pixels per cell of the map; cell i is centred on pixel 4 × i."""


class Join(nn.Module):
    """One step up: the coarse features on the fine grid, beside the encoder's, through one 3 × 3 convolution."""

    def __init__(self, coarse: int, fine: int, outputs: int) -> None:
        super().__init__()
        self.mix = nn.Sequential(convolution(coarse + fine, outputs, 3, 1), nn.BatchNorm2d(outputs), nn.ReLU())

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        """Map (n, coarse, rows / 2, columns / 2) and (n, fine, rows, columns) to (n, outputs, rows, columns)."""
        out: Tensor = self.mix(torch.cat([doubled(coarse, fine.shape[-2], fine.shape[-1]), fine], dim=1))
        return out


def doubled(features: Tensor, rows: int, columns: int) -> Tensor:
    """Twice as many cells, bilinearly, with cell 2 i on cell i: in this encoder cells are centred on stride × i, where
    the usual upsampling would move everything by half a cell."""
    axes = []
    for length, count in ((rows, features.shape[-2]), (columns, features.shape[-1])):
        index = torch.arange(length, device=features.device) / 2
        axes.append(2 * index / max(count - 1, 1) - 1)
    grid = torch.stack(torch.meshgrid(axes[0], axes[1], indexing="ij")[::-1], dim=-1)
    grid = grid[None].expand(len(features), -1, -1, -1).to(features.dtype)
    return grid_sample(features, grid, mode="bilinear", padding_mode="border", align_corners=True)


class HeatMapNet(nn.Module):
    """Encoder, decoder, and two heads.

    Parameters
    ----------
    widths : four ints
        Of the encoder's layers.
    decoder : three ints
        Channels at strides 16, 8 and 4.
    dropout : float
        Before the head for the whole image.
    classes : int
        Channels of the map.
    stem_stride : int
        Stride of the map: 4, or 2 for small structures.
    """

    def __init__(
        self, widths: Sequence[int], decoder: Sequence[int], dropout: float, classes: int = 1, stem_stride: int = 4
    ) -> None:
        super().__init__()
        self.body = NarrowResNet(tuple(widths), stem_stride=stem_stride)
        third, second, first = decoder
        self.up3 = Join(widths[3], widths[2], third)
        self.up2 = Join(third, widths[1], second)
        self.up1 = Join(second, widths[0], first)
        self.map_head = nn.Conv2d(first, classes, 1)
        if classes == 1:  # 1 % of the cells at the start, Lin 2017
            nn.init.constant_(self.map_head.bias, -4.6)  # type: ignore[arg-type]
        self.dropout = nn.Dropout2d(dropout)
        self.image_head = nn.Conv2d(widths[3], 1, 1)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Map (n, 1, rows, columns) to map logits (n, classes, rows / stride, columns / stride) and image logits (n,).

        The image's logit is the mean of the coarsest cells', each weighted by its own suspicion: one suspicious
        place is enough, however large the image is.
        """
        one = self.body.layer1(self.body.stem(images))
        two = self.body.layer2(one)
        three = self.body.layer3(two)
        four = self.body.layer4(three)
        dense = self.map_head(self.up1(self.up2(self.up3(four, three), two), one))
        cells = self.image_head(self.dropout(four)).flatten(1).float()
        return dense, (cells * cells.softmax(dim=1)).sum(dim=1)
