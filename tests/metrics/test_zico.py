import math

import numpy as np
import pytest
import torch
from metrics.tiny_networks import images, labels, note, score, small_net, two_class, weighted
from torch import nn


def numbers(*values):
    return torch.tensor(values, dtype=torch.float64)[:, None]


def test_closed_forms():
    """Logits equal, so dL/dW = (-x/2, x/2) for class 0, and the reverse for class 1."""
    net = two_class([3, 3])
    agree = score(net, numbers(2, 4), [0, 0], "zico", "zico_abs")  # (-1, 1) and (-2, 2): mean 3/2, std 1/2, twice
    assert agree == pytest.approx({"zico": math.log(6), "zico_abs": math.log(6)})
    flip = score(net, numbers(2, 4), [0, 1], "zico", "zico_abs")  # (-1, 1) and (2, -2): std 3/2
    assert flip == pytest.approx({"zico": math.log(2), "zico_abs": math.log(6)})


def test_gradients_that_do_not_differ_are_left_out():
    net = two_class([3, 3])
    assert math.isnan(score(net, numbers(2, 2), [0, 0], "zico"))
    assert note(net, numbers(2, 2), [0, 0], "zico").endswith("no weight's gradient differs between the two halves")


def test_by_the_slow_reference():
    net, x, y = small_net(), images(), labels()
    gradients = []
    for part in (slice(0, 3), slice(3, 6)):
        net.zero_grad()
        nn.functional.cross_entropy(net(x[part]), y[part]).backward()
        gradients.append([layer.weight.grad.numpy().copy().ravel() for layer in weighted(net)])
    for name, spread in (("zico", np.asarray), ("zico_abs", np.abs)):
        expected = 0.0
        for a, b in zip(*gradients, strict=True):
            ratios = []
            for i in range(len(a)):
                deviation = np.std(spread([a[i], b[i]]))
                if deviation > 0:
                    ratios.append((abs(a[i]) + abs(b[i])) / 2 / deviation)
            expected += math.log(sum(ratios))
        assert score(small_net(), x, y, name) == pytest.approx(expected, rel=1e-9)


def test_one_sample_has_no_halves():
    with pytest.raises(ValueError, match="zico compares two halves of a batch: pass at least two samples"):
        score(small_net(), images(1), [0], "zico")
