"""AZ-NAS: how the features of successive cells spread out, and whether gradients pass them at an even pace.

Three numbers of one forward and one backward, cell by cell; `rank_sums.az_nas` joins them, with the
multiply-accumulates as the fourth, within a set of architectures.

Written from the paper, then held line by line against the authors' public code (cvlab-yonsei/AZ-NAS, the folders NB201
and ImageNet_MBV2; it is GPL, so nothing of it is here). The same: entropy of the channels' covariance, its sum and its
smallest growth; random signs, pixel unshuffling, the largest singular value, the mean of 2 - s - 1/s; the sum of
log(rank / n) with FLOPs as the fourth. They add 1e-8 inside the logarithm and 1e-6 to s, which changes no rank. Four
things differ:

- Their list of features begins with the stem's output, ours with the first cell's: so they have one entropy and one
  scale more, and the first cell's growth counts in theirs.
- They draw weights of their own (Kaiming normal by fan-in, biases 0) and feed 64 images of Gaussian noise. Here the
  weights and images are those of the call. For their protocol pass noise: on NAS-Bench-201, CIFAR-10 images in its
  place cost the joined score some of its rank correlation, and progressivity most of it.
- A cell that hands its input on unchanged has s = 1, the best there is; their code gives such a network minus infinity.
- A cell that stops every gradient is minus infinity here, and about minus a million there; a value that isn't a number
  stays one, theirs becomes minus infinity and ranks last.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn

from swap_teach.initialisation import weight_generator
from swap_teach.metrics.passes import Batch, cells_of, differentiable, note_if_dead, outputs_of
from swap_teach.metrics.registry import Reading, metric


@dataclass(frozen=True)
class CellStatistics:
    """For each cell: the entropy of its features; for each but the first, how it scales gradients."""

    entropies: list[float]
    scales: list[float]


def through_cells(net: nn.Module, batch: Batch) -> tuple[CellStatistics, str]:
    """Run one forward and keep each cell's output, then one backward through each cell from random signs."""
    generator = weight_generator(batch.seed, "az_nas")
    features: list[torch.Tensor] = []
    handles = [
        cell.register_forward_hook(lambda _, inputs, output: features.append(output))
        for cell in cells_of(net, "AZ-NAS")
    ]
    try:
        with differentiable(net, batch) as x:
            output = outputs_of(net, x.detach().clone().requires_grad_())
            scales = [gradient_scale(f, g, generator) for f, g in pairwise(features)]
    finally:
        for handle in handles:
            handle.remove()
    return CellStatistics([entropy(f.detach()) for f in features], scales), note_if_dead(output)


def entropy(features: torch.Tensor) -> float:
    """Return the entropy of the principal components' shares of the variance; (S, C, H, W) has C channels.

    0 when one direction holds all the variance, log C when all hold as much; NaN for constant features.

    >>> round(entropy(torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])), 4)
    0.6931
    """
    channels = features.double().transpose(0, 1).flatten(1)
    channels = channels - channels.mean(dim=1, keepdim=True)
    share = torch.linalg.eigvalsh(channels @ channels.T).clamp(min=0)
    share = share / share.sum()
    return float(-torch.special.xlogy(share, share).sum())


def gradient_scale(before: torch.Tensor, after: torch.Tensor, generator: torch.Generator) -> float:
    """Estimate the largest singular value of a cell's Jacobian, channel by channel: 1 keeps gradients' length.

    A gradient v of random signs at the output comes back as J^T v; averaged over samples and positions,
    (J^T v) v^T is J^T, since v v^T averages to the identity. Where the cell shrinks the image by r, the r x r
    input positions of one output position stand side by side as channels.
    """
    signs = torch.randint(0, 2, after.shape, generator=generator).to(after) * 2 - 1
    (back,) = torch.autograd.grad(after, before, signs, retain_graph=True, materialize_grads=True)
    if back.ndim == 4 and back.shape[-1] > signs.shape[-1]:
        back = nn.functional.pixel_unshuffle(back, back.shape[-1] // signs.shape[-1])
    v, jv = signs.double().transpose(0, 1).flatten(1), back.double().transpose(0, 1).flatten(1)
    return float(torch.linalg.matrix_norm(jv @ v.T / v.shape[1], ord=2))


@metric(
    "az_expressivity",
    reads=through_cells,
    needs={"weights", "images", "gradients"},
    source="Lee and Ham, AZ-NAS, CVPR 2024, Section 3.1",
)
def az_expressivity(cells: CellStatistics) -> Reading:
    """Add up the entropy of each cell's features: how evenly their principal components share the variance.

    A cell adds between 0 and the log of its channels. Sees features that collapse onto few directions. Blind to
    how large features are, and to what they have to do with the labels.
    """
    return sum(cells.entropies), ""


@metric(
    "az_progressivity",
    reads=through_cells,
    needs={"weights", "images", "gradients"},
    source="Lee and Ham, AZ-NAS, CVPR 2024, Section 3.1",
)
def az_progressivity(cells: CellStatistics) -> Reading:
    """Take the smallest growth of that entropy from one cell to the next: does every cell add something.

    One cell that makes the features poorer decides, wherever it stands. Depends strongly on the weights' law and on
    the images: see the head of this module.
    """
    if len(cells.entropies) < 2:
        return math.nan, "progress needs at least two cells"
    return min(after - before for before, after in pairwise(cells.entropies)), ""


@metric(
    "az_trainability",
    reads=through_cells,
    needs={"weights", "images", "gradients"},
    source="Lee and Ham, AZ-NAS, CVPR 2024, Section 3.1",
)
def az_trainability(cells: CellStatistics) -> Reading:
    """Average 2 - s - 1/s over the cells, s how much a cell scales gradients: 0 at best, when every s is 1.

    Sees gradients that explode or vanish on their way back. It needs no labels: the gradients are random signs.
    A cell that does nothing is perfect by this measure.
    """
    if not cells.scales:
        return math.nan, "trainability needs at least two cells"
    if 0 in cells.scales:
        return -math.inf, f"no gradient passes cell {cells.scales.index(0) + 2} of {len(cells.entropies)}"
    return sum(2 - s - 1 / s for s in cells.scales) / len(cells.scales), ""
