"""Colour tables for grey pictures: the well-known palettes of DICOM PS3.6 Annex B, and a perceptual one.

A colour table is applied to what the grey scale would show, so the window keeps its meaning.
"""

from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from imaging.words import Words

Table = NDArray[np.uint8]
Knots = tuple[tuple[int, int], ...]


class Palette(StrEnum):
    """Tables to choose from; the value is the name that the reader sees."""

    GREY = "grey"
    HOT_IRON = "hot iron"
    HOT_METAL_BLUE = "hot metal blue"
    PET = "PET"
    PET_20_STEP = "PET 20 step"
    VIRIDIS = "viridis"


PALETTE_NAMES: dict[Palette, str] = {
    Palette.GREY: Words("Grey"),
    Palette.HOT_IRON: Words("Hot iron"),
    Palette.HOT_METAL_BLUE: Words("Hot metal blue"),
    Palette.PET: Words("PET"),
    Palette.PET_20_STEP: Words("PET 20 step"),
    Palette.VIRIDIS: Words("Viridis"),
}


@cache
def colour_table(palette: Palette) -> Table:
    """Red, green and blue of 256 grey levels, shape (256, 3); read-only."""
    if palette is Palette.GREY:
        table = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    elif palette is Palette.VIRIDIS:
        table = np.frombuffer(bytes.fromhex(VIRIDIS), dtype=np.uint8).reshape(256, 3)
    elif palette is Palette.PET_20_STEP:
        starts = [start for start, _ in STEPS]
        colours = np.array([colour for _, colour in STEPS], dtype=np.uint8)
        table = colours[np.searchsorted(starts, np.arange(256), side="right") - 1]
    else:
        table = np.column_stack([_along(knots) for knots in CHANNELS[palette]])
    table.setflags(write=False)
    return table


def _along(knots: Knots) -> Table:
    levels, values = zip(*knots, strict=True)
    table: Table = np.floor(np.interp(np.arange(256), levels, values) + 0.5).astype(np.uint8)
    return table


CHANNELS: dict[Palette, tuple[Knots, Knots, Knots]] = {
    Palette.HOT_IRON: (
        ((0, 0), (127, 254), (129, 255), (255, 255)),
        ((0, 0), (128, 0), (254, 252), (255, 255)),
        ((0, 0), (191, 0), (254, 252), (255, 255)),
    ),
    Palette.HOT_METAL_BLUE: (
        ((0, 0), (85, 0), (102, 50), (119, 90), (153, 190), (170, 255), (255, 255)),
        ((0, 0), (119, 0), (238, 224), (255, 255)),
        (
            (0, 0), (17, 33), (42, 83), (43, 84), (76, 149), (93, 183), (94, 184), (102, 200), (119, 150), (136, 50),
            (153, 0), (170, 0), (238, 200), (255, 255),
        ),
    ),
    Palette.PET: (
        ((0, 0), (63, 0), (64, 1), (149, 170), (150, 171), (192, 255), (255, 255)),
        (
            (0, 0), (31, 62), (33, 67), (62, 125), (63, 128), (95, 64), (97, 61), (127, 1), (128, 0), (254, 252),
            (255, 255),
        ),
        ((0, 0), (1, 1), (128, 255), (130, 248), (192, 0), (233, 165), (235, 174), (254, 250), (255, 255)),
    ),
}  # fmt: skip
"""Corners of the straight lines that PS3.6 B.1.1, B.1.2 and B.1.3 list value by value: (level, value) of red, green
and blue."""

STEPS: tuple[tuple[int, tuple[int, int, int]], ...] = (
    (0, (0, 0, 0)), (13, (96, 0, 80)), (26, (48, 48, 80)), (39, (48, 48, 112)), (51, (80, 80, 128)),
    (64, (96, 96, 176)), (77, (112, 112, 192)), (90, (128, 128, 224)), (102, (48, 96, 48)), (115, (48, 144, 48)),
    (128, (80, 192, 80)), (141, (64, 224, 64)), (153, (224, 224, 80)), (166, (208, 208, 96)), (179, (208, 176, 64)),
    (192, (208, 144, 0)), (204, (192, 96, 0)), (217, (176, 48, 0)), (230, (255, 0, 0)), (243, (255, 255, 255)),
)  # fmt: skip
"""PS3.6 B.1.4: the level from which each of 20 colours holds."""

VIRIDIS = (
    "44015444025645045745055946075a46085c460a5d460b5e470d60470e6147106347116447136548146748166848176948186a481a6c"
    "481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a472d7b472e7c472f7d46307e"
    "46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f85424086424186414287414487404588404688"
    "3f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b3b528b3a538b3a548c39558c39568c38588c38598c375a8c"
    "375b8d365c8d365d8d355e8d355f8d34608d34618d33628d33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e"
    "2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e"
    "277e8e277f8e27808e26818e26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d"
    "218f8d21908d21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f88"
    "1fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad8128ae8029af7f"
    "2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc743fbc7340bd7242be7144bf70"
    "46c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc8635ec96260ca6063cb5f65cb5e67cc5c69cd5b"
    "6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d84d44b86d54989d5488bd6468ed64590d74393d74195d840"
    "98d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021"
    "c8e020cae11fcde11dd0e11cd2e21bd5e21ad8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61e"
    "f6e620f8e621fbe723fde725"
)
"""Even steps for the eye, also for colour-blind readers (S. van der Walt and N. Smith, matplotlib 2.0, CC0):
256 × red, green, blue."""
