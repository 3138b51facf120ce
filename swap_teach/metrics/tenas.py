"""TE-NAS: how well conditioned training is, and how many linear regions the cell has; two numbers, ranked apart.

`rank_sums.tenas` joins them within a set of architectures.
"""

from __future__ import annotations

import copy
import inspect
import math

import numpy as np
import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from swap_teach.initialisation import initialise, weight_generator
from swap_teach.listening import run
from swap_teach.metrics.passes import Batch, cells_of, differentiable, note_if_dead, outputs_of
from swap_teach.metrics.registry import Reading, metric

NTK_SAMPLES = 16
REGION_SAMPLES = 3000


def output_backwards(net: nn.Module, batch: Batch) -> tuple[torch.Tensor, str]:
    """Return the kernel K of the first 16 samples: K_ij = g_i . g_j, one backward for each sample.

    g_i is the gradient of sample i's summed outputs in every parameter named "weight", batch norm's too. The
    samples run as one batch, so that in train mode they share their statistics.
    """
    with differentiable(net, batch) as x:
        weights = [p for name, p in net.named_parameters() if "weight" in name and "auxiliary" not in name]
        output = outputs_of(net, x[:NTK_SAMPLES])
        rows = [
            torch.autograd.grad(answer.sum(), weights, retain_graph=True, materialize_grads=True) for answer in output
        ]
    kernel = torch.zeros(len(rows), len(rows), dtype=torch.float64, device=x.device)
    for of_weight in zip(*rows, strict=True):
        g = torch.stack(of_weight).flatten(1).double()
        kernel += g @ g.T
    return kernel, note_if_dead(output)


@metric(
    "tenas_ntk",
    reads=output_backwards,
    needs={"weights", "images", "gradients"},
    direction="smaller is better",
    source="Chen, Gong and Wang, TE-NAS, ICLR 2021, Section 3.1.1",
    aliases=("ntk",),
)
def tenas_ntk(kernel: torch.Tensor) -> Reading:
    """Divide the largest by the smallest eigenvalue of the neural tangent kernel, on 16 samples.

    The kernel says how a step of training on one image moves the answer to another. Its eigenvalues are the speeds
    at which different patterns of labels are learnt: where the ratio is large, some are learnt last. A ratio of
    two extremes of a random matrix, it varies much with the draw of weights and images.
    """
    if not bool(kernel.isfinite().all()):
        return math.nan, "gradients overflow"
    v = torch.linalg.eigvalsh(kernel)
    if float(v[0]) <= float(v[-1]) * len(v) * torch.finfo(v.dtype).eps:
        return math.inf, "the kernel is singular: some samples' gradients depend on each other"
    return float(v[-1] / v[0])


def thin_patterns(net: nn.Module, batch: Batch) -> tuple[np.ndarray, str]:
    """Return the bit matrix, 3,000 x V, of a thin copy of the network's first cell on 3x3 Gaussian images.

    Thin: each layer's channels are divided by those of the narrowest, so that a plain cell has one. Its weights
    are drawn from N(0, 1); batch norm is in train mode, so their scale makes no difference.
    """
    cell = copy.deepcopy(cells_of(net, "tenas_regions")[0])
    convolutions = [m for m in cell.modules() if isinstance(m, nn.Conv2d)]
    if not convolutions:
        return np.zeros((REGION_SAMPLES, 0), bool), ""
    narrowest = min(c.out_channels for c in convolutions)
    _make_thin(cell, narrowest)
    generator = weight_generator(batch.seed, "tenas_regions")
    initialise(cell, "normal", generator)
    x = torch.randn(REGION_SAMPLES, convolutions[0].in_channels, 3, 3, generator=generator)
    x = x.to(convolutions[0].weight)
    inputs = len(inspect.signature(cell.forward).parameters)  # a DARTS cell has two: it sees the same twice
    heard: list[np.ndarray] = []
    run(cell, x, lambda y, _: heard.append((y > 0).flatten(1).cpu().numpy()), forward=lambda c, x: c(*[x] * inputs))
    return np.concatenate(heard, axis=1), ""


def _make_thin(cell: nn.Module, narrowest: int) -> None:
    """Divide the channels of every convolution and batch norm by those of the narrowest, rounded down."""

    def thin(channels: int) -> int:
        return max(1, channels // narrowest)

    for module in cell.modules():
        if isinstance(module, nn.Conv2d):
            module.in_channels, module.out_channels = thin(module.in_channels), thin(module.out_channels)
            module.groups = thin(module.groups)
            _cut(module, "weight", module.out_channels, module.in_channels // module.groups)
            _cut(module, "bias", module.out_channels)
        elif isinstance(module, _BatchNorm):
            module.num_features = thin(module.num_features)
            for name in ("weight", "bias", "running_mean", "running_var"):
                _cut(module, name, module.num_features)


def _cut(module: nn.Module, name: str, *sizes: int) -> None:
    """Keep the first entries of a module's parameter or buffer in each dimension, if it has one of this name."""
    tensor = getattr(module, name)
    if tensor is not None:
        kept = tensor.detach()[tuple(slice(size) for size in sizes)].clone()
        setattr(module, name, nn.Parameter(kept) if isinstance(tensor, nn.Parameter) else kept)


@metric(
    "tenas_regions",
    reads=thin_patterns,
    needs={"own weights"},
    source="Chen, Gong and Wang, TE-NAS, ICLR 2021, Section 3.1.2",
    aliases=("linear_regions",),
)
def tenas_regions(bits: np.ndarray) -> Reading:
    """Count the linear regions that 3,000 random points fall into, in a one-channel copy of the cell.

    A region is one row of the bit matrix: points that switch the same units on. At full size every point has a
    region of its own, and the count says nothing; so the cell is made thin and its input tiny. Noted as saturated
    from 95 % of the points. It sees the cell alone: the stem, the depth and the classifier make no difference.

    The authors feed 3x3 crops of real images, one random channel of each. Here the points are Gaussian, and only the
    first cell is looked at.
    """
    regions = len({row.tobytes() for row in np.packbits(bits, axis=1)})
    if regions >= 0.95 * len(bits):
        return regions, f"saturated: {regions} of at most {len(bits)}"
    return regions, "" if bits.shape[1] else "one linear region: the cell has no ReLU"
