"""What TransNAS-Bench-101 puts on the encoder: a linear layer, or a decoder that grows the image back to full size.

Layers, widths and where images are doubled as in the benchmark's public decoders; widths are given for the published
base of 64 channels and shrink with it. The discriminator that trains beside two of the tasks isn't part of a network.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from swap_teach.spaces.tnb101_tasks import Task

TILES = 9
# Output channels of each block, in quarters of the base; how many doublings are needed for this block to be one.
GENERATION = (
    (64, None),
    (64, None),
    (32, 6),
    (32, None),
    (16, 5),
    (8, None),
    (4, 4),
    (4, None),
    (2, 3),
    (2, None),
    (1, 2),
    (2, None),
    (1, 1),
)


class LinearHead(nn.Module):
    """Global mean, linear layer."""

    def __init__(self, channels: int, outputs: int):
        super().__init__()
        self.linear = nn.Linear(channels, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Features (N, channels, H, W) to (N, outputs)."""
        out: Tensor = self.linear(torch.mean(x, dim=(2, 3)))
        return out


def make_head(task: Task, channels: int, base: int, doublings: int) -> nn.Module:
    """Build a task's head for features of `channels` that are 2^doublings times smaller than the image."""
    if task.head == "linear":
        return LinearHead(channels, task.outputs)
    if task.head == "jigsaw":
        return LinearHead(TILES * channels, task.outputs)
    if task.head == "segmentation":
        return segmentation_decoder(channels, task.outputs, base, doublings)
    if task.head == "generation":
        return generation_decoder(channels, task.outputs, base, doublings)
    raise ValueError(f"No TransNAS-Bench-101 head is called {task.head!r}.")


def segmentation_decoder(channels: int, outputs: int, base: int, doublings: int) -> nn.Sequential:
    """Eight layers: one that widens, six that halve the channels (the last keeps them), one for the classes."""
    width = 16 * base
    blocks: list[nn.Module] = [_block(channels, width, grow=False)]
    for k in range(6):
        narrower = width if k == 5 else width // 2
        blocks.append(_block(width, narrower, grow=k >= 6 - doublings))
        width = narrower
    return nn.Sequential(*blocks, nn.Conv2d(width, outputs, 3, padding=1))


def generation_decoder(channels: int, outputs: int, base: int, doublings: int) -> nn.Sequential:
    """Thirteen layers and one with tanh for the image, whose values lie between -1 and 1."""
    blocks: list[nn.Module] = []
    for quarters, needed in GENERATION:
        width = base * quarters // 4
        blocks.append(_block(channels, width, grow=needed is not None and doublings >= needed))
        channels = width
    return nn.Sequential(*blocks, nn.Conv2d(channels, outputs, 3, padding=1), nn.Tanh())


def _block(c_in: int, c_out: int, grow: bool) -> nn.Sequential:
    conv: nn.Module = nn.Conv2d(c_in, c_out, 3, padding=1)
    if grow:
        conv = nn.ConvTranspose2d(c_in, c_out, 3, stride=2, padding=1, output_padding=1)
    return nn.Sequential(conv, nn.BatchNorm2d(c_out), nn.LeakyReLU(0.2))
