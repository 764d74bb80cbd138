"""Fracture on a radiograph: one network gives a probability and a map of where (Lindsey 2018, in Kijowski 2020)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import find_objects, label, maximum
from scipy.special import expit
from torch import Tensor, nn

from imaging.dicom.read import read_stack
from imaging.errors import NotApplicable
from imaging.finding import Finding, Probability, SaliencyMap
from imaging.region import Box
from imaging.study import Case, StackKind
from imaging.words import Words
from inference.card import ModelCard
from inference.networks.heat_map_net import MAP_STRIDE, HeatMapNet
from inference.networks.resnet import LAYER_STRIDES
from inference.saliency import PIXELWISE, Placement, attribute, lay
from inference.speed import autocast
from inference.task import SaliencyTarget, TaskInput
from inference.transforms import Letterbox, displayed, letterbox

LABEL = "fracture"
DENSE_MAP = "dense_map"
"""The network's own map, beside the explanations that captum makes."""

DEFAULT_LAYER = "layer3"
PLACES = 5
"""At most this many places are reported."""


@dataclass(frozen=True)
class FractureInput:
    """The radiograph in the network's square: `image` of shape (1, side, side), in [0, 1]."""

    image: Tensor
    frame: Letterbox


@dataclass(frozen=True)
class FractureOutput:
    """What the network says of one radiograph.

    Attributes
    ----------
    cells : array of float32, shape (side / 4, side / 4)
        Probability of the dense map; zero outside the image.
    image_logit : float
        Of the head for the whole image.
    peak_logit : float
        The largest logit of the map.
    """

    cells: NDArray[np.float32]
    image_logit: float
    peak_logit: float


class FractureNetwork(nn.Module):
    """`HeatMapNet` on normalised grey values."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        super().__init__()
        self.mean, self.deviation = float(table["mean"]), float(table["deviation"])
        self.net = HeatMapNet(table["widths"], table["decoder"], float(table["dropout"]))

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """As `HeatMapNet`, from images in [0, 1]."""
        dense, whole = self.net(((images - self.mean) / self.deviation).contiguous(memory_format=torch.channels_last))
        return dense, whole


class ImageScore(nn.Module):
    """What captum explains: the logit of the whole image, shape (n, 1)."""

    def __init__(self, network: FractureNetwork) -> None:
        super().__init__()
        self.network = network
        self.train(network.training)  # a new module is in training; what it wraps must stay as it is

    def forward(self, images: Tensor) -> Tensor:
        """Map images to their logits."""
        logits: Tensor = self.network(images)[1]
        return logits[:, None]


class RadiographFracture:
    """Any radiograph of a limb, hip or shoulder."""

    def __init__(self, card: ModelCard) -> None:
        self.card = card
        self.side = int(card.network["side"])

    def select(self, case: Case) -> TaskInput | NotApplicable:
        """Take the first radiograph of the Study that shows one of the card's parts of the body."""
        use, reason = self.card.intended_use, Words("needs a radiograph of a limb, hip or shoulder")
        for series in case.study.series:
            if series.modality and series.modality not in use.modality:
                continue
            part = series.body_part.upper().replace(" ", "")
            if part and part not in use.body_part:
                reason = Words(
                    "needs a radiograph of a limb, hip or shoulder; this one shows {body_part}",
                    body_part=series.body_part,
                )
                continue
            for stack in series.stacks:
                if stack.kind is StackKind.RADIOGRAPH:
                    return TaskInput({"image": stack}, {"image": read_stack(stack)})
        return NotApplicable(reason)

    def preprocess(self, task_input: TaskInput) -> FractureInput:
        """The image as displayed, scaled into the network's square."""
        image, frame = letterbox(displayed(task_input.images["image"]), self.side)
        return FractureInput(image, frame)

    def build_network(self) -> FractureNetwork:
        """Fresh weights in the architecture of the card's `[network]` table."""
        return FractureNetwork(self.card.network)

    def run(self, network: nn.Module, inputs: FractureInput, device: torch.device) -> FractureOutput:
        """One forward pass over the part of the square that carries the image."""
        assert isinstance(network, FractureNetwork)
        rows, columns = padded(inputs.frame)
        with torch.inference_mode(), autocast(self.card, device):
            dense, whole = network(inputs.image[None, :, :rows, :columns].to(device))
        logits = dense[0, 0].float().cpu().numpy()
        cells = np.zeros((self.side // MAP_STRIDE, self.side // MAP_STRIDE), np.float32)
        cells[: logits.shape[0], : logits.shape[1]] = expit(logits)
        return FractureOutput(cells, float(whole[0]), float(logits.max()))

    def logit(self, output: FractureOutput) -> float:
        """The image's logit plus a weight, chosen on the validation split, times the map's peak."""
        weight = float(self.card.raw.get("calibration", {}).get("peak_weight", 0.0))
        return output.image_logit + weight * output.peak_logit

    def probability(self, value: float) -> float:
        """The calibrated probability of a logit (Platt scaling on the validation split; identity before that)."""
        scaling = self.card.raw.get("calibration", {"slope": 1.0, "intercept": 0.0})
        return float(expit(float(scaling["slope"]) * value + float(scaling["intercept"])))

    def to_findings(self, output: FractureOutput, task_input: TaskInput) -> tuple[Finding, ...]:
        """The answer for the image; when it is yes, the places of the map that reach the card's threshold."""
        stack = task_input.stacks["image"]
        shown, frame = stack.frames[0], Letterbox(self.side, stack.rows, stack.columns)
        value = Probability(self.probability(self.logit(output)), self.card.label(LABEL).operating_point)
        name = self.card.task
        study = Finding(f"{name}/{LABEL}/0", name, LABEL, value, series_uid=stack.series_uid)
        places = self.places(output) if value.positive else []
        regions: list[Finding] = []
        for corners, chance in places:
            edges = frame.to_original(np.array([corners]))[0]
            region = Box(shown.sop_instance_uid, shown.number, *(float(edge) for edge in edges))
            regions.append(
                replace(
                    study,
                    finding_id=f"{name}/{LABEL}/{len(regions) + 1}",
                    value=Probability(chance, value.operating_point),
                    region=region,
                    level="region",
                )
            )
        return (study, *regions)

    def places(self, output: FractureOutput) -> list[tuple[tuple[float, float, float, float], float]]:
        """Connected parts of the map above the card's threshold, most suspicious first: box in the square, peak."""
        parts, count = label(output.cells >= float(self.card.network["map_threshold"]))
        peaks = np.atleast_1d(maximum(output.cells, parts, np.arange(1, count + 1))) if count else np.zeros(0)
        found = []
        for place, (down, across) in enumerate(find_objects(parts)):
            half = MAP_STRIDE / 2  # a cell reaches half a stride to either side of its centre, pixel 4 i
            corners = tuple(
                float(min(max(edge, 0.0), self.side))
                for edge in (
                    across.start * MAP_STRIDE + 0.5 - half,
                    down.start * MAP_STRIDE + 0.5 - half,
                    (across.stop - 1) * MAP_STRIDE + 0.5 + half,
                    (down.stop - 1) * MAP_STRIDE + 0.5 + half,
                )
            )
            found.append(((corners[0], corners[1], corners[2], corners[3]), float(peaks[place])))
        return sorted(found, key=lambda entry: -entry[1])[:PLACES]

    def explain(
        self,
        network: nn.Module,
        inputs: FractureInput,
        output: FractureOutput,
        task_input: TaskInput,
        finding: Finding,
        method: str,
        device: torch.device,
    ) -> Finding:
        """The network's own map (``dense_map``), or why the whole image's answer came out so."""
        assert isinstance(network, FractureNetwork)
        layer, allowed = self.card.map_of(method, DEFAULT_LAYER)
        if method == DENSE_MAP:
            cells, stride = torch.from_numpy(output.cells), MAP_STRIDE
        else:
            target = saliency_target(network, inputs, layer, device)
            cells = attribute(method, target)[0]
            stride = 1 if method in PIXELWISE else LAYER_STRIDES[layer]
        stack = task_input.stacks["image"]
        row, column = inputs.frame.scale
        placement = Placement((row, -0.5), (column, -0.5), inputs.frame.shown)
        values = lay(cells, stride, placement, (stack.rows, stack.columns))
        strongest = float(values.max())
        values = values / np.float32(strongest) if strongest > 0 else values
        frame = stack.frames[0]
        shown = SaliencyMap(frame.sop_instance_uid, frame.number, values, method, stride / column, allowed)
        return replace(finding, saliency=(shown,))


def padded(frame: Letterbox) -> tuple[int, int]:
    """(rows, columns) of the square that the network looks at: the image, up to whole cells of stride 32."""
    rows, columns = frame.shown
    return min(-(-rows // 32) * 32, frame.side), min(-(-columns // 32) * 32, frame.side)


def saliency_target(
    network: FractureNetwork, inputs: FractureInput, layer: str, device: torch.device
) -> SaliencyTarget:
    """What to explain: the whole image's logit."""
    rows, columns = padded(inputs.frame)
    image = inputs.image[None, :, :rows, :columns].to(device)
    return SaliencyTarget(ImageScore(network), network.net.body.get_submodule(layer), image, 0)
