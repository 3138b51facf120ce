"""The network that NAS-Bench-101 trained: a stem, three stacks of cells, max pooling between them.

Ying et al., "NAS-Bench-101", ICML 2019, Section 2; channel counts as in the benchmark's public model builder, so that
parameter counts agree to the last digit. Read in lesson 08.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class ConvBNReLU(nn.Sequential):
    """Convolution without bias, batch normalisation, ReLU: here a unit is seen after the weights."""

    def __init__(self, c_in: int, c_out: int, kernel: int):
        super().__init__(
            nn.Conv2d(c_in, c_out, kernel, padding=kernel // 2, bias=False), nn.BatchNorm2d(c_out), nn.ReLU()
        )


def make_operation(name: str, channels: int) -> nn.Module:
    """Build the module on one vertex."""
    if name == "conv3x3-bn-relu":
        return ConvBNReLU(channels, channels, kernel=3)
    if name == "conv1x1-bn-relu":
        return ConvBNReLU(channels, channels, kernel=1)
    if name == "maxpool3x3":
        return nn.MaxPool2d(3, stride=1, padding=1)
    raise ValueError(f"No NAS-Bench-101 operation is called {name!r}.")


def vertex_channels(vertices: int, edges: Sequence[tuple[int, int]], channels: int) -> list[int]:
    """Return the channels of every vertex after the input, in order; the last is the output's `channels`.

    The vertices that lead to the output share its channels, the first ones taking one more where they don't divide
    evenly. Any other vertex has as many as the widest it leads to.

    >>> vertex_channels(5, [(0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 4)], 128)
    [43, 43, 42, 128]
    """
    last = vertices - 1
    concatenated = sorted(x for x, y in edges if y == last and x > 0)
    width = {last: channels}
    for place, v in enumerate(concatenated):
        width[v] = channels // len(concatenated) + (place < channels % len(concatenated))
    for v in range(last - 1, 0, -1):
        width.setdefault(v, max((width[y] for x, y in edges if x == v), default=0))
    return [width[v] for v in range(1, vertices)]


class Cell(nn.Module):
    """A vertex adds what leads to it; the output concatenates instead, and adds the input if that leads to it.

    The input comes through a 1x1 convolution of its own to each vertex it leads to. Where a wider vertex leads to a
    narrower one, by one channel at most, the last channel is dropped. With `halve` a max pooling comes first.
    """

    def __init__(self, edges: Sequence[tuple[int, int]], ops: Sequence[str], c_in: int, c_out: int, halve: bool):
        super().__init__()
        self.pool = nn.MaxPool2d(2) if halve else nn.Identity()
        self.last = len(ops) + 1
        self.width = [c_in, *vertex_channels(self.last + 1, edges, c_out)]
        self.sources = {y: [x for x, target in edges if target == y and x > 0] for y in range(1, self.last + 1)}
        self.projections = nn.ModuleDict(
            {str(y): ConvBNReLU(c_in, self.width[y], kernel=1) for x, y in edges if x == 0}
        )
        self.vertices = nn.ModuleDict({str(v): make_operation(op, self.width[v]) for v, op in enumerate(ops, start=1)})

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, c_in, H, W) to (N, c_out, H, W), or to half the height and width."""
        x = self.pool(x)
        values = {0: x}
        for v in range(1, self.last):
            values[v] = self.vertices[str(v)](self._sum(v, [values[s][:, : self.width[v]] for s in self.sources[v]], x))
        parts = [values[s] for s in self.sources[self.last]]
        return self._sum(self.last, [parts[0] if len(parts) == 1 else torch.cat(parts, dim=1)] if parts else [], x)

    def _sum(self, vertex: int, terms: list[Tensor], x: Tensor) -> Tensor:
        if str(vertex) in self.projections:
            terms = [*terms, self.projections[str(vertex)](x)]
        total = terms[0]
        for term in terms[1:]:
            total = total + term  # a new tensor: += would overwrite what the backward pass of a ReLU needs
        return total


class Network(nn.Module):
    """Stem, three stacks of `depth` cells with C, 2C and 4C channels, global mean, linear classifier."""

    def __init__(
        self, edges: Sequence[tuple[int, int]], ops: Sequence[str], channels: int, depth: int, num_classes: int
    ):
        super().__init__()
        self.stem = ConvBNReLU(3, channels, kernel=3)
        cells = []
        c_in = channels
        for k in range(3 * depth):
            c_out = channels << k // depth
            cells.append(Cell(edges, ops, c_in, c_out, halve=k in (depth, 2 * depth)))
            c_in = c_out
        self.cells = nn.Sequential(*cells)
        self.classifier = nn.Linear(4 * channels, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Images (N, 3, H, W), H and W multiples of 4, to logits (N, num_classes)."""
        logits: Tensor = self.classifier(torch.mean(self.cells(self.stem(x)), dim=(2, 3)))
        return logits
