"""How `lower_limb` is trained: backbone, then Mask R-CNN, then the CNN that judges its boxes (Amiri 2022)."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch

from inference.networks.resnet import NarrowResNet
from inference.tasks.lower_limb import LowerLimb
from training.datasets import DataSet
from training.fit import Stage
from training.lower_limb_bench import Bench, Recipe
from training.lower_limb_evaluation import calibration, judge, summarise
from training.lower_limb_saliency import saliency_tables
from training.lower_limb_stages import ClassifyStage, DetectStage, PretrainStage


class LowerLimbTraining(Bench):
    """The three stages over one data set."""

    def stages(self) -> Iterator[Stage]:
        """Backbone; detector; the CNN, which starts from the detector's backbone."""
        yield PretrainStage(self)
        yield DetectStage(self)
        second = self.network.classifier.body
        assert isinstance(second, NarrowResNet)
        second.load_state_dict(self.network.detector.backbone.body.state_dict())
        yield ClassifyStage(self)

    def card_changes(self) -> Mapping[str, Any]:
        """Scaling and operating points, on the validation split through the task itself."""
        prevalence = float(np.mean([item.fractured for item in self.training]))
        network, least = self.network.eval(), float(self.task.card.network["score_threshold"])
        return calibration(judge(self.task, network, self.validation_samples, self.device), prevalence, least)


def make_training(task: LowerLimb, data: DataSet, recipe: Recipe, device: torch.device) -> LowerLimbTraining:
    """Build the training of this module's task."""
    return LowerLimbTraining(task, data, recipe, device)


__all__ = ["LowerLimbTraining", "Recipe", "judge", "make_training", "saliency_tables", "summarise"]
