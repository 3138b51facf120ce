"""GraSP: what cutting each weight would do to the gradient, by a backward through the backward."""

from __future__ import annotations

import torch
from torch import nn

from swap_teach.metrics.passes import Batch, differentiable, loss_of, note_if_dead, outputs_of, weighted_layers
from swap_teach.metrics.registry import metric


def loss_twice_backward(net: nn.Module, batch: Batch) -> tuple[list[tuple[torch.Tensor, torch.Tensor]], str]:
    """Return (W, Hg) for each layer, in double precision: the Hessian of the loss times its gradient.

    Hg is the gradient of g.detach() . g: one backward more, and no Hessian is ever written down.
    """
    with differentiable(net, batch) as x:
        weights = [layer.weight for layer in weighted_layers(net)]
        output = outputs_of(net, x)
        loss = loss_of(output, batch.targets)
        gradients = torch.autograd.grad(loss, weights, create_graph=True, materialize_grads=True)
        product = torch.stack([(g.detach() * g).sum() for g in gradients]).sum()
        curved = torch.autograd.grad(product, weights, materialize_grads=True)
    layers = [(w.detach().double(), h.double()) for w, h in zip(weights, curved, strict=True)]
    return layers, note_if_dead(output)


@metric(
    "grasp",
    reads=loss_twice_backward,
    needs={"weights", "images", "labels", "gradients", "double backward"},
    source="Wang, Zhang and Grosse, GraSP, ICLR 2020, Equation 8, at temperature 1; Abdelfattah et al., ICLR 2021",
)
def grasp(layers: list[tuple[torch.Tensor, torch.Tensor]]) -> float:
    """Estimate how the gradient's length would change if weights were cut: the sum of -W * (H g).

    g = dL/dW and H the Hessian of the loss. The pruning paper cuts first where this is large; as a score for
    architectures large is read as good. Behind a batch norm, where scaling W has no effect, W . (H g) = -|g|^2 for
    a layer: there GraSP is nearly the sum of squared gradients, at three times the price.
    """
    return -sum(float((w * h).sum()) for w, h in layers)
