"""The networks that a bench runs, and two ways to score them: ours, and the textbook's in `reference.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from swap_teach.bench.timing import Place
from swap_teach.images import load_images
from swap_teach.initialisation import Law, initialise, weight_generator
from swap_teach.reference import bit_matrix_reference, count_patterns_reference
from swap_teach.spaces import get_space
from swap_teach.swap import SwapScore, swap_score

# Cells without pooling, which `quick_pooling` makes so much quicker that a score may cost less than a bare forward.
NB201_CELL = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_1x1~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|"
DARTS_EDGES = (
    "[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('dil_conv_3x3', 1), "
    "('skip_connect', 0), ('sep_conv_5x5', 1), ('dil_conv_5x5', 2), ('skip_connect', 0)]"
)
DARTS_CELLS = (
    f"Genotype(normal={DARTS_EDGES}, normal_concat=[2, 3, 4, 5], reduce={DARTS_EDGES}, reduce_concat=[2, 3, 4, 5])"
)


@dataclass(frozen=True)
class Subject:
    """A network with its images, where they run, and what may be done with them."""

    net: nn.Module
    x: torch.Tensor
    y: torch.Tensor
    law: Law = "default"

    def draw(self) -> None:
        """Give it fresh weights."""
        initialise(self.net, self.law, weight_generator(0, "bench", self.law))

    def forward(self) -> None:
        """Run it bare, as scored: BatchNorm by the batch, no gradient, nobody listening."""
        self.net.train()
        with torch.no_grad():
            self.net(self.x)

    def score(self) -> SwapScore:
        """Count its patterns our way."""
        return swap_score(self.net, self.x)

    def textbook(self) -> int:
        """Count its patterns the textbook's way: keep every bit, then put columns into a set.

        Millions of tuples call Python's garbage collector up again and again: without it, the count takes half the
        time or less. It stays on, as it is in anybody's program.
        """
        self.net.train()
        return count_patterns_reference(bit_matrix_reference(self.net, self.x))

    def authors(self) -> int:
        """Count its patterns as the SWAP authors' public code does: keep every bit, then find the distinct rows."""
        self.net.train()
        return count_rows(bit_matrix_reference(self.net, self.x))


def subject(
    space: str, arch: str, network: str, samples: int, place: Place, law: Law = "default", size: int = 32
) -> Subject:
    """Build a space's network, with photographs of `size` x `size` pixels: the same ones each time."""
    searched = get_space(space)
    net = searched.build(
        searched.parse(arch), searched.num_classes, network, weight_generator(0, "bench", law), law=law
    )
    images, labels = load_images("photos", samples, size, 0)
    net, x = place.put(net, torch.from_numpy(images))
    return Subject(net, x, torch.from_numpy(labels).to(place.device), law)


def count_rows(bits: NDArray[np.bool_]) -> int:
    """Count the distinct columns of an S x V bit matrix as rows of its transpose, in PyTorch.

    >>> count_rows(np.array([[1, 0, 1, 1], [0, 0, 1, 0]], bool))
    3
    """
    return len(torch.unique(torch.from_numpy(bits).float().T, dim=0))


def in_order(*steps: Callable[[], Any]) -> Callable[[], None]:
    """Do one after the other."""

    def do() -> None:
        for step in steps:
            step()

    return do
