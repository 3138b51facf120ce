import numpy as np
import pytest
import torch
from torch import nn

from swap_teach import capture, get_space
from swap_teach.reference import count_patterns_reference
from swap_teach.scoring import score_network


@pytest.mark.parametrize("samples", [3, 16, 40])
def test_swap_and_units_by_the_slow_reference(samples):
    space, rng = get_space("darts"), np.random.default_rng(samples)
    net, images = space.build(space.sample(rng)), torch.randn(samples, 3, 8, 8)
    bits = np.concatenate([heard.bits for heard in capture(net, images)], axis=1)
    scores = score_network(net, images, metrics=["swap", "units", "pattern_share"])
    assert scores["swap"].value == count_patterns_reference(bits)
    assert scores["units"].value == bits.shape[1]
    shares = [count_patterns_reference(heard.bits) / heard.bits.shape[1] for heard in capture(net, images)]
    assert scores["pattern_share"].value == pytest.approx(np.mean(shares), rel=1e-12)


def test_a_closed_form():
    """Slopes 1, 2 and -1 through the origin: on x = 1 and x = -1 the first two units agree."""
    net = nn.Sequential(nn.Linear(1, 3, bias=False), nn.ReLU())
    with torch.no_grad():
        net[0].weight.copy_(torch.tensor([[1.0], [2.0], [-1.0]]))
    scores = score_network(net, torch.tensor([[1.0], [-1.0]]), metrics=["swap", "units", "pattern_share"])
    assert (scores["swap"].value, scores["units"].value) == (2, 3)
    assert scores["pattern_share"].value == pytest.approx(2 / 3)
    assert scores["swap"].note == ""  # 2 of at most 3


def test_saturation_is_noted():
    net = nn.Sequential(nn.Linear(1, 50), nn.ReLU())
    score = score_network(net, torch.tensor([[0.5], [-3.0]]), metrics=["swap"])["swap"]
    assert (score.value, score.note) == (4, "saturated: 4 of at most 4")
