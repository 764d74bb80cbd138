"""How `lower_limb` is trained: backbone, then Mask R-CNN, then the CNN that judges its boxes (Amiri 2022)."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch

from inference.networks.backbones import BACKBONES, NARROW
from inference.tasks.lower_limb import LowerLimb
from training.datasets import DataSet
from training.fit import Stage
from training.lower_limb_bench import Bench, Recipe
from training.lower_limb_comparison import compare
from training.lower_limb_evaluation import calibration, judge, summarise
from training.lower_limb_saliency import saliency_tables
from training.lower_limb_stages import ClassifyStage, DetectStage, PretrainStage
from training.start import PUBLISHED, Start, start


class LowerLimbTraining(Bench):
    """The three stages over one data set."""

    def stages(self) -> Iterator[Stage]:
        """Backbone, where the recipe asks for it; detector; the CNN, which may start from the detector's backbone."""
        if self.recipe.pretrain.schedule.epochs:
            yield PretrainStage(self)
        yield DetectStage(self)
        if self.recipe.classify.from_detector:
            # DenseNet's last norm stands above the pyramid: the detector has none.
            self.network.classifier.body.load_state_dict(self.network.detector.backbone.body.state_dict(), strict=False)
        yield ClassifyStage(self)

    def start_from(self, source: str) -> Start:
        """Both backbones, from torchvision's weights or a file in its names; of COCO's detector the backbone only."""
        backbone = BACKBONES.get(str(self.task.card.network.get("backbone", NARROW)))
        if backbone is None:
            return start(self.network, source)
        published = dict(backbone.published)
        if backbone.title == "ResNet-50":
            published["coco"] = "MaskRCNN_ResNet50_FPN_Weights.COCO_V1"

        def renamed(name: str) -> str:
            there = backbone.name_there(name, published=source in PUBLISHED)
            return f"backbone.body.{there}" if source == "coco" else there

        start(self.network.detector.backbone.body, source, published=published, renamed=renamed)
        return start(self.network.classifier.body, source, published=published, renamed=renamed)

    def card_changes(self) -> Mapping[str, Any]:
        """Scaling and operating points, on the validation split through the task itself."""
        prevalence = float(np.mean([item.fractured for item in self.training]))
        network, least = self.network.eval(), float(self.task.card.network["score_threshold"])
        found = calibration(judge(self.task, network, self.validation_samples, self.device), prevalence, least)
        return {**found, "network": dict(self.recipe.network)}


def make_training(task: LowerLimb, data: DataSet, recipe: Recipe, device: torch.device) -> LowerLimbTraining:
    """Build the training of this module's task."""
    return LowerLimbTraining(task, data, recipe, device)


__all__ = ["LowerLimbTraining", "Recipe", "compare", "judge", "make_training", "saliency_tables", "summarise"]
