"""torchvision's Mask R-CNN on any backbone of four levels, sized for small lesions on grey radiographs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.models.detection.roi_heads import maskrcnn_inference, paste_masks_in_image
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from torchvision.ops import MultiScaleRoIAlign

from inference.networks.backbones import body_of, channels_of, layers_of

LEVELS = ("0", "1", "2", "3")
"""Names of the pyramid's levels at strides 4, 8, 16 and 32."""


@dataclass(frozen=True)
class MaskRcnnSettings:
    """The numbers of the card's `[network]` table that shape the detector."""

    network: Mapping[str, Any]
    """The whole table, which names the backbone."""
    pyramid: int
    box_head: int
    anchors: tuple[tuple[float, ...], ...]
    """Anchor sides in pixels of the network's input, one tuple per level (five: the last level is pooled)."""
    aspect_ratios: tuple[float, ...]
    mean: float
    deviation: float
    proposals: int
    score_threshold: float
    box_overlap: float
    boxes: int


class AsItIs(GeneralizedRCNNTransform):  # type: ignore[misc]  # torchvision ships no types
    """Normalises and batches, but never resizes: the task's `preprocess` has done it, and knows the way back."""

    def resize(self, image: Tensor, target: dict[str, Tensor] | None = None) -> tuple[Tensor, Any]:
        """Return image and target unchanged."""
        return image, target


def pyramid_backbone(table: Mapping[str, Any], pyramid: int) -> nn.Module:
    """A backbone with a feature pyramid (Lin 2017): levels "0" … "3" at strides 4 … 32, and "pool"."""
    body, _ = body_of(table)
    layers = dict(zip(layers_of(table), LEVELS, strict=True))
    backbone: nn.Module = BackboneWithFPN(body, layers, list(channels_of(table)), pyramid)
    return backbone


def build_mask_rcnn(settings: MaskRcnnSettings) -> nn.Module:
    """Mask R-CNN (He 2017) with two classes: background and abnormality."""
    s = settings
    network: nn.Module = MaskRCNN(
        pyramid_backbone(s.network, s.pyramid),
        rpn_anchor_generator=AnchorGenerator(s.anchors, (s.aspect_ratios,) * len(s.anchors)),
        rpn_pre_nms_top_n_train=500,
        rpn_pre_nms_top_n_test=300,
        rpn_post_nms_top_n_train=4 * s.proposals,
        rpn_post_nms_top_n_test=s.proposals,
        rpn_fg_iou_thresh=0.5,
        rpn_bg_iou_thresh=0.3,
        rpn_batch_size_per_image=128,
        box_roi_pool=MultiScaleRoIAlign(list(LEVELS), output_size=7, sampling_ratio=2),
        box_head=TwoMLPHead(s.pyramid * 7 * 7, s.box_head),
        box_predictor=FastRCNNPredictor(s.box_head, 2),
        box_score_thresh=s.score_threshold,
        box_nms_thresh=s.box_overlap,
        box_detections_per_img=s.boxes,
        box_batch_size_per_image=64,
        mask_head=MaskRCNNHeads(s.pyramid, (s.pyramid, s.pyramid), 1),
        mask_predictor=MaskRCNNPredictor(s.pyramid, s.pyramid, 2),
        mask_roi_pool=MultiScaleRoIAlign(list(LEVELS), output_size=14, sampling_ratio=2),
    )
    network.transform = AsItIs(0, 0, [s.mean], [s.deviation], size_divisible=32)
    return network


@dataclass(frozen=True, eq=False)
class Detected:
    """Boxes of one image, and what their masks can be made of.

    Attributes
    ----------
    boxes : Tensor, shape (n, 4)
        (left, top, right, bottom) in pixels of what the network saw.
    scores : Tensor, shape (n,)
    features : mapping of str to Tensor, shape (1, channels, rows, columns)
        The pyramid.
    size : tuple of int
        (rows, columns) of what the network saw.
    """

    boxes: Tensor
    scores: Tensor
    features: Mapping[str, Tensor]
    size: tuple[int, int]


def detect(detector: Any, image: Tensor) -> Detected:
    """The boxes of torchvision's `detector([image])`, without a mask of any: most are never asked for one."""
    images, _ = detector.transform([image])
    features = detector.backbone(images.tensors)
    proposals, _ = detector.rpn(images, features)
    heads = detector.roi_heads
    # The regions are cut from planes, also where the convolutions had their channels last: turned once, not each time.
    features = {name: level.contiguous() for name, level in features.items()}
    pooled = heads.box_roi_pool(features, proposals, images.image_sizes)
    logits, steps = heads.box_predictor(heads.box_head(pooled))
    boxes, scores, _ = heads.postprocess_detections(logits, steps, proposals, images.image_sizes)
    return Detected(boxes[0], scores[0], features, images.image_sizes[0])


def masks_of(detector: Any, detected: Detected, boxes: Tensor) -> Tensor:
    """The probability of each pixel to belong to the abnormality in each of these boxes.

    Parameters
    ----------
    detector : Mask R-CNN with two classes
    detected : Detected
        Of the same image.
    boxes : Tensor, shape (n, 4)

    Returns
    -------
    Tensor, shape (n, rows, columns)
    """
    heads = detector.roi_heads
    pooled = heads.mask_roi_pool(detected.features, [boxes], [detected.size])
    logits = heads.mask_predictor(heads.mask_head(pooled))
    (masks,) = maskrcnn_inference(logits, [torch.ones(len(boxes), dtype=torch.int64, device=boxes.device)])
    drawn: Tensor = paste_masks_in_image(masks, boxes, detected.size)
    return drawn[:, 0]
