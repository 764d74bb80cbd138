"""The model card: one TOML file per task, inert, read before any weight is touched."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assets import ASSETS
from imaging.errors import UserError


@dataclass(frozen=True)
class Label:
    """One thing a task can say.

    Attributes
    ----------
    name : str
    meaning : str
        In a reader's words ("tear of the anterior cruciate ligament").
    code : tuple of str
        (value, scheme, meaning) of the coded concept; empty strings when none fits.
    operating_point : float
        Threshold on the probability, and why it was chosen.
    operating_point_reason : str
    scale : str
        ``"probability"``, ``"grade"`` or ``"number"``; the latter two have no operating point.
    """

    name: str
    meaning: str
    operating_point: float
    operating_point_reason: str
    code: tuple[str, str, str] = ("", "", "")
    scale: str = "probability"


@dataclass(frozen=True)
class IntendedUse:
    """What the model is for, checked against the Case. `needs_sex`: it answers worse when the sex is not known."""

    modality: tuple[str, ...]
    body_part: tuple[str, ...]
    view: tuple[str, ...] = ()
    age_years: tuple[float, float] | None = None
    not_for: str = ""
    summary: str = ""
    needs_sex: bool = False


@dataclass(frozen=True)
class Weights:
    """The file beside the card, its digest, and how it came to be."""

    file: str
    sha256: str
    licence: str
    obtained: str


@dataclass(frozen=True)
class Performance:
    """One measured number: metric, value, interval and the data it was measured on."""

    metric: str
    value: float
    low: float
    high: float
    data: str


@dataclass(frozen=True)
class SaliencyMethod:
    """A map type the card allows, with the result of its sanity check on this model."""

    name: str
    layer: str
    randomisation: str
    """``"pass"``, ``"fail"`` or ``"not checked"``."""
    pointing: str = ""
    """Pointing-game result in words with its number of cases; empty when not measured."""

    @property
    def allowed(self) -> bool:
        """A map that survives randomised weights explains nothing."""
        return self.randomisation == "pass"


@dataclass(frozen=True)
class ModelCard:
    """A task's card. `raw` keeps the whole file for the screen that shows it."""

    task: str
    version: str
    title: str
    reference: str
    phantom: bool
    """True when the model was trained on phantoms only; said wherever its numbers stand."""
    intended_use: IntendedUse
    labels: tuple[Label, ...]
    weights: Weights | None
    saliency: tuple[SaliencyMethod, ...]
    performance: tuple[Performance, ...]
    training: Mapping[str, Any]
    network: Mapping[str, Any]
    folder: Path
    raw: Mapping[str, Any] = field(repr=False)

    def label(self, name: str) -> Label:
        """Return the label of this name; KeyError when the card has none."""
        for label in self.labels:
            if label.name == name:
                return label
        raise KeyError(name)

    def map_of(self, method: str, layer: str) -> tuple[str, bool]:
        """The layer that a saliency method explains, and whether its map may be shown.

        For a method that the card does not name, for instance before its check: the given layer, and no.
        """
        return next(((entry.layer, entry.allowed) for entry in self.saliency if entry.name == method), (layer, False))

    @property
    def weights_path(self) -> Path | None:
        """Where the weights lie; None when the card ships none."""
        return self.folder / self.weights.file if self.weights else None


def read_card(path: Path) -> ModelCard:
    """Read a `card.toml`.

    Raises
    ------
    UserError
        When the file is missing, is not TOML, or lacks something a card must say.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        use = raw["intended_use"]
        age = use.get("age_years")
        weights = raw.get("weights")
        return ModelCard(
            task=raw["task"],
            version=raw["version"],
            title=raw["title"],
            reference=raw["reference"],
            phantom=bool(raw["phantom"]),
            intended_use=IntendedUse(
                modality=tuple(use["modality"]),
                body_part=tuple(use["body_part"]),
                view=tuple(use.get("view", ())),
                age_years=(float(age[0]), float(age[1])) if age else None,
                not_for=use.get("not_for", ""),
                summary=use.get("summary", ""),
                needs_sex=bool(use.get("needs_sex", False)),
            ),
            labels=tuple(
                Label(
                    name=entry["name"],
                    meaning=entry["meaning"],
                    operating_point=float(entry["operating_point"]),
                    operating_point_reason=entry["operating_point_reason"],
                    code=tuple(entry.get("code", ("", "", ""))),
                    scale=entry.get("scale", "probability"),
                )
                for entry in raw["labels"]
            ),
            weights=Weights(weights["file"], weights["sha256"], weights["licence"], weights["obtained"])
            if weights
            else None,
            saliency=tuple(
                SaliencyMethod(e["name"], e["layer"], e["randomisation"], e.get("pointing", ""))
                for e in raw.get("saliency", ())
            ),
            performance=tuple(
                Performance(e["metric"], float(e["value"]), float(e["low"]), float(e["high"]), e["data"])
                for e in raw.get("performance", ())
            ),
            training=raw.get("training", {}),
            network=raw.get("network", {}),
            folder=path.parent,
            raw=raw,
        )
    except OSError as error:
        raise UserError("The model card {path} cannot be read: {why}.", path=path.name, why=error.strerror) from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(
            "The model card in {parent} is not valid TOML: {error}.", parent=path.parent.name, error=error
        ) from error
    except KeyError as error:
        raise UserError(
            "The model card in {parent} does not say {error}.", parent=path.parent.name, error=error
        ) from error


def bundled_card(task: str) -> ModelCard:
    """The card that ships with the program for a task."""
    return read_card(ASSETS / "models" / task / "card.toml")


def sha256_of(path: Path) -> str:
    """SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
