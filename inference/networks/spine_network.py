"""The two networks of a lumbar spine, and what lies between them: the discs that the first one finds, cut out level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import label as connected
from torch import Tensor, nn
from torch.nn.functional import grid_sample

from inference.networks.heat_map_net import HeatMapNet
from inference.networks.resnet import ImageClassifier, NarrowResNet

VERTEBRA, DISC, CANAL = 1, 2, 3
STRIDE = 2
"""Of both networks' stems: discs are a few millimetres high."""

NEAREST, FARTHEST = 16.0, 85.0
"""mm between neighbouring discs; up to two steps, so that one disc may be missed."""

MOST_BEND = np.radians(40)
"""Between a disc's axis and the way to its neighbour."""


@dataclass(frozen=True)
class Disc:
    """A disc as the first network found it.

    Attributes
    ----------
    ordinal : int
        1 is the lowest disc (L5/S1 in most people), counting upward; a disc that was not seen leaves a gap.
    centre : (x, y)
        In pixels (indices) of the square.
    angle : float
        Radians by which its anterior–posterior direction points down towards the back.
    """

    ordinal: int
    centre: tuple[float, float]
    angle: float


class SpineNetwork(nn.Module):
    """The network that finds discs, and the one that grades them."""

    def __init__(self, table: Mapping[str, Any], classes: int) -> None:
        super().__init__()
        self.millimetres = float(table["millimetres"])
        self.crop_rows, self.crop_columns = int(table["crop_rows"]), int(table["crop_columns"])
        self.finder = HeatMapNet(table["widths"], table["decoder"], 0.0, classes=4, stem_stride=STRIDE)
        widths = tuple(int(w) for w in table["disc_widths"])
        body = NarrowResNet(widths, stem_stride=STRIDE)
        self.grader = ImageClassifier(body, widths[-1], classes, float(table["dropout"]))

    def parts(self, images: Tensor) -> Tensor:
        """Map squares (n, 1, side, side) in [0, 1] to logits of background, vertebra, disc and canal, at stride 2."""
        standard = (images - 0.2) / 0.2
        logits: Tensor = self.finder(standard.contiguous(memory_format=torch.channels_last))[0]
        return logits

    def crops(self, image: Tensor, discs: tuple[Disc, ...], bone: float) -> Tensor:
        """Cut discs out of a square (1, side, side), turned level: (discs, 1, crop rows, crop columns).

        `bone` is the mean brightness of the vertebrae, which becomes 0 after a logarithm.
        """
        matrices = torch.stack([crop_matrix(disc, self.crop_rows, self.crop_columns) for disc in discs])
        rows, columns = torch.meshgrid(
            torch.arange(self.crop_rows, dtype=torch.float32),
            torch.arange(self.crop_columns, dtype=torch.float32),
            indexing="ij",
        )
        places = torch.stack([columns, rows, torch.ones_like(rows)], dim=-1).reshape(-1, 3)
        at = places @ matrices.transpose(1, 2)  # indices (x, y) in the square, shape (discs, pixels, 2)
        grid = 2 * at / (image.shape[-1] - 1) - 1
        grid = grid.reshape(len(discs), self.crop_rows, self.crop_columns, 2).to(image.device)
        cut = grid_sample(image[None].expand(len(discs), -1, -1, -1), grid, align_corners=True)
        return relative(cut, bone)


def relative(cut: Tensor, bone: float) -> Tensor:
    """Brightness relative to the vertebrae, as a logarithm: fluid is positive, a black disc negative."""
    return ((cut + 0.02) / (bone + 0.02)).log().clamp(-3, 3)


def crop_matrix(disc: Disc, rows: int, columns: int) -> Tensor:
    """Affine map, shape (2, 3), from an index (column, row) of a disc's crop to an index (x, y) of the square."""
    c, s = np.cos(disc.angle), np.sin(disc.angle)
    linear = np.array([[c, -s], [s, c]])
    offset = np.array(disc.centre) - linear @ np.array([(columns - 1) / 2, (rows - 1) / 2])
    return torch.from_numpy(np.column_stack([linear, offset]).astype(np.float32))


def find_discs(parts: NDArray[np.float32], millimetres: float) -> tuple[Disc, ...]:
    """Discs from the map of parts, from the lowest up.

    Parameters
    ----------
    parts : array, shape (4, rows, columns)
        Probabilities of background, vertebra, disc and canal, at stride 2 of the square.
    millimetres : float
        Per pixel of the square.
    """
    cell = STRIDE * millimetres
    blobs, count = connected(parts.argmax(axis=0) == DISC)
    found: list[Disc] = []
    for number in range(1, count + 1):
        y, x = np.nonzero(blobs == number)
        area = len(x) * cell * cell
        if not 60 <= area <= 900:  # square millimetres; a lumbar disc has about 35 × 10
            continue
        spread = np.cov(np.stack([x, y]))
        values, vectors = np.linalg.eigh(spread)
        along = vectors[:, -1] * np.sign(vectors[0, -1] or 1.0)
        angle = float(np.arctan2(along[1], along[0]))
        length = 4 * float(np.sqrt(max(values[-1], 0.0))) * cell
        if abs(angle) > np.radians(65) or not 12 <= length <= 65:
            continue
        found.append(Disc(0, (float(x.mean()) * STRIDE, float(y.mean()) * STRIDE), angle))
    return counted(column(found, millimetres), millimetres)


def column(discs: Sequence[Disc], millimetres: float) -> tuple[Disc, ...]:
    """The longest row of discs of which each lies above the one before, as discs of one spine do; from the lowest up.

    Anything else that looks like a disc (bowel, vessels) belongs to no such row.
    """
    ordered = sorted(discs, key=lambda disc: -disc.centre[1])
    best: list[tuple[int, float, int]] = []  # per disc: length of the row that ends here, −bends on the way, before
    for place, disc in enumerate(ordered):
        rows = [(1, 0.0, -1)]
        for earlier in range(place):
            bend = _bend(ordered[earlier], disc, millimetres)
            if bend is not None:
                rows.append((best[earlier][0] + 1, best[earlier][1] - bend, earlier))
        best.append(max(rows))
    chain: list[Disc] = []
    place = max(range(len(best)), key=lambda n: best[n], default=-1)
    while place >= 0:
        chain.append(ordered[place])
        place = best[place][2]
    return tuple(reversed(chain))


def _bend(lower: Disc, upper: Disc, millimetres: float) -> float | None:
    """How far the way from one disc to the next leaves their axes, in radians; None where it cannot be the next."""
    x, y = (np.array(upper.centre) - np.array(lower.centre)) * millimetres
    if not NEAREST <= float(np.hypot(x, y)) <= FARTHEST:
        return None
    way = float(np.arctan2(x, -y))  # 0 is straight up; a disc's axis stands on it, so the same angle is its own
    bends = [abs(way - disc.angle) for disc in (lower, upper)]
    return sum(bends) if max(bends) <= MOST_BEND else None


def counted(discs: Sequence[Disc], millimetres: float) -> tuple[Disc, ...]:
    """Number discs from the lowest up; where a step is as long as two, the disc between was not seen but counts."""
    centres = np.array([disc.centre for disc in discs]).reshape(-1, 2)
    steps = np.hypot(*np.diff(centres, axis=0).T) * millimetres
    usual = float(np.median(steps)) if len(steps) > 1 else np.inf
    ordinals = np.cumsum([1, *(max(1, round(step / usual)) for step in steps)])
    return tuple(replace(disc, ordinal=int(n)) for disc, n in zip(discs, ordinals, strict=False))


def look(network: SpineNetwork, image: Tensor) -> tuple[tuple[Disc, ...], float]:
    """The discs of a square (1, side, side), and the mean brightness of its vertebrae."""
    parts = network.parts(image[None])[0].float().softmax(dim=0)
    shrunk = image[:, ::STRIDE, ::STRIDE]  # cell i is centred on pixel 2 i
    bone = (parts.argmax(dim=0) == VERTEBRA).float()
    mean = float((shrunk[0] * bone).sum() / bone.sum().clamp(min=1))
    return find_discs(parts.cpu().numpy(), network.millimetres), mean
