"""A finding painted on its image, for files: orange box and outline, inferno heat. The window paints its own."""

from collections.abc import Iterator

import numpy as np
from matplotlib import colormaps  # comes with captum
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy.ndimage import binary_erosion

from imaging.finding import Finding
from imaging.presentation import ImageStack
from imaging.region import Box, Mask
from imaging.study import Stack
from inference.transforms import displayed

ORANGE = (230, 159, 0)  # the model's colour in the window too
OPACITY = 0.45
THRESHOLD = 0.25
"""Heat below this part of the maximum is not painted, so that anatomy stays grey."""

DASH = 6


def overlay(
    image: NDArray[np.float32],
    box: Box | None,
    heat: NDArray[np.float32] | None,
    mask: NDArray[np.bool_] | None = None,
) -> Image.Image:
    """Paint a box, a mask's edge and a map on an image in [0, 1], shape (rows, columns), in its native size."""
    colour = np.repeat(image[..., None], 3, axis=2)
    if heat is not None:
        painted = colormaps["inferno"](heat)[..., :3]
        alpha = OPACITY * (heat >= THRESHOLD)[..., None]
        colour = (1 - alpha) * colour + alpha * painted
    if mask is not None:
        colour[mask & ~binary_erosion(mask)] = np.array(ORANGE) / 255
    picture = Image.fromarray((np.clip(colour, 0, 1) * 255).round().astype(np.uint8))
    if box is not None:
        draw = ImageDraw.Draw(picture)
        width = max(1, round(max(picture.size) / 400))
        for start, end in _dashes(box, DASH * width):
            draw.line([start, end], fill=ORANGE, width=width)
    return picture


def _dashes(box: Box, length: float) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The four sides of a box, cut into dashes."""
    corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        side = max(abs(x1 - x0), abs(y1 - y0))
        steps = max(1, int(side // length))
        for step in range(0, steps, 2):
            a, b = step / steps, min(1.0, (step + 1) / steps)
            yield (x0 + a * (x1 - x0), y0 + a * (y1 - y0)), (x0 + b * (x1 - x0), y0 + b * (y1 - y0))


def paint(finding: Finding, stack: Stack, pixels: ImageStack) -> Image.Image:
    """Paint a finding on the frame where it lies: its region's, else that of its strongest map, else the first."""
    region = finding.region
    strongest = max(finding.saliency, key=lambda shown: float(shown.values.max()), default=None)
    place = region.box if isinstance(region, Mask) else region
    if place is not None:
        wanted = place.sop_instance_uid, place.frame
    elif strongest is not None:
        wanted = strongest.sop_instance_uid, strongest.frame
    else:
        wanted = stack.frames[0].sop_instance_uid, stack.frames[0].number
    index = next(i for i, frame in enumerate(stack.frames) if (frame.sop_instance_uid, frame.number) == wanted)
    heat = next((m.values for m in finding.saliency if (m.sop_instance_uid, m.frame) == wanted), None)
    box = place if isinstance(place, Box) else getattr(place, "box", None)
    return overlay(displayed(pixels, index), box, heat, region.pixels if isinstance(region, Mask) else None)
