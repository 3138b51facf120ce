"""The passes that metrics share: each runs a network once and leaves it as it found it.

A pass takes (network, batch) and returns (what its metrics read, a note on the network).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from swap_teach.listening import Mode, NotFiniteError, as_it_was, as_tensors, run
from swap_teach.packed import pack_positive

Weighted = nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d


@dataclass(frozen=True)
class Batch:
    """What a network is scored on: inputs (S, ...), targets (S,) or None, BatchNorm's mode, the seed of noise."""

    inputs: Any
    targets: Any = None
    mode: Mode = "train"
    seed: int = 0


@dataclass(frozen=True)
class Patterns:
    """The sample-wise activation patterns of one forward: for each activation, (bytes, units) packed bits."""

    layers: list[torch.Tensor]
    samples: int


def take_as_is(net: nn.Module, batch: Batch) -> tuple[tuple[nn.Module, Batch], str]:
    """Run nothing: for metrics that read the network itself, or that run it their own way."""
    return (net, batch), ""


def hear_patterns(net: nn.Module, batch: Batch) -> tuple[Patterns, str]:
    """Run one forward and keep which samples switch each unit on; dead if the output ignores the input."""
    layers: list[torch.Tensor] = []
    outputs: list[Any] = []
    samples = run(
        net,
        batch.inputs,
        hear=lambda *heard: layers.append(pack_positive(*heard)),
        mode=batch.mode,
        forward=lambda model, inputs: outputs.append(model(inputs)),
    )
    return Patterns(layers, samples), note_if_dead(outputs[0])


def note_if_dead(output: Any) -> str:
    """Return "dead: ..." for an output that is the same for every sample of several, else ""."""
    first = _first(output)
    if isinstance(first, torch.Tensor) and len(first) > 1 and bool((first == first[:1]).all()):
        return "dead: the output is the same for every sample"
    return ""


def weighted_layers(net: nn.Module) -> list[Weighted]:
    """List the convolutions and linear layers, whose weights the rivals read; an auxiliary head's are left out."""
    return [m for name, m in net.named_modules() if isinstance(m, Weighted) and "auxiliary" not in name]


def cells_of(net: nn.Module, who: str) -> list[nn.Module]:
    """List the network's cells, the entries of its attribute `cells`; ValueError says who misses them."""
    cells = getattr(net, "cells", None)
    if not isinstance(cells, nn.Sequential | nn.ModuleList) or len(cells) == 0:
        raise ValueError(
            f"{who} looks at a network cell by cell: it needs an attribute `cells`, an nn.Sequential or nn.ModuleList, "
            f"which {type(net).__name__} lacks."
        )
    return list(cells)


@contextmanager
def differentiable(net: nn.Module, batch: Batch) -> Iterator[torch.Tensor]:
    """Give the inputs as one tensor, with the network in the batch's mode and gradients on; then put all back.

    Take gradients by `torch.autograd.grad`, which leaves every parameter's own `.grad` alone.
    """
    x = one_tensor(net, batch)
    with as_it_was(net), torch.enable_grad():
        net.train(batch.mode == "train")
        for parameter in net.parameters():
            parameter.requires_grad_()
        yield x


def one_tensor(net: nn.Module, batch: Batch) -> torch.Tensor:
    """Return the inputs as a tensor of the network's device and dtype; ValueError if they are several."""
    x = as_tensors(batch.inputs, net)
    if not isinstance(x, torch.Tensor) or x.ndim < 2:
        raise ValueError(
            f"This metric needs the inputs as one array or tensor of shape (S, ...), got {type(batch.inputs).__name__}"
            + (f" of shape {tuple(x.shape)}." if isinstance(x, torch.Tensor) else ".")
        )
    return x


def outputs_of(net: Callable[[torch.Tensor], Any], x: torch.Tensor) -> torch.Tensor:
    """Run the network; of several outputs the first counts. NotFiniteError for NaN or infinity."""
    output: torch.Tensor = _first(net(x))
    if not bool(output.isfinite().all()):
        raise NotFiniteError(
            "The output holds NaN or infinity. Look for inputs or weights that are not finite, or for values that "
            "overflow in this dtype."
        )
    return output


def loss_of(output: torch.Tensor, targets: Any) -> torch.Tensor:
    """Return the mean cross-entropy of (S, classes) logits; ValueError for labels that don't fit them."""
    labels = torch.as_tensor(targets, device=output.device)
    if output.ndim != 2 or labels.shape != output.shape[:1] or labels.is_floating_point():
        raise ValueError(
            f"A metric with labels needs logits of shape (S, classes) and one class number for each sample; got an "
            f"output of shape {tuple(output.shape)} and {labels.dtype} targets of shape {tuple(labels.shape)}."
        )
    if len(labels) and not 0 <= int(labels.min()) <= int(labels.max()) < output.shape[1]:
        raise ValueError(
            f"The labels go from {int(labels.min())} to {int(labels.max())}, but the network has {output.shape[1]} "
            f"classes, 0 to {output.shape[1] - 1}: build it with as many as the data has."
        )
    return nn.functional.cross_entropy(output, labels.long())


def _first(output: Any) -> Any:
    return output[0] if isinstance(output, tuple | list) else output
