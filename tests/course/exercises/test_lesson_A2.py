"""Lesson A2's solutions against the package's metrics, and against sums that are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from swap_teach import score_network
from swap_teach.course.exercises.lessonA2 import epe_score, fisher_score, zico_score

LABELS = np.array([0, 0, 0, 1, 1, 1, 2, 2])


@pytest.fixture
def net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(3 * 4 * 4, 3)).double()


@pytest.fixture
def x() -> torch.Tensor:
    return torch.randn(8, 2, 6, 6, dtype=torch.double, generator=torch.Generator().manual_seed(1))


def test_zico_is_the_package_s(net: nn.Module, x: torch.Tensor) -> None:
    weights = [net[0].weight, net[3].weight]
    y = torch.from_numpy(LABELS)
    halves = [
        torch.autograd.grad(nn.functional.cross_entropy(net(x[part]), y[part]), weights)
        for part in (slice(0, 4), slice(4, 8))
    ]
    layers = [torch.stack(pair).flatten(1).numpy() for pair in zip(*halves, strict=True)]
    assert zico_score(layers) == pytest.approx(score_network(net, x, y, ["zico"])["zico"].value)


def test_fisher_is_the_package_s(net: nn.Module, x: torch.Tensor) -> None:
    y = torch.from_numpy(LABELS)
    conv = net[0](x)
    out = net[1:](conv)
    first, last = torch.autograd.grad(nn.functional.cross_entropy(out, y), [conv, out])
    layers = [
        (conv.detach().numpy(), first.numpy(), net[0].weight[0].numel()),
        (out.detach()[..., None, None].numpy(), last[..., None, None].numpy(), net[3].weight[0].numel()),
    ]
    assert fisher_score(layers) == pytest.approx(score_network(net, x, y, ["fisher"])["fisher"].value)


def test_epe_is_the_package_s(net: nn.Module, x: torch.Tensor) -> None:
    entrance = x.clone().requires_grad_()
    rows = torch.autograd.grad(net(entrance).sum(), entrance)[0].flatten(1).numpy()
    found = score_network(net, x, torch.from_numpy(LABELS), ["epe_nas"])["epe_nas"].value
    assert epe_score(rows, LABELS) == pytest.approx(found)


def test_with_two_batches_opposite_gradients_have_ratio_one() -> None:
    g = np.array([[1.0, -2.0, 5.0], [-4.0, 3.0, -0.1]])
    assert zico_score([g, g]) == pytest.approx(2 * math.log(3))


def test_a_pull_shared_by_all_images_counts_and_uncorrelated_rows_give_the_constant() -> None:
    assert fisher_score([(np.ones((4, 1, 2, 3)), np.ones((4, 1, 2, 3)), 5)]) == 5 * 36 / 2
    rows = np.array([[1.0, -1, 1, -1], [1, 1, -1, -1]])
    assert epe_score(rows, np.array([7, 7])) == pytest.approx(-2 * math.log(1e-5), abs=1e-4)
