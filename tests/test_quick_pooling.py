"""Every quick pool is PyTorch's own, to the last bit: NumPy-free, against the function it stands for."""

import itertools

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from swap_teach.listening import capture
from swap_teach.quick_pooling import call


def images(*shape, dtype=torch.float32):
    """Draw values of all sizes, many of them 0 or -0."""
    generator = torch.Generator().manual_seed(sum(shape))
    values = torch.randn(shape, generator=generator) * 10 ** torch.randn(shape, generator=generator)
    return (values * (torch.rand(shape, generator=generator) > 0.6)).to(dtype)


def same(ours, theirs):
    return torch.equal(ours, theirs) and torch.equal(ours.signbit(), theirs.signbit()) and ours.is_contiguous()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
@pytest.mark.parametrize("size", [(16, 16), (32, 32), (17, 40), (1, 300), (8, 8), (7, 9)])
def test_the_pool_of_the_cells(dtype, size):
    for samples, channels in itertools.product([1, 5, 16], [1, 16, 33]):
        x = images(samples, channels, *size, dtype=dtype)
        how = (3, 1, 1, False, False, None)
        assert same(call(F.avg_pool2d, (x, *how), {}), F.avg_pool2d(x, *how))
        assert same(call(F.max_pool2d, (x, 3, 1, 1), {}), F.max_pool2d(x, 3, 1, 1))


@pytest.mark.parametrize(("kernel", "stride", "padding"), [(2, 2, 0), (2, None, 0), (3, 2, 1), (5, 3, 2), (3, 1, 0)])
@pytest.mark.parametrize("ceil", [True, False])
def test_other_windows(kernel, stride, padding, ceil):
    x = images(3, 20, 17, 12)
    for with_padding in (True, False):
        options = {"padding": padding, "ceil_mode": ceil, "count_include_pad": with_padding}
        assert same(call(F.avg_pool2d, (x, kernel, stride), options), F.avg_pool2d(x, kernel, stride, **options))
    options = {"padding": padding, "ceil_mode": ceil}
    assert same(call(F.max_pool2d, (x, kernel, stride), options), F.max_pool2d(x, kernel, stride, **options))


def test_what_is_not_finite_comes_through():
    x = images(2, 4, 32, 32)
    x[0, 1, 5, 5], x[1, 2, 0, 0] = torch.nan, torch.inf
    how = (3, 1, 1, False, False, None)
    assert torch.allclose(call(F.avg_pool2d, (x, *how), {}), F.avg_pool2d(x, *how), rtol=0, atol=0, equal_nan=True)


def test_all_else_is_left_alone():
    x = images(2, 4, 8, 8)
    last = x.contiguous(memory_format=torch.channels_last)
    assert call(F.avg_pool2d, (last, 3), {}).is_contiguous(memory_format=torch.channels_last)
    assert call(F.avg_pool2d, (x[0], 3), {}).shape == (4, 2, 2)
    assert call(torch.add, (x, 1), {"alpha": 2}).equal(x + 2)
    with pytest.raises(RuntimeError, match="pad should be at most half"):
        call(F.avg_pool2d, (x, 2, 1, 2), {})


def test_a_network_that_is_listened_to_says_the_same():
    net = nn.Sequential(nn.AvgPool2d(3, 1, 1, count_include_pad=False), nn.MaxPool2d(3, 2, 1), nn.ReLU())
    x = images(4, 6, 32, 32)
    assert torch.equal(capture(net, x)[0].values, net(x))
