"""Bone age from a radiograph of the left hand and the patient's sex (Halabi 2019 and Larson 2018, in Kijowski 2020).

One network looks at the image; its features and the sex lie side by side before the layers that say the months.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torchvision.models import inception_v3

from imaging.dicom.read import read_stack
from imaging.errors import NotApplicable, UserError
from imaging.finding import Finding, Quantity, SaliencyMap
from imaging.study import Case, StackKind
from imaging.words import Words
from inference.card import ModelCard
from inference.networks.resnet import LAYER_STRIDES, NarrowResNet
from inference.saliency import PIXELWISE, Placement, attribute, lay, normalised, sharpness
from inference.speed import autocast
from inference.task import SaliencyTarget, TaskInput
from inference.transforms import Letterbox, displayed, letterbox, standardised

AGE = "age"
MONTHS = "mo"
"""UCUM's code of the month."""

FEMALE, MALE = 0.0, 1.0
SEXES = {"F": FEMALE, "FEMALE": FEMALE, "M": MALE, "MALE": MALE}

DEFAULT_LAYER = "layer2"
INCEPTION = "inception_v3"
INCEPTION_FEATURES = 2048


@dataclass(frozen=True)
class HandInput:
    """The radiograph in the network's square, (1, side, side) in [0, 1]; the sex as 0 or 1, None when not known."""

    image: Tensor
    frame: Letterbox
    sex: float | None


class BoneAgeNetwork(nn.Module):
    """Image features and sex → months.

    Parameters
    ----------
    table : mapping
        The card's `[network]` table: architecture (``"narrow"`` or ``"inception_v3"``), side, widths of the narrow one,
        sex_width, hidden (widths of the layers before the answer), dropout, and mean and deviation of the months.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        super().__init__()
        self.architecture = str(table["architecture"])
        self.mean, self.deviation = float(table["mean"]), float(table["deviation"])
        if self.architecture == INCEPTION:
            self.body: nn.Module = _inception()
            features = INCEPTION_FEATURES
        elif self.architecture == "narrow":
            widths = tuple(int(w) for w in table["widths"])
            self.body, features = NarrowResNet(widths), widths[-1]
        else:
            raise UserError(
                "bone_age knows no network “{architecture}”. Known: narrow, {inception}.",
                architecture=self.architecture,
                inception=INCEPTION,
            )
        self.pool, self.flatten = nn.AdaptiveAvgPool2d(1), nn.Flatten()
        self.sex = nn.Sequential(nn.Linear(1, int(table["sex_width"])), nn.ReLU())
        layers: list[nn.Module] = [nn.Dropout(float(table["dropout"]))]
        inputs = features + int(table["sex_width"])
        for width in table["hidden"]:
            layers += [nn.Linear(inputs, int(width)), nn.ReLU()]
            inputs = int(width)
        self.head = nn.Sequential(*layers, nn.Linear(inputs, 1))

    def forward(self, images: Tensor, sexes: Tensor) -> Tensor:
        """Map images (n, 1, side, side) in [0, 1] and sexes (n,) of 0 and 1 to months, shape (n,)."""
        seen = standardised(images)
        if self.architecture == INCEPTION:
            seen = seen.expand(-1, 3, -1, -1)
        found = self.body(seen.contiguous(memory_format=torch.channels_last))
        features = self.flatten(self.pool(found)) if found.ndim == 4 else found
        side = self.sex(2 * sexes[:, None].to(features.dtype) - 1)
        answer: Tensor = self.head(torch.cat([features, side], dim=1))[:, 0].float()
        return answer * self.deviation + self.mean


def _inception() -> nn.Module:
    """torchvision's Inception v3 up to its pooled features, shape (n, 2048)."""
    network: nn.Module = inception_v3(weights=None, aux_logits=False, init_weights=False, transform_input=False)
    network.fc, network.dropout = nn.Identity(), nn.Identity()
    return network


class MonthsOf(nn.Module):
    """What is explained: the months of a child whose sex is given, shape (n, 1)."""

    def __init__(self, network: BoneAgeNetwork, sex: float) -> None:
        super().__init__()
        self.network, self.sex_given = network, sex
        self.train(network.training)  # a new module is in training; what it wraps must stay as it is

    def forward(self, images: Tensor) -> Tensor:
        """Map images to months."""
        months: Tensor = self.network(images, torch.full((len(images),), self.sex_given, device=images.device))
        return months[:, None]


class BoneAge:
    """Months of skeletal age, with the interval that holds the reference standard in 95 of 100 cases."""

    def __init__(self, card: ModelCard) -> None:
        self.card = card
        self.side = int(card.network["side"])

    def select(self, case: Case) -> TaskInput | NotApplicable:
        """Take the first radiograph of a hand."""
        use = self.card.intended_use
        for series in case.study.series:
            words = f"{series.body_part} {series.description} {case.study.description}".upper()
            unknown = not series.body_part and not series.is_dicom  # a picture without a header says nothing
            if (series.modality and series.modality not in use.modality) or not (unknown or "HAND" in words):
                continue
            for stack in series.stacks:
                if stack.kind is StackKind.RADIOGRAPH:
                    return TaskInput({"image": stack}, {"image": read_stack(stack)}, clinical_of(case))
        return NotApplicable(Words("needs a radiograph of the left hand"))

    def preprocess(self, task_input: TaskInput) -> HandInput:
        """The image as displayed, scaled into the network's square."""
        image, frame = letterbox(displayed(task_input.images["image"]), self.side)
        return HandInput(image, frame, task_input.clinical.get("sex"))

    def build_network(self) -> BoneAgeNetwork:
        """Fresh weights in the architecture of the card's `[network]` table."""
        return BoneAgeNetwork(self.card.network)

    def run(self, network: nn.Module, inputs: HandInput, device: torch.device) -> NDArray[np.float64]:
        """Months: one number, or those of a girl and of a boy where the sex is not known."""
        assert isinstance(network, BoneAgeNetwork)
        sexes = torch.tensor([FEMALE, MALE] if inputs.sex is None else [inputs.sex], device=device)
        images = inputs.image[None].to(device).expand(len(sexes), -1, -1, -1)
        with torch.inference_mode(), autocast(self.card, device):
            return np.asarray(network(images, sexes).double().cpu().numpy())

    def to_findings(self, output: NDArray[np.float64], task_input: TaskInput) -> tuple[Finding, ...]:
        """The bone age."""
        stack, name = task_input.stacks["image"], self.card.task
        return (Finding(f"{name}/{AGE}/0", name, AGE, self.quantity(output), series_uid=stack.series_uid),)

    def quantity(self, output: NDArray[np.float64]) -> Quantity:
        """Months with their interval; without a sex the mean of both answers, and an interval round both."""
        low, high = float(output.min()), float(output.max())
        below, above = self.half_width(low), self.half_width(high)
        interval = None if below is None or above is None else (max(0.0, low - below), high + above)
        return Quantity(max(0.0, float(output.mean())), MONTHS, interval)

    def half_width(self, months: float) -> float | None:
        """Months to either side of an answer that hold 95 % of the reference ages, by the validation split's errors."""
        table = self.card.raw.get("calibration")
        if not table:
            return None
        band = sum(months >= limit for limit in table["limits"])
        return float(table["half_width"][band])

    def explain(
        self,
        network: nn.Module,
        inputs: HandInput,
        output: NDArray[np.float64],
        task_input: TaskInput,
        finding: Finding,
        method: str,
        device: torch.device,
    ) -> Finding:
        """What raised the months; for a child of unknown sex, of a girl."""
        assert isinstance(network, BoneAgeNetwork)
        layer, allowed = self.card.map_of(method, DEFAULT_LAYER)
        sex = FEMALE if inputs.sex is None else inputs.sex
        cells = attribute(method, saliency_target(network, inputs.image[None].to(device), layer, sex))[0]
        stride = 1 if method in PIXELWISE else LAYER_STRIDES[layer]
        (down, across), size = inputs.frame.scale, inputs.frame.shown
        stack = task_input.stacks["image"]
        placement = Placement((down, -0.5), (across, -0.5), size)
        (values,) = normalised([lay(cells, stride, placement, (stack.rows, stack.columns))])
        frame = stack.frames[0]
        shown = SaliencyMap(
            frame.sop_instance_uid, frame.number, values, method, sharpness(method, stride) / across, allowed
        )
        return replace(finding, saliency=(shown,))


def clinical_of(case: Case) -> dict[str, float]:
    """The sex as 0 or 1, from the clinical data or else the header; nothing where neither says it."""
    said = case.clinical.get("sex", case.study.patient.sex)
    if isinstance(said, str):
        said = SEXES.get(said.strip().upper(), -1.0)
    return {"sex": float(said)} if said in (FEMALE, MALE) else {}


def saliency_target(network: BoneAgeNetwork, images: Tensor, layer: str, sex: float) -> SaliencyTarget:
    """What to explain for squares (n, 1, side, side) of children of one sex."""
    # A pixelwise method looks at no layer; Inception's are not on a regular grid from the first pixel on.
    inner = network.body.get_submodule(layer) if network.architecture == "narrow" else network.body
    return SaliencyTarget(MonthsOf(network, sex), inner, images, 0)
