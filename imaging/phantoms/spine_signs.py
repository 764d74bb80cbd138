"""The signs of one abnormal vertebra, drawn as often as Yeh 2022, Table 1, counts them in each class.

A sign looks the same whether the fracture is benign or malignant: only how often it occurs differs, so that no
picture says more than the signs do. Signs that exclude each other (a wedge with its posterior height preserved and
a compression of the entire body; a homogeneous marrow and any oedema) never occur together; the rest is
independent, for want of a table that says more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

MALIGNANT = "vertebral_fracture/malignant"
MALIGNANT_SHARE = 50 / 190
"""Of the paper's patients."""

FREQUENCIES: Mapping[str, tuple[int, int]] = {
    "absence_of_collapse": (17, 3),
    "anterior_wedge": (7, 77),
    "entire_compression": (25, 54),
    "central_concave": (14, 59),
    "homogeneous_marrow": (0, 48),
    "dark_line": (0, 37),
    "band_oedema": (2, 44),
    "dark_patch": (5, 14),
    "fluid_cleft": (1, 8),
    "diffuse_signal": (44, 31),
    "nodular_lesion": (11, 0),
    "protrusion": (16, 19),
    "soft_tissue_mass": (22, 1),
    "posterior_elements": (5, 0),
    "skipped_lesion": (39, 8),
}
"""Feature → how many of 50 malignant and of 140 benign fractures show it (Yeh 2022, Table 1, in its order).

The table prints 41 % beside 48 of 140 for the homogeneous marrow; the count is taken."""

PATIENTS = (50, 140)
Share = Callable[..., float]
"""Feature names → how often one of them is seen in the class."""
FEATURES = tuple(FREQUENCIES)


@dataclass(frozen=True)
class Signs:
    """What is to be seen of one vertebra.

    Attributes
    ----------
    features : frozenset of str
        Of `FEATURES`.
    front, back : float
        Height lost at the anterior and the posterior wall, as a part of the whole.
    hollow : float
        How far the endplates sink in the middle, mm; 0 without a central concave deformity.
    upper : float
        Part of the loss at the upper endplate.
    place : float
        Where across the patient the lesion is most prominent, mm to the left.
    seed : int
        Of sizes and places of the signs.
    """

    malignant: bool
    features: frozenset[str]
    front: float
    back: float
    hollow: float
    upper: float
    place: float
    seed: int

    def has(self, feature: str) -> bool:
        """Whether the vertebra shows it."""
        return feature in self.features

    @property
    def labels(self) -> dict[str, bool]:
        """The reference standard: the diagnosis and all features."""
        return {MALIGNANT: self.malignant} | {f"vertebral_features/{name}": self.has(name) for name in FEATURES}


def draw_signs(rng: np.random.Generator, malignant: bool | None = None) -> Signs:
    """Draw a diagnosis (unless it is given) and its signs."""
    if malignant is None:
        malignant = bool(rng.random() < MALIGNANT_SHARE)
    column = 0 if malignant else 1

    def share(*names: str) -> float:
        return sum(FREQUENCIES[name][column] for name in names) / PATIENTS[column]

    found = _collapse(rng, share) | _marrow(rng, share)
    alone = ("dark_patch", "fluid_cleft", "protrusion", "soft_tissue_mass", "posterior_elements", "skipped_lesion")
    found |= {name for name in alone if rng.random() < share(name)}
    if "homogeneous_marrow" not in found and rng.random() < share("dark_line") / (1 - share("homogeneous_marrow")):
        found.add("dark_line")
    front = back = hollow = 0.0
    if "anterior_wedge" in found:
        front = float(rng.uniform(0.3, 0.6))
    elif "entire_compression" in found:
        back = float(rng.uniform(0.25, 0.45))
        front = back + float(rng.uniform(0.0, 0.2))
    if "central_concave" in found:
        hollow = float(rng.uniform(4.5, 7.5)) * (1 - 0.8 * (front + back) / 2)
    return Signs(
        malignant=malignant,
        features=frozenset(found),
        front=front,
        back=back,
        hollow=hollow,
        upper=float(rng.uniform(0.55, 0.9)),
        place=float(rng.uniform(-5, 5)),
        seed=int(rng.integers(1 << 30)),
    )


def _collapse(rng: np.random.Generator, share: Share) -> set[str]:
    """One form of collapse, or none; the concave deformity comes alone or with another form."""
    none, wedge, entire = (share(name) for name in ("absence_of_collapse", "anterior_wedge", "entire_compression"))
    alone = 1 - none - wedge - entire
    forms = ("absence_of_collapse", "anterior_wedge", "entire_compression", "central_concave")
    form = str(rng.choice(forms, p=[none, wedge, entire, alone]))
    together = (share("central_concave") - alone) / (wedge + entire)
    hollow = rng.random() < together
    return {form, "central_concave"} if hollow and form in ("anterior_wedge", "entire_compression") else {form}


def _marrow(rng: np.random.Generator, share: Share) -> set[str]:
    """Homogeneous, a band of oedema or a diffuse change; nodules where the marrow is changed."""
    kinds = ("homogeneous_marrow", "band_oedema", "diffuse_signal")
    rest = 1 - share(*kinds)
    kind = str(rng.choice((*kinds, "other"), p=[*(share(name) for name in kinds), rest]))
    # A nodule is what changes the marrow where nothing else does; the others of the table lie in a diffuse change.
    nodules = share("nodular_lesion")
    if kind == "other":
        return {"nodular_lesion"} if rng.random() < min(1.0, nodules / rest) else set()
    within = max(0.0, nodules - rest) / share("diffuse_signal")
    return {kind, "nodular_lesion"} if kind == "diffuse_signal" and rng.random() < within else {kind}
