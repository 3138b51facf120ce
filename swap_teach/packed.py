"""The packed count on tensors: S bits of a unit become one integer, and counting integers is quick.

What `patterns.py` says in NumPy, on the device where the values are. The authors' code counts distinct rows of
a V x S matrix instead, which takes most of their run time; the integers are the same.
"""

from __future__ import annotations

import torch


def pack_positive(output: torch.Tensor) -> torch.Tensor:
    """Pack which samples are > 0 into words for each unit of an (S, ...) output: (V, words), integers.

    Sample s is bit s, counted from the least significant. The order of units is the memory order.
    """
    if output.ndim == 4 and output.is_contiguous(memory_format=torch.channels_last):
        output = output.permute(0, 2, 3, 1)  # a view: reading in memory order is what costs
    bits = (output > 0).flatten(1).view(torch.uint8)
    samples, units = bits.shape
    width = 1 if samples <= 8 else 2 if samples <= 16 else 4 if samples <= 32 else 8 * -(-samples // 64)
    packed = torch.zeros(units, width, dtype=torch.uint8, device=bits.device)
    for start in range(0, samples, 8):  # byte by byte: one-byte additions are the fastest the CPU has
        byte = bits[start].clone()
        for s in range(start + 1, min(start + 8, samples)):
            byte.add_(bits[s], alpha=1 << (s - start))
        packed[:, start // 8] = byte
    word = {1: torch.uint8, 2: torch.int16, 4: torch.int32}.get(width, torch.int64)
    return packed.view(word)


def distinct(words: torch.Tensor) -> torch.Tensor:
    """Return the distinct rows of (V, words), by sorting integers and never rows."""
    if words.shape[1] == 1:
        kept: torch.Tensor = torch.unique(words)
        return kept[:, None]
    # Number the rows that agree so far, append the next 32 bits to that number, and number again.
    number = torch.zeros(len(words), dtype=torch.int64, device=words.device)
    for half in words.view(torch.int32).T:
        _, number = torch.unique((number << 32) | (half.long() & 0xFFFFFFFF), return_inverse=True)
    last = torch.empty(int(number.max()) + 1, dtype=torch.int64, device=words.device)
    last[number] = torch.arange(len(words), device=words.device)
    return words[last]
