"""Fresh random weights, in place, from a generator of your own: no global seed, no rebuilt network.

A training-free score is a statement about a *law* of random weights, of which one network is a single draw.
Two laws are in use: PyTorch's own defaults, and the SWAP authors' standard normal weights.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import torch
    from torch import nn

Law = Literal["default", "normal"]


def weight_generator(seed: int, key: str, law: Law = "default", repeat: int = 0) -> torch.Generator:
    """Return the generator that draws one network's weights, derived from all that may tell two draws apart.

    `key` is the space's `executed_key(genotype)`: the same cell gets the same weights whether it is scored
    alone, in a batch, on another machine or after a restart. Torch's seed is the first 8 bytes of the SHA-256 of
    "seed|key|law|repeat", a little-endian number, halved. What NumPy draws has `derived_rng` in `seeding.py`.

    >>> a, b = weight_generator(0, "cell"), weight_generator(0, "cell")
    >>> a.initial_seed() == b.initial_seed() != weight_generator(0, "cell", repeat=1).initial_seed()
    True
    """
    import torch

    digest = hashlib.sha256(f"{seed}|{key}|{law}|{repeat}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:8], "little") >> 1)


def initialise(model: nn.Module, law: Law = "default", generator: torch.Generator | None = None) -> None:
    """Give every layer of `model` fresh weights, in place.

    law        "default": PyTorch's layer defaults, uniform in +-1/sqrt(fan_in) for weights and biases of
               convolutions and linear layers. "normal": the SWAP authors' N(0, 1) weights and zero biases.
               Both set normalisation layers to weight 1 and bias 0 and reset their running statistics.
    generator  a CPU `torch.Generator`; None draws from PyTorch's global one. The draw is made on the CPU in
               float32, so a seed means the same weights on every device and in every dtype.

    Raises ValueError for an unknown law, or a layer with parameters of its own that has no known law.
    Source: the authors' public code (N(0, 1)); PyTorch's `reset_parameters`. Used from lesson 04 on.

    >>> import torch
    >>> layer = torch.nn.Linear(100, 50)
    >>> initialise(layer, generator=torch.Generator().manual_seed(0))
    >>> bool(layer.weight.abs().max() <= 0.1)
    True
    """
    import torch

    if law not in get_args(Law):
        raise ValueError(f"Unknown initialisation law {law!r}: choose one of {', '.join(get_args(Law))}.")
    drawn: list[tuple[torch.Tensor, float]] = []
    with torch.no_grad():
        for name, module in model.named_modules():
            _reset_or_collect(name, module, law, drawn)
        # One flat draw for the whole network: the same stream of numbers, a fraction of the calls.
        values = torch.empty(sum(tensor.numel() for tensor, _ in drawn))
        if law == "normal":
            values.normal_(generator=generator)
        else:
            values.uniform_(-1, 1, generator=generator)
        start = 0
        for tensor, scale in drawn:
            piece = values[start : start + tensor.numel()].view(tensor.shape)
            tensor.copy_(piece if scale == 1 else piece * scale)
            start += tensor.numel()


def _reset_or_collect(name: str, module: nn.Module, law: Law, drawn: list[tuple[torch.Tensor, float]]) -> None:
    """Set what is constant in one module; append (tensor, scale) for what must be drawn."""
    from torch import nn
    from torch.nn.modules.batchnorm import _NormBase
    from torch.nn.modules.conv import _ConvNd

    own = list(module.parameters(recurse=False))
    if isinstance(module, _NormBase | nn.LayerNorm | nn.GroupNorm):
        if isinstance(module, _NormBase):
            module.reset_running_stats()
        if module.weight is not None:
            module.weight.fill_(1)
        if module.bias is not None:
            module.bias.zero_()
    elif isinstance(module, nn.Linear | _ConvNd):
        scale = 1.0 if law == "normal" else 1 / math.sqrt(_fan_in(module))
        drawn.append((module.weight, scale))
        if module.bias is not None and law == "default":
            drawn.append((module.bias, scale))
        elif module.bias is not None:
            module.bias.zero_()
    elif own:
        raise ValueError(
            f"No initialisation law for {name or 'the model itself'} ({type(module).__name__}), which has parameters "
            "of its own: known are convolutions, linear and normalisation layers. Score the model with its weights "
            "as they are, or initialise it yourself."
        )


def _fan_in(module: nn.Module) -> int:
    weight: torch.Tensor = module.weight  # type: ignore[assignment]
    return weight[0].numel()
