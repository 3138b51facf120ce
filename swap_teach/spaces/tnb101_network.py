"""The networks of TransNAS-Bench-101: a stem that quarters the image, modules of two cells each, a head for the task.

Duan et al., "TransNAS-Bench-101", CVPR 2021, Section 3 and Figure 1; strides and channels as in the benchmark's
public code. Read in lesson 08.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from swap_teach.spaces.darts_operations import FactorizedReduce
from swap_teach.spaces.nb201 import EDGES
from swap_teach.spaces.nb201_network import ReLUConvBN
from swap_teach.spaces.tnb101_heads import make_head
from swap_teach.spaces.tnb101_tasks import Task


class Zero(nn.Module):
    """The operation `none`: one channel of zeros, which the cell stretches to its width.

    They come from a product, so that gradients exist and are zero.
    """

    def __init__(self, stride: int):
        super().__init__()
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, C, H, W) to (N, 1, H / stride, W / stride)."""
        return x[:, :1, :: self.stride, :: self.stride] * 0.0


def make_operation(name: str, c_in: int, c_out: int, stride: int) -> nn.Module:
    """Build the module on one edge; a skip that changes the shape is two strided convolutions side by side."""
    if name == "none":
        return Zero(stride)
    if name == "skip_connect":
        return nn.Identity() if (c_in, stride) == (c_out, 1) else FactorizedReduce(c_in, c_out)
    if name == "nor_conv_1x1":
        return ReLUConvBN(c_in, c_out, kernel=1, stride=stride)
    if name == "nor_conv_3x3":
        return ReLUConvBN(c_in, c_out, kernel=3, stride=stride)
    raise ValueError(f"No TransNAS-Bench-101 operation is called {name!r}.")


class MicroCell(nn.Module):
    """Four nodes as in NAS-Bench-201; the edges that leave node 0 change the shape."""

    def __init__(self, ops: Sequence[str], c_in: int, c_out: int, stride: int):
        super().__init__()
        self.c_out = c_out
        self.edges = nn.ModuleDict()
        for (i, j), op in zip(EDGES, ops, strict=True):
            self.edges[f"{i}->{j}"] = make_operation(op, *((c_in, c_out, stride) if i == 0 else (c_out, c_out, 1)))

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, c_in, H, W) to (N, c_out, H / stride, W / stride)."""
        # The width is read off a layer, not remembered: TE-NAS cuts cells down to a channel or two.
        width = next((m.num_features for m in self.modules() if isinstance(m, nn.BatchNorm2d)), self.c_out)
        nodes = [x]
        for j in range(1, 4):
            total = self.edges[f"0->{j}"](nodes[0])
            for i in range(1, j):
                total = total + self.edges[f"{i}->{j}"](nodes[i])
            nodes.append(total.expand(-1, width, -1, -1))
        return nodes[3]


class BasicBlock(nn.Module):
    """Two 3x3 convolutions beside a shortcut: a 1x1 convolution with batch norm where the shape changes."""

    def __init__(self, c_in: int, c_out: int, stride: int):
        super().__init__()
        self.conv_a = ReLUConvBN(c_in, c_out, kernel=3, stride=stride)
        self.conv_b = ReLUConvBN(c_out, c_out, kernel=3)
        self.shortcut: nn.Module = nn.Identity()
        if (c_in, stride) != (c_out, 1):
            self.shortcut = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, c_in, H, W) to (N, c_out, H / stride, W / stride)."""
        out: Tensor = self.shortcut(x) + self.conv_b(self.conv_a(x))
        return out


class Encoder(nn.Module):
    """Stem and modules; the first of a module's cells changes the shape.

    modules  a digit each: 1 keeps the shape, 2 doubles the channels, 3 halves the image, 4 does both.
    ops      the six operations of the cell, or None for the basic block.
    """

    def __init__(self, modules: Sequence[int], ops: Sequence[str] | None, channels: int, depth: int):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, channels // 2, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(channels // 2),
            ReLUConvBN(channels // 2, channels, kernel=3, stride=2),
        )
        self.halvings = 2
        cells: list[nn.Module] = []
        for digit in modules:
            doubles, halves = digit in (2, 4), digit in (3, 4)
            shapes = [(channels, channels * (1 + doubles), 1 + halves)]
            channels *= 1 + doubles
            self.halvings += halves
            shapes += [(channels, channels, 1)] * (depth - 1)
            cells += [BasicBlock(*shape) if ops is None else MicroCell(ops, *shape) for shape in shapes]
        self.channels = channels
        self.cells = nn.Sequential(*cells)

    def forward(self, x: Tensor) -> Tensor:
        """Images (N, 3, H, W) to (N, channels, H, W), H and W smaller by a factor of 2^halvings."""
        out: Tensor = self.cells(self.stem(x))
        return out


class Network(nn.Module):
    """An encoder and the head of one task."""

    def __init__(self, modules: Sequence[int], ops: Sequence[str] | None, channels: int, depth: int, task: Task):
        super().__init__()
        self.encoder = Encoder(modules, ops, channels, depth)
        self.head = make_head(task, self.encoder.channels, channels, self.encoder.halvings)
        self.tiled = task.head == "jigsaw"

    @property
    def cells(self) -> nn.Sequential:
        """The encoder's cells, for metrics that look at a network cell by cell."""
        return self.encoder.cells

    def forward(self, x: Tensor) -> Tensor:
        """Images (N, 3, H, W), for the jigsaw nine tiles (N, 9, 3, H, W), to what the task's head puts out."""
        tiles = x.unbind(dim=1) if self.tiled else [x]
        features = torch.cat([self.encoder(tile) for tile in tiles], dim=1)
        out: Tensor = self.head(features)
        return out
