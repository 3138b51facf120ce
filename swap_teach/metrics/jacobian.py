"""Jacobian metrics: how differently the network answers a small change of each image, by one backward to the input."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from swap_teach.metrics.passes import Batch, differentiable, note_if_dead, outputs_of
from swap_teach.metrics.registry import Reading, metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

K = 1e-5  # both papers' constant: keeps a logarithm from zero


@dataclass(frozen=True)
class InputGradients:
    """J, the gradient of the sum of all outputs in each image, (S, pixels) in double precision; the labels, if any."""

    rows: NDArray[np.float64]
    labels: NDArray[np.int64]

    @property
    def constant(self) -> list[int]:
        """The samples whose row is constant: they correlate with nothing."""
        return [int(i) for i in np.flatnonzero(np.ptp(self.rows, axis=1) == 0)]


def input_backward(net: nn.Module, batch: Batch) -> tuple[InputGradients, str]:
    """Run the whole batch at once, and one backward of the sum of outputs to the input.

    In train mode batch norm lets each image's row see the others.
    """
    with differentiable(net, batch) as x:
        x = x.detach().clone().requires_grad_()
        output = outputs_of(net, x)
        (gradient,) = torch.autograd.grad(output.sum(), x, materialize_grads=True)
    labels = torch.as_tensor([] if batch.targets is None else batch.targets).cpu().numpy()
    return InputGradients(gradient.flatten(1).double().cpu().numpy(), labels), note_if_dead(output)


@metric(
    "jacov",
    reads=input_backward,
    needs={"weights", "images", "gradients"},
    source="Mellor et al., Neural Architecture Search without Training, first version (2020), Section 3",
    aliases=("jacob_cov",),
)
def jacov(gradients: InputGradients) -> Reading:
    """Reward input gradients that don't correlate: -sum(log(v + k) + 1 / (v + k)), v the eigenvalues of corr(J).

    Best when J's rows are uncorrelated, all v = 1: then each image is treated in its own way. The sum is ruled by
    the smallest eigenvalue, where 1 / (v + k) explodes: two images treated alike are enough. Blind to labels,
    and to how large the gradients are.
    """
    if gradients.constant:
        return math.nan, f"the input gradient of sample {gradients.constant[0]} is constant and correlates with nothing"
    v = np.linalg.eigvalsh(np.corrcoef(gradients.rows))
    return float(-np.sum(np.log(v + K) + 1 / (v + K)))


@metric(
    "epe_nas",
    reads=input_backward,
    needs={"weights", "images", "labels", "gradients"},
    source="Lopes, Alirezazadeh and Alexandre, EPE-NAS, ICANN 2021, Equations 4 and 5",
    aliases=("epe",),
)
def epe_nas(gradients: InputGradients) -> Reading:
    """Compare input gradients within each class: s = sum of log(|corr| + k) over a class, then the sum of |s|.

    Large when images of one class are treated differently: jacov's idea, class by class, without eigenvalues.
    A class with one image counts about 0, so it needs several images a class: poor where the batch has
    few for the classes there are. Above 100 classes each s is divided by the number of entries of its matrix, and
    |s_a - s_b| is summed over ordered pairs and divided by the number of classes.
    """
    if gradients.constant:
        return math.nan, f"the input gradient of sample {gradients.constant[0]} is constant and correlates with nothing"
    of_class = [gradients.rows[gradients.labels == label] for label in np.unique(gradients.labels)]
    correlations = [np.atleast_2d(np.corrcoef(rows)) for rows in of_class]
    sums = np.array([np.log(np.abs(corr) + K).sum() for corr in correlations])
    if len(sums) <= 100:
        return float(np.abs(sums).sum())
    means = sums / [corr.size for corr in correlations]
    return float(np.abs(means[:, None] - means).sum() / len(means))
