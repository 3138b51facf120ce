"""Metrics of size: parameters, multiply-accumulates, length of the weights. The bar every other has to clear."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from swap_teach.listening import as_it_was
from swap_teach.metrics.passes import Batch, take_as_is, weighted_layers
from swap_teach.metrics.registry import metric
from swap_teach.swap import theta


@metric("params", reads=take_as_is, unit="M", source="the usual baseline, counted as the SWAP authors do")
def params(subject: tuple[nn.Module, Batch]) -> float:
    """Count the parameters, in millions: BatchNorm's and the classifier's too, an auxiliary head's not."""
    return theta(subject[0]) / 1000


@metric(
    "flops",
    reads=take_as_is,
    needs={"forward"},
    unit="MMAC",
    source="the usual baseline, by PyTorch's flop counter",
    aliases=("macs",),
)
def flops(subject: tuple[nn.Module, Batch]) -> float:
    """Count multiply-accumulates for one sample, in millions, although the field says "FLOPs".

    Convolutions and matrix products count; additions, normalisation, activations and pooling don't. PyTorch's
    counter counts a multiply and an add each, so half is taken. One sample is really run: by shapes alone, on
    the meta device, the same forward takes several times as long.
    """
    net, batch = subject
    if not isinstance(batch.inputs, np.ndarray | torch.Tensor):
        raise ValueError(f"flops needs the inputs as one array or tensor, got {type(batch.inputs).__name__}.")
    like = next(net.parameters(), torch.empty(0))
    one = torch.zeros((1, *batch.inputs.shape[1:]), dtype=like.dtype, device=like.device)
    counter = FlopCounterMode(display=False)
    with as_it_was(net), torch.no_grad(), counter:
        net.eval()(one)  # train mode refuses one sample where BatchNorm sees one pixel
    return counter.get_total_flops() / 2e6


@metric(
    "l2_norm",
    reads=take_as_is,
    needs={"weights"},
    source="Abdelfattah et al., Zero-Cost Proxies for Lightweight NAS, ICLR 2021",
    aliases=("l2",),
)
def l2_norm(subject: tuple[nn.Module, Batch]) -> float:
    """Add up, layer by layer, the length of the weights: the sum over layers of |W|_2.

    Convolutions and linear layers, no biases, no batch norm. At initialisation it says nothing that the law of the
    weights and the layers' shapes don't: under PyTorch's law a layer of n_out outputs adds about sqrt(n_out / 3).
    So it counts layers, each by the root of its width.
    """
    return sum(float(layer.weight.detach().double().norm()) for layer in weighted_layers(subject[0]))
