"""What makes a forward pass fast and leaves its answer alone: layout, chunks, folded norms, and bfloat16 where allowed.

A card's `[speed]` table says whether bfloat16 was tried on the weights it names, and what it changed; without such a
table, or on a processor that has no instructions for it, everything is computed in single precision.
"""

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from inference.card import ModelCard

CHUNK = 8
"""Images per forward pass on a processor: what passes between two layers then stays in its cache."""

BFLOAT16 = "bfloat16"
"""The word for it in a card."""

LARGEST_CHANGE = 0.01
"""Of a probability; bfloat16 is used where it changed none by more than this, and no decision or grade at all."""


def make_lean(network: nn.Module, device: torch.device) -> nn.Module:
    """Prepare a network that only answers: on its device, without norms after convolutions, channels last."""
    network.requires_grad_(False)
    network.eval()
    fold_norms(network)
    return network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def fold_norms(network: nn.Module) -> None:
    """Multiply every batch norm into the convolution before it (Jacob 2018, eq. 14), in place.

    A pair is a convolution and a norm that are registered one after the other in one module, as in torchvision's
    networks and in this program's; an `Identity` takes the norm's place and name.
    """
    for module in network.modules():
        children = list(module.named_children())
        for (name, convolution), (norm_name, norm) in pairwise(children):
            if not isinstance(convolution, nn.Conv2d) or not isinstance(norm, nn.BatchNorm2d):
                continue
            if convolution.out_channels == norm.num_features:
                setattr(module, name, fuse_conv_bn_eval(convolution, norm))
                setattr(module, norm_name, nn.Identity())


def in_chunks(network: Callable[[Tensor], Tensor], images: Tensor, size: int = CHUNK) -> Tensor:
    """Apply a network to images, shape (n, channels, rows, columns): in parts on a processor, at once on a GPU."""
    parts = torch.split(images, size if images.device.type == "cpu" else len(images))
    return torch.cat([network(part.contiguous(memory_format=torch.channels_last)) for part in parts])


def has_bfloat16(device: torch.device) -> bool:
    """Whether a device computes in bfloat16 faster than in single precision."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device.type == "cpu" and bool(torch.cpu.get_capabilities().get("avx512_bf16", False))


def precision(card: ModelCard, device: torch.device) -> torch.dtype:
    """What a task computes in on a device: bfloat16 where its card allows it and the device has it."""
    allowed = card.raw.get("speed", {}).get("precision") == BFLOAT16
    return torch.bfloat16 if allowed and has_bfloat16(device) else torch.float32


def autocast(card: ModelCard, device: torch.device) -> torch.autocast:
    """The context in which a task's `run` calls its network; what it puts out may be bfloat16."""
    dtype = precision(card, device)
    return torch.autocast(device.type, torch.bfloat16, enabled=dtype is torch.bfloat16)
