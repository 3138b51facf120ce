"""The network that NAS-Bench-201 trained: three stages of cells with a residual block between them.

Dong and Yang, "NAS-Bench-201", ICLR 2020, Section 2.1 and Figure 1. The same modules in the same order as the
benchmark's own, so that parameter counts agree to the last digit. Read in lesson 04.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from swap_teach.undrawn import Undrawn

if TYPE_CHECKING:
    from swap_teach.spaces.nb201 import Genotype

Spare = defaultdict[tuple[str, int], list[nn.Module]]
"""Operations out of use, by name and channels."""


class Zero(nn.Module):
    """The operation `none`: zeros of the input's shape (by a product, so that gradients exist and are zero)."""

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, C, H, W) in and out."""
        return x * 0.0


class ReLUConvBN(nn.Module):
    """ReLU, convolution without bias, batch normalisation: in this order, so a unit is seen before the weights."""

    def __init__(self, c_in: int, c_out: int, kernel: int, stride: int = 1):
        super().__init__()
        self.relu = nn.ReLU()
        self.conv = nn.Conv2d(c_in, c_out, kernel, stride, padding=kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(c_out)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, c_in, H, W) to (N, c_out, H / stride, W / stride)."""
        out: Tensor = self.norm(self.conv(self.relu(x)))
        return out


def make_operation(name: str, channels: int) -> nn.Module:
    """Build the module on one edge of a cell."""
    if name == "none":
        return Zero()
    if name == "skip_connect":
        return nn.Identity()
    if name == "nor_conv_1x1":
        return ReLUConvBN(channels, channels, kernel=1)
    if name == "nor_conv_3x3":
        return ReLUConvBN(channels, channels, kernel=3)
    if name == "avg_pool_3x3":
        return nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
    raise ValueError(f"No NAS-Bench-201 operation is called {name!r}.")


class Cell(nn.Module):
    """Four nodes; node 0 is the input, each later node the sum of its edges, node 3 the output."""

    def __init__(self, edges: Iterable[tuple[int, int, str]], channels: int):
        super().__init__()
        self.channels = channels
        self.operations = {f"{i}->{j}": op for i, j, op in edges}
        self.edges = nn.ModuleDict({edge: make_operation(op, channels) for edge, op in self.operations.items()})

    def rewire(self, edges: Iterable[tuple[int, int, str]], spare: Spare) -> None:
        """Become the cell of these edges: operations go to `spare` and come from there; one that lacks is made."""
        for edge, op in self.operations.items():
            spare[op, self.channels].append(self.edges[edge])
        self.operations = {f"{i}->{j}": op for i, j, op in edges}
        for edge, op in self.operations.items():
            idle = spare[op, self.channels]
            self.edges[edge] = idle.pop() if idle else make_operation(op, self.channels)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, channels, H, W) in and out."""
        nodes = [x]
        for j in range(1, 4):
            total = self.edges[f"0->{j}"](nodes[0])
            for i in range(1, j):
                total = total + self.edges[f"{i}->{j}"](nodes[i])
            nodes.append(total)
        return nodes[3]


class ResidualBlock(nn.Module):
    """Halve the image and double the channels; the shortcut is the one convolution without batch norm."""

    def __init__(self, c_in: int, c_out: int):
        super().__init__()
        self.conv_a = ReLUConvBN(c_in, c_out, kernel=3, stride=2)
        self.conv_b = ReLUConvBN(c_out, c_out, kernel=3)
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(c_in, c_out, 1, bias=False))

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, c_in, H, W) to (N, c_out, H / 2, W / 2)."""
        out: Tensor = self.shortcut(x) + self.conv_b(self.conv_a(x))
        return out


class Network(nn.Module):
    """Stem, three stages of `depth` cells with C, 2C and 4C channels, global mean, linear classifier."""

    def __init__(self, edges: Iterable[tuple[int, int, str]], channels: int, depth: int, num_classes: int):
        super().__init__()
        edges, c = list(edges), channels
        self.stem = nn.Sequential(nn.Conv2d(3, c, 3, padding=1, bias=False), nn.BatchNorm2d(c))
        self.cells = nn.Sequential(
            *(Cell(edges, c) for _ in range(depth)),
            ResidualBlock(c, 2 * c),
            *(Cell(edges, 2 * c) for _ in range(depth)),
            ResidualBlock(2 * c, 4 * c),
            *(Cell(edges, 4 * c) for _ in range(depth)),
        )
        self.last = nn.Sequential(nn.BatchNorm2d(4 * c), nn.ReLU())
        self.classifier = nn.Linear(4 * c, num_classes)
        self._spare: Spare = defaultdict(list)

    def rewire(self, genotype: Genotype) -> None:
        """Become another cell's network, for a fraction of the time of making one. Its weights must be drawn next."""
        with Undrawn():
            for cell in self.cells:
                if isinstance(cell, Cell):
                    cell.rewire(genotype.edges, self._spare)

    def forward(self, x: Tensor) -> Tensor:
        """Images (N, 3, H, W), H and W multiples of 4, to logits (N, num_classes)."""
        features = self.last(self.cells(self.stem(x)))
        logits: Tensor = self.classifier(torch.mean(features, dim=(2, 3)))
        return logits
