import math

import pytest
import torch
from metrics.tiny_networks import images, note, score, small_net
from torch import nn

from swap_teach.initialisation import initialise, weight_generator


def test_a_closed_form():
    """One weight w: f(x + 0.01 d) - f(x) = 0.01 w d, and no batch norm."""
    net = nn.Linear(1, 1, bias=False).double()
    generator = weight_generator(3, "zen")
    w = torch.randn(1, generator=generator)
    torch.randn(50, 1, generator=generator)
    d = torch.randn(50, 1, generator=generator)
    expected = math.log(0.01 * float(w.abs()) * float(d.abs().double().mean()))
    assert score(net, torch.zeros(50, 1, dtype=torch.float64), None, "zen", seed=3) == pytest.approx(expected, rel=1e-9)


def test_by_the_slow_reference():
    """Batch norms written out, their running variances followed by hand; features taken before the pooling."""
    net, generator = small_net(), weight_generator(0, "zen")
    initialise(net, "normal", generator)
    x = torch.randn(6, 3, 6, 6, generator=generator).double()
    other = torch.randn(6, 3, 6, 6, generator=generator).double()
    running = [torch.ones(3, dtype=torch.float64), torch.ones(2, dtype=torch.float64)]

    def normalise(a, which):
        running[which] = 0.9 * running[which] + 0.1 * a.var(dim=(0, 2, 3), correction=1)
        mean, var = a.mean(dim=(0, 2, 3), keepdim=True), a.var(dim=(0, 2, 3), correction=0, keepdim=True)
        return (a - mean) / torch.sqrt(var + 1e-5)

    def features(a):
        a = normalise(net[0](a), 0).relu()
        return normalise(net[3](a), 1).relu()

    with torch.no_grad():
        difference = features(x) - features(x + 0.01 * other)
    expected = math.log(float(sum(d.abs().sum() for d in difference)) / 6)
    expected += sum(math.log(math.sqrt(float(r.mean()))) for r in running)
    assert score(small_net(), images(), None, "zen") == pytest.approx(expected, rel=1e-9)


def test_the_networks_own_weights_statistics_and_momentum_make_no_difference():
    net = small_net(seed=8)
    net(images())
    net[1].momentum = 0.7
    assert score(net, images(), None, "zen") == score(small_net(), images(), None, "zen")


def test_features_that_do_not_move_are_flagged():
    net = nn.Sequential(nn.Linear(2, 2), nn.Threshold(1e9, 0))
    assert math.isnan(score(net, torch.zeros(4, 2), None, "zen"))
    assert note(net, torch.zeros(4, 2), None, "zen").endswith("the features don't move with the input")


def test_a_network_that_ends_in_a_map():
    """Looking whether the output is finite makes a map of booleans; that isn't the last feature map."""
    body = [nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU()]
    ends_in_a_map, pooled = nn.Sequential(*body).double(), nn.Sequential(*body, nn.AdaptiveAvgPool2d(1)).double()
    assert score(ends_in_a_map, images(), None, "zen") == pytest.approx(score(pooled, images(), None, "zen"), rel=1e-12)
