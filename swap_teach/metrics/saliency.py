"""Saliency metrics: how much the loss depends on each weight, by one backward that four of them share.

Pruning asks which weights a network can spare. Summed over the network, the same numbers are read as a score.
They see how strongly the loss can be moved. They are blind to where it can be moved to, and they grow with size.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from swap_teach.metrics.passes import (
    Batch,
    Weighted,
    differentiable,
    loss_of,
    note_if_dead,
    outputs_of,
    weighted_layers,
)
from swap_teach.metrics.registry import metric


@dataclass(frozen=True)
class LossGradients:
    """What one backward of the loss leaves behind, in double precision."""

    layers: list[tuple[torch.Tensor, torch.Tensor]]
    """(W, dL/dW) for each convolution and linear layer; a layer that is not used has gradient 0."""
    masks: list[tuple[int, torch.Tensor]]
    """For each output of such a layer: how many weights a channel has, and dL/dm of shape (S, ..., channels, ...)."""


def loss_backward(net: nn.Module, batch: Batch) -> tuple[LossGradients, str]:
    """Run one forward and one backward of the mean cross-entropy.

    For Fisher each layer's output is multiplied by a mask m of ones, one for each sample and channel: since
    dL/dm = sum over space of a * dL/da, autograd does the sum.
    """
    with differentiable(net, batch) as x:
        weights = [layer.weight for layer in weighted_layers(net)]
        with _masked(weighted_layers(net)) as masks:
            output = outputs_of(net, x)
            loss = loss_of(output, batch.targets)
        wanted = [*weights, *(mask for _, mask in masks)]
        gradients = [g.double() for g in torch.autograd.grad(loss, wanted, materialize_grads=True)]
    n = len(weights)
    layers = list(zip([w.detach().double() for w in weights], gradients[:n], strict=True))
    return LossGradients(layers, list(zip([size for size, _ in masks], gradients[n:], strict=True))), note_if_dead(
        output
    )


@contextmanager
def _masked(layers: list[Weighted]) -> Iterator[list[tuple[int, torch.Tensor]]]:
    """Multiply every output of these layers by a mask of ones, kept in the list that is yielded."""
    masks: list[tuple[int, torch.Tensor]] = []

    def mask(layer: Any, _: Any, output: torch.Tensor) -> torch.Tensor:
        channel = output.ndim - 1 if isinstance(layer, nn.Linear) else 1
        shape = [n if d in (0, channel) else 1 for d, n in enumerate(output.shape)]
        ones = torch.ones(shape, dtype=output.dtype, device=output.device, requires_grad=True)
        masks.append((layer.weight[0].numel(), ones))
        return output * ones

    handles = [layer.register_forward_hook(mask) for layer in layers]
    try:
        yield masks
    finally:
        for handle in handles:
            handle.remove()


@metric(
    "grad_norm",
    reads=loss_backward,
    needs={"weights", "images", "labels", "gradients"},
    source="Abdelfattah et al., Zero-Cost Proxies for Lightweight NAS, ICLR 2021",
    aliases=("gradnorm",),
)
def grad_norm(gradients: LossGradients) -> float:
    """Add up, layer by layer, the length of the gradient: the sum over layers of |dL/dW|_2.

    Sees how far one step of training would go. Blind to whether steps on different images agree. The norm is
    taken for each layer, then summed: one norm over all weights is another score.
    """
    return sum(float(g.norm()) for _, g in gradients.layers)


@metric(
    "snip",
    reads=loss_backward,
    needs={"weights", "images", "labels", "gradients"},
    source="Lee, Ajanthan and Torr, SNIP, ICLR 2019, Equation 4; summed as in Abdelfattah et al., ICLR 2021",
)
def snip(gradients: LossGradients) -> float:
    """Estimate what the loss would change if each weight were cut: the sum of |W * dL/dW|.

    The first-order change when a weight becomes 0, sign dropped. Unlike grad_norm it doesn't care about the scale
    of a weight, since gradients shrink as weights grow. Blind to interactions: cutting two is not twice one.
    """
    return sum(float((w * g).abs().sum()) for w, g in gradients.layers)


@metric(
    "plain",
    reads=loss_backward,
    needs={"weights", "images", "labels", "gradients"},
    source="Mozer and Smolensky, Skeletonization, NeurIPS 1988; named so by Abdelfattah et al., ICLR 2021",
)
def plain(gradients: LossGradients) -> float:
    """Add up W * dL/dW with its sign: snip without the absolute value.

    Behind a batch norm the weights of a convolution can be scaled without any effect, so by Euler's theorem the
    sum over that layer is 0: what is left comes from the layers without batch norm. A lesson in what cancels.
    """
    return sum(float((w * g).sum()) for w, g in gradients.layers)


@metric(
    "fisher",
    reads=loss_backward,
    needs={"weights", "images", "labels", "gradients"},
    source="Turner et al., BlockSwap, ICLR 2020, Equation 3; per weight as in Abdelfattah et al., ICLR 2021",
)
def fisher(gradients: LossGradients) -> float:
    """Estimate what the loss would change if each channel were cut, from the spread of its gradient over images.

    For a channel of a layer's output a (before batch norm and ReLU), with g = dL/da: the mean over images of
    (sum over space of a * g)^2 / 2, times the channel's number of weights; summed over channels and layers.
    Squares of small numbers: sensitive to the scale of the loss, and largest where single images pull hard.
    """
    return sum(size * float((mask.square().sum() / len(mask)) / 2) for size, mask in gradients.masks)
