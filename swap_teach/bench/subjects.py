"""The networks that a bench runs, and two ways to score them: ours, and the textbook's in `reference.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
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
        """Count its patterns the textbook's way: keep every bit, then put columns into a set."""
        self.net.train()
        return count_patterns_reference(bit_matrix_reference(self.net, self.x))


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


def in_order(*steps: Callable[[], Any]) -> Callable[[], None]:
    """Do one after the other."""

    def do() -> None:
        for step in steps:
            step()

    return do
