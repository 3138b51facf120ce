import copy

import numpy as np
import pytest
import torch
from metrics.tiny_networks import images, note, score, small_net, weighted
from torch import nn

from swap_teach import get_space
from swap_teach.initialisation import initialise


def test_a_closed_form():
    """|W1| 1 = (3, 3) and |W2| (3, 3) = 9: the sum over all paths. Each of the two layers adds that 9 again."""
    net = nn.Sequential(nn.Linear(2, 2, bias=False), nn.ReLU(), nn.Linear(2, 1, bias=False))
    with torch.no_grad():
        net[0].weight.copy_(torch.tensor([[1.0, -2.0], [3.0, 0.0]]))
        net[2].weight.copy_(torch.tensor([[-1.0, 2.0]]))
    assert score(net, torch.zeros(5, 2), None, "synflow") == 18


def test_by_a_network_rewritten():
    """A copy with the batch norms taken out and the absolute values put in, and a plain backward."""
    net = copy.deepcopy(small_net())
    net[1] = net[4] = nn.Identity()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.abs_()
    net(torch.ones(1, 3, 6, 6, dtype=torch.float64)).sum().backward()
    expected = sum(float((layer.weight.detach() * layer.weight.grad).abs().sum()) for layer in weighted(net))
    assert score(small_net(), images(), None, "synflow") == pytest.approx(expected, rel=1e-12)


def test_double_precision_holds_what_float32_cannot():
    space = get_space("nb201")
    net = space.build(space.parse("|{0}~0|+|{0}~0|{0}~1|+|{0}~0|{0}~1|{0}~2|".format("nor_conv_3x3")))
    initialise(net, "normal", torch.Generator().manual_seed(0))
    value = score(net, torch.zeros(2, 3, 32, 32), None, "synflow")
    assert float(np.finfo(np.float32).max) < value < float(np.finfo(np.float64).max)


def test_an_overflow_is_flagged():
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)).double()
    nn.init.constant_(net[0].weight, 1e200)
    nn.init.constant_(net[1].weight, 1e200)
    assert note(net, torch.zeros(2, 2), None, "synflow").startswith("not finite: The output holds NaN or infinity")
