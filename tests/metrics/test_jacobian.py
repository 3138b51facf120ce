import math

import numpy as np
import pytest
import torch
from metrics.tiny_networks import images, note, score, small_net
from torch import nn

K = 1e-5
TARGETS = [0, 1, 1, 0, 1, 2]


class Square(nn.Module):
    """Its gradient is the input itself."""

    def forward(self, x):
        return x**2 / 2


def test_closed_forms():
    """Rows that don't correlate: all eigenvalues are 1."""
    x = torch.tensor([[1.0, -1, 1, -1], [1, 1, -1, -1]], dtype=torch.float64)
    assert score(Square(), x, None, "jacov") == pytest.approx(-2 * (math.log(1 + K) + 1 / (1 + K)))
    one_class = -(2 * math.log(1 + K) + 2 * math.log(K))  # the 2 x 2 identity
    assert score(Square(), x, [7, 7], "epe_nas") == pytest.approx(one_class)
    assert score(Square(), x, [7, 8], "epe_nas") == pytest.approx(2 * math.log(1 + K))  # about 0


def jacobian_reference(net, x):
    """Each image's row: how all outputs of the whole batch, added up, move with each of its pixels."""
    whole = torch.autograd.functional.jacobian(net, x)  # S x classes x S x 3 x 6 x 6
    return whole.sum(dim=(0, 1)).flatten(1).numpy()


def correlation(a, b):
    a, b = a - a.mean(), b - b.mean()
    return sum(a * b) / math.sqrt(sum(a * a) * sum(b * b))


def test_jacov_by_the_slow_reference():
    J = jacobian_reference(small_net(), images())
    corr = np.array([[correlation(a, b) for b in J] for a in J])
    v = np.linalg.eigvals(corr).real
    expected = -sum(math.log(e + K) + 1 / (e + K) for e in v)
    assert score(small_net(), images(), None, "jacov") == pytest.approx(expected, rel=1e-9)


def test_epe_nas_by_the_slow_reference():
    J = jacobian_reference(small_net(), images())
    expected = 0.0
    for label in set(TARGETS):
        rows = [J[i] for i in range(6) if TARGETS[i] == label]
        expected += abs(sum(math.log(abs(correlation(a, b)) + K) for a in rows for b in rows))
    assert score(small_net(), images(), TARGETS, "epe_nas") == pytest.approx(expected, rel=1e-9)


def test_epe_nas_above_a_hundred_classes():
    rng = np.random.default_rng(0)
    x, y = torch.from_numpy(rng.normal(size=(204, 5))), np.arange(204) // 2
    per_class = []
    for label in range(102):
        a, b = x[2 * label].numpy(), x[2 * label + 1].numpy()
        per_class.append((2 * math.log(1 + K) + 2 * math.log(abs(correlation(a, b)) + K)) / 4)
    expected = sum(abs(a - b) for a in per_class for b in per_class) / 102
    assert score(Square(), x, y, "epe_nas") == pytest.approx(expected, rel=1e-9)


def test_a_row_without_change_is_flagged():
    x = torch.tensor([[1.0, -1, 1, -1], [1, 1, -1, -1], [2, 2, 2, 2]])
    for name in ("jacov", "epe_nas"):
        assert math.isnan(score(Square(), x, [0, 0, 0], name))
        assert note(Square(), x, [0, 0, 0], name).endswith(
            "the input gradient of sample 2 is constant and correlates with nothing"
        )
