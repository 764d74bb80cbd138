"""Weights in and out: safetensors only, checked before they are parsed. Nothing here unpickles anything."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from imaging.errors import UserError

HEADER_LIMIT = 4_000_000
"""Bytes. The header of a network with ten thousand tensors needs about one million."""

COUNTERS = "num_batches_tracked"
"""Batch normalisation counts its batches; nothing needs the count after training."""


def save_weights(network: nn.Module, path: Path) -> str:
    """Write a network's weights in half precision and return the file's SHA-256.

    Raises
    ------
    UserError
        When a weight is not finite in half precision.
    """
    tensors: dict[str, Tensor] = {}
    for name, value in network.state_dict().items():
        if name.endswith(COUNTERS):
            continue
        half = value.detach().cpu().to(torch.float16) if value.is_floating_point() else value.detach().cpu()
        if not torch.isfinite(half).all():
            raise UserError("The weight {name} does not fit into half precision; the training has diverged.", name=name)
        tensors[name] = half.contiguous()
    content = save(tensors)
    path.write_bytes(content)
    return sha256(content).hexdigest()


def load_weights(network: nn.Module, path: Path, digest: str, task: str) -> None:
    """Fill a network with the weights of a file.

    Parameters
    ----------
    digest : str
        SHA-256 as the card names it; compared before the content is parsed.
    task : str
        Named in the sentences.

    Raises
    ------
    UserError
        The file is missing, is not the one the card names, is damaged, or belongs to another network.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(
            "The weights of {task} cannot be read ({why}). Install Overread again.", task=task, why=error.strerror
        ) from error
    if sha256(content).hexdigest() != digest:
        raise UserError(
            "The weights of {task} are not the ones its card names: their SHA-256 differs. They "
            "were not loaded. Restore the file, or install Overread again.",
            task=task,
        )
    if len(content) < 8 or int.from_bytes(content[:8], "little") > min(HEADER_LIMIT, len(content) - 8):
        raise UserError("The weights of {task} have a damaged or oversized header. They were not loaded.", task=task)
    try:
        tensors = load(content)
    except SafetensorError as error:
        raise UserError(
            "The weights of {task} are damaged ({error}). They were not loaded.", task=task, error=error
        ) from error
    _fill(network, tensors, task)


def _fill(network: nn.Module, tensors: Mapping[str, Tensor], task: str) -> None:
    """Copy tensors into a network of exactly their names and shapes."""
    wanted = {name: value for name, value in network.state_dict().items() if not name.endswith(COUNTERS)}
    strangers = sorted(wanted.keys() ^ tensors.keys())
    wrong = strangers or [name for name, value in wanted.items() if value.shape != tensors[name].shape]
    if wrong:
        raise UserError(
            "The weights of {task} belong to another network: {wrong} and {count} more do not fit. The "
            "[network] table of the card and the weights must come from the same training.",
            task=task,
            wrong=wrong[0],
            count=len(wrong) - 1,
        )
    with torch.no_grad():
        for name, value in wanted.items():
            value.copy_(tensors[name])
