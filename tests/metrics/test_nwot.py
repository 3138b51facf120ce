import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from metrics.tiny_networks import images, note, score, small_net
from torch import nn

from swap_teach import capture
from swap_teach.metrics.nwot import agreements
from swap_teach.metrics.passes import Patterns
from swap_teach.packed import pack_positive


def test_a_closed_form():
    """Slopes 1, 2 and -1: on x = 1 and x = -1 no unit agrees, so K is 3 times the identity."""
    net = nn.Sequential(nn.Linear(1, 3, bias=False), nn.ReLU())
    with torch.no_grad():
        net[0].weight.copy_(torch.tensor([[1.0], [2.0], [-1.0]]))
    assert score(net, torch.tensor([[1.0], [-1.0]]), None, "nwot") == pytest.approx(math.log(9))


@given(
    samples=st.sampled_from([1, 2, 7, 8, 9, 16, 17, 33, 64, 65, 130]),
    units=st.lists(st.integers(1, 40), min_size=1, max_size=4),
    seed=st.integers(0, 99),
)
def test_agreements_are_counted_one_by_one(samples, units, seed):
    rng = np.random.default_rng(seed)
    layers = [rng.random((samples, n)) < rng.random() for n in units]
    patterns = Patterns([pack_positive(torch.from_numpy(bits.astype(np.float32))) for bits in layers], samples)
    bits = np.concatenate(layers, axis=1)
    expected = [[sum(a == b for a, b in zip(x, y, strict=True)) for y in bits.tolist()] for x in bits[:5].tolist()]
    assert agreements(patterns)[:5].tolist() == expected


def test_by_the_slow_reference():
    net, x = small_net(), images()
    bits = np.concatenate([heard.bits for heard in capture(net, x)], axis=1).astype(float)
    K = bits @ bits.T + (1 - bits) @ (1 - bits).T
    assert score(net, x, None, "nwot") == pytest.approx(np.linalg.slogdet(K)[1], rel=1e-12)


def test_two_equal_images_are_flagged():
    x = images()
    x[4] = x[1]
    assert math.isnan(score(small_net(), x, None, "nwot"))
    assert note(small_net(), x, None, "nwot").endswith(
        "K is singular: the images' patterns depend on each other, say two of them are one"
    )
