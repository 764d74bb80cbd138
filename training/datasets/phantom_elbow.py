"""Lateral elbow phantoms as a data set: joints with and without an effusion."""

from imaging.phantoms import Phantom, generate_elbow
from imaging.phantoms.elbow import draw_effusion
from training.datasets.phantom import Known

TASK = "elbow_effusion"
TITLE = "elbow phantoms"
STEM = "elbow"
SPACING = 0.5
"""mm per pixel: the network sees 0.8 mm; a detector's 0.2 mm take six times as long to make."""


def known(seed: int) -> Known:
    """Whether there is fluid, and how far it lifts the pads."""
    found = draw_effusion(seed)
    words = f"{found.lift:.0f} mm{'' if found.posterior else ', posterior pad in its fossa'}" if found else "none"
    return Known(outcome=found is not None, reference={"effusion": found is not None}, notes={"effusion": words})


def generate(seed: int, split: str) -> Phantom:
    """The elbow."""
    return generate_elbow(seed, spacing=SPACING)
