"""ZiCo: gradients that agree between mini-batches, a backward for each half of the batch."""

from __future__ import annotations

import torch
from torch import nn

from swap_teach.metrics.passes import Batch, differentiable, loss_of, note_if_dead, outputs_of, weighted_layers
from swap_teach.metrics.registry import Reading, metric


def loss_backward_halves(net: nn.Module, batch: Batch) -> tuple[list[torch.Tensor], str]:
    """Return for each layer the weights' gradients on the batch's two halves, (2, weights) in double precision.

    The halves are two mini-batches with the same weights, so the cost is that of one backward of the whole batch.
    """
    with differentiable(net, batch) as x:
        half = len(x) // 2
        if half == 0:
            raise ValueError("zico compares two halves of a batch: pass at least two samples, better many more.")
        weights = [layer.weight for layer in weighted_layers(net)]
        gradients, note = [], ""
        for part in (slice(0, half), slice(half, 2 * half)):
            output = outputs_of(net, x[part])
            loss = loss_of(output, batch.targets[part])
            gradients.append(torch.autograd.grad(loss, weights, materialize_grads=True))
            note = note or note_if_dead(output)
    return [torch.stack(pair).flatten(1).double() for pair in zip(*gradients, strict=True)], note


@metric(
    "zico",
    reads=loss_backward_halves,
    needs={"weights", "images", "labels", "gradients"},
    source="Li et al., ZiCo, ICLR 2023, Equation 7, with the standard deviation as in the authors' code",
)
def zico(gradients: list[torch.Tensor]) -> Reading:
    """Add up, over layers, the log of the weights' mean |g| / std(g) between mini-batches.

    Large where gradients are large and different images agree on them. The two mini-batches are the halves of the
    batch. A weight whose gradient doesn't change is left out, as is a layer without others. Each layer adds
    a log: so this counts layers, and a deep network scores high for being deep.

    The authors' released code never clears the gradients between its two batches, so that its second gradient is
    g1 + g2. Here it is g2, as the paper has it.
    """
    return _sum_of_logs(gradients, gradients)


@metric(
    "zico_abs",
    reads=loss_backward_halves,
    needs={"weights", "images", "labels", "gradients"},
    source="Li et al., ZiCo, ICLR 2023, Equation 7 as it is printed",
)
def zico_abs(gradients: list[torch.Tensor]) -> Reading:
    """Add up, over layers, the log of the weights' mean |g| / std(|g|): ZiCo as the paper prints it.

    A gradient that flips its sign between mini-batches counts as one that agrees. The authors' code doesn't do
    this: see `zico`.
    """
    return _sum_of_logs(gradients, [g.abs() for g in gradients])


def _sum_of_logs(gradients: list[torch.Tensor], spread: list[torch.Tensor]) -> Reading:
    logs = []
    for g, s in zip(gradients, spread, strict=True):
        mean, deviation = g.abs().mean(dim=0), s.std(dim=0, correction=0)
        ratios = mean[deviation != 0] / deviation[deviation != 0]
        if len(ratios):
            logs.append(float(ratios.sum().log()))
    if not logs:
        return float("nan"), "no weight's gradient differs between the two halves"
    return sum(logs)
