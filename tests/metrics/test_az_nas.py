import math

import numpy as np
import pytest
import torch
from metrics.tiny_networks import note, score, seeded
from torch import nn

from swap_teach import get_space
from swap_teach.initialisation import weight_generator

NAMES = ("az_expressivity", "az_progressivity", "az_trainability")


class Cells(nn.Module):
    def __init__(self, *cells):
        super().__init__()
        self.cells = nn.Sequential(*cells)

    def forward(self, x):
        return self.cells(x).flatten(1)


class Times(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return self.factor * x


def test_closed_forms():
    """Two channels that don't correlate: entropy log 2. A cell that doubles gradients: 2 - 2 - 1/2."""
    signs = torch.tensor([[1.0, 1], [1, -1], [-1, 1], [-1, -1]], dtype=torch.float64)[:, :, None, None]
    assert score(Cells(Times(1), Times(1), Times(2)), signs, None, "az_expressivity") == pytest.approx(3 * math.log(2))
    assert score(Cells(Times(1), Times(1), Times(2)), signs, None, "az_progressivity") == pytest.approx(0)
    one_channel = signs[:, :1]
    assert score(Cells(Times(1), Times(1), Times(2)), one_channel, None, "az_trainability") == pytest.approx(-0.25)
    assert score(Cells(Times(1), Times(1)), one_channel, None, "az_trainability") == 0


def test_by_the_slow_reference():
    space = get_space("nb201")
    genotype = space.parse("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|")
    net = space.build(genotype, network="small", generator=seeded(0)).double()
    x = torch.randn(4, 3, 8, 8, generator=seeded(1), dtype=torch.float64)
    generator, features, entropies, terms = weight_generator(0, "az_nas"), [net.stem(x)], [], []
    for cell in net.cells:
        features.append(cell(features[-1].detach().requires_grad_()))
        # principal components by singular values of the centred data, one row a sample and position
        data = features[-1].detach().permute(0, 2, 3, 1).reshape(-1, features[-1].shape[1]).numpy()
        variances = np.linalg.svd(data - data.mean(axis=0), compute_uv=False) ** 2
        shares = [v / variances.sum() for v in variances]
        entropies.append(-sum(p * math.log(p) for p in shares if p > 1e-30))
    for before, cell in zip(features[1:-1], list(net.cells)[1:], strict=True):
        before = before.detach().requires_grad_()
        after = cell(before)
        v = torch.randint(0, 2, after.shape, generator=generator).double() * 2 - 1
        after.backward(v)
        r = before.shape[2] // after.shape[2]
        J = np.zeros((before.shape[1] * r * r, after.shape[1]))
        for s in range(4):
            for i in range(after.shape[2]):
                for j in range(after.shape[3]):
                    patch = before.grad[s, :, r * i : r * i + r, r * j : r * j + r].reshape(-1)
                    J += np.outer(patch, v[s, :, i, j])
        sigma = np.linalg.svd(J / (4 * after.shape[2] * after.shape[3]), compute_uv=False)[0]
        terms.append(2 - sigma - 1 / sigma)
    expected = {
        "az_expressivity": sum(entropies),
        "az_progressivity": min(np.diff(entropies)),
        "az_trainability": sum(terms) / len(terms),
    }
    assert score(net, x, None, *NAMES) == pytest.approx(expected, rel=1e-9)


def test_what_one_cell_cannot_say():
    x = torch.randn(4, 2, 3, 3)
    for name in ("az_progressivity", "az_trainability"):
        assert math.isnan(score(Cells(Times(1)), x, None, name))
        assert "needs at least two cells" in note(Cells(Times(1)), x, None, name)


def test_a_cell_that_lets_no_gradient_through_is_named():
    x = torch.randn(4, 2, 3, 3)
    assert note(Cells(Times(1), Times(0), Times(1)), x, None, "az_trainability").endswith(
        "no gradient passes cell 2 of 3"
    )


def test_a_cell_that_hands_on_what_it_gets_is_taken_as_the_best():
    """The authors' code gives it minus infinity: a difference that the module's docstring names."""
    x = torch.randn(4, 1, 3, 3, generator=seeded(0), dtype=torch.float64)
    idle, busy = Cells(Times(1), Times(1)), Cells(Times(1), Times(1.5))
    assert score(idle, x, None, "az_trainability") == 0 > score(busy, x, None, "az_trainability")


def test_the_stem_is_no_cell():
    """The authors' list of features begins with the stem's: here another stem changes the first cell's input alone."""
    x = torch.randn(4, 2, 3, 3, generator=seeded(0), dtype=torch.float64)

    class WithStem(Cells):
        def forward(self, x):
            return super().forward(2 * x)

    for name in NAMES:
        cells = (Times(1), Times(2), Times(1))
        assert score(WithStem(*cells), x, None, name) == pytest.approx(score(Cells(*cells), x, None, name))
