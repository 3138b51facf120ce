"""Pooling on a CPU as PyTorch is quick at it: the same numbers, in a fraction of the time.

PyTorch's pooling of images in the default layout visits window by window, value by value: half of a NAS-Bench-201
forward. Two ways round it add a window's values in the same order, so the result is the same to the last bit.
Channels last, PyTorch handles many channels at once, which pays for turning the images there and back. And an
average over windows centred on each pixel of large images is a sum of shifted images.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional as F

POOLS = frozenset({F.avg_pool2d, F.max_pool2d})
LARGE = 256  # pixels from which shifting is the quicker way
IN_CACHE = 1 << 18  # bytes of images shifted at once: they and their sums stay in a core's cache


def call(function: Any, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Return `function(*arguments, **options)`; a pool of contiguous (N, C, H, W) on a CPU goes a quick way.

    >>> x = torch.randn(2, 3, 16, 16)
    >>> torch.equal(call(F.avg_pool2d, (x, 3, 1, 1), {}), F.avg_pool2d(x, 3, 1, 1))
    True
    """
    if arguments and function in POOLS:
        images, *how = arguments
        if images.ndim == 4 and images.device.type == "cpu" and images.is_contiguous():
            if function is F.avg_pool2d and how == [3, 1, 1, False, False, None] and _is_large(images):
                return _average_of_nine(images)
            turned = images.contiguous(memory_format=torch.channels_last)
            return function(turned, *how, **options).contiguous()
    return function(*arguments, **options)


def _is_large(images: torch.Tensor) -> bool:
    return images.numel() > 0 and images.shape[2:].numel() >= LARGE and images.dtype in {torch.float32, torch.float64}


def _average_of_nine(images: torch.Tensor) -> torch.Tensor:
    """Average 3x3 windows centred on each pixel, over the pixels inside the image (zeros around add nothing)."""
    number, channels, height, width = images.shape
    at_once = max(1, min(number, IN_CACHE // images[0].nbytes))
    padded = images.new_zeros(at_once, channels, height + 2, width + 2)
    places = [padded.view(-1)[row * (width + 2) + column :] for row in range(3) for column in range(3)]
    total = torch.empty_like(padded)  # the sum of each window, where the window begins
    sums = total.view(-1)[: len(places[-1])]
    inside = F.avg_pool2d(images.new_ones(1, height, width), 3, 1, 1, divisor_override=1)
    averages = torch.empty_like(images)
    for start in range(0, number, at_once):
        few = images[start : start + at_once]
        torch.add(few, 0.0, out=padded[: len(few), :, 1:-1, 1:-1])  # added, since 0 + (-0.0) is 0.0 there too
        torch.add(places[0][: len(sums)], places[1][: len(sums)], out=sums)
        for place in places[2:]:
            sums += place[: len(sums)]
        torch.div(total[: len(few), :, :height, :width], inside, out=averages[start : start + at_once])
    return averages
