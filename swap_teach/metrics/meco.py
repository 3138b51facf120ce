"""MeCo: do the channels of a layer say different things, by one forward.

Held line by line against the authors' public code (HamsterMimi/MeCo). The same: the Pearson correlations between the
channels of the batch's first image, what isn't a number taken as 0, the smallest eigenvalue, the sum over layers; any
initialisation, train mode. Three things differ:

- They listen to every module: batch norms, activations, pools, whole cells and the network too, each adding a term, so
  that a value depends on how the code is cut into modules. Here each convolution counts, once for each time it runs.
- For rank correlations they feed one image of Gaussian noise, 64 x 64 pixels, whatever the task's size; in train mode
  batch norm then has one image to average over. Here the images are those of the call.
- Their float32 eigenvalue of a layer with no more positions than channels is rounding about 0; here it is 0.

MeCo_opt, which draws a few channels of each layer, is not here.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from swap_teach.metrics.passes import Batch, differentiable, note_if_dead, outputs_of
from swap_teach.metrics.registry import metric


def hear_channels(net: nn.Module, batch: Batch) -> tuple[list[float], str]:
    """Return, for each convolution that runs, the smallest eigenvalue of its channels' correlation matrix."""
    smallest: list[float] = []

    def keep(module: nn.Module, inputs: Any, output: torch.Tensor) -> None:
        smallest.append(smallest_eigenvalue(output[0]))

    handles = [m.register_forward_hook(keep) for m in net.modules() if isinstance(m, nn.Conv2d)]
    try:
        with differentiable(net, batch) as x, torch.no_grad():
            output = outputs_of(net, x)
    finally:
        for handle in handles:
            handle.remove()
    return smallest, note_if_dead(output)


def smallest_eigenvalue(features: torch.Tensor) -> float:
    """Return the smallest eigenvalue of the Pearson correlations between channels, (C, H, W).

    It is 0 when a channel is constant (its correlations, also with itself, are taken as 0), and when there are
    no more positions than channels.

    >>> smallest_eigenvalue(torch.tensor([[[1.0, 2.0, 3.0]], [[1.0, 1.0, 1.0]]]))
    0.0
    """
    channels = features.double().flatten(1)
    channels = channels - channels.mean(dim=1, keepdim=True)
    length = channels.norm(dim=1, keepdim=True)
    channels = torch.where(length > 0, channels / length, 0.0)
    if channels.shape[1] <= channels.shape[0]:
        return 0.0
    return max(0.0, float(torch.linalg.eigvalsh(channels @ channels.T)[0]))


@metric(
    "meco",
    reads=hear_channels,
    needs={"weights", "images"},
    source="Jiang, Wang and Bie, MeCo, NeurIPS 2023",
)
def meco(smallest: list[float]) -> float:
    """Add up, over convolutions, the smallest eigenvalue of the correlations between a layer's channels.

    1 for channels that don't correlate at all, 0 when one can be told from the others. Read on the batch's first
    image, but batch norm averages over all of them. Layers with no more positions than channels add 0, whatever they
    do: in a network for 32x32 images that is often its whole last stage.
    """
    return sum(smallest)
