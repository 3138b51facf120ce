import numpy as np
import pytest
import torch
from torch import nn

from swap_teach import get_space
from swap_teach.scoring import score_network


def macs(net, images):
    return score_network(net, images, metrics=["flops"])["flops"].value * 1e6


def test_macs_by_hand():
    net = nn.Sequential(
        nn.Conv2d(4, 6, 3, padding=1, groups=2),  # 6 * 8 * 8 outputs, each of 2 * 9 products
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.Conv2d(6, 6, 3, stride=2),  # 6 * 3 * 3 outputs, each of 6 * 9
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(6, 10),
    )
    assert macs(net, torch.zeros(5, 4, 8, 8)) == 6 * 64 * 18 + 6 * 9 * 54 + 60


def macs_by_hooks(net, image):
    """Count outputs times products for each convolution and linear layer that runs."""
    total = 0

    def count(module, inputs, output):
        nonlocal total
        total += output.numel() * module.weight[0].numel()

    handles = [m.register_forward_hook(count) for m in net.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    with torch.no_grad():
        net.eval()(image)
    for handle in handles:
        handle.remove()
    return total


@pytest.mark.parametrize(("name", "network"), [("nb201", "small"), ("darts", "scoring"), ("darts", "small")])
def test_macs_of_real_networks_by_an_independent_count(name, network):
    space, rng = get_space(name), np.random.default_rng(1)
    for _ in range(3):
        net = space.build(space.sample(rng), network=network)
        images = torch.zeros(2, 3, 16, 16)
        assert macs(net, images) == macs_by_hooks(net, images[:1])


def test_macs_need_one_array():
    with pytest.raises(ValueError, match="flops needs the inputs as one array or tensor, got dict"):
        macs(nn.Linear(2, 2), {"x": torch.ones(1, 2)})


def test_parameters_without_the_auxiliary_head():
    net = nn.ModuleDict({"body": nn.Linear(9, 100), "auxiliary_head": nn.Linear(9, 100)})
    assert score_network(net, torch.ones(1, 9), metrics=["params"])["params"].value == 0.001


def test_length_of_the_weights_by_hand():
    """Two layers of length 5 and 13: biases, batch norms and an auxiliary head don't count."""
    net = nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1), nn.Linear(1, 2)).double()
    net.auxiliary_head = nn.Linear(9, 9)
    with torch.no_grad():
        net[0].weight.copy_(torch.tensor([[3.0, -4.0]]))
        net[2].weight.copy_(torch.tensor([[5.0], [12.0]]))
    assert score_network(net, torch.ones(2, 2), metrics=["l2_norm"])["l2_norm"].value == pytest.approx(
        5 + 13, rel=1e-15
    )


def test_length_of_the_weights_by_the_slow_reference():
    space = get_space("nb201")
    net = space.build(space.sample(np.random.default_rng(4)), network="small").double()
    expected = 0.0
    for module in net.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            expected += sum(w * w for w in module.weight.ravel().tolist()) ** 0.5
    assert score_network(net, torch.ones(2, 3, 8, 8), metrics=["l2"])["l2_norm"].value == pytest.approx(
        expected, rel=1e-12
    )
