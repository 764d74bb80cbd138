"""Backbones of `lower_limb` side by side, in the layout of Amiri 2022: Tables 3, 4 and 5, and Figure 5."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.statistics.diagnostic import Estimate
from inference.networks.backbones import title_of
from training.lower_limb_evaluation import SCENARIOS, Judged, image_numbers, roc_curve
from training.report import Evaluation, Table, cell

ALONE, WITH_CNN = "Mask R-CNN", "Mask R-CNN and CNN"
MEASURES = ("accuracy", "sensitivity", "specificity", "AUC")
HEADER = ("Accuracy", "Sensitivity", "Specificity", "AUC-ROC")


def compare(models: Mapping[str, Sequence[Judged]]) -> Evaluation:
    """Several models on the same radiographs.

    Parameters
    ----------
    models : mapping
        Name of a folder → what its networks said.

    Returns
    -------
    Evaluation
        Tables 3 (scenario 2: the detector alone) and 4 (scenario 1: the CNN on its boxes) backbone by backbone, and
        Table 5, both scenarios by the backbone with the largest area in scenario 1. One figure with every backbone's
        ROC curve in scenario 1. (In print the paper's Table 4 repeats its Table 3; the areas of scenario 1 stand in its
        text.)
    """
    found: dict[str, dict[str, dict[str, Estimate]]] = {
        folder: {name: image_numbers(judged, SCENARIOS[name]) for name in (ALONE, WITH_CNN)}
        for folder, judged in models.items()
    }
    titles = {folder: f"{title_of(judged[0].task.card.network)} ({folder})" for folder, judged in models.items()}
    tables = [
        Table(
            f"{scenario}, backbone by backbone (Amiri 2022, Table {number})",
            ("Backbone", *HEADER),
            tuple((titles[folder], *_cells(numbers[scenario])) for folder, numbers in found.items()),
        )
        for number, scenario in ((3, ALONE), (4, WITH_CNN))
    ]
    best = max(found, key=lambda folder: found[folder][WITH_CNN]["AUC"].value)
    rows = tuple((scenario, *_cells(numbers)) for scenario, numbers in found[best].items())
    tables.append(Table(f"Both scenarios by {titles[best]} (Amiri 2022, Table 5)", ("Method", *HEADER), rows))
    metrics = {
        f"{measure}, {scenario}, {folder}": value
        for folder, scenarios in found.items()
        for scenario, numbers in scenarios.items()
        for measure, value in numbers.items()
    }
    curves = [
        replace(roc_curve(judged, SCENARIOS[WITH_CNN], titles[folder]), plot="roc_backbones")
        for folder, judged in models.items()
    ]
    return Evaluation(metrics, tuple(tables), [], tuple(curves))


def _cells(numbers: Mapping[str, Estimate]) -> tuple[str, ...]:
    return tuple(cell(numbers[measure]) for measure in MEASURES)
