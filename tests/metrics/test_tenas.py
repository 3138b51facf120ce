import math

import numpy as np
import pytest
import torch
from metrics.tiny_networks import images, note, score, small_net
from torch import nn

from swap_teach import get_space
from swap_teach.initialisation import initialise, weight_generator
from swap_teach.spaces.nb201_network import Cell


def test_the_condition_number_in_closed_form():
    """One output w.x: the gradients are the inputs, so the kernel is diag(1, 4)."""
    net = nn.Linear(2, 1).double()
    assert score(net, torch.tensor([[1.0, 0], [0, 2]], dtype=torch.float64), None, "tenas_ntk") == pytest.approx(4)


def test_the_condition_number_by_the_slow_reference():
    """Sixteen samples of twenty, batch norm's weights among the parameters, biases not."""
    net, x = small_net(), images(20)
    gradients = []
    for i in range(16):
        net.zero_grad()
        net(x[:16])[i].sum().backward()
        gradients.append(np.concatenate([p.grad.ravel() for n, p in net.named_parameters() if n.endswith("weight")]))
    kernel = np.array([[sum(a * b) for b in gradients] for a in gradients])
    v = np.sort(np.linalg.eigvals(kernel).real)
    assert score(small_net(), x, None, "tenas_ntk") == pytest.approx(v[-1] / v[0], rel=1e-6)  # itself a ratio of 1e7


def test_two_equal_images_are_flagged():
    x = images()
    x[4] = x[1]
    assert math.isnan(score(small_net(), x, None, "tenas_ntk"))
    assert note(small_net(), x, None, "tenas_ntk").endswith("some samples' gradients depend on each other")


def nb201(cell):
    space = get_space("nb201")
    return space.build(space.parse(cell), network="small")


def test_regions_in_closed_form():
    """A convolution's ReLU sees the 3x3 image itself: a region for each of the sign patterns that were drawn."""
    net = nb201("|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|")
    generator = weight_generator(0, "tenas_regions")
    torch.randn(1, generator=generator)  # the one weight
    signs = {tuple(point > 0) for point in torch.randn(3000, 9, generator=generator).numpy()}
    assert score(net, torch.zeros(2, 3, 8, 8), None, "tenas_regions") == len(signs) <= 512


CELL = "|nor_conv_1x1~0|+|avg_pool_3x3~0|nor_conv_3x3~1|+|skip_connect~0|none~1|nor_conv_1x1~2|"


def test_regions_by_a_cell_built_thin():
    net = nb201(CELL)
    thin = Cell(get_space("nb201").parse(CELL).edges, channels=1)
    generator = weight_generator(0, "tenas_regions")
    initialise(thin, "normal", generator)
    x = torch.randn(3000, 1, 3, 3, generator=generator)
    heard = []
    for module in thin.modules():
        if isinstance(module, nn.ReLU):
            module.register_forward_hook(lambda m, i, out: heard.append((out > 0).flatten(1)))
    thin(x)
    regions = {tuple(row) for row in torch.cat(heard, dim=1).tolist()}
    assert score(net, torch.zeros(2, 3, 8, 8), None, "tenas_regions") == len(regions)
    assert 512 < len(regions) < 0.95 * 3000


def test_a_cell_without_relu_has_one_region():
    net = nb201("|skip_connect~0|+|none~0|none~1|+|avg_pool_3x3~0|none~1|none~2|")
    assert score(net, torch.zeros(2, 3, 8, 8), None, "tenas_regions") == 1
    assert note(net, torch.zeros(2, 3, 8, 8), None, "tenas_regions") == "one linear region: the cell has no ReLU"


@pytest.mark.parametrize("network", ["scoring", "small"])
def test_every_darts_cell_can_be_made_thin(network):
    space, rng = get_space("darts"), np.random.default_rng(2)
    for _ in range(5):
        net = space.build(space.sample(rng), network=network)
        found = score(net, torch.zeros(2, 3, 8, 8), None, "tenas_regions")
        assert 1 < found <= 3000
        if found >= 0.95 * 3000:
            assert note(net, torch.zeros(2, 3, 8, 8), None, "tenas_regions").startswith("saturated: ")
