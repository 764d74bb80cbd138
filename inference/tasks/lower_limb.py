"""Abnormality on a limb radiograph: Mask R-CNN proposes boxes, a CNN judges each (Amiri 2022).

Scenario 2 of the paper is the detector alone; scenario 1 lets a CNN classify the detector's boxes, and takes the
whole image where the detector finds none. What is reported is scenario 1 with the detector's own opinion added: a
box's logit is the CNN's plus a weight, chosen on the validation split, times the detector's (0 is the paper).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import expit, logit
from torch import Tensor, nn
from torchvision.ops import roi_align

from imaging.dicom.read import read_stack
from imaging.errors import NotApplicable
from imaging.finding import Finding, Probability, SaliencyMap
from imaging.region import Box, Mask
from imaging.study import Case, StackKind
from imaging.words import Words
from inference.card import ModelCard
from inference.networks.backbones import Cells, body_of, layers_of
from inference.networks.mask_rcnn import MaskRcnnSettings, build_mask_rcnn, detect, masks_of
from inference.networks.resnet import ImageClassifier
from inference.saliency import PIXELWISE, Placement, attribute, lay, normalised
from inference.speed import autocast
from inference.task import SaliencyTarget, TaskInput
from inference.transforms import Letterbox, displayed, letterbox

LABEL = "fracture"

NO_MASKS: NDArray[np.float32] = np.zeros((0, 0, 0), np.float32)


@dataclass(frozen=True)
class LowerLimbInput:
    """The radiograph in the network's square: `image` of shape (1, side, side), in [0, 1]."""

    image: Tensor
    frame: Letterbox


@dataclass(frozen=True)
class LowerLimbOutput:
    """What both scenarios say of one radiograph.

    Attributes
    ----------
    boxes : array, shape (n, 4)
        (left, top, right, bottom) in the network's square, sorted by `box_logits`, highest first.
    detector_scores : array, shape (n,)
        Mask R-CNN's score per box.
    cnn_logits : array, shape (n,)
        The CNN's logit per box: scenario 1.
    box_logits : array, shape (n,)
        The CNN's and the detector's together, not calibrated.
    whole_cnn_logit, whole_logit : float
        The same for the whole image: the answer where there is no box.
    masks : array of float32, shape (m, side, side)
        Mask R-CNN's probability of each pixel of the square to belong to the box's abnormality: of the first boxes,
        those that are shown; empty when left out.
    """

    boxes: NDArray[np.float32]
    detector_scores: NDArray[np.float32]
    cnn_logits: NDArray[np.float32]
    box_logits: NDArray[np.float32]
    whole_cnn_logit: float
    whole_logit: float
    masks: NDArray[np.float32] = field(default_factory=lambda: NO_MASKS)

    @property
    def image_logit(self) -> float:
        """What is reported: the most suspicious box, or the whole image."""
        return float(self.box_logits.max()) if len(self.boxes) else self.whole_logit

    @property
    def image_cnn_logit(self) -> float:
        """Scenario 1: the same by the CNN alone."""
        return float(self.cnn_logits.max()) if len(self.boxes) else self.whole_cnn_logit

    @property
    def image_score(self) -> float:
        """Scenario 2: the detector's highest score, 0 without a box."""
        return float(self.detector_scores.max()) if len(self.boxes) else 0.0


def combine(
    boxes: NDArray[np.float32],
    scores: NDArray[np.float32],
    cnn: NDArray[np.float32],
    weight: float,
    least: float,
) -> LowerLimbOutput:
    """Add both networks' opinions, and sort.

    Parameters
    ----------
    boxes, scores : arrays, shape (n, 4) and (n,)
        The detector's.
    cnn : array, shape (n + 1,)
        The CNN's logits; the last is the whole image's.
    weight : float
        Of the detector's logit.
    least : float
        The detector's threshold: its score for the whole image, where it has found nothing.
    """
    both = cnn + weight * logit(np.clip(np.append(scores, least), 1e-4, 1 - 1e-4))
    order = np.argsort(-both[:-1], kind="stable")
    return LowerLimbOutput(
        boxes=boxes[order],
        detector_scores=scores[order],
        cnn_logits=cnn[:-1][order],
        box_logits=both[:-1][order].astype(np.float32),
        whole_cnn_logit=float(cnn[-1]),
        whole_logit=float(both[-1]),
    )


class LowerLimbNetwork(nn.Module):
    """The detector and the CNN that judges its boxes."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        super().__init__()
        settings = MaskRcnnSettings(
            network=table,
            pyramid=table["pyramid"],
            box_head=table["box_head"],
            anchors=tuple(tuple(float(side) for side in level) for level in table["anchors"]),
            aspect_ratios=tuple(float(ratio) for ratio in table["aspect_ratios"]),
            mean=table["mean"],
            deviation=table["deviation"],
            proposals=table["proposals"],
            score_threshold=table["score_threshold"],
            box_overlap=table["box_overlap"],
            boxes=table["boxes"],
        )
        self.mean, self.deviation = settings.mean, settings.deviation
        self.crop_side, self.crop_context = int(table["crop_side"]), float(table["crop_context"])
        self.crop_least, self.side = float(table["crop_least"]), float(table["side"])
        self.detector = build_mask_rcnn(settings)
        self.classifier = ImageClassifier(*body_of(table), 1)

    def squares(self, boxes: Tensor) -> Tensor:
        """Grow boxes, shape (n, 4), to the squares that the CNN sees: with surroundings, at most the whole image."""
        centre = (boxes[:, :2] + boxes[:, 2:]) / 2
        half = (boxes[:, 2:] - boxes[:, :2]).amax(dim=1) * self.crop_context / 2
        half = half.clamp(self.crop_least / 2, self.side / 2)[:, None]
        return torch.cat([centre - half, centre + half], dim=1)

    def crops(self, images: Tensor, boxes: Tensor, image_index: Tensor) -> Tensor:
        """Cut squares from images (n, 1, side, side): normalised crops, shape (boxes, 1, crop side, crop side)."""
        rois = torch.cat([image_index[:, None].to(boxes), self.squares(boxes)], dim=1)
        cut: Tensor = roi_align(images, rois, self.crop_side, aligned=True)
        return (cut - self.mean) / self.deviation


class LowerLimb:
    """The task of Amiri 2022 on any limb radiograph."""

    def __init__(self, card: ModelCard) -> None:
        self.card = card
        self.side = int(card.network["side"])

    def select(self, case: Case) -> TaskInput | NotApplicable:
        """Take the first radiograph of the Study; refuse other modalities and parts of the body."""
        use = self.card.raw["intended_use"]
        parts = {*use["body_part"], *use.get("body_part_off_label", ())}
        reason = Words("needs a radiograph of a limb")
        for series in case.study.series:
            if series.modality and series.modality not in use["modality"]:
                continue
            if series.body_part and series.body_part.upper().replace(" ", "") not in parts:
                reason = Words("needs a radiograph of a limb; this one shows {body_part}", body_part=series.body_part)
                continue
            for stack in series.stacks:
                if stack.kind is StackKind.RADIOGRAPH:
                    return TaskInput({"image": stack}, {"image": read_stack(stack)})
        return NotApplicable(reason)

    def preprocess(self, task_input: TaskInput) -> LowerLimbInput:
        """The image as displayed, scaled into the network's square."""
        image, frame = letterbox(displayed(task_input.images["image"]), self.side)
        return LowerLimbInput(image, frame)

    def build_network(self) -> LowerLimbNetwork:
        """Fresh weights in the architecture of the card's `[network]` table."""
        return LowerLimbNetwork(self.card.network)

    def run(self, network: nn.Module, inputs: LowerLimbInput, device: torch.device) -> LowerLimbOutput:
        """Detect, cut, judge; then draw what is shown."""
        assert isinstance(network, LowerLimbNetwork)
        image = inputs.image.to(device)
        weight = float(self.card.raw.get("calibration", {}).get("detector_weight", 0.0))
        with torch.inference_mode(), autocast(self.card, device):
            found = detect(network.detector, image)
            rows, columns = inputs.frame.shown
            whole = image.new_tensor([[0.0, 0.0, columns, rows]])
            boxes = torch.cat([found.boxes.float(), whole])
            crops = network.crops(image[None], boxes, torch.zeros(len(boxes), device=device))
            output = combine(
                boxes[:-1].cpu().numpy(),
                found.scores.float().cpu().numpy(),
                network.classifier(crops)[:, 0].float().cpu().numpy(),
                weight,
                float(self.card.network["score_threshold"]),
            )
            shown = output.boxes[: self.positives(output)]
            masks = masks_of(network.detector, found, torch.from_numpy(shown).to(device)) if len(shown) else None
        return replace(output, masks=masks.float().cpu().numpy()) if masks is not None else output

    def positives(self, output: LowerLimbOutput) -> int:
        """How many boxes, the most suspicious first, reach the operating point."""
        point = self.card.label(LABEL).operating_point
        return sum(Probability(self.probability(float(suspicion)), point).positive for suspicion in output.box_logits)

    def probability(self, value: float) -> float:
        """The calibrated probability of a logit (Platt scaling on the validation split; identity before that)."""
        scaling = self.card.raw.get("calibration", {"slope": 1.0, "intercept": 0.0})
        return float(expit(scaling["slope"] * value + scaling["intercept"]))

    def to_findings(self, output: LowerLimbOutput, task_input: TaskInput) -> tuple[Finding, ...]:
        """The answer for the image, then the boxes that reach the operating point."""
        stack = task_input.stacks["image"]
        shown = stack.frames[0]
        frame = Letterbox(self.side, stack.rows, stack.columns)
        point = self.card.label(LABEL).operating_point
        study = Finding(
            finding_id=f"{self.card.task}/{LABEL}/0",
            task=self.card.task,
            label=LABEL,
            value=Probability(self.probability(output.image_logit), point),
            series_uid=stack.series_uid,
        )
        boxes = frame.to_original(output.boxes)
        regions: list[Finding] = []
        for place in range(self.positives(output)):
            value = Probability(self.probability(float(output.box_logits[place])), point)
            box = Box(shown.sop_instance_uid, shown.number, *(float(edge) for edge in boxes[place]))
            drawn = frame.mask_to_original(output.masks[place]) if place < len(output.masks) else None
            region = Mask(box, drawn) if drawn is not None and drawn.any() else box
            name = f"{self.card.task}/{LABEL}/{place + 1}"
            regions.append(replace(study, finding_id=name, value=value, region=region, level="region"))
        return (study, *regions)

    def explain(
        self,
        network: nn.Module,
        inputs: LowerLimbInput,
        output: LowerLimbOutput,
        task_input: TaskInput,
        finding: Finding,
        method: str,
        device: torch.device,
    ) -> Finding:
        """Why the CNN said so: a map on the finding's box and its surroundings (the whole image without a box)."""
        layer, allowed = self.card.map_of(method, list(layers_of(self.card.network))[2])
        target, squares = self.saliency_target(network, inputs, self._box_of(finding, inputs, output), layer, device)
        cells = attribute(method, target)[0]
        lie = self.cells(method, layer)
        row, column = inputs.frame.scale
        left, top, right, bottom = squares[0].tolist()
        corners = (left / column, top / row, right / column, bottom / row)
        side = target.inputs.shape[-1]
        stack = task_input.stacks["image"]
        laid = lay(cells, lie.stride, Placement.of_crop(corners, (side, side)), (stack.rows, stack.columns), lie.first)
        (values,) = normalised([laid])
        frame = stack.frames[0]
        shown = SaliencyMap(
            frame.sop_instance_uid, frame.number, values, method, lie.stride * (corners[2] - corners[0]) / side, allowed
        )
        return replace(finding, saliency=(shown,))

    def cells(self, method: str, layer: str) -> Cells:
        """Where the cells of a method's maps lie in the CNN's input."""
        return Cells(1) if method in PIXELWISE else layers_of(self.card.network)[layer]

    def saliency_target(
        self, network: nn.Module, inputs: LowerLimbInput, boxes: NDArray[np.floating], layer: str, device: torch.device
    ) -> tuple[SaliencyTarget, Tensor]:
        """What to explain for boxes in the square, shape (n, 4): the CNN on their crops, and the crops' squares."""
        assert isinstance(network, LowerLimbNetwork)
        image = inputs.image.to(device)
        corners = torch.as_tensor(np.asarray(boxes, dtype=np.float32), device=device)
        crops = network.crops(image[None], corners, torch.zeros(len(corners), device=device))
        target = SaliencyTarget(network.classifier, network.classifier.body.get_submodule(layer), crops, 0)
        return target, network.squares(corners)

    @staticmethod
    def _box_of(finding: Finding, inputs: LowerLimbInput, output: LowerLimbOutput) -> NDArray[np.float32]:
        """The box behind a finding, shape (1, 4): findings count boxes from the most suspicious one."""
        if not len(output.boxes):
            rows, columns = inputs.frame.shown
            return np.array([[0, 0, columns, rows]], dtype=np.float32)
        ordinal = int(finding.finding_id.rsplit("/", 1)[1])
        chosen = max(ordinal - 1, 0)
        return output.boxes[chosen : chosen + 1]
