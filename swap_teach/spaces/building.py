"""From a recipe of modules to a network with fresh weights, without touching the global random state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import torch

C = TypeVar("C")


def choose_network(configurations: Mapping[str, C], network: str, space: str) -> C:
    """Look up a network configuration by name; ValueError names what the space has.

    >>> choose_network({"small": (8, 1)}, "final", "nb201")
    Traceback (most recent call last):
    ValueError: nb201 has no network 'final'; choose one of: small.
    """
    if network not in configurations:
        raise ValueError(f"{space} has no network {network!r}; choose one of: {', '.join(configurations)}.")
    return configurations[network]


def materialise(
    make: Callable[[], torch.nn.Module],
    num_classes: int,
    generator: torch.Generator | None,
    device: torch.device | str,
) -> torch.nn.Module:
    """Run `make` on the meta device (shapes, no numbers), then give the network memory and fresh weights.

    Weights follow PyTorch's default law and are drawn on the CPU, from `generator` or, if it is None, from the global
    state: so they are the same on every device. `device="meta"` stops after the shapes.
    """
    import torch

    if num_classes < 1:
        raise ValueError(f"A network needs at least one class, got num_classes={num_classes}.")
    with torch.device("meta"):
        model = make()
    if torch.device(device).type == "meta":
        return model

    from swap_teach.initialisation import initialise

    model.to_empty(device=device)
    initialise(model, "default", generator)
    return model
