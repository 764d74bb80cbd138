"""Effusion of the elbow on a lateral radiograph (England 2018, in Kijowski 2020): is there fluid in the joint?"""

from dataclasses import dataclass, replace

import numpy as np
import torch
from scipy.special import expit
from torch import Tensor, nn

from imaging.dicom.read import read_stack
from imaging.errors import NotApplicable
from imaging.finding import Finding, Probability, SaliencyMap
from imaging.study import Case, StackKind
from imaging.words import Words
from inference.card import ModelCard
from inference.networks.resnet import LAYER_STRIDES, ImageClassifier, NarrowResNet
from inference.saliency import PIXELWISE, Placement, attribute, lay, normalised, sharpness
from inference.speed import autocast
from inference.task import SaliencyTarget, TaskInput
from inference.transforms import Letterbox, displayed, flattened, letterbox

LABEL = "effusion"
DEFAULT_LAYER = "layer2"


@dataclass(frozen=True)
class ElbowInput:
    """The radiograph in the network's square: `image` of shape (1, side, side), in [0, 1]."""

    image: Tensor
    frame: Letterbox


class ElbowEffusion:
    """Probability of fluid from one lateral radiograph."""

    def __init__(self, card: ModelCard) -> None:
        self.card = card
        self.side = int(card.network["side"])

    def select(self, case: Case) -> TaskInput | NotApplicable:
        """Take the first radiograph of an elbow that is not said to be frontal."""
        use = self.card.intended_use
        for series in case.study.series:
            words = f"{series.body_part} {series.description} {case.study.description}".upper()
            frontal = bool(series.view_position) and series.view_position.upper() not in use.view
            if (series.modality and series.modality not in use.modality) or "ELBOW" not in words or frontal:
                continue
            for stack in series.stacks:
                if stack.kind is StackKind.RADIOGRAPH:
                    return TaskInput({"image": stack}, {"image": read_stack(stack)})
        return NotApplicable(Words("needs a lateral radiograph of an elbow"))

    def preprocess(self, task_input: TaskInput) -> ElbowInput:
        """The image as displayed, scaled into the network's square."""
        image, frame = letterbox(displayed(task_input.images["image"]), self.side)
        return ElbowInput(image, frame)

    def build_network(self) -> ImageClassifier:
        """Fresh weights in the architecture of the card's `[network]` table."""
        widths = tuple(int(width) for width in self.card.network["widths"])
        return ImageClassifier(NarrowResNet(widths), widths[-1], 1, float(self.card.network["dropout"]))

    def seen(self, images: Tensor) -> Tensor:
        """What the network gets for images (n, 1, side, side) in [0, 1]: a fat pad is faint beside the bones."""
        return flattened(images).contiguous(memory_format=torch.channels_last)

    def run(self, network: nn.Module, inputs: ElbowInput, device: torch.device) -> float:
        """The logit of an effusion."""
        with torch.inference_mode(), autocast(self.card, device):
            return float(network(self.seen(inputs.image[None].to(device)))[0, 0])

    def probability(self, logit: float) -> float:
        """Calibrated by Platt scaling on the validation split (identity before that)."""
        scaling = self.card.raw.get("calibration", {"slope": 1.0, "intercept": 0.0})
        return float(expit(float(scaling["slope"]) * logit + float(scaling["intercept"])))

    def to_findings(self, output: float, task_input: TaskInput) -> tuple[Finding, ...]:
        """One probability."""
        stack, name = task_input.stacks["image"], self.card.task
        chance = Probability(self.probability(output), self.card.label(LABEL).operating_point)
        return (Finding(f"{name}/{LABEL}/0", name, LABEL, chance, series_uid=stack.series_uid),)

    def explain(
        self,
        network: nn.Module,
        inputs: ElbowInput,
        output: float,
        task_input: TaskInput,
        finding: Finding,
        method: str,
        device: torch.device,
    ) -> Finding:
        """What raised the logit."""
        layer, allowed = self.card.map_of(method, DEFAULT_LAYER)
        inner = network.get_submodule(f"body.{layer}")
        target = SaliencyTarget(network, inner, self.seen(inputs.image[None].to(device)), 0)
        cells = attribute(method, target)[0]
        stride = 1 if method in PIXELWISE else LAYER_STRIDES[layer]
        (down, across), stack = inputs.frame.scale, task_input.stacks["image"]
        placement = Placement((down, -0.5), (across, -0.5), inputs.frame.shown)
        (values,) = normalised([lay(cells, stride, placement, (stack.rows, stack.columns))])
        frame = stack.frames[0]
        shown = SaliencyMap(
            frame.sop_instance_uid,
            frame.number,
            np.asarray(values),
            method,
            sharpness(method, stride) / across,
            allowed,
        )
        return replace(finding, saliency=(shown,))
