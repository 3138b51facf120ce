"""The packed count on tensors: S bits of a unit become one integer, and counting integers is quick.

What `patterns.py` says in NumPy, on the device where the values are. The authors' code counts distinct rows of
a V x S matrix instead, which takes most of their run time; the integers are the same.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch.nn import functional as F

WAITING = 1 << 20
"""Bytes that wait before they are packed."""


def in_memory_order(output: torch.Tensor) -> torch.Tensor:
    """View an output that lies in memory channels last, (S, C, H, W), as (S, H, W, C): quicker to read."""
    last = output.ndim == 4 and output.is_contiguous(memory_format=torch.channels_last)
    return output.permute(0, 2, 3, 1) if last else output


class Packer:
    """Pack the activations of one forward as they are heard.

    Small ones wait as bytes that are 0 or 1, and are packed together: between two layers of a network each operation
    starts with cold caches, and costs several times what it does in a loop.
    """

    def __init__(self) -> None:
        self._waiting: list[torch.Tensor] = []
        self._bytes = 0
        self._packed: list[torch.Tensor] = []

    def add(self, output: torch.Tensor, never_negative: bool = False) -> None:
        """Take an (S, ...) output; to know that no value is negative saves an operation."""
        on = (output if never_negative else output.relu()).bool()  # the quickest way to bytes that are 0 or 1
        self._waiting.append(on)
        self._bytes += on.numel()
        if self._bytes >= WAITING:
            self._pack()

    def packed(self) -> torch.Tensor:
        """Return the bits of all units: (ceil(S / 8), V) of uint8. Sample s is bit s % 8 of row s // 8."""
        if self._waiting:
            self._pack()
        return self._packed[0] if len(self._packed) == 1 else torch.cat(self._packed, dim=1)

    def _pack(self) -> None:
        rows = [in_memory_order(on).flatten(1) for on in self._waiting]
        on = torch.cat(rows, dim=1) if len(rows) > 1 else rows[0].contiguous()
        samples, units = on.shape
        if samples % 8 or units % 8:
            on = F.pad(on, (0, -units % 8, 0, -samples % 8))
        eight_units = on.view(torch.int64).view(-1, 8, on.shape[1] // 8)  # one operation on them is eight
        self._packed.append(eight_units.mul_(_powers_of_two(on.device)).sum(1).view(torch.uint8)[:, :units])
        self._waiting, self._bytes = [], 0


def pack_positive(output: torch.Tensor, never_negative: bool = False) -> torch.Tensor:
    """Pack which samples are > 0, for each unit of one (S, ...) output, as a `Packer` does for many.

    The order of units is the memory order.
    """
    packer = Packer()
    packer.add(output, never_negative)
    return packer.packed()


@lru_cache(maxsize=8)
def _powers_of_two(device: torch.device) -> torch.Tensor:
    return torch.tensor([[1 << bit] for bit in range(8)], device=device)


def count_distinct(packed: torch.Tensor) -> int:
    """Count the distinct columns of (bytes, V): in a table of 2^16, or by sorting integers; never columns."""
    if len(packed) <= 2:
        return int(torch.bincount(_join(packed, torch.int32), minlength=1 << 16).count_nonzero())
    if len(packed) <= 8:
        return len(torch.unique(_join(packed, torch.int32 if len(packed) <= 4 else torch.int64)))
    # Number the columns that agree so far, append the next four bytes to that number, and number again.
    number = torch.zeros(packed.shape[1], dtype=torch.int64, device=packed.device)
    for four in torch.split(packed, 4):
        kept, number = torch.unique((number << 32) | _join(four, torch.int64), return_inverse=True)
    return len(kept)


def _join(packed: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Join each column's bytes into one integer."""
    *lower, words = packed.unbind()
    words = words.to(dtype)
    for row in reversed(lower):
        words = words.bitwise_left_shift_(8).bitwise_or_(row)
    return words
