import math

import pytest
import torch
from metrics.tiny_networks import images, labels, score, small_net, two_class, weighted
from torch import nn
from torch.func import functional_call


def test_a_closed_form():
    """Logits (0, ln 3) at x = 2, class 0: p = (1/4, 3/4).

    g = x (p - y) = (-3/2, 3/2); H = x^2 p1 p2 [[1, -1], [-1, 1]], so Hg = 3/4 * (-3, 3) = (-9/4, 9/4).
    """
    net = two_class([0, math.log(3) / 2])
    found = score(net, torch.tensor([[2.0]], dtype=torch.float64), [0], "grasp")
    assert found == pytest.approx(-math.log(3) / 2 * 9 / 4)


def test_by_the_whole_hessian():
    net, x, y = small_net(), images(), labels()
    weights = [layer.weight for layer in weighted(net)]
    names = [name for name, p in net.named_parameters() if any(p is w for w in weights)]
    sizes = [w.numel() for w in weights]

    def loss(flat):
        parts = flat.split(sizes)
        tensors = {n: part.view_as(w) for n, part, w in zip(names, parts, weights, strict=True)}
        return nn.functional.cross_entropy(functional_call(net, tensors, (x,)), y)

    flat = torch.cat([w.detach().ravel() for w in weights])
    hessian = torch.autograd.functional.hessian(loss, flat)
    gradient = torch.autograd.functional.jacobian(loss, flat)
    assert score(small_net(), x, y, "grasp") == pytest.approx(float(-(flat * (hessian @ gradient)).sum()), rel=1e-9)


def test_behind_a_batch_norm_it_is_the_sum_of_squared_gradients():
    """Where scaling W does nothing, W . g = 0 for all W; differentiated in W, that is H W = -g, so -W.(Hg) = |g|^2."""
    net = nn.Sequential(nn.Conv2d(3, 3, 3, bias=False), nn.BatchNorm2d(3, eps=1e-30), nn.ReLU(), nn.Flatten()).double()
    y = torch.tensor([0, 20, 40, 3, 7, 30])
    found = score(net, images(), y, "grasp")
    nn.functional.cross_entropy(net(images()), y).backward()
    assert found == pytest.approx(float((net[0].weight.grad ** 2).sum()), rel=1e-9)
