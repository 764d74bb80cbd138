"""From a finished run to a bundle that can be shipped: `weights.safetensors` and the card that names it."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit
from torch import nn

from imaging.errors import UserError
from inference.card import ModelCard, read_card
from inference.weights import load_weights, save_weights

WEIGHTS = "weights.safetensors"
CARD = "card.toml"

KEPT = ("data", "licence", "split_digest", "recipe_digest", "seed", "folds", "fold", "fold_seed", "torch")
"""What the card keeps of a run's account."""

STALE = ("performance", "saliency", "speed", "likeness", "limits", "training")
"""Tables about the weights that the card named before."""


def export(
    card: ModelCard, network: nn.Module, changes: Mapping[str, Any], account: Mapping[str, Any], out: Path
) -> ModelCard:
    """Write weights in half precision and a card with their digest; return the card as read back.

    Parameters
    ----------
    card : ModelCard
        The task's card: its text stays, comments too, but for what it says of other weights and other data.
    changes : mapping
        Tables to merge in: calibration, operating points.
    account : mapping
        What `train` wrote into run.json: data, licence, digests, seed.
    """
    digest = save_weights(network, out / WEIGHTS)
    document = tomlkit.parse((card.folder / CARD).read_text(encoding="utf-8"))
    same_data = card.training.get("data") == account["data"]
    for stale in (*STALE, *(() if same_data else ("attribution",))):
        document.pop(stale, None)
    for figure in [key for key in document.get("weights", {}) if key.startswith("half_precision")]:
        del document["weights"][figure]
    merge(document, changes)
    merge(
        document,
        {
            "phantom": bool(account["phantom"]),
            "weights": {
                "file": WEIGHTS,
                "sha256": digest,
                "licence": f"derived from {account['data']}, {account['licence']}",
                "obtained": obtained(account),
            },
            "training": {
                **{key: account[key] for key in KEPT if key in account},
                "date": datetime.now(UTC).date().isoformat(),
            },
        },
    )
    write_card(document, out)
    return read_card(out / CARD)


def as_stored(network: nn.Module, card: ModelCard) -> nn.Module:
    """A copy of a network with the weights that a bundle holds: rounded to half precision."""
    stored = deepcopy(network)
    assert card.weights is not None
    load_weights(stored, card.folder / card.weights.file, card.weights.sha256, card.task)
    return stored


def obtained(account: Mapping[str, Any]) -> str:
    """How the weights came to be, in a sentence; of a cross-validation, which fold they are of."""
    origin = account.get("started_from", "scratch")
    words = f"trained from {origin} by `overread train {account['task']}` with seed {account['seed']}"
    return f"{words}, fold {account['fold']} of {account['folds']} held out" if "fold" in account else words


def open_card(folder: Path) -> tomlkit.TOMLDocument:
    """The card of a bundle, for changing."""
    try:
        return tomlkit.parse((folder / CARD).read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{folder} holds no trained model: there is no {CARD} in it.") from error


def write_card(document: tomlkit.TOMLDocument, folder: Path) -> None:
    """Write a bundle's card."""
    (folder / CARD).write_text(tomlkit.dumps(document), encoding="utf-8")


def note(folder: Path, changes: Mapping[str, Any]) -> None:
    """Merge tables into the card of a bundle."""
    document = open_card(folder)
    merge(document, changes)
    write_card(document, folder)


def merge(document: Any, changes: Mapping[str, Any]) -> None:
    """Set values in nested tables; lists of tables merge entry by entry, whole lists are replaced."""
    for key, value in changes.items():
        old = document.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            merge(old, value)
        elif _tables(value) and old is not None and len(old) == len(value):
            for entry, change in zip(old, value, strict=True):
                merge(entry, change)
        else:
            document[key] = _item(value)


def _tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(entry, Mapping) for entry in value)


def _item(value: Any) -> Any:
    """A list of tables becomes `[[key]]` blocks, everything else what tomlkit makes of it."""
    if not _tables(value):
        return tomlkit.item(list(value) if isinstance(value, tuple) else value)
    array = tomlkit.aot()
    for entry in value:
        array.append(tomlkit.item(dict(entry)))
    return array
