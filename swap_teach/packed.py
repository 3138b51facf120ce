"""The packed count on tensors: S bits of a unit become one integer, and counting integers is quick.

What `patterns.py` says in NumPy, on the device where the values are. The authors' code counts distinct rows of
a V x S matrix instead, which takes most of their run time; the integers are the same.
"""

from __future__ import annotations

from functools import lru_cache

import torch


def in_memory_order(output: torch.Tensor) -> torch.Tensor:
    """View an output that lies in memory channels last, (S, C, H, W), as (S, H, W, C): quicker to read."""
    last = output.ndim == 4 and output.is_contiguous(memory_format=torch.channels_last)
    return output.permute(0, 2, 3, 1) if last else output


def pack_positive(output: torch.Tensor) -> torch.Tensor:
    """Pack which samples are > 0 into words for each unit of an (S, ...) output: (V, words), integers.

    Sample s is bit s, counted from the least significant. The order of units is the memory order.
    """
    bits = in_memory_order(output).sign().clamp_(min=0).flatten(1).float()  # 0 or 1: quicker than a comparison
    samples = len(bits)
    if samples <= 16:
        return _add_up(bits).to(torch.uint8 if samples <= 8 else torch.int16)[:, None]
    pieces = [_add_up(some).to(torch.int16) for some in torch.split(bits, 16)]
    width = 2 if samples <= 32 else 4 * -(-samples // 64)
    pieces += [torch.zeros_like(pieces[0])] * (width - len(pieces))
    return torch.stack(pieces, 1).view(torch.int32 if width == 2 else torch.int64)


def _add_up(bits: torch.Tensor) -> torch.Tensor:
    """Sum 2^s bit_s over at most 16 rows; a product with a vector is the quickest, and exact in float32.

    `out` keeps it in float32 under autocast, too: bfloat16 has 8 bits.
    """
    sums = bits.new_empty(1, bits.shape[1])
    return torch.mm(_powers_of_two(len(bits), bits.device), bits, out=sums)[0].int()


@lru_cache(maxsize=32)
def _powers_of_two(count: int, device: torch.device) -> torch.Tensor:
    return torch.tensor([[float(1 << s) for s in range(count)]], device=device)


def count_distinct(words: torch.Tensor) -> int:
    """Count the distinct rows of (V, words): in a table of 2^16, or by sorting integers; never rows."""
    if words.shape[1] == 1 and words.itemsize <= 2:
        return int(torch.bincount(words[:, 0].int() & 0xFFFF, minlength=1 << 16).count_nonzero())
    if words.shape[1] == 1:
        return len(torch.unique(words))
    # Number the rows that agree so far, append the next 32 bits to that number, and number again.
    number = torch.zeros(len(words), dtype=torch.int64, device=words.device)
    for half in words.view(torch.int32).T:
        kept, number = torch.unique((number << 32) | (half.long() & 0xFFFFFFFF), return_inverse=True)
    return len(kept)
