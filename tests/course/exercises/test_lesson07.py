"""Lesson 07's solutions against the package's metrics, and against sums that are known."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from swap_teach import get_space, score_network
from swap_teach.course import example
from swap_teach.course.exercises.lesson07 import agreement_kernel, snip_and_plain, synflow_score


def test_the_kernel_counts_pair_by_pair() -> None:
    bits = np.random.default_rng(0).integers(0, 2, (5, 30))
    counted = [[sum(a == b for a, b in zip(one, other, strict=True)) for other in bits] for one in bits]
    assert agreement_kernel(bits).tolist() == counted


@pytest.fixture
def net() -> nn.Module:
    space = get_space("nb201")
    generator = torch.Generator().manual_seed(0)
    return space.build(space.parse(example.CELL), network="small", generator=generator).double()


def test_synflow_is_the_package_s(net: nn.Module) -> None:
    found = score_network(net, torch.zeros(2, 3, 32, 32), metrics=["synflow"])["synflow"].value
    assert synflow_score(net, (3, 32, 32)) == pytest.approx(found)


def test_of_a_chain_synflow_is_its_length_times_what_flows() -> None:
    chain = nn.Sequential(nn.Linear(2, 2, bias=False), nn.ReLU(), nn.Linear(2, 1, bias=False))
    flow = float((chain[2].weight.abs() @ chain[0].weight.abs() @ torch.ones(2)).detach())
    assert synflow_score(chain, (2,)) == pytest.approx(2 * flow)


def test_snip_and_plain_are_the_package_s(net: nn.Module) -> None:
    x = torch.randn(4, 3, 32, 32, dtype=torch.double, generator=torch.Generator().manual_seed(1))
    y = torch.arange(4)
    found = score_network(net, x, y, ["snip", "plain"])
    net.train()
    weights = [m.weight for m in net.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    gradients = torch.autograd.grad(nn.functional.cross_entropy(net(x), y), weights)
    layers = [("conv weight", w.detach().numpy(), g.numpy()) for w, g in zip(weights, gradients, strict=True)]
    assert snip_and_plain(layers) == pytest.approx((found["snip"].value, found["plain"].value))
