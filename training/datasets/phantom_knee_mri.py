"""Knee MRI phantoms as a data set: three series, with the labels of `knee_mri`."""

from imaging.phantoms import Phantom, generate_knee
from imaging.phantoms.knee_lesions import draw_lesions, labels_of
from imaging.phantoms.model import generator
from training.datasets.phantom import Known

TASK = "knee_mri"
TITLE = "knee phantoms"
STEM = "knee"
TRAINING_MATRIX = 160
"""Training knees have a coarser matrix, which makes three of them in the time of one; validation and test knees
have the matrix of the demo and of clinical series, 256."""


def known(seed: int) -> Known:
    """Labels and lesions of a knee."""
    drawn = draw_lesions(generator(seed, 2))
    labels = {name.removeprefix(f"{TASK}/"): value for name, value in labels_of(drawn).items()}
    lesions = "; ".join(lesion.lesion.description for lesion in drawn) or "none"
    return Known(outcome=labels["abnormal"], reference=labels, notes={"lesions": lesions})


def generate(seed: int, split: str) -> Phantom:
    """The knee."""
    return generate_knee(seed, matrix=TRAINING_MATRIX if split == "train" else 256)
