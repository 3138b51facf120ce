"""Train several networks of one architecture as one: small networks leave a processor idle between two layers.

Convolutions become grouped convolutions and normalisation layers lie side by side, so network i sees only its own
channels: the stack computes what its members compute, in a third to two thirds of the time (8 channels, CPU).
Read in lesson A1.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional


class Stack(nn.Module):
    """`copies` networks of one architecture, trained side by side; the given networks stay as they are.

    Takes images of shape (N, copies * channels, H, W), each network's channels together, and gives logits of
    shape (N, copies, classes).
    """

    def __init__(self, networks: Sequence[nn.Module]):
        super().__init__()
        if not networks:
            raise ValueError("A stack needs at least one network.")
        shapes = [{name: p.shape for name, p in network.named_parameters()} for network in networks]
        if any(other != shapes[0] for other in shapes):
            raise ValueError("Only networks of one architecture can be stacked; these differ in their parameters.")
        self.copies = len(networks)
        self.network = _merge(networks)
        for parameter in self.network.parameters():
            if parameter.ndim == 4:  # the layout in which grouped convolutions are fast on a CPU
                parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, copies * channels, H, W) to (N, copies, classes)."""
        logits: Tensor = self.network(x).view(len(x), self.copies, -1)
        return logits


def stacked_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Sum over the networks of each one's mean cross-entropy, so that each has the gradient it would have alone.

    logits  (N, copies, classes); targets  (N, copies) of class numbers.
    """
    return logits.shape[1] * functional.cross_entropy(logits.flatten(0, 1), targets.flatten())


class _GroupedLinear(nn.Module):
    """One linear layer for each group of features: (N, copies * inputs) to (N, copies * outputs)."""

    def __init__(self, layers: Sequence[nn.Linear]):
        super().__init__()
        self.weight = nn.Parameter(torch.stack([layer.weight.detach().T for layer in layers]))
        self.bias = nn.Parameter(torch.stack([layer.bias.detach()[None] for layer in layers]))

    def forward(self, x: Tensor) -> Tensor:
        groups = x.view(len(x), len(self.weight), -1).transpose(0, 1)
        return torch.baddbmm(self.bias, groups, self.weight).transpose(0, 1).flatten(1)


def _merge(modules: Sequence[nn.Module]) -> nn.Module:
    """Replace the layers that have parameters, and keep the rest as the first network has it."""
    first, k = modules[0], len(modules)
    if isinstance(first, nn.Conv2d):
        wide = nn.Conv2d(
            k * first.in_channels,
            k * first.out_channels,
            first.kernel_size,  # type: ignore[arg-type]
            first.stride,  # type: ignore[arg-type]
            first.padding,  # type: ignore[arg-type]
            first.dilation,  # type: ignore[arg-type]
            k * first.groups,
            first.bias is not None,
        )
        return _filled(wide, modules)
    if isinstance(first, nn.BatchNorm2d):
        return _filled(nn.BatchNorm2d(k * first.num_features, first.eps, first.momentum), modules)
    if isinstance(first, nn.Linear):
        return _GroupedLinear([m for m in modules if isinstance(m, nn.Linear)])
    if [*first.parameters(recurse=False), *first.buffers(recurse=False)]:
        raise ValueError(
            f"No way to stack a layer of type {type(first).__name__}, which has parameters or buffers of its own. "
            "Known are Conv2d, BatchNorm2d and Linear."
        )
    merged = copy.copy(first)
    merged._modules = {name: _merge([m.get_submodule(name) for m in modules]) for name, _ in first.named_children()}
    return merged


def _filled(wide: nn.Module, modules: Sequence[nn.Module]) -> nn.Module:
    """Set each parameter and buffer of `wide` to those of the modules, one behind the other."""
    states = [module.state_dict() for module in modules]
    wide.load_state_dict(
        {
            name: value if value.ndim == 0 else torch.cat([state[name] for state in states])
            for name, value in states[0].items()
        }
    )
    return wide
