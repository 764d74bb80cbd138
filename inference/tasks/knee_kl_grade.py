"""Kellgren–Lawrence grade of a knee radiograph: one network looks at both sides of the joint (Tiulpin 2018).

The two sides are cut out, the right one mirrored, and seen by the same weights; their features lie side by side
before the last layer. The order of the sides is taken both ways and averaged, so that left and right knees, and
mirrored films, get the same answer and no laterality is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import expit, softmax
from torch import Tensor, nn

from imaging.dicom.read import read_stack
from imaging.errors import NotApplicable
from imaging.finding import Finding, Grade, Probability, SaliencyMap
from imaging.study import Case, Stack, StackKind
from imaging.words import Words
from inference.card import ModelCard
from inference.networks.resnet import LAYER_STRIDES, NarrowResNet
from inference.saliency import PIXELWISE, Placement, attribute, lay, normalised
from inference.speed import autocast
from inference.task import SaliencyTarget, TaskInput
from inference.transforms import Letterbox, displayed, flattened, letterbox

GRADE, DISEASE = "kl", "osteoarthritis"
LEVELS = (0, 1, 2, 3, 4)
DISEASED_FROM = 2
"""Osteoarthritis is Kellgren–Lawrence grade 2 and more (Kellgren 1957)."""

ELONGATED = 1.5
"""A film longer than this times its width shows more than the joint."""

STEM_STRIDE = 2
DEFAULT_LAYER = "layer3"


@dataclass(frozen=True)
class KneeInput:
    """The radiograph in the network's square: `image` of shape (1, side, side), in [0, 1]."""

    image: Tensor
    frame: Letterbox


class KneeNetwork(nn.Module):
    """Shared weights on both sides of the joint, and one linear layer on their features.

    Parameters
    ----------
    table : mapping
        The card's `[network]` table: side, widths, dropout, and `top`, `height`, `width` of the cut-out halves.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        super().__init__()
        self.side, self.top = int(table["side"]), int(table["top"])
        self.height, self.width = int(table["height"]), int(table["width"])
        widths = tuple(int(w) for w in table["widths"])
        self.body = NarrowResNet(widths, stem_stride=STEM_STRIDE)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.dropout = nn.Dropout(float(table["dropout"]))
        self.head = nn.Linear(2 * widths[-1], len(LEVELS))

    def halves(self, images: Tensor) -> Tensor:
        """Cut squares (n, 1, side, side) into sides of the joint, shape (2 n, 1, height, width): all left ones, then
        all right ones, mirrored."""
        rows = images[:, :, self.top : self.top + self.height]
        left, right = rows[..., : self.width], rows[..., self.side - self.width :].flip(-1)
        return torch.cat([left, right]).contiguous(memory_format=torch.channels_last)

    def forward(self, halves: Tensor) -> Tensor:
        """Map halves (2 n, 1, height, width) to logits of the grades, shape (n, 5)."""
        features = self.flatten(self.pool(self.body(halves)))
        left, right = features.chunk(2)
        there, back = torch.cat([left, right], dim=1), torch.cat([right, left], dim=1)
        logits: Tensor = (self.head(self.dropout(there)) + self.head(self.dropout(back))) / 2
        return logits


class KneeScores(nn.Module):
    """What is explained: the expected grade, and the log odds of osteoarthritis. Shape (n, 2)."""

    def __init__(self, network: KneeNetwork) -> None:
        super().__init__()
        self.network = network
        self.train(network.training)  # a new module is in training; what it wraps must stay as it is

    def forward(self, halves: Tensor) -> Tensor:
        """Map halves to both scores."""
        logits = self.network(halves).float()
        expected = (logits.softmax(dim=1) * torch.arange(len(LEVELS), device=logits.device)).sum(dim=1)
        odds = logits[:, DISEASED_FROM:].logsumexp(dim=1) - logits[:, :DISEASED_FROM].logsumexp(dim=1)
        return torch.stack([expected, odds], dim=1)


class KneeKlGrade:
    """Grade and probability of osteoarthritis from one knee's frontal radiograph, cropped round the joint."""

    def __init__(self, card: ModelCard) -> None:
        self.card = card
        self.side = int(card.network["side"])

    def select(self, case: Case) -> TaskInput | NotApplicable:
        """Take the first radiograph of a knee that is about as wide as it is high."""
        use, reason = self.card.intended_use, Words("needs a frontal radiograph of a knee")
        for series in case.study.series:
            words = f"{series.body_part} {series.description} {case.study.description}".upper()
            unknown = not series.body_part and not series.is_dicom  # a picture without a header says nothing
            if (series.modality and series.modality not in use.modality) or not (unknown or "KNEE" in words):
                continue
            for stack in series.stacks:
                if stack.kind is not StackKind.RADIOGRAPH:
                    continue
                if max(stack.rows, stack.columns) > ELONGATED * min(stack.rows, stack.columns):
                    reason = Words("needs a radiograph cropped round one knee joint; this one shows more")
                    continue
                return TaskInput({"image": stack}, {"image": read_stack(stack)})
        return NotApplicable(reason)

    def preprocess(self, task_input: TaskInput) -> KneeInput:
        """The image as displayed, scaled into the network's square."""
        image, frame = letterbox(displayed(task_input.images["image"]), self.side)
        return KneeInput(image, frame)

    def build_network(self) -> KneeNetwork:
        """Fresh weights in the architecture of the card's `[network]` table."""
        return KneeNetwork(self.card.network)

    def run(self, network: nn.Module, inputs: KneeInput, device: torch.device) -> NDArray[np.float64]:
        """Logits of the grades, shape (5,)."""
        assert isinstance(network, KneeNetwork)
        with torch.inference_mode(), autocast(self.card, device):
            halves = network.halves(flattened(inputs.image[None].to(device)))
            return np.asarray(network(halves)[0].double().cpu().numpy())

    def probability(self, logits: NDArray[np.float64]) -> float:
        """P(osteoarthritis), calibrated by Platt scaling on the validation split (identity before that)."""
        scaling = self.card.raw.get("calibration", {"slope": 1.0, "intercept": 0.0})
        return float(expit(float(scaling["slope"]) * disease_odds(logits) + float(scaling["intercept"])))

    def to_findings(self, output: NDArray[np.float64], task_input: TaskInput) -> tuple[Finding, ...]:
        """The grade with the smallest expected squared error, and the probability of osteoarthritis."""
        stack, name = task_input.stacks["image"], self.card.task
        point = self.card.label(DISEASE).operating_point
        grade = Grade(grade_of(output), LEVELS)
        disease = Probability(self.probability(output), point)
        return (
            Finding(f"{name}/{GRADE}/0", name, GRADE, grade, series_uid=stack.series_uid),
            Finding(f"{name}/{DISEASE}/0", name, DISEASE, disease, series_uid=stack.series_uid),
        )

    def explain(
        self,
        network: nn.Module,
        inputs: KneeInput,
        output: NDArray[np.float64],
        task_input: TaskInput,
        finding: Finding,
        method: str,
        device: torch.device,
    ) -> Finding:
        """What raised the expected grade, or the odds of osteoarthritis, on both sides of the joint."""
        assert isinstance(network, KneeNetwork)
        layer, allowed = self.card.map_of(method, DEFAULT_LAYER)
        index = 0 if finding.label == GRADE else 1
        target = saliency_target(network, inputs.image[None].to(device), layer, index)
        left, right = attribute(method, target)
        stride = 1 if method in PIXELWISE else LAYER_STRIDES[layer] * STEM_STRIDE // 4
        stack = task_input.stacks["image"]
        laid = self.lay_sides(network, (left, right), stride, inputs.frame, stack)
        (values,) = normalised([laid])
        frame = stack.frames[0]
        cell = stride / inputs.frame.scale[1]
        shown = SaliencyMap(frame.sop_instance_uid, frame.number, values, method, cell, allowed)
        return replace(finding, saliency=(shown,))

    @staticmethod
    def lay_sides(
        network: KneeNetwork, cells: tuple[Tensor, Tensor], stride: int, frame: Letterbox, stack: Stack
    ) -> NDArray[np.float32]:
        """Maps of the left and of the mirrored right half, on the original image; where they overlap, the larger."""
        (down, across), size = frame.scale, (network.height, network.width)
        row = (down, -network.top - 0.5)
        straight = Placement(row, (across, -0.5), size)
        mirrored = Placement(row, (-across, network.side - 0.5), size)
        shape = stack.rows, stack.columns
        return np.maximum(lay(cells[0], stride, straight, shape), lay(cells[1], stride, mirrored, shape))


def saliency_target(network: KneeNetwork, images: Tensor, layer: str, index: int) -> SaliencyTarget:
    """What to explain for squares (n, 1, side, side): score `index` of `KneeScores` on their halves."""
    halves = network.halves(flattened(images))
    return SaliencyTarget(KneeScores(network), network.body.get_submodule(layer), halves, index)


def disease_odds(logits: NDArray[np.float64]) -> float:
    """Log odds of grade 2 and more from the grades' logits, shape (5,)."""
    chance = float(softmax(logits)[DISEASED_FROM:].sum())
    chance = min(max(chance, 1e-9), 1 - 1e-9)
    return float(np.log(chance / (1 - chance)))


def grade_of(logits: NDArray[np.float64]) -> int:
    """The expected grade, rounded: the choice with the least expected squared error."""
    return round(float(softmax(logits) @ np.arange(len(LEVELS))))
