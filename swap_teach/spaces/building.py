"""From a recipe of modules to a network with fresh weights, without touching the global random state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import torch

    from swap_teach.initialisation import Law

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
    law: Law = "default",
) -> torch.nn.Module:
    """Run `make` without drawing a weight, then draw all of the network's weights at once.

    Weights follow `law` and are drawn on the CPU, from `generator` or, if it is None, from the global state: so they
    are the same on every device. `device="meta"` gives shapes without numbers.
    """
    import torch

    from swap_teach.initialisation import initialise
    from swap_teach.undrawn import Undrawn

    if num_classes < 1:
        raise ValueError(f"A network needs at least one class, got num_classes={num_classes}.")
    device = torch.device(device)
    with nullcontext() if device == torch.get_default_device() else device, Undrawn():
        model = make()
    if device.type != "meta":
        initialise(model, law, generator)
    return model
