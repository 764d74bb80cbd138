"""Spine MRI phantoms as a data set: one abnormal vertebra each, benign or malignant, with its 15 features."""

from imaging.phantoms import Phantom, generate_spine
from imaging.phantoms.model import generator
from imaging.phantoms.spine_signs import FEATURES, draw_signs
from training.datasets.phantom import Known

TASK = "vertebral_fracture"
TITLE = "spine phantoms"
STEM = "spine"


def known(seed: int) -> Known:
    """Diagnosis and features; the features are attributes, 1 where they are there."""
    signs = draw_signs(generator(seed, 2))
    return Known(
        outcome=signs.malignant,
        reference={"malignant": signs.malignant},
        attributes={name: float(signs.has(name)) for name in FEATURES},
        notes={"features": "; ".join(name for name in FEATURES if signs.has(name))},
    )


def generate(seed: int, split: str) -> Phantom:
    """The middle of the examination, in every split: nothing beyond it reaches the model."""
    return generate_spine(seed, close=True)
