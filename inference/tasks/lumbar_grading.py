"""Grades of the lumbar discs on a sagittal T2-weighted MRI: find the discs, cut each out, grade it (SpineNet,
Jamaludin 2017).

A first network draws vertebrae, discs and canal on the middle slice; every disc is cut out along its own direction,
with its endplates; a second network gives all grades of a disc at once. Intensities are taken relative to the
vertebrae: MR has no units.
"""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import expit, softmax
from torch import Tensor, nn
from torch.nn.functional import grid_sample, interpolate, pad

from imaging.dicom.read import read_stack
from imaging.errors import NotApplicable
from imaging.finding import Finding, Grade, Probability, SaliencyMap
from imaging.region import Box
from imaging.study import Case, Stack
from imaging.words import Words
from inference.card import ModelCard
from inference.networks.resnet import LAYER_STRIDES
from inference.networks.spine_network import STRIDE, Disc, SpineNetwork, crop_matrix, look
from inference.saliency import PIXELWISE, attribute
from inference.speed import autocast
from inference.task import SaliencyTarget, TaskInput
from inference.transforms import displayed
from inference.upright import Upright
from inference.weighting import is_t2, sagittal_volumes, shows

PFIRRMANN = "pfirrmann"
PFIRRMANN_LEVELS = (1, 2, 3, 4, 5)
SIGNS = ("narrowing", "bulging", "herniation", "upper_endplate", "lower_endplate", "modic", "listhesis")
"""Yes or no per disc; Modic changes of any type."""

OUTPUTS = len(PFIRRMANN_LEVELS) + len(SIGNS)
"""Logits per disc."""

DEFAULT_LAYER = "layer3"


@dataclass(frozen=True)
class SpineInput:
    """The middle slice in the first network's square.

    Attributes
    ----------
    image : Tensor, shape (1, side, side)
        In [0, 1], upright: head up, anterior left; at the card's `millimetres` per pixel.
    pixel : (float, float)
        Pixels of the square per upright original pixel, (row, column).
    shape : (rows, columns)
        Of the upright original slice.
    upright : Upright
    """

    image: Tensor
    pixel: tuple[float, float]
    shape: tuple[int, int]
    upright: Upright


@dataclass(frozen=True)
class SpineOutput:
    """Discs from the lowest up; `logits` of shape (discs, 12): Pfirrmann 1–5, then the signs."""

    discs: tuple[Disc, ...]
    logits: NDArray[np.float64]


def upright_of(stack: Stack) -> Upright:
    """How to turn a sagittal slice head up and anterior left; a picture without geometry lies so already."""
    return Upright.of("sagittal", stack.geometry) if stack.geometry else Upright(False, False, False)


class LumbarGrading:
    """All discs of a lumbar spine at once."""

    def __init__(self, card: ModelCard) -> None:
        self.card = card
        self.side = int(card.network["side"])
        self.millimetres = float(card.network["millimetres"])

    def select(self, case: Case) -> TaskInput | NotApplicable:
        """Take the sagittal T2-weighted series of a spine."""
        use = self.card.intended_use
        for series in case.study.series:
            wanted = series.modality in use.modality and shows(series, case.study, use.body_part)
            if wanted and is_t2(series):
                for stack in sagittal_volumes(series):
                    return TaskInput({"sagittal": stack}, {"sagittal": read_stack(stack)})
        return NotApplicable(Words("needs a sagittal T2-weighted series of the lumbar spine"))

    def preprocess(self, task_input: TaskInput) -> SpineInput:
        """The middle slice, upright, at the card's resolution, in the middle of a square."""
        stack, image = task_input.stacks["sagittal"], task_input.images["sagittal"]
        upright = upright_of(stack)
        shown = np.ascontiguousarray(upright.turn(displayed(image, stack.slices // 2)))
        size = self._size(shown.shape[0], shown.shape[1], stack, upright)
        scaled = interpolate(
            torch.from_numpy(shown)[None, None], size, mode="bilinear", align_corners=False, antialias=True
        )
        exact = size[0] / shown.shape[0], size[1] / shown.shape[1]
        return SpineInput(self._centred(scaled)[0].clamp(0, 1), exact, (shown.shape[0], shown.shape[1]), upright)

    def square_of(self, parts: NDArray[np.uint8], task_input: TaskInput) -> Tensor:
        """A map of classes, shape (rows, columns) of the acquired slice, in the square: uint8, (1, side, side)."""
        stack = task_input.stacks["sagittal"]
        upright = upright_of(stack)
        turned = np.ascontiguousarray(upright.turn(parts))
        size = self._size(turned.shape[0], turned.shape[1], stack, upright)
        scaled = interpolate(torch.from_numpy(turned)[None, None], size, mode="nearest-exact")
        return self._centred(scaled)[0]

    def _size(self, rows: int, columns: int, stack: Stack, upright: Upright) -> tuple[int, int]:
        """Rows and columns that the upright slice takes in the square."""
        down, across = stack.calibration.row_spacing, stack.calibration.column_spacing
        if upright.swap:
            down, across = across, down
        return max(1, round(rows * down / self.millimetres)), max(1, round(columns * across / self.millimetres))

    def _centred(self, scaled: Tensor) -> Tensor:
        """Put (1, 1, rows, columns) in the middle of the square; what is larger than the square is cut."""
        top, left = (self.side - scaled.shape[-2]) // 2, (self.side - scaled.shape[-1]) // 2
        return pad(scaled, (left, self.side - scaled.shape[-1] - left, top, self.side - scaled.shape[-2] - top))

    def build_network(self) -> SpineNetwork:
        """Fresh weights in the architecture of the card's `[network]` table."""
        return SpineNetwork(self.card.network, OUTPUTS)

    def run(self, network: nn.Module, inputs: SpineInput, device: torch.device) -> SpineOutput:
        """Find, cut, grade."""
        assert isinstance(network, SpineNetwork)
        with torch.inference_mode(), autocast(self.card, device):
            image = inputs.image.to(device)
            discs, bone = look(network, image)
            if not discs:
                return SpineOutput((), np.zeros((0, OUTPUTS)))
            logits = network.grader(network.crops(image, discs, bone))
        return SpineOutput(discs, logits.double().cpu().numpy())

    def probability(self, logit: float, sign: str) -> float:
        """Calibrated per sign by Platt scaling on the validation split (identity before that)."""
        scaling = self.card.raw.get("calibration", {}).get(sign, {"slope": 1.0, "intercept": 0.0})
        return float(expit(float(scaling["slope"]) * logit + float(scaling["intercept"])))

    def to_findings(self, output: SpineOutput, task_input: TaskInput) -> tuple[Finding, ...]:
        """The worst disc for every label; then the Pfirrmann grade of every disc and the signs that are there."""
        if not output.discs:
            return ()
        stack = task_input.stacks["sagittal"]
        inputs, name = self.preprocess(task_input), self.card.task
        grades = [pfirrmann_of(row) for row in output.logits]
        study: list[Finding] = [self._study(PFIRRMANN, Grade(max(grades), PFIRRMANN_LEVELS), stack)]
        regions = [
            Finding(
                f"{name}/{PFIRRMANN}/{disc.ordinal}",
                name,
                PFIRRMANN,
                Grade(grade, PFIRRMANN_LEVELS),
                self.box(disc, inputs, stack),
                series_uid=stack.series_uid,
                level="region",
            )
            for disc, grade in zip(output.discs, grades, strict=True)
        ]
        for place, sign in enumerate(SIGNS):
            point = self.card.label(sign).operating_point
            column = output.logits[:, len(PFIRRMANN_LEVELS) + place]
            values = [Probability(self.probability(float(logit), sign), point) for logit in column]
            study.append(self._study(sign, max(values, key=lambda value: value.value), stack))
            regions += [
                Finding(
                    f"{name}/{sign}/{disc.ordinal}",
                    name,
                    sign,
                    value,
                    self.box(disc, inputs, stack),
                    series_uid=stack.series_uid,
                    level="region",
                )
                for disc, value in zip(output.discs, values, strict=True)
                if value.positive
            ]
        return (*study, *regions)

    def _study(self, label: str, value: Grade | Probability, stack: Stack) -> Finding:
        name = self.card.task
        return Finding(f"{name}/{label}/0", name, label, value, series_uid=stack.series_uid)

    def box(self, disc: Disc, inputs: SpineInput, stack: Stack) -> Box:
        """The disc's crop without the vertebrae above and below, on the original slice."""
        rows, columns = int(self.card.network["crop_rows"]), int(self.card.network["crop_columns"])
        matrix = crop_matrix(disc, rows, columns).numpy()
        down, across = rows * 0.25, columns * 0.12
        corners = np.array([[x, y, 1.0] for x in (across, columns - across) for y in (down, rows - down)])
        x, y = to_original(corners @ matrix.T, inputs, self.side).T
        frame = stack.frames[stack.slices // 2]
        left, right = np.clip([x.min(), x.max()], 0, stack.columns)
        top, bottom = np.clip([y.min(), y.max()], 0, stack.rows)
        return Box(frame.sop_instance_uid, frame.number, float(left), float(top), float(right), float(bottom))

    def explain(
        self,
        network: nn.Module,
        inputs: SpineInput,
        output: SpineOutput,
        task_input: TaskInput,
        finding: Finding,
        method: str,
        device: torch.device,
    ) -> Finding:
        """Why a disc got its grade; for the study's answer, its worst disc."""
        assert isinstance(network, SpineNetwork)
        layer, allowed = self.card.map_of(method, DEFAULT_LAYER)
        index, disc = self._explained(finding, output)
        with torch.inference_mode():
            image = inputs.image.to(device)
            _, bone = look(network, image)
        target = SaliencyTarget(
            network.grader,
            network.grader.body.get_submodule(layer),
            network.crops(image, (disc,), bone).clone(),
            index,
        )
        cells = attribute(method, target)[0].cpu()
        stride = 1 if method in PIXELWISE else LAYER_STRIDES[layer] * STRIDE // 4
        stack = task_input.stacks["sagittal"]
        values = lay_crop(cells, stride, disc, network, inputs, self.side, stack)
        strongest = float(values.max())
        values = values / np.float32(strongest) if strongest > 0 else values
        frame = stack.frames[stack.slices // 2]
        cell = stride / max(inputs.pixel)
        shown = SaliencyMap(frame.sop_instance_uid, frame.number, values, method, cell, allowed)
        return replace(finding, saliency=(shown,))

    @staticmethod
    def _explained(finding: Finding, output: SpineOutput) -> tuple[int, Disc]:
        """Output index and disc that a finding speaks of."""
        ordinal = int(finding.finding_id.rsplit("/", 1)[1])
        own = next((n for n, disc in enumerate(output.discs) if disc.ordinal == ordinal), None)
        if finding.label == PFIRRMANN:
            grades = [pfirrmann_of(row) for row in output.logits]
            place = int(np.argmax(grades)) if own is None else own
            return grades[place] - 1, output.discs[place]
        index = len(PFIRRMANN_LEVELS) + SIGNS.index(finding.label)
        place = int(np.argmax(output.logits[:, index])) if own is None else own
        return index, output.discs[place]


def pfirrmann_of(logits: NDArray[np.float64]) -> int:
    """The expected grade, rounded, from a disc's logits, shape (12,)."""
    chances = softmax(logits[: len(PFIRRMANN_LEVELS)])
    return round(float(chances @ np.array(PFIRRMANN_LEVELS)))


def to_original(at: NDArray[np.float64], inputs: SpineInput, side: int) -> NDArray[np.float64]:
    """Indices (x, y) of the square, shape (n, 2), as image coordinates (column, row) of the acquired slice."""
    rows, columns = inputs.shape
    size = rows * inputs.pixel[0], columns * inputs.pixel[1]
    top, left = (side - round(size[0])) // 2, (side - round(size[1])) // 2
    x = (at[:, 0] + 0.5 - left) / inputs.pixel[1]
    y = (at[:, 1] + 0.5 - top) / inputs.pixel[0]
    if inputs.upright.flip_rows:
        y = rows - y
    if inputs.upright.flip_columns:
        x = columns - x
    return np.stack([y, x] if inputs.upright.swap else [x, y], axis=-1)


def lay_crop(
    cells: Tensor, stride: int, disc: Disc, network: SpineNetwork, inputs: SpineInput, side: int, stack: Stack
) -> NDArray[np.float32]:
    """A disc's map, shape (cell rows, cell columns), on the acquired slice; zero outside the crop."""
    matrix = crop_matrix(disc, network.crop_rows, network.crop_columns).double().numpy()
    rows, columns = inputs.shape
    size = rows * inputs.pixel[0], columns * inputs.pixel[1]
    top, left = (side - round(size[0])) // 2, (side - round(size[1])) // 2
    y, x = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    square = np.stack([(x + 0.5) * inputs.pixel[1] + left - 0.5, (y + 0.5) * inputs.pixel[0] + top - 0.5], axis=-1)
    crop = (square - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T
    inside = ((crop >= -0.5) & (crop <= np.array([network.crop_columns, network.crop_rows]) - 0.5)).all(axis=-1)
    scale = np.array([max(cells.shape[1] - 1, 1), max(cells.shape[0] - 1, 1)])
    grid = torch.from_numpy((2 * crop / stride / scale - 1).astype(np.float32))[None]
    laid = grid_sample(cells.float()[None, None], grid, padding_mode="border", align_corners=True)[0, 0].numpy()
    turned = inputs.upright.back(laid * inside)
    assert turned.shape == (stack.rows, stack.columns)
    return np.ascontiguousarray(turned, dtype=np.float32)
