"""Abnormality, ACL tear and meniscal tear on knee MRI: one CNN per plane, slice by slice (Irmakci 2020, Bien 2018).

Each plane's CNN gives every slice a logit per label; a plane's logit is the largest of its slices; a logistic
regression per label over the three planes gives the probability that is reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import interpolate, pad

from imaging.errors import NotApplicable
from imaging.finding import Finding, Probability, SaliencyMap
from imaging.geometry import Plane
from imaging.presentation import ImageStack
from imaging.region import Box, SliceRegion
from imaging.study import Case, Series, Stack, StackKind
from imaging.words import Words
from inference.card import ModelCard
from inference.networks.backbones import Cells, layers_of
from inference.networks.slice_network import PlaneNetwork, ThreePlaneNetwork
from inference.saliency import PIXELWISE, Placement, attribute, lay, normalised
from inference.speed import autocast, in_chunks
from inference.task import Passes, SaliencyTarget, TaskInput
from inference.upright import Upright

PLANES = ("sagittal", "coronal", "axial")
FAINT = 0.02
"""Maps that stay below this part of the strongest place of the study are left out."""
BOX_LEVEL = 0.5
"""The box of a slice bounds where its map reaches this part of its own maximum."""


@dataclass(frozen=True)
class PlaneInput:
    """One series as its network sees it.

    Attributes
    ----------
    slices : Tensor, shape (n, 1, side, side)
        Standardised intensities, upright.
    placement : Placement
        Of `slices` on the upright original image.
    """

    slices: Tensor
    placement: Placement
    upright: Upright
    passes: Passes = field(default_factory=dict, compare=False, repr=False)
    """Kept from one explanation to the next."""
    laid: dict[tuple[str, str, int], list[NDArray[np.float32]]] = field(default_factory=dict, compare=False, repr=False)
    """Method, layer and label → maps on the original slices: a plane's are wanted by the study's answer and its own."""


KneeInput = Mapping[str, PlaneInput]
KneeOutput = Mapping[str, NDArray[np.float64]]
"""Plane → logits of the slices, shape (slices, labels)."""


@dataclass(frozen=True)
class Fusion:
    """The logistic regressions of the card's `[fusion]` table.

    Attributes
    ----------
    weights : array, shape (labels, planes)
    intercepts : array, shape (labels,)
    single : array, shape (labels, planes, 2)
        Slope and intercept of the regression on one plane alone.
    """

    weights: NDArray[np.float64]
    intercepts: NDArray[np.float64]
    single: NDArray[np.float64]

    @classmethod
    def of(cls, card: ModelCard) -> "Fusion":
        """From a card; before training, the mean of the planes."""
        labels = len(card.labels)
        table = card.raw.get("fusion")
        if table is None:
            plain = np.tile([1.0, 0.0], (labels, len(PLANES), 1))
            return cls(np.full((labels, len(PLANES)), 1 / len(PLANES)), np.zeros(labels), plain)
        return cls(*(np.asarray(table[key], dtype=float) for key in ("weights", "intercepts", "single")))

    def study(self, planes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities, shape (…, labels), from planes' logits, shape (…, labels, planes)."""
        return sigmoid((planes * self.weights).sum(axis=-1) + self.intercepts)

    def alone(self, logits: NDArray[np.float64], plane: int) -> NDArray[np.float64]:
        """Probabilities of one plane (or slice) alone from logits, shape (…, labels)."""
        return sigmoid(logits * self.single[:, plane, 0] + self.single[:, plane, 1])


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + exp(−x))."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def plane_logits(output: KneeOutput) -> NDArray[np.float64]:
    """The largest logit over the slices: shape (labels, planes)."""
    return np.stack([output[plane].max(axis=0) for plane in PLANES], axis=-1)


class KneeMri:
    """The task of Irmakci 2020 on three series of one knee."""

    def __init__(self, card: ModelCard) -> None:
        self.card = card
        self.names = tuple(label.name for label in card.labels)
        table = card.network
        self.side, self.spacing = int(table["side"]), float(table["spacing"])
        self.landmarks = np.asarray(table["landmarks"], dtype=float)
        self.fusion = Fusion.of(card)

    def select(self, case: Case) -> TaskInput | NotApplicable:
        """One MR series per plane, by geometry; fat-saturated proton density (and phantoms of it) first."""
        use = self.card.intended_use
        best: dict[str, tuple[float, Stack]] = {}
        other = ""
        for series in case.study.series:
            if series.modality not in use.modality:
                continue
            if series.body_part and series.body_part.upper().replace(" ", "") not in use.body_part:
                other = series.body_part
                continue
            for stack in series.stacks:
                plane = str(stack.plane) if stack.plane not in (None, Plane.OBLIQUE) else ""
                score = preference(series, stack)
                if stack.kind is StackKind.VOLUME and plane and score > best.get(plane, (-1.0,))[0]:
                    best[plane] = (score, stack)
        missing = [plane for plane in PLANES if plane not in best]
        if len(missing) == len(PLANES):
            shown = Words("; this one shows {other}", other=other) if other else ""
            return NotApplicable(Words("needs an MRI of the knee in three planes{shown}", shown=shown))
        if missing:
            return NotApplicable(
                Words(
                    "needs sagittal, coronal and axial MR series of the knee; {missing} missing",
                    missing=" and ".join(missing),
                )
            )
        from imaging.dicom.read import read_stack

        stacks = {plane: best[plane][1] for plane in PLANES}
        return TaskInput(stacks, {plane: read_stack(stack) for plane, stack in stacks.items()})

    def preprocess(self, task_input: TaskInput) -> KneeInput:
        """Each series upright, on pixels of the card's size around its middle, intensities standardised."""
        return {
            plane: self.prepare_plane(plane, task_input.stacks[plane], task_input.images[plane]) for plane in PLANES
        }

    def prepare_plane(self, plane: str, stack: Stack, image: ImageStack) -> PlaneInput:
        """One series; training calls it too.

        Pictures without geometry (MRNet) are taken to lie as the networks see them and to fill the networks' square.
        """
        upright = Upright.of(plane, stack.geometry) if stack.geometry else Upright(False, False, False)
        values = standardise(np.asarray(image.values[0], dtype=np.float32), self.landmarks)
        if image.padding is not None:
            values = np.where(image.padding[0], np.float32(0), values)
        turned = torch.from_numpy(np.ascontiguousarray(upright.turn(values)))[:, None]
        whole = self.side * self.spacing / max(stack.rows, stack.columns)
        spacing = stack.geometry.spacing[1:] if stack.geometry else (whole, whole)
        if upright.swap:
            spacing = spacing[::-1]
        slices, placement = resample(turned, spacing, self.spacing, self.side)
        return PlaneInput(slices, placement, upright)

    def build_network(self) -> ThreePlaneNetwork:
        """Fresh weights in the architecture of the card's `[network]` table."""
        t = self.card.network
        networks = [PlaneNetwork(t, t["groups"], t["mean"], t["deviation"]) for _ in PLANES]
        return ThreePlaneNetwork(PLANES, networks)

    def run(self, network: nn.Module, inputs: KneeInput, device: torch.device) -> KneeOutput:
        """All slices of all planes."""
        assert isinstance(network, ThreePlaneNetwork)
        with torch.inference_mode(), autocast(self.card, device):
            return {
                plane: in_chunks(network.plane(plane), inputs[plane].slices.to(device)).double().cpu().numpy()
                for plane in PLANES
            }

    def to_findings(self, output: KneeOutput, task_input: TaskInput) -> tuple[Finding, ...]:
        """The fused answer per label, with its most suspicious plane; and every plane that alone calls it positive."""
        planes = plane_logits(output)
        fused = self.fusion.study(planes)
        alone = np.stack([self.fusion.alone(planes[:, i], i) for i in range(len(PLANES))], axis=-1)
        studies, regions = [], []
        for index, label in enumerate(self.card.labels):
            first = int(np.argmax(alone[index]))
            value = Probability(float(fused[index]), label.operating_point)
            studies.append(self._finding(index, 0, PLANES[first], value, "study", output, task_input))
            ordinal = 0
            for place, plane in enumerate(PLANES):
                single = Probability(float(alone[index, place]), label.operating_point)
                if value.positive and single.positive:
                    ordinal += 1
                    regions.append(self._finding(index, ordinal, plane, single, "region", output, task_input))
        return (*studies, *regions)

    def _finding(
        self,
        label: int,
        ordinal: int,
        plane: str,
        value: Probability,
        level: str,
        output: KneeOutput,
        task_input: TaskInput,
    ) -> Finding:
        stack = task_input.stacks[plane]
        strongest = int(np.argmax(output[plane][:, label]))
        frame = stack.frames[strongest]
        scores = self.fusion.alone(output[plane], PLANES.index(plane))[:, label]
        return Finding(
            finding_id=f"{self.card.task}/{self.names[label]}/{ordinal}",
            task=self.card.task,
            label=self.names[label],
            value=value,
            region=SliceRegion(frame.sop_instance_uid, frame.number, strongest, stack.series_uid),
            slice_scores=tuple(float(score) for score in scores),
            series_uid=stack.series_uid,
            level=level,
        )

    def explain(
        self,
        network: nn.Module,
        inputs: KneeInput,
        output: KneeOutput,
        task_input: TaskInput,
        finding: Finding,
        method: str,
        device: torch.device,
    ) -> Finding:
        """Maps on the slices of the finding's plane (of all planes for the study's answer), faint where it is."""
        layer, allowed = self.card.map_of(method, self.finest_layer)
        label = self.names.index(finding.label)
        chosen = [
            p for p in PLANES if finding.level == "study" or task_input.stacks[p].series_uid == finding.series_uid
        ]
        laid: list[tuple[str, int, NDArray[np.float32]]] = []
        for plane in chosen:
            maps_of_plane = inputs[plane].laid.get((method, layer, label))
            if maps_of_plane is None:
                target = self.saliency_target(network, inputs, plane, label, layer, device)
                stack = task_input.stacks[plane]
                cells = attribute(method, target)
                maps_of_plane = [self.lay_slice(each, method, layer, inputs[plane], stack) for each in cells]
                inputs[plane].laid[method, layer, label] = maps_of_plane
            share = self.fusion.alone(output[plane], PLANES.index(plane))[:, label]
            laid += [(plane, i, values * np.float32(share[i])) for i, values in enumerate(maps_of_plane)]
        scaled = normalised([values for _, _, values in laid])
        stride = self.cells(method, layer).stride
        maps = []
        for (plane, index, _), values in zip(laid, scaled, strict=True):
            if values.max() >= FAINT:
                frame = task_input.stacks[plane].frames[index]
                cell = stride / inputs[plane].placement.row[0]
                maps.append(SaliencyMap(frame.sop_instance_uid, frame.number, values, method, cell, allowed))
        region = finding.region
        assert isinstance(region, SliceRegion)
        strongest = next((m.values for m in maps if m.sop_instance_uid == region.sop_instance_uid), None)
        if strongest is not None:
            region = replace(region, box=bounding_box(strongest, region))
        return replace(finding, saliency=tuple(maps), region=region)

    def saliency_target(
        self, network: nn.Module, inputs: KneeInput, plane: str, label: int, layer: str, device: torch.device
    ) -> SaliencyTarget:
        """Every slice of a plane explained for its own logit."""
        assert isinstance(network, ThreePlaneNetwork)
        whole = network.plane(plane)
        body = whole.classifier_of(label).body.get_submodule(layer)
        return SaliencyTarget(whole, body, inputs[plane].slices.to(device), label, inputs[plane].passes)

    @property
    def finest_layer(self) -> str:
        """Explained when a map is asked for that the card does not list: the second finest layer."""
        return list(layers_of(self.card.network))[1]

    def cells(self, method: str, layer: str) -> Cells:
        """Where the cells of a method's maps lie in the networks' input."""
        return Cells(1) if method in PIXELWISE else layers_of(self.card.network)[layer]

    def lay_slice(
        self, cells: Tensor, method: str, layer: str, plane_input: PlaneInput, stack: Stack
    ) -> NDArray[np.float32]:
        """One slice's map on the original, unturned image."""
        lie = self.cells(method, layer)
        shape = (stack.columns, stack.rows) if plane_input.upright.swap else (stack.rows, stack.columns)
        upright = lay(cells, lie.stride, plane_input.placement, shape, lie.first)
        return np.ascontiguousarray(plane_input.upright.back(upright))


def preference(series: Series, stack: Stack) -> float:
    """How well a series suits the networks: fat-saturated proton density before anything else, then more slices."""
    words = series.description.upper()
    score = stack.slices / 1000
    if series.echo_time is not None and series.repetition_time is not None:
        score += 1.0 if 15 <= series.echo_time <= 60 and series.repetition_time >= 1500 else 0.0
    score += 1.0 if "PD" in words or "PROTON" in words else 0.0
    score += 1.0 if any(word in words for word in (" FS", "FATSAT", "FAT SAT", "SPAIR", "SPIR", "_FS")) else 0.0
    return score


def standardise(values: NDArray[np.float32], landmarks: NDArray[np.float64]) -> NDArray[np.float32]:
    """Piecewise linear map of a series' histogram to a standard one (Nyúl and Udupa 1999).

    Parameters
    ----------
    values : array, shape (slices, rows, columns)
    landmarks : array, shape (9,)
        Where the deciles of the foreground (above the mean) go, as measured on training data; the background's
        level goes to 0 and the foreground's 99.8th percentile to 1.

    Returns
    -------
    array of float32, same shape
        In [0, 1.2]: what is brighter than the last landmark goes on linearly.
    """
    source = histogram_knots(values)
    if source is None:
        return np.zeros_like(values)
    source = source + np.arange(len(source)) * 1e-6 * max(1.0, abs(float(source[-1])))  # strictly increasing
    target = np.concatenate([[0.0], landmarks, [1.0]])
    slope = (target[-1] - target[-2]) / (source[-1] - source[-2])
    end = float(source[-1]) + 0.2 / max(float(slope), 1e-9)
    return np.asarray(np.interp(values, [*source, end], [*target, 1.2]), dtype=np.float32)


def histogram_knots(values: NDArray[np.float32]) -> NDArray[np.float64] | None:
    """What a series' histogram is known by, shape (11,): its smallest value, then the deciles of the foreground (above
    the mean) and its 99.8th percentile; None for an empty series."""
    sample = values.reshape(-1)[:: max(1, values.size // 400_000) | 1]
    foreground = sample[sample > sample.mean()]
    if foreground.size < 10 or foreground.min() == foreground.max():
        return None
    knots = np.percentile(foreground, [*range(10, 100, 10), 99.8])
    return np.concatenate([[float(sample.min())], knots])


def resample(slices: Tensor, spacing: Sequence[float], wanted: float, side: int) -> tuple[Tensor, Placement]:
    """Bring slices, shape (n, 1, rows, columns), to pixels of `wanted` mm and to side × side around their middle."""
    shape = tuple(max(1, round(length * mm / wanted)) for length, mm in zip(slices.shape[-2:], spacing, strict=True))
    scale = [new / old for new, old in zip(shape, slices.shape[-2:], strict=True)]
    if shape != tuple(slices.shape[-2:]):
        slices = interpolate(slices, shape, mode="bilinear", align_corners=False, antialias=True)
    before = [(side - length) // 2 for length in shape]
    after = [side - length - b for length, b in zip(shape, before, strict=True)]
    slices = pad(slices, (before[1], after[1], before[0], after[0]))  # negative padding crops
    row, column = ((s, b - 0.5) for s, b in zip(scale, before, strict=True))
    return slices.contiguous(), Placement(row, column, (side, side))


def bounding_box(values: NDArray[np.float32], region: SliceRegion) -> Box | None:
    """The box of what reaches `BOX_LEVEL` of the map's maximum on its slice; None for an empty map."""
    if values.max() <= 0:
        return None
    strong = values >= BOX_LEVEL * values.max()
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    return Box(
        region.sop_instance_uid,
        region.frame,
        float(columns[0]),
        float(rows[0]),
        float(columns[-1] + 1),
        float(rows[-1] + 1),
    )
