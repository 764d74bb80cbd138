"""Data sets as they lie on disk, turned into Samples: the same TaskInput that the tasks get from a Case.

To add a layout: one module with `LAYOUT` (a sentence), `recognises(source)` and `read(source)`, one line in READERS.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imaging.errors import UserError
from inference.task import TaskInput

READERS: dict[str, str] = {
    "fracatlas": "training.datasets.fracatlas",
    "fracatlas_original": "training.datasets.fracatlas_original",
    "knee_kl": "training.datasets.knee_kl",
    "oai_kl": "training.datasets.oai_kl",
    "mrnet": "training.datasets.mrnet",
    "mura": "training.datasets.mura",
    "phantom": "training.datasets.phantom",
    "rsna_bone_age": "training.datasets.rsna_bone_age",
    "spider": "training.datasets.spider",
    "spider_original": "training.datasets.spider_original",
    "coco": "training.datasets.coco",
}
"""Name of a layout → its module; asked in this order, plain COCO last because FracAtlas is COCO too."""

SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class Sample:
    """One image or examination with its reference standard.

    Attributes
    ----------
    group : str
        What must not cross splits: the patient, or the best stand-in the data set has.
    load : callable
        Reads the pixels.
    reference : mapping of str to bool
        The card's labels.
    polygons : tuple of tuple of float
        Outlines (x, y, x, y, …) in image coordinates of the original image.
    attributes : mapping of str to float
        What else is known (region, view, scanner), for auxiliary targets and subgroups.
    """

    sample_id: str
    split: str
    group: str
    load: Callable[[], TaskInput]
    reference: Mapping[str, bool]
    polygons: tuple[tuple[float, ...], ...] = ()
    attributes: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    notes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Words about the sample that belong in a table of predictions."""
    grades: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """The card's labels that are grades; of several structures, ``"<label>/<ordinal>"``."""
    parts: Callable[[], NDArray[np.uint8]] | None = None
    """Reads a map of structures, shape (rows, columns) of the original image, where there is one."""
    quantities: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """The card's labels that are numbers, in the card's unit (bone age in months)."""
    clinical: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """What a Case would say in its clinical data: ``sex`` (0 female, 1 male), ``age_years``, …; only what is known."""

    def task_input(self) -> TaskInput:
        """What a task gets from a Case: the pixels, and the clinical data beside them."""
        return replace(self.load(), clinical=self.clinical)


@dataclass(frozen=True)
class DataSet:
    """Samples of all splits. `licence` and `title` go into the card of what is trained on them.

    Attributes
    ----------
    phantom : bool
        True for generated data; said of every model that is trained on them.
    excluded : mapping of str to int
        What the reader left out: the reason and how many.
    """

    title: str
    licence: str
    samples: tuple[Sample, ...]
    phantom: bool = False
    excluded: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        homes: dict[str, str] = {}
        for sample in self.samples:
            if homes.setdefault(sample.group, sample.split) != sample.split:
                raise UserError(
                    f"The group {sample.group} lies in two splits ({homes[sample.group]} and {sample.split}). "
                    "Put all images of one patient into one split; a model judged on its own patients looks too good."
                )

    def split(self, name: str) -> tuple[Sample, ...]:
        """The samples of one split; a UserError when there are none."""
        chosen = tuple(sample for sample in self.samples if sample.split == name)
        if not chosen:
            raise UserError(f"The data set has no samples in the split “{name}”.")
        return chosen

    def require(self, labels: Iterable[str]) -> None:
        """Refuse a data set that says nothing about one of the labels a task is trained on or judged by."""
        known: set[str] = set()
        for sample in self.samples:
            known |= {name.split("/")[0] for name in (*sample.reference, *sample.grades, *sample.quantities)}
        missing = [label for label in labels if label not in known]
        if missing:
            raise UserError(
                f"{self.title} says nothing about {', '.join(missing)}; it knows "
                f"{', '.join(sorted(known)) or 'nothing'}. Choose another task or another data set."
            )

    @property
    def split_digest(self) -> str:
        """SHA-256 over "split, id" lines: names exactly who was trained on."""
        lines = sorted(f"{sample.split},{sample.sample_id}" for sample in self.samples)
        return sha256("\n".join(lines).encode()).hexdigest()


def open_data(source: str) -> DataSet:
    """Read the data set at a path, or a generated one (``phantom:SEED:N``).

    Raises
    ------
    UserError
        When no reader recognises the layout; the sentence names the layouts.
    """
    reader = _reader_of(source)
    if reader is None:
        layouts = "; ".join(import_module(name).LAYOUT for name in READERS.values())
        raise UserError(f"Nobody knows the layout of {source}. Known layouts: {layouts}.")
    data: DataSet = reader.read(source)
    return data


def recognised_folder(folder: Path, depth: int = 5) -> Path | None:
    """The first folder, this one or one inside it, whose layout a reader knows; archives add folders of their own."""
    if _reader_of(str(folder)) is not None:
        return folder
    inner = sorted(path for path in folder.iterdir() if path.is_dir()) if depth else []
    found = (recognised_folder(path, depth - 1) for path in inner)
    return next((path for path in found if path is not None), None)


def _reader_of(source: str) -> Any:
    """The module that recognises a source; None when there is none."""
    return next((m for m in map(import_module, READERS.values()) if m.recognises(source)), None)
