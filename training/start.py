"""`--init`: a training starts from weights that exist – a file of the user's, or torchvision's when asked for.

Which part of a network can take them is the task's business: its training has `start_from(source)`, which calls
`start` below for that part. A training without it can start from weights of its own task only.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Protocol, runtime_checkable
from urllib.error import URLError

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor, nn

from imaging.errors import UserError
from inference.weights import COUNTERS
from training.export import WEIGHTS

PUBLISHED = ("imagenet", "coco")
"""What `--init` takes beside a path: downloaded by torchvision, and only when asked for."""

WRAPPINGS = ("state_dict", "model", "model_state_dict")
"""Under these names training programs keep a state dict among other things."""


@dataclass(frozen=True)
class Start:
    """What a network started from.

    Attributes
    ----------
    source : str
        For the card: file name and digest, or torchvision's name of the weights.
    loaded, fresh, unused : tuple of str
        Tensors that were taken, that keep their random values, and that the file has besides.
    """

    source: str
    loaded: tuple[str, ...]
    fresh: tuple[str, ...]
    unused: tuple[str, ...]

    def __str__(self) -> str:
        fresh = f"; new are {_some(self.fresh)}" if self.fresh else ""
        unused = f"; not used are {_some(self.unused)}" if self.unused else ""
        return f"Started from {self.source}: {len(self.loaded)} tensors loaded{fresh}{unused}."


@runtime_checkable
class TakesWeights(Protocol):
    """A training that knows which part of its network published weights fit."""

    def start_from(self, source: str) -> Start:
        """Load them; see `start`."""
        ...


def start(
    network: nn.Module,
    source: str,
    *,
    published: Mapping[str, str] | None = None,
    fresh: Sequence[str] = (),
    renamed: Callable[[str], str] = str,
) -> Start:
    """Fill a network with existing weights.

    Parameters
    ----------
    network : module
        Named as in the file: for torchvision's weights, torchvision's module or one with its names.
    source : str
        A `.safetensors` file, a state dict of torch (`.pth`, read without running anything in it), a folder with
        `weights.safetensors`, or one of `PUBLISHED`.
    published : mapping
        ``"imagenet"`` or ``"coco"`` → torchvision's name, ``"ResNet18_Weights.IMAGENET1K_V1"``.
    fresh : sequence of str
        Beginnings of names that keep their random values: the head.
    renamed : callable
        A name in the network → its name in the file.

    Raises
    ------
    UserError
        The weights cannot be read or downloaded, or are of another architecture; the network is then unchanged.

    Notes
    -----
    A first layer for grey images takes the sum over a three-colour one's: the same as a grey image in all colours.
    """
    tensors, words = read_source(source, published or {})
    wanted = {name: value for name, value in network.state_dict().items() if not name.endswith(COUNTERS)}
    taken: dict[str, Tensor] = {}
    for name, value in wanted.items():
        if name.startswith(tuple(fresh)):
            continue
        found = tensors.get(renamed(name))
        if found is not None and found.ndim == 4 and found.shape[1] == 3 and value.shape[1] == 1:
            found = found.sum(dim=1, keepdim=True)
        if found is None or found.shape != value.shape:
            there = "is missing there" if found is None else f"has the shape {tuple(found.shape)} there"
            raise UserError(
                f"{words} is of another architecture: {renamed(name)} {there}, and this network's {name} has the "
                f"shape {tuple(value.shape)}. Nothing was loaded."
            )
        taken[name] = found
    with torch.no_grad():
        for name, found in taken.items():
            wanted[name].copy_(found)
    used = {renamed(name) for name in taken}
    unused = tuple(sorted(name for name in tensors if name not in used and not name.endswith(COUNTERS)))
    return Start(words, tuple(taken), tuple(name for name in wanted if name not in taken), unused)


def start_training(training: Any, source: str) -> Start:
    """Start a task's training: by its own `start_from`, else its whole network from weights of the same task."""
    if isinstance(training, TakesWeights):
        return training.start_from(source)
    if source in PUBLISHED:
        raise UserError(
            f"The network of this task is its own: no weights of {source} fit it. "
            "It can start from weights that this program trained for the same task; name their folder."
        )
    return start(training.network, source)


def read_source(source: str, published: Mapping[str, str]) -> tuple[dict[str, Tensor], str]:
    """The tensors of a source, and its words for the card."""
    if source in PUBLISHED:
        return _download(source, published)
    path = Path(source)
    path = path / WEIGHTS if path.is_dir() else path
    try:
        content = path.read_bytes()
        if path.suffix == ".safetensors":
            tensors: Any = load(content)
        else:
            tensors = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise UserError(
            f"The weights {path} cannot be read ({error.strerror}). Name a file, a folder with weights, "
            f"or one of {', '.join(PUBLISHED)} to download them."
        ) from error
    except UnpicklingError as error:
        raise UserError(
            f"{path} holds something else than weights, perhaps a whole pickled model; nothing of it is run. "
            "Save the model's state_dict() and name that file."
        ) from error
    except (SafetensorError, RuntimeError, EOFError, ValueError) as error:
        raise UserError(f"{path} holds no weights that can be read ({error}).") from error
    return _unwrapped(tensors, path), f"{path.name} (sha256 {sha256(content).hexdigest()[:12]})"


def _unwrapped(content: Any, path: Path) -> dict[str, Tensor]:
    """The state dict itself, without what programs put around it."""
    for name in WRAPPINGS:
        if isinstance(content, dict) and isinstance(content.get(name), dict):
            content = content[name]
    tensors = {str(k): v for k, v in content.items() if isinstance(v, Tensor)} if isinstance(content, dict) else {}
    if not tensors:
        raise UserError(f"{path} holds no weights: a state dict is a table of names and tensors.")
    if all(name.startswith("module.") for name in tensors):  # what DataParallel puts in front
        return {name.removeprefix("module."): value for name, value in tensors.items()}
    return tensors


def _download(source: str, published: Mapping[str, str]) -> tuple[dict[str, Tensor], str]:
    """Torchvision's weights of a name, from its cache or the network."""
    from torchvision.models import get_weight

    if source not in published:
        known = ", ".join(published) or "none"
        raise UserError(f"There are no weights of {source} for this network; published ones: {known}.")
    weights = get_weight(published[source])
    sys.stderr.write(f"Torchvision's {published[source]}, from its cache or {weights.url}\n")
    try:
        tensors = weights.get_state_dict(progress=sys.stderr.isatty(), check_hash=True)
    except (URLError, OSError, RuntimeError) as error:
        raise UserError(
            f"{weights.url} could not be downloaded ({error}). Fetch it on another machine and name the file: "
            "--init PATH."
        ) from error
    return dict(tensors), f"{published[source]} of torchvision"


def _some(names: Sequence[str], shown: int = 4) -> str:
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more
