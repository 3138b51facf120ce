import numpy as np
import pytest
import torch
from metrics.tiny_networks import images, score, small_net
from torch import nn


def through(x):
    """A convolution that puts out what comes in."""
    net = nn.Sequential(nn.Conv2d(2, 2, 1, bias=False), nn.Flatten()).double()
    with torch.no_grad():
        net[0].weight.copy_(torch.eye(2)[:, :, None, None])
    return score(net, torch.tensor(x, dtype=torch.float64)[None, :, None], None, "meco")


def test_closed_forms():
    assert through([[1, -1, 1, -1], [1, 1, -1, -1]]) == pytest.approx(1)  # no correlation
    assert through([[1, 0, -1], [1, -1, 0]]) == pytest.approx(1 - 0.5)  # correlation 1/2
    assert through([[1, 0, -1], [2, 0, -2]]) == pytest.approx(0)  # the same twice
    assert through([[1, 0, -1], [5, 5, 5]]) == 0  # a channel that is constant
    assert through([[1, -1], [1, 1]]) == 0  # no more positions than channels


def test_by_the_slow_reference():
    net, x = small_net(), images(4, size=9)
    first = net[0](x)
    second = net[3](net[2](net[1](first)))
    expected = 0.0
    for a in (first, second):
        expected += min(np.linalg.eigvals(np.corrcoef(a[0].detach().flatten(1).numpy())).real)
    assert expected > 0.1
    assert score(small_net(), x, None, "meco") == pytest.approx(expected, rel=1e-9)


def test_only_convolutions_are_layers_and_each_run_counts():
    """The authors' code hears every module, so there a wrapping adds a term: the module's docstring says so."""
    x = images(4, size=9)
    bare = small_net()
    assert score(nn.Sequential(nn.Sequential(bare)), x, None, "meco") == score(bare, x, None, "meco")

    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(2, 2, 1, bias=False).double()
            with torch.no_grad():
                self.conv.weight.copy_(torch.eye(2)[:, :, None, None])

        def forward(self, x):
            return self.conv(self.conv(x)).flatten(1)

    signs = torch.tensor([[1.0, -1, 1, -1], [1, 1, -1, -1]], dtype=torch.float64)[None, :, None]
    assert score(Twice(), signs, None, "meco") == pytest.approx(2)
