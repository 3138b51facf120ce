"""DARTS networks: from the SWAP authors' single cell on raw images to the full network that is trained.

Liu, Simonyan and Yang, "DARTS", ICLR 2019, Section 3 and appendix; the one-cell network is the SWAP authors' public
code. Read in lesson 04.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from swap_teach.spaces.darts_operations import OPERATIONS, FactorizedReduce, ReLUConvBN

Edge = tuple[str, int]


class DropPath(nn.Module):
    """In training, drop a whole edge for a sample with probability `p` and scale the rest by 1 / (1 - p).

    One instance serves the whole network: set `network.drop_path.p` as the epochs go by.
    """

    def __init__(self, p: float = 0.0, generator: torch.Generator | None = None):
        super().__init__()
        self.p, self.generator = p, generator

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, ...) in and out."""
        if not self.training or self.p == 0:
            return x
        keep = torch.empty([len(x)] + [1] * (x.dim() - 1), dtype=x.dtype, device=x.device)
        return x * keep.bernoulli_(1 - self.p, generator=self.generator) / (1 - self.p)


class Cell(nn.Module):
    """Two inputs, four nodes that each add two edges, output the four nodes side by side (4 x channels)."""

    def __init__(
        self,
        edges: Sequence[Edge],
        c_before: int,
        c_in: int,
        channels: int,
        reduction: bool,
        shrink_before: bool,
        drop_path: DropPath,
    ):
        super().__init__()
        shrink = FactorizedReduce if shrink_before else ReLUConvBN
        self.preprocess0 = shrink(c_before, channels)
        self.preprocess1 = ReLUConvBN(c_in, channels)
        self.sources = [source for _, source in edges]
        # Only edges from the cell's two inputs halve the image: the four nodes are small already.
        self.edges = nn.ModuleList(
            OPERATIONS[op](channels, 2 if reduction and source < 2 else 1) for op, source in edges
        )
        self.drop_path = drop_path

    def forward(self, before: Tensor, x: Tensor) -> Tensor:
        """Map the last two cells' outputs, (N, c_before, ...) and (N, c_in, ...), to (N, 4 * channels, ...)."""
        nodes = [self.preprocess0(before), self.preprocess1(x)]
        for first in range(0, len(self.sources), 2):
            nodes.append(self._edge(first, nodes) + self._edge(first + 1, nodes))
        return torch.cat(nodes[2:], dim=1)

    def _edge(self, k: int, nodes: list[Tensor]) -> Tensor:
        out: Tensor = self.edges[k](nodes[self.sources[k]])
        return out if isinstance(self.edges[k], nn.Identity) else self.drop_path(out)


class AuxiliaryHead(nn.Module):
    """A second classifier at two thirds of the depth, for training only (8x8 images for CIFAR, 14x14 for ImageNet).

    DARTS left out the second batch norm for ImageNet, by its own account through a typing error; here it is kept.
    """

    def __init__(self, c_in: int, num_classes: int, stride: int):
        super().__init__()
        self.features = nn.Sequential(
            nn.ReLU(),
            nn.AvgPool2d(5, stride, count_include_pad=False),
            nn.Conv2d(c_in, 128, 1, bias=False),
            nn.BatchNorm2d(128),
            nn.ReLU(),
            nn.Conv2d(128, 768, 2, bias=False),
            nn.BatchNorm2d(768),
            nn.ReLU(),
        )
        self.classifier = nn.Linear(768, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, c_in, 8, 8) at stride 3, or (N, c_in, 14, 14) at stride 2, to logits (N, num_classes)."""
        logits: Tensor = self.classifier(torch.flatten(self.features(x), 1))
        return logits


def cifar_stem(channels: int) -> list[nn.Module]:
    """Keep the image's size: one convolution to three times the channels."""
    wide = 3 * channels
    return [nn.Conv2d(3, wide, 3, padding=1, bias=False), nn.BatchNorm2d(wide)]


def imagenet_stems(channels: int) -> tuple[list[nn.Module], list[nn.Module]]:
    """Bring the image to a quarter of its side, then to an eighth: the first cell sees both."""
    c, half = channels, channels // 2
    quarter = [
        nn.Conv2d(3, half, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(half),
        nn.ReLU(),
        nn.Conv2d(half, c, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(c),
    ]
    return quarter, [nn.ReLU(), nn.Conv2d(c, c, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(c)]


class Network(nn.Module):
    """Stem, `layers` cells (those at a third and two thirds reduce), global mean, linear classifier.

    stem       "none": the cells see the raw image (the SWAP authors' scoring network with layers = 1);
               "cifar": keeps the image's size; "imagenet": an eighth of it.
    auxiliary  add a second classifier, its parameters named `auxiliary_head.…`.
    """

    def __init__(
        self,
        normal: Sequence[Edge],
        reduce: Sequence[Edge],
        channels: int,
        layers: int,
        stem: str,
        num_classes: int,
        auxiliary: bool = False,
    ):
        super().__init__()
        quarter, eighth = imagenet_stems(channels) if stem == "imagenet" else ([], [])
        self.stem0 = nn.Sequential(*(cifar_stem(channels) if stem == "cifar" else quarter))
        self.stem1 = nn.Sequential(*eighth)
        self.drop_path = DropPath()
        # With one layer both positions are 0: the SWAP authors' single cell is a reduction cell.
        reductions = {layers // 3, 2 * layers // 3}
        before = width = {"none": channels, "cifar": 3 * channels, "imagenet": channels}[stem]
        shrink_before, cells = stem == "imagenet", []
        for layer in range(layers):
            reduction = layer in reductions
            channels = 2 * channels if reduction else channels
            edges = reduce if reduction else normal
            cells.append(Cell(edges, before, width, channels, reduction, shrink_before, self.drop_path))
            before, width, shrink_before = width, 4 * channels, reduction
        self.cells = nn.ModuleList(cells)
        self.auxiliary_after = 2 * layers // 3
        self.classifier = nn.Linear(width, num_classes)
        self.auxiliary_head: AuxiliaryHead | None = None
        if auxiliary:  # two reductions made this cell 4 times as wide as the first, and it puts out 4 nodes
            self.auxiliary_head = AuxiliaryHead(width, num_classes, stride=2 if stem == "imagenet" else 3)

    def forward(self, x: Tensor) -> Tensor:
        """Images (N, 3, H, W) to logits (N, num_classes); the auxiliary head is not run."""
        logits: Tensor = self._classify(self._features(x)[-1])
        return logits

    def forward_with_auxiliary(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Logits and the auxiliary head's logits, for a training loss; needs `auxiliary=True`."""
        if self.auxiliary_head is None:
            raise ValueError("This network has no auxiliary head: build it with network='final'.")
        features = self._features(x)
        return self._classify(features[-1]), self.auxiliary_head(features[self.auxiliary_after])

    def _features(self, x: Tensor) -> list[Tensor]:
        before = self.stem0(x)
        x = self.stem1(before)
        outputs: list[Tensor] = []
        for cell in self.cells:
            before, x = x, cell(before, x)
            outputs.append(x)
        return outputs

    def _classify(self, x: Tensor) -> Tensor:
        logits: Tensor = self.classifier(torch.mean(x, dim=(2, 3)))
        return logits
