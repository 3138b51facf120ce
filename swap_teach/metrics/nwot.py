"""NWOT: on how many units two images agree, for every pair; the rows of the matrix whose columns SWAP counts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch

from swap_teach.metrics.passes import Patterns, hear_patterns
from swap_teach.metrics.registry import Reading, metric

if TYPE_CHECKING:
    from numpy.typing import NDArray


@metric(
    "nwot",
    reads=hear_patterns,
    needs={"weights", "images"},
    source="Mellor et al., Neural Architecture Search without Training, ICML 2021, Equation 2",
    aliases=("naswot",),
)
def nwot(patterns: Patterns) -> Reading:
    """Reward images that fall into different linear regions: log|det K|, K_ij the units on which i and j agree.

    K_ij = V - (Hamming distance of the images' bit patterns), V on the diagonal. Its determinant is large when the
    images' patterns are far apart, and for V large: log|det K| is about S log V and more. Two images with one
    pattern make K singular. It sees pairs of images only; which units tell them apart makes no difference.

    The authors' hooks count a ReLU only if a gradient reaches it, so not one on an edge that leads nowhere. Here every
    ReLU that runs is counted, as for the SWAP-Score.
    """
    K = agreements(patterns)
    eigenvalues = np.linalg.eigvalsh(K)
    if eigenvalues[0] <= eigenvalues[-1] * len(K) * np.finfo(float).eps:
        return -math.inf, "K is singular: the images' patterns depend on each other, say two of them are one"
    return float(np.log(eigenvalues).sum())


def agreements(patterns: Patterns) -> NDArray[np.int64]:
    """Return K, S x S: the number of units that two samples both switch on, or both leave off. Exact.

    The patterns come packed along samples, 8 bits of a unit in a byte. Turned, a word holds 64 units of one sample:
    64 comparisons are one xor, and a count of ones.
    """
    S, V = patterns.samples, sum(layer.shape[1] for layer in patterns.layers)
    rows = _turn(torch.cat(patterns.layers, dim=1).cpu().numpy())[:S] if V else np.zeros((S, 0), np.uint64)
    K = np.full((S, S), V)
    # Memory that is used again: asking the system for it anew took half of the time.
    differ, ones = np.empty_like(rows), np.empty(rows.shape, np.uint8)
    for i in range(1, S):
        np.bitwise_xor(rows[:i], rows[i], out=differ[:i])
        np.bitwise_count(differ[:i], out=ones[:i])
        K[i, :i] = K[:i, i] = V - ones[:i].sum(axis=1, dtype=np.uint32).astype(np.int64)
    return K


def _turn(packed: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Turn (bytes, V), packed along samples, into 64-bit words packed along units in some order: a row a sample.

    Each 8 x 8 block of bits is transposed in three steps: swap its off-diagonal quarters, then do the same inside
    each quarter (Warren, Hacker's Delight, section 7-3). A block is eight bytes from eight parts of the row, so that
    one operation on words does it for eight blocks. The units that fill up the last block are 0 for every sample,
    and so differ nowhere.
    """
    filled = np.pad(packed, ((0, 0), (0, -packed.shape[1] % 64)))
    blocks = filled.reshape(len(packed), 8, -1).view(np.uint64)
    for half in (4, 2, 1):
        kept = np.uint64(sum(1 << bit for bit in range(64) if not bit & half))
        quarters = blocks.reshape(len(packed), -1, 2, half, blocks.shape[-1])
        above, below = quarters[:, :, 0], quarters[:, :, 1]
        swapped = ((above >> half) ^ below) & kept
        below ^= swapped
        above ^= swapped << half
    return blocks.reshape(-1, blocks.shape[-1])
