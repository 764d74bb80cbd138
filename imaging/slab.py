"""How thick a section is, and what is shown of its thickness."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

import numpy as np

from imaging.geometry import FloatArray


class SlabMode(StrEnum):
    """What is shown of the values through the thickness of a slab; the value is the name that the reader sees."""

    MEAN = "mean"
    MAXIMUM = "MIP"
    MINIMUM = "minIP"


@dataclass(frozen=True)
class Slab:
    """How thick a section is.

    Attributes
    ----------
    thickness : float
        mm, half of it to each side of the plane; 0 for a thin section.
    mode : SlabMode
    """

    thickness: float = 0.0
    mode: SlabMode = SlabMode.MAXIMUM

    @property
    def is_thick(self) -> bool:
        """False for a thin section."""
        return self.thickness > 0.0

    def offsets(self, spacing: float) -> FloatArray:
        """Where the slab is sampled, mm from its middle: the centres of layers no thicker than `spacing`."""
        count = max(1, ceil(self.thickness / spacing - 1e-6))
        return ((np.arange(count) + 0.5) / count - 0.5) * self.thickness


THIN = Slab()
