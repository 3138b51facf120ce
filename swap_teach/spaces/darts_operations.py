"""The eight operations of the DARTS space, as modules with a stride.

Liu, Simonyan and Yang, "DARTS: Differentiable Architecture Search", ICLR 2019, Section 3.1. A separable convolution
has two ReLUs, a dilated one has one, a skip of stride 2 has one; pools, `none` and a skip of stride 1 have none.
Read in lesson 04.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import pad


class Zero(nn.Module):
    """The operation `none`: zeros of the output's shape (by a product, so that gradients exist and are zero)."""

    def __init__(self, stride: int):
        super().__init__()
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, C, H, W) to (N, C, H / stride, W / stride), rounded up."""
        return x[:, :, :: self.stride, :: self.stride] * 0.0


class ReLUConvBN(nn.Sequential):
    """ReLU, 1x1 convolution, batch normalisation: brings an input of a cell to the cell's width."""

    def __init__(self, c_in: int, c_out: int):
        super().__init__(nn.ReLU(), nn.Conv2d(c_in, c_out, 1, bias=False), nn.BatchNorm2d(c_out))


class FactorizedReduce(nn.Module):
    """Halve the image without losing pixels: two strided 1x1 convolutions, one shifted by a pixel, side by side."""

    def __init__(self, c_in: int, c_out: int):
        super().__init__()
        self.relu = nn.ReLU()
        self.even = nn.Conv2d(c_in, c_out // 2, 1, stride=2, bias=False)
        self.odd = nn.Conv2d(c_in, c_out // 2, 1, stride=2, bias=False)
        self.norm = nn.BatchNorm2d(c_out)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, c_in, H, W) to (N, c_out, H / 2, W / 2), halves rounded up; c_out is even."""
        x = self.relu(x)
        shifted = pad(x, (-1, 1, -1, 1))  # zeros enter only where an odd side leaves no pixel to read
        out: Tensor = self.norm(torch.cat([self.even(x), self.odd(shifted)], dim=1))
        return out


def depthwise(channels: int, kernel: int, stride: int, dilation: int = 1) -> list[nn.Module]:
    """ReLU, one filter for each channel, 1x1 convolution that mixes channels, batch normalisation."""
    padding = dilation * (kernel // 2)
    return [
        nn.ReLU(),
        nn.Conv2d(channels, channels, kernel, stride, padding, dilation, groups=channels, bias=False),
        nn.Conv2d(channels, channels, 1, bias=False),
        nn.BatchNorm2d(channels),
    ]


def separable(channels: int, kernel: int, stride: int) -> nn.Module:
    """Two depthwise blocks in a row, the first with the stride."""
    return nn.Sequential(*depthwise(channels, kernel, stride), *depthwise(channels, kernel, 1))


def dilated(channels: int, kernel: int, stride: int) -> nn.Module:
    """One depthwise block whose filter skips every second pixel."""
    return nn.Sequential(*depthwise(channels, kernel, stride, dilation=2))


OPERATIONS: dict[str, Callable[[int, int], nn.Module]] = {
    "none": lambda channels, stride: Zero(stride),
    "max_pool_3x3": lambda channels, stride: nn.MaxPool2d(3, stride, padding=1),
    "avg_pool_3x3": lambda channels, stride: nn.AvgPool2d(3, stride, padding=1, count_include_pad=False),
    "skip_connect": lambda channels, stride: nn.Identity() if stride == 1 else FactorizedReduce(channels, channels),
    "sep_conv_3x3": lambda channels, stride: separable(channels, 3, stride),
    "sep_conv_5x5": lambda channels, stride: separable(channels, 5, stride),
    "dil_conv_3x3": lambda channels, stride: dilated(channels, 3, stride),
    "dil_conv_5x5": lambda channels, stride: dilated(channels, 5, stride),
}
