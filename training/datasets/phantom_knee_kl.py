"""Knee radiograph phantoms as a data set: Kellgren–Lawrence grades, with the labels of `knee_kl_grade`."""

from imaging.phantoms import Phantom, generate_knee_radiograph
from imaging.phantoms.knee_radiograph import SPACING, draw_knee, lesions_of
from training.datasets.phantom import Known

TASK = "knee_kl_grade"
TITLE = "knee radiograph phantoms"
STEM = "knee-kl"
TRAINING_SPACING = 0.4
"""mm per pixel of films for training, made in a fifth of the time; the others have the detector's 0.2 mm."""


def known(seed: int) -> Known:
    """Grade and signs of a knee."""
    case, signs = draw_knee(seed)
    return Known(
        outcome=signs.grade >= 2,
        reference={"osteoarthritis": signs.grade >= 2},
        grades={"kl": signs.grade},
        clinical={"sex": float(case.sex == "M"), "age_years": float(case.age_years)},
        notes={"side": case.laterality, "signs": "; ".join(sign.description for sign in lesions_of(signs)) or "none"},
    )


def generate(seed: int, split: str) -> Phantom:
    """The knee."""
    return generate_knee_radiograph(seed, spacing=TRAINING_SPACING if split == "train" else SPACING)
