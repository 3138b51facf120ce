"""SynFlow: how much flows through all paths of the network, without any data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn
from torch.func import functional_call
from torch.nn.modules.batchnorm import _BatchNorm

from swap_teach.listening import as_it_was
from swap_teach.metrics.passes import Batch, one_tensor, outputs_of, weighted_layers
from swap_teach.metrics.registry import metric


def synaptic_flow(net: nn.Module, batch: Batch) -> tuple[list[torch.Tensor], str]:
    """Return |W| * dR/d|W| for each layer: R the sum of outputs for an input of ones, parameters made positive.

    In double precision, since a product over layers soon leaves float32, with batch norms passed by. The
    network itself lends only its wiring: it runs on copies of its parameters.
    """
    x = torch.ones_like(one_tensor(net, batch)[:1], dtype=torch.float64)
    positive = {name: p.detach().double().abs().requires_grad_() for name, p in net.named_parameters()}
    buffers = {name: b.double() if b.is_floating_point() else b for name, b in net.named_buffers()}
    with as_it_was(net), torch.enable_grad(), _without_batch_norm(net):
        net.eval()  # one sample has no batch statistics
        output = outputs_of(lambda ones: functional_call(net, positive | buffers, (ones,)), x)
        names = {id(p): name for name, p in net.named_parameters()}
        weights = [positive[names[id(layer.weight)]] for layer in weighted_layers(net)]
        gradients = torch.autograd.grad(output.sum(), weights, materialize_grads=True)
    flows = [w.detach() * g for w, g in zip(weights, gradients, strict=True)]
    dead = not any(bool(flow.any()) for flow in flows)
    return flows, "dead: nothing flows from input to output" if dead else ""


@contextmanager
def _without_batch_norm(net: nn.Module) -> Iterator[None]:
    norms = [m for m in net.modules() if isinstance(m, _BatchNorm)]
    handles = [norm.register_forward_hook(lambda _, inputs, output: inputs[0]) for norm in norms]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@metric(
    "synflow",
    reads=synaptic_flow,
    needs={"weights", "gradients"},
    source="Tanaka et al., SynFlow, NeurIPS 2020, Equation 2; summed as in Abdelfattah et al., ICLR 2021",
)
def synflow(flows: list[torch.Tensor]) -> float:
    """Add up what flows through every weight: the sum of |W * dR/dW|, R the output of an all-positive network.

    With positive weights and an input of ones nothing cancels: R is a sum over all paths, of the product of the
    weights on the path, and a layer's sum is R again. So it counts paths and layers, and grows exponentially with
    depth: compare its ranks or its logarithm. It needs no image, and so can't see what the data is.
    """
    return sum(float(flow.abs().sum()) for flow in flows)
