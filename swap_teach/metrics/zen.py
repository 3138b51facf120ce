"""Zen: how far the features move when the input is nudged, under Gaussian weights of its own."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.overrides import TorchFunctionMode

from swap_teach.initialisation import initialise, weight_generator
from swap_teach.listening import as_it_was
from swap_teach.metrics.passes import Batch, note_if_dead, one_tensor, outputs_of
from swap_teach.metrics.registry import Reading, metric


def nudge(net: nn.Module, batch: Batch) -> tuple[tuple[float, list[float]], str]:
    """Return D and, for each batch norm, the mean of its running variances.

    Weights are drawn from N(0, 1), images x from Gaussian noise of the batch's shape, and x' = x + 0.01 x''.
    D is the mean over the batch of sum|f(x) - f(x')|, f the features before global pooling. The running variances
    are those after these two forwards in train mode, at momentum 0.1 from 1, as in the published scores.
    """
    like = one_tensor(net, batch)
    generator = weight_generator(batch.seed, "zen")
    norms = [m for m in net.modules() if isinstance(m, _BatchNorm)]
    momenta = [norm.momentum for norm in norms]
    with as_it_was(net, weights=True), torch.no_grad():
        try:
            for norm in norms:
                norm.momentum = 0.1
            initialise(net, "normal", generator)
            net.train()
            x, nudged = (torch.randn(like.shape, generator=generator).to(like) for _ in range(2))
            features, note = _features(net, x)
            moved, _ = _features(net, x + 0.01 * nudged)
            variances = [float(norm.running_var.double().mean()) for norm in norms if norm.running_var is not None]
        finally:
            for norm, momentum in zip(norms, momenta, strict=True):
                norm.momentum = momentum
    return (float((features.double() - moved.double()).abs().sum()) / len(x), variances), note


def _features(net: nn.Module, x: torch.Tensor) -> tuple[torch.Tensor, str]:
    """Return the last feature map that has more than one position; without any, the output itself."""
    with _LastFeatureMap() as last:
        output = outputs_of(net, x)
    return output if last.map is None else last.map, note_if_dead(output)


class _LastFeatureMap(TorchFunctionMode):
    """Keep the last (N, C, H, W) tensor, H * W > 1, that any operation puts out: what global pooling takes in."""

    map: torch.Tensor | None = None

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        output = func(*args, **(kwargs or {}))
        if (
            isinstance(output, torch.Tensor)
            and output.is_floating_point()
            and output.ndim == 4
            and output.shape[2] * output.shape[3] > 1
        ):
            self.map = output
        return output


@metric(
    "zen",
    reads=nudge,
    needs={"forward", "own weights"},
    source="Lin et al., Zen-NAS, ICCV 2021, Algorithm 1",
    aliases=("zen_score",),
)
def zen(nudged: tuple[float, list[float]]) -> Reading:
    """Measure sensitivity: log D + the sum over batch norms of log sqrt(mean running variance).

    D says how far the features before pooling move when the input moves by a hundredth. Batch norm rescales each
    layer and would hide how much a layer amplifies, so what it divided by is put back, a log for each layer.
    It needs no images and no weights of yours. It grows with depth and width; what is added up on the way
    (skips, pools) without a convolution, it hardly sees. One draw: average several seeds for a steadier score.
    """
    moved, variances = nudged
    if moved == 0:
        return -math.inf, "the features don't move with the input"
    return math.log(moved) + sum(math.log(math.sqrt(variance)) for variance in variances)
