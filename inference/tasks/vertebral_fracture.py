"""Is the fracture of one vertebra malignant? Sagittal T2W and T1W MRI of a square that the reader draws (Yeh 2022).

The reader draws a box round one abnormal vertebra on the T2-weighted series; it is made square and found again on
the T1-weighted series through the patient's coordinates. The slice of the box and its two neighbours each make one
input: itself and the slices beside it, T1W and T2W. The largest of the three probabilities is the patient's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates
from scipy.special import expit
from torch import Tensor, nn
from torch.nn.functional import grid_sample

from imaging.dicom.read import read_stack
from imaging.errors import NotApplicable
from imaging.finding import Finding, Probability, SaliencyMap
from imaging.geometry import FloatArray, PlaneGeometry, VolumeGeometry
from imaging.presentation import ImageStack
from imaging.region import Box
from imaging.study import Case, Stack
from imaging.words import Words
from inference.card import ModelCard
from inference.networks.vertebra_network import VertebraNetwork
from inference.saliency import PIXELWISE, attribute, normalised
from inference.speed import autocast
from inference.task import SaliencyTarget, TaskInput
from inference.upright import Upright
from inference.weighting import is_t1, is_t2, sagittal_volumes, shows

MALIGNANT = "malignant"
T1, T2 = "t1", "t2"
WEIGHTINGS = (T1, T2)
CENTRES = (-1, 0, 1)
"""Slices asked about, from that of the box."""
BESIDE = (-1, 0, 1)
"""Slices of one input, from the one asked about."""
DEFAULT_LAYER = "layer2"
FAINT = 0.02
"""Maps that stay below this part of the strongest place are left out."""

NEEDS_T2 = Words("needs a sagittal T2-weighted series of the spine")
NEEDS_BOX = Words("needs a box round one vertebra on the sagittal T2-weighted series")
NEEDS_T1 = Words("needs a sagittal T1-weighted series that shows the same vertebra, in the same Frame of Reference")


@dataclass(frozen=True)
class VertebraInput:
    """What the network sees, and where that lies.

    Attributes
    ----------
    patches : Tensor, shape (3, 6, side, side)
        One input per slice asked about; channels T1W (slice before, itself, slice after), then T2W. Mean 0, SD 1 each.
    planes : tuple of PlaneGeometry
        Of the patches in the patient: upright, square, one per slice asked about.
    slices : tuple of int
        Which slices of the T2-weighted stack are asked about.
    """

    patches: Tensor
    planes: tuple[PlaneGeometry, ...]
    slices: tuple[int, ...]


class VertebralFracture:
    """One vertebra, benign or malignant."""

    def __init__(self, card: ModelCard) -> None:
        self.card = card
        self.side = int(card.network["side"])

    def select(self, case: Case) -> TaskInput | NotApplicable:
        """The T2-weighted series with the reader's last box, and the T1-weighted series of the same space."""
        use = self.card.intended_use
        spine = [s for s in case.study.series if s.modality in use.modality and shows(s, case.study, use.body_part)]
        t2 = [stack for series in spine if is_t2(series) for stack in sagittal_volumes(series)]
        if not t2:
            return NotApplicable(NEEDS_T2)
        boxed = [(stack, box) for box in case.places for stack in t2 if slice_of(stack, box) is not None]
        if not boxed:
            return NotApplicable(NEEDS_BOX)
        stack, box = boxed[-1]
        middle = self.plane(stack, box, 0).image_to_patient([self.side / 2, self.side / 2])
        t1 = [s for series in spine if is_t1(series) for s in sagittal_volumes(series) if covers(s, stack, middle)]
        if not t1:
            return NotApplicable(NEEDS_T1)
        stacks = {T1: t1[0], T2: stack}
        return TaskInput(stacks, {name: read_stack(chosen) for name, chosen in stacks.items()}, places=(box,))

    def plane(self, stack: Stack, box: Box, offset: int, side: int | None = None, larger: float = 1.0) -> PlaneGeometry:
        """The patch of the slice `offset` slices beside the box: a square in mm round it, head up and anterior left.

        Parameters
        ----------
        side : int, optional
            Pixels; the card's by default.
        larger : float
            Than the box.
        """
        assert stack.geometry is not None
        side = side or self.side
        place = slice_of(stack, box)
        assert place is not None
        geometry = stack.geometry
        section = geometry.section_geometry(0, place)
        width = (box.right - box.left) * section.column_spacing
        height = (box.bottom - box.top) * section.row_spacing
        spacing = max(width, height) * larger / side
        upright = Upright.of("sagittal", geometry)
        down, right = section.along_column, section.along_row
        if upright.swap:
            down, right = right, down
        down, right = down * (-1 if upright.flip_rows else 1), right * (-1 if upright.flip_columns else 1)
        centre = section.image_to_patient([(box.left + box.right) / 2, (box.top + box.bottom) / 2])
        centre = centre + offset * geometry.affine[:3, 0]
        corner = centre - (side - 1) / 2 * spacing * (down + right)
        frame = geometry.frame_of_reference_uid
        return PlaneGeometry(corner, right, down, spacing, spacing, side, side, section.thickness, frame)

    def preprocess(self, task_input: TaskInput) -> VertebraInput:
        """The square of three slices, with their neighbours, on both series: linear, then mean 0 and SD 1."""
        raw = self.patches(task_input)
        inputs = torch.stack([standardised(raw[:, place : place + len(BESIDE)]) for place in range(len(CENTRES))])
        stack, (box,) = task_input.stacks[T2], task_input.places
        place = slice_of(stack, box)
        assert place is not None
        slices = tuple(int(np.clip(place + offset, 0, stack.slices - 1)) for offset in CENTRES)
        planes = tuple(self.plane(stack, box, index - place) for index in slices)
        return VertebraInput(inputs, planes, slices)

    def patches(self, task_input: TaskInput, side: int | None = None, larger: float = 1.0) -> Tensor:
        """Raw values of the square on five slices, shape (2, 5, side, side): T1W and T2W; training calls it too.

        Beyond the first or last slice of the T2-weighted stack that slice is repeated.
        """
        stack, (box,) = task_input.stacks[T2], task_input.places
        place = slice_of(stack, box)
        assert place is not None
        reach = range(CENTRES[0] + BESIDE[0], CENTRES[-1] + BESIDE[-1] + 1)
        found = []
        for name in WEIGHTINGS:
            geometry, image = task_input.stacks[name].geometry, task_input.images[name]
            assert geometry is not None
            for offset in reach:
                index = int(np.clip(place + offset, 0, stack.slices - 1))
                plane = self.plane(stack, box, index - place, side, larger)
                found.append(resliced(image, geometry, plane))
        values = np.stack(found)
        return torch.from_numpy(values.reshape(len(WEIGHTINGS), len(reach), *values.shape[1:]))

    def build_network(self) -> VertebraNetwork:
        """Fresh weights in the architecture of the card's `[network]` table."""
        return VertebraNetwork(self.card.network)

    def run(self, network: nn.Module, inputs: VertebraInput, device: torch.device) -> NDArray[np.float64]:
        """Logits of the slices asked about, shape (3,)."""
        with torch.inference_mode(), autocast(self.card, device):
            logits: NDArray[np.float64] = network(inputs.patches.to(device))[:, 0].double().cpu().numpy()
        return logits

    def to_findings(self, output: NDArray[np.float64], task_input: TaskInput) -> tuple[Finding, ...]:
        """The patient's probability: the largest of the slices', at the reader's box."""
        stack, (box,) = task_input.stacks[T2], task_input.places
        value = Probability(float(expit(output.max())), self.card.label(MALIGNANT).operating_point)
        name = self.card.task
        region = inside(box, stack)
        return (Finding(f"{name}/{MALIGNANT}/0", name, MALIGNANT, value, region, series_uid=stack.series_uid),)

    def explain(
        self,
        network: nn.Module,
        inputs: VertebraInput,
        output: NDArray[np.float64],
        task_input: TaskInput,
        finding: Finding,
        method: str,
        device: torch.device,
    ) -> Finding:
        """Maps of the three slices, each on its T2-weighted slice and on the T1-weighted slice nearest to it."""
        assert isinstance(network, VertebraNetwork)
        layer, allowed = self.card.map_of(method, DEFAULT_LAYER)
        stride = 1 if method in PIXELWISE else network.stride(layer)
        cells = attribute(method, saliency_target(network, inputs.patches.to(device), layer))
        places: list[tuple[Stack, int]] = []
        laid: list[NDArray[np.float32]] = []
        for number, (plane, share) in enumerate(zip(inputs.planes, expit(output), strict=True)):
            for name in WEIGHTINGS:
                stack = task_input.stacks[name]
                assert stack.geometry is not None
                index = nearest_slice(stack.geometry, plane)
                if (stack, index) in places:
                    continue
                section = stack.geometry.section_geometry(0, index)
                places.append((stack, index))
                laid.append(lay_on(cells[number], stride, plane, section) * np.float32(share))
        maps = []
        for (stack, index), values in zip(places, normalised(laid), strict=True):
            if values.max() >= FAINT:
                frame = stack.frames[index]
                cell = stride * inputs.planes[0].row_spacing / stack.calibration.row_spacing
                maps.append(SaliencyMap(frame.sop_instance_uid, frame.number, values, method, cell, allowed))
        return replace(finding, saliency=tuple(maps))


def saliency_target(network: VertebraNetwork, patches: Tensor, layer: str) -> SaliencyTarget:
    """Every patch explained for its own logit."""
    return SaliencyTarget(network, network.classifier.body.get_submodule(layer), patches, 0)


def slice_of(stack: Stack, box: Box) -> int | None:
    """Which slice of a stack a box lies on; None when on none."""
    names = [(frame.sop_instance_uid, frame.number) for frame in stack.frames[: stack.slices]]
    wanted = (box.sop_instance_uid, box.frame)
    return names.index(wanted) if wanted in names else None


def inside(box: Box, stack: Stack) -> Box:
    """The part of a box that lies on its image."""
    left, right = np.clip([box.left, box.right], 0, stack.columns)
    top, bottom = np.clip([box.top, box.bottom], 0, stack.rows)
    return replace(box, left=float(left), top=float(top), right=float(right), bottom=float(bottom))


def covers(stack: Stack, other: Stack, point: FloatArray) -> bool:
    """Whether a stack lies in the same space as another and shows a point of the patient."""
    if stack.geometry is None or other.geometry is None:
        return False
    frames = stack.geometry.frame_of_reference_uid, other.geometry.frame_of_reference_uid
    index = stack.geometry.patient_to_index(point)
    last = np.array(stack.geometry.shape) - 1
    return bool(frames[0] and frames[0] == frames[1] and (index >= -0.5).all() and (index <= last + 0.5).all())


def nearest_slice(geometry: VolumeGeometry, plane: PlaneGeometry) -> int:
    """The slice of a volume that lies nearest to the middle of a patch."""
    middle = plane.image_to_patient([plane.columns / 2, plane.rows / 2])
    return int(np.clip(np.rint(geometry.patient_to_index(middle)[0]), 0, geometry.shape[0] - 1))


def resliced(image: ImageStack, geometry: VolumeGeometry, plane: PlaneGeometry) -> NDArray[np.float32]:
    """Values at the pixels of a patch, shape (rows, columns): linear in the plane of the nearest slice.

    Slices are thick and far apart: between them nothing is interpolated. Beyond the edge of the image its last pixel
    is repeated.
    """
    index = nearest_slice(geometry, plane)
    rows, columns = np.meshgrid(np.arange(plane.rows), np.arange(plane.columns), indexing="ij")
    at = geometry.patient_to_index(plane.pixel_to_patient(np.stack([rows, columns], axis=-1)))
    values = np.asarray(image.values[0, index], dtype=np.float32)
    return np.asarray(map_coordinates(values, [at[..., 1], at[..., 2]], order=1, mode="nearest"), np.float32)


def standardised(raw: Tensor) -> Tensor:
    """Every slice of every series with mean 0 and SD 1: (2, slices, side, side) → (2 × slices, side, side)."""
    flat = raw.reshape(-1, *raw.shape[-2:])
    deviation = flat.std(dim=(1, 2), correction=0, keepdim=True).clamp(min=1e-6)
    return (flat - flat.mean(dim=(1, 2), keepdim=True)) / deviation


def lay_on(cells: Tensor, stride: int, patch: PlaneGeometry, image: PlaneGeometry) -> NDArray[np.float32]:
    """One native map on an original image, however the two lie to each other; every cell at its true centre.

    Parameters
    ----------
    cells : Tensor, shape (cell rows, cell columns)
    stride : int
        Patch pixels per cell; cell i is centred on patch pixel stride × i.

    Returns
    -------
    array of float32, shape (rows, columns) of the image
        Zero outside the patch.
    """
    rows, columns = np.meshgrid(np.arange(image.rows), np.arange(image.columns), indexing="ij")
    points = image.pixel_to_patient(np.stack([rows, columns], axis=-1))
    index = patch.patient_to_image(points) - 0.5  # (column, row) of patch pixels
    within = ((index >= -0.5) & (index <= np.array([patch.columns, patch.rows]) - 0.5)).all(axis=-1)
    last = np.array([max(cells.shape[1] - 1, 1), max(cells.shape[0] - 1, 1)])
    grid = torch.from_numpy((2 * index / stride / last - 1).astype(np.float32))[None]
    source = cells.detach().float().cpu()[None, None]
    laid = grid_sample(source, grid, mode="bilinear", padding_mode="border", align_corners=True)[0, 0].numpy()
    return np.asarray(laid * within, dtype=np.float32)


def probability(logits: Sequence[float] | NDArray[np.float64]) -> float:
    """The patient's probability: of the most suspicious slice."""
    return float(expit(np.max(logits)))
