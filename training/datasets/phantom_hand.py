"""Hand radiograph phantoms as a data set: bone ages in months, with the child's sex and age."""

from imaging.phantoms import Phantom, generate_hand
from imaging.phantoms.hand import OLDEST, YOUNGEST, draw_child
from training.datasets.phantom import Known

TASK = "bone_age"
TITLE = "hand phantoms"
STEM = "hand"
TRAINING_SPACING, HELD_OUT_SPACING = 0.4, 0.3
"""mm per pixel of films for training, and of those held out; a detector's 0.2 mm take three times as long to make, and
the network sees 0.6 to 1.1 mm."""


def known(seed: int) -> Known:
    """Bone age, sex and chronological age of a hand."""
    case, months = draw_child(seed)
    age = float(case.age_months or 0)
    return Known(
        outcome=months > (YOUNGEST + OLDEST) / 2,
        quantities={"age": float(months)},
        clinical={"sex": float(case.sex == "M"), "age_years": age / 12},
    )


def generate(seed: int, split: str) -> Phantom:
    """The hand."""
    return generate_hand(seed, spacing=TRAINING_SPACING if split == "train" else HELD_OUT_SPACING)
