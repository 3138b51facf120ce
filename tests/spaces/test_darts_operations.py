import pytest
import torch
from torch import nn

from swap_teach.spaces.darts_genotype import OPERATIONS as NAMES
from swap_teach.spaces.darts_operations import OPERATIONS, FactorizedReduce

RELUS = {
    "skip_connect": (0, 1),
    "sep_conv_3x3": (2, 2),
    "sep_conv_5x5": (2, 2),
    "dil_conv_3x3": (1, 1),
    "dil_conv_5x5": (1, 1),
}


def test_every_name_has_a_module():
    assert tuple(OPERATIONS) == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", [3, 15, 32])
def test_stride_halves_the_side_rounded_up(name, side):
    x = torch.randn(2, 6, side, side)
    assert OPERATIONS[name](6, 1)(x).shape == x.shape
    assert OPERATIONS[name](6, 2)(x).shape == (2, 6, (side + 1) // 2, (side + 1) // 2)


@pytest.mark.parametrize("name", NAMES)
def test_relus_of_each_operation(name):
    for stride, expected in zip((1, 2), RELUS.get(name, (0, 0)), strict=True):
        assert sum(isinstance(m, nn.ReLU) for m in OPERATIONS[name](6, stride).modules()) == expected


def test_none_is_zero():
    assert not OPERATIONS["none"](6, 2)(torch.randn(1, 6, 4, 4)).any()


def test_average_ignores_the_padding():
    assert torch.allclose(OPERATIONS["avg_pool_3x3"](6, 2)(torch.ones(1, 6, 5, 5)), torch.ones(1))


def test_factorized_reduce_reads_even_pixels_and_odd_pixels():
    """With weights 1 and the norm off, each half of the channels shows the pixels it reads."""
    layer = FactorizedReduce(1, 2)
    layer.norm = nn.Identity()
    for conv in (layer.even, layer.odd):
        nn.init.ones_(conv.weight)
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    assert layer(x)[0].tolist() == [[[0, 2], [8, 10]], [[5, 7], [13, 15]]]


def test_a_dilated_filter_spans_twice_as_far():
    x = torch.zeros(1, 6, 9, 9)
    x[..., 4, 4] = 1
    op = OPERATIONS["dil_conv_3x3"](6, 1)
    touched = op[1](x)[0, 0] != 0
    assert touched.nonzero().unique().tolist() == [2, 4, 6]
